package bill

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the table of licences anew, then read the difference")

const root = "../../.."

// data are the parts that are no modules.
var data = map[string]Part{
	"internal/platform/pdf/font":        {Version: "2.1.5", Scope: "product"},
	"internal/year/account/common":      {Version: "4.1.3", Scope: "product"},
	"internal/platform/web/webtest/axe": {Version: "4.14.1", Scope: "test"},
}

type module struct {
	Part
	dir string
}

// linked lists the modules of the program on every system that it is built for, then those
// that only tests need.
func linked(t *testing.T) map[string]module {
	t.Helper()
	all := map[string]module{}
	list := func(scope string, env []string, args ...string) {
		cmd := exec.Command("go", append([]string{"list", "-deps", "-f", "{{with .Module}}{{if .Version}}{{.Path}}\t{{.Version}}\t{{.Dir}}{{end}}{{end}}"}, args...)...)
		cmd.Dir, cmd.Env = root, append(os.Environ(), env...)
		cmd.Stderr = os.Stderr
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(out)) {
			f := strings.Split(strings.TrimSpace(line), "\t")
			if _, ok := all[f[0]]; len(f) == 3 && !ok {
				all[f[0]] = module{Part{Name: f[0], Version: f[1], Scope: scope}, f[2]}
			}
		}
	}
	for _, system := range []string{"linux", "windows", "darwin"} {
		list("product", []string{"GOOS=" + system, "CGO_ENABLED=0"}, "./cmd/thidua")
	}
	list("test", nil, "-test", "./...")
	for dir, p := range data {
		p.Name = dir
		all[dir] = module{p, filepath.Join(root, dir)}
	}
	if len(all) < 20 {
		t.Fatalf("only %d parts found", len(all))
	}
	return all
}

// texts reads the licence's files of a part.
func texts(t *testing.T, dir string) (names []string, text []byte) {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		up := strings.ToUpper(f.Name())
		if f.IsDir() || !slices.ContainsFunc([]string{"LICEN", "COPYING", "NOTICE", "PATENTS", "OFL"}, func(p string) bool { return strings.HasPrefix(up, p) }) {
			continue
		}
		b, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		names, text = append(names, f.Name()), append(text, b...)
	}
	return names, text
}

// guess names the licence of a text for a person to look at; "" when it knows none.
func guess(text string) string {
	s := strings.Join(strings.Fields(text), " ")
	has := func(p string) bool { return strings.Contains(s, p) }
	apache := has("Apache License Version 2.0") || has("Apache License, Version 2.0")
	mit := has("Permission is hereby granted, free of charge, to any person obtaining a copy of this software")
	switch {
	case mit && apache && !has("Redistributions in binary form"):
		return "MIT AND Apache-2.0"
	case has("SIL OPEN FONT LICENSE Version 1.1"):
		return "OFL-1.1"
	case has("Mozilla Public License Version 2.0") || has("Mozilla Public License, version 2.0"):
		return "MPL-2.0"
	case has("Redistributions in binary form") && (has("Neither the name") || has("nor the names of")):
		return "BSD-3-Clause"
	case has("Redistributions in binary form"):
		return "BSD-2-Clause"
	case apache:
		return "Apache-2.0"
	case mit:
		return "MIT"
	case has("Permission to use, copy, modify, and/or distribute this software for any purpose"):
		return "ISC"
	}
	return ""
}

func faults(all map[string]module, table []Part, read func(dir string) ([]string, []byte)) (list []string) {
	bad := func(format string, args ...any) { list = append(list, fmt.Sprintf(format, args...)) }
	seen := map[string]bool{}
	for _, p := range table {
		seen[p.Name] = true
		m, ok := all[p.Name]
		if !ok {
			bad("%s is in the table and no longer used", p.Name)
			continue
		}
		names, text := read(m.dir)
		switch sum := sha256.Sum256(text); {
		case slices.ContainsFunc(strings.Split(p.Licence, " AND "), func(l string) bool { return !slices.Contains(Allowed, l) }):
			bad("%s: the licence %q is not allowed", p.Name, p.Licence)
		case m.Version != p.Version || m.Scope != p.Scope:
			bad("%s: %s of %s, the table says %s of %s", p.Name, m.Version, m.Scope, p.Version, p.Scope)
		case len(names) == 0 || strings.Join(names, " ") != p.Files || hex.EncodeToString(sum[:]) != p.SHA256:
			bad("%s: the licence's text changed: look at it", p.Name)
		}
	}
	for name := range all {
		if !seen[name] {
			bad("%s is used and not in the table", name)
		}
	}
	return list
}

