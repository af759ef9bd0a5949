package document

import (
	"archive/zip"
	"bytes"
	"image"
	"image/jpeg"
	"os"
	"strings"
	"testing"

	"thidua/internal/base/fault"
)

// What people attach is what offices exchange, and a photo says nothing of where it was taken.
func TestFit(t *testing.T) {
	var photo bytes.Buffer
	if err := jpeg.Encode(&photo, image.NewGray(image.Rect(0, 0, 40, 30)), nil); err != nil {
		t.Fatal(err)
	}
	place := append([]byte("\xff\xd8\xff\xe1\x00\x1eExif\x00\x00GPS 12.66 N doanh trai"), photo.Bytes()[2:]...)
	var word bytes.Buffer
	z := zip.NewWriter(&word)
	f, err := z.Create("[Content_Types].xml")
	if err != nil {
		t.Fatal(err)
	}
	f.Write([]byte("<Types/>"))
	z.Close()
	var packed bytes.Buffer
	z = zip.NewWriter(&packed)
	if _, err := z.Create("a.exe"); err != nil {
		t.Fatal(err)
	}
	z.Close()
	for name, data := range map[string][]byte{"anh.jpg": place, "bc.pdf": []byte("%PDF-1.7\n"), "bc.docx": word.Bytes(), "ds.txt": []byte("Danh sách"), "cu.doc": []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....")} {
		got, err := Fit(name, data)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if bytes.Contains(got.Data, []byte("GPS")) || name != "anh.jpg" && !bytes.Equal(got.Data, data) {
			t.Errorf("%s is kept as %q", name, got.Data[:min(80, len(got.Data))])
		}
		if read := name == "ds.txt" || name == "bc.docx"; got.Unread == read {
			t.Errorf("%s is said to be read: %v", name, !got.Unread)
		}
	}
	old, err := os.ReadFile("../../platform/intake/testdata/marks/a.doc")
	if err != nil {
		t.Fatal(err)
	}
	utf16 := func(s string) string { return strings.Join(strings.Split(s, ""), "\x00") + "\x00" }
	message := strings.ReplaceAll(string(old), utf16("WordDocument"), utf16("__substg1.0_")) // as Outlook names its parts
	for name, data := range map[string]string{"chay.exe": "MZ\x90\x00\x03", "trang.html": "<html><script>1</script>", "hinh.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>", "goi.zip": packed.String(), "anh.heic": "\x00\x00\x00\x18ftypheic", "cut.jpg": "\xff\xd8\xff\xe0", "x.sh": "#!/bin/sh\n",
		"thu.eml": "Received: from x\r\nSubject: bao cao\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Transfer-Encoding: base64\r\n\r\nVOG7kEkgTeG6rFQ=\r\n", "thu.msg": message} {
		if _, err := Fit(name, []byte(data)); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v, want a refusal", name, err)
		}
	}
	if _, err := Fit("bc.txt", []byte("KẾ HOẠCH\nT Ố I  M Ậ T\n")); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "TỐI MẬT") {
		t.Errorf("a mark with letters apart: %v", err)
	}
	scan, err := os.ReadFile("../../platform/intake/testdata/marks/a.pdf")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Fit("bao-cao.pdf", scan); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "TỐI MẬT") || !strings.Contains(err.Error(), "trang 1") {
		t.Errorf("a mark on a page of a PDF file: %v", err)
	}
	if err := CheckFile("bao-cao.xlsx", scan); !fault.Is(err, fault.Invalid) {
		t.Errorf("a mark in a file that is read for its figures: %v", err)
	}
}
