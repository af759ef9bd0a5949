package document

import (
	"bytes"
	"context"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/vi"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
	"thidua/internal/platform/docx"
	"thidua/internal/platform/pdf"
	"thidua/internal/year/org"
)

// Draft (soạn thảo) stores a new draft, with links from it to documents of the register.
//
// Other stages of the year draft their papers through it, inside their own transaction:
//
//	o := document.Form("GM", bloc)                  // addressees, signature: as the type wants them
//	o.Subject, o.Body = "Hội nghị sơ kết …", "…"    // text as document.Parse reads it; tables: document.TableText
//	o.Origin = "conference/" + c.ID.String() + "/GM" // the same origin makes one document, however often asked
//	o, err = docs.Draft(ctx, tx, by, o, document.Link{Relation: document.BasedOn, Target: plan})
//
// and lead to Path(o.ID), where the secretary reads, corrects and issues it. A stage that
// issues at once calls Issue with o.ID and o.Version. While the paper is a draft, Redraft
// puts newer text into it.
func (s *Service) Draft(ctx context.Context, tx *db.Tx, by who.Actor, o Outgoing, links ...Link) (_ Outgoing, err error) {
	defer fault.Wrap(&err, "document.Draft(%s)", o.Kind)
	if err := who.Can(by, who.IssueDocument, who.Object{Bloc: o.Bloc}); err != nil {
		return o, err
	}
	if o, err = o.Clean(); err != nil {
		return o, err
	}
	if was, err := s.drafted(ctx, tx, o); err != nil || was.ID != 0 {
		return was, err
	}
	o.ID, o.State, o.Version, o.By, o.At = db.NewID[Document](tx), OutDraft, 1, by.Name, s.db.Clock.Now()
	if _, err := tx.Exec(ctx, qOutNew, o.ID, o.Bloc, o.Kind, o.Subject, o.Place, o.To, o.Body, o.CC, string(o.Under), o.Post, o.Signer, o.Secretary, o.Origin, o.By, o.At.UnixMilli()); err != nil {
		return o, err
	}
	for _, l := range links {
		l.Source = o.ID
		if err := s.link(ctx, tx, o, l); err != nil {
			return o, err
		}
	}
	return o, audit.Write(ctx, tx, audit.Entry{By: by, Did: "document.draft", On: Object(o.ID), Version: 1, After: o})
}

// Path gives the page of a document of the bloc itself.
func Path(d ID) string { return "/van-ban-di/" + d.String() }

// drafted finds what the same form or the same origin made already.
func (s *Service) drafted(ctx context.Context, q db.Q, o Outgoing) (Outgoing, error) {
	if o.Origin != "" {
		was, err := OutgoingByOrigin(ctx, q, o.Bloc, o.Origin)
		if fault.Is(err, fault.NotFound) {
			err = nil
		}
		return was, err
	}
	list, err := Drafts(ctx, q, o.Bloc)
	for _, x := range list {
		if x.sameText(o) && x.Origin == "" {
			return x, err
		}
	}
	return Outgoing{}, err
}

// sameText reports whether two drafts say the same.
func (o Outgoing) sameText(p Outgoing) bool {
	return o.Kind == p.Kind && o.Subject == p.Subject && o.Place == p.Place && o.To == p.To && o.Body == p.Body && o.CC == p.CC &&
		o.Under == p.Under && o.Post == p.Post && o.Signer == p.Signer && o.Secretary == p.Secretary
}

// Redraft (sửa dự thảo) puts other text into a draft. o.Version must be the version read.
func (s *Service) Redraft(ctx context.Context, tx *db.Tx, by who.Actor, o Outgoing) (err error) {
	defer fault.Wrap(&err, "document.Redraft(%v)", o.ID)
	was, err := s.own(ctx, tx, by, o.ID)
	if err != nil {
		return err
	}
	if o, err = o.Clean(); err != nil {
		return err
	}
	if was.State != OutDraft {
		return fault.New(fault.Conflict, "document.isissued|{name} đã ban hành nên nội dung không sửa được nữa. Sai sót được sửa bằng một văn bản thay thế.", fault.P{"name": was.Name()})
	}
	if was.sameText(o) {
		return nil
	}
	o.Bloc, o.Origin, o.State = was.Bloc, was.Origin, OutDraft
	if err := tx.ExecOne(ctx, qOutSave, o.ID, o.Version, o.Kind, o.Subject, o.Place, o.To, o.Body, o.CC, string(o.Under), o.Post, o.Signer, o.Secretary, by.Name, s.db.Clock.Now().UnixMilli()); err != nil {
		return err
	}
	return audit.Write(ctx, tx, audit.Entry{By: by, Did: "document.redraft", On: Object(o.ID), Version: o.Version + 1, Before: was, After: o})
}

