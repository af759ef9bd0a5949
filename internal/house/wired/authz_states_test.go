package wired

import (
	"context"
	"encoding/csv"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"

	"thidua/internal/base/civil"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/db"
	"thidua/internal/year/account"
	"thidua/internal/year/campaign"
	"thidua/internal/year/conference"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
	"thidua/internal/year/progress"
	"thidua/internal/year/registration"
)

// A life is what the units of the matrix have, to be moved through its states.
type life struct {
	*world
	by who.Actor
}

// each goes through the objects of the matrix with their bloc and unit.
func (l life) each(f func(ctx context.Context, o object, b org.Bloc, u id.Unit)) {
	l.t.Helper()
	for _, o := range objects {
		f(l.t.Context(), o, bloc(l.world, o.bloc), unitID(l.world, o.unit))
	}
}

// report moves the report of every unit on.
func (l life) report(verbs ...progress.Verb) {
	l.t.Helper()
	l.each(func(ctx context.Context, _ object, b org.Bloc, u id.Unit) {
		at := progress.Place{Bloc: b.ID, Period: "2022-H1", Unit: u}
		for _, v := range verbs {
			f, err := l.a.Progress.Form(ctx, l.by, at)
			must(l.t, err)
			_, err = l.a.Progress.Move(ctx, l.by, at, progress.Step{Verb: v, Version: f.Submission.Version, Reason: "Sửa lại"})
			must(l.t, err)
		}
	})
}

// fill types every figure and text of every unit.
func (l life) fill() {
	l.t.Helper()
	l.each(func(ctx context.Context, o object, b org.Bloc, u id.Unit) {
		at := progress.Place{Bloc: b.ID, Period: "2022-H1", Unit: u}
		f, err := l.a.Progress.Form(ctx, l.by, at)
		must(l.t, err)
		var edits []progress.Edit
		for _, x := range f.Cells {
			edits = append(edits, progress.Edit{Code: x.Code, Text: "7", Rev: x.Value.Rev, Reason: canary(o.unit), Source: progress.Source{Kind: progress.File, File: "x.xlsx", Raw: "7"}})
		}
		_, _, err = l.a.Progress.SaveCells(ctx, l.by, at, edits)
		must(l.t, err)
		for _, h := range progress.Headings() {
			_, _, err = l.a.Progress.SaveText(ctx, l.by, at, h, canary(o.unit), f.Texts[h].Rev)
			must(l.t, err)
		}
	})
}

// register moves the registration of every unit on.
func (l life) register(verbs ...registration.Verb) {
	l.t.Helper()
	l.each(func(ctx context.Context, _ object, b org.Bloc, u id.Unit) {
		at := registration.Place{Bloc: b.ID, Year: 2022, Unit: u}
		for _, v := range verbs {
			x, err := l.a.Registration.Open(ctx, l.by, at)
			must(l.t, err)
			_, err = l.a.Registration.Move(ctx, l.by, at, registration.Step{Verb: v, Version: x.List.Version, Reason: "Sửa lại"})
			must(l.t, err)
		}
	})
}

// drives moves the campaigns of both blocs on, meet their conferences.
func (l life) drives(v campaign.Verb) {
	l.t.Helper()
	l.blocs(func(ctx context.Context, m map[string]string) {
		c, err := id.Parse[campaign.Campaign](m["/phong-trao/"])
		must(l.t, err)
		x, err := campaign.Of(ctx, l.a.DB, c)
		must(l.t, err)
		must(l.t, l.a.Campaign.Move(ctx, l.by, c, campaign.Step{Verb: v, Version: x.Version, Day: civil.Of(moment), Words: "Kết quả chung"}))
	})
}

func (l life) meet(did conference.Did) {
	l.t.Helper()
	l.blocs(func(ctx context.Context, m map[string]string) {
		c, err := id.Parse[conference.Conference](m["/hoi-nghi/"])
		must(l.t, err)
		_, err = l.a.Conference.Do(ctx, l.by, c, conference.Act{Did: did})
		must(l.t, err)
	})
}

