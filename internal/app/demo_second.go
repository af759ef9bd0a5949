package app

import (
	"context"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/clock"
	"thidua/internal/year/campaign"
	"thidua/internal/year/conference"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
	"thidua/internal/year/progress"
	"thidua/internal/year/review"
)

// SecondHalf is the second period of the sample year.
const SecondHalf = civil.Period("2022-H2")

// A second (nửa sau của năm mẫu) writes the rest of the sample year.
type second struct {
	*App
	ctx  context.Context
	set  func(time.Time)
	bloc org.Bloc
	lead who.Actor
	head who.Actor
}

// LoadSecondHalf lets the sample year go on from July to December through the services that
// people use: what the conference found, two urgent tasks, an adjusted target, a drive, and the
// figures of the second half. set moves the clock. A year that has its second half stays as it is.
func (a *App) LoadSecondHalf(ctx context.Context, set func(time.Time)) (err error) {
	defer fault.Wrap(&err, "app.LoadSecondHalf")
	s := &second{App: a, ctx: ctx, set: set}
	if s.bloc, err = org.BlocByCode(ctx, a.DB, SampleBloc); err != nil {
		return err
	}
	if _, err = progress.PeriodOf(ctx, a.DB, s.bloc.ID, SecondHalf); !fault.Is(err, fault.NotFound) {
		return err
	}
	if s.lead, err = a.leadOfficer(ctx, s.bloc); err != nil {
		return err
	}
	if s.head, err = a.actor(ctx, headLogin("thanh-tra")); err != nil {
		return err
	}
	for _, f := range []func() error{s.lastYear, s.july, s.told, s.august, s.december} {
		if err := f(); err != nil {
			return err
		}
	}
	return nil
}

func (s *second) at(month time.Month, day int) {
	s.set(time.Date(2022, month, day, 8, 0, 0, 0, clock.Zone))
}

// july: the conference finds, the leader decides.
func (s *second) july() error {
	s.at(7, 15)
	if err := s.Report.Draft(s.ctx, s.lead, s.bloc, SamplePeriod); err != nil && !fault.Is(err, fault.Conflict) {
		return err
	}
	list, err := conference.List(s.ctx, s.DB, s.bloc.ID)
	if err != nil || len(list) == 0 {
		return err
	}
	for _, did := range []conference.Did{conference.Opened, conference.Closed} {
		if _, err := s.Conference.Do(s.ctx, s.lead, list[0].ID, conference.Act{Did: did}); err != nil {
			return err
		}
	}
	unit, err := org.UnitByCode(s.ctx, s.DB, "so-tu-phap")
	if err != nil {
		return err
	}
	found, err := s.Conference.SaveFinding(s.ctx, s.lead, conference.Finding{Conference: list[0].ID, Kind: conference.Shortcoming, Unit: unit.ID, Who: unit.ID, Text: "Sinh hoạt chuyên đề học tập và làm theo Bác chưa đủ số buổi (C09)",
		Cause: "Chủ quan: chỉ đạo, kiểm tra, đôn đốc chưa sát", Solution: "Tổ chức bù các buổi sinh hoạt chuyên đề còn thiếu", Due: civil.Date{Year: 2022, Month: 8, Day: 15}})
	if err != nil {
		return err
	}
	for _, f := range s.waiting(list[0].ID) {
		if _, err := s.Conference.SaveFinding(s.ctx, s.lead, f); err != nil {
			return err
		}
	}
	s.at(7, 20)
	for _, ref := range []string{conference.FindingObject(found.ID), "value/" + SampleBloc + "/" + string(SamplePeriod) + "/so-tu-phap/C03"} {
		w, err := s.Review.Bench(s.ctx, s.lead, s.bloc.ID, SamplePeriod)
		if err != nil {
			return err
		}
		m, err := s.Review.Draft(s.ctx, w, ref)
		if err != nil {
			return err
		}
		m.Task.Head, m.Task.Source.Kind = "Giám đốc Sở Tư pháp", plan.ByDirective
		if _, err := s.Review.MarkUrgent(s.ctx, s.lead, m); err != nil {
			return err
		}
	}
	if err := s.adjust(unit.ID); err != nil {
		return err
	}
	if err := s.pass(); err != nil {
		return err
	}
	return s.launch()
}

// waiting gives findings from which nothing is decided: one of the whole bloc, one of a unit.
func (s *second) waiting(c conference.ID) []conference.Finding {
	list := []conference.Finding{{Text: "Báo cáo của một số đơn vị gửi chậm so với quy chế của Khối", Cause: "Chủ quan: chỉ đạo, kiểm tra, đôn đốc chưa sát",
		Solution: "Phân công một cán bộ đầu mối, nhắc trước hạn 7 ngày", Due: civil.Date{Year: 2022, Month: 12, Day: 15}}}
	if u, err := org.UnitByCode(s.ctx, s.DB, "lu-doan-198"); err == nil {
		list = append(list, conference.Finding{Unit: u.ID, Who: u.ID, Text: "Văn bản, hồ sơ xử lý trên môi trường mạng còn ít (C02)", Cause: "Khách quan: thiếu kinh phí, trang thiết bị",
			Solution: "Mỗi tiểu đoàn có máy tính và một người được tập huấn", Due: civil.Date{Year: 2022, Month: 12, Day: 20}})
	}
	for i := range list {
		list[i].Conference, list[i].Kind = c, conference.Shortcoming
	}
	return list
}

