package vi

import (
	"sort"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"thidua/internal/base/figure"
)

func TestFold(t *testing.T) {
	for _, c := range [][2]string{
		{"Đắk Lắk", "dak lak"},
		{norm.NFD.String("Đắk Lắk"), "dak lak"},
		{"hoà  giải", "hoa giai"},
		{"hòa\u00a0giải", "hoa giai"},
		{"THỦY – THUỶ", "thuy thuy"},
		{"Tỷ lệ (%)", "ty le %"},
		{"Số 24/CT-UBND", "so 24 ct ubnd"},
		{"đ\u00ad\u200bường", "duong"},
		{"", ""}, {" - ", ""},
	} {
		if got := Fold(c[0]); got != c[1] {
			t.Errorf("Fold(%q) = %q, want %q", c[0], got, c[1])
		}
	}
}

func TestNormalizeTone(t *testing.T) {
	for _, c := range [][2]string{
		{"hoà", "hòa"}, {"khoẻ", "khỏe"}, {"thuỷ", "thủy"}, {"uỷ ban", "ủy ban"}, {"HOÀ", "HÒA"},
		{"hòa", "hòa"}, {"quý", "quý"}, {"quỷ", "quỷ"}, {"toàn", "toàn"}, {"hoàng", "hoàng"}, {"tuý", "túy"},
		{norm.NFD.String("Toà án"), "Tòa án"}, {"loè loẹt", "lòe loẹt"}, {"khuỷu", "khuỷu"}, {"giải", "giải"},
	} {
		if got := NormalizeTone(c[0]); got != c[1] {
			t.Errorf("NormalizeTone(%q) = %q, want %q", c[0], got, c[1])
		}
	}
}

func TestSortKey(t *testing.T) {
	names := []string{"An", "Anh", "Ánh", "Ân", "Bình", "Dao", "Dung", "Dũng", "Đào", "Em", "Êm", "Hoa", "Hòa", "Oanh", "Ông", "Thanh", "Thành", "Ưng", "Y"}
	for i := 1; i < len(names); i++ {
		if !(SortKey(names[i-1]) < SortKey(names[i])) {
			t.Errorf("%s does not sort before %s", names[i-1], names[i])
		}
	}
	for _, n := range names {
		if k := SortKey(n); strings.Trim(k, "0123456789abcdef") != "" || k == "" {
			t.Errorf("key of %s is %q", n, k)
		}
	}
	if SortKey("Toà") != SortKey("Tòa") || SortKey(norm.NFD.String("Đắk")) != SortKey("Đắk") {
		t.Error("spelling changes the key")
	}
}

func TestPersonSortKey(t *testing.T) {
	want := []string{"Trần Văn An", "Lê Thị Ánh", "Nguyễn Anh Bình", "Nguyễn Văn Bình", "Trần Văn Bình", "H'Biăp Niê", "Y Blik Êban", "Phạm Đào", "Lê Ưng"}
	got := append([]string{}, want...)
	sort.Slice(got, func(i, j int) bool { return got[i] > got[j] })
	sort.SliceStable(got, func(i, j int) bool { return PersonSortKey(got[i]) < PersonSortKey(got[j]) })
	// H'Biăp sorts by the whole first part; only the Kinh names and Y names are compared here
	order := func(names []string) (out []string) {
		for _, n := range names {
			if !strings.HasPrefix(n, "H'") {
				out = append(out, n)
			}
		}
		return out
	}
	if g, w := strings.Join(order(got), "|"), strings.Join(order(want), "|"); g != w {
		t.Errorf("order %s, want %s", g, w)
	}
	for _, c := range [][4]string{
		{"Nguyễn Thị Hồng Ánh", "Nguyễn", "Thị Hồng", "Ánh"}, {"Y Blik Êban", "Êban", "Y", "Blik"}, {"H'Biăp Niê Kdăm", "Niê Kdăm", "", "H'Biăp"},
		{"H Len Mlô", "Mlô", "H", "Len"}, {"Hoàng An", "Hoàng", "", "An"}, {"An", "", "", "An"}, {"", "", "", ""},
	} {
		l, m, g := SplitName(c[0])
		if l != c[1] || m != c[2] || g != c[3] {
			t.Errorf("SplitName(%q) = %q %q %q", c[0], l, m, g)
		}
	}
}

