package papertest

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"

	"thidua/internal/base/paper"
)

// Square gives a PNG of side pixels, its left half black and its right half white.
func Square(side int) []byte { return encode(side, false) }

// Photo gives a JPEG of the same shape.
func Photo(side int) []byte { return encode(side, true) }

func encode(side int, photo bool) []byte {
	m := image.NewNRGBA(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			c := color.NRGBA{A: 255}
			if x >= side/2 {
				c = color.NRGBA{R: 255, G: 255, B: 255, A: 255}
			}
			m.SetNRGBA(x, y, c)
		}
	}
	var w bytes.Buffer
	if photo {
		jpeg.Encode(&w, m, nil) // writes to memory: cannot fail
	} else {
		png.Encode(&w, m)
	}
	return w.Bytes()
}

// Pictures gives a document with a code beside nothing, the same code again and a photo
// that is wider than the page.
func Pictures() *paper.Document {
	d := Letter()
	code := &paper.Picture{Data: Square(64), Width: 30, Alt: "Mã QR để \"xác minh\"", Align: paper.Center}
	d.Body = append(d.Body, paper.Block{Kind: paper.PictureOf, ID: "qr", Picture: code, Runs: paper.T("Quét mã để xác minh")},
		paper.Block{Kind: paper.PictureOf, Picture: code},
		paper.Block{Kind: paper.PictureOf, Picture: &paper.Picture{Data: Photo(40), Width: 900, Alt: "Toàn cảnh"}, Runs: paper.T("Toàn cảnh Hội nghị.")})
	return d
}
