package story

import (
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"thidua/internal/platform/db/dbtest"
)

// TestBadBytes sends what no database takes into a text – zero bytes, broken UTF-8, half a
// surrogate – in addresses, queries and forms: a page or a refusal, never an error. It is played on
// PostgreSQL, which takes less than SQLite.
func TestBadBytes(t *testing.T) {
	w := open(t, dbtest.PostgresURL(t))
	ask := func(as, method, path string, v url.Values) {
		t.Helper()
		r := httptest.NewRequest(method, w.server.URL+path, strings.NewReader(v.Encode()))
		if method == "POST" {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		for _, c := range w.cookies(as, "vi") {
			r.AddCookie(c)
		}
		rec := httptest.NewRecorder()
		w.server.Config.Handler.ServeHTTP(rec, r)
		if rec.Code >= 500 {
			t.Errorf("%s %s: %d", method, path, rec.Code)
		}
		if strings.Contains(rec.Body.String(), "\x00") {
			t.Errorf("%s %s gives a zero byte back", method, path)
		}
	}
	w.as("visitor")
	w.send("GET", "/tin", nil)
	news := "/tin" + strings.SplitN(strings.SplitN(w.body, `href="/tin/`, 2)[1], `"`, 2)[0]
	news = "/tin/" + strings.TrimPrefix(news, "/tin")
	for _, bad := range []string{"a\x00b", "\xff\xfe", "\xc3", "\xed\xa0\x80", "\x00"} {
		e := url.QueryEscape(bad)
		for _, path := range []string{"/tin?q=" + e, "/cong-khai/van-ban?q=" + e, "/tin/2022/07/" + url.PathEscape(bad), "/ban-tin/ngung?ma=" + e, "/cong-khai/ket-qua/" + url.PathEscape(bad) + "/2022-6t", "/anh/" + url.PathEscape(bad)} {
			ask("visitor", "GET", path, nil)
		}
		for _, path := range []string{"/quan-tri/binh-luan?khoi=" + e, "/quan-tri/binh-luan/nguoi-gui?email=" + e, "/tin-bai?buoc=" + e, "/tim?q=" + e, "/van-ban?q=" + e, "/khoi/" + url.PathEscape(bad)} {
			ask(editor, "GET", path, nil)
		}
		q := w.app.Portal.Ask()
		ask("visitor", "POST", news+"/binh-luan", url.Values{"name": {"Bạn" + bad}, "email": {"a@vidu.vn" + bad}, "text": {"Ý kiến " + bad}, "token": {q.Token}, "answer": {strconv.Itoa(q.A + q.B)}, "consent": {"1"}, bad: {bad}})
		ask(editor, "POST", "/tin-bai/moi", url.Values{"title": {"Bài " + bad}, "lead": {bad}, "body": {bad}, "tags": {bad}, "author": {bad}, "version": {"1"}, "viec": {"luu"}, "link": {"unit x " + bad}})
		ask(editor, "POST", "/van-ban/moi", url.Values{"code": {bad}, "abstract": {bad}, "issuer": {bad}, "day": {bad}})
	}
}
