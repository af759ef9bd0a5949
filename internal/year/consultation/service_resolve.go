package consultation

import (
	"context"
	"slices"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/base/vi"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
	"thidua/internal/year/consultation/wording"
	"thidua/internal/year/report"
)

// A Resolution (tiếp thu, giải trình) is the secretary's answer to a remark.
type Resolution struct {
	State  State
	Answer string
	// Text is the paragraph as the secretary wants it after the remark; nil takes what the
	// proposal gives, when nobody has to look at it.
	Text *string
	Seen string // the paragraph that Text was written from
	Rev  int64  // revision of the remark that was answered
	Hand bool   // the draft was changed by hand already: nothing is applied
}

// NeedsLook (cần xem lại) is the message of a refusal of Resolve that a person has to settle by
// giving the text.
const NeedsLook = "consult.look|Đoạn này đã đổi từ khi có góp ý, chỗ đề nghị sửa trùng với chỗ đã đổi. Xem lại câu chữ ở ô bên dưới rồi lưu."

// Resolve (xử lý góp ý) answers a remark and those merged into it. Accepting a proposed
// wording changes the draft: the change is brought over to the text as it is now.
func (s *Service) Resolve(ctx context.Context, by who.Actor, at report.Place, n RemarkID, res Resolution) (err error) {
	defer fault.Wrap(&err, "consultation.Resolve(%v)", n)
	if err := who.Can(by, who.EditReport, who.Object{Bloc: at.Bloc.ID}); err != nil {
		return err
	}
	res.Answer = strings.TrimSpace(strings.ReplaceAll(vi.NFC(res.Answer), "\r\n", "\n"))
	f := fault.New(fault.Invalid, "consult.resolve.bad|Chưa lưu được cách xử lý. Sửa các mục nêu dưới đây.")
	if !slices.Contains(Outcomes, res.State) {
		f.With("state", "consult.resolve.state|Chọn Tiếp thu, Tiếp thu một phần hoặc Giải trình")
	}
	if res.Answer == "" && (res.State == Explained || res.State == Partly) {
		f.With("answer", "consult.resolve.answer|Ghi lý do để đơn vị góp ý được biết")
	}
	if len(f.Fields) > 0 {
		return f
	}
	return s.db.Write(ctx, func(tx *db.Tx) error { return s.resolve(ctx, tx, by, at, n, res) })
}

func (s *Service) resolve(ctx context.Context, tx *db.Tx, by who.Actor, at report.Place, n RemarkID, res Resolution) error {
	k, err := Open(ctx, tx, at)
	if err != nil {
		return err
	}
	r, ok := k.Remark(n)
	switch {
	case !ok || r.Parent != 0:
		return fault.New(fault.NotFound, "db.none|Không tìm thấy mục này. Có thể đã bị xóa hoặc đường dẫn chưa đúng.")
	case k.Draft.Frozen != "":
		return adopted()
	case r.Rev != res.Rev:
		return fault.New(fault.Conflict, "consult.other|{who} vừa xử lý góp ý này lúc {time}.", fault.P{"who": r.By, "time": r.AnswerAt.Format("15:04")})
	case r.Joined != 0:
		return fault.New(fault.Conflict, "consult.joined|Góp ý này đã gộp vào một góp ý khác. Xử lý góp ý đó.")
	case r.Kind == Question && res.Answer == "":
		return fault.New(fault.Invalid, "consult.resolve.bad|Chưa lưu được cách xử lý. Sửa các mục nêu dưới đây.").With("answer", "consult.resolve.question|Đây là câu hỏi: ghi câu trả lời.")
	}
	switch {
	case res.State == Explained:
		err = s.undoAll(ctx, tx, by, k, n)
	case !res.Hand:
		err = s.apply(ctx, tx, by, k, r, res)
	}
	if err != nil {
		return err
	}
	for _, x := range k.Remarks {
		if x.ID != n && x.Joined != n {
			continue
		}
		if err := tx.ExecOne(ctx, qRemarkState, string(res.State), res.Answer, by.Name, s.db.Clock.Now().UnixMilli(), x.ID, x.Rev); err != nil {
			return err
		}
	}
	return audit.Write(ctx, tx, audit.Entry{By: by, Did: "consultation.resolve", On: object(at) + "/" + n.String(), Version: r.Rev + 1, Why: res.Answer,
		Before: map[string]any{"state": r.State, "answer": r.Answer}, After: map[string]any{"state": res.State, "answer": res.Answer}})
}

