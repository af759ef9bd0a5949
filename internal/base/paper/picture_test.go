package paper

import (
	"bytes"
	"errors"
	"image"
	"image/gif"
	"image/png"
	"math"
	"testing"
)

func pngOf(w, h int) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, w, h))); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func TestFit(t *testing.T) {
	for _, c := range []struct {
		width, height  int
		wantW, wantH   float64
		across, down   int
		areaW, areaHgt float64
	}{
		{width: 20, wantW: 20, wantH: 10, across: 40, down: 20, areaW: 500, areaHgt: 700},
		{height: 20, wantW: 40, wantH: 20, across: 40, down: 20, areaW: 500, areaHgt: 700},
		{width: 30, height: 30, wantW: 30, wantH: 30, across: 40, down: 20, areaW: 500, areaHgt: 700},
		{wantW: 100, wantH: 50, across: 40, down: 20, areaW: 100 * PerMM, areaHgt: 700},
		{width: 200, wantW: 100, wantH: 50, across: 40, down: 20, areaW: 100 * PerMM, areaHgt: 700},
		{width: 20, wantW: 10, wantH: 100, across: 10, down: 100, areaW: 500, areaHgt: 100 * PerMM},
	} {
		p := Picture{Data: pngOf(c.across, c.down), Width: c.width, Height: c.height}
		w, h, err := p.Fit(c.areaW, c.areaHgt)
		if err != nil || math.Abs(w-c.wantW*PerMM) > 0.01 || math.Abs(h-c.wantH*PerMM) > 0.01 {
			t.Errorf("%+v: %.2f × %.2f mm, %v", c, w/PerMM, h/PerMM, err)
		}
	}
}

// TestBadPictures: only a readable PNG or JPEG of a sane size is a picture.
func TestBadPictures(t *testing.T) {
	var g bytes.Buffer
	if err := gif.Encode(&g, image.NewGray(image.Rect(0, 0, 3, 3)), nil); err != nil {
		t.Fatal(err)
	}
	bomb := bytes.Clone(pngOf(8, 8))
	copy(bomb[16:24], []byte{0, 1, 0, 0, 0, 1, 0, 0}) // IHDR says 65536 × 65536
	for name, data := range map[string][]byte{"nothing": nil, "text": []byte("<svg/>"), "gif": g.Bytes(), "cut": pngOf(8, 8)[:20], "bomb": bomb} {
		if _, _, err := (&Picture{Data: data, Width: 10}).Fit(100, 100); !errors.Is(err, ErrPicture) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
