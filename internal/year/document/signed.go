package document

import (
	"bytes"
	"regexp"
	"strconv"

	"thidua/internal/base/fault"
)

var (
	byteRange = regexp.MustCompile(`/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]`)
	contents  = regexp.MustCompile(`/Contents\s+(\d+)\s+0\s+R`)
	several   = regexp.MustCompile(`/Contents\s*\[`)
	objects   = regexp.MustCompile(`(?:^|[\r\n])\s*(\d+)\s+0\s+obj\b`)
)

// CheckSigned tells whether a PDF is the issued one with a signature put behind it and
// nothing else: it begins with our bytes, what follows is an update of the file with a
// signature that covers all of it, and no page gets other text. Signing programs work
// that way, so that what was issued stays readable byte for byte. Who signed and whether
// the certificate is good is not looked at. Errors: Invalid with a field "file".
func CheckSigned(ours, theirs []byte) error {
	bad := func(m string, p ...fault.P) error {
		return fault.New(fault.Invalid, m, p...).With("file", m, p...)
	}
	if !bytes.HasPrefix(theirs, []byte("%PDF-")) {
		return bad("document.sign.nopdf|Tệp này không phải PDF nên không so được với bản đã ban hành. Nếu là bản quét, chọn “Lưu như bản quét”.")
	}
	if bytes.Equal(ours, theirs) {
		return bad("document.sign.same|Đây đúng là tệp đã ban hành, chưa có chữ ký nào thêm vào. Ký tệp rồi tải lên lại.")
	}
	if n := common(ours, theirs); n < len(ours) {
		if n < 1024 { // another document from its first lines on
			return bad("sign.notours|Tệp này không phải bản đã tải từ hệ thống. Tải tệp PDF ở trang này, ký, rồi tải lên lại; nếu là bản quét, chọn “Lưu như bản quét”.")
		}
		return bad("sign.changed|Tệp đã bị thay đổi sau khi ban hành: khác từ byte {n} trên {m} byte của bản gốc. Tải lại tệp PDF ở trang này, ký mà không sửa, rồi tải lên lại.", fault.P{"n": n + 1, "m": len(ours)})
	}
	added := theirs[len(ours):]
	ranges := byteRange.FindAllSubmatch(added, -1)
	if len(ranges) == 0 {
		return bad("document.sign.none|Tệp giữ nguyên bản gốc nhưng phần thêm vào không có chữ ký số. Ký tệp rồi tải lên lại.")
	}
	if rewritten(ours, added) {
		return bad("document.sign.rewritten|Phần thêm vào tệp thay nội dung của một trang. Tải lại tệp PDF ở trang này, ký mà không sửa, rồi tải lên lại.")
	}
	last := ranges[len(ranges)-1]
	var v [4]int
	for i := range v {
		v[i], _ = strconv.Atoi(string(last[i+1]))
	}
	if v[0] != 0 || v[1] < len(ours) || v[2] <= v[1] || v[2]+v[3] != len(theirs) {
		return bad("document.sign.after|Chữ ký cuối cùng không bao hết tệp: có phần được thêm sau khi ký. Xin lại tệp ngay sau khi ký rồi tải lên.")
	}
	return nil
}

// common gives how many bytes a and b have in common from the beginning.
func common(a, b []byte) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}

// rewritten reports whether what was added gives a page other text: it writes one of our
// text streams anew, or points a page at another one. What an update hides in compressed
// objects is not seen.
func rewritten(ours, added []byte) bool {
	text := map[string]bool{}
	for _, m := range contents.FindAllSubmatch(ours, -1) {
		text[string(m[1])] = true
	}
	for _, m := range objects.FindAllSubmatch(added, -1) {
		if text[string(m[1])] {
			return true
		}
	}
	for _, m := range contents.FindAllSubmatch(added, -1) {
		if !text[string(m[1])] {
			return true
		}
	}
	return several.Match(added)
}