// applied reports whether a remark has changed the text.
func applied(list []Change, n RemarkID) bool {
	return slices.ContainsFunc(list, func(c Change) bool { return c.Remark == n && !c.Undone })
}

// apply brings a remark into the draft.
func (s *Service) apply(ctx context.Context, tx *db.Tx, by who.Actor, k *Desk, r Remark, res Resolution) error {
	if res.Text != nil {
		return s.applyText(ctx, tx, by, k, r, res)
	}
	if applied(k.Changes, r.ID) || res.State == Partly {
		return nil // only the answer changes; what is taken over in part is written by a person
	}
	list := k.Weigh(r)
	if !Clean(list) {
		return fault.New(fault.Conflict, NeedsLook)
	}
	behind := map[report.ParagraphID]report.ParagraphID{} // several new paragraphs at one place keep their order
	for _, o := range list {
		c := Change{Remark: r.ID, Op: o.Step.Op, Para: o.Step.Para, After: o.Step.After, Old: o.Now, New: o.Text}
		if n := behind[c.After]; n != 0 && c.Op == Add {
			c.After = n
		}
		n, err := s.change(ctx, tx, by, k, c)
		if err != nil {
			return err
		}
		if c.Op == Add {
			behind[o.Step.After] = n
		}
	}
	return nil
}

// applyText writes the text that the secretary gave, brought over to a paragraph that changed
// since the form was shown.
func (s *Service) applyText(ctx context.Context, tx *db.Tx, by who.Actor, k *Desk, r Remark, res Resolution) error {
	text := strings.TrimSpace(strings.ReplaceAll(vi.NFC(*res.Text), "\r\n", "\n"))
	seen := strings.ReplaceAll(vi.NFC(res.Seen), "\r\n", "\n")
	add := len(r.Steps) == 1 && r.Steps[0].Op == Add && !applied(k.Changes, r.ID)
	if add {
		if text == "" {
			return nil
		}
		c := Change{Remark: r.ID, Op: Add, After: r.Steps[0].After, New: text}
		if _, ok := k.Passage(c.After); !ok && c.After != 0 {
			c.After = k.Passages[len(k.Passages)-1].Para
		}
		_, err := s.change(ctx, tx, by, k, c)
		return err
	}
	p, ok := k.Passage(r.Para)
	if !ok {
		if text == "" || text == seen {
			return nil
		}
		return fault.New(fault.Conflict, "consult.gone|Đoạn này không còn trong dự thảo. Xem bản hiện tại rồi góp ý vào đoạn khác.")
	}
	if p.Text != seen {
		m := wording.Rebase(seen, text, p.Text)
		if !m.Clean {
			return fault.New(fault.Conflict, NeedsLook)
		}
		text = m.Text
	}
	if text == p.Text {
		if res.State == Accepted && res.Answer == "" && len(r.Steps) > 0 && !applied(k.Changes, r.ID) && r.Steps[0].Text != p.Text {
			return fault.New(fault.Invalid, "consult.resolve.bad|Chưa lưu được cách xử lý. Sửa các mục nêu dưới đây.").
				With("text", "consult.unchanged|Tiếp thu đề nghị sửa câu chữ mà đoạn chưa đổi. Sửa câu chữ ở ô này, hoặc ghi vào nội dung trả lời là đã sửa ở đâu.")
		}
		return nil
	}
	c := Change{Remark: r.ID, Op: Reword, Para: p.Para, Old: p.Text, New: text}
	if text == "" {
		c.Op = Remove
	}
	_, err := s.change(ctx, tx, by, k, c)
	return err
}

