package report

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/year/org"
)

// A Service does the verbs of this capability.
type Service struct{ db *db.DB }

// NewService makes the service over a database.
func NewService(d *db.DB) *Service { return &Service{d} }

// DB gives the database, for reads.
func (s *Service) DB() *db.DB { return s.db }

// step is the distance between two paragraphs' positions, so that one fits between.
const step = 1 << 20

// maxText bounds the length of a paragraph in characters.
const maxText = 20000

// View (bản xem) is the draft of a period beside the data it is written from.
type View struct {
	Table   *Table
	Draft   DraftReport
	Stored  bool     // a draft was made; else Draft holds what the system would write
	Changes []Change // what changed in the data since
}

// Open reads the draft of a period. Without a stored draft, it holds what the system
// would write from the data now.
func (s *Service) Open(ctx context.Context, by who.Actor, b org.Bloc, p civil.Period) (v View, err error) {
	defer fault.Wrap(&err, "report.Open(%s, %v)", b.Code, p)
	if err := who.Can(by, who.ReadReport, who.Object{Bloc: b.ID}); err != nil {
		return v, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error { v, err = s.view(ctx, tx, b, p); return err })
	return v, err
}

func (s *Service) view(ctx context.Context, tx *db.Tx, b org.Bloc, p civil.Period) (v View, err error) {
	if v.Table, err = TableOf(ctx, tx, b, p); err != nil {
		return v, err
	}
	facts, err := FactsOf(ctx, tx, v.Table)
	if err != nil {
		return v, err
	}
	parts := Compose(facts)
	v.Draft, err = DraftOf(ctx, tx, b.ID, p)
	if fault.Is(err, fault.NotFound) {
		v.Draft = DraftReport{Bloc: b.ID, Period: p, Paragraphs: fresh(parts)}
		return v, nil
	}
	v.Stored = true
	v.Changes = Compare(v.Draft.Paragraphs, parts)
	return v, err
}

// fresh gives parts as paragraphs of a draft that is not stored.
func fresh(parts []Part) []Paragraph {
	var list []Paragraph
	for i, p := range parts {
		list = append(list, Paragraph{Key: p.Key, Kind: p.Kind, Text: p.Text, Auto: p.Text, Source: p.Source, From: p.From, Order: int64(i+1) * step})
	}
	return list
}

func object(b org.Bloc, p civil.Period) string { return "report/" + b.Code + "/" + string(p) }

// Draft (soạn dự thảo) stores the draft that the system writes from the data. A draft that
// exists already is left alone: a fault of kind Conflict.
func (s *Service) Draft(ctx context.Context, by who.Actor, b org.Bloc, p civil.Period) (err error) {
	defer fault.Wrap(&err, "report.Draft(%s, %v)", b.Code, p)
	if err := who.Can(by, who.EditReport, who.Object{Bloc: b.ID}); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		v, err := s.view(ctx, tx, b, p)
		if err != nil {
			return err
		}
		if v.Stored {
			return fault.New(fault.Conflict, "report.exists|Đã có dự thảo của kỳ này. Mở dự thảo để sửa tiếp.")
		}
		d := db.NewID[DraftReport](tx)
		if _, err := tx.Exec(ctx, qDraftNew, d, b.ID, string(p)); err != nil {
			return err
		}
		for _, x := range v.Draft.Paragraphs {
			if _, err := s.insert(ctx, tx, by, d, x); err != nil {
				return err
			}
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "report.draft", On: object(b, p), Version: 1, After: map[string]int{"paragraphs": len(v.Draft.Paragraphs)}})
	})
}

func (s *Service) insert(ctx context.Context, tx *db.Tx, by who.Actor, d DraftID, x Paragraph) (ParagraphID, error) {
	n := db.NewID[Paragraph](tx)
	_, err := tx.Exec(ctx, qParaNew, n, d, x.Key, string(x.Kind), x.Text, x.Auto, x.Source, x.From, x.Order, by.Name, s.db.Clock.Now().UnixMilli())
	return n, err
}

