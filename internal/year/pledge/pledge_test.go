package pledge

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/base/id"
	"thidua/internal/year/plan"
)

var parties = []Party{{Unit: 1, Order: 1, Name: "Đơn vị A"}, {Unit: 2, Order: 2, Name: "Đơn vị B"}}

func TestCanonical(t *testing.T) {
	h := Heading{Year: 2022, Bloc: "Khối thi đua số 3", Parties: parties}
	got := Canonical(h, "# I.  Căn cứ\r\n\n  Thực hiện\tChỉ thị  \n- [C01] Đúng hạn", []Commitment{{Unit: 2, Body: "* Tiếp dân 24 lần\n\n- Hòa giải 60%"}, {Unit: 1, Body: " \n"}, {Unit: 9, Body: "Ngoài Khối"}})
	want := "GIAO ƯỚC THI ĐUA NĂM 2022\nKHỐI THI ĐUA SỐ 3\n# I. Căn cứ\nThực hiện Chỉ thị\n- [C01] Đúng hạn\n# Cam kết riêng của từng đơn vị\n## Đơn vị B\n- Tiếp dân 24 lần\n- Hòa giải 60%\n# Các bên ký giao ước\n1. Đơn vị A\n2. Đơn vị B\n"
	if got != want {
		t.Errorf("%q", got)
	}
	// A known value: what sha256sum says of these bytes.
	if h := Hash("Giao ước\n"); h != "444512f7f366edd815e9e17ac3fd299a66c26e56037eb10584a20ba686e1748d" {
		t.Errorf("hash %s", h)
	}
}

// TestCanonicalIsOneForm: spaces, line ends and composition do not change what is signed;
// any other letter does.
func TestCanonicalIsOneForm(t *testing.T) {
	h := Heading{Year: 2022, Bloc: "Khối 1", Parties: parties}
	rapid.Check(t, func(rt *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching(`[a-zđêếộ0-9.,%]{1,8}`), 1, 12).Draw(rt, "words")
		one := strings.Join(words, " ")
		two := "  " + norm.NFD.String(strings.Join(words, "\t  ")) + " \r\n\r\n"
		a, b := Canonical(h, one, nil), Canonical(h, two, nil)
		if a != b {
			rt.Fatalf("%q and %q differ", a, b)
		}
		if !norm.NFC.IsNormalString(a) || !utf8.ValidString(a) || strings.Contains(a, "  ") || strings.Contains(a, "\n\n") || !strings.HasSuffix(a, "\n") {
			rt.Fatalf("not canonical: %q", a)
		}
		i := rapid.IntRange(0, len(words)-1).Draw(rt, "i")
		words[i] += "x"
		if c := Canonical(h, strings.Join(words, " "), nil); Hash(c) == Hash(a) {
			rt.Fatal("another text has the same hash")
		}
	})
}

func TestMatrix(t *testing.T) {
	list := []Signature{{Unit: 1, No: 1, Hash: "old"}, {Unit: 2, No: 1, Hash: "old"}, {Unit: 2, No: 2, Hash: "new"}, {Unit: 9, No: 2, Hash: "new"}}
	lines, signed := Matrix(parties, list, "new")
	if signed != 1 || lines[0].Signature != nil || lines[0].Older == nil || lines[1].Signature == nil {
		t.Errorf("%d %+v", signed, lines)
	}
	// The text went back to what was signed before: those signatures match again.
	if _, signed := Matrix(parties, list, "old"); signed != 2 {
		t.Errorf("%d signatures of the old text", signed)
	}
	if _, signed := Matrix(parties, nil, "new"); signed != 0 {
		t.Error("nobody signed")
	}
}

func TestTransitions(t *testing.T) {
	reached := map[State]bool{Draft: true, Binding: true} // Binding by the last signature
	for _, s := range States {
		if s.Label() == "" {
			t.Errorf("%s has no label", s)
		}
		for _, v := range []Verb{Circulate, Fix, Revise} {
			tr, err := Pledge{State: s}.step(v, "lý do")
			in := false
			for _, x := range Verbs(s) {
				in = in || x.Verb == v
			}
			if in != (err == nil) || !in && !fault.Is(err, fault.Conflict) {
				t.Errorf("%s %s: %v", s, v, err)
			}
			if in {
				reached[tr.To] = true
				if _, err := (Pledge{State: s}).step(v, " \n"); tr.Reason != (err != nil) {
					t.Errorf("%s %s without reason: %v", s, v, err)
				}
			}
		}
	}
	for _, s := range States {
		if !reached[s] {
			t.Errorf("%s cannot be reached", s)
		}
	}
}

