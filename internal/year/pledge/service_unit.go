package pledge

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/year/account"
	"thidua/internal/year/document"
)

// forUnit loads a pledge that a unit may answer: the actor acts for the unit, which is a
// party of the current version.
func forUnit(ctx context.Context, q db.Q, by who.Actor, act who.Action, pid ID, u id.Unit) (Pledge, error) {
	p, err := ByID(ctx, q, pid)
	if err != nil {
		return p, err
	}
	if err := who.Can(by, act, who.Object{Bloc: p.Bloc, Unit: u}); err != nil {
		return p, err
	}
	parties, err := Parties(ctx, q, pid, p.No)
	if err != nil {
		return p, err
	}
	if p.State == Draft || !slices.ContainsFunc(parties, func(x Party) bool { return x.Unit == u }) {
		return p, hidden()
	}
	return p, nil
}

func notOpen() error {
	return fault.New(fault.Conflict, "pledge.notopen|Giao ước không còn lấy ý kiến. Khối trưởng mở lại bằng “Sửa đổi giao ước”.")
}

// Remark records what a unit says about the current version. The same words twice stand once.
func (s *Service) Remark(ctx context.Context, by who.Actor, pid ID, u id.Unit, body string) (err error) {
	defer fault.Wrap(&err, "pledge.Remark(%v)", pid)
	body = tidyLines(body)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		p, err := forUnit(ctx, tx, by, who.RemarkPledge, pid, u)
		if err != nil {
			return err
		}
		if p.State != Open {
			return notOpen()
		}
		if err := checkWords("remark", body, "pledge.remark.empty|Ghi nội dung góp ý."); err != nil {
			return err
		}
		list, err := Remarks(ctx, tx, pid)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(list, func(m Remark) bool { return m.Unit == u && m.No == p.No && m.Body == body }) {
			return nil
		}
		m := Remark{ID: db.NewID[Remark](tx), No: p.No, Unit: u, Body: body, By: by.Name, At: tx.DB().Clock.Now(), State: New}
		if _, err := tx.Exec(ctx, qAddRemark, m.ID, pid, m.No, m.Unit, m.Body, m.By, m.At.UnixMilli()); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "pledge.remark", On: Object(pid), After: m})
	})
}

func checkWords(field, body, empty string) error {
	e := fault.New(fault.Invalid, "pledge.words.top|Chưa lưu được. Sửa mục nêu dưới đây rồi lưu lại.")
	switch {
	case body == "" && empty != "":
		return e.With(field, empty)
	case len([]rune(body)) > maxCommit:
		return e.With(field, "pledge.long|Dài quá {n} ký tự. Rút gọn rồi lưu lại.", fault.P{"n": maxCommit})
	}
	return document.CheckWords([]string{"lời ghi"}, body)
}

// Answer tells a unit what became of its remark. Not taking it needs words.
func (s *Service) Answer(ctx context.Context, by who.Actor, pid ID, mid RemarkID, state RemarkState, answer string) (err error) {
	defer fault.Wrap(&err, "pledge.Answer(%v)", mid)
	answer = tidyLines(answer)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		p, err := ByID(ctx, tx, pid)
		if err != nil {
			return err
		}
		if err := who.Can(by, who.EditPledge, who.Object{Bloc: p.Bloc}); err != nil {
			return err
		}
		list, err := Remarks(ctx, tx, pid)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(list, func(m Remark) bool { return m.ID == mid })
		switch {
		case i < 0:
			return hidden()
		case state != Taken && state != Explained:
			return fault.New(fault.Invalid, "pledge.answer.state|Chọn tiếp thu hay giải trình.")
		case state == Explained && answer == "":
			const m = "pledge.answer.why|Ghi lời giải trình để đơn vị biết."
			return fault.New(fault.Invalid, m).With("answer", m)
		case list[i].State == state && list[i].Answer == answer:
			return nil
		}
		if err := checkWords("answer", answer, ""); err != nil {
			return err
		}
		if err := tx.ExecOne(ctx, qSetRemark, mid, pid, state, answer); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "pledge.answer", On: Object(pid), Before: map[string]any{"state": list[i].State, "answer": list[i].Answer}, After: map[string]any{"body": list[i].Body, "unit": list[i].Unit, "state": state, "answer": answer}})
	})
}

