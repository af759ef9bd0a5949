package progress

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/base/sheet"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
	"thidua/internal/platform/intake"
	"thidua/internal/year/document"
	"thidua/internal/year/plan"
	"thidua/internal/year/progress/reading"
)

// Upload is the largest file that is taken, in bytes.
func Upload() int64 { return intake.Default.FileBytes }

// Formats gives the extensions of the files that can be read.
func Formats() []string { return intake.Formats() }

// read opens a file and reads the figures of the form's unit out of it. A file with a mark
// of state secrecy is refused before anything is kept.
func (s *Service) read(ctx context.Context, q db.Q, f *Form, name string, data []byte) (*Import, error) {
	m, err := s.found(ctx, q, f, name, data)
	if err != nil {
		return nil, err // a mark in a cell is told with its place
	}
	return m, document.CheckFile(name, data) // headers, notes, drawings, titles, the name
}

func (s *Service) found(ctx context.Context, q db.Q, f *Form, name string, data []byte) (*Import, error) {
	book, err := openFile(name, data)
	if err != nil {
		return nil, err
	}
	if tag, ok := PacketTag(book); ok {
		p, err := packetByCode(ctx, q, tag.Code)
		if fault.Is(err, fault.NotFound) {
			return nil, asInvalid(err)
		} else if err != nil {
			return nil, err
		}
		return s.readPacket(ctx, q, f, book, p, tag)
	}
	return s.readBook(ctx, q, f, book)
}

func (s *Service) readBook(ctx context.Context, q db.Q, f *Form, book *sheet.Book) (*Import, error) {
	mem, err := MemoryOf(ctx, q, f.Bloc.ID, f.Unit.ID)
	if err != nil {
		return nil, err
	}
	res := reading.Read(Request(f, book, mem))
	if len(res.Marks) > 0 {
		k := res.Marks[0]
		return nil, document.Marked(k.Level, place(k.Sheet, k.At))
	}
	plainArgs(&res)
	return &Import{Period: f.Period.ID, Unit: f.Unit.ID, Kind: File, File: book.Name, SHA256: book.SHA256, State: Pending, Found: res}, nil
}

// Request gives what the reader must know about the form to read its file.
func Request(f *Form, book *sheet.Book, mem reading.Memory) reading.Request {
	r := reading.Request{Book: book, Period: f.Period.Period, Memory: mem, Unit: reading.Unit{Code: f.Unit.Code, Name: f.Unit.Name, Short: f.Unit.Short}}
	for _, m := range f.Members {
		if m.Unit.ID != f.Unit.ID {
			r.Others = append(r.Others, reading.Unit{Code: m.Unit.Code, Name: m.Unit.Name, Short: m.Unit.Short})
		}
	}
	for _, c := range f.Cells {
		half := c.Goal.Half
		if half == nil && c.Kind.Adds() {
			half = plan.Expected(c.Kind, c.Direction, c.Goal, f.Period.Period)
		}
		r.Targets = append(r.Targets, reading.Target{Code: c.Code, Name: c.Name, Measure: c.Measure, Kind: reading.Kind(c.Kind), Direction: string(c.Direction),
			Plan: c.Goal.Year, Half: half, Last: c.Last})
	}
	return r
}

// Preview reads a file for a form and keeps what was found, so that the preview page and
// the commit see exactly the same. Nothing of the figures is written. It also tells when
// the same file was written before.
func (s *Service) Preview(ctx context.Context, by who.Actor, at Place, name string, data []byte) (m *Import, before *Import, err error) {
	defer fault.Wrap(&err, "progress.Preview(%s)", name)
	f, err := s.fillable(ctx, by, at)
	if err != nil {
		return nil, nil, err
	}
	if m, err = s.read(ctx, s.db, f, name, data); err != nil {
		return nil, nil, err
	}
	return s.keep(ctx, by, f, m, data)
}

