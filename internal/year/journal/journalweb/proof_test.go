package journalweb

import (
	"bytes"
	"encoding/base64"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
	"thidua/internal/platform/web/webtest"
	"thidua/internal/year/journal"
)

// proofFile writes the proof of one line among n.
func proofFile(t *testing.T, n, at int) string {
	t.Helper()
	d := dbtest.SQLite(t, nil)
	l, err := audit.OpenLog(t.Context(), d, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Write(t.Context(), func(tx *db.Tx) (err error) {
		for i := 1; i < n; i++ { // the first leaf is that of the key
			e := audit.Entry{By: who.Actor{User: 7, Name: "Thủ trưởng đơn vị"}, Did: "progress.approve", On: "submission/khoi-3/2022-H1/tand"}
			if i == at {
				e.On, e.After = "submission/đây", map[string]any{"state": "approved", "figures": map[string]string{"C01": "96,5", "C02": "<b>\"&'"}}
			}
			if err == nil {
				err = audit.Write(t.Context(), tx, e)
			}
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	h, err := audit.History(t.Context(), d, "submission/đây", 1)
	if err != nil || len(h) != 1 {
		t.Fatal(h, err)
	}
	p, err := l.Prove(t.Context(), h[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	doc := proofDoc{Bloc: "Khối thi đua số 3", Unit: "Tòa án nhân dân tỉnh", Period: "6 tháng đầu năm 2022", Step: "duyệt", Who: "Thủ trưởng đơn vị", At: "08:30 05/07/2022", Number: p.Index + 1, Size: p.Size,
		Fields: journal.Diff(nil, h[0].After), Leaf: p.Leaf, Salt: p.Salt, Body: p.Body, Index: p.Index, Note: p.Note, Key: p.Key}
	for _, x := range p.Path {
		doc.Path = append(doc.Path, x.String())
	}
	var b bytes.Buffer
	if err := proofTemplate.Execute(&b, doc); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestProofOffline opens proofs as files, without any server: each must find itself right,
// and wrong after any of its parts was touched.
func TestProofOffline(t *testing.T) {
	if webtest.Find() == "" {
		webtest.Open(t, "about:blank", 320, 480, false) // says how to get it, or fails when it is asked for
	}
	open := func(html string) (class, text, table string) {
		name := filepath.Join(t.TempDir(), "chung-thuc.html")
		if err := os.WriteFile(name, []byte(html), 0o600); err != nil {
			t.Fatal(err)
		}
		p := webtest.Open(t, (&url.URL{Scheme: "file", Path: name}).String(), 800, 600, false)
		return webtest.Eval[string](p, "document.getElementById('result').className"), p.Text("#result"), p.Text("#content")
	}
	for _, c := range [][2]int{{2, 1}, {3, 2}, {7, 6}, {8, 3}, {300, 257}, {513, 1}} {
		html := proofFile(t, c[0], c[1])
		if class, text, table := open(html); class != "ok" || !strings.Contains(table, "96,5") || !strings.Contains(table, `<b>"&'`) {
			t.Errorf("line %d of %d: %s %q %q", c[1], c[0], class, text, table)
		}
	}
	html := strings.ReplaceAll(proofFile(t, 300, 257), "&#43;", "+")
	part := func(id string) string {
		return regexp.MustCompile(`(?s)id="` + id + `">(.*?)</pre>`).FindStringSubmatch(html)[1]
	}
	flip := func(b64 string) string {
		b, err := base64.StdEncoding.DecodeString(b64)
		if err != nil {
			t.Fatal(err)
		}
		b[len(b)/2] ^= 1
		return base64.StdEncoding.EncodeToString(b)
	}
	note, path := part("note"), strings.Fields(part("path"))
	lines := strings.Split(note, "\n")
	sig := strings.Fields(lines[4])[2]
	for name, touched := range map[string]string{
		"the figure":      strings.Replace(html, "96,5", "99,5", 2),
		"the leaf":        strings.Replace(html, "progress.approve", "progress.submit_", 2),
		"the salt":        strings.Replace(html, part("salt"), strings.Repeat("0", 32), 1),
		"the place":       strings.Replace(html, `id="index">257<`, `id="index">256<`, 1),
		"a hash":          strings.Replace(html, path[3], flip(path[3]), 1),
		"a hash less":     strings.Replace(html, path[len(path)-1], "", 1),
		"a hash more":     strings.Replace(html, path[3], path[3]+"\n"+path[3], 1),
		"the root":        strings.Replace(html, lines[2], flip(lines[2]), 1),
		"the size":        strings.Replace(html, "\n300\n", "\n301\n", 1),
		"the signature":   strings.Replace(html, sig, flip(sig), 1),
		"the key":         strings.Replace(html, strings.Split(part("key"), "+")[1], "00000000", 1),
		"another log":     strings.Replace(html, part("key"), regexp.MustCompile(`(?s)id="key">(.*?)</pre>`).FindStringSubmatch(proofFile(t, 3, 1))[1], 1),
		"no signature":    strings.Replace(html, lines[4], "", 1),
		"other's origin":  strings.Replace(html, lines[0], "thidua/khac", 1),
		"the whole proof": strings.Replace(html, `id="note">`, `id="nope">`, 1),
	} {
		if touched == html {
			t.Errorf("%s: nothing was touched", name)
			continue
		}
		if class, text, _ := open(touched); class != "bad" || !strings.HasPrefix(text, "KHÔNG ĐÚNG") {
			t.Errorf("%s was touched: %s %q", name, class, text)
		}
	}
}

func TestMain(m *testing.M) { os.Exit(webtest.Run(m)) }
