package intake

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"

	"golang.org/x/text/encoding/unicode"
)

// token is what next found.
type token int

const (
	tokEOF token = iota
	tokStart
	tokEnd
	tokText
)

const (
	maxDepth = 250      // levels of elements; office programs stay below 60
	maxToken = 16 << 20 // one tag or one run of text
	maxNames = 8192     // different names kept
	maxAttrs = 256
)

var (
	errXML = errors.New("xml is not well formed")
	errDTD = errors.New("xml carries a document type")
)

// attribute is one attribute of the current start tag, its value still escaped.
type attribute struct {
	name string
	raw  []byte
}

// scanner reads the XML of office files as a stream of tokens. Names come without
// their prefix, since writers choose prefixes freely. It knows no document types and no
// entities but the five of XML, so nothing can be fetched or blown up, and it holds one
// token at a time, so a sheet of a million rows costs no memory.
type scanner struct {
	r        io.Reader
	buf      []byte
	pos, end int
	eof      bool
	stack    []string // open elements, names as written
	pending  bool     // the start tag closed itself: its end comes next
	names    map[string]string
	name     string // local name of the element of a start or end token
	attrs    []attribute
	raw      []byte // bytes of a text token
	cdata    bool
	rooted   bool
}

// newScanner starts to read r, in UTF-8 or in UTF-16 with a byte order mark.
func newScanner(r io.Reader) (*scanner, error) {
	s := &scanner{r: r, buf: make([]byte, 32<<10), names: map[string]string{}}
	if err := s.need(4); err != nil {
		return nil, err
	}
	head := s.buf[:s.end]
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		s.pos = 3
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		all := io.MultiReader(bytes.NewReader(bytes.Clone(head)), r)
		s.r, s.pos, s.end, s.eof = unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewDecoder().Reader(all), 0, 0, false
	case bytes.HasPrefix(head, []byte("<\x00?\x00")):
		all := io.MultiReader(bytes.NewReader(bytes.Clone(head)), r)
		s.r, s.pos, s.end, s.eof = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewDecoder().Reader(all), 0, 0, false
	}
	return s, nil
}

// need fills the buffer until n bytes follow pos or the input ends.
func (s *scanner) need(n int) error {
	for s.end-s.pos < n && !s.eof {
		if err := s.fill(); err != nil {
			return err
		}
	}
	return nil
}

// fill reads more input behind end.
func (s *scanner) fill() error {
	if s.end == len(s.buf) {
		if s.pos > 0 {
			copy(s.buf, s.buf[s.pos:s.end])
			s.end -= s.pos
			s.pos = 0
		} else {
			if len(s.buf) >= maxToken {
				return errXML
			}
			s.buf = append(s.buf, make([]byte, len(s.buf))...)
		}
	}
	for range 100 {
		n, err := s.r.Read(s.buf[s.end:])
		s.end += n
		if err == io.EOF {
			s.eof = true
			return nil
		}
		if err != nil || n > 0 {
			return err
		}
	}
	return io.ErrNoProgress
}

// find gives the offset from pos of the first pat at or after offset from.
func (s *scanner) find(pat string, from int) (int, error) {
	for {
		if s.pos+from <= s.end {
			if i := bytes.Index(s.buf[s.pos+from:s.end], []byte(pat)); i >= 0 {
				return from + i, nil
			}
			from = max(from, s.end-s.pos-len(pat)+1)
		}
		if s.eof {
			return 0, errXML
		}
		if err := s.fill(); err != nil {
			return 0, err
		}
	}
}

