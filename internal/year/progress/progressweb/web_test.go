package progressweb_test

import (
	"encoding/json"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/jba/templatecheck"

	"thidua/internal/platform/ui"
)

// Every view of this package parses and fits the type of its data.
func TestViews(t *testing.T) {
	n := 0
	for _, v := range ui.Views() {
		if !strings.HasPrefix(v.Name(), "progressweb.") {
			continue
		}
		n++
		tpl, err := v.Template()
		if err != nil {
			t.Error(err)
			continue
		}
		if err := templatecheck.CheckHTML(tpl, reflect.Zero(v.Data()).Interface()); err != nil {
			t.Errorf("%s: %v", v.Name(), err)
		}
	}
	if n < 15 {
		t.Errorf("%d views", n)
	}
}

// A report goes through every hand by plain forms, without scripts.
func TestReportGoesRound(t *testing.T) {
	x := open(t)
	const u = "so-tu-phap"
	officer, head, lead := "officer@"+u, "head@"+u, "officer@thanh-tra"
	x.get(officer, "/viec").status(200).has("Việc cần làm", "Đã xong 0 trên 3 việc", "còn 16 ô bắt buộc", "Chưa thể bắt đầu")
	x.get(officer, "/nhap").status(303)
	x.get(officer, "/nhap/2022-6t").status(200).has("Sở Tư pháp", "Chưa nhập số liệu kỳ này", `id="c-C01"`, `data-state="required"`)
	x.post(officer, "/nhap/2022-6t/buoc", "viec", "submit", "version", "0").status(422).has("Chưa trình được")
	x.fill(u)
	x.get(officer, "/viec").has("Trình Thủ trưởng cho ý kiến", "Tiếp tục: Trình Thủ trưởng")
	x.get(officer, "/nhap/2022-6t/kiem-tra").status(200).has("Đã đủ số liệu và phần lời", "Đánh dấu hoàn thành, trình Thủ trưởng")
	x.get(head, "/cho-y-kien").has("Chờ ý kiến đồng chí (0)", "Không có việc chờ đồng chí")
	x.post(officer, "/nhap/2022-6t/buoc", "viec", "submit", "version", "0").status(303)
	x.get(officer, "/nhap/2022-6t").has("đã trình Thủ trưởng ngày 05/07/2022", `data-state="locked"`).hasNot(`data-save="`)
	x.get(officer, "/viec").has("Đang chờ người khác")
	x.get(head, "/viec").status(303)
	x.get(head, "/cho-y-kien").has("Chờ ý kiến đồng chí (1)", "chỉ tiêu đạt", "Trả lại kèm ý kiến")
	x.get(head, "/cho-y-kien/"+u+"?ky=2022-6t").has("Nội dung results", "Đồng ý")
	x.post(head, "/cho-y-kien/"+u+"?ky=2022-6t", "viec", "return", "version", x.version(u)).status(422).has("Ghi ý kiến để đơn vị biết cần sửa gì")
	x.post(head, "/cho-y-kien/"+u+"?ky=2022-6t", "viec", "approve", "version", "0").status(409).has("Nội dung vừa được sửa lúc")
	x.post(head, "/cho-y-kien/"+u+"?ky=2022-6t", "viec", "approve", "version", x.version(u)).status(303)
	x.get(head, "/cho-y-kien").has("Quyết định gần đây", "duyệt, gửi Khối trưởng")
	x.get(lead, "/viec").has("Việc của Khối trưởng", "1/12 đã gửi", "1 báo cáo")
	x.get(lead, "/tong-hop/2022-6t").status(200).has("1/12 đã gửi", "1 báo cáo chờ nhận", "16/16", "100%", "Nhắc 11 đơn vị")
	x.get(lead, "/tong-hop/2022-6t/don-vi/"+u).has("Nhận báo cáo", "Nội dung causes", "trình Thủ trưởng")
	x.post(lead, "/tong-hop/2022-6t/don-vi/"+u, "viec", "receive", "version", x.version(u)).status(303)
	x.post(lead, "/tong-hop/2022-6t/don-vi/"+u, "viec", "reject", "version", x.version(u), "reason", "Thiếu nguyên nhân").status(303)
	x.get(officer, "/nhap/2022-6t").has("trả lại:", "Thiếu nguyên nhân", `data-save="/nhap`)
	x.send(officer, "/da-ky/"+u+"?ky=2022-6t", "", nil, "version", x.version(u), "number", "x", "day", "31/02/2022", "signer", "").status(422).has("Số, ký hiệu viết như", "Ngày ký phải là ngày", "Nhập người ký")
	x.send(officer, "/da-ky/"+u+"?ky=2022-6t", "ban-ky.pdf", []byte("%PDF-1.7 x"), "version", x.version(u), "number", "45/BC-STP", "day", "04/07/2022", "signer", "Giám đốc Sở", "system", "giay").status(303)
	x.get(lead, "/tong-hop/2022-6t/don-vi/"+u).has("45/BC-STP", "ban-ky.pdf")
	if got := x.get(lead, "/da-ky/"+u+"/tep?ky=2022-6t").status(200); got.Body != "%PDF-1.7 x" {
		t.Errorf("signed file: %q", got.Body)
	}
}

