package consultationweb

import (
	"net/http"
	"strconv"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/consultation"
	"thidua/internal/year/consultation/wording"
	"thidua/internal/year/report"
)

// remarkView is one remark as listed.
type remarkView struct {
	consultation.Remark
	Unit             string // short name
	Kind, State, Via string // translated
	Tag              string // kind of the state's tag
	Href             string
	Change           []change // what a wording wishes
	Yes, Nay         int
	Mine             bool   // of the reader's unit
	Mark             string // what the reader's unit said of it
	MayMark          bool
	Replies          []remarkView
	Joined           string // number of the remark it was merged into
	Outside          string // says that it never stood at a paragraph of the draft
	Gone             bool   // the quoted words are not in the paragraph any more
	Orphan           bool
	Clean            bool // may be accepted without a look
	Similar          int
}

// change is a step of a proposal for people.
type change struct {
	Title    string
	Segments []wording.Segment
}

type paragraphView struct {
	consultation.Passage
	No      string
	Pieces  []piece
	Remarks []remarkView
	Write   string // address of the form, without the kind
}

type piece struct {
	Text, Href    string
	Chip, Missing bool
}

type tab struct {
	Text, Href string
	Now        bool
}

type textPage struct {
	ui.Page
	scope
	Desk       *consultation.Desk
	No         int
	Open       bool // takes remarks
	Round      consultation.Round
	Shut       civil.Date // when the round was closed
	Returned   string     // why the board returned the report, while the draft is open again
	All, New   int
	Paragraphs []paragraphView
	General    []remarkView // about the whole report
	Orphans    []remarkView
	Tabs       []tab
	Edited     int // paragraphs changed since the newest version
	Compare    string
	Frozen     bool
	MayWrite   bool
}

var textView = ui.NewView[textPage](files, "text.html")

// text shows the draft as it reads now, with what was said at each paragraph.
func (p *pages) text(w http.ResponseWriter, r *web.Request) error {
	s, k, err := p.open(r, false)
	if err != nil {
		return err
	}
	d := textPage{Page: ui.NewPage(w, r, "consult.of|Dự thảo Báo cáo {period}", fault.P{"period": r.Period(s.Period)}), scope: s, Desk: k}
	if k == nil {
		return textView.Render(w, r, d)
	}
	if d.No = k.Newest().No; d.No > 0 {
		d.Title = r.T("draft.title|Dự thảo Báo cáo của Khối (lần {n})", fault.P{"n": d.No})
	}
	if d.Frozen = k.Draft.Frozen != ""; d.Frozen {
		d.Title = r.T("consult.final|Báo cáo của Khối đã thông qua")
	}
	d.Round = k.Last()
	d.Shut = civil.Of(d.Round.Closed)
	if x := k.Returned(); x.ID != 0 {
		d.Returned = x.Reason
	}
	d.Open = k.Round(s.Today).ID != 0 && !d.Frozen
	d.MayWrite = !d.Frozen && (s.Lead || d.Open && s.Own != 0)
	d.All, d.New = len(k.Remarks), len(k.Waiting())
	if err := p.compared(r, &d); err != nil {
		return err
	}
	show := r.URL.Query().Get("loc")
	for _, t := range [][2]string{{"", "consult.tab.all|Tất cả"}, {"moi", "rem.new|Mới"}, {"xong", "consult.tab.done|Đã xử lý"}, {"toi", "consult.tab.mine|Của đơn vị tôi"}} {
		if t[0] == "toi" && s.Own == 0 {
			continue
		}
		x := tab{Text: r.T(t[1]), Href: s.To(""), Now: show == t[0]}
		if t[0] != "" {
			x.Href = s.With("", "loc", t[0])
		}
		d.Tabs = append(d.Tabs, x)
	}
	d.fill(r, show)
	return textView.Render(w, r, d)
}

// compared counts what changed since the newest version and says where to see it.
func (p *pages) compared(r *web.Request, d *textPage) error {
	last := d.Desk.Newest()
	if last.ID == 0 {
		return nil
	}
	v, err := consultation.VersionOf(r.Context(), p.s.DB(), last.ID)
	if err != nil {
		return err
	}
	for _, x := range consultation.CompareVersions(v.Passages, d.Desk.Passages) {
		if x.Change != consultation.Same {
			d.Edited++
		}
	}
	switch {
	case d.Edited > 0:
		d.Compare = d.With("/so-sanh", "tu", strconv.Itoa(last.No), "den", "0")
	case last.No > 1:
		d.Compare = d.With("/so-sanh", "tu", strconv.Itoa(last.No-1), "den", strconv.Itoa(last.No))
	}
	return nil
}

// fill puts the remarks that show lets through to their paragraphs.
func (d *textPage) fill(r *web.Request, show string) {
	at := map[report.ParagraphID]int{}
	sec, n := 0, 0
	for _, x := range d.Desk.Passages {
		if x.Kind == report.Section {
			sec, n = sec+1, 0
		} else {
			n++
		}
		at[x.Para] = len(d.Paragraphs)
		d.Paragraphs = append(d.Paragraphs, paragraphView{Passage: x, No: strconv.Itoa(sec) + "." + strconv.Itoa(n), Pieces: d.pieces(x.Linked), Write: d.With("/viet", "doan", x.Para.String())})
	}
	replies := map[consultation.RemarkID][]remarkView{}
	for _, x := range d.Desk.Remarks {
		if x.Parent != 0 {
			replies[x.Parent] = append(replies[x.Parent], d.view(r, d.Desk, x))
		}
	}
	for _, x := range d.Desk.Remarks {
		waits := x.State == consultation.New
		if x.Parent != 0 || show == "moi" && !waits || show == "xong" && waits || show == "toi" && (x.Unit != d.Own || d.Own == 0) {
			continue
		}
		v := d.view(r, d.Desk, x)
		v.Replies = replies[x.ID]
		i, ok := at[x.Para]
		switch {
		case ok:
			d.Paragraphs[i].Remarks = append(d.Paragraphs[i].Remarks, v)
		case x.Para == 0 && x.Place == "":
			d.General = append(d.General, v)
		default:
			d.Orphans = append(d.Orphans, v)
		}
	}
}

