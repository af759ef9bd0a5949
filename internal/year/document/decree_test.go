package document

import (
	"bytes"
	"encoding/xml"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"thidua/internal/base/civil"
	"thidua/internal/base/paper"
	"thidua/internal/platform/pdf"
)

// A printed line is a piece of text on a page, as another program measures it: size in
// points, place in points from the upper left corner.
type printed struct {
	Text                     string
	Size                     int
	Bold, Italic             bool
	Left, Top, Width, Height float64
}

// measure prints a document and reads sizes and places back with poppler.
func measure(t *testing.T, d *paper.Document) (list []printed) {
	t.Helper()
	tool, err := exec.LookPath("pdftohtml")
	if err != nil {
		if os.Getenv("THIDUA_REQUIRE") != "" { // the whole check installs it
			t.Fatal("pdftohtml is missing: install poppler-utils")
		}
		t.Skip("pdftohtml (poppler) is not installed: the sizes on the page are not read back")
	}
	var file bytes.Buffer
	if err := pdf.Write(&file, d); err != nil {
		t.Fatal(err)
	}
	in := filepath.Join(t.TempDir(), "x.pdf")
	if err := os.WriteFile(in, file.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(tool, "-xml", "-stdout", "-i", "-zoom", "1", in).Output()
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Pages []struct {
			Fonts []struct {
				ID   string `xml:"id,attr"`
				Size int    `xml:"size,attr"`
			} `xml:"fontspec"`
			Lines []struct {
				Font   string  `xml:"font,attr"`
				Left   float64 `xml:"left,attr"`
				Top    float64 `xml:"top,attr"`
				Width  float64 `xml:"width,attr"`
				Height float64 `xml:"height,attr"`
				Inner  string  `xml:",innerxml"`
			} `xml:"text"`
		} `xml:"page"`
	}
	if err := xml.Unmarshal(out, &doc); err != nil {
		t.Fatal(err)
	}
	size := map[string]int{}
	tags := regexp.MustCompile(`<[^>]*>`)
	for i, p := range doc.Pages {
		for _, f := range p.Fonts {
			size[f.ID] = f.Size
		}
		for _, l := range p.Lines {
			list = append(list, printed{strings.TrimSpace(html.UnescapeString(tags.ReplaceAllString(l.Inner, ""))), size[l.Font], strings.Contains(l.Inner, "<b>"), strings.Contains(l.Inner, "<i>"),
				l.Left, l.Top + float64(i)*842, l.Width, l.Height})
		}
	}
	return list
}

// TestDecreeForms prints every type that a bloc issues and measures it against the sample of
// Decree 30/2020/NĐ-CP (Annex I, part V; forms 1.2, 1.4, 1.5, 1.7, 1.9): size, weight and
// slope of every box, the order of the boxes, the margins, what a type has and what not.
func TestDecreeForms(t *testing.T) {
	type look struct {
		size         int
		bold, italic bool
	}
	for _, kind := range OutKinds {
		t.Run(kind, func(t *testing.T) {
			o := Form(kind, bloc3)
			o.Code, o.Day, o.Place = "05/"+Series{Field: "TĐKT"}.Symbol(kind, "KTĐ"), civil.Date{Year: 2022, Month: 2, Day: 5}, "Đắk Lắk"
			if o.Subject == "" {
				o.Subject = "Thi đua năm 2022"
			}
			if kind != "BB" {
				o.Post, o.Signer = "Chánh Thanh tra tỉnh", "Nguyễn Văn A"
			}
			lines := measure(t, o.Paper(bloc3, Series{Field: "TĐKT"}))
			at := func(text string) int {
				for i, l := range lines {
					if strings.HasPrefix(l.Text, text) {
						return i
					}
				}
				return -1
			}
			want := map[string]look{
				"UBND TỈNH ĐẮK LẮK": {12, false, false}, "KHỐI THI ĐUA SỐ 3": {12, true, false}, paper.Nation: {12, true, false}, paper.Motto: {13, true, false},
				"Số: 05/": {13, false, false}, "Nơi nhận:": {12, true, true}, "- Lưu: VT": {11, false, false},
			}
			absent := []string{}
			if kind == "BB" {
				want["THƯ KÝ"], want["CHỦ TỌA"] = look{14, true, false}, look{14, true, false}
				absent = append(absent, "Đắk Lắk, ngày")
			} else {
				want["Đắk Lắk, ngày 05 tháng 02 năm 2022"], want["TM. KHỐI THI ĐUA"], want["KHỐI TRƯỞNG"], want["CHÁNH THANH TRA TỈNH"], want["Nguyễn Văn A"] =
					look{13, false, true}, look{14, true, false}, look{14, true, false}, look{14, true, false}, look{14, true, false}
			}
			switch kind {
			case "CV":
				want["V/v"], want["Kính gửi:"], want["Địa chỉ:"] = look{12, false, false}, look{14, false, false}, look{11, false, false}
				absent = append(absent, "CÔNG VĂN")
			case "QĐ":
				want["QUYẾT ĐỊNH:"], want["Điều 1."], want["Căn cứ"], want["Về việc"] = look{14, true, false}, look{14, true, false}, look{14, false, true}, look{14, true, false}
			default:
				want[strings.ToUpper(KindName(kind))], want["Thi đua năm 2022"] = look{14, true, false}, look{14, true, false}
				if kind != "TTr" && kind != "BC" {
					absent = append(absent, "Kính gửi")
				} else {
					want["Kính gửi:"] = look{14, false, false}
				}
			}
			for text, w := range want {
				i := at(text)
				if i < 0 {
					t.Errorf("%q is not on the page", text)
				} else if l := lines[i]; l.Size != w.size || l.Bold != w.bold || l.Italic != w.italic {
					t.Errorf("%q is printed %d bold=%v italic=%v, want %+v", text, l.Size, l.Bold, l.Italic, w)
				}
			}
			for _, text := range absent {
				if at(text) >= 0 {
					t.Errorf("%q stands on a %s", text, kind)
				}
			}
			for _, l := range lines {
				if l.Left < 85-1 || l.Left+l.Width > 553+1 || l.Top < 56-1 {
					t.Errorf("outside the margins of 30, 15 and 20 mm: %+v", l)
				}
			}
			above(t, lines, at, kind)
		})
	}
}

