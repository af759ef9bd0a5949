package plan

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
)

func TestImportFixture(t *testing.T) {
	dbtest.Each(t, sources, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		opened := map[civil.Period]bool{} // the transaction may run more than once
		s := service(t, d, func(_ context.Context, _ *db.Tx, _ who.Actor, _ id.Bloc, p civil.Period, _ civil.Date) error {
			opened[p] = true
			if p != "2022-H1" {
				t.Errorf("period %s", p)
			}
			return nil
		})
		sum, err := s.ImportJSON(ctx, system, fixture(t))
		if err != nil {
			t.Fatal(err)
		}
		if sum.Units.Added != 12 || sum.Targets.Added != 63 || sum.Goals.Added != 12*12+51 || sum.Docs.Added != 1 || sum.Fields.Added != 7 {
			t.Errorf("summary %+v", sum)
		}
		if len(opened) != 1 {
			t.Errorf("periods opened: %v", opened)
		}
		bloc, err := org.BlocByCode(ctx, d, "khoi-3")
		if err != nil {
			t.Fatal(err)
		}
		lead, err := org.LeadOn(ctx, d, bloc.ID, civil.Date{Year: 2022, Month: 7, Day: 19})
		if err != nil || lead.Code != "thanh-tra" {
			t.Errorf("lead %v %v", lead.Code, err)
		}
		list, err := TargetsOf(ctx, d, bloc.ID, 2022, unitID(t, d, "tand"))
		if err != nil {
			t.Fatal(err)
		}
		if len(list) != 17 || list[0].Code != "C01" || list[11].Code != "C12" || list[12].Code != "TA.1" || list[14].Goal.Year.String() != "1.16" {
			t.Errorf("targets of the court: %v", list)
		}
		all, err := AllTargets(ctx, d, bloc.ID, 2022)
		if err != nil || len(all) != 12 {
			t.Fatalf("%d units, %v", len(all), err)
		}
		for u, rows := range all {
			one, err := TargetsOf(ctx, d, bloc.ID, 2022, u)
			if err != nil || fmt.Sprint(one) == "" || len(one) != len(rows) {
				t.Fatalf("unit %v: %d and %d rows, %v", u, len(one), len(rows), err)
			}
			for i := range one {
				if !sameTarget(one[i].Target, rows[i].Target) || !equal(one[i].Goal.Year, rows[i].Goal.Year) {
					t.Errorf("unit %v row %d: %v and %v", u, i, one[i], rows[i])
				}
			}
		}
		p, err := Of(ctx, d, bloc.ID, 2022)
		if err != nil {
			t.Fatal(err)
		}
		dir, err := document.Of(ctx, d, p.Directive)
		if err != nil || dir.Code != "24/CT-UBND" || dir.Kind != "CT" || dir.Day.VN() != "28/12/2021" {
			t.Errorf("directive %+v %v", dir, err)
		}
		leaves, err := audit.History(ctx, d, "plan/khoi-3/2022", 10)
		if err != nil || len(leaves) != 1 {
			t.Errorf("%d leaves, %v", len(leaves), err)
		}
	})
}

func TestImportTwiceChangesNothing(t *testing.T) {
	dbtest.Each(t, sources, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s, _ := imported(t, d)
		before := leafCount(t, d)
		sum, err := s.ImportJSON(ctx, system, fixture(t))
		if err != nil {
			t.Fatal(err)
		}
		if sum.Changes() != 0 || sum.Targets.Same != 63 || len(sum.Lines) != 0 || leafCount(t, d) != before {
			t.Errorf("second import: %+v, leaves %d → %d", sum, before, leafCount(t, d))
		}
	})
}

var qLeaves = db.SQL("plan.test.leaves", `SELECT COUNT(*) FROM audit_pending`)

