package progress

import (
	"context"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/vi"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
	"thidua/internal/year/org"
)

// MaxText is the longest section of text, in bytes.
const MaxText = 200_000

type textJSON struct {
	Body string `json:"body"`
	File string `json:"file,omitempty"`
	At   string `json:"at,omitempty"`
}

// A TextResult (kết quả lưu phần lời) tells what became of a section.
type TextResult struct {
	Outcome Outcome // Saved, Conflict or Refused
	Text    Text    // as stored now
	Msg     string
	Args    fault.P
}

// Known reports whether h is a section of the text.
func (h Heading) Known() bool {
	for _, x := range headings {
		if x == h {
			return true
		}
	}
	return false
}

// SaveText writes one section when it is still at revision rev. What somebody else
// changed meanwhile is answered with Conflict and the text as it stands.
func (s *Service) SaveText(ctx context.Context, by who.Actor, at Place, h Heading, body string, rev int64) (r TextResult, form *Form, err error) {
	defer fault.Wrap(&err, "progress.SaveText(%s)", h)
	body = cleanBody(body)
	err = s.editing(ctx, by, at, func(w writing) error {
		f, lock := w.form, w.lock
		form = f
		if !h.Known() {
			return fault.New(fault.NotFound, "text.none|Không có mục này trong phần lời.")
		}
		if len(body) > MaxText {
			return fault.New(fault.TooLarge, "text.long|Mục này dài quá {n} chữ. Rút gọn hoặc đưa vào văn bản kèm theo.", fault.P{"n": "200.000"})
		}
		cur := f.Texts[h]
		switch {
		case lock != nil:
			r = TextResult{Outcome: Refused, Text: cur, Msg: "sub.locked|Số liệu này đã khóa: {reason}. {who}.",
				Args: fault.P{"reason": fault.Text(lock.Why, lock.Args), "who": fault.Text(lock.Who, nil)}}
			return nil
		case cur.Body == body:
			r = TextResult{Outcome: Saved, Text: cur}
			return nil
		case cur.Rev != rev:
			r = TextResult{Outcome: Conflict, Text: cur, Msg: "conf.line|{field} vừa được {name} sửa lúc {time}",
				Args: fault.P{"field": fault.Text(h.Label(), nil), "name": cur.Source.By, "time": cur.Source.Time.Format("15:04")}}
			return nil
		}
		t, err := s.writeText(ctx, w, h, body, Source{Kind: Typed})
		r = TextResult{Outcome: Saved, Text: t}
		return err
	})
	return r, form, err
}

// writeText stores a section with its leaf and keeps the list of recommendations in step.
func (s *Service) writeText(ctx context.Context, w writing, h Heading, body string, src Source) (Text, error) {
	f, by, tx := w.form, w.by, w.tx
	old := f.Texts[h]
	t := Text{Period: f.Period.ID, Unit: f.Unit.ID, Heading: h, Body: body, Source: src, Rev: old.Rev}
	t.Source.By, t.Source.User, t.Source.Time = by.Name, by.User, s.Now()
	ok, err := saveText(ctx, tx, &t)
	if err != nil {
		return t, err
	}
	if !ok {
		return t, fault.New(fault.Conflict, "cell.changed|{field} vừa được người khác sửa. Tải lại trang để xem số mới.", fault.P{"field": fault.Text(h.Label(), nil)})
	}
	f.Texts[h] = t
	if h == Recommendations {
		if err := s.listRecommendations(ctx, tx, f, body); err != nil {
			return t, err
		}
	}
	var before any
	if old.Rev > 0 {
		before = textJSON{old.Body, old.Source.File, old.Source.At}
	}
	return t, audit.Write(ctx, tx, audit.Entry{By: by, Did: "progress.text.save", On: f.on("text", string(h)), Version: t.Rev,
		Before: before, After: textJSON{t.Body, t.Source.File, t.Source.At}})
}