// next moves to the next token.
func (s *scanner) next() (token, error) {
	if s.pending {
		s.pending = false
		return s.pop()
	}
	for {
		if err := s.need(9); err != nil {
			return 0, err
		}
		b := s.buf[s.pos:s.end]
		switch {
		case len(b) == 0:
			if len(s.stack) > 0 || !s.rooted {
				return 0, errXML
			}
			return tokEOF, nil
		case b[0] != '<':
			if t, err := s.text(); t != tokEOF || err != nil {
				return t, err
			}
		case bytes.HasPrefix(b, []byte("<?")):
			if err := s.instruction(); err != nil {
				return 0, err
			}
		case bytes.HasPrefix(b, []byte("<!--")):
			n, err := s.find("-->", 4)
			if err != nil {
				return 0, err
			}
			s.pos += n + 3
		case bytes.HasPrefix(b, []byte("<![CDATA[")):
			n, err := s.find("]]>", 9)
			if err != nil || len(s.stack) == 0 {
				return 0, errors.Join(errXML, err)
			}
			s.raw, s.cdata = s.buf[s.pos+9:s.pos+n], true
			s.pos += n + 3
			return tokText, nil
		case len(b) < 2:
			return 0, errXML
		case b[1] == '!':
			return 0, errDTD
		case b[1] == '/':
			n, err := s.find(">", 2)
			if err != nil {
				return 0, err
			}
			name := bytes.TrimRight(s.buf[s.pos+2:s.pos+n], " \t\r\n")
			if len(s.stack) == 0 || s.stack[len(s.stack)-1] != string(name) {
				return 0, errXML
			}
			s.pos += n + 1
			return s.pop()
		default:
			return s.start()
		}
	}
}

// text takes the characters up to the next tag; outside the root only blanks may stand.
func (s *scanner) text() (token, error) {
	n := 0
	for {
		i := bytes.IndexByte(s.buf[s.pos+n:s.end], '<')
		if i >= 0 {
			n += i
			break
		}
		n = s.end - s.pos
		if s.eof {
			break
		}
		if err := s.fill(); err != nil {
			return 0, err
		}
	}
	s.raw, s.cdata = s.buf[s.pos:s.pos+n], false
	s.pos += n
	if len(s.stack) > 0 {
		return tokText, nil
	}
	if len(bytes.Trim(s.raw, " \t\r\n\x00")) > 0 {
		return 0, errXML
	}
	return tokEOF, nil
}

// instruction skips <?…?>; the XML declaration may only name encodings we know.
func (s *scanner) instruction() error {
	n, err := s.find("?>", 2)
	if err != nil {
		return err
	}
	in := strings.ToLower(string(s.buf[s.pos+2 : s.pos+n]))
	s.pos += n + 2
	if _, enc, ok := strings.Cut(in, "encoding"); ok && strings.HasPrefix(in, "xml ") {
		enc = strings.Trim(enc, " \t\r\n='\"")
		enc, _, _ = strings.Cut(enc, " ")
		switch strings.Trim(enc, "'\"") {
		case "utf-8", "utf8", "us-ascii", "ascii", "utf-16", "utf-16le", "utf-16be":
		default:
			return errXML
		}
	}
	return nil
}

// start reads a start tag and its attributes.
func (s *scanner) start() (token, error) {
	n, err := s.tagEnd()
	if err != nil {
		return 0, err
	}
	tag := s.buf[s.pos+1 : s.pos+n]
	s.pos += n + 1
	if len(tag) > 0 && tag[len(tag)-1] == '/' {
		tag, s.pending = tag[:len(tag)-1], true
	}
	i := bytes.IndexAny(tag, " \t\r\n")
	if i < 0 {
		i = len(tag)
	}
	if i == 0 || len(s.stack) >= maxDepth || s.rooted && len(s.stack) == 0 {
		return 0, errXML
	}
	s.rooted = true
	full := s.intern(tag[:i])
	s.stack = append(s.stack, full)
	s.name = local(full)
	return tokStart, s.readAttrs(tag[i:])
}

// tagEnd finds the '>' of the tag at pos, not minding those within quotes.
func (s *scanner) tagEnd() (int, error) {
	n, quote := 1, byte(0)
	for {
		for ; s.pos+n < s.end; n++ {
			switch c := s.buf[s.pos+n]; {
			case quote != 0:
				if c == quote {
					quote = 0
				}
			case c == '"' || c == '\'':
				quote = c
			case c == '>':
				return n, nil
			case c == '<':
				return 0, errXML
			}
		}
		if s.eof {
			return 0, errXML
		}
		if err := s.fill(); err != nil {
			return 0, err
		}
	}
}