// above checks the order of the boxes from top to bottom and their halves of the page.
func above(t *testing.T, lines []printed, at func(string) int, kind string) {
	t.Helper()
	top := func(s string) float64 {
		if i := at(s); i >= 0 {
			return lines[i].Top
		}
		return -1
	}
	if top("UBND TỈNH") != top(paper.Nation) || kind != "BB" && top("Số: 05/") != top("Đắk Lắk, ngày") {
		t.Error("boxes 2 and 1, 3 and 4 do not stand on one line")
	}
	if middle := lines[at(paper.Nation)]; lines[at("UBND TỈNH")].Left+lines[at("UBND TỈNH")].Width > middle.Left {
		t.Error("box 2 runs into box 1")
	}
	order := []string{"UBND TỈNH", "KHỐI THI ĐUA SỐ 3", "Số: 05/"}
	switch kind {
	case "CV":
		order = append(order, "V/v", "Kính gửi:", "[nội dung]", "Nơi nhận:", "Nguyễn Văn A", "Địa chỉ:")
	case "BB":
		order = append(order, "BIÊN BẢN", "Thi đua năm", "Thời gian bắt đầu", "Địa điểm", "Thành phần", "Chủ trì", "Thư ký (", "Nội dung (", "Cuộc họp", "CHỦ TỌA", "Nơi nhận:")
	case "QĐ":
		order = append(order, "QUYẾT ĐỊNH", "Về việc", "KHỐI TRƯỞNG KHỐI", "Căn cứ", "Theo đề nghị", "QUYẾT ĐỊNH:", "Điều 1.", "Điều 3.", "Nơi nhận:", "Nguyễn Văn A")
	case "GM":
		order = append(order, "GIẤY MỜI", "Thi đua năm", "Khối thi đua số 3 trân trọng", "Tới dự", "Chủ trì", "Thời gian", "Địa điểm", "Nơi nhận:", "Nguyễn Văn A")
	default:
		order = append(order, strings.ToUpper(KindName(kind)), "Thi đua năm", "Nơi nhận:", "Nguyễn Văn A")
	}
	for i := 1; i < len(order); i++ {
		if a, b := top(order[i-1]), top(order[i]); a < 0 || b < a {
			t.Errorf("%q (%v) does not stand below %q (%v)", order[i], b, order[i-1], a)
		}
	}
	if n, s := at("Nơi nhận:"), at("Nguyễn Văn A"); kind != "BB" && (lines[n].Left > 90 || lines[s].Left < 297) {
		t.Error("Nơi nhận stands left, the signature in the right half")
	}
	if i := at("Địa chỉ:"); i >= 0 && (lines[i].Top < 842-57 || lines[i].Top+lines[i].Height > 842-20) {
		t.Errorf("the address stands at %v, not at the foot of the page", lines[i].Top)
	}
}
