package ui_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"thidua/internal/base/who"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/msg"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/platform/web/webtest"
)

var guideDir = flag.String("guide", "", "folder for the style guide and its pictures")

func TestMain(m *testing.M) { os.Exit(webtest.Run(m)) }

type guideRow struct {
	Code, Name, Unit, Plan, Last, Value, State, Msg, Why, Href string
	Notes                                                      int
}

type guidePage struct {
	ui.Page
	Errors          ui.Errors
	Name            string
	Track, Returned []ui.Step
	Setup           []ui.Step
	Strip           []ui.StripCell
	Options         []ui.Option
	Points          []int
	Pager           ui.Pager
	Events          []ui.Event
	Nodes           []ui.Node
	Rows            []guideRow
	Paste           string
}

var (
	guideFiles      = os.DirFS("testdata/guide")
	viewComponents  = ui.NewView[guidePage](guideFiles, "components.html")
	viewForm        = ui.NewView[guidePage](guideFiles, "form.html")
	viewGrid        = ui.NewView[guidePage](guideFiles, "grid.html")
	viewPlain       = ui.NewView[guidePage](guideFiles, "plain.html")
	guideNow        = time.Date(2022, 7, 19, 9, 41, 0, 0, clock.Zone)
	guideActor      = who.Actor{User: 7, Name: "Cán bộ TĐKT – Sở Tư pháp", Via: "web", Posts: []who.Post{{Unit: 3, Role: who.Officer}}}
	guideMenuLabels = []string{"nav.work|Bàn làm việc", "nav.year|Năm thi đua", "nav.plan|Chỉ tiêu", "nav.reg|Đăng ký", "nav.conf|Hội nghị", "nav.score|Chấm điểm", "nav.doc|Văn bản", "nav.news|Tin bài", "nav.set|Cài đặt"}
)

func guideData(p ui.Page) guidePage {
	d := guidePage{Page: p, Name: "Sở Tư pháp",
		Track:    []ui.Step{{Text: "Đã gửi 02/3", State: "done"}, {Text: "Khối trưởng đang xem", State: "now"}, {Text: "Đã tổng hợp"}},
		Returned: []ui.Step{{Text: "Đã gửi 02/3", State: "done"}, {Text: "Trả lại kèm ý kiến", State: "back", Href: "/y-kien"}, {Text: "Đã tổng hợp"}},
		Setup:    []ui.Step{{Text: "Tài khoản quản trị", State: "done", Href: "/1"}, {Text: "Khối và đơn vị", State: "now"}, {Text: "Lịch năm mẫu"}},
		Options:  []ui.Option{{Value: "so", Text: "Sở, ngành"}, {Value: "llvt", Text: "Lực lượng vũ trang", Hint: "Mặc định không công khai"}},
		Points:   []int{20, 45, 100, 70},
		Pager:    ui.Pager{Page: 2, Pages: 9, Total: 431, Base: "/so?trang="},
		Events: []ui.Event{{At: guideNow, Who: "Cán bộ TĐKT – Sở Tư pháp", Text: "Số cuộc kiểm tra", From: "5", To: "7"},
			{At: guideNow.Add(-time.Hour), Who: "Cán bộ TĐKT – Sở Tư pháp", Text: "Số cuộc kiểm tra", To: "5"}, {At: guideNow.Add(-2 * time.Hour), Who: "Thư ký Khối", Text: "mở kỳ", Href: "/ky"}},
		Nodes: []ui.Node{{When: "15/2", Text: "Ký giao ước", State: "done"}, {When: "15/6", Text: "Báo cáo 6 tháng", State: "late", Href: "/bc", Hint: "3 đơn vị chưa gửi"}, {When: "15/7", Text: "Hội nghị sơ kết", State: "now"}, {When: "05/12", Text: "Tổng kết"}},
	}
	for i, s := range []string{"done", "done", "doing", "late", "none", "done", "done", "done", "doing", "done", "done", "none"} {
		d.Strip = append(d.Strip, ui.StripCell{State: s, Text: fmt.Sprintf("Đơn vị %d: %s", i+1, map[string]string{"done": "đã gửi", "doing": "đang làm", "late": "quá hạn", "none": "chưa"}[s]), Href: fmt.Sprintf("/dv/%d", i+1)})
	}
	for i, r := range []guideRow{
		{Name: "Giải quyết đơn khiếu nại, tố cáo", Unit: "%", Plan: "85", Last: "82,1", Value: "87,5", State: "saved", Notes: 2},
		{Name: "Số cuộc kiểm tra", Unit: "cuộc", Plan: "12", Last: "5", Value: "7", State: "warning", Msg: "Thấp hơn cùng kỳ 41,7%. Vẫn lưu được; hãy ghi lý do.", Href: "/ly-do"},
		{Name: "Tiếp dân định kỳ", Unit: "lần", Plan: "24", Last: "12", Value: "abc", State: "invalid", Msg: "Tiếp dân định kỳ phải là số, ví dụ 1.234,5"},
		{Name: "Hồ sơ trễ hạn", Unit: "hồ sơ", Plan: "–", Last: "3", Value: "2", State: "locked", Msg: "Ô này đã khóa: đã duyệt 10/6 – Phó Giám đốc Sở", Why: "đã duyệt 10/6 – Phó Giám đốc Sở"},
		{Name: "Hồ sơ có dấu mật", Unit: "hồ sơ", Plan: "–", Last: "–", State: "withheld", Msg: "Lý do: gửi theo đường văn bản mật", Why: "gửi theo đường văn bản mật"},
		{Name: "Văn bản đã thẩm định", Unit: "văn bản", Plan: "120", Last: "58", State: "required"},
		{Name: "Vụ việc trợ giúp pháp lý", Unit: "vụ", Plan: "1.200", Last: "611", Value: "602", State: "waiting"},
		{Name: "Hòa giải thành ở cơ sở", Unit: "%", Plan: "80", Last: "79,4", Value: "81", State: "failed", Msg: "Chưa lưu được. Số liệu vẫn giữ trong trình duyệt này, hệ thống sẽ thử lại."},
		{Name: "Lớp tập huấn", Unit: "lớp", Plan: "6", Last: "2", Value: "3", State: "conflict", Msg: "Người khác vừa sửa"},
		{Name: "Sáng kiến được công nhận", Unit: "sáng kiến", Plan: "", Last: "", State: ""},
	} {
		r.Code = fmt.Sprintf("CT%02d", i+1)
		d.Rows = append(d.Rows, r)
	}
	return d
}

