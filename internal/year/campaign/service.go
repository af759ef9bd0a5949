package campaign

import (
	"context"
	"embed"
	"slices"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/blob"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
)

// Migrations holds the tables of this package.
//
//go:embed migration/*.sql
var Migrations embed.FS

// A Service changes campaigns.
type Service struct {
	db    *db.DB
	files *blob.Store
	docs  *document.Service
}

// NewService makes the service; evidence goes to files, papers to the register of docs.
func NewService(d *db.DB, files *blob.Store, docs *document.Service) *Service {
	return &Service{d, files, docs}
}

// DB gives the database, for reading.
func (s *Service) DB() *db.DB { return s.db }

// Today gives the day of the server's clock.
func (s *Service) Today() civil.Date { return clock.Today(s.db.Clock) }

// Object names a campaign in the audit log.
func Object(c ID) string { return "campaign/" + c.String() }

// Propose makes the draft of a campaign: from the form, or filled in by a later stage of
// the year (a weak field, an urgent task), which names itself in c.Origin. A campaign that
// says the same is there already when the form was sent twice: it is given back. So is the
// one that came from the same origin.
func (s *Service) Propose(ctx context.Context, by who.Actor, c Campaign) (_ ID, err error) {
	defer fault.Wrap(&err, "campaign.Propose")
	if err := who.Can(by, who.EditCampaign, who.Object{Bloc: c.Bloc}); err != nil {
		return 0, err
	}
	if c, err = c.Clean(); err != nil {
		return 0, err
	}
	if err := secret(c); err != nil {
		return 0, err
	}
	var made ID
	err = s.db.Write(ctx, func(tx *db.Tx) (err error) {
		made, err = s.propose(ctx, tx, by, c)
		return err
	})
	return made, err
}

// propose is Propose inside a transaction, for a campaign that was checked.
func (s *Service) propose(ctx context.Context, tx *db.Tx, by who.Actor, c Campaign) (ID, error) {
	if made, err := s.sent(ctx, tx, c); err != nil || made != 0 {
		return made, err
	}
	if err := checkParts(ctx, tx, c); err != nil {
		return 0, err
	}
	n := c
	n.ID, n.State, n.Version, n.Launched = db.NewID[Campaign](tx), Draft, 1, civil.Date{}
	if err := insert(ctx, tx, n); err != nil {
		return 0, err
	}
	return n.ID, audit.Write(ctx, tx, audit.Entry{By: by, Did: "campaign.propose", On: Object(n.ID), Version: 1, After: n})
}

// sent finds what the same form, or the same origin, made before.
func (s *Service) sent(ctx context.Context, tx *db.Tx, c Campaign) (ID, error) {
	if c.Origin != "" {
		list, err := ByOrigin(ctx, tx, c.Bloc, c.Origin)
		if err != nil || len(list) > 0 {
			return first(list), err
		}
	}
	list, err := db.All(ctx, tx, qByName, scan, c.Bloc, c.Year, foldName(c))
	if err != nil || len(list) == 0 {
		return 0, err
	}
	old, err := fill(ctx, tx, list[0])
	if err != nil || !old.same(c) || !sameParts(old, c) {
		return 0, err
	}
	return old.ID, nil
}

func first(list []Campaign) ID {
	if len(list) == 0 {
		return 0
	}
	return list[0].ID
}

func sameParts(a, b Campaign) bool {
	au, bu := slices.Sorted(slices.Values(a.Units)), slices.Sorted(slices.Values(b.Units))
	return slices.Equal(au, bu) && slices.Equal(a.Targets, b.Targets) && slices.Equal(a.Basis, b.Basis)
}

