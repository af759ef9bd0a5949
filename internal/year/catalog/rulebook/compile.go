package rulebook

import (
	"errors"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/checker"
	"github.com/expr-lang/expr/compiler"
	"github.com/expr-lang/expr/conf"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/optimizer"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/vm"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/vi"
)

// Limits of one expression.
const (
	maxNodes  = 400
	maxSource = 4000
	maxMemory = 100_000
	maxFactor = 10_000
)

// builtins are the only functions of the expression language that a rule may use: none
// reads a clock, makes a fraction or grows a text.
var builtins = []string{"all", "any", "none", "one", "count", "filter", "map", "len", "sum", "min", "max", "abs"}

var operators = []string{"&&", "and", "||", "or", "==", "!=", "<", ">", "<=", ">=", "+", "-", "*", "in", "contains", "startsWith", "endsWith"}

// A cond is a condition cut at and, or, not, so that what is not known can be carried
// through: an unknown part matters only where it can change the whole.
type cond struct {
	op    string // "and", "or", "not", "" for a leaf
	kids  []*cond
	prog  *vm.Program
	reads reads
	need  *need

	says, saysNot phrase // a leaf in words: asked to hold, asked not to hold
	subject       string // of a leaf "subject == …"
	other         bool   // "subject != …"
	always        bool   // a leaf that only guards another one
	n             int    // of a leaf, from 1
}

// reads are the facts that an expression names itself; what its functions read is told by
// them at run time.
type reads struct {
	names  []string // whole facts, in no order
	direct []string // of these, those that stand in the text itself
	counts []string
	rating []string
}

// A need is the part "consecutive(title, year) >= n" of a condition.
type need struct {
	title  string
	offset int // of the year from the year asked
	n      int
}

// badExpr is a fault of an expression, at a line counted from its first.
type badExpr struct {
	line int
	msg  string
	args fault.P
}

func newConfig(kind string) *conf.Config {
	c := conf.CreateNew()
	expr.Env(env{})(c)
	expr.MaxNodes(maxNodes)(c)
	if kind == "when" {
		expr.AsBool()(c)
		expr.WarnOnAny()(c)
	}
	for name := range c.Builtins {
		if !slices.Contains(builtins, name) {
			expr.DisableBuiltin(name)(c)
			delete(c.Builtins, name)
		}
	}
	c.Check()
	return c
}

// A kit holds what all expressions of a book are compiled with.
type kit struct{ when, value *conf.Config }

func newKit() kit { return kit{newConfig("when"), newConfig("value")} }

// scan walks a parsed expression, collects what it reads and refuses what is not exact or
// not bounded.
type scan struct {
	reads  reads
	titles []titleUse
	bad    *badExpr
	src    string
	depth  int
}

// titleUse is a title that an expression asks for by name.
type titleUse struct {
	title    string
	sameYear bool
}

func (s *scan) refuse(n ast.Node, msg string, args fault.P) {
	if s.bad == nil {
		s.bad = &badExpr{1 + strings.Count(string([]rune(s.src)[:min(n.Location().From, len([]rune(s.src)))]), "\n"), msg, args}
	}
}

func (s *scan) read(fact string, direct bool) {
	if !slices.Contains(s.reads.names, fact) {
		s.reads.names = append(s.reads.names, fact)
	}
	if direct && !slices.Contains(s.reads.direct, fact) {
		s.reads.direct = append(s.reads.direct, fact)
	}
}

func (s *scan) all(list ...ast.Node) {
	for _, n := range list {
		s.walk(n)
	}
}

func (s *scan) walk(n ast.Node) {
	switch n := n.(type) {
	case *ast.IntegerNode:
		if n.Value > maxCount {
			s.refuse(n, "rules.expr.big|số {n} quá lớn", fault.P{"n": n.Value})
		}
	case *ast.BoolNode, *ast.StringNode, *ast.PointerNode:
	case *ast.IdentifierNode:
		switch {
		case n.Value == "counts" || n.Value == "rating":
			s.refuse(n, "rules.expr.bykey|{name} phải đi với một khóa viết thẳng, như {name}[\"khóa\"]", fault.P{"name": n.Value})
		case slices.Contains(factNames, n.Value):
			s.read(n.Value, true)
		}
	case *ast.UnaryNode:
		s.walk(n.Node)
	case *ast.BinaryNode:
		s.binary(n)
	case *ast.MemberNode:
		s.member(n)
	case *ast.CallNode:
		s.call(n)
	case *ast.BuiltinNode:
		s.builtin(n)
	case *ast.PredicateNode:
		s.walk(n.Node)
	case *ast.ConditionalNode:
		s.all(n.Cond, n.Exp1, n.Exp2)
	case *ast.ArrayNode:
		s.all(n.Nodes...)
	case *ast.MapNode:
		s.all(n.Pairs...)
	case *ast.PairNode:
		s.all(n.Key, n.Value)
	case *ast.FloatNode:
		s.refuse(n, "rules.expr.float|{n} có phần lẻ: viết phần trăm và hệ số thành phần trăm nguyên (15 % = 1500, 0,3 = 30)", fault.P{"n": strconv.FormatFloat(n.Value, 'f', -1, 64)})
	default:
		s.refuse(n, "rules.expr.form|\"{text}\": cách viết này không dùng trong quy tắc", fault.P{"text": clip(n.String())})
	}
}

