package portalweb

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/document"
	"thidua/internal/year/portal"
)

// A meta holds what machines read of a page.
type meta struct {
	Site, URL, Title, Text, Image, Kind string
	Width, Height                       int
	Data                                any // JSON-LD
}

// A card is an article in a list.
type card struct {
	Path, Overline, Title, Lead, Day string
	At                               time.Time
	Pic                              *pic
}

// A pic is a photo as a page shows it.
type pic struct {
	No                               int
	Src, Set, Sizes                  string
	Width, Height                    int
	Alt, Caption, Credit, Place, Cut string
	Eager                            bool
}

func picture(p portal.Photo, eager bool) *pic {
	x := &pic{No: p.No, Src: "/anh/" + p.Small().Hash, Width: p.Large().Width, Height: p.Large().Height, Alt: p.Alt, Caption: p.Caption, Credit: p.Credit, Place: string(p.Place), Cut: p.Focus, Eager: eager,
		Sizes: "(min-width: 50em) 45rem, 100vw"}
	if p.Place != portal.Centre {
		x.Sizes = "(min-width: 40em) 20rem, 100vw"
	}
	var set []string
	for _, f := range p.Files {
		set = append(set, "/anh/"+f.Hash+" "+strconv.Itoa(f.Width)+"w")
	}
	x.Set = strings.Join(set, ", ")
	return x
}

// shows lists the photos of an article that the public may see, in the order of the text.
func shows(body string, photos []portal.Photo) []portal.Photo {
	return slices.DeleteFunc(portal.Shown(body, photos), portal.Photo.Waiting)
}

func (h *handler) cards(r *web.Request, list []portal.Article) ([]card, error) {
	var out []card
	for i, a := range list {
		photos, err := portal.Photos(r.Context(), h.s.DB, a.ID)
		if err != nil {
			return nil, err
		}
		c := card{Path: a.Path(), Overline: a.Overline, Title: a.Title, Lead: a.Lead, Day: dayLine(r, a.At()), At: a.At()}
		if s := shows(a.Body, photos); len(s) > 0 {
			c.Pic = picture(s[0], i == 0)
			c.Pic.Sizes = "(min-width: 40em) 20rem, 100vw"
		}
		out = append(out, c)
	}
	return out, nil
}

// dayLine is the line under a headline in the language of the reader.
func dayLine(r *web.Request, t time.Time) string {
	if r.Lang == "en" {
		return t.Weekday().String() + ", " + t.Format("02/01/2006 15:04")
	}
	return portal.DayLine(t)
}

type homePage struct {
	ui.Page
	Meta     meta
	Lead     *card
	News     []card
	Docs     []document.Document
	Blocs    []blocUnits
	Mail     bool
	Sections []section
}

// A section is one box of the home page that another stage of the year fills.
type section struct {
	Title, Href string
	Lang        string // of its items, "" for that of the page
	Items       []link
}

// A link is a line of a box.
type link struct{ Text, Href, Note string }

var homeView = ui.NewView[homePage](files, "home.html", "parts.html")

func (h *handler) home(w http.ResponseWriter, r *web.Request) error {
	ctx, q := r.Context(), h.s.DB
	list, err := portal.Newest(ctx, q, 0, h.now(), 7, 0)
	if err != nil {
		return err
	}
	cards, err := h.cards(r, list)
	if err != nil {
		return err
	}
	p := homePage{Page: ui.NewPage(w, r, "portal.home|Thi đua, khen thưởng của Khối"), Mail: h.s.Mail && h.s.Site != ""}
	if len(list) > 0 {
		p.Now = list[0].Changed
		p.Lead, p.News = &cards[0], cards[1:]
	}
	docs, err := portal.PublicDocuments(ctx, q, portal.Lookup{})
	if err != nil {
		return err
	}
	p.Docs = docs.Docs[:min(len(docs.Docs), 5)]
	if p.Blocs, err = h.blocUnits(r); err != nil {
		return err
	}
	if p.Sections, err = h.sections(r); err != nil {
		return err
	}
	p.Meta = meta{Site: h.s.Site, URL: "/", Title: p.Title, Kind: "website"}
	return homeView.Render(w, r, p)
}

func (h *handler) now() time.Time { return h.s.DB.Clock.Now().In(clock.Zone) }

type newsPage struct {
	ui.Page
	Meta  meta
	Query string
	News  []card
	Total int
	Pager ui.Pager
}

var newsView = ui.NewView[newsPage](files, "news.html", "parts.html")

