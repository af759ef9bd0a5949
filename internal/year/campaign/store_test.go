package campaign

import (
	"context"
	"io/fs"
	"slices"
	"testing"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/blob"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
	"thidua/internal/year/account"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
)

var sources = []fs.FS{org.Migrations, account.Migrations, document.Migrations, plan.Migrations, Migrations}

var system = who.Actor{Name: "Dòng lệnh", Via: "cli", System: true}

// A world has a bloc with three units (a leads) and one of another bloc.
type world struct {
	t     *testing.T
	d     *db.DB
	s     *Service
	bloc  id.Bloc
	units map[string]id.Unit
	clock *clock.Hand
}

const planText = `{"schema":"thidua-plan/1","bloc":{"code":"k1","name":"Khối 1","province":"Đắk Lắk","leader":"a"},"year":2022,
"period":{"code":"2022-H1","name":"6 tháng đầu năm 2022","from":"2022-01-01","to":"2022-06-30"},
"directive":{"number":"24/CT-UBND","date":"2021-12-28","issuer":"UBND tỉnh","subject":"Phát động thi đua"},"fields":[{"code":"f","name":"Chuyên môn"}],
"units":[{"order":1,"code":"a","name":"Đơn vị A","short":"A","kind":"civil"},{"order":2,"code":"b","name":"Đơn vị B","short":"B","kind":"civil"},{"order":3,"code":"c","name":"Đơn vị C","short":"C","kind":"military"}],
"common_targets":[{"code":"C01","name":"Đúng hạn","measure":"%","type":"percent","direction":"higher","field":"f","plan":{"a":90,"b":95,"c":98}}],
"own_targets":{"b":[{"code":"B.1","name":"Riêng","measure":"việc","type":"count","direction":"higher","field":"f","plan":10}]}}`

func newWorld(t *testing.T, d *db.DB) *world {
	t.Helper()
	ctx := context.Background()
	files, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { files.Close() })
	w := &world{t: t, d: d, s: NewService(d, files, document.NewService(d, files)), units: map[string]id.Unit{}, clock: d.Clock.(*clock.Hand)}
	w.clock.Set(time.Date(2022, 7, 20, 9, 0, 0, 0, clock.Zone))
	p := plan.NewService(d, org.NewService(d), document.NewService(d, files), files, nil)
	if _, err := p.ImportJSON(ctx, system, []byte(planText)); err != nil {
		t.Fatal(err)
	}
	b, err := org.BlocByCode(ctx, d, "k1")
	if err != nil {
		t.Fatal(err)
	}
	w.bloc = b.ID
	for _, code := range []string{"a", "b", "c"} {
		u, err := org.UnitByCode(ctx, d, code)
		if err != nil {
			t.Fatal(err)
		}
		w.units[code] = u.ID
	}
	return w
}

func (w *world) officer(code string) who.Actor {
	u := w.units[code]
	return who.Actor{User: 5, Name: "Cán bộ " + code, Via: "web", Posts: []who.Post{{Unit: u, Role: who.Officer}}, Blocs: []who.Membership{{Bloc: w.bloc, Unit: u, Lead: code == "a"}}}
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) kind(err error, k fault.Kind) {
	w.t.Helper()
	if err == nil || !fault.Is(err, k) {
		w.t.Errorf("%v, want kind %d", err, k)
	}
}

func (w *world) leaves(c ID) int {
	w.t.Helper()
	l, err := audit.History(context.Background(), w.d, Object(c), 100)
	w.must(err)
	return len(l)
}

