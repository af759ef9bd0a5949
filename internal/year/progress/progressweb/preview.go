package progressweb

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/base/who"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/plan"
	"thidua/internal/year/progress"
)

func figureInt(n int) string { return strconv.Itoa(n) }

// A previewRow is one line of the preview.
type previewRow struct {
	progress.Row
	Code, Name, Measure string
	Unit                string // unit of measure behind a figure
	Now, File           string // what stands there, what the file says
	Label               string // the row's label in the file when it differs
	Result, Kind        string // words and kind of the tag
	Why                 string
	Options             []ui.Option
	Choice              string
	Error               string
	Warnings            []string
	Asks                bool
}

type previewPage struct {
	head
	Errors    ui.Errors
	Import    *progress.Import
	Preview   progress.Preview
	Questions []previewRow
	Writes    []previewRow
	Same      []previewRow
	Missing   []previewRow
	Closed    []previewRow
	Unknown   []unknownRow
	Skipped   []progress.UnknownRow
	Texts     []previewText
	Read      int
	Legacy    string
	Pending   bool
	Written   bool
	When      string
	Old       string // what differs between a packet and what is stored, "" when nothing does
	Packet    string // code and version of the packet, "" for any other file
	Carried   bool   // the reader carries the packet for another unit
	Nothing   bool   // the packet says what stands here already
	SignedAt  string // where to record the signature under what was written, "" when it is not for the reader
	matches   []ui.Option
}

type unknownRow struct {
	progress.UnknownRow
	Name   string // of the select
	Value  string
	Reason string
}

type previewText struct {
	progress.PreviewText
	Label      string
	Paragraphs []string
	Current    string
}

var previewView = ui.NewView[previewPage](files, "preview.html")

func (p *pages) preview(w http.ResponseWriter, r *web.Request) error {
	s, err := p.in(r)
	if err != nil {
		return err
	}
	i, err := importID(r)
	if err != nil {
		return err
	}
	l, err := p.s.Look(r.Context(), r.Actor, s.place(), i)
	if err != nil {
		return err
	}
	return previewView.Render(w, r, p.previewPage(w, r, s, l))
}

func (p *pages) previewPage(w http.ResponseWriter, r *web.Request, s scope, l *progress.Look) previewPage {
	m := l.Import
	g := previewPage{head: p.headOf(w, r, s, l.Form, "imp.title|Xem trước: {file}", fault.P{"file": m.File}), Import: m, Preview: l.Preview, Legacy: m.Found.Legacy, Skipped: l.Preview.Skipped,
		Pending: m.State == progress.Pending, Written: m.State == progress.Written}
	if !m.WrittenAt.IsZero() {
		g.When = m.WrittenAt.Format("15:04 02/01/2006")
	}
	if k := m.Packet; k != nil {
		g.Packet = r.T("pack.of|Gói {code}, phiên bản {n}, phát ngày {date}", fault.P{"code": k.Code, "n": k.Serial, "date": k.Made})
		g.Carried = who.Can(r.Actor, who.FillFigures, l.Form.Object()) != nil
		if n := l.Preview.Differences(m); n > 0 || k.Serial < k.Latest {
			g.Old = r.T("pack.old|Gói của phiên bản cũ. Khác {n} chỉ tiêu, xem trước khi ghi.", fault.P{"n": n})
		}
		if l.Preview.Lock != nil {
			g.Lock, g.Who = r.T(l.Preview.Lock.Why, l.Preview.Lock.Args), r.T(l.Preview.Lock.Who)
		} else {
			g.Lock, g.Who = "", ""
		}
	}
	for _, x := range l.Preview.Rows {
		row := previewRowOf(r, x)
		if g.Carried { // what the packet does not hold is the unit's own to write
			row.Options = slices.DeleteFunc(row.Options, func(o ui.Option) bool { return o.Value == "other" })
		}
		if x.State != progress.Absent {
			g.Read++
		}
		switch {
		case x.State == progress.Closed:
			g.Closed = append(g.Closed, row)
		case row.Asks:
			g.Questions = append(g.Questions, row)
		case x.State == progress.Absent:
			g.Missing = append(g.Missing, row)
		case x.State == progress.Unchanged:
			g.Same = append(g.Same, row)
		default:
			g.Writes = append(g.Writes, row)
		}
		if row.Error != "" {
			g.Errors.Add("other."+row.Code, row.Name+": "+row.Error)
			g.Error = "x"
		}
	}
	g.matches = []ui.Option{{Value: "-", Text: r.T("imp.skip|Bỏ qua")}}
	for _, c := range l.Form.Cells {
		g.matches = append(g.matches, ui.Option{Value: c.Code, Text: c.Code + " " + c.Name})
	}
	for _, u := range l.Preview.Unknown {
		x := unknownRow{UnknownRow: u, Name: "ghep." + u.Place, Value: u.Match}
		if u.Known && u.Match == "" {
			x.Value = "-"
		}
		if u.Why != "" {
			x.Reason = r.T(u.Why)
		}
		g.Unknown = append(g.Unknown, x)
	}
	for _, t := range l.Preview.Texts {
		g.Texts = append(g.Texts, previewText{PreviewText: t, Label: r.T(t.Heading.Label()), Paragraphs: strings.Split(t.Body, "\n"), Current: t.Current.Body})
	}
	differs := slices.ContainsFunc(g.Texts, func(t previewText) bool { return !t.Same })
	g.Nothing = g.Packet != "" && g.Read > 0 && len(g.Writes)+len(g.Questions)+len(g.Closed) == 0 && !differs
	if g.Carried && g.Written && l.Form.Submission.State.Editable() {
		g.SignedAt = "/da-ky/" + l.Form.Unit.Code + "?" + url.Values{"ky": {s.Period.Slug()}, "khoi": {s.Bloc.Code}}.Encode()
	}
	return g
}

