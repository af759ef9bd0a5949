package revision

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
)

// TestLibreOffice reads files of the model that LibreOffice 7.4 opened and saved again; what
// it gave for "accept all" and "reject all" stands beside each.
func TestLibreOffice(t *testing.T) {
	list, err := filepath.Glob(filepath.Join("testdata", "lo-*.docx"))
	if err != nil || len(list) < 5 {
		t.Fatalf("%d files, %v", len(list), err)
	}
	for _, file := range list {
		var want map[string][]string
		name := filepath.Base(file)
		if err := json.Unmarshal(load(t, strings.Replace(name, ".docx", ".json", 1)), &want); err != nil {
			t.Fatal(err)
		}
		d, err := Read(load(t, name))
		if err != nil {
			t.Fatal(err)
		}
		same(t, name+" rejected", d.RejectAll(), want["reject"])
		same(t, name+" accepted", d.AcceptAll(), want["accept"])
		if len(d.Changes) == 0 {
			t.Errorf("%s: no changes", name)
		}
	}
}
