package review

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/db"
	"thidua/internal/year/campaign"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
)

// FieldRef names a field of a period: what a drive or an urgent task may rest on.
func FieldRef(bloc string, p civil.Period, field string) string {
	return "field/" + bloc + "/" + string(p) + "/" + field
}

// A DriveBasis (căn cứ phát động) is the field a drive serves and, when it does not rest on the
// field alone, the id of the figure, the finding or the remark it rests on.
type DriveBasis struct {
	Field string
	Ref   string // "" for the field itself
}

// ProposeDrive writes the draft of a themed drive: the targets of a field, the units that fall
// behind, the documents its targets come from, and why now. The same basis in the same period
// gives the same draft again.
func (s *Service) ProposeDrive(ctx context.Context, by who.Actor, b id.Bloc, p civil.Period, on DriveBasis) (_ campaign.ID, err error) {
	defer fault.Wrap(&err, "review.ProposeDrive(%v, %s, %+v)", b, p, on)
	if err := who.Can(by, who.DecideReview, who.Object{Bloc: b}); err != nil {
		return 0, err
	}
	w, err := s.Bench(ctx, by, b, p)
	if err != nil {
		return 0, err
	}
	i := slices.IndexFunc(w.Fields, func(f FieldColumn) bool { return f.Field.Code == on.Field })
	if i < 0 {
		return 0, errBasis
	}
	c := w.drive(i)
	if on.Ref != "" && on.Ref != c.Origin {
		m, err := s.Draft(ctx, w, on.Ref)
		if err != nil {
			return 0, err
		}
		c.rest(m, on.Ref)
	}
	return s.drives.Propose(ctx, by, c.Campaign)
}

// draft is a drive as it is filled in.
type draft struct{ campaign.Campaign }

// rest makes a drive rest on what the decision was drafted from: its unit is called, its
// words are the reason, what is to be done is the first content.
func (c *draft) rest(m Mark, ref string) {
	c.Origin = ref
	c.Reason = text(m.Basis.Kind.Label()) + ": " + m.Basis.Text
	c.Name += " (" + strings.ToLower(text(m.Basis.Kind.Label())) + ")"
	if m.Task.Text != "" {
		c.Contents = append([]string{m.Task.Text}, c.Contents...)
	}
	if len(c.Units) > 0 && m.Task.Unit != 0 && !slices.Contains(c.Units, m.Task.Unit) {
		c.Units = append(c.Units, m.Task.Unit)
	}
}

// drive fills the draft of a drive in from the field at i.
func (w *Workbench) drive(i int) draft {
	f := w.Fields[i]
	from := w.Today.AddDays(14)
	to := civil.Date{Year: w.Period.Year(), Month: 12, Day: 15}
	if to.Before(from.AddDays(30)) {
		to = civil.Date{Year: w.Period.Year(), Month: 12, Day: 31}
	}
	if to.Before(from) {
		from = w.Today
	}
	c := campaign.Campaign{Bloc: w.Bloc.ID, Year: w.Period.Year(), Kind: campaign.Themed, Scope: campaign.Blocs, Field: f.Field.Code, Form: campaign.Meeting,
		Name: "Đợt thi đua chuyên đề: " + f.Field.Name, Theme: f.Field.Name, Days: campaign.Span{From: from, To: to}, FinalDue: to.AddDays(10), Origin: FieldRef(w.Bloc.Code, w.Period, f.Field.Code)}
	c.Reason = fmt.Sprintf("Rà soát %s: %s", w.Period.Name(), f.Field.Name)
	if words := f.Weak.words(); words != "" && w.Bloc.Peers != org.PeersOwn { // a launched drive is read by every unit
		c.Reason += ", " + words
	}
	c.Reason += "."
	for _, l := range w.Lines {
		if l.Target.Field != f.Field.Code || !l.Pace.Status.Bad() {
			continue
		}
		if !slices.Contains(c.Units, l.Unit) {
			c.Units = append(c.Units, l.Unit)
		}
		if l.Target.Unit == 0 && !slices.Contains(c.Targets, l.Target.ID) {
			c.Targets = append(c.Targets, l.Target.ID)
		}
		if d := l.Target.Source.Document; d != 0 && !slices.Contains(c.Basis, d) {
			c.Basis = append(c.Basis, d)
		}
	}
	for _, l := range w.Lines { // a field that is slow nowhere calls everybody, with all its targets
		if len(c.Targets) > 0 && len(c.Units) > 0 {
			break
		}
		if l.Target.Field == f.Field.Code && l.Target.Unit == 0 && !slices.Contains(c.Targets, l.Target.ID) {
			c.Targets = append(c.Targets, l.Target.ID)
			if d := l.Target.Source.Document; d != 0 && !slices.Contains(c.Basis, d) {
				c.Basis = append(c.Basis, d)
			}
		}
	}
	c.Contents = []string{"Hoàn thành các chỉ tiêu còn chậm của lĩnh vực " + f.Field.Name}
	if len(c.Units) == 0 {
		c.Contents = []string{"Hoàn thành, hoàn thành vượt mức các chỉ tiêu của lĩnh vực " + f.Field.Name}
	}
	return draft{c}
}