func previewRowOf(r *web.Request, x progress.Row) previewRow {
	c := x.Cell
	row := previewRow{Row: x, Code: c.Code, Name: c.Name, Measure: c.Measure, Unit: unitText(c), Now: show(r, c.Kind, c.Value.Value), File: show(r, c.Kind, x.Value), Choice: x.Chosen}
	if c.Value.Withheld {
		row.Now = r.T("cell.withheld|Không truyền")
	}
	if x.Finding.Why != "" {
		row.Why = r.T(x.Finding.Why, x.Finding.Args)
	}
	if x.Finding.Label != "" && x.Finding.Level < 3 {
		row.Label = x.Finding.Label
	}
	row.Asks = len(x.Candidates) > 0 || string(x.Finding.Action) == "ask"
	if x.Error != "" {
		row.Error = r.T(x.Error, x.Args)
	}
	for _, i := range x.Issues {
		row.Warnings = append(row.Warnings, r.T(i.Msg, i.Args))
	}
	for _, k := range x.Candidates {
		o := ui.Option{Value: k.Key, Text: show(r, c.Kind, k.Value) + " " + unitText(c)}
		if k.At != "" {
			o.Hint = r.T("imp.at|ô {at}: “{raw}”", fault.P{"at": k.At, "raw": k.Raw})
		}
		if k.Why != "" {
			o.Hint = strings.TrimSpace(o.Hint + " " + r.T(k.Why, k.Args))
		}
		row.Options = append(row.Options, o)
	}
	row.Options = append(row.Options, ui.Option{Value: "other", Text: r.T("imp.other|Số khác")}, ui.Option{Value: "none", Text: r.T("imp.leave|Để như hiện có")})
	switch {
	case x.State == progress.WillWrite:
		row.Kind, row.Result = "ok", r.T("imp.willwrite|Sẽ ghi")
	case x.State == progress.Unchanged:
		row.Kind, row.Result = "plain", r.T("imp.nochange|Không đổi")
	case x.State == progress.Closed && c.Value.Withheld:
		row.Kind, row.Result = "off", r.T("imp.withheld|Bỏ qua: ô ghi “Không truyền”")
	case x.State == progress.Closed:
		row.Kind, row.Result = "off", r.T("imp.closed|Bỏ qua: đã khóa")
	case x.State == progress.Skipped:
		row.Kind, row.Result = "plain", r.T("imp.skipped|Để như hiện có")
	case x.State == progress.Absent:
		row.Kind, row.Result = "off", r.T("imp.missing|Tệp không có số")
	default:
		row.Kind, row.Result = "warn", r.T("imp.ask|Cần trả lời")
	}
	return row
}

func unitText(c progress.Cell) string {
	if c.Kind == plan.YesNo {
		return ""
	}
	return c.Measure
}