// listRecommendations makes the list of single recommendations follow the text: a line
// that stays keeps its addressee and answer, one that is gone is withdrawn when it was
// answered and deleted otherwise.
func (s *Service) listRecommendations(ctx context.Context, tx *db.Tx, f *Form, body string) error {
	have, err := db.All(ctx, tx, qRecsOf, scanRec, int64(f.Period.ID), int64(f.Unit.ID))
	if err != nil {
		return err
	}
	for i, line := range SplitRecommendations(body) {
		k := -1
		for j, c := range have {
			if c.Body == line {
				k = j
				break
			}
		}
		if k < 0 {
			if err := insertRec(ctx, tx, Recommendation{Period: f.Period.ID, Unit: f.Unit.ID, Order: i + 1, Body: line, Day: s.Today(), State: Unanswered}); err != nil {
				return err
			}
			continue
		}
		c := have[k]
		have = append(have[:k], have[k+1:]...)
		state := c.State
		if state == Withdrawn {
			state = Unanswered
			if c.Answer != "" {
				state = Answered
			}
		}
		if c.Order == i+1 && c.State == state {
			continue
		}
		c.Order, c.State = i+1, state
		if err := updateRec(ctx, tx, c); err != nil {
			return err
		}
	}
	for _, c := range have {
		if c.Answer == "" {
			if err := tx.ExecOne(ctx, qRecDelete, int64(c.ID), c.Version); err != nil {
				return err
			}
		} else if c.State != Withdrawn {
			c.State = Withdrawn
			if err := updateRec(ctx, tx, c); err != nil {
				return err
			}
		}
	}
	return nil
}

// cleanBody makes line ends plain and drops space at the ends of lines and of the text.
func cleanBody(s string) string {
	var b strings.Builder
	for line := range strings.Lines(strings.ReplaceAll(plain(vi.NFC(s)), "\r", "")) {
		b.WriteString(strings.TrimRight(line, " \t\n") + "\n")
	}
	return strings.Trim(b.String(), "\n")
}

// A Reply (trả lời kiến nghị) is what the bloc leader records about a recommendation.
type Reply struct {
	Addressee string
	Due       civil.Date
	Answer    string
	By        string // who answered: "UBND tỉnh", "" = the actor
	On        civil.Date
}

// Answer records addressee, deadline and answer of a recommendation.
func (s *Service) Answer(ctx context.Context, by who.Actor, rec RecommendationID, version int64, r Reply) (err error) {
	defer fault.Wrap(&err, "progress.Answer(%v)", rec)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		c, err := db.One(ctx, tx, qRec, scanRec, int64(rec))
		if err != nil {
			return err
		}
		p, err := PeriodByID(ctx, tx, c.Period)
		if err != nil {
			return err
		}
		if err := who.Can(by, who.ReceiveUnit, who.Object{Bloc: p.Bloc}); err != nil {
			return err
		}
		bloc, err := org.BlocOf(ctx, tx, p.Bloc)
		if err != nil {
			return err
		}
		u, err := org.UnitOf(ctx, tx, c.Unit)
		if err != nil {
			return err
		}
		if c.Version != version {
			return fault.New(fault.Conflict, "rec.changed|Kiến nghị này vừa được người khác sửa. Tải lại trang rồi làm lại.")
		}
		old := c
		c.Addressee, c.Due, c.Answer = strings.TrimSpace(vi.NFC(r.Addressee)), r.Due, strings.TrimSpace(vi.NFC(r.Answer))
		if c.Answer != "" && c.State != Withdrawn {
			c.State, c.AnsweredBy, c.AnsweredOn = Answered, strings.TrimSpace(vi.NFC(r.By)), r.On
			if c.AnsweredBy == "" {
				c.AnsweredBy = by.Name
			}
			if c.AnsweredOn.IsZero() {
				c.AnsweredOn = s.Today()
			}
		} else if c.Answer == "" && c.State == Answered {
			c.State, c.AnsweredBy, c.AnsweredOn = Unanswered, "", civil.Date{}
		}
		if err := updateRec(ctx, tx, c); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "progress.recommendation.answer", Version: version + 1,
			On: "recommendation/" + bloc.Code + "/" + string(p.Period) + "/" + u.Code + "/" + c.ID.String(), Before: recNote(old), After: recNote(c)})
	})
}

func recNote(c Recommendation) any {
	return map[string]string{"addressee": c.Addressee, "due": c.Due.String(), "answer": c.Answer, "by": c.AnsweredBy, "on": c.AnsweredOn.String()}
}