// TestLicences asks for a reviewed, allowed licence for everything that others made.
func TestLicences(t *testing.T) {
	all := linked(t)
	read := func(dir string) ([]string, []byte) { return texts(t, dir) }
	if *update {
		write(t, all)
		t.Skip("written: run again without -update")
	}
	table, err := Parts()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range faults(all, table, read) {
		t.Error(f)
	}
	got, err := Notices()
	if err != nil {
		t.Fatal(err)
	}
	if want := notice(t, all); !bytes.Equal(got, want) {
		t.Errorf("the texts of the licences that the program carries (%d bytes) are not those of its parts (%d bytes)", len(got), len(want))
	}

	// the test itself: each fault is found
	for name, change := range map[string]func([]Part) []Part{
		"a module that nobody looked at": func(p []Part) []Part { return p[1:] },
		"another version":                func(p []Part) []Part { p[3].Version = "v0.0.1"; return p },
		"another text":                   func(p []Part) []Part { p[3].SHA256 = strings.Repeat("0", 64); return p },
		"a licence that is not allowed":  func(p []Part) []Part { p[3].Licence = "AGPL-3.0-only"; return p },
		"a part that is gone":            func(p []Part) []Part { return append(p, Part{Name: "example.com/gone"}) },
	} {
		if n := len(faults(all, change(slices.Clone(table)), read)); n != 1 {
			t.Errorf("%s: %d faults found, want 1", name, n)
		}
	}
}

// notice puts the texts of what is in the program together.
func notice(t *testing.T, all map[string]module) []byte {
	var b bytes.Buffer
	std, err := os.ReadFile(filepath.Join(goroot(t), "LICENSE"))
	if err != nil {
		t.Skipf("not proven: the licence of Go's own library is not at hand: %v", err)
	}
	fmt.Fprintf(&b, "== Go standard library (BSD-3-Clause)\n\n%s\n", std)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if m := all[name]; m.Scope == "product" {
			_, text := texts(t, m.dir)
			fmt.Fprintf(&b, "== %s %s\n\n%s\n", m.Name, m.Version, bytes.TrimSpace(text))
		}
	}
	return b.Bytes()
}

func goroot(t *testing.T) string {
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

func write(t *testing.T, all map[string]module) {
	var b, z bytes.Buffer
	had, _ := Parts() // none on the first run
	w := csv.NewWriter(&b)
	w.Write([]string{"part", "version", "licence", "scope", "files", "sha256"})
	for _, name := range slices.Sorted(maps.Keys(all)) {
		m := all[name]
		names, text := texts(t, m.dir)
		sum := sha256.Sum256(text)
		hash := hex.EncodeToString(sum[:])
		spdx := guess(string(text))
		if i := slices.IndexFunc(had, func(p Part) bool { return p.Name == name && p.SHA256 == hash }); i >= 0 {
			spdx = had[i].Licence // what a person found stays until the text changes
		}
		w.Write([]string{name, m.Version, spdx, m.Scope, strings.Join(names, " "), hash})
	}
	w.Flush()
	g, _ := gzip.NewWriterLevel(&z, gzip.BestCompression)
	g.Write(notice(t, all))
	g.Close()
	for name, text := range map[string][]byte{"licenses.csv": b.Bytes(), "notices.gz": z.Bytes()} {
		if err := os.WriteFile(name, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestCycloneDX checks the list of a build, and that a module that nobody looked at is refused.
func TestCycloneDX(t *testing.T) {
	table, err := Parts()
	if err != nil {
		t.Fatal(err)
	}
	info := &debug.BuildInfo{GoVersion: "go1.26.0"}
	for _, p := range table {
		if !isData(p) && p.Scope == "product" {
			info.Deps = append(info.Deps, &debug.Module{Path: p.Name, Version: p.Version, Sum: "h1:abc="})
		}
	}
	b, err := CycloneDX(info, "1.0")
	if err != nil {
		t.Fatal(err)
	}
	var d struct {
		BomFormat, SpecVersion string
		Components             []struct{ Name, Version, PURL string }
	}
	if err := json.Unmarshal(b, &d); err != nil {
		t.Fatal(err)
	}
	if d.BomFormat != "CycloneDX" || d.SpecVersion != "1.6" || len(d.Components) != len(info.Deps)+3 { // the standard library, the fonts, the passwords
		t.Errorf("%s %s with %d components of %d modules", d.BomFormat, d.SpecVersion, len(d.Components), len(info.Deps))
	}
	for _, m := range info.Deps {
		if !strings.Contains(string(b), `"purl": "pkg:golang/`+m.Path+"@"+m.Version+`"`) {
			t.Errorf("%s is missing", m.Path)
		}
	}
	info.Deps = append(info.Deps, &debug.Module{Path: "example.com/new", Version: "v1.0.0"})
	if _, err := CycloneDX(info, "1.0"); err == nil {
		t.Error("a module without a reviewed licence is listed as if it had one")
	}
}
