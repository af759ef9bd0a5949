package conference

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/blob"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
	"thidua/internal/platform/live"
	"thidua/internal/year/consultation"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
	"thidua/internal/year/progress"
	"thidua/internal/year/report"
)

var sources = []fs.FS{org.Migrations, document.Migrations, plan.Migrations, progress.Migrations, report.Migrations, consultation.Migrations, live.Migrations, Migrations}

var system = who.Actor{Name: "Dòng lệnh", Via: "cli", System: true}

// A kit is a service with a conference of four units and their phones.
type kit struct {
	*Service
	c      Conference
	units  []id.Unit
	phones []Phone
}

func newService(t testing.TB, d *db.DB) *Service {
	t.Helper()
	files, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { files.Close() })
	return NewService(d, files, live.NewHub(d, slog.New(slog.DiscardHandler)), document.NewService(d, files), consultation.NewService(d, report.NewService(d), files))
}

func newKit(t testing.TB, d *db.DB, delegates int) *kit {
	t.Helper()
	ctx := context.Background()
	k := &kit{Service: newService(t, d)}
	o := org.NewService(d)
	var b org.Bloc
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ok(d.Write(ctx, func(tx *db.Tx) (err error) {
		k.units = nil
		if b, err = o.SaveBloc(ctx, tx, system, org.Bloc{Code: "khoi-3", Name: "Khối thi đua số 3", Kind: org.KindBloc, Province: "Đắk Lắk", Peers: org.PeersOwn}); err != nil {
			return err
		}
		for i := range 4 {
			u, err := o.SaveUnit(ctx, tx, system, org.Unit{Code: fmt.Sprintf("dv-%d", i+1), Name: fmt.Sprintf("Đơn vị %d", i+1), Short: fmt.Sprintf("ĐV %d", i+1), Kind: org.Civil})
			if err != nil {
				return err
			}
			if err := o.Join(ctx, tx, system, org.Membership{Bloc: b.ID, Unit: u.ID, Order: i + 1, Span: org.Span{From: civil.Date{Year: 2022, Month: 1, Day: 1}}}); err != nil {
				return err
			}
			k.units = append(k.units, u.ID)
		}
		return nil
	}))
	ident, err := k.Create(ctx, system, Conference{Bloc: b.ID, Kind: Midyear, Name: "Hội nghị sơ kết", Period: "2022-H1", Start: dbtest.Start, Place: "Hội trường", Chair: "Phó", Secretary: "Cán bộ", Slot: 5 * time.Minute}, Template(Midyear))
	ok(err)
	var list []Delegate
	for i := range delegates {
		list = append(list, Delegate{Unit: k.units[i%4], UnitName: fmt.Sprintf("ĐV %d", i%4+1), Post: fmt.Sprintf("Đại biểu %d", i+1), Capacity: AsDelegate})
	}
	ok(k.Enroll(ctx, system, ident, list))
	k.c, err = Of(ctx, d, ident)
	ok(err)
	codes, err := k.Passes(ctx, system, ident)
	ok(err)
	room, err := k.Room(ctx, ident)
	ok(err)
	for _, x := range room.Delegates {
		_, p, err := k.Enter(ctx, "", k.c.Code, codes[x.ID].Code)
		ok(err)
		k.phones = append(k.phones, p)
	}
	return k
}

func (k *kit) do(t testing.TB, a Act) Event {
	t.Helper()
	e, err := k.Do(t.Context(), system, k.c.ID, a)
	if err != nil {
		t.Fatalf("%s: %v", a.Did, err)
	}
	return e
}

