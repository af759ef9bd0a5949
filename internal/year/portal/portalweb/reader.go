package portalweb

import (
	"encoding/json"
	"net/http"
	"strings"
	"unicode/utf8"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/org"
	"thidua/internal/year/portal"
)

// form reads what every form of a reader has: who, consent and the verification.
func (h *handler) form(r *web.Request) portal.Form {
	f := portal.Form{Consent: r.PostFormValue("consent") != "", Trap: r.PostFormValue("website"), Work: r.PostFormValue("altcha"), Token: r.PostFormValue("token"), Answer: r.PostFormValue("answer")}
	f.Name, f.Email, f.Text = r.PostFormValue("name"), r.PostFormValue("email"), r.PostFormValue("text")
	f.Lang, f.Address = string(r.Lang), r.RemoteAddr
	return f
}

var commentFields = []string{"name", "email", "text", "answer", "consent"}

// comment takes a comment on an article.
func (h *handler) comment(w http.ResponseWriter, r *web.Request) error {
	a, err := h.found(r)
	if err != nil {
		return err
	}
	f := h.form(r)
	done, err := h.s.Send(r.Context(), a.ID, f)
	switch {
	case err == nil && done.Forged:
		return web.See(w, r, a.Path(), "com.wait|Bình luận sẽ hiển thị sau khi được duyệt")
	case err == nil:
		return web.See(w, r, "/binh-luan/cua-toi?ma="+urlQuery(done.Pass), "")
	}
	list, other := ui.Refused(r, err, commentFields...)
	if other != nil {
		return other
	}
	p := articlePage{Page: ui.NewPage(w, r, "portal.one|{title}", fault.P{"title": a.Title}), Form: f, Errors: list, Tries: true}
	p.Error = "x"
	p.Return = a.Path()
	return h.articlePage(w, r, a, p, refused(w, err))
}

// challenge gives a browser its work.
func (h *handler) challenge(w http.ResponseWriter, r *web.Request) error {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	return json.NewEncoder(w).Encode(h.s.Challenge())
}

type ownPage struct {
	ui.Page
	Comment portal.Comment
	Article portal.Article
	Pass    string
	Why     string // it is hidden
	Errors  ui.Errors
}

var ownView = ui.NewView[ownPage](files, "own.html", "parts.html")

// own is the author's page of one comment: where it stands, the code, and the way out.
func (h *handler) own(w http.ResponseWriter, r *web.Request) error {
	p, err := h.ownPage(w, r, r.URL.Query().Get("ma"))
	if err != nil {
		return err
	}
	return ownView.Render(w, r, p)
}

func (h *handler) ownPage(w http.ResponseWriter, r *web.Request, pass string) (p ownPage, err error) {
	p = ownPage{Page: ui.NewPage(w, r, "com.own|Bình luận của bạn"), Pass: pass}
	w.Header().Set("Cache-Control", "no-store")
	if p.Comment, p.Article, err = h.s.Own(r.Context(), pass); err != nil {
		return p, err
	}
	for _, o := range reasons(r, portal.Reasons) {
		if p.Comment.State == portal.Hidden && o.Value == p.Comment.Reason {
			p.Why = o.Text
		}
	}
	return p, nil
}

func (h *handler) ownAct(w http.ResponseWriter, r *web.Request) error {
	pass := r.PostFormValue("ma")
	to := "/binh-luan/cua-toi?ma=" + urlQuery(pass)
	if r.PostFormValue("viec") == "rut" {
		if err := h.s.Takeback(r.Context(), pass); err != nil {
			return err
		}
		return web.See(w, r, to, "com.taken|Đã xóa bình luận, họ tên và email của bạn.")
	}
	var err error
	said := "com.wait|Bình luận sẽ hiển thị sau khi được duyệt"
	if r.PostFormValue("viec") == "gui-lai" {
		err, said = h.s.SendAgain(r.Context(), pass, r.RemoteAddr), "com.code.again.done|Đã gửi lại thư. Dùng mã trong thư mới nhất."
	} else {
		err = h.s.Confirm(r.Context(), pass, r.PostFormValue("code"))
	}
	if err == nil {
		return web.See(w, r, to, said)
	}
	list, other := ui.Refused(r, err, "code")
	if other != nil {
		return other
	}
	p, err2 := h.ownPage(w, r, pass)
	if err2 != nil {
		return err2
	}
	p.Errors, p.Error = list, "x"
	return ownView.RenderStatus(w, r, refused(w, err), p)
}

type accusePage struct {
	ui.Page
	Comment  portal.Comment
	Why      string
	Form     portal.Form
	Question asked
	Contact  string
	Errors   ui.Errors
}

var accuseView = ui.NewView[accusePage](files, "accuse.html", "parts.html")

