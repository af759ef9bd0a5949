package photo

import (
	"image"
	"image/color"
)

// A source gives a picture row by row as opaque RGB triples, on white where the original
// is transparent.
type source struct {
	w, h int
	row  func(y int, to []uint8) // to holds 3*w bytes
}

// rows reads img row by row. The kinds that decoders give are read directly, others
// through their colours.
func rows(img image.Image) source {
	b := img.Bounds()
	s := source{w: b.Dx(), h: b.Dy()}
	switch m := img.(type) {
	case *image.YCbCr:
		s.row = func(y int, to []uint8) {
			for x := range s.w {
				yi, ci := m.YOffset(b.Min.X+x, b.Min.Y+y), m.COffset(b.Min.X+x, b.Min.Y+y)
				to[3*x], to[3*x+1], to[3*x+2] = color.YCbCrToRGB(m.Y[yi], m.Cb[ci], m.Cr[ci])
			}
		}
	case *image.Gray:
		s.row = func(y int, to []uint8) {
			for x, v := range m.Pix[y*m.Stride : y*m.Stride+s.w] {
				to[3*x], to[3*x+1], to[3*x+2] = v, v, v
			}
		}
	case *image.RGBA:
		s.row = func(y int, to []uint8) {
			p := m.Pix[y*m.Stride:]
			for x := range s.w {
				white := 255 - p[4*x+3]
				to[3*x], to[3*x+1], to[3*x+2] = p[4*x]+white, p[4*x+1]+white, p[4*x+2]+white
			}
		}
	case *image.NRGBA:
		s.row = func(y int, to []uint8) {
			p := m.Pix[y*m.Stride:]
			for x := range s.w {
				a := int(p[4*x+3])
				for k := range 3 {
					to[3*x+k] = uint8((int(p[4*x+k])*a + 255*(255-a) + 127) / 255)
				}
			}
		}
	case image.RGBA64Image:
		s.row = func(y int, to []uint8) {
			for x := range s.w {
				c := m.RGBA64At(b.Min.X+x, b.Min.Y+y)
				white := 0xffff - c.A
				to[3*x], to[3*x+1], to[3*x+2] = uint8((c.R+white)>>8), uint8((c.G+white)>>8), uint8((c.B+white)>>8)
			}
		}
	default: // no decoder of ours gives such a picture
		s.row = func(y int, to []uint8) {
			for x := range s.w {
				r, g, bl, a := img.At(b.Min.X+x, b.Min.Y+y).RGBA()
				to[3*x], to[3*x+1], to[3*x+2] = uint8((r+0xffff-a)>>8), uint8((g+0xffff-a)>>8), uint8((bl+0xffff-a)>>8)
			}
		}
	}
	return s
}

// shrink makes a picture of dw × dh whose every point is the mean of the area it covers in
// the original, in whole numbers and with a few rows of memory. It never enlarges: a side
// that would grow keeps its length by repeating points.
func shrink(s source, dw, dh int) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, dw, dh))
	line := make([]uint8, 3*s.w)
	narrow := make([]uint64, 3*dw) // one row of the original, each point the weighted sum over its columns
	sum := make([]uint64, 3*dw)
	// In units of 1/dh of a source row, source row y covers [y*dh, (y+1)*dh) and target row
	// t covers [t*s.h, (t+1)*s.h).
	t, left := 0, s.h
	area := uint64(s.w) * uint64(s.h)
	for y := range s.h {
		s.row(y, line)
		squeeze(line, s.w, narrow, dw)
		for rest := dh; rest > 0; {
			n := min(rest, left)
			for i, v := range narrow {
				sum[i] += v * uint64(n)
			}
			rest, left = rest-n, left-n
			if left > 0 {
				continue
			}
			p := out.Pix[t*out.Stride:]
			for x := range dw {
				for k := range 3 {
					p[4*x+k] = uint8((sum[3*x+k] + area/2) / area)
				}
				p[4*x+3] = 255
			}
			clear(sum)
			t, left = t+1, s.h
		}
	}
	return out
}

// squeeze sums a row of w points into dw points; the weights of a point add up to w.
func squeeze(line []uint8, w int, to []uint64, dw int) {
	clear(to)
	t, left := 0, w
	for x := range w {
		for rest := dw; rest > 0; {
			n := min(rest, left)
			to[3*t] += uint64(line[3*x]) * uint64(n)
			to[3*t+1] += uint64(line[3*x+1]) * uint64(n)
			to[3*t+2] += uint64(line[3*x+2]) * uint64(n)
			rest, left = rest-n, left-n
			if left == 0 {
				t, left = t+1, w
			}
		}
	}
}

// upright turns and mirrors a picture as the orientation of EXIF asks.
func upright(m *image.RGBA, orientation int) *image.RGBA {
	if orientation == 1 {
		return m
	}
	w, h := m.Rect.Dx(), m.Rect.Dy()
	dw, dh := w, h
	if orientation >= 5 {
		dw, dh = h, w
	}
	out := image.NewRGBA(image.Rect(0, 0, dw, dh))
	for y := range h {
		for x := range w {
			tx, ty := x, y
			switch orientation {
			case 2:
				tx = w - 1 - x
			case 3:
				tx, ty = w-1-x, h-1-y
			case 4:
				ty = h - 1 - y
			case 5:
				tx, ty = y, x
			case 6:
				tx, ty = h-1-y, x
			case 7:
				tx, ty = h-1-y, w-1-x
			case 8:
				tx, ty = y, w-1-x
			}
			copy(out.Pix[ty*out.Stride+4*tx:][:4], m.Pix[y*m.Stride+4*x:][:4])
		}
	}
	return out
}
