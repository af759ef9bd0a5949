package progress_test

import (
	"os"
	"path/filepath"
	"testing"

	"thidua/internal/platform/intake"
	"thidua/internal/year/progress/reading"
)

func TestDebug(t *testing.T) {
	path := os.Getenv("F")
	if path == "" {
		t.Skip()
	}
	var p planDoc
	load(t, filepath.Join(filepath.Dir(path), "plan.json"), &p)
	data, _ := os.ReadFile(path)
	b, err := intake.Open(filepath.Base(path), data, intake.Default)
	if err != nil {
		t.Fatal(err)
	}
	intake.Evaluate(b)
	req := p.request(t, os.Getenv("U"))
	req.Book = b
	reading.DebugDump(req)
}
