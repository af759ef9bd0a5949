package wired

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"math/rand/v2"
	"strings"
)

// A badCase is one bad input: a text for fields, a file for uploads, or a whole request.
type badCase struct {
	Source, Name string
	Text         []byte
	File         []byte
	Method, URI  string
	Proto        string
	Header       map[string]string
	Body         []byte
	Raw          []byte
	Missing      string
}

// ownCases makes the bad inputs that are ours; the same seed makes the same ones. seeds are
// good files to be spoilt.
func ownCases(seed uint64, seeds [][]byte) []badCase {
	dice := rand.New(rand.NewPCG(seed, 9))
	var list []badCase
	for i, s := range ownTexts() {
		list = append(list, badCase{Source: "own text", Name: fmt.Sprint(i), Text: []byte(s)})
	}
	for _, f := range craftedFiles() {
		list = append(list, badCase{Source: "own file", Name: f.name, File: f.body})
	}
	for i := range 900 {
		s := seeds[i%len(seeds)]
		how, b := spoil(dice, s)
		list = append(list, badCase{Source: "own file", Name: fmt.Sprintf("%d %s", i, how), File: b})
	}
	return append(list, ownRequests()...)
}

// ownTexts are values for fields: Vietnamese in every wrong form, figures and dates that are
// none, what other programs take for a command.
func ownTexts() []string {
	bases := []string{"Đắk Lắk", "Kế hoạch thi đua năm 2022", "Nguyễn Thị Ánh", "100%", "2022-06-30", "a"}
	parts := []string{"\u0000", "\u202e", "\u200b", "\u200d", "\ufeff", "\u2028", "\u0301\u0301\u0301\u0301", "\U0001f46e", "\U0010ffff", "\xff", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\r\nSet-Cookie: x=1", "\t", "\v", "\f",
		"'", "\"", "`", "\\", "%00", "%", "_", ";", "--", "/*", "*/", "$1", "{{.}}", "{{printf \"%s\" .}}", "<script>alert(1)</script>", "</textarea><img src=x onerror=alert(1)>", "javascript:alert(1)", "data:text/html,x", "../../../../etc/passwd", `..\..\windows`, "|", "&", "$(id)", "`id`",
		"=1+1", "+1", "-1", "@SUM(1)", "＝1+1", "＋1", "－1", "＠x", "ð", "Ð", "а", "ﬁ", "ｆｕｌｌ", "İ", "ß", "Ω", strings.Repeat("́", 400), strings.Repeat("ắ", 3000), strings.Repeat("x", 1<<16), strings.Repeat("\n", 2000), strings.Repeat("(", 3000), strings.Repeat("[", 3000), strings.Repeat("{\"a\":", 3000), "\x1b[31m", "\x7f", "\u0085", "\u00a0"}
	for c := range 32 {
		parts = append(parts, string(rune(c)))
	}
	var list []string
	for _, b := range bases {
		for _, p := range parts {
			list = append(list, p+b, b+p, b[:len(b)/2]+p+b[len(b)/2:])
		}
	}
	for _, s := range []string{"NaN", "Inf", "-Inf", "-0", "1e309", "-5", "100.0000001", "10 điểm", "1,5", "1.5", "1.234,5", "1,234.5", "0x10", "1_000", "١٢٣", "１２３", "99999999999999999999999999", "1e-400", "½", "1/0", "0/0", "", " ", "+", "-", ".", ",", "1..5", "1,,5",
		"31/02/2022", "29/02/2022", "00/00/0000", "32/13/2022", "1/1/22", "01/01/2565", "2022-13-01", "0001-01-01", "9999-12-31", "1970-01-01T00:00:00Z", "30/06/-2022", "ngày mai", "2022-6t", "2022-h3", "2022-H1;", "H1-2022",
		"B¸o c¸o thi ®ua", "Baùo caùo thi ñua", "Ba\u0301o ca\u0301o", "Bỏo cỏo", "Báº£n", "Ä\u0090áº¯k Láº¯k"} {
		for _, around := range []string{"%s", " %s ", "%s\n%[1]s", "\"%s\"", "%s%%"} {
			list = append(list, fmt.Sprintf(around, s))
		}
	}
	return list
}

type madeFile struct {
	name string
	body []byte
}

func zipped(f func(z *zip.Writer)) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	f(z)
	z.Close()
	return b.Bytes()
}

func member(z *zip.Writer, name, body string) {
	w, err := z.Create(name)
	if err == nil {
		io.WriteString(w, body)
	}
}

const types = `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`

