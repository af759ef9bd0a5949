package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"thidua/internal/base/paper"
	"thidua/internal/base/paper/papertest"
)

// TestPicture: another program finds the pictures, and the printed code is black where
// the picture is black, on white paper beside it, 30 mm wide in the middle.
func TestPicture(t *testing.T) {
	tool, err := exec.LookPath("pdftoppm")
	if err != nil {
		t.Skip("pdftoppm (poppler) is not installed: the pages are not looked at")
	}
	dir := t.TempDir()
	in := filepath.Join(dir, "x.pdf")
	d := papertest.Pictures()
	d.To, d.Body = nil, d.Body[len(d.Body)-3:]
	data := write(t, d)
	if n := bytes.Count(data, []byte("/Subtype/Image")); n != 2 {
		t.Errorf("%d pictures stored, want 2", n)
	}
	if err := os.WriteFile(in, data, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(tool, "-r", "50.8", "-png", in, filepath.Join(dir, "p")).CombinedOutput(); err != nil || len(out) > 0 {
		t.Fatalf("%v %s", err, out)
	}
	f, err := os.Open(filepath.Join(dir, "p-1.png"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	m, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	// Two pixels per mm. The type area is 30…195 mm: the code stands at 97.5…127.5.
	black := func(mmX, y int) bool { r, _, _, _ := m.At(2*mmX, y).RGBA(); return r < 0x4000 }
	best := 0
	for y := range m.Bounds().Dy() {
		if black(98, y) && black(111, y) && !black(114, y) && !black(95, y) && !black(129, y) {
			best++
		}
	}
	if best < 110 || best > 125 { // two codes of 60 pixels
		t.Errorf("the codes cover %d lines of pixels", best)
	}
	text := strings.Join(pages(t, d), "")
	for _, want := range []string{"Quét mã để xác minh", "Toàn cảnh Hội nghị."} {
		if !strings.Contains(text, want) {
			t.Errorf("the caption %q is missing", want)
		}
	}
}

// TestPictureFlow: however full a page is, a picture and its caption stay together and
// inside the type area.
func TestPictureFlow(t *testing.T) {
	for n := 18; n < 40; n++ {
		d := papertest.Letter()
		d.Body = nil
		for range n {
			d.Body = append(d.Body, paper.P("Đoạn một dòng."))
		}
		d.Body = append(d.Body, paper.Block{Kind: paper.PictureOf, Runs: paper.T("CHÚ THÍCH"),
			Picture: &paper.Picture{Data: papertest.Square(8), Width: 40, Alt: "Mã"}}, paper.P("Cuối./."))
		f, err := newFile()
		if err != nil {
			t.Fatal(err)
		}
		s := &setter{f: f, doc: d}
		s.document()
		drawn := 0
		for i, p := range f.pages {
			at := bytes.Index(p.out, []byte(" cm\n"))
			if at < 0 {
				continue
			}
			drawn++
			var w, h, x, y, z float64
			line := p.out[bytes.LastIndex(p.out[:at], []byte(" q "))+3 : at]
			if _, err := fmt.Sscan(string(line), &w, &z, &z, &h, &x, &y); err != nil {
				t.Fatalf("%q: %v", line, err)
			}
			if y < pt(paper.MarginBottom) || y+h > p.h-pt(paper.MarginTop)+0.1 {
				t.Errorf("%d paragraphs: the picture stands at %.1f…%.1f of page %d", n, y, y+h, i+1)
			}
		}
		if drawn != 1 {
			t.Errorf("%d paragraphs: the picture stands on %d pages", n, drawn)
		}
		found := 0
		for _, p := range pages(t, d) {
			if strings.Contains(p, "CHÚ THÍCH") {
				found++
			}
		}
		if found != 1 {
			t.Errorf("%d paragraphs: the caption stands on %d pages", n, found)
		}
	}
}

func TestBadPicture(t *testing.T) {
	cut := papertest.Square(64)
	for _, data := range [][]byte{nil, []byte("GIF89a"), cut[:len(cut)-30]} {
		d := &paper.Document{Body: []paper.Block{{Kind: paper.PictureOf, Picture: &paper.Picture{Data: data}}}}
		if err := Write(&bytes.Buffer{}, d); !errors.Is(err, paper.ErrPicture) {
			t.Errorf("%d bytes: %v", len(data), err)
		}
	}
}
