package portalweb

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/org"
	"thidua/internal/year/portal"
)

// A queued comment is one of the queue with where it stands.
type queued struct {
	portal.Comment
	Title, Path string // of the article
	Hours       int    // left to deal with a report
	Late        bool
	Reports     []portal.Report
	Reason      string // in words
	Errors      ui.Errors
	Reply       string // typed, when the form comes back
	Ticked      bool   // when the form comes back
}

type moderationPage struct {
	ui.Page
	Bloc    org.Bloc
	Tab     string
	Tabs    []tab
	List    []queued
	Crowds  []portal.Crowd
	Reasons []ui.Option
	Answers []string
	Errors  ui.Errors
	Pager   ui.Pager
	News    []ui.Option // articles to choose from
	Article string      // of which only the comments are shown
	Many    bool        // several can be decided at once
}

var moderationView = ui.NewView[moderationPage](files, "moderation.html", "parts.html")

// reasons puts the reasons of hiding into words.
func reasons(r *web.Request, list []string) []ui.Option {
	texts := map[string]string{
		"spam": r.T("mod.r.spam|Quảng cáo, gửi hàng loạt"), "insult": r.T("mod.r.insult|Xúc phạm, công kích"), "private": r.T("mod.r.private|Lộ thông tin cá nhân"),
		"secret": r.T("mod.r.secret|Có thể lộ bí mật nhà nước"), "false": r.T("mod.r.false|Sai sự thật"), "off": r.T("mod.r.off|Không liên quan đến bài"), "late": r.T("mod.r.late|Báo vi phạm quá 24 giờ chưa xử lý"),
	}
	var out []ui.Option
	for _, k := range list {
		out = append(out, ui.Option{Value: k, Text: texts[k]})
	}
	return out
}

var states = map[string]portal.CommentState{"cho": portal.Pending, "dang": portal.Visible, "an": portal.Hidden, "ma": portal.Unconfirmed}

func (h *handler) moderation(w http.ResponseWriter, r *web.Request) error {
	p, err := h.moderationPage(w, r)
	if err != nil {
		return err
	}
	return moderationView.Render(w, r, p)
}

func (h *handler) moderationPage(w http.ResponseWriter, r *web.Request) (p moderationPage, err error) {
	ctx, q := r.Context(), h.s.DB
	b, err := bloc(ctx, q, r)
	if err != nil {
		return p, err
	}
	if err := who.Can(r.Actor, who.EditNews, who.Object{Bloc: b.ID}); err != nil {
		return p, err
	}
	p = moderationPage{Page: ui.NewPage(w, r, "portal.comments|Bình luận"), Bloc: b, Tab: r.URL.Query().Get("muc"), Reasons: reasons(r, portal.Chosen)}
	if v := r.PostFormValue("muc"); v != "" {
		p.Tab = v
	}
	t, err := portal.CommentCounts(ctx, q, b.ID)
	if err != nil {
		return p, err
	}
	base := "/quan-tri/binh-luan?khoi=" + b.Code + "&muc="
	reported := r.T("mod.reported|Bị báo vi phạm")
	if t.Reported > 0 {
		reported = r.T("mod.reported.hours|Bị báo vi phạm, còn {n} giờ", fault.P{"n": hoursLeft(h.now(), t.Clock)})
	}
	if states[p.Tab] == "" && p.Tab != "bao" {
		p.Tab = "cho"
	}
	p.Tabs = []tab{{base + "cho", r.T("mod.pending|Chờ duyệt"), t.In[portal.Pending], p.Tab == "cho"}, {base + "bao", reported, t.Reported, p.Tab == "bao"},
		{base + "dang", r.T("mod.shown|Đã đăng"), t.In[portal.Visible], p.Tab == "dang"}, {base + "an", r.T("mod.hidden|Đã ẩn"), t.In[portal.Hidden], p.Tab == "an"},
		{base + "ma", r.T("mod.unconfirmed|Chờ nhập mã"), t.In[portal.Unconfirmed], p.Tab == "ma"}}
	page, total := pageNumber(r), 0
	for _, x := range p.Tabs {
		if x.Here {
			total = x.N
		}
	}
	var list []portal.Comment
	only, err := h.filter(r, &p, &total)
	if err != nil {
		return p, err
	}
	p.Pager = ui.Pager{Page: page, Pages: (total + portal.QueuePage - 1) / portal.QueuePage, Total: total, Base: base + p.Tab + "&bai=" + p.Article + "&trang="}
	switch {
	case p.Tab == "bao":
		list, err = portal.Reported(ctx, q, b.ID, page)
	case only != 0:
		list, err = portal.QueueOf(ctx, q, b.ID, states[p.Tab], only, page)
	default:
		list, err = portal.Queue(ctx, q, b.ID, states[p.Tab], page)
	}
	if err != nil {
		return p, err
	}
	p.Many = len(list) > 1 && (p.Tab == "cho" || p.Tab == "an" || p.Tab == "dang")
	if p.List, err = h.queue(r, list); err != nil {
		return p, err
	}
	if p.Tab == "cho" {
		if p.Crowds, err = portal.Crowds(ctx, q, b.ID); err != nil {
			return p, err
		}
	}
	set, _, err := portal.SettingsOf(ctx, q, b.ID)
	p.Answers = set.Answers
	return p, err
}

