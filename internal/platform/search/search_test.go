package search

import (
	"context"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"thidua/internal/base/id"
	"thidua/internal/base/vi"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
)

var syllables = strings.Fields("qui quý kĩ kỹ thi đua khen thưởng khối đơn vị chỉ tiêu nhiệm vụ tỷ lệ văn bản hòa hoà giải thúy thuý quỳnh nghiêm túc Đắk Lắk công an tòa án biên phòng lữ đoàn trại giam sáng kiến điển hình tiên tiến kế hoạch 24 2022 CT UBND C01 STP.1 10% đặng ước ưu tú khoẻ khỏe")

// corpus makes n records of random words in some blocs and units.
func corpus(r *rand.Rand, n int) []Entry {
	list := make([]Entry, n)
	for i := range list {
		w := make([]string, 3+r.IntN(8))
		for k := range w {
			w[k] = syllables[r.IntN(len(syllables))]
		}
		list[i] = Entry{Ref: fmt.Sprint(i), Bloc: id.Bloc(1 + r.IntN(3)), Unit: id.Unit(r.IntN(4)), Kind: []string{"task", "target"}[r.IntN(2)], Title: strings.Join(w[:2], " "), Hint: strings.Join(w[2:], " "), Href: "/x"}
	}
	return list
}

// spoil writes a word as people do: without marks, decomposed, in capitals, half of it.
func spoil(r *rand.Rand, w string) string {
	switch r.IntN(6) {
	case 0:
		return strings.Join(plainWords(w), " ")
	case 1:
		return norm.NFD.String(w)
	case 2:
		return vi.Upper(w)
	case 3:
		return strings.ToLower(w)
	}
	return w
}

// letters says which letters are one, written out apart from package vi: an oracle that folded as
// the index does would agree with every mistake of it.
var letters = func() map[rune]rune {
	m := map[rune]rune{}
	for _, row := range []string{"aàáảãạăằắẳẵặâầấẩẫậ", "dđ", "eèéẻẽẹêềếểễệ", "iìíỉĩị", "oòóỏõọôồốổỗộơờớởỡợ", "uùúủũụưừứửữự", "yỳýỷỹỵ"} {
		first, _ := utf8.DecodeRuneInString(row)
		for _, r := range row {
			m[r] = first
		}
	}
	return m
}()

// plainWords gives the words of a text as the oracle sees them.
func plainWords(s string) (list []string) {
	var b strings.Builder
	cut := func() {
		if b.Len() > 0 {
			list = append(list, b.String())
			b.Reset()
		}
	}
	for _, r := range strings.ToLower(s) {
		x, ok := letters[r]
		switch {
		case ok:
			b.WriteRune(x)
		case r >= 0x300 && r <= 0x36f: // a mark of a decomposed letter
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case r == '%':
			cut()
			list = append(list, "%")
		default:
			cut()
		}
	}
	cut()
	return list
}

// finds is the rule of the search as the oracle sees it: every word of the query is a word of
// the text; the last one, of two letters or more, may be its beginning unless a space follows it.
func finds(text, query string) bool {
	words, all := plainWords(query), plainWords(text)
	for _, pair := range [][2]string{{"hi", "hy"}, {"ki", "ky"}, {"li", "ly"}, {"mi", "my"}, {"si", "sy"}, {"ti", "ty"}, {"qui", "quy"}} {
		if slices.Contains(all, pair[0]) || slices.Contains(all, pair[1]) {
			all = append(all, pair[0], pair[1])
		}
	}
	if len(words) == 0 {
		return false
	}
	last := len(words) - 1
	for i, w := range words {
		open := i == last && len(w) >= 2 && !strings.HasSuffix(query, " ")
		if !slices.ContainsFunc(all, func(x string) bool { return x == w || open && strings.HasPrefix(x, w) }) {
			return false
		}
	}
	return true
}

