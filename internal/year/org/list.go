package org

import (
	"regexp"
	"strconv"
	"strings"

	"thidua/internal/base/vi"
)

// MaxList is how many units one pasted list may hold.
const MaxList = 300

// CodeFrom makes the code of a bloc or a unit out of its name: "Sở Tư pháp" gives
// "so-tu-phap". A name of many words keeps the first that fit; a code that is taken gets a
// number.
func CodeFrom(name string, taken func(string) bool) string {
	const most = 40
	code := ""
	for _, w := range vi.FoldWords(name) {
		w = strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, w)
		if w == "" {
			continue
		}
		if code != "" && len(code)+1+len(w) > most {
			break
		}
		code = strings.Trim(code+"-"+w[:min(len(w), most)], "-")
	}
	if code == "" {
		return ""
	}
	for n, free := 2, code; ; n++ {
		if taken == nil || !taken(free) {
			return free
		}
		free = code + "-" + strconv.Itoa(n)
	}
}

// kindWords tell the kind of a unit by words of its name; the first that is found counts.
var kindWords = []struct {
	kind  UnitKind
	words *regexp.Regexp
}{
	{Prison, regexp.MustCompile(`\btrai (tam )?giam\b`)},
	{Court, regexp.MustCompile(`\btoa an\b|^tand\b`)},
	{Procuracy, regexp.MustCompile(`\bvien kiem sat\b|^vksnd\b`)},
	{Commune, regexp.MustCompile(`^(ubnd |uy ban nhan dan )?(xa|phuong|thi tran|dac khu|thi xa|huyen) `)},
	{School, regexp.MustCompile(`^(truong|benh vien|hoc vien|dai hoc|cao dang|trung tam|bao|dai (phat thanh|truyen hinh))\b`)},
	{Enterprise, regexp.MustCompile(`\b(cong ty|tong cong ty|tap doan|ngan hang|xi nghiep|hop tac xa)\b`)},
	{Party, regexp.MustCompile(`^((tinh|thanh|dang|huyen) uy|ban (to chuc|tuyen giao|dan van|noi chinh|tuyen giao va dan van)|uy ban kiem tra|van phong (tinh|thanh) uy)\b`)},
	{Union, regexp.MustCompile(`\b(mat tran|lien doan lao dong|doan thanh nien|tinh doan|thanh doan|hoi (lien hiep|nong dan|cuu chien binh|chu thap do)|lien hiep cac)\b|^hoi `)},
	{Police, regexp.MustCompile(`\b(cong an|canh sat)\b`)},
	{Military, regexp.MustCompile(`\b(quan su|quan doi|bien phong|quan khu|quan doan|binh doan|su doan|lu doan|trung doan|hai quan|dac cong|canh sat bien)\b`)},
}

// GuessKind tells from its name what kind of unit it is; a department of the province when
// nothing else is to be seen.
func GuessKind(name string) UnitKind {
	folded := vi.Fold(name)
	for _, k := range kindWords {
		if k.words.MatchString(folded) {
			return k.kind
		}
	}
	return Civil
}

var listNumber = regexp.MustCompile(`^\s*(\d{1,3}\s*[.)/:-]*\s+|\d{1,3}\s*[.)]\s*|[-–•*+]\s*)`)

// ReadList reads a list of units as people paste it from Word or Excel: one in a line, its
// number before it or not, its short name behind a tab or a semicolon. Lines of a header are
// left out. The province's name is left out of short names that it makes.
func ReadList(text, province string) (list []Unit) {
	for line := range strings.Lines(vi.NFC(text)) {
		cells := strings.FieldsFunc(line, func(r rune) bool { return r == '\t' || r == ';' || r == '|' })
		for i := range cells {
			cells[i] = tidy(cells[i])
		}
		for len(cells) > 1 && (cells[0] == "" || digits.MatchString(cells[0])) {
			cells = cells[1:]
		}
		if len(cells) == 0 {
			continue
		}
		name := strings.TrimRight(tidy(listNumber.ReplaceAllString(cells[0], "")), " .,;")
		switch vi.Fold(name) {
		case "", "tt", "stt", "don vi", "ten don vi", "ten day du", "co quan don vi":
			continue
		}
		u := Unit{Name: name, Kind: GuessKind(name), Short: shortName(name, province)}
		if len(cells) > 1 && cells[1] != "" {
			u.Short = cells[1]
		}
		list = append(list, u)
	}
	return list
}

var digits = regexp.MustCompile(`^\d{1,3}[.)]?$`)

// shortName leaves the province out of a name: within a bloc everybody knows it.
func shortName(name, province string) string {
	short := name
	if p := tidy(province); p != "" && len(name) > len(p) && strings.EqualFold(name[len(name)-len(p):], p) {
		if head := strings.TrimSpace(name[:len(name)-len(p)]); head != "" {
			short = head
		}
	}
	if strings.HasPrefix(short, "Sở ") {
		short = strings.TrimSuffix(short, " tỉnh")
	}
	return short
}
