package report

import (
	"regexp"
	"strings"
)

// A Written (đoạn tự soạn) is a paragraph of a draft that somebody wrote in Word.
type Written struct {
	Kind Kind
	Text string
}

// A Plain (đoạn của tệp Word) is a paragraph of a Word file with what its layout says.
type Plain struct {
	Text  string
	Style string // id of its style
	Cell  bool   // it stands in a table or a text box
}

var (
	romanHead  = regexp.MustCompile(`^(?:PHẦN|Phần)?\s*[IVX]{1,5}[.)/]\s*\S`)
	numberHead = regexp.MustCompile(`^\d{1,2}(?:\.\d{1,2})?[.)]\s*\S`)
	dashItem   = regexp.MustCompile(`^[-–—+•*]\s*`)
)

// longHead is from how many characters on a numbered paragraph is text and no heading.
const longHead = 160

// ReadWritten (đọc dự thảo tự soạn) takes the paragraphs of a report out of a Word file: without the head of
// the document, its tables, the addressees and the signature. It gives how many paragraphs of tables were left out.
func ReadWritten(list []Plain) (out []Written, cells int) {
	from := 0
	for i, p := range list { // the head ends with whom it is for, or before the first large heading
		if p.Cell {
			continue
		}
		text := strings.TrimSpace(p.Text)
		if strings.HasPrefix(strings.ToLower(text), "kính gửi") && i < len(list)/2 {
			from = i + 1
		}
		if romanHead.MatchString(text) {
			break
		}
	}
	for i, p := range list {
		text := strings.TrimSpace(p.Text)
		switch {
		case i < from || text == "":
			continue
		case p.Cell:
			if len(out) > 0 {
				cells++
			}
			continue
		case strings.HasPrefix(strings.ToLower(text), "nơi nhận"):
			return out, cells
		case len(out) == 0 && inHead(text):
			continue
		}
		w := writtenOf(text, p.Style)
		if n := len(out); w.Text != "" && !(n > 0 && out[n-1] == w) {
			out = append(out, w)
		}
		if strings.HasSuffix(text, "./.") {
			return out, cells
		}
	}
	return out, cells
}

// inHead reports whether a line in front of the text belongs to the head of a document: capitals alone, or
// number, place and day.
func inHead(text string) bool {
	if romanHead.MatchString(text) {
		return false
	}
	low := strings.ToLower(text)
	return text == strings.ToUpper(text) || strings.HasPrefix(low, "số:") || strings.HasPrefix(low, "độc lập") || strings.Contains(low, ", ngày ") && len([]rune(text)) < 60
}

func writtenOf(text, style string) Written {
	level := ""
	if s := strings.ToLower(style); strings.HasPrefix(s, "heading") {
		level = strings.TrimPrefix(s, "heading")
	}
	short := len([]rune(text)) < longHead
	switch {
	case dashItem.MatchString(text):
		return Written{Item, strings.TrimSpace(dashItem.ReplaceAllString(text, ""))}
	case level == "1", romanHead.MatchString(text) && short:
		return Written{Section, text}
	case level == "2", level == "3", numberHead.MatchString(text) && short && !strings.HasSuffix(text, ";") && !strings.HasSuffix(text, "."):
		return Written{Title, text}
	}
	return Written{Body, text}
}

// Settle (gắn với nguồn) makes a draft of what somebody wrote. Where it says word for word what the system would
// write, the figures keep their links; what the system would write and the file does not say is kept as
// removed, so that it is not proposed again and can be brought back. printed gives the words of a part.
func Settle(list []Written, parts []Part, printed func(Part) string) []Paragraph {
	byText := map[string][]int{}
	for i, p := range parts {
		key := strings.ToLower(strings.TrimSpace(printed(p)))
		byText[key] = append(byText[key], i)
	}
	var out []Paragraph
	used := map[int]bool{}
	last := 0
	removed := func(until int) {
		for ; last < until; last++ {
			if p := parts[last]; !used[last] {
				used[last] = true
				out = append(out, Paragraph{Key: p.Key, Kind: p.Kind, Text: p.Text, Auto: p.Text, Source: p.Source, From: p.From, Removed: true})
			}
		}
	}
	for _, w := range list {
		key := strings.ToLower(w.Text)
		found := -1
		for _, i := range byText[key] {
			if !used[i] && i >= last {
				found = i
				break
			}
		}
		if found < 0 {
			out = append(out, Paragraph{Kind: w.Kind, Text: w.Text})
			continue
		}
		removed(found)
		p := parts[found]
		used[found], last = true, found+1
		out = append(out, Paragraph{Key: p.Key, Kind: p.Kind, Text: p.Text, Auto: p.Text, Source: p.Source, From: p.From})
	}
	removed(len(parts))
	for i := range out {
		out[i].Order = int64(i+1) * step
	}
	return out
}