func leafCount(t *testing.T, d *db.DB) int {
	t.Helper()
	n, err := db.One(context.Background(), d, qLeaves, db.Scalar[int])
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestImportOfAChangedFile(t *testing.T) {
	dbtest.Each(t, sources, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s, first := imported(t, d)
		data := bytes.Replace(fixture(t), []byte(`"plan": 24`), []byte(`"plan": 26`), 1)
		data = bytes.Replace(data, []byte("Số cuộc thanh tra hành chính đã kết thúc"), []byte("Số cuộc thanh tra đã kết thúc"), 1)
		f, err := ParseJSON(data)
		if err != nil {
			t.Fatal(err)
		}
		before := leafCount(t, d)
		pre, err := s.Preview(ctx, system, f)
		if err != nil {
			t.Fatal(err)
		}
		if leafCount(t, d) != before {
			t.Error("the preview wrote something")
		}
		sum, err := s.Import(ctx, system, f)
		if err != nil {
			t.Fatal(err)
		}
		if fmt.Sprint(pre) != fmt.Sprint(sum) || sum.Changes() != 2 || sum.Targets.Changed != 1 || sum.Goals.Changed != 1 {
			t.Errorf("preview %+v, import %+v", pre, sum)
		}
		list, err := TargetsOf(ctx, d, first.Bloc, 2022, unitID(t, d, "thanh-tra"))
		if err != nil || list[12].Goal.Year.String() != "26" || list[12].Name != "Số cuộc thanh tra đã kết thúc" || list[12].Version != 2 {
			t.Errorf("%+v %v", list[12], err)
		}
		h, err := audit.History(ctx, d, "target/khoi-3/2022/TTR.1", 10)
		if err != nil || len(h) != 2 {
			t.Errorf("%d lines of history, %v", len(h), err)
		}
	})
}

func TestImportRights(t *testing.T) {
	d := dbtest.SQLite(t, sources)
	ctx := context.Background()
	s := service(t, d, nil)
	stranger := officer(99, 98, true)
	_, err := s.ImportJSON(ctx, stranger, fixture(t))
	isKind(t, err, fault.Denied)
	sum, err := s.ImportJSON(ctx, system, fixture(t))
	if err != nil {
		t.Fatal(err)
	}
	lead, member := unitID(t, d, "thanh-tra"), unitID(t, d, "tand")
	changed := bytes.Replace(fixture(t), []byte(`"plan": 24`), []byte(`"plan": 26`), 1)
	_, err = s.ImportJSON(ctx, officer(sum.Bloc, member, false), changed)
	isKind(t, err, fault.Denied)
	_, err = s.ImportJSON(ctx, stranger, changed)
	isKind(t, err, fault.NotFound)
	if _, err = s.ImportJSON(ctx, officer(sum.Bloc, lead, true), changed); err != nil {
		t.Errorf("the leader may import: %v", err)
	}
	// The leader may not change who belongs to the bloc: a name stays and is told, a unit that
	// is no member is refused by its place.
	got, err := s.ImportJSON(ctx, officer(sum.Bloc, lead, true), bytes.Replace(changed, []byte(`"name": "Sở Tư pháp tỉnh Đắk Lắk"`), []byte(`"name": "Sở Tư pháp"`), 1))
	if err != nil || len(got.Kept) != 1 || got.Kept[0].To != "Sở Tư pháp" {
		t.Errorf("%+v %v", got.Kept, err)
	}
	if u, err := org.UnitByCode(ctx, d, "so-tu-phap"); err != nil || u.Name != "Sở Tư pháp tỉnh Đắk Lắk" {
		t.Errorf("the leader renamed a unit: %+v %v", u, err)
	}
	_, err = s.ImportJSON(ctx, officer(sum.Bloc, lead, true), bytes.ReplaceAll(changed, []byte("so-tu-phap"), []byte("so-khac")))
	isKind(t, err, fault.Invalid)
}

func TestImportAllOrNothing(t *testing.T) {
	dbtest.Each(t, sources, func(t *testing.T, d *db.DB) {
		boom := fault.New(fault.Conflict, "x|kỳ đã khóa")
		s := service(t, d, func(context.Context, *db.Tx, who.Actor, id.Bloc, civil.Period, civil.Date) error { return boom })
		if _, err := s.ImportJSON(context.Background(), system, fixture(t)); !fault.Is(err, fault.Conflict) {
			t.Fatal(err)
		}
		if n := leafCount(t, d); n != 0 {
			t.Errorf("%d leaves after a failed import", n)
		}
		if _, err := org.BlocByCode(context.Background(), d, "khoi-3"); !fault.Is(err, fault.NotFound) {
			t.Errorf("the bloc is there: %v", err)
		}
	})
}

