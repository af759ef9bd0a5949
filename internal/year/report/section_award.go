package report

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"thidua/internal/base/figure"
	"thidua/internal/year/award"
	"thidua/internal/year/award/roster"
	"thidua/internal/year/catalog"
	"thidua/internal/year/registration"
)

// names gives the titles and forms of the law by code; they come with the program.
var names = sync.OnceValues(catalog.LoadNames)

// A Merit (khen thưởng và đăng ký) is what the report says of commendations and
// registrations: what was decided in the period, what the units registered for the year.
type Merit struct {
	Given []award.Award
	Sum   registration.Sum
}

// figures are the numbers of m that paragraphs link to, each with where it comes from.
func (m Merit) figures(t *Table) map[string]Figure {
	list := map[string]Figure{}
	put := func(token string, n int, from string) {
		list[token] = Figure{Token: token, Text: figure.FromInt(int64(n)).VN(), ID: from + "/" + t.Bloc.Code + "/" + string(t.Period)}
	}
	put("award/n", len(m.Given), "award")
	count := map[string]int{"award/persons": 0, "award/collectives": 0}
	for _, a := range m.Given {
		if a.Subject == roster.Person {
			count["award/persons"]++
		} else {
			count["award/collectives"]++
		}
		count["award/"+string(a.Mode)]++
		count["award/title/"+a.Title]++
	}
	for k, n := range count {
		put(k, n, "award")
	}
	put("reg/units", m.Sum.Units, "registration")
	put("reg/persons", m.Sum.Persons, "registration")
	put("reg/collectives", m.Sum.Collectives, "registration")
	for title, n := range m.Sum.Titles {
		put("reg/title/"+title, n, "registration")
	}
	return list
}

// byTitle writes "Bằng khen của bộ, ban, ngành, tỉnh [[award/title/BK]]; …" for the codes that
// have a number, in the order of the catalogue.
func byTitle(prefix string, has func(code string) bool) string {
	c, err := names()
	if err != nil {
		return "" // a fault of this build: its tests say so
	}
	var list []string
	for _, e := range c.Entries() {
		if has(e.Code) {
			list = append(list, fmt.Sprintf("%s [[%s%s]]", e.Name, prefix, e.Code))
		}
	}
	return strings.Join(list, "; ")
}

// registrations: đăng ký danh hiệu, hình thức, in the section on steering.
func (w *writer) registrations() {
	s := w.f.Merit.Sum
	if !s.Opened {
		return
	}
	year := w.t.Period.Year()
	if s.Units == 0 {
		w.add("s1/reg/none", Body, "Khối đã mở đợt đăng ký danh hiệu thi đua, hình thức khen thưởng năm %d; chưa có đơn vị nào gửi bản đăng ký.", year)
		return
	}
	w.add("s1/reg", Body, "[[reg/units]]/[[units]] đơn vị đã đăng ký danh hiệu thi đua, hình thức khen thưởng năm %d với Khối, gồm [[reg/collectives]] lượt tập thể và [[reg/persons]] lượt cá nhân.", year)
	if text := byTitle("reg/title/", func(code string) bool { return s.Titles[code] > 0 }); text != "" {
		w.add("s1/reg/titles", Body, "Trong đó: %s.", text)
	}
}

// commendation: công tác khen thưởng, in the section on results.
func (w *writer) commendation() {
	given := w.f.Merit.Given
	if len(given) == 0 {
		return
	}
	w.heading("s2/award", "Công tác khen thưởng")
	modes := []string{}
	for _, m := range award.Modes() {
		if slices.ContainsFunc(given, func(a award.Award) bool { return a.Mode == m }) {
			modes = append(modes, fmt.Sprintf("%s [[award/%s]]", modeWords[m], m))
		}
	}
	w.add("s2/award/n", Body, "Trong kỳ, các đơn vị trong Khối có [[award/n]] lượt khen thưởng đã được quyết định và ghi sổ, gồm [[award/collectives]] lượt tập thể và [[award/persons]] lượt cá nhân; %s.", strings.Join(modes, ", "))
	has := func(code string) bool {
		return slices.ContainsFunc(given, func(a award.Award) bool { return a.Title == code })
	}
	if text := byTitle("award/title/", has); text != "" {
		w.add("s2/award/titles", Body, "Theo danh hiệu, hình thức: %s.", text)
	}
}

var modeWords = map[award.Mode]string{award.Regular: "thường xuyên", award.Themed: "theo đợt, chuyên đề", award.AdHoc: "đột xuất", award.Devotion: "cống hiến",
	award.Seniority: "niên hạn", award.External: "đối ngoại", award.Resistance: "kháng chiến"}