// The protocol that grid.js speaks.
func TestAutosave(t *testing.T) {
	x := open(t)
	as := "officer@so-tu-phap"
	save := func(code, value, rev string) map[string]any {
		t.Helper()
		a := x.post(as, "/nhap/2022-6t/o", "code", code, "value", value, "rev", rev).status(200)
		if ct := a.Header.Get("Content-Type"); ct != "application/json" {
			t.Errorf("content type %s", ct)
		}
		var m map[string]any
		if err := json.Unmarshal([]byte(a.Body), &m); err != nil {
			t.Fatal(err, a.Body)
		}
		return m
	}
	check := func(m map[string]any, kv ...any) {
		t.Helper()
		for i := 0; i < len(kv); i += 2 {
			if m[kv[i].(string)] != kv[i+1] {
				t.Errorf("%s = %v, want %v in %v", kv[i], m[kv[i].(string)], kv[i+1], m)
			}
		}
	}
	check(save("C01", "96,5 %", "0"), "state", "saved", "value", "96,5", "rev", 1.0, "done", 1.0, "total", 16.0, "at", "08:30", "percent", "100,5%")
	check(save("C01", "97", "0"), "state", "conflict", "current", "96,5", "rev", 1.0, "by", "officer Sở Tư pháp")
	check(save("C01", "bảy", "1"), "state", "invalid", "rev", 1.0)
	check(save("C01", "1,234", "1"), "state", "invalid", "action", "Chọn cách đọc")
	check(save("C01", "150", "1"), "state", "warning", "value", "150", "rev", 2.0, "action", "Ghi lý do")
	check(save("C01", "", "2"), "state", "saved", "value", "", "done", 0.0)
	if a := x.post("officer@cong-an", "/nhap/2022-6t/o?don-vi=so-tu-phap", "code", "C01", "value", "1", "rev", "3"); a.Status != 403 {
		t.Errorf("another unit wrote: %d %s", a.Status, a.Body)
	}
	a := x.post(as, "/nhap/2022-6t/dan", "cells", "95\t\n88,5\r\nabc\n7", "from", "C01", "codes", "C01,C02,C03,C04", "revs", "3,0,0,0").status(200)
	var list []map[string]any
	if err := json.Unmarshal([]byte(a.Body), &list); err != nil || len(list) != 4 {
		t.Fatal(err, a.Body)
	}
	check(list[0], "state", "saved", "value", "95")
	check(list[1], "state", "saved", "value", "88,5")
	check(list[2], "state", "invalid")
	var m map[string]any
	b := x.post(as, "/nhap/2022-6t/loi", "code", "causes", "value", "Thiếu người", "rev", "0").status(200)
	if err := json.Unmarshal([]byte(b.Body), &m); err != nil {
		t.Fatal(err)
	}
	check(m, "state", "saved", "rev", 1.0, "done", 1.0, "total", 5.0)
}

