package accountweb

import (
	"context"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
	"thidua/internal/platform/mail"
	"thidua/internal/platform/msg"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/account"
	"thidua/internal/year/org"
)

const secret = "mot cau ngan kho doan"

var (
	system = who.Actor{Name: "test", Via: "cli", System: true}
	first  = civil.Date{Year: 2022, Month: 1, Day: 1}
	last   = civil.Date{Year: 2022, Month: 12, Day: 31}
)

type site struct {
	*httptest.Server
	s    *account.Service
	hand *clock.Hand
	id   map[string]id.User
	unit map[string]id.Unit
}

// open starts a server with two units of one bloc, of which "tt" leads in 2022.
func open(t *testing.T, demo bool) *site { return openWith(t, demo, nil) }

// openWith is open with a single sign-on.
func openWith(t *testing.T, demo bool, single func(*site) *SSO) *site {
	t.Helper()
	d := dbtest.SQLite(t, []fs.FS{mail.Migrations, org.Migrations, account.Migrations})
	s := account.NewService(d)
	o := org.NewService(d)
	x := &site{s: s, hand: d.Clock.(*clock.Hand), id: map[string]id.User{}, unit: map[string]id.Unit{}}
	ctx := context.Background()
	err := d.Write(ctx, func(tx *db.Tx) error {
		b, err := o.SaveBloc(ctx, tx, system, org.Bloc{Code: "k3", Name: "Khối 3"})
		if err != nil {
			return err
		}
		for i, c := range []string{"tt", "tp"} {
			u, err := o.SaveUnit(ctx, tx, system, org.Unit{Code: c, Name: "Đơn vị " + c, Short: "ĐV " + c})
			if err != nil {
				return err
			}
			x.unit[c] = u.ID
			if err := o.Join(ctx, tx, system, org.Membership{Bloc: b.ID, Unit: u.ID, Order: i + 1, Span: org.Span{From: first, To: civil.Date{}}}); err != nil {
				return err
			}
		}
		return o.Appoint(ctx, tx, system, org.Term{Bloc: b.ID, Unit: x.unit["tt"], Kind: org.Lead, Span: org.Span{From: first, To: last}, Basis: "QĐ 1"})
	})
	if err != nil {
		t.Fatal(err)
	}
	for login, p := range map[string]account.Post{
		"cb.tt":  {Unit: x.unit["tt"], Role: who.Officer, From: first},
		"cb.tp":  {Unit: x.unit["tp"], Role: who.Officer, From: first},
		"th.tp":  {Unit: x.unit["tp"], Role: who.Head, From: first},
		"ban":    {Role: who.Board, From: first},
		"admin":  {Role: who.Admin, From: first},
		"admin2": {Role: who.Admin, From: first},
	} {
		u, err := s.Register(ctx, system, account.Draft{Login: login, Name: "Người " + login, Password: secret, Posts: []account.Post{p}})
		if err != nil {
			t.Fatal(err)
		}
		x.id[login] = u.ID
	}
	var dm *Demo
	if demo {
		dm = &Demo{Title: "Khối 3", Board: "ban", Units: func(context.Context) ([]DemoUnit, error) {
			return []DemoUnit{{Name: "ĐV tt", Lead: true, Officer: "cb.tt", Head: "th.tt"}, {Name: "ĐV tp", Officer: "cb.tp", Head: "th.tp", Missing: true, Example: "/vi-du/tp.xlsx"}}, nil
		}}
	}
	var sso *SSO
	if single != nil {
		sso = single(x)
	}
	cat, err := msg.Load(english)
	if err != nil {
		t.Fatal(err)
	}
	me := web.Slice{Name: "t", Routes: []web.Route{
		{Method: "GET", Path: "/{$}", Name: "t.home", Policy: web.Public, Handler: func(w http.ResponseWriter, r *web.Request) error {
			_, err := io.WriteString(w, "home of "+r.Actor.Name)
			return err
		}},
		{Method: "GET", Path: "/rieng/{x}", Name: "t.in", Policy: web.SignedIn, Handler: func(w http.ResponseWriter, r *web.Request) error {
			_, err := io.WriteString(w, "page "+r.URL.RequestURI()+" of "+r.Actor.Name)
			return err
		}},
	}}
	srv := web.New(web.Options{Slices: []web.Slice{Slice(s, dm, sso), ui.Slice(), me}, Actor: Actor(s), Catalog: cat, Clock: d.Clock, Demo: demo,
		Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
		Fail: func(w http.ResponseWriter, r *web.Request, status int, err error) {
			w.WriteHeader(status)
			io.WriteString(w, r.ErrorText(err))
		}})
	x.Server = httptest.NewServer(Wrap(s, srv))
	t.Cleanup(x.Close)
	return x
}

