package pledge

import (
	"bytes"
	"context"
	"io/fs"
	"strings"
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

const planText = `{"schema":"thidua-plan/1","bloc":{"code":"k1","name":"Khối 1","province":"Đắk Lắk","leader":"a"},"year":2022,
"period":{"code":"2022-H1","name":"6 tháng đầu năm 2022","from":"2022-01-01","to":"2022-06-30"},
"directive":{"number":"24/CT-UBND","date":"2021-12-28","issuer":"UBND tỉnh","subject":"Phát động thi đua"},"fields":[{"code":"f","name":"Chuyên môn"}],
"units":[{"order":1,"code":"a","name":"Đơn vị A","short":"A","kind":"civil"},{"order":2,"code":"b","name":"Đơn vị B","short":"B","kind":"civil"},{"order":3,"code":"c","name":"Đơn vị C","short":"C","kind":"military"}],
"common_targets":[{"code":"C01","name":"Đúng hạn","measure":"%","type":"percent","direction":"higher","field":"f","plan":{"a":95,"b":95,"c":95}}],
"own_targets":{"c":[{"code":"C.1","name":"CHI-TIEU-KIN","measure":"việc","type":"count","direction":"higher","field":"f","plan":17}]}}`

const password = "mot-cau-de-nho-2022"

type world struct {
	t     *testing.T
	d     *db.DB
	s     *Service
	plans *plan.Service
	bloc  id.Bloc
	units map[string]id.Unit
	heads map[string]who.Actor
}

func newWorld(t *testing.T, d *db.DB) *world {
	t.Helper()
	ctx := context.Background()
	files, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { files.Close() })
	acts := account.NewService(d)
	w := &world{t: t, d: d, s: NewService(d, acts, files), units: map[string]id.Unit{}, heads: map[string]who.Actor{}}
	d.Clock.(*clock.Hand).Set(time.Date(2022, 3, 1, 9, 0, 0, 0, clock.Zone))
	w.plans = plan.NewService(d, org.NewService(d), document.NewService(d, files), files, nil)
	_, err = w.plans.ImportJSON(ctx, system, []byte(planText))
	w.must(err)
	b, err := org.BlocByCode(ctx, d, "k1")
	w.must(err)
	w.bloc = b.ID
	for _, code := range []string{"a", "b", "c"} {
		u, err := org.UnitByCode(ctx, d, code)
		w.must(err)
		w.units[code] = u.ID
		x, err := acts.Register(ctx, system, account.Draft{Login: "thutruong-" + code, Name: "Thủ trưởng " + code, Password: password, Posts: []account.Post{{Unit: u.ID, Role: who.Head, Title: "Giám đốc", From: civil.Date{Year: 2022, Month: 1, Day: 1}}}})
		w.must(err)
		w.heads[code], err = acts.Actor(ctx, x.ID)
		w.must(err)
	}
	return w
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

func (w *world) officer(code string) who.Actor {
	u := w.units[code]
	return who.Actor{User: 5, Name: "Cán bộ " + code, Via: "web", Posts: []who.Post{{Unit: u, Role: who.Officer}}, Blocs: []who.Membership{{Bloc: w.bloc, Unit: u, Lead: code == "a"}}}
}

func (w *world) now(p ID) (Pledge, Text) {
	w.t.Helper()
	x, err := ByID(context.Background(), w.d, p)
	w.must(err)
	t, err := TextOf(context.Background(), w.d, p, x.No)
	w.must(err)
	return x, t
}

func (w *world) signed(p ID) int {
	w.t.Helper()
	x, t := w.now(p)
	list, err := Signatures(context.Background(), w.d, p)
	w.must(err)
	ps, err := Parties(context.Background(), w.d, p, x.No)
	w.must(err)
	_, n := Matrix(ps, list, t.Hash)
	return n
}

// TestLife goes from the plan to a pledge that binds, amends it, and asks for signatures again.
func TestLife(t *testing.T) {
	dbtest.Each(t, sources, func(t *testing.T, d *db.DB) {
		ctx, w := context.Background(), newWorld(t, d)
		lead, b, c := w.officer("a"), w.officer("b"), w.officer("c")
		stranger := who.Actor{User: 9, Name: "Khác", Posts: []who.Post{{Unit: 77, Role: who.Officer}}, Blocs: []who.Membership{{Bloc: 78, Unit: 77, Lead: true}}}
		_, err := w.s.Begin(ctx, b, w.bloc, 2022, civil.Date{})
		w.kind(err, fault.Denied)
		_, err = w.s.Begin(ctx, lead, w.bloc, 2023, civil.Date{})
		w.kind(err, fault.Conflict) // no plan
		p, err := w.s.Begin(ctx, lead, w.bloc, 2022, civil.Date{})
		w.must(err)
		if again, err := w.s.Begin(ctx, lead, w.bloc, 2022, civil.Date{}); err != nil || again.ID != p.ID {
			t.Errorf("%v %v", again, err)
		}
		_, text := w.now(p.ID)
		for _, want := range []string{"24/CT-UBND ngày 28/12/2021", "- [C01] Đúng hạn: từ 95% trở lên", "3. Đơn vị C"} {
			if !strings.Contains(text.Body, want) {
				t.Errorf("%q is missing in %s", want, text.Body)
			}
		}
		if strings.Contains(text.Body, "CHI-TIEU-KIN") {
			t.Error("a unit's own target is shown to the others")
		}

		// A draft is the leader's alone; what units may do begins when it is sent.
		_, err = w.s.Read(ctx, b, w.bloc, 2022)
		w.kind(err, fault.NotFound)
		_, err = w.s.Read(ctx, stranger, w.bloc, 2022)
		w.kind(err, fault.NotFound)
		w.kind(w.s.Remark(ctx, b, p.ID, w.units["b"], "x"), fault.NotFound)
		w.must(w.s.Save(ctx, lead, p.ID, Edit{Version: 1, Source: text.Source + "- Thêm lời\n"}))
		w.kind(w.s.Move(ctx, b, p.ID, Step{Verb: Circulate, Version: 2}), fault.Denied)
		w.must(w.s.Move(ctx, lead, p.ID, Step{Verb: Circulate, Version: 2}))
		w.kind(w.s.Remove(ctx, lead, p.ID, 3), fault.Conflict)

		// Remarks and commitments.
		w.must(w.s.Remark(ctx, b, p.ID, w.units["b"], "Bỏ lời thừa"))
		w.must(w.s.Remark(ctx, b, p.ID, w.units["b"], "Bỏ  lời thừa\n"))
		w.kind(w.s.Remark(ctx, c, p.ID, w.units["b"], "Thay đơn vị khác"), fault.Denied)
		w.kind(w.s.Remark(ctx, b, p.ID, w.units["b"], " "), fault.Invalid)
		remarks, err := Remarks(ctx, d, p.ID)
		w.must(err)
		if len(remarks) != 1 {
			t.Fatalf("%d remarks", len(remarks))
		}
		w.kind(w.s.Answer(ctx, b, p.ID, remarks[0].ID, Taken, ""), fault.Denied)
		w.kind(w.s.Answer(ctx, lead, p.ID, remarks[0].ID, Explained, ""), fault.Invalid)
		w.must(w.s.Answer(ctx, lead, p.ID, remarks[0].ID, Taken, "Đã bỏ"))
		w.must(w.s.Commit(ctx, b, p.ID, Commitment{Unit: w.units["b"], Body: "Hòa giải thành 60%"}))
		w.kind(w.s.Commit(ctx, c, p.ID, Commitment{Unit: w.units["b"], Body: "Hộ đơn vị khác"}), fault.Denied)
		w.kind(w.s.Commit(ctx, b, p.ID, Commitment{Unit: w.units["b"], Body: "TUYỆT MẬT"}), fault.Invalid)
		// What is fixed must hold every commitment.
		w.kind(w.s.Move(ctx, lead, p.ID, Step{Verb: Fix, Version: 3, Site: "https://x.test"}), fault.Conflict)
		w.kind(w.s.Save(ctx, lead, p.ID, Edit{Version: 3, Source: text.Source}), fault.Invalid) // no reason
		w.must(w.s.Save(ctx, lead, p.ID, Edit{Version: 3, Source: text.Source, Why: "Tiếp thu đơn vị B"}))
		now, two := w.now(p.ID)
		if now.No != 2 || !strings.Contains(two.Body, "## Đơn vị B\n- Hòa giải thành 60%\n") || strings.Contains(two.Body, "Thêm lời") {
			t.Errorf("version %d: %s", now.No, two.Body)
		}
		w.kind(w.s.Sign(ctx, w.heads["b"], p.ID, Signed{Unit: w.units["b"], Hash: two.Hash, Secret: password}), fault.Conflict)
		w.must(w.s.Move(ctx, lead, p.ID, Step{Verb: Fix, Version: 4, Site: "https://x.test"}))

		// Signing: the right person, the right proof, the very text.
		sign := func(code, hash, secret string) error {
			return w.s.Sign(ctx, w.heads[code], p.ID, Signed{Unit: w.units[code], Hash: hash, Secret: secret})
		}
		w.kind(sign("b", two.Hash, "sai"), fault.Invalid)
		w.kind(sign("b", text.Hash, password), fault.Conflict)
		w.kind(w.s.Sign(ctx, w.heads["b"], p.ID, Signed{Unit: w.units["c"], Hash: two.Hash, Secret: password}), fault.Denied)
		w.kind(w.s.Sign(ctx, b, p.ID, Signed{Unit: w.units["b"], Hash: two.Hash, Secret: password}), fault.Denied)
		w.must(sign("a", two.Hash, password))
		w.must(sign("b", two.Hash, password))
		w.must(sign("b", two.Hash, password))
		if n := w.signed(p.ID); n != 2 {
			t.Errorf("%d signatures, want 2", n)
		}
		// The third unit signs on paper; a file that is not ours needs the word "scan".
		day := civil.Date{Year: 2022, Month: 3, Day: 1}
		else_ := Signed{Unit: w.units["c"], Hash: two.Hash, How: Wet, Signer: "Chỉ huy trưởng", Day: day, Number: "12/GƯ"}
		w.kind(w.s.Elsewhere(ctx, b, p.ID, else_), fault.Denied)
		bad := else_
		bad.Day = civil.Date{Year: 2022, Month: 3, Day: 2}
		w.kind(w.s.Elsewhere(ctx, c, p.ID, bad), fault.Invalid)
		bad = else_
		bad.How = Token
		w.kind(w.s.Elsewhere(ctx, c, p.ID, bad), fault.Invalid)
		bad.File = document.Upload{Name: "quet.pdf", Data: []byte("%PDF-1.4 bản quét")}
		w.kind(w.s.Elsewhere(ctx, c, p.ID, bad), fault.Invalid)
		w.kind(w.s.Elsewhere(ctx, c, p.ID, else_), fault.Invalid) // a signature with nothing behind it
		else_.File = document.Upload{Name: "quet.pdf", Data: []byte("hello")}
		w.kind(w.s.Elsewhere(ctx, c, p.ID, else_), fault.Invalid)
		else_.File = bad.File
		early := else_
		early.Day = civil.Date{Year: 2022, Month: 2, Day: 28} // the text was fixed on 1 March
		w.kind(w.s.Elsewhere(ctx, c, p.ID, early), fault.Invalid)
		_, fixed := w.now(p.ID)
		blank := else_
		if blank.File.Data, err = w.s.files.Get(ctx, fixed.PDF); err != nil {
			t.Fatal(err)
		}
		w.kind(w.s.Elsewhere(ctx, c, p.ID, blank), fault.Invalid) // the printed file, nobody signed it
		// What the head signed here only the head takes back.
		w.kind(w.s.Retract(ctx, b, p.ID, w.units["b"], "Không phải của tôi"), fault.Denied)
		w.must(w.s.Retract(ctx, w.heads["b"], p.ID, w.units["b"], "Ký nhầm"))
		w.must(sign("b", two.Hash, password))
		w.must(w.s.Elsewhere(ctx, c, p.ID, else_))
		now, _ = w.now(p.ID)
		if now.State != Binding || now.BoundNo != 2 || now.Bound != (civil.Date{Year: 2022, Month: 3, Day: 1}) {
			t.Errorf("%+v", now)
		}
		w.kind(w.s.Retract(ctx, c, p.ID, w.units["c"], "Nhầm"), fault.Conflict)
		if _, data, err := w.s.Scan(ctx, c, p.ID, 2, w.units["c"]); err != nil || string(data) != "%PDF-1.4 bản quét" {
			t.Errorf("%q %v", data, err)
		}
		_, _, err = w.s.Scan(ctx, b, p.ID, 2, w.units["c"])
		w.kind(err, fault.Denied)

		w.amend(p.ID, two)
	})
}

// amend adjusts a target in the middle of the year: the pledge that binds stays in force, its
// signatures no longer match the new text.
func (w *world) amend(p ID, two Text) {
	t, ctx := w.t, context.Background()
	lead := w.officer("a")
	changed := strings.Replace(planText, `{"a":95,"b":95,"c":95}`, `{"a":97,"b":97,"c":97}`, 1)
	_, err := w.plans.ImportJSON(ctx, system, []byte(changed))
	w.must(err)
	no, err := w.s.AmendTarget(ctx, lead, w.bloc, 2022, "C01", "Điều chỉnh sau sơ kết")
	w.must(err)
	now, last := w.now(p)
	if now.State != Open || no != now.No || now.BoundNo != 2 || !strings.Contains(last.Body, "- [C01] Đúng hạn: từ 97% trở lên") || w.signed(p) != 0 {
		t.Errorf("%+v, version %d, %d signatures: %s", now, no, w.signed(p), last.Body)
	}
	if again, err := w.s.AmendTarget(ctx, lead, w.bloc, 2022, "C01", "Lần nữa"); err != nil || again != no {
		t.Errorf("the same amendment again: %d %v", again, err)
	}
	_, err = w.s.AmendTarget(ctx, w.officer("b"), w.bloc, 2022, "C01", "x")
	w.kind(err, fault.Denied)
	_, err = w.s.AmendTarget(ctx, lead, w.bloc, 2022, "C99", "x")
	w.kind(err, fault.NotFound)

	// Anybody may ask: the old text is in the register and binds, the new one is not there yet.
	proof, err := Prove(ctx, w.d, two.Hash)
	w.must(err)
	if !proof.Binding || !proof.Newer || proof.Signed != 3 || len(proof.Lines) != 3 {
		t.Errorf("%+v", proof)
	}
	_, err = Prove(ctx, w.d, last.Hash)
	w.kind(err, fault.NotFound)
	_, err = Prove(ctx, w.d, strings.Repeat("0", 64))
	w.kind(err, fault.NotFound)

	// The text goes back to what all signed: fixed once more, it binds at once.
	now, _ = w.now(p)
	w.must(w.s.Save(ctx, lead, p, Edit{Version: now.Version, Source: two.Source, Why: "Giữ nguyên"}))
	now, back := w.now(p)
	if back.Hash != two.Hash {
		t.Fatalf("the same words have another hash:\n%s\n%s", back.Body, two.Body)
	}
	w.must(w.s.Move(ctx, lead, p, Step{Verb: Fix, Version: now.Version, Site: "https://x.test"}))
	if now, _ = w.now(p); now.State != Binding || now.BoundNo != now.No {
		t.Errorf("%+v", now)
	}
	leaves, err := audit.History(ctx, w.d, Object(p), 100)
	w.must(err)
	if len(leaves) < 12 {
		t.Errorf("only %d leaves", len(leaves))
	}
}

// TestExport: the text file is what was hashed, the PDF of a fixed version never changes, and
// a file that extends it with a signature counts as ours.
func TestExport(t *testing.T) {
	dbtest.Each(t, sources, func(t *testing.T, d *db.DB) {
		ctx, w := context.Background(), newWorld(t, d)
		lead := w.officer("a")
		p, err := w.s.Begin(ctx, lead, w.bloc, 2022, civil.Date{})
		w.must(err)
		w.must(w.s.Move(ctx, lead, p.ID, Step{Verb: Circulate, Version: 1}))
		w.must(w.s.Move(ctx, lead, p.ID, Step{Verb: Fix, Version: 2, Site: "https://mot.test"}))
		now, text := w.now(p.ID)
		txt, err := w.s.Export(ctx, w.officer("b"), now, now.No, Plain, "")
		w.must(err)
		if Hash(string(txt)) != text.Hash {
			t.Error("the hash is not that of the text file")
		}
		one, err := w.s.Export(ctx, lead, now, now.No, PDF, "https://mot.test")
		w.must(err)
		two, err := w.s.Export(ctx, w.officer("c"), now, now.No, PDF, "https://hai.test")
		w.must(err)
		if !bytes.Equal(one, two) || !bytes.HasPrefix(one, []byte("%PDF-1.7")) {
			t.Error("the file to sign is not one file")
		}
		for _, f := range []Format{Word, Register} {
			if b, err := w.s.Export(ctx, lead, now, now.No, f, "https://mot.test"); err != nil || !bytes.HasPrefix(b, []byte("PK")) {
				t.Errorf("%s: %d bytes, %v", f, len(b), err)
			}
		}
		_, err = w.s.Export(ctx, lead, now, now.No, "exe", "")
		w.kind(err, fault.NotFound)

		// An incremental update with a signature over the whole file.
		tail := "\n9 0 obj\n<</Type/Sig/Contents<00>/ByteRange [0 AAAAAAA BBBBBBB CCCCCC]>>\nendobj\nxref\n%%EOF\n"
		full := len(one) + len(tail)
		cut := len(one) + strings.Index(tail, "<00>")
		pad := func(n, k int) string { return strings.Repeat("0", k-len(itoa(n))) + itoa(n) }
		tail = strings.NewReplacer("AAAAAAA", pad(cut, 7), "BBBBBBB", pad(cut+4, 7), "CCCCCC", pad(full-cut-4, 6)).Replace(tail)
		g := Signed{Unit: w.units["b"], Hash: text.Hash, How: Token, Signer: "Giám đốc", Day: civil.Date{Year: 2022, Month: 3, Day: 1}}
		g.File = document.Upload{Name: "ky.pdf", Data: append(bytes.Clone(one), tail...)}
		w.must(w.s.Elsewhere(ctx, w.officer("b"), p.ID, g))
		list, err := Signatures(ctx, d, p.ID)
		w.must(err)
		if len(list) != 1 || !list[0].Ours {
			t.Fatalf("%+v", list)
		}
		w.kind(w.s.Retract(ctx, w.officer("b"), p.ID, w.units["b"], ""), fault.Invalid)
		w.must(w.s.Retract(ctx, w.officer("b"), p.ID, w.units["b"], "Ghi nhầm tệp"))
		g.File.Data = append(bytes.Clone(one), "\n% thêm chữ\n"...)
		w.kind(w.s.Elsewhere(ctx, w.officer("b"), p.ID, g), fault.Invalid)
		if n := w.signed(p.ID); n != 0 {
			t.Errorf("%d signatures", n)
		}
	})
}