// Everybody presses twice, at once: one request each, one vote each, one remark each; numbers
// follow without gaps, and another process that reads the record sees the same room.
func TestEverybodyPressesTwice(t *testing.T) {
	dbtest.Each(t, sources, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		k := newKit(t, d, 40)
		k.do(t, Act{Did: Opened})
		room, err := k.Room(ctx, k.c.ID)
		if err != nil {
			t.Fatal(err)
		}
		k.do(t, Act{Did: Began, Fact: Fact{Item: room.Items[2].ID}})
		poll := k.do(t, Act{Did: PollOpen, Fact: Fact{Text: "Thông qua", Named: true}}).Seq
		var wg sync.WaitGroup
		for i, p := range k.phones {
			for range 2 {
				wg.Go(func() {
					if _, err := k.As(ctx, p, Act{Did: Asked}); err != nil {
						t.Errorf("ask: %v", err)
					}
					ch := For
					if i%4 == 0 {
						ch = Against
					}
					if err := k.Cast(ctx, p, poll, ch); err != nil {
						t.Errorf("vote: %v", err)
					}
					if _, err := k.RemarkOf(ctx, p, Remark{Text: "Góp ý", Key: fmt.Sprintf("%d/mot", i)}); err != nil {
						t.Errorf("remark: %v", err)
					}
				})
			}
		}
		wg.Wait()
		k.do(t, Act{Did: PollDone, Fact: Fact{Poll: poll}})
		if err := k.Cast(ctx, k.phones[0], poll, For); !fault.Is(err, fault.Conflict) {
			t.Errorf("a vote after the end: %v", err)
		}
		room, err = k.Room(ctx, k.c.ID)
		if err != nil {
			t.Fatal(err)
		}
		if len(room.Queue) != 40 {
			t.Errorf("%d in the queue, want 40", len(room.Queue))
		}
		if n := *room.Polls[0].Result; n != (Count{For: 30, Against: 10, Present: 40}) {
			t.Errorf("result %+v", n)
		}
		events, err := Events(ctx, d, k.c.ID, 0)
		if err != nil {
			t.Fatal(err)
		}
		remarks := 0
		for i, e := range events {
			if e.Seq != int64(i+1) {
				t.Fatalf("event %d has number %d", i+1, e.Seq)
			}
			if e.Did == Remarked {
				remarks++
			}
		}
		if remarks != 40 {
			t.Errorf("%d remarks, want 40", remarks)
		}
		other, err := newService(t, d).Room(ctx, k.c.ID)
		if err != nil || show(other) != show(room) {
			t.Errorf("another process sees another room: %v\n%s\n%s", err, show(other), show(room))
		}
	})
}