// A browser keeps cookies and follows redirects.
type browserT struct {
	t *testing.T
	x *site
	c *http.Client
}

func (x *site) browser(t *testing.T) *browserT {
	jar, _ := cookiejar.New(nil)
	return &browserT{t, x, &http.Client{Jar: jar}}
}

func (b *browserT) read(r *http.Response, err error) (int, string, string) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return r.StatusCode, r.Request.URL.RequestURI(), string(body)
}

func (b *browserT) get(path string) (int, string, string) {
	b.t.Helper()
	return b.read(b.c.Get(b.x.URL + path))
}

func (b *browserT) post(path string, kv ...string) (int, string, string) {
	b.t.Helper()
	f := url.Values{}
	for i := 0; i < len(kv); i += 2 {
		f.Add(kv[i], kv[i+1])
	}
	return b.read(b.c.PostForm(b.x.URL+path, f))
}

func (b *browserT) signIn(login string) *browserT {
	b.t.Helper()
	if code, at, body := b.post("/dang-nhap", "login", login, "password", secret); code != 200 || at != "/" {
		b.t.Fatalf("sign-in of %s: %d at %s\n%s", login, code, at, body)
	}
	return b
}

func mainOf(body string) string {
	if i := strings.Index(body, "<main"); i >= 0 {
		body = body[i:]
	}
	body, _, _ = strings.Cut(body, "</main>")
	return body
}

func has(t *testing.T, body string, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(body, w) {
			t.Errorf("page lacks %q:\n%s", w, mainOf(body))
		}
	}
}

func TestSignInReturnsToThePageAskedFor(t *testing.T) {
	x := open(t, false)
	b := x.browser(t)
	code, at, body := b.get("/rieng/6t?o=C01&x=a%20b")
	if code != 200 || at != "/dang-nhap?ve=%2Frieng%2F6t%3Fo%3DC01%26x%3Da%2520b" {
		t.Fatalf("%d %s", code, at)
	}
	has(t, body, `<input type="hidden" name="ve" value="/rieng/6t?o=C01&amp;x=a%20b">`, "trở lại đúng trang")
	code, at, body = b.post("/dang-nhap", "login", " CB.TT ", "password", secret, "ve", "/rieng/6t?o=C01&x=a%20b")
	if code != 200 || at != "/rieng/6t?o=C01&x=a%20b" {
		t.Fatalf("%d %s", code, at)
	}
	has(t, body, "Thư ký Khối trưởng – ĐV tt")
	if _, at, _ := b.get("/dang-nhap?ve=/rieng/1"); at != "/rieng/1" {
		t.Errorf("signed in already, but at %s", at)
	}
	b.post("/dang-xuat")
	if _, at, _ := b.get("/rieng/6t"); !strings.HasPrefix(at, "/dang-nhap") {
		t.Errorf("after signing out at %s", at)
	}
}

func TestOnlyLocalReturn(t *testing.T) {
	for ve, want := range map[string]string{
		"/nhap/2022-6t#c-C01": "/nhap/2022-6t#c-C01", "": "/", "//evil.test/x": "/", `/\evil.test`: "/", "https://evil.test": "/", "/\t/evil.test": "/",
		"/a\r\nSet-Cookie: x=1": "/", "javascript:alert(1)": "/", `/x\..\y`: "/", "/%2F/evil.test": "/%2F/evil.test", "nhap": "/",
	} {
		if got := web.Local(ve); got != want {
			t.Errorf("web.Local(%q) = %q, want %q", ve, got, want)
		}
	}
}

