package rulebook

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/vi"
)

// Limits of one book.
const (
	maxBook  = 1 << 20
	maxRules = 1000
)

// Read (đọc bộ quy tắc) reads one book from YAML. It refuses the whole book, with every fault
// found, as Problems.
func Read(file string, data []byte, opt Options) (*Book, error) {
	r := &reader{file: file, kit: newKit()}
	b := &Book{File: file, opt: opt}
	if root := r.root(data); root != nil {
		r.head(root, b)
	}
	if len(r.found) == 0 {
		b.assign()
		r.cycles(b)
	}
	if len(r.found) > 0 {
		slices.SortStableFunc(r.found, func(a, b Problem) int { return a.Line - b.Line })
		return nil, r.found
	}
	return b, nil
}

type reader struct {
	file  string
	rule  string
	found Problems
	kit   kit
}

func (r *reader) bad(line int, key, msg string, args ...fault.P) {
	p := Problem{File: r.file, Line: max(1, line), Rule: r.rule, Key: key, Msg: msg}
	if len(args) > 0 {
		p.Args = args[0]
	}
	r.found = append(r.found, p)
}

var yamlLine = regexp.MustCompile(`line \d+: (.*)`)

// brokenAt finds the line at which a text stops being YAML: the first after the longest
// beginning that is. (The line in the library's message is where the broken block began.)
func brokenAt(data []byte) int {
	lines := strings.SplitAfter(string(data), "\n")
	valid := func(n int) bool {
		var doc yaml.Node
		return yaml.Unmarshal([]byte(strings.Join(lines[:n], "")), &doc) == nil
	}
	good, bad := 0, len(lines)
	for bad-good > 1 {
		m := (good + bad) / 2
		ok := false
		for k := m; k < bad && k < m+20 && !ok; k++ { // a list in brackets may go over several lines
			if ok = valid(k); ok {
				good = k
			}
		}
		if !ok {
			bad = m
		}
	}
	return bad
}

// unreadable says in the words of the people who write rulebooks what is wrong with the form
// of the file at a line, and how to mend it.
func unreadable(why string, data []byte, at int) (string, fault.P) {
	text := ""
	if lines := strings.Split(string(data), "\n"); at >= 1 && at <= len(lines) {
		text = lines[at-1]
	}
	args := fault.P{"why": why, "text": strings.TrimSpace(text)}
	switch {
	case strings.Contains(text[:len(text)-len(strings.TrimLeft(text, " \t"))], "\t"):
		return "rules.book.tab|Dòng này thụt vào bằng phím Tab. Thay bằng dấu cách, thẳng cột với các khóa bên cạnh.", args
	case strings.Contains(why, "control characters"), strings.Contains(why, "UTF-8"):
		return "rules.book.nottext|Tệp không phải văn bản thuần (có thể là tệp Word, Excel hay tệp nén). Lưu thành tệp .yaml dạng UTF-8.", args
	case strings.Count(text, `"`)%2 == 1, strings.Contains(why, "end of stream"), strings.Contains(why, "quoted scalar"), strings.Contains(why, "',' or"), strings.Contains(why, "flow"):
		return "rules.book.quote|Từ dòng “{text}” có dấu ngoặc (kép, đơn, vuông hoặc nhọn) mở mà chưa đóng. Thêm dấu đóng.", args
	case strings.Contains(why, "expected '-' indicator"), strings.Contains(why, "expected key"), strings.Contains(why, "mapping values are not allowed"), strings.Contains(why, "block mapping"), strings.Contains(why, "block collection"):
		return "rules.book.indent|Dòng “{text}” thụt đầu dòng không thẳng cột, hoặc thiếu dấu hai chấm và dấu cách sau tên khóa. Mọi khóa của một quy tắc bắt đầu ở cùng một cột; dòng đầu của quy tắc có dấu gạch ngang.", args
	}
	return "rules.book.yaml|Không đọc được dạng YAML: {why}.", args
}

