// Package qr draws QR codes: for addresses on printed pages, for check-in at a conference
// and for enrolling an authenticator. Level M: a code with 15 % of its area lost still reads.
package qr

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"

	"rsc.io/qr"

	"thidua/internal/base/fault"
)

// quiet is the white border in modules that ISO/IEC 18004 asks for.
const quiet = 4

// A Code is one QR code: a square of black and white modules.
type Code struct{ c *qr.Code }

// Encode makes the code of a text. A text that does not fit (about 2,300 bytes) is a fault
// of kind Invalid.
func Encode(text string) (Code, error) {
	c, err := qr.Encode(text, qr.M)
	if err != nil {
		return Code{}, fault.New(fault.Invalid, "qr.long|Nội dung dài {n} byte, không đưa được vào mã QR. Rút ngắn nội dung.", fault.P{"n": len(text)}).Because(err)
	}
	return Code{c}, nil
}

// Size gives the modules on a side, without the quiet border.
func (c Code) Size() int { return c.c.Size }

// Black reports whether the module in column x and row y is black; outside the square all
// is white.
func (c Code) Black(x, y int) bool {
	return x >= 0 && y >= 0 && x < c.c.Size && y < c.c.Size && c.c.Black(x, y)
}

// SVG gives the code as a picture of width pixels on a side, quiet border included, black on
// white in every colour scheme; title is its text alternative.
func (c Code) SVG(width int, title string) string {
	n := c.Size() + 2*quiet
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" role="img" width="%d" height="%d" viewBox="0 0 %d %d" shape-rendering="crispEdges"><title>%s</title><path fill="#fff" d="M0 0h%dv%dH0z"/><path d="`, width, width, n, n, escape(title), n, n)
	for y := range c.Size() {
		for x := 0; x < c.Size(); x++ {
			from := x
			for c.Black(x, y) {
				x++
			}
			if x > from {
				fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", from+quiet, y+quiet, x-from, x-from)
			}
		}
	}
	b.WriteString(`"/></svg>`)
	return b.String()
}

func escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace(s)
}

// PNG gives the code as a picture with scale pixels for each module, quiet border included.
// Same code, same bytes.
func (c Code) PNG(scale int) []byte {
	n := (c.Size() + 2*quiet) * scale
	p := image.NewPaletted(image.Rect(0, 0, n, n), color.Palette{color.White, color.Black})
	for y := range n {
		for x := range n {
			if c.Black(x/scale-quiet, y/scale-quiet) {
				p.SetColorIndex(x, y, 1)
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, p); err != nil { // a palette picture into memory
		panic("qr: " + err.Error())
	}
	return b.Bytes()
}