// craftedFiles are archives, documents and pictures that are each wrong in one way.
func craftedFiles() (list []madeFile) {
	add := func(name string, b []byte) { list = append(list, madeFile{name, b}) }
	for _, part := range []string{"word/document.xml", "xl/workbook.xml", "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "content.xml", "[Content_Types].xml"} {
		for name, xml := range badXML() {
			add(part+" "+name, zipped(func(z *zip.Writer) {
				if part != "[Content_Types].xml" {
					member(z, "[Content_Types].xml", types)
				}
				member(z, part, xml)
				member(z, "mimetype", "application/vnd.oasis.opendocument.spreadsheet")
			}))
		}
	}
	for _, name := range []string{"../../../../tmp/thidua-bad", "/tmp/thidua-bad", `..\..\thidua-bad`, "C:\\thidua-bad", "a\x00b", strings.Repeat("a/", 2000), strings.Repeat("x", 60000), "word/document.xml/", "con", "\xff\xfe"} {
		add("name "+fmt.Sprintf("%.20q", name), zipped(func(z *zip.Writer) {
			member(z, "[Content_Types].xml", types)
			member(z, name, "x")
			member(z, "word/document.xml", "<w:document xmlns:w='x'/>")
		}))
	}
	for _, name := range []string{"word/vbaProject.bin", "xl/vbaProject.bin", "word/embeddings/oleObject1.bin", "word/afchunk.dat"} {
		add(name, zipped(func(z *zip.Writer) {
			member(z, "[Content_Types].xml", strings.Replace(types, "document.main", "document.macroEnabled.main", 1))
			member(z, "word/document.xml", "<w:document xmlns:w='x'><w:altChunk/></w:document>")
			member(z, "xl/workbook.xml", "<workbook/>")
			member(z, name, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
			member(z, "word/_rels/document.xml.rels", `<Relationships><Relationship Id="r" Type="t/attachedTemplate" Target="http://192.0.2.1/x.dotm" TargetMode="External"/></Relationships>`)
		}))
	}
	add("same part twice", zipped(func(z *zip.Writer) {
		member(z, "[Content_Types].xml", types)
		member(z, "word/document.xml", "<a/>")
		member(z, "word/document.xml", "<b/>")
	}))
	add("65,536 members", zipped(func(z *zip.Writer) {
		for i := range 65536 {
			z.CreateRaw(&zip.FileHeader{Name: fmt.Sprint(i)})
		}
	}))
	add("bomb", zipped(func(z *zip.Writer) {
		member(z, "[Content_Types].xml", types)
		member(z, "word/document.xml", "<w:document>"+strings.Repeat(" ", 200<<20))
	}))
	good := zipped(func(z *zip.Writer) {
		member(z, "[Content_Types].xml", types)
		member(z, "xl/workbook.xml", "<workbook/>")
	})
	for off := range 46 { // every field of the directory
		b := bytes.Clone(good)
		at := bytes.LastIndex(b, []byte("PK\x01\x02")) + off
		b[at] ^= 0xff
		add(fmt.Sprint("directory ", off), b)
	}
	add("nested", zipped(func(z *zip.Writer) {
		member(z, "[Content_Types].xml", types)
		member(z, "word/document.xml", string(good))
	}))
	add("junk before", append(bytes.Repeat([]byte("x"), 1000), good...))
	add("junk after", append(bytes.Clone(good), bytes.Repeat([]byte("x"), 70000)...))
	for _, magic := range []string{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "%PDF-1.7\n", "<html>", "GIF89a", "\x89PNG\r\n\x1a\n", "\xff\xd8\xff\xe1", "RIFF\x00\x00\x00\x00WEBP", "PK\x03\x04", "PK\x05\x06", "{", "[", "\xff\xfe", "\xef\xbb\xbf", "\x1f\x8b", "BM", "II*\x00", "7z\xbc\xaf", "Rar!"} {
		for _, n := range []int{0, 1, 100, 5000} {
			add(fmt.Sprintf("%.6q+%d", magic, n), append([]byte(magic), bytes.Repeat([]byte{0x41, 0, 0xff}, n)...))
		}
	}
	for _, side := range []uint32{0, 1 << 15, 50000, 1<<31 - 1, 1<<32 - 1} {
		add(fmt.Sprint("png ", side), hugePNG(side))
	}
	for _, csv := range []string{"", "a", "a;b\n\"", "a,b\n1", strings.Repeat("a;", 40000), strings.Repeat("\"\n", 40000), "a\x00b;c", "=1+1;@x\n", "\xff\xfea\x00;\x00", strings.Repeat("x", 1<<20)} {
		add(fmt.Sprintf("csv %.10q", csv), []byte(csv))
	}
	return list
}

func badXML() map[string]string {
	deep := 100000
	return map[string]string{
		"dtd":           `<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>`,
		"external":      `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>`,
		"laughs":        `<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;&c;</a>`,
		"deep":          strings.Repeat("<a>", deep) + strings.Repeat("</a>", deep),
		"open":          strings.Repeat("<a>", 1000),
		"utf-16":        "\xff\xfe<\x00a\x00/\x00>\x00",
		"wrong charset": `<?xml version="1.0" encoding="utf-7"?><a/>`,
		"nul":           "<a>\x00</a>",
		"not utf-8":     "<a>\xff\xfe\xfd</a>",
		"empty":         "",
		"text":          "không phải XML",
		"attributes":    "<a " + strings.Repeat("x='1' ", 5000) + "/>",
		"long name":     "<" + strings.Repeat("a", 100000) + "/>",
		"sheet rows":    `<worksheet><sheetData><row r="1048577"><c r="XFE1" t="s"><v>999999999</v></c></row><row r="-1"><c r="A0"><f>A0</f><v>1e999</v></c></row></sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>`,
	}
}

func hugePNG(side uint32) []byte {
	b := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
	b = binary.BigEndian.AppendUint32(b, side)
	b = binary.BigEndian.AppendUint32(b, side)
	b = append(b, 8, 6, 0, 0, 0)
	b = binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[12:]))
	return append(b, "\x00\x00\x00\x00IEND\xaeB\x60\x82"...)
}