// accused gives the comment of the request when the public sees it.
func (h *handler) accused(r *web.Request) (portal.Comment, portal.Article, error) {
	c, err := id.Parse[portal.Comment](r.PathValue("id"))
	if err != nil {
		return portal.Comment{}, portal.Article{}, errNone
	}
	x, err := portal.CommentOf(r.Context(), h.s.DB, c)
	if err != nil || x.State != portal.Visible {
		return x, portal.Article{}, errNone
	}
	a, err := portal.Of(r.Context(), h.s.DB, x.Article)
	if err != nil || !a.Seen(h.now()) {
		return x, a, errNone
	}
	return x, a, nil
}

func (h *handler) accuseForm(w http.ResponseWriter, r *web.Request) error {
	c, _, err := h.accused(r)
	if err != nil {
		return err
	}
	p, err := h.accusePage(w, r, c)
	if err != nil {
		return err
	}
	return accuseView.Render(w, r, p)
}

func (h *handler) accusePage(w http.ResponseWriter, r *web.Request, c portal.Comment) (accusePage, error) {
	set, _, err := portal.SettingsOf(r.Context(), h.s.DB, c.Bloc)
	return accusePage{Page: ui.NewPage(w, r, "com.report|Báo vi phạm"), Comment: c, Question: h.ask(r), Contact: set.Contact}, err
}

func (h *handler) accuse(w http.ResponseWriter, r *web.Request) error {
	c, a, err := h.accused(r)
	if err != nil {
		return err
	}
	why, f := r.PostFormValue("why"), h.form(r)
	err = h.s.Accuse(r.Context(), c.ID, why, f)
	if err == nil {
		return web.See(w, r, a.Path(), "com.reported|Đã nhận báo vi phạm. Người biên tập xem trong 24 giờ.")
	}
	list, other := ui.Refused(r, err, "why", "answer")
	if other != nil {
		return other
	}
	p, err2 := h.accusePage(w, r, c)
	if err2 != nil {
		return err2
	}
	p.Why, p.Form, p.Errors, p.Error = why, f, list, "x"
	return accuseView.RenderStatus(w, r, refused(w, err), p)
}

type suggestPage struct {
	ui.Page
	Form     portal.Form
	Person   string
	Place    string
	Blocs    []ui.Option
	Bloc     string
	Question asked
	Contact  string
	Errors   ui.Errors
	Done     bool
}

var suggestView = ui.NewView[suggestPage](files, "suggest.html", "parts.html")

func (h *handler) suggestPage(w http.ResponseWriter, r *web.Request) (p suggestPage, err error) {
	p = suggestPage{Page: ui.NewPage(w, r, "rm.nominate|Giới thiệu một gương tốt"), Question: h.ask(r)}
	blocs, err := h.publicBlocs(r)
	if err != nil {
		return p, err
	}
	for _, b := range blocs {
		p.Blocs = append(p.Blocs, ui.Option{Value: b.Code, Text: b.Name})
	}
	if len(blocs) > 0 {
		set, _, err := portal.SettingsOf(r.Context(), h.s.DB, blocs[0].ID)
		if err != nil {
			return p, err
		}
		p.Contact = set.Contact
	}
	return p, nil
}

func (h *handler) suggestForm(w http.ResponseWriter, r *web.Request) error {
	p, err := h.suggestPage(w, r)
	if err != nil {
		return err
	}
	p.Done = r.URL.Query().Get("xong") != ""
	return suggestView.Render(w, r, p)
}

// chosenBloc gives the bloc that a reader's form names: the only one when there is one.
func (h *handler) chosenBloc(r *web.Request) (org.Bloc, error) {
	list, err := h.publicBlocs(r)
	if err != nil {
		return org.Bloc{}, err
	}
	for _, b := range list {
		if b.Code == r.PostFormValue("bloc") || len(list) == 1 {
			return b, nil
		}
	}
	return org.Bloc{}, fault.New(fault.Invalid, "sug.bloc|Chọn khối thi đua.").With("bloc", "sug.bloc|Chọn khối thi đua.")
}

func (h *handler) suggest(w http.ResponseWriter, r *web.Request) error {
	f := h.form(r)
	b, err := h.chosenBloc(r)
	if err == nil {
		err = h.s.Suggest(r.Context(), portal.Suggestion{Bloc: b.ID, Name: f.Name, Email: f.Email, Person: r.PostFormValue("person"), Place: r.PostFormValue("place"), Deed: f.Text}, f)
	}
	if err == nil {
		return web.See(w, r, "/gioi-thieu-guong?xong=1", "")
	}
	list, other := ui.Refused(r, err, "name", "email", "person", "place", "text", "answer", "consent", "bloc")
	if other != nil {
		return other
	}
	p, err2 := h.suggestPage(w, r)
	if err2 != nil {
		return err2
	}
	p.Form, p.Person, p.Place, p.Bloc, p.Errors, p.Error = f, r.PostFormValue("person"), r.PostFormValue("place"), r.PostFormValue("bloc"), list, "x"
	return suggestView.RenderStatus(w, r, refused(w, err), p)
}

