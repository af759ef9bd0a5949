package documentweb

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"thidua/internal/base/civil"
	"thidua/internal/base/who"
	"thidua/internal/platform/blob"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
	"thidua/internal/platform/msg"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
)

type site struct {
	t    testing.TB
	srv  *web.Server
	docs *document.Service
	bloc org.Bloc
}

func newSite(t testing.TB) *site {
	t.Helper()
	ctx := context.Background()
	d := dbtest.SQLite(t, []fs.FS{org.Migrations, document.Migrations})
	files, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { files.Close() })
	s := &site{t: t, docs: document.NewService(d, files)}
	err = d.Write(ctx, func(tx *db.Tx) (err error) {
		s.bloc, err = org.NewService(d).SaveBloc(ctx, tx, who.Actor{System: true}, org.Bloc{Code: "khoi-3", Name: "Khối thi đua số 3", Kind: org.KindBloc, Province: "Đắk Lắk", Peers: org.PeersOwn})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	member := func(n int, lead bool) who.Actor {
		return who.Actor{User: 1, Name: "Cán bộ", Via: "web", Posts: []who.Post{{Unit: 7, Role: who.Officer}}, Blocs: []who.Membership{{Bloc: s.bloc.ID, Unit: 7, Lead: lead}}}
	}
	as := map[string]who.Actor{"": who.Anonymous, "lead": member(1, true), "member": member(2, false),
		"other": {User: 3, Name: "Khác", Via: "web", Posts: []who.Post{{Unit: 9, Role: who.Officer}}, Blocs: []who.Membership{{Bloc: 77, Unit: 9, Lead: true}}}}
	c, err := msg.Load(english, englishOutgoing)
	if err != nil {
		t.Fatal(err)
	}
	s.srv = web.New(web.Options{Slices: []web.Slice{Slice(s.docs), ui.Slice()}, Actor: func(r *http.Request) (who.Actor, error) { return as[r.Header.Get("As")], nil },
		Catalog: c, Clock: d.Clock, Log: slog.New(slog.DiscardHandler), Fail: func(w http.ResponseWriter, r *web.Request, status int, err error) {
			w.WriteHeader(status)
			w.Write([]byte(r.ErrorText(err)))
		}})
	return s
}

func (s *site) do(as, method, path, kind string, body []byte, status int, want ...string) *httptest.ResponseRecorder {
	s.t.Helper()
	r := httptest.NewRequest(method, path, bytes.NewReader(body))
	r.Header.Set("As", as)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	w := httptest.NewRecorder()
	s.srv.ServeHTTP(w, r)
	if w.Code != status {
		s.t.Fatalf("%s %s: status %d, want %d: %.500s", method, path, w.Code, status, w.Body)
	}
	for _, x := range want {
		if !strings.Contains(w.Body.String(), x) {
			s.t.Errorf("%s %s: %q is missing in %.2500s", method, path, x, w.Body)
		}
	}
	return w
}

func (s *site) get(as, path string, status int, want ...string) string {
	s.t.Helper()
	return s.do(as, "GET", path, "", nil, status, want...).Body.String()
}

func (s *site) post(as, path string, form url.Values, status int, want ...string) *httptest.ResponseRecorder {
	s.t.Helper()
	return s.do(as, "POST", path, "application/x-www-form-urlencoded", []byte(form.Encode()), status, want...)
}

func (s *site) upload(path, name, data string, status int, want ...string) {
	s.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	f, _ := m.CreateFormFile("file", name)
	f.Write([]byte(data))
	m.Close()
	s.do("lead", "POST", path, m.FormDataContentType(), b.Bytes(), status, want...)
}

func TestRegisterPages(t *testing.T) {
	s := newSite(t)
	s.get("", "/van-ban", 303)
	s.get("lead", "/van-ban", 200, "Chưa có văn bản nào", "Thêm văn bản đầu tiên")
	if x := s.get("member", "/van-ban", 200, "Chưa có văn bản nào"); strings.Contains(x, "/van-ban/moi") {
		t.Error("a member may add")
	}
	s.get("other", "/van-ban?khoi=khoi-3", 404)
	s.get("member", "/van-ban/moi", 403)
	form := url.Values{"code": {"24/CT-UBND"}, "issuer": {"UBND tỉnh Đắk Lắk"}, "abstract": {"Phát động <thi đua>"}, "day": {"28/12/2021"}, "clauses": {"điểm 1: Một\nđiểm 2: Hai\n"}}
	s.post("member", "/van-ban/moi", form, 403)
	path := s.post("lead", "/van-ban/moi", form, 303).Header().Get("Location")
	s.get("member", path, 200, "Chỉ thị 24/CT-UBND", "28/12/2021", "điểm 2", "Hai", "Phát động &lt;thi đua&gt;", "Chưa có tệp")
	s.get("other", path, 404)
	s.post("lead", "/van-ban/moi", form, 422, "Số 24/CT-UBND đã có trong sổ năm 2021", "Vẫn lưu")
	form.Set("twice", "1")
	form.Set("abstract", "Phát động <thi đua> (bản gửi lại)")
	s.post("lead", "/van-ban/moi", form, 303)
	s.get("member", path, 200, "nhiều hơn một văn bản")
	s.post("lead", "/van-ban/moi", url.Values{"code": {"hai tư"}, "day": {"30/02/2021"}}, 422, "Lỗi:", "không phải số, ký hiệu", "không phải ngày", "hai tư", "Ghi cơ quan ban hành")
	s.post("lead", "/van-ban/moi", url.Values{"issuer": {"x"}, "abstract": {"Kế hoạch TỐI MẬT"}}, 422, "Không lưu gì")
	s.get("member", "/van-ban?q=phat+dong&nam=2021&loai=CT", 200, "2 văn bản", "24/CT-UBND")
	s.get("member", "/van-ban?q=khong+co", 200, "Không có văn bản nào khớp", "khong co")
	version := regexp.MustCompile(`name="version" value="([^"]+)"`).FindStringSubmatch(s.get("lead", path+"/sua", 200, "điểm 1: Một"))[1]
	form.Set("version", version)
	form.Set("abstract", "Sửa rồi")
	s.post("lead", path+"/sua", form, 303)
	s.post("lead", path+"/sua", form, 409, "Người khác vừa sửa")
	s.get("member", path, 200, "Sửa rồi")
	s.upload(path+"/tep", "ct24.txt", "Toàn văn", 303)
	s.upload(path+"/tep", "ct24 (MẬT).txt", "x", 422, "Không lưu gì")
	s.upload(path+"/tep", "ct24.txt", "BÁO CÁO\n\nTUYỆT MẬT\n", 422, "dòng 3")
	s.upload(path+"/tep", "trong.txt", "", 422, "trống")
	if w := s.do("member", "GET", path+"/tep", "", nil, 200); w.Body.String() != "Toàn văn" || !strings.Contains(w.Header().Get("Content-Disposition"), "attachment") {
		t.Errorf("%q %v", w.Body, w.Header())
	}
	s.get("other", path+"/tep", 404)
	s.get("lead", path+"/xoa", 200, "Xóa văn bản này khỏi sổ?")
	s.post("lead", path+"/xoa", url.Values{"version": {version}}, 409, "Người khác vừa sửa")
	s.post("lead", path+"/xoa", url.Values{"version": {"3"}}, 303)
	s.get("member", path, 404)
}

// BenchmarkListHTTP gets the page of 50 of 10,000 documents through the whole server
// (without sessions, which belong to account).
func BenchmarkListHTTP(b *testing.B) {
	s := newSite(b)
	for i := range 10000 {
		_, err := s.docs.Create(context.Background(), who.Actor{System: true}, document.Document{Bloc: s.bloc.ID, Code: fmt.Sprintf("%d/KH-UBND", i+1), Issuer: "UBND tỉnh",
			Abstract: fmt.Sprintf("Kế hoạch số %d về phong trào thi đua của tỉnh", i), Day: civil.Date{Year: 2018 + i%5, Month: 1, Day: 1}.AddDays(i % 360)}, nil)
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			s.get("member", "/van-ban", 200, "10.000 văn bản")
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pages/s")
}
