package paper

import (
	"bytes"
	"errors"
	"image"
	_ "image/jpeg" // the two formats a document may hold
	_ "image/png"
)

// A Picture (hình ảnh) stands in the body of a document: a QR code or a photo. The Runs
// of its Block are the caption below it.
type Picture struct {
	Data   []byte // PNG or JPEG
	Width  int    // mm; 0 follows from Height, or fills the type area
	Height int    // mm; 0 follows from Width and the shape of the picture
	Alt    string // what it shows, for people who do not see it
	Align  Align
}

// maxPixels bounds what a writer unpacks: a photo of 40 megapixels.
const maxPixels = 40_000_000

// ErrPicture says that the bytes of a picture are no PNG or JPEG that a document can hold.
var ErrPicture = errors.New("paper: the picture is not a readable PNG or JPEG")

// Format gives the format of p, "png" or "jpeg", and its pixels across and down.
func (p *Picture) Format() (kind string, across, down int, err error) {
	c, kind, err := image.DecodeConfig(bytes.NewReader(p.Data))
	if err != nil || (kind != "png" && kind != "jpeg") || c.Width <= 0 || c.Height <= 0 || c.Width > maxPixels/c.Height {
		return "", 0, 0, ErrPicture
	}
	return kind, c.Width, c.Height, nil
}

// PerMM is the number of points in a millimetre.
const PerMM = 72 / 25.4

// Fit gives the size in points at which p is printed in a type area of the given size:
// the size asked for, made smaller without changing the shape when there is no room.
func (p *Picture) Fit(width, height float64) (w, h float64, err error) {
	_, across, down, err := p.Format()
	if err != nil {
		return 0, 0, err
	}
	shape := float64(down) / float64(across)
	w, h = float64(p.Width)*PerMM, float64(p.Height)*PerMM
	switch {
	case w <= 0 && h <= 0:
		w = width
		h = w * shape
	case w <= 0:
		w = h / shape
	case h <= 0:
		h = w * shape
	}
	if f := min(1, width/w, height/h); f < 1 {
		w, h = w*f, h*f
	}
	return w, h, nil
}