// A mark says which paragraph is edited, as what act, and which revision was read (0: any).
type mark struct {
	did  string
	para ParagraphID
	rev  int64
}

// edit loads a paragraph, lets f change it, and saves it guarded by its revision.
func (s *Service) edit(ctx context.Context, by who.Actor, b org.Bloc, p civil.Period, m mark, f func(d DraftReport, x *Paragraph) error) error {
	if err := who.Can(by, who.EditReport, who.Object{Bloc: b.ID}); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error { return s.editIn(ctx, tx, by, Place{b, p}, m, f) })
}

// editIn is edit within a transaction, without the question who may.
func (s *Service) editIn(ctx context.Context, tx *db.Tx, by who.Actor, at Place, m mark, f func(d DraftReport, x *Paragraph) error) error {
	d, err := writable(ctx, tx, at)
	if err != nil {
		return err
	}
	x, err := db.One(ctx, tx, qParagraph, scanParagraph, m.para, d.ID)
	if err != nil {
		return err
	}
	if m.rev != 0 && x.Rev != m.rev {
		return changed(x)
	}
	before := x
	if err := f(d, &x); err != nil {
		return err
	}
	if err := tx.ExecOne(ctx, qParaSave, string(x.Kind), x.Text, x.Auto, x.Source, x.From, x.Order, x.Removed, by.Name, s.db.Clock.Now().UnixMilli(), x.ID, x.Rev); err != nil {
		return err
	}
	return audit.Write(ctx, tx, audit.Entry{By: by, Did: m.did, On: object(at.Bloc, at.Period) + "/" + x.ID.String(), Version: x.Rev + 1, Before: trace(before), After: trace(x)})
}

func trace(x Paragraph) map[string]any {
	return map[string]any{"text": x.Text, "kind": x.Kind, "removed": x.Removed}
}

// changed answers an edit of a paragraph that somebody else changed meanwhile.
func changed(x Paragraph) error {
	return fault.New(fault.Conflict, "report.changed|Đoạn này vừa được {who} sửa lúc {time}. Xem bản mới ở dưới, rồi sửa tiếp; phần bạn nhập vẫn còn trong ô.",
		fault.P{"who": x.By, "time": x.At.In(clock.Zone).Format("15:04")})
}

func clean(text string) (string, error) {
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	if text == "" {
		return "", fault.New(fault.Invalid, "report.empty|Nhập nội dung đoạn, hoặc bấm Xóa đoạn.").With("text", "report.empty|Nhập nội dung đoạn, hoặc bấm Xóa đoạn.")
	}
	if n := utf8.RuneCountInString(text); n > maxText {
		return "", fault.New(fault.Invalid, "report.long|Đoạn dài {n} ký tự, tối đa {max}. Chia thành nhiều đoạn.", fault.P{"n": n, "max": maxText})
	}
	return text, nil
}

// Save (lưu đoạn) stores the text of a paragraph. rev is the revision that was edited; a
// newer one is a fault of kind Conflict.
func (s *Service) Save(ctx context.Context, by who.Actor, b org.Bloc, p civil.Period, para ParagraphID, e Edit) (err error) {
	defer fault.Wrap(&err, "report.Save(%s, %v, %v)", b.Code, p, para)
	if e.Text, err = clean(e.Text); err != nil {
		return err
	}
	return s.edit(ctx, by, b, p, mark{"report.save", para, e.Rev}, func(_ DraftReport, x *Paragraph) error {
		x.Text = e.Text
		if e.Kind.Known() {
			x.Kind = e.Kind
		}
		return nil
	})
}

// An Edit (nội dung sửa) is what a person typed into a paragraph.
type Edit struct {
	Text string
	Kind Kind // "" keeps the kind
	Rev  int64
}

// Kinds holds the kinds a person may choose, in the order of the form.
var Kinds = []Kind{Section, Title, Body, Item, Fill}

