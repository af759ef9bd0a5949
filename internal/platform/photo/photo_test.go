package photo

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"thidua/internal/base/fault"
)

// scene draws four quarters: red, green, blue, white from the top left, clockwise green
// right, white below it.
func scene(w, h int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{220, 20, 20, 255}
			switch {
			case x >= w/2 && y < h/2:
				c = color.RGBA{20, 200, 20, 255}
			case x < w/2 && y >= h/2:
				c = color.RGBA{20, 20, 220, 255}
			case x >= w/2:
				c = color.RGBA{250, 250, 250, 255}
			}
			m.SetRGBA(x, y, c)
		}
	}
	return m
}

func asJPEG(m image.Image) []byte {
	var b bytes.Buffer
	jpeg.Encode(&b, m, &jpeg.Options{Quality: 90})
	return b.Bytes()
}

func asPNG(m image.Image) []byte {
	var b bytes.Buffer
	png.Encode(&b, m)
	return b.Bytes()
}

// withExif puts an EXIF block with an orientation and a place into a JPEG.
func withExif(file []byte, orientation uint16) []byte {
	t := []byte("MM\x00*\x00\x00\x00\x08\x00\x02")
	t = append(t, 0x01, 0x12, 0, 3, 0, 0, 0, 1, byte(orientation>>8), byte(orientation), 0, 0)
	t = append(t, 0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 38) // GPS directory
	t = append(t, 0, 0, 0, 0)
	t = append(t, []byte("GPSLatitude 12.6667 N secret-place")...)
	body := append([]byte("Exif\x00\x00"), t...)
	seg := binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(body)+2))
	return append(append(append([]byte{}, file[:2]...), append(seg, body...)...), file[2:]...)
}

func make1(t *testing.T, data []byte) (Photo, error) {
	t.Helper()
	return NewMaker().Make(context.Background(), data)
}

func TestSizesAndMetadata(t *testing.T) {
	p, err := make1(t, withExif(asJPEG(scene(2000, 1000)), 1))
	if err != nil {
		t.Fatal(err)
	}
	if p.Width != 2000 || p.Height != 1000 || len(p.Renditions) != 3 {
		t.Fatalf("%d × %d, %d renditions", p.Width, p.Height, len(p.Renditions))
	}
	for i, r := range p.Renditions {
		if r.Width != Widths[i] || r.Height != Widths[i]/2 {
			t.Errorf("rendition %d is %d × %d", i, r.Width, r.Height)
		}
		c, kind, err := image.DecodeConfig(bytes.NewReader(r.JPEG))
		if err != nil || kind != "jpeg" || c.Width != r.Width || c.Height != r.Height {
			t.Errorf("rendition %d: %v %s %v", i, c, kind, err)
		}
		for _, s := range []string{"Exif", "secret-place", "GPS"} {
			if bytes.Contains(r.JPEG, []byte(s)) {
				t.Errorf("rendition %d holds %q", i, s)
			}
		}
	}
	small, err := make1(t, asPNG(scene(600, 300)))
	if err != nil || len(small.Renditions) != 2 || small.Renditions[1].Width != 600 {
		t.Errorf("a picture of 600 points: %v %v", len(small.Renditions), err)
	}
}

// TestUpright checks every orientation of EXIF by the colours in the corners.
func TestUpright(t *testing.T) {
	want := map[uint16]string{1: "rgbw", 2: "grwb", 3: "wbgr", 4: "bwrg", 5: "rbgw", 6: "brwg", 7: "wgbr", 8: "gwrb"}
	for o, corners := range want {
		p, err := make1(t, withExif(asJPEG(scene(640, 320)), o))
		if err != nil {
			t.Fatal(err)
		}
		m, err := jpeg.Decode(bytes.NewReader(p.Renditions[0].JPEG))
		if err != nil {
			t.Fatal(err)
		}
		b := m.Bounds()
		if tall := b.Dy() > b.Dx(); tall != (o >= 5) || (p.Height > p.Width) != (o >= 5) {
			t.Errorf("orientation %d gives %v", o, b)
		}
		got := ""
		for _, at := range []image.Point{{b.Dx() / 4, b.Dy() / 4}, {b.Dx() * 3 / 4, b.Dy() / 4}, {b.Dx() / 4, b.Dy() * 3 / 4}, {b.Dx() * 3 / 4, b.Dy() * 3 / 4}} {
			r, g, bl, _ := m.At(at.X, at.Y).RGBA()
			switch {
			case r > 0xc000 && g > 0xc000 && bl > 0xc000:
				got += "w"
			case r > g && r > bl:
				got += "r"
			case g > bl:
				got += "g"
			default:
				got += "b"
			}
		}
		if got != corners {
			t.Errorf("orientation %d shows %s, want %s", o, got, corners)
		}
	}
}

