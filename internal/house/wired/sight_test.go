package wired

import (
	"strings"
	"testing"

	"thidua/internal/base/civil"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/year/campaign"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
	"thidua/internal/year/progress"
)

// What stands only in the reports of a unit: a reason, a source, a text, a figure that no
// other unit has.
func reportCanaries(unit string) []string {
	return []string{"CANARY-REASON-" + unit, "CANARY-RAW-" + unit, "CANARY-TEXT-" + unit, "CANARY-REC-" + unit}
}

// report fills in the period of a unit of bloc k1 and, when it is to be sent, has it
// received.
func (w *world) report(unit string, received bool) {
	w.t.Helper()
	ctx := w.t.Context()
	u, err := org.UnitByCode(ctx, w.a.DB, unit)
	must(w.t, err)
	b, err := org.BlocByCode(ctx, w.a.DB, "k1")
	must(w.t, err)
	at := progress.Place{Bloc: b.ID, Period: "2022-H1", Unit: u.ID}
	by := who.Actor{User: 9, Name: "Cán bộ " + unit, Via: "web", Posts: []who.Post{{Unit: u.ID, Role: who.Officer}, {Unit: u.ID, Role: who.Head}}, Blocs: []who.Membership{{Bloc: b.ID, Unit: u.ID, Lead: true}}}
	c := reportCanaries(unit)
	f, err := w.a.Progress.Form(ctx, by, at)
	must(w.t, err)
	if !f.Submission.State.Editable() {
		return
	}
	var edits []progress.Edit
	for _, x := range f.Cells {
		edits = append(edits, progress.Edit{Code: x.Code, Text: "7", Rev: x.Value.Rev, Reason: c[0], Source: progress.Source{Kind: progress.File, File: c[1] + ".xlsx", Raw: c[1]}})
	}
	_, _, err = w.a.Progress.SaveCells(ctx, by, at, edits)
	must(w.t, err)
	for _, h := range progress.Headings() {
		body := c[2]
		if h == progress.Recommendations {
			body = c[3]
		}
		_, _, err = w.a.Progress.SaveText(ctx, by, at, h, body, f.Texts[h].Rev)
		must(w.t, err)
	}
	if !received {
		return
	}
	for _, v := range []progress.Verb{progress.Submit, progress.Approve, progress.Receive} {
		f, err := w.a.Progress.Form(ctx, by, at)
		must(w.t, err)
		_, err = w.a.Progress.Move(ctx, by, at, progress.Step{Verb: v, Version: f.Submission.Version})
		must(w.t, err)
	}
}

// drive lets a unit answer a campaign of bloc k1 and record a result of it.
func (w *world) drive(unit string) {
	w.t.Helper()
	system := who.Actor{Name: "test", Via: "cli", System: true}
	c, err := id.Parse[campaign.Campaign](w.ids["own"]["/phong-trao/"])
	must(w.t, err)
	day := civil.Of(moment.In(clock.Zone))
	j := campaign.Join{Campaign: c, Unit: unitID(w, unit), Day: day, Form: campaign.Paper, Plan: "Việc CANARY-JOIN-" + unit}
	joins, err := campaign.Joins(w.t.Context(), w.a.DB, c)
	must(w.t, err)
	for _, old := range joins {
		if old.Unit == j.Unit {
			j.Version = old.Version
		}
	}
	must(w.t, w.a.Campaign.Join(w.t.Context(), system, j, document.Upload{}))
	must(w.t, w.a.Campaign.Record(w.t.Context(), system, campaign.Entry{Campaign: c, Unit: j.Unit, Stage: campaign.Progress, Day: day, Body: "Kết quả CANARY-RESULT-" + unit}, document.Upload{}))
}

