package rulebook

import (
	"slices"
	"strconv"
	"strings"
)

// Label gives the message with the name of an answer's result.
func (a Answer) Label() string {
	if a.NotFor != (Text{}) {
		return "rule.notfor|Không áp dụng"
	}
	return a.Result.Label()
}

// Label gives the message with the name of a result.
func (r Result) Label() string {
	switch r {
	case Met:
		return "rule.met|Đạt"
	case NotMet:
		return "rule.notmet|Chưa đạt"
	}
	return "rule.unknown|Chưa kết luận được"
}

// KindLabel (tên loại quy tắc) gives the message with the name of a kind of rules.
func KindLabel(kind string) string {
	switch kind {
	case Eligibility:
		return "rule.k.eligibility|Điều kiện"
	case Quota:
		return "rule.k.quota|Tỷ lệ"
	case Dossier:
		return "rule.k.dossier|Hồ sơ"
	case Authority:
		return "rule.k.authority|Thẩm quyền"
	case Vote:
		return "rule.k.vote|Bỏ phiếu"
	case Money:
		return "rule.k.money|Tiền thưởng"
	}
	return kind
}

// countLabels are the counts that the shipped rules name, in words.
var countLabels = []struct {
	key string
	Text
}{
	{"strength", Text{"Tổng số người", "People in all"}},
	{"completed", Text{"Số người hoàn thành nhiệm vụ", "People who completed their tasks"}},
	{"htxsnv", Text{"Số người hoàn thành xuất sắc nhiệm vụ", "People rated excellent"}},
	{"lđtt", Text{"Số Lao động tiên tiến", "Progressive Workers"}},
	{"cstt", Text{"Số Chiến sĩ tiên tiến", "Progressive Soldiers"}},
	{"cstt_lđtt", Text{"Số Chiến sĩ tiên tiến, Lao động tiên tiến", "Progressive Soldiers and Workers"}},
	{"cstđcs", Text{"Số Chiến sĩ thi đua cơ sở", "Grassroots Emulation Fighters"}},
	{"bloc_rank", Text{"Thứ hạng trong khối", "Rank in the bloc"}},
	{"targets_exceeded", Text{"Vượt các chỉ tiêu thi đua (1: có, 0: không)", "Targets exceeded (1 yes, 0 no)"}},
	{"minutes_name_bloc", Text{"Biên bản bình xét ghi rõ khối (1: có, 0: không)", "Minutes name the bloc (1 yes, 0 no)"}},
	{"co_tinh_standard", Text{"Số tập thể đạt tiêu chuẩn Cờ tỉnh", "Collectives up to the provincial flag"}},
	{"ranked_first", Text{"Số tập thể dẫn đầu khối", "Collectives ranked first"}},
	{"months_worked", Text{"Số tháng làm việc trong năm", "Months of work in the year"}},
	{"days_absent", Text{"Số ngày nghỉ trong năm", "Days absent in the year"}},
	{"registered", Text{"Có đăng ký thi đua đầu năm (1: có, 0: không)", "Registered at the start of the year (1 yes, 0 no)"}},
	{"years_director", Text{"Số năm giữ chức giám đốc và tương đương", "Years as director"}},
	{"years_deputy", Text{"Số năm giữ chức phó giám đốc và tương đương", "Years as deputy director"}},
	{"base_salary", Text{"Mức lương cơ sở (đồng)", "Base salary (đồng)"}},
	{"amount", Text{"Số tiền thưởng (đồng)", "Bonus money (đồng)"}},
	{"all_members", Text{"Tổng số thành viên Hội đồng", "Members of the council"}},
	{"present", Text{"Số thành viên có mặt", "Members present"}},
	{"votes", Text{"Số phiếu đồng ý", "Votes in favour"}},
	{"proposed", Text{"Số đề nghị", "Proposed"}},
	{"to_trinh", Text{"Số bản tờ trình", "Copies of the submission"}},
	{"bao_cao", Text{"Số bản báo cáo thành tích", "Copies of the achievement report"}},
	{"bien_ban", Text{"Số bản biên bản họp Hội đồng", "Copies of the council's minutes"}},
	{"kiem_phieu", Text{"Số bản kết quả bỏ phiếu kín", "Copies of the ballot result"}},
	{"sang_kien", Text{"Số bản chứng nhận sáng kiến", "Copies of the initiative certificate"}},
	{"decider", Text{"Cấp quyết định (1: xã, 5: Chủ tịch nước)", "Level that decides (1: commune, 5: President)"}},
}