// A code opens the conference on one phone; a new code lets the old phone out.
func TestCodeIsForOnePhone(t *testing.T) {
	dbtest.Each(t, sources, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		k := newKit(t, d, 4)
		codes, err := k.Passes(ctx, system, k.c.ID)
		if err != nil {
			t.Fatal(err)
		}
		p := k.phones[0]
		if _, _, err := k.Enter(ctx, "x", k.c.Code, codes[p.Delegate.ID].Code); !fault.Is(err, fault.Conflict) {
			t.Errorf("a second phone: %v", err)
		}
		if err := k.Still(ctx, p); err != nil {
			t.Errorf("the first phone: %v", err)
		}
		if err := k.Reissue(ctx, system, k.c.ID, p.Delegate.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := k.As(ctx, p, Act{Did: Left}); !fault.Is(err, fault.Denied) {
			t.Errorf("a phone whose code was replaced acts: %v", err)
		}
		if err := k.Cast(ctx, p, 1, For); !fault.Is(err, fault.Denied) {
			t.Errorf("a phone whose code was replaced votes: %v", err)
		}
		if _, err := k.Room(ctx, k.c.ID); err != nil {
			t.Fatal(err)
		}
		if err := k.Still(ctx, p); !fault.Is(err, fault.Denied) {
			t.Errorf("a phone whose code was replaced still watches: %v", err)
		}
		if err := k.Strike(ctx, system, k.c.ID, k.phones[1].Delegate.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := k.Room(ctx, k.c.ID); err != nil {
			t.Fatal(err)
		}
		if err := k.Still(ctx, k.phones[1]); !fault.Is(err, fault.Denied) {
			t.Errorf("a struck delegate still watches: %v", err)
		}
		if _, err := k.As(ctx, k.phones[2], Act{Did: Closed}); !fault.Is(err, fault.Denied) {
			t.Errorf("a delegate closes the conference: %v", err)
		}
	})
}

// TestGuessingShutsNobodyOut: a thousand wrong codes from the address of the hall keep no right
// one of the same address out; the log tells of them once.
func TestGuessingShutsNobodyOut(t *testing.T) {
	d := dbtest.SQLite(t, sources)
	ctx := t.Context()
	k := newKit(t, d, 2)
	if err := k.Reissue(ctx, system, k.c.ID, k.phones[0].Delegate.ID); err != nil {
		t.Fatal(err)
	}
	codes, err := k.Passes(ctx, system, k.c.ID)
	if err != nil {
		t.Fatal(err)
	}
	for i := range guessing {
		_, _, err := k.Recognise(ctx, "hall", k.c.Code, newCode(passLen))
		if !fault.Is(err, fault.Invalid) {
			t.Fatalf("wrong code %d: %v", i+1, err)
		}
		if many := strings.Contains(err.Error(), "từ mạng này"); many != (i+1 >= manyWrong) {
			t.Fatalf("wrong code %d: %v", i+1, err)
		}
	}
	if _, _, err := k.Enter(ctx, "hall", k.c.Code, codes[k.phones[0].Delegate.ID].Slip()); err != nil {
		t.Errorf("a right code after the wrong ones of the neighbours: %v", err)
	}
	list, err := audit.History(ctx, d, Object(k.c.ID), 1000)
	n := 0
	for _, l := range list {
		if l.Did == "conference.guessing" {
			n++
		}
	}
	if err != nil || n != 1 {
		t.Errorf("the log tells of the guessing in %d lines, %v", n, err)
	}
}

// Two processes on one database take turns: no number twice, no act lost.
func TestTwoProcesses(t *testing.T) {
	d := dbtest.Postgres(t, sources)
	ctx := t.Context()
	k := newKit(t, d, 24)
	two := newService(t, d)
	k.do(t, Act{Did: Opened})
	room, err := k.Room(ctx, k.c.ID)
	if err != nil {
		t.Fatal(err)
	}
	k.do(t, Act{Did: Began, Fact: Fact{Item: room.Items[2].ID}})
	var wg sync.WaitGroup
	for i, p := range k.phones {
		s := k.Service
		if i%2 == 1 {
			s = two
		}
		wg.Go(func() {
			for range 3 {
				if _, err := s.As(ctx, p, Act{Did: Asked}); err != nil {
					t.Errorf("ask: %v", err)
				}
				if _, err := s.As(ctx, p, Act{Did: Withdrew}); err != nil {
					t.Errorf("withdraw: %v", err)
				}
			}
			if _, err := s.As(ctx, p, Act{Did: Asked}); err != nil {
				t.Errorf("ask: %v", err)
			}
		})
	}
	wg.Wait()
	a, err := k.Room(ctx, k.c.ID)
	if err != nil {
		t.Fatal(err)
	}
	b, err := two.Room(ctx, k.c.ID)
	if err != nil || show(a) != show(b) || len(a.Queue) != 24 {
		t.Errorf("%d and %d in the queue, want 24 (%v)", len(a.Queue), len(b.Queue), err)
	}
}

func TestFindings(t *testing.T) {
	dbtest.Each(t, sources, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		k := newKit(t, d, 4)
		f := Finding{Conference: k.c.ID, Kind: Shortcoming, Unit: k.units[1], Text: "Báo cáo chậm", Who: k.units[1]}
		f, err := k.SaveFinding(ctx, system, f)
		if err != nil {
			t.Fatal(err)
		}
		again, err := k.SaveFinding(ctx, system, Finding{Conference: k.c.ID, Kind: Shortcoming, Unit: k.units[1], Text: "báo cáo  chậm"})
		if err != nil || again.ID != f.ID {
			t.Errorf("the same finding twice: %v %v", again.ID, err)
		}
		f.Cause, f.Solution, f.Due = "Phối hợp", "Đôn đốc", civil.Date{Year: 2022, Month: 9, Day: 30}
		if _, err := k.SaveFinding(ctx, system, f); err != nil {
			t.Fatal(err)
		}
		if _, err := k.SaveFinding(ctx, system, f); !fault.Is(err, fault.Conflict) {
			t.Errorf("an old version is taken: %v", err)
		}
		list, err := FindingsIn(ctx, d, k.c.Bloc, "2022-H1")
		if err != nil || len(list) != 1 || !list[0].Complete() {
			t.Errorf("%+v %v", list, err)
		}
		if _, err := k.SaveFinding(ctx, system, Finding{Conference: k.c.ID, Kind: NewTarget, Text: "Chỉ tiêu"}); !fault.Is(err, fault.Invalid) {
			t.Errorf("a target of nobody: %v", err)
		}
		if err := k.SetCauses(ctx, system, k.c.ID, "A\nB\na\n"); err != nil {
			t.Fatal(err)
		}
		if c, err := Causes(ctx, d, k.c.Bloc); err != nil || len(c) != 2 {
			t.Errorf("%v %v", c, err)
		}
		if _, err := k.Draw(ctx, system, k.c.ID); !fault.Is(err, fault.Invalid) {
			t.Errorf("drawing from a period that is not there: %v", err)
		}
	})
}