// Known reports whether k is a kind of paragraph.
func (k Kind) Known() bool {
	for _, x := range Kinds {
		if x == k {
			return true
		}
	}
	return false
}

// Label gives the name shown to people.
func (k Kind) Label() string {
	switch k {
	case Section:
		return "report.kind.section|Mục lớn (I.)"
	case Title:
		return "report.kind.title|Mục nhỏ (1.)"
	case Item:
		return "report.kind.item|Gạch đầu dòng"
	case Fill:
		return "report.kind.fill|Chỗ cần viết"
	}
	return "report.kind.body|Đoạn văn"
}

// Remove (xóa đoạn) takes a paragraph out; Restore brings it back.
func (s *Service) Remove(ctx context.Context, by who.Actor, b org.Bloc, p civil.Period, para ParagraphID, rev int64) (err error) {
	defer fault.Wrap(&err, "report.Remove(%v)", para)
	return s.edit(ctx, by, b, p, mark{"report.remove", para, rev}, func(_ DraftReport, x *Paragraph) error { x.Removed = true; return nil })
}

// Restore (khôi phục đoạn) brings back a paragraph that was removed.
func (s *Service) Restore(ctx context.Context, by who.Actor, b org.Bloc, p civil.Period, para ParagraphID) (err error) {
	defer fault.Wrap(&err, "report.Restore(%v)", para)
	return s.edit(ctx, by, b, p, mark{"report.restore", para, 0}, func(_ DraftReport, x *Paragraph) error { x.Removed = false; return nil })
}

// Add (thêm đoạn) puts a new paragraph after another one (0: at the beginning).
func (s *Service) Add(ctx context.Context, by who.Actor, b org.Bloc, p civil.Period, after ParagraphID, e Edit) (err error) {
	defer fault.Wrap(&err, "report.Add(%s, %v)", b.Code, p)
	if e.Text, err = clean(e.Text); err != nil {
		return err
	}
	if !e.Kind.Known() {
		e.Kind = Body
	}
	return s.put(ctx, by, b, p, after, Paragraph{Kind: e.Kind, Text: e.Text})
}

func (s *Service) put(ctx context.Context, by who.Actor, b org.Bloc, p civil.Period, after ParagraphID, x Paragraph) error {
	if err := who.Can(by, who.EditReport, who.Object{Bloc: b.ID}); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		d, err := writable(ctx, tx, Place{b, p})
		if err != nil {
			return err
		}
		if x.Order, err = between(d, after); err != nil {
			return err
		}
		if x.Key == "" && standsAfter(d, after, x) {
			return nil // the form was sent twice
		}
		if _, err := s.insert(ctx, tx, by, d.ID, x); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "report.add", On: object(b, p), After: trace(x)})
	})
}

// standsAfter reports whether the paragraph behind after says what x says.
func standsAfter(d DraftReport, after ParagraphID, x Paragraph) bool {
	found := after == 0
	for _, o := range d.Paragraphs {
		if found {
			return o.Key == "" && o.Kind == x.Kind && o.Text == x.Text && !o.Removed
		}
		found = o.ID == after
	}
	return false
}

// between gives a position after the given paragraph and before the next one.
func between(d DraftReport, after ParagraphID) (int64, error) {
	var low int64
	found := after == 0
	for _, x := range d.Paragraphs {
		if found {
			if x.Order-low < 2 {
				return 0, fault.New(fault.Conflict, "report.full|Đã thêm quá nhiều đoạn tại chỗ này. Thêm vào sau một đoạn khác.")
			}
			return low + (x.Order-low)/2, nil
		}
		if x.ID == after {
			low, found = x.Order, true
		}
	}
	if !found {
		return 0, fault.New(fault.NotFound, "db.none|Không tìm thấy mục này. Có thể đã bị xóa hoặc đường dẫn chưa đúng.")
	}
	return low + step, nil
}