// pass hands the recommendations of units on: who answers each by when, one of them answered.
func (s *second) pass() error {
	row, err := progress.PeriodOf(s.ctx, s.DB, s.bloc.ID, SamplePeriod)
	if err != nil {
		return err
	}
	list, err := progress.AllRecommendations(s.ctx, s.DB, row.ID)
	for i, r := range list {
		to := progress.Reply{Addressee: []string{"UBND tỉnh", "Ban Thi đua - Khen thưởng tỉnh"}[i%2], Due: civil.Date{Year: 2022, Month: 9, Day: 30}}
		if i == 1 {
			to.Answer, to.On = "Khối tổ chức một buổi trao đổi trong quý III (số liệu minh họa).", civil.Date{Year: 2022, Month: 7, Day: 20}
		}
		if err := s.Progress.Answer(s.ctx, s.lead, r.ID, r.Version, to); err != nil {
			return err
		}
	}
	return err
}

// adjust: a unit proposes another value, the head of the leading unit approves.
func (s *second) adjust(u id.Unit) error {
	officer, err := s.actor(s.ctx, officerLogin("so-tu-phap"))
	if err != nil {
		return err
	}
	list, err := plan.TargetsOf(s.ctx, s.DB, s.bloc.ID, 2022, u)
	if err != nil {
		return err
	}
	for _, t := range list {
		if t.Code != "C04" || t.Goal.Year == nil {
			continue
		}
		less := *t.Goal.Year - figure.FromInt(2)
		a, err := s.Review.Propose(s.ctx, officer, review.Adjustment{Target: t.ID, Unit: u, New: plan.Goal{Year: &less, Half: t.Goal.Half}, Reason: "Sắp xếp lại hai phòng nên số tập thể giảm.",
			BasisRef: "value/" + SampleBloc + "/" + string(SamplePeriod) + "/so-tu-phap/C04"})
		if err != nil {
			return err
		}
		return s.Review.Settle(s.ctx, s.head, a.ID, a.Version, review.Approved, "")
	}
	return nil
}

// launch: a drive for the weak field, launched.
func (s *second) launch() error {
	n, err := s.Review.ProposeDrive(s.ctx, s.lead, s.bloc.ID, SamplePeriod, review.DriveBasis{Field: "xd-dang"})
	if err != nil {
		return err
	}
	c, err := campaign.Of(s.ctx, s.DB, n)
	if err != nil {
		return err
	}
	c.Slogans, c.Days.From = []string{"Kỷ luật nghiêm, sinh hoạt chất lượng"}, civil.Date{Year: 2022, Month: 7, Day: 20}
	c.JoinDue = civil.Date{Year: 2022, Month: 8, Day: 5}
	if err := s.Campaign.Save(s.ctx, s.lead, c); err != nil {
		return err
	}
	if c, err = campaign.Of(s.ctx, s.DB, n); err != nil {
		return err
	}
	return s.Campaign.Launch(s.ctx, s.lead, n, campaign.Step{Version: c.Version, Day: c.Days.From, Form: campaign.Meeting, Words: "Phát động ngay sau Hội nghị sơ kết"})
}

// august: the first urgent task is done, with its evidence; the other one is still open.
func (s *second) august() error {
	s.at(8, 18)
	officer, err := s.actor(s.ctx, officerLogin("so-tu-phap"))
	if err != nil {
		return err
	}
	list, err := review.UrgentTasks(s.ctx, s.DB, s.bloc.ID)
	if err != nil || len(list) == 0 {
		return err
	}
	t := list[0].Task
	return s.Plan.ReportTask(s.ctx, officer, t.ID, t.Version, plan.TaskDone, plan.Evidence{Text: "Đã tổ chức bù 4 buổi, biên bản ngày 18/8 (số liệu minh họa)."})
}

// december: the second period with figures of the units that reported the first.
func (s *second) december() error {
	s.at(12, 5)
	if err := s.Progress.Open(s.ctx, s.lead, s.bloc.ID, SecondHalf, civil.Date{Year: 2022, Month: 12, Day: 15}); err != nil {
		return err
	}
	row, err := progress.PeriodOf(s.ctx, s.DB, s.bloc.ID, SamplePeriod)
	if err != nil {
		return err
	}
	values, err := progress.Values(s.ctx, s.DB, row.ID)
	if err != nil {
		return err
	}
	of := progress.ByUnit(values)
	targets, err := plan.AllTargets(s.ctx, s.DB, s.bloc.ID, 2022)
	if err != nil {
		return err
	}
	members, err := org.Members(s.ctx, s.DB, s.bloc.ID, SecondHalf.To())
	if err != nil {
		return err
	}
	for i, m := range members {
		var edits []progress.Edit
		for k, t := range targets[m.Unit.ID] {
			if v := of[m.Unit.ID][t.ID].Value; v != nil {
				edits = append(edits, progress.Edit{Code: t.Code, Value: secondFigure(t, *v, i+k), Exact: true, Source: progress.Source{Kind: progress.Typed}})
			}
		}
		if len(edits) == 0 {
			continue
		}
		by, err := s.actor(s.ctx, officerLogin(m.Unit.Code))
		if err != nil {
			return err
		}
		if _, _, err := s.Progress.SaveCells(s.ctx, by, progress.Place{Bloc: s.bloc.ID, Period: SecondHalf, Unit: m.Unit.ID}, edits); err != nil {
			return err
		}
	}
	return nil
}

// secondFigure invents the figure of the second half: what adds up ends between 90 and 110 per
// cent of the year's plan, everything else stays where it was.
func secondFigure(t plan.UnitTarget, first figure.Value, n int) *figure.Value {
	if !t.Kind.Adds() || t.Direction != plan.Higher || t.Goal.Year == nil {
		return &first
	}
	end, err := t.Goal.Year.Mul(int64(90+5*(n%5)), 100)
	if err != nil {
		return &first
	}
	v := max(0, (end - first).Round(0))
	return &v
}