// issue gives the draft of both blocs its number, withdraw takes it back.
func (l life) issue(back bool) {
	l.t.Helper()
	l.blocs(func(ctx context.Context, m map[string]string) {
		d, err := id.Parse[document.Document](m["/van-ban-di/"])
		must(l.t, err)
		x, err := l.a.Document.Show(ctx, l.by, d)
		must(l.t, err)
		must(l.t, l.a.DB.Write(ctx, func(tx *db.Tx) error {
			if back {
				return l.a.Document.Withdraw(ctx, tx, l.by, d, x.Version, "Ban hành nhầm")
			}
			_, err := l.a.Document.Issue(ctx, tx, l.by, document.IssueOrder{Document: d, Version: x.Version})
			return err
		}))
	})
}

// blocs goes through the identifiers of one object of each bloc.
func (l life) blocs(f func(ctx context.Context, m map[string]string)) {
	for _, name := range []string{"own", "other"} {
		f(l.t.Context(), l.ids[name])
	}
}

// states are lived through in their order, in one world; the reviewed table itself is that of drafts.
var states = []struct {
	name string
	live func(l life)
}{
	{"submitted", func(l life) {
		l.fill()
		l.report(progress.Submit)
		l.register(registration.Submit)
		l.drives(campaign.Review)
		l.meet(conference.Opened)
	}},
	{"approved", func(l life) {
		l.report(progress.Approve)
		l.register(registration.Approve)
	}},
	{"returned", func(l life) {
		l.report(progress.Reject)
		l.register(registration.Reject)
	}},
	{"received, locked, published", func(l life) {
		l.report(progress.Submit, progress.Approve, progress.Receive)
		l.register(registration.Submit, registration.Approve, registration.Receive)
		l.each(func(ctx context.Context, o object, b org.Bloc, _ id.Unit) {
			if o.name != "peer" {
				must(l.t, l.a.Progress.LockPeriod(ctx, l.by, b.ID, "2022-H1"))
			}
		})
		l.drives(campaign.Summarise)
		l.meet(conference.Closed)
		l.issue(false)
	}},
	{"closed, withdrawn", func(l life) {
		l.drives(campaign.Close)
		l.issue(true)
	}},
}

// opens are the routes that somebody may enter in a later state and not before, and who.
var opens = map[string]string{
	"journal.proof":       "officer-c head-c secretary-a head-a board other-x", // what was sent can be proven, to whoever may see it
	"journal.tile":        strings.Join(actors, " "),                           // the log has grown; its tiles hold hashes and are public
	"document.out.view":   "officer-c head-c deputy-b board",                   // an issued document is for the members
	"document.out.file":   "officer-c head-c deputy-b board",
	"document.annex.file": "officer-c head-c deputy-b board",
}

// opened reports whether an actor may enter a route in a later state: never at the other bloc, unless it is theirs.
func opened(r row, actor string) bool {
	if r.route.Policy.Name != "public" && (r.object.name == "other") != (actor == "other-x") && actor != "board" {
		return false
	}
	return slices.Contains(strings.Fields(opens[r.route.Name]), actor)
}

// TestAuthorizationStates: who is refused while things are drafts is refused in every later state of them, too, with
// nothing told and nothing changed. The gate asks every refused cell of the table in each state, a plain run one in 29.
func TestAuthorizationStates(t *testing.T) {
	w := newWorld(t)
	f, err := os.Open(golden)
	must(t, err)
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	must(t, err)
	reviewed := map[string][]string{}
	for _, r := range all[1:] {
		reviewed[r[0]+" "+r[4]] = r[5:]
	}
	list, asked, refused, every := w.rows(), 0, 0, 29
	if os.Getenv("THIDUA_GATE") != "" {
		every = 1
	}
	l := life{w, who.Actor{Name: "test", Via: "cli", System: true}}
	for n, s := range states {
		s.live(l)
		w.keep()
		h, before := w.server(nil), w.digest()
		for i, r := range list {
			cells := reviewed[r.route.Name+" "+r.object.name]
			for j, actor := range actors {
				if j >= len(cells) || !denied(cells[j]) || (i*len(actors)+j)%every != n%every {
					continue
				}
				asked++
				cell := w.cell(h, r, actor, &before)
				if before == "" {
					w.restore()
					h, before = w.server(nil), w.digest()
				}
				if denied(cell) {
					refused++
				} else if !opened(r, actor) {
					t.Errorf("%s: %s %s as %s: %s, while a draft %s", s.name, r.route.Name, r.object.name, actor, cell, cells[j])
				}
			}
		}
	}
	t.Logf("%d states after the draft, %d cells that are refused in a draft, one in %d of them; %d refused", len(states), asked, every, refused)
}

