package ui

import (
	"html/template"
	"strconv"
	"strings"
	"text/template/parse"
)

// settle writes the texts of a language that need no data, {{t "id|Text"}}, into the templates
// once, instead of looking them up and escaping them for every page: a third of the time that a
// page of a telephone takes. Templates with a script of their own are left as they are: there a
// text stands in another language.
func settle(t *template.Template, text func(m string) string) {
	s := &settler{text: text, plain: true}
	for _, x := range t.Templates() {
		if x.Tree != nil && strings.Contains(x.Tree.Root.String(), "<script>") {
			s.plain = false
		}
	}
	for _, x := range t.Templates() {
		if x.Tree != nil {
			s.list(x.Tree.Root)
		}
	}
}

type settler struct {
	text  func(m string) string
	plain bool // texts may be written as text
}

// list settles the nodes of a list.
func (s *settler) list(l *parse.ListNode) {
	if l == nil {
		return
	}
	for i, n := range l.Nodes {
		switch n := n.(type) {
		case *parse.ActionNode:
			if m, ok := message(n.Pipe); ok && s.plain {
				l.Nodes[i] = &parse.TextNode{NodeType: parse.NodeText, Pos: n.Pos, Text: []byte(template.HTMLEscapeString(s.text(m)))}
				continue
			}
			s.pipe(n.Pipe)
		case *parse.IfNode:
			s.branch(&n.BranchNode)
		case *parse.RangeNode:
			s.branch(&n.BranchNode)
		case *parse.WithNode:
			s.branch(&n.BranchNode)
		case *parse.TemplateNode:
			s.pipe(n.Pipe)
		}
	}
}

func (s *settler) branch(b *parse.BranchNode) {
	s.pipe(b.Pipe)
	s.list(b.List)
	s.list(b.ElseList)
}

// pipe settles what stands in brackets: (t "id|Text").
func (s *settler) pipe(p *parse.PipeNode) {
	if p == nil {
		return
	}
	for _, c := range p.Cmds {
		for i, a := range c.Args {
			inner, ok := a.(*parse.PipeNode)
			if !ok {
				continue
			}
			if m, ok := message(inner); ok {
				said := s.text(m)
				c.Args[i] = &parse.StringNode{NodeType: parse.NodeString, Pos: inner.Pos, Quoted: strconv.Quote(said), Text: said}
				continue
			}
			s.pipe(inner)
		}
	}
}

// message gives the message of a pipeline that is nothing but {{t "id|Text"}}.
func message(p *parse.PipeNode) (string, bool) {
	if p == nil || len(p.Decl) > 0 || len(p.Cmds) != 1 || len(p.Cmds[0].Args) != 2 {
		return "", false
	}
	f, ok := p.Cmds[0].Args[0].(*parse.IdentifierNode)
	m, str := p.Cmds[0].Args[1].(*parse.StringNode)
	if !ok || !str || f.Ident != "t" {
		return "", false
	}
	return m.Text, true
}
