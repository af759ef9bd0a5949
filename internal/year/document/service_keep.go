package document

import (
	"bytes"
	"context"
	"path/filepath"
	"slices"
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
	Hash   string // "" for none
	Name   string
	Size   int64
	Unread bool `json:",omitempty"` // it holds what could not be read; for the log, set only when it is taken
}

// Keep stores the evidence file of a later stage, unless it is too large or bears a mark
// of secrecy: then nothing is stored. No file gives the zero Stored.
func Keep(ctx context.Context, files *blob.Store, u Upload) (Stored, error) {
	if u.Name == "" || len(u.Data) == 0 {
		return Stored{}, nil
	}
	name := filepath.Base(strings.ReplaceAll(u.Name, `\`, "/"))
	f, err := Fit(name, u.Data)
	if err != nil {
		return Stored{}, err
	}
	hash, err := files.Put(ctx, bytes.NewReader(f.Data))
	return Stored{Hash: hash, Name: name, Size: int64(len(f.Data)), Unread: f.Unread}, err
}

// A Fitted (tệp đã soát) is a file as it may be kept.
type Fitted struct {
	Data   []byte
	Unread bool // a picture, a scan, a locked or damaged file: its words were not or not all read
}

// Fit (soát tệp đính kèm) looks at a file that somebody attaches and gives it as it may be kept: papers, office
// files, texts and pictures only; pictures without place, time and device. Errors: TooLarge; Invalid for other
// kinds, for damaged pictures, and for a name or words that bear a mark of secrecy. Words are read in PDF files,
// office files and texts; of what cannot be read, such as a scan, Fit says so.
func Fit(name string, data []byte) (Fitted, error) {
	whole, err := look(name, data)
	if err != nil {
		return Fitted{}, err
	}
	switch intake.KindOf(data) {
	case intake.Picture:
		data, err := photo.Strip(data)
		return Fitted{data, true}, err
	case intake.Other:
		m := otherKind(name, data)
		return Fitted{}, fault.New(fault.Invalid, m, fault.P{"name": name}).With("file", m, fault.P{"name": name})
	}
	return Fitted{data, !whole}, nil
}

// otherKind says what an office file that is not taken is, and what to send instead.
func otherKind(name string, data []byte) string {
	ext := strings.ToLower(filepath.Ext(name))
	begins := func(list ...string) bool {
		return slices.ContainsFunc(list, func(x string) bool { return bytes.HasPrefix(data, []byte(x)) })
	}
	switch {
	case slices.Contains([]string{".p7m", ".p7s", ".p7b", ".sig", ".tst"}, ext):
		return "document.file.signed|Tệp {name} là gói chữ ký số, không mở ra đọc được. Mở bằng phần mềm ký số, lưu thành tệp PDF đã ký rồi tải tệp PDF đó lên."
	case ext == ".eml" || ext == ".msg":
		return "document.file.letter|Tệp {name} là thư điện tử. Mở thư, lưu tệp đính kèm về máy rồi tải tệp đó lên; cần cả lời thư thì in thư ra PDF."
	case slices.Contains([]string{".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".doc", ".xls", ".ppt", ".pdf"}, ext):
		return "document.file.damaged|Tệp {name} hỏng hoặc chưa chép xong, không mở được. Mở tệp gốc bằng Word, Excel hay trình đọc PDF, lưu lại rồi tải lên."
	case begins("PK", "Rar!", "7z\xbc\xaf", "\x1f\x8b"):
		return "document.file.packed|Tệp {name} là tệp nén. Giải nén rồi tải lên từng tệp bên trong: PDF, Word, Excel hay ảnh."
	}
	return "document.file.kind|Tệp {name} không phải văn bản, bảng tính hay ảnh. Nhận PDF, Word, Excel, Calc, PowerPoint, TXT, CSV, JPEG, PNG, GIF, WebP. Mở tệp, lưu lại một trong các dạng đó rồi tải lên."
}

// CheckFile refuses a file that is too large, or whose name or words bear a mark of secrecy: for files that are
// read for their content, and kept as they came.
func CheckFile(name string, data []byte) error {
	_, err := look(name, data)
	return err
}

// look refuses a file that is too large, or whose name or words bear a mark of secrecy, and tells whether all its words were read.
func look(name string, data []byte) (whole bool, err error) {
	if len(data) > MaxFile {
		return false, fault.New(fault.TooLarge, "web.413|Tệp lớn hơn {n} MB. Chia nhỏ hoặc nén ảnh rồi tải lại.", fault.P{"n": MaxFile >> 20})
	}
	if m := FindMarkInName(name); m != "" {
		return false, Marked(m, "tên tệp")
	}
	t := intake.Words(name, data)
	m, line := FindMark(t.Words)
	switch {
	case m == "":
		return t.Whole, nil
	case intake.KindOf(data) != intake.Paper:
		return false, Marked(m, fault.Fill("dòng {n}", fault.P{"n": line}))
	}
	page, last := 1, strings.Count(t.Words, "\f")
	for l := range strings.Lines(t.Words) {
		if line--; line <= 0 {
			break
		}
		page += strings.Count(l, "\f")
	}
	if page > last {
		return false, Marked(m, "tiêu đề, ghi chú hoặc phần đi kèm của tệp")
	}
	return false, Marked(m, fault.Fill("trang {n}", fault.P{"n": page}))
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
