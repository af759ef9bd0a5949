// Package journalweb shows the audit log: the list with its filter and export, one line with
// what was there before and after, and the page where units take the proof of their own
// submission and the signed state of the log.
package journalweb

import (
	"embed"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/account"
	"thidua/internal/year/journal"
	"thidua/internal/year/progress"
)

//go:embed *.html
var files embed.FS

//go:embed journal.en.txt
var english string

type handler struct {
	s *journal.Service
	p *progress.Service
}

// reader may read the log of the whole system.
var reader = web.Policy{Name: "board-or-admin", Allow: func(a who.Actor) error { return who.Can(a, who.ReadLog, who.Object{}) }}

// Slice gives the routes of the log.
func Slice(s *journal.Service, p *progress.Service) web.Slice {
	h := &handler{s, p}
	return web.Slice{Name: "journal", English: english,
		Menu: []web.MenuItem{
			{Path: "/nhat-ky", Label: "nav.log|Nhật ký", Order: 920, Show: func(a who.Actor) bool { return reader.Allow(a) == nil }},
			{Path: "/kiem-chung", Label: "nav.check|Kiểm chứng", Order: 720, Show: func(a who.Actor) bool { return web.Insider.Allow(a) == nil }},
		},
		Routes: []web.Route{
			{Method: "GET", Path: "/nhat-ky", Name: "journal.list", Policy: reader, Handler: h.list},
			{Method: "POST", Path: "/nhat-ky/xuat", Name: "journal.export", Policy: reader, Handler: h.export},
			{Method: "GET", Path: "/nhat-ky/{id}", Name: "journal.line", Policy: reader, Handler: h.line},
			{Method: "GET", Path: "/kiem-chung", Name: "journal.check", Policy: web.Insider, Handler: h.check},
			{Method: "GET", Path: "/kiem-chung/diem-chot", Name: "journal.checkpoint", Policy: web.Insider, Handler: h.checkpoint},
			{Method: "GET", Path: "/log/checkpoint", Name: "journal.log", Policy: web.Public, Handler: h.newest},
			{Method: "GET", Path: "/log/tile/{path...}", Name: "journal.tile", Policy: web.Public, Handler: h.tile},
			{Method: "GET", Path: "/kiem-chung/{bloc}/{period}/{unit}", Name: "journal.proof", Policy: web.Insider, Handler: h.proof},
		}}
}

// groups name the beginnings of acts, for the filter.
var groups = []struct{ act, name string }{
	{"progress.", "journal.g.progress|Số liệu, phần lời, trình duyệt"},
	{"plan.", "journal.g.plan|Kế hoạch, chỉ tiêu, nhiệm vụ"},
	{"campaign.", "journal.g.campaign|Phong trào, phát động"},
	{"pledge.", "journal.g.pledge|Giao ước thi đua"},
	{"registration.", "journal.g.registration|Đăng ký danh hiệu"},
	{"award.", "journal.g.award|Khen thưởng"},
	{"rolemodel.", "journal.g.rolemodel|Gương điển hình"},
	{"document.", "journal.g.document|Văn bản"},
	{"report.", "journal.g.report|Báo cáo của Khối"},
	{"consultation.", "journal.g.consultation|Góp ý dự thảo"},
	{"conference.", "journal.g.conference|Hội nghị"},
	{"review.", "journal.g.review|Rà soát"},
	{"portal.", "journal.g.portal|Trang công khai"},
	{"release.", "journal.g.release|Số liệu công bố"},
	{"comment.", "journal.g.comment|Bình luận của người dân"},
	{"suggestion.", "journal.g.suggestion|Góp ý của người dân"},
	{"subscriber.", "journal.g.subscriber|Người nhận bản tin"},
	{"activity.", "journal.g.activity|Hoạt động, tuyên truyền"},
	{"calendar.", "journal.g.calendar|Thư nhắc việc"},
	{"mail.", "journal.g.mail|Thư gửi đi"},
	{"catalog.", "journal.g.catalog|Danh hiệu, bộ quy tắc"},
	{"org.", "journal.g.org|Khối và đơn vị"},
	{"account.", "journal.g.account|Tài khoản, đăng nhập"},
	{"security.", "journal.g.security|Truy cập bị từ chối"},
	{"taken.", "journal.g.taken|Tải tệp về"},
	{"audit.", "journal.g.audit|Nhật ký, sao lưu"},
	{"log.", "journal.g.export|Xuất nhật ký"},
}

// group names the kind of an act in the reader's language.
func group(r *web.Request, act string) string {
	for _, g := range groups {
		if strings.HasPrefix(act, g.act) {
			return r.T(g.name)
		}
	}
	return act
}

