package app

import (
	"context"
	"fmt"

	"thidua/examples"
	"thidua/internal/base/civil"
	"thidua/internal/year/award"
	"thidua/internal/year/award/roster"
	"thidua/internal/year/catalog/rulebook"
	"thidua/internal/year/org"
	"thidua/internal/year/registration"
)

// sampleTitles are the titles of a unit system, lowest first: person's, the fighter's,
// collective's, the outstanding collective's.
func sampleTitles(system string) (worker, collective, best string) {
	if system == "civil" {
		return "LĐTT", "TTLĐTT", "TTLĐXS"
	}
	return "CSTT", "ĐVTT", "ĐVQT"
}

// The people of the sample year are posts, no persons.
var samplePosts = []struct {
	name, post string
	fighter    []int // years with CSTĐCS
	title      string
	scope      string // of the initiative of 2021; "" for none
}{
	{"Chánh Văn phòng", "Văn phòng", []int{2019, 2020, 2021}, "CSTĐ cấp tỉnh", "province"},
	{"Trưởng phòng Nghiệp vụ", "Phòng Nghiệp vụ", []int{2020, 2021}, "BK", "base"},
	{"Phó Trưởng phòng Tổng hợp", "Phòng Tổng hợp", []int{2021}, "CSTĐCS", ""},
	{"Chuyên viên Tổng hợp", "Phòng Tổng hợp", nil, "LĐTT", ""},
	{"Chuyên viên Nghiệp vụ", "Phòng Nghiệp vụ", nil, "LĐTT", ""},
	{"Kế toán đơn vị", "Văn phòng", nil, "LĐTT", ""},
	{"Văn thư đơn vị", "Văn phòng", nil, "LĐTT", ""},
}

// sampleRegistration fills the list of commendations of the last years and the registration
// of 2022: nine units have sent, three have not.
func (a *App) sampleRegistration(ctx context.Context, b org.Bloc, members []org.Member) error {
	c, err := a.Catalog.Current(ctx, a.DB)
	if err != nil {
		return err
	}
	lead, err := a.leadOfficer(ctx, b)
	if err != nil {
		return err
	}
	if err := a.Registration.OpenRound(ctx, lead, b.ID, SamplePeriod.Year(), civil.Date{Year: 2022, Month: 7, Day: 15}); err != nil {
		return err
	}
	n := 0
	for i, m := range members {
		system := c.System(string(m.Unit.Kind))
		if err := a.sampleAwards(ctx, m, system, i); err != nil {
			return fmt.Errorf("awards of %s: %w", m.Unit.Code, err)
		}
		if examples.Of(m.Unit.Code) != "" {
			continue // these have still to begin, as with their reports
		}
		if err := a.sampleList(ctx, b, m, system, n); err != nil {
			return fmt.Errorf("registration of %s: %w", m.Unit.Code, err)
		}
		n++
	}
	return nil
}

func (a *App) sampleAwards(ctx context.Context, m org.Member, system string, i int) error {
	worker, collective, _ := sampleTitles(system)
	day := civil.Date{Year: 0, Month: 12, Day: 28}
	give := func(x award.Award, n int) error {
		x.Unit, x.Mode, x.Day = m.Unit.ID, award.Regular, day
		x.Day.Year, x.Number, x.Decider, x.Note = x.Year, fmt.Sprintf("%d/QĐ-%s", 10+n, sampleSymbol(m.Unit)), "Thủ trưởng đơn vị", "số liệu minh họa"
		_, err := a.Award.Create(ctx, sampler, x)
		return err
	}
	for n, p := range samplePosts {
		for y := 2019; y <= 2021; y++ {
			if err := give(award.Award{Subject: roster.Person, Name: p.name, Post: p.post, Title: worker, Year: y}, n); err != nil {
				return err
			}
		}
		for _, y := range p.fighter {
			if err := give(award.Award{Subject: roster.Person, Name: p.name, Post: p.post, Title: "CSTĐCS", Year: y}, 20+n); err != nil {
				return err
			}
		}
	}
	if err := give(award.Award{Subject: roster.Collective, Name: "Phòng Nghiệp vụ", Title: collective, Year: 2021}, 40); err != nil {
		return err
	}
	if err := a.Award.Cover(ctx, sampler, m.Unit.ID, award.Coverage{From: 2017, To: 2021}); err != nil {
		return err
	}
	return a.sampleGiven(ctx, m, i)
}

