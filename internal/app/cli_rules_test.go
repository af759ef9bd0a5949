package app

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	rulesBook  = "../year/catalog/rulebook/testdata/example.yaml"
	rulesFacts = "../year/catalog/rulebook/testdata/facts.json"
)

func runRules(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	code = Main(t.Context(), append([]string{"rules"}, args...), strings.NewReader(""), &o, &e)
	return code, o.String(), e.String()
}

func TestRulesCheck(t *testing.T) {
	if code, out, errs := runRules(t, "check", rulesBook); code != exitOK || !strings.Contains(out, "3 quy tắc: 3 VERIFIED") || errs != "" {
		t.Errorf("good book: %d %q %q", code, out, errs)
	}
	shipped, _ := filepath.Glob("../year/catalog/books/*.yaml")
	if code, _, errs := runRules(t, append([]string{"check"}, shipped...)...); code != exitOK || len(shipped) != 12 {
		t.Errorf("%d shipped books: %d %s", len(shipped), code, errs)
	}
	good, err := os.ReadFile(rulesBook)
	if err != nil {
		t.Fatal(err)
	}
	bad := filepath.Join(t.TempDir(), "bad.yaml")
	os.WriteFile(bad, []byte(strings.Replace(string(good), "mark: VERIFIED", "mark: SURE", 1)), 0o600)
	if code, _, errs := runRules(t, "check", bad); code != exitInput || !strings.Contains(errs, bad+":11: quy tắc cstd-tinh.person, khóa mark: \"SURE\" không có") {
		t.Errorf("bad book: %d %q", code, errs)
	}
	if code, _, errs := runRules(t, "check", bad, rulesBook); code != exitInput || !strings.Contains(errs, bad+":11:") {
		t.Errorf("bad book among good ones: %d %q", code, errs)
	}
	clash := filepath.Join(t.TempDir(), "clash.yaml")
	os.WriteFile(clash, []byte(strings.Replace(string(good), "pack: X-civil", "pack: Y-civil", 1)), 0o600)
	if code, _, errs := runRules(t, "check", rulesBook, clash); code != exitInput || !strings.Contains(errs, "chồng ngày") {
		t.Errorf("overlapping packs: %d %q", code, errs)
	}
	if code, _, errs := runRules(t, "check", "không-có.yaml"); code != exitInput || !strings.Contains(errs, "không-có.yaml") {
		t.Errorf("no file: %d %q", code, errs)
	}
}

func TestRulesExplain(t *testing.T) {
	code, out, errs := runRules(t, "explain", "--book", rulesBook, "--facts", rulesFacts, "--title", "CSTĐ cấp tỉnh", "--json")
	var answers []map[string]any
	if err := json.Unmarshal([]byte(out), &answers); err != nil || code != exitOK || errs != "" {
		t.Fatalf("%d %v %q", code, err, errs)
	}
	a := answers[0]
	if len(answers) != 2 || a["rule"] != "cstd-tinh.person" || a["result"] != "not_met" || a["earliest"] != 2023.0 || a["mark"] != "VERIFIED" || len(a) != 7 {
		t.Errorf("%v", answers)
	}
	if code, out, _ := runRules(t, "explain", "--book", rulesBook, "--facts", rulesFacts, "--title", "CSTĐCS"); code != exitOK || !strings.Contains(out, "Vượt tỷ lệ cho phép 2 người") || !strings.Contains(out, "khoản 3 Điều 12 Thông tư số 151/2018/TT-BQP (đã kiểm chứng)") {
		t.Errorf("%d %s", code, out)
	}
	if code, out, _ := runRules(t, "explain", "--book", "../year/catalog/books/A-civil.yaml", "--facts", rulesFacts, "--title", "CSTĐCS"); code != exitOK || !strings.Contains(out, "(chưa kiểm chứng – không chặn)") {
		t.Errorf("%d %s", code, out)
	}
	for _, x := range []struct {
		args []string
		code int
		text string
	}{
		{[]string{"explain", "--book", rulesBook, "--facts", rulesFacts, "--title", "BKTTg"}, exitInput, "không có quy tắc nào cho \"BKTTg\""},
		{[]string{"explain", "--book", rulesFacts, "--facts", rulesFacts, "--title", "CSTĐCS"}, exitInput, "rules"},
		{[]string{"explain", "--book", rulesBook, "--facts", rulesBook, "--title", "CSTĐCS"}, exitInput, "dòng 1"},
		{[]string{"explain", "--book", rulesBook, "--title", "CSTĐCS"}, exitUsage, "--facts"},
		{[]string{"explain", "--book", rulesBook, "--facts", rulesFacts}, exitUsage, "--title"},
		{[]string{"check"}, exitUsage, "tệp"}, {[]string{}, exitUsage, "rules check"}, {[]string{"sort"}, exitUsage, "sort"},
	} {
		if code, _, errs := runRules(t, x.args...); code != x.code || !strings.Contains(errs, x.text) {
			t.Errorf("%v: %d %q, want %d %q", x.args, code, errs, x.code, x.text)
		}
	}
}

