package app

import (
	"bytes"
	"encoding/json"

	"thidua/internal/base/civil"
	"thidua/internal/base/figure"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
	"thidua/internal/year/progress"
)

// lastYear are the halves of the year before the sample year: what a bloc that begins with the
// program enters of its past, so that a field can be compared with its own last years.
var lastYear = []civil.Period{"2021-H1", "2021-H2"}

// lastYear writes plan and figures of the year before and locks them.
func (s *second) lastYear() error {
	body, err := lastYearPlan()
	if err != nil {
		return err
	}
	if _, err := s.Plan.ImportJSON(s.ctx, sampler, body); err != nil {
		return err
	}
	members, err := org.Members(s.ctx, s.DB, s.bloc.ID, lastYear[1].To())
	if err != nil {
		return err
	}
	targets, err := plan.AllTargets(s.ctx, s.DB, s.bloc.ID, lastYear[0].Year())
	if err != nil {
		return err
	}
	for _, p := range lastYear {
		due := p.To().AddDays(10)
		if p == lastYear[0] { // the plan opened it
			err = s.Progress.SetDue(s.ctx, sampler, s.bloc.ID, p, due)
		} else {
			err = s.Progress.Open(s.ctx, sampler, s.bloc.ID, p, due)
		}
		if err != nil {
			return err
		}
		for i, m := range members {
			var edits []progress.Edit
			for k, t := range targets[m.Unit.ID] {
				if v := lastFigure(t, p, 7*i+3*k); v != nil {
					edits = append(edits, progress.Edit{Code: t.Code, Value: v, Exact: true, Source: progress.Source{Kind: progress.Typed}})
				}
			}
			if _, _, err := s.Progress.SaveCells(s.ctx, sampler, progress.Place{Bloc: s.bloc.ID, Period: p, Unit: m.Unit.ID}, edits); err != nil {
				return err
			}
		}
		if err := s.Progress.LockPeriod(s.ctx, sampler, s.bloc.ID, p); err != nil {
			return err
		}
	}
	return nil
}

// lastYearPlan makes the plan of the year before from that of the sample year: the same units,
// fields and targets under another directive, without tasks.
func lastYearPlan() ([]byte, error) {
	body, err := sampleFiles.ReadFile("demo/plan.json")
	if err != nil {
		return nil, err
	}
	body = bytes.ReplaceAll(body, []byte("24/CT-UBND"), []byte("21/CT-UBND"))
	var p map[string]any
	if err := json.Unmarshal(body, &p); err != nil {
		return nil, err
	}
	for _, k := range []string{"deadline", "documents", "themes", "measures_taken", "tasks"} {
		delete(p, k)
	}
	for _, list := range []string{"common_targets", "contents"} {
		for _, x := range p[list].([]any) {
			delete(x.(map[string]any), "themes")
			delete(x.(map[string]any), "measures_taken")
		}
	}
	for _, list := range p["own_targets"].(map[string]any) {
		for _, x := range list.([]any) {
			delete(x.(map[string]any), "themes")
		}
	}
	p["year"] = lastYear[0].Year()
	p["period"] = map[string]any{"code": string(lastYear[0]), "name": lastYear[0].Name(), "from": "2021-01-01", "to": "2021-06-30"}
	d := p["directive"].(map[string]any)
	d["date"], d["subject"] = "2020-12-29", "Phát động thi đua thực hiện nhiệm vụ của tỉnh năm 2021"
	return json.Marshal(p)
}

// lastFigure invents a figure of the year before: what adds up reaches 88 to 108 per cent of
// what the plan asks of the period, shares stand up to three points from the plan. Nil without a plan.
func lastFigure(t plan.UnitTarget, p civil.Period, n int) *figure.Value {
	goal := plan.Expected(t.Kind, t.Direction, t.Goal, p)
	switch {
	case goal == nil:
		return nil
	case t.Kind == plan.YesNo || t.Direction == plan.Lower:
		return goal
	case t.Kind.Adds():
		v, err := goal.Mul(int64(88+5*(n%5)), 100)
		if err != nil {
			return goal
		}
		return new(v.Round(0))
	}
	return new(min(*goal-figure.FromInt(int64(n%4)-1), figure.FromInt(100)))
}
