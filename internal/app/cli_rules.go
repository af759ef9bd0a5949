package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/year/catalog"
	"thidua/internal/year/catalog/rulebook"
)

// maxRulesFile bounds what is read of a rulebook or a facts file; both have a lower limit
// of their own, which then names itself.
const maxRulesFile = 2 << 20

// rulesCommand checks a rulebook, or explains what its rules say of a set of facts. It needs
// no data folder.
func rulesCommand(ctx context.Context, c console, args []string) error {
	if len(args) == 0 {
		return badCall("Thiếu việc cần làm: rules check hoặc rules explain.")
	}
	switch args[0] {
	case "check":
		return rulesCheck(c, args[1:])
	case "explain":
		return rulesExplain(c, args[1:])
	}
	return badCall("Không có lệnh rules %q: chỉ có check và explain.", args[0])
}

// readSmall reads a file that a person writes by hand.
func readSmall(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fault.New(fault.NotFound, "rules.file|Không mở được tệp {name}. Kiểm tra lại đường dẫn.", fault.P{"name": name}).Because(err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxRulesFile))
	if err != nil {
		return nil, fault.New(fault.NotFound, "rules.file|Không mở được tệp {name}. Kiểm tra lại đường dẫn.", fault.P{"name": name}).Because(err)
	}
	return data, nil
}

func readBook(cat *catalog.Catalog, name string) (*rulebook.Book, error) {
	data, err := readSmall(name)
	if err != nil {
		return nil, err
	}
	b, err := cat.ReadBook(name, data)
	if p, ok := errors.AsType[rulebook.Problems](err); ok {
		return nil, codeError{exitInput, p}
	}
	return b, err
}

func rulesCheck(c console, args []string) error {
	f := newFlags("rules check")
	if err := f.parse(args); err != nil {
		return err
	}
	if len(f.files) == 0 {
		return badCall("Thiếu tệp quy tắc cần kiểm tra.")
	}
	cat, err := catalog.LoadNames()
	if err != nil {
		return err
	}
	var books []*rulebook.Book
	var bad []string
	for _, name := range f.files {
		b, err := readBook(cat, name)
		if err != nil {
			if len(f.files) == 1 {
				return err
			}
			bad = append(bad, err.Error())
			continue
		}
		c.say("%s: đúng – %s.", name, b.Summary())
		for _, d := range b.Doubts() {
			c.say("Lưu ý: %s.", d)
		}
		books = append(books, b)
	}
	if len(bad) > 0 {
		return codeError{exitInput, errors.New(strings.Join(bad, "\n"))}
	}
	if _, err := rulebook.NewSet(books...); err != nil {
		return codeError{exitInput, err}
	}
	full, err := catalog.Load()
	if err != nil {
		return err
	}
	if _, err := full.With(books...); err != nil { // a book may be right and yet have no place among the shipped ones
		c.say("Lưu ý: chưa nạp được vào hệ thống cùng các gói đi kèm phần mềm: %v\nMuốn thay một gói thì giữ nguyên mã pack của gói đó (ví dụ A-civil); bộ của ngành dùng system riêng.", err)
	}
	return nil
}

func rulesExplain(c console, args []string) error {
	f := newFlags("rules explain")
	book := f.String("book", "", "")
	facts := f.String("facts", "", "")
	title := f.String("title", "", "")
	asJSON := f.Bool("json", false, "")
	if err := f.parse(args); err != nil {
		return err
	}
	for _, x := range []struct{ name, value string }{{"book", *book}, {"facts", *facts}, {"title", *title}} {
		if x.value == "" {
			return badCall("Thiếu --%s.", x.name)
		}
	}
	if len(f.files) > 0 {
		return badCall("Thừa tham số %q.", f.files[0])
	}
	cat, err := catalog.LoadNames()
	if err != nil {
		return err
	}
	b, err := readBook(cat, *book)
	if err != nil {
		return err
	}
	data, err := readSmall(*facts)
	if err != nil {
		return err
	}
	known, err := rulebook.ReadFacts(data)
	if err != nil {
		return err
	}
	answers, err := b.Explain(*title, known)
	if err != nil {
		return err
	}
	notes := b.Notes(*title, known)
	if *asJSON {
		for _, n := range notes { // the answer alone goes to the output
			fmt.Fprintf(c.err, "Lưu ý: %s\n", fault.Text(n.Msg, n.Args))
		}
		e := json.NewEncoder(c.out)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		return e.Encode(answers)
	}
	c.say("%s (%s) · %s", b.Title, b.Pack, *title)
	for _, n := range notes {
		c.say("Lưu ý: %s", fault.Text(n.Msg, n.Args))
	}
	for i, a := range answers {
		sayAnswer(c, i+1, a, known.Year)
	}
	for _, x := range b.Aside(*title, known.Subject) {
		c.say("\n–  %s [%s]: không áp dụng, quy tắc cho %s", x.Title, x.Rule, x.For.VI)
	}
	return nil
}

var resultWords = map[rulebook.Result]string{rulebook.Met: "đạt", rulebook.NotMet: "chưa đạt", rulebook.Unknown: "chưa kết luận được"}

// sayAnswer prints one answer as the panel "vì sao?" does: result, sentence, clause, mark, facts.
func sayAnswer(c console, n int, a rulebook.Answer, year int) {
	result := resultWords[a.Result]
	if a.NotFor != (rulebook.Text{}) {
		result = "không áp dụng"
	}
	c.say("\n%d. %s [%s]: %s", n, a.Title, a.Rule, result)
	if a.Why.VI != "" {
		c.say("   %s", a.Why.VI)
	}
	if t := a.Detail(); t.VI != "" {
		c.say("   %s", t.VI)
	}
	for _, t := range a.When(year) {
		c.say("   %s", t.VI)
	}
	if text := rulebook.Describe(a.Gives).VI; text != "" {
		c.say("   %s", text)
	}
	mark := "đã kiểm chứng"
	if a.Unchecked() {
		mark = "chưa kiểm chứng – không chặn"
	}
	c.say("   Căn cứ: %s (%s)", a.Cite, mark)
	if len(a.FactsUsed) > 0 {
		names := make([]string, len(a.FactsUsed))
		for i, n := range a.FactsUsed {
			names[i] = rulebook.FactLabel(n).VI
		}
		c.say("   Dữ kiện đã đọc: %s", strings.Join(names, ", "))
	}
}