func TestLife(t *testing.T) {
	dbtest.Each(t, sources, func(t *testing.T, d *db.DB) {
		ctx, w := context.Background(), newWorld(t, d)
		lead, b, c := w.officer("a"), w.officer("b"), w.officer("c")
		stranger := who.Actor{User: 9, Name: "Khác", Posts: []who.Post{{Unit: 77, Role: who.Officer}}, Blocs: []who.Membership{{Bloc: 78, Unit: 77, Lead: true}}}
		docs, _, err := document.List(ctx, d, w.bloc, document.Filter{})
		w.must(err)
		targets, err := plan.TargetsOf(ctx, d, w.bloc, 2022, w.units["b"])
		w.must(err)
		x := sample()
		x.Bloc, x.Targets, x.Basis = w.bloc, []plan.TargetID{targets[0].ID}, []document.ID{docs[0].ID}
		_, err = w.s.Propose(ctx, b, x)
		w.kind(err, fault.Denied)
		_, err = w.s.Propose(ctx, stranger, x)
		w.kind(err, fault.NotFound)
		one, err := w.s.Propose(ctx, lead, x)
		w.must(err)
		if again, err := w.s.Propose(ctx, lead, x); err != nil || again != one || w.leaves(one) != 1 {
			t.Errorf("the same form: %v %v, %d leaves", again, err, w.leaves(one))
		}
		other := x
		other.Theme = "Khác"
		_, err = w.s.Propose(ctx, lead, other)
		w.kind(err, fault.Invalid)
		bad := x
		bad.Name, bad.Units = "Đợt khác", []id.Unit{77}
		_, err = w.s.Propose(ctx, lead, bad)
		w.kind(err, fault.Invalid)
		secret := x
		secret.Name, secret.Contents = "Đợt mật", []string{"TỐI MẬT"}
		_, err = w.s.Propose(ctx, lead, secret)
		w.kind(err, fault.Invalid)

		// A draft is not for members.
		_, err = w.s.Read(ctx, b, one)
		w.kind(err, fault.NotFound)
		if list, err := w.s.Visible(ctx, b, w.bloc, 2022); err != nil || len(list) != 0 {
			t.Errorf("a member sees %d drafts, %v", len(list), err)
		}
		join := Join{Campaign: one, Unit: w.units["b"], Day: iso("2022-07-18"), Form: Meeting, Plan: "Rà soát hồ sơ", Targets: []plan.TargetID{targets[len(targets)-1].ID}}
		w.kind(w.s.Join(ctx, b, join, document.Upload{}), fault.NotFound)
		w.kind(w.s.Launch(ctx, b, one, Step{Version: 1, Day: iso("2022-07-15")}), fault.Denied)
		w.must(w.s.Launch(ctx, lead, one, Step{Version: 1, Day: iso("2022-07-15"), Form: Mixed, Words: "Kế hoạch 06/KH-KTĐ"}))
		w.kind(w.s.Launch(ctx, lead, one, Step{Version: 1}), fault.Conflict)

		// Units join: once, then changed; never for another unit.
		w.must(w.s.Join(ctx, b, join, document.Upload{Name: "bien-ban.txt", Data: []byte("Biên bản")}))
		n := w.leaves(one)
		w.must(w.s.Join(ctx, b, join, document.Upload{Name: "bien-ban.txt", Data: []byte("Biên bản")}))
		if w.leaves(one) != n {
			t.Error("the same join twice is a change")
		}
		w.kind(w.s.Join(ctx, c, join, document.Upload{}), fault.Denied)
		w.kind(w.s.Join(ctx, b, Join{Campaign: one, Unit: w.units["b"], Day: iso("2022-07-19"), Form: Paper, Plan: "Khác", Version: 9}, document.Upload{}), fault.Conflict)
		w.kind(w.s.Join(ctx, c, Join{Campaign: one, Unit: w.units["c"], Day: iso("2022-07-18"), Form: Meeting, Targets: join.Targets}, document.Upload{}), fault.Invalid)
		w.kind(w.s.Join(ctx, b, join, document.Upload{Name: "MẬT.txt", Data: []byte("x")}), fault.Invalid)
		change := join
		change.Version, change.Plan = 1, "Rà soát hồ sơ tồn"
		w.must(w.s.Join(ctx, b, change, document.Upload{}))
		joins, err := Joins(ctx, d, one)
		w.must(err)
		if len(joins) != 1 || joins[0].Plan != "Rà soát hồ sơ tồn" || joins[0].File.Name != "bien-ban.txt" || !slices.Equal(joins[0].Targets, join.Targets) {
			t.Errorf("%+v", joins)
		}
		// The evidence: for the unit itself and the leader, not for a peer.
		for _, r := range []struct {
			by who.Actor
			ok bool
		}{{b, true}, {lead, true}, {c, false}, {stranger, false}} {
			if _, data, err := w.s.File(ctx, r.by, one, joins[0].File.Hash); (err == nil) != r.ok || r.ok && string(data) != "Biên bản" {
				t.Errorf("%s: %q %v", r.by.Name, data, err)
			}
		}

		entry := Entry{Campaign: one, Unit: w.units["b"], Stage: Progress, Day: iso("2022-07-20"), Body: "Xử lý 40 hồ sơ"}
		w.must(w.s.Record(ctx, b, entry, document.Upload{}))
		w.must(w.s.Record(ctx, b, entry, document.Upload{}))
		w.kind(w.s.Record(ctx, c, entry, document.Upload{}), fault.Denied)
		entry.Unit = 0
		w.kind(w.s.Record(ctx, b, entry, document.Upload{}), fault.Denied)
		if list, err := Entries(ctx, d, one); err != nil || len(list) != 1 {
			t.Errorf("%d entries, %v", len(list), err)
		}

		merit := Proposal{Campaign: one, Unit: w.units["b"], Subject: Collective, Name: "Phòng Nghiệp vụ 1", Form: "Giấy khen", Merit: "Vượt 20%"}
		w.must(w.s.ProposeReward(ctx, b, merit))
		w.must(w.s.ProposeReward(ctx, b, merit))
		w.kind(w.s.ProposeReward(ctx, c, merit), fault.Denied)
		props, err := Proposals(ctx, d, one)
		w.must(err)
		if len(props) != 1 {
			t.Fatalf("%d proposals", len(props))
		}
		w.kind(w.s.Answer(ctx, b, props[0].ID, Agreed, 1, ""), fault.Denied)
		w.kind(w.s.Answer(ctx, lead, props[0].ID, Declined, 1, " "), fault.Invalid)
		w.must(w.s.Answer(ctx, lead, props[0].ID, Agreed, 1, ""))
		w.kind(w.s.Answer(ctx, lead, props[0].ID, Declined, 1, "Trùng"), fault.Conflict)

		// The leader's grade beside the computed one.
		w.kind(w.s.Judge(ctx, b, one, []Judgement{{Aspect: Launching, Grade: Good}}), fault.Denied)
		w.kind(w.s.Judge(ctx, lead, one, []Judgement{{Aspect: Concreteness, Grade: Weak}}), fault.Invalid)
		w.must(w.s.Judge(ctx, lead, one, []Judgement{{Aspect: Concreteness, Grade: Weak, Note: "Chỉ tiêu chưa sát"}, {Aspect: Novelty}}))
		if j, err := Judgements(ctx, d, one); err != nil || len(j) != 1 || j[Concreteness].Grade != Weak {
			t.Errorf("%+v %v", j, err)
		}

		// To the end, and back with a reason.
		got, err := Of(ctx, d, one)
		w.must(err)
		if got.State != Open || got.Form != Mixed || got.Launched != iso("2022-07-15") {
			t.Errorf("%+v", got)
		}
		w.kind(w.s.Remove(ctx, lead, one, got.Version), fault.Conflict)
		got.Theme = "Chủ đề sửa"
		got.Days.From = iso("2022-01-01") // stays as it was
		w.must(w.s.Save(ctx, lead, got))
		w.kind(w.s.Save(ctx, lead, got), fault.Conflict)
		w.must(w.s.Move(ctx, lead, one, Step{Verb: Summarise, Version: 3, Day: iso("2022-07-20"), Words: "Kết quả tốt"}))
		w.kind(w.s.Join(ctx, c, Join{Campaign: one, Unit: w.units["c"], Day: iso("2022-07-18"), Form: Meeting, Plan: "Muộn"}, document.Upload{}), fault.Conflict)
		w.must(w.s.Move(ctx, lead, one, Step{Verb: Close, Version: 4}))
		w.kind(w.s.ProposeReward(ctx, b, Proposal{Campaign: one, Unit: w.units["b"], Subject: Person, Name: "Ai đó", Form: "Giấy khen", Merit: "x"}), fault.Conflict)
		w.kind(w.s.Move(ctx, lead, one, Step{Verb: Reopen, Version: 5}), fault.Invalid)
		w.must(w.s.Move(ctx, lead, one, Step{Verb: Reopen, Version: 5, Words: "Bổ sung đề nghị"}))
		got, err = Of(ctx, d, one)
		w.must(err)
		if got.State != Summarised || got.Days.From != iso("2022-07-15") || got.Theme != "Chủ đề sửa" || len(got.Targets) != 1 || len(got.Basis) != 1 {
			t.Errorf("%+v", got)
		}
	})
}

