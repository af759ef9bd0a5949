package intake

import (
	"bytes"
	"encoding/binary"
	"testing"

	"thidua/internal/base/fault"
	"thidua/internal/base/sheet"
)

// biff joins records: id, then content as bytes, strings and numbers (uint16, uint32).
func biff(id uint16, parts ...any) []byte {
	var b bytes.Buffer
	for _, p := range parts {
		if s, ok := p.(string); ok {
			b.WriteString(s)
			continue
		}
		_ = binary.Write(&b, binary.LittleEndian, p)
	}
	out := binary.LittleEndian.AppendUint16(nil, id)
	out = binary.LittleEndian.AppendUint16(out, uint16(b.Len()))
	return append(out, b.Bytes()...)
}

// xlsStream builds a workbook stream of one sheet.
func xlsStream(globals, cells []byte) []byte {
	bof := biff(recBOF, uint16(0x600), uint16(5), uint32(0), uint32(0), uint32(0))
	head := append(bytes.Clone(bof), globals...)
	at := len(head) + 4 + 9 + 4
	head = append(head, biff(recSheet, uint32(at), uint16(1), byte(1), byte(0), byte('S'))...)
	head = append(head, biff(recEOF)...)
	return append(append(append(head, bof...), cells...), biff(recEOF)...)
}

func TestXLS(t *testing.T) {
	globals := bytes.Join([][]byte{
		biff(recFont, make([]byte, 2), byte(8), make([]byte, 11), byte(7), byte(0), ".VnTime"),
		biff(recXF, uint16(0), uint16(0), make([]byte, 16)), biff(recXF, uint16(0), uint16(14), make([]byte, 16)),
		// Two strings; the first goes over to a CONTINUE record that changes to 16 bits.
		biff(recSST, uint32(2), uint32(2), uint16(3), byte(0), "ab"), biff(recContinue, byte(1), uint16(0x110), uint16(1), byte(0), "z"),
	}, nil)
	ref := func(row, col int8) []any { return []any{byte(0x4C), uint16(row), uint16(uint8(col)) | 0xC000} }
	shared := append(append([]any{uint16(3), uint16(4), byte(0), byte(0), byte(0), byte(2), uint16(11)}, ref(-1, 1)...), ref(0, 2)...)
	exp := []any{uint16(0), float64(5), uint16(0), uint32(0), uint16(5), byte(1), uint16(3), uint16(0)}
	cells := bytes.Join([][]byte{
		biff(recRow, uint16(1), make([]byte, 4), uint16(255), make([]byte, 4), byte(0x20), make([]byte, 3)), biff(recColInfo, uint16(2), uint16(3), uint16(0), uint16(0), uint16(0)),
		biff(recLabelSST, uint16(0), uint16(0), uint16(0), uint32(0)), biff(recRK, uint16(0), uint16(1), uint16(1), uint32(44742<<2|2)),
		biff(recMulRK, uint16(1), uint16(0), uint16(0), uint32(12345<<2|3), uint16(0), uint32(7<<2|2), uint16(1)), biff(recBoolErr, uint16(2), uint16(0), uint16(0), byte(42), byte(1)),
		biff(recFormula, append([]any{uint16(3), uint16(0)}, exp...)...), biff(recShared, append(shared, byte(3))...), biff(recFormula, append([]any{uint16(4), uint16(0)}, exp...)...),
		biff(recMerged, uint16(1), uint16(0), uint16(1), uint16(0), uint16(2)),
	}, nil)
	b, err := openXLS(xlsStream(globals, cells), Default)
	if err != nil {
		t.Fatal(err)
	}
	s := b.Sheets[0]
	if !s.Hidden || !s.HiddenRows[2] || len(s.Merges) != 1 || s.Merges[0] != (sheet.Range{Row1: 1, Col1: 1, Row2: 2, Col2: 3}) {
		t.Errorf("%+v", s)
	}
	for at, want := range map[string]sheet.Cell{
		"A1": {Kind: sheet.Text, Text: "abĐ"}, "B1": {Kind: sheet.Date, Num: "44742", Text: "2022-06-30"}, "A2": {Kind: sheet.Number, Num: "123.45"}, "B2": {Kind: sheet.Number, Num: "7"},
		"A3": {Kind: sheet.Error, Text: "#N/A"}, "A4": {Kind: sheet.Number, Num: "5", Formula: "B3+C4"}, "A5": {Kind: sheet.Number, Num: "5", Formula: "B4+C5"},
	} {
		if c := get(b, at); c.Kind != want.Kind || c.Num != want.Num || c.Text != want.Text || c.Formula != want.Formula || c.Font != ".VnTime" || !c.Struck {
			t.Errorf("%s: %+v, want %+v", at, c, want)
		}
	}
	if _, err := openXLS(xlsStream(biff(recFilePass, uint16(1)), nil), Default); !fault.Is(err, fault.Invalid) {
		t.Errorf("password: %v", err)
	}
	if _, err := openXLS(xlsStream(nil, biff(recLabelSST, uint16(0), uint16(0), uint16(0), uint32(9))), Default); err == nil {
		t.Error("a string that is not there was taken")
	}
}
