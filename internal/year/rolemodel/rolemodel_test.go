package rolemodel

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"io"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/blob"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
	"thidua/internal/year/org"
)

var sources = []fs.FS{org.Migrations, Migrations}

var system = who.Actor{Name: "Dòng lệnh", Via: "cli", System: true}

func day(n int) civil.Date { return civil.Date{Year: 2022, Month: 1, Day: 1}.AddDays(n) }

var story = strings.Repeat("Đã làm một việc tốt và được mọi người học theo. ", 3)

func TestMay(t *testing.T) {
	full := RoleModel{Kind: Person, Name: "Thẩm phán A", Title: "x", Plan: "x", Mentor: "x", Story: story, Lesson: "x", NameOK: Refused, Seen: SeenBloc}
	for _, tt := range []struct {
		from, to Stage
		change   func(m *RoleModel)
		note     string
		want     fault.Kind
		ok       bool
	}{
		{Detected, Verified, nil, "Đã hỏi đơn vị", 0, true}, {Detected, Verified, nil, "", fault.Invalid, false}, {Detected, Verified, func(m *RoleModel) { m.Name = "" }, "x", fault.Invalid, false},
		{Detected, Fostering, nil, "x", fault.Conflict, false}, {Verified, Fostering, nil, "", 0, true}, {Verified, Fostering, func(m *RoleModel) { m.Plan = "" }, "", fault.Invalid, false},
		{Verified, Fostering, func(m *RoleModel) { m.Mentor = "" }, "", fault.Invalid, false}, {Verified, Summarised, nil, "", fault.Conflict, false},
		{Verified, Summarised, func(m *RoleModel) { m.Kind = Deed }, "", 0, true}, {Fostering, Summarised, nil, "", 0, true},
		{Fostering, Summarised, func(m *RoleModel) { m.Story = "Ngắn" }, "", fault.Invalid, false}, {Fostering, Summarised, func(m *RoleModel) { m.NameOK = NotAsked }, "", fault.Invalid, false},
		{Fostering, Summarised, func(m *RoleModel) { m.NameOK, m.Kind = NotAsked, Collective }, "", 0, true},
		{Summarised, Replicated, nil, "", 0, true}, {Summarised, Replicated, func(m *RoleModel) { m.Seen = SeenOwn }, "", fault.Invalid, false},
		{Summarised, Replicated, func(m *RoleModel) { m.Lesson = "" }, "", fault.Invalid, false}, {Replicated, Closed, nil, "x", 0, true}, {Replicated, Closed, nil, "", fault.Invalid, false},
		{Closed, Verified, nil, "x", fault.Conflict, false}, {Replicated, Detected, nil, "x", fault.Conflict, false},
	} {
		m := full
		m.Stage = tt.from
		if tt.change != nil {
			tt.change(&m)
		}
		if err := m.May(tt.to, tt.note); (err == nil) != tt.ok || err != nil && !fault.Is(err, tt.want) {
			t.Errorf("%s to %s %q: %v", tt.from, tt.to, tt.note, err)
		}
	}
}