func (s *scanner) readAttrs(b []byte) error {
	s.attrs = s.attrs[:0]
	for {
		b = bytes.TrimLeft(b, " \t\r\n")
		if len(b) == 0 {
			return nil
		}
		eq := bytes.IndexByte(b, '=')
		if eq <= 0 || len(s.attrs) >= maxAttrs {
			return errXML
		}
		name := s.intern(bytes.TrimRight(b[:eq], " \t\r\n"))
		b = bytes.TrimLeft(b[eq+1:], " \t\r\n")
		if len(b) < 2 || b[0] != '"' && b[0] != '\'' {
			return errXML
		}
		end := bytes.IndexByte(b[1:], b[0])
		if end < 0 {
			return errXML
		}
		// LibreOffice repeats office:value-type as calcext:value-type.
		if !strings.HasPrefix(name, "calcext:") && !strings.HasPrefix(name, "xmlns") {
			s.attrs = append(s.attrs, attribute{local(name), b[1 : end+1]})
		}
		b = b[end+2:]
	}
}

// pop closes the innermost element.
func (s *scanner) pop() (token, error) {
	s.name = local(s.stack[len(s.stack)-1])
	s.stack = s.stack[:len(s.stack)-1]
	s.attrs = s.attrs[:0]
	return tokEnd, nil
}

// attr gives the value of the attribute of the current start tag, "" when it is absent.
func (s *scanner) attr(name string) string {
	v, _ := s.lookup(name)
	return v
}

func (s *scanner) lookup(name string) (string, bool) {
	for i := range s.attrs {
		if s.attrs[i].name == name {
			return unescape(s.attrs[i].raw), true
		}
	}
	return "", false
}

// num gives a whole-number attribute, or def when it is absent or no number.
func (s *scanner) num(name string, def int) int {
	v, ok := s.lookup(name)
	if !ok {
		return def
	}
	n, err := strconv.Atoi(strings.TrimSpace(v))
	if err != nil || n > 1<<30 || n < -1<<30 {
		return def
	}
	return n
}

// flag gives a yes-no attribute, or def when it is absent.
func (s *scanner) flag(name string, def bool) bool {
	v, ok := s.lookup(name)
	if !ok {
		return def
	}
	return onOff(v)
}

func onOff(v string) bool {
	switch strings.ToLower(strings.TrimSpace(v)) {
	case "0", "false", "off", "none":
		return false
	}
	return true
}

// chars gives the text of a text token.
func (s *scanner) chars() string {
	if s.cdata {
		return clean(strings.ReplaceAll(string(s.raw), "\r\n", "\n"))
	}
	return unescape(s.raw)
}

// skip leaves the current element with all it holds.
func (s *scanner) skip() error {
	for depth := 1; depth > 0; {
		switch t, err := s.next(); {
		case err != nil:
			return err
		case t == tokStart:
			depth++
		case t == tokEnd:
			depth--
		case t == tokEOF:
			return errXML
		}
	}
	return nil
}

// inner gives all text within the current element and leaves it.
func (s *scanner) inner() (string, error) {
	var out strings.Builder
	for depth := 1; depth > 0; {
		switch t, err := s.next(); {
		case err != nil:
			return "", err
		case t == tokStart:
			depth++
		case t == tokEnd:
			depth--
		case t == tokText:
			out.WriteString(s.chars())
		}
	}
	return out.String(), nil
}

// each calls f at the start of every child of the current element; f must leave the
// child it is given, by skip, inner or each.
func (s *scanner) each(f func(name string) error) error {
	for {
		t, err := s.next()
		if err != nil {
			return err
		}
		switch t {
		case tokEnd, tokEOF:
			return nil
		case tokStart:
			if err := f(s.name); err != nil {
				return err
			}
		}
	}
}

func (s *scanner) intern(b []byte) string {
	if n, ok := s.names[string(b)]; ok {
		return n
	}
	n := string(b)
	if len(s.names) < maxNames {
		s.names[n] = n
	}
	return n
}

func local(name string) string {
	if i := strings.IndexByte(name, ':'); i >= 0 {
		return name[i+1:]
	}
	return name
}
