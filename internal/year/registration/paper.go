package registration

import (
	"fmt"
	"slices"
	"strings"

	"thidua/internal/base/paper"
	"thidua/internal/base/vi"
	"thidua/internal/year/award"
	"thidua/internal/year/award/roster"
	"thidua/internal/year/catalog"
	"thidua/internal/year/catalog/rulebook"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
)

// A Head (căn cứ của văn bản) is what the papers refer to beside the lists.
type Head struct {
	Directive document.Document // that launched the year; zero for none
	Lead      org.Unit
	Note      string // "Số liệu minh họa …", printed below the lists
	Count     int    // members of the bloc
	Names     func(code string) string
}

func symbolOf(b org.Bloc) string {
	switch {
	case b.Symbol != "":
		return b.Symbol
	case b.Kind == org.KindCluster:
		return "CTĐ"
	}
	return "KTĐ"
}

func subjectLine(year int) string {
	return fmt.Sprintf("đăng ký danh hiệu thi đua, hình thức khen thưởng năm %d", year)
}

func basis(d document.Document) []paper.Block {
	if d.Code == "" {
		return nil
	}
	s := "Căn cứ " + d.Name()
	if d.Kind != "" {
		s = "Căn cứ " + document.KindName(d.Kind) + " số " + d.Code
	}
	if !d.Day.IsZero() {
		s += " " + d.Day.Paper()
	}
	if d.Issuer != "" {
		s += " của " + d.Issuer
	}
	return []paper.Block{{Kind: paper.Basis, Runs: paper.T(s + " " + lower(d.Abstract) + ".")}}
}

func lower(s string) string {
	r := []rune(s)
	if len(r) < 2 || strings.ToUpper(string(r[:2])) == string(r[:2]) {
		return s
	}
	return strings.ToLower(string(r[:1])) + string(r[1:])
}

// Submission (tờ trình) lays the consolidated registration out as a state document (Nghị
// định 30/2020/NĐ-CP, mẫu 1.4): what is registered, then the lists as annexes.
func (v *BlocView) Submission(h Head) *paper.Document {
	b, r := v.Bloc, v.Round
	d := &paper.Document{Parent: "UBND tỉnh " + b.Province, Issuer: b.Name, Number: r.Number, Symbol: "TTr-" + symbolOf(b), Place: b.Province, Date: r.Day,
		Kind: "TỜ TRÌNH", Subject: "Về việc " + subjectLine(r.Year), To: []string{"Ban Thi đua - Khen thưởng tỉnh " + b.Province},
		CC: []string{"Như trên", "Các đơn vị thành viên " + b.Name, "Lưu: VT, TĐKT"}, Authority: []string{"TM. " + vi.Upper(kindName(b)), vi.Upper(b.Kind.LeaderTitle())}, Signer: r.Signer,
		Title: "Tờ trình " + subjectLine(r.Year), Created: r.Day}
	if d.Created.IsZero() {
		d.Created = r.Due
	}
	if r.Post != "" {
		d.Authority = append(d.Authority, vi.Upper(r.Post))
	}
	if r.Open() {
		d.Draft = "DỰ THẢO"
	}
	d.Body = basis(h.Directive)
	d.Body = append(d.Body, paper.P(fmt.Sprintf("%s có %d đơn vị thành viên; %d đơn vị đã gửi bản đăng ký danh hiệu thi đua, hình thức khen thưởng năm %d.", b.Name, h.Count, v.Sent, r.Year)))
	if left := v.missing(); len(left) > 0 {
		d.Body = append(d.Body, paper.P("Đơn vị chưa gửi: "+strings.Join(left, ", ")+"."))
	}
	d.Body = append(d.Body, paper.P(fmt.Sprintf("Trên cơ sở đăng ký của các đơn vị, %s kính trình Ban Thi đua - Khen thưởng tỉnh danh sách đăng ký gồm %d lượt tập thể và %d lượt cá nhân, như sau:", b.Name, v.Tally.Collectives, v.Tally.Persons)),
		paper.Block{Kind: paper.TableOf, Table: v.summary(h)}, paper.P("(Danh sách cụ thể tại Phụ lục kèm theo)"))
	if n := v.Tally.Not + v.Tally.Open + v.Tally.Possible; n > 0 {
		d.Body = append(d.Body, paper.P(fmt.Sprintf("Tại thời điểm gửi, %d lượt đủ điều kiện theo quy tắc đã kiểm tra; %d lượt có thể đạt trong năm; %d lượt chưa đủ dữ kiện để kết luận; %d lượt chưa đạt, lý do ghi ở cột cuối của Phụ lục.", v.Tally.Met, v.Tally.Possible, v.Tally.Open, v.Tally.Not)))
	}
	d.Body = append(d.Body, paper.P(b.Name+" kính đề nghị Ban Thi đua - Khen thưởng tỉnh xem xét, tổng hợp./."))
	var rows []listed
	for _, x := range v.Views {
		if x.List.State.IsSent() {
			for _, l := range x.Rows {
				rows = append(rows, listed{l, x.Unit.Short})
			}
		}
	}
	d.Body = append(d.Body, annexes(rows, h, true)...)
	return d
}

