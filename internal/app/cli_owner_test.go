//go:build linux

package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestRootOnAnothersData: root leaves no files in a data folder that the server's account
// could not read.
func TestRootOnAnothersData(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("not proven: only root can be refused")
	}
	dir := filepath.Join(t.TempDir(), "data")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(dir, 65534, -1); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"doctor"}, {"verify"}, {"backup", "--out", filepath.Join(dir, "x.zip")}, {"import", "plan", "x.yaml"}, {"serve", "--addr", "127.0.0.1:0"}} {
		if code, out, errOut := call(t, append(args, "--data", dir)...); code != exitRefused || !strings.Contains(errOut, "runuser -u ") {
			t.Errorf("%v: exit %d\n%s%s", args, code, out, errOut)
		}
	}
	if list, err := os.ReadDir(dir); err != nil || len(list) > 0 {
		t.Errorf("root wrote %v %v", list, err)
	}
	if err := os.Chown(dir, 0, -1); err != nil {
		t.Fatal(err)
	}
	if err := asOwner(dir); err != nil {
		t.Errorf("refused on its own folder: %v", err)
	}
}
