package rulebook

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
)

// Facts (dữ kiện) are what a question about a title is decided by. A nil list, a nil map or
// a missing key is not known; an empty list is known to be empty.
type Facts struct {
	Subject     string            `json:"subject,omitempty"`
	Year        int               `json:"year,omitempty"`
	Received    civil.Date        `json:"received,omitzero"`
	History     []Held            `json:"history,omitzero"`
	Rating      map[string]string `json:"rating,omitzero"`
	Initiatives []Initiative      `json:"initiatives,omitzero"`
	Discipline  []Penalty         `json:"discipline,omitzero"`
	Counts      map[string]int    `json:"counts,omitzero"`

	// Recorded are the years of which everything in History is known, in order; nil for all. What
	// is not found in another year is not known, instead of "never given".
	Recorded []Years `json:"-"`

	now int // the year asked, of an outlook
}

// Years (khoảng năm) is a span of years, both ends in it.
type Years struct{ From, To int }

// hole gives the years of a span of which the past is not recorded, as the name of a fact; ""
// when all are. A year after the one asked is no past.
func (f *Facts) hole(from, to int) string {
	if f.Recorded == nil || f.History == nil {
		return ""
	}
	first, last := 0, 0
	for y := from; y <= min(to, f.asked()); y++ {
		if !slices.ContainsFunc(f.Recorded, func(s Years) bool { return s.From <= y && y <= s.To }) {
			if first == 0 {
				first = y
			}
			last = y
		}
	}
	if first == 0 {
		return ""
	}
	return Years{first, last}.fact()
}

// fact names the past of a span of years.
func (s Years) fact() string {
	if s.From == s.To {
		return "history." + strconv.Itoa(s.From)
	}
	return fmt.Sprintf("history.%d-%d", s.From, s.To)
}

// asked is the year that was asked, also while an outlook looks ahead.
func (f *Facts) asked() int {
	if f.now > 0 {
		return f.now
	}
	return f.Year
}

// A Held (danh hiệu đã đạt) is one title or form given for a year.
type Held struct {
	Year     int    `json:"year" expr:"year"`
	Title    string `json:"title" expr:"title"`
	Decision string `json:"decision,omitempty" expr:"decision"`
}

// An Initiative (sáng kiến) is one recognised initiative and its scope of influence.
type Initiative struct {
	Year  int    `json:"year" expr:"year"`
	Scope string `json:"scope" expr:"scope"`
}

// A Penalty (kỷ luật) is one discipline, or a state such as "pending".
type Penalty struct {
	Year int    `json:"year" expr:"year"`
	Kind string `json:"kind" expr:"kind"`
}

// Limits of one set of facts: an evaluation walks every list at most once per node.
const (
	maxList  = 1000
	maxCount = 1_000_000_000_000
	maxFacts = 1 << 20
)

// ordered words, lightest first. The kinds of discipline follow the laws on officials and
// on the armed forces; a kind that is not listed is compared by its name alone.
var (
	scopes  = map[string]int{"base": 1, "province": 2, "ministry": 2, "nation": 3}
	ratings = map[string]int{"KHTNV": 1, "HTNV": 2, "HTTNV": 3, "HTXSNV": 4}
	kinds   = map[string]int{"khien trach": 1, "canh cao": 2, "ha bac luong": 3, "giang cap bac ham": 4, "giang chuc": 4, "cach chuc": 5,
		"tuoc quan ham": 6, "tuoc danh hieu quan nhan": 6, "tuoc danh hieu cong an nhan dan": 6, "buoc thoi viec": 6}
)

// ReadFacts (đọc dữ kiện) reads facts from JSON. Unknown keys, numbers that are not whole and
// words that no rule could read are refused.
func ReadFacts(data []byte) (Facts, error) {
	var f Facts
	if len(data) > maxFacts {
		return f, fault.New(fault.TooLarge, "rules.facts.large|Tệp dữ kiện lớn hơn 1 MB. Tách ra từng người.")
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff")) // Notepad writes it
	if err := repeated(data); err != nil {
		return Facts{}, badFacts(data, err)
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		return Facts{}, badFacts(data, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return Facts{}, badFacts(data, errors.New("phía sau còn nội dung thừa"))
	}
	return f, f.Check()
}

// repeated refuses an object that names one key twice: the later would win in silence.
func repeated(data []byte) error {
	d := json.NewDecoder(bytes.NewReader(data))
	type level struct {
		object, key bool
		seen        map[string]bool
	}
	var stack []level
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if n := len(stack); n > 0 && stack[n-1].object && stack[n-1].key {
			if s, ok := t.(string); ok {
				if stack[n-1].seen[s] {
					return fmt.Errorf("khóa %q có hai lần", s)
				}
				stack[n-1].seen[s], stack[n-1].key = true, false
				continue
			}
		}
		switch t {
		case json.Delim('{'):
			stack = append(stack, level{true, true, map[string]bool{}})
			continue
		case json.Delim('['):
			stack = append(stack, level{})
			continue
		case json.Delim('}'), json.Delim(']'):
			stack = stack[:len(stack)-1]
		}
		if n := len(stack); n > 0 && stack[n-1].object {
			stack[n-1].key = true
		}
	}
}

func badFacts(data []byte, err error) error {
	line := 1
	var syn *json.SyntaxError
	var typ *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syn):
		line += bytes.Count(data[:min(int(syn.Offset), len(data))], []byte("\n"))
		err = errors.New("sai dạng JSON tại đây. Chữ và tên khóa đặt trong dấu nháy kép, giữa các mục là dấu phẩy, mọi dấu ngoặc có dấu đóng")
	case errors.As(err, &typ):
		line += bytes.Count(data[:min(int(typ.Offset), len(data))], []byte("\n"))
		err = fmt.Errorf("%s đang ghi %s, phải là %s", cmp.Or(typ.Field, "tệp"), jsonWord(typ.Value), jsonWord(typ.Type.Kind().String()))
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		err = errors.New("tệp trống hoặc hết giữa chừng")
	case strings.Contains(err.Error(), "not a date"):
		if i := bytes.Index(data, []byte(`"received"`)); i >= 0 {
			line += bytes.Count(data[:i], []byte("\n"))
		}
		err = errors.New("received phải là ngày dạng \"2022-12-20\"")
	default:
		if _, name, ok := strings.Cut(err.Error(), "unknown field "); ok {
			err = fmt.Errorf("không có khóa %s", name)
			if i := bytes.Index(data, []byte(name)); i >= 0 {
				line += bytes.Count(data[:i], []byte("\n"))
			}
		}
	}
	return fault.New(fault.Invalid, "rules.facts.bad|Tệp dữ kiện chưa đúng, dòng {line}: {why}.", fault.P{"line": line, "why": err}).Because(err)
}

