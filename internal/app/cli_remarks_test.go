package app

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestRemarksCommand prints the remarks of the reviewed draft and refuses what is no draft.
func TestRemarksCommand(t *testing.T) {
	file := filepath.Join("..", "platform", "docx", "revision", "testdata", "02_du-thao-bao-cao_gop-y.docx")
	var out, errs bytes.Buffer
	if code := Main(context.Background(), []string{"remarks", file, "--json"}, nil, &out, &errs); code != exitOK {
		t.Fatalf("code %d: %s", code, errs.String())
	}
	var list []map[string]any
	if err := json.Unmarshal(out.Bytes(), &list); err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, x := range list {
		count[x["kind"].(string)]++
		if len(x) != 6 || x["author"] == "" || x["date"] == "" || x["paragraph"].(float64) < 0 {
			t.Errorf("%v", x)
		}
	}
	if len(list) != 29 || count["insertion"] != 12 || count["deletion"] != 8 || count["comment"] != 9 {
		t.Errorf("%d remarks: %v", len(list), count)
	}
	out.Reset()
	if code := Main(context.Background(), []string{"remarks", file}, nil, &out, &errs); code != exitOK || !strings.HasPrefix(out.String(), "29 góp ý trong 142 đoạn văn.\n") || strings.Count(out.String(), "\n") != 30 {
		t.Errorf("for people: %d %s", code, out.String())
	}
	bad := filepath.Join(t.TempDir(), "a.docx")
	if err := os.WriteFile(bad, []byte("Kính gửi"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		code int
		say  string
	}{
		{[]string{"remarks", bad}, exitInput, "Lưu thành"},
		{[]string{"remarks", "none.docx"}, exitInput, "none.docx"},
		{[]string{"remarks"}, exitUsage, "một tệp Word"},
		{[]string{"remarks", without(t, file, "word/comments.xml")}, exitOK, "Cảnh báo: tệp nhắc tới 9 nhận xét nhưng không còn lời của chúng"},
	} {
		errs.Reset()
		if code := Main(context.Background(), c.args, nil, &out, &errs); code != c.code || !strings.Contains(errs.String(), c.say) {
			t.Errorf("%v: code %d, %s", c.args, code, errs.String())
		}
	}
}

// without copies a Word file and leaves a part of it out.
func without(t *testing.T, file, part string) string {
	t.Helper()
	r, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range r.File {
		if f.Name != part {
			if err := w.Copy(f); err != nil {
				t.Fatal(err)
			}
		}
	}
	to := filepath.Join(t.TempDir(), "b.docx")
	if err := errors.Join(w.Close(), os.WriteFile(to, b.Bytes(), 0o600)); err != nil {
		t.Fatal(err)
	}
	return to
}