func TestWrongSignIn(t *testing.T) {
	x := open(t, false)
	b := x.browser(t)
	_, _, known := b.post("/dang-nhap", "login", "cb.tp", "password", "sai bet")
	code, at, unknown := b.post("/dang-nhap", "login", "khong.co", "password", "sai bet", "ve", "/rieng/1")
	if code != 422 || at != "/dang-nhap" {
		t.Fatalf("%d %s", code, at)
	}
	has(t, unknown, "Tên đăng nhập hoặc mật khẩu chưa đúng. Sau 4 lần nữa", `value="khong.co"`, `value="/rieng/1"`, "<title>Lỗi: ")
	has(t, known, "Tên đăng nhập hoặc mật khẩu chưa đúng. Sau 4 lần nữa") // the same words for a known name
	for range 4 {
		code, _, _ = b.post("/dang-nhap", "login", "cb.tp", "password", "sai bet")
	}
	if code != 422 {
		t.Fatalf("fifth try: %d", code)
	}
	code, _, body := b.post("/dang-nhap", "login", "cb.tp", "password", secret)
	if code != 429 {
		t.Fatalf("sixth try, right password: %d, want 429", code)
	}
	has(t, body, "Thử lại sau 15 phút")
	x.hand.Set(x.hand.Now().Add(15 * time.Minute))
	b.signIn("cb.tp")
	code, _, body = x.browser(t).post("/dang-nhap", "login", "", "password", "")
	if code != 422 {
		t.Errorf("empty form: %d", code)
	}
	has(t, body, "Nhập tên đăng nhập", "Nhập mật khẩu")
}

func TestSessionEnds(t *testing.T) {
	x := open(t, false)
	in := func(b *browserT) bool { code, at, _ := b.get("/rieng/1"); return code == 200 && at == "/rieng/1" }
	idle, busy := x.browser(t).signIn("cb.tp"), x.browser(t).signIn("cb.tt")
	start := x.hand.Now()
	for h := 1; h < 12; h++ {
		x.hand.Set(start.Add(time.Duration(h)*time.Hour - time.Minute))
		if !in(busy) {
			t.Fatalf("signed out after %d hours of work", h)
		}
	}
	if in(idle) {
		t.Error("still signed in after 11 hours without use")
	}
	x.hand.Set(start.Add(12*time.Hour + time.Second))
	if in(busy) {
		t.Error("still signed in after 12 hours")
	}
}

func TestDisabledUserIsOutAtOnce(t *testing.T) {
	x := open(t, false)
	b, admin := x.browser(t).signIn("cb.tp"), x.browser(t).signIn("admin")
	code, _, body := admin.post("/quan-tri/nguoi-dung/cb.tp/khoa", "off", "1")
	if code != 200 {
		t.Fatalf("%d %s", code, body)
	}
	has(t, body, "Đã khóa tài khoản", "Mở lại tài khoản")
	if _, at, _ := b.get("/rieng/1"); !strings.HasPrefix(at, "/dang-nhap") {
		t.Errorf("a disabled user is at %s", at)
	}
	code, _, body = b.post("/dang-nhap", "login", "cb.tp", "password", secret)
	if code != 422 {
		t.Errorf("a disabled user signs in: %d", code)
	}
	has(t, body, "đã bị khóa")
	admin.post("/quan-tri/nguoi-dung/cb.tp/khoa", "off", "0")
	b.signIn("cb.tp")
	code, _, body = admin.post("/quan-tri/nguoi-dung/admin/khoa", "off", "1")
	if code != 422 {
		t.Errorf("an administrator locks itself out: %d", code)
	}
	has(t, body, "không khóa được tài khoản của chính mình")
}