// Nobody outside the unit and the leader reads a name, a post or what was told about a
// person, unless consent is given, whatever the state of the model.
func TestNamesNeedConsent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const name, secret = "TEN-RIENG", "CHUYEN-KE"
		m := RoleModel{Kind: rapid.SampledFrom(Kinds).Draw(t, "kind"), Name: name, Post: name + " chức", Title: "Việc của " + name, Story: name + " đã làm", Lesson: "như " + name,
			SourceText: secret, SourceLink: secret, Plan: secret, Mentor: secret, ConsentBy: secret, Why: secret, By: secret,
			Stage: rapid.SampledFrom(append(Stages, Closed)).Draw(t, "stage"), NameOK: rapid.SampledFrom(Consents).Draw(t, "name"), FaceOK: rapid.SampledFrom(Consents).Draw(t, "face"),
			Seen: rapid.SampledFrom([]Visibility{SeenOwn, SeenBloc, SeenPublic}).Draw(t, "seen")}
		for _, r := range []Reader{Anyone, Peer} {
			got, ok := m.For(r, "TAND tỉnh")
			text := fmt.Sprintf("%+v", got)
			if strings.Contains(text, secret) {
				t.Fatalf("reader %d sees what was told: %s", r, text)
			}
			if strings.Contains(text, name) && (m.Kind.Personal() && m.NameOK != Given || !ok) {
				t.Fatalf("reader %d sees the name: %s", r, text)
			}
			if ok && (m.Stage != Summarised && m.Stage != Replicated || m.Seen == SeenOwn || r == Anyone && m.Seen != SeenPublic) {
				t.Fatalf("reader %d sees %s %s", r, m.Stage, m.Seen)
			}
			photos := m.PhotosFor(r, []Photo{{Faces: true}, {}})
			if m.FaceOK != Given && slices.ContainsFunc(photos, func(p Photo) bool { return p.Faces }) {
				t.Fatal("a face is shown without consent")
			}
		}
		if err := m.Show(SeenPublic); err == nil && m.Kind.Personal() && m.NameOK != Given {
			t.Fatal("made public without consent")
		}
		if got, ok := m.For(Owner, ""); !ok || got.Name != name {
			t.Fatal("the unit does not see its own")
		}
	})
}

func TestCount(t *testing.T) {
	p := Pipeline{
		Models: []RoleModel{{ID: 1, Unit: 5, Kind: Person}, {ID: 2, Unit: 5, Kind: Deed}, {ID: 3, Unit: 6, Kind: Collective}},
		Steps: []Step{{Model: 1, Stage: Detected, Day: day(0)}, {Model: 1, Stage: Verified, Day: day(10)}, {Model: 1, Stage: Fostering, Day: day(20)}, {Model: 1, Stage: Summarised, Day: day(180)}, {Model: 1, Stage: Replicated, Day: day(181)},
			{Model: 2, Stage: Detected, Day: day(5)}, {Model: 2, Stage: Closed, Day: day(6)}, {Model: 3, Stage: Detected, Day: day(200)}},
		Applications: []Application{{Model: 1, Unit: 6, Day: day(190)}, {Model: 1, Unit: 7, Day: day(10)}},
		Proposals:    []Proposal{{Unit: 6, Day: day(3), State: Decided, DecidedDay: day(300)}, {Unit: 6, Day: day(3), State: Declined}},
	}
	h1, h2 := p.Count(day(0), day(180)), p.Count(day(181), day(364))
	if got := h1[5]; got != (Numbers{Detected: 2, Verified: 1, Fostering: 1, Summarised: 1, People: 1, Deeds: 1, Applied: 1}) {
		t.Errorf("%+v", got)
	}
	if got := h2[5]; got != (Numbers{Replicated: 1, Applied: 1}) {
		t.Errorf("%+v", got)
	}
	if got := h1[6].Add(h2[6]); got != (Numbers{Detected: 1, Collectives: 1, Proposed: 2, Commended: 1}) {
		t.Errorf("%+v", got)
	}
}

// world is a bloc of three units: a leads, b and c are members.
type world struct {
	s     *Service
	bloc  id.Bloc
	units [3]id.Unit
}