// small is a plan that is as short as a plan can be; the tests below break it.
const small = `{"schema":"thidua-plan/1","bloc":{"code":"k","name":"Khối","leader":"a"},"year":2022,
"fields":[{"code":"f","name":"Lĩnh vực"}],
"units":[{"code":"a","name":"Đơn vị A"},{"code":"b","name":"Đơn vị B"}],
"common_targets":[{"code":"C1","name":"Số cuộc","measure":"cuộc","type":"count","direction":"higher","field":"f","plan":{"a":4,"b":6},"half":{"a":1}}],
"own_targets":{"b":[{"code":"B1","name":"Tỷ lệ","measure":"%","type":"percent","direction":"higher","field":"f","plan":90.5}]}}`

func TestParseJSONErrors(t *testing.T) {
	if _, err := ParseJSON([]byte(small)); err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, from, to, want string }{
		{"schema", "thidua-plan/1", "thidua-plan/9", "plan.json.schema"},
		{"syntax", `"year":2022,`, `"year":,`, "plan.json.syntax"},
		{"unknown key", `"year":2022,`, `"year":2022,"colour":1,`, "dòng 1: colour: Không biết khóa “colour”"},
		{"unknown key inside", `"type":"count"`, `"type":"count","goal":1`, "dòng 4: common_targets[0].goal"},
		{"missing key", `"name":"Số cuộc",`, ``, "dòng 4: common_targets[0]: Thiếu khóa “name”"},
		{"twice", `"year":2022,`, `"year":2022,"year":2023,`, "Khóa “year” ghi hai lần"},
		{"unknown unit of a goal", `"a":4`, `"z":4`, "dòng 4: common_targets[0].plan.z"},
		{"unknown unit of own", `"own_targets":{"b"`, `"own_targets":{"z"`, "Không có đơn vị mã “z”"},
		{"leader", `"leader":"a"`, `"leader":"z"`, "Không có đơn vị mã “z”"},
		{"unit twice", `{"code":"b","name":"Đơn vị B"}`, `{"code":"a","name":"Đơn vị B"}`, "dòng 3: units[1]: Mã “a” ghi hai lần"},
		{"target twice", `"code":"B1"`, `"code":"C1"`, "Mã “C1” ghi hai lần"},
		{"field", `"field":"f","plan":90.5`, `"field":"x","plan":90.5`, "Không có lĩnh vực mã “x”"},
		{"kind", `"type":"count"`, `"type":"counts"`, "Không có kiểu chỉ tiêu “counts”"},
		{"direction", `"direction":"higher","field":"f","plan":{`, `"direction":"up","field":"f","plan":{`, "Không có chiều “up”"},
		{"negative", `"a":4`, `"a":-4`, "không thể âm"},
		{"part of a case", `"a":4`, `"a":4.5`, "phải là số nguyên"},
		{"half above year", `"half":{"a":1}`, `"half":{"a":5}`, "lớn hơn cả năm"},
		{"text for a number", `90.5`, `"90.5"`, "phải là số"},
		{"huge number", `90.5`, `1e30`, "phải là số"},
		{"slug", `"code":"k"`, `"code":"K 3"`, "Mã Khối “K 3”"},
		{"year", `"year":2022`, `"year":22`, "Năm 22 không hợp lý"},
		{"period of another year", `"year":2022,`, `"year":2022,"period":{"code":"2021-H1"},`, "Kỳ 2021-H1 không thuộc năm 2022"},
		{"span", `"year":2022,`, `"year":2022,"period":{"code":"2022-H1","to":"2022-05-31"},`, "phải từ 01/01/2022 đến 30/06/2022"},
		{"no period", `"year":2022,`, `"year":2022,"period":{"code":"H1"},`, "“H1” không phải kỳ"},
		{"date", `"year":2022,`, `"year":2022,"deadline":"31/02/2022",`, "không phải ngày"},
		{"source", `"plan":90.5`, `"plan":90.5,"source":{"kind":"king"}`, "Không có nguồn giao “king”"},
		{"theme", `"plan":90.5`, `"plan":90.5,"themes":["x"]`, "Không có chủ đề mã “x”"},
		{"number of a document", `"year":2022,`, `"year":2022,"directive":{"number":"hai tư","issuer":"UBND","subject":"x"},`, "không phải số, ký hiệu"},
		{"secret", `"year":2022,`, `"year":2022,"directive":{"number":"24/CT-UBND","issuer":"UBND","subject":"Độ mật: Tối mật"},`, "TỐI MẬT"},
		{"tasks", `"year":2022,`, `"year":2022,"tasks":[{"text":"Làm","unit":"q"}],`, "tasks[0]: Không có đơn vị mã “q”"},
		{"deep", `"year":2022,`, `"year":2022,"tasks":` + strings.Repeat("[", 400) + strings.Repeat("]", 400) + `,`, "plan.json.syntax"},
		{"not a group", small, `[]`, "phải là một nhóm"},
		{"two values", small, small + small, "plan.json.syntax"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := strings.Replace(small, tt.from, tt.to, 1)
			if in == small {
				t.Fatal("nothing replaced")
			}
			_, err := ParseJSON([]byte(in))
			isKind(t, err, fault.Invalid)
			text := err.Error()
			if e, ok := err.(interface{ Unwrap() error }); ok {
				if f, ok := e.Unwrap().(*fault.Error); ok {
					text += f.Msg
				}
			}
			if !strings.Contains(text, tt.want) {
				t.Errorf("got %s\nwant %s", text, tt.want)
			}
		})
	}
}