// drivesOf counts the campaigns of a year by the field they serve, drafts left out.
func drivesOf(ctx context.Context, q db.Q, b id.Bloc, year int, targets map[id.Unit][]plan.UnitTarget) (map[string]int, error) {
	list, err := campaign.List(ctx, q, b, year)
	if err != nil {
		return nil, err
	}
	field := map[plan.TargetID]string{}
	for _, ts := range targets {
		for _, t := range ts {
			field[t.ID] = t.Field
		}
	}
	n := map[string]int{}
	for _, c := range list {
		if c.State == campaign.Draft || c.Kind == campaign.Regular {
			continue
		}
		of := map[string]bool{c.Field: c.Field != ""}
		for _, t := range c.Targets {
			of[field[t]] = true
		}
		for f, yes := range of {
			if yes && f != "" {
				n[f]++
			}
		}
	}
	return n, nil
}

func (x *tracer) campaign(n *Node, p []string) (bool, error) {
	i, err := id.Parse[campaign.Campaign](p[0])
	if err != nil {
		return false, nil
	}
	c, err := campaign.Of(x.ctx, x.q, i)
	if err != nil || !x.can(who.ReadReview, c.Bloc, 0) || c.State == campaign.Draft {
		return false, err
	}
	pl, err := plan.Of(x.ctx, x.q, c.Bloc, c.Year)
	if err != nil {
		return false, err
	}
	w, err := x.worldOf(pl.ID)
	if err != nil {
		return false, err
	}
	n.Title, n.Text, n.Href = c.Name, c.Reason, "/phong-trao/"+p[0]
	n.fact("trace.f.from|Từ ngày", c.Days.From.VN())
	n.fact("trace.f.to|Đến ngày", c.Days.To.VN())
	if c.Called() { // what the province launched has its beginning outside the bloc
		n.told("trace.f.launched|Phát động", "trace.province|Tỉnh")
	} else {
		n.Up = add(n.Up, c.Origin)
		n.on = subject{anyUnit: true, anyCode: c.Origin != ""}
	}
	for _, d := range c.Basis {
		n.Up = add(n.Up, document.Object(d))
	}
	for _, t := range w.targets {
		if slices.Contains(c.Targets, t.ID) {
			n.Up = add(n.Up, w.targetID(t))
		}
	}
	w.repeated(n)
	for _, row := range w.periods {
		if row.Period.To().Before(c.Days.From) {
			continue
		}
		for _, t := range w.targets {
			if !slices.Contains(c.Targets, t.ID) {
				continue
			}
			for _, m := range w.members {
				if v, ok := w.values[row.Period][m.Unit.ID][t.ID]; ok && v.Answered() && (len(c.Units) == 0 || slices.Contains(c.Units, m.Unit.ID)) {
					n.Down = add(n.Down, valueID(w, row.Period, m.Unit.Code, t.Code))
				}
			}
		}
	}
	return true, nil
}
