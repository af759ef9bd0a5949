package account

import (
	"context"
	"io/fs"
	"testing"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
	"thidua/internal/year/org"
)

var (
	system  = who.Actor{Name: "test", Via: "cli", System: true}
	jan     = civil.Date{Year: 2022, Month: 1, Day: 1}
	dec     = civil.Date{Year: 2022, Month: 12, Day: 31}
	sources = []fs.FS{org.Migrations, Migrations}
)

type world struct {
	*Service
	hand *clock.Hand
	bloc id.Bloc
	unit org.Unit
	user User
}

// fill makes one bloc with one unit that leads in 2022, and its officer "cb".
func fill(t testing.TB, d *db.DB) *world {
	t.Helper()
	w := &world{Service: NewService(d), hand: d.Clock.(*clock.Hand)}
	w.cost = cost{memory: 64, time: 1, threads: 1}
	o, ctx := org.NewService(d), context.Background()
	err := d.Write(ctx, func(tx *db.Tx) error {
		b, err := o.SaveBloc(ctx, tx, system, org.Bloc{Code: "k3", Name: "Khối 3"})
		if err != nil {
			return err
		}
		w.bloc = b.ID
		if w.unit, err = o.SaveUnit(ctx, tx, system, org.Unit{Code: "tt", Name: "Thanh tra tỉnh", Short: "Thanh tra"}); err != nil {
			return err
		}
		if err := o.Join(ctx, tx, system, org.Membership{Bloc: b.ID, Unit: w.unit.ID, Order: 1, Span: org.Span{From: jan, To: civil.Date{}}}); err != nil {
			return err
		}
		if err := o.Appoint(ctx, tx, system, org.Term{Bloc: b.ID, Unit: w.unit.ID, Kind: org.Lead, Span: org.Span{From: jan, To: dec}, Basis: ""}); err != nil {
			return err
		}
		w.user, err = w.Create(ctx, tx, system, "CB", "Người 1", "mot cau kho doan", []Post{{Unit: w.unit.ID, Role: who.Officer, From: jan, To: dec}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func each(t *testing.T, f func(t *testing.T, w *world)) {
	dbtest.Each(t, sources, func(t *testing.T, d *db.DB) { f(t, fill(t, d)) })
}

func TestActorOfTheDay(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, c := range []struct {
			at    time.Time
			name  string
			leads bool
			posts int
		}{
			{time.Date(2021, 12, 31, 23, 59, 59, 0, clock.Zone), "Người 1", false, 0},
			{time.Date(2022, 1, 1, 0, 0, 0, 0, clock.Zone), "Thư ký Khối trưởng – Thanh tra", true, 1},
			{time.Date(2022, 12, 31, 23, 59, 59, 0, clock.Zone), "Thư ký Khối trưởng – Thanh tra", true, 1},
			{time.Date(2023, 1, 1, 0, 0, 0, 0, clock.Zone), "Người 1", false, 0},
		} {
			w.hand.Set(c.at)
			a, err := w.Actor(context.Background(), w.user.ID)
			if err != nil || a.Name != c.name || a.Leads(w.bloc) != c.leads || len(a.Posts) != c.posts || a.User != w.user.ID {
				t.Errorf("%v: %+v %v", c.at, a, err)
			}
		}
		if a, err := w.Actor(context.Background(), 99); err != nil || a.SignedIn() {
			t.Errorf("unknown user: %+v %v", a, err)
		}
	})
}

func TestSignInOnBothEngines(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, from := context.Background(), From{Address: "192.0.2.1:99"}
		u, err := w.SignIn(ctx, " Cb ", "mot cau kho doan", from)
		if err != nil || u.ID != w.user.ID {
			t.Fatalf("%v %v", u, err)
		}
		for _, c := range [][2]string{{"cb", "sai"}, {"khong", "sai"}, {"cb", ""}, {"", ""}} {
			if _, err := w.SignIn(ctx, c[0], c[1], from); !fault.Is(err, fault.Invalid) {
				t.Errorf("%v: %v", c, err)
			}
		}
		// A higher cost is taken over at the next sign-in, and the old hash opened till then.
		w.cost = cost{memory: 128, time: 1, threads: 1}
		if _, err := w.SignIn(ctx, "cb", "mot cau kho doan", from); err != nil {
			t.Fatal(err)
		}
		r, err := db.One(ctx, w.db, qUserByLogin, scanUser, "cb")
		if _, _, c, e := parseHash(r.hash); err != nil || e != nil || c != w.cost {
			t.Errorf("cost %v %v", c, err)
		}
		if _, err := w.SignIn(ctx, "cb", "mot cau kho doan", from); err != nil {
			t.Error(err)
		}
		lines, err := audit.History(ctx, w.db, "user/cb", 50)
		count := map[string]int{}
		for _, l := range lines {
			count[l.Did]++
		}
		if err != nil || count["account.signin"] != 3 || count["account.signin.failed"] != 2 || count["account.rehash"] != 1 {
			t.Errorf("%v %v", count, err)
		}
	})
}

// An account without a password opens to none, not even to the empty one or to the
// password of the stand-in hash.
func TestNoPassword(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		err := w.db.Write(ctx, func(tx *db.Tx) error {
			_, err := w.Create(ctx, tx, system, "demo", "Demo", "", nil)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range []string{"", "x", "demo"} {
			if _, err := w.SignIn(ctx, "demo", p, From{}); !fault.Is(err, fault.Invalid) {
				t.Errorf("%q: %v", p, err)
			}
		}
	})
}

func TestDevices(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		first, err := w.Remember(ctx, w.user.ID)
		if err != nil {
			t.Fatal(err)
		}
		known := func(u id.User, d string) bool {
			ok, err := w.Known(ctx, u, d)
			if err != nil {
				t.Fatal(err)
			}
			return ok
		}
		if !known(w.user.ID, first) || known(w.user.ID+1, first) || known(w.user.ID, first+"x") || known(0, first) || known(w.user.ID, "") {
			t.Error("proof of a device")
		}
		for range maxDevices {
			w.hand.Set(w.hand.Now().Add(time.Second))
			if _, err := w.Remember(ctx, w.user.ID); err != nil {
				t.Fatal(err)
			}
		}
		if known(w.user.ID, first) {
			t.Errorf("more than %d devices", maxDevices)
		}
		last, _ := w.Remember(ctx, w.user.ID)
		w.hand.Set(w.hand.Now().Add(DeviceLife))
		if known(w.user.ID, last) {
			t.Error("a device for ever")
		}
	})
}

