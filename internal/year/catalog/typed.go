package catalog

import (
	"regexp"
	"strconv"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/base/vi"
	"thidua/internal/year/catalog/rulebook"
)

// What people type about a person or a collective, on forms and in lists. An empty text
// is not known; "không", "0" or "–" is known to be none. Entries stand one per line, or
// between semicolons.

// None (không có) reports whether a text says that there is none.
func None(s string) bool {
	switch strings.TrimSpace(s) {
	case "0", "-", "–":
		return true
	}
	switch vi.Fold(s) {
	case "khong", "khong co", "chua co", "khong bi", "none":
		return true
	}
	return false
}

// entries cuts a text; nil when nothing is known, empty when there is none.
func entries(s string) []string {
	if strings.TrimSpace(s) == "" {
		return nil
	}
	list := []string{}
	if None(s) {
		return list
	}
	for _, x := range strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || r == ';' }) {
		if x = strings.TrimSpace(x); x != "" {
			list = append(list, x)
		}
	}
	return list
}

var (
	yearFirst = regexp.MustCompile(`^((?:19|20|21)\d\d)\s*[:,\-–]?\s*(.+)$`)
	yearLast  = regexp.MustCompile(`^(.+?)\s*[:,(\-–]?\s*(?:năm\s+)?((?:19|20|21)\d\d)\)?$`)
)

// dated cuts "2021: tỉnh" or "tỉnh 2021" into year and text; several years may stand
// before one text: "2020, 2021: CSTĐCS".
func dated(s string) (years []int, text string, ok bool) {
	s = strings.TrimSpace(vi.NFC(s))
	if head, tail, cut := strings.Cut(s, ":"); cut {
		if list, good := yearsOf(head); good {
			return list, strings.TrimSpace(tail), strings.TrimSpace(tail) != ""
		}
		if list, good := yearsOf(tail); good {
			return list, strings.TrimSpace(head), strings.TrimSpace(head) != ""
		}
	}
	if m := yearFirst.FindStringSubmatch(s); m != nil {
		y, _ := strconv.Atoi(m[1])
		return []int{y}, strings.TrimSpace(m[2]), true
	}
	if m := yearLast.FindStringSubmatch(s); m != nil {
		y, _ := strconv.Atoi(m[2])
		return []int{y}, strings.TrimSpace(m[1]), true
	}
	return nil, "", false
}

func yearsOf(s string) (list []int, ok bool) {
	for _, x := range strings.Split(s, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(x))
		if err != nil || n < 1945 || n > 2200 {
			return nil, false
		}
		list = append(list, n)
	}
	return list, true
}

// ReadHistory (đọc danh hiệu đã đạt) reads past titles: "2020, 2021: CSTĐCS".
func ReadHistory(c *Catalog, s string) ([]rulebook.Held, error) {
	var list []rulebook.Held
	all := entries(s)
	if all != nil {
		list = []rulebook.Held{}
	}
	for _, x := range all {
		years, text, ok := dated(x)
		if !ok {
			return nil, fault.New(fault.Invalid, "facts.history|“{text}”: ghi năm rồi danh hiệu, ví dụ “2020, 2021: CSTĐCS”.", fault.P{"text": x})
		}
		e, ok := c.Find(text)
		if !ok {
			return nil, fault.New(fault.Invalid, "facts.title|Danh mục không có “{text}”. Ghi mã (CSTĐCS, LĐTT…) hoặc tên đầy đủ.", fault.P{"text": text})
		}
		for _, y := range years {
			list = append(list, rulebook.Held{Year: y, Title: e.Code})
		}
	}
	return list, nil
}

// ReadElsewhere (đọc danh hiệu có ở nơi khác) reads past titles that another unit's list holds, each with the
// decision that gave it: "2019: CSTĐCS, 12/QĐ-STP".
func ReadElsewhere(c *Catalog, s string) ([]rulebook.Held, error) {
	var list []rulebook.Held
	for _, x := range entries(s) {
		years, text, ok := dated(x)
		title, decision, cut := strings.Cut(text, ",")
		if !cut {
			title, decision, cut = strings.Cut(text, "(")
		}
		decision = strings.Trim(strings.TrimSpace(decision), "()")
		if !ok || len(years) != 1 || !cut || !strings.ContainsAny(decision, "0123456789") || len([]rune(decision)) > 100 {
			return nil, fault.New(fault.Invalid, "facts.elsewhere|“{text}”: ghi năm, danh hiệu rồi số quyết định, ví dụ “2019: CSTĐCS, 12/QĐ-STP”.", fault.P{"text": x})
		}
		e, ok := c.Find(strings.TrimSpace(title))
		if !ok {
			return nil, fault.New(fault.Invalid, "facts.title|Danh mục không có “{text}”. Ghi mã (CSTĐCS, LĐTT…) hoặc tên đầy đủ.", fault.P{"text": strings.TrimSpace(title)})
		}
		list = append(list, rulebook.Held{Year: years[0], Title: e.Code, Decision: decision})
	}
	return list, nil
}