// Commit stores what a unit promises beside the common text; "" takes it back. It reaches the
// text with the next version.
func (s *Service) Commit(ctx context.Context, by who.Actor, pid ID, c Commitment) (err error) {
	defer fault.Wrap(&err, "pledge.Commit(%v)", pid)
	c.Body = tidyLines(c.Body)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		p, err := forUnit(ctx, tx, by, who.RemarkPledge, pid, c.Unit)
		if err != nil {
			return err
		}
		if p.State != Open {
			return notOpen()
		}
		if err := checkWords("body", c.Body, ""); err != nil {
			return err
		}
		list, err := Commitments(ctx, tx, pid)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(list, func(o Commitment) bool { return o.Unit == c.Unit })
		e := audit.Entry{By: by, Did: "pledge.commit", On: Object(pid)}
		at := tx.DB().Clock.Now().UnixMilli()
		switch {
		case i < 0 && c.Body == "", i >= 0 && list[i].Body == c.Body:
			return nil
		case i < 0:
			if _, err := tx.Exec(ctx, qAddCommit, pid, c.Unit, c.Body, by.Name, at); err != nil {
				return err
			}
		default:
			if err := tx.ExecOne(ctx, qSetCommit, pid, c.Unit, c.Version, c.Body, by.Name, at); err != nil {
				return err
			}
			e.Before = list[i]
		}
		e.After = c
		return audit.Write(ctx, tx, e)
	})
}

// A Signed (lần ký) is what a head, or the unit for its head, sends.
type Signed struct {
	Unit      id.Unit
	Hash      string // of the text that was read: no other is signed
	Secret    string // six digits or password, when signing here
	How       How
	Signer    string
	Post      string
	Authority string
	Number    string
	Day       civil.Date
	File      document.Upload
}

// Sign gives the head's signature to exactly the text that was read, after the head has
// proved once more who they are. The last signature makes the pledge bind.
func (s *Service) Sign(ctx context.Context, by who.Actor, pid ID, g Signed) (err error) {
	defer fault.Wrap(&err, "pledge.Sign(%v)", pid)
	if _, err := forUnit(ctx, s.db, by, who.SignPledge, pid, g.Unit); err != nil {
		return err
	}
	if err := s.acts.Confirm(ctx, by, g.Secret); err != nil {
		return err
	}
	post := ""
	list, err := account.Posts(ctx, s.db, by.User)
	if err != nil {
		return err
	}
	for _, p := range list {
		if p.Unit == g.Unit && p.Role == who.Head && p.Has(s.Today()) {
			post = p.Title
		}
	}
	x := Signature{Unit: g.Unit, Hash: g.Hash, How: Here, Signer: by.Name, Post: post}
	return s.sign(ctx, by, who.SignPledge, pid, x)
}

// Elsewhere records that the head signed outside this system: on paper, in another document
// system, or in a file that is uploaded, never before the text was fixed. What was signed
// always comes with it: a PDF that is the printed file with a signature behind it, or, unless
// it is said to be that, a scan for people to look at.
func (s *Service) Elsewhere(ctx context.Context, by who.Actor, pid ID, g Signed) (err error) {
	defer fault.Wrap(&err, "pledge.Elsewhere(%v)", pid)
	p, err := forUnit(ctx, s.db, by, who.RemarkPledge, pid, g.Unit)
	if err != nil {
		return err
	}
	t, err := TextOf(ctx, s.db, pid, p.No)
	if err != nil {
		return err
	}
	if err := g.check(s.Today(), t.Fixed); err != nil {
		return err
	}
	x := Signature{Unit: g.Unit, Hash: g.Hash, How: g.How, Signer: tidy(g.Signer), Post: tidy(g.Post), Authority: g.Authority, Number: tidy(g.Number), Day: g.Day}
	if err := document.CheckWords([]string{"người ký", "chức vụ", "số, ký hiệu"}, x.Signer, x.Post, x.Number); err != nil {
		return err
	}
	if t.PDF != "" {
		ours, err := s.files.Get(ctx, t.PDF)
		if err != nil {
			return err
		}
		if x.Ours, err = g.ours(ours); err != nil {
			return err
		}
	}
	if x.File, err = document.Keep(ctx, s.files, g.File); err != nil {
		return err
	}
	return s.sign(ctx, by, who.RemarkPledge, pid, x)
}

