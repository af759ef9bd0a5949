package accountweb

import (
	"net/http"
	"regexp"
	"testing"

	"thidua/internal/platform/mail"
)

// TestLetters: an address from the form to its confirmation, reminders from the link to
// their end; a look at a link changes nothing.
func TestLetters(t *testing.T) {
	x := open(t, false)
	x.s.MailOn()
	b := x.browser(t).signIn("cb.tp")
	if code, _, body := b.post("/tai-khoan/thu", "email", "không phải", "lang", "vi"); code != http.StatusUnprocessableEntity {
		t.Fatal(code)
	} else {
		has(t, body, "không phải địa chỉ thư điện tử", `value="không phải"`)
	}
	if code, to, _ := b.post("/tai-khoan/thu", "email", "cb@vidu.vn", "lang", "vi", "reminders", "1"); code != http.StatusOK || to != "/tai-khoan" {
		t.Fatal(code, to)
	}
	_, _, body := b.get("/tai-khoan")
	has(t, body, "cb@vidu.vn đang chờ xác nhận")
	list, err := mail.List(t.Context(), x.s.DB(), 9, 0)
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	link := regexp.MustCompile(`/tai-khoan/thu/[a-z0-9]+`).FindString(list[0].Text)
	stranger := x.browser(t)
	for range 2 {
		if code, _, body := stranger.get(link); code != http.StatusOK {
			t.Fatal(code)
		} else {
			has(t, body, "Dùng cb@vidu.vn để nhận thư của tài khoản cb.tp?")
		}
	}
	if people, _ := x.s.Reminded(t.Context()); len(people) != 0 {
		t.Fatal("a look at the link confirmed the address")
	}
	if code, _, body := stranger.post(link); code != http.StatusOK {
		t.Fatal(code)
	} else {
		has(t, body, "Địa chỉ đã được xác nhận")
	}
	if code, _, _ := stranger.get(link); code != http.StatusNotFound {
		t.Fatal(code)
	}
	people, err := x.s.Reminded(t.Context())
	if err != nil || len(people) != 1 {
		t.Fatal(people, err)
	}
	stop := "/ngung-nhac/" + people[0].Stop
	_, _, body = stranger.get(stop)
	has(t, body, "Tài khoản cb.tp sẽ không nhận thư nhắc hạn nữa")
	if people, _ = x.s.Reminded(t.Context()); len(people) != 1 {
		t.Fatal("a look at the link ended the reminders")
	}
	_, _, body = stranger.post(stop)
	has(t, body, "Đã ngừng gửi thư nhắc việc")
	if people, _ = x.s.Reminded(t.Context()); len(people) != 0 {
		t.Fatal("not ended")
	}

	admin := x.browser(t).signIn("admin")
	if code, _, body := admin.post("/quan-tri/nguoi-dung/cb.tt/thu", "email", "x@"); code != http.StatusUnprocessableEntity {
		t.Fatal(code)
	} else {
		has(t, body, `value="x@"`)
	}
	if code, _, _ := admin.post("/quan-tri/nguoi-dung/cb.tt/thu", "email", "tt@vidu.vn"); code != http.StatusOK {
		t.Fatal(code)
	}
	_, _, body = admin.get("/quan-tri/nguoi-dung/cb.tt")
	has(t, body, `value="tt@vidu.vn"`)
	if code, _, _ := admin.post("/quan-tri/nguoi-dung", "login", "moi", "name", "Người mới", "email", "moi@vidu.vn", "role", "board", "from", "01/01/2022"); code != http.StatusOK {
		t.Fatal(code)
	}
	if people, _ = x.s.Reminded(t.Context()); len(people) != 2 {
		t.Errorf("%+v", people)
	}
	if code, _, _ := b.post("/quan-tri/nguoi-dung/cb.tt/thu", "email", "ke@vidu.vn"); code != http.StatusForbidden {
		t.Error(code)
	}
}
