package portalweb

import (
	"bytes"
	"encoding/xml"
	"net/http"
	"time"

	"thidua/internal/platform/web"
	"thidua/internal/year/portal"
)

// feedSize is how many articles a feed holds.
const feedSize = 30

type rssItem struct {
	Title string `xml:"title"`
	Link  string `xml:"link"`
	ID    struct {
		Value     string `xml:",chardata"`
		Permanent bool   `xml:"isPermaLink,attr"`
	} `xml:"guid"`
	Day  string `xml:"pubDate"`
	Text string `xml:"description"`
}

type rssFeed struct {
	XMLName xml.Name  `xml:"rss"`
	Version string    `xml:"version,attr"`
	Title   string    `xml:"channel>title"`
	Link    string    `xml:"channel>link"`
	Text    string    `xml:"channel>description"`
	Lang    string    `xml:"channel>language"`
	Items   []rssItem `xml:"channel>item"`
}

type atomEntry struct {
	Title   string `xml:"title"`
	ID      string `xml:"id"`
	Updated string `xml:"updated"`
	Issued  string `xml:"published"`
	Link    struct {
		Href string `xml:"href,attr"`
	} `xml:"link"`
	Author  string `xml:"author>name"`
	Summary string `xml:"summary"`
}

type atomFeed struct {
	XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
	Title   string   `xml:"title"`
	ID      string   `xml:"id"`
	Updated string   `xml:"updated"`
	Link    struct {
		Rel  string `xml:"rel,attr"`
		Href string `xml:"href,attr"`
	} `xml:"link"`
	Entries []atomEntry `xml:"entry"`
}

type mapURL struct {
	Loc  string `xml:"loc"`
	Last string `xml:"lastmod,omitempty"`
}

type urlSet struct {
	XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	URLs    []mapURL `xml:"url"`
}

func writeXML(w http.ResponseWriter, kind string, v any) error {
	var b bytes.Buffer
	b.WriteString(xml.Header)
	e := xml.NewEncoder(&b)
	e.Indent("", " ")
	if err := e.Encode(v); err != nil {
		return err
	}
	w.Header().Set("Content-Type", kind+"; charset=utf-8")
	_, err := w.Write(b.Bytes())
	return err
}

const feedTitle = "Thi đua – Tin bài"

// gist is what a feed says of an article: what was corrected first.
func gist(a portal.Article) string {
	if a.State == portal.Corrected && a.Note != "" {
		return "Đính chính: " + a.Note + " – " + a.Lead
	}
	return a.Lead
}

func (h *handler) rss(w http.ResponseWriter, r *web.Request) error {
	list, err := portal.Newest(r.Context(), h.s.DB, 0, h.now(), feedSize, 0)
	if err != nil {
		return err
	}
	f := rssFeed{Version: "2.0", Title: feedTitle, Link: h.s.Site + "/tin", Text: feedTitle, Lang: "vi"}
	for _, a := range list {
		it := rssItem{Title: a.Title, Link: h.s.Site + a.Path(), Day: a.At().Format(time.RFC1123Z), Text: gist(a)}
		it.ID.Value = "article:" + a.ID.String()
		f.Items = append(f.Items, it)
	}
	return writeXML(w, "application/rss+xml", f)
}

func (h *handler) atom(w http.ResponseWriter, r *web.Request) error {
	list, err := portal.Newest(r.Context(), h.s.DB, 0, h.now(), feedSize, 0)
	if err != nil {
		return err
	}
	f := atomFeed{Title: feedTitle, ID: "urn:thidua:news", Updated: time.Unix(0, 0).UTC().Format(time.RFC3339)}
	f.Link.Rel, f.Link.Href = "self", h.s.Site+"/atom.xml"
	var last time.Time
	for _, a := range list {
		if a.Changed.After(last) { // an older article may have been corrected
			last = a.Changed
			f.Updated = last.Format(time.RFC3339)
		}
		e := atomEntry{Title: a.Title, ID: "urn:thidua:article:" + a.ID.String(), Updated: a.Changed.Format(time.RFC3339), Issued: a.At().Format(time.RFC3339), Author: a.Author, Summary: gist(a)}
		e.Link.Href = h.s.Site + a.Path()
		f.Entries = append(f.Entries, e)
	}
	return writeXML(w, "application/atom+xml", f)
}

func (h *handler) sitemap(w http.ResponseWriter, r *web.Request) error {
	list, err := portal.Newest(r.Context(), h.s.DB, 0, h.now(), 5000, 0)
	if err != nil {
		return err
	}
	var s urlSet
	for _, p := range h.pages(r) {
		s.URLs = append(s.URLs, mapURL{Loc: h.s.Site + p.Href})
	}
	for _, a := range list {
		s.URLs = append(s.URLs, mapURL{Loc: h.s.Site + a.Path(), Last: a.Changed.Format(time.RFC3339)})
	}
	return writeXML(w, "application/xml", s)
}

func (h *handler) robots(w http.ResponseWriter, r *web.Request) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	s := "User-agent: *\nDisallow: /binh-luan/\nDisallow: /tuy-chon\nDisallow: /dang-nhap\n"
	if h.s.Site != "" {
		s += "Sitemap: " + h.s.Site + "/sitemap.xml\n"
	}
	_, err := w.Write([]byte(s))
	return err
}
