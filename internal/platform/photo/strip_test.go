package photo

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"testing"

	"golang.org/x/image/webp"

	"thidua/internal/base/fault"
)

func chunk(kind, body string) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	b = append(b, kind+body...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE([]byte(kind+body)))
}

func samePoints(t *testing.T, name string, a, b []byte, decode func(*bytes.Reader) (image.Image, error)) {
	t.Helper()
	x, err := decode(bytes.NewReader(a))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	y, err := decode(bytes.NewReader(b))
	if err != nil {
		t.Fatalf("%s stripped: %v", name, err)
	}
	if x.Bounds() != y.Bounds() {
		t.Fatalf("%s: %v, was %v", name, y.Bounds(), x.Bounds())
	}
	for p := x.Bounds().Min; p.Y < x.Bounds().Max.Y; p.Y++ {
		for p.X = x.Bounds().Min.X; p.X < x.Bounds().Max.X; p.X++ {
			if x.At(p.X, p.Y) != y.At(p.X, p.Y) {
				t.Fatalf("%s: another point at %v", name, p)
			}
		}
	}
}

// A stripped picture is the same picture, held as it was, and says nothing else.
func TestStrip(t *testing.T) {
	const secret = "secret-place"
	j := withExif(asJPEG(scene(200, 100)), 6)
	j = append(append(append([]byte{}, j[:2]...), "\xff\xfe\x00\x0esecret-place"...), j[2:]...)
	j = append(j, "<script>secret-place</script>"...)
	p := asPNG(scene(100, 60))
	at := 8 + 25 // behind IHDR
	p = append(append(append([]byte{}, p[:at]...), append(chunk("tEXt", "Comment\x00"+secret), chunk("eXIf", string(held(3))+secret)...)...), p[at:]...)
	p = append(p, secret...)
	var g bytes.Buffer
	if err := gif.Encode(&g, scene(60, 40), nil); err != nil {
		t.Fatal(err)
	}
	gb := g.Bytes()
	gb = append(append(append([]byte{}, gb[:len(gb)-1]...), "\x21\xfe\x0csecret-place\x00;"...), secret...)
	flat, err := base64.StdEncoding.DecodeString("UklGRh4AAABXRUJQVlA4TBEAAAAvE8ADAAdQjyIXpf+BiOh/AAA=") // 20 × 16 points of one colour
	if err != nil {
		t.Fatal(err)
	}
	part := func(kind, body string) []byte {
		b := binary.LittleEndian.AppendUint32([]byte(kind), uint32(len(body)))
		return append(append(b, body...), make([]byte, len(body)&1)...)
	}
	w := append(flat[:12:12], part("VP8X", "\x0c\x00\x00\x00\x13\x00\x00\x0f\x00\x00")...)
	w = append(append(append(w, flat[12:]...), part("EXIF", string(held(8))+secret)...), part("XMP ", secret)...)
	binary.LittleEndian.PutUint32(w[4:], uint32(len(w)-8))
	for name, c := range map[string]struct {
		data   []byte
		held   int
		decode func(*bytes.Reader) (image.Image, error)
	}{
		"jpeg": {j, 6, func(r *bytes.Reader) (image.Image, error) { return jpeg.Decode(r) }},
		"png":  {p, 3, func(r *bytes.Reader) (image.Image, error) { return png.Decode(r) }},
		"webp": {w, 8, func(r *bytes.Reader) (image.Image, error) { return webp.Decode(r) }},
		"gif":  {gb, 0, func(r *bytes.Reader) (image.Image, error) { return gif.Decode(r) }},
	} {
		out, err := Strip(c.data)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !bytes.Contains(c.data, []byte(secret)) || bytes.Contains(out, []byte(secret)) || bytes.Contains(out, []byte("GPS")) {
			t.Errorf("%s says where it was taken", name)
		}
		if o := orientation(sniff(out), out); o != c.held {
			t.Errorf("%s is held %d, was %d", name, o, c.held)
		}
		samePoints(t, name, c.data, out, c.decode)
		if again, err := Strip(out); err != nil || !bytes.Equal(again, out) {
			t.Errorf("%s: stripping twice changes it: %v", name, err)
		}
	}
	if _, err := Strip([]byte("\x00\x00\x00\x18ftypheic----")); !fault.Is(err, fault.Invalid) {
		t.Errorf("HEIC: %v", err)
	}
}

// FuzzStrip: nothing breaks it, and what comes out is taken again.
func FuzzStrip(f *testing.F) {
	f.Add(asJPEG(scene(40, 30)))
	f.Add(withExif(asJPEG(scene(40, 30)), 6))
	f.Add(asPNG(scene(40, 30)))
	var g bytes.Buffer
	gif.Encode(&g, scene(40, 30), nil)
	f.Add(g.Bytes())
	f.Fuzz(func(t *testing.T, data []byte) {
		out, err := Strip(data)
		if err != nil {
			return
		}
		if len(out) > len(data)+64 {
			t.Fatalf("%d bytes of %d", len(out), len(data))
		}
		if _, err := Strip(out); err != nil {
			t.Fatalf("what came out is not taken again: %v", err)
		}
	})
}
