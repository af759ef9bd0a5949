package accountweb

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"thidua/internal/base/who"
)

var (
	keyShape  = regexp.MustCompile(`<code>((?:[A-Z2-7]{4} ?){8})</code>`)
	codeShape = regexp.MustCompile(`<code>([a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4})</code>`)
)

func code(t *testing.T, key string, at time.Time) string {
	t.Helper()
	c, err := totp.GenerateCode(strings.ReplaceAll(key, " ", ""), at)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// enroll turns the second factor on through the pages and gives key and recovery codes.
func (b *browserT) enroll() (key string, recovery []string) {
	b.t.Helper()
	_, _, body := b.get("/tai-khoan/hai-lop")
	m := keyShape.FindStringSubmatch(body)
	if m == nil {
		b.t.Fatalf("no key: %s", mainOf(body))
	}
	key = m[1]
	if c, _, _ := b.get("/tai-khoan/hai-lop/qr.svg"); c != 200 {
		b.t.Errorf("no QR code: %d", c)
	}
	if c, _, body := b.post("/tai-khoan/hai-lop", "code", "000000", "password", "sai"); c != 422 {
		b.t.Errorf("wrong code and password: %d", c)
	} else {
		has(b.t, body, "Mã chưa đúng", "Mật khẩu hiện nay chưa đúng", key)
	}
	_, at, body := b.post("/tai-khoan/hai-lop", "code", code(b.t, key, b.x.hand.Now()), "password", secret)
	if at != "/tai-khoan/hai-lop" {
		b.t.Fatalf("at %s: %s", at, mainOf(body))
	}
	for _, m := range codeShape.FindAllStringSubmatch(body, -1) {
		recovery = append(recovery, m[1])
	}
	if len(recovery) != 10 {
		b.t.Fatalf("%d recovery codes: %s", len(recovery), mainOf(body))
	}
	if _, _, body := b.get("/tai-khoan/hai-lop"); strings.Contains(body, recovery[0]) {
		b.t.Error("the recovery codes are shown twice")
	}
	return key, recovery
}

func TestSecondFactor(t *testing.T) {
	x := open(t, false)
	first := x.browser(t).signIn("th.tp")
	elsewhere := x.browser(t).signIn("th.tp")
	key, recovery := first.enroll()
	if _, at, _ := elsewhere.get("/rieng/1"); !strings.HasPrefix(at, "/dang-nhap") {
		t.Errorf("turning it on left another session open: %s", at)
	}

	b := x.browser(t)
	_, at, body := b.post("/dang-nhap", "login", "th.tp", "password", secret, "ve", "/rieng/7")
	if at != "/dang-nhap/ma?ve=%2Frieng%2F7" {
		t.Fatalf("after the password at %s: %s", at, mainOf(body))
	}
	if _, at, _ := b.get("/rieng/1"); !strings.HasPrefix(at, "/dang-nhap") {
		t.Errorf("the password alone opened %s", at)
	}
	// The code of the enrollment was used up; the next one opens, once.
	if c, _, _ := b.post("/dang-nhap/ma", "code", code(t, key, x.hand.Now()), "ve", "/rieng/7"); c != 422 {
		t.Errorf("a used code answered %d", c)
	}
	x.hand.Set(x.hand.Now().Add(time.Minute))
	now := code(t, key, x.hand.Now())
	if _, at, _ := b.post("/dang-nhap/ma", "code", now[:3]+" "+now[3:], "ve", "/rieng/7"); at != "/rieng/7" {
		t.Errorf("after the code at %s", at)
	}
	other := x.browser(t)
	other.post("/dang-nhap", "login", "th.tp", "password", secret)
	if c, _, _ := other.post("/dang-nhap/ma", "code", now); c != 422 {
		t.Errorf("a code opened twice: %d", c)
	}
	// A recovery code opens once.
	if _, at, _ := other.post("/dang-nhap/ma", "code", strings.ToUpper(recovery[3]), "ve", "/rieng/8"); at != "/rieng/8" {
		t.Errorf("after the recovery code at %s", at)
	}
	third := x.browser(t)
	third.post("/dang-nhap", "login", "th.tp", "password", secret)
	if c, _, _ := third.post("/dang-nhap/ma", "code", recovery[3]); c != 422 {
		t.Errorf("a recovery code opened twice: %d", c)
	}
	// Guessing runs dry.
	last := 0
	for range 8 {
		last, _, _ = third.post("/dang-nhap/ma", "code", "123456")
	}
	if last != 429 {
		t.Errorf("after many wrong codes: %d", last)
	}
	// The half sign-in ends after ten minutes.
	x.hand.Set(x.hand.Now().Add(11 * time.Minute))
	if _, at, _ := third.post("/dang-nhap/ma", "code", code(t, key, x.hand.Now())); at != "/dang-nhap?ve=" {
		t.Errorf("after 11 minutes at %s", at)
	}
}

func TestSecondFactorIsTakenAway(t *testing.T) {
	x := open(t, false)
	b := x.browser(t).signIn("th.tp")
	key, _ := b.enroll()
	x.hand.Set(x.hand.Now().Add(time.Minute))
	if c, _, body := b.post("/tai-khoan/hai-lop/doi", "viec", "tat", "confirm", "000000"); c != 422 {
		t.Errorf("a wrong code turned it off: %d %s", c, mainOf(body))
	}
	if _, at, _ := b.post("/tai-khoan/hai-lop/doi", "viec", "tat", "confirm", code(t, key, x.hand.Now())); at != "/tai-khoan" {
		t.Errorf("at %s", at)
	}
	x.browser(t).signIn("th.tp")
	b.enroll()
	admin := x.browser(t).signIn("admin")
	if _, at, _ := admin.post("/quan-tri/nguoi-dung/th.tp/hai-lop"); at != "/quan-tri/nguoi-dung/th.tp" {
		t.Errorf("reset led to %s", at)
	}
	if _, at, _ := b.get("/rieng/1"); !strings.HasPrefix(at, "/dang-nhap") {
		t.Error("the session outlived the reset")
	}
	x.browser(t).signIn("th.tp")
}

func TestRolesThatNeedASecondFactor(t *testing.T) {
	x := open(t, false)
	head, officer, admin := x.browser(t).signIn("th.tp"), x.browser(t).signIn("cb.tp"), x.browser(t).signIn("admin")
	if _, at, _ := admin.post("/quan-tri/hai-lop", "role", string(who.Head)); at != "/quan-tri/nguoi-dung" {
		t.Fatalf("at %s", at)
	}
	if _, at, _ := head.get("/rieng/1"); !strings.HasPrefix(at, "/dang-nhap") {
		t.Errorf("the session of a head without it went on: %s", at)
	}
	if _, at, _ := head.post("/dang-nhap", "login", "th.tp", "password", secret, "ve", "/rieng/1"); at != "/tai-khoan/hai-lop" {
		t.Errorf("a head without it came to %s", at)
	}
	if _, at, _ := head.get("/rieng/1"); at != "/tai-khoan/hai-lop" {
		t.Errorf("a head without it reached %s", at)
	}
	head.enroll()
	if _, at, _ := head.get("/rieng/1"); at != "/rieng/1" {
		t.Errorf("enrolled, but at %s", at)
	}
	if c, _, body := head.post("/tai-khoan/hai-lop/doi", "viec", "tat", "confirm", "000000"); c != 422 || !strings.Contains(body, "bắt buộc xác thực hai lớp nên không tắt được") {
		t.Errorf("turned off although needed: %d %s", c, mainOf(body))
	}
	officer.signIn("cb.tp")
	if _, at, _ := officer.get("/rieng/1"); at != "/rieng/1" {
		t.Errorf("an officer was asked too: %s", at)
	}
	if c, _, _ := officer.post("/quan-tri/hai-lop", "role", "officer"); c != 403 {
		t.Errorf("an officer set the roles: %d", c)
	}
	// A role that needs it, given to somebody who is signed in without it.
	if _, at, body := admin.post("/quan-tri/nguoi-dung/cb.tp/chuc-trach", "role", "head", "unit", "tp", "from", x.s.Today().AddDays(1).VN()); at != "/quan-tri/nguoi-dung/cb.tp" {
		t.Fatalf("giving the post led to %s: %s", at, mainOf(body))
	}
	if _, at, _ := officer.get("/rieng/1"); !strings.HasPrefix(at, "/dang-nhap") {
		t.Errorf("the session from before the new role went on: %s", at)
	}
	if _, at, _ := officer.post("/dang-nhap", "login", "cb.tp", "password", secret, "ve", "/rieng/1"); at != "/tai-khoan/hai-lop" {
		t.Errorf("who will hold the role before the session ends came to %s", at)
	}
}

var linkShape = regexp.MustCompile(`<code id="link">http://[^/]+(/loi-moi/[a-z0-9]+)</code>`)

func TestInvitation(t *testing.T) {
	x := open(t, false)
	admin := x.browser(t).signIn("admin")
	_, at, body := admin.post("/quan-tri/nguoi-dung", "login", "moi", "name", "Người mới", "password", "", "role", "officer", "unit", "tp", "from", "01/01/2022")
	if at != "/quan-tri/nguoi-dung/moi" {
		t.Fatalf("at %s: %s", at, mainOf(body))
	}
	m := linkShape.FindStringSubmatch(body)
	if m == nil {
		t.Fatalf("no link: %s", mainOf(body))
	}
	if _, _, again := admin.get("/quan-tri/nguoi-dung/moi"); linkShape.MatchString(again) {
		t.Error("the link is shown twice")
	}
	b := x.browser(t)
	_, _, body = b.get(m[1])
	has(t, body, "Tài khoản moi (Người mới)")
	if c, _, body := b.post(m[1], "password", "12345678", "again", "12345678"); c != 422 {
		t.Errorf("a common password was taken: %d", c)
	} else {
		has(t, body, "quá dễ đoán")
	}
	if c, _, _ := b.post(m[1], "password", secret, "again", "khac"); c != 422 {
		t.Errorf("two different passwords were taken: %d", c)
	}
	if _, at, body := b.post(m[1], "password", secret, "again", secret); at != "/" || !strings.Contains(body, "home of Cán bộ TĐKT") {
		t.Errorf("at %s: %.200s", at, body)
	}
	if c, _, _ := x.browser(t).get(m[1]); c != 404 {
		t.Errorf("a used link answers %d", c)
	}
	// A newer link ends the one before; a link ends after seven days.
	_, _, body = admin.post("/quan-tri/nguoi-dung/moi/moi")
	old := linkShape.FindStringSubmatch(body)[1]
	_, _, body = admin.post("/quan-tri/nguoi-dung/moi/moi")
	fresh := linkShape.FindStringSubmatch(body)[1]
	if c, _, _ := x.browser(t).get(old); c != 404 {
		t.Errorf("the older link answers %d", c)
	}
	if c, _, _ := x.browser(t).get(fresh); c != 200 {
		t.Errorf("the newer link answers %d", c)
	}
	x.hand.Set(x.hand.Now().Add(8 * 24 * time.Hour))
	if c, _, _ := x.browser(t).get(fresh); c != 404 {
		t.Errorf("after 8 days the link answers %d", c)
	}
}

// TestInvitationKeepsTheSecondFactor: who forgot the password gets a new one, and is asked for the
// second factor as before; the sessions from before the new password are over.
func TestInvitationKeepsTheSecondFactor(t *testing.T) {
	x := open(t, false)
	before := x.browser(t).signIn("th.tp")
	key, _ := before.enroll()
	_, _, body := x.browser(t).signIn("admin").post("/quan-tri/nguoi-dung/th.tp/moi")
	b := x.browser(t)
	b.post(linkShape.FindStringSubmatch(body)[1], "password", "con trâu đi trước", "again", "con trâu đi trước")
	if _, at, _ := b.get("/rieng/1"); at == "/rieng/1" {
		t.Error("the invitation led past the second factor")
	}
	if _, at, _ := before.get("/rieng/1"); !strings.HasPrefix(at, "/dang-nhap") {
		t.Errorf("a session from before the new password is at %s", at)
	}
	x.hand.Set(x.hand.Now().Add(time.Minute))
	b.post("/dang-nhap", "login", "th.tp", "password", "con trâu đi trước")
	if _, at, _ := b.post("/dang-nhap/ma", "code", code(t, key, x.hand.Now()), "ve", "/rieng/1"); at != "/rieng/1" {
		t.Errorf("after the new password and the code at %s", at)
	}
}

// TestTokenChangesWithEveryStep: a planted token, and the token of half a sign-in, open nothing
// once the next step is done.
func TestTokenChangesWithEveryStep(t *testing.T) {
	x := open(t, false)
	key, _ := x.browser(t).signIn("th.tp").enroll()
	x.hand.Set(x.hand.Now().Add(time.Minute))
	b := x.browser(t)
	token := func() string {
		for _, c := range b.cookies() {
			if c.Name == "phien" {
				return c.Value
			}
		}
		return ""
	}
	u, _ := url.Parse(x.URL)
	b.c.Jar.SetCookies(u, []*http.Cookie{{Name: "phien", Value: "cam-san-tu-truoc"}})
	b.post("/dang-nhap", "login", "th.tp", "password", secret)
	half := token()
	if half == "" || half == "cam-san-tu-truoc" {
		t.Fatalf("after the password the token is %q", half)
	}
	if _, at, _ := b.post("/dang-nhap/ma", "code", code(t, key, x.hand.Now()), "ve", "/rieng/1"); at != "/rieng/1" {
		t.Fatalf("at %s", at)
	}
	if token() == half {
		t.Error("the token of half a sign-in became that of the whole")
	}
	thief := x.browser(t)
	thief.c.Jar.SetCookies(u, []*http.Cookie{{Name: "phien", Value: half}})
	if _, at, _ := thief.get("/rieng/1"); !strings.HasPrefix(at, "/dang-nhap") {
		t.Errorf("the token of half a sign-in opens %s", at)
	}
}

var passwordField = regexp.MustCompile(`<input[^>]*name="(?:password|again|old|new)"[^>]*>`)

// TestPasswordFields: passwords are covered, may be pasted and kept by a password manager; whoever
// is signed in finds the way out on every page.
func TestPasswordFields(t *testing.T) {
	x := open(t, false)
	admin := x.browser(t).signIn("admin")
	_, _, body := admin.post("/quan-tri/nguoi-dung/th.tp/moi")
	for path, b := range map[string]*browserT{"/dang-nhap": x.browser(t), linkShape.FindStringSubmatch(body)[1]: x.browser(t), "/tai-khoan": admin, "/tai-khoan/hai-lop": admin, "/quan-tri/nguoi-dung": admin, "/quan-tri/nguoi-dung/th.tp": admin} {
		_, _, page := b.get(path)
		fields := passwordField.FindAllString(page, -1)
		if len(fields) == 0 {
			t.Errorf("%s has no field for a password", path)
		}
		for _, f := range fields {
			if !strings.Contains(f, `type="password"`) || !strings.Contains(f, `autocomplete="current-password"`) && !strings.Contains(f, `autocomplete="new-password"`) || strings.Contains(f, "onpaste") || strings.Contains(f, "readonly") || strings.Contains(f, "maxlength") {
				t.Errorf("%s: %s", path, f)
			}
		}
		if out := strings.Contains(page, `action="/dang-xuat"`); out != (b == admin) {
			t.Errorf("%s offers to sign out: %v", path, out)
		}
	}
}
