package campaign

import (
	"context"
	"slices"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/vi"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
)

// answering loads a campaign that a unit may answer: the actor acts for the unit, the
// campaign runs and calls on it.
func answering(ctx context.Context, q db.Q, by who.Actor, c ID, u id.Unit) (Campaign, error) {
	was, err := Of(ctx, q, c)
	if err != nil {
		return was, err
	}
	if err := who.Can(by, who.JoinCampaign, who.Object{Bloc: was.Bloc, Unit: u}); err != nil {
		return was, err
	}
	members, err := org.Members(ctx, q, was.Bloc, was.Days.From)
	if err != nil {
		return was, err
	}
	if !was.Calls(u) || !slices.ContainsFunc(members, func(m org.Member) bool { return m.Unit.ID == u }) || was.State == Draft {
		return was, fault.New(fault.NotFound, "who.notfound|Không tìm thấy trang. Kiểm tra lại đường dẫn hoặc tìm kiếm.")
	}
	if !was.State.Running() {
		return was, fault.New(fault.Conflict, "campaign.ended|Phong trào {state} nên không ghi thêm được. Khối trưởng có thể mở lại.", fault.P{"state": lowerLabel(was.State)})
	}
	return was, nil
}

// Join records how the unit j.Unit launched the campaign inside; once more changes what was
// recorded. An upload replaces the evidence, none keeps it.
func (s *Service) Join(ctx context.Context, by who.Actor, j Join, up document.Upload) (err error) {
	defer fault.Wrap(&err, "campaign.Join(%v)", j.Campaign)
	c, err := answering(ctx, s.db, by, j.Campaign, j.Unit)
	if err != nil {
		return err
	}
	if j, err = j.Clean(c, s.Today()); err != nil {
		return err
	}
	if err := document.CheckWords([]string{"khẩu hiệu", "kế hoạch của đơn vị"}, j.Slogan, j.Plan); err != nil {
		return err
	}
	stored, err := document.Keep(ctx, s.files, up)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := answering(ctx, tx, by, j.Campaign, j.Unit); err != nil {
			return err
		}
		own, err := plan.TargetsOf(ctx, tx, c.Bloc, c.Year, j.Unit)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		for _, t := range j.Targets {
			if !slices.ContainsFunc(own, func(u plan.UnitTarget) bool { return u.ID == t }) {
				return fault.New(fault.Invalid, "campaign.target|Có chỉ tiêu không còn trong kế hoạch của Khối. Tải lại trang rồi chọn lại.").With("targets", "campaign.target|Có chỉ tiêu không còn trong kế hoạch của Khối. Tải lại trang rồi chọn lại.")
			}
		}
		was, old, err := joinOf(ctx, tx, j.Campaign, j.Unit)
		if err != nil {
			return err
		}
		n := j
		n.File, n.By, n.At = stored, by.Name, tx.DB().Clock.Now()
		if stored.Hash == "" {
			n.File = was.File
		}
		if old && sameJoin(was, n) { // the form was sent twice
			return nil
		}
		if !old && n.Version != 0 {
			return fault.New(fault.Conflict, "doc.stale|Trang này đã cũ. Tải lại trang rồi làm lại.")
		}
		if err := putJoin(ctx, tx, n); err != nil {
			if db.IsUnique(err) {
				return fault.New(fault.Conflict, "campaign.join.twice|Đơn vị vừa ghi hưởng ứng ở trang khác. Tải lại trang để xem rồi sửa.").Because(err)
			}
			return err
		}
		e := audit.Entry{By: by, Did: "campaign.join", On: Object(j.Campaign), Version: n.Version + 1, After: n}
		if old {
			e.Before = was
		}
		return audit.Write(ctx, tx, e)
	})
}

func joinOf(ctx context.Context, q db.Q, c ID, u id.Unit) (Join, bool, error) {
	list, err := Joins(ctx, q, c)
	i := slices.IndexFunc(list, func(j Join) bool { return j.Unit == u })
	if err != nil || i < 0 {
		return Join{}, false, err
	}
	return list[i], true, nil
}

func sameJoin(a, b Join) bool {
	at, bt := slices.Sorted(slices.Values(a.Targets)), slices.Sorted(slices.Values(b.Targets))
	return a.Day == b.Day && a.Form == b.Form && a.Slogan == b.Slogan && a.Plan == b.Plan && a.File.Hash == b.File.Hash && slices.Equal(at, bt)
}