func fig(s string) *figure.Value {
	v, err := figure.Parse(s)
	if err != nil {
		panic(err)
	}
	return &v
}

func TestTargetLine(t *testing.T) {
	units := []id.Unit{1, 2}
	for _, c := range []struct {
		kind  plan.Kind
		dir   plan.Direction
		a, b  *figure.Value
		wants string
	}{
		{plan.Percent, plan.Higher, fig("95"), fig("95"), "- [C01] Tên: từ 95% trở lên"},
		{plan.Percent, plan.Higher, fig("95"), fig("90"), "- [C01] Tên: từ 90 đến 95%, theo mức kế hoạch của từng đơn vị"},
		{plan.Percent, plan.Lower, fig("5"), fig("5"), "- [C01] Tên: không quá 5%"},
		{plan.Percent, plan.Higher, fig("95"), nil, "- [C01] Tên: theo mức kế hoạch của từng đơn vị"},
		{plan.Count, plan.Higher, fig("10"), fig("4"), "- [C01] Tên: toàn Khối từ 14% trở lên, theo mức kế hoạch của từng đơn vị"},
		{plan.Count, plan.Higher, fig("10"), nil, "- [C01] Tên: theo mức kế hoạch của từng đơn vị"},
		{plan.Money, plan.Lower, fig("0"), nil, "- [C01] Tên: theo mức kế hoạch của từng đơn vị"},
		{plan.YesNo, plan.Equal, fig("1"), nil, "- [C01] Tên: mọi đơn vị thực hiện"},
		{plan.Count, plan.Higher, nil, nil, "- [C01] Tên: theo mức kế hoạch của từng đơn vị"},
	} {
		goals := map[plan.GoalKey]plan.Goal{{Target: 7, Unit: 1}: {Year: c.a}, {Target: 7, Unit: 2}: {Year: c.b}}
		if got := TargetLine(plan.Target{ID: 7, Code: "C01", Name: "Tên", Measure: "%", Kind: c.kind, Direction: c.dir}, goals, units); got != c.wants {
			t.Errorf("%s %s %v %v: %q", c.kind, c.dir, c.a, c.b, got)
		}
	}
}

func TestReplaceTarget(t *testing.T) {
	text := "# III. Chỉ tiêu\n- [C01] Một: 90%\n-  [C02] Hai: 5\n# IV. Hết\n"
	for code, want := range map[string]string{
		"C02": "# III. Chỉ tiêu\n- [C01] Một: 90%\nMỚI\n# IV. Hết\n",
		"C1":  "# III. Chỉ tiêu\n- [C01] Một: 90%\n-  [C02] Hai: 5\nMỚI\n# IV. Hết\n", // C1 is not C01
	} {
		if got := ReplaceTarget(text, code, "MỚI"); got != want {
			t.Errorf("%s: %q", code, got)
		}
	}
	if got := ReplaceTarget("Lời\n", "C01", "MỚI"); got != "Lời\nMỚI\n" {
		t.Errorf("%q", got)
	}
}

func TestWho(t *testing.T) {
	for _, x := range []struct {
		s    Signature
		want string
	}{
		{Signature{Signer: "Thủ trưởng – Thanh tra tỉnh", Post: "Thủ trưởng"}, "Thủ trưởng – Thanh tra tỉnh"},
		{Signature{Signer: "Nguyễn Văn A", Post: "Phó Giám đốc", Authority: "KT."}, "KT. Phó Giám đốc Nguyễn Văn A"},
		{Signature{Signer: "Nguyễn Văn A"}, "Nguyễn Văn A"},
	} {
		if got := x.s.Who(); got != x.want {
			t.Errorf("%q, want %q", got, x.want)
		}
	}
}
