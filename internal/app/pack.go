package app

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strings"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/web"
	"thidua/internal/platform/xlsx"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
	"thidua/internal/year/progress"
	"thidua/internal/year/report"
	"thidua/internal/year/review"
)

//go:embed pack/index.html
var packFiles embed.FS

// A packFile is one file of a package, with its hash as it is listed.
type packFile struct {
	Name, What, Sum string
	Size            int
	body            []byte
}

// A packTable is one table of a package: as CSV, as JSON and in index.html.
type packTable struct {
	Name, Title string
	Head        []string
	Rows        [][]string
	Apart       bool // too long for index.html: only as CSV and JSON
	Drawn       bool // index.html draws it itself
}

// A pack (gói của kỳ) is the whole period of a bloc as files that need no program: what the
// archive keeps and what the next leader is handed.
type pack struct {
	Bloc   org.Bloc
	Period civil.Period
	Note   string
	Lead   string
	Made   civil.Date
	Files  []packFile
	Tables []packTable
	Todo   []string // what the next leader takes over, in words
	Fields []string // of the heat map, in the order of its columns
	Heat   []packRow
	Median []string
	Charts []packChart
	Rules  string // what the marks of the heat map mean
	units  []id.Unit
	have   map[string]bool // attachments that are in, by folder and hash
}

func (p *pack) add(name, what string, body []byte) {
	s := sha256.Sum256(body)
	p.Files = append(p.Files, packFile{Name: name, What: what, Sum: hex.EncodeToString(s[:]), Size: len(body), body: body})
}

// Package writes the ZIP of a period for the bloc's leader and the board. The same data give
// the same bytes.
func (a *App) Package(ctx context.Context, by who.Actor, b org.Bloc, period civil.Period) (_ []byte, err error) {
	defer fault.Wrap(&err, "app.Package(%s, %s)", b.Code, period)
	w, err := a.Review.Bench(ctx, by, b.ID, period)
	if err != nil {
		return nil, err
	}
	if !w.Lead && !by.Has(who.Board, 0) && !by.System {
		return nil, fault.New(fault.Denied, "review.digest|Chỉ Khối trưởng và Ban Thi đua - Khen thưởng tỉnh xem trang này.")
	}
	p := &pack{Bloc: b, Period: period, Made: a.Review.Today()}
	if pl, err := plan.Of(ctx, a.DB, b.ID, period.Year()); err == nil {
		p.Note = pl.Note
	}
	if err := a.packPapers(ctx, by, p); err != nil {
		return nil, err
	}
	if err := a.packTables(ctx, by, p, w); err != nil {
		return nil, err
	}
	if err := a.packRest(ctx, by, p, shorts(w)); err != nil {
		return nil, err
	}
	if err := a.packAttached(ctx, p); err != nil {
		return nil, err
	}
	for _, t := range p.Tables {
		body, err := t.csv()
		if err != nil {
			return nil, err
		}
		p.add("csv/"+t.Name+".csv", t.Title, body)
		if body, err = t.json(); err != nil {
			return nil, err
		}
		p.add("json/"+t.Name+".json", t.Title, body)
	}
	return p.zip()
}

// packPapers adds the report, the consolidated table, the review, the page of the bloc and the plan.
func (a *App) packPapers(ctx context.Context, by who.Actor, p *pack) error {
	for _, f := range []struct {
		format report.Format
		name   string
		what   string
	}{{report.DOCX, "bao-cao/bao-cao.docx", "Báo cáo của Khối (Word)"}, {report.PDF, "bao-cao/bao-cao.pdf", "Báo cáo của Khối (PDF)"}, {report.XLSX, "bao-cao/bang-tong-hop.xlsx", "Bảng tổng hợp chỉ tiêu (Excel)"}, {report.JSON, "bao-cao/bang-tong-hop.json", "Bảng tổng hợp chỉ tiêu (JSON)"}} {
		body, err := a.Report.Export(ctx, by, p.Bloc, p.Period, report.Options{Format: f.format})
		if err != nil {
			return err
		}
		p.add(f.name, f.what, body)
	}
	for _, f := range []report.Format{report.XLSX, report.DOCX, report.PDF} {
		body, err := a.Review.Export(ctx, by, p.Bloc.ID, p.Period, f)
		if err != nil {
			return err
		}
		p.add("ra-soat/ra-soat."+string(f), "Rà soát tiến độ, lĩnh vực yếu, nhiệm vụ cấp bách", body)
	}
	for _, f := range []report.Format{report.DOCX, report.PDF} {
		body, err := a.Review.ExportDigest(ctx, by, p.Bloc.ID, p.Period, f)
		if err != nil {
			return err
		}
		p.add("ra-soat/mot-trang."+string(f), "Một trang tóm tắt của Khối", body)
	}
	book, err := a.Plan.ExportBook(ctx, by, p.Bloc.ID, p.Period.Year())
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := xlsx.Write(&out, book); err != nil {
		return err
	}
	p.add("ke-hoach/ke-hoach.xlsx", "Kế hoạch năm: nội dung, chỉ tiêu, biện pháp, nhiệm vụ (Excel, nhập lại được)", out.Bytes())
	return nil
}