type row struct {
	Href   string
	At     time.Time
	Who    string
	What   string // the act in words
	Group  string // the kind of act
	Act    string // as the log writes it
	Object string // in words
	On     string // as the log writes it
	Why    string
	Signed bool
}

type listPage struct {
	ui.Page
	Errors ui.Errors
	Rows   []row
	Form   form
	Groups []ui.Option
	Older  string // address of the next page
	Newest bool   // nothing stands before this page
	Asked  bool   // a filter is on
	Of     string // the object whose history this is, in words
}

// form is the filter as the reader wrote it.
type form struct{ From, To, Act, Object, Actor string }

var (
	listView = ui.NewView[listPage](files, "log.html")
	lineView = ui.NewView[linePage](files, "line.html")
)

const pageSize = 50

// search reads the filter of the address or of a form.
func search(r *web.Request, errs *ui.Errors) (form, audit.Search) {
	f := form{r.FormValue("tu"), r.FormValue("den"), r.FormValue("viec"), strings.TrimSpace(r.FormValue("doi-tuong")), strings.TrimSpace(r.FormValue("ai"))}
	s := audit.Search{Act: f.Act, Object: f.Object, Actor: f.Actor, Limit: pageSize + 1}
	day := func(text, field, label string, next int) time.Time {
		if text == "" {
			return time.Time{}
		}
		d, err := civil.ParseVN(text)
		if err != nil {
			errs.Add(field, r.T("date.bad|{field} phải là ngày, ví dụ 19/07/2022", fault.P{"field": r.T(label)}))
			return time.Time{}
		}
		return time.Date(d.Year, d.Month, d.Day+next, 0, 0, 0, 0, clock.Zone)
	}
	s.From = day(f.From, "tu", "journal.from|Từ ngày", 0)
	s.Until = day(f.To, "den", "journal.to|Đến ngày", 1)
	if before, err := strconv.ParseInt(r.FormValue("truoc"), 32, 64); err == nil && before > 0 {
		s.Before = before
	}
	return f, s
}

func (f form) query() url.Values {
	v := url.Values{}
	for name, x := range map[string]string{"tu": f.From, "den": f.To, "viec": f.Act, "doi-tuong": f.Object, "ai": f.Actor} {
		if x != "" {
			v.Set(name, x)
		}
	}
	return v
}

func (h *handler) list(w http.ResponseWriter, r *web.Request) error {
	p := listPage{Page: ui.NewPage(w, r, "journal.title|Nhật ký hệ thống")}
	var s audit.Search
	p.Form, s = search(r, &p.Errors)
	p.Asked, p.Newest = len(p.Form.query()) > 0, s.Before == 0
	for _, g := range groups {
		p.Groups = append(p.Groups, ui.Option{Value: g.act, Text: r.T(g.name)})
	}
	status := http.StatusOK
	if len(p.Errors) > 0 {
		p.Error, status = "x", http.StatusUnprocessableEntity
		return listView.RenderStatus(w, r, status, p)
	}
	lines, err := h.s.Find(r.Context(), r.Actor, s)
	if err != nil {
		return err
	}
	if len(lines) > pageSize {
		lines = lines[:pageSize]
		v := p.Form.query()
		v.Set("truoc", strconv.FormatInt(lines[pageSize-1].ID, 32))
		p.Older = "/nhat-ky?" + v.Encode()
	}
	err = h.s.DB().Read(r.Context(), func(tx *db.Tx) error {
		t, err := newTeller(r, tx)
		for _, l := range lines {
			if err == nil {
				var x row
				x, err = t.row(l)
				p.Rows = append(p.Rows, x)
			}
		}
		if err == nil && len(lines) > 0 && p.Form.Object == lines[0].On {
			p.Of = p.Rows[0].Object
		}
		return err
	})
	if err != nil {
		return err
	}
	return listView.Render(w, r, p)
}

// who gives who acted, also for lines that name the account alone: those of refused access.
func (t *teller) who(l audit.Line) string {
	if n, err := id.Parse[int](l.Actor); err == nil && l.Name == "" && !l.Erased {
		if u, err := account.UserByID(t.r.Context(), t.q, id.User(n)); err == nil && u.Name != "" {
			return u.Name
		}
	}
	return nameOf(t.r, l)
}

func (t *teller) row(l audit.Line) (row, error) {
	on, err := t.object(t.r.Context(), l.On)
	x := row{Href: "/nhat-ky/" + strconv.FormatInt(l.ID, 32), At: l.At, Who: t.who(l), What: t.act(l.Did), Group: group(t.r, l.Did), Act: l.Did, Object: on, On: l.On, Why: l.Why, Signed: l.Seq >= 0}
	if x.Group == x.What || x.Group == l.Did {
		x.Group = ""
	}
	return x, err
}