// ours tells whether the file is the printed one with a signature behind it. One that is said
// to be signed so must be; the printed file without any signature is nobody's scan.
func (g Signed) ours(printed []byte) (bool, error) {
	err := document.CheckSigned(printed, g.File.Data)
	if err == nil || g.How != Token && !bytes.Equal(printed, g.File.Data) {
		return err == nil, nil
	}
	if e, ok := errors.AsType[*fault.Error](err); ok && (strings.HasPrefix(e.Msg, "document.sign.nopdf|") || strings.HasPrefix(e.Msg, "sign.notours|")) {
		const m = "pledge.sign.token|Tệp này không phải tệp PDF của hệ thống có chữ ký số phía sau. Tải tệp PDF ở trang này, ký số rồi tải lên lại; bản quét thì chọn “Ký trên giấy” hoặc “Hệ thống văn bản khác”."
		return false, fault.New(fault.Invalid, m).With("file", m)
	}
	return false, err
}

// scanned tells whether a file can be looked at as a scan: a PDF or a photo.
func scanned(b []byte) bool {
	return bytes.HasPrefix(b, []byte("%PDF-")) || bytes.HasPrefix(b, []byte("\xff\xd8\xff")) || bytes.HasPrefix(b, []byte("\x89PNG\r\n\x1a\n"))
}

// check looks at the fields of a signature given elsewhere to a text fixed on a day.
func (g Signed) check(today, fixed civil.Date) error {
	e := fault.New(fault.Invalid, "pledge.sign.top|Chưa ghi được chữ ký. Sửa các mục nêu dưới đây rồi lưu lại.")
	if !slices.Contains(Elsewheres, g.How) {
		e.With("how", "pledge.sign.how|Chọn cách đã ký.")
	}
	if tidy(g.Signer) == "" {
		e.With("signer", "pledge.sign.signer|Ghi họ tên hoặc chức vụ người đã ký.")
	}
	if g.Authority != "" && !slices.Contains(Authorities, g.Authority) {
		e.With("authority", "pledge.sign.authority|Chọn KT., TL., TUQ. hoặc để trống.")
	}
	switch {
	case g.Day.IsZero():
		e.With("day", "pledge.sign.day|Ghi ngày ký, ví dụ 14/03/2022.")
	case today.Before(g.Day):
		e.With("day", "pledge.sign.future|Ngày ký {day} chưa tới. Kiểm tra lại ngày.", fault.P{"day": g.Day.VN()})
	}
	if !g.Day.IsZero() && g.Day.Before(fixed) {
		e.With("day", "pledge.sign.early|Ngày ký {day} trước ngày chốt bản này ({fixed}). Chữ ký cho bản trước không dùng cho bản này.", fault.P{"day": g.Day.VN(), "fixed": fixed.VN()})
	}
	switch {
	case len(g.File.Data) == 0:
		e.With("file", "pledge.sign.file|Chọn tệp đã ký: PDF ký số, hoặc bản quét, ảnh chụp giao ước đã ký.")
	case !scanned(g.File.Data):
		e.With("file", "pledge.sign.kind|Tệp này không phải PDF, JPG hay PNG. Quét hoặc chụp giao ước đã ký rồi tải lên.")
	}
	for name, v := range map[string]string{"signer": g.Signer, "post": g.Post, "number": g.Number} {
		if len([]rune(v)) > 200 {
			e.With(name, "pledge.long|Dài quá {n} ký tự. Rút gọn rồi lưu lại.", fault.P{"n": 200})
		}
	}
	if len(e.Fields) > 0 {
		return e
	}
	return nil
}