// answersOf reads the decisions of the preview form.
func answersOf(r *web.Request, l *progress.Look) progress.Answers {
	a := progress.Answers{Values: map[string]*figure.Value{}, Typed: map[string]string{}, Match: map[string]string{}, Texts: map[progress.Heading]bool{}, Skip: map[string]bool{}}
	for _, x := range l.Preview.Rows {
		code := x.Cell.Code
		other := strings.TrimSpace(r.PostFormValue("other." + code))
		switch chosen := r.PostFormValue("chon." + code); {
		case chosen == "none":
			a.Values[code] = nil
		case chosen == "other" || chosen == "" && other != "":
			a.Typed[code] = other
		case chosen != "":
			for _, k := range x.Candidates {
				if k.Key == chosen {
					a.Values[code] = k.Value
				}
			}
		}
		if r.PostFormValue("bo."+code) != "" {
			a.Skip[code] = true
		}
	}
	for _, u := range l.Preview.Unknown {
		switch v := r.PostFormValue("ghep." + u.Place); v {
		case "":
		case "-":
			a.Match[u.Place] = ""
		default:
			a.Match[u.Place] = v
		}
	}
	for _, t := range l.Preview.Texts {
		a.Texts[t.Heading] = r.PostFormValue("loi."+string(t.Heading)) != ""
	}
	return a
}

// previewDo rechecks, writes, drops or takes back an import.
func (p *pages) previewDo(w http.ResponseWriter, r *web.Request) error {
	s, err := p.in(r)
	if err != nil {
		return err
	}
	i, err := importID(r)
	if err != nil {
		return err
	}
	here := s.To("/xem-truoc/" + i.String())
	ctx := r.Context()
	switch r.PostFormValue("viec") {
	case "huy":
		if err := p.s.Cancel(ctx, r.Actor, s.place(), i); err != nil {
			return err
		}
		return web.See(w, r, s.To(""), "imp.dropped|Đã hủy. Không ghi gì.")
	case "hoan-tac":
		kept, err := p.s.Undo(ctx, r.Actor, s.place(), i)
		if err != nil {
			return err
		}
		if len(kept) > 0 {
			return web.See(w, r, here, "imp.undone.some|Đã hoàn tác. Giữ nguyên {n} chỗ đã sửa sau khi nhập: {list}.", fault.P{"n": len(kept), "list": strings.Join(kept, ", ")})
		}
		return web.See(w, r, here, "imp.undone.all|Đã hoàn tác lần nhập này.")
	}
	l, err := p.s.Look(ctx, r.Actor, s.place(), i)
	if err != nil {
		return err
	}
	a := answersOf(r, l)
	if r.PostFormValue("viec") != "ghi" {
		if err := p.s.Decide(ctx, r.Actor, s.place(), i, a); err != nil {
			return err
		}
		return web.See(w, r, here+"#tra-loi", "")
	}
	l.Import.Answers = a
	check := progress.PreviewOf(l.Form, l.Import, l.Preview.Lock)
	for _, x := range check.Rows {
		if x.Error != "" { // what was typed cannot be read: nothing is written yet
			l.Preview = check
			return previewView.RenderStatus(w, r, http.StatusUnprocessableEntity, p.previewPage(w, r, s, l))
		}
	}
	done, err := p.s.Commit(ctx, r.Actor, s.place(), i, &a)
	if err != nil {
		return err
	}
	if open := done.Preview.Open(); len(open) > 0 {
		return web.See(w, r, here, "imp.done.open|Đã ghi {n} chỗ. Còn {m} câu hỏi chưa trả lời, để trống: {list}.", fault.P{"n": done.Import.Written, "m": len(open), "list": strings.Join(open, ", ")})
	}
	return web.See(w, r, here, "imp.done|Đã ghi {n} chỗ.", fault.P{"n": done.Import.Written})
}

// Self gives the address of the preview.
func (g previewPage) Self() string { return g.To("/xem-truoc/" + g.Import.ID.String()) }

// Matches gives the choices for a row that was not recognised.
func (g previewPage) Matches() []ui.Option { return g.matches }

// Skipped reports whether the reader chose not to write the row.
func (x previewRow) Skipped() bool { return x.State == progress.Skipped }

// FileParts gives the name of the file in pieces, between which a line may break.
func (g previewPage) FileParts() []string { return pieces(g.Import.File) }

// pieces cuts a long word so that narrow screens may break it: behind signs, and every
// eight letters where there are none.
func pieces(s string) []string {
	var list []string
	n := 0
	start := 0
	for i, r := range s {
		if n++; n >= 8 || strings.ContainsRune("_-.,()", r) {
			end := i + len(string(r))
			list = append(list, s[start:end])
			start, n = end, 0
		}
	}
	return append(list, s[start:])
}
