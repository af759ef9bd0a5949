package pdf

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"strconv"

	"thidua/internal/base/paper"
)

// A raster is a picture as a PDF holds it: a JPEG as it is, or samples of one or three
// channels.
type raster struct {
	source       []byte // the file it was made from; equal pictures share one raster
	across, down int
	gray, jpeg   bool
	data         []byte
}

// write writes the picture as object n.
func (r *raster) write(a *assembly, n int) {
	space := "/DeviceRGB"
	if r.gray {
		space = "/DeviceGray"
	}
	dict := fmt.Sprintf("/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace%s/BitsPerComponent 8", r.across, r.down, space)
	if !r.jpeg {
		a.object(n, dict, r.data)
		return
	}
	a.raw(n, dict+"/Filter/DCTDecode", r.data)
}

// raw writes object n with a stream that has its own filter.
func (a *assembly) raw(n int, dict string, stream []byte) {
	for len(a.offsets) <= n {
		a.offsets = append(a.offsets, 0)
	}
	a.offsets[n] = a.out.Len()
	fmt.Fprintf(&a.out, "%d 0 obj\n<<%s/Length %d>>\nstream\n", n, dict, len(stream))
	a.out.Write(stream)
	a.out.WriteString("\nendstream\nendobj\n")
}

// addPicture gives the number of the picture in the file.
func (f *file) addPicture(p *paper.Picture) (int, error) {
	for i := range f.images {
		if bytes.Equal(f.images[i].source, p.Data) {
			return i, nil
		}
	}
	kind, across, down, err := p.Format()
	if err != nil {
		return 0, err
	}
	img, _, err := image.Decode(bytes.NewReader(p.Data)) // a picture that breaks off is no picture
	if err != nil {
		return 0, paper.ErrPicture
	}
	r := raster{source: p.Data, across: across, down: down}
	switch m := img.(type) {
	case *image.YCbCr:
		r.jpeg = kind == "jpeg"
	case *image.Gray:
		r.gray, r.jpeg = true, kind == "jpeg"
		if !r.jpeg {
			r.data = grays(m)
		}
	}
	switch {
	case r.jpeg:
		r.data = p.Data
	case r.data == nil:
		r.data = colours(img)
	}
	f.images = append(f.images, r)
	return len(f.images) - 1, nil
}

func grays(m *image.Gray) []byte {
	b := m.Bounds()
	out := make([]byte, 0, b.Dx()*b.Dy())
	for y := b.Min.Y; y < b.Max.Y; y++ {
		at := m.PixOffset(b.Min.X, y)
		out = append(out, m.Pix[at:at+b.Dx()]...)
	}
	return out
}

// colours gives red, green and blue of every pixel; what shows through is white paper.
func colours(m image.Image) []byte {
	b := m.Bounds()
	out := make([]byte, 0, 3*b.Dx()*b.Dy())
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			c := color.RGBA64Model.Convert(m.At(x, y)).(color.RGBA64)
			white := 0xffff - uint32(c.A)
			out = append(out, byte((uint32(c.R)+white)>>8), byte((uint32(c.G)+white)>>8), byte((uint32(c.B)+white)>>8))
		}
	}
	return out
}

// pictureSize gives the size of a picture on pages of this part.
func (s *setter) pictureSize(p *paper.Picture) (w, h float64) {
	high := pt(paper.A4Long)
	if s.wide {
		high = pt(paper.A4Short)
	}
	w, h, err := p.Fit(s.width, high-pt(paper.MarginTop)-pt(paper.MarginBottom)-40)
	if err != nil && s.err == nil {
		s.err = err
	}
	return w, h
}

// pictureHeight gives the height of a picture with the first lines of its caption.
func (s *setter) pictureHeight(b *paper.Block) float64 {
	if b.Picture == nil {
		return 0
	}
	_, h := s.pictureSize(b.Picture)
	if len(b.Runs) > 0 {
		h += 2 * paper.SizeNote * lead
	}
	return h + 6
}

// picture sets a picture and its caption; both stay on one page.
func (s *setter) picture(b *paper.Block, keep float64) {
	p := b.Picture
	if p == nil {
		return
	}
	n, err := s.f.addPicture(p)
	if err != nil {
		s.err = err
		return
	}
	w, h := s.pictureSize(p)
	if !s.fresh {
		s.y += 3
		if s.y+s.pictureHeight(b)+keep > s.bottom+0.01 {
			s.newPage()
		}
	}
	x := s.left + float64(min(max(int(p.Align), 0), 2))*(s.width-w)/2
	pg := s.p
	pg.out = append(pg.out, "/Figure<</Alt"+utf16Hex(paper.Clean(p.Alt))+">>BDC q "...)
	pg.nums("cm", w, 0, 0, h, x, pg.h-s.y-h)
	pg.out = append(append(append(pg.out, "/I"...), strconv.Itoa(n)...), " Do Q EMC\n"...)
	s.y += h + 3
	s.fresh = false
	if len(b.Runs) > 0 {
		align := [...]int{alignLeft, alignCenter, alignRight}[min(max(int(p.Align), 0), 2)]
		s.paragraph(b.Runs, format{size: paper.SizeNote, italic: true, align: align, after: 3, keep: keep})
	}
}
