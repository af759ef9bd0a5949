package report

import (
	"context"
	"unicode/utf8"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/vi"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
	"thidua/internal/platform/docx/revision"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
)

// MaxWord is the largest Word file of a draft in bytes.
const MaxWord = revision.MaxFile

// Taken (đã lấy từ tệp) tells what an uploaded draft brought.
type Taken struct {
	Paragraphs int
	Linked     int // paragraphs whose figures stay linked to their source
	Cells      int // paragraphs of tables that were left out
	Tracked    int // tracked changes that were taken as accepted
}

// Upload (tải Word lên làm dự thảo) makes the draft of a period from a Word file that somebody wrote. Tracked
// changes are taken as accepted. A draft that exists already is left alone: a fault of kind Conflict.
func (s *Service) Upload(ctx context.Context, by who.Actor, b org.Bloc, p civil.Period, name string, data []byte) (got Taken, err error) {
	defer fault.Wrap(&err, "report.Upload(%s, %v)", b.Code, p)
	if err := who.Can(by, who.EditReport, who.Object{Bloc: b.ID}); err != nil {
		return got, err
	}
	if err := document.CheckFile(name, data); err != nil {
		return got, err
	}
	doc, err := revision.Read(data)
	if err != nil {
		return got, err
	}
	list, cells, err := written(doc)
	if err != nil {
		return got, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		got = Taken{Paragraphs: len(list), Cells: cells}
		for _, c := range doc.Changes {
			if c.Kind == revision.Insertion || c.Kind == revision.Deletion || c.Kind == revision.Move {
				got.Tracked++
			}
		}
		v, err := s.view(ctx, tx, b, p)
		if err != nil {
			return err
		}
		if v.Stored {
			return fault.New(fault.Conflict, "report.exists|Đã có dự thảo của kỳ này. Mở dự thảo để sửa tiếp.")
		}
		facts, err := FactsOf(ctx, tx, v.Table)
		if err != nil {
			return err
		}
		d := db.NewID[DraftReport](tx)
		if _, err := tx.Exec(ctx, qDraftNew, d, b.ID, string(p)); err != nil {
			return err
		}
		for _, x := range Settle(list, Compose(facts), func(q Part) string { return v.Table.Plain(q.Text) }) {
			n, err := s.insert(ctx, tx, by, d, x)
			if err != nil {
				return err
			}
			if x.Removed {
				if err := tx.ExecOne(ctx, qParaSave, string(x.Kind), x.Text, x.Auto, x.Source, x.From, x.Order, true, by.Name, s.db.Clock.Now().UnixMilli(), n, int64(1)); err != nil {
					return err
				}
			} else if x.Key != "" {
				got.Linked++
			}
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "report.upload", On: object(b, p), Version: 1, After: map[string]any{"file": name, "paragraphs": len(list)}})
	})
	return got, err
}

// written takes the paragraphs of a report out of an opened file, within the bounds of a draft.
func written(doc *revision.Document) (list []Written, cells int, err error) {
	var plain []Plain
	for _, x := range doc.Paragraphs {
		if x.Removed {
			continue
		}
		text := vi.NFC(x.After)
		if n := len(plain); n > 0 && x.Joined && text == "" {
			continue
		}
		plain = append(plain, Plain{Text: text, Style: x.Style, Cell: x.Cell})
	}
	list, cells = ReadWritten(plain)
	if len(list) < 3 {
		return nil, 0, fault.New(fault.Invalid, "report.word.empty|Không đọc được phần lời của báo cáo trong tệp: chỉ thấy {n} đoạn ngoài bảng. Kiểm tra lại tệp, hoặc soạn dự thảo từ số liệu.", fault.P{"n": len(list)})
	}
	if len(list) > maxWritten {
		return nil, 0, fault.New(fault.TooLarge, "report.word.long|Tệp có {n} đoạn, tối đa {max}. Bỏ phần phụ lục rồi tải lại.", fault.P{"n": len(list), "max": maxWritten})
	}
	for _, w := range list {
		if m, _ := document.FindMark(w.Text); m != "" {
			return nil, 0, document.Marked(m, "tệp Word")
		}
		if n := utf8.RuneCountInString(w.Text); n > maxText {
			return nil, 0, fault.New(fault.Invalid, "report.long|Đoạn dài {n} ký tự, tối đa {max}. Chia thành nhiều đoạn.", fault.P{"n": n, "max": maxText})
		}
	}
	return list, cells, nil
}

// maxWritten bounds the paragraphs of an uploaded draft.
const maxWritten = 2000
