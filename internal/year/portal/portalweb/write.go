package portalweb

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
	"thidua/internal/year/portal"
)

type writePage struct {
	ui.Page
	content
	Bloc    org.Bloc
	Tags    string
	Version string
	New     bool
	Fix     bool // a published article is corrected
	Note    string
	Errors  ui.Errors
	Preview bool
	Options []pickable
	Action  string
	BackTo  string
	Save    string // address of the autosave, "" when there is none
	Base    base
	Short   bool // the headline first
}

// A base tells what an article held when its form was made, by the digests of its parts: while
// it holds the same, nobody else wrote, however often the autosave did.
type base struct{ Lead, Body, Rest int64 }

// digest is a number that a script can hold.
func digest(parts ...string) int64 {
	h := sha256.New()
	for _, s := range parts {
		fmt.Fprintf(h, "%d:%s", len(s), s)
	}
	return int64(binary.BigEndian.Uint64(h.Sum(nil)) >> 12)
}

func baseOf(a portal.Article) base {
	rest := []string{a.Overline, a.Title, a.Source, a.Author, a.Agency, a.Copyright, strings.Join(a.Tags, "\x00"), strconv.FormatBool(a.Comments)}
	for _, l := range a.Links {
		rest = append(rest, l.Kind, l.Ref, l.Label)
	}
	return base{digest(a.Lead), digest(a.Body), digest(rest...)}
}

// A pickable thing can be linked from an article.
type pickable struct {
	Value, Text, Group string
	On                 bool
}

var (
	writeView  = ui.NewView[writePage](files, "write.html", "parts.html")
	writeNames = []string{"overline", "title", "lead", "body", "source", "author", "agency", "copyright", "tags", "note"}
)

// write shows the form of an article and saves it: a new one, a draft, or a correction.
func (h *handler) write(w http.ResponseWriter, r *web.Request) error {
	fix := strings.HasSuffix(r.URL.Path, "/dinh-chinh")
	if r.PathValue("id") == "" {
		return h.writeNew(w, r)
	}
	a, photos, b, err := h.one(r)
	if err != nil {
		return err
	}
	act := who.WriteNews
	if a.State != portal.Draft || fix {
		act = who.EditNews
	}
	if err := who.Can(r.Actor, act, who.Object{Bloc: a.Bloc, Unit: a.Unit}); err != nil {
		return err
	}
	title := "portal.edit|Sửa bài"
	if fix {
		title = "portal.fix|Đính chính bài đã đăng"
	}
	p := writePage{Page: ui.NewPage(w, r, title), Bloc: b, Fix: fix, Action: r.URL.Path, BackTo: "/tin-bai/" + a.ID.String()}
	p.A = a
	if fix != a.State.Can(portal.Correct) || !fix && !a.State.Open() {
		return fault.New(fault.Conflict, "portal.state|Bài đang ở bước khác nên chưa làm được việc này. Tải lại trang để xem bước hiện tại.")
	}
	if !fix {
		p.Save = "/tin-bai/" + a.ID.String() + "/o"
	}
	return h.writeForm(w, r, p, photos)
}

func (h *handler) writeNew(w http.ResponseWriter, r *web.Request) error {
	ctx, q := r.Context(), h.s.DB
	b, err := bloc(ctx, q, r)
	if err != nil {
		return err
	}
	u := r.Actor.Unit()
	if err := who.Can(r.Actor, who.WriteNews, who.Object{Bloc: b.ID, Unit: u}); err != nil {
		return err
	}
	set, _, err := portal.SettingsOf(ctx, q, b.ID)
	if err != nil {
		return err
	}
	unit, err := org.UnitOn(ctx, q, u, clock.Today(q.Clock))
	if err != nil {
		return err
	}
	p := writePage{Page: ui.NewPage(w, r, "portal.new|Viết bài"), Bloc: b, New: true, Action: "/tin-bai/moi", BackTo: "/tin-bai"}
	p.A = portal.Article{Bloc: b.ID, Unit: u, Source: set.Source, Agency: unit.Name, Copyright: set.Copyright, Version: 1}
	return h.writeForm(w, r, p, nil)
}

