// Package intake opens the office files that units send (tệp số liệu: .xlsx, .xls, .ods,
// .csv, .docx) into one neutral picture, sheet.Book. What a file is, is decided by its
// bytes, not by its name. Nothing a file points to is ever fetched, nothing in it is ever
// run, and all sizes are bounded before anything is unpacked (limits.go).
package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/base/sheet"
)

// Open reads the bytes of an office file (mở tệp số liệu). name is the name as sent: it
// serves the messages and tells apart what bytes alone cannot, such as a text that is
// called .xlsx. A file that cannot be taken gives a *fault.Error of kind Invalid or
// TooLarge that says why and what to do.
func Open(name string, data []byte, lim Limits) (book *sheet.Book, err error) {
	base := baseName(name)
	defer func() {
		if p := recover(); p != nil {
			book, err = nil, damaged(fmt.Errorf("panic: %v", p))
		}
	}()
	if len(data) == 0 {
		return nil, fault.New(fault.Invalid, "intake.empty|Tệp {name} trống, không có nội dung. Kiểm tra lại tệp trên máy rồi tải lên tệp có số liệu.", fault.P{"name": base})
	}
	if int64(len(data)) > lim.FileBytes {
		return nil, fault.New(fault.TooLarge, "intake.toolarge|Tệp {name} lớn hơn {n} MB. Bỏ bớt hình ảnh và các trang không cần, lưu lại rồi tải lên.", fault.P{"name": base, "n": lim.FileBytes >> 20})
	}
	book, err = open(base, data, lim)
	if err != nil {
		return nil, explain(err)
	}
	sum := sha256.Sum256(data)
	book.Name, book.SHA256 = base, hex.EncodeToString(sum[:])
	return book, nil
}

func open(name string, data []byte, lim Limits) (*sheet.Book, error) {
	switch kind := sniff(data); kind {
	case kindZip:
		return openZip(data, lim)
	case kindCFB:
		return openCFB(data, lim)
	case kindText:
		switch strings.ToLower(path.Ext(name)) {
		case ".xlsx", ".docx", ".ods":
			return nil, damaged(errors.New("text under the name of an office file"))
		}
		return openCSV(data, lim)
	default:
		return nil, refusal(kind)
	}
}

func openZip(data []byte, lim Limits) (*sheet.Book, error) {
	z, err := newArchive(data, lim)
	if err != nil {
		return nil, err
	}
	switch {
	case z.has("encrypted-package"): // the whole OpenDocument file, encrypted at once
		return nil, passwordRefused()
	case z.has("[Content_Types].xml"):
		return openOOXML(z, lim)
	case z.has("content.xml"):
		return openODS(z, lim)
	}
	return nil, fault.New(fault.Invalid, "intake.archive|Đây là tệp nén, không phải tệp số liệu. Giải nén rồi tải lên từng tệp .xlsx, .xls, .ods, .csv hoặc .docx.")
}

// explain turns what the readers return into an error a person can act on.
func explain(err error) error {
	if _, ok := errors.AsType[*fault.Error](err); ok {
		return err
	}
	return damaged(err)
}

func damaged(err error) error {
	if errors.Is(err, errDTD) {
		return fault.New(fault.Invalid, "intake.dtd|Tệp chứa khai báo DTD, là thành phần không được phép trong tệp văn phòng. Mở bằng Excel hoặc Word, lưu lại thành tệp mới rồi tải lên.").Because(err)
	}
	return fault.New(fault.Invalid, "intake.damaged|Tệp bị hỏng hoặc không đúng dạng, không đọc được. Mở tệp trên máy, chọn Lưu thành (Save As) dạng .xlsx hoặc .docx rồi tải lên.").Because(err)
}

// baseName keeps the last part of the name as sent, whatever slash it was sent with.
func baseName(name string) string {
	name = clean(name)
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	return name
}

func macroRefused() error {
	return fault.New(fault.Invalid, "intake.macro|Tệp có macro không được nhận. Lưu lại dạng .xlsx (hoặc .docx) rồi tải lên.")
}

func passwordRefused() error {
	return fault.New(fault.Invalid, "intake.password|Tệp đặt mật khẩu nên không đọc được. Mở tệp, bỏ mật khẩu (Tệp › Thông tin › Bảo vệ), lưu lại rồi tải lên.")
}

// Formats (dạng tệp nhận được) are the extensions that Open takes, for a file chooser.
func Formats() []string { return []string{".xlsx", ".xls", ".ods", ".csv", ".docx"} }
