// Package bill tells what the program is made of: every module that was linked in, with
// version, checksum and licence. The program carries the list and the licences' texts, so
// that an office on a closed network can hand them to whoever asks.
package bill

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"runtime/debug"
	"slices"
	"strings"
)

// Allowed are the licences under which a part may be used, by their SPDX names; a part under
// several has each of them here. A licence that is not here is looked at by a person first.
var Allowed = []string{"MIT", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "ISC", "MPL-2.0", "OFL-1.1"}

//go:embed licenses.csv
var table []byte

//go:embed notices.gz
var notices []byte

// A Part is one thing that others made: a module of Go, the standard library, a font, a list.
type Part struct {
	Name    string // "golang.org/x/text"
	Version string
	Licence string // SPDX
	Scope   string // "product", or "test" for what is not in the program
	Files   string // names of the licence's files, parted by blanks
	SHA256  string // of their contents, one after the other
}

// Parts gives the reviewed table of everything that others made.
func Parts() ([]Part, error) {
	rows, err := csv.NewReader(bytes.NewReader(table)).ReadAll()
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	list := make([]Part, 0, len(rows))
	for _, r := range rows[1:] {
		list = append(list, Part{r[0], r[1], r[2], r[3], r[4], r[5]})
	}
	return list, nil
}

// Notices gives the texts of all licences, as they must go with a copy of the program.
func Notices() ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(notices))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

// The form of CycloneDX 1.6, as far as it is used.
type (
	document struct {
		Format     string      `json:"bomFormat"`
		Spec       string      `json:"specVersion"`
		Version    int         `json:"version"`
		Metadata   metadata    `json:"metadata"`
		Components []component `json:"components"`
	}
	metadata struct {
		Component component `json:"component"`
	}
	component struct {
		Type       string     `json:"type"`
		Ref        string     `json:"bom-ref,omitempty"`
		Name       string     `json:"name"`
		Version    string     `json:"version,omitempty"`
		PURL       string     `json:"purl,omitempty"`
		Licences   []licence  `json:"licenses,omitempty"`
		Properties []property `json:"properties,omitempty"`
	}
	licence struct {
		Licence    *licenceID `json:"license,omitempty"`
		Expression string     `json:"expression,omitempty"`
	}
	licenceID struct {
		ID string `json:"id"`
	}
	property struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}
)

func licences(spdx string) []licence {
	if strings.Contains(spdx, " ") {
		return []licence{{Expression: spdx}}
	}
	return []licence{{Licence: &licenceID{spdx}}}
}

// CycloneDX writes what a build is made of, as JSON of CycloneDX 1.6. Errors: a module that
// the reviewed table does not know in this version.
func CycloneDX(info *debug.BuildInfo, version string) ([]byte, error) {
	parts, err := Parts()
	if err != nil {
		return nil, err
	}
	known := map[string]Part{}
	for _, p := range parts {
		known[p.Name] = p
	}
	d := document{Format: "CycloneDX", Spec: "1.6", Version: 1,
		Metadata: metadata{component{Type: "application", Ref: "thidua", Name: "thidua", Version: version, Licences: licences("Apache-2.0")}}}
	std := strings.TrimPrefix(info.GoVersion, "go")
	d.Components = append(d.Components, component{Type: "library", Ref: "pkg:golang/std@" + std, Name: "std", Version: std, PURL: "pkg:golang/std@" + std, Licences: licences("BSD-3-Clause")})
	for _, m := range info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		p, ok := known[m.Path]
		if !ok || p.Version != m.Version {
			return nil, fmt.Errorf("bill: %s %s is not in licenses.csv", m.Path, m.Version)
		}
		purl := "pkg:golang/" + m.Path + "@" + m.Version
		d.Components = append(d.Components, component{Type: "library", Ref: purl, Name: m.Path, Version: m.Version, PURL: purl,
			Licences: licences(p.Licence), Properties: []property{{"go:sum", m.Sum}}})
	}
	for _, p := range parts {
		if isData(p) && p.Scope == "product" {
			d.Components = append(d.Components, component{Type: "data", Ref: p.Name, Name: p.Name, Version: p.Version, Licences: licences(p.Licence)})
		}
	}
	slices.SortFunc(d.Components, func(a, b component) int { return strings.Compare(a.Ref, b.Ref) })
	return json.MarshalIndent(d, "", "  ")
}

// isData reports whether a part is a file in this tree and no module.
func isData(p Part) bool { return strings.HasPrefix(p.Name, "internal/") }
