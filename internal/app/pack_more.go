package app

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/year/award"
	"thidua/internal/year/campaign"
	"thidua/internal/year/conference"
	"thidua/internal/year/consultation"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
	"thidua/internal/year/pledge"
	"thidua/internal/year/report"
	"thidua/internal/year/review"
)

// absent reports whether an error only says that there is nothing for this reader.
func absent(err error) bool { return fault.Is(err, fault.NotFound) || fault.Is(err, fault.Denied) }

func (p *pack) table(t packTable) { p.Tables = append(p.Tables, t) }

// packRest adds what stands beside the figures: remarks with their answers, the conference, the
// pledge, drives, awards, registrations, the bloc's own papers, and the whole trace.
func (a *App) packRest(ctx context.Context, by who.Actor, p *pack, short map[string]string) error {
	for _, f := range []func(context.Context, who.Actor, *pack, map[string]string) error{a.packSources, a.packGuides, a.packLife, a.packSaid, a.packMeetings, a.packPledge, a.packDrives, a.packAwards, a.packLists, a.packIssued, a.packTrace, a.packOffice} {
		if err := f(ctx, by, p, short); err != nil && !absent(err) {
			return err
		}
	}
	return nil
}

// packSaid adds the remarks on the draft with what became of them, as a table and as the papers.
func (a *App) packSaid(ctx context.Context, by who.Actor, p *pack, _ map[string]string) error {
	at := report.Place{Bloc: p.Bloc, Period: p.Period}
	t := packTable{Name: "gop-y", Title: "Góp ý dự thảo báo cáo và tiếp thu, giải trình", Head: []string{"Số", "Đơn vị, người góp ý", "Câu chữ của dự thảo", "Góp ý", "Xử lý", "Lý do, trả lời"}}
	k, err := a.Consultation.Read(ctx, by, at)
	if absent(err) { // no draft yet
		p.table(t)
		return nil
	} else if err != nil {
		return err
	}
	for _, l := range k.TableLines() {
		t.Rows = append(t.Rows, []string{strconv.Itoa(l.No), l.Who, l.Draft, l.Says, l.State, l.Reason})
	}
	for _, r := range k.Remarks {
		if r.Waits() {
			p.Todo = append(p.Todo, fmt.Sprintf("Góp ý số %d chưa xử lý", r.No))
		}
	}
	p.table(t)
	if len(k.Remarks) == 0 {
		return nil
	}
	for paper, what := range map[consultation.Paper]string{consultation.TablePaper: "Bảng tổng hợp tiếp thu, giải trình (Word)", consultation.SheetPaper: "Bảng tổng hợp tiếp thu, giải trình (Excel)", consultation.TrackedPaper: "Dự thảo với mọi góp ý ở dạng theo dõi thay đổi (Word)"} {
		name, _, body, err := a.Consultation.Download(ctx, by, at, paper, 0)
		if absent(err) {
			continue
		} else if err != nil {
			return err
		}
		p.add("gop-y/"+name, what, body)
	}
	return nil
}

// packMeetings adds the conferences about the period: their findings and their minutes.
func (a *App) packMeetings(ctx context.Context, by who.Actor, p *pack, short map[string]string) error {
	list, err := conference.List(ctx, a.DB, p.Bloc.ID)
	if err != nil {
		return err
	}
	found := packTable{Name: "ket-luan", Title: "Kết luận của hội nghị: tồn tại, nguyên nhân, giải pháp", Head: []string{"Hội nghị", "Đơn vị", "Nội dung", "Nguyên nhân", "Giải pháp", "Đơn vị thực hiện", "Thời hạn"}}
	said := packTable{Name: "bien-ban", Title: "Diễn biến hội nghị", Head: []string{"Hội nghị", "Diễn biến"}}
	for _, c := range list {
		if c.Period != p.Period {
			continue
		}
		findings, err := conference.Findings(ctx, a.DB, c.ID)
		if err != nil {
			return err
		}
		for _, f := range findings {
			if f.Gone {
				continue
			}
			found.Rows = append(found.Rows, []string{c.Name, short[f.Unit.String()], f.Text, f.Cause, f.Solution, short[f.Who.String()], f.Due.VN()})
			if !f.Complete() {
				p.Todo = append(p.Todo, "Kết luận hội nghị chưa đủ nguyên nhân, giải pháp, thời hạn: "+f.Text)
			}
		}
		m, err := a.Conference.Preview(ctx, by, c.ID)
		if err != nil {
			return err
		}
		for _, l := range m.Lines {
			said.Rows = append(said.Rows, []string{c.Name, l.Text})
		}
	}
	p.table(found)
	p.table(said)
	return nil
}