// Record adds what a unit (or, for n.Unit 0, the bloc) has done. The same entry sent twice
// stands once.
func (s *Service) Record(ctx context.Context, by who.Actor, n Entry, up document.Upload) (err error) {
	defer fault.Wrap(&err, "campaign.Record(%v)", n.Campaign)
	load := func(q db.Q) (Campaign, error) { return answering(ctx, q, by, n.Campaign, n.Unit) }
	if n.Unit == 0 {
		load = func(q db.Q) (Campaign, error) { return running(ctx, q, by, n.Campaign) }
	}
	c, err := load(s.db)
	if err != nil {
		return err
	}
	if n, err = n.Clean(c, s.Today()); err != nil {
		return err
	}
	if err := document.CheckWords([]string{"kết quả"}, n.Body); err != nil {
		return err
	}
	stored, err := document.Keep(ctx, s.files, up)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := load(tx); err != nil {
			return err
		}
		list, err := Entries(ctx, tx, n.Campaign)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(list, func(o Entry) bool {
			return o.Unit == n.Unit && o.Stage == n.Stage && o.Day == n.Day && o.Body == n.Body && o.File.Hash == stored.Hash
		}) {
			return nil
		}
		e := n
		e.ID, e.File, e.By, e.At = db.NewID[Entry](tx), stored, by.Name, tx.DB().Clock.Now()
		if err := addEntry(ctx, tx, e); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "campaign.record", On: Object(n.Campaign), After: e})
	})
}

// running loads a campaign that runs, for those who steer it.
func running(ctx context.Context, q db.Q, by who.Actor, c ID) (Campaign, error) {
	was, err := Of(ctx, q, c)
	if err != nil {
		return was, err
	}
	if err := who.Can(by, who.EditCampaign, who.Object{Bloc: was.Bloc}); err != nil {
		return was, err
	}
	if !was.State.Running() {
		return was, fault.New(fault.Conflict, "campaign.ended|Phong trào {state} nên không ghi thêm được. Khối trưởng có thể mở lại.", fault.P{"state": lowerLabel(was.State)})
	}
	return was, nil
}

// ProposeReward asks for a commendation for what somebody of the unit did in the campaign,
// from the launch until the campaign is closed. The same subject is proposed once.
func (s *Service) ProposeReward(ctx context.Context, by who.Actor, p Proposal) (err error) {
	defer fault.Wrap(&err, "campaign.ProposeReward(%v)", p.Campaign)
	if p, err = p.Clean(); err != nil {
		if c, e := Of(ctx, s.db, p.Campaign); e != nil || who.Can(by, who.JoinCampaign, who.Object{Bloc: c.Bloc, Unit: p.Unit}) != nil {
			return fault.New(fault.NotFound, "who.notfound|Không tìm thấy trang. Kiểm tra lại đường dẫn hoặc tìm kiếm.")
		}
		return err
	}
	if err := document.CheckWords([]string{"tên", "hình thức", "thành tích"}, p.Name, p.Form, p.Merit); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		c, err := answering(ctx, tx, by, p.Campaign, p.Unit)
		if err != nil && (!fault.Is(err, fault.Conflict) || c.State != Summarised) { // also between summary and closing
			return err
		}
		list, err := Proposals(ctx, tx, p.Campaign)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(list, func(o Proposal) bool {
			return o.Unit == p.Unit && o.Subject == p.Subject && vi.Fold(o.Name) == vi.Fold(p.Name)
		})
		switch {
		case i >= 0 && list[i].Form == p.Form && list[i].Merit == p.Merit:
			return nil // the form was sent twice
		case i >= 0:
			const m = "campaign.proposal.twice|{name} đã được đề nghị trong phong trào này ({form})."
			args := fault.P{"name": p.Name, "form": list[i].Form}
			return fault.New(fault.Invalid, m, args).With("name", m, args)
		}
		n := p
		n.ID, n.Answer, n.Why, n.By, n.At = db.NewID[Proposal](tx), Waiting, "", by.Name, tx.DB().Clock.Now()
		if err := addProposal(ctx, tx, n); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "campaign.reward", On: Object(p.Campaign), Version: 1, After: n})
	})
}

// Answer says what the bloc makes of a proposal. Declining needs a reason.
func (s *Service) Answer(ctx context.Context, by who.Actor, pid ProposalID, a Answer, version int64, why string) (err error) {
	defer fault.Wrap(&err, "campaign.Answer(%v)", pid)
	why = tidyLines(why)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		p, err := ProposalOf(ctx, tx, pid)
		if err != nil {
			return err
		}
		c, err := s.editable(ctx, tx, by, p.Campaign)
		if err != nil {
			return err
		}
		switch {
		case c.State == Closed:
			return fault.New(fault.Conflict, "campaign.ended|Phong trào {state} nên không ghi thêm được. Khối trưởng có thể mở lại.", fault.P{"state": lowerLabel(c.State)})
		case a != Agreed && a != Declined:
			return fault.New(fault.Invalid, "campaign.answer|Chọn đồng ý hay không đề nghị.")
		case a == Declined && why == "":
			return fault.New(fault.Invalid, "campaign.answer.why|Ghi lý do không đề nghị để đơn vị biết.").With("why", "campaign.answer.why|Ghi lý do không đề nghị để đơn vị biết.")
		}
		if err := tx.ExecOne(ctx, qAnswerProposal, pid, version, a, why); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "campaign.answer", On: Object(p.Campaign), Version: version + 1, Before: map[string]any{"answer": p.Answer}, After: map[string]any{"unit": p.Unit, "name": p.Name, "answer": a}, Why: why})
	})
}