func (s *scan) binary(n *ast.BinaryNode) {
	switch {
	case n.Operator == "/" || n.Operator == "**" || n.Operator == "^":
		s.refuse(n, "rules.expr.fraction|phép {op} cho số lẻ: dùng pct(n, phần trăm) hoặc times(n, hệ số)", fault.P{"op": n.Operator})
	case n.Operator == "..":
		s.refuse(n, "rules.expr.range|không được tạo dãy số bằng \"..\"", nil)
	case !slices.Contains(operators, n.Operator):
		s.refuse(n, "rules.expr.operator|phép {op} không dùng trong quy tắc", fault.P{"op": n.Operator})
	case n.Operator == "*":
		l, lok := n.Left.(*ast.IntegerNode)
		r, rok := n.Right.(*ast.IntegerNode)
		if s.depth > 0 || !(lok && l.Value <= maxFactor && !product(n.Right) || rok && r.Value <= maxFactor && !product(n.Left)) {
			s.refuse(n, "rules.expr.times|phép nhân cần một số viết thẳng, không quá {max}, và chỉ một lần", fault.P{"max": maxFactor})
		}
	}
	s.compared(n)
	s.all(n.Left, n.Right)
}

// compared refuses to compare the subject or the date of receipt with a text that it can
// never be: "persn", "5/9/2023".
func (s *scan) compared(n *ast.BinaryNode) {
	for _, p := range [][2]ast.Node{{n.Left, n.Right}, {n.Right, n.Left}} {
		id, ok := p[0].(*ast.IdentifierNode)
		text, isText := p[1].(*ast.StringNode)
		if !ok || !isText {
			continue
		}
		switch id.Value {
		case "subject":
			if text.Value != "person" && text.Value != "collective" && text.Value != "household" {
				s.refuse(n, "rules.expr.subject|subject không bao giờ là \"{value}\"; chỉ có person, collective, household", fault.P{"value": text.Value})
			}
		case "received":
			if _, err := civil.ParseISO(text.Value); err != nil {
				s.refuse(n, "rules.expr.day|\"{value}\" không phải ngày dạng 2022-12-20", fault.P{"value": text.Value})
			}
		}
	}
}

// builtin allows a walk over a list, but none inside another: the work of a rule grows with
// the facts, never with their square.
func (s *scan) builtin(n *ast.BuiltinNode) {
	walks := slices.ContainsFunc(n.Arguments, func(a ast.Node) bool { _, ok := a.(*ast.PredicateNode); return ok })
	if !slices.Contains(builtins, n.Name) {
		s.refuse(n, "rules.expr.name|không có dữ kiện hoặc hàm nào tên {name}; gần nhất: {near}", fault.P{"name": n.Name, "near": nearest(n.Name)})
	}
	if walks && s.depth > 0 {
		s.refuse(n, "rules.expr.nested|{name} không được nằm trong một phép duyệt danh sách khác", fault.P{"name": n.Name})
	}
	if walks {
		s.depth++
		defer func() { s.depth-- }()
	}
	s.all(n.Arguments...)
}

// product reports whether a multiplication stands in n.
func product(n ast.Node) bool {
	v := &find{}
	ast.Walk(&n, v)
	return v.found
}

type find struct{ found bool }

// Visit notes a multiplication.
func (f *find) Visit(n *ast.Node) {
	if b, ok := (*n).(*ast.BinaryNode); ok && b.Operator == "*" {
		f.found = true
	}
}

func (s *scan) member(n *ast.MemberNode) {
	id, ok := n.Node.(*ast.IdentifierNode)
	if !ok || id.Value != "counts" && id.Value != "rating" {
		s.all(n.Node, n.Property)
		return
	}
	key, ok := n.Property.(*ast.StringNode)
	if !ok {
		s.refuse(n, "rules.expr.bykey|{name} phải đi với một khóa viết thẳng, như {name}[\"khóa\"]", fault.P{"name": id.Value})
		return
	}
	s.read(id.Value, false)
	if id.Value == "counts" {
		s.reads.counts = append(s.reads.counts, key.Value)
	} else {
		s.reads.rating = append(s.reads.rating, key.Value)
	}
}