// own loads a document of the bloc for whoever may issue its papers.
func (s *Service) own(ctx context.Context, q db.Q, by who.Actor, d ID) (Outgoing, error) {
	o, err := OutgoingOf(ctx, q, d)
	if err != nil {
		return o, err
	}
	return o, who.Can(by, who.IssueDocument, who.Object{Bloc: o.Bloc})
}

// Drop (bỏ dự thảo) deletes a draft. What was issued is withdrawn, never deleted.
func (s *Service) Drop(ctx context.Context, tx *db.Tx, by who.Actor, d ID, version int64) (err error) {
	defer fault.Wrap(&err, "document.Drop(%v)", d)
	was, err := s.own(ctx, tx, by, d)
	if err != nil {
		return err
	}
	for _, q := range []*db.Query{qLinkAll, qAnnexAll} {
		if _, err := tx.Exec(ctx, q, d); err != nil {
			return err
		}
	}
	if err := tx.ExecOne(ctx, qOutDrop, d, version); err != nil {
		return err
	}
	return audit.Write(ctx, tx, audit.Entry{By: by, Did: "document.drop", On: Object(d), Version: version, Before: was})
}

// An IssueOrder (lệnh ban hành) says which draft is issued, as it was read, and how.
type IssueOrder struct {
	Document ID
	Version  int64
	Day      civil.Date // zero: today
	Number   int        // 0: the next one; else a number that was reserved
}

// Issue (ban hành) gives a draft its number and date, makes its files and puts it into the
// register. The number is taken in the same transaction: no gap, no double. Asking again
// for a document that is issued already changes nothing.
func (s *Service) Issue(ctx context.Context, tx *db.Tx, by who.Actor, order IssueOrder) (o Outgoing, err error) {
	defer fault.Wrap(&err, "document.Issue(%v)", order.Document)
	if o, err = s.own(ctx, tx, by, order.Document); err != nil {
		return o, err
	}
	if o.State != OutDraft && o.Version == order.Version+1 {
		return o, nil // the form was sent twice
	}
	if o.State != OutDraft || o.Version != order.Version {
		return o, fault.New(fault.Conflict, "db.changed|Người khác vừa sửa mục này. Tải lại trang để xem bản mới, rồi làm lại.")
	}
	if err := o.Ready(); err != nil {
		return o, err
	}
	b, err := org.BlocOf(ctx, tx, o.Bloc)
	if err != nil {
		return o, err
	}
	was := o
	if o.Day = order.Day; o.Day.IsZero() {
		o.Day = s.Today()
	}
	x, err := s.assign(ctx, tx, by, &o, order.Number, b)
	if err != nil {
		return o, err
	}
	o.State, o.By, o.At = OutIssued, by.Name, s.db.Clock.Now()
	if o.PDF, o.DOCX, err = s.print(ctx, o, b, x); err != nil {
		return o, err
	}
	d, err := s.file(ctx, tx, o, b)
	if err != nil {
		return o, err
	}
	if err := insert(ctx, tx, d); err != nil {
		return o, err
	}
	if err := s.move(ctx, tx, by, "document.issue", was, &o); err != nil {
		return o, err
	}
	return o, s.replace(ctx, tx, by, o.ID)
}

// assign gives o its number: the next of its series, or a reserved one.
func (s *Service) assign(ctx context.Context, tx *db.Tx, by who.Actor, o *Outgoing, reserved int, b org.Bloc) (x Series, err error) {
	if x, err = SeriesOf(ctx, tx, o.Bloc, o.Day.Year); err != nil {
		return x, err
	}
	o.Series, o.N = x.Key(o.Kind), reserved
	if reserved == 0 {
		if err := Closed(o.Day, s.Today()); err != nil {
			return x, err
		}
		if o.N, err = take(ctx, tx, o.Bloc, o.Day.Year, o.Series); err != nil {
			return x, err
		}
	}
	given, err := around(ctx, tx, o.Bloc, o.Day.Year, o.Series, o.N)
	if err != nil {
		return x, err
	}
	if err := Fits(given, o.N, o.Day, s.Today()); err != nil {
		return x, err
	}
	o.Code = x.Code(o.N, o.Kind, b.PaperSymbol())
	n := Number{Bloc: o.Bloc, Year: o.Day.Year, Series: o.Series, N: o.N, State: NumberUsed, Day: o.Day, Document: o.ID, By: by.Name, At: s.db.Clock.Now()}
	if reserved != 0 {
		return x, settle(ctx, tx, n)
	}
	return x, addNumber(ctx, tx, n)
}

