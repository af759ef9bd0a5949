package portalweb

import (
	"net/http"
	"slices"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/org"
	"thidua/internal/year/portal"
	"thidua/internal/year/progress"
)

type resultsPage struct {
	ui.Page
	Meta  meta
	Blocs []blocResults
}

// blocResults are the released results of one bloc.
type blocResults struct {
	Bloc org.Bloc
	List []link
}

var resultsView = ui.NewView[resultsPage](files, "results.html", "parts.html")

// results lists the periods whose results are released.
func (h *handler) results(w http.ResponseWriter, r *web.Request) error {
	p := resultsPage{Page: ui.NewPage(w, r, "pub.results|Kết quả thi đua")}
	blocs, err := h.publicBlocs(r)
	if err != nil {
		return err
	}
	for _, b := range blocs {
		list, err := portal.PublicReleases(r.Context(), h.s.DB, b.ID)
		if err != nil {
			return err
		}
		x := blocResults{Bloc: b}
		for _, y := range list {
			x.List = append(x.List, link{Text: r.T("pub.results.of|Kết quả {period}", fault.P{"period": r.Period(y.Period)}), Href: resultsPath(b, y.Period), Note: r.T("pub.results.at|Công bố ngày {day}", fault.P{"day": civil.Of(y.At).VN()})})
		}
		if len(x.List) > 0 {
			p.Blocs = append(p.Blocs, x)
		}
	}
	p.Meta = meta{Site: h.s.Site, URL: "/cong-khai/ket-qua", Title: p.Title, Kind: "website"}
	return resultsView.Render(w, r, p)
}

type resultPage struct {
	ui.Page
	Meta meta
	Bloc org.Bloc
	R    portal.Bulletin
	Res  portal.Results
}

var resultView = ui.NewView[resultPage](files, "result.html", "parts.html")

// result shows the released results of one period.
func (h *handler) result(w http.ResponseWriter, r *web.Request) error {
	period, err := civil.PeriodOfSlug(r.PathValue("period"))
	if err != nil {
		return errNone
	}
	b, err := org.BlocByCode(r.Context(), h.s.DB, r.PathValue("bloc"))
	if err == nil {
		b, err = h.open(r, b.ID)
	}
	if err != nil {
		return hidden(err)
	}
	list, err := portal.PublicReleases(r.Context(), h.s.DB, b.ID)
	i := slices.IndexFunc(list, func(x portal.Bulletin) bool { return x.Period == period })
	if err != nil || i < 0 {
		return first(err, errNone)
	}
	p := resultPage{Page: ui.NewPage(w, r, "pub.results.of|Kết quả {period}", fault.P{"period": r.Period(period)}), Bloc: b, R: list[i], Res: list[i].Shown}
	p.Meta = meta{Site: h.s.Site, URL: resultsPath(b, period), Title: p.Title, Text: b.Name, Kind: "article"}
	return resultView.Render(w, r, p)
}

type bulletinsPage struct {
	ui.Page
	Bloc org.Bloc
	List []bulletinRow
}

// A bulletinRow is a period with what became of its results.
type bulletinRow struct {
	Period, Href string
	R            portal.Bulletin
}

var bulletinsView = ui.NewView[bulletinsPage](files, "bulletins.html", "parts.html")

// bulletins lists the periods of a bloc with what is released of them.
func (h *handler) bulletins(w http.ResponseWriter, r *web.Request) error {
	b, err := h.lead(r)
	if err != nil {
		return err
	}
	p := bulletinsPage{Page: ui.NewPage(w, r, "release.title|Công bố kết quả"), Bloc: b}
	list, err := progress.Periods(r.Context(), h.s.DB, b.ID)
	if err != nil {
		return err
	}
	for _, x := range list {
		row := bulletinRow{Period: r.Period(x.Period), Href: "/cong-bo-ket-qua/" + x.Period.Slug() + "?khoi=" + b.Code}
		if row.R, err = portal.ReleaseOf(r.Context(), h.s.DB, b.ID, x.Period); err != nil {
			return err
		}
		p.List = append(p.List, row)
	}
	return bulletinsView.Render(w, r, p)
}

