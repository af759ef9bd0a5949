package revision

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"

	"thidua/internal/base/fault"
)

// MaxFile is the size up to which a file is read.
const MaxFile = 20 << 20

// Limits of what is read. A report of a bloc has some twenty pages.
const (
	maxPart       = 48 << 20 // one unpacked part
	maxTotal      = 64 << 20 // all parts read
	maxRatio      = 100      // unpacked to packed size of a part above ratioFloor
	ratioFloor    = 1 << 20
	maxEntries    = 2000
	maxNodes      = 2_000_000
	maxDepth      = 250
	maxParagraphs = 50_000
	maxTracks     = 24 // changes within changes
	maxChanges    = 50_000
	maxText       = 64 << 20 // the texts of all changes together
)

// archive is an opened zip whose parts are unpacked within the limits.
type archive struct {
	files map[string]*zip.File // by lower-case name with forward slashes
	read  int64
	nodes int
}

func invalid(msg string) *fault.Error { return fault.New(fault.Invalid, msg) }

func damaged(err error) error {
	if errors.Is(err, errDTD) {
		return invalid("revision.dtd|Tệp chứa khai báo DTD, là thành phần không được phép trong tệp Word. Mở bằng Word, chọn Lưu thành (Save As) dạng .docx rồi gửi lại.").Because(err)
	}
	return invalid("revision.damaged|Tệp Word bị hỏng hoặc không đúng dạng .docx nên không đọc được góp ý. Mở tệp bằng Word, chọn Lưu thành (Save As) dạng .docx rồi gửi lại.").Because(err)
}

func bomb() error {
	return fault.New(fault.TooLarge, "revision.bomb|Tệp giải nén ra quá lớn so với giới hạn cho phép nên không được đọc. Bỏ bớt hình ảnh, lưu lại dạng .docx rồi gửi lại.")
}

func tooMany() error {
	return fault.New(fault.TooLarge, "revision.toomany|Tệp có quá nhiều đoạn văn hoặc góp ý so với một dự thảo báo cáo nên không được đọc. Chia tệp thành các phần nhỏ hơn rồi gửi lại.")
}

func passwordRefused() error {
	return invalid("revision.password|Tệp đặt mật khẩu nên không đọc được. Mở tệp bằng Word, bỏ mật khẩu (Tệp › Thông tin › Bảo vệ), lưu lại rồi gửi lại.")
}

// notWord says why bytes that are no zip are not taken.
func notWord(data []byte) error {
	switch {
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		if bytes.Contains(data, utf16le("EncryptedPackage")) {
			return passwordRefused()
		}
		return invalid("revision.doc|Đây là tệp Word đời cũ (.doc), không đọc được góp ý. Mở bằng Word, chọn Lưu thành (Save As) dạng .docx rồi gửi lại.")
	case bytes.HasPrefix(data, []byte("{\\rtf")):
		return invalid("revision.rtf|Đây là tệp RTF, không đọc được góp ý. Mở bằng Word, chọn Lưu thành (Save As) dạng .docx rồi gửi lại.")
	case bytes.HasPrefix(data, []byte("%PDF-")):
		return invalid("revision.pdf|Đây là tệp PDF, không đọc được góp ý. Gửi tệp Word (.docx) đã sửa với chế độ theo dõi thay đổi.")
	}
	return damaged(errors.New("no zip"))
}

func utf16le(s string) []byte {
	b := make([]byte, 0, 2*len(s))
	for i := range len(s) {
		b = append(b, s[i], 0)
	}
	return b
}

// openArchive reads the directory of a zip. It refuses what could not be unpacked safely
// before unpacking anything.
func openArchive(data []byte) (*archive, error) {
	switch {
	case len(data) == 0:
		return nil, invalid("revision.empty|Tệp trống, không có nội dung. Kiểm tra lại tệp trên máy rồi gửi tệp .docx có góp ý.")
	case len(data) > MaxFile:
		return nil, fault.New(fault.TooLarge, "revision.toolarge|Tệp lớn hơn {n} MB. Bỏ bớt hình ảnh, lưu lại dạng .docx rồi gửi lại.", fault.P{"n": MaxFile >> 20})
	case !bytes.HasPrefix(data, []byte("PK")):
		return nil, notWord(data)
	case bytes.Count(data, []byte("PK\x01\x02")) > maxEntries+64:
		return nil, bomb()
	}
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, err
	}
	if len(r.File) > maxEntries {
		return nil, bomb()
	}
	a := &archive{files: make(map[string]*zip.File, len(r.File))}
	var packed uint64
	for _, f := range r.File {
		key := partKey(f.Name)
		packed += f.CompressedSize64
		switch {
		case packed > uint64(len(data)):
			return nil, bomb()
		case f.Flags&1 != 0:
			return nil, passwordRefused()
		case strings.HasSuffix(key, "/"):
			continue
		case a.files[key] != nil:
			return nil, errors.New("zip: two entries named " + key)
		case strings.HasSuffix(key, "vbaproject.bin"):
			return nil, macroRefused()
		}
		a.files[key] = f
	}
	return a, nil
}

