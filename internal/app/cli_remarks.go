package app

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"thidua/internal/platform/docx/revision"
)

// remarkLine is one change or comment of a Word file, as `thidua remarks --json` prints it.
type remarkLine struct {
	Kind      string `json:"kind"`
	Author    string `json:"author"`
	Date      string `json:"date"`
	Text      string `json:"text"`
	Paragraph int    `json:"paragraph"` // from 0 over all w:p of the body; -1 outside of it
	Quoted    string `json:"quoted"`
}

// remarksCommand prints what reviewers left in a .docx: it writes nothing anywhere.
func remarksCommand(_ context.Context, c console, args []string) error {
	f := newFlags("remarks")
	asJSON := f.Bool("json", false, "")
	if err := f.parse(args); err != nil {
		return err
	}
	if len(f.files) != 1 {
		return badCall("Nêu đúng một tệp Word (.docx) có góp ý.")
	}
	body, err := readFile(f.files[0], revision.MaxFile)
	if err != nil {
		return err
	}
	doc, err := revision.Read(body)
	if err != nil {
		return err
	}
	warnMute(c, doc.Mute)
	if !*asJSON {
		printRemarks(c, doc)
		return nil
	}
	list := make([]remarkLine, 0, len(doc.Changes))
	for _, x := range doc.Changes {
		list = append(list, remarkLine{string(x.Kind), x.Author, x.Date, x.Text, doc.Number(x.Paragraph), x.Quoted})
	}
	e := json.NewEncoder(c.out)
	e.SetIndent("", " ")
	e.SetEscapeHTML(false)
	return e.Encode(list)
}

// warnMute says that comments of a file have lost their words.
func warnMute(c console, n int) {
	if n > 0 {
		fmt.Fprintf(c.err, "Cảnh báo: tệp nhắc tới %d nhận xét nhưng không còn lời của chúng (phần nhận xét bị mất hoặc hỏng). Xin lại tệp gốc để có đủ.\n", n)
	}
}

var remarkNames = map[revision.Kind]string{
	revision.Insertion: "thêm", revision.Deletion: "bỏ", revision.Move: "chuyển chỗ", revision.Format: "đổi định dạng",
	revision.Comment: "nhận xét", revision.Reply: "trả lời",
}

// printRemarks lists the remarks for people, paragraphs counted from 1.
func printRemarks(c console, doc *revision.Document) {
	c.say("%d góp ý trong %d đoạn văn.", len(doc.Changes), len(doc.Paragraphs))
	for _, x := range doc.Changes {
		place := "ngoài thân văn bản"
		if x.Paragraph >= 0 {
			place = "đoạn " + strconv.Itoa(x.Paragraph+1)
		}
		line := place + " · " + remarkNames[x.Kind] + " · " + x.Author
		if x.Date != "" {
			line += " · " + x.Date
		}
		if x.Quoted != "" {
			line += " · về “" + oneLine(x.Quoted) + "”"
		}
		c.say("%s: %s", line, oneLine(x.Text))
	}
}

// oneLine shows line ends as the sign that Word uses.
func oneLine(s string) string { return strings.ReplaceAll(s, "\n", "¶") }
