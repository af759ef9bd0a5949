package app

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"net/http"
	"path"
	"strings"
	"time"

	"thidua/examples"
	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/platform/web"
	"thidua/internal/year/account"
	"thidua/internal/year/account/accountweb"
	"thidua/internal/year/org"
	"thidua/internal/year/progress"
)

//go:embed demo/plan.json demo/sample.json demo/files
var sampleFiles embed.FS

// The sample year: Bloc 3 of Đắk Lắk in July 2022. All figures are invented.
const (
	SampleBloc   = "khoi-3"
	SamplePeriod = civil.Period("2022-H1")
	// SamplePassword opens every account of the sample year, and of nothing else.
	SamplePassword = "thidua-demo-2022"
	boardLogin     = "ban-tdkt"
	adminLogin     = "quantri"
)

// SampleStart is the moment at which the sample year opens.
var SampleStart = time.Date(2022, 7, 5, 8, 30, 0, 0, clock.Zone)

var sampleDue = civil.Date{Year: 2022, Month: 7, Day: 8}

// sample is what the sample year holds beside the plan and the units' files.
type sample struct {
	Note     string                                 `json:"note"`
	Answers  map[string]map[string]*figure.Value    `json:"answers"`
	Typed    map[string]map[string]*figure.Value    `json:"typed"`
	Withheld map[string]map[string]string           `json:"withheld"`
	Texts    map[string]map[progress.Heading]string `json:"texts"`
}

func officerLogin(unit string) string { return "canbo-" + unit }
func headLogin(unit string) string    { return "thutruong-" + unit }

// LoadSample fills an empty database with the sample year, through the same services that
// people use: the plan is imported, nine units' files are read, answered, submitted,
// approved and received; three units are still missing. A database that holds the bloc
// already is left as it is; one whose loading was cut off half-way is refused.
func (a *App) LoadSample(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "app.LoadSample")
	last, err := audit.History(ctx, a.DB, sampleObject, 1)
	if err != nil {
		return err
	}
	if len(last) > 0 && last[0].Did == sampleBegin {
		return fault.New(fault.Conflict, "demo.half|Lần nạp năm mẫu trước bị ngắt giữa chừng nên dữ liệu còn thiếu. Xóa thư mục dữ liệu (hoặc dùng cơ sở dữ liệu trống) rồi chạy lại.")
	}
	if _, err := org.BlocByCode(ctx, a.DB, SampleBloc); err == nil {
		return nil
	} else if !fault.Is(err, fault.NotFound) {
		return err
	}
	if err := a.sampleStep(ctx, sampleBegin); err != nil {
		return err
	}
	if err := a.loadSample(ctx); err != nil {
		return err
	}
	return a.sampleStep(ctx, sampleEnd)
}

// The audit log tells when the loading of the sample year began and ended.
const (
	sampleObject = "sample/" + SampleBloc
	sampleBegin  = "sample.begin"
	sampleEnd    = "sample.end"
)

var sampler = who.Actor{Name: "Dữ liệu mẫu", Via: "cli", System: true}

func (a *App) sampleStep(ctx context.Context, did string) error {
	return a.DB.Write(ctx, func(tx *db.Tx) error {
		return audit.Write(ctx, tx, audit.Entry{By: sampler, Did: did, On: sampleObject})
	})
}

func (a *App) loadSample(ctx context.Context) error {
	body, err := sampleFiles.ReadFile("demo/plan.json")
	if err != nil {
		return err
	}
	by := sampler
	if _, err := a.Plan.ImportJSON(ctx, by, body); err != nil {
		return err
	}
	b, err := org.BlocByCode(ctx, a.DB, SampleBloc)
	if err != nil {
		return err
	}
	members, err := org.Members(ctx, a.DB, b.ID, clock.Today(a.Clock))
	if err != nil {
		return err
	}
	if err := a.sampleUsers(ctx, by, members); err != nil {
		return err
	}
	if err := a.Progress.SetDue(ctx, by, b.ID, SamplePeriod, sampleDue); err != nil {
		return err
	}
	text, err := sampleFiles.ReadFile("demo/sample.json")
	if err != nil {
		return err
	}
	var s sample
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&s); err != nil {
		return err
	}
	for i, m := range members {
		if examples.Of(m.Unit.Code) == "" {
			if err := a.sampleUnit(ctx, s, b, m, i); err != nil {
				return fmt.Errorf("%s: %w", m.Unit.Code, err)
			}
		}
	}
	if err := a.sampleLaunches(ctx, b, members); err != nil {
		return err
	}
	if err := a.sampleMovement(ctx, b, members); err != nil {
		return err
	}
	if err := a.sampleReview(ctx, by, b); err != nil {
		return err
	}
	if err := a.sampleConference(ctx, b, members); err != nil {
		return err
	}
	if err := a.sampleRegistration(ctx, b, members); err != nil {
		return err
	}
	return a.sampleNews(ctx, b)
}

