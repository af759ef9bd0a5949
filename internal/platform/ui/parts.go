package ui

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/platform/web"
)

// A FieldError (lỗi tại trường) is one message of a form and where it belongs.
type FieldError struct {
	ID   string // id of the element that the summary links to
	Text string // translated sentence, the same in the summary and at the field
}

// Errors (danh sách lỗi) are the messages of a form, in reading order.
type Errors []FieldError

// Add notes a message for the form field name.
func (e *Errors) Add(name, text string) { e.AddAt(FieldID(name), text) }

// AddAt notes a message for the element with the given id.
func (e *Errors) AddAt(id, text string) { *e = append(*e, FieldError{id, text}) }

// For gives the first message of the form field name, "" for none.
func (e Errors) For(name string) string {
	id := FieldID(name)
	for _, f := range e {
		if f.ID == id {
			return f.Text
		}
	}
	return ""
}

// Refused turns what a form was refused for into its messages: those of the fields in
// names (of all fields when there are none) at their fields, the rest at the top of the
// page. Errors that are no refusal of the form come back.
func Refused(r *web.Request, err error, names ...string) (Errors, error) {
	e, ok := errors.AsType[*fault.Error](err)
	if !ok || e.Kind == fault.Internal || e.Kind == fault.Denied || e.Kind == fault.NotFound {
		return nil, err
	}
	r.Note(err)
	var list Errors
	for _, f := range e.Fields {
		if len(names) == 0 || slices.Contains(names, f.Name) {
			list.Add(f.Name, r.T(f.Msg, f.Args))
		} else {
			list.AddAt("main", r.T(f.Msg, f.Args))
		}
	}
	if len(list) == 0 {
		list.AddAt("main", r.ErrorText(err))
	}
	return list, nil
}

// FieldID gives the id of the form field name.
func FieldID(name string) string {
	return "f-" + strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '_', r == '-':
			return r
		}
		return '-'
	}, name)
}

// An Option (lựa chọn) is one choice of a select or a group of radio buttons.
type Option struct {
	Value, Text string
	Hint        string // shown under a radio button
}

// A Step (bước) is one stage of a tracker or of a wizard.
type Step struct {
	Text  string
	State string // "done", "now", "back" (returned) or "" (still to come)
	Href  string
}

// A StripCell (ô của dải hoàn thành) is one unit or step of a completeness strip.
type StripCell struct {
	State string // "done", "doing", "late" or "none"
	Text  string // whole sentence, read aloud and shown as a tip
	Href  string
}

// A Pager (phân trang) links the pages of a long list.
type Pager struct {
	Page, Pages, Total int
	Base               string // address to which the page number is appended: "/so?trang="
}

// To gives the address of page n.
func (p Pager) To(n int) string { return fmt.Sprintf("%s%d", p.Base, n) }

// An Event (việc đã ghi) is one line of a history.
type Event struct {
	At       time.Time
	Who      string
	Text     string // what was done
	From, To string // values before and after, when a value changed
	Href     string
}

// A Node (mốc) is one point of a timeline.
type Node struct {
	When  string
	Text  string
	State string // "done", "now", "late" or ""
	Href  string
	Hint  string
}

// A Proof (lời giải thích có căn cứ) is the answer of one rule: what it found, by which
// facts, on which basis.
type Proof struct {
	Kind     string // of the tag: "ok", "bad", "warn"
	Result   string
	Title    string
	Text     string      // why not, or what is missing; "" when all is well
	Gives    string      // what the rule allows or asks for
	Facts    []ProofFact // what it read
	Basis    string      // article and document
	Checked  bool        // the basis was checked against the official text
	Earliest string      // when it could be met, "" when nobody can tell
}

// A ProofFact (dữ kiện đã dùng) is one fact that an answer rests on.
type ProofFact struct{ Name, Value string }

// share cuts v (int or figure.Value) to a whole number of 0 to 100, for bars.
func share(v any) (int, error) {
	var n int64
	switch x := v.(type) {
	case nil:
		return 0, nil
	case int:
		n = int64(x)
	case figure.Value:
		n = x.Round(0).Int()
	case *figure.Value:
		if x == nil {
			return 0, nil
		}
		n = x.Round(0).Int()
	default:
		return 0, fmt.Errorf("bar: %T is not a number", v)
	}
	return int(min(max(n, 0), 100)), nil
}

// here tells whether the menu entry item is the page at path ("page"), above it ("true")
// or neither (""): the value of aria-current.
func here(path, item string) string {
	switch {
	case path == item:
		return "page"
	case item != "/" && strings.HasPrefix(path, item+"/"):
		return "true"
	}
	return ""
}

// sparkBar is one bar of a small drawing.
type sparkBar struct{ X, Y, H int }

func spark(points []int) []sparkBar {
	var list []sparkBar
	for i, p := range points {
		h := max(min(max(p, 0), 100)*20/100, 1)
		list = append(list, sparkBar{X: i * 9, Y: 20 - h, H: h})
	}
	return list
}

// navigation is the menu in two halves: what is always seen and what is behind "Thêm".
type navigation struct{ First, Rest []web.MenuItem }

// visible is how many entries the navigation shows before "Thêm".
const visible = 7

// split gives the entries of a menu shown directly and those behind "Thêm".
func split[T any](menu []T) (first, rest []T) {
	if len(menu) <= visible {
		return menu, nil
	}
	return menu[:visible-1], menu[visible-1:]
}