// nameOf gives who acted: the name of that time, or the number of the account.
func nameOf(r *web.Request, l audit.Line) string {
	switch {
	case l.Name != "":
		return l.Name
	case l.Actor == "system":
		return r.T("journal.system|Hệ thống")
	}
	return r.T("journal.account|Tài khoản {id}", fault.P{"id": l.Actor})
}

type linePage struct {
	ui.Page
	Line    row
	Fields  []change
	Record  []journal.Field // every value by the name that the log gives it
	Via     string
	Version int64
	Place   int // from 1; 0 when it has none yet
	Erased  bool
	Covered bool
	Object  string // address of all lines of the object
	Person  string // address of all lines of the actor
}

func (h *handler) line(w http.ResponseWriter, r *web.Request) error {
	id, err := strconv.ParseInt(r.PathValue("id"), 32, 64)
	if err != nil {
		return fault.New(fault.NotFound, "web.404|Không tìm thấy trang. Kiểm tra lại đường dẫn hoặc tìm kiếm.")
	}
	l, err := h.s.One(r.Context(), r.Actor, id)
	if err != nil {
		return err
	}
	p := linePage{Page: ui.NewPage(w, r, "journal.line|Một dòng nhật ký"), Record: journal.Diff(l.Before, l.After), Via: l.Via, Version: l.Version,
		Place: int(l.Seq) + 1, Erased: l.Erased, Covered: journal.Covered(r.Actor, l.Did)}
	err = h.s.DB().Read(r.Context(), func(tx *db.Tx) error {
		t, err := newTeller(r, tx)
		if err == nil {
			p.Fields = t.changes(l)
			p.Line, err = t.row(l)
		}
		return err
	})
	if err != nil {
		return err
	}
	p.Object = "/nhat-ky?" + url.Values{"doi-tuong": {l.On}}.Encode()
	p.Person = "/nhat-ky?" + url.Values{"ai": {l.Actor}}.Encode()
	return lineView.Render(w, r, p)
}

// copied is a line as it is taken away.
type copied struct {
	ID      int64           `json:"id"`
	Seq     int64           `json:"seq"`
	At      string          `json:"at"`
	Actor   string          `json:"actor"`
	Name    string          `json:"name,omitempty"`
	Via     string          `json:"via,omitempty"`
	Did     string          `json:"did"`
	On      string          `json:"on"`
	Version int64           `json:"version,omitempty"`
	Why     string          `json:"why,omitempty"`
	Before  json.RawMessage `json:"before,omitempty"`
	After   json.RawMessage `json:"after,omitempty"`
}

// export writes the lines of the filter as a file.
func (h *handler) export(w http.ResponseWriter, r *web.Request) error {
	var errs ui.Errors
	_, s := search(r, &errs)
	if len(errs) > 0 {
		return fault.New(fault.Invalid, "journal.export.bad|Ngày của bộ lọc chưa đúng nên chưa xuất gì. Quay lại trang nhật ký, sửa ngày rồi xuất lại.")
	}
	format := "json"
	if r.PostFormValue("dang") == "csv" {
		format = "csv"
	}
	lines, err := h.s.Copy(r.Context(), r.Actor, s, format)
	if err != nil {
		return err
	}
	r.ConcernsNobody() // Copy has written its own line
	var list []copied
	for _, l := range lines {
		list = append(list, copied{l.ID, l.Seq, l.At.Format(time.RFC3339), l.Actor, l.Name, l.Via, l.Did, l.On, l.Version, l.Why, l.Before, l.After})
	}
	name := "nhat-ky-" + r.Srv.Clock.Now().Format("2006-01-02") + "." + format
	if format == "csv" {
		return web.Download(w, name, "text/csv; charset=utf-8", table(list))
	}
	b, err := json.MarshalIndent(list, "", " ")
	if err != nil {
		return err
	}
	return web.Download(w, name, "application/json", append(b, '\n'))
}

// table gives the lines as CSV that office programs open as it is: with a mark of the
// encoding, and no cell that could be taken for a formula.
func table(list []copied) []byte {
	var b strings.Builder
	b.WriteString("\ufeff")
	c := csv.NewWriter(&b)
	c.Write([]string{"vi_tri", "thoi_gian", "nguoi", "tai_khoan", "viec", "doi_tuong", "ly_do", "truoc", "sau"})
	for _, l := range list {
		cells := []string{strconv.FormatInt(l.Seq, 10), l.At, l.Name, l.Actor, l.Did, l.On, l.Why, string(l.Before), string(l.After)}
		for i, x := range cells[1:] {
			if x != "" && strings.ContainsRune("=+-@\t\r＝＋－＠", []rune(x)[0]) {
				cells[i+1] = "'" + x
			}
		}
		c.Write(cells)
	}
	c.Flush()
	return []byte(b.String())
}
