package portalweb

import (
	"net/http"
	"net/url"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
	"thidua/internal/year/portal"
)

func urlQuery(s string) string { return url.QueryEscape(s) }

// A listed document stands in the public register with the name of its type.
type listed struct {
	document.Document
	KindName string
}

type documentsPage struct {
	ui.Page
	Meta  meta
	Query string
	Year  string
	Years []ui.Option
	Kind  string
	Kinds []ui.Option
	Docs  []listed
	Total int
	Any   bool
	Pager ui.Pager
}

var documentsView = ui.NewView[documentsPage](files, "documents.html", "parts.html")

// documents is the register as far as it is public, with search.
func (h *handler) documents(w http.ResponseWriter, r *web.Request) error {
	v := r.URL.Query()
	p := documentsPage{Page: ui.NewPage(w, r, "portal.documents|Văn bản"), Query: strings.TrimSpace(v.Get("q")), Year: v.Get("nam"), Kind: v.Get("loai")}
	p.Query = p.Query[:min(len(p.Query), 200)]
	page := pageNumber(r)
	f, err := portal.PublicDocuments(r.Context(), h.s.DB, portal.Lookup{Query: p.Query, Year: p.Year, Kind: p.Kind, Page: page})
	if err != nil {
		return err
	}
	for _, y := range f.Years {
		p.Years = append(p.Years, ui.Option{Value: y, Text: y})
	}
	for _, k := range f.Kinds {
		p.Kinds = append(p.Kinds, ui.Option{Value: k, Text: document.KindName(k)})
	}
	for _, d := range f.Docs {
		p.Docs = append(p.Docs, listed{d, document.KindName(d.Kind)})
	}
	p.Total, p.Any = f.Total, len(f.Years) > 0 || f.Total > 0
	p.Pager = ui.Pager{Page: page, Pages: (p.Total + document.PageSize - 1) / document.PageSize, Total: p.Total, Base: "/cong-khai/van-ban?q=" + urlQuery(p.Query) + "&nam=" + urlQuery(p.Year) + "&loai=" + urlQuery(p.Kind) + "&trang="}
	p.Meta = meta{Site: h.s.Site, URL: "/cong-khai/van-ban", Title: p.Title, Kind: "website"}
	return documentsView.Render(w, r, p)
}

type documentPage struct {
	ui.Page
	Meta meta
	Doc  document.Document
	Kind string
	News []card
}

var documentView = ui.NewView[documentPage](files, "document.html", "parts.html")

func (h *handler) document(w http.ResponseWriter, r *web.Request) error {
	d, err := id.Parse[document.Document](r.PathValue("id"))
	if err != nil {
		return errNone
	}
	ctx, q := r.Context(), h.s.DB
	ok, err := portal.IsPublic(ctx, q, d)
	if err != nil || !ok {
		return first(err, errNone)
	}
	doc, err := document.Of(ctx, q, d)
	if err != nil {
		return err
	}
	list, err := portal.About(ctx, q, "document", d.String(), h.now())
	if err != nil {
		return err
	}
	p := documentPage{Page: ui.NewPage(w, r, "portal.one|{title}", fault.P{"title": doc.Name()}), Doc: doc, Kind: document.KindName(doc.Kind)}
	if p.News, err = h.cards(r, list); err != nil {
		return err
	}
	p.Meta = meta{Site: h.s.Site, URL: "/cong-khai/van-ban/" + d.String(), Title: doc.Name(), Text: doc.Abstract, Kind: "website"}
	return documentView.Render(w, r, p)
}

func first(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

func (h *handler) documentFile(w http.ResponseWriter, r *web.Request) error {
	d, err := id.Parse[document.Document](r.PathValue("id"))
	if err != nil {
		return errNone
	}
	doc, body, err := h.s.PublicFile(r.Context(), d)
	if err != nil {
		return err
	}
	return web.Download(w, doc.FileName, "application/octet-stream", body)
}

// A blocUnits is a bloc with its units today.
type blocUnits struct {
	Bloc    org.Bloc
	Members []org.Member
}

type unitsPage struct {
	ui.Page
	Meta  meta
	Blocs []blocUnits
}

var unitsView = ui.NewView[unitsPage](files, "units.html", "parts.html")

// blocUnits gives the blocs that are named on the public pages with their units today.
func (h *handler) blocUnits(r *web.Request) (out []blocUnits, err error) {
	blocs, err := h.publicBlocs(r)
	if err != nil {
		return nil, err
	}
	for _, b := range blocs {
		m, err := org.Members(r.Context(), h.s.DB, b.ID, clock.Today(h.s.DB.Clock))
		if err != nil {
			return nil, err
		}
		out = append(out, blocUnits{b, m})
	}
	return out, nil
}

// units lists the units of every bloc in protocol order.
func (h *handler) units(w http.ResponseWriter, r *web.Request) error {
	p := unitsPage{Page: ui.NewPage(w, r, "portal.units|Đơn vị trong Khối")}
	var err error
	if p.Blocs, err = h.blocUnits(r); err != nil {
		return err
	}
	p.Meta = meta{Site: h.s.Site, URL: "/cong-khai/don-vi", Title: p.Title, Kind: "website"}
	return unitsView.Render(w, r, p)
}

type mapPage struct {
	ui.Page
	Meta  meta
	Pages []link
	News  []card
	Mail  bool
}

var mapView = ui.NewView[mapPage](files, "map.html", "parts.html")

// siteMap lists the pages that visitors may open.
func (h *handler) siteMap(w http.ResponseWriter, r *web.Request) error {
	p := mapPage{Page: ui.NewPage(w, r, "frame.sitemap|Sơ đồ trang"), Mail: h.s.Mail && h.s.Site != ""}
	p.Pages = h.pages(r)
	list, err := portal.Newest(r.Context(), h.s.DB, 0, h.now(), 50, 0)
	if err != nil {
		return err
	}
	for _, a := range list {
		p.News = append(p.News, card{Path: a.Path(), Title: a.Title, Day: dayLine(r, a.At())})
	}
	p.Meta = meta{Site: h.s.Site, URL: "/so-do-trang", Title: p.Title, Kind: "website"}
	return mapView.Render(w, r, p)
}

// pages gives the standing pages of the public face.
func (h *handler) pages(r *web.Request) []link {
	list := []link{
		{Text: r.T("nav.home|Trang chủ"), Href: "/trang-cong-khai"},
		{Text: r.T("nav.news|Tin bài"), Href: "/tin"},
		{Text: r.T("portal.documents|Văn bản"), Href: "/cong-khai/van-ban"},
		{Text: r.T("portal.units|Đơn vị trong Khối"), Href: "/cong-khai/don-vi"},
	}
	list = append(list, h.yearPages(r)...)
	return append(list,
		link{Text: r.T("rm.nominate|Giới thiệu một gương tốt"), Href: "/gioi-thieu-guong"},
		link{Text: r.T("frame.a11y|Khả năng tiếp cận"), Href: "/kha-nang-tiep-can"},
		link{Text: r.T("nav.help|Trợ giúp"), Href: "/tro-giup"})
}