// root gives the single mapping of the file.
func (r *reader) root(data []byte) *yaml.Node {
	if len(data) > maxBook {
		r.bad(1, "", "rules.book.large|Tệp lớn hơn 1 MB.")
		return nil
	}
	d := yaml.NewDecoder(strings.NewReader(string(data)))
	var doc yaml.Node
	if err := d.Decode(&doc); err != nil {
		why := err.Error()
		if m := yamlLine.FindStringSubmatch(why); m != nil {
			why = m[1]
		} else if why == "EOF" {
			why = "tệp trống"
		}
		at := brokenAt(data)
		msg, args := unreadable(strings.TrimPrefix(why, "yaml: "), data, at)
		r.bad(at, "", msg, args)
		return nil
	}
	var more yaml.Node
	if d.Decode(&more) == nil {
		r.bad(more.Line, "", "rules.book.two|Tệp có nhiều tài liệu YAML (dấu ---). Mỗi tệp là một gói.")
	}
	if len(doc.Content) != 1 {
		r.bad(1, "", "rules.book.empty|Tệp trống.")
		return nil
	}
	return doc.Content[0]
}

// mapping gives the keys of a mapping; it refuses what is not one, unknown and repeated keys.
func (r *reader) mapping(n *yaml.Node, key string, known ...string) map[string]*yaml.Node {
	if n.Kind != yaml.MappingNode {
		r.bad(n.Line, key, "rules.key.map|phải là các cặp khóa: giá trị.")
		return nil
	}
	m := map[string]*yaml.Node{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		switch {
		case k.Kind != yaml.ScalarNode || !slices.Contains(known, k.Value):
			r.bad(k.Line, clip(k.Value), "rules.key.unknown|không có khóa này; các khóa là {known}.", fault.P{"known": strings.Join(known, ", ")})
		case m[k.Value] != nil:
			r.bad(k.Line, k.Value, "rules.key.twice|khóa có hai lần, lần đầu ở dòng {line}.", fault.P{"line": m[k.Value].Line})
		case v.Kind == yaml.AliasNode || v.Anchor != "":
			r.bad(v.Line, k.Value, "rules.key.alias|không dùng & và * của YAML: viết thẳng giá trị.")
		default:
			m[k.Value] = v
		}
	}
	return m
}

// text gives a scalar that is text.
func (r *reader) text(m map[string]*yaml.Node, key string, at int, empty bool) string {
	n := m[key]
	if n == nil {
		r.bad(at, key, "rules.key.missing|thiếu khóa này.")
		return ""
	}
	if n.Kind != yaml.ScalarNode || n.Tag != "!!str" {
		r.bad(n.Line, key, "rules.key.text|phải là chữ: đặt trong dấu \"…\".")
		return ""
	}
	s := vi.NFC(strings.TrimSpace(n.Value))
	if s == "" && !empty {
		r.bad(n.Line, key, "rules.key.empty|không được để trống.")
	}
	return s
}

var headKeys = []string{"pack", "title", "effective", "system", "rules"}

var idForm = regexp.MustCompile(`^[\p{L}\p{N}]+([._-][\p{L}\p{N}]+)*$`)

func (r *reader) head(n *yaml.Node, b *Book) {
	m := r.mapping(n, "", headKeys...)
	if m == nil {
		return
	}
	b.Pack, b.Title, b.System = r.text(m, "pack", n.Line, false), r.text(m, "title", n.Line, false), r.text(m, "system", n.Line, false)
	for _, k := range []string{"pack", "system"} {
		if m[k] != nil && m[k].Value != "" && !idForm.MatchString(m[k].Value) {
			r.bad(m[k].Line, k, "rules.key.id|\"{value}\": chỉ dùng chữ, số, dấu chấm và gạch nối.", fault.P{"value": clip(m[k].Value)})
		}
	}
	if e := m["effective"]; e == nil {
		r.bad(n.Line, "effective", "rules.key.missing|thiếu khóa này.")
	} else if em := r.mapping(e, "effective", "from", "to"); em != nil {
		b.From = r.date(em, "from", e.Line, true)
		b.To = r.date(em, "to", e.Line, false)
		if !b.To.IsZero() && b.To.Before(b.From) {
			r.bad(e.Line, "effective", "rules.key.order|from ({from}) sau to ({to}).", fault.P{"from": b.From.VN(), "to": b.To.VN()})
		}
	}
	list := m["rules"]
	switch {
	case list == nil:
		r.bad(n.Line, "rules", "rules.key.missing|thiếu khóa này.")
		return
	case list.Kind != yaml.SequenceNode:
		r.bad(list.Line, "rules", "rules.key.list|phải là một danh sách, mỗi mục bắt đầu bằng \"- \".")
		return
	case len(list.Content) == 0:
		r.bad(list.Line, "rules", "rules.key.none|chưa có quy tắc nào.")
	case len(list.Content) > maxRules:
		r.bad(list.Line, "rules", "rules.key.many|có hơn {max} quy tắc.", fault.P{"max": maxRules})
		return
	}
	seen := map[string]int{}
	for _, x := range list.Content {
		rule, ok := r.readRule(x)
		if at := seen[rule.ID]; at > 0 {
			r.bad(rule.Line, "id", "rules.id.twice|mã đã dùng ở dòng {line}.", fault.P{"line": at})
		}
		if rule.ID != "" {
			seen[rule.ID] = rule.Line
		}
		if ok {
			b.Rules = append(b.Rules, rule)
		}
	}
	r.rule = ""
}