func (s *scan) call(n *ast.CallNode) {
	id, ok := n.Callee.(*ast.IdentifierNode)
	if !ok {
		s.refuse(n, "rules.expr.form|\"{text}\": cách viết này không dùng trong quy tắc", fault.P{"text": clip(n.String())})
		return
	}
	if fact := readsOf[id.Value]; fact != "" {
		s.read(fact, false)
		if s.depth > 0 {
			s.refuse(n, "rules.expr.nested|{name} không được nằm trong một phép duyệt danh sách khác", fault.P{"name": id.Value})
		}
	}
	for i, a := range n.Arguments {
		if text, ok := a.(*ast.StringNode); ok {
			s.word(n, id.Value, i, text.Value)
		}
	}
	s.all(n.Arguments...)
}

// word checks a literal that a function takes, where only few words have a meaning.
func (s *scan) word(n *ast.CallNode, fn string, i int, v string) {
	switch {
	case strings.HasPrefix(fn, "initiative") && i == 2 && scopes[v] == 0:
		s.refuse(n, "rules.expr.scope|phạm vi \"{value}\" không có; chỉ có base, province, nation", fault.P{"value": v})
	case strings.HasPrefix(fn, "rated") && ratings[v] == 0:
		s.refuse(n, "rules.expr.rating|xếp loại \"{value}\" không có; chỉ có HTXSNV, HTTNV, HTNV, KHTNV", fault.P{"value": v})
	case i == 0 && (fn == "consecutive" || fn == "has" || fn == "held"):
		off, ok := 1, false
		if fn != "held" && len(n.Arguments) == 2 {
			off, ok = yearOffset(n.Arguments[1])
		}
		s.titles = append(s.titles, titleUse{v, ok && off == 0})
	}
}

// yearOffset reads "year", "year - 2" and "year + 1".
func yearOffset(n ast.Node) (int, bool) {
	switch n := n.(type) {
	case *ast.IdentifierNode:
		return 0, n.Value == "year"
	case *ast.BinaryNode:
		id, ok := n.Left.(*ast.IdentifierNode)
		k, isInt := n.Right.(*ast.IntegerNode)
		if ok && isInt && id.Value == "year" && n.Operator == "-" {
			return -k.Value, true
		}
		if ok && isInt && id.Value == "year" && n.Operator == "+" {
			return k.Value, true
		}
	}
	return 0, false
}

func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

// compile reads one expression of the given kind ("when" or "value").
func (k kit) compile(src, kind string) (*cond, *scan, *badExpr) {
	if len(src) > maxSource {
		return nil, nil, &badExpr{1, "rules.expr.long|biểu thức dài hơn {max} ký tự", fault.P{"max": maxSource}}
	}
	c := k.when
	if kind == "value" {
		c = k.value
	}
	tree, err := parser.ParseWithConfig(src, c)
	if err != nil {
		bad := wrong(err)
		if m := pctAsSaid.FindStringSubmatch(src); m != nil {
			bad.msg, bad.args = "rules.expr.pct|“{text}” không đọc được: phần trăm ghi gấp 100 lần, không có dấu % và dấu phẩy. 12 % ghi là 1200; 12,5 % ghi là 1250", fault.P{"text": m[1]}
		}
		return nil, nil, bad
	}
	s := &scan{src: src}
	if s.walk(tree.Node); s.bad != nil {
		return nil, nil, s.bad
	}
	if _, err := checker.Check(tree, c); err != nil {
		return nil, nil, wrong(err)
	}
	if kind == "value" {
		leaf, bad := compileLeaf(tree.Node, c)
		return leaf, s, bad
	}
	whole, bad := cut(tree.Node, c)
	if bad == nil {
		whole.number(0)
	}
	return whole, s, bad
}

// number counts the leaves from n+1 on, and gives the last number.
func (c *cond) number(n int) int {
	if c.op == "" {
		c.n = n + 1
		return c.n
	}
	for _, k := range c.kids {
		n = k.number(n)
	}
	return n
}

