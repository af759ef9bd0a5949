package review

import (
	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/year/campaign"
	"thidua/internal/year/plan"
)

func (x *tracer) task(n *Node, p []string) (bool, error) {
	i, err := id.Parse[plan.Task](p[0])
	if err != nil {
		return false, nil
	}
	t, err := plan.TaskOf(x.ctx, x.q, i)
	if err != nil {
		return false, err
	}
	w, err := x.worldOf(t.Plan)
	if err != nil || !x.can(who.ReadPlan, w.bloc.ID, t.Unit) {
		return false, err
	}
	_, short := w.name(t.Unit)
	n.Text, n.Href = t.Text, "/nhiem-vu/"+p[0]
	if n.Title = t.Code + ", " + short; t.Code == "" {
		n.title("trace.t.task|Nhiệm vụ, {unit}", fault.P{"unit": short})
	}
	n.fact("trace.f.assigner|Người giao", t.Assigner)
	n.fact("trace.f.head|Chức vụ chịu trách nhiệm", t.Head)
	n.fact("trace.f.due|Hạn", t.Due.VN())
	n.told("trace.f.state|Tình trạng", t.State.Label())
	n.fact("trace.f.evidence|Minh chứng", t.Evidence)
	if n.Up, err = x.source(t.Source); err != nil {
		return false, err
	}
	for _, u := range w.urgent {
		if u.Task.ID == t.ID {
			n.Down = add(n.Down, UrgentObject(w.bloc.Code, u.ID))
			if u.Basis.Kind != FromTask { // given there: what the mark rests on, the task rests on
				n.Up = add(n.Up, u.Basis.Ref)
			}
		}
	}
	return true, nil
}

// urgent: a marked task of the year; its basis is why, its task and the next figure are where.
func (x *tracer) urgent(n *Node, p []string) (bool, error) {
	i, err := id.Parse[UrgentTask](p[1])
	if err != nil {
		return false, nil
	}
	u, err := urgentByID(x.ctx, x.q, i)
	if err != nil {
		return false, err
	}
	w, err := x.worldOf(u.Task.Plan)
	if err != nil || w.bloc.Code != p[0] || !x.can(who.ReadPlan, w.bloc.ID, u.Task.Unit) {
		return false, err
	}
	code, short := w.name(u.Task.Unit)
	n.title("trace.t.urgent|Nhiệm vụ cấp bách, {unit}", fault.P{"unit": short})
	n.Text, n.Href = u.Task.Text, "/nhiem-vu/"+u.Task.ID.String()
	n.fact("trace.f.basis|Căn cứ", u.Basis.Text)
	n.fact("trace.f.decider|Người quyết định", u.By)
	n.fact("trace.f.at|Lúc", u.At.Format("15:04 02/01/2006"))
	n.fact("trace.f.head|Chức vụ chịu trách nhiệm", u.Task.Head)
	n.fact("trace.f.due|Hạn", u.Task.Due.VN())
	n.told("trace.f.state|Tình trạng", u.Task.State.Label())
	n.fact("trace.f.evidence|Minh chứng", u.Task.Evidence)
	if u.Task.Evidence != "" {
		n.Text += " – " + u.Task.Evidence
	}
	n.Up = add(n.Up, u.Basis.Ref)
	if u.Basis.Kind != FromTask {
		n.Up = add(n.Up, plan.TaskObject(u.Task.ID))
	}
	if next, ok := w.next(civil.Period(u.Period)); ok {
		for _, t := range w.targets {
			if t.Code != u.Target && (u.Target != "" || t.Field != u.Field) || t.Unit != 0 && t.Unit != u.Task.Unit {
				continue
			}
			if v, ok := w.values[next][u.Task.Unit][t.ID]; ok && v.Answered() {
				n.Down = add(n.Down, valueID(w, next, code, t.Code))
			}
		}
	}
	return true, nil
}