func (r *reader) date(m map[string]*yaml.Node, key string, at int, need bool) civil.Date {
	n := m[key]
	if n == nil {
		if need {
			r.bad(at, key, "rules.key.missing|thiếu khóa này.")
		}
		return civil.Date{}
	}
	d, err := civil.ParseISO(n.Value)
	if err != nil || n.Kind != yaml.ScalarNode {
		r.bad(n.Line, key, "rules.key.date|\"{value}\" không phải ngày dạng 2026-12-31.", fault.P{"value": clip(n.Value)})
	}
	return d
}

var ruleKeys = []string{"id", "title", "kind", "when", "value", "cite", "mark", "why_not", "declining"}

// readRule reads one rule; ok is false when it has a fault.
func (r *reader) readRule(n *yaml.Node) (x Rule, ok bool) {
	before := len(r.found)
	r.rule, x.Line = "", n.Line
	if n.Kind == yaml.AliasNode {
		r.bad(n.Line, "rules", "rules.key.alias|không dùng & và * của YAML: viết thẳng giá trị.")
		return x, false
	}
	if n.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == "id" {
				r.rule = clip(n.Content[i+1].Value)
			}
		}
	}
	m := r.mapping(n, "rules", ruleKeys...)
	if m == nil {
		return x, false
	}
	x.ID, x.Title, x.Kind = r.text(m, "id", n.Line, false), r.text(m, "title", n.Line, false), r.text(m, "kind", n.Line, false)
	if x.ID != "" && !idForm.MatchString(x.ID) {
		r.bad(m["id"].Line, "id", "rules.key.id|\"{value}\": chỉ dùng chữ, số, dấu chấm và gạch nối.", fault.P{"value": clip(x.ID)})
	}
	if x.Kind != "" && !slices.Contains(allKinds, x.Kind) {
		r.bad(m["kind"].Line, "kind", "rules.kind.unknown|\"{value}\" không có; các loại là {known}.", fault.P{"value": clip(x.Kind), "known": strings.Join(allKinds, ", ")})
	}
	x.Cite = r.cite(m["cite"], n.Line)
	switch x.Mark = Mark(r.text(m, "mark", n.Line, false)); x.Mark {
	case Verified, Secondary, Memory, "":
	default:
		r.bad(m["mark"].Line, "mark", "rules.mark.unknown|\"{value}\" không có; chỉ có VERIFIED, SECONDARY, MEMORY.", fault.P{"value": clip(string(x.Mark))})
	}
	if d := m["declining"]; d != nil {
		if d.Kind != yaml.ScalarNode || d.Tag != "!!bool" {
			r.bad(d.Line, "declining", "rules.key.bool|chỉ nhận true hoặc false, không có dấu nháy.")
		}
		x.Declining = d.Value == "true"
	}
	r.expression(m, n.Line, &x)
	r.whyNot(m["why_not"], n.Line, &x)
	return x, len(r.found) == before
}

func (r *reader) cite(n *yaml.Node, at int) (c Cite) {
	if n == nil {
		r.bad(at, "cite", "rules.cite.missing|thiếu căn cứ: mỗi quy tắc phải dẫn văn bản, điều, khoản.")
		return c
	}
	m := r.mapping(n, "cite", "doc", "article", "clause")
	if m == nil {
		return c
	}
	for k, v := range m { // a number of an article may stand without quotes
		if v.Tag == "!!int" && k != "doc" {
			v.Tag = "!!str"
		}
	}
	c.Doc, c.Article = r.text(m, "doc", n.Line, false), r.text(m, "article", n.Line, true)
	if m["clause"] != nil {
		c.Clause = r.text(m, "clause", n.Line, true)
	}
	return c
}