// Two people edit the same form without scripts: cells that were not touched stay as the
// other one left them; the one that both changed is asked about.
func TestConflictWithoutScripts(t *testing.T) {
	x := open(t)
	as := "officer@so-tu-phap"
	x.post(as, "/nhap/2022-6t", "v.C01", "90", "rev.C01", "0", "v.C02", "80", "rev.C02", "0").status(303)
	x.post(as, "/nhap/2022-6t", "v.C01", "91", "rev.C01", "1", "v.C02", "81", "rev.C02", "1").status(303) // the other person
	x.post(as, "/nhap/2022-6t", "v.C01", "92", "rev.C01", "1", "v.C02", "80", "rev.C02", "1").status(409).
		has("Người khác vừa sửa mục này", "Ban đầu: 90", "Giữ bản của", "91", "Dùng bản của tôi: 92").hasNot("rev.C02")
	if v := x.form("so-tu-phap").Cell("C02").Value.Value.VN(); v != "81" {
		t.Errorf("an untouched cell was overwritten: %s", v)
	}
	x.post(as, "/nhap/2022-6t/xung-dot", "chon.C01", "mine", "mine.C01", "92", "rev.C01", "2").status(303)
	if v := x.form("so-tu-phap").Cell("C01").Value.Value.VN(); v != "92" {
		t.Errorf("C01 = %s", v)
	}
	x.post(as, "/nhap/2022-6t", "v.C03", "nhiều", "rev.C03", "0").status(422).has("Có lỗi cần sửa", `href="#c-C03"`, "nhiều", "Lỗi:")
}

func TestCellPage(t *testing.T) {
	x := open(t)
	as, at := "officer@so-tu-phap", "/nhap/2022-6t/o/C01"
	x.post(as, at, "viec", "luu", "value", "1,234", "rev", "0").status(422).has("Đọc là 1,234 hay 1.234?", `name="chon" value="1.234"`, `value="1234"`)
	x.post(as, at, "viec", "luu", "chon", "1.234", "rev", "0").status(303)
	x.get(as, at).status(200).has("1,234", "Lịch sử thay đổi", "Chỉ bằng 1/77 kế hoạch")
	x.post(as, at, "viec", "ly-do", "reason", "", "rev", "1").status(422).has("Ghi lý do.")
	x.post(as, at, "viec", "ly-do", "reason", "Đơn vị mới sáp nhập", "rev", "1").status(303)
	x.get(as, "/nhap/2022-6t").has("Lý do: Đơn vị mới sáp nhập")
	x.post(as, at, "viec", "khong-truyen", "withheld", "", "rev", "2").status(422).has("Ghi lý do không truyền")
	x.post(as, at, "viec", "khong-truyen", "withheld", "Số liệu mật", "rev", "2").status(303)
	x.get(as, "/nhap/2022-6t").has(`data-state="withheld"`, "Không truyền. Lý do: Số liệu mật")
	x.get("officer@thanh-tra", "/nguon/khoi-3/2022-6t/so-tu-phap/C01").status(200).has("Không truyền", "Số liệu mật", "1,234")
	x.get("officer@cong-an", "/nguon/khoi-3/2022-6t/so-tu-phap/C01").status(403)
	x.get("board", "/nguon/khoi-3/2022-6t/so-tu-phap/C01").status(200)
	x.post(as, at, "viec", "truyen", "rev", "3").status(303)
	x.get(as, at+"x").status(404)
}

func TestPeriodPages(t *testing.T) {
	x := open(t)
	lead := "officer@thanh-tra"
	x.post(lead, "/tong-hop/2022-6t", "viec", "han", "due", "abc").status(422).has("Hạn gửi phải là ngày")
	x.post(lead, "/tong-hop/2022-6t", "viec", "han", "due", "01/07/2022").status(303)
	x.get(lead, "/tong-hop/2022-6t").has("Quá hạn 4 ngày", "12 đơn vị quá hạn")
	x.get(lead, "/tong-hop/2022-6t/nhac?mot=cong-an").has("Công an tỉnh gửi báo cáo", "0/12 đơn vị")
	x.get(lead, "/tong-hop/2022-6t/khoa").has("Khóa kỳ 6 tháng đầu năm 2022 của 12 đơn vị")
	x.post("officer@cong-an", "/tong-hop/2022-6t", "viec", "khoa").status(403)
	x.post(lead, "/tong-hop/2022-6t", "viec", "khoa").status(303)
	x.get("officer@cong-an", "/nhap/2022-6t").has("kỳ đã khóa ngày 05/07/2022", "Thư ký Khối trưởng có thể mở lại")
	x.post(lead, "/tong-hop/2022-6t/don-vi/cong-an", "viec", "extend", "due", "01/07/2022").status(422)
	x.post(lead, "/tong-hop/2022-6t/don-vi/cong-an", "viec", "extend", "due", "10/07/2022", "why", "mất mạng").status(303)
	x.get("officer@cong-an", "/nhap/2022-6t").has(`data-save="/nhap`)
	x.post(lead, "/tong-hop/2022-6t", "viec", "mo", "reason", "").status(422).has("Ghi lý do mở lại kỳ")
	x.post(lead, "/tong-hop/2022-6t", "viec", "mo", "reason", "bổ sung").status(303)
	x.post(lead, "/tong-hop/2022", "viec", "mo-ky", "period", "2022-6tc", "newdue", "15/12/2022").status(303)
	x.get(lead, "/tong-hop/2022-6tc").status(200).has("Tổng hợp 6 tháng cuối năm 2022", "còn 163 ngày")
	x.post("officer@cong-an", "/tong-hop/2022", "viec", "mo-ky", "period", "2022-q3").status(403)
	// A member sees its own line only; another's page is closed to it.
	x.get("officer@cong-an", "/tong-hop/2022-6t").status(200).has("Công an tỉnh").hasNot("Sở Tư pháp")
	x.get("officer@cong-an", "/tong-hop/2022-6t/don-vi/so-tu-phap").status(403)
	x.get("officer@cong-an", "/nhap/2022-6t?don-vi=so-tu-phap").status(403)
	x.get(lead, "/nhap/2022-6t?don-vi=so-tu-phap").status(200).has("không thuộc đơn vị của bạn", `/nhap/2022-6t/o/C01?don-vi=so-tu-phap`)
	x.get("board", "/tong-hop").status(303)
	x.get("board", "/tong-hop/2022-6t").status(200).has("0/12 đã gửi")
	x.get("", "/viec").status(303)
}