func (h *handler) newsList(w http.ResponseWriter, r *web.Request) error {
	ctx, q, page := r.Context(), h.s.DB, pageNumber(r)
	p := newsPage{Page: ui.NewPage(w, r, "portal.news|Tin bài"), Query: strings.TrimSpace(r.URL.Query().Get("q"))}
	p.Query = p.Query[:min(len(p.Query), 200)]
	var list []portal.Article
	var err error
	if p.Query != "" {
		all, err := portal.Newest(ctx, q, 0, h.now(), 2000, 0)
		if err != nil {
			return err
		}
		hits := portal.Search(all, p.Query)
		p.Total = len(hits)
		from := min((page-1)*portal.PerPage, len(hits))
		list = hits[from:min(from+portal.PerPage, len(hits))]
		p.Pager.Base = "/tin?" + "q=" + urlQuery(p.Query) + "&trang="
	} else {
		if p.Total, err = portal.CountSeen(ctx, q, 0, h.now()); err != nil {
			return err
		}
		if list, err = portal.Newest(ctx, q, 0, h.now(), portal.PerPage, (page-1)*portal.PerPage); err != nil {
			return err
		}
		p.Pager.Base = "/tin?trang="
	}
	if page > 1 && len(list) == 0 {
		return errNone
	}
	if len(list) > 0 {
		p.Now = list[0].Changed
	}
	p.Pager.Page, p.Pager.Total, p.Pager.Pages = page, p.Total, (p.Total+portal.PerPage-1)/portal.PerPage
	if p.News, err = h.cards(r, list); err != nil {
		return err
	}
	p.Meta = meta{Site: h.s.Site, URL: "/tin", Title: p.Title, Kind: "website"}
	return newsView.Render(w, r, p)
}

// shown is a block of text with the photo it stands for.
type shownBlock struct {
	portal.Block
	List  [][]shownBlock
	Quote []shownBlock
	Pic   *pic
}

// dress puts the photos into the blocks of a text. A photo that is not there, or that waits
// for a unit, leaves nothing behind.
func dress(blocks []portal.Block, photos []portal.Photo, first *bool) (out []shownBlock) {
	for _, b := range blocks {
		x := shownBlock{Block: b, Quote: dress(b.Inner, photos, first)}
		for _, it := range b.Items {
			x.List = append(x.List, dress(it, photos, first))
		}
		if b.Kind == "photo" {
			i := slices.IndexFunc(photos, func(p portal.Photo) bool { return p.No == b.Photo })
			if i < 0 {
				continue
			}
			x.Pic, *first = picture(photos[i], *first), false
		}
		out = append(out, x)
	}
	return out
}

// content is an article ready to print: on its page, in a preview, in a version.
type content struct {
	A      portal.Article
	Blocks []shownBlock
	Day    string
	URL    string
	Links  []link
	Told   []portal.Correction // newest first
}

func (h *handler) content(r *web.Request, a portal.Article, photos []portal.Photo) (content, error) {
	first := true
	c := content{A: a, Blocks: dress(portal.Read(a.Body), photos, &first)}
	if t := a.At(); !t.IsZero() {
		c.Day, c.URL = dayLine(r, t), h.s.Site+a.Path()
	}
	var err error
	if a.Note != "" && a.State != portal.Withdrawn {
		if c.Told, err = portal.Corrections(r.Context(), h.s.DB, a.ID); err != nil {
			return c, err
		}
	}
	c.Links, err = h.publicLinks(r, a)
	return c, err
}

// publicLinks gives those links of an article that lead to something public.
func (h *handler) publicLinks(r *web.Request, a portal.Article) ([]link, error) {
	var out []link
	for _, l := range a.Links {
		switch l.Kind {
		case "unit":
			out = append(out, link{Text: l.Label, Href: "/cong-khai/don-vi#dv-" + l.Ref})
		case "document":
			d, err := id.Parse[document.Document](l.Ref)
			if err != nil {
				continue
			}
			ok, err := portal.IsPublic(r.Context(), h.s.DB, d)
			if err != nil {
				return nil, err
			}
			if ok {
				out = append(out, link{Text: l.Label, Href: "/cong-khai/van-ban/" + l.Ref})
			} else {
				out = append(out, link{Text: l.Label})
			}
		default:
			x, err := h.yearLink(r, l)
			if err != nil {
				return nil, err
			}
			out = append(out, x)
		}
	}
	return out, nil
}

type articlePage struct {
	ui.Page
	content
	Meta     meta
	Comments []portal.Comment
	Open     bool
	Contact  string
	Form     portal.Form
	Question asked
	Errors   ui.Errors
	Tries    bool   // the form comes back: focus belongs to its errors
	More     []link // other news
	Max      int
}

var (
	articleView   = ui.NewView[articlePage](files, "article.html", "parts.html")
	withdrawnView = ui.NewView[articlePage](files, "withdrawn.html", "parts.html")
)