// checkParts refuses units outside the bloc, targets of another plan and documents of
// another register.
func checkParts(ctx context.Context, tx *db.Tx, c Campaign) error {
	e := fault.New(fault.Invalid, "campaign.invalid|Phong trào chưa lưu được. Sửa các mục nêu dưới đây rồi lưu lại.")
	members, err := org.Members(ctx, tx, c.Bloc, c.Days.From)
	if err != nil {
		return err
	}
	for _, u := range c.Units {
		if !slices.ContainsFunc(members, func(m org.Member) bool { return m.Unit.ID == u }) {
			e.With("units", "campaign.unit|Có đơn vị không thuộc Khối vào ngày {day}. Chọn lại đơn vị.", fault.P{"day": c.Days.From.VN()})
			break
		}
	}
	for _, t := range c.Targets {
		tg, err := plan.TargetOf(ctx, tx, t)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		p, perr := plan.ByID(ctx, tx, tg.Plan)
		if err != nil || perr != nil || p.Bloc != c.Bloc {
			e.With("targets", "campaign.target|Có chỉ tiêu không còn trong kế hoạch của Khối. Tải lại trang rồi chọn lại.")
			break
		}
	}
	for _, d := range c.Basis {
		doc, err := document.Of(ctx, tx, d)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		if err != nil || doc.Bloc != c.Bloc {
			e.With("basis", "campaign.document|Có văn bản không còn trong sổ của Khối. Tải lại trang rồi chọn lại.")
			break
		}
	}
	if len(e.Fields) > 0 {
		return e
	}
	return nil
}

func secret(c Campaign) error {
	places := []string{"tên phong trào", "chủ đề", "khẩu hiệu", "nội dung", "tiêu chí", "lý do", "ghi chú phát động"}
	return document.CheckWords(places, c.Name, c.Theme, join(c.Slogans), join(c.Contents), join(c.Criteria), c.Reason, c.LaunchNote)
}

// Save changes what a campaign says. What it is and when it began stays as it is once it
// runs; after the final summary nothing changes. c.Version must be the version that was read.
func (s *Service) Save(ctx context.Context, by who.Actor, c Campaign) (err error) {
	defer fault.Wrap(&err, "campaign.Save(%v)", c.ID)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		was, err := s.editable(ctx, tx, by, c.ID)
		if err != nil {
			return err
		}
		if was.State != Draft && !was.State.Running() {
			return fault.New(fault.Conflict, "campaign.locked|Phong trào {state} nên không sửa được. Mở lại phong trào trước, có ghi lý do.", fault.P{"state": lowerLabel(was.State)})
		}
		n := c
		n.Bloc, n.Year, n.State, n.Launched, n.Origin = was.Bloc, was.Year, was.State, was.Launched, was.Origin
		if was.State != Draft {
			n.Kind, n.Scope, n.Days.From = was.Kind, was.Scope, was.Days.From
		}
		if was.Called() {
			n = n.asCalled(was)
		}
		if n, err = n.Clean(); err != nil {
			return err
		}
		if err := secret(n); err != nil {
			return err
		}
		if was.State != Draft {
			if err := n.Ready(); err != nil {
				return err
			}
		}
		if err := checkParts(ctx, tx, n); err != nil {
			return err
		}
		if err := update(ctx, tx, n); err != nil {
			return err
		}
		if err := dropParts(ctx, tx, n.ID); err != nil {
			return err
		}
		if err := insertParts(ctx, tx, n); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "campaign.save", On: Object(n.ID), Version: n.Version + 1, Before: was, After: n})
	})
}

// editable loads a campaign for somebody who may edit it.
func (s *Service) editable(ctx context.Context, tx *db.Tx, by who.Actor, c ID) (Campaign, error) {
	was, err := Of(ctx, tx, c)
	if err != nil {
		return was, err
	}
	return was, who.Can(by, who.EditCampaign, who.Object{Bloc: was.Bloc})
}