func TestRecommendationPages(t *testing.T) {
	x := open(t)
	x.post("officer@tand", "/nhap/2022-6t/phan-loi", "t.recommendations", "Bổ sung biên chế\nCấp kinh phí", "rev.recommendations", "0").status(303)
	x.get("officer@tand", "/kien-nghi").status(200).has("2 kiến nghị chưa trả lời", "Cấp kinh phí")
	x.get("officer@cong-an", "/kien-nghi").status(200).hasNot("Cấp kinh phí")
	a := x.get("officer@thanh-tra", "/kien-nghi").status(200)
	_, rest, _ := strings.Cut(a.Body, `href="/kien-nghi/`)
	one, _, _ := strings.Cut(rest, `"`)
	x.get("officer@thanh-tra", "/kien-nghi/"+one).has("Bổ sung biên chế", "Nơi nhận")
	x.post("officer@thanh-tra", "/kien-nghi/"+one, "version", "1", "due", "32/7/2022").status(422).has("Hạn trả lời phải là ngày")
	x.post("officer@thanh-tra", "/kien-nghi/"+one, "version", "1", "addressee", "UBND tỉnh", "answer", "Đã trình").status(303)
	x.post("officer@thanh-tra", "/kien-nghi/"+one, "version", "1", "answer", "muộn").status(409)
	x.get("officer@tand", "/kien-nghi?loc=answered").has("UBND tỉnh", "Đã trình", "05/07/2022").hasNot("Cấp kinh phí")
}

func TestTemplateAndPrint(t *testing.T) {
	x := open(t)
	as := "officer@so-tu-phap"
	x.fill("so-tu-phap")
	a := x.get(as, "/nhap/2022-6t/mau").status(200)
	if !strings.HasPrefix(a.Body, "PK") || !strings.Contains(a.Header.Get("Content-Disposition"), "Bieu_so-tu-phap_2022-6t.xlsx") {
		t.Errorf("template: %v", a.Header)
	}
	x.get(as, "/nhap/2022-6t/in").status(200).has("Biểu số liệu 6 tháng đầu năm 2022", "Nội dung results")
	x.get(as, "/nhap/2022-6t/in?mau=trong").status(200).hasNot("Nội dung results")
	// What was filled in and downloaded comes back unchanged.
	up := x.send(as, "/nhap/2022-6t/nhap-tep", "bieu.xlsx", []byte(a.Body)).status(303)
	x.get(as, up.To).status(200).has("0 ô sẽ thay đổi", "Hiện 16 ô không đổi")
}