// fakeSaver answers autosaves as README.md says, with what the test tells it to.
type fakeSaver struct {
	mu     sync.Mutex
	got    []map[string]string
	answer func(form map[string]string) (int, map[string]any)
}

func (f *fakeSaver) handle(w http.ResponseWriter, r *web.Request) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	form := map[string]string{}
	for k, v := range r.PostForm {
		form[k] = v[0]
	}
	f.mu.Lock()
	f.got = append(f.got, form)
	answer := f.answer
	f.mu.Unlock()
	status, a := 200, map[string]any{"code": form["code"], "state": "saved", "value": form["value"], "rev": 2, "at": "09:42", "percent": "58,3%", "done": 27, "total": 30}
	if answer != nil {
		status, a = answer(form)
	}
	if status == 303 {
		http.Redirect(w, r.Request, "/dang-nhap", http.StatusSeeOther)
		return nil
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	var body any = a
	if l, ok := a["list"]; ok {
		body = l
	}
	return json.NewEncoder(w).Encode(body)
}

func (f *fakeSaver) seen() []map[string]string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]map[string]string(nil), f.got...)
}

func (f *fakeSaver) set(answer func(map[string]string) (int, map[string]any)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.answer, f.got = answer, nil
}

func guideServer(t testing.TB, demo bool) (string, *fakeSaver) {
	saver := &fakeSaver{}
	show := func(v *ui.View[guidePage], title string, change func(*guidePage)) web.Handler {
		return func(w http.ResponseWriter, r *web.Request) error {
			d := guideData(ui.NewPage(w, r, title))
			if change != nil {
				change(&d)
			}
			return v.Render(w, r, d)
		}
	}
	wrong := func(d *guidePage) {
		d.Error = "x"
		d.Name = ""
		d.Errors.Add("name", "Nhập Tên đầy đủ")
		d.Errors.Add("day", "Ngày ký không được sau hôm nay")
		d.Errors.Add("text", "Nhập Nguyên nhân")
		d.Errors.Add("kind", "Chọn Cách nộp")
	}
	routes := []web.Route{
		{Method: "GET", Path: "/kieu-dang", Handler: show(viewComponents, "guide|Việc cần làm – Sở Tư pháp", nil)},
		{Method: "GET", Path: "/form", Handler: show(viewForm, "guide|Ghi nhận văn bản", nil)},
		{Method: "POST", Path: "/form", Handler: show(viewForm, "guide|Ghi nhận văn bản", nil)},
		{Method: "GET", Path: "/form-loi", Handler: show(viewForm, "guide|Ghi nhận văn bản", wrong)},
		{Method: "GET", Path: "/grid", Handler: show(viewGrid, "grid.title|Nhập kết quả chỉ tiêu – Sở Tư pháp", nil)},
		{Method: "GET", Path: "/grid-dan", Handler: show(viewGrid, "grid.title|Nhập kết quả chỉ tiêu – Sở Tư pháp", func(d *guidePage) { d.Paste = "/dan" })},
		{Method: "GET", Path: "/khach", Handler: show(viewPlain, "guide|Trang công khai", func(d *guidePage) { d.Actor, d.Menu, d.Events, d.Pager = who.Anonymous, nil, nil, ui.Pager{} })},
		{Method: "POST", Path: "/luu", Handler: saver.handle},
		{Method: "POST", Path: "/dan", Handler: saver.handle},
	}
	for i := range routes {
		routes[i].Name, routes[i].Policy = "guide", web.Public
	}
	slice := web.Slice{Name: "guide", Routes: routes}
	for i, l := range guideMenuLabels {
		path := fmt.Sprintf("/muc-%d", i)
		if i == 2 {
			path = "/grid"
		}
		slice.Menu = append(slice.Menu, web.MenuItem{Path: path, Label: l, Order: i})
	}
	catalog, err := msg.Load(ui.Slice().English)
	if err != nil {
		t.Fatal(err)
	}
	s := web.New(web.Options{Slices: []web.Slice{ui.Slice(), slice}, Catalog: catalog, Clock: clock.NewHand(guideNow), Demo: demo,
		Log:   slog.New(slog.NewTextHandler(io.Discard, nil)),
		Actor: func(*http.Request) (who.Actor, error) { return guideActor, nil },
		Fail: func(w http.ResponseWriter, r *web.Request, status int, err error) {
			if status >= 500 {
				t.Errorf("%s: %v", r.URL.Path, err)
			}
			http.Error(w, err.Error(), status)
		}})
	h := httptest.NewServer(s)
	t.Cleanup(h.Close)
	return h.URL, saver
}