// Remove deletes a draft.
func (s *Service) Remove(ctx context.Context, by who.Actor, c ID, version int64) (err error) {
	defer fault.Wrap(&err, "campaign.Remove(%v)", c)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		was, err := s.editable(ctx, tx, by, c)
		if err != nil {
			return err
		}
		if was.State != Draft {
			return fault.New(fault.Conflict, "campaign.noremove|Phong trào đã phát động nên không xóa được. Chốt phong trào để kết thúc.")
		}
		if was.Called() && who.Can(by, who.CallCampaign, who.Object{}) != nil {
			return fault.New(fault.Conflict, "campaign.call.keep|Tỉnh phát động phong trào này nên Khối không xóa được. Bổ sung chỉ tiêu của Khối rồi phát động, hoặc báo Ban Thi đua - Khen thưởng tỉnh.")
		}
		if err := dropParts(ctx, tx, c); err != nil {
			return err
		}
		if err := tx.ExecOne(ctx, qDelete, c, version); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "campaign.remove", On: Object(c), Version: version, Before: was})
	})
}

// Launch launches a draft; it is Move with that verb.
func (s *Service) Launch(ctx context.Context, by who.Actor, c ID, st Step) error {
	st.Verb = Launch
	return s.Move(ctx, by, c, st)
}

// Move takes a campaign one step on: launch, mid-term summary, final summary, close, or
// back again with a reason. A summary becomes an entry of the bloc.
func (s *Service) Move(ctx context.Context, by who.Actor, c ID, st Step) (err error) {
	defer fault.Wrap(&err, "campaign.Move(%v, %s)", c, st.Verb)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		was, err := s.editable(ctx, tx, by, c)
		if err != nil {
			return err
		}
		today := clock.Today(tx.DB().Clock)
		t, err := was.step(st, today)
		if err != nil {
			return err
		}
		if st.Day.IsZero() {
			st.Day = today
		}
		if err := document.CheckWords([]string{"lời ghi"}, st.Words); err != nil {
			return err
		}
		n := was
		n.State, n.Version = t.To, st.Version
		why := ""
		switch t.Verb {
		case Launch:
			n.Launched, n.LaunchNote = st.Day, tidy(st.Words)
			if slices.Contains(Forms, st.Form) {
				n.Form = st.Form
			}
		case Reopen:
			why = tidyLines(st.Words)
		}
		if err := update(ctx, tx, n); err != nil {
			return err
		}
		if stage := stageOf(t.Verb); stage != "" {
			e, err := Entry{Campaign: c, Stage: stage, Day: st.Day, Body: st.Words, By: by.Name, At: tx.DB().Clock.Now()}.Clean(n, today)
			if err != nil {
				return err
			}
			e.ID = db.NewID[Entry](tx)
			if err := addEntry(ctx, tx, e); err != nil {
				return err
			}
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "campaign." + string(t.Verb), On: Object(c), Version: n.Version + 1, Before: was, After: n, Why: why})
	})
}

func stageOf(v Verb) Stage {
	switch v {
	case Review:
		return Mid
	case Summarise:
		return Final
	}
	return ""
}

// Read gives a campaign to whoever may see it: a draft only to those who may edit it.
func (s *Service) Read(ctx context.Context, by who.Actor, c ID) (_ Campaign, err error) {
	defer fault.Wrap(&err, "campaign.Read(%v)", c)
	out, err := Of(ctx, s.db, c)
	if err != nil {
		return out, err
	}
	if err := who.Can(by, who.ReadCampaign, who.Object{Bloc: out.Bloc}); err != nil {
		return out, err
	}
	if out.State == Draft && who.Can(by, who.EditCampaign, who.Object{Bloc: out.Bloc}) != nil {
		return out, fault.New(fault.NotFound, "who.notfound|Không tìm thấy trang. Kiểm tra lại đường dẫn hoặc tìm kiếm.")
	}
	return out, nil
}

// Visible gives the campaigns of a bloc and year that the actor may see.
func (s *Service) Visible(ctx context.Context, by who.Actor, b id.Bloc, year int) (_ []Campaign, err error) {
	defer fault.Wrap(&err, "campaign.Visible")
	if err := who.Can(by, who.ReadCampaign, who.Object{Bloc: b}); err != nil {
		return nil, err
	}
	list, err := List(ctx, s.db, b, year)
	if err != nil || who.Can(by, who.EditCampaign, who.Object{Bloc: b}) == nil {
		return list, err
	}
	return slices.DeleteFunc(list, func(c Campaign) bool { return c.State == Draft }), nil
}
