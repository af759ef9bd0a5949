package review

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/base/id"
	"thidua/internal/base/paper"
	"thidua/internal/base/who"
	"thidua/internal/platform/docx"
	"thidua/internal/platform/pdf"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
	"thidua/internal/year/report"
)

// ExportDigest gives the page of a bloc for the provincial leader, in Word or PDF.
func (s *Service) ExportDigest(ctx context.Context, by who.Actor, b id.Bloc, p civil.Period, f report.Format) (_ []byte, err error) {
	defer fault.Wrap(&err, "review.ExportDigest(%v, %s)", b, p)
	d, err := s.Digest(ctx, by, b, p)
	if err != nil {
		return nil, err
	}
	members, err := org.Members(ctx, s.db, b, p.To())
	if err != nil {
		return nil, err
	}
	note := ""
	if pl, err := plan.Of(ctx, s.db, b, p.Year()); err == nil {
		note = pl.Note
	}
	doc := d.paper(members, s.Today(), note)
	var out bytes.Buffer
	switch f {
	case report.DOCX:
		err = docx.Write(&out, doc)
	case report.PDF:
		err = pdf.Write(&out, doc)
	default:
		err = fault.New(fault.NotFound, "review.digest.format|Trang này xuất được .docx và .pdf. Đổi đuôi tệp rồi thử lại.")
	}
	return out.Bytes(), err
}

func percent(v *figure.Value) string {
	if v == nil {
		return "–"
	}
	return v.VNFixed(0) + "%"
}

// paper gives the digest as one A4 page.
func (d Digest) paper(members []org.Member, today civil.Date, note string) *paper.Document {
	name := map[id.Unit]string{}
	for _, m := range members {
		name[m.Unit.ID] = m.Unit.Short
	}
	doc := &paper.Document{Issuer: d.Bloc.Name, Place: d.Bloc.Province, Kind: "TÓM TẮT", Subject: "Tình hình thi đua " + d.Period.Name() + " của " + d.Bloc.Name, Symbol: "TT-" + d.Bloc.Symbol,
		Title: "Tóm tắt " + d.Period.Name(), Created: today}
	if d.Bloc.Symbol == "" {
		doc.Symbol = "TT-KTĐ"
	}
	late := d.unsent(name)
	weak := ""
	for _, f := range d.Fields {
		if f.Weak {
			if weak != "" {
				weak += "; "
			}
			weak += fmt.Sprintf("%s (%d/%d đơn vị dưới ngưỡng)", f.Name, f.Below, f.Scored)
		}
	}
	if weak == "" {
		weak = "không có"
	}
	item := func(format string, args ...any) paper.Block {
		return paper.Block{Kind: paper.Item, Runs: paper.T(fmt.Sprintf(format, args...))}
	}
	doc.Body = []paper.Block{
		item("Khối trưởng: %s. Báo cáo của kỳ: %d/%d đơn vị đã gửi; %s.", d.Lead, d.Sent, d.Units, late),
		item("Hội nghị của Khối: %s. Báo cáo của Khối gửi Ban: %s.", d.meetingText(), d.filedText()),
		item("Chỉ tiêu đúng tiến độ: %d/%d (%s); chậm: %d. Điểm bình quân so với tiến độ: %s.", d.All.OnPace, d.All.Judged, percent(d.All.Share()), d.All.Bad, orDash(d.Mean)),
		item("Lĩnh vực yếu: %s.", weak),
		item("Nhiệm vụ được giao: %d; xong đúng hạn %d; quá hạn %d. Nhiệm vụ cấp bách: %d, đã xong %d, quá hạn %d.", d.All.Tasks.All, d.All.Tasks.OnTime, d.All.Tasks.Overdue, d.Urgent, d.UrgentDone, d.UrgentLate),
		item("Kiến nghị: %d; chưa trả lời %d; quá hạn trả lời %d. Điều chỉnh chỉ tiêu đã duyệt: %d.", d.Recs, d.RecsOpen, d.RecsLate, d.Adjusted),
		{Kind: paper.TableOf, Table: d.sourceTable()},
	}
	if t := d.headTable(name); len(t.Rows) > 0 {
		doc.Body = append(doc.Body, paper.Block{Kind: paper.Item, Runs: paper.T("Người đứng đầu có nhiệm vụ cấp bách hoặc quá hạn:")}, paper.Block{Kind: paper.TableOf, Table: t})
	}
	doc.Body = append(doc.Body, paper.Block{Kind: paper.Note, Runs: paper.T(strings.TrimSpace("Số liệu đến ngày " + today.VN() + "; nhiệm vụ, điều chỉnh của cả năm " + civilYear(d.Period.Year()) + ". " + note))})
	return doc
}