// filter offers the articles whose comments are on the tab, when there are several, and
// gives the one that was chosen; total becomes the number of its comments.
func (h *handler) filter(r *web.Request, p *moderationPage, total *int) (only portal.ID, err error) {
	if p.Tab == "bao" {
		return 0, nil
	}
	news, err := portal.TalkedOf(r.Context(), h.s.DB, p.Bloc.ID, states[p.Tab])
	if err != nil {
		return 0, err
	}
	asked := r.URL.Query().Get("bai")
	if v := r.PostFormValue("bai"); v != "" {
		asked = v
	}
	for _, x := range news {
		if len(news) > 1 {
			p.News = append(p.News, ui.Option{Value: x.Article.String(), Text: r.T("mod.of|{title} ({n})", fault.P{"title": x.Title, "n": x.N})})
		}
		if x.Article.String() == asked {
			p.Article, only, *total = asked, x.Article, x.N
		}
	}
	return only, nil
}

// hoursLeft is how many full hours remain, 0 when none do.
func hoursLeft(now, until time.Time) int { return max(0, int(until.Sub(now)/time.Hour)) }

func (h *handler) queue(r *web.Request, list []portal.Comment) ([]queued, error) {
	arts := map[portal.ID]portal.Article{}
	words := map[string]string{}
	for _, o := range reasons(r, portal.Reasons) {
		words[o.Value] = o.Text
	}
	var out []queued
	for _, c := range list {
		a, ok := arts[c.Article]
		if !ok {
			var err error
			if a, err = portal.Of(r.Context(), h.s.DB, c.Article); err != nil {
				return nil, err
			}
			arts[c.Article] = a
		}
		x := queued{Comment: c, Title: a.Title, Path: a.Path(), Reason: words[c.Reason]}
		if c.Reports > 0 {
			x.Hours, x.Late = hoursLeft(h.now(), c.Clock), !h.now().Before(c.Clock)
			var err error
			if x.Reports, err = portal.ReportsOn(r.Context(), h.s.DB, c.ID); err != nil {
				return nil, err
			}
		}
		out = append(out, x)
	}
	return out, nil
}

// moderate carries out a ruling on one comment.
func (h *handler) moderate(w http.ResponseWriter, r *web.Request) error {
	c, err := id.Parse[portal.Comment](r.PathValue("id"))
	if err != nil {
		return errNone
	}
	version, err := number(r.PostFormValue("version"))
	if err != nil {
		return err
	}
	d := portal.Ruling{Decision: portal.Decision(r.PostFormValue("viec")), Version: version, Reason: r.PostFormValue("reason"), Reply: r.PostFormValue("reply")}
	if n, err := strconv.Atoi(r.PostFormValue("mau")); err == nil && d.Reply == "" && d.Decision == portal.Answer {
		if d.Reply, err = h.canned(r, n); err != nil {
			return err
		}
	}
	err = h.s.Decide(r.Context(), r.Actor, c, d)
	if err == nil {
		return web.See(w, r, "/quan-tri/binh-luan?khoi="+urlQuery(r.PostFormValue("khoi"))+"&muc="+urlQuery(r.PostFormValue("muc"))+"&bai="+urlQuery(r.PostFormValue("bai"))+"&trang="+strconv.Itoa(pageNumber(r)), ruled[d.Decision])
	}
	list, other := ui.Refused(r, err, "reason", "reply")
	if other != nil {
		return other
	}
	p, err2 := h.moderationPage(w, r)
	if err2 != nil {
		return err2
	}
	for i := range p.List {
		if p.List[i].ID == c {
			p.List[i].Errors, p.List[i].Reply = list, d.Reply
		}
	}
	for _, e := range list {
		p.Errors = append(p.Errors, ui.FieldError{ID: "c-" + c.String(), Text: e.Text})
	}
	p.Error = "x"
	return moderationView.RenderStatus(w, r, statusOf(err), p)
}

