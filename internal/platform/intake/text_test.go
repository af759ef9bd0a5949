package intake

import (
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"

	"thidua/internal/base/sheet"
)

func TestCSV(t *testing.T) {
	le := []byte{0xff, 0xfe}
	be := []byte{0xfe, 0xff}
	for _, u := range utf16.Encode([]rune("Số\tĐạt\n1\t2\n")) {
		le, be = append(le, byte(u), byte(u>>8)), append(be, byte(u>>8), byte(u))
	}
	viet, err := charmap.Windows1258.NewEncoder().String("Sô\u0301 liê\u0323u;đươ\u0300ng\n")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		text  string
		cells map[string]string
	}{
		"empty records count": {"Đơn vị: A\n\n\na;b;c\n1;;\"x\ny\"\n", map[string]string{"A1": "Đơn vị: A", "A4": "a", "C4": "c", "A5": "1", "C5": "x\ny", "B5": ""}},
		"crlf and cr":         {"a,b\r\nc,d\re,f", map[string]string{"B1": "b", "A2": "c", "B3": "f"}},
		"decimal commas":      {"TT;Tên;KQ\n1;a;97,2\n2;b;85,3\n3;c;1,5", map[string]string{"C2": "97,2", "C4": "1,5"}},
		"tabs and bom":        {"\ufeffa\tb,c\n1\t2", map[string]string{"A1": "a", "B1": "b,c"}},
		"pipe":                {"a|b\n1|2", map[string]string{"B2": "2"}},
		"quotes":              {`"a ""b""";"c";d"e` + "\n", map[string]string{"A1": `a "b"`, "B1": "c", "C1": `d"e`}},
		"open quote":          {"a;b\n\"5;6\n7;8\n", map[string]string{"A2": `"5`, "B2": "6", "B3": "8"}},
		"sep line":            {"sep=,\r\na,b;c\r\n", map[string]string{"A1": "a", "B1": "b;c"}},
		"utf-16 le":           {string(le), map[string]string{"A1": "Số", "B1": "Đạt", "B2": "2"}},
		"utf-16 be":           {string(be), map[string]string{"A1": "Số", "B1": "Đạt", "B2": "2"}},
		"windows-1258":        {viet, map[string]string{"A1": "Sô\u0301 liê\u0323u", "B1": "đươ\u0300ng"}},
		"tcvn3 as 1252":       {"\xae\xb9t;kh\xabng\n", map[string]string{"A1": "®¹t", "B1": "kh«ng"}},
		"stray byte":          {"Số liệu đạt được của đơn vị\x80;b\n", map[string]string{"A1": "Số liệu đạt được của đơn vị"}},
	} {
		b := mustOpen(t, "a.csv", []byte(c.text))
		for at, want := range c.cells {
			if got := get(b, at); got.Text != want {
				t.Errorf("%s: %s is %q, want %q", name, at, got.Text, want)
			}
		}
	}
}

func TestODS(t *testing.T) {
	b := openParts(t, "a.ods", odsParts(`<table:table table:name="A"><table:shapes><table:table/></table:shapes>
<table:table-column/><table:table-column table:number-columns-repeated="2" table:visibility="collapse"/><table:table-column table:number-columns-repeated="16381"/>
<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
<table:table-row table:visibility="filter"><table:table-cell table:style-name="ce1" office:value-type="percentage" office:value="0.875" calcext:value-type="float"><text:p>87,5%</text:p></table:table-cell>
<table:table-cell office:value-type="string" table:number-columns-spanned="2" table:number-rows-spanned="1"><office:annotation><dc:date>2022</dc:date><text:p>ghi chú</text:p></office:annotation><text:p>a<text:s text:c="2"/>b <text:span>  c</text:span><text:tab/>d<text:line-break/>e</text:p><text:p>g</text:p></table:table-cell><table:covered-table-cell office:value-type="float" office:value="3"/>
<table:table-cell office:value-type="date" office:date-value="2022-12-15"/><table:table-cell office:value-type="time" office:time-value="PT10H30M00S"/><table:table-cell office:value-type="boolean" office:boolean-value="true"/></table:table-row>
<table:table-row><table:table-cell office:value-type="float" office:value="12" table:number-columns-repeated="2" table:formula="of:=SUM([.A1:.B2];[$'B x'.C3])"/><table:table-cell table:formula="of:=[.A4]/0" office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell></table:table-row>
<table:table-row table:number-rows-repeated="1048572"><table:table-cell table:number-columns-repeated="16384" table:style-name="ce1"/></table:table-row></table:table>
<table:table table:name="B x" table:style-name="ta2"/>`))
	if len(b.Sheets) != 2 || b.Sheets[0].Hidden || !b.Sheets[1].Hidden || b.Sheets[0].Rows != 4 {
		t.Fatalf("%+v", b.Sheets)
	}
	s := b.Sheets[0]
	if !s.HiddenRows[3] || s.HiddenRows[4] || !s.HiddenCols[2] || !s.HiddenCols[3] || s.HiddenCols[4] || len(s.Merges) != 1 {
		t.Errorf("%v %v %v", s.HiddenRows, s.HiddenCols, s.Merges)
	}
	for at, want := range map[string]sheet.Cell{
		"A3": {Kind: sheet.Number, Num: "0.875", Format: "0.0%", Font: ".VnTime", Struck: true, Hidden: true},
		"B3": {Kind: sheet.Text, Text: "a  b c\td\ne\ng", Note: "ghi chú", Hidden: true},
		"D3": {Kind: sheet.Date, Num: "44910", Text: "2022-12-15", Hidden: true},
		"E3": {Kind: sheet.Date, Num: "0.4375", Text: "10:30:00", Hidden: true},
		"F3": {Kind: sheet.Bool, Num: "1", Hidden: true},
		"A4": {Kind: sheet.Number, Num: "12", Formula: "SUM(A1:B2,'B x'!C3)", Cached: true},
		"B4": {Kind: sheet.Number, Num: "12", Formula: "SUM(A1:B2,'B x'!C3)", Cached: true, Hidden: true},
		"C4": {Kind: sheet.Error, Text: "#DIV/0!", Formula: "A4/0", Cached: true, Hidden: true},
	} {
		got := get(b, at)
		want.Row, want.Col, want.At = got.Row, got.Col, got.At
		if got != want {
			t.Errorf("%s: %+v, want %+v", at, got, want)
		}
	}
}

// The text of the scanner: entities, CDATA, line ends, NUL, lone surrogates.
func TestXMLText(t *testing.T) {
	in := "<a>&lt;&amp;&#x110;&#273;&bad;&#0;&#xD800;<![CDATA[<b>&amp;]]><!-- c -->\r\nx\ry\x00\xed\xa0\x80</a>"
	s, err := newScanner(strings.NewReader(in))
	if err != nil {
		t.Fatal(err)
	}
	if tok, err := s.next(); tok != tokStart || err != nil {
		t.Fatal(tok, err)
	}
	got, err := s.inner()
	if want := "<&Đđ&bad;<b>&amp;\nx\ny"; got != want || err != nil {
		t.Errorf("%q, want %q: %v", got, want, err)
	}
}