// PreviewPaste reads a pasted table as Preview reads a file.
func (s *Service) PreviewPaste(ctx context.Context, by who.Actor, at Place, text string) (m *Import, before *Import, err error) {
	defer fault.Wrap(&err, "progress.PreviewPaste")
	f, err := s.fillable(ctx, by, at)
	if err != nil {
		return nil, nil, err
	}
	if strings.TrimSpace(text) == "" {
		const msg = "paste.empty|Dán bảng đã chép từ Excel vào ô này, gồm cột tên chỉ tiêu và cột số liệu."
		return nil, nil, fault.New(fault.Invalid, msg).With("text", msg)
	}
	if m, err = s.readBook(ctx, s.db, f, pastedBook(text)); err != nil {
		return nil, nil, err
	}
	m.Kind = Pasted
	return s.keep(ctx, by, f, m, []byte(text))
}

// pastedBook makes a sheet of tab-separated lines.
func pastedBook(text string) *sheet.Book {
	sum := sha256.Sum256([]byte(text))
	sh := sheet.Sheet{}
	for i, line := range strings.Split(strings.ReplaceAll(strings.TrimRight(text, "\r\n"), "\r", ""), "\n") {
		for j, cell := range strings.Split(line, "\t") {
			if cell = strings.Trim(cell, `" `); cell == "" {
				continue
			}
			sh.Cells = append(sh.Cells, sheet.Cell{Row: i + 1, Col: j + 1, At: sheet.A1(i+1, j+1), Kind: sheet.Text, Text: cell})
			sh.Cols = max(sh.Cols, j+1)
		}
		sh.Rows = i + 1
	}
	return &sheet.Book{Name: "bảng dán", Format: sheet.CSV, SHA256: hex.EncodeToString(sum[:]), Sheets: []sheet.Sheet{sh}}
}

// fillable loads a form that the actor may fill. A locked one is still previewed.
func (s *Service) fillable(ctx context.Context, by who.Actor, at Place) (*Form, error) {
	if err := who.Can(by, who.FillFigures, at.object()); err != nil {
		return nil, err
	}
	return s.Form(ctx, by, at)
}

func (s *Service) keep(ctx context.Context, by who.Actor, f *Form, m *Import, data []byte) (_, before *Import, err error) {
	if _, err := s.files.Put(ctx, bytes.NewReader(data)); err != nil {
		return nil, nil, err
	}
	m.By, m.User = by.Name, by.User
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		m.At = s.Now()
		same, err := db.All(ctx, tx, qImportSame, scanImport, int64(m.Period), int64(m.Unit), m.SHA256)
		if err != nil {
			return err
		}
		if before = nil; len(same) > 0 {
			before = same[0]
		}
		if err := insertImport(ctx, tx, m); err != nil {
			return err
		}
		return s.importLeaf(ctx, writing{tx, by, f, nil}, m, "progress.import.preview")
	})
	return m, before, err
}

func (s *Service) importLeaf(ctx context.Context, w writing, m *Import, did string) error {
	return audit.Write(ctx, w.tx, audit.Entry{By: w.by, Did: did, On: w.form.on("import", m.ID.String()), Version: m.Version,
		After: map[string]any{"file": m.File, "sha256": m.SHA256, "written": m.Written, "state": m.State}})
}

// A Look (bản xem trước) is an import with the form it concerns and what it would do.
type Look struct {
	Form    *Form
	Import  *Import
	Preview Preview
}

// Look gives a kept import and what it would do to the form as it stands now.
func (s *Service) Look(ctx context.Context, by who.Actor, at Place, i ImportID) (l *Look, err error) {
	defer fault.Wrap(&err, "progress.Look(%v)", i)
	if err := who.Can(by, who.ReadFigures, at.object()); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		l, err = s.look(ctx, tx, by, at, i)
		return err
	})
	return l, err
}

func (s *Service) look(ctx context.Context, q db.Q, by who.Actor, at Place, i ImportID) (*Look, error) {
	f, err := FormOf(ctx, q, at)
	if err != nil {
		return nil, err
	}
	m, err := ImportByID(ctx, q, i)
	if err != nil {
		return nil, err
	}
	if m.Unit != f.Unit.ID || m.Period != f.Period.ID {
		return nil, fault.New(fault.NotFound, "imp.none|Không tìm thấy lần nhập này. Tải tệp lên lại.")
	}
	return &Look{f, m, PreviewOf(f, m, s.lockFor(f, by, m))}, nil
}

