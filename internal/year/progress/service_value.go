package progress

import (
	"context"
	"slices"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/base/vi"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
)

// Outcome (kết quả lưu) is what became of one edit.
type Outcome string

const (
	Saved    Outcome = "saved"    // đã lưu
	Warned   Outcome = "warning"  // cảnh báo, đã lưu
	Invalid  Outcome = "invalid"  // không hợp lệ, chưa lưu
	Conflict Outcome = "conflict" // người khác vừa sửa, chưa lưu
	Refused  Outcome = "locked"   // đã khóa, chưa lưu
	Kept     Outcome = "withheld" // ô đang "không truyền", chưa lưu
)

// An Edit (lần sửa) is what somebody wants to write into one cell.
type Edit struct {
	Code   string
	Text   string        // as typed; read by ReadTyped
	Value  *figure.Value // instead of Text when Exact
	Exact  bool
	Rev    int64  // the revision that was read
	Reason string // explains a warned figure, "" for none
	Source Source // Kind and, for files, place and raw; who and when are filled in
	Over   bool   // also over a cell that is "không truyền"
	// Choices are the figures of a pasted line that holds more than one: a person must
	// choose, nothing is written.
	Choices []figure.Value
}

// A Result (kết quả) tells what became of an edit, with the cell as it now stands.
type Result struct {
	Outcome    Outcome
	Cell       Cell   // as stored now
	Msg        string // why not saved, or the warning
	Args       fault.P
	Candidates []figure.Value // Invalid because the text has two readings
	Issues     []Issue
}

type valueJSON struct {
	Value    *figure.Value `json:"value"`
	Withheld bool          `json:"withheld,omitempty"`
	Reason   string        `json:"reason,omitempty"`
	File     string        `json:"file,omitempty"`
	SHA256   string        `json:"sha256,omitempty"`
	At       string        `json:"at,omitempty"`
	Raw      string        `json:"raw,omitempty"`
}

func valueNote(v Value) any {
	if v.Rev == 0 {
		return nil
	}
	return valueJSON{v.Value, v.Withheld, v.Reason, v.Source.File, v.Source.SHA256, v.Source.At, v.Source.Raw}
}

// A writing is one write transaction on a form.
type writing struct {
	tx   *db.Tx
	by   who.Actor
	form *Form
	lock *Lock // why the actor may not change the form, nil when he may
}

// editing runs f on the form of a place inside one write transaction, after the rights
// have been checked. The lock is handed to f: some verbs answer it cell by cell.
func (s *Service) editing(ctx context.Context, by who.Actor, at Place, f func(w writing) error) error {
	if err := who.Can(by, who.ReadFigures, at.object()); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		form, err := FormOf(ctx, tx, at)
		if err != nil {
			return err
		}
		return f(writing{tx, by, form, s.Lock(form, by)})
	})
}

// SaveCells writes edits of one form, each for itself: one that is invalid, locked or
// overtaken does not stop the others. All that is written is one transaction.
func (s *Service) SaveCells(ctx context.Context, by who.Actor, at Place, edits []Edit) (list []Result, form *Form, err error) {
	defer fault.Wrap(&err, "progress.SaveCells")
	err = s.editing(ctx, by, at, func(w writing) error {
		list, form = nil, w.form
		for _, e := range edits {
			r, err := s.saveCell(ctx, w, e)
			if err != nil {
				return err
			}
			list = append(list, r)
		}
		return nil
	})
	return list, form, err
}

