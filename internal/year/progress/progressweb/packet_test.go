package progressweb_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"thidua/internal/base/figure"
	"thidua/internal/base/sheet"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/intake"
	"thidua/internal/platform/xlsx/xlsxtest"
	"thidua/internal/year/plan"
	"thidua/internal/year/progress"
)

// fillIn is xlsxtest.Fill that must succeed.
func fillIn(t *testing.T, file []byte, cells map[string]string) []byte {
	t.Helper()
	b, err := xlsxtest.Fill(file, cells)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// saveAgain opens a workbook in LibreOffice and saves it anew.
func saveAgain(t *testing.T, file []byte, as string) []byte {
	t.Helper()
	soffice, err := exec.LookPath("soffice")
	if err != nil || testing.Short() {
		t.Skip("soffice (LibreOffice) is not installed, or -short: the packet is not saved by another program")
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "goi.xlsx"), file, 0o600); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(dir, "out")
	cmd := exec.Command(soffice, "-env:UserInstallation=file://"+dir+"/profile", "--headless", "--convert-to", as, "--outdir", out, filepath.Join(dir, "goi.xlsx"))
	if b, err := cmd.CombinedOutput(); err != nil {
		t.Skipf("soffice cannot convert here: %v %s", err, b)
	}
	b, err := os.ReadFile(filepath.Join(out, "goi."+as))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// renamed gives a workbook in which a sheet has another name.
func renamed(t *testing.T, file []byte, from, to string) []byte {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w, hits := zip.NewWriter(&b), 0
	for _, f := range r.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		if f.Name == "xl/workbook.xml" {
			hits += bytes.Count(body, []byte(`"`+from+`"`))
			body = bytes.ReplaceAll(body, []byte(`"`+from+`"`), []byte(`"`+to+`"`))
		}
		out, err := w.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := out.Write(body); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil || hits == 0 {
		t.Fatal("the sheet has another name already", err)
	}
	return b.Bytes()
}

// rowOf gives the row of a target in a packet.
func rowOf(t *testing.T, file []byte, code string) int {
	t.Helper()
	book, err := intake.Open("goi.xlsx", file, intake.Default)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range book.Sheets[0].Cells {
		if c.Col == 2 && c.Text == code {
			return c.Row
		}
	}
	t.Fatalf("the packet has no row for %s", code)
	return 0
}

// issue makes a packet of a unit as the bloc leader's secretary and gives the file.
func (x *site) issue(unit string) []byte {
	x.t.Helper()
	const lead = "officer@thanh-tra"
	x.post(lead, "/goi-ngoai-tuyen?ky=2022-6t", "goi", unit).status(303)
	a := x.get(lead, "/goi-ngoai-tuyen?ky=2022-6t").status(200).has("Chưa nhận lại")
	for _, m := range regexp.MustCompile(`/goi-ngoai-tuyen/[0-9a-z]+/tep`).FindAllString(a.Body, -1) {
		f := x.get(lead, m).status(200)
		if strings.Contains(f.Header.Get("Content-Disposition"), "_"+unit+"_") {
			return []byte(f.Body)
		}
	}
	x.t.Fatal("no packet of " + unit)
	return nil
}

// A packet goes out, is filled in, saved by another program and comes back through the
// secretary; the same packet again changes nothing; a figure changed here meanwhile is a
// question, not overwritten.
func TestPacketGoesRound(t *testing.T) {
	for _, as := range []string{"xlsx", "ods"} {
		t.Run(as, func(t *testing.T) {
			x := open(t)
			const lead, officer = "officer@thanh-tra", "officer@cong-an"
			f := x.form("cong-an")
			one, two, three := f.Cells[0].Code, f.Cells[1].Code, f.Cells[2].Code
			at := func(file []byte, code, col string) string {
				return fmt.Sprintf("Chỉ tiêu!%s%d", col, rowOf(t, file, code))
			}
			file := x.issue("cong-an")
			again := x.issue("cong-an")
			if bytes.Equal(file, again) {
				t.Error("two packets are the same file")
			}
			filled := saveAgain(t, fillIn(t, file, map[string]string{at(file, one, "G"): "91.5", at(file, two, "G"): "88", at(file, one, "H"): "Chốt ngày 20/6", "Phần lời!B2": "Kết quả của đơn vị."}), as)

			x.send(lead, "/goi-ngoai-tuyen/nhan", "goi."+as, nil).status(422)
			up := x.send(lead, "/goi-ngoai-tuyen/nhan", "goi."+as, filled).status(303)
			page := x.get(lead, up.To).status(200).has("Xem trước, chưa ghi", "phiên bản 1", "91,5", "Chốt ngày 20/6", "2 dòng đọc được", "Lấy vào mục Kết quả").hasNot("Số khác")
			if x.form("cong-an").Done().Cells != 0 {
				t.Fatal("the preview wrote something")
			}
			if !strings.Contains(page.Body, "Gói của phiên bản cũ") { // a newer one was made
				t.Error("an older version is not told")
			}
			x.post(lead, up.To, "viec", "ghi", "loi.results", "1").status(303)
			f = x.form("cong-an")
			if v := f.Cell(one).Value; v.Value == nil || v.Value.VN() != "91,5" || v.Source.File != "goi."+as {
				t.Fatalf("%s: %+v", one, v)
			}
			if f.Texts["results"].Body != "Kết quả của đơn vị." || f.Cell(three).Value.Answered() {
				t.Errorf("texts %+v", f.Texts)
			}
			x.get(lead, "/goi-ngoai-tuyen?ky=2022-6t").has("Đã nhận lại 05/07/2022: 3 chỗ đã ghi")

			// The same packet twice changes nothing, as it is and saved anew.
			rev := f.Cell(one).Value.Rev
			same := x.send(lead, "/goi-ngoai-tuyen/nhan", "goi."+as, filled).status(303)
			x.get(lead, same.To).has("Đã ghi 3 chỗ từ tệp")
			resaved := x.send(officer, "/nhap/2022-6t/nhap-tep", "goi.xlsx", fillIn(t, file, map[string]string{at(file, one, "G"): "91.5", at(file, two, "G"): "88", "Phần lời!B2": "Kết quả của đơn vị."})).status(303)
			x.get(officer, resaved.To).has("0 ô sẽ thay đổi").hasNot("câu hỏi")
			x.post(officer, resaved.To, "viec", "ghi").status(303)
			if v := x.form("cong-an").Cell(one).Value; v.Rev != rev {
				t.Errorf("the same packet wrote a second time: %+v", v)
			}

			// Changed here since: a list of differences, nothing written without an answer.
			x.post(officer, "/nhap/2022-6t/o", "code", one, "value", "93", "rev", fmt.Sprint(rev)).status(200).has(`"saved"`)
			old := x.send(lead, "/goi-ngoai-tuyen/nhan", "goi."+as, filled).status(303)
			x.get(lead, old.To).status(200).has("Khác 1 chỉ tiêu", "Lúc phát gói là –; sau đó trên hệ thống đã sửa thành 93", "Để như hiện có").hasNot("Số khác")
			x.post(lead, old.To, "viec", "ghi", "chon."+one, "other", "other."+one, "99").status(303)
			if v := x.form("cong-an").Cell(one).Value; v.Value.VN() != "93" {
				t.Errorf("the secretary typed another unit's figure: %s", v.Value.VN())
			}
			old = x.send(lead, "/goi-ngoai-tuyen/nhan", "goi."+as, filled).status(303)
			x.post(lead, old.To, "viec", "ghi", "chon."+one, "c0").status(303)
			if v := x.form("cong-an").Cell(one).Value; v.Value.VN() != "91,5" {
				t.Errorf("the decision was not carried out: %s", v.Value.VN())
			}
		})
	}
}

// What is no packet, is another's, was touched outside the white cells or bears a mark of
// secrecy is refused with the place, and nothing is kept.
func TestPacketRefusals(t *testing.T) {
	x := open(t)
	const lead = "officer@thanh-tra"
	file := x.issue("cong-an")
	first := x.form("cong-an").Cells[0].Code
	row := rowOf(t, file, first)
	take := func(as string, b []byte) answer { return x.send(as, "/goi-ngoai-tuyen/nhan", "goi.xlsx", b) }

	take(lead, []byte("khong phai")).status(422)
	tpl := x.get("officer@so-tu-phap", "/nhap/2022-6t/mau").status(200)
	take(lead, []byte(tpl.Body)).status(422).has("thiếu tem gói")
	take(lead, fillIn(t, file, map[string]string{fmt.Sprintf("Chỉ tiêu!E%d", row): "1"})).status(422).has("Mã kiểm tra không khớp", fmt.Sprintf("Chỉ tiêu!E%d", row))
	take(lead, fillIn(t, file, map[string]string{fmt.Sprintf("Chỉ tiêu!C%d", row): "Chỉ tiêu khác"})).status(422).has(fmt.Sprintf("Chỉ tiêu!C%d", row))
	take(lead, fillIn(t, file, map[string]string{fmt.Sprintf("Chỉ tiêu!B%d", row): "X9"})).status(422).has("Mã kiểm tra không khớp")
	take(lead, fillIn(t, file, map[string]string{"_goi!B8": strings.Repeat("0a", 32)})).status(422).has("Mã kiểm tra không khớp", "_goi")
	take(lead, fillIn(t, file, map[string]string{"_goi!B2": "AAAAAA-22"})).status(422).has("Không có gói mang mã AAAAAA-22")
	// A sheet with another name is known by its codes: its figures are read, and a locked cell is still looked at.
	other := take(lead, renamed(t, fillIn(t, file, map[string]string{fmt.Sprintf("Chỉ tiêu!G%d", row): "91.5"}), "Chỉ tiêu", "Sheet1")).status(303)
	x.get(lead, other.To).status(200).has("Xem trước", "91,5")
	take(lead, renamed(t, fillIn(t, file, map[string]string{fmt.Sprintf("Chỉ tiêu!E%d", row): "1"}), "Chỉ tiêu", "Sheet1")).status(422).has("Mã kiểm tra không khớp", fmt.Sprintf("Sheet1!E%d", row))
	take(lead, fillIn(t, file, map[string]string{"Phần lời!B2": "TỐI MẬT"})).status(422).has("Không lưu gì", "Phần lời!B2")
	// Others learn nothing of it: neither a peer through either door nor another's packet.
	take("officer@tand", file).status(422).has("Không có gói mang mã").hasNot("Công an")
	x.send("officer@tand", "/nhap/2022-6t/nhap-tep", "goi.xlsx", file).status(422).has("đơn vị khác hoặc kỳ khác").hasNot("Công an")
	x.get("officer@tand", "/goi-ngoai-tuyen?ky=2022-6t").status(200).hasNot("Công an", "Chưa nhận lại")
	mine := regexp.MustCompile(`/goi-ngoai-tuyen/[0-9a-z]+/`).FindString(x.get(lead, "/goi-ngoai-tuyen?ky=2022-6t").Body)
	x.get("officer@tand", mine+"tep").status(403)
	x.get("officer@tand", mine+"phieu").status(403)
	x.get("officer@tand", "/goi-ngoai-tuyen/tat-ca?ky=2022-6t").status(200).has("Chưa tạo gói nào").hasNot("Công an")
	x.get("officer@cong-an", mine+"phieu").status(200).has("Phiếu giao gói", "SHA-256")
	x.get("head@cong-an", mine+"tep").status(200)
	x.post("officer@tand", "/goi-ngoai-tuyen?ky=2022-6t", "goi", "cong-an").status(403)
	x.post(lead, "/goi-ngoai-tuyen?ky=2022-6t").status(422).has("Chọn ít nhất một đơn vị")
	// A preview made of another file is not the secretary's to write.
	up := x.send("officer@cong-an", "/nhap/2022-6t/nhap-tep", "bieu.xlsx", []byte(x.get("officer@cong-an", "/nhap/2022-6t/mau").Body)).status(303)
	x.post(lead, up.To+"?don-vi=cong-an", "viec", "ghi").status(403)
	if x.form("cong-an").Done().Cells != 0 {
		t.Error("a refusal wrote something")
	}
	// What was sent is not handed out again.
	x.fill("tand")
	x.post("officer@tand", "/nhap/2022-6t/buoc", "viec", "submit", "version", x.version("tand")).status(303)
	x.post(lead, "/goi-ngoai-tuyen?ky=2022-6t", "goi", "tand").status(409).has("TAND", "đã trình Thủ trưởng")
}

// A unit without anybody on the network: its figures come with a packet, its head signs on paper, and the bloc
// leader's secretary records that with the scan; from then on the report counts.
func TestPacketSigned(t *testing.T) {
	x := open(t)
	const lead, at = "officer@thanh-tra", "/da-ky/cong-an?ky=2022-6t&khoi=khoi-3"
	sign := func(as, name string, data []byte) answer {
		return x.send(as, at, name, data, "version", x.version("cong-an"), "number", "45/BC-CAT", "day", "04/07/2022", "signer", "Giám đốc Công an tỉnh", "system", "giay")
	}
	scan := []byte("%PDF-1.7 scan")
	file := x.issue("cong-an")
	empty := x.send(lead, "/goi-ngoai-tuyen/nhan", "goi.xlsx", file).status(303)
	x.get(lead, empty.To).status(200).has("Gói quay lại còn trống").hasNot("Cần các cột")
	x.post(lead, empty.To, "viec", "huy").status(303)

	cells := map[string]string{}
	for _, c := range x.form("cong-an").Cells {
		v := figure.FromInt(1)
		if c.Expected != nil {
			v = *c.Expected
		}
		if c.Kind == plan.Count {
			v = v.Round(0)
		}
		cells[fmt.Sprintf("Chỉ tiêu!G%d", rowOf(t, file, c.Code))] = v.String()
	}
	for i := range progress.Headings() {
		cells[fmt.Sprintf("Phần lời!B%d", i+2)] = "Nội dung của đơn vị."
	}
	sign(lead, "ky.pdf", scan).status(409).has("chưa có gói nào nhận lại")
	up := x.send(lead, "/goi-ngoai-tuyen/nhan", "goi.xlsx", fillIn(t, file, cells)).status(303)
	x.get(lead, up.To).status(200).hasNot("Gói quay lại còn trống", "Gói giống hệt")
	kv := []string{"viec", "ghi"}
	for _, h := range progress.Headings() {
		kv = append(kv, "loi."+string(h), "1")
	}
	x.post(lead, up.To, kv...).status(303)
	x.get(lead, up.To).status(200).has("Ghi nhận bản đã ký")
	if d := x.form("cong-an").Done(); !d.Full() {
		t.Fatalf("the packet holds not all: %+v", d)
	}
	x.get(lead, "/goi-ngoai-tuyen?ky=2022-6t").status(200).has("Ghi nhận bản đã ký")
	x.get(lead, at).status(200).has("Ghi nhận bản đã ký của đơn vị nộp bằng gói", "bản quét").hasNot("có thể bổ sung sau")

	// Not without the scan, not by a peer, not with a mark of secrecy.
	sign(lead, "", nil).status(422).has("Đính kèm bản quét báo cáo đã ký")
	sign("officer@tand", "ky.pdf", scan).status(403)
	sign("head@tand", "ky.pdf", scan).status(403)
	sign(lead, "bao cao (MẬT).pdf", scan).status(422).has("Không lưu gì")
	if s := x.form("cong-an").Submission; s.Sent() {
		t.Fatalf("it counts already: %+v", s)
	}
	if to := sign(lead, "ky.pdf", scan).status(303).To; !strings.HasPrefix(to, "/goi-ngoai-tuyen?") {
		t.Errorf("it leads to %s", to)
	}
	s := x.form("cong-an").Submission
	if !s.Sent() || s.ApprovedBy != "Giám đốc Công an tỉnh" || s.Elsewhere.File == "" || s.SubmittedBy == s.ApprovedBy {
		t.Errorf("%+v", s)
	}
	sign(lead, "ky.pdf", scan).status(409)
	x.get(lead, "/goi-ngoai-tuyen?ky=2022-6t").status(200).has("báo cáo đã gửi Khối").hasNot("Ghi nhận bản đã ký")
	if got := x.get("head@cong-an", "/da-ky/cong-an/tep?ky=2022-6t").status(200); got.Body != string(scan) {
		t.Errorf("the unit gets %q", got.Body)
	}
	lines, err := audit.History(t.Context(), x.s.DB(), x.form("cong-an").SubmissionObject(), 1)
	if err != nil || len(lines) != 1 || lines[0].Did != "progress.vouch" || !strings.Contains(string(lines[0].After), `"packet":"`) || !strings.Contains(string(lines[0].After), `"unread":true`) {
		t.Errorf("the log says %+v, %v", lines, err)
	}
}

// The workbook says what it is to people: banner, code, guidance, and its tag is hidden.
func TestPacketWorkbook(t *testing.T) {
	x := open(t)
	file := x.issue("cong-an")
	book, err := intake.Open("goi.xlsx", file, intake.Default)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, s := range book.Sheets {
		if s.Hidden != (s.Name == "_goi" || s.Name == "DM") {
			t.Errorf("sheet %s: hidden %v", s.Name, s.Hidden)
		}
		for _, c := range s.Cells {
			if c.Kind == sheet.Text {
				all = append(all, c.Text)
			}
		}
	}
	text := strings.Join(all, "\n")
	for _, want := range []string{"Không nhập thông tin thuộc bí mật nhà nước. Chỉ nhập vào ô màu trắng. Mã gói ", "MÃ GÓI ", "Lưu lại đúng tệp này", "thidua-goi/1", "Kiến nghị"} {
		if !strings.Contains(text, want) {
			t.Errorf("the workbook lacks %q", want)
		}
	}
	z := x.issue("tand")
	if len(z) == 0 {
		t.Fatal("empty")
	}
	if a := x.get("officer@thanh-tra", "/goi-ngoai-tuyen/tat-ca?ky=2022-6t").status(200); !strings.HasPrefix(a.Body, "PK") {
		t.Error("no archive of the packets")
	}
}
