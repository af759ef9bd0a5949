package intake

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"

	"thidua/internal/base/fault"
)

// archive is an opened zip whose parts are unpacked within the limits.
type archive struct {
	lim   Limits
	files map[string]*zip.File // by lower-case name with forward slashes
	read  int64                // bytes unpacked so far
}

// newArchive reads the directory of a zip. It refuses what could not be unpacked safely
// before unpacking anything.
func newArchive(data []byte, lim Limits) (*archive, error) {
	// The directory alone may claim any number of entries; count their signatures first.
	if bytes.Count(data, []byte("PK\x01\x02")) > lim.Entries+64 {
		return nil, bomb()
	}
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, err
	}
	if len(r.File) > lim.Entries {
		return nil, bomb()
	}
	a := &archive{lim: lim, files: make(map[string]*zip.File, len(r.File))}
	var packed, unpacked uint64
	for _, f := range r.File {
		packed += f.CompressedSize64
		unpacked += f.UncompressedSize64
		if f.UncompressedSize64 > uint64(lim.TotalBytes) || unpacked > uint64(lim.TotalBytes) || packed > uint64(len(data)) {
			return nil, bomb()
		}
		key := partKey(f.Name)
		if f.Flags&1 != 0 {
			return nil, passwordRefused()
		}
		if strings.HasSuffix(key, "/") {
			continue
		}
		if _, twice := a.files[key]; twice {
			return nil, errors.New("zip: two entries named " + key)
		}
		a.files[key] = f
	}
	return a, nil
}

func bomb() error {
	return fault.New(fault.TooLarge, "intake.bomb|Tệp giải nén ra quá lớn so với giới hạn cho phép nên không được đọc. Bỏ bớt hình ảnh và các trang không cần, lưu lại rồi tải lên.")
}

func partKey(name string) string {
	name = strings.ReplaceAll(name, `\`, "/")
	return strings.ToLower(strings.TrimPrefix(name, "/"))
}

func (a *archive) has(name string) bool { return a.files[partKey(name)] != nil }

// part opens the XML of a part, or gives nil when there is none.
func (a *archive) part(name string) (*scanner, error) {
	f := a.files[partKey(name)]
	if f == nil {
		return nil, nil
	}
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	return newScanner(&unpacker{a: a, r: r, packed: int64(f.CompressedSize64)})
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
	lim := u.a.lim
	if u.n > lim.PartBytes || u.a.read > lim.TotalBytes || u.n > ratioFloor && u.n > lim.Ratio*max(1, u.packed) {
		return 0, bomb()
	}
	return n, err
}

// A relation points from one part to another.
type relation struct {
	kind, target string
	external     bool
}

// relations reads the relations of a part, by id. External ones are kept only to be
// told apart: nothing outside the file is ever opened.
func (a *archive) relations(part string) (map[string]relation, error) {
	dir, file := "", part
	if i := strings.LastIndexByte(part, '/'); i >= 0 {
		dir, file = part[:i+1], part[i+1:]
	}
	s, err := a.part(dir + "_rels/" + file + ".rels")
	if s == nil || err != nil {
		return nil, err
	}
	rels := map[string]relation{}
	for {
		t, err := s.next()
		if err != nil {
			return nil, err
		}
		if t == tokEOF {
			return rels, nil
		}
		if t != tokStart || s.name != "Relationship" {
			continue
		}
		r := relation{kind: s.attr("Type"), external: strings.EqualFold(s.attr("TargetMode"), "External")}
		if i := strings.LastIndexByte(r.kind, '/'); i >= 0 {
			r.kind = r.kind[i+1:]
		}
		if !r.external {
			r.target = resolve(dir, s.attr("Target"))
		}
		rels[s.attr("Id")] = r
	}
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
			if len(out) > 0 {
				out = out[:len(out)-1]
			}
		default:
			out = append(out, p)
		}
	}
	return strings.Join(out, "/")
}

// byKind gives the target of the first inner relation of a kind ("" for none).
func byKind(rels map[string]relation, kind string) string {
	best, id := "", ""
	for k, r := range rels {
		if r.kind == kind && !r.external && (id == "" || k < id) {
			best, id = r.target, k
		}
	}
	return best
}
