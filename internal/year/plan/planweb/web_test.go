package planweb

import (
	"bytes"
	"context"
	"io/fs"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"

	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/blob"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
	"thidua/internal/platform/msg"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/document"
	"thidua/internal/year/document/documentweb"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
	"thidua/internal/year/review"
)

var sources = []fs.FS{org.Migrations, document.Migrations, plan.Migrations, review.Migrations}

// a site is the real service behind the real server, on SQLite.
type site struct {
	t    *testing.T
	srv  *web.Server
	plan *plan.Service
	bloc id.Bloc
	as   map[string]who.Actor
}

func newSite(t *testing.T, data []byte) *site {
	t.Helper()
	ctx := context.Background()
	d := dbtest.SQLite(t, sources)
	files, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { files.Close() })
	docs := document.NewService(d, files)
	s := &site{t: t, plan: plan.NewService(d, org.NewService(d), docs, files, nil), as: map[string]who.Actor{"": who.Anonymous}}
	sum, err := s.plan.ImportJSON(ctx, who.Actor{System: true, Via: "cli", Name: "Dòng lệnh"}, data)
	if err != nil {
		t.Fatal(err)
	}
	s.bloc = sum.Bloc
	members, err := org.Members(ctx, d, sum.Bloc, clock.Today(d.Clock))
	if err != nil {
		t.Fatal(err)
	}
	for i, m := range members {
		s.as[m.Unit.Code] = who.Actor{User: id.User(i + 1), Name: "Cán bộ TĐKT – " + m.Unit.Short, Via: "web", Posts: []who.Post{{Unit: m.Unit.ID, Role: who.Officer}},
			Blocs: []who.Membership{{Bloc: sum.Bloc, Unit: m.Unit.ID, Lead: m.Lead}}}
	}
	s.as["board"] = who.Actor{User: 99, Name: "Ban TĐKT", Via: "web", Posts: []who.Post{{Role: who.Board}}}
	s.srv = server(t, d, func(r *http.Request) (who.Actor, error) { return s.as[r.Header.Get("As")], nil }, Slice(s.plan), documentweb.Slice(docs))
	return s
}

func server(t *testing.T, d *db.DB, actor func(*http.Request) (who.Actor, error), slices ...web.Slice) *web.Server {
	t.Helper()
	c, err := msg.Load(english)
	if err != nil {
		t.Fatal(err)
	}
	return web.New(web.Options{Slices: append(slices, ui.Slice()), Actor: actor, Catalog: c, Clock: d.Clock, Log: slog.New(slog.DiscardHandler),
		Fail: func(w http.ResponseWriter, r *web.Request, status int, err error) {
			w.WriteHeader(status)
			w.Write([]byte("FAIL " + r.ErrorText(err) + " " + err.Error()))
		}})
}

func (s *site) do(as, method, path, kind string, body []byte) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, bytes.NewReader(body))
	r.Header.Set("As", as)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	w := httptest.NewRecorder()
	s.srv.ServeHTTP(w, r)
	return w
}

// get asks for a page and checks its status and what it holds.
func (s *site) get(as, path string, status int, want ...string) string {
	s.t.Helper()
	w := s.do(as, "GET", path, "", nil)
	return s.check(w, path, status, want)
}

func (s *site) check(w *httptest.ResponseRecorder, path string, status int, want []string) string {
	s.t.Helper()
	body := w.Body.String()
	if w.Code != status {
		s.t.Fatalf("%s: status %d, want %d: %.600s", path, w.Code, status, body)
	}
	for _, x := range want {
		if !strings.Contains(body, x) {
			s.t.Errorf("%s: %q is missing in %.3000s", path, x, body)
		}
	}
	return body
}

func (s *site) post(as, path string, form url.Values, status int, want ...string) *httptest.ResponseRecorder {
	s.t.Helper()
	w := s.do(as, "POST", path, "application/x-www-form-urlencoded", []byte(form.Encode()))
	s.check(w, path, status, want)
	return w
}

func (s *site) upload(as, path, name string, data []byte, form url.Values, status int, want ...string) string {
	s.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for k, v := range form {
		m.WriteField(k, v[0])
	}
	if name != "" {
		f, _ := m.CreateFormFile("file", name)
		f.Write(data)
	}
	m.Close()
	return s.check(s.do(as, "POST", path, m.FormDataContentType(), b.Bytes()), path, status, want)
}