func newWorld(t *testing.T, d *db.DB) *world {
	t.Helper()
	ctx := context.Background()
	files, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { files.Close() })
	w := &world{s: NewService(d, files)}
	o := org.NewService(d)
	err = d.Write(ctx, func(tx *db.Tx) error {
		b, err := o.SaveBloc(ctx, tx, system, org.Bloc{Code: "k1", Name: "Khối", Kind: org.KindBloc, Province: "Đắk Lắk", Peers: org.PeersOwn})
		if err != nil {
			return err
		}
		w.bloc = b.ID
		for i := range w.units {
			n := string(rune('a' + i))
			u, err := o.SaveUnit(ctx, tx, system, org.Unit{Code: n, Name: "Đơn vị " + n, Short: "ĐV " + n, Kind: org.Civil})
			if err != nil {
				return err
			}
			w.units[i] = u.ID
			if err := o.Join(ctx, tx, system, org.Membership{Bloc: b.ID, Unit: u.ID, Span: org.Span{From: w.s.Today().AddDays(-100)}, Order: i + 1}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *world) actor(unit int, r who.Role) who.Actor {
	return who.Actor{User: id.User(unit + 1), Name: string(r), Posts: []who.Post{{Unit: w.units[unit], Role: r}}, Blocs: []who.Membership{{Bloc: w.bloc, Unit: w.units[unit], Lead: unit == 0}}}
}

func (w *world) in(f func(tx *db.Tx) error) error { return w.s.InTx(context.Background(), f) }

func (w *world) move(by who.Actor, m ID, to Stage, note string) error {
	x, err := Of(context.Background(), w.s.DB(), m)
	if err != nil {
		return err
	}
	return w.in(func(tx *db.Tx) error {
		return w.s.Advance(context.Background(), tx, by, Move{Model: m, Version: x.Version, To: to, Note: note})
	})
}

func TestPipeline(t *testing.T) {
	dbtest.Each(t, sources, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newWorld(t, d)
		lead, officer, head, peer := w.actor(0, who.Officer), w.actor(1, who.Officer), w.actor(1, who.Head), w.actor(2, who.Officer)
		hint := RoleModel{Bloc: w.bloc, Unit: w.units[1], Kind: Person, Name: "Thẩm phán A", Title: "Hòa giải thành nhiều vụ", Source: FromUnit, SourceText: "Báo cáo quý I"}
		var m RoleModel
		for range 2 {
			if err := w.in(func(tx *db.Tx) (err error) { m, err = w.s.Suggest(ctx, tx, officer, hint); return err }); err != nil {
				t.Fatal(err)
			}
		}
		if list, _ := List(ctx, d, w.bloc); len(list) != 1 {
			t.Errorf("the form sent twice made %d", len(list))
		}
		if err := w.in(func(tx *db.Tx) error { _, err := w.s.Suggest(ctx, tx, peer, hint); return err }); !fault.Is(err, fault.Denied) {
			t.Errorf("another unit suggests: %v", err)
		}
		public := hint
		public.Source, public.Title = FromPublic, "Cứu người bị nạn"
		if err := w.in(func(tx *db.Tx) error { _, err := w.s.Suggest(ctx, tx, who.Anonymous, public); return err }); err != nil {
			t.Errorf("a reader suggests: %v", err)
		}
		if err := w.move(officer, m.ID, Verified, "Đã hỏi"); !fault.Is(err, fault.Denied) {
			t.Errorf("the officer verifies: %v", err)
		}
		if err := w.move(head, m.ID, Verified, "Đã xem hồ sơ, hỏi cấp ủy"); err != nil {
			t.Fatal(err)
		}
		edit := func(by who.Actor, f func(x *RoleModel)) error {
			x, err := Of(ctx, d, m.ID)
			if err != nil {
				return err
			}
			f(&x)
			return w.in(func(tx *db.Tx) error { return w.s.Save(ctx, tx, by, x) })
		}
		if err := edit(peer, func(x *RoleModel) { x.Title = "khác" }); !fault.Is(err, fault.Denied) {
			t.Errorf("a peer edits: %v", err)
		}
		if err := edit(officer, func(x *RoleModel) { x.NameOK = Given }); !fault.Is(err, fault.Invalid) {
			t.Errorf("consent without evidence: %v", err)
		}
		if err := edit(officer, func(x *RoleModel) {
			x.Plan, x.Mentor, x.Story, x.Lesson, x.NameOK, x.ConsentBy = "Tập huấn", "Chánh án", story, "Cách hòa giải", Given, "Bản đồng ý 10/5"
		}); err != nil {
			t.Fatal(err)
		}
		if err := w.in(func(tx *db.Tx) error {
			return w.s.AddMilestone(ctx, tx, officer, Milestone{Model: m.ID, Text: "Trình bày kinh nghiệm", Due: w.s.Today()})
		}); err != nil {
			t.Fatal(err)
		}
		miles, err := Milestones(ctx, d, m.ID)
		if err != nil || len(miles) != 1 {
			t.Fatalf("%v %v", miles, err)
		}
		if err := w.in(func(tx *db.Tx) error { return w.s.Reach(ctx, tx, officer, m.ID, miles[0].ID, w.s.Today()) }); err != nil {
			t.Error(err)
		}
		for _, to := range []Stage{Fostering, Summarised} {
			if err := w.move(officer, m.ID, to, ""); err != nil {
				t.Fatalf("%s: %v", to, err)
			}
		}
		shown(t, w, m.ID, officer, lead, peer)
		if err := w.in(func(tx *db.Tx) error {
			return w.s.Apply(ctx, tx, peer, Application{Model: m.ID, Unit: w.units[2], Result: "Đã làm theo"})
		}); !fault.Is(err, fault.Conflict) {
			t.Errorf("applied before it is replicated: %v", err)
		}
		if err := w.move(officer, m.ID, Replicated, ""); !fault.Is(err, fault.Denied) {
			t.Errorf("the unit replicates itself: %v", err)
		}
		if err := w.move(lead, m.ID, Replicated, ""); err != nil {
			t.Fatal(err)
		}
		apply := func(by who.Actor, unit int, result string) error {
			return w.in(func(tx *db.Tx) error {
				return w.s.Apply(ctx, tx, by, Application{Model: m.ID, Unit: w.units[unit], Result: result})
			})
		}
		for unit, want := range map[int]fault.Kind{0: fault.Denied, 1: fault.Denied} {
			if err := apply(peer, unit, "x"); !fault.Is(err, want) {
				t.Errorf("for unit %d: %v", unit, err)
			}
		}
		if err := apply(officer, 1, "x"); !fault.Is(err, fault.Invalid) {
			t.Errorf("the unit applies its own: %v", err)
		}
		for range 2 {
			if err := apply(peer, 2, "Đã áp dụng ở 3 phòng"); err != nil {
				t.Fatal(err)
			}
		}
		if err := apply(peer, 2, "Lần sau ghi khác"); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "Đã áp dụng ở 3 phòng") {
			t.Errorf("what was recorded is replaced unseen: %v", err)
		}
		if err := w.in(func(tx *db.Tx) error {
			return w.s.Apply(ctx, tx, peer, Application{Model: m.ID, Unit: w.units[2], Result: "Ở 5 phòng", Again: true})
		}); err != nil {
			t.Fatal(err)
		}
		if list, err := Applied(ctx, d, m.ID); err != nil || len(list) != 1 || list[0].Result != "Ở 5 phòng" || list[0].Day != w.s.Today() {
			t.Errorf("%+v %v", list, err)
		}
		p, err := PipelineOf(ctx, d, w.bloc)
		if err != nil {
			t.Fatal(err)
		}
		n := p.Count(w.s.Today(), w.s.Today())[w.units[1]]
		if n != (Numbers{Detected: 2, Verified: 1, Fostering: 1, Summarised: 1, Replicated: 1, Applied: 1, People: 2}) {
			t.Errorf("%+v", n)
		}
		proposals(t, w, m.ID, officer, peer)
	})
}

// A day before the stages so far is refused once, with the day that will do: the last of
// them, not the first.
func TestStageBeforeTheLast(t *testing.T) {
	d := dbtest.SQLite(t, sources)
	ctx := context.Background()
	w := newWorld(t, d)
	officer, head := w.actor(1, who.Officer), w.actor(1, who.Head)
	today := w.s.Today()
	var m RoleModel
	if err := w.in(func(tx *db.Tx) (err error) {
		m, err = w.s.Suggest(ctx, tx, officer, RoleModel{Bloc: w.bloc, Unit: w.units[1], Kind: Collective, Name: "Đội 1", Title: "Việc đáng học", Source: FromUnit, SourceText: "Đã thấy", Found: today.AddDays(-40)})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for i, day := range []civil.Date{today.AddDays(-20), today.AddDays(-30)} {
		x, err := Of(ctx, d, m.ID)
		if err != nil {
			t.Fatal(err)
		}
		x.Plan, x.Mentor = "Kế hoạch", "Đội trưởng"
		err = w.in(func(tx *db.Tx) error {
			if i == 0 {
				return w.s.Advance(ctx, tx, head, Move{Model: m.ID, Version: x.Version, To: Verified, Day: day, Note: "Đã hỏi"})
			}
			if err := w.s.Save(ctx, tx, officer, x); err != nil {
				return err
			}
			return w.s.Advance(ctx, tx, officer, Move{Model: m.ID, Version: x.Version + 1, To: Fostering, Day: today.AddDays(-50)})
		})
		if i == 0 && err != nil {
			t.Fatal(err)
		}
		if i == 1 && (!fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), today.AddDays(-20).VN())) {
			t.Errorf("%v does not name %s", err, today.AddDays(-20).VN())
		}
	}
}

func TestTitled(t *testing.T) {
	for _, c := range []struct{ name, post, want string }{{"Thẩm phán", "thẩm phán", "thẩm phán"}, {"Đội 1", "", "Đội 1"}, {"", "Thẩm phán", "Thẩm phán"}, {"Một người", "Thẩm phán", "Một người, Thẩm phán"}} {
		if got := (RoleModel{Name: c.name, Post: c.post}).Titled(); got != c.want {
			t.Errorf("%q %q: %q", c.name, c.post, got)
		}
	}
}

// shown opens the story and looks at it as everybody.
func shown(t *testing.T, w *world, m ID, officer, lead, peer who.Actor) {
	t.Helper()
	ctx, d := context.Background(), w.s.DB()
	open := func(by who.Actor, v Visibility) error {
		x, _ := Of(ctx, d, m)
		return w.in(func(tx *db.Tx) error { return w.s.Open(ctx, tx, by, m, x.Version, v) })
	}
	var pic bytes.Buffer
	if err := png.Encode(&pic, image.NewGray(image.Rect(0, 0, 64, 48))); err != nil {
		t.Fatal(err)
	}
	if err := w.s.AddPhoto(ctx, officer, Photo{Model: m, Caption: "Buổi hòa giải", Faces: true}, pic.Bytes()); err != nil {
		t.Fatal(err)
	}
	if err := open(officer, SeenPublic); !fault.Is(err, fault.Denied) {
		t.Errorf("the unit goes public itself: %v", err)
	}
	for v, by := range map[Visibility]who.Actor{SeenBloc: officer} {
		if err := open(by, v); err != nil {
			t.Fatal(err)
		}
	}
	if s, _ := Stories(ctx, d, w.bloc, Anyone); len(s) != 0 {
		t.Error("seen by the public too early")
	}
	if err := open(lead, SeenPublic); err != nil {
		t.Fatal(err)
	}
	s, err := Stories(ctx, d, w.bloc, Anyone)
	if err != nil || len(s) != 1 || s[0].Model.Name != "Thẩm phán A" || len(s[0].Photos) != 0 {
		t.Fatalf("%+v %v", s, err)
	}
	photos, _ := Photos(ctx, d, m)
	if _, err := w.s.PhotoFile(ctx, peer, m, photos[0].ID, true); !fault.Is(err, fault.NotFound) {
		t.Errorf("a face without consent: %v", err)
	}
	if b, err := w.s.PhotoFile(ctx, officer, m, photos[0].ID, false); err != nil || !bytes.HasPrefix(b, []byte("\xff\xd8")) {
		t.Errorf("the unit's own photo: %v", err)
	}
	// Consent taken back works at once, and the story leaves the public pages.
	x, _ := Of(ctx, d, m)
	x.NameOK = Withdrawn
	if err := w.in(func(tx *db.Tx) error { return w.s.Save(ctx, tx, officer, x) }); err != nil {
		t.Fatal(err)
	}
	if s, _ := Stories(ctx, d, w.bloc, Anyone); len(s) != 0 {
		t.Error("still public without consent")
	}
	if s, _ := Stories(ctx, d, w.bloc, Peer); len(s) != 1 || s[0].Model.Name != "Một cán bộ của ĐV b" {
		t.Errorf("%+v", s)
	}
	papers(t, w, m, officer, peer)
}

func proposals(t *testing.T, w *world, m ID, officer, peer who.Actor) {
	t.Helper()
	ctx := context.Background()
	var p ProposalID
	x := Proposal{Bloc: w.bloc, Unit: w.units[1], Model: m, Who: "Thẩm phán", Deed: "Hòa giải", Form: "Giấy khen", Level: "Chánh án"}
	for range 2 {
		var n ProposalID
		if err := w.in(func(tx *db.Tx) (err error) { n, err = w.s.Propose(ctx, tx, officer, x); return err }); err != nil || p != 0 && n != p {
			t.Fatalf("%v %v %v", p, n, err)
		}
		p = n
	}
	if err := w.in(func(tx *db.Tx) error { _, err := w.s.Propose(ctx, tx, peer, x); return err }); !fault.Is(err, fault.Denied) {
		t.Errorf("a peer proposes: %v", err)
	}
	answer := func(a Proposal) error {
		a.ID, a.Version = p, 1
		return w.in(func(tx *db.Tx) error { return w.s.Answer(ctx, tx, officer, a) })
	}
	for _, bad := range []Proposal{{State: Decided}, {State: Declined}, {State: "x"}, {State: Decided, Decision: "12/QĐ-TA", DecidedDay: w.s.Today().AddDays(1)}} {
		if err := answer(bad); !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	if err := answer(Proposal{State: Decided, Decision: "12/QĐ-TA", DecidedDay: w.s.Today()}); err != nil {
		t.Error(err)
	}
	if err := answer(Proposal{State: Declined, Note: "x"}); !fault.Is(err, fault.Conflict) {
		t.Errorf("answered twice: %v", err)
	}
}

// papers prints the story for its unit and for a peer: nobody's name or face without consent,
// for anyone who may not know of the model no file at all.
func papers(t *testing.T, w *world, m ID, officer, peer who.Actor) {
	t.Helper()
	ctx := context.Background()
	stored, err := Of(ctx, w.s.DB(), m)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.s.Paper(ctx, peer, m, "xlsx"); !fault.Is(err, fault.NotFound) {
		t.Errorf("an unknown format: %v", err)
	}
	stranger := who.Actor{User: 99, Posts: []who.Post{{Unit: 98, Role: who.Officer}}, Blocs: []who.Membership{{Bloc: w.bloc + 1, Unit: 98}}}
	if _, err := w.s.Paper(ctx, stranger, m, "docx"); err == nil {
		t.Error("another bloc prints the story")
	}
	for _, by := range []who.Actor{officer, peer} {
		if data, err := w.s.Paper(ctx, by, m, "pdf"); err != nil || !bytes.HasPrefix(data, []byte("%PDF-")) {
			t.Errorf("pdf: %d bytes, %v", len(data), err)
		}
		data, err := w.s.Paper(ctx, by, m, "docx")
		if err != nil {
			t.Fatal(err)
		}
		z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			t.Fatal(err)
		}
		f, err := z.Open("word/document.xml")
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(f)
		if err != nil {
			t.Fatal(err)
		}
		if named, own := bytes.Contains(text, []byte(stored.Name)), by.Posts[0].Unit == stored.Unit; named != own || bytes.Contains(text, []byte("Buổi hòa giải")) != own {
			t.Errorf("printed for %s: the name %v, own unit %v", by.Name, named, own)
		}
	}
}
