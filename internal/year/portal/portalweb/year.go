package portalweb

import (
	"net/http"
	"slices"
	"strconv"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/campaign"
	"thidua/internal/year/conference"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
	"thidua/internal/year/portal"
	"thidua/internal/year/rolemodel"
)

// perSection is how many lines a box of the home page has.
const perSection = 5

// sections gives the boxes of the home page that other stages of the year fill.
func (h *handler) sections(r *web.Request) (out []section, err error) {
	blocs, err := h.publicBlocs(r)
	if err != nil {
		return nil, err
	}
	year := clock.Today(h.s.DB.Clock).Year
	drives := section{Lang: "vi", Title: r.T("pub.campaigns.year|Phong trào thi đua năm {year}", fault.P{"year": year}), Href: "/cong-khai/phong-trao"}
	models := section{Lang: "vi", Title: r.T("pub.models|Điển hình tiên tiến"), Href: "/cong-khai/dien-hinh"}
	results := section{Title: r.T("pub.results|Kết quả thi đua"), Href: "/cong-khai/ket-qua"}
	for _, b := range blocs {
		list, err := campaign.List(r.Context(), h.s.DB, b.ID, year)
		if err != nil {
			return nil, err
		}
		for _, c := range list {
			if shownCampaign(c) {
				drives.Items = append(drives.Items, link{Text: c.Name, Href: "/cong-khai/phong-trao/" + c.ID.String(), Note: span(c)})
			}
		}
		stories, err := rolemodel.Stories(r.Context(), h.s.DB, b.ID, rolemodel.Anyone)
		if err != nil {
			return nil, err
		}
		for _, x := range stories {
			models.Items = append(models.Items, link{Text: x.Model.Title, Href: "/cong-khai/dien-hinh/" + x.Model.ID.String(), Note: x.Unit.Short})
		}
		told, err := portal.PublicReleases(r.Context(), h.s.DB, b.ID)
		if err != nil {
			return nil, err
		}
		for _, x := range told {
			results.Items = append(results.Items, link{Text: b.Name + ", " + r.Period(x.Period), Href: resultsPath(b, x.Period), Note: civil.Of(x.At).VN()})
		}
	}
	for _, s := range []section{drives, models, results} {
		if s.Items = s.Items[:min(len(s.Items), perSection)]; len(s.Items) > 0 {
			out = append(out, s)
		}
	}
	return out, nil
}

// shownCampaign reports whether the public may know of a campaign: once it is launched.
func shownCampaign(c campaign.Campaign) bool { return c.State != campaign.Draft }

func span(c campaign.Campaign) string { return c.Days.From.VN() + " – " + c.Days.To.VN() }

func resultsPath(b org.Bloc, p civil.Period) string {
	return "/cong-khai/ket-qua/" + b.Code + "/" + p.Slug()
}

// yearPages gives the public pages of other stages of the year.
func (h *handler) yearPages(r *web.Request) []link {
	return []link{
		{Text: r.T("pub.campaigns|Phong trào thi đua"), Href: "/cong-khai/phong-trao"},
		{Text: r.T("pub.models|Điển hình tiên tiến"), Href: "/cong-khai/dien-hinh"},
		{Text: r.T("pub.results|Kết quả thi đua"), Href: "/cong-khai/ket-qua"},
	}
}

// yearLink gives a link of an article to another stage of the year: to its public page when
// it has one.
func (h *handler) yearLink(r *web.Request, l portal.Link) (link, error) {
	out := link{Text: l.Label}
	switch l.Kind {
	case "campaign":
		c, _, err := h.openCampaign(r, l.Ref)
		if err == nil {
			out.Href = "/cong-khai/phong-trao/" + c.ID.String()
		} else if !fault.Is(err, fault.NotFound) {
			return out, err
		}
	case "rolemodel":
		x, _, err := h.openModel(r, l.Ref)
		if err == nil {
			out.Href = "/cong-khai/dien-hinh/" + x.Model.ID.String()
		} else if !fault.Is(err, fault.NotFound) {
			return out, err
		}
	}
	return out, nil
}

// yearPickables gives what else of the year an article of a bloc may be linked to.
func (h *handler) yearPickables(r *web.Request, b org.Bloc) (out []portal.Link, err error) {
	drives, err := campaign.List(r.Context(), h.s.DB, b.ID, clock.Today(h.s.DB.Clock).Year)
	if err != nil {
		return nil, err
	}
	for _, c := range drives {
		if shownCampaign(c) {
			out = append(out, portal.Link{Kind: "campaign", Ref: c.ID.String(), Label: c.Name})
		}
	}
	stories, err := rolemodel.Stories(r.Context(), h.s.DB, b.ID, rolemodel.Anyone)
	if err != nil {
		return nil, err
	}
	for _, x := range stories {
		out = append(out, portal.Link{Kind: "rolemodel", Ref: x.Model.ID.String(), Label: x.Model.Title})
	}
	talks, err := conference.List(r.Context(), h.s.DB, b.ID)
	if err != nil {
		return nil, err
	}
	for _, c := range talks[:min(len(talks), 10)] {
		out = append(out, portal.Link{Kind: "conference", Ref: c.ID.String(), Label: c.Name})
	}
	return out, nil
}