// Judge stores the leader's grades beside what was computed.
func (s *Service) Judge(ctx context.Context, by who.Actor, c ID, list []Judgement) (err error) {
	defer fault.Wrap(&err, "campaign.Judge(%v)", c)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		was, err := s.editable(ctx, tx, by, c)
		if err != nil {
			return err
		}
		if was.State == Draft || was.State == Closed {
			return fault.New(fault.Conflict, "campaign.nojudge|Chỉ đánh giá phong trào đã phát động và chưa chốt.")
		}
		e, err := EvidenceOf(ctx, tx, was, clock.Today(tx.DB().Clock))
		if err != nil {
			return err
		}
		old, err := Judgements(ctx, tx, c)
		if err != nil {
			return err
		}
		all := fault.New(fault.Invalid, "campaign.judge.top|Chưa ghi được đánh giá. Sửa các mục nêu dưới đây.")
		var changed []Judgement
		for _, f := range Assess(e) {
			i := slices.IndexFunc(list, func(j Judgement) bool { return j.Aspect == f.Aspect })
			if i < 0 {
				continue
			}
			j := list[i]
			j.Note = tidyLines(j.Note)
			if j.Grade == Unknown && j.Note == "" {
				continue // not judged
			}
			if fe, ok := j.Check(f).(*fault.Error); ok {
				all.Fields = append(all.Fields, fe.Fields...)
				continue
			}
			if o := old[j.Aspect]; o.Grade != j.Grade || o.Note != j.Note {
				changed = append(changed, j)
			}
		}
		if len(all.Fields) > 0 {
			return all
		}
		for _, j := range changed {
			if err := document.CheckWords([]string{"nhận xét"}, j.Note); err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, qJudge, c, j.Aspect, j.Grade, j.Note, by.Name, tx.DB().Clock.Now().UnixMilli()); err != nil {
				return err
			}
		}
		if len(changed) == 0 {
			return nil
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "campaign.judge", On: Object(c), Before: old, After: changed})
	})
}

// EvidenceOf reads everything that the evaluation of a campaign looks at.
func EvidenceOf(ctx context.Context, q db.Q, c Campaign, today civil.Date) (e Evidence, err error) {
	defer fault.Wrap(&err, "campaign.EvidenceOf(%v)", c.ID)
	e = Evidence{Campaign: c, Targets: map[plan.TargetID]Planned{}, Today: today}
	members, err := org.Members(ctx, q, c.Bloc, c.Days.From)
	if err != nil {
		return e, err
	}
	for _, m := range members {
		if c.Calls(m.Unit.ID) {
			e.Called = append(e.Called, m.Unit.ID)
		}
	}
	if e.Joins, err = Joins(ctx, q, c.ID); err != nil {
		return e, err
	}
	if e.Entries, err = Entries(ctx, q, c.ID); err != nil {
		return e, err
	}
	list, err := Proposals(ctx, q, c.ID)
	if err != nil {
		return e, err
	}
	e.Proposals = len(list)
	if e.Earlier, err = db.All(ctx, q, qList, scan, c.Bloc, c.Year-1); err != nil {
		return e, err
	}
	e.Earlier = slices.DeleteFunc(e.Earlier, func(o Campaign) bool { return o.State == Draft })
	all, err := plan.AllTargets(ctx, q, c.Bloc, c.Year)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return e, err
	}
	for _, u := range e.Called {
		for _, t := range all[u] {
			p := e.Targets[t.ID]
			p.Code, p.Measure = t.Code, t.Measure
			if t.Goal.Year != nil {
				p.Numbers++
			}
			e.Targets[t.ID] = p
		}
	}
	return e, nil
}

// File gives an evidence file: of a join to those who may read the unit's plan, of an
// entry of the bloc to every member.
func (s *Service) File(ctx context.Context, by who.Actor, c ID, hash string) (_ document.Stored, _ []byte, err error) {
	defer fault.Wrap(&err, "campaign.File(%v)", c)
	gone := fault.New(fault.NotFound, "who.notfound|Không tìm thấy trang. Kiểm tra lại đường dẫn hoặc tìm kiếm.")
	was, err := s.Read(ctx, by, c)
	if err != nil {
		return document.Stored{}, nil, err
	}
	found, unit := document.Stored{}, id.Unit(0)
	joins, err := Joins(ctx, s.db, c)
	if err != nil {
		return found, nil, err
	}
	entries, err := Entries(ctx, s.db, c)
	if err != nil {
		return found, nil, err
	}
	may := func(u id.Unit) bool {
		return u == 0 || who.Can(by, who.ReadPlan, who.Object{Bloc: was.Bloc, Unit: u}) == nil
	}
	for _, j := range joins {
		if j.File.Hash == hash && hash != "" && may(j.Unit) {
			found, unit = j.File, j.Unit
		}
	}
	for _, n := range entries {
		if n.File.Hash == hash && hash != "" && may(n.Unit) {
			found, unit = n.File, n.Unit
		}
	}
	if found.Hash == "" || !may(unit) {
		return found, nil, gone
	}
	b, err := s.files.Get(ctx, hash)
	return found, b, err
}
