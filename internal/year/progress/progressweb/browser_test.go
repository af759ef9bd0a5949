package progressweb_test

import (
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"thidua/internal/platform/db/dbtest"
	"thidua/internal/platform/web/webtest"
)

var shots = flag.String("shots", "", "folder for pictures of the pages")

func TestMain(m *testing.M) { os.Exit(webtest.Run(m)) }

func as(name string) *http.Cookie { return &http.Cookie{Name: "as", Value: name, Path: "/"} }

// scenes brings a bloc into every state that the pages can show and calls f for each.
func scenes(t *testing.T, x *site, f func(name, as, path, heading string)) {
	t.Helper()
	const u, o, h, lead = "so-tu-phap", "officer@so-tu-phap", "head@so-tu-phap", "officer@thanh-tra"
	x.post(lead, "/tong-hop/2022-6t", "viec", "han", "due", "01/07/2022").status(303)
	f("viec-dau", o, "/viec", "Việc cần làm")
	f("nhap-trong", o, "/nhap/2022-6t", "Nhập kết quả chỉ tiêu")
	data, err := os.ReadFile("../testdata/khoi-3-2022-h1/05_sotuphap_6thang.csv")
	if err != nil {
		t.Fatal(err)
	}
	f("nhap-tep", o, "/nhap/2022-6t/nhap-tep", "Nhập từ tệp")
	up := x.send(o, "/nhap/2022-6t/nhap-tep", "05_sotuphap_6thang.csv", data).status(303).To
	f("xem-truoc", o, up, "Xem trước tệp")
	x.post(o, up, "viec", "ghi").status(303)
	f("da-ghi", o, up, "Xem trước tệp")
	x.post(o, "/nhap/2022-6t", "v.C03", "300", "rev.C03", version(x, u, "C03")).status(303)
	x.post(o, "/nhap/2022-6t/o/C05", "viec", "khong-truyen", "withheld", "gửi theo đường văn bản mật", "rev", version(x, u, "C05")).status(303)
	f("nhap-dang-lam", o, "/nhap/2022-6t", "Nhập kết quả chỉ tiêu")
	f("o", o, "/nhap/2022-6t/o/C03", "")
	f("o-khong-truyen", o, "/nhap/2022-6t/o/C05", "")
	f("phan-loi", o, "/nhap/2022-6t/phan-loi", "Phần lời của báo cáo")
	f("kiem-tra-con", o, "/nhap/2022-6t/kiem-tra", "Kiểm tra và gửi")
	f("viec-giua", o, "/viec", "Việc cần làm")
	f("nguon", lead, "/nguon/khoi-3/2022-6t/"+u+"/C01", "Vì sao có con số này?")
	const v = "tand"
	x.fill(v)
	x.post("officer@"+v, "/nhap/2022-6t/phan-loi", "t.recommendations", "Bổ sung biên chế\nCấp kinh phí sửa trụ sở", "rev.recommendations", "1").status(303)
	f("kiem-tra-du", "officer@"+v, "/nhap/2022-6t/kiem-tra", "Kiểm tra và gửi")
	f("da-ky", "officer@"+v, "/da-ky/"+v+"?ky=2022-6t", "Ghi nhận đã ký ở hệ thống khác")
	f("cho-trong", "head@"+v, "/cho-y-kien", "Chờ ý kiến đồng chí (0)")
	x.post("officer@"+v, "/nhap/2022-6t/buoc", "viec", "submit", "version", x.version(v)).status(303)
	f("nhap-khoa", "officer@"+v, "/nhap/2022-6t", "Nhập kết quả chỉ tiêu")
	f("phan-loi-khoa", "officer@"+v, "/nhap/2022-6t/phan-loi", "Phần lời của báo cáo")
	f("viec-cho", "officer@"+v, "/viec", "Việc cần làm")
	f("cho-y-kien", "head@"+v, "/cho-y-kien", "Chờ ý kiến đồng chí (1)")
	f("mot-trang", "head@"+v, "/cho-y-kien/"+v+"?ky=2022-6t&tra-lai=1", "Báo cáo 6 tháng đầu năm 2022")
	x.post("head@"+v, "/cho-y-kien/"+v+"?ky=2022-6t", "viec", "approve", "version", x.version(v)).status(303)
	f("tong-hop", lead, "/tong-hop/2022-6t", "Tổng hợp 6 tháng đầu năm 2022")
	f("tong-hop-thanh-vien", "officer@"+v, "/tong-hop/2022-6t", "Tổng hợp 6 tháng đầu năm 2022")
	f("don-vi", lead, "/tong-hop/2022-6t/don-vi/"+v, "Tòa án nhân dân tỉnh Đắk Lắk")
	f("khoa-ky", lead, "/tong-hop/2022-6t/khoa", "Tổng hợp 6 tháng đầu năm 2022")
	f("nhac", lead, "/tong-hop/2022-6t/nhac", "Nhắc đơn vị chưa gửi")
	f("kien-nghi", lead, "/kien-nghi", "Kiến nghị, đề xuất")
	a := x.get(lead, "/kien-nghi").status(200)
	_, rest, _ := strings.Cut(a.Body, `href="/kien-nghi/`)
	one, _, _ := strings.Cut(rest, `"`)
	f("kien-nghi-mot", lead, "/kien-nghi/"+one, "Kiến nghị của TAND tỉnh")
	f("viec-khoi-truong", lead, "/viec", "Việc cần làm")
	f("in", o, "/nhap/2022-6t/in", "Biểu số liệu 6 tháng đầu năm 2022")
	x.post(lead, "/tong-hop/2022-6t", "viec", "khoa").status(303)
	f("ky-da-khoa", o, "/nhap/2022-6t", "Nhập kết quả chỉ tiêu")
	f("mo-lai", lead, "/tong-hop/2022-6t/khoa", "Tổng hợp 6 tháng đầu năm 2022")
}

