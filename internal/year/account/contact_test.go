package account

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
	"thidua/internal/platform/mail"
	"thidua/internal/year/org"
)

var linkWord = regexp.MustCompile(`/tai-khoan/thu/([a-z0-9]+)`)

// TestContact follows an address from its entry to reminders that were ended by one press.
func TestContact(t *testing.T) {
	dbtest.Each(t, []fs.FS{org.Migrations, mail.Migrations, Migrations}, func(t *testing.T, d *db.DB) {
		w, ctx := fill(t, d), t.Context()
		w.MailOn()
		me := who.Actor{User: w.user.ID, Name: "Người 1"}
		contact := func() Contact {
			t.Helper()
			c, err := w.ContactOf(ctx, w.user.ID)
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		if c := contact(); c.Email != "" || !c.Reminders || c.Lang != "vi" {
			t.Fatalf("at first %+v", c)
		}
		for _, bad := range []Contact{{Email: "a b", Lang: "vi"}, {Email: "a@vidu.vn", Lang: "fr"}, {Email: "a@vidu.vn\nBcc: x@y.vn", Lang: "vi"}} {
			if _, err := w.SetContact(ctx, me, bad, "https://x"); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%q: %v", bad.Email, err)
			}
		}
		if _, err := w.SetContact(ctx, who.Anonymous, Contact{Email: "a@vidu.vn", Lang: "vi"}, ""); fault.KindOf(err) != fault.Denied {
			t.Errorf("nobody's address: %v", err)
		}
		asked, err := w.SetContact(ctx, me, Contact{Email: "cb@vidu.vn", Lang: "en", Reminders: true}, "https://thidua.vidu.vn")
		if c := contact(); err != nil || !asked || c.Email != "" || c.Asked != "cb@vidu.vn" || c.Lang != "en" {
			t.Fatalf("%v %v %+v", asked, err, c)
		}
		list, err := mail.List(ctx, d, 9, 0)
		if err != nil || len(list) != 1 || list[0].To != "cb@vidu.vn" || !strings.HasPrefix(list[0].Subject, "Confirm") {
			t.Fatalf("%+v %v", list, err)
		}
		token := linkWord.FindStringSubmatch(list[0].Text)[1]
		if who, err := w.Reminded(ctx); err != nil || len(who) != 0 {
			t.Errorf("an address that nobody confirmed is used: %v %v", who, err)
		}
		if err := w.ConfirmEmail(ctx, token+"x"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("another word confirms: %v", err)
		}
		start := w.hand.Now()
		w.hand.Set(start.Add(AskLife + time.Second))
		if err := w.ConfirmEmail(ctx, token); fault.KindOf(err) != fault.NotFound {
			t.Errorf("an old link confirms: %v", err)
		}
		w.hand.Set(start)
		if err := w.ConfirmEmail(ctx, token); err != nil {
			t.Fatal(err)
		}
		if err := w.ConfirmEmail(ctx, token); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a link confirms twice: %v", err)
		}
		people, err := w.Reminded(ctx)
		if err != nil || len(people) != 1 || people[0].Email != "cb@vidu.vn" || people[0].Stop == "" {
			t.Fatalf("%+v %v", people, err)
		}
		// The same address again, another language: nothing to confirm.
		if asked, err := w.SetContact(ctx, me, Contact{Email: "cb@vidu.vn", Lang: "vi", Reminders: true}, ""); err != nil || asked || contact().Lang != "vi" {
			t.Errorf("%v %v", asked, err)
		}
		for range 2 {
			if err := w.StopReminders(ctx, people[0].Stop); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.StopReminders(ctx, ""); fault.KindOf(err) != fault.NotFound {
			t.Errorf("no word stops: %v", err)
		}
		if people, _ = w.Reminded(ctx); len(people) != 0 || contact().Reminders {
			t.Errorf("still reminded: %+v", people)
		}
		// The administrator's word counts at once; a closed account is not reminded.
		err = d.Write(ctx, func(tx *db.Tx) error { return w.SetEmail(ctx, tx, me, w.user.ID, "kẻ.lạ@vidu.vn") })
		if fault.KindOf(err) != fault.Denied {
			t.Errorf("anybody sets an address: %v", err)
		}
		err = d.Write(ctx, func(tx *db.Tx) error { return w.SetEmail(ctx, tx, system, w.user.ID, "moi@vidu.vn") })
		if c := contact(); err != nil || c.Email != "moi@vidu.vn" || c.Reminders {
			t.Errorf("%+v %v", c, err)
		}
		if _, err := w.SetContact(ctx, me, Contact{Email: "moi@vidu.vn", Lang: "vi", Reminders: true}, ""); err != nil {
			t.Fatal(err)
		}
		if people, _ = w.Reminded(ctx); len(people) != 1 {
			t.Errorf("not reminded: %+v", people)
		}
		err = d.Write(ctx, func(tx *db.Tx) error { return w.SetDisabled(ctx, tx, system, w.user.ID, true) })
		if people, _ = w.Reminded(ctx); err != nil || len(people) != 0 {
			t.Errorf("a closed account is reminded: %+v %v", people, err)
		}
	})
}

// TestContactWithoutMail: where no letter can go out, an address counts at once.
func TestContactWithoutMail(t *testing.T) {
	d := dbtest.SQLite(t, []fs.FS{org.Migrations, mail.Migrations, Migrations})
	w := fill(t, d)
	asked, err := w.SetContact(t.Context(), who.Actor{User: w.user.ID}, Contact{Email: "cb@vidu.vn", Lang: "vi", Reminders: true}, "")
	people, perr := w.Reminded(t.Context())
	if err != nil || perr != nil || asked || len(people) != 1 {
		t.Errorf("%v %v %v %v", asked, err, perr, people)
	}
}
