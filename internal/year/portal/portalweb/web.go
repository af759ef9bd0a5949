// Package portalweb is the public face of the year: the pages that everybody sees, the form
// and the queue of comments, and the desk of those who write and edit articles.
package portalweb

import (
	"context"
	"embed"
	"net/http"
	"strconv"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/db"
	"thidua/internal/platform/web"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
	"thidua/internal/year/portal"
)

//go:embed *.html
var files embed.FS

//go:embed portal.en.txt
var english string

// Needs are what the pages read.
type Needs struct {
	Portal   *portal.Service
	Document *document.Service
}

type handler struct {
	Needs
	s *portal.Service
}

// Home is the page of visitors; app serves it at / as well.
type Home func(w http.ResponseWriter, r *web.Request) error

func visitor(a who.Actor) bool { return !a.SignedIn() }

// Slice gives the routes of the public face and of its desk, and the home page.
func Slice(n Needs) (web.Slice, Home) {
	h := &handler{n, n.Portal}
	sl := web.Slice{Name: "portal", English: english, Menu: []web.MenuItem{
		{Path: "/trang-cong-khai", Label: "nav.home|Trang chủ", Order: 10, Show: visitor},
		{Path: "/tin", Label: "nav.news|Tin bài", Order: 20, Show: visitor},
		{Path: "/cong-khai/phong-trao", Label: "nav.campaigns|Phong trào", Order: 30, Show: visitor},
		{Path: "/cong-khai/dien-hinh", Label: "nav.rolemodels|Điển hình tiên tiến", Order: 40, Show: visitor},
		{Path: "/cong-khai/ket-qua", Label: "nav.results|Kết quả", Order: 50, Show: visitor},
		{Path: "/cong-khai/van-ban", Label: "nav.documents|Văn bản", Order: 60, Show: visitor},
		{Path: "/cong-khai/don-vi", Label: "nav.units|Đơn vị", Order: 70, Show: visitor},
		{Path: "/tin-bai", Label: "nav.news|Tin bài", Order: 150, Show: func(a who.Actor) bool { return web.Insider.Allow(a) == nil }},
	}}
	sl.Routes = append(sl.Routes, h.public()...)
	sl.Routes = append(sl.Routes, h.desk()...)
	return sl, h.home
}

// public are the routes of everybody.
func (h *handler) public() []web.Route {
	get := func(path, name string, f web.Handler) web.Route {
		return web.Route{Method: "GET", Path: path, Name: "portal." + name, Policy: web.Public, Handler: f}
	}
	post := func(path, name string, f web.Handler) web.Route {
		return web.Route{Method: "POST", Path: path, Name: "portal." + name, Policy: web.Public, Handler: f}
	}
	return []web.Route{
		get("/trang-cong-khai", "home", h.home),
		get("/tin", "list", h.newsList),
		get("/tin/{year}/{month}/{slug}", "article", h.article),
		post("/tin/{year}/{month}/{slug}/binh-luan", "comment", h.comment),
		get("/anh/{hash}", "picture", h.picture),
		get("/binh-luan/thu-thach", "challenge", h.challenge),
		get("/binh-luan/cua-toi", "own", h.own),
		post("/binh-luan/cua-toi", "own.act", h.ownAct),
		get("/binh-luan/{id}/bao", "accuse.form", h.accuseForm),
		post("/binh-luan/{id}/bao", "accuse", h.accuse),
		get("/rss.xml", "rss", h.rss),
		get("/atom.xml", "atom", h.atom),
		get("/sitemap.xml", "sitemap", h.sitemap),
		get("/robots.txt", "robots", h.robots),
		get("/so-do-trang", "map", h.siteMap),
		get("/cong-khai/van-ban", "documents", h.documents),
		get("/cong-khai/van-ban/{id}", "document", h.document),
		get("/cong-khai/van-ban/{id}/tep", "document.file", h.documentFile),
		get("/cong-khai/don-vi", "units", h.units),
		get("/cong-khai/phong-trao", "campaigns", h.campaigns),
		get("/cong-khai/phong-trao/{id}", "campaign", h.campaign),
		get("/cong-khai/dien-hinh", "models", h.models),
		get("/cong-khai/dien-hinh/{id}", "model", h.model),
		get("/cong-khai/dien-hinh/{id}/anh/{photo}", "model.photo", h.modelPhoto),
		get("/cong-khai/ket-qua", "results", h.results),
		get("/cong-khai/ket-qua/{bloc}/{period}", "result", h.result),
		get("/gioi-thieu-guong", "suggest.form", h.suggestForm),
		post("/gioi-thieu-guong", "suggest", h.suggest),
		get("/ban-tin", "subscribe.form", h.subscribeForm),
		post("/ban-tin", "subscribe", h.subscribe),
		get("/ban-tin/xac-nhan", "subscribe.confirm.form", h.confirmForm),
		post("/ban-tin/xac-nhan", "subscribe.confirm", h.confirmSubscription),
		get("/ban-tin/ngung", "unsubscribe.form", h.unsubscribeForm),
		post("/ban-tin/ngung", "unsubscribe", h.unsubscribe),
	}
}