func kindName(b org.Bloc) string {
	if b.Kind == org.KindCluster {
		return "Cụm thi đua"
	}
	return "Khối thi đua"
}

func (v *BlocView) missing() (list []string) {
	for _, r := range v.Rows {
		if !r.List.State.IsSent() {
			list = append(list, r.Member.Unit.Short)
		}
	}
	return list
}

// summary counts by title: collectives and persons.
func (v *BlocView) summary(h Head) *paper.Table {
	t := &paper.Table{Widths: []int{8, 70, 20, 20}, Header: [][]paper.Cell{{bold("TT"), bold("Danh hiệu, hình thức"), bold("Tập thể"), bold("Cá nhân")}}}
	for _, code := range v.Titles {
		n := [2]int{}
		for _, x := range v.Views {
			if !x.List.State.IsSent() {
				continue
			}
			for _, l := range x.Rows {
				if l.Title == code && l.Subject == roster.Person {
					n[1]++
				} else if l.Title == code {
					n[0]++
				}
			}
		}
		t.Rows = append(t.Rows, []paper.Cell{paper.C(itoa(len(t.Rows)+1), paper.Center), paper.C(h.Names(code), paper.Left), paper.C(itoa(n[0]), paper.Center), paper.C(itoa(n[1]), paper.Center)})
	}
	t.Rows = append(t.Rows, []paper.Cell{{Runs: paper.T("Cộng"), ColSpan: 2, Bold: true, Align: paper.Center}, {Runs: paper.T(itoa(v.Tally.Collectives)), Bold: true, Align: paper.Center}, {Runs: paper.T(itoa(v.Tally.Persons)), Bold: true, Align: paper.Center}})
	return t
}

func bold(s string) paper.Cell { return paper.Cell{Runs: paper.T(s), Align: paper.Center, Bold: true} }

// listed is one line with the name of its unit.
type listed struct {
	Row
	unit string
}

// annexes are the lists: collectives, then persons.
func annexes(rows []listed, h Head, units bool) (out []paper.Block) {
	parts := []struct {
		name   string
		person bool
	}{{"Danh sách tập thể", false}, {"Danh sách cá nhân", true}}
	var have []paper.Block
	var titles []string
	for _, p := range parts {
		t := table(slices.DeleteFunc(slices.Clone(rows), func(r listed) bool { return (r.Subject == roster.Person) != p.person }), h, p.person, units)
		if len(t.Rows) > 0 {
			have = append(have, paper.Block{Kind: paper.TableOf, Table: t})
			titles = append(titles, p.name+" đăng ký danh hiệu thi đua, hình thức khen thưởng")
		}
	}
	for i, b := range have {
		name := "Phụ lục"
		if len(have) > 1 {
			name += " " + []string{"I", "II"}[i]
		}
		out = append(out, paper.Block{Kind: paper.Annex, Name: name, Title: titles[i], Landscape: true}, b)
		if h.Note != "" {
			out = append(out, paper.Block{Kind: paper.Note, Runs: paper.T(h.Note)})
		}
	}
	return out
}

func table(rows []listed, h Head, person, units bool) *paper.Table {
	name, post := "Tên tập thể", "Bộ phận"
	if person {
		name, post = "Họ và tên", "Chức vụ, bộ phận"
	}
	posts := slices.ContainsFunc(rows, func(r listed) bool { return r.Post != "" })
	t := &paper.Table{Size: 11, Widths: []int{8, 36}, Header: [][]paper.Cell{{bold("TT"), bold(name)}}}
	if posts {
		t.Widths, t.Header[0] = append(t.Widths, 34), append(t.Header[0], bold(post))
	}
	if units {
		t.Widths, t.Header[0] = append(t.Widths, 26), append(t.Header[0], bold("Đơn vị"))
	}
	t.Widths = append(t.Widths, 34, 44, 46)
	t.Header[0] = append(t.Header[0], bold("Danh hiệu, hình thức đăng ký"), bold("Đã được tặng"), bold("Kiểm tra điều kiện"))
	for i, r := range rows {
		line := []paper.Cell{paper.C(itoa(i+1), paper.Center), paper.C(r.Name, paper.Left)}
		if posts {
			line = append(line, paper.C(r.Post, paper.Left))
		}
		if units {
			line = append(line, paper.C(r.unit, paper.Left))
		}
		t.Rows = append(t.Rows, append(line, paper.C(h.Names(r.Title), paper.Left), paper.C(Given(r.Past), paper.Left), paper.C(Remark(r.Result), paper.Left)))
	}
	return t
}