// expression reads when or value and compiles it.
func (r *reader) expression(m map[string]*yaml.Node, at int, x *Rule) {
	key := "when"
	switch {
	case m["when"] != nil && m["value"] != nil:
		r.bad(m["value"].Line, "value", "rules.expr.both|chỉ dùng một trong hai: when hoặc value.")
		return
	case m["when"] == nil && m["value"] == nil:
		r.bad(at, "when", "rules.expr.neither|thiếu when hoặc value.")
		return
	case m["value"] != nil:
		key = "value"
		if x.Kind == Eligibility || x.Declining {
			r.bad(m["value"].Line, "value", "rules.expr.when|quy tắc này phải trả lời đúng hoặc sai: dùng when.")
			return
		}
	}
	n := m[key]
	src := r.text(m, key, at, false)
	if src == "" {
		return
	}
	if key == "when" {
		x.When = src
	} else {
		x.Value = src
	}
	c, s, bad := r.kit.compile(src, key)
	if bad != nil {
		line := n.Line + bad.line - 1
		if n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
			line++
		}
		r.bad(line, key, bad.msg, bad.args)
		return
	}
	x.cond, x.reads, x.uses = c, s.reads, s.titles
	if key == "value" && slices.Contains(allKinds, x.Kind) {
		if msg, args := x.checkValue(); msg != "" {
			r.bad(n.Line, key, msg, args)
		}
	}
}

var placeholder = regexp.MustCompile(`\{([^{}]*)\}`)

func (r *reader) whyNot(n *yaml.Node, at int, x *Rule) {
	if n == nil {
		r.bad(at, "why_not", "rules.why.missing|thiếu câu giải thích khi không đạt, bằng hai thứ tiếng: {vi: …, en: …}.")
		return
	}
	m := r.mapping(n, "why_not", "vi", "en")
	if m == nil {
		return
	}
	x.WhyNot = Text{r.text(m, "vi", n.Line, false), r.text(m, "en", n.Line, false)}
	for _, k := range []string{"vi", "en"} {
		if m[k] == nil {
			continue
		}
		for _, p := range placeholder.FindAllStringSubmatch(m[k].Value, -1) {
			if !slices.Contains(whyNames, p[1]) && !slices.Contains(factNames, p[1]) && !slices.Contains(x.reads.counts, p[1]) {
				r.bad(m[k].Line, k, "rules.why.name|\"{value}\" không phải là tên điền được; có {known}.", fault.P{"value": clip(p[0]), "known": strings.Join(whyNames, ", ")})
			}
		}
	}
}

// cycles refuses titles that need each other in the same year: nobody could ever win them.
func (r *reader) cycles(b *Book) {
	type edge struct {
		to   string
		rule *Rule
	}
	graph := map[string][]edge{}
	for i := range b.Rules {
		x := &b.Rules[i]
		if x.Kind != Eligibility || x.Declining {
			continue
		}
		for _, from := range x.about {
			for _, u := range x.uses {
				if u.sameYear {
					graph[from] = append(graph[from], edge{b.opt.canon(u.title), x})
				}
			}
		}
	}
	state := map[string]int{}
	var visit func(t string, path []string)
	visit = func(t string, path []string) {
		state[t] = 1
		path = append(path, t)
		for _, e := range graph[t] {
			if state[e.to] == 1 {
				r.rule = e.rule.ID
				r.bad(e.rule.Line, "when", "rules.chain.cycle|các danh hiệu đòi lẫn nhau trong cùng một năm: {chain}. Không ai đạt được.",
					fault.P{"chain": strings.Join(append(path[slices.Index(path, e.to):], e.to), " → ")})
			} else if state[e.to] == 0 {
				visit(e.to, path)
			}
		}
		state[t] = 2
	}
	for _, t := range b.titles {
		if state[t] == 0 {
			visit(t, nil)
		}
	}
	r.rule = ""
}

// Summary (tóm tắt) gives the numbers of rules by mark, for a person who checks a file.
func (b *Book) Summary() string {
	n := map[Mark]int{}
	for _, r := range b.Rules {
		n[r.Mark]++
	}
	return fmt.Sprintf("gói %s, hệ %s, %d quy tắc: %d VERIFIED, %d SECONDARY, %d MEMORY", b.Pack, b.System, len(b.Rules), n[Verified], n[Secondary], n[Memory])
}
