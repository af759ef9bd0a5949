package pdfread

import (
	"bytes"
	"compress/zlib"
	"encoding/ascii85"
	"encoding/hex"
	"io"
	"strconv"
)

// The limits of one file, beside the size with which it was sent.
const (
	maxUnpacked = 64 << 20 // bytes of all streams together
	maxWork     = 32 << 20 // bytes of content read, as often as pages show them
	maxObjects  = 400_000
	maxWords    = 8 << 20 // bytes of text
	maxInside   = 20      // files inside the file
)

// An object is a value with the bytes of its stream, still packed.
type object struct {
	value any
	raw   []byte
}

// A file is a PDF file whose objects were found by looking for them, not by its table: what the
// table of a damaged or a signed file leaves out is read as well.
type file struct {
	data    []byte
	objects map[ref]*object
	order   []*object // every version of every object, as they stand in the file
	left    int       // bytes that may still be unpacked
	work    int
	locked  bool
	partial bool
	opened  map[*object][]byte
	fonts   map[*object]*font
	named   map[string]*font // fonts by the name some page gives them
	done    map[*object]bool // streams that were read as content
}

func open(data []byte) *file {
	f := &file{data: data, objects: map[ref]*object{}, left: maxUnpacked, work: maxWork, opened: map[*object][]byte{}, fonts: map[*object]*font{}, named: map[string]*font{}, done: map[*object]bool{}}
	f.scan()
	for i := 0; i < len(f.order); i++ { // what lies in packed objects comes behind
		if d, ok := f.order[i].value.(dict); ok && d["Type"] == name("ObjStm") && !f.locked {
			f.unpackObjects(f.order[i], d)
		}
	}
	return f
}

// scan finds all objects of the file and the trailers.
func (f *file) scan() {
	for at := 0; at < len(f.data); {
		i := bytes.Index(f.data[at:], []byte("obj"))
		if i < 0 {
			break
		}
		at += i + 3
		n, ok := number(f.data[:at-3])
		if !ok {
			continue
		}
		if len(f.order) >= maxObjects {
			f.partial = true
			break
		}
		l := lexer{b: f.data, pos: at, refs: true}
		v, ok := l.next(0)
		if !ok {
			break
		}
		o := &object{value: v}
		at = max(at, l.pos)
		if closes(v) {
			at = l.pos - 3
			continue
		}
		if d, is := v.(dict); is {
			o.raw, at = f.stream(d, at)
			f.locked = f.locked || d["Type"] == name("XRef") && d["Encrypt"] != nil
		}
		f.objects[n] = o
		f.order = append(f.order, o)
	}
	for at := 0; ; {
		i := bytes.Index(f.data[at:], []byte("trailer"))
		if i < 0 {
			break
		}
		l := lexer{b: f.data, pos: at + i + len("trailer"), refs: true}
		if v, ok := l.next(0); ok {
			if d, is := v.(dict); is {
				f.locked = f.locked || d["Encrypt"] != nil
			}
		}
		at = max(l.pos, at+i+7)
	}
}

// number reads "7 0 " backwards from the end of b: the number of the object whose word "obj" follows.
func number(b []byte) (ref, bool) {
	p := len(b)
	back := func(ok func(byte) bool) []byte {
		e := p
		for p > 0 && e-p < 12 && ok(b[p-1]) {
			p--
		}
		return b[p:e]
	}
	isDigit := func(c byte) bool { return c >= '0' && c <= '9' }
	if back(blank); len(back(isDigit)) == 0 || len(back(blank)) == 0 {
		return 0, false
	}
	n, err := strconv.Atoi(string(back(isDigit)))
	return ref(n), err == nil && n > 0
}

// stream gives the bytes behind a dictionary, if it is that of a stream, and where they end.
func (f *file) stream(d dict, at int) ([]byte, int) {
	p := at
	for p < len(f.data) && blank(f.data[p]) {
		p++
	}
	if !bytes.HasPrefix(f.data[p:], []byte("stream")) {
		return nil, at
	}
	p += len("stream")
	if p < len(f.data) && f.data[p] == '\r' {
		p++
	}
	if p < len(f.data) && f.data[p] == '\n' {
		p++
	}
	if n, ok := d["Length"].(float64); ok && n >= 0 && n <= float64(len(f.data)-p) {
		e := p + int(n)
		if bytes.HasPrefix(bytes.TrimLeft(f.data[e:min(e+16, len(f.data))], "\r\n \x00"), []byte("endstream")) {
			return f.data[p:e], e
		}
	}
	if i := bytes.Index(f.data[p:], []byte("endstream")); i >= 0 {
		return f.data[p : p+i], p + i
	}
	f.partial = true
	return f.data[p:], len(f.data)
}