// fromConference makes the draft article of a conference.
func (h *handler) fromConference(w http.ResponseWriter, r *web.Request) error {
	c, err := id.Parse[conference.Conference](r.PathValue("id"))
	if err != nil {
		return errNone
	}
	a, err := h.s.FromConference(r.Context(), r.Actor, c)
	if err != nil {
		return err
	}
	return web.See(w, r, "/tin-bai/"+a.String(), "portal.made.done|Đã tạo bản nháp. Đọc lại, sửa và mô tả ảnh trước khi trình duyệt.")
}

// fromModel makes the draft article of a role model.
func (h *handler) fromModel(w http.ResponseWriter, r *web.Request) error {
	m, err := id.Parse[rolemodel.RoleModel](r.PathValue("id"))
	if err != nil {
		return errNone
	}
	a, err := h.s.FromModel(r.Context(), r.Actor, m)
	if err != nil {
		return err
	}
	return web.See(w, r, "/tin-bai/"+a.String(), "portal.made.done|Đã tạo bản nháp. Đọc lại, sửa và mô tả ảnh trước khi trình duyệt.")
}

type campaignsPage struct {
	ui.Page
	Meta  meta
	Year  string
	Years []ui.Option
	Blocs []blocCampaigns
}

// blocCampaigns are the campaigns of one bloc that are launched.
type blocCampaigns struct {
	Bloc org.Bloc
	List []campaign.Campaign
}

var campaignsView = ui.NewView[campaignsPage](files, "campaigns.html", "parts.html")

// campaigns lists the campaigns of a year, of this year when none is asked for.
func (h *handler) campaigns(w http.ResponseWriter, r *web.Request) error {
	p := campaignsPage{Page: ui.NewPage(w, r, "pub.campaigns|Phong trào thi đua")}
	blocs, err := h.publicBlocs(r)
	if err != nil {
		return err
	}
	var years []int
	for _, b := range blocs {
		list, err := campaign.Years(r.Context(), h.s.DB, b.ID)
		if err != nil {
			return err
		}
		years = append(years, list...)
	}
	slices.Sort(years)
	years = slices.Compact(years)
	slices.Reverse(years)
	year := clock.Today(h.s.DB.Clock).Year
	if n, err := strconv.Atoi(r.URL.Query().Get("nam")); err == nil && slices.Contains(years, n) {
		year = n
	}
	p.Year = strconv.Itoa(year)
	for _, y := range years {
		p.Years = append(p.Years, ui.Option{Value: strconv.Itoa(y), Text: strconv.Itoa(y)})
	}
	for _, b := range blocs {
		list, err := campaign.List(r.Context(), h.s.DB, b.ID, year)
		if err != nil {
			return err
		}
		if list = slices.DeleteFunc(list, func(c campaign.Campaign) bool { return !shownCampaign(c) }); len(list) > 0 {
			p.Blocs = append(p.Blocs, blocCampaigns{b, list})
		}
	}
	p.Meta = meta{Site: h.s.Site, URL: "/cong-khai/phong-trao", Title: p.Title, Kind: "website"}
	return campaignsView.Render(w, r, p)
}

type campaignPage struct {
	ui.Page
	Meta  meta
	Bloc  org.Bloc
	C     campaign.Campaign
	Basis []link
	News  []card
}

var campaignView = ui.NewView[campaignPage](files, "campaign.html", "parts.html")

// open reports whether a bloc is named on the public pages.
func (h *handler) open(r *web.Request, b id.Bloc) (org.Bloc, error) {
	set, _, err := portal.SettingsOf(r.Context(), h.s.DB, b)
	if err != nil {
		return org.Bloc{}, err
	}
	if !set.Public {
		return org.Bloc{}, errNone
	}
	return org.BlocOf(r.Context(), h.s.DB, b)
}

// openCampaign gives a campaign that the public may see. Errors: NotFound.
func (h *handler) openCampaign(r *web.Request, ref string) (campaign.Campaign, org.Bloc, error) {
	n, err := id.Parse[campaign.Campaign](ref)
	if err != nil {
		return campaign.Campaign{}, org.Bloc{}, errNone
	}
	c, err := campaign.Of(r.Context(), h.s.DB, n)
	if err != nil || !shownCampaign(c) {
		return c, org.Bloc{}, first(err, errNone)
	}
	b, err := h.open(r, c.Bloc)
	return c, b, err
}

func (h *handler) campaign(w http.ResponseWriter, r *web.Request) error {
	c, b, err := h.openCampaign(r, r.PathValue("id"))
	if err != nil {
		return hidden(err)
	}
	p := campaignPage{Page: ui.NewPage(w, r, "portal.one|{title}", fault.P{"title": c.Name}), Bloc: b, C: c}
	for _, d := range c.Basis {
		x, err := document.Of(r.Context(), h.s.DB, d)
		if err != nil {
			return err
		}
		l := link{Text: x.Name()}
		if ok, err := portal.IsPublic(r.Context(), h.s.DB, d); err != nil {
			return err
		} else if ok {
			l.Href = "/cong-khai/van-ban/" + d.String()
		}
		p.Basis = append(p.Basis, l)
	}
	if p.News, err = h.about(r, "campaign", c.ID.String()); err != nil {
		return err
	}
	p.Meta = meta{Site: h.s.Site, URL: "/cong-khai/phong-trao/" + c.ID.String(), Title: c.Name, Text: c.Theme, Kind: "website"}
	return campaignView.Render(w, r, p)
}

