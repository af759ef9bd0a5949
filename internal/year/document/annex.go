package document

import (
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
)

// An Annex (tệp kèm theo) is a file that goes with a document of the bloc: a form, a table, a
// list. It is added while the document is a draft and issued with it.
type Annex struct {
	ID       AnnexID
	Document ID
	Order    int // from 1
	Title    string
	File     Stored
	By       string
	At       time.Time
}

// AnnexID names an annex.
type AnnexID = id.Of[Annex]

// MaxAnnexes is how many files may go with one document.
const MaxAnnexes = 20

// Clean trims and checks the title of an annex. Errors: Invalid with the field title.
func (a Annex) Clean() (Annex, error) {
	if a.Title = tidy(a.Title); a.Title == "" || len([]rune(a.Title)) > maxIssuer {
		m, p := "document.annex.title|Ghi tên tệp kèm theo, không quá {n} ký tự, ví dụ: Biểu đăng ký chỉ tiêu.", fault.P{"n": maxIssuer}
		return a, fault.New(fault.Invalid, m, p).With("title", m, p)
	}
	if m, _ := FindMark(a.Title); m != "" {
		return a, Marked(m, "tên tệp kèm theo")
	}
	return a, nil
}