var ruled = map[portal.Decision]string{
	portal.Show: "mod.m.show|Đã đăng bình luận.", portal.Hide: "mod.m.hide|Đã ẩn bình luận.", portal.Remove: "mod.m.remove|Đã xóa bình luận cùng họ tên, email.",
	portal.Answer: "mod.m.answer|Đã đăng câu trả lời.", portal.Keep: "mod.m.keep|Giữ bình luận, báo vi phạm không có căn cứ.",
}

// canned gives the nth canned answer of the bloc.
func (h *handler) canned(r *web.Request, n int) (string, error) {
	b, err := bloc(r.Context(), h.s.DB, r)
	if err != nil {
		return "", err
	}
	set, _, err := portal.SettingsOf(r.Context(), h.s.DB, b.ID)
	if err != nil || n < 1 || n > len(set.Answers) {
		return "", err
	}
	return set.Answers[n-1], nil
}

// moderateMany decides the comments that were ticked, or hides all waiting ones of one text.
func (h *handler) moderateMany(w http.ResponseWriter, r *web.Request) error {
	b, err := bloc(r.Context(), h.s.DB, r)
	if err != nil {
		return err
	}
	if r.PostFormValue("viec") != "" {
		return h.moderateTicked(w, r, b)
	}
	n, err := h.s.HideCrowd(r.Context(), r.Actor, b.ID, r.PostFormValue("nhom"))
	if err != nil {
		return err
	}
	return web.See(w, r, "/quan-tri/binh-luan?khoi="+b.Code, "mod.m.crowd|Đã ẩn {n} bình luận giống nhau.", fault.P{"n": n})
}

func (h *handler) moderateTicked(w http.ResponseWriter, r *web.Request, b org.Bloc) error {
	var list []portal.Choice
	for _, s := range r.PostForm["chon"] {
		c, v, _ := strings.Cut(s, ".")
		n, err := id.Parse[portal.Comment](c)
		if err != nil {
			return errNone
		}
		version, err := number(v)
		if err != nil {
			return err
		}
		list = append(list, portal.Choice{ID: n, Version: version})
	}
	n, err := h.s.DecideMany(r.Context(), r.Actor, b.ID, list, portal.Ruling{Decision: portal.Decision(r.PostFormValue("viec")), Reason: r.PostFormValue("reason")})
	if err == nil {
		return web.See(w, r, "/quan-tri/binh-luan?khoi="+b.Code+"&muc="+urlQuery(r.PostFormValue("muc"))+"&bai="+urlQuery(r.PostFormValue("bai")), "mod.m.many|Đã xử lý {n}/{m} bình luận được chọn.", fault.P{"n": n, "m": len(list)})
	}
	problems, other := ui.Refused(r, err, "reason")
	if other != nil {
		return other
	}
	p, err2 := h.moderationPage(w, r)
	if err2 != nil {
		return err2
	}
	for i := range p.List {
		p.List[i].Ticked = slices.ContainsFunc(list, func(c portal.Choice) bool { return c.ID == p.List[i].ID })
	}
	p.Errors, p.Error = problems, "x"
	return moderationView.RenderStatus(w, r, statusOf(err), p)
}

type personPage struct {
	ui.Page
	Bloc  org.Bloc
	Email string
	Kept  portal.Personal
	Asked bool
}

var personView = ui.NewView[personPage](files, "person.html", "parts.html")

// person shows what is kept of one author, for handing it over or erasing it.
func (h *handler) person(w http.ResponseWriter, r *web.Request) error {
	b, err := bloc(r.Context(), h.s.DB, r)
	if err != nil {
		return err
	}
	p := personPage{Page: ui.NewPage(w, r, "mod.person|Thông tin của một người gửi"), Bloc: b, Email: strings.TrimSpace(r.URL.Query().Get("email"))}
	kept, err := h.s.Personal(r.Context(), r.Actor, b.ID, p.Email)
	if err != nil {
		return err
	}
	p.Asked, p.Kept = p.Email != "", kept
	return personView.Render(w, r, p)
}

func (h *handler) forget(w http.ResponseWriter, r *web.Request) error {
	b, err := bloc(r.Context(), h.s.DB, r)
	if err != nil {
		return err
	}
	n, err := h.s.Forget(r.Context(), r.Actor, b.ID, strings.TrimSpace(r.PostFormValue("email")))
	if err != nil {
		return err
	}
	return web.See(w, r, "/quan-tri/binh-luan/nguoi-gui?khoi="+b.Code, "mod.m.forget|Đã xóa {n} bình luận, lời giới thiệu cùng họ tên, email và thư đã gửi.", fault.P{"n": n})
}