// CountLabel (tên của số liệu) gives a count of the facts in words: "Tổng số người"; its own
// name when it is none that the shipped rules use.
func CountLabel(key string) Text {
	for _, l := range countLabels {
		if l.key == key || Slug(l.key) == Slug(key) {
			return l.Text
		}
	}
	if strings.HasSuffix(key, "_proposed") {
		return CountLabel("proposed")
	}
	for _, k := range []string{"decider", "amount", "votes"} {
		if strings.HasSuffix(key, "_"+k) {
			return CountLabel(k)
		}
	}
	return Text{key, key}
}

// FactLabel gives a fact in words: "danh hiệu đã đạt".
func FactLabel(name string) Text {
	if key, ok := strings.CutPrefix(name, "counts."); ok {
		return CountLabel(key)
	}
	if year, ok := strings.CutPrefix(name, "rating."); ok {
		return Text{"xếp loại năm " + year, "rating of " + year}
	}
	if years, ok := strings.CutPrefix(name, "history."); ok {
		years = strings.ReplaceAll(years, "-", "–")
		return Text{"danh hiệu đã đạt năm " + years, "past titles of " + years}
	}
	if l, ok := factLabels[name]; ok {
		return l
	}
	return Text{name, name}
}

var scopeWords = map[string]Text{"base": {"cấp cơ sở", "base"}, "province": {"cấp tỉnh", "province"}, "ministry": {"cấp bộ", "ministry"}, "nation": {"toàn quốc", "nation"}}

// Say (nói ra dữ kiện) puts one fact into words, as the panel "vì sao?" prints it.
func (f Facts) Say(name string) Text {
	if !f.known(name) {
		return Text{"chưa biết", "not known"}
	}
	var vi, en []string
	add := func(v, e string) { vi, en = append(vi, v), append(en, e) }
	switch name {
	case "received":
		add(f.Received.VN(), f.Received.VN())
	case "history":
		for _, h := range f.History {
			s := h.Title + " " + strconv.Itoa(h.Year)
			if h.Decision != "" {
				s += " (" + h.Decision + ")"
			}
			add(s, s)
		}
	case "rating":
		years := make([]string, 0, len(f.Rating))
		for y := range f.Rating {
			years = append(years, y)
		}
		slices.Sort(years)
		for _, y := range years {
			add(y+": "+f.Rating[y], y+": "+f.Rating[y])
		}
	case "initiatives":
		for _, x := range f.Initiatives {
			w := scopeWords[x.Scope]
			add(strconv.Itoa(x.Year)+" "+w.VI, strconv.Itoa(x.Year)+" "+w.EN)
		}
	case "discipline":
		for _, x := range f.Discipline {
			add(strconv.Itoa(x.Year)+": "+x.Kind, strconv.Itoa(x.Year)+": "+x.Kind)
		}
	case "counts":
		keys := make([]string, 0, len(f.Counts))
		for k := range f.Counts {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		for _, k := range keys {
			l := CountLabel(k)
			add(l.VI+": "+dong(f.Counts[k]), l.EN+": "+dong(f.Counts[k]))
		}
	}
	switch {
	case len(vi) == 0 && name == "history" && f.Recorded != nil:
		return Text{"sổ chưa ghi lần nào", "none on record"}
	case len(vi) == 0:
		return Text{"không có", "none"}
	}
	return Text{strings.Join(vi, "; "), strings.Join(en, "; ")}
}

// CountKey (khóa của số liệu) gives the count that a text names, by its words or by its key.
func CountKey(text string) string {
	text = strings.TrimSpace(text)
	for _, l := range countLabels {
		if s := Slug(text); s == Slug(l.key) || s == Slug(l.VI) || s == Slug(l.EN) {
			return l.key
		}
	}
	return text
}

// Number (số nguyên) writes a whole number as people do, the same in both languages.
func Number(n int) Text { return Text{dong(n), dong(n)} }

// Lacking (chưa biết) says in words what is not known, without the keys of the facts.
func Lacking(missing []string) Text {
	var vi, en []string
	for _, n := range missing {
		l := FactLabel(n)
		vi, en = append(vi, lowerFirst(l.VI)), append(en, lowerFirst(l.EN))
	}
	return Text{"Chưa kết luận được: chưa có " + strings.Join(vi, ", ") + ".", "Cannot tell yet: not known: " + strings.Join(en, ", ") + "."}
}

// lowerFirst gives a label as it stands inside a sentence.
func lowerFirst(s string) string {
	r := []rune(s)
	if len(r) == 0 {
		return s
	}
	return strings.ToLower(string(r[:1])) + string(r[1:])
}
