package app

import (
	"bytes"
	"flag"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/image/draw"
	"golang.org/x/image/vector"
)

var drawPictures = flag.Bool("draw", false, "draw the pictures of the sample year anew")

// A canvas is a picture in the making: shapes over each other, in a picture of 1200 × 800.
type canvas struct{ *image.RGBA }

func paint(sky, ground color.RGBA) canvas {
	c := canvas{image.NewRGBA(image.Rect(0, 0, 1200, 800))}
	for y := range 800 {
		t := float64(y) / 800
		mix := func(a, b uint8) uint8 { return uint8(float64(a)*(1-t) + float64(b)*t) }
		for x := range 1200 {
			c.SetRGBA(x, y, color.RGBA{mix(sky.R, ground.R), mix(sky.G, ground.G), mix(sky.B, ground.B), 255})
		}
	}
	return c
}

// poly fills a shape given by its corners x, y, x, y …
func (c canvas) poly(col color.RGBA, at ...float32) {
	left, top, right, bottom := at[0], at[1], at[0], at[1]
	for i := 0; i+1 < len(at); i += 2 {
		left, right, top, bottom = min(left, at[i]), max(right, at[i]), min(top, at[i+1]), max(bottom, at[i+1])
	}
	x, y := int(left)-1, int(top)-1
	r := vector.NewRasterizer(int(right)-x+2, int(bottom)-y+2)
	r.MoveTo(at[0]-float32(x), at[1]-float32(y))
	for i := 2; i+1 < len(at); i += 2 {
		r.LineTo(at[i]-float32(x), at[i+1]-float32(y))
	}
	r.ClosePath()
	r.Draw(c, image.Rect(x, y, int(right)+2, int(bottom)+2), image.NewUniform(col), image.Point{})
}

func (c canvas) box(col color.RGBA, x, y, w, h float32) {
	c.poly(col, x, y, x+w, y, x+w, y+h, x, y+h)
}

func (c canvas) oval(col color.RGBA, x, y, rx, ry float32) {
	var at []float32
	for i := range 60 {
		a := float64(i) * math.Pi / 30
		at = append(at, x+rx*float32(math.Cos(a)), y+ry*float32(math.Sin(a)))
	}
	c.poly(col, at...)
}

func rgb(n uint32) color.RGBA { return color.RGBA{uint8(n >> 16), uint8(n >> 8), uint8(n), 255} }

// hall is an assembly hall seen from behind: stage, screen, rows of empty seats.
func hall() canvas {
	c := paint(rgb(0xe9dcc3), rgb(0xc7a777))
	c.poly(rgb(0xb98f5a), 0, 800, 260, 420, 940, 420, 1200, 800)
	c.box(rgb(0x8e2f2b), 250, 60, 700, 300)
	for i := range 14 {
		c.box(rgb(0x7c2623), 250+float32(i)*50, 60, 18, 300)
	}
	c.box(rgb(0xf5f1e6), 420, 110, 360, 190)
	c.box(rgb(0xd5cdb8), 450, 140, 300, 14)
	c.box(rgb(0xd5cdb8), 450, 175, 220, 14)
	c.box(rgb(0xd5cdb8), 450, 210, 260, 14)
	c.box(rgb(0x6b4a2b), 220, 360, 760, 60)
	c.box(rgb(0x4e3520), 300, 310, 90, 60)
	for row := range 6 {
		y, w := 450+float32(row*row)*7+float32(row)*22, 34+float32(row)*9
		n := 13
		for i := range n {
			x := 600 + (float32(i)-float32(n-1)/2)*(w+12)
			if i == n/2 {
				continue // the aisle
			}
			c.box(rgb(0x2f4a63), x-w/2, y, w, w*0.8)
			c.oval(rgb(0x3a5a78), x, y, w/2, w/5)
			c.box(rgb(0x223648), x-w/2, y+w*0.62, w, w*0.2)
		}
	}
	return c
}

// lectern is the speaker's place with its microphone and a plant.
func lectern() canvas {
	c := paint(rgb(0xf0e7d6), rgb(0xd7bf98))
	c.box(rgb(0x9c3a33), 0, 0, 230, 620)
	for i := range 5 {
		c.box(rgb(0x872f2a), float32(i)*48, 0, 16, 620)
	}
	c.box(rgb(0x7a5735), 0, 620, 1200, 180)
	c.poly(rgb(0x5a3b22), 470, 330, 790, 330, 750, 660, 510, 660)
	c.poly(rgb(0x704b2c), 440, 300, 820, 300, 790, 345, 470, 345)
	c.oval(rgb(0xe2c26a), 630, 490, 58, 58)
	c.oval(rgb(0x5a3b22), 630, 490, 40, 40)
	c.box(rgb(0x30343a), 622, 190, 9, 112)
	c.oval(rgb(0x24272c), 626, 178, 17, 26)
	c.poly(rgb(0xf8f6ef), 560, 306, 690, 306, 705, 330, 548, 330)
	c.poly(rgb(0xb5713f), 960, 560, 1080, 560, 1060, 680, 980, 680)
	for i := range 9 {
		a := float64(i-4) * 0.28
		x, y := 1020+float32(math.Sin(a))*180, 560-float32(math.Cos(a))*190
		c.poly(rgb(0x3f7d46), 1012, 562, 1028, 562, x+14, y, x, y-24, x-14, y)
	}
	return c
}