// TestShrinkIsTheMean compares with the mean worked out point by point.
func TestShrinkIsTheMean(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 60 {
		w, h := 1+r.IntN(40), 1+r.IntN(40)
		dw, dh := 1+r.IntN(w), 1+r.IntN(h)
		m := image.NewRGBA(image.Rect(0, 0, w, h))
		for i := range m.Pix {
			m.Pix[i] = uint8(r.IntN(256))
			if i%4 == 3 {
				m.Pix[i] = 255
			}
		}
		out := shrink(rows(m), dw, dh)
		for ty := range dh {
			for tx := range dw {
				sum, area := 0, 0
				for y := range h {
					for x := range w {
						a := min((x+1)*dw, (tx+1)*w) - max(x*dw, tx*w)
						b := min((y+1)*dh, (ty+1)*h) - max(y*dh, ty*h)
						if a > 0 && b > 0 {
							sum += int(m.Pix[y*m.Stride+4*x]) * a * b
							area += a * b
						}
					}
				}
				if got, want := int(out.Pix[ty*out.Stride+4*tx]), (sum+area/2)/area; got != want {
					t.Fatalf("%d×%d to %d×%d at %d,%d: %d, want %d", w, h, dw, dh, tx, ty, got, want)
				}
			}
		}
	}
}

// declare rewrites the size in a header, so that a small file claims to be a huge picture.
func declare(file []byte, w, h uint32) []byte {
	b := bytes.Clone(file)
	switch sniff(b) {
	case "png":
		binary.BigEndian.PutUint32(b[16:], w)
		binary.BigEndian.PutUint32(b[20:], h)
		binary.BigEndian.PutUint32(b[29:], crc32.ChecksumIEEE(b[12:29]))
	case "gif":
		binary.LittleEndian.PutUint16(b[6:], uint16(w))
		binary.LittleEndian.PutUint16(b[8:], uint16(h))
	case "jpeg":
		for i := 2; i+9 < len(b); i++ {
			if b[i] == 0xff && (b[i+1] == 0xc0 || b[i+1] == 0xc2) {
				binary.BigEndian.PutUint16(b[i+5:], uint16(h))
				binary.BigEndian.PutUint16(b[i+7:], uint16(w))
				break
			}
		}
	}
	return b
}