func (s *Service) saveCell(ctx context.Context, w writing, e Edit) (Result, error) {
	c, lock := w.form.Cell(e.Code), w.lock
	if c == nil {
		return Result{}, fault.New(fault.NotFound, "cell.none|Đơn vị không có chỉ tiêu {code}. Kiểm tra lại mã chỉ tiêu.", fault.P{"code": e.Code})
	}
	if lock != nil {
		return Result{Outcome: Refused, Cell: *c, Msg: "sub.locked|Số liệu này đã khóa: {reason}. {who}.",
			Args: fault.P{"reason": fault.Text(lock.Why, lock.Args), "who": fault.Text(lock.Who, nil)}}, nil
	}
	if len(e.Choices) > 1 {
		return askWhich(*c, e.Choices), nil
	}
	want := e.Value
	if !e.Exact {
		t, err := ReadTyped(*c, e.Text)
		if fe, ok := err.(*fault.Error); ok {
			return Result{Outcome: Invalid, Cell: *c, Msg: fe.Msg, Args: fe.Args}, nil
		} else if err != nil {
			return Result{}, err
		}
		if len(t.Candidates) > 1 {
			return askWhich(*c, t.Candidates), nil
		}
		want = t.Value
	}
	if want != nil {
		if m := impossible(c.Kind, *want); m != "" {
			return Result{Outcome: Invalid, Cell: *c, Msg: m}, nil
		}
	}
	if c.Value.Withheld && !e.Over {
		return Result{Outcome: Kept, Cell: *c, Msg: "cell.kept|Không truyền: {reason}", Args: fault.P{"reason": c.Value.Reason}}, nil
	}
	if same(c.Value.Value, want) && !c.Value.Withheld && (e.Reason == "" || e.Reason == c.Value.Reason) {
		return outcome(*c), nil
	}
	if c.Value.Rev != e.Rev {
		return Result{Outcome: Conflict, Cell: *c, Msg: "conf.line|{field} vừa được {name} sửa lúc {time}",
			Args: fault.P{"field": c.Name, "name": c.Value.Source.By, "time": c.Value.Source.Time.Format("15:04")}}, nil
	}
	if err := s.write(ctx, w, c, Value{Value: want, Reason: strings.TrimSpace(vi.NFC(e.Reason)), Source: e.Source}, "progress.value.save"); err != nil {
		return Result{}, err
	}
	return outcome(*c), nil
}

// askWhich answers an edit that has more than one reading.
func askWhich(c Cell, list []figure.Value) Result {
	return Result{Outcome: Invalid, Cell: c, Candidates: list, Msg: "cell.ask|Đọc là {n} hay {m}?", Args: fault.P{"n": list[0].VN(), "m": list[1].VN()}}
}

// write stores v into the cell c of the form with its leaf.
func (s *Service) write(ctx context.Context, w writing, c *Cell, v Value, did string) error {
	f, by, old := w.form, w.by, c.Value
	v.Period, v.Unit, v.Target, v.Code, v.Rev = f.Period.ID, f.Unit.ID, c.ID, c.Code, old.Rev
	if v.Source.Time.IsZero() { // a reason added later leaves the source as it is
		v.Source.By, v.Source.User, v.Source.Time = by.Name, by.User, s.Now()
	}
	if v.Source.Kind == "" {
		v.Source.Kind = Typed
	}
	v.Reason, v.Source.Raw = plain(v.Reason), plain(v.Source.Raw)
	ok, err := saveValue(ctx, w.tx, &v)
	if err != nil {
		return err
	}
	if !ok {
		return fault.New(fault.Conflict, "cell.changed|{field} vừa được người khác sửa. Tải lại trang để xem số mới.", fault.P{"field": c.Name})
	}
	c.Value = v
	return audit.Write(ctx, w.tx, audit.Entry{By: by, Did: did, On: f.ValueObject(c.Code), Version: v.Rev, Before: valueNote(old), After: valueNote(v), Why: v.Reason})
}

// outcome tells how a stored cell stands.
func outcome(c Cell) Result {
	r := Result{Outcome: Saved, Cell: c, Issues: CheckCell(c)}
	if c.Value.Withheld {
		r.Outcome = Kept
		return r
	}
	for _, i := range r.Issues {
		if !i.Reasoned {
			r.Outcome, r.Msg, r.Args = Warned, i.Msg, i.Args
			return r
		}
	}
	return r
}

func same(a, b *figure.Value) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}

// change runs f on one cell that must be at revision rev and unlocked.
func (s *Service) change(ctx context.Context, by who.Actor, at Place, code string, rev int64, f func(w writing, c *Cell) error) error {
	return s.editing(ctx, by, at, func(w writing) error {
		c := w.form.Cell(code)
		if c == nil {
			return fault.New(fault.NotFound, "cell.none|Đơn vị không có chỉ tiêu {code}. Kiểm tra lại mã chỉ tiêu.", fault.P{"code": code})
		}
		if err := who.Can(by, who.FillFigures, at.object()); err != nil {
			return err
		}
		if w.lock != nil {
			return w.lock.Fault(fault.Conflict)
		}
		if c.Value.Rev != rev {
			return fault.New(fault.Conflict, "cell.changed|{field} vừa được người khác sửa. Tải lại trang để xem số mới.", fault.P{"field": c.Name})
		}
		return f(w, c)
	})
}