// sampleUsers makes the accounts: officer and head of every unit, the board, the administrator.
func (a *App) sampleUsers(ctx context.Context, by who.Actor, members []org.Member) error {
	from := civil.Date{Year: 2022, Month: 1, Day: 1}
	drafts := []account.Draft{
		{Login: boardLogin, Name: "Chuyên viên Ban Thi đua - Khen thưởng tỉnh", Password: SamplePassword, Posts: []account.Post{{Role: who.Board, Title: "Chuyên viên Ban TĐKT tỉnh", From: from}}},
		{Login: adminLogin, Name: "Quản trị hệ thống", Password: SamplePassword, Posts: []account.Post{{Role: who.Admin, Title: "Quản trị hệ thống", From: from}}},
	}
	for _, m := range members {
		drafts = append(drafts,
			account.Draft{Login: officerLogin(m.Unit.Code), Name: "Cán bộ TĐKT " + m.Unit.Short, Password: SamplePassword, Posts: []account.Post{{Unit: m.Unit.ID, Role: who.Officer, Title: "Cán bộ TĐKT", From: from}}},
			account.Draft{Login: headLogin(m.Unit.Code), Name: "Thủ trưởng " + m.Unit.Short, Password: SamplePassword, Posts: []account.Post{{Unit: m.Unit.ID, Role: who.Head, Title: "Thủ trưởng", From: from}}})
	}
	for _, d := range drafts {
		if _, err := a.Account.Register(ctx, by, d); err != nil {
			return err
		}
	}
	return nil
}

// actor gives the actor of a user name, as a request of that user would have it.
func (a *App) actor(ctx context.Context, login string) (who.Actor, error) {
	u, err := account.UserByLogin(ctx, a.DB, login)
	if err != nil {
		return who.Actor{}, err
	}
	return a.Account.Actor(ctx, u.ID)
}

// sampleUnit plays one unit's half-year: file, answers, additions, text, the head's
// approval and, for most, the bloc leader's receipt.
func (a *App) sampleUnit(ctx context.Context, s sample, b org.Bloc, m org.Member, i int) error {
	code := m.Unit.Code
	officer, err := a.actor(ctx, officerLogin(code))
	if err != nil {
		return err
	}
	head, err := a.actor(ctx, headLogin(code))
	if err != nil {
		return err
	}
	at := progress.Place{Bloc: b.ID, Period: SamplePeriod, Unit: m.Unit.ID}
	if err := a.sampleImport(ctx, officer, at, code, s.Answers[code]); err != nil {
		return err
	}
	if err := a.sampleCells(ctx, officer, at, s, code); err != nil {
		return err
	}
	if err := a.sampleTexts(ctx, officer, at, s.Texts[code]); err != nil {
		return err
	}
	if err := a.explain(ctx, officer, at); err != nil {
		return err
	}
	steps := []struct {
		by   who.Actor
		verb progress.Verb
	}{{officer, progress.Submit}, {head, progress.Approve}}
	if i < 6 { // the others wait for the secretary, so that there is something to do
		lead, err := a.leadOfficer(ctx, b)
		if err != nil {
			return err
		}
		steps = append(steps, struct {
			by   who.Actor
			verb progress.Verb
		}{lead, progress.Receive})
	}
	for _, st := range steps {
		f, err := a.Progress.Form(ctx, st.by, at)
		if err != nil {
			return err
		}
		if _, err := a.Progress.Move(ctx, st.by, at, progress.Step{Verb: st.verb, Version: f.Submission.Version}); err != nil {
			return fmt.Errorf("%s: %w", st.verb, err)
		}
	}
	return nil
}

func (a *App) leadOfficer(ctx context.Context, b org.Bloc) (who.Actor, error) {
	u, err := org.LeadOn(ctx, a.DB, b.ID, clock.Today(a.Clock))
	if err != nil {
		return who.Actor{}, err
	}
	return a.actor(ctx, officerLogin(u.Code))
}

func (a *App) sampleImport(ctx context.Context, by who.Actor, at progress.Place, code string, answers map[string]*figure.Value) error {
	list, err := sampleFiles.ReadDir("demo/files")
	if err != nil {
		return err
	}
	for _, f := range list {
		if strings.TrimSuffix(f.Name(), path.Ext(f.Name())) != code {
			continue
		}
		data, err := sampleFiles.ReadFile("demo/files/" + f.Name())
		if err != nil {
			return err
		}
		m, _, err := a.Progress.Preview(ctx, by, at, f.Name(), data)
		if err != nil {
			return err
		}
		_, err = a.Progress.Commit(ctx, by, at, m.ID, &progress.Answers{Values: answers})
		return err
	}
	return nil
}