// found gives the article at the address of the request.
func (h *handler) found(r *web.Request) (portal.Article, error) {
	a, err := portal.BySlug(r.Context(), h.s.DB, r.PathValue("year")+"/"+r.PathValue("month"), r.PathValue("slug"), h.now())
	if fault.Is(err, fault.NotFound) {
		return a, errNone
	}
	return a, err
}

func (h *handler) article(w http.ResponseWriter, r *web.Request) error {
	a, err := h.found(r)
	if err != nil {
		return err
	}
	p := articlePage{Page: ui.NewPage(w, r, "portal.one|{title}", fault.P{"title": a.Title})}
	return h.articlePage(w, r, a, p, http.StatusOK)
}

func (h *handler) articlePage(w http.ResponseWriter, r *web.Request, a portal.Article, p articlePage, status int) error {
	ctx, q := r.Context(), h.s.DB
	p.Now = a.Changed
	if a.State == portal.Withdrawn {
		p.A = portal.Article{Title: a.Title, Note: a.Note, Noted: a.Noted, State: a.State}
		return withdrawnView.RenderStatus(w, r, http.StatusGone, p)
	}
	photos, err := portal.Photos(ctx, q, a.ID)
	if err != nil {
		return err
	}
	seen := shows(a.Body, photos)
	if p.content, err = h.content(r, a, seen); err != nil {
		return err
	}
	if p.Comments, err = portal.CommentsOn(ctx, q, a.ID); err != nil {
		return err
	}
	set, _, err := portal.SettingsOf(ctx, q, a.Bloc)
	if err != nil {
		return err
	}
	p.Open, p.Contact, p.Max = a.TakesComments(h.now(), time.Duration(set.Open)*24*time.Hour), set.Contact, portal.MaxComment
	if p.Open {
		p.Question = h.ask(r)
	}
	if p.More, err = h.others(r, a); err != nil {
		return err
	}
	p.Meta = h.articleMeta(a, seen, p.Told)
	return articleView.RenderStatus(w, r, status, p)
}

// others gives other articles to read next: what is about the same things first, then the newest.
func (h *handler) others(r *web.Request, a portal.Article) (out []link, err error) {
	var list []portal.Article
	for _, l := range a.Links {
		if l.Kind == "unit" { // half of the news is about some unit
			continue
		}
		same, err := portal.About(r.Context(), h.s.DB, l.Kind, l.Ref, h.now())
		if err != nil {
			return nil, err
		}
		list = append(list, same...)
	}
	newest, err := portal.Newest(r.Context(), h.s.DB, 0, h.now(), perSection+1, 0)
	if err != nil {
		return nil, err
	}
	seen := map[portal.ID]bool{a.ID: true}
	for _, x := range append(list, newest...) {
		if !seen[x.ID] && len(out) < perSection {
			seen[x.ID] = true
			out = append(out, link{Text: x.Title, Href: x.Path(), Note: dayLine(r, x.At())})
		}
	}
	return out, nil
}

func (h *handler) articleMeta(a portal.Article, photos []portal.Photo, told []portal.Correction) meta {
	m := meta{Site: h.s.Site, URL: a.Path(), Title: a.Title, Text: a.Lead, Kind: "article"}
	data := map[string]any{"@context": "https://schema.org", "@type": "NewsArticle", "headline": a.Title, "description": a.Lead, "inLanguage": "vi",
		"datePublished": a.At().Format(time.RFC3339), "dateModified": a.Changed.Format(time.RFC3339)}
	if a.Author != "" {
		data["author"] = map[string]string{"@type": "Person", "name": a.Author}
	}
	if a.Copyright != "" {
		data["copyrightHolder"] = map[string]string{"@type": "Organization", "name": a.Copyright}
	}
	if len(told) > 0 {
		data["correction"] = told[0].Text
	}
	if len(photos) > 0 {
		f := photos[0].Files[min(1, len(photos[0].Files)-1)]
		m.Image, m.Width, m.Height = "/anh/"+f.Hash, f.Width, f.Height
		data["image"] = h.s.Site + m.Image
	}
	if h.s.Site != "" {
		data["mainEntityOfPage"] = h.s.Site + m.URL
	}
	m.Data = data
	return m
}

// picture gives a picture of an article.
func (h *handler) picture(w http.ResponseWriter, r *web.Request) error {
	b, public, err := h.s.Picture(r.Context(), r.Actor, r.PathValue("hash"))
	if err != nil {
		return err
	}
	tag := `"` + r.PathValue("hash")[:16] + `"`
	w.Header().Set("Content-Type", "image/jpeg")
	w.Header().Set("ETag", tag)
	if public {
		w.Header().Set("Cache-Control", "public, no-cache") // a unit may take its word back
	} else {
		w.Header().Set("Cache-Control", "private, no-store")
	}
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(b)))
	_, err = w.Write(b)
	return err
}