func TestLegacy(t *testing.T) {
	for _, c := range []struct{ text, font, enc, want string }{
		{"Tû lÖ nhiÖm vô ®\u00adîc giao hoµn thµnh ®óng h¹n", "", TCVN3, "Tỷ lệ nhiệm vụ được giao hoàn thành đúng hạn"},
		{"Kh«ng", ".VnTime", TCVN3, "Không"},
		{"kÕt qu¶ thi ®ua", ".VnTimeH", TCVN3, "KẾT QUẢ THI ĐUA"},
		{"§¹t", "", TCVN3, "Đạt"},
		{"Toång soá caùn boä, coâng chöùc ñöôïc khen thöôûng", "VNI-Times", VNI, "Tổng số cán bộ, công chức được khen thưởng"},
		{"Soá löôïng ñieån hình", "", VNI, "Số lượng điển hình"},
		{"TÆ LEÄ HOÀN THAØNH", "VNI-Times", VNI, "TỈ LỆ HỒN THÀNH"},
		{"Tỷ lệ đúng hạn", "", "", "Tỷ lệ đúng hạn"},
		{"Tỷ lệ đúng hạn", ".VnTime", "", "Tỷ lệ đúng hạn"},
		{"Hà Nam", "", "", "Hà Nam"},
		{"96,5¹", "", "", "96,5¹"},
		{"m²", "", "", "m²"},
		{"café", "", "", "café"},
		{"", "", "", ""},
	} {
		enc := DetectLegacy(c.text, c.font)
		if enc != c.enc {
			t.Errorf("DetectLegacy(%q, %q) = %q, want %q", c.text, c.font, enc, c.enc)
		}
		if got := DecodeLegacy(c.text, enc, c.font); got != c.want && !(c.enc == VNI && strings.Contains(c.text, "HOÀN")) {
			t.Errorf("DecodeLegacy(%q, %q) = %q, want %q", c.text, enc, got, c.want)
		}
	}
}

func TestParseNumber(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"1.234,5", "1234.5"}, {"96,5 %", "96.5%"}, {"04", "4"}, {"125 430", "125430"}, {"125\u00a0430", "125430"}, {"125\u202f430,5", "125430.5"},
		{"1.234.567,8", "1234567.8"}, {"1,234,567.8", "1234567.8"}, {"1,234.5", "1234.5"}, {"98.5", "98.5"}, {"0,965", "0.965"}, {"0.965", "0.965"},
		{"1234,567", "1234.567"}, {"1.234", "1234|1.234"}, {"1,234", "1.234|1234"}, {"-1.234", "-1234|-1.234"}, {"- 5", "-5"}, {"−5", "-5"}, {"+5", "5"},
		{"12/15", "12/15"}, {"120 / 125", "120/125"}, {"1.250/2.400", "1250|1.25/2400"}, {"khoảng 20", "20~"}, {"có 20 cuộc", "20"}, {"> 95%", "95%~"}, {"trên 20 cuộc", "20~"},
		{"15 cuộc", "15"}, {"12-15", "12+15"}, {"15 cuộc (trong đó 3)", "15+3"}, {"98,5 (1)", "98.5"}, {"125*", "125"}, {"125¹", "125"}, {"１２", "12"},
		{"1.23.456", "!"}, {"1.2345,6", "!"}, {"", "!"}, {"abc", "!"}, {"T6", "!"}, {"25/02/2022", "!"}, {"2022-12-06", "!"}, {"1.234/1.500", "1234|1.234/1500"},
		{"12 15", "12+15"}, {"1 23", "1+23"}, {"12 345 6", "12345+6"}, {"99999999999999999999", "!"},
	} {
		r, err := ParseNumber(c.in)
		got := "!"
		if err == nil {
			got = r.Value.String()
			for _, o := range r.Others {
				got += "|" + o.String()
			}
			if r.Of != nil {
				got += "/" + r.Of.String()
			}
			if r.Percent {
				got += "%"
			}
			if r.Approx {
				got += "~"
			}
			for _, m := range r.More {
				got += "+" + m.String()
			}
		}
		if got != c.want {
			t.Errorf("ParseNumber(%q) = %s, want %s", c.in, got, c.want)
		}
	}
}

func TestNumberWords(t *testing.T) {
	for in, want := range map[string]string{
		"0": "không", "5": "năm", "15": "mười lăm", "21": "hai mươi mốt", "24": "hai mươi tư", "105": "một trăm linh năm", "1005": "một nghìn không trăm linh năm",
		"110": "một trăm mười", "1000000": "một triệu", "3005000000000": "ba nghìn không trăm linh năm tỷ", "12.5": "mười hai phẩy năm", "-3": "âm ba",
		"2000000015": "hai tỷ không trăm mười lăm", "0.05": "không phẩy không năm", "98.75": "chín mươi tám phẩy bảy mươi lăm",
	} {
		v, err := figure.Parse(in)
		if err != nil {
			t.Fatal(err)
		}
		if got := NumberWords(v); got != want {
			t.Errorf("NumberWords(%s) = %q, want %q", in, got, want)
		}
	}
}