// sampleGiven are commendations of the first half of 2022, by theme and ad hoc.
func (a *App) sampleGiven(ctx context.Context, m org.Member, i int) error {
	x := award.Award{Unit: m.Unit.ID, Subject: roster.Collective, Name: "Phòng Nghiệp vụ", Title: "BK", Year: 2022, Mode: award.Themed, Number: fmt.Sprintf("%d/QĐ-UBND", 1200+i),
		Day: civil.Date{Year: 2022, Month: 5, Day: 19}, Decider: "Chủ tịch UBND tỉnh", Note: "Chuyên đề học tập và làm theo Bác (số liệu minh họa)"}
	switch i % 3 {
	case 1:
		x.Title, x.Mode, x.Number, x.Decider, x.Note = "GK", award.AdHoc, fmt.Sprintf("%d/QĐ-%s", 30+i, sampleSymbol(m.Unit)), "Thủ trưởng đơn vị", "Thành tích đột xuất (số liệu minh họa)"
	case 2:
		x.Subject, x.Name, x.Post = roster.Person, "Trưởng phòng Nghiệp vụ", "Phòng Nghiệp vụ"
	}
	_, err := a.Award.Create(ctx, sampler, x)
	return err
}

func sampleSymbol(u org.Unit) string {
	if u.Symbol != "" {
		return u.Symbol
	}
	return "TĐKT"
}

// sampleList registers the people of a unit, submits, approves and, for the first, receives.
func (a *App) sampleList(ctx context.Context, b org.Bloc, m org.Member, system string, i int) error {
	officer, err := a.actor(ctx, officerLogin(m.Unit.Code))
	if err != nil {
		return err
	}
	at := registration.Place{Bloc: b.ID, Year: SamplePeriod.Year(), Unit: m.Unit.ID}
	worker, _, best := sampleTitles(system)
	for _, p := range samplePosts {
		l := registration.Line{Subject: roster.Person, Name: p.name, Post: p.post, Title: p.title,
			Facts: registration.Declared{Rating: map[string]string{"2020": "HTTNV", "2021": "HTXSNV"}, Initiatives: []rulebook.Initiative{}, Discipline: []rulebook.Penalty{}}}
		if p.title == "LĐTT" {
			l.Title = worker
		}
		if p.title == "CSTĐCS" && (i == 2 || i == 4 || i == 5) {
			l.Title = "CSTĐ cấp tỉnh" // too early by two years: refused, with the year from which it is possible
		}
		if p.scope != "" {
			l.Facts.Initiatives = []rulebook.Initiative{{Year: 2021, Scope: p.scope}}
		}
		if _, err := a.Registration.AddLine(ctx, officer, at, l); err != nil {
			return err
		}
	}
	team := registration.Line{Subject: roster.Collective, Name: "Phòng Nghiệp vụ", Title: best, Facts: registration.Declared{Rating: map[string]string{"2021": "HTXSNV"}, Discipline: []rulebook.Penalty{},
		Counts: map[string]int{"strength": 12, "completed": 12, "lđtt": 10, "cstt": 10, "cstt_lđtt": 10, "cstđcs": 1}}}
	if i == 4 {
		for _, k := range []string{"lđtt", "cstt", "cstt_lđtt"} {
			team.Facts.Counts[k] = 7 // less than 70 % of twelve
		}
	}
	if _, err := a.Registration.AddLine(ctx, officer, at, team); err != nil {
		return err
	}
	if err := a.Registration.SaveCounts(ctx, officer, at, map[string]int{"strength": 40 + i}); err != nil {
		return err
	}
	return a.sampleSend(ctx, b, at, m, i)
}

func (a *App) sampleSend(ctx context.Context, b org.Bloc, at registration.Place, m org.Member, i int) error {
	officer, err := a.actor(ctx, officerLogin(m.Unit.Code))
	if err != nil {
		return err
	}
	head, err := a.actor(ctx, headLogin(m.Unit.Code))
	if err != nil {
		return err
	}
	lead, err := a.leadOfficer(ctx, b)
	if err != nil {
		return err
	}
	r, err := registration.Of(ctx, a.DB, at)
	if err != nil {
		return err
	}
	if r, err = a.Registration.Move(ctx, officer, at, registration.Step{Verb: registration.Submit, Version: r.Version}); err != nil || i >= 8 {
		return err // the last one waits for its head
	}
	if r, err = a.Registration.Move(ctx, head, at, registration.Step{Verb: registration.Approve, Version: r.Version, Reason: "Đơn vị phấn đấu đạt trong năm (số liệu minh họa)."}); err != nil || i >= 6 {
		return err // these wait for the secretary
	}
	_, err = a.Registration.Move(ctx, lead, at, registration.Step{Verb: registration.Receive, Version: r.Version})
	return err
}