// table is a long table with papers, cups and plates for names that are left empty.
func table() canvas {
	c := paint(rgb(0xdde6ea), rgb(0xb4c3c9))
	for i := range 4 {
		x := 90 + float32(i)*280
		c.box(rgb(0xf4f8f9), x, 60, 200, 250)
		c.box(rgb(0x9fc4d8), x+12, 72, 82, 226)
		c.box(rgb(0x9fc4d8), x+106, 72, 82, 226)
	}
	c.poly(rgb(0x8a6239), 150, 420, 1050, 420, 1230, 820, -30, 820)
	c.poly(rgb(0xa67a4b), 170, 410, 1030, 410, 1180, 770, 20, 770)
	for i := range 5 {
		x := 270 + float32(i)*165
		c.poly(rgb(0xfbfaf5), x-48, 470, x+36, 470, x+44, 540, x-56, 540)
		for l := range 4 {
			c.box(rgb(0xc3c3bd), x-42, 482+float32(l)*13, 72, 4)
		}
		c.poly(rgb(0xe9e2cf), x-34, 430, x+34, 430, x+38, 452, x-38, 452)
		c.oval(rgb(0xf2f2f2), x+70, 500, 17, 9)
		c.box(rgb(0xf2f2f2), x+53, 500, 34, 22)
		c.oval(rgb(0x7b5a3c), x+70, 500, 12, 6)
	}
	for i := range 4 {
		x := 240 + float32(i)*235
		c.poly(rgb(0xfbfaf5), x-62, 610, x+52, 610, x+64, 710, x-76, 710)
		for l := range 5 {
			c.box(rgb(0xc3c3bd), x-54, 626+float32(l)*16, 96, 5)
		}
		c.poly(rgb(0x2f5f8a), x+70, 640, x+78, 636, x+112, 700, x+104, 704)
	}
	return c
}

// hills is a hillside with young trees: a drive of planting.
func hills() canvas {
	c := paint(rgb(0xbfe0f2), rgb(0xf6efd9))
	c.oval(rgb(0xf7d774), 960, 150, 70, 70)
	c.poly(rgb(0x8fb58a), 0, 420, 240, 300, 520, 400, 800, 270, 1200, 410, 1200, 800, 0, 800)
	c.poly(rgb(0x6d9c63), 0, 540, 300, 430, 700, 520, 1200, 440, 1200, 800, 0, 800)
	c.poly(rgb(0xa9794a), 0, 680, 500, 600, 1200, 660, 1200, 800, 0, 800)
	for i := range 11 {
		x := 70 + float32(i)*105
		y := 690 - 40*float32(math.Sin(float64(i)*0.9))
		c.box(rgb(0x6b4a2b), x-4, y-60, 8, 64)
		c.oval(rgb(0x3f7d46), x, y-84, 30, 38)
		c.oval(rgb(0x549a58), x-9, y-94, 17, 20)
		c.oval(rgb(0x8a5f38), x, y+6, 34, 9)
	}
	return c
}

// TestSamplePictures: the pictures of the sample year are drawn, not taken, and lie where the
// sample year looks for them.
func TestSamplePictures(t *testing.T) {
	for name, make := range map[string]func() canvas{"hoi-truong.jpg": hall, "dien-dan.jpg": lectern, "ban-hop.jpg": table, "trong-cay.jpg": hills} {
		file := filepath.Join("demo", "pictures", name)
		want := image.NewRGBA(image.Rect(0, 0, 960, 640))
		big := make()
		draw.CatmullRom.Scale(want, want.Bounds(), big, big.Bounds(), draw.Src, nil)
		if *drawPictures {
			var b bytes.Buffer
			if err := jpeg.Encode(&b, want, &jpeg.Options{Quality: 84}); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		got, err := jpeg.Decode(f)
		f.Close()
		if err != nil || got.Bounds() != want.Bounds() {
			t.Fatalf("%s: %v", name, err)
		}
		far := 0
		for y := 0; y < 640; y += 16 {
			for x := 0; x < 960; x += 16 {
				r, g, b, _ := got.At(x, y).RGBA()
				w := want.RGBAAt(x, y)
				if d := math.Abs(float64(r>>8)-float64(w.R)) + math.Abs(float64(g>>8)-float64(w.G)) + math.Abs(float64(b>>8)-float64(w.B)); d > 60 {
					far++
				}
			}
		}
		if far > 60 {
			t.Errorf("%s differs from its drawing in %d of 2400 points: draw it anew with -draw", name, far)
		}
	}
}