// Who asks after an act was answered sees it, whichever process wrote it and however many ask at once: a look that
// is shared began after everybody who shares it had asked.
func TestSharedLookIsFresh(t *testing.T) {
	dbtest.Each(t, sources, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		k := newKit(t, d, 4)
		reader := k.Service
		if d.Engine == db.Postgres {
			reader = newService(t, d)
		}
		k.do(t, Act{Did: Opened})
		var done atomic.Int64 // the number of the last act that was answered
		var stop atomic.Bool
		var wg sync.WaitGroup
		for range 16 {
			wg.Go(func() {
				for !stop.Load() {
					want := done.Load()
					r, err := reader.Room(ctx, k.c.ID)
					if err != nil || r.Seq < want {
						t.Errorf("act %d was answered, the room shows %d (%v)", want, r.Seq, err)
						return
					}
				}
			})
		}
		for i := range 60 {
			done.Store(k.do(t, Act{Did: Noted, Fact: Fact{Text: fmt.Sprint("Ghi ", i)}}).Seq)
		}
		stop.Store(true)
		wg.Wait()
	})
}

// Who has no phone tells the secretary, who may put a slip of the tongue right; what was answered on a phone
// the desk does not touch, and nobody else records an answer.
func TestVotesWithoutPhones(t *testing.T) {
	dbtest.Each(t, sources, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		k := newKit(t, d, 3)
		k.do(t, Act{Did: Opened})
		poll := k.do(t, Act{Did: PollOpen, Fact: Fact{Text: "Thông qua", Named: true}}).Seq
		one, two, three := k.phones[0].Delegate.ID, k.phones[1].Delegate.ID, k.phones[2].Delegate.ID
		if err := k.Cast(ctx, k.phones[0], poll, For); err != nil {
			t.Fatal(err)
		}
		if err := k.CastFor(ctx, system, k.c.ID, Vote{Poll: poll, Who: one, Choice: Against}); !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "bằng điện thoại") {
			t.Errorf("over the phone's answer: %v", err)
		}
		if err := k.Reissue(ctx, system, k.c.ID, two); err != nil { // its phone is out
			t.Fatal(err)
		}
		for _, ch := range []Choice{Against, Abstain} {
			if err := k.CastFor(ctx, system, k.c.ID, Vote{Poll: poll, Who: two, Choice: ch}); err != nil {
				t.Errorf("%s: %v", ch, err)
			}
		}
		if err := k.CastFor(ctx, who.Actor{Name: "Cán bộ"}, k.c.ID, Vote{Poll: poll, Who: three, Choice: For}); !fault.Is(err, fault.Denied) {
			t.Errorf("by somebody: %v", err)
		}
		if err := k.CastFor(ctx, system, k.c.ID, Vote{Poll: poll, Who: three, Choice: "maybe"}); !fault.Is(err, fault.Invalid) {
			t.Errorf("no answer: %v", err)
		}
		k.do(t, Act{Did: PollDone, Fact: Fact{Poll: poll}})
		if err := k.CastFor(ctx, system, k.c.ID, Vote{Poll: poll, Who: three, Choice: For}); !fault.Is(err, fault.Conflict) {
			t.Errorf("after the end: %v", err)
		}
		room, err := k.Room(ctx, k.c.ID)
		if err != nil {
			t.Fatal(err)
		}
		if n := *room.Polls[0].Result; n != (Count{For: 1, Abstain: 1, Present: 3}) {
			t.Errorf("result %+v", n)
		}
	})
}
