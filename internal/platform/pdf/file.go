package pdf

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"sort"
	"strconv"
	"strings"
	"unicode/utf16"

	"thidua/internal/base/civil"
)

// A file gathers pages and writes them as PDF 1.7. All lengths are points; y counts
// from the upper edge of the page.
type file struct {
	faces   [4]*face
	used    [4]map[uint16]rune
	pages   []*page
	outline []entry
	images  []raster
	title   string
	author  string
	created civil.Date
}

type page struct {
	w, h float64
	out  []byte
}

// An entry of the outline (mục lục) points to a place of a page.
type entry struct {
	text string
	page int
	y    float64
}

func newFile() (*file, error) {
	fs, err := faces()
	if err != nil {
		return nil, err
	}
	f := &file{faces: fs}
	for i := range f.used {
		f.used[i] = map[uint16]rune{}
	}
	return f, nil
}

func (f *file) addPage(w, h float64) *page {
	p := &page{w: w, h: h}
	f.pages = append(f.pages, p)
	return p
}

func num(b []byte, v float64) []byte {
	b = strconv.AppendFloat(b, v, 'f', 2, 64)
	b = bytes.TrimRight(b, "0")
	return bytes.TrimSuffix(b, []byte{'.'})
}

func (p *page) nums(op string, vs ...float64) {
	for _, v := range vs {
		p.out = append(num(p.out, v), ' ')
	}
	p.out = append(append(p.out, op...), '\n')
}

// line draws a line of the given width.
func (p *page) line(x1, y1, x2, y2, width float64) {
	p.nums("w", width)
	p.nums("m", x1, p.h-y1)
	p.nums("l S", x2, p.h-y2)
}

// rect draws the outline of a rectangle.
func (p *page) rect(x, y, w, h, width float64) {
	p.nums("w", width)
	p.nums("re S", x, p.h-y-h, w, h)
}

const hexDigits = "0123456789abcdef"

// A spot is where and how text is written: on the baseline y, from x on, every space
// grown by extra points.
type spot struct {
	face              int
	size, x, y, extra float64
}

// text writes s at a spot of the page.
func (f *file) text(p *page, s string, at spot) {
	if s == "" {
		return
	}
	face, size, extra := at.face, at.size, at.extra
	p.out = append(p.out, "BT /F"...)
	p.out = strconv.AppendInt(p.out, int64(face), 10)
	p.out = append(p.out, ' ')
	p.nums("Tf", size)
	p.nums("Td", at.x, p.h-at.y)
	p.out = append(p.out, "[<"...)
	for _, r := range s {
		g := f.faces[face].glyphs[r]
		if g == 0 {
			continue
		}
		f.used[face][g] = r
		for _, sh := range [4]uint{12, 8, 4, 0} {
			p.out = append(p.out, hexDigits[g>>sh&15])
		}
		if r == ' ' && extra != 0 {
			p.out = append(p.out, '>')
			p.out = num(p.out, -extra*1000/size)
			p.out = append(p.out, '<')
		}
	}
	p.out = append(p.out, ">] TJ ET\n"...)
}

// An assembly is a file being written.
type assembly struct {
	out     bytes.Buffer
	offsets []int
	zip     *zlib.Writer
}

// object writes object n; stream is compressed when not nil.
func (a *assembly) object(n int, dict string, stream []byte) {
	for len(a.offsets) <= n {
		a.offsets = append(a.offsets, 0)
	}
	a.offsets[n] = a.out.Len()
	if stream == nil {
		fmt.Fprintf(&a.out, "%d 0 obj\n<<%s>>\nendobj\n", n, dict)
		return
	}
	var z bytes.Buffer
	if a.zip == nil {
		a.zip = zlib.NewWriter(&z)
	}
	a.zip.Reset(&z)
	a.zip.Write(stream) // writes to memory: cannot fail
	a.zip.Close()
	fmt.Fprintf(&a.out, "%d 0 obj\n<<%s/Filter/FlateDecode/Length %d>>\nstream\n", n, dict, z.Len())
	a.out.Write(z.Bytes())
	a.out.WriteString("\nendstream\nendobj\n")
}

