package qr

import (
	"bytes"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"thidua/internal/base/fault"
)

func TestEncode(t *testing.T) {
	c, err := Encode("https://thidua.example/giao-uoc/xac-minh?h=0123456789abcdef")
	if err != nil {
		t.Fatal(err)
	}
	// The three finder patterns: a black ring, a white one, a black square.
	for _, at := range [][2]int{{0, 0}, {c.Size() - 7, 0}, {0, c.Size() - 7}} {
		for i := range 7 {
			if x, y := at[0], at[1]; !c.Black(x+i, y) || !c.Black(x, y+i) || c.Black(x+1, y+1) || !c.Black(x+3, y+3) {
				t.Fatalf("no finder pattern at %v", at)
			}
		}
	}
	if c.Black(-1, 0) || c.Black(0, c.Size()) {
		t.Error("black outside the square")
	}
}

func TestPictures(t *testing.T) {
	c, err := Encode("otpauth://totp/Thi đua:canbo?secret=JBSWY3DPEHPK3PXP")
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(c.PNG(3)))
	if err != nil {
		t.Fatal(err)
	}
	if want := (c.Size() + 8) * 3; img.Bounds().Dx() != want {
		t.Errorf("%d pixels wide, want %d", img.Bounds().Dx(), want)
	}
	if r, _, _, _ := img.At(4*3, 4*3).RGBA(); r != 0 {
		t.Error("the corner of the finder pattern is not black")
	}
	if !bytes.Equal(c.PNG(3), c.PNG(3)) {
		t.Error("not the same bytes")
	}
	svg := c.SVG(200, `Mã "QR" <1>`)
	if !strings.Contains(svg, "<title>Mã &quot;QR&quot; &lt;1&gt;</title>") || !strings.Contains(svg, `d="M4 4h7v1h-7z`) {
		t.Errorf("svg: %.300s", svg)
	}
}

func TestTooLong(t *testing.T) {
	if _, err := Encode(strings.Repeat("x", 5000)); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v", err)
	}
}

// TestReads lets another program read the picture, where there is one.
func TestReads(t *testing.T) {
	tool, err := exec.LookPath("zbarimg")
	if err != nil {
		t.Skip("zbarimg (zbar-tools) is not installed: the reading by another program is not proven here")
	}
	const text = "https://thidua.example/giao-uoc/xac-minh?h=0123456789abcdef"
	c, err := Encode(text)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "qr.png")
	if err := os.WriteFile(file, c.PNG(4), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(tool, "-q", "--raw", file).Output()
	if got := strings.TrimSpace(string(out)); err != nil || got != text {
		t.Errorf("read %q, %v", got, err)
	}
}
