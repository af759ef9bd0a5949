package document

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"strings"
	"testing"

	"thidua/internal/base/fault"
)

// issuedLen is the length of the plan as it was issued, with which testdata/signed.pdf.gz begins.
const issuedLen = 31285

// A plan of this product that a signing program (pdfsig of Poppler 22.12, with a certificate made for the
// test) has signed: a real incremental update with a signature field, a page that carries its picture, fonts.
func TestCheckSignedByAProgram(t *testing.T) {
	f, err := os.Open("testdata/signed.pdf.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	ours := signed[:issuedLen]
	change := func(at int) []byte {
		b := bytes.Clone(signed)
		b[at] ^= 1
		return b
	}
	for name, tt := range map[string]struct {
		ours, file []byte
		want       string // part of the message id, "" when taken
	}{
		"signed":                        {ours, signed, ""},
		"our text changed":              {ours, change(issuedLen / 2), "sign.changed"},
		"our last byte changed":         {ours, change(issuedLen - 1), "sign.changed"},
		"another document of the bloc":  {append(bytes.Clone(ours[:200]), bytes.Repeat([]byte("x"), issuedLen)...), signed, "sign.notours"},
		"something added after it":      {ours, append(bytes.Clone(signed), "\n% later\n"...), "sign.after"},
		"the end cut off":               {ours, signed[:len(signed)-100], "sign.after"},
		"the signature not there":       {ours, bytes.Replace(signed, []byte("/ByteRange"), []byte("/ByteStrange"), 1), "sign.none"},
		"text of the page written anew": {ours, append(bytes.Clone(ours), bytes.Replace(signed[issuedLen:], []byte("/Contents 5 0 R"), []byte("/Contents 9 0 R"), 1)...), "sign.rewritten"},
	} {
		err := CheckSigned(tt.ours, tt.file)
		e, _ := err.(*fault.Error)
		if (err == nil) != (tt.want == "") || e != nil && !strings.Contains(strings.SplitN(e.Msg, "|", 2)[0], tt.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
