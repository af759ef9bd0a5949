package story

import (
	"strings"
	"testing"

	"thidua/internal/app"
	"thidua/internal/platform/web/webtest"
)

// TestPasskey adds a passkey in a browser with a pretended security key, signs in with it,
// renames and removes it. A browser without the key gets in by a recovery code only, and an
// answer to another challenge opens nothing.
func TestPasskey(t *testing.T) {
	w := open(t, "")
	site := strings.Replace(w.server.URL, "127.0.0.1", "localhost", 1) // a passkey belongs to a name
	p := webtest.OpenWith(t, site+"/dang-nhap", webtest.Options{Width: 1366, Height: 768})
	signIn := func() {
		t.Helper()
		p.Goto(site + "/dang-nhap")
		p.Fill("#f-login", "canbo-tand")
		p.Fill("#f-password", app.SamplePassword)
		p.Submit("main form button")
	}
	takeOut := p.SecurityKey()
	signIn()
	const page = "/tai-khoan/hai-lop/khoa"
	p.Goto(site + page)
	if got := p.Text("main"); !strings.Contains(got, "Chưa có khóa nào") {
		t.Fatalf("keys before: %s", got)
	}
	add := func(name, password string) {
		t.Helper()
		p.Fill("#f-name", name)
		p.Fill("#f-password", password)
		p.Submit("form[data-passkey] button")
	}
	add("Máy cơ quan", "sai mật khẩu")
	if got := p.Text("main"); !strings.Contains(got, "Mật khẩu hiện nay chưa đúng") {
		t.Fatalf("with a wrong password: %s", got)
	}
	add("Máy cơ quan", app.SamplePassword)
	got := p.Text("main")
	if !strings.Contains(got, "Máy cơ quan") || p.Count(".codes code, ul.codes li") == 0 {
		t.Fatalf("after adding: %s", got)
	}
	code := p.Text("ul.codes code")

	// The next sign-in asks for it, and knows it again.
	p.Goto(site + "/tai-khoan")
	w.signOut(p)
	signIn()
	if !strings.HasSuffix(strings.Split(p.URL(), "?")[0], "/dang-nhap/ma") {
		t.Fatalf("no second step: %s", p.URL())
	}
	p.Submit("form[data-passkey] button")
	p.Goto(site + page)
	if got := p.Text("main"); !strings.Contains(got, "Máy cơ quan") {
		t.Fatalf("not signed in by the passkey: %s %s", p.URL(), got)
	}
	if webtest.Eval[bool](p, `/–/.test(document.querySelector("main table tbody td:last-child").textContent)`) {
		t.Error("the last use of the passkey is not noted")
	}

	// What was answered once opens nothing a second time, nor does nonsense.
	for _, answer := range []string{"", "{}", `{"id":"AAAA","rawId":"AAAA","type":"public-key","response":{}}`} {
		w.as("visitor")
		w.send("POST", "/dang-nhap", []string{"login=canbo-tand", "password=" + app.SamplePassword})
		w.send("POST", "/dang-nhap/ma/thach-do", nil)
		w.send("POST", "/dang-nhap/ma/khoa", []string{"answer=" + answer})
		if w.answer.StatusCode != 422 {
			t.Errorf("answer %q: %d", answer, w.answer.StatusCode)
		}
		w.send("GET", "/tai-khoan", nil)
		if w.answer.StatusCode != 303 {
			t.Errorf("answer %q: the account page opens (%d)", answer, w.answer.StatusCode)
		}
	}

	// Without the key: a code of six digits opens nothing, a recovery code does, once.
	p.Goto(site + "/tai-khoan")
	w.signOut(p)
	takeOut()
	try := func(code string) bool {
		t.Helper()
		signIn()
		p.Fill("#f-code", code)
		p.Submit("form[action='/dang-nhap/ma'] button")
		return !strings.Contains(p.URL(), "/dang-nhap")
	}
	if try("000000") || !try(code) {
		t.Fatalf("the recovery code: at %s", p.URL())
	}
	p.Goto(site + page)
	webtest.Eval[bool](p, `document.querySelectorAll("details").forEach(d => d.open = true) || true`)
	p.Fill("main details input[name=name]", "Khóa dự phòng")
	p.Submit("main details form:first-of-type button")
	if got := p.Text("main"); !strings.Contains(got, "Khóa dự phòng") {
		t.Fatalf("renamed: %s", got)
	}
	webtest.Eval[bool](p, `document.querySelectorAll("details").forEach(d => d.open = true) || true`)
	p.Fill("main details input[name=password]", app.SamplePassword)
	p.Submit("main details button[value=go]")
	if got := p.Text("main"); !strings.Contains(got, "Chưa có khóa nào") {
		t.Fatalf("removed: %s", got)
	}
	p.Goto(site + "/tai-khoan")
	w.signOut(p)
	signIn()
	if strings.Contains(p.URL(), "/dang-nhap") {
		t.Errorf("still asked for a second factor: %s", p.URL())
	}
}

// signOut leaves the site as a reader does.
func (w *world) signOut(p *webtest.Page) {
	p.Goto(strings.Split(p.URL(), "/tai-khoan")[0] + "/tai-khoan")
	webtest.Eval[bool](p, `(() => { const f = document.querySelector("form[action='/dang-xuat']"); window.__before = true; f.requestSubmit(); return true })()`)
	p.Wait("!window.__before && document.readyState === 'complete'")
}
