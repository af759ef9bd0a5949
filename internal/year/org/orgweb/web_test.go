package orgweb

import (
	"context"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"thidua/internal/base/civil"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
	"thidua/internal/platform/msg"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/org"
)

var (
	system = who.Actor{Name: "test", Via: "cli", System: true}
	board  = who.Actor{User: 1, Name: "Ban", Posts: []who.Post{{Role: who.Board}}}
	jan    = civil.Date{Year: 2022, Month: 1, Day: 1}
	dec    = civil.Date{Year: 2022, Month: 12, Day: 31}
)

// site is a server whose actor is set by the test; its clock stands on 05/07/2022.
type site struct {
	t     *testing.T
	h     http.Handler
	s     *org.Service
	actor who.Actor
	bloc  map[string]id.Bloc
	unit  map[string]id.Unit
}

func open(t *testing.T) *site {
	t.Helper()
	d := dbtest.SQLite(t, []fs.FS{org.Migrations})
	x := &site{t: t, s: org.NewService(d), actor: board, bloc: map[string]id.Bloc{}, unit: map[string]id.Unit{}}
	ctx := context.Background()
	err := d.Write(ctx, func(tx *db.Tx) error {
		for _, b := range []string{"k3", "k4"} {
			bloc, err := x.s.SaveBloc(ctx, tx, system, org.Bloc{Code: b, Name: "Khối " + b, Province: "Đắk Lắk"})
			if err != nil {
				return err
			}
			x.bloc[b] = bloc.ID
			for i, c := range []string{"a", "b"} {
				u, err := x.s.SaveUnit(ctx, tx, system, org.Unit{Code: b + c, Name: "Đơn vị " + b + c, Short: "ĐV " + b + c})
				if err != nil {
					return err
				}
				x.unit[u.Code] = u.ID
				if err := x.s.Join(ctx, tx, system, org.Membership{Bloc: bloc.ID, Unit: u.ID, Order: i + 1, Span: org.Span{From: jan, To: civil.Date{}}}); err != nil {
					return err
				}
			}
		}
		return x.s.Appoint(ctx, tx, system, org.Term{Bloc: x.bloc["k3"], Unit: x.unit["k3a"], Kind: org.Lead, Span: org.Span{From: jan, To: dec}, Basis: "QĐ 5"})
	})
	if err != nil {
		t.Fatal(err)
	}
	x.serve()
	return x
}

func (x *site) serve() {
	x.t.Helper()
	cat, err := msg.Load(english)
	if err != nil {
		x.t.Fatal(err)
	}
	x.h = web.New(web.Options{Slices: []web.Slice{Slice(x.s), ui.Slice()}, Actor: func(*http.Request) (who.Actor, error) { return x.actor, nil }, Catalog: cat, Clock: x.s.DB().Clock,
		Log: slog.New(slog.NewTextHandler(x.t.Output(), nil)),
		Fail: func(w http.ResponseWriter, r *web.Request, status int, err error) {
			w.WriteHeader(status)
			io.WriteString(w, r.ErrorText(err))
		}})
}

// member is an officer of a unit of bloc k3.
func (x *site) member(unit string, leads bool) who.Actor {
	return who.Actor{User: 2, Name: "Cán bộ", Posts: []who.Post{{Unit: x.unit[unit], Role: who.Officer}}, Blocs: []who.Membership{{Bloc: x.bloc["k3"], Unit: x.unit[unit], Lead: leads}}}
}

func (x *site) get(path string) (int, string) {
	w := httptest.NewRecorder()
	x.h.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
	return w.Code, w.Body.String()
}