// maxHeads and maxNames are how many posts and units fit the page.
const maxHeads, maxNames = 5, 8

// unsent names the units that have not filed, and those that filed late, in one line.
func (d Digest) unsent(name map[id.Unit]string) string {
	var parts []string
	for _, of := range []struct {
		what string
		fits func(Filing) bool
	}{{"quá hạn chưa gửi", func(f Filing) bool { return !f.Sent && f.Late > 0 }}, {"chưa gửi", func(f Filing) bool { return !f.Sent && f.Late == 0 }}, {"gửi muộn", func(f Filing) bool { return f.Sent && f.Late > 0 }}} {
		var list []string
		days := 0
		for _, f := range d.Filings {
			if of.fits(f) {
				list, days = append(list, name[f.Unit]), max(days, f.Late)
			}
		}
		if len(list) == 0 {
			continue
		}
		part := fmt.Sprintf("%s %d", of.what, len(list))
		if len(list) < d.Units {
			part += ": " + strings.Join(list[:min(len(list), maxNames)], ", ")
			if len(list) > maxNames {
				part += fmt.Sprintf(" và %d đơn vị khác", len(list)-maxNames)
			}
		}
		if days > 0 {
			part += fmt.Sprintf(" (nhiều nhất %d ngày)", days)
		}
		parts = append(parts, part)
	}
	if len(parts) == 0 {
		return "gửi đủ, đúng hạn"
	}
	return strings.Join(parts, "; ")
}

// headTable lists the posts that answer for urgent or overdue tasks, most overdue first.
func (d Digest) headTable(name map[id.Unit]string) *paper.Table {
	t := &paper.Table{Widths: []int{40, 30, 10, 10, 10}, Size: 11, Header: [][]paper.Cell{{paper.C("Chức vụ", paper.Center), paper.C("Đơn vị", paper.Center), paper.C("Được giao", paper.Center), paper.C("Quá hạn", paper.Center), paper.C("Cấp bách", paper.Center)}}}
	list := slices.DeleteFunc(slices.Clone(d.Heads), func(h HeadTally) bool { return h.Urgent == 0 && h.Tasks.Overdue == 0 })
	slices.SortStableFunc(list, func(a, b HeadTally) int {
		return cmp.Or(b.Late-a.Late, b.Tasks.Overdue-a.Tasks.Overdue, b.Urgent-a.Urgent)
	})
	for i, h := range list {
		if i == maxHeads {
			t.Rows = append(t.Rows, []paper.Cell{{Runs: paper.T(fmt.Sprintf("và %d chức vụ khác", len(list)-i)), ColSpan: 5}})
			break
		}
		head := h.Head
		if head == "" {
			head = "(chưa ghi chức vụ)"
		}
		t.Rows = append(t.Rows, []paper.Cell{paper.C(head, paper.Left), paper.C(name[h.Unit], paper.Left), paper.C(strconv.Itoa(h.Tasks.All), paper.Center), paper.C(strconv.Itoa(h.Tasks.Overdue), paper.Center), paper.C(strconv.Itoa(h.Urgent), paper.Center)})
	}
	return t
}

func orDash(v *figure.Value) string {
	if v == nil {
		return "–"
	}
	return v.VNFixed(0)
}

func (d Digest) sourceTable() *paper.Table {
	t := &paper.Table{Widths: []int{36, 22, 10, 20, 12}, Size: 11, Header: [][]paper.Cell{{paper.C("Nguồn giao", paper.Center), paper.C("Chỉ tiêu đúng tiến độ", paper.Center), paper.C("Chậm", paper.Center), paper.C("Nhiệm vụ đã xong", paper.Center), paper.C("Quá hạn", paper.Center)}}}
	for _, s := range d.Sources {
		t.Rows = append(t.Rows, []paper.Cell{paper.C(text(s.Kind.Label()), paper.Left), paper.C(fmt.Sprintf("%d/%d (%s)", s.OnPace, s.Judged, percent(s.Share())), paper.Center), paper.C(strconv.Itoa(s.Bad), paper.Center),
			paper.C(fmt.Sprintf("%d/%d", s.Tasks.Done, s.Tasks.All), paper.Center), paper.C(strconv.Itoa(s.Tasks.Overdue), paper.Center)})
	}
	return t
}