func number(v *figure.Value) string {
	if v == nil {
		return ""
	}
	return v.VN()
}

// packTables adds the tables: units, targets with their pace and source, tasks, urgent
// tasks, adjustments, recommendations; and what is still to do.
func (a *App) packTables(ctx context.Context, by who.Actor, p *pack, w *review.Workbench) error {
	short := map[string]string{}
	units := packTable{Name: "don-vi", Title: "Đơn vị và tình hình gửi báo cáo", Head: []string{"Mã", "Đơn vị", "Khối trưởng", "Đã gửi", "Muộn (ngày)", "Điểm so với tiến độ"}}
	row, err := progress.PeriodOf(ctx, a.DB, p.Bloc.ID, p.Period)
	if err != nil {
		return err
	}
	subs, err := progress.Submissions(ctx, a.DB, row.ID)
	if err != nil {
		return err
	}
	for _, r := range w.Rows {
		u, lead, sent := r.Member.Unit, "", "chưa"
		short[u.ID.String()] = u.Short
		if r.Member.Lead {
			lead, p.Lead = "x", u.Name
		}
		if subs[u.ID].Sent() {
			sent = "rồi"
		} else {
			p.Todo = append(p.Todo, "Chưa gửi báo cáo: "+u.Short)
		}
		units.Rows = append(units.Rows, []string{u.Code, u.Name, lead, sent, fmt.Sprint(row.Late(subs[u.ID], w.Today)), points(r.Mean)})
		p.units = append(p.units, u.ID)
	}
	lines, err := a.lines(ctx, p, w, row.ID, short)
	if err != nil {
		return err
	}
	tasks, err := plan.TasksOf(ctx, a.DB, p.Bloc.ID, p.Period.Year(), 0)
	if err != nil {
		return err
	}
	urgent, err := review.UrgentIn(ctx, a.DB, p.Bloc.ID, p.Period.Year())
	if err != nil {
		return err
	}
	list := packTable{Name: "nhiem-vu", Title: "Nhiệm vụ được giao", Head: []string{"Số", "Nhiệm vụ", "Đơn vị", "Chức vụ chịu trách nhiệm", "Người giao", "Hạn", "Tình trạng", "Cấp bách", "Minh chứng"}}
	for _, t := range tasks {
		st, hot := fault.Text(t.Stand(w.Today).Label(), nil), ""
		if slices.ContainsFunc(urgent, func(u review.UrgentTask) bool { return u.Task.ID == t.ID }) {
			hot = "x"
		}
		if t.State != plan.TaskDone {
			p.Todo = append(p.Todo, fmt.Sprintf("Nhiệm vụ (%s): %s – %s, hạn %s", strings.ToLower(st), t.Text, short[t.Unit.String()], t.Due.VN()))
		}
		list.Rows = append(list.Rows, []string{t.Code, t.Text, short[t.Unit.String()], t.Head, t.Assigner, t.Due.VN(), st, hot, t.Evidence})
	}
	adjusts, err := a.packAdjusts(ctx, p, short)
	if err != nil {
		return err
	}
	recs := packTable{Name: "kien-nghi", Title: "Kiến nghị và trả lời", Head: []string{"Đơn vị", "Kiến nghị", "Ai trả lời", "Hạn trả lời", "Tình trạng", "Trả lời"}}
	said, err := progress.AllRecommendations(ctx, a.DB, row.ID)
	if err != nil {
		return err
	}
	for _, r := range said {
		recs.Rows = append(recs.Rows, []string{short[r.Unit.String()], r.Body, r.Addressee, r.Due.VN(), fault.Text(r.State.Label(), nil), r.Answer})
		if r.State == progress.Unanswered {
			p.Todo = append(p.Todo, "Kiến nghị chưa trả lời ("+short[r.Unit.String()]+"): "+r.Body)
		}
	}
	p.Tables = []packTable{units}
	p.Rules = w.Rules()
	p.packHeat(w)
	p.Tables = append(p.Tables, lines, list, adjusts, recs)
	return nil
}

func (a *App) packAdjusts(ctx context.Context, p *pack, short map[string]string) (t packTable, err error) {
	t = packTable{Name: "dieu-chinh", Title: "Điều chỉnh chỉ tiêu", Head: []string{"Đơn vị", "Chỉ tiêu", "Kế hoạch cũ", "Kế hoạch mới", "Lý do", "Tình trạng", "Người duyệt"}}
	pl, err := plan.Of(ctx, a.DB, p.Bloc.ID, p.Period.Year())
	if err != nil {
		return t, err
	}
	list, err := review.Adjustments(ctx, a.DB, pl.ID)
	for _, x := range list {
		target, err := plan.TargetOf(ctx, a.DB, x.Target)
		if err != nil {
			return t, err
		}
		t.Rows = append(t.Rows, []string{short[x.Unit.String()], target.Code + " " + target.Name, x.Old.VN(), x.New.VN(), x.Reason, fault.Text(x.State.Label(), nil), x.DecidedBy})
		if x.State == review.Proposed {
			p.Todo = append(p.Todo, "Đề nghị điều chỉnh chờ duyệt: "+target.Code+", "+short[x.Unit.String()])
		}
	}
	return t, err
}

