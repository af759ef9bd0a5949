package documentweb

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
)

func parseID(s string) (document.ID, error) {
	n, err := id.Parse[document.Document](s)
	if err != nil {
		return 0, fault.New(fault.NotFound, "web.404|Không tìm thấy trang. Kiểm tra lại đường dẫn hoặc tìm kiếm.").Because(err)
	}
	return n, nil
}

type listPage struct {
	ui.Page
	Bloc      org.Bloc
	Edit      bool
	Query     string
	Year      string
	Kind      string
	Years     []ui.Option
	Kinds     []ui.Option
	List      []document.Document
	Total     int
	From, To  string
	Issuer    string
	Issuers   []ui.Option
	Standing  string
	Standings []ui.Option
	More      bool // one of the further filters is set

	Any   bool // the register holds something, whatever the filter
	Pager ui.Pager
}

var listView = ui.NewView[listPage](files, "list.html")

func (h *handler) list(w http.ResponseWriter, r *web.Request) error {
	ctx, q := r.Context(), h.s.DB()
	b, err := bloc(ctx, q, r)
	if err != nil {
		return err
	}
	tally, err := document.Counts(ctx, q, b.ID)
	if err != nil {
		return err
	}
	// The page depends on the register, the bloc's row and who asks; see ui.Cache.
	key := "document.list " + b.ID.String() + " " + strconv.FormatInt(tally.Rev, 10) + " " + strconv.FormatInt(b.Version, 10)
	return listView.RenderCached(w, r, h.pages, key, func() (listPage, error) { return h.listPage(w, r, b, tally) })
}

func (h *handler) listPage(w http.ResponseWriter, r *web.Request, b org.Bloc, tally document.Tally) (p listPage, err error) {
	v := r.URL.Query()
	f := document.Filter{Kind: v.Get("loai"), Query: strings.TrimSpace(v.Get("q"))}
	f.Year, _ = strconv.Atoi(v.Get("nam"))
	f.Page, _ = strconv.Atoi(v.Get("trang"))
	f.Page = max(f.Page, 1)
	if len(f.Query) > 400 || document.KindName(f.Kind) == "" {
		f.Query, f.Kind = f.Query[:min(len(f.Query), 400)], ""
	}
	f.From, f.To = filterDay(v.Get("tu")), filterDay(v.Get("den"))
	if s := document.Standing(v.Get("tinh-trang")); slices.Contains(document.Standings, s) {
		f.Standing = s
	}
	issuers, err := document.Issuers(r.Context(), h.s.DB(), b.ID)
	if err != nil {
		return p, err
	}
	if k := v.Get("co-quan"); slices.ContainsFunc(issuers, func(i document.Issuer) bool { return i.Key == k }) {
		f.Issuer = k
	}
	p = listPage{Page: ui.NewPage(w, r, "document.title|Văn bản chỉ đạo"), Bloc: b, Edit: mayEdit(r, b), Query: f.Query, Kind: f.Kind, Kinds: kindOptions(), Any: tally.Total > 0}
	p.From, p.To, p.Issuer, p.Standing = f.From.VN(), f.To.VN(), f.Issuer, string(f.Standing)
	p.More = !f.From.IsZero() || !f.To.IsZero() || f.Issuer != "" || f.Standing != ""
	for _, i := range issuers {
		p.Issuers = append(p.Issuers, ui.Option{Value: i.Key, Text: i.Name})
	}
	for _, s := range document.Standings {
		p.Standings = append(p.Standings, ui.Option{Value: string(s), Text: r.T(s.Label())})
	}
	for _, c := range tally.Years {
		if c.Year > 0 {
			y := strconv.Itoa(c.Year)
			p.Years = append(p.Years, ui.Option{Value: y, Text: y})
		}
	}
	if f.Year > 0 {
		p.Year = strconv.Itoa(f.Year)
	}
	if p.List, p.Total, err = document.List(r.Context(), h.s.DB(), b.ID, f); err != nil {
		return p, err
	}
	p.Pager = ui.Pager{Page: f.Page, Pages: (p.Total + document.PageSize - 1) / document.PageSize, Total: p.Total, Base: base(v)}
	return p, nil
}

// filterDay reads a day of the filter; what is none narrows nothing.
func filterDay(s string) civil.Date {
	d, err := civil.ParseVN(s)
	if err != nil {
		return civil.Date{}
	}
	return d
}

// base gives the address of the list with its filter, ready for the page number.
func base(v url.Values) string {
	keep := url.Values{}
	for _, k := range []string{"khoi", "loai", "nam", "q", "tu", "den", "co-quan", "tinh-trang"} {
		if s := v.Get(k); s != "" {
			keep.Set(k, s)
		}
	}
	if len(keep) == 0 {
		return "/van-ban?trang="
	}
	return "/van-ban?" + keep.Encode() + "&trang="
}

type viewPage struct {
	ui.Page
	Bloc    org.Bloc
	Edit    bool
	Doc     document.Document
	Kind    string
	Clauses []document.Clause
	Same    []document.Document
	Near    []document.Neighbour
	Lost    map[document.ID]document.OutState
	Form    linkForm
	Errors  ui.Errors
}

var viewView = ui.NewView[viewPage](files, "view.html", "near.html")

func (h *handler) view(w http.ResponseWriter, r *web.Request) error {
	d, b, err := h.one(r)
	if err != nil {
		return err
	}
	if _, err := document.OutgoingOf(r.Context(), h.s.DB(), d.ID); err == nil { // the bloc's own have a page of their own
		http.Redirect(w, r.Request, document.Path(d.ID), http.StatusSeeOther)
		return nil
	} else if !fault.Is(err, fault.NotFound) {
		return err
	}
	p, err := h.viewPage(w, r, d, b)
	if err != nil {
		return err
	}
	return viewView.Render(w, r, p)
}

func (h *handler) viewPage(w http.ResponseWriter, r *web.Request, d document.Document, b org.Bloc) (p viewPage, err error) {
	ctx, q := r.Context(), h.s.DB()
	p = viewPage{Page: ui.NewPage(w, r, "document.one|{name}", fault.P{"name": d.Name()}), Bloc: b, Edit: mayEdit(r, b), Doc: d, Kind: document.KindName(d.Kind),
		Form: newLinkForm(r, "/van-ban/"+d.ID.String()+"/lien-ket")}
	if p.Clauses, err = document.Clauses(ctx, q, d.ID); err != nil {
		return p, err
	}
	if p.Same, err = document.Same(ctx, q, d); err != nil {
		return p, err
	}
	if p.Near, err = document.Neighbours(ctx, q, d.ID); err != nil {
		return p, err
	}
	p.Lost, err = document.Lost(ctx, q, b.ID)
	return p, err
}

func (h *handler) download(w http.ResponseWriter, r *web.Request) error {
	ident, err := parseID(r.PathValue("id"))
	if err != nil {
		return err
	}
	d, data, err := h.s.File(r.Context(), r.Actor, ident)
	if err != nil {
		return err
	}
	r.Concerns(d.Bloc, 0)
	return web.Download(w, d.FileName, "application/octet-stream", data)
}