// odd makes the nth odd picture: the same one for the same n.
func odd(n int) (what string, data []byte) {
	r := rand.New(rand.NewPCG(7, uint64(n)))
	w, h := 17+r.IntN(1900), 17+r.IntN(1500)
	base := scene(w, h)
	switch n % 14 {
	case 0:
		return "plain JPEG", asJPEG(base)
	case 1:
		return "huge PNG header", declare(asPNG(scene(40, 40)), 50000, 50000)
	case 2:
		return "huge JPEG header", declare(asJPEG(scene(64, 64)), 65000, 65000)
	case 3:
		f := asJPEG(base)
		return "truncated JPEG", f[:1+r.IntN(len(f)-1)]
	case 4:
		f := asPNG(base)
		return "truncated PNG", f[:8+r.IntN(len(f)-8)]
	case 5:
		return "CMYK JPEG", cmyk(r)
	case 6:
		return "animated GIF", moving(min(w, 400), min(h, 300), 2+r.IntN(5))
	case 7:
		return "rotated JPEG", withExif(asJPEG(base), uint16(1+r.IntN(8)))
	case 8:
		brand := []string{"heic", "heix", "mif1", "avif"}[r.IntN(4)]
		return "HEIC", append([]byte("\x00\x00\x00\x18ftyp"+brand+"\x00\x00\x00\x00mif1heic"), make([]byte, r.IntN(5000))...)
	case 9:
		f := asJPEG(base)
		for range 1 + r.IntN(40) {
			f[2+r.IntN(len(f)-2)] = byte(r.IntN(256))
		}
		return "damaged JPEG", f
	case 10:
		f := asPNG(base)
		for range 1 + r.IntN(10) {
			f[8+r.IntN(len(f)-8)] = byte(r.IntN(256))
		}
		return "damaged PNG", f
	case 11:
		f := make([]byte, r.IntN(4000))
		for i := range f {
			f[i] = byte(r.IntN(256))
		}
		return "noise", append([]byte([]string{"\xff\xd8\xff", "\x89PNG\r\n\x1a\n", "GIF89a", "RIFF\x00\x00\x00\x00WEBPVP8 ", "%PDF-1.7", "<svg xmlns=", "PK\x03\x04", "II*\x00", "BM"}[r.IntN(9)]), f...)
	case 12:
		m := image.NewNRGBA64(image.Rect(0, 0, min(w, 700), min(h, 500)))
		for i := range m.Pix {
			m.Pix[i] = uint8(i)
		}
		return "deep PNG", asPNG(m)
	}
	f := moving(60, 60, 1)
	return "huge GIF header", declare(f, uint32(20000+r.IntN(40000)), uint32(20000+r.IntN(40000)))
}

func moving(w, h, frames int) []byte {
	g := &gif.GIF{}
	for i := range frames {
		m := image.NewPaletted(image.Rect(0, 0, w, h), color.Palette{color.White, color.Black, color.RGBA{200, 0, 0, 255}})
		for j := range m.Pix {
			m.Pix[j] = uint8((j + i) % 3)
		}
		g.Image, g.Delay = append(g.Image, m), append(g.Delay, 10)
	}
	var b bytes.Buffer
	gif.EncodeAll(&b, g)
	return b.Bytes()
}