func (d *textPage) pieces(linked string) []piece {
	var list []piece
	for _, x := range d.Desk.Table.Pieces(linked) {
		v := piece{Text: x.Text}
		if f := x.Figure; f != nil {
			v.Chip, v.Missing, v.Href = true, f.Missing, d.figure(f.ID)
		}
		list = append(list, v)
	}
	return list
}

// figure gives the page that explains a figure, to whoever may see it.
func (s scope) figure(ident string) string {
	part := strings.Split(ident, "/")
	switch {
	case len(part) == 5 && part[0] == "value":
		return "/nguon/" + part[1] + "/" + s.Slug + "/" + part[3] + "/" + part[4]
	case len(part) == 4 && part[0] == "total":
		return "/tong-hop/" + s.Slug + "/chi-tieu/" + part[3] + s.Query
	case part[0] == "period":
		return "/tong-hop/" + s.Slug + "/bang" + s.Query
	}
	return ""
}

var tags = map[consultation.State]string{consultation.New: "info", consultation.Accepted: "ok", consultation.Partly: "ok", consultation.Explained: "plain"}

// view makes a remark readable.
func (s scope) view(r *web.Request, k *consultation.Desk, x consultation.Remark) remarkView {
	v := remarkView{Remark: x, Unit: k.Unit(x.Unit), Kind: r.T(x.Kind.Label()), State: r.T(x.State.Label()), Via: r.T(x.Via.Label()), Tag: tags[x.State],
		Href: s.To("/y/" + x.ID.String()), Mine: s.Own != 0 && x.Unit == s.Own, Mark: k.MarkOf(x.ID, s.Own), Orphan: k.Orphan(x) && (x.Para != 0 || x.Place != "")}
	if x.Para == 0 && x.Place != "" {
		v.Outside = r.T("consult.outside|Chỗ này không nằm trong các đoạn của dự thảo.")
	}
	v.Yes, v.Nay = k.Agreeing(x.ID)
	v.MayMark = s.Own != 0 && !v.Mine && x.State == consultation.New && k.Draft.Frozen == "" && x.Parent == 0
	if x.Joined != 0 {
		if o, ok := k.Remark(x.Joined); ok {
			v.Joined = strconv.Itoa(o.No)
		}
	}
	for _, st := range x.Steps {
		v.Change = append(v.Change, s.change(r, k, st))
	}
	if x.Quoted != "" && !v.Orphan {
		_, _, _, found := k.Quote(x)
		v.Gone = !found
	}
	v.Clean = len(x.Steps) > 0 && consultation.Clean(k.Weigh(x))
	v.Similar = len(k.Similar(x))
	return v
}

func (s scope) change(r *web.Request, k *consultation.Desk, st consultation.Step) change {
	switch st.Op {
	case consultation.Add:
		return change{s.behind(r, k, st.After, "consult.op.add.first|Thêm đoạn vào đầu dự thảo", "consult.op.add.after|Thêm đoạn sau “{text}”"), []wording.Segment{{Op: 1, Text: st.Text}}}
	case consultation.Remove:
		return change{r.T("consult.op.remove|Bỏ đoạn"), []wording.Segment{{Op: -1, Text: st.Base}}}
	case consultation.Shift:
		text := ""
		if p, ok := k.Passage(st.Para); ok {
			text = p.Text
		}
		return change{s.behind(r, k, st.After, "consult.op.shift.first|Chuyển đoạn lên đầu dự thảo", "consult.op.shift.after|Chuyển đoạn đến sau “{text}”"), []wording.Segment{{Text: text}}}
	}
	return change{r.T("consult.op.reword|Sửa câu chữ"), wording.Compare(st.Base, st.Text)}
}

// behind says where a paragraph would come to stand.
func (s scope) behind(r *web.Request, k *consultation.Desk, after report.ParagraphID, first, later string) string {
	if after == 0 {
		return r.T(first)
	}
	text := r.T("consult.op.gone|đoạn không còn trong dự thảo")
	if p, ok := k.Passage(after); ok {
		text = clip(p.Text, 80)
	}
	return r.T(later, fault.P{"text": text})
}

// agree marks what the reader's unit thinks of a remark.
func (p *pages) agree(w http.ResponseWriter, r *web.Request) error {
	s, err := p.in(r)
	if err != nil {
		return err
	}
	n, err := id.Parse[consultation.Remark](r.PostFormValue("gop-y"))
	if err != nil {
		return notFound()
	}
	mark := map[string]string{"dong-y": "yes", "khong": "no"}[r.PostFormValue("do")]
	if err := p.s.Agree(r.Context(), r.Actor, s.Place, n, mark); err != nil {
		return err
	}
	return web.See(w, r, s.To("")+"#g-"+n.String(), "consult.marked|Đã ghi ý kiến của đơn vị bạn.")
}