// sign stores a signature of the current text, if that is still the one that was read.
func (s *Service) sign(ctx context.Context, by who.Actor, act who.Action, pid ID, x Signature) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		p, err := forUnit(ctx, tx, by, act, pid, x.Unit)
		if err != nil {
			return err
		}
		t, err := TextOf(ctx, tx, pid, p.No)
		if err != nil {
			return err
		}
		list, err := Signatures(ctx, tx, pid)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(list, func(o Signature) bool { return o.Unit == x.Unit && o.Hash == x.Hash }) && x.Hash == t.Hash {
			return nil // signed already: the form was sent twice
		}
		switch {
		case p.State != Signing:
			return fault.New(fault.Conflict, "pledge.notsigning|Giao ước chưa chốt để ký, hoặc đang được sửa đổi. Chờ Khối trưởng chốt bản để ký.")
		case x.Hash != t.Hash:
			return fault.New(fault.Conflict, "pledge.changed|Bản giao ước vừa được thay bằng bản số {no}. Đọc bản mới rồi ký.", fault.P{"no": p.No})
		}
		n := x
		n.No, n.By, n.At = p.No, by.Name, tx.DB().Clock.Now()
		if n.Day.IsZero() {
			n.Day = clock.Today(tx.DB().Clock)
		}
		if err := addSignature(ctx, tx, pid, n); err != nil {
			return err
		}
		if err := audit.Write(ctx, tx, audit.Entry{By: by, Did: "pledge.sign." + string(n.How), On: Object(pid), Version: int64(p.No), After: n}); err != nil {
			return err
		}
		was := p
		bound, err := complete(ctx, tx, &p)
		if err != nil || !bound {
			return err
		}
		p.State = Binding
		if err := update(ctx, tx, p); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "pledge.bind", On: Object(pid), Version: p.Version + 1, Before: was, After: p})
	})
}

// Retract takes back a signature that was recorded by mistake, while the pledge does not bind
// yet. The log keeps it, with the reason.
func (s *Service) Retract(ctx context.Context, by who.Actor, pid ID, u id.Unit, why string) (err error) {
	defer fault.Wrap(&err, "pledge.Retract(%v)", pid)
	why = tidyLines(why)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		p, err := forUnit(ctx, tx, by, who.RemarkPledge, pid, u)
		if err != nil {
			return err
		}
		if p.State != Signing {
			return fault.New(fault.Conflict, "pledge.noretract|Giao ước đã có hiệu lực hoặc đang được sửa đổi nên không gỡ được chữ ký.")
		}
		if why == "" {
			const m = "pledge.retract.why|Ghi lý do gỡ chữ ký."
			return fault.New(fault.Invalid, m).With("why", m)
		}
		list, err := Signatures(ctx, tx, pid)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(list, func(o Signature) bool { return o.Unit == u && o.No == p.No })
		if i < 0 {
			return nil
		}
		if list[i].How == Here { // given with the second factor of the head: nobody else takes it back
			if err := who.Can(by, who.SignPledge, who.Object{Bloc: p.Bloc, Unit: u}); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, qDropSign, pid, p.No, u); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "pledge.retract", On: Object(pid), Version: int64(p.No), Before: list[i], Why: why})
	})
}

// Scan gives the signed file of a unit to the unit itself, the leader and the board.
func (s *Service) Scan(ctx context.Context, by who.Actor, pid ID, no int, u id.Unit) (_ document.Stored, _ []byte, err error) {
	defer fault.Wrap(&err, "pledge.Scan(%v)", pid)
	p, err := ByID(ctx, s.db, pid)
	if err != nil {
		return document.Stored{}, nil, err
	}
	if err := who.Can(by, who.ReadPlan, who.Object{Bloc: p.Bloc, Unit: u}); err != nil {
		return document.Stored{}, nil, err
	}
	list, err := Signatures(ctx, s.db, pid)
	if err != nil {
		return document.Stored{}, nil, err
	}
	for _, x := range list {
		if x.Unit == u && x.No == no && x.File.Hash != "" {
			b, err := s.files.Get(ctx, x.File.Hash)
			return x.File, b, err
		}
	}
	return document.Stored{}, nil, hidden()
}