// change does one change of the text and notes it for the tracked file. It gives the
// paragraph that was changed or made.
func (s *Service) change(ctx context.Context, tx *db.Tx, by who.Actor, k *Desk, c Change) (_ report.ParagraphID, err error) {
	switch c.Op {
	case Reword:
		i := slices.IndexFunc(k.Draft.Paragraphs, func(p report.Paragraph) bool { return p.ID == c.Para })
		linked, _ := Relink(k.Table.Pieces(k.Draft.Paragraphs[i].Text), c.New)
		err = s.report.Reword(ctx, tx, by, k.Place, c.Para, linked)
	case Add:
		e := report.Edit{Text: c.New, Kind: report.Body}
		for _, r := range k.Remarks {
			if r.ID == c.Remark {
				for _, st := range r.Steps {
					if st.Op == Add && st.Text == c.New && st.Kind.Known() {
						e.Kind = st.Kind
					}
				}
			}
		}
		c.Para, err = s.report.Insert(ctx, tx, by, k.Place, k.behind(c), e)
	case Remove:
		err = s.report.Withdraw(ctx, tx, by, k.Place, c.Para, true)
	case Shift:
		was := report.ParagraphID(0)
		for i, p := range k.Passages {
			if p.Para == c.Para && i > 0 {
				was = k.Passages[i-1].Para
			}
		}
		c.Old, c.New = was.String(), "" // where it came from, to be able to go back
		err = s.report.Shift(ctx, tx, by, k.Place, c.Para, c.After)
	}
	if err != nil {
		return 0, err
	}
	_, err = tx.Exec(ctx, qChangeNew, db.NewID[Change](tx), k.Draft.ID, c.Remark, string(c.Op), c.Para, c.After, c.Old, c.New)
	return c.Para, err
}

// behind gives the paragraph behind which a new one goes: the one its remark names, or the
// last of those that earlier remarks put there already, so that they keep their order.
func (k *Desk) behind(c Change) report.ParagraphID {
	no := func(n RemarkID) int { r, _ := k.Remark(n); return r.No }
	at, best := c.After, 0
	for _, x := range k.Changes {
		if _, there := k.Passage(x.Para); there && x.Op == Add && !x.Undone && x.After == c.After && no(x.Remark) < no(c.Remark) && no(x.Remark) >= best {
			at, best = x.Para, no(x.Remark)
		}
	}
	return at
}

// Reopen (mở lại góp ý) takes an answer back, and what it changed in the text as far as the
// words still stand there.
func (s *Service) Reopen(ctx context.Context, by who.Actor, at report.Place, n RemarkID, rev int64) (err error) {
	defer fault.Wrap(&err, "consultation.Reopen(%v)", n)
	if err := who.Can(by, who.EditReport, who.Object{Bloc: at.Bloc.ID}); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		k, err := Open(ctx, tx, at)
		if err != nil {
			return err
		}
		r, ok := k.Remark(n)
		switch {
		case !ok:
			return fault.New(fault.NotFound, "db.none|Không tìm thấy mục này. Có thể đã bị xóa hoặc đường dẫn chưa đúng.")
		case k.Draft.Frozen != "":
			return adopted()
		case r.State == New && r.Joined == 0:
			return nil
		case r.Rev != rev:
			return fault.New(fault.Conflict, "consult.other|{who} vừa xử lý góp ý này lúc {time}.", fault.P{"who": r.By, "time": r.AnswerAt.Format("15:04")})
		}
		if err := s.undoAll(ctx, tx, by, k, n); err != nil {
			return err
		}
		for _, x := range k.Remarks {
			if x.ID != n && x.Joined != n {
				continue
			}
			if err := tx.ExecOne(ctx, qRemarkState, string(New), "", "", 0, x.ID, x.Rev); err != nil {
				return err
			}
		}
		if r.Joined != 0 {
			if err := tx.ExecOne(ctx, qRemarkJoin, RemarkID(0), n, r.Rev+1); err != nil {
				return err
			}
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "consultation.reopen", On: object(at) + "/" + n.String(), Version: r.Rev + 1, Before: map[string]any{"state": r.State, "answer": r.Answer}})
	})
}

// undoAll takes back what a remark changed in the text, the last change first.
func (s *Service) undoAll(ctx context.Context, tx *db.Tx, by who.Actor, k *Desk, n RemarkID) error {
	for i := len(k.Changes) - 1; i >= 0; i-- {
		if c := k.Changes[i]; c.Remark == n && !c.Undone {
			if err := s.undo(ctx, tx, by, k, c); err != nil {
				return err
			}
		}
	}
	return nil
}