// cut divides a condition at its and, or, not.
func cut(n ast.Node, c *conf.Config) (*cond, *badExpr) {
	var op string
	var parts []ast.Node
	switch n := n.(type) {
	case *ast.BinaryNode:
		switch n.Operator {
		case "&&", "and":
			op, parts = "and", []ast.Node{n.Left, n.Right}
		case "||", "or":
			op, parts = "or", []ast.Node{n.Left, n.Right}
		}
	case *ast.UnaryNode:
		if n.Operator == "!" || n.Operator == "not" {
			op, parts = "not", []ast.Node{n.Node}
		}
	}
	if op == "" {
		k, bad := compileLeaf(n, c)
		if bad == nil {
			k.name(n)
		}
		return k, bad
	}
	k := &cond{op: op}
	for _, p := range parts {
		kid, bad := cut(p, c)
		if bad != nil {
			return nil, bad
		}
		k.kids = append(k.kids, kid)
	}
	return k, nil
}

func compileLeaf(n ast.Node, c *conf.Config) (*cond, *badExpr) {
	s := &scan{}
	s.walk(n)
	k := &cond{reads: s.reads, need: needOf(n)}
	text := n.String()
	tree, err := checker.ParseCheck(text, c)
	if err != nil {
		return nil, wrong(err)
	}
	if err := optimizer.Optimize(&tree.Node, c); err != nil {
		return nil, wrong(err)
	}
	if k.prog, err = compiler.Compile(tree, c); err != nil {
		return nil, wrong(err)
	}
	return k, nil
}

// needOf recognises "consecutive(title, year) >= n".
func needOf(n ast.Node) *need {
	b, ok := n.(*ast.BinaryNode)
	if !ok || b.Operator != ">=" && b.Operator != ">" {
		return nil
	}
	call, ok1 := b.Left.(*ast.CallNode)
	num, ok2 := b.Right.(*ast.IntegerNode)
	if !ok1 || !ok2 || len(call.Arguments) != 2 {
		return nil
	}
	id, ok := call.Callee.(*ast.IdentifierNode)
	title, isText := call.Arguments[0].(*ast.StringNode)
	off, isYear := yearOffset(call.Arguments[1])
	if !ok || !isText || !isYear || id.Value != "consecutive" {
		return nil
	}
	k := num.Value
	if b.Operator == ">" {
		k++
	}
	return &need{title.Value, off, k}
}

var (
	// pctAsSaid finds a percentage written as people write it: "max_pct: 12 %", "max_pct: 12,5".
	pctAsSaid = regexp.MustCompile(`(\w*pct\w*\s*:\s*(?:\d+\s*%|\d+\s*,\s*\d+))`)
	token     = regexp.MustCompile(`unexpected token \w+\("(.*)"\)`)
)

var unknownName = regexp.MustCompile(`unknown name (\S+)`)

// wrong puts an error of the expression language into words.
func wrong(err error) *badExpr {
	b := &badExpr{1, "rules.expr.bad|biểu thức chưa đúng: {why}", fault.P{"why": err.Error()}}
	if e, ok := errors.AsType[*file.Error](err); ok {
		b.line, b.args["why"] = max(1, e.Line), e.Message
	}
	why := b.args["why"].(string)
	if m := unknownName.FindStringSubmatch(why); m != nil {
		b.msg, b.args = "rules.expr.name|không có dữ kiện hoặc hàm nào tên {name}; gần nhất: {near}", fault.P{"name": m[1], "near": nearest(m[1])}
	} else if strings.Contains(why, "exceeds maximum allowed nodes") {
		b.msg, b.args = "rules.expr.nodes|biểu thức có hơn {max} phần: tách thành nhiều quy tắc", fault.P{"max": maxNodes}
	} else if strings.Contains(why, "unexpected token EOF") {
		b.msg = "rules.expr.ends|biểu thức hết giữa chừng: thiếu dấu đóng ngoặc, hoặc thiếu vế sau của &&, ||, phép tính"
	} else if strings.Contains(why, "unexpected token") {
		b.msg = "rules.expr.token|biểu thức có ký hiệu đặt sai chỗ hoặc thừa gần {text}: so lại với một quy tắc đang đúng"
		b.args["text"] = why
		if m := token.FindStringSubmatch(why); m != nil {
			b.args["text"] = "“" + m[1] + "”"
		}
	} else if strings.Contains(why, "expected bool") {
		b.msg, b.args = "rules.expr.bool|when phải cho đúng hoặc sai ({why})", fault.P{"why": why}
	}
	return b
}

// nearest gives the known name closest to the unknown one.
func nearest(name string) string {
	best, at := "", 1000
	for _, n := range slices.Concat(factNames, slices.Sorted(maps.Keys(readsOf))) {
		if d := vi.Distance(n, name); d < at {
			best, at = n, d
		}
	}
	return best
}