// spoil damages a good file in one of six ways.
func spoil(dice *rand.Rand, good []byte) (string, []byte) {
	b := bytes.Clone(good)
	at := dice.IntN(len(b))
	switch dice.IntN(6) {
	case 0:
		b[at] ^= 1 << dice.IntN(8)
		return "bit", b
	case 1:
		return "cut", b[:at]
	case 2:
		copy(b[at:], bytes.Repeat([]byte{0xff}, 64))
		return "ones", b
	case 3:
		copy(b[at:], make([]byte, 512))
		return "zeros", b
	case 4:
		return "doubled", append(b[:at:at], b[at/2:]...)
	}
	n := min(1+dice.IntN(200), len(b)-at)
	return "cut out", append(b[:at:at], b[at+n:]...)
}

// ownRequests are requests that are no proper ones.
func ownRequests() (list []badCase) {
	add := func(method, uri string, header map[string]string, body string) {
		list = append(list, badCase{Source: "own request", Name: fmt.Sprint(len(list)), Method: method, URI: uri, Header: header, Body: []byte(body)})
	}
	paths := []string{"/", "/van-ban", "/van-ban/moi", "/bao-cao", "/tim", "/cong-khai", "/ke-hoach", "/lich", "/quan-tri/nguoi-dung", "/nhat-ky"}
	odd := []string{"%00", "%2e%2e%2f%2e%2e%2fetc/passwd", "..%5c..", "%ff", "%c0%ae", ";x=1", "?khoi=%00", "?khoi[]=1&khoi[]=2", "?khoi=" + strings.Repeat("a", 7000), "?trang=-1", "?trang=99999999999999999999", "?trang=NaN", "?q=%F0%9F%91%AE", "?q=%ed%a0%80", "?q='%20OR%201=1--", "?nam=0", "?nam=-2022", "?nam=1e9", "?thang=13", "?ky=2022-h9", "?don-vi=%27", "?ngay=31/02/2022", "?lang=xx", "?&&&===", "?%", "#x", "//", "/./.", "/%2f%2f", "?" + strings.Repeat("a=1&", 3000)}
	for _, p := range paths {
		for _, o := range odd {
			for _, m := range []string{"GET", "POST"} {
				add(m, p+o, nil, "")
			}
		}
		for _, h := range []map[string]string{{"Content-Type": "multipart/form-data"}, {"Content-Type": "multipart/form-data; boundary="}, {"Content-Type": "multipart/form-data; boundary=" + strings.Repeat("x", 200)}, {"Content-Type": "application/json"}, {"Content-Type": "\x01"}, {"Content-Type": "application/x-www-form-urlencoded; charset=utf-16"},
			{"Content-Encoding": "gzip"}, {"Transfer-Encoding": "identity"}, {"Expect": "100-continue"}, {"Range": "bytes=-1,5-2"}, {"If-None-Match": strings.Repeat("\"x\",", 2000)}, {"Cookie": strings.Repeat("a=b; ", 2000)}, {"Cookie": "flash=%%%; lang=\xff; theme=<x>; size=99"}, {"Accept-Language": strings.Repeat("vi;q=0.1,", 2000)}, {"Last-Event-ID": "-1\x00"}, {"X-Forwarded-For": "' OR 1=1"}, {"Origin": "null"}, {"Referer": "http://[::1"}, {"Host": "a b"}} {
			for _, body := range []string{"", "a=%zz&b=%", "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../../x\"\r\n\r\nz"} {
				add("POST", p, h, body)
			}
		}
	}
	return list
}