// onImport runs f on a kept import inside one write transaction.
func (s *Service) onImport(ctx context.Context, by who.Actor, at Place, i ImportID, f func(tx *db.Tx, l *Look) error) error {
	fill := who.Can(by, who.FillFigures, at.object())
	if fill != nil && who.Can(by, who.CarryPacket, at.object()) != nil {
		return fill
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := s.look(ctx, tx, by, at, i)
		if err != nil {
			return err
		}
		if fill != nil && !carrying(by, l.Import, l.Form) {
			return fill
		}
		return f(tx, l)
	})
}

// Decide keeps the answers of a preview (kiểm tra lại).
func (s *Service) Decide(ctx context.Context, by who.Actor, at Place, i ImportID, a Answers) (err error) {
	defer fault.Wrap(&err, "progress.Decide(%v)", i)
	return s.onImport(ctx, by, at, i, func(tx *db.Tx, l *Look) error {
		if l.Import.State != Pending {
			return errImportDone(l.Import)
		}
		l.Import.Answers = a
		if carrying(by, l.Import, l.Form) {
			onlyOffered(l.Import)
		}
		if err := updateImport(ctx, tx, l.Import); err != nil {
			return err
		}
		return s.importLeaf(ctx, writing{tx, by, l.Form, nil}, l.Import, "progress.import.answer")
	})
}

func errImportDone(m *Import) error {
	switch m.State {
	case Written:
		return fault.New(fault.Conflict, "imp.same|Tệp này đã nhập lúc {time} {date}. Không có gì thay đổi.", fault.P{"time": m.WrittenAt.Format("15:04"), "date": m.WrittenAt.Format("02/01/2006")})
	case Undone:
		return fault.New(fault.Conflict, "imp.undone|Lần nhập này đã hoàn tác. Tải tệp lên lại nếu cần nhập.")
	}
	return fault.New(fault.Conflict, "imp.cancelled|Lần nhập này đã hủy. Tải tệp lên lại nếu cần nhập.")
}

// Cancel drops a preview.
func (s *Service) Cancel(ctx context.Context, by who.Actor, at Place, i ImportID) (err error) {
	defer fault.Wrap(&err, "progress.Cancel(%v)", i)
	return s.onImport(ctx, by, at, i, func(tx *db.Tx, l *Look) error {
		if l.Import.State != Pending {
			return errImportDone(l.Import)
		}
		l.Import.State = Cancelled
		if err := updateImport(ctx, tx, l.Import); err != nil {
			return err
		}
		return s.importLeaf(ctx, writing{tx, by, l.Form, nil}, l.Import, "progress.import.cancel")
	})
}

// Commit writes every certain cell, every answered question and every section taken over
// in one transaction, and nothing else: open questions stay empty. The answers are those
// of a, or the kept ones when a is nil.
func (s *Service) Commit(ctx context.Context, by who.Actor, at Place, i ImportID, a *Answers) (l *Look, err error) {
	defer fault.Wrap(&err, "progress.Commit(%v)", i)
	err = s.onImport(ctx, by, at, i, func(tx *db.Tx, look *Look) error {
		l = look
		if a != nil {
			l.Import.Answers = *a
		}
		if l.Import.State != Pending {
			return errImportDone(l.Import)
		}
		return s.commit(ctx, tx, by, l)
	})
	return l, err
}