// TestOracle compares 2,000 searches with a look at every record: the same entries, in
// every way a word may be written, with the rights of the reader.
func TestOracle(t *testing.T) {
	dbtest.Each(t, []fs.FS{Migrations}, func(t *testing.T, d *db.DB) {
		ctx, r := context.Background(), rand.New(rand.NewPCG(7, 11))
		list := corpus(r, 600)
		if err := d.Write(ctx, func(tx *db.Tx) error { return Replace(ctx, tx, "g", "1", list) }); err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(list); i += 7 { // some change, some go
			list[i].Title += " " + syllables[r.IntN(len(syllables))]
		}
		list = slices.Delete(list, 40, 60)
		if err := d.Write(ctx, func(tx *db.Tx) error { return Replace(ctx, tx, "g", "2", list) }); err != nil {
			t.Fatal(err)
		}
		readers := []Reader{{All: true}, {Blocs: []id.Bloc{1}, Units: []id.Unit{2}}, {Leads: []id.Bloc{2}, Blocs: []id.Bloc{2, 3}}, {Blocs: []id.Bloc{1, 3}}, {}}
		hits := 0
		for i := range 2000 {
			w := make([]string, 1+r.IntN(3))
			for k := range w {
				w[k] = spoil(r, syllables[r.IntN(len(syllables))])
			}
			text := strings.Join(w, " ")
			if r.IntN(2) == 0 {
				if rs := []rune(text); len(rs) > 2 {
					text = string(rs[:len(rs)-1-r.IntN(2)])
				}
			}
			if r.IntN(4) == 0 {
				text += " "
			}
			who, kind := readers[i%len(readers)], []string{"", "", "task"}[r.IntN(3)]
			var want, got []string
			for _, e := range list {
				if who.sees(e) && (kind == "" || kind == e.Kind) && finds(e.Title+" "+e.Hint+" "+e.Body, text) {
					want = append(want, e.Ref)
				}
			}
			found, more, err := Find(ctx, d, who, text, kind, 10000)
			if err != nil || more {
				t.Fatal(more, err)
			}
			for _, e := range found {
				got = append(got, e.Ref)
			}
			slices.Sort(want)
			slices.Sort(got)
			if !slices.Equal(got, want) {
				t.Fatalf("%q as %+v: %d found, %d should be", text, who, len(got), len(want))
			}
			hits += len(want)
			short, more, err := Find(ctx, d, who, text, kind, 5)
			if err != nil || len(short) != min(5, len(want)) || more != (len(want) > 5) {
				t.Fatalf("%q limited to 5: %d of %d, more %v, %v", text, len(short), len(want), more, err)
			}
		}
		if hits < 2000 {
			t.Errorf("only %d hits in all: the cases say too little", hits)
		}
		if m, err := Mark(ctx, d, "g"); err != nil || m != "2" {
			t.Errorf("mark %q %v", m, err)
		}
	})
}

// TestTwoSpellings: what some write with i and some with y is found under both.
func TestTwoSpellings(t *testing.T) {
	e := Entry{Title: "Quy chế, kỹ thuật, lý lịch, quí II, tỉ lệ", Hint: "quyết định", Body: "thi đua, kiểm tra"}
	for text, want := range map[string]bool{"qui chế": true, "quy chế": true, "kĩ thuật": true, "lí lịch": true, "quý II": true, "tỷ lệ": true, "qui ": true, "quyet": true, "quiet": false, "thy dua": false, "ky ": true, "kyem": false} {
		if got := parse(text).match(e.fold()); got != want {
			t.Errorf("%q: %v", text, got)
		}
		if got := Matches(e.Title+" "+e.Hint+" "+e.Body, text); got != want {
			t.Errorf("%q in a label: %v", text, got)
		}
	}
}

func TestFoldingOfQueries(t *testing.T) {
	e := Entry{Title: "Hòa giải ở Đắk Lắk, thủy lợi", Hint: "24/CT-UBND"}
	for text, want := range map[string]bool{"hoa giai": true, "hoà giải": true, norm.NFD.String("hòa giải"): true, "DAK LAK": true, "đăk lắk": true, "thuỷ lợi": true, "24 ct": true, "24/CT-UBND": true, "giai hoa": true, "gi": true, "g": false, "giai thoa": false, "lac": false, "dak l": false} {
		if got := parse(text).match(e.fold()); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

// TestBeyondTheNewest: two common words that stand together only in old entries are found, although
// the newest entries of neither hold both.
func TestBeyondTheNewest(t *testing.T) {
	dbtest.Each(t, []fs.FS{Migrations}, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		var list []Entry
		for i := range 2*near + 205 {
			e := Entry{ID: int64(i + 1), Ref: fmt.Sprint(i), Bloc: 3, Kind: "task", Title: "sáng kiến", Href: "/x"}
			switch {
			case i < 5:
				e.Title = "sáng kiến biên phòng"
			case i < near+100:
				e.Title = "biên phòng"
			}
			list = append(list, e)
		}
		if err := d.Write(ctx, func(tx *db.Tx) error { newFiller(d.Engine).pour(t, tx, list); return nil }); err != nil {
			t.Fatal(err)
		}
		for _, reader := range []Reader{{All: true}, {Blocs: []id.Bloc{3}}, {Leads: []id.Bloc{3}}} {
			for _, text := range []string{"sáng kiến biên phòng", "phòng sáng ", "kiến bi"} {
				found, more, err := Find(ctx, d, reader, text, "", 20)
				if err != nil || more || len(found) != 5 || found[0].Ref != "4" {
					t.Errorf("%+v, %q: %d found, more %v (%v)", reader, text, len(found), more, err)
				}
			}
			if found, _, err := Find(ctx, d, reader, "kiến", "target", 20); err != nil || len(found) != 0 {
				t.Errorf("of another kind: %d (%v)", len(found), err)
			}
		}
	})
}
