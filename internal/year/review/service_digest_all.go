package review

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/paper"
	"thidua/internal/base/who"
	"thidua/internal/platform/docx"
	"thidua/internal/platform/pdf"
	"thidua/internal/platform/xlsx"
	"thidua/internal/year/report"
)

// meetingText says whether the bloc held its conference, for papers.
func (d Digest) meetingText() string {
	switch m := d.Meeting; {
	case m.Held():
		return "đã họp ngày " + civil.Of(m.Opened).VN()
	case m.ID != 0:
		return "dự kiến ngày " + civil.Of(m.Planned).VN()
	}
	return "chưa định ngày"
}

// filedText says when the bloc's report went to the board, for papers.
func (d Digest) filedText() string {
	switch f := d.Filed; {
	case f.On.IsZero() && f.Late > 0:
		return fmt.Sprintf("chưa gửi, quá hạn %d ngày", f.Late)
	case f.On.IsZero():
		return "chưa gửi, hạn " + f.Due.VN()
	case f.Late > 0:
		return fmt.Sprintf("ngày %s, muộn %d ngày", f.On.VN(), f.Late)
	default:
		return "ngày " + f.On.VN() + ", đúng hạn"
	}
}

// ExportProvince gives the table of all blocs in a period as a workbook, or as a paper in Word
// or PDF; period "" takes the latest that has begun. Errors: Denied.
func (s *Service) ExportProvince(ctx context.Context, by who.Actor, period civil.Period, f report.Format) (_ []byte, _ civil.Period, err error) {
	defer fault.Wrap(&err, "review.ExportProvince(%s, %s)", period, f)
	p, err := s.Province(ctx, by, period, 1)
	if err != nil {
		return nil, "", err
	}
	all := p.Rows
	for page := 2; page <= p.Pages; page++ {
		next, err := s.Province(ctx, by, p.Period, page)
		if err != nil {
			return nil, "", err
		}
		all = append(all, next.Rows...)
	}
	p.Rows = all
	var out bytes.Buffer
	switch f {
	case report.XLSX:
		err = xlsx.Write(&out, p.book(s.Today()))
	case report.DOCX:
		err = docx.Write(&out, p.paper(s.Today()))
	case report.PDF:
		err = pdf.Write(&out, p.paper(s.Today()))
	default:
		err = fault.New(fault.NotFound, "report.format|Chỉ xuất được .docx, .pdf, .xlsx và .json. Đổi đuôi tệp rồi thử lại.")
	}
	return out.Bytes(), p.Period, err
}

var provinceHead = []string{"Khối, cụm", "Khối trưởng", "Đơn vị đã gửi", "Đơn vị muộn", "Đúng tiến độ", "Điểm", "Lĩnh vực yếu", "Việc cấp bách đã xong", "Nhiệm vụ quá hạn", "Hội nghị", "Báo cáo gửi Ban"}

// cells gives a bloc as one row of texts.
func (r ProvinceRow) cells() []string {
	if !r.Opened {
		return []string{r.Bloc.Name, "chưa mở kỳ này", "", "", "", "", "", "", "", "", ""}
	}
	var weak []string
	for _, f := range r.Fields {
		if f.Weak {
			weak = append(weak, f.Name)
		}
	}
	return []string{r.Bloc.Name, r.Lead, fmt.Sprintf("%d/%d", r.Sent, r.Units), whole(r.Late).VN(), fmt.Sprintf("%d/%d (%s)", r.All.OnPace, r.All.Judged, percent(r.All.Share())), orDash(r.Mean),
		strings.Join(weak, "; "), fmt.Sprintf("%d/%d", r.UrgentDone, r.Urgent), fmt.Sprintf("%d/%d", r.All.Tasks.Overdue, r.All.Tasks.All), r.meetingText(), r.filedText()}
}

func (p Province) book(today civil.Date) *xlsx.Book {
	title := "Tình hình thi đua các khối, cụm " + p.Period.Name()
	s := xlsx.Sheet{Name: "Toàn tỉnh", Title: []string{title, "Lập ngày " + today.VN()}, Landscape: true, FreezeRows: 1, FreezeCols: 1}
	head := make([]xlsx.Cell, len(provinceHead))
	for i, h := range provinceHead {
		head[i] = xlsx.Text(h)
		s.Columns = append(s.Columns, xlsx.Column{Width: []int{26, 22, 10, 9, 14, 8, 36, 12, 12, 22, 26}[i]})
	}
	s.Header = [][]xlsx.Cell{head}
	for _, r := range p.Rows {
		var row []xlsx.Cell
		for i, c := range r.cells() {
			x := xlsx.Text(c)
			if i == 3 && r.Opened {
				x = xlsx.Num(whole(r.Late))
			}
			if i == 5 && r.Mean != nil {
				x = xlsx.Cell{Value: r.Mean, Decimals: 1}
			}
			row = append(row, x)
		}
		s.Rows = append(s.Rows, row)
	}
	return &xlsx.Book{Title: title, Created: today, Sheets: []xlsx.Sheet{s, p.fieldSheet(s.Title)}}
}