// unpackObjects adds the objects that lie packed in a stream.
func (f *file) unpackObjects(o *object, d dict) {
	b := f.bytes(o)
	first, _ := f.value(d["First"]).(float64)
	n, _ := f.value(d["N"]).(float64)
	if first < 0 || int(first) > len(b) {
		f.partial = true
		return
	}
	head := lexer{b: b[:int(first)]}
	for range int(min(max(n, 0), maxObjects)) {
		a, ok1 := head.next(0)
		p, ok2 := head.next(0)
		num, is1 := a.(float64)
		off, is2 := p.(float64)
		if !ok1 || !ok2 || !is1 || !is2 || len(f.order) >= maxObjects || off < 0 || int(first+off) > len(b) {
			f.partial = f.partial || len(f.order) >= maxObjects
			return
		}
		l := lexer{b: b, pos: int(first + off), refs: true}
		v, ok := l.next(0)
		if !ok {
			continue
		}
		x := &object{value: v}
		f.objects[ref(num)] = x
		f.order = append(f.order, x)
	}
}

// value follows references.
func (f *file) value(v any) any {
	for range 16 {
		r, ok := v.(ref)
		if !ok {
			return v
		}
		o := f.objects[r]
		if o == nil {
			return nil
		}
		v = o.value
	}
	return nil
}

// at gives the object that a value refers to, or one made of the value itself.
func (f *file) at(v any) *object {
	for range 16 {
		r, ok := v.(ref)
		if !ok {
			break
		}
		o := f.objects[r]
		if o == nil {
			return nil
		}
		if _, again := o.value.(ref); !again {
			return o
		}
		v = o.value
	}
	return &object{value: v}
}

func (f *file) dict(v any) dict {
	d, _ := f.value(v).(dict)
	return d
}

func (f *file) list(v any) []any {
	switch x := f.value(v).(type) {
	case []any:
		return x
	case nil:
		return nil
	default:
		return []any{x}
	}
}

// bytes gives the stream of an object, unpacked. What cannot be unpacked is left out.
func (f *file) bytes(o *object) []byte {
	if o == nil || o.raw == nil {
		return nil
	}
	if b, ok := f.opened[o]; ok {
		return b
	}
	d, _ := o.value.(dict)
	b := o.raw
	parms := f.list(d["DecodeParms"])
	for i, x := range f.list(d["Filter"]) {
		var p dict
		if i < len(parms) {
			p = f.dict(parms[i])
		}
		n, _ := f.value(x).(name)
		var ok bool
		if b, ok = f.filter(n, b, p); !ok {
			f.partial = true
			b = nil
			break
		}
	}
	f.opened[o] = b
	return b
}

func (f *file) filter(n name, b []byte, parms dict) ([]byte, bool) {
	var r io.Reader
	switch n {
	case "FlateDecode", "Fl":
		z, err := zlib.NewReader(bytes.NewReader(b))
		if err != nil {
			return nil, false
		}
		r = z
	case "ASCIIHexDecode", "AHx":
		b, _, _ = bytes.Cut(b, []byte(">"))
		b = bytes.Join(bytes.FieldsFunc(b, func(r rune) bool { return r <= ' ' }), nil)
		r = hex.NewDecoder(bytes.NewReader(b))
	case "ASCII85Decode", "A85":
		b, _, _ = bytes.Cut(bytes.TrimPrefix(bytes.TrimSpace(b), []byte("<~")), []byte("~"))
		r = ascii85.NewDecoder(bytes.NewReader(b))
	default: // pictures, LZW of the nineties, and what a later version may bring: said to be unread
		return nil, false
	}
	out, err := io.ReadAll(io.LimitReader(r, int64(f.left)+1))
	if len(out) > f.left {
		f.left, f.partial = 0, true
		return nil, false
	}
	f.left -= len(out)
	if err != nil && len(out) == 0 {
		return nil, false
	}
	if p, _ := f.value(parms["Predictor"]).(float64); p >= 10 {
		columns, ok := f.value(parms["Columns"]).(float64)
		if !ok {
			columns = 1
		}
		return unfilter(out, int(min(max(columns, 1), 1<<16))), true
	}
	return out, true
}

// unfilter takes back the row filters of PNG, for rows of single bytes.
func unfilter(b []byte, columns int) []byte {
	out := make([]byte, 0, len(b))
	prior := make([]byte, columns)
	for len(b) > columns {
		kind, row := b[0], bytes.Clone(b[1:1+columns])
		for i := range row {
			var a, c byte
			if i > 0 {
				a, c = row[i-1], prior[i-1]
			}
			switch kind {
			case 1:
				row[i] += a
			case 2:
				row[i] += prior[i]
			case 3:
				row[i] += byte((int(a) + int(prior[i])) / 2)
			case 4:
				row[i] += paeth(a, prior[i], c)
			}
		}
		out, prior, b = append(out, row...), row, b[1+columns:]
	}
	return out
}

func paeth(a, b, c byte) byte {
	p := int(a) + int(b) - int(c)
	da, db, dc := abs(p-int(a)), abs(p-int(b)), abs(p-int(c))
	switch {
	case da <= db && da <= dc:
		return a
	case db <= dc:
		return b
	}
	return c
}

func abs(n int) int { return max(n, -n) }