func macroRefused() error {
	return invalid("revision.macro|Tệp có macro không được nhận. Mở bằng Word, chọn Lưu thành (Save As) dạng .docx rồi gửi lại.")
}

func partKey(name string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "/"))
}

// part reads the XML of a part, or gives nil when there is none.
func (a *archive) part(name string) (*node, error) {
	f := a.files[partKey(name)]
	if f == nil {
		return nil, nil
	}
	if f.UncompressedSize64 > maxPart || a.read+int64(f.UncompressedSize64) > maxTotal {
		return nil, bomb()
	}
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return parse(&unpacker{a: a, r: r, packed: int64(f.CompressedSize64)}, &a.nodes)
}

// unpacker counts what leaves the archive and stops at the limits, whatever sizes the
// directory claims.
type unpacker struct {
	a      *archive
	r      io.Reader
	packed int64
	n      int64
}

func (u *unpacker) Read(p []byte) (int, error) {
	n, err := u.r.Read(p)
	u.n += int64(n)
	u.a.read += int64(n)
	if u.n > maxPart || u.a.read > maxTotal || u.n > ratioFloor && u.n > maxRatio*max(1, u.packed) {
		return 0, bomb()
	}
	return n, err
}

// mainPart gives the name of the part that holds the document, or says why the file is none.
func (a *archive) mainPart() (string, error) {
	types, err := a.part("[Content_Types].xml")
	switch {
	case err != nil:
		return "", err
	case types == nil && a.files["content.xml"] != nil:
		return "", invalid("revision.odt|Đây là tệp LibreOffice (.odt), không đọc được góp ý. Mở bằng LibreOffice hoặc Word, chọn Lưu thành (Save As) dạng .docx rồi gửi lại.")
	case types == nil:
		return "", invalid("revision.notword|Đây không phải tệp Word (.docx). Gửi tệp .docx đã sửa với chế độ theo dõi thay đổi.")
	}
	kind, declared := map[string]string{}, ""
	for _, k := range types.kids {
		t := strings.ToLower(k.attr("ContentType"))
		if strings.Contains(t, "macroenabled") || strings.Contains(t, "vbaproject") {
			return "", macroRefused()
		}
		name := partKey(k.attr("PartName"))
		kind[name] = t
		if strings.HasSuffix(t, "wordprocessingml.document.main+xml") {
			declared = name
		}
	}
	rels, err := a.relations("")
	if err != nil {
		return "", err
	}
	main := ""
	for _, r := range rels {
		if r.kind == "officeDocument" {
			main = r.target
			break
		}
	}
	if main == "" {
		main = declared
	}
	if main == "" && a.files["word/document.xml"] != nil {
		main = "word/document.xml"
	}
	t := kind[partKey(main)]
	if t != "" && t != "application/xml" && !strings.Contains(t, "wordprocessingml") {
		return "", invalid("revision.notword|Đây không phải tệp Word (.docx). Gửi tệp .docx đã sửa với chế độ theo dõi thay đổi.")
	}
	if a.files[partKey(main)] == nil {
		return "", errors.New("ooxml: no main part")
	}
	return main, nil
}

// A relation points from one part to another part of the same file.
type relation struct{ kind, target string }

// relations reads the inner relations of a part, in the order of their targets. External
// ones are left out: nothing outside the file is ever opened.
func (a *archive) relations(part string) ([]relation, error) {
	dir, file := "", part
	if i := strings.LastIndexByte(part, '/'); i >= 0 {
		dir, file = part[:i+1], part[i+1:]
	}
	root, err := a.part(dir + "_rels/" + file + ".rels")
	if root == nil || err != nil {
		return nil, err
	}
	var rels []relation
	for _, k := range root.kids {
		if k.name != "Relationship" || strings.EqualFold(k.attr("TargetMode"), "External") {
			continue
		}
		r := relation{kind: k.attr("Type")}
		r.kind = r.kind[strings.LastIndexByte(r.kind, '/')+1:]
		r.target = resolve(dir, k.attr("Target"))
		if !slices.Contains(rels, r) {
			rels = append(rels, r)
		}
	}
	slices.SortStableFunc(rels, func(a, b relation) int {
		if d := len(a.target) - len(b.target); d != 0 {
			return d
		}
		return strings.Compare(a.target, b.target)
	})
	return rels, nil
}

// firstOf reads the first part of a kind, or gives nil when there is none.
func (a *archive) firstOf(rels []relation, kind string) (*node, error) {
	for _, r := range rels {
		if r.kind == kind || kind == "custom-properties" && r.kind == "customProperties" {
			return a.part(r.target)
		}
	}
	return nil, nil
}

// resolve gives the name of the part that target names as seen from folder dir.
func resolve(dir, target string) string {
	target = strings.ReplaceAll(target, `\`, "/")
	if rest, ok := strings.CutPrefix(target, "/"); ok {
		dir, target = "", rest
	}
	var out []string
	for _, p := range strings.Split(dir+target, "/") {
		switch p {
		case "", ".":
		case "..":
			out = out[:max(0, len(out)-1)]
		default:
			out = append(out, p)
		}
	}
	return strings.Join(out, "/")
}