type bulletinPage struct {
	ui.Page
	Bloc     org.Bloc
	Period   civil.Period
	R        portal.Bulletin
	Res      portal.Results // as the public would see what is prepared
	Offers   []portal.Offer
	On       map[string]bool
	Ranking  string
	Note     string
	Why      string
	Approve  bool
	Changed  bool // what is prepared differs from what is released
	Public   bool // the bloc is named on the public pages
	Errors   ui.Errors
	Href     string
	Prepared bool
}

var bulletinView = ui.NewView[bulletinPage](files, "bulletin.html", "parts.html")

func (h *handler) bulletinPage(w http.ResponseWriter, r *web.Request) (p bulletinPage, err error) {
	b, err := h.lead(r)
	if err != nil {
		return p, err
	}
	period, err := civil.PeriodOfSlug(r.PathValue("period"))
	if err != nil {
		return p, errNone
	}
	p = bulletinPage{Page: ui.NewPage(w, r, "release.of|Công bố kết quả {period}", fault.P{"period": r.Period(period)}), Bloc: b, Period: period, On: map[string]bool{}, Href: "/cong-bo-ket-qua/" + period.Slug()}
	if p.Offers, p.R, err = h.s.Offers(r.Context(), r.Actor, b, period); err != nil {
		return p, err
	}
	p.Res, p.Prepared = p.R.Draft, !p.R.Draft.Empty()
	for _, x := range p.R.Draft.Lines {
		p.On[x.Code] = true
	}
	p.Ranking, p.Note = portal.RankingText(p.R.Draft.Ranking), p.R.Draft.Note
	p.Approve = who.Can(r.Actor, who.ApproveNews, who.Object{Bloc: b.ID}) == nil
	p.Changed = p.R.State == portal.Released && !p.R.Draft.Same(p.R.Shown)
	set, _, err := portal.SettingsOf(r.Context(), h.s.DB, b.ID)
	p.Public = set.Public
	return p, err
}

// bulletin shows what of a period is and may be released, and carries out what is wanted.
func (h *handler) bulletin(w http.ResponseWriter, r *web.Request) error {
	p, err := h.bulletinPage(w, r)
	if err != nil {
		return err
	}
	if r.Method == "GET" {
		return bulletinView.Render(w, r, p)
	}
	version, err := number(r.PostFormValue("version"))
	if err != nil {
		return err
	}
	said := "release.saved|Đã lưu. Xem bản sẽ công bố ở cuối trang."
	switch r.PostFormValue("viec") {
	case "cong-bo":
		err, said = h.s.Announce(r.Context(), r.Actor, p.Bloc.ID, p.Period, version), "release.done|Đã công bố kết quả."
	case "thu-hoi":
		p.Why = r.PostFormValue("why")
		err, said = h.s.Recall(r.Context(), r.Actor, p.Bloc.ID, p.Period, version, p.Why), "release.recalled|Đã thôi công bố kết quả."
	default:
		p.Ranking, p.Note, p.On = r.PostFormValue("ranking"), r.PostFormValue("note"), map[string]bool{}
		for _, c := range r.PostForm["code"] {
			p.On[c] = true
		}
		err = h.s.PrepareRelease(r.Context(), r.Actor, p.Bloc, p.Period, portal.Wish{Codes: r.PostForm["code"], Ranking: p.Ranking, Note: p.Note, Version: version})
	}
	if err == nil {
		return web.See(w, r, p.Href+"?khoi="+p.Bloc.Code, said)
	}
	list, other := ui.Refused(r, err, "ranking", "note", "why")
	if other != nil {
		return other
	}
	p.Errors, p.Error = list, "x"
	return bulletinView.RenderStatus(w, r, statusOf(err), p)
}
