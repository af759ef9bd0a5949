package registration

import (
	"fmt"
	"slices"
	"strings"

	"thidua/internal/base/paper"
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

func subjectLine(year int) string {
	return fmt.Sprintf("đăng ký danh hiệu thi đua, hình thức khen thưởng năm %d", year)
}

func basis(d document.Document) []paper.Block {
	s := basisText(d)
	if s == "" {
		return nil
	}
	return []paper.Block{{Kind: paper.Basis, Runs: paper.T(s)}}
}

// basisText cites the directive that launched the year; "" when it is not known.
func basisText(d document.Document) string {
	if d.Code == "" {
		return ""
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
	return s + " " + lower(d.Abstract) + "."
}

func lower(s string) string {
	r := []rune(s)
	if len(r) < 2 || strings.ToUpper(string(r[:2])) == string(r[:2]) {
		return s
	}
	return strings.ToLower(string(r[:1])) + string(r[1:])
}

// Submission (tờ trình) writes the consolidated registration as a document of the bloc: what is
// registered, then the lists as annexes. The register gives it number and date.
func (v *BlocView) Submission(h Head) document.Outgoing {
	b, r := v.Bloc, v.Round
	board := "Ban Thi đua - Khen thưởng tỉnh " + b.Province
	o := document.Form("TTr", b)
	o.Subject, o.Origin = "Về việc "+subjectLine(r.Year), r.paperOrigin()
	o.To, o.CC = board, "Như trên\nCác đơn vị thành viên "+b.Name+"\nLưu: VT, TĐKT"
	var t strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&t, format+"\n", args...) }
	if s := basisText(h.Directive); s != "" {
		line("%s", s)
	}
	line("%s có %d đơn vị thành viên; %d đơn vị đã gửi bản đăng ký danh hiệu thi đua, hình thức khen thưởng năm %d.", b.Name, h.Count, v.Sent, r.Year)
	if left := v.missing(); len(left) > 0 {
		line("Đơn vị chưa gửi: %s.", strings.Join(left, ", "))
	}
	line("Trên cơ sở đăng ký của các đơn vị, %s kính trình Ban Thi đua - Khen thưởng tỉnh danh sách đăng ký gồm %d lượt tập thể và %d lượt cá nhân, như sau:", b.Name, v.Tally.Collectives, v.Tally.Persons)
	t.WriteString(v.summary(h))
	lists := v.annexText(h)
	if lists != "" {
		line("(Danh sách cụ thể tại Phụ lục kèm theo.)")
	} else {
		line("(Danh sách cụ thể gửi kèm theo dạng bảng tính.)")
	}
	if n := v.Tally.Not + v.Tally.Open + v.Tally.Possible; n > 0 {
		why := "."
		if v.Tally.Not > 0 {
			why = fmt.Sprintf("; %d lượt chưa đạt, lý do ghi ở cột cuối của Phụ lục.", v.Tally.Not)
		}
		line("Tại thời điểm gửi, %d lượt đủ điều kiện theo quy tắc đã kiểm tra; %d lượt có thể đạt trong năm; %d lượt chưa đủ dữ kiện để kết luận%s", v.Tally.Met, v.Tally.Possible, v.Tally.Open, why)
	}
	if list := v.above(h); len(list) > 0 {
		line("Đơn vị đề nghị vượt tỷ lệ theo quy tắc đã kiểm tra:")
		for _, s := range list {
			line("- %s", s)
		}
	}
	line("%s kính đề nghị Ban Thi đua - Khen thưởng tỉnh xem xét, tổng hợp.", b.Name)
	o.Body = t.String() + lists
	return o
}

// paperOrigin names the submission of one closing of the round: whoever opens the round again
// and closes it makes another one.
func (r Round) paperOrigin() string {
	return fmt.Sprintf("registration/%v/%d/TTr/%d", r.Bloc, r.Year, millis(r.Closed))
}

// maxAnnex is how many rows the annexes of a document hold; longer lists go as a workbook.
const maxAnnex = 3000

// annexText writes the lists that were sent, collectives first; "" when they are too long.
func (v *BlocView) annexText(h Head) string {
	var rows []listed
	for _, x := range v.Views {
		if x.List.State.IsSent() {
			for _, l := range x.Rows {
				rows = append(rows, listed{l, x.Unit.Short})
			}
		}
	}
	if len(rows) > maxAnnex {
		return ""
	}
	var t strings.Builder
	for _, b := range annexes(rows, h, true) {
		switch b.Kind {
		case paper.Annex:
			t.WriteString(b.Name + ". " + b.Title + "\n")
		case paper.TableOf:
			t.WriteString(tableText(b.Table))
		default:
			t.WriteString(plain(b.Runs) + "\n")
		}
	}
	return t.String()
}

// tableText writes a table as documents read it.
func tableText(t *paper.Table) string {
	texts := func(cells []paper.Cell) (list []string) {
		for _, c := range cells {
			list = append(list, plain(c.Runs))
		}
		return list
	}
	var rows [][]string
	for _, r := range t.Rows {
		rows = append(rows, texts(r))
	}
	return document.TableText(texts(t.Header[0]), rows)
}

func plain(runs []paper.Run) string {
	var s string
	for _, r := range runs {
		s += r.Text
	}
	return s
}

// above says which units ask for more than a share allows, and why their heads sent it on:
// the board decides about that, so it must not have to look for it.
func (v *BlocView) above(h Head) (list []string) {
	for _, r := range v.Rows {
		var over []string
		for _, f := range r.Quotas {
			if f.Over > 0 && r.List.State.IsSent() {
				over = append(over, fmt.Sprintf("%s vượt %d (đề nghị %d, được %d)", h.Names(f.For), f.Over, f.Proposed, f.Allowed))
			}
		}
		if len(over) == 0 {
			continue
		}
		s := r.Member.Unit.Short + ": " + strings.Join(over, "; ")
		if why := strings.TrimSuffix(tidy(r.List.Despite), "."); why != "" {
			s += ". Lý do của Thủ trưởng: " + why
		}
		list = append(list, s+".")
	}
	return list
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
func (v *BlocView) summary(h Head) string {
	var rows [][]string
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
		rows = append(rows, []string{itoa(len(rows) + 1), h.Names(code), itoa(n[0]), itoa(n[1])})
	}
	rows = append(rows, []string{"", "**Cộng**", itoa(v.Tally.Collectives), itoa(v.Tally.Persons)})
	return document.TableText([]string{"TT", "Danh hiệu, hình thức", "Tập thể", "Cá nhân"}, rows)
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
		t.Rows = append(t.Rows, append(line, paper.C(h.Names(r.Title), paper.Left), paper.C(Given(r.given()), paper.Left), paper.C(Remark(r.Result), paper.Left)))
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

// given are the awards of the unit's list and those given elsewhere, oldest first.
func (r Row) given() []award.Award {
	list := slices.Clone(r.Past)
	for _, h := range r.Facts.History {
		list = append(list, award.Award{Title: h.Title, Year: h.Year, Number: h.Decision})
	}
	slices.SortStableFunc(list, func(a, b award.Award) int { return a.Year - b.Year })
	return list
}

// Brief (đã được tặng, gọn) puts the past of a line into few words: "CSTĐCS 2020, 2021; LĐTT 2021".
func (r Row) Brief() string {
	list := r.given()
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
	tail := strings.Join(why, ". ")
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
		text := fmt.Sprintf("%s. Sớm nhất năm %d", tail, c.Earliest)
		if !c.Until.IsZero() {
			text += " (xét theo bộ quy tắc sau " + c.Until.VN() + ")"
		}
		return text
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
