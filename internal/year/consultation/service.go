package consultation

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/vi"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/blob"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/year/consultation/wording"
	"thidua/internal/year/report"
)

// A Service does the verbs of this capability.
type Service struct {
	db     *db.DB
	report *report.Service
	files  *blob.Store
}

// NewService makes the service; the Word files that come back go to files.
func NewService(d *db.DB, r *report.Service, files *blob.Store) *Service {
	return &Service{d, r, files}
}

// DB gives the database, for reads.
func (s *Service) DB() *db.DB { return s.db }

// Today gives the day on which the service acts.
func (s *Service) Today() civil.Date { return clock.Today(s.db.Clock) }

// Read gives the desk of a place to whoever may read the report.
func (s *Service) Read(ctx context.Context, by who.Actor, at report.Place) (k *Desk, err error) {
	defer fault.Wrap(&err, "consultation.Read(%s, %v)", at.Bloc.Code, at.Period)
	if err := who.Can(by, who.ReadReport, who.Object{Bloc: at.Bloc.ID}); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error { k, err = Open(ctx, tx, at); return err })
	return k, err
}

// An Entry (nội dung góp ý) is what somebody types or says as a remark.
type Entry struct {
	Para   report.ParagraphID // 0: about the whole report
	Kind   Kind
	Quoted string
	Text   string             // the comment or question; of a wording, why
	Wish   string             // Wording: the paragraph as it should read
	Base   string             // Wording: the paragraph the author saw; "" = as it is now
	After  report.ParagraphID // Wording with Para 0: the wish is a new paragraph behind this one
	Unit   id.Unit            // whose remark it is; 0 = the actor's own unit
	Author string             // who said it; "" = the actor
	Via    Via
	Hall   bool   // said or written in the hall while the meeting on the draft runs: no round is needed
	Once   string // key of the form: the same key twice is one remark
}

const (
	maxText   = 10000 // characters of a remark
	maxQuoted = 2000
)

func object(at report.Place) string {
	return "consultation/" + at.Bloc.Code + "/" + string(at.Period)
}

// UnitIn gives the unit through which an actor belongs to a bloc, 0 for none.
func UnitIn(by who.Actor, b id.Bloc) id.Unit {
	for _, m := range by.Blocs {
		if m.Bloc == b {
			return m.Unit
		}
	}
	return 0
}

// Say (góp ý) records a remark.
func (s *Service) Say(ctx context.Context, by who.Actor, at report.Place, e Entry) (n RemarkID, err error) {
	defer fault.Wrap(&err, "consultation.Say(%s, %v)", at.Bloc.Code, at.Period)
	err = s.db.Write(ctx, func(tx *db.Tx) error { n, err = s.Record(ctx, tx, by, at, e); return err })
	return n, err
}

// Record (ghi góp ý) records a remark within a transaction. Who may edit the report records
// it for any unit and at any time before adoption; others for their own unit, while a round
// is open or in the hall of the meeting on the draft.
func (s *Service) Record(ctx context.Context, tx *db.Tx, by who.Actor, at report.Place, e Entry) (_ RemarkID, err error) {
	defer fault.Wrap(&err, "consultation.Record")
	own := UnitIn(by, at.Bloc.ID)
	if e.Unit == 0 && e.Author == "" {
		e.Unit = own
	}
	lead := who.Can(by, who.EditReport, who.Object{Bloc: at.Bloc.ID}) == nil
	if !lead {
		if err := who.Can(by, who.RemarkReport, who.Object{Bloc: at.Bloc.ID, Unit: e.Unit}); err != nil {
			return 0, err
		}
	}
	if e, err = e.clean(); err != nil {
		return 0, err
	}
	k, err := Open(ctx, tx, at)
	if err != nil {
		return 0, err
	}
	r, err := k.remark(e, lead, s.Today())
	if err != nil {
		return 0, err
	}
	r.Recorder, r.At = by.Name, s.db.Clock.Now()
	if r.Author == "" {
		r.Author = by.Name
	}
	if r.Unit != 0 && r.Unit != own && k.Unit(r.Unit) == "" {
		return 0, fault.New(fault.Invalid, "consult.unit|Chọn một đơn vị của khối.").With("unit", "consult.unit|Chọn một đơn vị của khối.")
	}
	return s.put(ctx, tx, by, at, r)
}

