package revision

import "testing"

// BenchmarkRead reads the reviewed draft (six pages, twenty edits).
func BenchmarkRead(b *testing.B) {
	data := load(b, "02_du-thao-bao-cao_gop-y.docx")
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read(data); err != nil {
			b.Fatal(err)
		}
	}
}
