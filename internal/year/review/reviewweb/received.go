package reviewweb

import (
	"thidua/internal/base/id"
	"thidua/internal/platform/web"
	"thidua/internal/year/org"
	"thidua/internal/year/review"
)

// receivedRow is one remark or finding about a unit.
type receivedRow struct {
	Kind, Text, Href string
	From, When       string
	State, StateKind string
	Answer           string
	Decided          []string
	Decide           string // where the leader decides from it
}

// received gives what was said about the units of a page.
func (p *pages) received(r *web.Request, a answerScope) ([]review.Received, error) {
	var units []org.Unit
	for _, row := range a.W.Rows {
		units = append(units, row.Member.Unit)
	}
	return review.ReceivedIn(r.Context(), p.s.DB(), r.Actor, a.Bloc, a.Period, units)
}

// names gives what a unit of the bloc is called on pages.
func (a answerScope) names(u id.Unit) string {
	row, _ := a.W.Row(u)
	return row.Member.Unit.Short
}

// receivedRows says what one unit received; on the page of a head all of it, for the head
// answers for the unit.
func (p *pages) receivedRows(r *web.Request, a answerScope, list []review.Received, u id.Unit) (out []receivedRow) {
	for _, x := range list {
		if x.Unit != u {
			continue
		}
		y := receivedRow{Kind: r.T("trace.remark|Góp ý"), Text: review.Said(x.Remark), Decided: x.Decided, Href: "/gop-y/" + a.Slug + "/y/" + x.Remark.ID.String() + a.Query, From: a.names(x.Remark.Unit), Answer: x.Remark.Answer,
			State: r.T(x.Remark.State.Label()), StateKind: "ok"}
		ref := "remark/" + x.Remark.ID.String()
		switch {
		case x.Remark.ID == 0:
			ref = "finding/" + x.Finding.ID.String()
			y = receivedRow{Kind: r.T("trace.finding|Kết luận hội nghị"), Text: x.Finding.Text, Decided: x.Decided, Href: "/hoi-nghi/" + x.Finding.Conference.String() + "/ket-luan", From: a.Bloc.Name, Answer: x.Finding.Solution,
				State: r.T("answer.recv.solved|Đã có giải pháp"), StateKind: "ok"}
			if !x.Finding.Due.IsZero() {
				y.When = x.Finding.Due.VN()
			}
		}
		if x.Remark.ID != 0 && y.From == "" {
			y.From = x.Remark.Author
		}
		if !x.Answered {
			y.StateKind = "todo"
			if x.Remark.ID == 0 {
				y.State = r.T("answer.recv.open|Chưa có giải pháp")
			}
		}
		if a.W.Lead {
			y.Decide = a.also("/quyet-dinh", "can-cu", ref)
		}
		out = append(out, y)
	}
	return out
}