// put stores a remark unless it is there already.
func (s *Service) put(ctx context.Context, tx *db.Tx, by who.Actor, at report.Place, r Remark) (RemarkID, error) {
	same, err := db.All(ctx, tx, qPrint, scanRemark, r.Draft, r.Print)
	if err != nil {
		return 0, err
	}
	if len(same) > 0 {
		return same[0].ID, nil // the form was sent twice
	}
	top, err := db.One(ctx, tx, qTop, db.Scalar[int64], r.Draft)
	if err != nil {
		return 0, err
	}
	r.ID, r.No = db.NewID[Remark](tx), int(top)+1
	if err := insertRemark(ctx, tx, r); err != nil {
		return 0, err
	}
	return r.ID, audit.Write(ctx, tx, audit.Entry{By: by, Did: "consultation.remark", On: object(at) + "/" + r.ID.String(), Version: 1,
		After: map[string]any{"para": r.Para.String(), "kind": r.Kind, "quoted": r.Quoted, "text": r.Text, "steps": r.Steps, "unit": r.Unit.String(), "author": r.Author, "via": r.Via}})
}

func (e Entry) clean() (Entry, error) {
	tidy := func(s string) string { return strings.TrimSpace(strings.ReplaceAll(vi.NFC(s), "\r\n", "\n")) }
	e.Text, e.Wish, e.Quoted, e.Author = tidy(e.Text), tidy(e.Wish), strings.Trim(vi.NFC(e.Quoted), " \t\r\n"), tidy(e.Author)
	e.Base = strings.ReplaceAll(vi.NFC(e.Base), "\r\n", "\n")
	f := fault.New(fault.Invalid, "consult.bad|Góp ý chưa gửi được. Sửa các mục nêu dưới đây rồi gửi lại.")
	if !slices.Contains(Kinds, e.Kind) {
		f.With("kind", "consult.kind|Chọn loại góp ý")
	}
	if e.Via == "" {
		e.Via = Web
	}
	switch {
	case e.Kind != Wording && e.Text == "":
		f.With("text", "rem.empty|Nhập nội dung góp ý")
	case e.Kind == Wording && e.Wish == "":
		f.With("wish", "consult.wish|Nhập câu chữ bạn đề nghị")
	}
	for name, text := range map[string]string{"text": e.Text, "wish": e.Wish, "author": e.Author} {
		if n := utf8.RuneCountInString(text); n > maxText {
			f.With(name, "consult.long|Nội dung dài {n} ký tự, tối đa {max}. Rút gọn hoặc chia làm nhiều góp ý.", fault.P{"n": n, "max": maxText})
		}
	}
	if n := utf8.RuneCountInString(e.Quoted); n > maxQuoted {
		f.With("quoted", "consult.quote.long|Câu chữ trích dài {n} ký tự, tối đa {max}. Trích vài chữ đầu là đủ.", fault.P{"n": n, "max": maxQuoted})
	}
	if len(f.Fields) > 0 {
		return e, f
	}
	return e, nil
}

