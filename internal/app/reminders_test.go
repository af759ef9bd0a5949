package app

import (
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
	"thidua/internal/platform/mail"
	"thidua/internal/platform/msg"
	"thidua/internal/year/account"
	"thidua/internal/year/calendar"
	"thidua/internal/year/campaign"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
)

// TestReminders walks the sample year's July and August hour by hour with several processes
// at once: at most one letter a day to a person, in office hours, each step of a deadline
// once, nothing of what is done, nothing to who wants none.
func TestReminders(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { remindersOn(t, "") })
	t.Run("postgres", func(t *testing.T) { remindersOn(t, dbtest.PostgresURL(t)) })
}

func remindersOn(t *testing.T, database string) {
	ctx, hand := t.Context(), clock.NewHand(SampleStart)
	a, err := Open(ctx, Config{Data: t.TempDir(), DB: database, Demo: true, Site: "https://thidua.vidu.vn", Clock: hand, Log: slog.New(slog.DiscardHandler)})
	ok(t, err)
	t.Cleanup(func() { a.Close() })
	ok(t, a.LoadSample(ctx))
	admin := who.Actor{Name: "test", Via: "cli", System: true}
	people := map[string]id.User{}
	for _, login := range []string{"canbo-vksnd", "canbo-tand", "thutruong-tand", "thutruong-cong-an", "canbo-thanh-tra", "canbo-so-tu-phap", boardLogin} {
		u, err := account.UserByLogin(ctx, a.DB, login)
		ok(t, err)
		people[u.Login] = u.ID
		ok(t, a.DB.Write(ctx, func(tx *db.Tx) error { return a.Account.SetEmail(ctx, tx, admin, u.ID, u.Login+"@vidu.vn") }))
	}
	_, err = a.Account.SetContact(ctx, who.Actor{User: people["canbo-vksnd"]}, account.Contact{Email: "canbo-vksnd@vidu.vn", Lang: "en", Reminders: true}, "")
	ok(t, err)
	_, err = a.Account.SetContact(ctx, who.Actor{User: people["canbo-so-tu-phap"]}, account.Contact{Email: "canbo-so-tu-phap@vidu.vn", Lang: "vi"}, "")
	ok(t, err)
	b, err := org.BlocByCode(ctx, a.DB, SampleBloc)
	ok(t, err)
	lead, err := a.actor(ctx, "canbo-thanh-tra")
	ok(t, err)
	list, err := campaign.List(ctx, a.DB, b.ID, 2022)
	ok(t, err)
	var drive campaign.Campaign
	for _, c := range list {
		if strings.Contains(c.Name, "Quốc khánh") {
			drive = c
		}
	}
	ok(t, a.Campaign.Launch(ctx, lead, drive.ID, campaign.Step{Version: drive.Version, Day: civil.Of(SampleStart)}))
	tand, err := a.actor(ctx, "canbo-tand")
	ok(t, err)
	ok(t, a.Campaign.Join(ctx, tand, campaign.Join{Campaign: drive.ID, Unit: tand.Unit(), Day: civil.Of(SampleStart), Form: campaign.Meeting, Plan: "Việc CANARY-JOIN"}, document.Upload{}))

	var tickers []*calendar.Service // as many processes
	for range 3 {
		tickers = append(tickers, calendar.NewService(calendar.Options{DB: a.DB, Account: a.Account, Site: a.Site, T: a.say, Period: func(l string, p civil.Period) string { return msg.Period(msg.Lang(l), p) }}))
	}
	for at := SampleStart; at.Before(SampleStart.AddDate(0, 0, 20)); at = at.Add(3 * time.Hour) {
		hand.Set(at)
		var wg sync.WaitGroup
		for _, s := range tickers {
			wg.Go(func() {
				if err := s.Tick(ctx); err != nil && !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.Busy) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	}
	letters := remindLetters(t, a)
	if len(letters) < 8 {
		t.Fatalf("only %d letters", len(letters))
	}
	days, lines := map[string]bool{}, map[string]int{}
	for _, l := range letters {
		at := l.At.In(clock.Zone)
		if !calendar.Office(at) {
			t.Errorf("a letter at %v", at)
		}
		if k := l.To + civil.Of(at).String(); days[k] {
			t.Errorf("two letters on %v to %s", civil.Of(at), l.To)
		} else {
			days[k] = true
		}
		if strings.Contains(l.Subject+l.Text, "CANARY-") {
			t.Errorf("a letter to %s tells what a unit wrote:\n%s", l.To, l.Text)
		}
		switch l.To {
		case "canbo-so-tu-phap@vidu.vn", boardLogin + "@vidu.vn":
			t.Errorf("a letter to %s", l.To)
		case "canbo-vksnd@vidu.vn":
			if !strings.Contains(l.Text, "No reply needed") || strings.Contains(l.Text, "Hạn ") {
				t.Errorf("not English:\n%s", l.Text)
			}
		case "canbo-tand@vidu.vn":
			if strings.Contains(l.Text, "Đơn vị phát động: Thi đua chào mừng Quốc khánh") {
				t.Errorf("reminded of a drive that the unit has joined:\n%s", l.Text)
			}
		}
		if !strings.Contains(l.Unsubscribe, "https://thidua.vidu.vn/ngung-nhac/") || !strings.Contains(l.Text, "https://thidua.vidu.vn/") {
			t.Errorf("no links: %+v", l)
		}
		for line := range strings.SplitSeq(l.Text, "\n") {
			if name, ok := strings.CutPrefix(line, "- "); ok { // without the days left, which differ
				name = l.To + " " + name[:strings.LastIndex(name, " (")]
				if lines[name]++; lines[name] > 4 {
					t.Errorf("%s told %d times: there are four steps", name, lines[name])
				}
			}
		}
	}
	told := func(to, what string) bool {
		for _, l := range letters {
			if l.To == to && strings.Contains(l.Text, what) {
				return true
			}
		}
		return false
	}
	if !told("canbo-vksnd@vidu.vn", "Launch in units: Thi đua chào mừng Quốc khánh") || !told("canbo-thanh-tra@vidu.vn", "Sơ kết: Phong trào thi đua năm 2022") || told("canbo-tand@vidu.vn", "Sơ kết: Phong trào") {
		t.Error("the drive is not told to who has to act")
		for _, l := range letters {
			t.Log(l.At, l.To, l.Subject, "\n"+l.Text)
		}
	}
	// cong-an has not signed the pledge, tand has.
	if told("thutruong-tand@vidu.vn", "Hạn ký giao ước") || !told("thutruong-cong-an@vidu.vn", "Hạn ký giao ước") {
		t.Error("the pledge is told to the wrong head")
	}
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func remindLetters(t *testing.T, a *App) (out []mail.Letter) {
	t.Helper()
	list, err := mail.List(t.Context(), a.DB, 500, 0)
	ok(t, err)
	for _, l := range list {
		if l.Purpose == "remind" {
			out = append(out, l)
		}
	}
	return out
}
