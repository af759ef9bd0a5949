package docx

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"thidua/internal/base/paper"
	"thidua/internal/base/paper/papertest"
)

// TestPicture: every drawing points to a file of the package with its type declared, has
// its text for people who do not see it, and is no wider than the type area.
func TestPicture(t *testing.T) {
	parts := open(t, papertest.Pictures())
	root := parse(t, parts["word/document.xml"])
	target := map[string]string{}
	for _, r := range parse(t, parts["word/_rels/document.xml.rels"]).all("Relationship") {
		target[r.attr["Id"]] = r.attr["Target"]
	}
	blips := root.all("blip")
	if len(blips) != 3 {
		t.Fatalf("%d pictures", len(blips))
	}
	want := [][]byte{papertest.Square(64), papertest.Square(64), papertest.Photo(40)}
	for i, b := range blips {
		if !bytes.Equal(parts["word/"+target[b.attr["embed"]]], want[i]) {
			t.Errorf("picture %d points to %q", i, target[b.attr["embed"]])
		}
	}
	media := 0
	for name := range parts {
		if strings.HasPrefix(name, "word/media/") {
			media++
		}
	}
	if media != 2 {
		t.Errorf("%d files for two different pictures", media)
	}
	for _, kind := range []string{`Extension="png"`, `Extension="jpeg"`} {
		if strings.Count(string(parts["[Content_Types].xml"]), kind) != 1 {
			t.Errorf("type %s not declared once", kind)
		}
	}
	ids := map[string]bool{}
	for i, p := range root.all("docPr") {
		if p.attr["descr"] == "" || ids[p.attr["id"]] {
			t.Errorf("drawing %d: %v", i, p.attr)
		}
		ids[p.attr["id"]] = true
	}
	if got := root.all("docPr")[0].attr["descr"]; got != `Mã QR để "xác minh"` {
		t.Errorf("text %q", got)
	}
	if cx := root.all("extent")[0].attr["cx"]; cx != "1080000" { // 30 mm
		t.Errorf("the code is %s EMU wide", cx)
	}
	if cx := root.all("extent")[2].attr["cx"]; cx != "5939790" { // 16.5 cm: the type area
		t.Errorf("the photo is %s EMU wide", cx)
	}
}

func TestBadPicture(t *testing.T) {
	d := &paper.Document{Body: []paper.Block{{Kind: paper.PictureOf, Picture: &paper.Picture{Data: []byte("GIF89a")}}}}
	if err := Write(&bytes.Buffer{}, d); !errors.Is(err, paper.ErrPicture) {
		t.Errorf("%v", err)
	}
}