// print makes the files of a document and keeps them. The same document gives the same
// bytes, so running again stores nothing new.
func (s *Service) print(ctx context.Context, o Outgoing, b org.Bloc, x Series) (asPDF, asDOCX string, err error) {
	doc := o.Paper(b, x)
	var p, w bytes.Buffer
	if err := pdf.Write(&p, doc); err != nil {
		return "", "", err
	}
	if err := docx.Write(&w, doc); err != nil {
		return "", "", err
	}
	if asPDF, err = s.files.Put(ctx, &p); err != nil {
		return "", "", err
	}
	asDOCX, err = s.files.Put(ctx, &w)
	return asPDF, asDOCX, err
}

// file makes the register's entry of an issued document. Errors: Conflict when the
// register has the number already.
func (s *Service) file(ctx context.Context, q db.Q, o Outgoing, b org.Bloc) (Document, error) {
	d := Document{ID: o.ID, Bloc: o.Bloc, Kind: o.Kind, Code: o.Code, Issuer: b.Name, Abstract: o.Subject, Day: o.Day, File: o.PDF, FileName: FileName(o, "pdf"), Version: 1}
	data, err := s.files.Get(ctx, o.PDF)
	if err != nil {
		return d, err
	}
	d.FileSize = int64(len(data))
	same, err := Same(ctx, q, d)
	if err == nil && len(same) > 0 {
		return d, fault.New(fault.Conflict, "document.taken|Số {code} đã có trong sổ năm {year} (ghi tay). Nếu số đó cấp trên sổ giấy, vào “Sổ số” ghi số cuối đã cấp rồi ban hành lại.", fault.P{"code": o.Code, "year": o.Day.Year})
	}
	return d, err
}

// FileName gives the name under which a document of the bloc is downloaded.
func FileName(o Outgoing, ext string) string {
	s := o.Code
	if s == "" {
		s = "du-thao-" + o.Kind
	}
	return strings.ReplaceAll(vi.Fold(strings.ReplaceAll(s, "/", "-")), " ", "-") + "." + ext
}

// move saves a step in the life of an issued document.
func (s *Service) move(ctx context.Context, tx *db.Tx, by who.Actor, did string, was Outgoing, o *Outgoing) error {
	if err := tx.ExecOne(ctx, qOutMove, o.ID, was.Version, string(o.State), o.Day.Year, o.Series, o.N, o.Code, o.Day, o.PDF, o.DOCX, o.Signed, o.SignedAs, string(o.SignedHow), o.SignedDay, o.Reason, by.Name, s.db.Clock.Now().UnixMilli()); err != nil {
		return err
	}
	o.Version = was.Version + 1
	if _, err := tx.Exec(ctx, qAddCount, o.Bloc, o.Day.Year, shard(o.ID), 0); err != nil { // pages of the register are made anew
		return err
	}
	return audit.Write(ctx, tx, audit.Entry{By: by, Did: did, On: Object(o.ID), Version: o.Version, Before: was, After: *o})
}

// replace marks the bloc's own documents that d replaces.
func (s *Service) replace(ctx context.Context, tx *db.Tx, by who.Actor, d ID) error {
	list, err := Neighbours(ctx, tx, d)
	if err != nil {
		return err
	}
	for _, n := range list {
		if !n.Out || n.Link.Relation != Replaces {
			continue
		}
		was, err := OutgoingOf(ctx, tx, n.Doc.ID)
		if fault.Is(err, fault.NotFound) || err == nil && !was.State.InForce() {
			continue
		}
		if err != nil {
			return err
		}
		o := was
		o.State = OutReplaced
		if err := s.move(ctx, tx, by, "document.replaced", was, &o); err != nil {
			return err
		}
	}
	return nil
}

// Withdraw (thu hồi) takes an issued document back. Number and file stay in the register,
// with the reason.
func (s *Service) Withdraw(ctx context.Context, tx *db.Tx, by who.Actor, d ID, version int64, reason string) (err error) {
	defer fault.Wrap(&err, "document.Withdraw(%v)", d)
	was, err := s.own(ctx, tx, by, d)
	if err != nil {
		return err
	}
	if reason = tidy(reason); reason == "" || len([]rune(reason)) > maxAbstract {
		m, p := "document.withdraw.reason|Ghi lý do thu hồi, không quá {n} ký tự.", fault.P{"n": maxAbstract}
		return fault.New(fault.Invalid, m, p).With("reason", m, p)
	}
	if was.State == OutWithdrawn && was.Version == version+1 && was.Reason == reason {
		return nil // the form was sent twice
	}
	if !was.State.InForce() {
		return fault.New(fault.Conflict, "document.notinforce|Chỉ thu hồi được văn bản đã ban hành và còn hiệu lực. Tải lại trang để xem tình trạng hiện tại.")
	}
	o := was
	o.State, o.Reason = OutWithdrawn, reason
	was.Version = version
	return s.move(ctx, tx, by, "document.withdraw", was, &o)
}