// TestHalfIn: whoever gave the password and not yet the second step, and the telephone of a delegate, are visitors at
// every route that is not public; whose role asks for a second factor that is not set up reaches nothing but the page
// where it is.
func TestHalfIn(t *testing.T) {
	w := newWorld(t)
	ctx, system := t.Context(), who.Actor{Name: "test", Via: "cli", System: true}
	w.both(ctx, "bare", "a")
	bare, err := account.UserByLogin(ctx, w.a.DB, "bare")
	must(t, err)
	m := w.a.Account.Sessions()
	must(t, w.a.Account.SetFactorRoles(ctx, system, []who.Role{who.Officer, who.Head}))
	half, err := m.Load(ctx, "")
	must(t, err)
	must(t, w.a.Account.BeginHalf(half, bare.ID))
	w.tokens["half"], _, err = m.Commit(half)
	must(t, err)
	half, err = m.Load(ctx, w.tokens["half"])
	must(t, err)
	if w.a.Account.Half(half) != bare.ID {
		t.Fatal("nobody is half signed in: this test sees nothing")
	}
	w.tokens["bare"] = w.signIn(ctx, bare.ID)
	own := bloc(w, "k1")
	w.phoneIn(ctx, own.ID)
	talks, err := conference.List(ctx, w.a.DB, own.ID)
	must(t, err)
	passes, err := w.a.Conference.Passes(ctx, system, talks[0].ID)
	must(t, err)
	var phone string
	for _, p := range passes {
		if !p.Used {
			phone, _, err = w.a.Conference.Enter(ctx, "test", talks[0].Code, p.Code)
			must(t, err)
			break
		}
	}
	h, before, n := w.server(nil), w.digest(), 0
	for _, r := range w.rows() {
		if r.route.Policy.Name == "public" {
			continue
		}
		for _, actor := range []string{"half", "bare", "phone"} {
			q := httptest.NewRequestWithContext(ctx, r.route.Method, w.path(r.route, r.object), nil)
			q.AddCookie(&http.Cookie{Name: m.Cookie.Name, Value: w.tokens[actor]})
			q.AddCookie(&http.Cookie{Name: "hop", Value: talks[0].Code + "." + phone})
			rec := httptest.NewRecorder()
			h.ServeHTTP(rec, q)
			n++
			to := rec.Header().Get("Location")
			led := rec.Code == http.StatusSeeOther && (strings.HasPrefix(to, "/dang-nhap") && actor != "bare" || strings.HasPrefix(to, enrolment) && actor == "bare")
			here := actor == "bare" && strings.HasPrefix(r.route.Path, enrolment)
			if after := w.digest(); after != before {
				if !here {
					t.Errorf("%s at %s %s (%s) changed the data", actor, r.route.Method, r.route.Path, r.object.name)
				}
				before = after
			}
			if !led && !here {
				t.Errorf("%s at %s %s (%s): %d %s", actor, r.route.Method, r.route.Path, r.object.name, rec.Code, to)
			}
			if strings.Contains(rec.Body.String(), "CANARY-") {
				t.Errorf("%s at %s %s (%s) reads a text of somebody", actor, r.route.Method, r.route.Path, r.object.name)
			}
		}
	}
	t.Logf("%d cells of the half signed in, of those without their second factor, and of telephones", n)
}

// enrolment is where somebody without the second factor of the role is led.
const enrolment = "/tai-khoan/hai-lop"