func (s *Service) commit(ctx context.Context, tx *db.Tx, by who.Actor, l *Look) error {
	f, m := l.Form, l.Import
	if carrying(by, m, f) {
		onlyOffered(m)
	}
	lock := s.lockFor(f, by, m)
	if lock != nil {
		return lock.Fault(fault.Conflict)
	}
	w := writing{tx, by, f, nil}
	l.Preview = PreviewOf(f, m, nil)
	m.Before = nil
	for _, r := range l.Preview.Rows {
		if r.State != WillWrite {
			continue
		}
		c := f.Cell(r.Cell.Code)
		old := c.Value
		src := Source{Kind: m.Kind, File: m.File, SHA256: m.SHA256, At: r.At, Raw: r.Raw, Import: m.ID}
		if r.At == "" { // not in the file: typed by hand on the preview
			src = Source{Kind: Typed, Raw: r.Other, Import: m.ID}
			if m.Kind == CLI {
				src.Kind = CLI
			}
		}
		v := Value{Value: r.Value, Source: src}
		if len(r.Issues) > 0 {
			v.Reason = r.Note
		}
		if err := s.write(ctx, w, c, v, "progress.value.import"); err != nil {
			return err
		}
		m.Before = append(m.Before, Before{Code: c.Code, Value: old.Value, Reason: old.Reason, Source: old.Source, Rev: c.Value.Rev})
	}
	for _, t := range l.Preview.Texts {
		if !t.Take || t.Same {
			continue
		}
		old := f.Texts[t.Heading]
		now, err := s.writeText(ctx, w, t.Heading, t.Body, Source{Kind: m.Kind, File: m.File, SHA256: m.SHA256, At: t.At, Raw: t.Title, Import: m.ID})
		if err != nil {
			return err
		}
		m.Before = append(m.Before, Before{Heading: t.Heading, Body: old.Body, Source: old.Source, Rev: now.Rev})
	}
	m.State, m.WrittenAt, m.Written = Written, s.Now(), len(m.Before)
	if err := updateImport(ctx, tx, m); err != nil {
		return err
	}
	old, err := MemoryOf(ctx, tx, f.Bloc.ID, f.Unit.ID)
	if err != nil {
		return err
	}
	if err := saveMemory(ctx, tx, f.Bloc.ID, f.Unit.ID, merge(old, learn(m))); err != nil {
		return err
	}
	if m.Packet != nil {
		if err := s.packetBack(ctx, w, m); err != nil {
			return err
		}
	}
	return s.importLeaf(ctx, w, m, "progress.import.commit")
}

// Undo puts back what an import replaced (hoàn tác lần nhập này). What was changed since
// stays as it is; its names are returned.
func (s *Service) Undo(ctx context.Context, by who.Actor, at Place, i ImportID) (kept []string, err error) {
	defer fault.Wrap(&err, "progress.Undo(%v)", i)
	err = s.onImport(ctx, by, at, i, func(tx *db.Tx, l *Look) error {
		kept = nil
		f, m := l.Form, l.Import
		if m.State != Written {
			return fault.New(fault.Conflict, "imp.notwritten|Lần nhập này chưa ghi hoặc đã hoàn tác. Không có gì để hoàn tác.")
		}
		if lock := s.lockFor(f, by, m); lock != nil {
			return lock.Fault(fault.Conflict)
		}
		for _, b := range m.Before {
			name, err := s.putBack(ctx, writing{tx, by, f, nil}, b)
			if err != nil {
				return err
			}
			if name != "" {
				kept = append(kept, name)
			}
		}
		m.State = Undone
		if err := updateImport(ctx, tx, m); err != nil {
			return err
		}
		return s.importLeaf(ctx, writing{tx, by, f, nil}, m, "progress.import.undo")
	})
	return kept, err
}

// putBack restores one cell or section; it gives the name of what was changed since.
func (s *Service) putBack(ctx context.Context, w writing, b Before) (string, error) {
	f := w.form
	if b.Heading != "" {
		if f.Texts[b.Heading].Rev != b.Rev {
			return fault.Text(b.Heading.Label(), nil), nil
		}
		src := b.Source
		src.Import = 0
		_, err := s.writeText(ctx, w, b.Heading, b.Body, src)
		return "", err
	}
	c := f.Cell(b.Code)
	if c == nil || c.Value.Rev != b.Rev {
		return fmt.Sprint(b.Code), nil
	}
	return "", s.write(ctx, w, c, Value{Value: b.Value, Reason: b.Reason, Source: b.Source}, "progress.value.undo")
}