// Given (đã được tặng) puts a past into one line: "CSTĐCS 2020 (15/QĐ-STP); LĐTT 2021".
func Given(list []award.Award) string {
	var s []string
	for _, a := range list {
		s = append(s, fmt.Sprintf("%s %d (%s)", a.Title, a.Year, a.Number))
	}
	return strings.Join(s, "; ")
}

// Brief (đã được tặng, gọn) puts a past into few words: "CSTĐCS 2020, 2021; LĐTT 2021".
func Brief(list []award.Award) string {
	var titles []string
	years := map[string][]string{}
	for _, a := range list {
		if years[a.Title] == nil {
			titles = append(titles, a.Title)
		}
		years[a.Title] = append(years[a.Title], itoa(a.Year))
	}
	for i, t := range titles {
		titles[i] = t + " " + strings.Join(slices.Compact(years[t]), ", ")
	}
	return strings.Join(titles, "; ")
}

// Remark (kết quả kiểm tra) puts a result into the Vietnamese words of the lists.
func Remark(c Check) string {
	var why []string
	for _, f := range c.Findings {
		if f.Kind == rulebook.Eligibility && f.Result != rulebook.Met && f.Why.VI != "" {
			why = append(why, strings.TrimSuffix(f.Why.VI, "."))
		}
	}
	tail := strings.Join(why, "; ")
	switch {
	case c.Verdict == rulebook.Met:
		return "Đạt"
	case c.Verdict == rulebook.Unknown && tail == "":
		return "Chưa kết luận được"
	case c.Verdict == rulebook.Unknown:
		return tail
	case c.Possible:
		return fmt.Sprintf("Có thể đạt trong năm. %s", tail)
	case c.Earliest > 0:
		return fmt.Sprintf("%s. Sớm nhất năm %d", tail, c.Earliest)
	}
	return tail
}

// Letter (công văn đăng ký) lays the list of one unit out as its letter to the bloc's leader.
func (v *View) Letter(h Head) *paper.Document {
	parent := v.Unit.Parent
	if parent == "" {
		parent = "UBND tỉnh " + v.Bloc.Province
	}
	symbol := "TĐKT"
	if v.Unit.Symbol != "" {
		symbol = v.Unit.Symbol + "-TĐKT"
	}
	d := &paper.Document{Parent: parent, Issuer: v.Unit.Name, Symbol: symbol, Place: v.Bloc.Province, Subject: "V/v " + subjectLine(v.List.Year),
		To: []string{h.Lead.Name + " (" + v.Bloc.Kind.LeaderTitle() + " " + v.Bloc.Name + ")"}, CC: []string{"Như trên", "Lưu: VT, TĐKT"}, Authority: []string{"THỦ TRƯỞNG ĐƠN VỊ"},
		Title: "Công văn " + subjectLine(v.List.Year), Created: v.Round.Due}
	if !v.List.State.IsSent() {
		d.Draft = "DỰ THẢO"
	}
	d.Body = append(basis(h.Directive), paper.P(fmt.Sprintf("%s đăng ký danh hiệu thi đua, hình thức khen thưởng năm %d với %s gồm %d lượt tập thể và %d lượt cá nhân (danh sách kèm theo).",
		v.Unit.Name, v.List.Year, v.Bloc.Name, v.Tally.Collectives, v.Tally.Persons)))
	for _, f := range v.Quotas.Findings {
		if f.Result == rulebook.NotMet {
			d.Body = append(d.Body, paper.P(fmt.Sprintf("%s: %s (%s).", f.Title, strings.TrimSuffix(f.Why.VI, "."), f.Basis)))
		}
	}
	if v.List.Despite != "" {
		d.Body = append(d.Body, paper.P("Lý do đề nghị: "+strings.TrimSuffix(v.List.Despite, ".")+"."))
	}
	d.Body = append(d.Body, paper.P("Kính đề nghị "+v.Bloc.Kind.LeaderTitle()+" tổng hợp./."))
	var rows []listed
	for _, l := range v.Rows {
		rows = append(rows, listed{l, v.Unit.Short})
	}
	d.Body = append(d.Body, annexes(rows, h, false)...)
	return d
}

// namesOf gives the names of titles in a catalogue.
func namesOf(c *catalog.Catalog) func(string) string {
	return func(code string) string {
		if x, ok := c.Entry(code); ok {
			return x.Name
		}
		return code
	}
}