// hidden makes "not here" of whatever is not to be known.
func hidden(err error) error {
	if fault.Is(err, fault.NotFound) {
		return errNone
	}
	return err
}

func (h *handler) about(r *web.Request, kind, ref string) ([]card, error) {
	list, err := portal.About(r.Context(), h.s.DB, kind, ref, h.now())
	if err != nil {
		return nil, err
	}
	return h.cards(r, list)
}

type modelsPage struct {
	ui.Page
	Meta  meta
	Blocs []blocModels
}

// blocModels are the role models of a bloc that anybody may read about.
type blocModels struct {
	Bloc org.Bloc
	List []rolemodel.Story
}

var modelsView = ui.NewView[modelsPage](files, "models.html", "parts.html")

// models lists the role models that are open to everybody.
func (h *handler) models(w http.ResponseWriter, r *web.Request) error {
	p := modelsPage{Page: ui.NewPage(w, r, "pub.models|Điển hình tiên tiến")}
	blocs, err := h.publicBlocs(r)
	if err != nil {
		return err
	}
	for _, b := range blocs {
		list, err := rolemodel.Stories(r.Context(), h.s.DB, b.ID, rolemodel.Anyone)
		if err != nil {
			return err
		}
		if len(list) > 0 {
			p.Blocs = append(p.Blocs, blocModels{b, list})
		}
	}
	p.Meta = meta{Site: h.s.Site, URL: "/cong-khai/dien-hinh", Title: p.Title, Kind: "website"}
	return modelsView.Render(w, r, p)
}

type modelPage struct {
	ui.Page
	Meta   meta
	Story  rolemodel.Story
	Blocks []shownBlock
	Lesson []shownBlock
	News   []card
}

var modelView = ui.NewView[modelPage](files, "model.html", "parts.html")

// openModel gives a role model as anybody may see it. Errors: NotFound.
func (h *handler) openModel(r *web.Request, ref string) (rolemodel.Story, org.Bloc, error) {
	n, err := id.Parse[rolemodel.RoleModel](ref)
	if err != nil {
		return rolemodel.Story{}, org.Bloc{}, errNone
	}
	m, err := rolemodel.Of(r.Context(), h.s.DB, n)
	if err != nil {
		return rolemodel.Story{}, org.Bloc{}, err
	}
	b, err := h.open(r, m.Bloc)
	if err != nil {
		return rolemodel.Story{}, b, err
	}
	u, err := org.UnitOf(r.Context(), h.s.DB, m.Unit)
	if err != nil {
		return rolemodel.Story{}, b, err
	}
	x, ok := m.For(rolemodel.Anyone, u.Short)
	if !ok {
		return rolemodel.Story{}, b, errNone
	}
	photos, err := rolemodel.Photos(r.Context(), h.s.DB, n)
	return rolemodel.Story{Model: x, Unit: u, Photos: m.PhotosFor(rolemodel.Anyone, photos)}, b, err
}

func (h *handler) model(w http.ResponseWriter, r *web.Request) error {
	x, _, err := h.openModel(r, r.PathValue("id"))
	if err != nil {
		return hidden(err)
	}
	p := modelPage{Page: ui.NewPage(w, r, "portal.one|{title}", fault.P{"title": x.Model.Title}), Story: x}
	none := false
	p.Blocks, p.Lesson = dress(portal.Read(x.Model.Story), nil, &none), dress(portal.Read(x.Model.Lesson), nil, &none)
	if p.News, err = h.about(r, "rolemodel", x.Model.ID.String()); err != nil {
		return err
	}
	p.Meta = meta{Site: h.s.Site, URL: "/cong-khai/dien-hinh/" + x.Model.ID.String(), Title: x.Model.Title, Kind: "article"}
	return modelView.Render(w, r, p)
}

// modelPhoto gives a photo of a role model that anybody may see.
func (h *handler) modelPhoto(w http.ResponseWriter, r *web.Request) error {
	x, _, err := h.openModel(r, r.PathValue("id"))
	if err != nil {
		return hidden(err)
	}
	n, err := id.Parse[rolemodel.Photo](r.PathValue("photo"))
	if err != nil {
		return errNone
	}
	b, err := h.s.RoleModel.PhotoFile(r.Context(), who.Anonymous, x.Model.ID, n, r.URL.Query().Get("nho") != "")
	if err != nil {
		return hidden(err)
	}
	w.Header().Set("Content-Type", "image/jpeg")
	w.Header().Set("Cache-Control", "public, max-age=3600")
	w.Header().Set("Content-Length", strconv.Itoa(len(b)))
	_, err = w.Write(b)
	return err
}