// packAttached adds the files of guiding documents and the evidence of tasks.
func (a *App) packAttached(ctx context.Context, p *pack) error {
	for page := 1; ; page++ {
		docs, _, err := document.List(ctx, a.DB, p.Bloc.ID, document.Filter{Page: page})
		if err != nil {
			return err
		}
		for _, d := range docs {
			if err := a.packFile(ctx, p, "van-ban/", d.Name(), d.FileName, d.File); err != nil {
				return err
			}
		}
		if len(docs) < document.PageSize {
			break
		}
	}
	tasks, err := plan.TasksOf(ctx, a.DB, p.Bloc.ID, p.Period.Year(), 0)
	for _, t := range tasks {
		if err := a.packFile(ctx, p, "minh-chung/", "Minh chứng nhiệm vụ "+t.Code, t.EvidenceName, t.EvidenceFile); err != nil {
			return err
		}
	}
	return err
}

// csv writes the table for Excel: UTF-8 with its mark; a text that a spreadsheet would take
// for a formula is kept a text.
func (t packTable) csv() ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	for _, r := range append([][]string{t.Head}, t.Rows...) {
		safe := slices.Clone(r)
		for i, s := range safe {
			if s != "" && strings.ContainsRune("=+@\t\r", rune(s[0])) || strings.HasPrefix(s, "-") && strings.ContainsFunc(s[1:], func(c rune) bool { return !strings.ContainsRune("0123456789.,", c) }) {
				safe[i] = "'" + s
			}
		}
		if err := w.Write(safe); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

func (t packTable) json() ([]byte, error) {
	return json.MarshalIndent(map[string]any{"title": t.Title, "columns": t.Head, "rows": t.Rows}, "", " ")
}

var packView = template.Must(template.ParseFS(packFiles, "pack/index.html"))

// zip writes the files, the page that leads to them and the list of hashes.
func (p *pack) zip() ([]byte, error) {
	slices.SortFunc(p.Files, func(a, b packFile) int { return strings.Compare(a.Name, b.Name) })
	var page bytes.Buffer
	if err := packView.Execute(&page, p); err != nil {
		return nil, err
	}
	p.add("index.html", "Trang mở đầu", page.Bytes())
	var sums strings.Builder
	for _, f := range p.Files {
		fmt.Fprintf(&sums, "%s  %s\n", f.Sum, f.Name)
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	day := p.Made.Time().Add(12 * time.Hour)
	for _, f := range append(p.Files, packFile{Name: "SHA256SUMS", body: []byte(sums.String())}) {
		w, err := z.CreateHeader(&zip.FileHeader{Name: f.Name, Method: zip.Deflate, Modified: day})
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(f.body); err != nil {
			return nil, err
		}
	}
	err := z.Close()
	return out.Bytes(), err
}

// packPage gives the package over the web.
func (a *App) packPage(w http.ResponseWriter, r *web.Request) error {
	period, err := civil.PeriodOfSlug(r.PathValue("period"))
	if err != nil {
		return fault.New(fault.NotFound, "web.404|Không tìm thấy trang. Kiểm tra lại đường dẫn hoặc tìm kiếm.")
	}
	b, err := org.BlocFor(r.Context(), a.DB, r.Actor, r.URL.Query().Get("khoi"))
	if err != nil {
		return err
	}
	body, err := a.Package(r.Context(), r.Actor, b, period)
	if err != nil {
		return err
	}
	r.Concerns(b.ID, 0)
	return web.Download(w, "goi-"+b.Code+"-"+period.Slug()+".zip", "application/zip", body)
}

// packageCommand writes the package of a period to a file.
func packageCommand(ctx context.Context, c console, args []string) (err error) {
	f := newFlags("package")
	bloc, period, out := f.String("bloc", "", ""), f.String("period", "", ""), f.String("out", "", "")
	if err := f.parse(args); err != nil {
		return err
	}
	p, err := civil.ParsePeriod(*period)
	if err != nil || *bloc == "" || *out == "" || len(f.files) > 0 {
		return badCall("Cần --bloc MÃ, --period KỲ và --out TỆP.zip.")
	}
	if err := f.haveData(); err != nil {
		return err
	}
	a, err := f.open(ctx, c)
	if err != nil {
		return err
	}
	defer a.Close()
	b, err := org.BlocByCode(ctx, a.DB, *bloc)
	if err != nil {
		return err
	}
	body, err := a.Package(ctx, operator, b, p)
	if err != nil {
		return err
	}
	if err := writeFile(*out, body); err != nil {
		return err
	}
	c.say("Đã ghi %s (%d KB).", *out, len(body)>>10)
	return nil
}
