package photo

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"

	"thidua/internal/base/fault"
)

// Strip (bỏ thông tin kèm ảnh) gives a picture that somebody attaches as evidence without what the camera or a
// program wrote beside it: place (GPS), time, device, names, comments, and anything behind its end. The picture
// itself stays as it is, point by point, so that a scan stays legible; how the camera was held stays too, or the
// picture would lie on its side. Errors: Invalid for what is no JPEG, PNG, GIF or WebP, TooLarge.
func Strip(data []byte) ([]byte, error) {
	l, err := inspect(data)
	if f, ok := errors.AsType[*fault.Error](err); ok && (bytes.HasPrefix([]byte(f.Msg), []byte("photo.small|")) || bytes.HasPrefix([]byte(f.Msg), []byte("photo.strip|"))) {
		err = nil // too small or too long for a page is good enough as evidence
		l.orientation = orientation(l.kind, data)
	}
	if err != nil {
		return nil, err
	}
	var out []byte
	switch l.kind {
	case "jpeg":
		out = stripJPEG(data, l.orientation)
	case "png":
		out = stripPNG(data, l.orientation)
	case "gif":
		out = stripGIF(data)
	case "webp":
		out = stripWebP(data, l.orientation)
	}
	if out == nil {
		return nil, broken(errors.New("the parts of the picture do not follow each other"))
	}
	return out, nil
}

// held gives an EXIF block that says nothing but how the camera was held.
func held(o int) []byte {
	b := []byte("MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01")
	return append(b, 0, byte(o), 0, 0, 0, 0, 0, 0)
}

// stripJPEG keeps the segments that say how the picture is drawn: JFIF, Adobe's colours, ICC profiles, tables.
func stripJPEG(data []byte, o int) []byte {
	out := append([]byte(nil), 0xff, 0xd8)
	if o > 1 {
		block := append([]byte("Exif\x00\x00"), held(o)...)
		out = append(out, 0xff, 0xe1, 0, byte(2+len(block)))
		out = append(out, block...)
	}
	for p := 2; p+2 <= len(data); {
		if data[p] != 0xff {
			return nil
		}
		m := data[p+1]
		switch {
		case m == 0xff:
			p++
			continue
		case m == 0xd9:
			return append(out, 0xff, 0xd9) // what stands behind goes
		case m == 0x01 || m >= 0xd0 && m <= 0xd7:
			out, p = append(out, data[p:p+2]...), p+2
			continue
		}
		if p+4 > len(data) {
			return nil
		}
		n := int(binary.BigEndian.Uint16(data[p+2:]))
		if n < 2 || p+2+n > len(data) {
			return nil
		}
		seg := data[p : p+2+n]
		body := seg[4:]
		app := m >= 0xe0 && m <= 0xef || m == 0xfe
		if !app || m == 0xe0 && bytes.HasPrefix(body, []byte("JFIF\x00")) || m == 0xe2 && bytes.HasPrefix(body, []byte("ICC_PROFILE\x00")) || m == 0xee && bytes.HasPrefix(body, []byte("Adobe")) {
			if m == 0xe0 && len(body) >= 14 { // without its thumbnail
				seg = append([]byte{0xff, 0xe0, 0, 16}, body[:14]...)
				seg[16], seg[17] = 0, 0
			}
			out = append(out, seg...)
		}
		p += 2 + n
		if m != 0xda {
			continue
		}
		at := p // the drawn points, up to the next marker
		for p < len(data) {
			i := bytes.IndexByte(data[p:], 0xff)
			if i < 0 || p+i+1 >= len(data) {
				return append(append(out, data[at:]...), 0xff, 0xd9) // cut off: shown as far as it goes
			}
			p += i
			if x := data[p+1]; x == 0 || x >= 0xd0 && x <= 0xd7 {
				p += 2
				continue
			}
			break
		}
		out = append(out, data[at:p]...)
	}
	return nil
}

// drawn are the chunks of a PNG that say how it is drawn.
var drawn = []string{"IHDR", "PLTE", "IDAT", "IEND", "tRNS", "cHRM", "gAMA", "iCCP", "sBIT", "sRGB", "cICP", "bKGD", "pHYs", "acTL", "fcTL", "fdAT"}

func stripPNG(data []byte, o int) []byte {
	out := append([]byte(nil), data[:8]...)
	for p := 8; p+12 <= len(data); {
		n := int(binary.BigEndian.Uint32(data[p:]))
		if n < 0 || n > len(data)-p-12 {
			return nil
		}
		kind := string(data[p+4 : p+8])
		for _, k := range drawn {
			if k == kind {
				out = append(out, data[p:p+12+n]...)
			}
		}
		if kind == "IHDR" && o > 1 {
			block := held(o)
			out = binary.BigEndian.AppendUint32(out, uint32(len(block)))
			chunk := append([]byte("eXIf"), block...)
			out = append(out, chunk...)
			out = binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(chunk))
		}
		if kind == "IEND" {
			return out
		}
		p += 12 + n
	}
	return nil
}

func stripGIF(data []byte) []byte {
	if len(data) < 13 {
		return nil
	}
	p := 13
	if data[10]&0x80 != 0 {
		p += 3 << (data[10]&7 + 1)
	}
	if p > len(data) {
		return nil
	}
	out := append([]byte(nil), data[:p]...)
	blocks := func(p int) int { // the end of a row of sub-blocks, -1 when they are cut off
		for p < len(data) {
			n := int(data[p])
			p += 1 + n
			if n == 0 {
				return p
			}
		}
		return -1
	}
	for p < len(data) {
		from := p
		keep := true
		switch data[p] {
		case 0x3b:
			return append(out, 0x3b)
		case 0x2c:
			if p+10 > len(data) {
				return nil
			}
			at := p + 10
			if data[p+9]&0x80 != 0 {
				at += 3 << (data[p+9]&7 + 1)
			}
			p = blocks(at + 1)
		case 0x21:
			if p+2 >= len(data) {
				return nil
			}
			keep = data[p+1] == 0xf9 || data[p+1] == 0xff && bytes.HasPrefix(data[p+2:], []byte("\x0bNETSCAPE2.0"))
			p = blocks(p + 2)
		default:
			return nil
		}
		if p < 0 || p > len(data) {
			return nil
		}
		if keep {
			out = append(out, data[from:p]...)
		}
	}
	return append(out, 0x3b)
}

func stripWebP(data []byte, o int) []byte {
	out, wide := append([]byte(nil), data[:12]...), false
	end := min(len(data), 8+int(binary.LittleEndian.Uint32(data[4:])))
	for p := 12; p+8 <= end; {
		n := int(binary.LittleEndian.Uint32(data[p+4:]))
		if n < 0 || n > end-p-8 {
			return nil
		}
		next := min(end, p+8+n+n&1)
		switch string(data[p : p+4]) {
		case "VP8X":
			at := len(out)
			out = append(out, data[p:next]...)
			out[at+8] &^= 0x0c // no EXIF, no XMP
			if wide = o > 1; wide {
				out[at+8] |= 0x08
			}
		case "VP8 ", "VP8L", "ALPH", "ICCP", "ANIM", "ANMF":
			out = append(out, data[p:next]...)
		}
		p = next
	}
	if wide {
		block := held(o)
		out = append(out, "EXIF"...)
		out = binary.LittleEndian.AppendUint32(out, uint32(len(block)))
		out = append(out, block...)
	}
	binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-8))
	return out
}
