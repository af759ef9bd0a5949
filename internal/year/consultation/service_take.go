package consultation

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"path/filepath"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
	"thidua/internal/year/document"
	"thidua/internal/year/report"
)

// Upload (nhận tệp góp ý) keeps a Word file as it came and reads it; nothing is taken yet.
func (s *Service) Upload(ctx context.Context, by who.Actor, at report.Place, name string, data []byte) (n FileID, r *Reading, err error) {
	defer fault.Wrap(&err, "consultation.Upload(%s)", name)
	unit, err := s.mayImport(by, at)
	if err != nil {
		return 0, nil, err
	}
	if err := document.CheckFile(name, data); err != nil {
		return 0, nil, err
	}
	if r, err = s.Preview(ctx, by, at, data); err != nil {
		return 0, nil, err
	}
	for _, l := range r.Lines { // a secret may stand in the words somebody added
		for _, x := range l.Sources {
			if m, _ := document.FindMark(x.Text); m != "" {
				return 0, nil, document.Marked(m, "góp ý")
			}
		}
	}
	hash, err := s.files.Put(ctx, bytes.NewReader(data))
	if err != nil {
		return 0, nil, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		d, err := report.DraftOf(ctx, tx, at.Bloc.ID, at.Period)
		if err != nil {
			return err
		}
		n, err = s.keepFile(ctx, tx, by, at, File{Draft: d.ID, Name: filepath.Base(strings.ReplaceAll(name, `\`, "/")), Hash: hash, Size: int64(len(data)), Unit: unit})
		return err
	})
	return n, r, err
}

// mayImport gives the unit for which an actor may bring files: 0 for the secretary, whose
// files name their authors.
func (s *Service) mayImport(by who.Actor, at report.Place) (id.Unit, error) {
	if who.Can(by, who.EditReport, who.Object{Bloc: at.Bloc.ID}) == nil {
		return 0, nil
	}
	unit := UnitIn(by, at.Bloc.ID)
	return unit, who.Can(by, who.RemarkReport, who.Object{Bloc: at.Bloc.ID, Unit: unit})
}

func (s *Service) keepFile(ctx context.Context, tx *db.Tx, by who.Actor, at report.Place, f File) (FileID, error) {
	same, err := db.All(ctx, tx, qFileSame, scanFile, f.Draft, f.Hash, f.Unit)
	if err != nil {
		return 0, err
	}
	if len(same) > 0 {
		return same[0].ID, nil // the same file again
	}
	f.ID = db.NewID[File](tx)
	if _, err := tx.Exec(ctx, qFileNew, f.ID, f.Draft, f.Name, f.Hash, f.Size, f.Unit, by.Name, s.db.Clock.Now().UnixMilli()); err != nil {
		return 0, err
	}
	return f.ID, audit.Write(ctx, tx, audit.Entry{By: by, Did: "consultation.file", On: object(at), After: map[string]string{"name": f.Name, "sha256": f.Hash}})
}

// Preview (xem trước tệp góp ý) reads a file and writes nothing.
func (s *Service) Preview(ctx context.Context, by who.Actor, at report.Place, data []byte) (_ *Reading, err error) {
	defer fault.Wrap(&err, "consultation.Preview")
	unit, err := s.mayImport(by, at)
	if err != nil {
		return nil, err
	}
	k, versions, err := s.all(ctx, by, at)
	if err != nil {
		return nil, err
	}
	return k.Interpret(data, versions, sender(unit, data))
}

// sender names who sends a file: the unit; of what the secretary brings, the file itself.
func sender(unit id.Unit, data []byte) string {
	if unit != 0 {
		return unit.String()
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// all gives the desk with the texts of its versions. Without a stored draft it gives what the
// system would write, so that a file can be looked at.
func (s *Service) all(ctx context.Context, by who.Actor, at report.Place) (k *Desk, list []Version, err error) {
	k, err = s.Read(ctx, by, at)
	if fault.Is(err, fault.NotFound) {
		return s.unstored(ctx, by, at)
	}
	if err != nil {
		return nil, nil, err
	}
	for _, v := range k.Versions {
		if v, err = VersionOf(ctx, s.db, v.ID); err != nil {
			return nil, nil, err
		}
		list = append(list, v)
	}
	return k, list, nil
}

func (s *Service) unstored(ctx context.Context, by who.Actor, at report.Place) (*Desk, []Version, error) {
	v, err := s.report.Open(ctx, by, at.Bloc, at.Period)
	if err != nil {
		return nil, nil, err
	}
	k := &Desk{Place: at, Draft: v.Draft, Table: v.Table, Marks: map[RemarkID][]Mark{}}
	for i, p := range v.Draft.Visible() {
		k.Passages = append(k.Passages, Passage{Para: report.ParagraphID(i + 1), Kind: p.Kind, Linked: p.Text, Text: v.Table.Plain(p.Text)})
	}
	return k, nil, nil
}

// Stored (tệp đã nhận) gives a file that came back and how it reads today.
func (s *Service) Stored(ctx context.Context, by who.Actor, at report.Place, n FileID) (f File, r *Reading, err error) {
	defer fault.Wrap(&err, "consultation.Stored(%v)", n)
	unit, err := s.mayImport(by, at)
	if err != nil {
		return f, nil, err
	}
	k, versions, err := s.all(ctx, by, at)
	if err != nil {
		return f, nil, err
	}
	if f, err = db.One(ctx, s.db, qFile, scanFile, n, k.Draft.ID); err != nil {
		return f, nil, err
	}
	if unit != 0 && f.Unit != unit {
		return f, nil, fault.New(fault.NotFound, "db.none|Không tìm thấy mục này. Có thể đã bị xóa hoặc đường dẫn chưa đúng.")
	}
	data, err := s.files.Get(ctx, f.Hash)
	if err != nil {
		return f, nil, err
	}
	r, err = k.Interpret(data, versions, sender(f.Unit, data))
	if r != nil {
		r.File = f
	}
	return f, r, err
}

// Take (nhận góp ý của tệp) stores the remarks of a file: all that are new, or none. Remarks
// that were read before change nothing.
func (s *Service) Take(ctx context.Context, by who.Actor, at report.Place, n FileID) (r *Reading, err error) {
	defer fault.Wrap(&err, "consultation.Take(%v)", n)
	f, r, err := s.Stored(ctx, by, at, n)
	if err != nil {
		return nil, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error { return s.take(ctx, tx, by, at, f, r) })
	return r, err
}

func (s *Service) take(ctx context.Context, tx *db.Tx, by who.Actor, at report.Place, f File, r *Reading) error {
	k, err := Open(ctx, tx, at)
	if err != nil {
		return err
	}
	lead := f.Unit == 0
	if _, err := k.remark(Entry{Kind: Comment, Text: "x"}, lead, s.Today()); err != nil {
		return err // the reason why no remark is taken now
	}
	byPrint := map[string]RemarkID{}
	for _, x := range k.Remarks {
		byPrint[x.Print] = x.ID
	}
	for i := range r.Lines {
		l := &r.Lines[i]
		if l.Action == Skip {
			continue
		}
		x := l.Remark
		x.File, x.Recorder = f.ID, by.Name
		if l.ReplyTo != "" {
			x.Parent = byPrint[l.ReplyTo]
		}
		if x.At.IsZero() {
			x.At = s.db.Clock.Now()
		}
		if x.Author == "" {
			x.Author = by.Name
		}
		if x.Unit = f.Unit; lead {
			x.Unit = k.unitOf(x.Author)
		}
		id, err := s.put(ctx, tx, by, at, x)
		if err != nil {
			return err
		}
		byPrint[x.Print] = id
	}
	if f.Taken {
		return nil
	}
	if _, err := tx.Exec(ctx, qFileTaken, f.ID); err != nil {
		return err
	}
	return audit.Write(ctx, tx, audit.Entry{By: by, Did: "consultation.take", On: object(at), After: map[string]any{"file": f.Name, "new": r.Count(Take), "same": r.Count(Known)}})
}
