package documentweb

import (
	"net/http"
	"slices"
	"strconv"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/paper"
	"thidua/internal/base/who"
	"thidua/internal/platform/db"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
)

// mayIssue reports whether the reader drafts and issues the documents of b.
func mayIssue(r *web.Request, b org.Bloc) bool {
	return who.Can(r.Actor, who.IssueDocument, who.Object{Bloc: b.ID}) == nil
}

// issuing gives the bloc of the address to whoever issues its documents.
func (h *handler) issuing(r *web.Request) (org.Bloc, error) {
	b, err := bloc(r.Context(), h.s.DB(), r)
	if err != nil {
		return b, err
	}
	return b, who.Can(r.Actor, who.IssueDocument, who.Object{Bloc: b.ID})
}

// own gives the bloc's document of the address, with its bloc, to whoever may see it.
func (h *handler) own(r *web.Request) (o document.Outgoing, b org.Bloc, err error) {
	ident, err := parseID(r.PathValue("id"))
	if err != nil {
		return o, b, err
	}
	if o, err = h.s.Show(r.Context(), r.Actor, ident); err != nil {
		return o, b, err
	}
	b, err = org.BlocOf(r.Context(), h.s.DB(), o.Bloc)
	return o, b, err
}

// ownEdit is own for whoever may issue.
func (h *handler) ownEdit(r *web.Request) (document.Outgoing, org.Bloc, error) {
	o, b, err := h.own(r)
	if err != nil {
		return o, b, err
	}
	return o, b, who.Can(r.Actor, who.IssueDocument, who.Object{Bloc: b.ID})
}

// An entry is one line of the register of what the bloc issued: a number, with its
// document when it has one.
type entry struct {
	Number document.Number
	Doc    document.Outgoing
	Tag    string // colour of the state
	State  string
	Code   string
}

type outPage struct {
	ui.Page
	Bloc   org.Bloc
	Edit   bool
	Drafts []document.Outgoing
	Year   string
	Years  []ui.Option
	List   []entry
	Last   []string // last number of each series
}

var outView = ui.NewView[outPage](files, "outgoing.html")

func (h *handler) outgoing(w http.ResponseWriter, r *web.Request) error {
	ctx, q := r.Context(), h.s.DB()
	b, err := bloc(ctx, q, r)
	if err != nil {
		return err
	}
	p := outPage{Page: ui.NewPage(w, r, "document.out.title|Văn bản của Khối"), Bloc: b, Edit: mayIssue(r, b)}
	if p.Edit {
		if p.Drafts, err = document.Drafts(ctx, q, b.ID); err != nil {
			return err
		}
	}
	years, err := document.OutYears(ctx, q, b.ID)
	if err != nil {
		return err
	}
	year := h.s.Today().Year
	if n, err := strconv.Atoi(r.FormValue("nam")); err == nil && slices.Contains(years, n) {
		year = n
	} else if len(years) > 0 && !slices.Contains(years, year) {
		year = years[0]
	}
	for _, y := range years {
		p.Years = append(p.Years, ui.Option{Value: strconv.Itoa(y), Text: strconv.Itoa(y)})
	}
	p.Year = strconv.Itoa(year)
	p.List, err = register(r, q, b, year)
	if err != nil {
		return err
	}
	return outView.Render(w, r, p)
}

// register joins the numbers of a year with their documents.
func register(r *web.Request, q db.Q, b org.Bloc, year int) ([]entry, error) {
	numbers, err := document.Numbers(r.Context(), q, b.ID, year)
	if err != nil {
		return nil, err
	}
	docs, err := document.Issued(r.Context(), q, b.ID, year)
	if err != nil {
		return nil, err
	}
	byID := map[document.ID]document.Outgoing{}
	for _, d := range docs {
		byID[d.ID] = d
	}
	var list []entry
	for _, n := range numbers {
		e := entry{Number: n, Doc: byID[n.Document], State: n.State.Label(), Tag: "off"}
		e.Code = e.Doc.Code
		if e.Code == "" {
			e.Code = numberText(n)
		} else {
			e.State, e.Tag = e.Doc.State.Label(), tagOf(e.Doc.State)
		}
		list = append(list, e)
	}
	return list, nil
}