// Move (chuyển đoạn) swaps a paragraph with its visible neighbour: up or down.
func (s *Service) Move(ctx context.Context, by who.Actor, b org.Bloc, p civil.Period, para ParagraphID, up bool) (err error) {
	defer fault.Wrap(&err, "report.Move(%v)", para)
	return s.edit(ctx, by, b, p, mark{"report.move", para, 0}, func(d DraftReport, x *Paragraph) error {
		list := d.Visible()
		for i := range list {
			if list[i].ID != x.ID {
				continue
			}
			if (up && i == 0) || (!up && i == len(list)-1) {
				return fault.New(fault.Conflict, "report.edge|Đoạn đã ở đầu hoặc cuối dự thảo.")
			}
			target := i + 1 // go after the next one
			if up {
				target = i - 2 // go after the one before the previous one
			}
			var after ParagraphID
			if target >= 0 {
				after = list[target].ID
			}
			pos, err := between(d, after)
			x.Order = pos
			return err
		}
		return fault.New(fault.NotFound, "db.none|Không tìm thấy mục này. Có thể đã bị xóa hoặc đường dẫn chưa đúng.")
	})
}

// Accept (lấy bản mới) takes what the data say now: a changed paragraph gets the new text,
// a new part is added at its place. keep leaves the paragraph as it is and only notes that
// the change was seen.
func (s *Service) Accept(ctx context.Context, by who.Actor, b org.Bloc, p civil.Period, key string, keep bool) (err error) {
	defer fault.Wrap(&err, "report.Accept(%s, %v, %s)", b.Code, p, key)
	v, err := s.Open(ctx, by, b, p)
	if err != nil {
		return err
	}
	for _, c := range v.Changes {
		if c.Part.Key != key {
			continue
		}
		if c.Paragraph == 0 {
			return s.put(ctx, by, b, p, c.After, Paragraph{Key: c.Part.Key, Kind: c.Part.Kind, Text: c.Part.Text, Auto: c.Part.Text, Source: c.Part.Source, From: c.Part.From})
		}
		return s.edit(ctx, by, b, p, mark{"report.accept", c.Paragraph, 0}, func(_ DraftReport, x *Paragraph) error {
			x.Auto = c.Part.Text
			if !keep {
				x.Text, x.Source, x.From = c.Part.Text, c.Part.Source, c.Part.From
			}
			return nil
		})
	}
	return fault.New(fault.Conflict, "report.seen|Đoạn này không còn khác với số liệu. Tải lại trang.")
}

// SaveHead (lưu phần đầu, phần ký) stores number, date and signer.
func (s *Service) SaveHead(ctx context.Context, by who.Actor, b org.Bloc, p civil.Period, h DraftReport) (err error) {
	defer fault.Wrap(&err, "report.SaveHead(%s, %v)", b.Code, p)
	if err := who.Can(by, who.EditReport, who.Object{Bloc: b.ID}); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		d, err := DraftOf(ctx, tx, b.ID, p) // number and day come after adoption: a frozen draft takes them
		if err != nil {
			return err
		}
		if err := tx.ExecOne(ctx, qDraftHead, h.Number, h.Day, h.Post, h.Signer, d.ID, h.Version); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "report.head", On: object(b, p), Version: h.Version + 1,
			Before: []string{d.Number, d.Day.String(), d.Post, d.Signer}, After: []string{h.Number, h.Day.String(), h.Post, h.Signer}})
	})
}

// ParagraphOf gives one paragraph of the draft of a period.
func ParagraphOf(d DraftReport, para ParagraphID) (Paragraph, error) {
	for _, x := range d.Paragraphs {
		if x.ID == para {
			return x, nil
		}
	}
	return Paragraph{}, fault.New(fault.NotFound, "db.none|Không tìm thấy mục này. Có thể đã bị xóa hoặc đường dẫn chưa đúng.").Because(fmt.Errorf("paragraph %v of %v", para, id.Bloc(d.Bloc)))
}