func TestOwnAccount(t *testing.T) {
	x := open(t, false)
	b, other := x.browser(t).signIn("th.tp"), x.browser(t).signIn("th.tp")
	_, _, body := b.get("/tai-khoan")
	has(t, body, "Thủ trưởng đơn vị – Đơn vị tp, từ 01/01/2022", "Nơi này", "Đăng xuất mọi nơi khác")
	for name, c := range map[string]struct{ old, fresh, again, want string }{
		"short":  {secret, "ngắn", "ngắn", "từ 8 đến 128 ký tự"},
		"long":   {secret, strings.Repeat("dài", 43), strings.Repeat("dài", 43), "từ 8 đến 128 ký tự"},
		"easy":   {secret, "12345678", "12345678", "quá dễ đoán"},
		"same":   {secret, "aaaaaaaaaa", "aaaaaaaaaa", "quá dễ đoán"},
		"twice":  {secret, "mat khau moi 1", "mat khau moi 2", "chưa giống nhau"},
		"wrong":  {"khong phai", "mat khau moi 1", "mat khau moi 1", "Mật khẩu hiện nay chưa đúng"},
		"absent": {"", "", "", "từ 8 đến 128 ký tự"},
	} {
		code, _, body := b.post("/tai-khoan/mat-khau", "old", c.old, "new", c.fresh, "again", c.again)
		if code != 422 || !strings.Contains(body, c.want) {
			t.Errorf("%s: %d, page lacks %q", name, code, c.want)
		}
	}
	// 8 characters that are more bytes, and in decomposed form: the same password when composed.
	code, at, body := b.post("/tai-khoan/mat-khau", "old", secret, "new", "mâ\u0323tkhẩu", "again", "mâ\u0323tkhẩu")
	if code != 200 || at != "/tai-khoan" {
		t.Fatalf("%d %s %s", code, at, body)
	}
	if _, at, _ := other.get("/rieng/1"); !strings.HasPrefix(at, "/dang-nhap") {
		t.Error("signed in elsewhere after the password was changed")
	}
	if code, _, _ := other.post("/dang-nhap", "login", "th.tp", "password", "mậtkhẩu"); code != 200 {
		t.Errorf("new password, composed: %d", code)
	}
	if code, _, _ := x.browser(t).post("/dang-nhap", "login", "th.tp", "password", secret); code != 422 {
		t.Errorf("old password: %d", code)
	}
	_, _, body = b.get("/tai-khoan")
	_, key, _ := strings.Cut(body, `name="key" value="`)
	key, _, _ = strings.Cut(key, `"`)
	thief := x.browser(t).signIn("cb.tt")
	thief.post("/tai-khoan/phien", "key", key)
	if _, at, _ := other.get("/rieng/1"); at != "/rieng/1" {
		t.Error("somebody else ended the session")
	}
	b.post("/tai-khoan/phien", "key", key)
	if _, at, _ := other.get("/rieng/1"); !strings.HasPrefix(at, "/dang-nhap") {
		t.Error("the ended session lives on")
	}
	if _, at, _ := b.get("/rieng/1"); at != "/rieng/1" {
		t.Error("the own session ended too")
	}
	// All the others at once.
	elsewhere := []*browserT{x.browser(t), x.browser(t)}
	for _, o := range elsewhere {
		o.post("/dang-nhap", "login", "th.tp", "password", "mậtkhẩu")
	}
	b.post("/tai-khoan/phien")
	for _, o := range elsewhere {
		if _, at, _ := o.get("/rieng/1"); !strings.HasPrefix(at, "/dang-nhap") {
			t.Error("signed in elsewhere after all the others were ended")
		}
	}
	if _, at, _ := b.get("/rieng/1"); at != "/rieng/1" {
		t.Error("ending the others ended the own session too")
	}
	if _, at, _ := thief.get("/rieng/1"); at != "/rieng/1" {
		t.Error("somebody else's session ended too")
	}
}