// TestRulesExplainNotes: what is strange about the facts, and what does not apply, is said beside the answers;
// with --json the output holds the answers alone, in the shape of the design.
func TestRulesExplainNotes(t *testing.T) {
	const civil = "../year/catalog/books/A-civil.yaml"
	name := filepath.Join(t.TempDir(), "f.json")
	if err := os.WriteFile(name, []byte(`{"subject":"person","year":2025,"history":[{"year":2025,"title":"CSTDXX"}],"rating":{"2024":"HTTNV","2025":"HTTNV"},"initiatives":[],"counts":{"số ghế":4}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	notes := []string{"áp dụng từ 01/10/2017 đến 31/12/2023. Năm 2025", "số liệu số ghế", "danh hiệu, hình thức CSTDXX"}
	code, out, errs := runRules(t, "explain", "--book", civil, "--facts", name, "--title", "BK")
	for _, want := range append(notes, "thiếu 2 năm CSTĐCS hoặc (xếp loại dưới HTXSNV năm 2024, 2025 và thiếu 2 sáng kiến cấp cơ sở các năm 2024–2025)", "[bk.collective]: không áp dụng, quy tắc cho tập thể", "điều khoản chưa tra cứu",
		"Sớm nhất: năm 2026. Bộ quy tắc này chỉ đến 31/12/2023", "Dữ kiện đã đọc: danh hiệu đã đạt, xếp loại hằng năm, sáng kiến") {
		if code != exitOK || errs != "" || !strings.Contains(out, want) {
			t.Errorf("%d, no %q in\n%s%s", code, want, out, errs)
		}
	}
	code, out, errs = runRules(t, "explain", "--book", civil, "--facts", name, "--title", "BK", "--json")
	var answers []map[string]any
	if err := json.Unmarshal([]byte(out), &answers); err != nil || code != exitOK {
		t.Fatal(code, err, out)
	}
	for _, a := range answers {
		if r := a["result"]; len(a) != 7 || r != "met" && r != "not_met" && r != "unknown" || a["rule"] == "bk.collective" {
			t.Errorf("%v", a)
		}
	}
	for _, want := range notes {
		if !strings.Contains(errs, want) {
			t.Errorf("no %q beside the answers: %s", want, errs)
		}
	}
	if _, out, _ := runRules(t, "explain", "--book", civil, "--facts", "../year/catalog/rulebook/testdata/facts.json", "--title", "TTLĐTT"); !strings.Contains(out, "[ttldtt.collective]: không áp dụng") || !strings.Contains(out, "của tập thể") {
		t.Errorf("a collective's title for a person: %s", out)
	}
}

// TestRulesPage follows docs/rulebooks.md as somebody does who reads nothing else: the file
// that ships, the change it asks for, its facts, its commands, and what it says they answer.
func TestRulesPage(t *testing.T) {
	page, err := os.ReadFile("../../docs/rulebooks.md")
	if err != nil {
		t.Fatal(err)
	}
	between := func(s, from, to string) string {
		_, s, ok := strings.Cut(s, from)
		s, _, ok2 := strings.Cut(s, to)
		if !ok || !ok2 {
			t.Fatalf("the page has no %q … %q", from, to)
		}
		return s
	}
	files := between(string(page), "## With files", "## The file")
	shipped := between(files, "or `", "` in the source")
	name := between(files, "Save it as `", "`")
	id, old, now := between(files, "find `", "`"), between(files, "change `", "`"), between(files, "below it to `", "`")
	text, err := os.ReadFile("../../" + shipped)
	if err != nil {
		t.Fatal(err)
	}
	head, tail, ok := strings.Cut(string(text), "- id: "+id+"\n")
	if !ok || strings.Index(tail, old) > strings.Index(tail, "- id:") {
		t.Fatalf("%s: %s is not right below %s", shipped, old, id)
	}
	t.Chdir(t.TempDir())
	write := func(name, text string) {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(between(files, "facts as `", "`"), between(files, "```json\n", "```"))
	ask := between(files, "thidua rules explain ", "\n")
	for _, x := range []struct{ book, says string }{
		{string(text), between(files, "cơ sở\" is \"", "\"")},
		{head + "- id: " + id + "\n" + strings.Replace(tail, old, now, 1), between(files, "with 12 % it is \"", "\"")},
	} {
		write(name, x.book)
		if code, out, errs := runRules(t, "check", name); code != exitOK || !strings.Contains(out, "đúng") {
			t.Errorf("check: %d %s%s", code, out, errs)
		}
		code, out, errs := runRules(t, append([]string{"explain"}, strings.Fields(ask)...)...)
		if answer := between(out, "["+id+"]:", "Căn cứ"); code != exitOK || !strings.Contains(answer, x.says) {
			t.Errorf("the page says %q, the program %d %q %s", x.says, code, answer, errs)
		}
	}
}