// packPledge adds the pledge of the year with who signed it.
func (a *App) packPledge(ctx context.Context, by who.Actor, p *pack, short map[string]string) error {
	x, err := a.Pledge.Read(ctx, by, p.Bloc.ID, p.Period.Year())
	if err != nil {
		return err
	}
	for f, what := range map[pledge.Format]string{pledge.PDF: "Giao ước thi đua (PDF)", pledge.Word: "Giao ước thi đua (Word)", pledge.Plain: "Giao ước thi đua, nội dung chuẩn: mã băm SHA-256 của tệp này là mã bản"} {
		body, err := a.Pledge.Export(ctx, by, x, x.No, f, a.Site)
		if absent(err) {
			continue
		} else if err != nil {
			return err
		}
		p.add("giao-uoc/giao-uoc."+string(f), what, body)
	}
	list, err := pledge.Signatures(ctx, a.DB, x.ID)
	if err != nil {
		return err
	}
	t := packTable{Name: "giao-uoc", Title: "Giao ước: ai đã ký bản nào", Head: []string{"Đơn vị", "Bản số", "Mã bản", "Người ký", "Chức vụ", "Ngày", "Cách ký"}}
	for _, s := range list {
		t.Rows = append(t.Rows, []string{short[s.Unit.String()], strconv.Itoa(s.No), s.Hash, s.Signer, s.Post, s.Day.VN(), fault.Text(s.How.Label(), nil)})
	}
	p.table(t)
	if x.State != pledge.Binding {
		p.Todo = append(p.Todo, "Giao ước: "+strings.ToLower(fault.Text(x.State.Label(), nil))+", bản số "+strconv.Itoa(x.No))
	}
	return nil
}

// packDrives adds the movement of the year and its drives.
func (a *App) packDrives(ctx context.Context, by who.Actor, p *pack, short map[string]string) error {
	list, err := a.Campaign.Visible(ctx, by, p.Bloc.ID, p.Period.Year())
	if err != nil {
		return err
	}
	t := packTable{Name: "phong-trao", Title: "Phong trào, đợt thi đua", Head: []string{"Tên", "Loại", "Từ ngày", "Đến ngày", "Tình trạng", "Lý do phát động", "Đơn vị đã hưởng ứng", "Kết quả ghi được"}}
	for _, c := range list {
		joins, err := campaign.Joins(ctx, a.DB, c.ID)
		if err != nil {
			return err
		}
		var units, results []string
		for _, j := range joins {
			units = append(units, short[j.Unit.String()])
		}
		entries, err := campaign.Entries(ctx, a.DB, c.ID)
		if err != nil {
			return err
		}
		for _, e := range entries {
			results = append(results, e.Day.VN()+" "+short[e.Unit.String()]+": "+e.Body)
		}
		t.Rows = append(t.Rows, []string{c.Name, campaign.Vietnamese(c.Kind.Label()), c.Days.From.VN(), c.Days.To.VN(), campaign.Vietnamese(c.State.Label()), c.Reason, strings.Join(units, "; "), strings.Join(results, " | ")})
		if c.State.Running() {
			p.Todo = append(p.Todo, "Đợt thi đua đang chạy, tổng kết trước "+c.FinalDue.VN()+": "+c.Name)
		}
		body, err := a.Campaign.Paper(ctx, by, c.ID, "docx")
		if absent(err) {
			continue
		} else if err != nil {
			return err
		}
		p.add("phong-trao/"+c.ID.String()+".docx", c.Name, body)
	}
	p.table(t)
	return nil
}

