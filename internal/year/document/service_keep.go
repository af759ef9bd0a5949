package document

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/platform/blob"
	"thidua/internal/platform/intake"
	"thidua/internal/platform/photo"
)

// An Upload (tệp tải lên) is a file as a form sends it. The zero value is none.
type Upload struct {
	Name string
	Data []byte
}

// A Stored (tệp đã lưu) names a file that is on the disk.
type Stored struct {
	Hash string // "" for none
	Name string
	Size int64
}

// Keep stores the evidence file of a later stage, unless it is too large or bears a mark
// of secrecy: then nothing is stored. No file gives the zero Stored.
func Keep(ctx context.Context, files *blob.Store, u Upload) (Stored, error) {
	if u.Name == "" || len(u.Data) == 0 {
		return Stored{}, nil
	}
	name := filepath.Base(strings.ReplaceAll(u.Name, `\`, "/"))
	data, err := Fit(name, u.Data)
	if err != nil {
		return Stored{}, err
	}
	hash, err := files.Put(ctx, bytes.NewReader(data))
	return Stored{Hash: hash, Name: name, Size: int64(len(data))}, err
}

// Fit (soát tệp đính kèm) looks at a file that somebody attaches and gives it as it may be kept: papers, office
// files, texts and pictures only; pictures without place, time and device. Errors: TooLarge; Invalid for other
// kinds, for damaged pictures, and for a name or words that bear a mark of secrecy. Words are read in office files
// and texts, not in PDF files and pictures.
func Fit(name string, data []byte) ([]byte, error) {
	if err := screen(name, len(data), intake.Words(name, data)); err != nil {
		return nil, err
	}
	switch intake.KindOf(data) {
	case intake.Picture:
		return photo.Strip(data)
	case intake.Other:
		const m = "document.file.kind|Tệp {name} không phải văn bản, bảng tính hay ảnh. Nhận PDF, Word, Excel, Calc, TXT, CSV, JPEG, PNG, GIF, WebP. Mở tệp, lưu lại một trong các dạng đó rồi tải lên."
		return nil, fault.New(fault.Invalid, m, fault.P{"name": name}).With("file", m, fault.P{"name": name})
	}
	return data, nil
}

// screen refuses a file that is too large, or whose name or text bears a mark of secrecy.
func screen(name string, size int, text string) error {
	if size > MaxFile {
		return fault.New(fault.TooLarge, "web.413|Tệp lớn hơn {n} MB. Chia nhỏ hoặc nén ảnh rồi tải lại.", fault.P{"n": MaxFile >> 20})
	}
	if m := FindMarkInName(name); m != "" {
		return Marked(m, "tên tệp")
	}
	if m, line := FindMark(text); m != "" {
		return Marked(m, fault.Fill("dòng {n}", fault.P{"n": line}))
	}
	return nil
}

// CheckWords refuses texts that bear a mark of secrecy; places names them, in the same order.
func CheckWords(places []string, texts ...string) error {
	for i, t := range texts {
		if m, _ := FindMark(t); m != "" {
			return Marked(m, places[min(i, len(places)-1)])
		}
	}
	return nil
}