func TestImportPages(t *testing.T) {
	x := open(t)
	as := "officer@so-tu-phap"
	data, err := os.ReadFile("../testdata/khoi-3-2022-h1/05_sotuphap_6thang.csv")
	if err != nil {
		t.Fatal(err)
	}
	x.send(as, "/nhap/2022-6t/nhap-tep", "", nil).status(422).has("Chọn một tệp")
	x.send(as, "/nhap/2022-6t/nhap-tep", "x.xlsx", []byte("khong phai tep")).status(422).has("không đọc được")
	x.send(as, "/nhap/2022-6t/nhap-tep", "BC (TỐI MẬT).csv", data).status(422).has("Không lưu gì")
	up := x.send(as, "/nhap/2022-6t/nhap-tep", "05.csv", data).status(303)
	x.get(as, up.To).status(200).has("Xem trước, chưa ghi vào hệ thống", "Sẽ ghi", "E7")
	if x.form("so-tu-phap").Done().Cells != 0 {
		t.Fatal("the preview wrote something")
	}
	x.get("officer@cong-an", up.To).status(404)
	done := x.post(as, up.To, "viec", "ghi").status(303)
	n := x.form("so-tu-phap").Done().Cells
	if n == 0 {
		t.Fatal("nothing was written")
	}
	x.get(as, done.To).has("từ tệp 05.csv", "Hoàn tác lần nhập này")
	x.get("officer@thanh-tra", "/nguon/khoi-3/2022-6t/so-tu-phap/C01").has("05.csv", "SHA-256")
	if f := x.get("officer@thanh-tra", "/nguon/khoi-3/2022-6t/so-tu-phap/C01/tep"); f.Status != 200 || f.Body != string(data) {
		t.Errorf("the file of the figure: %d", f.Status)
	}
	x.post(as, up.To, "viec", "ghi").status(409)
	x.post(as, up.To, "viec", "hoan-tac").status(303)
	if n := x.form("so-tu-phap").Done().Cells; n != 0 {
		t.Errorf("%d cells after undo", n)
	}
	x.post(as, "/nhap/2022-6t/dan-bang", "text", "").status(422).has("Dán bảng đã chép từ Excel")
	p := x.post(as, "/nhap/2022-6t/dan-bang", "text", "STT\tChỉ tiêu\tĐVT\tKết quả 6 tháng\n1\tTỷ lệ nhiệm vụ được giao hoàn thành đúng hạn\t%\t97,5\n").status(303)
	x.get(as, p.To).status(200).has("97,5")
}

// The pages speak English too: every text of the pages has an English one.
func TestEnglish(t *testing.T) {
	x := open(t)
	en := func(who, path string) answer {
		return x.do(who, "GET", path, "", nil, "Cookie", "as="+who+"; lang=en")
	}
	en("officer@so-tu-phap", "/viec").status(200).has("To do", "0 of 3 tasks done", "16 required cells left")
	en("officer@so-tu-phap", "/nhap/2022-6t").has("Enter results", "Year plan")
	en("officer@thanh-tra", "/tong-hop/2022-6t").has("0/12 sent", "Remind 12 units")
	en("head@tand", "/cho-y-kien").has("Waiting for your decision (0)")
}

// Every message of the capability has an English text.
func TestEveryMessageHasEnglish(t *testing.T) {
	texts, err := os.ReadFile("progress.en.txt")
	if err != nil {
		t.Fatal(err)
	}
	packets, err := os.ReadFile("packet.en.txt")
	if err != nil {
		t.Fatal(err)
	}
	have := map[string]bool{}
	frame, err := os.ReadFile("../../../platform/ui/ui.en.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(texts) + "\n" + string(packets) + "\n" + string(frame)) {
		if k, _, ok := strings.Cut(line, "="); ok {
			have[strings.TrimSpace(k)] = true
		}
	}
	elsewhere := regexp.MustCompile(`^(web|db|who|intake|read|secret|date)\.`)
	message := regexp.MustCompile("[\"`]([a-z][a-z0-9]*(?:\\.[a-z0-9]+)*)\\|[^\"`]*[\"`]")
	n := 0
	for _, dir := range []string{".", ".."} {
		list, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range list {
			if name := e.Name(); !strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, ".html") || strings.HasSuffix(name, "_test.go") {
				continue
			}
			b, err := os.ReadFile(dir + "/" + e.Name())
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range message.FindAllStringSubmatch(string(b), -1) {
				n++
				if !have[m[1]] && !elsewhere.MatchString(m[1]) {
					t.Errorf("%s: no English text for %s", e.Name(), m[1])
				}
			}
		}
	}
	if n < 400 {
		t.Errorf("only %d messages found", n)
	}
}