// begin makes the draft of a new article from its headline, so that everything else is kept while
// it is written.
func (h *handler) begin(w http.ResponseWriter, r *web.Request, p writePage) error {
	p.Short = true
	if r.Method == "GET" {
		return writeView.Render(w, r, p)
	}
	p.A.Title = r.PostFormValue("title")
	a, err := h.s.Create(r.Context(), r.Actor, p.A, "")
	if err == nil {
		return web.See(w, r, "/tin-bai/"+a.String()+"/sua", "portal.begun|Đã tạo bản nháp. Viết tiếp; đoạn dẫn và nội dung tự lưu.")
	}
	list, other := ui.Refused(r, err, writeNames...)
	if other != nil {
		return other
	}
	p.Errors, p.Error = list, "x"
	return writeView.RenderStatus(w, r, statusOf(err), p)
}

func (h *handler) writeForm(w http.ResponseWriter, r *web.Request, p writePage, photos []portal.Photo) (err error) {
	if p.New && (r.Method == "GET" || r.PostFormValue("viec") == "mo") {
		return h.begin(w, r, p)
	}
	if r.Method == "POST" {
		if p.A, err = readArticle(r, p.A); err != nil {
			return err
		}
		p.Note = r.PostFormValue("note")
	}
	p.Base = baseOf(p.A)
	if r.Method == "POST" { // what it was made from stays what it was
		p.Base = typedBase(r)
	}
	p.Tags, p.Version = strings.Join(p.A.Tags, ", "), strconv.FormatInt(p.A.Version, 10)
	if p.Options, err = h.pickables(r, p.Bloc, p.A); err != nil {
		return err
	}
	if r.Method == "GET" {
		return writeView.Render(w, r, p)
	}
	if r.PostFormValue("viec") == "xem" {
		x := p.A
		x.Body, x.Lead = portal.CleanText(x.Body), portal.CleanText(x.Lead)
		if p.content, err = h.content(r, x, portal.Shown(x.Body, photos)); err != nil {
			return err
		}
		p.Preview, p.A = true, x
		return writeView.Render(w, r, p)
	}
	to := p.BackTo
	switch {
	case p.New:
		p.A.ID, err = h.s.Create(r.Context(), r.Actor, p.A, "")
		to = "/tin-bai/" + p.A.ID.String()
	case p.Fix:
		err = h.s.Correct(r.Context(), r.Actor, p.A, p.Note)
	default:
		_, err = h.s.Save(r.Context(), r.Actor, p.A)
	}
	if err == nil {
		return web.See(w, r, to, "portal.saved|Đã lưu bài.")
	}
	list, other := ui.Refused(r, err, writeNames...)
	if other != nil {
		return other
	}
	p.Errors, p.Error = list, "x"
	return writeView.RenderStatus(w, r, statusOf(err), p)
}

// readArticle reads the form over what is stored.
func readArticle(r *web.Request, a portal.Article) (portal.Article, error) {
	v, stored := r.PostFormValue, baseOf(a)
	a.Overline, a.Title, a.Lead, a.Body, a.Source, a.Author, a.Agency, a.Copyright = v("overline"), v("title"), v("lead"), v("body"), v("source"), v("author"), v("agency"), v("copyright")
	a.Tags, a.Comments = []string{v("tags")}, v("comments") != ""
	a.Links = nil
	for _, s := range r.PostForm["link"] {
		kind, rest, _ := strings.Cut(s, " ")
		ref, label, ok := strings.Cut(rest, " ")
		if ok && slices.Contains([]string{"unit", "document", "campaign", "rolemodel", "conference"}, kind) && len(s) < 500 {
			a.Links = append(a.Links, portal.Link{Kind: kind, Ref: ref, Label: label})
		}
	}
	n, err := number(v("version"))
	if err != nil {
		return a, err
	}
	if stored != typedBase(r) || a.Version < n { // not the autosave alone: the version decides
		a.Version = n
	}
	return a, nil
}