func TestAdministration(t *testing.T) {
	x := open(t, false)
	admin := x.browser(t).signIn("admin")
	form := func(kv ...string) []string {
		m := map[string]string{"login": "moi.tp", "name": "Người mới", "password": secret, "role": "officer", "unit": "tp", "from": "01/07/2022", "to": "31/07/2022"}
		for i := 0; i < len(kv); i += 2 {
			m[kv[i]] = kv[i+1]
		}
		var l []string
		for k, v := range m {
			l = append(l, k, v)
		}
		return l
	}
	for name, c := range map[string]struct {
		set  []string
		want string
	}{
		"login":    {[]string{"login", "có dấu"}, "Tên đăng nhập gồm chữ thường"},
		"taken":    {[]string{"login", "CB.TP"}, "đã có. Chọn tên khác"},
		"name":     {[]string{"name", "  "}, "Nhập tên người dùng"},
		"password": {[]string{"password", "ngắn"}, "từ 8 đến 128"},
		"role":     {[]string{"role", "king"}, "Chọn vai trò"},
		"unit":     {[]string{"unit", ""}, "Chọn đơn vị"},
		"board":    {[]string{"role", "board"}, "không thuộc đơn vị nào"},
		"unknown":  {[]string{"unit", "xx"}, "Không có đơn vị này"},
		"date":     {[]string{"from", "31/02/2022"}, "phải là ngày"},
		"order":    {[]string{"to", "01/01/2022"}, "không được trước ngày bắt đầu"},
	} {
		code, _, body := admin.post("/quan-tri/nguoi-dung", form(c.set...)...)
		if code != 422 || !strings.Contains(body, c.want) || !strings.Contains(body, `aria-invalid="true"`) {
			t.Errorf("%s: %d, page lacks %q at a field", name, code, c.want)
		}
	}
	code, at, body := admin.post("/quan-tri/nguoi-dung", form()...)
	if code != 200 || at != "/quan-tri/nguoi-dung/moi.tp" {
		t.Fatalf("%d %s %s", code, at, body)
	}
	has(t, body, "Đã tạo tài khoản moi.tp", "31/07/2022")
	_, _, body = admin.get("/quan-tri/nguoi-dung?q=nguoi+moi")
	has(t, body, "1 tài khoản", "moi.tp")
	if strings.Contains(body, "cb.tt") {
		t.Error("the search does not narrow")
	}
	b := x.browser(t).signIn("moi.tp")
	name := func() string { _, _, s := b.get("/"); return s }
	if got := name(); got != "home of Cán bộ TĐKT – ĐV tp" {
		t.Errorf("%q", got)
	}
	// The post ends with its day; the next request knows.
	x.hand.Set(time.Date(2022, 8, 1, 0, 0, 1, 0, clock.Zone))
	b.signIn("moi.tp")
	if got := name(); got != "home of Người mới" {
		t.Errorf("after the post ended: %q", got)
	}
	if code, _, _ := b.get("/quan-tri/nguoi-dung"); code != 403 {
		t.Errorf("a user in the administration: %d", code)
	}
	admin.signIn("admin")
	code, _, body = admin.post("/quan-tri/nguoi-dung/moi.tp/chuc-trach", "role", "head", "unit", "tp", "title", "Giám đốc", "from", "01/08/2022")
	if code != 200 {
		t.Fatalf("%d %s", code, body)
	}
	if got := name(); got != "home of Giám đốc – ĐV tp" {
		t.Errorf("new post: %q", got)
	}
	if code, _, body = admin.post("/quan-tri/nguoi-dung/moi.tp/chuc-trach", "role", "head", "unit", "tp", "from", "05/08/2022"); code != 422 {
		t.Errorf("the same post twice: %d", code)
	}
	_, key, _ := strings.Cut(body, `name="post" value="`)
	key, _, _ = strings.Cut(key, `"`)
	if code, _, _ := admin.post("/quan-tri/nguoi-dung/moi.tp/thoi-chuc", "post", key, "last", "hôm qua"); code != 422 {
		t.Errorf("a bad day: %d", code)
	}
	if code, _, body := admin.post("/quan-tri/nguoi-dung/moi.tp/thoi-chuc", "post", key, "last", "31/07/2022"); code != 200 {
		t.Errorf("ending a post: %d %s", code, body)
	}
	if got := name(); got != "home of Người mới" {
		t.Errorf("after the post was ended: %q", got)
	}
	if code, _, _ := admin.post("/quan-tri/nguoi-dung/moi.tp/mat-khau", "password", "mot cau khac han"); code != 200 {
		t.Error("password not set")
	}
	if got := name(); got != "home of Khách" {
		t.Errorf("signed in after the password was set anew: %q", got)
	}
	if code, _, _ := admin.get("/quan-tri/nguoi-dung/khong-co"); code != 404 {
		t.Errorf("unknown user: %d", code)
	}
}

func TestDemo(t *testing.T) {
	x := open(t, true)
	b := x.browser(t)
	code, _, body := b.get("/demo")
	if code != 200 {
		t.Fatalf("%d %s", code, body)
	}
	has(t, body, "Thư ký Khối trưởng – ĐV tt", "còn thiếu số liệu", `<a href="/vi-du/tp.xlsx" download>`, "của ĐV tp", `name="login" value="th.tp"`, "Khách")
	if _, at, body := b.post("/demo/vai", "login", "cb.tt"); at != "/" || body != "home of Thư ký Khối trưởng – ĐV tt" {
		t.Errorf("%s %s", at, body)
	}
	if _, _, body := b.post("/demo/vai", "login", "ban"); body != "home of Ban TĐKT tỉnh" {
		t.Errorf("%s", body)
	}
	if code, _, _ := b.post("/demo/vai", "login", "admin"); code != 404 {
		t.Errorf("a role that is not offered: %d", code)
	}
	if _, _, body := b.post("/demo/vai"); body != "home of Khách" {
		t.Errorf("%s", body)
	}
	real := open(t, false)
	for _, p := range []string{"/demo", "/demo/vai"} {
		if code, _, _ := real.browser(t).get(p); code != 404 {
			t.Errorf("%s outside the demo: %d", p, code)
		}
		if code, _, _ := real.browser(t).post(p, "login", "cb.tt"); code != 404 {
			t.Errorf("POST %s outside the demo: %d", p, code)
		}
	}
}