// remark makes a remark of what was entered, or says why none can be taken.
func (k *Desk) remark(e Entry, lead bool, today civil.Date) (Remark, error) {
	r := Remark{Draft: k.Draft.ID, Version: k.Newest().No, Para: e.Para, Kind: e.Kind, Quoted: e.Quoted, Text: e.Text, Unit: e.Unit, Author: e.Author, Via: e.Via, State: New, Rev: 1}
	switch {
	case k.Draft.Frozen != "":
		return r, fault.New(fault.Conflict, "consult.adopted|Báo cáo đã được thông qua nên không nhận góp ý nữa. Trao đổi với Thư ký Khối trưởng nếu cần.")
	case lead, e.Hall:
	case len(k.Rounds) == 0:
		return r, fault.New(fault.Conflict, "consult.noround|Khối trưởng chưa lấy ý kiến về dự thảo này. Đợi thông báo của Thư ký Khối trưởng.")
	case k.Round(today).ID == 0 && !k.Last().Closed.IsZero():
		return r, fault.New(fault.Conflict, "consult.shutby|Thư ký Khối trưởng đã đóng đợt góp ý ngày {date}. Gửi ý kiến cho Thư ký Khối trưởng để ghi vào hệ thống.", fault.P{"date": civil.Of(k.Last().Closed).VN()})
	case k.Round(today).ID == 0:
		return r, fault.New(fault.Conflict, "consult.closed|Đã hết hạn góp ý ngày {date}. Gửi ý kiến cho Thư ký Khối trưởng để ghi vào hệ thống.", fault.P{"date": k.Last().Due.VN()})
	}
	p, ok := k.Passage(e.Para)
	if e.Para != 0 && !ok {
		return r, fault.New(fault.Conflict, "consult.gone|Đoạn này không còn trong dự thảo. Xem bản hiện tại rồi góp ý vào đoạn khác.")
	}
	r.Base = p.Text
	if e.Base != "" {
		r.Base = e.Base
	}
	if e.Para == 0 {
		r.Quoted = ""
	} else if r.Quoted, ok = cite(e.Quoted, r.Base, p.Text); !ok {
		return r, fault.New(fault.Invalid, "consult.quote.none|Góp ý chưa gửi được. Đoạn này không có câu chữ bạn trích.").
			With("quoted", "consult.quote.none.do|Chép đúng vài chữ của đoạn, hoặc để trống khi góp ý cả đoạn.")
	}
	if e.Kind == Wording {
		switch {
		case e.Para == 0:
			r.Para = e.After
			r.Steps = []Step{{Op: Add, After: e.After, Kind: report.Body, Text: e.Wish}}
		case e.Wish == r.Base:
			return r, fault.New(fault.Invalid, "consult.same|Câu chữ đề nghị giống hệt đoạn hiện tại. Sửa ngay trong ô rồi gửi.").With("wish", "consult.same|Câu chữ đề nghị giống hệt đoạn hiện tại. Sửa ngay trong ô rồi gửi.")
		default:
			r.Steps = []Step{{Op: Reword, Para: e.Para, Base: r.Base, Text: e.Wish}}
		}
	}
	r.Print = printOf("entry", e.Once, r.Unit.String(), r.Author, r.Para.String(), string(r.Kind), r.Quoted, r.Text, e.Wish)
	return r, nil
}

// cite gives quoted words as they stand in the first of the texts that has them.
func cite(quoted string, texts ...string) (exact string, ok bool) {
	if quoted == "" {
		return "", true
	}
	for _, t := range texts {
		if exact, ok = wording.Cite(quoted, t); ok {
			return exact, true
		}
	}
	return "", false
}

// printOf gives the name under which a remark is known for good.
func printOf(parts ...string) string {
	b, err := json.Marshal(parts)
	if err != nil {
		panic(err) // strings always marshal
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:16])
}

// Agree (đồng ý, không đồng ý) marks what a unit thinks of a remark: "yes", "no", or ""
// takes the mark back. One mark per unit, whoever of it presses.
func (s *Service) Agree(ctx context.Context, by who.Actor, at report.Place, n RemarkID, mark string) (err error) {
	defer fault.Wrap(&err, "consultation.Agree(%v)", n)
	unit := UnitIn(by, at.Bloc.ID)
	if err := who.Can(by, who.RemarkReport, who.Object{Bloc: at.Bloc.ID, Unit: unit}); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		d, err := report.DraftOf(ctx, tx, at.Bloc.ID, at.Period)
		if err != nil {
			return err
		}
		r, err := db.One(ctx, tx, qRemark, scanRemark, n, d.ID)
		if err != nil {
			return err
		}
		switch {
		case d.Frozen != "" || r.State != New:
			return fault.New(fault.Conflict, "consult.settled|Góp ý này đã được xử lý nên không nhận ý kiến nữa.")
		case r.Unit == unit:
			return fault.New(fault.Conflict, "consult.ownmark|Đây là góp ý của đơn vị bạn, không cần cho ý kiến.")
		case mark == "":
			_, err = tx.Exec(ctx, qMarkDrop, n, unit)
		default:
			_, err = tx.Exec(ctx, qMarkSet, n, unit, mark == "yes", by.Name, s.db.Clock.Now().UnixMilli())
		}
		if err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "consultation.mark", On: object(at) + "/" + n.String(), After: map[string]string{"unit": unit.String(), "mark": mark}})
	})
}
