package review

import (
	"context"
	"slices"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/vi"
	"thidua/internal/base/who"
	"thidua/internal/platform/db"
	"thidua/internal/year/conference"
	"thidua/internal/year/consultation"
	"thidua/internal/year/org"
	"thidua/internal/year/report"
)

// A Received (góp ý nhận được) is something that others said about a unit in a period: a
// remark on the draft report, or a finding of the conference.
type Received struct {
	Unit     id.Unit
	Remark   consultation.Remark // ID 0 for a finding
	Finding  conference.Finding
	Decided  []string // urgent tasks that came from it, in words
	Answered bool
}

// Said gives the words of a remark: what it says, or quotes, or wishes; its number when it has none.
func Said(r consultation.Remark) string {
	for _, words := range []string{r.Text, r.Quoted, consultation.Wish(r)} {
		if strings.TrimSpace(words) != "" {
			return words
		}
	}
	return "Góp ý số " + figureOf(r.No)
}

// concerns reports whether a remark is about a unit: it names the unit, or stands at a paragraph
// that repeats the unit's own words or links to one of its figures. What the unit says itself
// it does not receive.
func concerns(r consultation.Remark, para report.Paragraph, u org.Unit) bool {
	if r.Unit == u.ID {
		return false
	}
	if _, p := cut(para.Source); strings.HasPrefix(para.Source, "text/") && len(p) == 4 && p[2] == u.Code {
		return true
	}
	for _, m := range tokenRE.FindAllStringSubmatch(para.Text, -1) {
		if slices.Contains(strings.Split(m[1], "/")[1:], u.Code) {
			return true
		}
	}
	said := " " + vi.Fold(r.Quoted+" "+r.Text) + " "
	for _, name := range []string{u.Name, u.Short} {
		if f := vi.Fold(name); f != "" && strings.Contains(said, " "+f+" ") {
			return true
		}
	}
	return false
}

// ReceivedIn gives what was said about units in a period, remarks first, each by its number;
// a remark may concern several units. What the reader may not see is left out.
func ReceivedIn(ctx context.Context, q db.Q, by who.Actor, b org.Bloc, p civil.Period, units []org.Unit) (list []Received, err error) {
	defer fault.Wrap(&err, "review.ReceivedIn(%s, %s)", b.Code, p)
	made, err := decidedFrom(ctx, q, b, p)
	if err != nil {
		return nil, err
	}
	if who.Can(by, who.ReadReport, who.Object{Bloc: b.ID}) == nil {
		d, err := report.DraftOf(ctx, q, b.ID, p)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return nil, err
		}
		paras := map[report.ParagraphID]report.Paragraph{}
		for _, x := range d.Visible() {
			paras[x.ID] = x
		}
		remarks, err := consultation.RemarksIn(ctx, q, b.ID, p)
		if err != nil {
			return nil, err
		}
		for _, r := range remarks {
			if r.Parent != 0 || r.Joined != 0 {
				continue
			}
			for _, u := range units {
				if concerns(r, paras[r.Para], u) {
					list = append(list, Received{Unit: u.ID, Remark: r, Decided: made[consultation.RemarkObject(r.ID)], Answered: r.State != consultation.New})
				}
			}
		}
	}
	if who.Can(by, who.ReadConference, who.Object{Bloc: b.ID}) != nil {
		return list, nil
	}
	findings, err := conference.FindingsIn(ctx, q, b.ID, p)
	for _, f := range findings {
		if slices.ContainsFunc(units, func(u org.Unit) bool { return u.ID == f.Unit }) {
			of := made[conference.FindingObject(f.ID)]
			list = append(list, Received{Unit: f.Unit, Finding: f, Decided: of, Answered: f.Solution != "" || len(of) > 0})
		}
	}
	return list, err
}

// decidedFrom gives the urgent tasks of a period's decisions by what they rest on.
func decidedFrom(ctx context.Context, q db.Q, b org.Bloc, p civil.Period) (map[string][]string, error) {
	m := map[string][]string{}
	urgent, err := UrgentTasks(ctx, q, b.ID)
	for _, u := range urgent {
		if u.Basis.Ref != "" && u.Period == string(p) {
			m[u.Basis.Ref] = append(m[u.Basis.Ref], u.Task.Text)
		}
	}
	return m, err
}