// A session planted before sign-in is worth nothing after it, and the table holds no token.
func TestTokenIsNewAndHashed(t *testing.T) {
	x := open(t, true)
	b := x.browser(t)
	u, _ := url.Parse(x.URL)
	token := func() string {
		for _, c := range b.c.Jar.Cookies(u) {
			if c.Name == "phien" {
				return c.Value
			}
		}
		return ""
	}
	b.post("/demo/vai", "login", "cb.tt")
	before := token()
	b.post("/demo/vai", "login", "ban")
	after := token()
	if before == "" || before == after {
		t.Fatalf("token %q stays %q", before, after)
	}
	old := x.browser(t)
	old.c.Jar.SetCookies(u, []*http.Cookie{{Name: "phien", Value: before}})
	if _, _, body := old.get("/"); body != "home of Khách" {
		t.Errorf("the old token opens: %s", body)
	}
	list, err := x.s.SessionsOf(context.Background(), x.id["ban"], "")
	if err != nil || len(list) != 1 || list[0].Key == after || strings.Contains(list[0].Key, after) {
		t.Errorf("sessions %v %v", list, err)
	}
}

func TestViewsTypeCheck(t *testing.T) {
	for _, v := range []ui.Checkable{signInView, ownView, usersView, userView, demoView} {
		if _, err := v.Template(); err != nil {
			t.Error(err)
		}
	}
}

// TestSignOutClears: the next one at a shared PC finds neither the session nor drafts.
func TestSignOutClears(t *testing.T) {
	b := open(t, false).browser(t).signIn("th.tp")
	b.c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	r, err := b.c.PostForm(b.x.URL+"/dang-xuat", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if got := r.Header.Get("Clear-Site-Data"); got != `"cache", "storage"` {
		t.Errorf("Clear-Site-Data %s", got)
	}
	if code, _, _ := b.get("/rieng/1"); code != http.StatusSeeOther {
		t.Errorf("after signing out: %d", code)
	}
}

// TestUnitAccounts makes the accounts of all units in one press: their links are shown once
// and let their holders in; nobody else may press.
func TestUnitAccounts(t *testing.T) {
	x := open(t, false)
	const path = "/quan-tri/tai-khoan-don-vi"
	b := x.browser(t).signIn("admin")
	_, _, body := b.get(path)
	has(t, body, "Đơn vị tt", "Thủ trưởng đơn vị", "Tạo 1 tài khoản")
	if strings.Contains(mainOf(body), "Đơn vị tp") {
		t.Error("a unit that has everybody is listed")
	}
	code, at, body := b.post(path)
	if code != 200 || at != path {
		t.Fatalf("%d %s", code, at)
	}
	has(t, body, "Đã tạo 1 tài khoản", "thutruong-tt", "/loi-moi/", "Thủ trưởng ĐV tt")
	_, link, _ := strings.Cut(mainOf(body), x.URL+"/loi-moi/")
	token, _, _ := strings.Cut(link, "<")
	if _, _, again := b.get(path); strings.Contains(again, token) {
		t.Error("the link is shown a second time")
	} else {
		has(t, again, "Mọi đơn vị đang trong khối đều có")
	}
	if code, _, body := b.post(path); code != 200 || strings.Contains(body, "/loi-moi/") {
		t.Errorf("nothing is left to make: %d", code)
	}
	head := x.browser(t)
	if code, at, body := head.post("/loi-moi/"+token, "password", "mot cau khac de nho", "again", "mot cau khac de nho"); code != 200 || at != "/" && at != "/dang-nhap" {
		t.Errorf("the invitation: %d at %s: %s", code, at, mainOf(body))
	}
	other := x.browser(t).signIn("ban")
	if code, _, _ := other.post(path); code != 403 {
		t.Errorf("the board makes accounts: %d", code)
	}
}
