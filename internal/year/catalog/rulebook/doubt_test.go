package rulebook

import (
	"strings"
	"testing"
)

// A book that is right by itself is taken; what it names and nobody knows is said with its line.
func TestDoubts(t *testing.T) {
	const head = "pack: thu-nghiem\ntitle: \"Thử\"\neffective: {from: 2017-10-01, to: 2023-12-31}\nsystem: court\nrules:\n"
	rule := func(id, title, base string) string {
		return "  - id: " + id + "\n    title: \"" + title + "\"\n    kind: quota\n    value: '{max_pct: 1500, base: \"" + base + "\", round: \"down\"}'\n" +
			"    cite: {doc: \"91/2017/NĐ-CP\", article: \"9\", clause: \"3\"}\n    mark: MEMORY\n    why_not: {vi: \"Vượt\", en: \"Above\"}\n"
	}
	known := Options{Titles: func(s string) []string {
		if s == "cstdcs" {
			return []string{s}
		}
		return nil
	}}
	for _, tt := range []struct{ text, want string }{
		{rule("cstdcs.quota", "Tỷ lệ", "lđtt"), ""},
		{rule("cstdcs.quota", "Tỷ lệ", "LDTT"), ""}, // written without marks is the same count
		{rule("cstdcs.quota", "Tỷ lệ", "lđt"), "6: quy tắc cstdcs.quota, không bộ quy tắc đi kèm nào có số liệu lđt; có phải lđtt?"},
		{rule("cstdcs.quota", "Tỷ lệ", "so_to_truong"), "6: quy tắc cstdcs.quota, không bộ quy tắc đi kèm nào có số liệu so_to_truong: quy tắc chỉ"},
		{rule("cstxx.quota", "Tỷ lệ", "lđtt"), "6: quy tắc cstxx.quota, không nhắc danh hiệu nào"},
		{rule("chung.quota", "Tỷ lệ", "lđtt"), ""},
		{strings.NewReplacer("MEMORY", "VERIFIED", `article: "9", clause: "3"`, `article: "", clause: ""`).Replace(rule("cstdcs.quota", "Tỷ lệ", "lđtt")), "6: quy tắc cstdcs.quota, khóa cite: ghi VERIFIED mà không ghi điều, khoản"},
		{strings.NewReplacer("MEMORY", "VERIFIED", `article: "9", clause: "3"`, `article: "", clause: "toàn văn"`).Replace(rule("cstdcs.quota", "Tỷ lệ", "lđtt")), ""},
		{strings.Replace(rule("cstdcs.quota", "Tỷ lệ", "lđtt"), `article: "9", clause: "3"`, `article: "", clause: ""`, 1), ""},
	} {
		b, err := Read("thu.yaml", []byte(head+tt.text), known)
		if err != nil {
			t.Fatalf("%s: %v", tt.text, err)
		}
		got := b.Doubts().Error()
		if (got == "") != (tt.want == "") || !strings.Contains(got, tt.want) {
			t.Errorf("%s\nsays %q, want %q", tt.text, got, tt.want)
		}
	}
}