func (x *site) post(path string, kv ...string) (int, string) {
	f := url.Values{}
	for i := 0; i < len(kv); i += 2 {
		f.Set(kv[i], kv[i+1])
	}
	r := httptest.NewRequest("POST", path, strings.NewReader(f.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	x.h.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

func (x *site) has(body string, want ...string) {
	x.t.Helper()
	for _, w := range want {
		if !strings.Contains(body, w) {
			x.t.Errorf("page lacks %q", w)
		}
	}
}

func TestListShowsOwnBlocs(t *testing.T) {
	x := open(t)
	_, body := x.get("/khoi")
	x.has(body, "Khối k3", "Khối k4", "ĐV k3a", "chưa giao", "Lập khối")
	x.actor = x.member("k3b", false)
	_, body = x.get("/khoi")
	x.has(body, "Khối k3", "Khối của bạn")
	for _, no := range []string{"Khối k4", "Lập khối"} {
		if strings.Contains(body, no) {
			t.Errorf("a member sees %q", no)
		}
	}
	x.actor = who.Actor{User: 3, Name: "x"}
	_, body = x.get("/khoi")
	x.has(body, "chưa thuộc khối nào")
}

func TestBlocPage(t *testing.T) {
	x := open(t)
	x.actor = x.member("k3b", false)
	code, body := x.get("/khoi/k3")
	if code != 200 {
		t.Fatal(code, body)
	}
	x.has(body, "Đơn vị k3a", "đơn vị bạn", "QĐ 5", "do Ban Thi đua - Khen thưởng tỉnh sửa", "01/01/2022 – 31/12/2022")
	if strings.Contains(body, "<form method=\"post\" action=\"/khoi") {
		t.Error("a member gets the forms of the board")
	}
	_, body = x.get("/khoi/k3?ngay=31/12/2021")
	x.has(body, "Ngày này khối chưa có đơn vị nào")
	for _, p := range []string{"/khoi/k4", "/khoi/khong-co"} {
		if code, body := x.get(p); code != 404 || strings.Contains(body, "k4") {
			t.Errorf("%s: %d %s", p, code, body)
		}
	}
	// Even the leading unit changes nothing of the bloc.
	x.actor = x.member("k3a", true)
	for _, p := range []string{"", "/thu-tu", "/thanh-vien", "/roi", "/nhiem-ky", "/ket-thuc"} {
		if code, _ := x.post("/khoi/k3"+p, "unit", "k3b", "to", "up"); code != 403 {
			t.Errorf("POST %s by a member: %d", p, code)
		}
	}
}

// TestFirstUnitsOfABloc: whoever sets up the first bloc and takes the days that the forms
// offer comes to a term; what must be filled in is marked.
func TestFirstUnitsOfABloc(t *testing.T) {
	d := dbtest.SQLite(t, []fs.FS{org.Migrations})
	x := &site{t: t, s: org.NewService(d), actor: board}
	x.serve()
	if code, body := x.post("/khoi", "code", "k1", "name", "Khối 1", "kind", "bloc", "peers", "own"); code != 303 {
		t.Fatal(code, body)
	}
	field := func(name string) string { // the tag of a field of the last page
		_, body := x.get("/khoi/k1")
		_, tag, ok := strings.Cut(body, ` name="`+name+`"`)
		if !ok {
			t.Fatalf("no field %s", name)
		}
		tag, _, _ = strings.Cut(tag, ">")
		return tag
	}
	value := func(name string) string {
		_, v, _ := strings.Cut(field(name), `value="`)
		v, _, _ = strings.Cut(v, `"`)
		return v
	}
	if strings.Contains(field("code"), "required") {
		t.Error("a code is asked for; it can be taken from the name")
	}
	for _, name := range []string{"name", "kind"} {
		if !strings.Contains(field(name), "required") {
			t.Errorf("%s is not marked: %s", name, field(name))
		}
	}
	if code, body := x.post("/khoi/k1/thanh-vien", "code", "a", "name", "Đơn vị a", "kind", "civil", "order", value("order"), "from", value("from")); code != 303 {
		t.Fatal(code, body)
	}
	if code, body := x.post("/khoi/k1/nhiem-ky", "holder", "a", "office", "lead", "start", value("start"), "end", value("end")); code != 303 {
		t.Fatalf("the days that the forms offer do not fit each other: %d %s", code, body)
	}
	if got, want := value("from"), x.s.Today().VN(); got != want {
		t.Errorf("in a running bloc a unit joins from %s, want %s", got, want)
	}
}

func TestBoardChangesABloc(t *testing.T) {
	x := open(t)
	ok := func(path string, kv ...string) {
		t.Helper()
		if code, body := x.post(path, kv...); code != 303 {
			t.Fatalf("%s: %d %s", path, code, body)
		}
	}
	bad := func(want, field, path string, kv ...string) {
		t.Helper()
		code, body := x.post(path, kv...)
		if code != 422 || !strings.Contains(body, want) || !strings.Contains(body, "<title>Lỗi: ") {
			t.Errorf("%s: %d, page lacks %q", path, code, want)
		}
		if field != "" && (!strings.Contains(body, `href="#f-`+field+`"`) || !strings.Contains(body, `id="f-`+field+`-e"`)) {
			t.Errorf("%s: no message at %s", path, field)
		}
	}
	order := func() string {
		list, err := org.Members(context.Background(), x.s.DB(), x.bloc["k3"], x.s.Today())
		if err != nil {
			t.Fatal(err)
		}
		var s []string
		for _, m := range list {
			s = append(s, m.Unit.Code)
		}
		return strings.Join(s, " ")
	}
	ok("/khoi/k3/thu-tu", "unit", "k3b", "to", "up")
	if order() != "k3b k3a" {
		t.Fatal(order())
	}
	bad("phải là ngày", "start", "/khoi/k3/nhiem-ky", "holder", "k3b", "office", "lead", "start", "x", "end", "31/12/2023")
	bad("ĐV k3a đang là Khối trưởng", "start", "/khoi/k3/nhiem-ky", "holder", "k3b", "office", "lead", "start", "31/12/2022", "end", "31/12/2023")
	bad("Nhập đơn vị", "holder", "/khoi/k3/nhiem-ky", "office", "lead", "start", "01/01/2023", "end", "31/12/2023")
	bad("Đơn vị này không ở trong Khối suốt", "holder", "/khoi/k3/nhiem-ky", "holder", "k4a", "office", "lead", "start", "01/01/2023", "end", "31/12/2023")
	bad("Chọn Khối trưởng", "office", "/khoi/k3/nhiem-ky", "holder", "k3b", "start", "01/01/2023", "end", "31/12/2023")
	ok("/khoi/k3/nhiem-ky", "holder", "k3b", "office", "lead", "start", "01/01/2023", "end", "31/12/2023", "basis", "QĐ 9")
	_, body := x.get("/khoi/k3")
	x.has(body, "QĐ 9", "01/01/2023 – 31/12/2023")

	bad("Mã chỉ gồm chữ thường", "code", "/khoi/k3/thanh-vien", "code", "Đơn vị", "name", "x", "order", "3", "from", "01/01/2022")
	bad("Thứ tự phải là số", "order", "/khoi/k3/thanh-vien", "code", "c", "name", "x", "order", "ba", "from", "01/01/2022")
	bad("Nhập ngày bắt đầu", "from", "/khoi/k3/thanh-vien", "code", "c", "name", "x", "order", "3", "from", "")
	bad("đã có. Chọn mã khác", "code", "/khoi/k3/thanh-vien", "code", "k3a", "name", "x", "order", "3", "from", "01/01/2022")
	bad("đã dùng cho", "short", "/khoi/k3/thanh-vien", "code", "c", "name", "x", "short", "ĐV k3a", "order", "3", "from", "01/01/2022")
	ok("/khoi/k3/thanh-vien", "known", "k4a", "order", "3", "from", "01/07/2022")
	ok("/khoi/k3/thanh-vien", "code", "c", "name", "Đơn vị c", "short", "", "kind", "prison", "order", "4", "from", "01/07/2022")
	if order() != "k3b k3a k4a c" {
		t.Fatal(order())
	}
	bad("Còn nhiệm kỳ", "last", "/khoi/k3/roi", "leaver", "k3a", "last", "01/07/2022")
	bad("Nhập ngày cuối", "last", "/khoi/k3/roi", "leaver", "c", "last", "")
	ok("/khoi/k3/roi", "leaver", "c", "last", "04/07/2022")
	if order() != "k3b k3a k4a" {
		t.Fatal(order())
	}
	terms, err := org.Terms(context.Background(), x.s.DB(), x.bloc["k3"])
	if err != nil {
		t.Fatal(err)
	}
	end := "end-" + terms[0].ID.String()
	bad("Chọn ngày trong nhiệm kỳ", end, "/khoi/k3/ket-thuc", "term", terms[0].ID.String(), end, "01/02/2023")
	ok("/khoi/k3/ket-thuc", "term", terms[0].ID.String(), end, "30/06/2022")
	_, body = x.get("/khoi/k3")
	x.has(body, "01/01/2022 – 30/06/2022", "Chưa giao cho đơn vị nào")

	bad("Nhập từ 1 đến 200", "b-name", "/khoi/k3", "version", "1", "b-name", "", "b-kind", "bloc", "peers", "own")
	bad("Chọn phạm vi", "peers", "/khoi/k3", "version", "1", "b-name", "Khối 3", "b-kind", "bloc", "peers", "all")
	ok("/khoi/k3", "version", "1", "b-name", "Cụm 3", "b-kind", "cluster", "peers", "totals")
	bad("Người khác vừa sửa", "", "/khoi/k3", "version", "1", "b-name", "Khối khác", "b-kind", "bloc", "peers", "table")
	bad("Người khác vừa sửa", "", "/khoi/k3", "b-name", "Khối khác", "b-kind", "bloc", "peers", "table")
	_, body = x.get("/khoi/k3")
	x.has(body, "Cụm trưởng", "Thêm số tổng hợp của Khối", "Cụm 3")
}

func TestNewBloc(t *testing.T) {
	x := open(t)
	for want, kv := range map[string][]string{
		"Mã chỉ gồm": {"code", "Khối", "name", "x", "kind", "bloc", "peers", "own"},
		"đã có":      {"code", "k3", "name", "x", "kind", "bloc", "peers", "own"},
	} {
		if code, body := x.post("/khoi", kv...); code != 422 || !strings.Contains(body, want) {
			t.Errorf("%v: %d", kv, code)
		}
	}
	if code, _ := x.post("/khoi", "code", "cum-1", "name", "Cụm 1", "kind", "cluster", "peers", "own"); code != 303 {
		t.Error(code)
	}
	_, body := x.get("/khoi/cum-1")
	x.has(body, "Ngày này khối chưa có đơn vị nào", "Chưa có nhiệm kỳ nào")
	x.actor = x.member("k3a", true)
	if code, _ := x.post("/khoi", "code", "cum-2", "name", "Cụm 2", "kind", "cluster", "peers", "own"); code != 403 {
		t.Error(code)
	}
	x.actor = who.Anonymous
	if code, _ := x.get("/khoi"); code != 303 {
		t.Error(code)
	}
}

// TestManyUnits pastes the list of a decision as Word gives it, corrects a row, and adds all.
func TestManyUnits(t *testing.T) {
	x := open(t)
	if code, _ := x.post("/khoi", "name", "Khối thi đua số 5", "kind", "bloc", "peers", "own", "province", "Đắk Lắk"); code != 303 {
		t.Fatalf("a bloc without a code: %d", code)
	}
	const path = "/khoi/khoi-thi-dua-so-5/danh-sach"
	_, body := x.get("/khoi/khoi-thi-dua-so-5")
	x.has(body, `href="`+path+`"`)
	if strings.Contains(body, "Giao nhiệm vụ đứng đầu") {
		t.Error("a leader can be chosen from no unit")
	}
	code, body := x.post(path, "list", " ")
	if code != 422 {
		t.Errorf("an empty list: %d", code)
	}
	x.has(body, "mỗi dòng một đơn vị")
	code, body = x.post(path, "list", "TT\tTên đơn vị\n1\tThanh tra tỉnh Đắk Lắk\n2\tTòa án tỉnh\n3\tĐơn vị k3a\n", "from", "01/01/2022")
	if code != 200 {
		t.Fatalf("%d %s", code, body)
	}
	x.has(body, "Đọc được 3 đơn vị", `value="Thanh tra tỉnh"`, `value="court" selected`, "Đã có trong hệ thống", "Thêm 3 đơn vị")
	add := []string{"act", "add", "rows", "3", "from", "01/01/2022", "n0", "Thanh tra tỉnh Đắk Lắk", "s0", "Thanh tra", "k0", "civil", "n1", "Tòa án tỉnh", "s1", "Thanh tra", "k1", "court", "n2", "Đơn vị k3a"}
	code, body = x.post(path, add...)
	if code != 422 {
		t.Fatalf("one short name twice: %d", code)
	}
	x.has(body, `id="f-s1-e"`, "Trùng tên ngắn")
	add[13+2] = "TAND"
	add[14] = "s1"
	if code, body = x.post(path, add...); code != 303 {
		t.Fatalf("%d %s", code, body)
	}
	_, body = x.get("/khoi/khoi-thi-dua-so-5")
	x.has(body, "Thanh tra tỉnh Đắk Lắk", "TAND", "Đơn vị k3a", "/don-vi/toa-an-tinh")
	_, body = x.post(path, "list", "Tòa án tỉnh")
	x.has(body, "Đã là thành viên")
	x.actor = x.member("k3a", true)
	if code, _ := x.get(path); code != 403 {
		t.Errorf("the secretary of a bloc adds units: %d", code)
	}
}

// TestUnitIsCorrected mends a slip in a name, and renames from a day on.
func TestUnitIsCorrected(t *testing.T) {
	x := open(t)
	const path = "/khoi/k3/don-vi/k3a"
	_, body := x.get(path)
	x.has(body, `value="Đơn vị k3a"`)
	if code, body := x.post(path, "name", "", "short", "ĐV k3a", "kind", "court"); code != 422 || !strings.Contains(body, `id="f-name-e"`) {
		t.Errorf("no name: %d", code)
	}
	if code, body := x.post(path, "name", "Tòa án k3a", "short", "TA k3a", "kind", "court"); code != 303 {
		t.Fatalf("%d %s", code, body)
	}
	_, body = x.get("/khoi/k3")
	x.has(body, "Tòa án k3a", "TA k3a")
	if code, body := x.post(path, "name", "Tòa án mới", "short", "TA mới", "kind", "court", "since", "01/07/2022", "basis", "Nghị quyết 5"); code != 303 {
		t.Fatalf("%d %s", code, body)
	}
	_, body = x.get(path)
	x.has(body, "Tòa án k3a", "từ 01/07/2022", "Nghị quyết 5")
	_, body = x.get("/khoi/k3")
	x.has(body, "Tòa án mới")
}
