package consultation

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// noToolbars makes a profile whose tool bars are empty: builds without screens end when they
// try to show one.
func noToolbars(t *testing.T, profile string) {
	t.Helper()
	dir := filepath.Join(profile, "user", "config", "soffice.cfg", "modules", "swriter", "toolbar")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	bars, _ := filepath.Glob("/usr/lib/libreoffice/share/config/soffice.cfg/modules/swriter/toolbar/*.xml")
	for _, b := range bars {
		const empty = `<?xml version="1.0" encoding="UTF-8"?><toolbar:toolbar xmlns:toolbar="http://openoffice.org/2001/toolbar" xmlns:xlink="http://www.w3.org/1999/xlink"/>`
		if err := os.WriteFile(filepath.Join(dir, filepath.Base(b)), []byte(empty), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// office runs LibreOffice over files, each named with what is to be done to it (testdata/changes.py), and
// gives the paragraphs of each. It needs soffice and Python with uno, and says so when they are not there.
func office(t *testing.T, dir string, args ...string) map[string][]string {
	t.Helper()
	soffice, err := exec.LookPath("soffice")
	if err != nil {
		t.Fatal(err)
	}
	noToolbars(t, filepath.Join(dir, "profile"))
	pipe := "thidua" + filepath.Base(filepath.Dir(dir))
	cmd := exec.Command(soffice, "--headless", "--invisible", "--norestore", "--nologo", "--accept=pipe,name="+pipe+";urp;", "-env:UserInstallation=file://"+filepath.Join(dir, "profile"))
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { cmd.Wait(); close(ended) }()
	defer func() { // told to end by the script, it still writes its profile
		select {
		case <-ended:
		case <-time.After(30 * time.Second):
			cmd.Process.Kill()
			<-ended
		}
	}()
	run := exec.Command(python, append([]string{"testdata/changes.py", pipe}, args...)...)
	run.Stderr = os.Stderr
	out, failed := run.Output()
	var res map[string][]string
	if err := json.Unmarshal(out, &res); err != nil || len(res) != len(args) { // it tells what it did before it lets go of the word processor
		t.Fatal(failed, err)
	}
	return res
}

const python = "/usr/bin/python3"

func needOffice(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("soffice"); err != nil || exec.Command(python, "-c", "import uno").Run() != nil {
		t.Skip("not run in LibreOffice: install libreoffice-writer and python3-uno")
	}
	if testing.Short() {
		t.Skip("takes some twenty seconds: LibreOffice starts several times")
	}
}

// TestLibreOfficeReturns: a draft that a reviewer opens in LibreOffice and saves is the same draft, with no
// remark invented; what the reviewer changed with tracking on comes back, each once, at its paragraph.
func TestLibreOfficeReturns(t *testing.T) {
	needOffice(t)
	dir := t.TempDir()
	k := genDesk(rand.New(rand.NewPCG(8, 15)), 40)
	base := Version{No: 1, Passages: slices.Clone(k.Passages)}
	save, edited := filepath.Join(dir, "a.docx"), filepath.Join(dir, "b.docx")
	for _, path := range []string{save, edited} {
		if err := os.WriteFile(path, file(t, k.DraftDocument(base)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	office(t, dir, "save:"+save, "edit:"+edited)
	load := func(path string) *Reading {
		data, err := os.ReadFile(path + ".saved.docx")
		if err != nil {
			t.Fatal(err)
		}
		r, err := k.Interpret(data, []Version{base}, "")
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	if r := load(save); len(r.Lines) != 0 || r.Found != len(k.Passages) || r.Version.No != 1 {
		t.Fatalf("saved again: %d of %d paragraphs, invented %+v", r.Found, r.Of, r.Lines)
	}
	r := load(edited)
	if r.Found != len(k.Passages) || r.Untracked() != 0 {
		t.Fatalf("edited: %d of %d paragraphs, %d untracked", r.Found, r.Of, r.Untracked())
	}
	want := papers(k.Passages)
	n, edits := 0, 0
	for i, s := range want {
		if !strings.Contains(s, "Đoạn") {
			continue
		}
		switch n++; {
		case n%5 == 0:
			want[i], edits = s+fmt.Sprintf(" Thêm ở đoạn %d.", n), edits+1
		case n%7 == 0:
			runes := []rune(s)
			want[i], edits = string(runes[:len(runes)-6]), edits+1
		}
	}
	if edits < 8 || len(r.Lines) != edits {
		t.Fatalf("%d remarks of %d edits: %+v", len(r.Lines), edits, r.Lines)
	}
	takeAll(t, k, r)
	if got := papers(k.Passages); !slices.Equal(got, want) {
		t.Fatalf("accepted\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestLibreOffice lets a word processor accept and reject all changes of the files that go
// out. It needs soffice and Python with uno, and says so when they are not there.
func TestLibreOffice(t *testing.T) {
	needOffice(t)
	dir := t.TempDir()
	var args []string
	const files = 12
	for seed := range uint64(files) {
		r := rand.New(rand.NewPCG(seed, 11))
		k := genDesk(r, 8+r.IntN(8))
		base := Version{No: 1, Passages: slices.Clone(k.Passages)}
		g := &genFile{Rand: r}
		g.generate(k.Passages, true)
		got, err := k.Interpret(g.bytes(t, nil), []Version{base}, "")
		if err != nil {
			t.Fatal(err)
		}
		takeAll(t, k, got)
		if n := len(k.Passages); n > 4 { // and a paragraph is moved
			p := k.Passages[1]
			k.Passages = slices.Insert(slices.Delete(slices.Clone(k.Passages), 1, 2), n-3, p)
		}
		tracked := k.TrackedDocument(base, k.Passages)
		for i := range tracked.Body { // a build without screens cannot show what stands in the margin
			tracked.Body[i].Comments = nil
		}
		for name, data := range map[string][]byte{"tracked": file(t, tracked), "base": file(t, k.DraftDocument(base)), "final": file(t, k.DraftDocument(Version{Passages: k.Passages}))} {
			path := filepath.Join(dir, fmt.Sprintf("%d-%s.docx", seed, name))
			if err := os.WriteFile(path, data, 0o600); err != nil {
				t.Fatal(err)
			}
			if name == "tracked" {
				args = append(args, "accept:"+path, "reject:"+path)
			} else {
				args = append(args, "plain:"+path)
			}
		}
	}
	res := office(t, dir, args...)
	for seed := range files {
		at := func(mode, name string) string {
			return mode + ":" + filepath.Join(dir, fmt.Sprintf("%d-%s.docx", seed, name))
		}
		for mode, plain := range map[string]string{"accept": "final", "reject": "base"} {
			got, want := res[at(mode, "tracked")], res[at("plain", plain)]
			if !slices.Equal(got, want) || len(want) < 8 {
				t.Errorf("file %d: %s all gives\n%s\nwant\n%s", seed, mode, strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		}
	}
}