// typedBase is the base that a form carries.
func typedBase(r *web.Request) base {
	n := func(name string) int64 {
		x, err := strconv.ParseInt(r.PostFormValue(name), 10, 64)
		if err != nil {
			return 0
		}
		return x
	}
	return base{n("rev.lead"), n("rev.body"), n("rev.rest")}
}

// pickables lists what an article of a bloc may be linked to.
func (h *handler) pickables(r *web.Request, b org.Bloc, a portal.Article) ([]pickable, error) {
	ctx, q := r.Context(), h.s.DB
	has := map[string]bool{}
	for _, l := range a.Links {
		has[l.Kind+" "+l.Ref] = true
	}
	var out []pickable
	add := func(kind, ref, label, group string) {
		k := kind + " " + ref
		out = append(out, pickable{k + " " + label, label, group, has[k]})
		delete(has, k)
	}
	members, err := org.Members(ctx, q, b.ID, clock.Today(q.Clock))
	if err != nil {
		return nil, err
	}
	for _, m := range members {
		add("unit", m.Unit.ID.String(), m.Unit.Name, r.T("portal.g.unit|Đơn vị"))
	}
	docs, _, err := document.List(ctx, q, b.ID, document.Filter{})
	if err != nil {
		return nil, err
	}
	for _, d := range docs[:min(len(docs), 30)] {
		add("document", d.ID.String(), d.Name(), r.T("portal.documents|Văn bản"))
	}
	more, err := h.yearPickables(r, b)
	if err != nil {
		return nil, err
	}
	for _, l := range more {
		add(l.Kind, l.Ref, l.Label, r.T("portal.g.year|Hoạt động trong năm"))
	}
	for _, l := range a.Links { // what is linked stays, though it is not offered any more
		if has[l.Kind+" "+l.Ref] {
			add(l.Kind, l.Ref, l.Label, r.T("portal.g.other|Khác"))
		}
	}
	return out, nil
}

// saved is the answer to the autosave of one text, in the form that grid.js reads.
type saved struct {
	Code  string `json:"code"`
	State string `json:"state"`
	Text  string `json:"text"`
	Rev   int64  `json:"rev"`
	At    string `json:"at"`
	Now   string `json:"current,omitempty"`
}

// autosave keeps the text of a draft while it is being written.
func (h *handler) autosave(w http.ResponseWriter, r *web.Request) error {
	a, _, _, err := h.one(r)
	if err != nil {
		return err
	}
	rev, err := number(r.PostFormValue("rev"))
	if err != nil {
		return err
	}
	x := a
	field, there := &x.Body, a.Body
	switch r.PostFormValue("code") {
	case "body":
	case "lead":
		field, there = &x.Lead, a.Lead
	default:
		return errNone
	}
	*field = r.PostFormValue("value")
	out := saved{Code: r.PostFormValue("code"), State: "saved", At: h.now().Format("15:04"), Rev: digest(portal.CleanText(*field))}
	if a.State.Open() && rev != digest(there) && portal.CleanText(*field) != there { // somebody else wrote this text
		err = fault.New(fault.Conflict, "db.changed|Người khác vừa sửa mục này. Tải lại trang để xem bản mới, rồi làm lại.")
	} else {
		_, err = h.s.Save(r.Context(), r.Actor, x)
	}
	if err != nil {
		if fault.KindOf(err) != fault.Conflict && fault.KindOf(err) != fault.Invalid {
			return err
		}
		out.State, out.Text, out.Rev = "invalid", r.ErrorText(err), digest(there)
		if fault.KindOf(err) == fault.Conflict && a.State.Open() {
			out.State, out.Now, out.At = "conflict", there, a.Changed.Format("15:04")
		}
	}
	w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(w).Encode(out)
}