// TestPeersSeeWhatTheBlocShows goes through every GET of the product as the officer of unit c,
// asking for its peers, under each setting of the bloc: what a peer reported stands nowhere
// unless the setting shows it. Peer b is civil and has been received, a is civil and has not,
// d is a police unit and has been received.
func TestPeersSeeWhatTheBlocShows(t *testing.T) {
	w := newWorld(t)
	ctx, system := t.Context(), who.Actor{Name: "test", Via: "cli", System: true}
	must(t, w.a.DB.Write(ctx, func(tx *db.Tx) error {
		u, err := org.UnitByCode(ctx, tx, "d")
		if err != nil {
			return err
		}
		u.Kind = org.Police
		_, err = w.a.Org.SaveUnit(ctx, tx, system, u)
		return err
	}))
	w.report("a", false)
	w.report("b", true)
	w.report("d", true)
	for _, u := range []string{"a", "b", "d"} {
		w.drive(u)
	}
	// What each setting lets the officer of c read of a, b and d in the cells of the table.
	for _, x := range []struct {
		name  string
		peers org.Peers
		armed org.Armed
		shown org.Shown
		texts bool
		sees  string // whose figures
		words string // whose work in a campaign, and results of it
	}{
		{"own", org.PeersOwn, org.ArmedSame, org.ShownAlways, true, "", ""},
		{"totals", org.PeersTotals, org.ArmedSame, org.ShownAlways, true, "", ""},
		{"table, careful", org.PeersTable, org.ArmedClosed, org.ShownReceived, false, "b", ""},
		{"table, at once", org.PeersTable, org.ArmedClosed, org.ShownAlways, false, "ab", ""},
		{"table, armed too", org.PeersTable, org.ArmedSame, org.ShownReceived, false, "bd", ""},
		{"table with text", org.PeersTable, org.ArmedClosed, org.ShownReceived, true, "b", "ab"},
	} {
		t.Run(x.name, func(t *testing.T) {
			must(t, w.a.DB.Write(ctx, func(tx *db.Tx) error {
				b, err := org.BlocByCode(ctx, tx, "k1")
				if err != nil {
					return err
				}
				b.Peers, b.Armed, b.Shown, b.Texts = x.peers, x.armed, x.shown, x.texts
				_, err = w.a.Org.SaveBloc(ctx, tx, system, b)
				return err
			}))
			h := w.server(nil)
			found, worked := map[string]bool{}, ""
			asked := 0
			for _, r := range w.rows() {
				if r.route.Method != "GET" || r.object.name == "other" {
					continue
				}
				for _, unit := range []string{"a", "b", "d"} {
					o := r.object
					if o.unit = unit; o.name == "own" {
						o.unit = "c"
					}
					_, body := w.do(h, "officer-c", "GET", w.path(r.route, o)+"&q="+unit)
					asked++
					for _, u := range []string{"a", "b", "d"} {
						if strings.Contains(body, "CANARY-JOIN-"+u) || strings.Contains(body, "CANARY-RESULT-"+u) {
							worked += u
							if !strings.Contains(x.words, u) {
								t.Errorf("%s %s shows what %s does in a campaign", r.route.Name, w.path(r.route, o), u)
							}
						}
						for i, c := range reportCanaries(u) {
							if !strings.Contains(body, c) {
								continue
							}
							found[u] = true
							if !strings.Contains(x.sees, u) || i >= 2 && !x.texts {
								t.Errorf("%s %s shows %s", r.route.Name, w.path(r.route, o), c)
							}
						}
						if !strings.Contains(x.sees, u) && strings.Contains(body, "CANARY-"+u+"-"+u) && x.peers == org.PeersTable {
							if own := r.route.Name; strings.HasPrefix(own, "progress.") || strings.HasPrefix(own, "report.") || strings.HasPrefix(own, "review.") {
								t.Errorf("%s %s shows the target of %s", own, w.path(r.route, o), u)
							}
						}
					}
				}
			}
			sight, err := progress.SightOf(ctx, w.a.DB, officerOf(w, "c"), bloc(w, "k1"), "2022-H1")
			must(t, err)
			for _, u := range []string{"a", "b", "d"} {
				if got := sight.Sees(unitID(w, u)); got != strings.Contains(x.sees, u) {
					t.Errorf("unit %s: seen %v", u, got)
				}
			}
			if x.texts && x.sees != "" && !found["b"] {
				t.Error("nothing is shown of what the setting shows: the test looks at nothing")
			}
			for _, u := range x.words {
				if !strings.ContainsRune(worked, u) {
					t.Errorf("what %c does in a campaign is shown nowhere: the test looks at nothing", u)
				}
			}
			t.Logf("%d pages asked", asked)
		})
	}
}

func bloc(w *world, code string) org.Bloc {
	w.t.Helper()
	b, err := org.BlocByCode(w.t.Context(), w.a.DB, code)
	must(w.t, err)
	return b
}

func unitID(w *world, code string) id.Unit {
	w.t.Helper()
	u, err := org.UnitByCode(w.t.Context(), w.a.DB, code)
	must(w.t, err)
	return u.ID
}

func officerOf(w *world, code string) who.Actor {
	w.t.Helper()
	u, err := org.UnitOn(w.t.Context(), w.a.DB, unitID(w, code), civil.Of(moment.In(clock.Zone)))
	must(w.t, err)
	return who.Actor{User: 5, Name: code, Via: "web", Posts: []who.Post{{Unit: u.ID, Role: who.Officer}}, Blocs: []who.Membership{{Bloc: bloc(w, "k1").ID, Unit: u.ID}}}
}