// numberText writes a number without a document: "07" or "07 (KH)" in a series of one type.
func numberText(n document.Number) string {
	s := strconv.Itoa(n.N)
	if n.N < 10 {
		s = "0" + s
	}
	if n.Series != "" {
		s += " (" + n.Series + ")"
	}
	return s
}

func tagOf(s document.OutState) string {
	switch s {
	case document.OutDraft:
		return "todo"
	case document.OutIssued:
		return "info"
	case document.OutSigned:
		return "ok"
	}
	return "bad"
}

// A shown block is a paragraph of the text as the page shows it.
type shown struct {
	Kind  string
	Text  string
	Bold  string // begins the paragraph in bold
	Table [][]string
}

// show turns the text of a document into what the page shows.
func show(o document.Outgoing) []shown {
	var list []shown
	for _, b := range o.Blocks() {
		x := shown{Kind: "para", Text: paper.Plain(b.Runs)}
		switch b.Kind {
		case paper.Heading:
			x.Kind = "h" + strconv.Itoa(b.Level)
		case paper.Item:
			x.Kind = "item"
		case paper.Basis:
			x.Kind = "basis"
		case paper.PlainRow:
			x.Kind = "row"
		case paper.Annex:
			x.Kind, x.Text = "annex", b.Name+". "+b.Title
		case paper.TableOf:
			x.Kind = "table"
			for _, r := range append(slices.Clone(b.Table.Header), b.Table.Rows...) {
				var cells []string
				for _, c := range r {
					cells = append(cells, paper.Plain(c.Runs))
				}
				x.Table = append(x.Table, cells)
			}
		case paper.Para:
			if len(b.Runs) > 1 && b.Runs[0].Bold {
				x.Bold, x.Text = b.Runs[0].Text, paper.Plain(b.Runs[1:])
			}
		}
		list = append(list, x)
	}
	return list
}

type outOnePage struct {
	ui.Page
	Bloc       org.Bloc
	Edit       bool
	Doc        document.Outgoing
	Kind       string
	Tag        string
	Symbol     string
	Authority  []string
	Text       []shown
	To, CC     []string
	Blanks     []string
	Annexes    []document.Annex
	AnnexTitle string // as typed
	Near       []document.Neighbour
	Lost       map[document.ID]document.OutState
	Form       linkForm
	Errors     ui.Errors
}

// A linkForm is what is typed to link two documents.
type linkForm struct {
	Relation, Code string
	Relations      []ui.Option
	Action         string
}

var outOneView = ui.NewView[outOnePage](files, "outgoingview.html", "near.html")

func (h *handler) outOne(w http.ResponseWriter, r *web.Request) error {
	o, b, err := h.own(r)
	if err != nil {
		return err
	}
	p, err := h.outOnePage(w, r, o, b)
	if err != nil {
		return err
	}
	return outOneView.Render(w, r, p)
}

func (h *handler) outOnePage(w http.ResponseWriter, r *web.Request, o document.Outgoing, b org.Bloc) (p outOnePage, err error) {
	ctx, q := r.Context(), h.s.DB()
	p = outOnePage{Page: ui.NewPage(w, r, "document.one|{name}", fault.P{"name": o.Name()}), Bloc: b, Edit: mayIssue(r, b), Doc: o, Kind: document.KindName(o.Kind), Tag: tagOf(o.State),
		Authority: o.Authority(b), Text: show(o), To: document.Lines(o.To), CC: document.Lines(o.CC), Form: newLinkForm(r, document.Path(o.ID)+"/lien-ket")}
	if o.State == document.OutDraft {
		p.Blanks = o.Blanks()
	}
	if p.Annexes, err = document.Annexes(ctx, q, o.ID); err != nil {
		return p, err
	}
	s, err := document.SeriesOf(ctx, q, b.ID, h.s.Today().Year)
	if err != nil {
		return p, err
	}
	p.Symbol = s.Symbol(o.Kind, b.PaperSymbol())
	if p.Near, err = document.Neighbours(ctx, q, o.ID); err != nil {
		return p, err
	}
	p.Lost, err = document.Lost(ctx, q, b.ID)
	return p, err
}