// undo takes one change of the text back.
func (s *Service) undo(ctx context.Context, tx *db.Tx, by who.Actor, k *Desk, c Change) (err error) {
	stuck := fault.New(fault.Conflict, "consult.stuck|Đoạn này đã được sửa tiếp sau khi tiếp thu góp ý nên không tự trả lại được. Sửa đoạn bằng tay trong dự thảo.")
	p, there := k.Passage(c.Para)
	switch c.Op {
	case Reword:
		if !there {
			return stuck
		}
		m := wording.Rebase(c.New, c.Old, p.Text)
		if !m.Clean {
			return stuck
		}
		linked, _ := Relink(k.Table.Pieces(p.Linked), m.Text)
		err = s.report.Reword(ctx, tx, by, k.Place, c.Para, linked)
	case Add:
		if there && p.Text != c.New {
			return stuck
		}
		if there {
			err = s.report.Withdraw(ctx, tx, by, k.Place, c.Para, true)
		}
	case Remove:
		if !there {
			err = s.report.Withdraw(ctx, tx, by, k.Place, c.Para, false)
		}
	case Shift:
		was, e := parsePara(c.Old)
		if e != nil {
			return e
		}
		if there {
			err = s.report.Shift(ctx, tx, by, k.Place, c.Para, was)
		}
	}
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, qChangeUndo, c.ID)
	return err
}

// Merge (gộp góp ý) lets one answer serve several remarks: others are joined to n.
func (s *Service) Merge(ctx context.Context, by who.Actor, at report.Place, n RemarkID, others []RemarkID) (err error) {
	defer fault.Wrap(&err, "consultation.Merge(%v)", n)
	if err := who.Can(by, who.EditReport, who.Object{Bloc: at.Bloc.ID}); err != nil {
		return err
	}
	if len(others) == 0 {
		return fault.New(fault.Invalid, "consult.merge.none|Chọn ít nhất một góp ý để gộp.")
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		k, err := Open(ctx, tx, at)
		if err != nil {
			return err
		}
		into, ok := k.Remark(n)
		if !ok || !into.Waits() {
			return fault.New(fault.Conflict, "consult.merge.done|Góp ý này đã được xử lý hoặc đã gộp. Tải lại trang.")
		}
		for _, o := range others {
			x, ok := k.Remark(o)
			if ok && x.Joined == n {
				continue // joined already
			}
			if !ok || !x.Waits() || o == n {
				return fault.New(fault.Conflict, "consult.merge.done|Góp ý này đã được xử lý hoặc đã gộp. Tải lại trang.")
			}
			if err := tx.ExecOne(ctx, qRemarkJoin, n, o, x.Rev); err != nil {
				return err
			}
			for _, y := range k.Remarks { // what was joined to it comes along
				if y.Joined == o {
					if err := tx.ExecOne(ctx, qRemarkJoin, n, y.ID, y.Rev); err != nil {
						return err
					}
				}
			}
			if err := audit.Write(ctx, tx, audit.Entry{By: by, Did: "consultation.merge", On: object(at) + "/" + o.String(), Version: x.Rev + 1, After: n.String()}); err != nil {
				return err
			}
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "consultation.merge", On: object(at) + "/" + n.String(), After: len(others)})
	})
}

// Anchor (gắn lại góp ý) puts a remark that lost its place at a paragraph of the text now.
func (s *Service) Anchor(ctx context.Context, by who.Actor, at report.Place, n RemarkID, para report.ParagraphID, rev int64) (err error) {
	defer fault.Wrap(&err, "consultation.Anchor(%v)", n)
	if err := who.Can(by, who.EditReport, who.Object{Bloc: at.Bloc.ID}); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		k, err := Open(ctx, tx, at)
		if err != nil {
			return err
		}
		r, ok := k.Remark(n)
		if _, there := k.Passage(para); !ok || !there {
			return fault.New(fault.NotFound, "db.none|Không tìm thấy mục này. Có thể đã bị xóa hoặc đường dẫn chưa đúng.")
		}
		if err := tx.ExecOne(ctx, qRemarkPlace, para, n, rev); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "consultation.anchor", On: object(at) + "/" + n.String(), Version: rev + 1, Before: r.Para.String(), After: para.String()})
	})
}