func (p Province) paper(today civil.Date) *paper.Document {
	d := &paper.Document{Issuer: "BAN THI ĐUA - KHEN THƯỞNG", Kind: "BÁO CÁO", Subject: "Tình hình thi đua các khối, cụm " + p.Period.Name(), Symbol: "BC-BTĐKT", Draft: "DỰ THẢO", Title: "Toàn tỉnh " + p.Period.Name(), Created: today}
	if len(p.Rows) > 0 {
		d.Place = p.Rows[0].Bloc.Province
	}
	t := &paper.Table{Widths: []int{14, 12, 7, 6, 10, 6, 15, 8, 8, 11, 12}, Size: 9}
	var head []paper.Cell
	for _, h := range provinceHead {
		head = append(head, paper.C(h, paper.Center))
	}
	t.Header = [][]paper.Cell{head}
	for _, r := range p.Rows {
		var row []paper.Cell
		for i, c := range r.cells() {
			align := paper.Center
			if i < 2 || i == 6 || i > 8 {
				align = paper.Left
			}
			row = append(row, paper.C(c, align))
		}
		t.Rows = append(t.Rows, row)
	}
	d.Body = append(p.overview(), paper.Block{Kind: paper.Annex, Name: "Phụ lục", Landscape: true}, paper.Block{Kind: paper.TableOf, Table: t},
		paper.P("Điểm theo lĩnh vực, điểm qua các năm cùng kỳ:"), paper.Block{Kind: paper.TableOf, Table: p.fieldTable()},
		paper.Block{Kind: paper.Note, Runs: paper.T("Điểm: bình quân mức đạt so với tiến độ của các đơn vị. ▼ lĩnh vực yếu theo ngưỡng của từng khối.")})
	return d
}

// overview says in a few lines what the table of the blocs shows as a whole.
func (p Province) overview() (body []paper.Block) {
	var all Tally
	var sent, units, held, filed, urgent, done int
	var unheld, late, shut []string
	weak := map[string]int{}
	var names []string
	for _, r := range p.Rows {
		if !r.Opened {
			shut = append(shut, r.Bloc.Name)
			continue
		}
		all.Plus(r.All)
		sent, units, urgent, done = sent+r.Sent, units+r.Units, urgent+r.Urgent, done+r.UrgentDone
		if r.Meeting.Held() {
			held++
		} else {
			unheld = append(unheld, r.Bloc.Name)
		}
		if !r.Filed.On.IsZero() {
			filed++
		}
		if r.Filed.Late > 0 {
			late = append(late, r.Bloc.Name)
		}
		for _, f := range r.Fields {
			if f.Weak {
				if weak[f.Name]++; weak[f.Name] == 1 {
					names = append(names, f.Name)
				}
			}
		}
	}
	slices.SortStableFunc(names, func(a, b string) int { return weak[b] - weak[a] })
	for i, n := range names {
		names[i] = fmt.Sprintf("%s (%d khối)", n, weak[n])
	}
	some := func(list []string) string {
		switch {
		case len(list) == 0:
			return "không có"
		case len(list) > 12:
			return strings.Join(list[:12], "; ") + fmt.Sprintf("; và %d khối, cụm khác nêu ở phụ lục", len(list)-12)
		}
		return strings.Join(list, "; ")
	}
	item := func(format string, args ...any) {
		body = append(body, paper.Block{Kind: paper.Item, Runs: paper.T(fmt.Sprintf(format, args...))})
	}
	body = append(body, paper.P(fmt.Sprintf("%d khối, cụm; %d đã họp hội nghị, %d đã gửi báo cáo cho Ban, %d quá hạn gửi.", len(p.Rows), held, filed, len(late))))
	item("Đơn vị đã gửi báo cáo của kỳ cho khối: %d/%d.", sent, units)
	item("Chỉ tiêu đúng tiến độ: %d/%d (%s); chậm: %d.", all.OnPace, all.Judged, percent(all.Share()), all.Bad)
	item("Lĩnh vực yếu: %s.", some(names))
	item("Nhiệm vụ được giao: %d; đã xong %d; quá hạn %d. Nhiệm vụ cấp bách: %d; đã xong %d.", all.Tasks.All, all.Tasks.Done, all.Tasks.Overdue, urgent, done)
	item("Chưa họp hội nghị: %s.", some(unheld))
	item("Quá hạn gửi báo cáo cho Ban: %s.", some(late))
	if len(shut) > 0 {
		item("Chưa mở kỳ này: %s.", some(shut))
	}
	return body
}