var ratingWords = map[string]string{"htxsnv": "HTXSNV", "hoan thanh xuat sac nhiem vu": "HTXSNV", "xuat sac": "HTXSNV", "httnv": "HTTNV", "hoan thanh tot nhiem vu": "HTTNV", "tot": "HTTNV",
	"htnv": "HTNV", "hoan thanh nhiem vu": "HTNV", "khtnv": "KHTNV", "khong hoan thanh nhiem vu": "KHTNV"}

// ReadRating (đọc xếp loại) reads yearly ratings: "2021: HTXSNV".
func ReadRating(s string) (map[string]string, error) {
	all := entries(s)
	if len(all) == 0 {
		return nil, nil // no rating at all is not known, whatever is written
	}
	m := map[string]string{}
	for _, x := range all {
		years, text, ok := dated(x)
		code := ratingWords[vi.Fold(text)]
		if !ok || code == "" {
			return nil, fault.New(fault.Invalid, "facts.rating|“{text}”: ghi năm rồi xếp loại HTXSNV, HTTNV, HTNV hoặc KHTNV, ví dụ “2021: HTTNV”.", fault.P{"text": x})
		}
		for _, y := range years {
			if old := m[strconv.Itoa(y)]; old != "" && old != code {
				return nil, fault.New(fault.Invalid, "facts.rating.twice|Năm {year} có hai xếp loại khác nhau.", fault.P{"year": y})
			}
			m[strconv.Itoa(y)] = code
		}
	}
	return m, nil
}

var scopeOf = map[string]string{"co so": "base", "cap co so": "base", "tinh": "province", "cap tinh": "province", "bo": "ministry", "cap bo": "ministry", "nganh": "ministry", "cap nganh": "ministry",
	"toan quoc": "nation", "ca nuoc": "nation", "quoc gia": "nation", "base": "base", "province": "province", "ministry": "ministry", "nation": "nation"}

// ReadInitiatives (đọc sáng kiến) reads initiatives: "2021: cấp tỉnh".
func ReadInitiatives(s string) ([]rulebook.Initiative, error) {
	all := entries(s)
	var list []rulebook.Initiative
	if all != nil {
		list = []rulebook.Initiative{}
	}
	for _, x := range all {
		years, text, ok := dated(x)
		scope := scopeOf[strings.TrimPrefix(vi.Fold(text), "sang kien ")]
		if !ok || scope == "" {
			return nil, fault.New(fault.Invalid, "facts.initiative|“{text}”: ghi năm rồi phạm vi (cơ sở, tỉnh, bộ, toàn quốc), ví dụ “2021: tỉnh”; không có thì ghi “không”.", fault.P{"text": x})
		}
		for _, y := range years {
			list = append(list, rulebook.Initiative{Year: y, Scope: scope})
		}
	}
	return list, nil
}

// penalties (các hình thức kỷ luật) are what a line about discipline may say.
var penalties = []string{"khiển trách", "cảnh cáo", "hạ bậc lương", "giáng cấp bậc hàm", "giáng chức", "cách chức", "tước quân hàm", "tước danh hiệu quân nhân", "tước danh hiệu công an nhân dân", "buộc thôi việc"}

// ReadDiscipline (đọc kỷ luật) reads penalties: "2019: khiển trách", or "2022: đang chờ xét".
func ReadDiscipline(s string) ([]rulebook.Penalty, error) {
	all := entries(s)
	var list []rulebook.Penalty
	if all != nil {
		list = []rulebook.Penalty{}
	}
	for _, x := range all {
		years, text, ok := dated(x)
		kind := ""
		for _, p := range penalties {
			if vi.Fold(p) == vi.Fold(text) {
				kind = p
			}
		}
		switch vi.Fold(text) {
		case "dang cho xet", "cho xet ky luat", "dang xem xet", "dang xem xet ky luat", "pending":
			kind = "pending"
		}
		if !ok || kind == "" {
			return nil, fault.New(fault.Invalid, "facts.discipline|“{text}”: ghi năm rồi hình thức kỷ luật (khiển trách, cảnh cáo, …, hoặc đang chờ xét), ví dụ “2019: khiển trách”; không có thì ghi “không”.", fault.P{"text": x})
		}
		for _, y := range years {
			list = append(list, rulebook.Penalty{Year: y, Kind: kind})
		}
	}
	return list, nil
}

// ReadCounts (đọc số liệu) reads numbers by name: "Tổng số người = 41", "lđtt: 30".
func ReadCounts(s string) (map[string]int, error) {
	m := map[string]int{}
	for _, x := range entries(s) {
		i := strings.LastIndexAny(x, "=:")
		if i < 0 {
			return nil, fault.New(fault.Invalid, "facts.count|“{text}”: ghi tên rồi số nguyên, ví dụ “Tổng số người = 41”.", fault.P{"text": x})
		}
		n, err := strconv.Atoi(strings.ReplaceAll(strings.TrimSpace(x[i+1:]), ".", ""))
		key := rulebook.CountKey(x[:i])
		if err != nil || n < 0 || key == "" {
			return nil, fault.New(fault.Invalid, "facts.count|“{text}”: ghi tên rồi số nguyên, ví dụ “Tổng số người = 41”.", fault.P{"text": x})
		}
		m[key] = n
	}
	if part, ok := rulebook.Larger(m); ok {
		return nil, fault.New(fault.Invalid, rulebook.PartMsg, rulebook.PartArgs(m, part))
	}
	return m, nil
}