func (a *App) sampleCells(ctx context.Context, by who.Actor, at progress.Place, s sample, code string) error {
	f, err := a.Progress.Form(ctx, by, at)
	if err != nil {
		return err
	}
	rev := map[string]int64{}
	for _, c := range f.Cells {
		rev[c.Target.Code] = c.Value.Rev
	}
	var edits []progress.Edit
	for c, v := range s.Typed[code] {
		edits = append(edits, progress.Edit{Code: c, Value: v, Exact: true, Rev: rev[c], Source: progress.Source{Kind: progress.Typed}})
	}
	if len(edits) > 0 {
		if _, _, err := a.Progress.SaveCells(ctx, by, at, edits); err != nil {
			return err
		}
	}
	for c, why := range s.Withheld[code] {
		if err := a.Progress.Withhold(ctx, by, at, c, rev[c], why); err != nil {
			return err
		}
	}
	return nil
}

func (a *App) sampleTexts(ctx context.Context, by who.Actor, at progress.Place, texts map[progress.Heading]string) error {
	f, err := a.Progress.Form(ctx, by, at)
	if err != nil {
		return err
	}
	for _, h := range progress.Headings() {
		if texts[h] == "" {
			continue
		}
		r, _, err := a.Progress.SaveText(ctx, by, at, h, texts[h], f.Texts[h].Rev)
		if err == nil && r.Outcome != progress.Saved {
			err = fmt.Errorf("text %s was not saved: %s", h, r.Outcome)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// explain gives every warned figure the reason that the sample year needs to go on.
func (a *App) explain(ctx context.Context, by who.Actor, at progress.Place) error {
	f, err := a.Progress.Form(ctx, by, at)
	if err != nil {
		return err
	}
	rev := map[string]int64{}
	for _, c := range f.Cells {
		rev[c.Target.Code] = c.Value.Rev
	}
	done := map[string]bool{}
	for _, i := range f.Issues() {
		if i.Blocks() && i.Code != "" && !done[i.Code] && rev[i.Code] > 0 {
			done[i.Code] = true
			if err := a.Progress.Explain(ctx, by, at, i.Code, rev[i.Code], "Đã đối chiếu với sổ theo dõi của đơn vị (số liệu minh họa)."); err != nil {
				return err
			}
		}
	}
	return nil
}

// demoSwitch is what the role switch of the demo offers, nil outside the demo.
func (a *App) demoSwitch() *accountweb.Demo {
	if !a.Demo {
		return nil
	}
	return &accountweb.Demo{Title: "Khối thi đua số 3, " + SamplePeriod.Name(), Board: boardLogin, Admin: adminLogin, Units: a.demoUnits}
}

func (a *App) demoUnits(ctx context.Context) (list []accountweb.DemoUnit, err error) {
	err = a.DB.Read(ctx, func(tx *db.Tx) error {
		b, err := org.BlocByCode(ctx, tx, SampleBloc)
		if err != nil {
			return err
		}
		members, err := org.Members(ctx, tx, b.ID, clock.Today(a.Clock))
		if err != nil {
			return err
		}
		row, err := progress.PeriodOf(ctx, tx, b.ID, SamplePeriod)
		if err != nil {
			return err
		}
		subs, err := progress.Submissions(ctx, tx, row.ID)
		if err != nil {
			return err
		}
		for _, m := range members {
			u := accountweb.DemoUnit{Name: m.Unit.Name, Lead: m.Lead, Officer: officerLogin(m.Unit.Code), Head: headLogin(m.Unit.Code), Missing: !subs[m.Unit.ID].Sent()}
			if f := examples.Of(m.Unit.Code); f != "" {
				u.Example = "/vi-du/" + f
			}
			list = append(list, u)
		}
		return nil
	})
	return list, err
}

// example gives one of the workbooks of the demo page.
func (a *App) example(w http.ResponseWriter, r *web.Request) error {
	name := r.PathValue("file")
	body, err := examples.Files.ReadFile(name)
	if err != nil || !a.Demo {
		return fault.New(fault.NotFound, "web.404|Không tìm thấy trang. Kiểm tra lại đường dẫn hoặc tìm kiếm.")
	}
	return web.Download(w, name, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body)
}

// sampleTime lets the clock go on after the last change when the data are a sample year: what
// is done to it from the command line happens in that year, not today.
func (a *App) sampleTime(ctx context.Context) error {
	list, err := audit.History(ctx, a.DB, sampleObject, 1)
	if err != nil || len(list) == 0 {
		return err
	}
	last, err := audit.Last(ctx, a.DB)
	if c, ok := a.Clock.(*clock.Shifted); ok && err == nil {
		c.Set(last.Add(time.Minute))
	}
	return err
}

// continueFrom lets the clock of a sample year that was used before go on after its last
// change, so that histories keep their order.
func (a *App) continueFrom(ctx context.Context) error {
	last, err := audit.Last(ctx, a.DB)
	if err != nil || last.Before(a.Clock.Now()) {
		return err
	}
	if c, ok := a.Clock.(*clock.Shifted); ok {
		c.Set(last.Add(time.Minute))
	}
	return nil
}
