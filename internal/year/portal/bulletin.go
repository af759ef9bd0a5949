package portal

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/vi"
	"thidua/internal/year/org"
	"thidua/internal/year/report"
)

// A Bulletin (bản công bố kết quả) is what a bloc tells the public of the results of a period. The
// secretary prepares it, the head of the leading unit releases it. What is shown is a copy of
// what the head saw: a figure that changes afterwards changes nothing here.
type Bulletin struct {
	Bloc    id.Bloc
	Period  civil.Period
	State   BulletinState
	Draft   Results // being prepared
	Shown   Results // released
	At      time.Time
	By      string
	Note    string // why it was taken back
	Version int64
}

// BulletinState (tình trạng bản công bố) is where a bulletin stands.
type BulletinState string

// The states of a bulletin.
const (
	Preparing BulletinState = "draft"     // đang chuẩn bị
	Released  BulletinState = "released"  // đã công bố
	Recalled  BulletinState = "withdrawn" // đã thôi công bố
)

// Results (kết quả công bố) are figures of the whole bloc and, when there is one, the order of
// its units. They are words: nothing is computed from them any more.
type Results struct {
	Units, Sent int
	Lines       []ResultLine
	Ranking     []Ranked
	Note        string
}

// A ResultLine (dòng kết quả) is the figure of the bloc for one common target.
type ResultLine struct {
	Code, Name, Measure, Total string
	Met, Compared              int // units that reached what was expected, of how many
}

// Ranked (hạng của đơn vị) is the place of a unit and how it was classed.
type Ranked struct {
	Place int
	Unit  string
	Class string // "Hoàn thành xuất sắc nhiệm vụ"
}

// minUnits is how many units a figure of the bloc must come from before the public may see
// it: from fewer, the figure of one of them could be worked out.
const minUnits = 3

// An Offer (chỉ tiêu có thể công bố) is a common target with its figure and, when it must not
// be released, why.
type Offer struct {
	ResultLine
	Few bool // comes from too few units
}

// offers lists what a table holds that may be released.
func offers(t *report.Table) (out []Offer) {
	for i := range t.Rows {
		r := &t.Rows[i]
		o := Offer{ResultLine: ResultLine{Code: r.Target.Code, Name: r.Target.Name, Measure: r.Target.Measure, Met: r.Total.Met, Compared: r.Total.Compared}, Few: r.Total.N < minUnits || r.Total.Value == nil}
		if !o.Few {
			o.Total = t.TotalText(r)
			if r.Total.Kind == report.Mean {
				o.Total, _, _ = strings.Cut(o.Total, " (") // the smallest and the largest are figures of single units
			}
		}
		if o.Compared < minUnits {
			o.Met, o.Compared = 0, 0
		}
		out = append(out, o)
	}
	return out
}

// released gives the lines that were chosen, without those that may not be released.
func released(list []Offer, codes []string) (out []ResultLine) {
	for _, o := range list {
		if slices.Contains(codes, o.Code) && !o.Few {
			out = append(out, o.ResultLine)
		}
	}
	return out
}

var rankAt = regexp.MustCompile(`^\s*(?:hạng\s+)?(\d{1,3})\s*[.):\t-]\s*`)

// ReadRanking reads the order of the units as typed or pasted, a line for each: "1. Thanh tra
// tỉnh – Hoàn thành xuất sắc". Units may share a place; without numbers the lines count.
func ReadRanking(text string, members []org.Member) ([]Ranked, error) {
	var out []Ranked
	bad := func(line, m string, p fault.P) error {
		p["line"] = line
		return fault.New(fault.Invalid, m, p).With("ranking", m, p)
	}
	for l := range strings.Lines(text) {
		s := tidy(strings.ReplaceAll(l, "\t", " – "))
		if s == "" {
			continue
		}
		x := Ranked{Place: len(out) + 1}
		if m := rankAt.FindStringSubmatch(strings.ToLower(s)); m != nil {
			x.Place, _ = strconv.Atoi(m[1])
			s = strings.TrimLeft(s[strings.Index(s, m[1])+len(m[1]):], " .):-–")
		}
		name, class, _ := strings.Cut(strings.ReplaceAll(s, " - ", " – "), " – ")
		if i := strings.IndexAny(name, ":;"); i > 0 && class == "" {
			name, class = name[:i], name[i+1:]
		}
		k := slices.IndexFunc(members, func(m org.Member) bool {
			n := vi.Fold(tidy(name))
			return n == vi.Fold(m.Unit.Name) || n == vi.Fold(m.Unit.Short) || n == vi.Fold(m.Unit.Code)
		})
		if k < 0 {
			return nil, bad(s, "release.rank.unit|Không có đơn vị nào trong Khối tên là “{name}”. Ghi tên đơn vị như trong danh sách, rồi dấu – và xếp loại.", fault.P{"name": tidy(name)})
		}
		x.Unit, x.Class = members[k].Unit.Name, tidy(class)
		if slices.ContainsFunc(out, func(y Ranked) bool { return y.Unit == x.Unit }) {
			return nil, bad(s, "release.rank.twice|Đơn vị {name} có hai dòng. Bỏ một dòng.", fault.P{"name": x.Unit})
		}
		if x.Place < 1 || x.Place > len(members) {
			return nil, bad(s, "release.rank.place|Hạng của {name} phải từ 1 đến {n}.", fault.P{"name": x.Unit, "n": len(members)})
		}
		if len([]rune(x.Class)) > maxLine {
			return nil, bad(s, "portal.long|Dài quá {n} ký tự. Rút gọn rồi lưu lại.", fault.P{"n": maxLine})
		}
		out = append(out, x)
	}
	slices.SortStableFunc(out, func(a, b Ranked) int { return a.Place - b.Place })
	return out, nil
}

// RankingText writes a ranking as ReadRanking reads it.
func RankingText(list []Ranked) string {
	var b strings.Builder
	for _, x := range list {
		fmt.Fprintf(&b, "%d. %s", x.Place, x.Unit)
		if x.Class != "" {
			b.WriteString(" – " + x.Class)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// Empty reports whether there is nothing to tell.
func (r Results) Empty() bool { return len(r.Lines)+len(r.Ranking) == 0 }

// Same reports whether two results say the same.
func (r Results) Same(o Results) bool {
	return r.Units == o.Units && r.Sent == o.Sent && r.Note == o.Note && slices.Equal(r.Lines, o.Lines) && slices.Equal(r.Ranking, o.Ranking)
}
