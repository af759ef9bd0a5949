package reviewweb

import (
	"thidua/internal/base/fault"
	"thidua/internal/platform/web"
	"thidua/internal/year/conference"
	"thidua/internal/year/org"
	"thidua/internal/year/review"
)

// pendingRow is a finding of the conference that waits, with the three ways on.
type pendingRow struct {
	review.Pending
	Ref, Unit, Does        string
	Page                   string // the finding itself
	Urgent, Adjust, Decide string
	Launch, Field, Code    string
	Late                   bool
	Drafts                 []traceStep
}

// pending fills in the findings that wait for the leader.
func (p *pages) pending(r *web.Request, g *urgentsPage) error {
	list, unclear, err := p.s.Pending(r.Context(), r.Actor, g.W)
	if err != nil {
		return err
	}
	g.Unclear, g.Meeting = unclear, "/hoi-nghi"+g.Query
	for _, x := range list {
		s := g.scope
		s.Period, s.Slug = x.Period, x.Period.Slug()
		row := pendingRow{Pending: x, Ref: conference.FindingObject(x.Finding.ID), Page: "/hoi-nghi/" + x.Finding.Conference.String() + "/ket-luan", Late: x.Finding.Due.Before(g.W.Today)}
		row.Unit, row.Does = g.Bloc.Name, r.T("conference.finding.lead|Khối trưởng")
		if u, ok := g.W.Row(x.Finding.Unit); ok {
			row.Unit = u.Member.Unit.Short
		}
		if u, ok := g.W.Row(x.Finding.Who); ok {
			row.Does = u.Member.Unit.Short
		}
		row.Urgent, row.Decide = s.also("/viec-gap/moi", "can-cu", row.Ref), s.also("/quyet-dinh", "can-cu", row.Ref)
		row.Launch = s.path("/quyet-dinh")
		if x.Line != nil {
			u, err := org.UnitOf(r.Context(), p.s.DB(), x.Line.Unit)
			if err != nil {
				return err
			}
			row.Code, row.Field = x.Line.Target.Code, x.Line.Target.Field
			row.Adjust = s.also("/dieu-chinh/"+u.Code+"/"+row.Code, "can-cu", row.Ref)
		}
		for _, c := range x.Drafts {
			row.Drafts = append(row.Drafts, traceStep{Title: r.T("review.pend.draft|đang soạn: {name}", fault.P{"name": c.Name}), Href: "/phong-trao/" + c.ID.String()})
		}
		g.Pending = append(g.Pending, row)
	}
	return nil
}
