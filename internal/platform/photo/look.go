package photo

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"

	"golang.org/x/image/webp"

	"thidua/internal/base/fault"
)

// looked is what is known of a file before it is decoded.
type looked struct {
	kind          string
	width, height int // as stored
	orientation   int // 1 to 8 as EXIF says, 1 when it says nothing
}

// inspect reads headers only. Errors: Invalid, TooLarge.
func inspect(data []byte) (looked, error) {
	if len(data) > MaxBytes {
		return looked{}, fault.New(fault.TooLarge, "web.413|Tệp lớn hơn {n} MB. Chia nhỏ hoặc nén ảnh rồi tải lại.", fault.P{"n": MaxBytes >> 20})
	}
	l := looked{kind: sniff(data), orientation: 1}
	switch l.kind {
	case "":
		return l, fault.New(fault.Invalid, "photo.kind|Tệp này không phải ảnh JPEG, PNG, GIF hoặc WebP. Lưu ảnh lại dạng JPEG rồi tải lên.")
	case "heic":
		return l, fault.New(fault.Invalid, "photo.heic|Ảnh HEIC, AVIF của điện thoại chưa đọc được ở đây. Trên điện thoại, gửi ảnh qua thư hoặc Zalo để đổi sang JPEG, rồi tải tệp JPEG lên.")
	case "moving":
		return l, fault.New(fault.Invalid, "photo.moving|Ảnh WebP động không dùng được. Lưu một khung hình thành JPEG rồi tải lên.")
	}
	c, err := config(l.kind, data)
	if err != nil {
		return l, broken(err)
	}
	l.width, l.height = c.Width, c.Height
	if l.width < minSide || l.height < minSide {
		return l, fault.New(fault.Invalid, "photo.small|Ảnh chỉ có {w} × {h} điểm ảnh, quá nhỏ để đăng. Chọn ảnh gốc lớn hơn.", fault.P{"w": l.width, "h": l.height})
	}
	if l.width > maxRatio*l.height || l.height > maxRatio*l.width {
		return l, fault.New(fault.Invalid, "photo.strip|Ảnh {w} × {h} điểm ảnh quá dài so với bề ngang. Cắt bớt rồi tải lại.", fault.P{"w": l.width, "h": l.height})
	}
	if l.width > MaxSide || l.height > MaxSide || int64(l.width)*int64(l.height) > MaxPixels || need(l.kind, c, data) > maxMemory {
		return l, fault.New(fault.TooLarge, "photo.large|Ảnh {w} × {h} điểm ảnh quá lớn để xử lý. Thu nhỏ còn dưới {n} triệu điểm ảnh, lưu dạng JPEG thường rồi tải lại.", fault.P{"w": l.width, "h": l.height, "n": 12})
	}
	if o := orientation(l.kind, data); o >= 1 && o <= 8 {
		l.orientation = o
	}
	return l, nil
}

// sniff tells the kind of a file by its first bytes, whatever its name says.
func sniff(data []byte) string {
	has := func(at int, s string) bool { return len(data) >= at+len(s) && string(data[at:at+len(s)]) == s }
	switch {
	case has(0, "\xff\xd8\xff"):
		return "jpeg"
	case has(0, "\x89PNG\r\n\x1a\n"):
		return "png"
	case has(0, "GIF87a"), has(0, "GIF89a"):
		return "gif"
	case has(0, "RIFF") && has(8, "WEBP"):
		if has(12, "VP8X") && len(data) > 20 && data[20]&2 != 0 {
			return "moving"
		}
		return "webp"
	case has(4, "ftyp"):
		for _, b := range []string{"heic", "heix", "hevc", "heim", "heis", "mif1", "msf1", "avif", "avis"} {
			if has(8, b) {
				return "heic"
			}
		}
	}
	return ""
}

func config(kind string, data []byte) (image.Config, error) {
	r := bytes.NewReader(data)
	switch kind {
	case "jpeg":
		return jpeg.DecodeConfig(r)
	case "png":
		return png.DecodeConfig(r)
	case "gif":
		return gif.DecodeConfig(r)
	}
	c, err := webp.DecodeConfig(r)
	if err != nil {
		return c, err
	}
	// The frame inside an extended file has a size of its own, and that is what is
	// allocated: the larger of both counts.
	w, h := frame(data)
	c.Width, c.Height = max(c.Width, w), max(c.Height, h)
	return c, nil
}