// jsonWord names a kind of JSON value as people do; a number is given as it stands.
func jsonWord(s string) string {
	if n, ok := strings.CutPrefix(s, "number "); ok {
		return n
	}
	words := map[string]string{"int": "số nguyên không có dấu nháy", "number": "số", "string": "chữ trong dấu nháy kép", "slice": "danh sách [ … ]", "array": "danh sách [ … ]", "map": "các cặp { khóa: giá trị }", "struct": "các cặp { khóa: giá trị }", "object": "các cặp { khóa: giá trị }", "bool": "true/false"}
	return cmp.Or(words[s], s)
}

// Check refuses facts that no rule can read: a scope, rating or subject that is none, a
// list that is too long.
func (f Facts) Check() error {
	bad := fault.New(fault.Invalid, "rules.facts.check|Dữ kiện chưa đúng. Sửa các chỗ sau rồi kiểm tra lại.")
	if f.Subject != "" && f.Subject != "person" && f.Subject != "collective" && f.Subject != "household" {
		bad.With("subject", "rules.facts.subject|{value}: chỉ nhận person, collective hoặc household.", fault.P{"value": f.Subject})
	}
	if f.Year != 0 && (f.Year < 1945 || f.Year > 2200) {
		bad.With("year", "rules.facts.year|{value} không phải là một năm.", fault.P{"value": f.Year})
	}
	for _, l := range []struct {
		name string
		n    int
	}{{"history", len(f.History)}, {"rating", len(f.Rating)}, {"initiatives", len(f.Initiatives)}, {"discipline", len(f.Discipline)}, {"counts", len(f.Counts)}} {
		if l.n > maxList {
			bad.With(l.name, "rules.facts.long|Có {n} mục, nhiều nhất là {max}.", fault.P{"n": l.n, "max": maxList})
		}
	}
	for i, x := range f.Initiatives {
		if scopes[x.Scope] == 0 {
			bad.With(fmt.Sprintf("initiatives[%d].scope", i), "rules.facts.scope|{value}: chỉ nhận base, province hoặc nation.", fault.P{"value": x.Scope})
		}
	}
	for y, r := range f.Rating {
		if ratings[r] == 0 {
			bad.With("rating."+y, "rules.facts.rating|{value}: chỉ nhận HTXSNV, HTTNV, HTNV hoặc KHTNV.", fault.P{"value": r})
		}
	}
	for k, n := range f.Counts {
		if n < 0 || n > maxCount {
			bad.With("counts."+k, "rules.facts.count|{value}: chỉ nhận số nguyên từ 0 đến {max}.", fault.P{"value": n, "max": maxCount})
		}
	}
	if part, ok := Larger(f.Counts); ok {
		bad.With("counts."+part, PartMsg, PartArgs(f.Counts, part))
	}
	if len(bad.Fields) > 0 {
		return bad
	}
	return nil
}

// PartMsg says that a part is larger than its whole, with PartArgs.
const PartMsg = "rules.facts.part|{part}: {n}, lớn hơn tổng số người ({max}). Kiểm tra lại hai số."

// parts are the counts of people that can be no more than all people.
var parts = []string{"completed", "htxsnv", "lđtt", "cstt", "cstt_lđtt", "cstđcs"}

// Larger (phần lớn hơn tổng) gives the count of some people that is larger than the count of
// all: such facts answer no rule.
func Larger(counts map[string]int) (part string, ok bool) {
	all, known := counts["strength"]
	for _, k := range parts {
		if n, has := counts[k]; known && has && n > all {
			return k, true
		}
	}
	return "", false
}

// PartArgs fills PartMsg.
func PartArgs(counts map[string]int, part string) fault.P {
	return fault.P{"part": CountLabel(part).VI, "n": counts[part], "max": counts["strength"]}
}