func version(x *site, unit, code string) string {
	return itoa(x.form(unit).Cell(code).Value.Rev)
}

// Every page in every state: its heading is there, axe finds nothing, it fits 320 px.
func TestPagesInBrowser(t *testing.T) {
	x := open(t)
	scenes(t, x, func(name, who, path, heading string) {
		t.Helper()
		o := webtest.Options{Width: 320, Height: 640, Dark: true, Cookies: []*http.Cookie{as(who)}}
		q := webtest.OpenWith(t, x.URL+path, o)
		if got := q.Text("h1"); heading != "" && got != heading {
			t.Errorf("%s: heading %q, want %q", name, got, heading)
		}
		q.Axe(t)
		q.NoSideScroll(t)
		if *shots != "" {
			q.Screenshot(filepath.Join(*shots, name+"-320.png"))
		}
		if *shots == "" && !dbtest.Required("chromium") {
			return // wide and light too where the browser is asked for
		}
		o.Width, o.Height, o.Dark = 1280, 800, false
		p := webtest.OpenWith(t, x.URL+path, o)
		p.Axe(t)
		if *shots != "" {
			p.Screenshot(filepath.Join(*shots, name+".png"))
		}
	})
}

// A keyboard alone fills cells: autosave, next row, undo, conflict.
func TestKeyboardInGrid(t *testing.T) {
	x := open(t)
	p := webtest.OpenWith(t, x.URL+"/nhap/2022-6t", webtest.Options{Width: 1280, Height: 800, Cookies: []*http.Cookie{as("officer@so-tu-phap")}})
	webtest.Eval[bool](p, `document.getElementById("c-C01").focus(), true`)
	p.Type("96,5")
	p.Press("Enter")
	p.Wait(`document.getElementById("td-C01").dataset.state === "saved"`)
	if got := p.Focused(); got != "c-C02" {
		t.Errorf("focus after Enter: %s", got)
	}
	if v := x.form("so-tu-phap").Cell("C01").Value; v.Value == nil || v.Value.VN() != "96,5" {
		t.Errorf("stored %+v", v)
	}
	p.Type("abc")
	p.Press("Tab")
	p.Wait(`document.getElementById("td-C02").dataset.state === "invalid"`)
	if !strings.Contains(p.Text("#m-C02"), "phải là số") {
		t.Errorf("message %q", p.Text("#m-C02"))
	}
	// Somebody else changes C01; our next change of it meets the conflict block.
	x.post("officer@so-tu-phap", "/nhap/2022-6t/o", "code", "C01", "value", "90", "rev", "1").status(200)
	p.Fill("#c-C01", "91")
	p.Press("Enter")
	p.Wait(`document.getElementById("td-C01").dataset.state === "conflict"`)
	p.Axe(t)
	if *shots != "" {
		p.Screenshot(filepath.Join(*shots, "xung-dot.png"))
	}
	if v := x.form("so-tu-phap").Cell("C01").Value.Value.VN(); v != "90" {
		t.Errorf("overwritten: %s", v)
	}
	webtest.Eval[bool](p, `document.getElementById("c-C03").focus(), true`)
	p.Paste("5\n6\n7")
	p.Wait(`document.getElementById("td-C05").dataset.state !== "required" && document.getElementById("td-C05").dataset.state !== "waiting"`)
	if d := x.form("so-tu-phap").Done(); d.Cells != 4 {
		t.Errorf("after pasting three lines: %+v", d)
	}
}