func sample(t *testing.T) []byte {
	t.Helper()
	b, err := os.ReadFile("../../../app/demo/plan.json")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestPlanPages(t *testing.T) {
	s := newSite(t, sample(t))
	lead := s.get("thanh-tra", "/ke-hoach", 200, "Kế hoạch thi đua năm 2022", "24/CT-UBND", "điểm 2 mục II", "Mục tiêu kép", "Số sáng kiến, giải pháp công tác được công nhận",
		"Cải cách hành chính", "Lữ đoàn 198", "Nhập từ tệp", "Nhiệm vụ (18)", "Số liệu minh họa")
	if n := strings.Count(lead, `<th scope="col" class="n">`); n != 12 {
		t.Errorf("%d columns of units", n)
	}
	member := s.get("tand", "/ke-hoach", 200, "TAND tỉnh")
	if n := strings.Count(member, `<th scope="col" class="n">`); n != 1 || strings.Contains(member, "Nhập từ tệp") {
		t.Errorf("a member sees %d units' goals", n)
	}
	s.get("board", "/ke-hoach", 200, "Lữ đoàn 198")
	s.get("", "/ke-hoach", 303)
	s.get("tand", "/ke-hoach/tand", 200, "TA.3", "1,16", "Chỉ tiêu riêng", "Ngành dọc cấp trên giao", "Thẩm định chéo hồ sơ", "NV06", "Thêm chỉ tiêu riêng")
	s.get("tand", "/ke-hoach/vksnd", 403, "chỉ đơn vị đó")
	s.get("thanh-tra", "/ke-hoach/vksnd", 200, "VKS.1")
	s.get("board", "/ke-hoach/vksnd", 200, "Bạn chỉ xem được trang này")
	s.get("tand", "/ke-hoach/khong-co", 404)
	s.get("thanh-tra", "/ke-hoach?nam=2023", 200, "Chưa có kế hoạch năm 2023", "Lập kế hoạch năm 2023")
	if x := s.get("tand", "/ke-hoach?nam=2023", 200, "Chưa có kế hoạch năm 2023"); strings.Contains(x, "Lập kế hoạch") {
		t.Error("a member may start the plan")
	}
	s.post("thanh-tra", "/ke-hoach", url.Values{"nam": {"2023"}, "directive": {"24/CT-UBND"}}, 303)
	for _, path := range []string{"/ke-hoach?nam=2023", "/ke-hoach/nhap?nam=2023", "/ke-hoach/thanh-tra?nam=2023", "/nhiem-vu?nam=2023"} {
		if x := s.get("thanh-tra", path, 200, "?khoi=khoi-3&amp;nam=2023"); strings.Contains(x, "%3d") {
			t.Errorf("%s: links that lose the year", path)
		}
	}
	s.get("thanh-tra", "/ke-hoach?nam=2023", 200, "Chưa có chỉ tiêu chung", "24/CT-UBND", "/ke-hoach/chi-tieu/moi?khoi=khoi-3&amp;nam=2023")
	s.post("tand", "/ke-hoach", url.Values{"nam": {"2024"}}, 403)
}

var hidden = regexp.MustCompile(`name="(v\d+|version|hash|name|year)" value="([^"]*)"`)

// fields gives the hidden fields of a page.
func fields(body string) url.Values {
	v := url.Values{}
	for _, m := range hidden.FindAllStringSubmatch(body, -1) {
		v.Set(m[1], strings.NewReplacer("&#43;", "+", "&amp;", "&").Replace(m[2]))
	}
	return v
}

func TestTargetForm(t *testing.T) {
	s := newSite(t, sample(t))
	list, err := plan.TargetsOf(context.Background(), s.plan.DB(), s.bloc, 2022, s.as["tand"].Posts[0].Unit)
	if err != nil {
		t.Fatal(err)
	}
	own, common := list[12], list[0]
	path := "/ke-hoach/chi-tieu/" + own.ID.String()
	page := s.get("tand", path, 200, "TA.1", "88")
	form := fields(page)
	for k, v := range map[string]string{"code": "TA.1", "name": "Tỷ lệ giải quyết", "measure": "%", "kind": "percent", "direction": "higher", "field": "chuyen-mon", "y0": "89,5"} {
		form.Set(k, v)
	}
	s.post("tand", path, form, 303)
	after, err := plan.TargetsOf(context.Background(), s.plan.DB(), s.bloc, 2022, s.as["tand"].Posts[0].Unit)
	if err != nil || after[12].Name != "Tỷ lệ giải quyết" || after[12].Goal.Year.String() != "89.5" {
		t.Fatalf("%+v %v", after[12], err)
	}
	s.post("tand", path, form, 409, "Người khác vừa sửa") // the same version once more
	form = fields(s.get("tand", path, 200))
	form.Set("name", "")
	form.Set("y0", "tám chín")
	s.post("tand", path, form, 422, "Lỗi:", "phải là số", "tám chín")
	s.get("vksnd", path, 403)
	s.get("tand", "/ke-hoach/chi-tieu/"+common.ID.String(), 403)
	s.get("thanh-tra", "/ke-hoach/chi-tieu/"+common.ID.String(), 200, "Lữ đoàn 198")
	add := url.Values{"don-vi": {"tand"}, "code": {"TA.9"}, "name": {"Số lớp"}, "measure": {"lớp"}, "kind": {"count"}, "direction": {"higher"}, "field": {"chuyen-mon"}, "version": {"0"}, "v0": {"0"}, "y0": {"4"}, "h0": {"1"}}
	s.post("tand", "/ke-hoach/chi-tieu/moi", add, 303)
	s.post("tand", "/ke-hoach/chi-tieu/moi", add, 422, "đã dùng cho chỉ tiêu khác")
	s.get("tand", "/ke-hoach/tand", 200, "TA.9")
	add.Set("don-vi", "vksnd")
	s.post("tand", "/ke-hoach/chi-tieu/moi", add, 403)
	s.get("tand", path+"/xoa", 200, "Xóa chỉ tiêu")
	s.post("tand", path+"/xoa", url.Values{"version": {"1"}}, 409, "Người khác vừa sửa")
	s.post("tand", path+"/xoa", url.Values{"version": {"2"}}, 303)
	if x := s.get("tand", "/ke-hoach/tand", 200); strings.Contains(x, "TA.1 ") {
		t.Error("the removed target is still shown")
	}
}

func TestContentsAndMeasures(t *testing.T) {
	s := newSite(t, sample(t))
	s.post("tand", "/ke-hoach/noi-dung/moi", url.Values{"don-vi": {"tand"}, "text": {"Nội dung thử"}, "version": {"0"}}, 303)
	body := s.get("tand", "/ke-hoach/tand", 200, "Nội dung thử")
	link := regexp.MustCompile(`/ke-hoach/noi-dung/([0-9a-v]+)\?[^"]*">Sửa<span class="sr"> Nội dung thử`).FindStringSubmatch(body)
	if link == nil {
		t.Fatal("no link to edit the content")
	}
	s.post("tand", "/ke-hoach/bien-phap/moi", url.Values{"don-vi": {"tand"}, "text": {"Biện pháp thử"}, "content": {link[1]}, "version": {"0"}}, 303)
	s.get("tand", "/ke-hoach/tand", 200, "Biện pháp thử")
	s.post("tand", "/ke-hoach/noi-dung/"+link[1], url.Values{"act": {"delete"}, "version": {"1"}}, 409, "còn chỉ tiêu hoặc biện pháp")
	s.post("tand", "/ke-hoach/noi-dung/"+link[1], url.Values{"text": {" "}, "version": {"1"}}, 422, "Ghi nội dung thi đua")
	s.post("tand", "/ke-hoach/noi-dung/moi", url.Values{"text": {"Của Khối"}, "version": {"0"}}, 403)
	s.post("vksnd", "/ke-hoach/noi-dung/"+link[1], url.Values{"text": {"x"}, "version": {"1"}}, 403)
}

func TestTaskPages(t *testing.T) {
	s := newSite(t, sample(t))
	s.get("thanh-tra", "/nhiem-vu", 200, "Đã xong 6 trên 18 nhiệm vụ", "NV18", "Quá hạn", "Chánh Thanh tra tỉnh")
	if x := s.get("tand", "/nhiem-vu", 200, "NV06"); strings.Contains(x, "NV05") {
		t.Error("a member sees the tasks of others")
	}
	if x := s.get("thanh-tra", "/nhiem-vu?don-vi=so-tu-phap&tinh-trang=doing", 200, "NV08"); strings.Contains(x, "NV07") || strings.Contains(x, "NV06") {
		t.Error("the filter lets others through")
	}
	s.get("thanh-tra", "/nhiem-vu?tinh-trang=khong", 200, "Không có nhiệm vụ nào khớp")
	list, err := plan.TasksOf(context.Background(), s.plan.DB(), s.bloc, 2022, s.as["tand"].Posts[0].Unit)
	if err != nil {
		t.Fatal(err)
	}
	path := "/nhiem-vu/" + list[0].ID.String()
	s.get("tand", path, 200, "Cập nhật tình trạng", "Chánh án TAND tỉnh")
	s.get("vksnd", path, 403)
	s.get("board", path, 200, "Bạn chỉ xem được")
	s.upload("tand", path, "", nil, url.Values{"version": {"1"}, "state": {"done"}}, 422, "cần minh chứng")
	s.upload("tand", path, "bao cao (TỐI MẬT).docx", []byte("x"), url.Values{"version": {"1"}, "state": {"done"}}, 422, "TỐI MẬT", "Không lưu gì")
	s.upload("tand", path, "bb.txt", []byte("đã họp"), url.Values{"version": {"1"}, "state": {"done"}, "evidence": {"BB 12"}}, 303)
	s.upload("tand", path, "", nil, url.Values{"version": {"1"}, "state": {"doing"}}, 409, "Người khác vừa sửa")
	s.get("tand", path, 200, "Đã xong", "BB 12", "bb.txt", "05/07/2022")
	if w := s.do("tand", "GET", path+"/tep", "", nil); w.Body.String() != "đã họp" {
		t.Errorf("file %q", w.Body.String())
	}
	s.get("vksnd", path+"/tep", 403)
	s.post("thanh-tra", "/nhiem-vu/moi", url.Values{"text": {"Việc mới"}, "unit": {"tand"}, "due": {"30/09/2022"}, "version": {"0"}}, 303)
	s.get("tand", "/nhiem-vu", 200, "Việc mới", "30/09/2022")
	s.post("thanh-tra", "/nhiem-vu/moi", url.Values{"text": {""}, "due": {"31/02/2022"}, "version": {"0"}}, 422, "không phải ngày")
	s.post("tand", "/nhiem-vu/moi", url.Values{"text": {"x"}, "unit": {"vksnd"}, "version": {"0"}}, 403)
	s.get("tand", path+"/sua", 200, "Sửa nhiệm vụ")
}

func TestImportPages(t *testing.T) {
	s := newSite(t, sample(t))
	s.get("thanh-tra", "/ke-hoach/nhap", 200, "Xem trước")
	s.get("tand", "/ke-hoach/nhap", 403)
	changed := bytes.Replace(sample(t), []byte(`"plan": 24`), []byte(`"plan": 26`), 1)
	s.upload("thanh-tra", "/ke-hoach/nhap", "plan.json", sample(t), nil, 200, "Không có gì thay đổi")
	page := s.upload("thanh-tra", "/ke-hoach/nhap", "plan.json", changed, nil, 200, "Xem trước, chưa ghi", "TTR.1", "26", "Ghi 1 thay đổi")
	s.upload("thanh-tra", "/ke-hoach/nhap", "plan.json", bytes.Replace(changed, []byte(`"percent"`), []byte(`"per cent"`), 1), nil, 422, "Chỗ cần sửa", "Không có kiểu chỉ tiêu", "dòng ")
	s.upload("thanh-tra", "/ke-hoach/nhap", "", nil, nil, 422, "Chọn một tệp")
	s.upload("thanh-tra", "/ke-hoach/nhap", "x.xlsx", []byte("PK\x03\x04rác"), nil, 422, "Lỗi:")
	s.post("tand", "/ke-hoach/nhap/ghi", fields(page), 403)
	s.post("thanh-tra", "/ke-hoach/nhap/ghi", fields(page), 303)
	s.get("thanh-tra", "/ke-hoach/thanh-tra", 200, ">26<")
	wb := s.do("thanh-tra", "GET", "/ke-hoach/mau.xlsx", "", nil)
	if wb.Code != 200 {
		t.Fatal(wb.Code, wb.Body.String())
	}
	s.upload("thanh-tra", "/ke-hoach/nhap", "ke-hoach.xlsx", wb.Body.Bytes(), nil, 200, "Không có gì thay đổi")
	s.get("tand", "/ke-hoach/mau.xlsx", 403)
}

// TestTableImport takes the targets from a table as an office sends it: previewed, written,
// and the second time nothing is left to write.
func TestTableImport(t *testing.T) {
	s := newSite(t, sample(t))
	data := []byte("TT;Chỉ tiêu;ĐVT;KH năm\n1;Số phiên họp của Khối;phiên;4\n2;Tỷ lệ báo cáo đúng hạn;%;100\n3;Số việc nói gọn;việc;khoảng 5\n")
	form := url.Values{"khoi": {"khoi-3"}, "nam": {"2022"}, "cua": {"tand"}}
	page := s.upload("thanh-tra", "/ke-hoach/nhap", "bang.csv", data, form, 200, "C13 Số phiên họp của Khối", "Tỷ lệ %", "khoảng 5", `name="cua" value="tand"`)
	hash := fields(page)
	form.Set("hash", hash.Get("hash"))
	form.Set("name", hash.Get("name"))
	form.Set("year", "2022")
	s.post("thanh-tra", "/ke-hoach/nhap/ghi", form, 303)
	s.get("thanh-tra", "/ke-hoach/tand", 200, "Số phiên họp của Khối", "Tỷ lệ báo cáo đúng hạn")
	s.upload("thanh-tra", "/ke-hoach/nhap", "bang.csv", data, form, 200, "Không có gì thay đổi")
	s.upload("tand", "/ke-hoach/nhap", "bang.csv", data, form, 403)
	s.upload("thanh-tra", "/ke-hoach/nhap", "ten.csv", []byte("Họ và tên;Chức vụ\na;b\n"), form, 422, "không có bảng chỉ tiêu")
}

// TestTodo leads the secretary through the beginning of a year: the plan, its targets, what
// the units plan, and then nothing more.
func TestTodo(t *testing.T) {
	s := newSite(t, bytes.ReplaceAll(bytes.ReplaceAll(sample(t), []byte("2021"), []byte("2020")), []byte("2022"), []byte("2021")))
	ctx := context.Background()
	lead := s.as["thanh-tra"]
	lead.Blocs = []who.Membership{{Bloc: s.bloc, Unit: lead.Posts[0].Unit, Lead: true}}
	s.as["thanh-tra"] = lead
	b, err := org.BlocOf(ctx, s.plan.DB(), s.bloc)
	if err != nil {
		t.Fatal(err)
	}
	ask := Todo(s.plan)
	s.srv = server(t, s.plan.DB(), func(r *http.Request) (who.Actor, error) { return s.as[r.Header.Get("As")], nil }, Slice(s.plan),
		web.Slice{Name: "todo", Routes: []web.Route{{Method: "GET", Path: "/hoi", Name: "todo.ask", Policy: web.Public, Handler: func(w http.ResponseWriter, r *web.Request) error {
			got, err := ask(r, b, org.Unit{ID: lead.Posts[0].Unit, Code: "thanh-tra"})
			for _, x := range got.Lead {
				w.Write([]byte(x.Text + " " + x.Href + " " + x.State + "\n"))
			}
			return err
		}}}})
	s.get("thanh-tra", "/hoi", 200, "Lập kế hoạch, chỉ tiêu thi đua năm 2022 /ke-hoach?khoi=khoi-3&nam=2022")
	if x := s.get("tand", "/hoi", 200); x != "" {
		t.Errorf("a member is asked to %s", x)
	}
	s.post("thanh-tra", "/ke-hoach", url.Values{"nam": {"2022"}}, 303)
	s.get("thanh-tra", "/hoi", 200, "Ghi chỉ tiêu chung năm 2022")
	if _, err := s.plan.Import(ctx, who.Actor{System: true, Via: "cli"}, &plan.File{Within: true, Partial: true, Year: 2022, Bloc: plan.FileBloc{Code: "khoi-3"},
		Fields: []plan.Field{{Code: "x", Name: "X", Order: 1}}, Targets: []plan.FileTarget{{Target: plan.Target{Code: "C01", Name: "Số cuộc", Measure: "cuộc", Kind: plan.Count, Direction: plan.Higher, Field: "x"}}}}); err != nil {
		t.Fatal(err)
	}
	s.get("thanh-tra", "/hoi", 200, "Ghi số kế hoạch năm 2022 của các đơn vị", "đơn vị chưa có")
}