// cmyk writes a baseline JPEG of four components, which no encoder at hand does: every
// block of every plane holds one value.
func cmyk(r *rand.Rand) []byte {
	blocksW, blocksH := 4+r.IntN(60), 4+r.IntN(60)
	b := []byte{0xff, 0xd8, 0xff, 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0}
	b = append(b, 0xff, 0xdb, 0, 67, 0)
	for range 64 {
		b = append(b, 1)
	}
	b = append(b, 0xff, 0xc0, 0, 20, 8)
	b = binary.BigEndian.AppendUint16(b, uint16(8*blocksH))
	b = binary.BigEndian.AppendUint16(b, uint16(8*blocksW))
	b = append(b, 4)
	for i := range 4 {
		b = append(b, byte(i+1), 0x11, 0)
	}
	// One code of one bit each: DC difference of size 0, and end of block.
	b = append(b, 0xff, 0xc4, 0, 20, 0x00, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
	b = append(b, 0xff, 0xc4, 0, 20, 0x10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
	b = append(b, 0xff, 0xda, 0, 14, 4, 1, 0, 2, 0, 3, 0, 4, 0, 0, 63, 0)
	for range (blocksW*blocksH*4*2 + 7) / 8 {
		b = append(b, 0)
	}
	return append(b, 0xff, 0xd9)
}

// maxAllocation bounds everything that one picture may allocate, freed or not: an upper
// bound of the memory at any moment.
const maxAllocation = 320 << 20

// TestOddImages gives 500 odd pictures to one maker: each is made into small pictures or
// refused with a sentence, and none needs more memory than the bound.
func TestOddImages(t *testing.T) {
	m := NewMaker()
	made, refused, worst := map[string]int{}, map[string]int{}, uint64(0)
	for n := range 500 {
		what, data := odd(n)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		p, err := m.Make(t.Context(), data)
		runtime.ReadMemStats(&after)
		worst = max(worst, after.TotalAlloc-before.TotalAlloc)
		if used := after.TotalAlloc - before.TotalAlloc; used > maxAllocation {
			t.Errorf("%d (%s): allocated %d MB", n, what, used>>20)
		}
		if err == nil {
			made[what]++
			for _, r := range p.Renditions {
				if c, _, err := image.DecodeConfig(bytes.NewReader(r.JPEG)); err != nil || c.Width != r.Width || c.Height != r.Height || c.Width > 1600 {
					t.Errorf("%d (%s): rendition %v %v", n, what, c, err)
				}
			}
			if len(p.Renditions) == 0 || len(p.Renditions[0].JPEG) > maxLead {
				t.Errorf("%d (%s): smallest picture %d bytes", n, what, len(p.Renditions[0].JPEG))
			}
			continue
		}
		refused[what]++
		e, ok := errors.AsType[*fault.Error](err)
		if !ok || e.Kind != fault.Invalid && e.Kind != fault.TooLarge || !strings.Contains(e.Msg, "|") || !strings.HasSuffix(strings.TrimSpace(e.Msg), ".") {
			t.Errorf("%d (%s): refused without a sentence: %v", n, what, err)
		}
	}
	for what, where := range map[string]map[string]int{"plain JPEG": made, "CMYK JPEG": made, "animated GIF": made, "rotated JPEG": made, "deep PNG": made,
		"huge PNG header": refused, "huge JPEG header": refused, "HEIC": refused, "huge GIF header": refused, "truncated JPEG": refused} {
		if n := where[what]; n < 30 && what != "truncated JPEG" || n == 0 {
			t.Errorf("%s: made %d, refused %d", what, made[what], refused[what])
		}
	}
	t.Logf("made %v, refused %v, most allocated %d MB", made, refused, worst>>20)
}

// TestNeed asks that real pictures near the bound stay within it.
func TestNeed(t *testing.T) {
	if testing.Short() {
		t.Skip("large pictures")
	}
	var before, after runtime.MemStats
	data := asJPEG(image.NewYCbCr(image.Rect(0, 0, 7200, 5400), image.YCbCrSubsampleRatio444))
	runtime.ReadMemStats(&before)
	p, err := make1(t, data)
	runtime.ReadMemStats(&after)
	if err != nil || len(p.Renditions) != 3 {
		t.Fatal(err)
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > maxAllocation {
		t.Errorf("38.9 million points needed %d MB", used>>20)
	}
}

func TestRefusals(t *testing.T) {
	for name, c := range map[string]struct {
		data []byte
		kind fault.Kind
		word string
	}{
		"nothing":   {nil, fault.Invalid, "photo.kind"},
		"pdf":       {[]byte("%PDF-1.7 picture.jpg"), fault.Invalid, "photo.kind"},
		"too heavy": {make([]byte, MaxBytes+1), fault.TooLarge, "web.413"},
		"huge":      {declare(asPNG(scene(40, 40)), 7000, 7000), fault.TooLarge, "photo.large"},
		"tiny":      {asPNG(scene(4, 4)), fault.Invalid, "photo.small"},
		"strip":     {asPNG(scene(3000, 20)), fault.Invalid, "photo.strip"},
		"moving":    {append([]byte("RIFF\x00\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x02"), make([]byte, 40)...), fault.Invalid, "photo.moving"},
	} {
		_, err := make1(t, c.data)
		e, ok := errors.AsType[*fault.Error](err)
		if !ok || e.Kind != c.kind || !strings.HasPrefix(e.Msg, c.word+"|") {
			t.Errorf("%s: %v", name, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	m := NewMaker()
	m.turn <- struct{}{} // somebody else is at it
	cancel()
	if _, err := m.Make(ctx, asPNG(scene(40, 40))); !errors.Is(err, context.Canceled) {
		t.Errorf("waiting in vain: %v", err)
	}
}

func FuzzMake(f *testing.F) {
	for n := range 28 {
		_, data := odd(n)
		if len(data) < 20000 {
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if l, err := inspect(data); err == nil && l.width*l.height > 1<<20 {
			t.Skip("large ones are the other test's")
		}
		if _, err := NewMaker().Make(t.Context(), data); err != nil && fault.KindOf(err) == fault.Internal {
			t.Error(err)
		}
	})
}

func BenchmarkMake12MP(b *testing.B) {
	data := asJPEG(scene(4000, 3000))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := NewMaker().Make(b.Context(), data); err != nil {
			b.Fatal(fmt.Sprint(err))
		}
	}
}
