package intake

import (
	"encoding/binary"
	"errors"
	"unicode/utf16"

	"thidua/internal/base/fault"
	"thidua/internal/base/sheet"
)

var errCFB = errors.New("compound file is damaged")

// cfb is a compound file: the small file system inside .xls, .doc and encrypted files.
type cfb struct {
	data    []byte
	shift   uint
	fat     []uint32
	mini    []uint32
	miniBuf []byte
	cutoff  uint32
	root    map[string]cfbEntry // children of the root storage
}

type cfbEntry struct {
	storage bool
	start   uint32
	size    uint64
}

const cfbEnd = 0xFFFFFFFA // this and above are no sector numbers

// openCFB tells what a compound file carries and opens it when it is a workbook.
func openCFB(data []byte, lim Limits) (*sheet.Book, error) {
	f, err := readCFB(data)
	if err != nil {
		return nil, err
	}
	has := func(names ...string) bool {
		for _, n := range names {
			if _, ok := f.root[n]; ok {
				return true
			}
		}
		return false
	}
	switch {
	case has("EncryptedPackage", "EncryptionInfo"):
		return nil, passwordRefused()
	case has("WordDocument"):
		return nil, fault.New(fault.Invalid, "intake.doc|Tệp Word kiểu cũ (.doc) không đọc được. Mở bằng Word, chọn Lưu thành (Save As) dạng .docx rồi tải lên.")
	case has("PowerPoint Document"):
		return nil, fault.New(fault.Invalid, "intake.slides|Đây là tệp trình chiếu, không phải tệp số liệu. Các dạng được nhận: .xlsx, .xls, .ods, .csv, .docx.")
	case has("_VBA_PROJECT_CUR", "_VBA_PROJECT", "Macros"):
		return nil, macroRefused()
	}
	for _, name := range []string{"Workbook", "Book", "WORKBOOK", "BOOK"} {
		if e, ok := f.root[name]; ok && !e.storage {
			stream, err := f.stream(e)
			if err != nil {
				return nil, err
			}
			return openXLS(stream, lim)
		}
	}
	return nil, refusal(kindUnknown)
}

func readCFB(data []byte) (*cfb, error) {
	if len(data) < 512 {
		return nil, errCFB
	}
	le := binary.LittleEndian
	f := &cfb{data: data, shift: uint(le.Uint16(data[30:])), cutoff: le.Uint32(data[56:])}
	if f.shift != 9 && f.shift != 12 || le.Uint16(data[32:]) != 6 {
		return nil, errCFB
	}
	if err := f.readFAT(); err != nil {
		return nil, err
	}
	dir, err := f.chain(le.Uint32(data[48:]))
	if err != nil || len(dir) < 128 {
		return nil, errCFB
	}
	if mini := le.Uint32(data[60:]); mini < cfbEnd {
		b, err := f.chain(mini)
		if err != nil {
			return nil, err
		}
		f.mini = words(b)
	}
	if start := le.Uint32(dir[116:]); start < cfbEnd {
		if f.miniBuf, err = f.chain(start); err != nil {
			return nil, err
		}
	}
	f.readRoot(dir)
	return f, nil
}

func (f *cfb) readFAT() error {
	le := binary.LittleEndian
	var list []uint32
	list = append(list, words(f.data[76:512])...)
	sectors := len(f.data) >> f.shift
	next := le.Uint32(f.data[68:])
	for n := 0; next < cfbEnd; n++ {
		s, ok := f.sector(next)
		if !ok || n > sectors {
			return errCFB
		}
		w := words(s)
		list = append(list, w[:len(w)-1]...)
		next = w[len(w)-1]
	}
	for i, n := range list {
		if n >= cfbEnd {
			continue
		}
		s, ok := f.sector(n)
		if !ok || i > sectors {
			return errCFB
		}
		f.fat = append(f.fat, words(s)...)
	}
	return nil
}

func words(b []byte) []uint32 {
	out := make([]uint32, len(b)/4)
	for i := range out {
		out[i] = binary.LittleEndian.Uint32(b[i*4:])
	}
	return out
}

// sector gives sector n; the last one of a file may be cut short.
func (f *cfb) sector(n uint32) ([]byte, bool) {
	size := 1 << f.shift
	at := (int64(n) + 1) << f.shift
	if at >= int64(len(f.data)) {
		return nil, false
	}
	if at+int64(size) > int64(len(f.data)) {
		pad := make([]byte, size)
		copy(pad, f.data[at:])
		return pad, true
	}
	return f.data[at : at+int64(size)], true
}

// chain joins the sectors from start on; a chain longer than the file is a loop.
func (f *cfb) chain(start uint32) ([]byte, error) {
	var out []byte
	for n := start; n < cfbEnd; {
		s, ok := f.sector(n)
		if !ok || len(out) > len(f.data) || int64(n) >= int64(len(f.fat)) {
			return nil, errCFB
		}
		out = append(out, s...)
		n = f.fat[n]
	}
	return out, nil
}

// stream gives the content of an entry.
func (f *cfb) stream(e cfbEntry) ([]byte, error) {
	if e.size > uint64(len(f.data)) {
		return nil, errCFB
	}
	var out []byte
	if e.size >= uint64(f.cutoff) {
		var err error
		if out, err = f.chain(e.start); err != nil {
			return nil, err
		}
	} else {
		for n := e.start; n < cfbEnd; {
			at := int64(n) * 64
			if at+64 > int64(len(f.miniBuf)) || len(out) > len(f.data) || int64(n) >= int64(len(f.mini)) {
				return nil, errCFB
			}
			out = append(out, f.miniBuf[at:at+64]...)
			n = f.mini[n]
		}
	}
	if uint64(len(out)) < e.size {
		return nil, errCFB
	}
	return out[:e.size], nil
}

// readRoot lists the children of the root storage. What lies deeper belongs to embedded
// objects and is not looked at.
func (f *cfb) readRoot(dir []byte) {
	le := binary.LittleEndian
	f.root = map[string]cfbEntry{}
	seen := map[uint32]bool{}
	todo := []uint32{le.Uint32(dir[76:])}
	for len(todo) > 0 {
		n := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if n >= cfbEnd || seen[n] || (int64(n)+1)*128 > int64(len(dir)) {
			continue
		}
		seen[n] = true
		e := dir[n*128 : (n+1)*128]
		todo = append(todo, le.Uint32(e[68:]), le.Uint32(e[72:]))
		size := min(int(le.Uint16(e[64:])), 64)
		u := make([]uint16, 0, 32)
		for i := 0; i+1 < size; i += 2 {
			if c := le.Uint16(e[i:]); c != 0 {
				u = append(u, c)
			}
		}
		length := le.Uint64(e[120:])
		if f.shift == 9 {
			length &= 0xFFFFFFFF // the upper half is not always cleared
		}
		f.root[string(utf16.Decode(u))] = cfbEntry{storage: e[66] == 1, start: le.Uint32(e[116:]), size: length}
	}
}