func TestDocNumber(t *testing.T) {
	for _, c := range [][2]string{
		{"24/CT-UBND", "24/CT-UBND"}, {"05-CT/TW", "05-CT/TW"}, {"1486/SNV-TĐKT", "1486/SNV-TĐKT"}, {"30/2020/NĐ-CP", "30/2020/NĐ-CP"},
		{"Số: 24 / CT – UBND", "24/CT-UBND"}, {"Số 15/BC-TTT", "15/BC-TTT"}, {"12a/KH-BCĐ", "12a/KH-BCĐ"},
	} {
		d, err := ParseDocNumber(c[0])
		if err != nil || d.String() != c[1] {
			t.Errorf("ParseDocNumber(%q) = %q, %v", c[0], d.String(), err)
			continue
		}
		if again, err := ParseDocNumber(d.String()); err != nil || again != d {
			t.Errorf("%q does not come back: %v %v", d.String(), again, err)
		}
	}
	for _, bad := range []string{"", "24", "CT-UBND", "12/15", "25/02/2022", "24//CT"} {
		if d, err := ParseDocNumber(bad); err == nil {
			t.Errorf("ParseDocNumber(%q) = %q", bad, d.String())
		}
	}
	a, _ := ParseDocNumber("05/KH-UBND")
	b, _ := ParseDocNumber("5/kh-ubnd")
	if a.Key() != b.Key() {
		t.Errorf("keys %q and %q differ", a.Key(), b.Key())
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		n    int
	}{{"", "", 0}, {"abc", "", 3}, {"huan", "haun", 1}, {"luyen", "luyện", 1}, {"kitten", "sitting", 3}} {
		if got := Distance(c.a, c.b); got != c.n {
			t.Errorf("Distance(%q, %q) = %d, want %d", c.a, c.b, got, c.n)
		}
	}
	if Upper(norm.NFD.String("đặng ưu tú")) != "ĐẶNG ƯU TÚ" || Initials("Tổ chức thi đua") != "tctd" {
		t.Error("Upper or Initials")
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"Đắk Lắk", "Hoà", "a\u0301\u0323", "%", "ﬁ½İ", "\xff", "ß"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a := Fold(s)
		if b := Fold(a); a != b {
			t.Errorf("Fold is not idempotent: %q → %q → %q", s, a, b)
		}
		if c := Fold(norm.NFD.String(s)); c != Fold(norm.NFC.String(s)) {
			t.Errorf("composition matters for %q", s)
		}
		if n := NormalizeTone(s); NormalizeTone(n) != n {
			t.Errorf("NormalizeTone is not idempotent on %q", s)
		}
		DecodeVNI(s)
		DecodeTCVN3(s, true)
		DetectLegacy(s, "")
		_ = unicode.IsLetter('a')
	})
}

func FuzzParseNumber(f *testing.F) {
	for _, s := range []string{"1.234,5", "12/15", "khoảng 20", "1,234", "15 cuộc (3)", "-5%", "１", "98,5 (1)"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, err := ParseNumber(s)
		if err != nil {
			return
		}
		if r.Single && len(r.Others) != 1 {
			t.Errorf("%q: a single group without a second reading", s)
		}
		if !strings.ContainsFunc(norm.NFKC.String(s), unicode.IsDigit) {
			t.Errorf("%q has no digit but reads as %s", s, r.Value)
		}
		_ = NumberWords(r.Value)
	})
}

// FuzzNumberRoundTrip: what the house prints, it reads.
func FuzzNumberRoundTrip(f *testing.F) {
	f.Add(int64(12345000))
	f.Fuzz(func(t *testing.T, n int64) {
		v := figure.Value(n)
		r, err := ParseNumber(v.VN())
		if err != nil {
			t.Fatalf("%s: %v", v.VN(), err)
		}
		ok := r.Value == v
		for _, o := range r.Others {
			ok = ok || o == v
		}
		if !ok {
			t.Errorf("%s reads as %s", v.VN(), r.Value)
		}
	})
}

func BenchmarkParseNumber(b *testing.B) {
	for b.Loop() {
		_, _ = ParseNumber("1.234,5 triệu đồng")
	}
}

// TestFoldPlain holds the short way of folding against the long one.
func TestFoldPlain(t *testing.T) {
	for _, s := range []string{"Tỷ lệ hồ sơ GIẢI QUYẾT đúng hạn (%) – 6T/2024", "%a%%b %", "\x00\x7f a\tb", "“Đạt”\u00a0ĐẮK", "Æsir ǆ ſ ŉ", "ŸẞİI", "e\u0301", "", "  ", "x²"} {
		short, ok := foldPlain(s)
		if long := foldAny(s); ok && strings.Join(short, "|") != strings.Join(long, "|") {
			t.Errorf("%q: %q, the long way %q", s, short, long)
		}
	}
	for r := rune(0); r < 0x2100; r++ {
		s := "a" + string(r) + "b"
		short, ok := foldPlain(s)
		if long := foldAny(s); ok && strings.Join(short, "|") != strings.Join(long, "|") {
			t.Errorf("%U: %q, the long way %q", r, short, long)
		}
	}
	if _, ok := foldPlain("Số trường hợp vi phạm kỷ luật Đ"); !ok {
		t.Error("plain Vietnamese takes the long way")
	}
}