func TestOnlyAdministratorsManage(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		for _, by := range []who.Actor{who.Anonymous, {User: 5, Posts: []who.Post{{Role: who.Board}}}, {User: w.user.ID, Posts: []who.Post{{Unit: w.unit.ID, Role: who.Head}}}} {
			for name, f := range map[string]func(tx *db.Tx) error{
				"create": func(tx *db.Tx) error {
					_, err := w.Create(ctx, tx, by, "moi", "Mới", "mot cau kho doan", []Post{{Role: who.Admin, From: jan}})
					return err
				},
				"post":    func(tx *db.Tx) error { return w.AddPost(ctx, tx, by, w.user.ID, Post{Role: who.Admin, From: jan}) },
				"end":     func(tx *db.Tx) error { return w.EndPost(ctx, tx, by, w.user.ID, 1, dec) },
				"disable": func(tx *db.Tx) error { return w.SetDisabled(ctx, tx, by, w.user.ID, true) },
			} {
				if err := w.db.Write(ctx, f); !fault.Is(err, fault.Denied) {
					t.Errorf("%s by %v: %v", name, by.Posts, err)
				}
			}
			if err := w.SetPassword(ctx, by, w.user.ID, "mot cau khac han"); !fault.Is(err, fault.Denied) {
				t.Error(err)
			}
			if _, err := w.Register(ctx, by, Draft{Login: "moi2", Name: "x", Password: "mot cau khac han"}); !fault.Is(err, fault.Denied) {
				t.Error(err)
			}
			if _, err := w.List(ctx, by, "", 1); !fault.Is(err, fault.Denied) {
				t.Error(err)
			}
		}
	})
}

func TestSessionStore(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		s := &store{w.db}
		data, _ := codec{}.Encode(time.Now(), map[string]any{keyUser: w.user.ID.String(), keyAgent: "x"})
		start := w.hand.Now()
		if err := s.Commit("t1", data, time.Time{}); err != nil {
			t.Fatal(err)
		}
		find := func(at time.Duration) bool {
			w.hand.Set(start.Add(at))
			_, ok, err := s.Find("t1")
			if err != nil {
				t.Fatal(err)
			}
			return ok
		}
		if !find(0) || !find(8*time.Hour-time.Millisecond) || !find(12*time.Hour-time.Millisecond) || find(12*time.Hour) {
			t.Error("lifetime")
		}
		w.hand.Set(start)
		if err := s.Commit("t1", data, time.Time{}); err != nil { // a later commit does not begin it anew
			t.Fatal(err)
		}
		if find(12 * time.Hour) {
			t.Error("a commit lengthens the lifetime")
		}
		if err := s.Commit("t2", data, time.Time{}); err != nil {
			t.Fatal(err)
		}
		if n, _ := db.All(context.Background(), w.db, qSessionFind, func(r db.Row) (x session, err error) {
			return x, r.Scan(&x.holder, &x.data, &x.started, &x.seen)
		}, "t1"); len(n) != 0 {
			t.Error("dead sessions are kept")
		}
		if err := s.Delete("t2"); err != nil {
			t.Fatal(err)
		}
		if _, ok, _ := s.Find("t2"); ok {
			t.Error("deleted, but found")
		}
	})
}

// BenchmarkActor runs with every request: below 100 µs on SQLite.
func BenchmarkActor(b *testing.B) {
	w := fill(b, dbtest.SQLite(b, sources))
	for b.Loop() {
		if _, err := w.Actor(context.Background(), w.user.ID); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSession finds the session of a request.
func BenchmarkSession(b *testing.B) {
	w := fill(b, dbtest.SQLite(b, sources))
	s := &store{w.db}
	data, _ := codec{}.Encode(time.Now(), map[string]any{keyUser: w.user.ID.String(), keyAgent: "x"})
	if err := s.Commit("t1", data, time.Time{}); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		v, _, err := s.Find("t1")
		if err != nil {
			b.Fatal(err)
		}
		if _, _, err := (codec{}).Decode(v); err != nil {
			b.Fatal(err)
		}
	}
}