// packAwards adds the commendations of the year.
func (a *App) packAwards(ctx context.Context, _ who.Actor, p *pack, _ map[string]string) error {
	titles, err := a.Catalog.Current(ctx, a.DB)
	if err != nil {
		return err
	}
	y := p.Period.Year()
	list, err := award.Given(ctx, a.DB, p.Bloc.ID, p.Period.To(), civil.Date{Year: y, Month: 1, Day: 1}, civil.Date{Year: y, Month: 12, Day: 31})
	t := packTable{Name: "khen-thuong", Title: "Khen thưởng trong năm", Head: []string{"Đơn vị", "Cá nhân, tập thể", "Chức vụ, bộ phận", "Danh hiệu, hình thức", "Năm thành tích", "Số quyết định", "Ngày", "Người quyết định"}}
	for _, w := range list {
		name := w.Title
		if e, ok := titles.Entry(w.Title); ok {
			name = e.Name
		}
		t.Rows = append(t.Rows, []string{w.UnitName, w.Name, w.Post, name, strconv.Itoa(w.Year), w.Number, w.Day.VN(), w.Decider})
	}
	p.table(t)
	return err
}

// packLists adds what the units registered, as it was sent.
func (a *App) packLists(ctx context.Context, by who.Actor, p *pack, _ map[string]string) error {
	v, err := a.Registration.OpenBloc(ctx, by, p.Bloc.ID, p.Period.Year())
	if err != nil {
		return err
	}
	titles, err := a.Catalog.Current(ctx, a.DB)
	if err != nil {
		return err
	}
	t := packTable{Name: "dang-ky", Title: "Đăng ký danh hiệu thi đua", Head: []string{"Đơn vị", "Tình trạng", "Cá nhân, tập thể", "Chức vụ", "Danh hiệu, hình thức"}}
	for _, x := range v.Views {
		for _, r := range x.Rows {
			name := r.Line.Title
			if e, ok := titles.Entry(name); ok {
				name = e.Name
			}
			t.Rows = append(t.Rows, []string{x.Unit.Short, fault.Text(x.List.State.Label(), nil), r.Line.Name, r.Line.Post, name})
		}
	}
	p.table(t)
	for _, format := range []string{"docx", "xlsx"} {
		f, err := a.Registration.ExportBloc(ctx, by, p.Bloc.ID, p.Period.Year(), format)
		if absent(err) {
			continue
		} else if err != nil {
			return err
		}
		p.add("dang-ky/to-trinh."+format, "Tờ trình, danh sách đăng ký", f.Data)
	}
	return nil
}

// packIssued adds the bloc's own papers of the year: what was issued, and drafts for whoever may
// issue them. Invitations, minutes and notices of conclusions are among them.
func (a *App) packIssued(ctx context.Context, by who.Actor, p *pack, _ map[string]string) error {
	issued, err := document.Issued(ctx, a.DB, p.Bloc.ID, p.Period.Year())
	if err != nil {
		return err
	}
	drafts, err := document.Drafts(ctx, a.DB, p.Bloc.ID)
	if err != nil {
		return err
	}
	t := packTable{Name: "van-ban-di", Title: "Văn bản của Khối", Head: []string{"Số, ký hiệu", "Loại", "Trích yếu", "Ngày", "Tình trạng"}}
	for _, o := range append(issued, drafts...) {
		row := []string{o.Code, o.Kind, o.Subject, o.Day.VN(), fault.Text(o.State.Label(), nil)}
		got := false
		for _, c := range []document.Copy{document.CopyPDF, document.CopyDOCX, document.CopySigned} {
			name, body, err := a.Document.Fetch(ctx, by, o.ID, c)
			if absent(err) || err == nil && len(body) == 0 {
				continue
			} else if err != nil {
				return err
			}
			got = true
			p.add("van-ban-di/"+o.ID.String()+"-"+name, o.Subject, body)
		}
		if got {
			t.Rows = append(t.Rows, row)
			if o.State == document.OutDraft {
				p.Todo = append(p.Todo, "Văn bản còn ở dạng dự thảo: "+o.Subject)
			}
		}
	}
	p.table(t)
	return nil
}