var guidePaths = []string{"/kieu-dang", "/form", "/form-loi", "/grid", "/khach"}

// Guide writes every component in every state through the real layout.
func TestGuide(t *testing.T) {
	base, _ := guideServer(t, true)
	for _, p := range guidePaths {
		r, err := http.Get(base + p)
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r.Body)
		r.Body.Close()
		if err != nil || r.StatusCode != 200 {
			t.Fatalf("%s: %d %v", p, r.StatusCode, err)
		}
		for _, bad := range []string{"<no value>", "ZgotmplZ", "%!", " style=", " onclick=", "{n}</"} {
			if i := strings.Index(string(b), bad); i >= 0 {
				t.Errorf("%s holds %q: …%s", p, bad, string(b)[max(0, i-100):min(len(b), i+50)])
			}
		}
		if n := strings.Count(string(b), "<h1"); n != 1 {
			t.Errorf("%s has %d h1", p, n)
		}
		if *guideDir != "" {
			if err := os.WriteFile(filepath.Join(*guideDir, strings.Trim(p, "/")+".html"), b, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestGuideInBrowser(t *testing.T) {
	base, _ := guideServer(t, true)
	for _, p := range guidePaths {
		webtest.Check(t, p, base+p, webtest.Options{})
	}
	webtest.Check(t, "english", base+"/kieu-dang", webtest.Options{Cookies: []*http.Cookie{{Name: "lang", Value: "en"}, {Name: "size", Value: "l"}}})
	webtest.Check(t, "no script", base+"/grid", webtest.Options{NoScript: true})
}

func TestGuidePictures(t *testing.T) {
	if *guideDir == "" {
		t.Skip("run with -guide DIR to write pictures")
	}
	base, _ := guideServer(t, true)
	for _, p := range guidePaths {
		for _, v := range []struct {
			name    string
			w, h    int
			dark    bool
			cookies []*http.Cookie
		}{{"1366", 1366, 768, false, nil}, {"1366-dark", 1366, 768, true, nil}, {"320", 320, 640, false, nil}, {"320-dark", 320, 640, true, nil}} {
			pg := webtest.Open(t, base+p, v.w, v.h, v.dark, v.cookies...)
			pg.Screenshot(filepath.Join(*guideDir, strings.Trim(p, "/")+"-"+v.name+".png"))
			if v.name == "1366" {
				pg.PDF(filepath.Join(*guideDir, strings.Trim(p, "/")+".pdf"))
			}
		}
		pg := webtest.OpenWith(t, base+p, webtest.Options{Width: 1366, Height: 768, Forced: true})
		pg.Screenshot(filepath.Join(*guideDir, strings.Trim(p, "/")+"-forced.png"))
	}
}

// TestBudgets holds the weights of ux.md 5.3, as transferred with gzip.
func TestBudgets(t *testing.T) {
	css, js := 0, 0
	err := fs.WalkDir(os.DirFS("static"), ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile("static/" + p)
		if err != nil {
			return err
		}
		var z bytes.Buffer
		w := gzip.NewWriter(&z)
		w.Write(b)
		w.Close()
		switch filepath.Ext(p) {
		case ".css":
			css += z.Len()
		case ".js":
			js += z.Len()
		case ".woff", ".woff2", ".ttf", ".otf":
			t.Errorf("%s: web fonts are not used", p)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("css %d bytes, js %d bytes", css, js)
	if css > 14<<10 || css == 0 {
		t.Errorf("style sheet is %d bytes with gzip, at most %d", css, 14<<10)
	}
	if js > 24<<10 || js == 0 {
		t.Errorf("scripts are %d bytes with gzip, at most %d", js, 24<<10)
	}
}