var errWithheld = fault.New(fault.Invalid, "cell.withheld.need|Ghi lý do không truyền.")

// Withhold records that the figure does not leave the unit (không truyền): a reason, no
// value. The cell counts as answered and is never summed.
func (s *Service) Withhold(ctx context.Context, by who.Actor, at Place, code string, rev int64, reason string) (err error) {
	defer fault.Wrap(&err, "progress.Withhold(%s)", code)
	reason = strings.TrimSpace(vi.NFC(reason))
	if reason == "" {
		return fault.New(fault.Invalid, errWithheld.Msg).With("reason", errWithheld.Msg)
	}
	return s.change(ctx, by, at, code, rev, func(w writing, c *Cell) error {
		return s.write(ctx, w, c, Value{Withheld: true, Reason: reason}, "progress.value.withhold")
	})
}

// Transmit takes "không truyền" back: the cell is empty again.
func (s *Service) Transmit(ctx context.Context, by who.Actor, at Place, code string, rev int64) (err error) {
	defer fault.Wrap(&err, "progress.Transmit(%s)", code)
	return s.change(ctx, by, at, code, rev, func(w writing, c *Cell) error {
		if !c.Value.Withheld {
			return nil
		}
		return s.write(ctx, w, c, Value{}, "progress.value.transmit")
	})
}

// Explain gives the reason for a figure that was warned about (ghi lý do).
func (s *Service) Explain(ctx context.Context, by who.Actor, at Place, code string, rev int64, reason string) (err error) {
	defer fault.Wrap(&err, "progress.Explain(%s)", code)
	reason = strings.TrimSpace(vi.NFC(reason))
	return s.change(ctx, by, at, code, rev, func(w writing, c *Cell) error {
		if reason == "" && (c.Value.Withheld || len(CheckCell(*c)) > 0) {
			return fault.New(fault.Invalid, "cell.reason.need|Ghi lý do.").With("reason", "cell.reason.need|Ghi lý do.")
		}
		v := c.Value
		v.Reason = reason
		return s.write(ctx, w, c, v, "progress.value.reason")
	})
}

// PasteBlock reads a block of tab-separated lines into the cells codes, one line per
// cell. Of a line with several columns the one that reads as a figure counts; where more
// than one does (a number of the row, the plan beside the result), the line is asked about.
func PasteBlock(f *Form, block string, codes []string, revs []int64) []Edit {
	block = strings.ReplaceAll(strings.TrimRight(block, "\r\n"), "\r", "")
	var list []Edit
	for i, line := range strings.Split(block, "\n") {
		if i >= len(codes) {
			break
		}
		e := Edit{Code: codes[i], Source: Source{Kind: Pasted}}
		if i < len(revs) {
			e.Rev = revs[i]
		}
		cols := strings.Split(line, "\t")
		e.Text = cols[0]
		if c := f.Cell(e.Code); c != nil && len(cols) > 1 {
			e.Text, e.Choices = pickColumn(*c, cols)
		}
		e.Source.Raw = strings.TrimSpace(e.Text)
		list = append(list, e)
	}
	return list
}

// pickColumn gives the column of a pasted line that reads as a figure, else the first, and
// the figures to choose from when different ones stand there.
func pickColumn(c Cell, cols []string) (text string, choices []figure.Value) {
	text = cols[0]
	for _, x := range cols {
		t, err := ReadTyped(c, x)
		if err != nil || (t.Value == nil && len(t.Candidates) == 0) {
			continue
		}
		if len(choices) == 0 {
			text = x
		}
		if t.Value != nil {
			t.Candidates = []figure.Value{*t.Value}
		}
		for _, v := range t.Candidates {
			if !slices.Contains(choices, v) {
				choices = append(choices, v)
			}
		}
	}
	return text, choices
}

// plain drops zero bytes, which PostgreSQL refuses in texts.
func plain(s string) string { return strings.ReplaceAll(s, "\x00", "") }