// packTrace adds the whole line of the year: every point with what it comes from and where it goes.
func (a *App) packTrace(ctx context.Context, by who.Actor, p *pack, _ map[string]string) error {
	seeds, err := review.Seeds(ctx, a.DB, p.Bloc, p.Period.Year())
	if err != nil {
		return err
	}
	nodes, err := a.Review.Graph(ctx, by, seeds)
	if err != nil {
		return err
	}
	list := make([]review.Node, 0, len(nodes))
	t := packTable{Name: "duong-di", Title: "Đường đi của số liệu", Head: []string{"Mã tra cứu", "Loại", "Nội dung", "Vì sao có", "Đi đâu"}, Apart: true}
	for _, ref := range slices.Sorted(maps.Keys(nodes)) {
		n := nodes[ref]
		slices.Sort(n.Up)
		slices.Sort(n.Down)
		list = append(list, n)
		t.Rows = append(t.Rows, []string{n.ID, fault.Text(review.KindLabel(n.Kind), nil), n.Title, strings.Join(n.Up, "\n"), strings.Join(n.Down, "\n")})
	}
	body, err := json.MarshalIndent(list, "", " ")
	if err != nil {
		return err
	}
	p.add("json/duong-di-day-du.json", "Đường đi của số liệu, mỗi điểm với dữ kiện của nó", body)
	p.table(t)
	return nil
}

// packOffice adds what the next leader needs to begin: who leads until when, who answers in each
// unit, the last number of each series, the bloc's thresholds.
func (a *App) packOffice(ctx context.Context, _ who.Actor, p *pack, short map[string]string) error {
	t := packTable{Name: "ban-giao", Title: "Bàn giao cho Khối trưởng nhiệm kỳ sau", Head: []string{"Mục", "Nội dung"}}
	add := func(what, text string) { t.Rows = append(t.Rows, []string{what, text}) }
	terms, err := org.Terms(ctx, a.DB, p.Bloc.ID)
	if err != nil {
		return err
	}
	for _, m := range terms {
		until := "nay"
		if !m.To.IsZero() {
			until = m.To.VN()
		}
		add("Nhiệm kỳ Khối trưởng", strings.TrimRight(short[m.Unit.String()]+": "+m.From.VN()+" – "+until+", "+m.Basis, ", "))
	}
	numbers, err := document.Numbers(ctx, a.DB, p.Bloc.ID, p.Period.Year())
	if err != nil {
		return err
	}
	last := map[string]int{}
	for _, n := range numbers {
		last[n.Series] = max(last[n.Series], n.N)
	}
	for _, s := range slices.Sorted(maps.Keys(last)) {
		add("Số văn bản cuối cùng"+strings.TrimRight(" "+s, " "), strconv.Itoa(last[s]))
	}
	set, err := review.SettingOf(ctx, a.DB, p.Bloc.ID)
	if err != nil {
		return err
	}
	add("Ngưỡng rà soát", fmt.Sprintf("dưới %d điểm là yếu; lĩnh vực yếu từ %d đơn vị, hoặc thấp hơn các năm trước %d điểm; gửi báo cáo cho Ban trong %d ngày sau khi hết kỳ", set.Bins[0], set.Units, set.Drop, set.Filing))
	add("Việc còn lại", strconv.Itoa(len(p.Todo)))
	p.table(t)
	return nil
}

// shorts names the units of the workbench by their ids.
func shorts(w *review.Workbench) map[string]string {
	m := map[string]string{id.Unit(0).String(): ""}
	for _, r := range w.Rows {
		m[r.Member.Unit.ID.String()] = r.Member.Unit.Short
	}
	return m
}