// frame gives the size that the VP8 or VP8L chunk of a WebP file tells.
func frame(data []byte) (w, h int) {
	for p := 12; p+8 <= len(data); {
		n := int(binary.LittleEndian.Uint32(data[p+4:]))
		body := data[p+8:]
		switch {
		case string(data[p:p+4]) == "VP8 " && len(body) >= 10:
			return int(binary.LittleEndian.Uint16(body[6:]) & 0x3fff), int(binary.LittleEndian.Uint16(body[8:]) & 0x3fff)
		case string(data[p:p+4]) == "VP8L" && len(body) >= 5:
			v := binary.LittleEndian.Uint32(body[1:])
			return int(v&0x3fff) + 1, int(v>>14&0x3fff) + 1
		}
		if n < 0 || n > len(body) {
			return 0, 0
		}
		p += 8 + n + n&1
	}
	return 0, 0
}

// need estimates the bytes that decoding takes.
func need(kind string, c image.Config, data []byte) int64 {
	per := int64(4)
	switch kind {
	case "jpeg":
		per = 3
		if c.ColorModel == color.CMYKModel {
			per = 8 // planes, then the picture made of them
		}
		if progressive(data) {
			per += 12 // coefficients of the whole picture are kept
			if c.ColorModel == color.CMYKModel {
				per += 4
			}
		}
	case "png":
		switch c.ColorModel {
		case color.RGBA64Model, color.NRGBA64Model:
			per = 8
		case color.GrayModel:
			per = 1
		case color.Gray16Model:
			per = 2
		default:
			if _, ok := c.ColorModel.(color.Palette); ok {
				per = 1
			}
		}
		if len(data) > 28 && data[28] == 1 { // interlaced: the passes are pictures of their own
			per *= 2
		}
	case "gif":
		per = 1
	case "webp":
		per = 5
	}
	return per * int64(c.Width) * int64(c.Height)
}

// progressive reports whether a JPEG's frame header is that of a progressive picture.
func progressive(data []byte) bool {
	found := false
	segments(data, func(marker byte, _ []byte) bool {
		if marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc {
			found = marker == 0xc2
			return false
		}
		return true
	})
	return found
}

// segments walks the header of a JPEG until the picture itself begins or f says stop.
func segments(data []byte, f func(marker byte, body []byte) bool) {
	for p := 2; p+4 <= len(data) && data[p] == 0xff; {
		m := data[p+1]
		if m == 0xff { // fill byte
			p++
			continue
		}
		if m == 0xda || m == 0xd9 {
			return
		}
		if m == 0x01 || m >= 0xd0 && m <= 0xd7 {
			p += 2
			continue
		}
		n := int(binary.BigEndian.Uint16(data[p+2:]))
		if n < 2 || p+2+n > len(data) || !f(m, data[p+4:p+2+n]) {
			return
		}
		p += 2 + n
	}
}

// orientation finds the tag that says how the camera was held, 0 when there is none.
func orientation(kind string, data []byte) (o int) {
	switch kind {
	case "jpeg":
		segments(data, func(m byte, body []byte) bool {
			if m == 0xe1 && bytes.HasPrefix(body, []byte("Exif\x00\x00")) {
				o = tiff(body[6:])
				return false
			}
			return true
		})
	case "png":
		for p := 8; p+12 <= len(data); {
			n := int(binary.BigEndian.Uint32(data[p:]))
			if n < 0 || n > len(data)-p-12 {
				return 0
			}
			if string(data[p+4:p+8]) == "eXIf" {
				return tiff(data[p+8 : p+8+n])
			}
			p += 12 + n
		}
	case "webp":
		for p := 12; p+8 <= len(data); {
			n := int(binary.LittleEndian.Uint32(data[p+4:]))
			if n < 0 || n > len(data)-p-8 {
				return 0
			}
			if string(data[p:p+4]) == "EXIF" {
				return tiff(bytes.TrimPrefix(data[p+8:p+8+n], []byte("Exif\x00\x00")))
			}
			p += 8 + n + n&1
		}
	}
	return o
}

// tiff reads the orientation out of the first directory of an EXIF block.
func tiff(b []byte) int {
	if len(b) < 8 {
		return 0
	}
	var order binary.ByteOrder = binary.LittleEndian
	switch string(b[:4]) {
	case "II*\x00":
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return 0
	}
	at := int64(order.Uint32(b[4:]))
	if at+2 > int64(len(b)) {
		return 0
	}
	n := int64(order.Uint16(b[at:]))
	for i := range n {
		e := at + 2 + 12*i
		if e+12 > int64(len(b)) {
			return 0
		}
		if order.Uint16(b[e:]) == 0x0112 && order.Uint16(b[e+2:]) == 3 {
			return int(order.Uint16(b[e+8:]))
		}
	}
	return 0
}