func newLinkForm(r *web.Request, action string) linkForm {
	f := linkForm{Action: action, Relation: r.PostFormValue("relation"), Code: r.PostFormValue("code")}
	for _, x := range document.Relations {
		f.Relations = append(f.Relations, ui.Option{Value: string(x), Text: r.T(x.Label())})
	}
	return f
}

// connect links the document source with another one of the register, found by its number.
func (h *handler) connect(r *web.Request, b org.Bloc, source document.ID) error {
	code := r.PostFormValue("code")
	l := document.Link{Source: source, Relation: document.Relation(r.PostFormValue("relation"))}
	if drop := r.PostFormValue("drop"); drop != "" {
		target, err := parseID(drop)
		if err != nil {
			return err
		}
		l.Target = target
		return h.s.InTx(r.Context(), func(tx *db.Tx) error { return h.s.Disconnect(r.Context(), tx, r.Actor, l) })
	}
	found, err := document.ByNumber(r.Context(), h.s.DB(), b.ID, code)
	if err != nil {
		return err
	}
	if len(found) == 0 {
		m, p := "document.link.none|Sổ chưa có văn bản số “{code}”. Kiểm tra lại số, hoặc ghi văn bản đó vào sổ trước.", fault.P{"code": code}
		return fault.New(fault.Invalid, m, p).With("code", m, p)
	}
	l.Target = found[len(found)-1].ID // the newest of those with this number
	return h.s.InTx(r.Context(), func(tx *db.Tx) error { return h.s.Connect(r.Context(), tx, r.Actor, l) })
}

func (h *handler) outLink(w http.ResponseWriter, r *web.Request) error {
	o, b, err := h.ownEdit(r)
	if err != nil {
		return err
	}
	if err = h.connect(r, b, o.ID); err == nil {
		return web.See(w, r, document.Path(o.ID), "document.linked|Đã cập nhật liên kết.")
	}
	list, other := ui.Refused(r, err, "relation", "code")
	if other != nil {
		return other
	}
	p, err2 := h.outOnePage(w, r, o, b)
	if err2 != nil {
		return err2
	}
	p.Errors, p.Error = list, "x"
	return outOneView.RenderStatus(w, r, statusOf(list, err), p)
}

// media gives the content type of a file of a document of the bloc.
func media(c document.Copy) string {
	switch c {
	case document.CopyPDF:
		return "application/pdf"
	case document.CopyDOCX:
		return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	}
	return "application/octet-stream"
}

func (h *handler) outFile(w http.ResponseWriter, r *web.Request) error {
	ident, err := parseID(r.PathValue("id"))
	if err != nil {
		return err
	}
	c := document.Copy(r.PathValue("copy"))
	if c != document.CopyPDF && c != document.CopyDOCX && c != document.CopySigned {
		return fault.New(fault.NotFound, "web.404|Không tìm thấy trang. Kiểm tra lại đường dẫn hoặc tìm kiếm.")
	}
	name, data, err := h.s.Fetch(r.Context(), r.Actor, ident, c)
	if err != nil {
		return err
	}
	o, err := h.s.Show(r.Context(), r.Actor, ident)
	if err != nil {
		return err
	}
	r.Concerns(o.Bloc, 0)
	return web.Download(w, name, media(c), data)
}

// stale reads the version that a form was made from.
func stale(r *web.Request) (int64, error) {
	n, err := id.Parse[document.Document](r.PostFormValue("version"))
	if err != nil {
		return 0, fault.New(fault.Invalid, "doc.stale|Trang này đã cũ. Tải lại trang rồi làm lại.").Because(err)
	}
	return int64(n), nil
}