// desk are the routes of those who write, agree, approve and moderate.
func (h *handler) desk() []web.Route {
	inside := func(method, path, name string, p web.Policy, f web.Handler) web.Route {
		return web.Route{Method: method, Path: path, Name: "portal.desk." + name, Policy: p, Handler: f}
	}
	in, lead := web.Insider, web.Leaders
	upload := inside("POST", "/tin-bai/{id}/anh", "photo.add", web.UnitSide, h.addPhoto)
	upload.Upload = maxUpload
	return []web.Route{
		inside("GET", "/tin-bai", "list", in, h.deskList),
		inside("GET", "/tin-bai/moi", "new", web.UnitSide, h.write),
		inside("POST", "/tin-bai/moi", "create", web.UnitSide, h.write),
		inside("POST", "/viet-tin/hoi-nghi/{id}", "from.conference", web.Leaders, h.fromConference),
		inside("POST", "/viet-tin/dien-hinh/{id}", "from.model", web.UnitSide, h.fromModel),
		inside("GET", "/tin-bai/{id}", "view", in, h.deskView),
		inside("POST", "/tin-bai/{id}/buoc", "move", web.Leaders, h.move),
		inside("GET", "/tin-bai/{id}/sua", "edit", web.UnitSide, h.write),
		inside("POST", "/tin-bai/{id}/sua", "save", web.UnitSide, h.write),
		inside("POST", "/tin-bai/{id}/o", "autosave", web.UnitSide, h.autosave),
		inside("GET", "/tin-bai/{id}/dinh-chinh", "correct.form", lead, h.write),
		inside("POST", "/tin-bai/{id}/dinh-chinh", "correct", lead, h.write),
		inside("GET", "/tin-bai/{id}/anh", "photos", web.UnitSide, h.photos),
		upload,
		inside("POST", "/tin-bai/{id}/anh/{no}", "photo", web.UnitSide, h.photo),
		inside("GET", "/tin-bai/{id}/lich-su", "versions", in, h.versions),
		inside("GET", "/tin-bai/{id}/lich-su/{no}", "version", in, h.version),
		inside("POST", "/tin-bai/{id}/lich-su/{no}", "restore", web.UnitSide, h.restore),
		inside("GET", "/tin-bai/{id}/goi-bao-chi", "press", in, h.press),
		inside("GET", "/tin-bai/{id}/xoa", "discard.form", web.UnitSide, h.discard),
		inside("POST", "/tin-bai/{id}/xoa", "discard", web.UnitSide, h.discard),
		inside("GET", "/dong-y-anh", "agree.list", web.UnitSide, h.agreeList),
		inside("POST", "/dong-y-anh/{id}/{no}", "agree", web.UnitSide, h.agree),
		inside("GET", "/quan-tri/binh-luan", "comments", lead, h.moderation),
		inside("POST", "/quan-tri/binh-luan", "comments.many", lead, h.moderateMany),
		inside("POST", "/quan-tri/binh-luan/{id}", "comment", lead, h.moderate),
		inside("GET", "/quan-tri/binh-luan/nguoi-gui", "person", lead, h.person),
		inside("POST", "/quan-tri/binh-luan/nguoi-gui", "person.forget", lead, h.forget),
		inside("GET", "/tin-bai/cai-dat", "settings", lead, h.settings),
		inside("POST", "/tin-bai/cai-dat", "settings.save", lead, h.settings),
		inside("GET", "/tin-bai/van-ban", "publish.list", lead, h.publishList),
		inside("POST", "/tin-bai/van-ban", "publish", lead, h.publish),
		inside("GET", "/cong-bo-ket-qua", "releases", lead, h.bulletins),
		inside("GET", "/cong-bo-ket-qua/{period}", "release", lead, h.bulletin),
		inside("POST", "/cong-bo-ket-qua/{period}", "release.do", lead, h.bulletin),
		inside("GET", "/quan-tri/guong", "suggestions", lead, h.suggestions),
		inside("POST", "/quan-tri/guong/{id}", "suggestion", lead, h.suggestion),
	}
}

var errNone = fault.New(fault.NotFound, "web.404|Không tìm thấy trang. Kiểm tra lại đường dẫn hoặc tìm kiếm.")

// bloc gives the bloc an insider works in.
func bloc(ctx context.Context, q db.Q, r *web.Request) (org.Bloc, error) {
	code := r.URL.Query().Get("khoi")
	if c := r.PostFormValue("khoi"); c != "" {
		code = c
	}
	return org.BlocFor(ctx, q, r.Actor, code)
}

// publicBlocs gives the blocs that are named on the public pages: those that chose to be.
func (h *handler) publicBlocs(r *web.Request) ([]org.Bloc, error) {
	list, err := org.Blocs(r.Context(), h.s.DB)
	if err != nil {
		return nil, err
	}
	var out []org.Bloc
	for _, b := range list {
		set, _, err := portal.SettingsOf(r.Context(), h.s.DB, b.ID)
		if err != nil {
			return nil, err
		}
		if set.Public {
			out = append(out, b)
		}
	}
	return out, nil
}

func articleID(r *web.Request) (portal.ID, error) {
	n, err := id.Parse[portal.Article](r.PathValue("id"))
	if err != nil {
		return 0, errNone
	}
	return n, nil
}

func pageNumber(r *web.Request) int {
	n, _ := strconv.Atoi(r.URL.Query().Get("trang"))
	return min(max(n, 1), 1<<16)
}

// number reads a version or another whole number of a form.
func number(s string) (int64, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0, fault.New(fault.Invalid, "doc.stale|Trang này đã cũ. Tải lại trang rồi làm lại.").Because(err)
	}
	return n, nil
}

// refused is the status of a reader's form that comes back, with the time to wait for who sent
// too much.
func refused(w http.ResponseWriter, err error) int {
	if wait := portal.Slowed(err); wait > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(wait.Seconds())))
		return http.StatusTooManyRequests
	}
	return statusOf(err)
}

// statusOf is the status of a form that comes back.
func statusOf(err error) int {
	if s := web.Status(err); s != http.StatusInternalServerError {
		return s
	}
	return http.StatusUnprocessableEntity
}