// bytes gives the finished file. Object numbers: 1 catalog, 2 pages, 3 info, then two
// per page, five per face in use, one per picture, the outline.
func (f *file) bytes() []byte {
	a := &assembly{}
	a.out.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	next := 4 + 2*len(f.pages)
	fonts := ""
	for i := range f.faces {
		if len(f.used[i]) > 0 {
			fonts += fmt.Sprintf("/F%d %d 0 R", i, next)
			f.font(a, i, next)
			next += 5
		}
	}
	pictures := ""
	for i := range f.images {
		pictures += fmt.Sprintf("/I%d %d 0 R", i, next)
		f.images[i].write(a, next)
		next++
	}
	if pictures != "" {
		pictures = "/XObject<<" + pictures + ">>"
	}
	kids := ""
	for i, p := range f.pages {
		kids += fmt.Sprintf("%d 0 R ", 4+2*i)
		a.object(4+2*i, fmt.Sprintf("/Type/Page/Parent 2 0 R/MediaBox[0 0 %.2f %.2f]/Resources<</Font<<%s>>%s/ProcSet[/PDF/Text]>>/Contents %d 0 R", p.w, p.h, fonts, pictures, 5+2*i), nil)
		a.object(5+2*i, "", p.out)
	}
	outline := ""
	if len(f.outline) > 0 {
		outline = fmt.Sprintf("/Outlines %d 0 R", next)
		f.outlines(a, next)
	}
	a.object(2, fmt.Sprintf("/Type/Pages/Count %d/Kids[%s]", len(f.pages), kids), nil)
	a.object(1, "/Type/Catalog/Pages 2 0 R/Lang(vi-VN)/ViewerPreferences<</DisplayDocTitle true>>"+outline, nil)
	date := ""
	if f.created.Valid() {
		s := "(D:" + strings.ReplaceAll(f.created.String(), "-", "") + "000000Z)"
		date = "/CreationDate" + s + "/ModDate" + s
	}
	a.object(3, "/Title"+utf16Hex(f.title)+"/Author"+utf16Hex(f.author)+"/Producer(thidua)"+date, nil)
	id := sha256.Sum256(a.out.Bytes())
	at := a.out.Len()
	fmt.Fprintf(&a.out, "xref\n0 %d\n0000000000 65535 f \n", len(a.offsets))
	for _, o := range a.offsets[1:] {
		fmt.Fprintf(&a.out, "%010d 00000 n \n", o)
	}
	h := hex.EncodeToString(id[:16])
	fmt.Fprintf(&a.out, "trailer\n<</Size %d/Root 1 0 R/Info 3 0 R/ID[<%s><%s>]>>\nstartxref\n%d\n%%%%EOF\n", len(a.offsets), h, h, at)
	return a.out.Bytes()
}

// utf16Hex gives s as a text string of PDF.
func utf16Hex(s string) string {
	var b strings.Builder
	b.WriteString("<FEFF")
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	return b.String() + ">"
}

// font writes the five objects of face i from number n on.
func (f *file) font(a *assembly, i, n int) {
	fc, used := f.faces[i], f.used[i]
	var gids []int
	for g := range used {
		gids = append(gids, int(g))
	}
	sort.Ints(gids)
	var widths, chars strings.Builder
	for k, g := range gids {
		fmt.Fprintf(&widths, "%d[%d]", g, (int(fc.advance[g])*1000+fc.em/2)/fc.em)
		if k%100 == 0 {
			if k > 0 {
				chars.WriteString("endbfchar\n")
			}
			fmt.Fprintf(&chars, "%d beginbfchar\n", min(100, len(gids)-k))
		}
		fmt.Fprintf(&chars, "<%04x><%04x>\n", g, used[uint16(g)])
	}
	tag := sha256.Sum256([]byte(widths.String()))
	for k := range 6 {
		tag[k] = 'A' + tag[k]%26
	}
	name := string(tag[:6]) + "+" + fc.name
	a.object(n, fmt.Sprintf("/Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R", name, n+1, n+2), nil)
	a.object(n+1, fmt.Sprintf("/Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor %d 0 R/CIDToGIDMap/Identity/DW 0/W[%s]", name, n+3, widths.String()), nil)
	a.object(n+2, "", []byte("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n"+
		"/CMapName/Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000><ffff>\nendcodespacerange\n"+chars.String()+"endbfchar\nendcmap\nCMapName currentdict/CMap defineresource pop\nend\nend\n"))
	flags := 4 + 2 // symbolic (own encoding), serif
	if fc.angle != 0 {
		flags += 64
	}
	stem := 80
	if i&1 == 1 {
		stem = 140
	}
	a.object(n+3, fmt.Sprintf("/Type/FontDescriptor/FontName/%s/Flags %d/FontBBox[%d %d %d %d]/ItalicAngle %d/Ascent %d/Descent %d/CapHeight %d/StemV %d/FontFile2 %d 0 R",
		name, flags, fc.bbox[0], fc.bbox[1], fc.bbox[2], fc.bbox[3], fc.angle, fc.ascent, fc.descent, fc.cap, stem, n+4), nil)
	data := fc.subset(used)
	a.object(n+4, fmt.Sprintf("/Length1 %d", len(data)), data)
}

// outlines writes the outline from object n on and gives the next free number.
func (f *file) outlines(a *assembly, n int) int {
	last := n + len(f.outline)
	a.object(n, fmt.Sprintf("/Type/Outlines/First %d 0 R/Last %d 0 R/Count %d", n+1, last, len(f.outline)), nil)
	for i, e := range f.outline {
		me, links := n+1+i, ""
		if i > 0 {
			links += fmt.Sprintf("/Prev %d 0 R", me-1)
		}
		if me < last {
			links += fmt.Sprintf("/Next %d 0 R", me+1)
		}
		a.object(me, fmt.Sprintf("/Title%s/Parent %d 0 R%s/Dest[%d 0 R/XYZ 0 %.2f null]", utf16Hex(e.text), n, links, 4+2*e.page, f.pages[e.page].h-e.y), nil)
	}
	return last + 1
}