func (x *tracer) adjustment(n *Node, p []string) (bool, error) {
	i, err := id.Parse[Adjustment](p[1])
	if err != nil {
		return false, nil
	}
	a, err := AdjustmentOf(x.ctx, x.q, i)
	if err != nil {
		return false, err
	}
	w, err := x.worldOf(a.Plan)
	if err != nil || w.bloc.Code != p[0] || !x.can(who.ReadPlan, w.bloc.ID, a.Unit) {
		return false, err
	}
	code, short := w.name(a.Unit)
	for _, t := range w.targets {
		if t.ID != a.Target {
			continue
		}
		n.title("trace.t.adjustment|Điều chỉnh {code} của {unit}: {old} → {new}", fault.P{"code": t.Code, "unit": short, "old": goalWords(a.Old), "new": goalWords(a.New)})
		n.Text = a.Reason
		n.told("trace.f.state|Tình trạng", a.State.Label())
		n.fact("trace.f.proposer|Người đề nghị", a.By)
		n.fact("trace.f.at|Lúc", a.At.Format("15:04 02/01/2006"))
		n.fact("trace.f.approver|Người duyệt", a.DecidedBy)
		n.Up = add(n.Up, a.BasisRef, w.targetID(t))
		n.on = subject{unit: code, code: t.Code}
		if kind, p := cut(a.BasisRef); kind == "value" && (len(p) != 4 || p[2] != code || p[3] != t.Code) {
			n.on = subject{anyUnit: true, anyCode: true} // decided on another figure
		}
		if len(w.periods) > 0 {
			n.Href = "/ra-soat/" + w.periods[0].Period.Slug() + "/dieu-chinh/" + code + "/" + t.Code + "?khoi=" + w.bloc.Code
		}
		for _, row := range w.periods {
			v, ok := w.values[row.Period][a.Unit][t.ID]
			if ok && v.Answered() && a.moves(row.Period) {
				n.Down = add(n.Down, valueID(w, row.Period, code, t.Code))
			}
		}
		if w.pledged(t) && w.deed.amended(a) {
			n.Down = add(n.Down, w.lineID(t.Code))
		}
		return true, nil
	}
	return false, nil
}

// moves reports whether the adjustment counts for a period: approved, and proposed before its end.
func (a Adjustment) moves(p civil.Period) bool {
	return a.State == Approved && civil.Of(a.At).Before(p.To())
}

// decided adds what was decided on the strength of a node.
func (w *world) decided(n *Node) {
	for _, u := range w.urgent {
		if u.Basis.Ref == n.ID {
			n.Down = add(n.Down, UrgentObject(w.bloc.Code, u.ID))
			if u.Basis.Kind != FromTask {
				n.Down = add(n.Down, plan.TaskObject(u.Task.ID))
			}
		}
	}
	for _, a := range w.adjusts {
		if a.BasisRef == n.ID {
			n.Down = add(n.Down, AdjustmentObject(w.bloc.Code, a.ID))
		}
	}
	for _, c := range w.drives {
		if c.Origin == n.ID {
			n.Down = add(n.Down, campaign.Object(c.ID))
		}
	}
}

func (x *tracer) field(n *Node, p []string) (bool, error) {
	w, period, err := x.at(p, 3)
	if w == nil || err != nil {
		return false, err
	}
	for _, f := range w.fields {
		if f.Code != p[2] {
			continue
		}
		n.title("trace.t.field|{field}, {period}", fault.P{"field": f.Name, "period": period})
		n.Href = "/ra-soat/" + period.Slug() + "/linh-vuc/" + f.Code + "?khoi=" + w.bloc.Code
		for _, t := range w.targets {
			if t.Field != f.Code {
				continue
			}
			for _, m := range w.members {
				if v, ok := w.values[period][m.Unit.ID][t.ID]; ok && v.Answered() {
					n.Up = add(n.Up, valueID(w, period, m.Unit.Code, t.Code))
				}
			}
		}
		w.decided(n)
		return true, nil
	}
	return false, nil
}