func TestParseJSONTellsAllErrors(t *testing.T) {
	in := strings.NewReplacer(`"type":"count"`, `"type":"x"`, `"measure":"%"`, `"measure":""`, `"code":"k"`, `"code":"K"`).Replace(small)
	_, err := ParseJSON([]byte(in))
	for _, want := range []string{"kiểu chỉ tiêu “x”", "đơn vị tính", "Mã Khối “K”"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not told: %v", want, err)
		}
	}
}

func FuzzParseJSON(f *testing.F) {
	f.Add([]byte(small))
	f.Add([]byte(`{"schema":"thidua-plan/1","tasks":{"a":[{"text":1}]},"own_targets":[],"contents":["x",{"text":"y"}],"period":null}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := ParseJSON(data)
		if err == nil {
			if file.Bloc.Code == "" || len(file.Units) == 0 {
				t.Fatal("accepted without a bloc or units")
			}
			return
		}
		if !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.TooLarge) {
			t.Fatalf("kind of %v", err)
		}
		if e, ok := err.(interface{ Unwrap() error }).Unwrap().(*fault.Error); ok && e.Msg[:13] == "plan.file.bad" {
			for _, x := range e.Fields {
				if x.Name == "" {
					t.Fatalf("an error without a place: %v", x)
				}
			}
		}
	})
}

// The plan of the sample year is the fixture plan with every optional key.
func TestImportSampleYear(t *testing.T) {
	data, err := os.ReadFile("../../app/demo/plan.json")
	if err != nil {
		t.Fatal(err)
	}
	dbtest.Each(t, sources, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s := service(t, d, nil)
		sum, err := s.ImportJSON(ctx, system, data)
		if err != nil {
			t.Fatal(err)
		}
		if sum.Tasks.Added != 18 || sum.Docs.Added != 3 || sum.Themes.Added != 2 || sum.Contents.Added != 10 || sum.Measures.Added == 0 || !strings.Contains(sum.Note, "minh họa") {
			t.Errorf("%+v", sum)
		}
		again, err := s.ImportJSON(ctx, system, data)
		if err != nil || again.Changes() != 0 {
			t.Errorf("second import: %+v %v", again, err)
		}
		// The shorter plan of the same year changes what it says and takes nothing away.
		short, err := s.ImportJSON(ctx, system, fixture(t))
		if err != nil || len(short.Left) != 0 {
			t.Errorf("%v %v", short.Left, err)
		}
		list, err := TargetsOf(ctx, d, sum.Bloc, 2022, unitID(t, d, "bdbp"))
		if err != nil || len(list) != 16 {
			t.Fatal(len(list), err)
		}
		docs, n, err := document.List(ctx, d, sum.Bloc, document.Filter{Query: "chi thi 05"})
		if err != nil || n != 1 || docs[0].Code != "05-CT/TW" {
			t.Errorf("%v %d %v", docs, n, err)
		}
		tasks, err := TasksOf(ctx, d, sum.Bloc, 2022, 0)
		if err != nil || len(tasks) != 18 || tasks[0].Source.Document == 0 || tasks[0].Source.Clause != "điểm 1 mục III" {
			t.Errorf("%d tasks, %+v, %v", len(tasks), tasks[0], err)
		}
	})
}