type subscribePage struct {
	ui.Page
	Email   string
	Bloc    string
	Blocs   []ui.Option
	Errors  ui.Errors
	Off     bool   // no letters leave this site
	Step    string // "form", "sent", "confirm", "active", "end", "ended"
	Pass    string
	Consent bool
}

var subscribeView = ui.NewView[subscribePage](files, "subscribe.html", "parts.html")

func (h *handler) subscribePage(w http.ResponseWriter, r *web.Request, step string) (p subscribePage, err error) {
	p = subscribePage{Page: ui.NewPage(w, r, "digest.title|Nhận bản tin"), Step: step, Off: !h.s.Mail || h.s.Site == ""}
	blocs, err := h.publicBlocs(r)
	for _, b := range blocs {
		p.Blocs = append(p.Blocs, ui.Option{Value: b.Code, Text: b.Name})
	}
	return p, err
}

func (h *handler) subscribeForm(w http.ResponseWriter, r *web.Request) error {
	step := "form"
	if r.URL.Query().Get("xong") != "" {
		step = "sent"
	}
	p, err := h.subscribePage(w, r, step)
	if err != nil {
		return err
	}
	return subscribeView.Render(w, r, p)
}

func (h *handler) subscribe(w http.ResponseWriter, r *web.Request) error {
	p, err := h.subscribePage(w, r, "form")
	if err != nil {
		return err
	}
	p.Email, p.Bloc, p.Consent = r.PostFormValue("email"), r.PostFormValue("bloc"), r.PostFormValue("consent") != ""
	b, err := h.chosenBloc(r)
	switch {
	case err != nil:
	case p.Off:
		err = fault.New(fault.Invalid, "digest.off|Trang này chưa gửi được thư. Dùng RSS để theo dõi tin mới.")
	case !p.Consent:
		err = fault.New(fault.Invalid, "digest.consent|Đánh dấu đồng ý để nhận bản tin").With("consent", "digest.consent|Đánh dấu đồng ý để nhận bản tin")
	case r.PostFormValue("website") != "":
	default:
		err = h.s.Subscribe(r.Context(), b.ID, p.Email, string(r.Lang), r.RemoteAddr)
	}
	if err == nil {
		return web.See(w, r, "/ban-tin?xong=1", "")
	}
	list, other := ui.Refused(r, err, "email", "bloc", "consent")
	if other != nil {
		return other
	}
	p.Errors, p.Error = list, "x"
	return subscribeView.RenderStatus(w, r, refused(w, err), p)
}

// pressed shows a page with one button: opening a link of a letter changes nothing, because
// programs that look into letters open links too.
func (h *handler) pressed(w http.ResponseWriter, r *web.Request, step string) error {
	p, err := h.subscribePage(w, r, step)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	p.Pass = r.URL.Query().Get("ma")
	return subscribeView.Render(w, r, p)
}

func (h *handler) confirmForm(w http.ResponseWriter, r *web.Request) error {
	return h.pressed(w, r, "confirm")
}

func (h *handler) unsubscribeForm(w http.ResponseWriter, r *web.Request) error {
	return h.pressed(w, r, "end")
}

func (h *handler) confirmSubscription(w http.ResponseWriter, r *web.Request) error {
	return h.after(w, r, "active", h.s.Activate(r.Context(), r.FormValue("ma")))
}

func (h *handler) unsubscribe(w http.ResponseWriter, r *web.Request) error {
	return h.after(w, r, "ended", h.s.Unsubscribe(r.Context(), r.FormValue("ma")))
}

func (h *handler) after(w http.ResponseWriter, r *web.Request, step string, err error) error {
	if err != nil {
		return err
	}
	p, err := h.subscribePage(w, r, step)
	if err != nil {
		return err
	}
	return subscribeView.Render(w, r, p)
}

// asked is a question as a page puts it.
type asked struct{ Text, Token string }

var digits = map[string][]string{
	"vi": {"", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"},
	"en": {"", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"},
}

// upper makes the first letter a capital.
func upper(s string) string {
	_, n := utf8.DecodeRuneInString(s)
	return strings.ToUpper(s[:n]) + s[n:]
}

// ask puts a sum of two small numbers in words.
func (h *handler) ask(r *web.Request) asked {
	q := h.s.Ask()
	words := digits[string(r.Lang)]
	return asked{upper(r.T("com.sum|{n} cộng {m} bằng mấy?", fault.P{"n": words[q.A], "m": words[q.B]})), q.Token}
}
