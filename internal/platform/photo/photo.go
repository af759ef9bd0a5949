// Package photo turns what people upload into pictures fit for a page: looked at before
// it is decoded, decoded within a bound of memory, turned upright, made smaller in three
// widths and written anew as JPEG, so that neither place, camera nor comment of the
// original leaves the house. What cannot be shown is refused with a sentence.
package photo

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"

	"golang.org/x/image/webp"

	"thidua/internal/base/fault"
)

// Bounds of what is taken.
const (
	MaxBytes  = 20 << 20   // of the file
	MaxPixels = 40_000_000 // of the picture: more than any camera of an office gives
	MaxSide   = 30000      // of its width and height
	maxMemory = 200 << 20  // that decoding may need, estimated before
	minSide   = 16
	maxRatio  = 10 // of the longer side to the shorter
)

// Widths are those of the pictures made, smallest first.
var Widths = [3]int{480, 960, 1600}

// maxLead is what the smallest picture may weigh: the one that an old telephone loads.
const maxLead = 45 << 10

// A Rendition (bản ảnh) is one picture made of an original.
type Rendition struct {
	Width, Height int
	JPEG          []byte
}

// A Photo (ảnh) is an original made fit for pages.
type Photo struct {
	Width, Height int         // of the original, upright
	Kind          string      // "jpeg", "png", "gif" or "webp"
	Renditions    []Rendition // smallest first; a width that the original does not reach is left out, the last is never larger than it
}

// A Maker (bộ xử lý ảnh) makes photos, one at a time, so that many uploads at once need
// no more memory than one.
type Maker struct{ turn chan struct{} }

// NewMaker gives a maker.
func NewMaker() *Maker { return &Maker{turn: make(chan struct{}, 1)} }

// Make reads an uploaded file. Errors: Invalid and TooLarge with a sentence, or that of ctx.
func (m *Maker) Make(ctx context.Context, data []byte) (_ Photo, err error) {
	defer fault.Wrap(&err, "photo.Make")
	look, err := inspect(data)
	if err != nil {
		return Photo{}, err
	}
	select {
	case m.turn <- struct{}{}:
		defer func() { <-m.turn }()
	case <-ctx.Done():
		return Photo{}, ctx.Err()
	}
	src, err := decode(look.kind, data)
	if err != nil {
		return Photo{}, broken(err)
	}
	if b := src.Bounds(); b.Dx() != look.width || b.Dy() != look.height {
		if look.kind != "gif" { // a first frame may be smaller than its screen
			return Photo{}, broken(errors.New("picture and header differ"))
		}
	}
	return render(src, look)
}

func decode(kind string, data []byte) (img image.Image, err error) {
	defer func() { // a decoder that panics has met a broken file
		if r := recover(); r != nil {
			img, err = nil, errors.New("decoder panicked")
		}
	}()
	r := bytes.NewReader(data)
	switch kind {
	case "jpeg":
		return jpeg.Decode(r)
	case "png":
		return png.Decode(r)
	case "gif":
		return gif.Decode(r) // the first frame of an animation
	case "webp":
		return webp.Decode(r)
	}
	return nil, errors.New("no decoder")
}

func broken(err error) error {
	return fault.New(fault.Invalid, "photo.broken|Không đọc được ảnh: tệp bị cắt cụt hoặc hỏng. Mở ảnh trên máy, lưu lại dạng JPEG rồi tải lên.").Because(err)
}

// render makes the pictures. The largest is made from the original, the others from it.
func render(src image.Image, l looked) (Photo, error) {
	turned := l.orientation >= 5
	b := src.Bounds()
	w, h := b.Dx(), b.Dy()
	if turned {
		w, h = h, w
	}
	p := Photo{Width: w, Height: h, Kind: l.kind}
	var widths []int
	for _, x := range Widths {
		if x < w {
			widths = append(widths, x)
		}
	}
	if len(widths) < len(Widths) {
		widths = append(widths, w)
	}
	// The height is bounded as well: a strip of 480 × 30,000 is of no use on a page.
	for i, x := range widths {
		if limit := x * 3; h*x/w > limit {
			widths[i] = max(1, limit*w/h)
		}
	}
	top := widths[len(widths)-1]
	tw, th := top, max(1, h*top/w)
	var big *image.RGBA
	if turned {
		big = upright(shrink(rows(src), th, tw), l.orientation)
	} else {
		big = upright(shrink(rows(src), tw, th), l.orientation)
	}
	for i, x := range widths {
		img := big
		if i < len(widths)-1 {
			img = shrink(rows(big), x, max(1, h*x/w))
		}
		r, err := encode(img, i == 0)
		if err != nil {
			return p, err
		}
		p.Renditions = append(p.Renditions, r)
	}
	return p, nil
}

// encode writes a picture; the smallest one is pressed, and made smaller when that is not
// enough, until it is light.
func encode(img *image.RGBA, light bool) (Rendition, error) {
	for q := 82; ; q -= 8 {
		if q < 40 {
			w, h := img.Rect.Dx(), img.Rect.Dy()
			img, q = shrink(rows(img), max(1, w*3/4), max(1, h*3/4)), 66
		}
		var b bytes.Buffer
		if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: q}); err != nil {
			return Rendition{}, err
		}
		if !light || b.Len() <= maxLead {
			return Rendition{Width: img.Rect.Dx(), Height: img.Rect.Dy(), JPEG: b.Bytes()}, nil
		}
	}
}