// TestOrigin: what a later stage proposes is made once, whatever its name became.
func TestOrigin(t *testing.T) {
	dbtest.Each(t, sources, func(t *testing.T, d *db.DB) {
		ctx, w := context.Background(), newWorld(t, d)
		x := sample()
		x.Bloc, x.Origin, x.Reason, x.Field, x.Units = w.bloc, "review/weak/f", "Lĩnh vực còn yếu", "f", []id.Unit{w.units["b"], w.units["c"]}
		one, err := w.s.Propose(ctx, w.officer("a"), x)
		w.must(err)
		x.Name = "Tên khác"
		if again, err := w.s.Propose(ctx, w.officer("a"), x); err != nil || again != one {
			t.Errorf("%v %v", again, err)
		}
		got, err := Of(ctx, d, one)
		w.must(err)
		if got.Calls(w.units["a"]) || !got.Calls(w.units["c"]) {
			t.Errorf("units %v", got.Units)
		}
		w.must(w.s.Launch(ctx, w.officer("a"), one, Step{Version: 1}))
		w.kind(w.s.Join(ctx, w.officer("a"), Join{Campaign: one, Unit: w.units["a"], Day: iso("2022-07-20"), Form: Meeting, Plan: "x"}, document.Upload{}), fault.NotFound)
		e, err := EvidenceOf(ctx, d, got, civil.Date{Year: 2022, Month: 7, Day: 20})
		w.must(err)
		if len(e.Called) != 2 {
			t.Errorf("%d units are called", len(e.Called))
		}
	})
}
