package document

import (
	"bytes"
	"context"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/db"
	"thidua/internal/platform/docx"
	"thidua/internal/platform/pdf"
	"thidua/internal/year/org"
)

// A SignedFile (bản đã ký) is what comes back from the place where a document was signed.
type SignedFile struct {
	Document ID
	Version  int64
	Name     string
	Data     []byte
	Day      civil.Date // zero: the day of issue
	Scan     bool       // keep it as a scan, without comparing it with ours
}

// KeepSigned (lưu bản ký) stores the signed file of an issued document. A PDF must extend
// the issued one byte for byte (CheckSigned), unless it is kept as a scan; the issued file
// stays either way.
func (s *Service) KeepSigned(ctx context.Context, by who.Actor, f SignedFile) (o Outgoing, err error) {
	defer fault.Wrap(&err, "document.KeepSigned(%v)", f.Document)
	was, err := s.own(ctx, s.db, by, f.Document)
	if err != nil {
		return was, err
	}
	if was.State == OutDraft {
		return was, fault.New(fault.Conflict, "document.sign.draft|Dự thảo chưa ban hành. Ban hành để lấy số và tệp PDF, ký tệp đó, rồi tải lên.")
	}
	if !was.State.InForce() {
		return was, fault.New(fault.Conflict, "document.sign.over|Văn bản đã thu hồi hoặc bị thay thế nên không nhận bản ký nữa.")
	}
	if len(f.Data) == 0 {
		return was, fault.New(fault.Invalid, "document.file.empty|Tệp {name} trống. Chọn tệp khác.", fault.P{"name": f.Name}).With("file", "document.file.empty|Tệp {name} trống. Chọn tệp khác.", fault.P{"name": f.Name})
	}
	if f.Day.IsZero() {
		f.Day = was.Day
	}
	if s.Today().Before(f.Day) {
		m, p := "document.sign.future|Ngày ký {day} chưa tới. Ghi ngày hôm nay hoặc trước đó.", fault.P{"day": f.Day.VN()}
		return was, fault.New(fault.Invalid, m, p).With("day", m, p)
	}
	if !f.Scan {
		ours, err := s.files.Get(ctx, was.PDF)
		if err != nil {
			return was, err
		}
		if err := CheckSigned(ours, f.Data); err != nil {
			return was, err
		}
	}
	kept, err := s.Attach(ctx, by, was.Bloc, f.Name, f.Data)
	if err != nil {
		return was, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error { return s.keep(ctx, tx, by, f, kept, &o) })
	return o, err
}

func (s *Service) keep(ctx context.Context, tx *db.Tx, by who.Actor, f SignedFile, kept Stored, out *Outgoing) error {
	was, err := s.own(ctx, tx, by, f.Document)
	if err != nil {
		return err
	}
	if *out = was; was.Signed == kept.Hash && was.SignedAs == f.Name {
		return nil // the form was sent twice
	}
	o := was
	o.State, o.Signed, o.SignedAs, o.SignedHow, o.SignedDay = OutSigned, kept.Hash, f.Name, SignedOurs, f.Day
	if f.Scan {
		o.SignedHow = SignedScan
	}
	d, err := Of(ctx, tx, o.ID)
	if err != nil {
		return err
	}
	changed := d
	changed.File, changed.FileName, changed.FileSize = kept.Hash, f.Name, kept.Size
	if err := update(ctx, tx, d, changed); err != nil {
		return err
	}
	was.Version = f.Version
	if err := s.move(ctx, tx, by, "document.signed", was, &o); err != nil {
		return err
	}
	*out = o
	return nil
}

// A Copy (bản tải về) names a file of a document of the bloc.
type Copy string

// The files of a document: as PDF and Word, of a draft as it reads now, of an issued one
// as it was issued; and the signed file.
const (
	CopyPDF    Copy = "pdf"
	CopyDOCX   Copy = "docx"
	CopySigned Copy = "da-ky"
)

// Fetch gives a file of a document of the bloc with its name: drafts to whoever may issue
// them, issued ones to every member.
func (s *Service) Fetch(ctx context.Context, by who.Actor, d ID, c Copy) (name string, data []byte, err error) {
	defer fault.Wrap(&err, "document.Fetch(%v, %s)", d, c)
	o, err := s.Show(ctx, by, d)
	if err != nil {
		return "", nil, err
	}
	hash := map[Copy]string{CopyPDF: o.PDF, CopyDOCX: o.DOCX, CopySigned: o.Signed}[c]
	if hash != "" {
		if name = FileName(o, string(c)); c == CopySigned {
			name = o.SignedAs
		}
		data, err = s.files.Get(ctx, hash)
		return name, data, err
	}
	if o.State != OutDraft || c == CopySigned {
		return "", nil, fault.New(fault.NotFound, "document.nofile|Văn bản này chưa có tệp đính kèm.")
	}
	b, err := org.BlocOf(ctx, s.db, o.Bloc)
	if err != nil {
		return "", nil, err
	}
	x, err := SeriesOf(ctx, s.db, o.Bloc, s.Today().Year)
	if err != nil {
		return "", nil, err
	}
	var out bytes.Buffer
	if c == CopyDOCX {
		err = docx.Write(&out, o.Paper(b, x))
	} else {
		err = pdf.Write(&out, o.Paper(b, x))
	}
	return FileName(o, string(c)), out.Bytes(), err
}

// Show gives a document of the bloc to whoever may see it: drafts only to those who may
// issue them.
func (s *Service) Show(ctx context.Context, by who.Actor, d ID) (Outgoing, error) {
	o, err := OutgoingOf(ctx, s.db, d)
	if err != nil {
		return o, err
	}
	act := who.ReadBloc
	if o.State == OutDraft {
		act = who.IssueDocument
	}
	return o, who.Can(by, act, who.Object{Bloc: o.Bloc})
}
