package award

import (
	"slices"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/vi"
	"thidua/internal/year/catalog"
)

// A Candidate (trường hợp đề nghị khen) is somebody for whom a title or form was asked: by a
// registration that was consolidated, in a drive, or for a deed. A decision makes it an Award.
type Candidate struct {
	Origin  string // what asked: "registration/4f2"; one award per origin
	Unit    id.Unit
	Subject string // "" when the request does not tell
	Name    string
	Born    int
	Post    string
	Title   string // official code; "" when the words of the request name none
	Asked   string // title or form in the words of the request
	Year    int
	Mode    Mode
	Note    string     // what it is given for
	Number  string     // of the decision, when the request tells it already
	Day     civil.Date // the same
	Of      string     // message that says what asked: "Đăng ký năm 2022"
	Args    fault.P    // of that message
	Page    string     // where that stands
}

// A Decision (quyết định khen thưởng) is the paper by which the competent authority answers
// what was asked of it.
type Decision struct {
	Number  string
	Day     civil.Date
	Decider string
}

// A Pick (trường hợp được khen) is one candidate that a decision names, with the title or form
// and the kind of subject that it gives.
type Pick struct {
	Origin  string
	Title   string
	Subject string
}

// award gives what a decision makes of a candidate.
func (c Candidate) award(d Decision, p Pick) Award {
	a := Award{Unit: c.Unit, Subject: c.Subject, Name: c.Name, Born: c.Born, Post: c.Post, Title: p.Title, Year: c.Year, Mode: c.Mode, Number: d.Number, Day: d.Day, Decider: d.Decider, Note: c.Note, Origin: c.Origin}
	if a.Title == "" {
		a.Title = c.Title
	}
	if a.Subject == "" {
		a.Subject = p.Subject
	}
	if r := []rune(a.Note); len(r) > maxNote {
		a.Note = string(r[:maxNote-1]) + "…"
	}
	return a
}

// Clean trims and checks a decision as typed. Errors: Invalid with fields.
func (d Decision) Clean() (Decision, error) {
	d.Number, d.Decider = tidy(d.Number), tidy(d.Decider)
	e := fault.New(fault.Invalid, "award.grant.invalid|Chưa ghi được quyết định. Sửa các mục nêu dưới đây rồi lưu lại.")
	need(e, "number", d.Number, maxNumber, "award.number|Ghi số, ký hiệu quyết định, ví dụ 105/QĐ-UBND.")
	if d.Number != "" {
		if n, err := vi.ParseDocNumber(d.Number); err != nil {
			e.With("number", "award.number.bad|“{text}” không phải số, ký hiệu quyết định. Ghi như 105/QĐ-UBND.", fault.P{"text": d.Number})
		} else {
			d.Number = n.String()
		}
	}
	if d.Day.IsZero() {
		e.With("day", "award.day|Ghi ngày quyết định, ví dụ 28/12/2021.")
	}
	need(e, "decider", d.Decider, maxName, "award.decider|Ghi người hoặc cơ quan quyết định.")
	if len(e.Fields) > 0 {
		return d, e
	}
	return d, nil
}

// waiting drops the candidates that stand in the register: by their origin, or as the same
// subject with the same title and year entered by hand.
func waiting(c *catalog.Catalog, list []Candidate, given []Award) []Candidate {
	origins, keys := map[string]bool{}, map[string]bool{}
	for _, a := range given {
		if a.Revoked != "" {
			continue
		}
		if a.Origin != "" {
			origins[a.Origin] = true
		}
		if x, ok := c.Entry(a.Title); ok && x.Kind == catalog.KindTitle { // a form is given once by each decision
			a.Born = 0
			keys[a.key(c)] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(list), func(x Candidate) bool {
		return origins[x.Origin] || x.Title != "" && keys[Award{Unit: x.Unit, Subject: x.Subject, Name: x.Name, Title: x.Title, Year: x.Year}.key(c)]
	})
}
