package portal

import (
	"slices"
	"strings"
	"testing"

	"thidua/internal/base/civil"
	"thidua/internal/base/id"
	"thidua/internal/year/conference"
)

// seedMeeting is the conference of the article that asked for all this: units, documents,
// dates and posts as they are, no persons.
func seedMeeting() Meeting {
	return Meeting{Bloc: "Khối thi đua số 3", Province: "Đắk Lắk", Leader: "Thanh tra tỉnh Đắk Lắk", Kind: MidyearMeeting, Name: "Hội nghị sơ kết 6 tháng đầu năm 2022", Place: "Hội trường Thanh tra tỉnh",
		Chair: "Phó Chánh Thanh tra tỉnh", Period: "6 tháng đầu năm 2022", Day: civil.Date{Year: 2022, Month: 7, Day: 15}, Came: 24, From: 12, Guests: []string{"Chuyên viên, Ban Thi đua - Khen thưởng tỉnh"},
		Members:   []string{"Thanh tra tỉnh", "Tòa án nhân dân tỉnh", "Lữ đoàn 198"},
		Directive: "Chỉ thị 24/CT-UBND ngày 28/12/2021 của UBND tỉnh Đắk Lắk", Common: 10, Contents: []string{"Quốc phòng, an ninh"}, Judged: []string{"Phong trào năm: công tác tham mưu tốt"}, Ahead: []string{"Rà soát nhiệm vụ, chỉ tiêu; xác định nhiệm vụ cấp bách, lĩnh vực còn yếu."}, Explained: 2, Solved: 1, Guides: []string{"Chỉ thị 05-CT/TW", "Nghị quyết Trung ương 4 khóa XII"},
		Launched: []string{"Đợt thi đua chào mừng 30/4 (01/03/2022 – 30/04/2022)"}, Pledged: "Thủ trưởng 12/12 đơn vị đã ký giao ước thi đua năm 2022", Registered: 12,
		Models: Models{Detected: 5, Summarised: 2, Replicated: 1}, Talks: 2, Speakers: []string{"Đại tá, Chính ủy, Lữ đoàn 198", "Phó Giám đốc Sở, Sở Tư pháp"}, Remarks: 1,
		Shortcomings: 3, Causes: []string{"Chủ quan: phối hợp chưa chặt chẽ"}, Solutions: []string{"Tổ chức bù các buổi sinh hoạt còn thiếu."}, Targets: []string{"Tỷ lệ tập huấn đạt 95%"}, Passed: []string{"Nhiệm vụ 6 tháng cuối năm"}, Photos: 3}
}

// TestOfMeeting: every fact of the record is in the draft once, photos stand apart in the
// text, and what the record does not hold is not said.
func TestOfMeeting(t *testing.T) {
	a := OfMeeting(seedMeeting())
	text := a.Overline + "\n" + a.Title + "\n" + a.Lead + "\n" + strings.Join(PlainText(Read(a.Body)), "\n")
	for _, fact := range []string{"Khối thi đua số 3 – UBND tỉnh Đắk Lắk", "Khối thi đua số 3 sơ kết công tác thi đua, khen thưởng 6 tháng đầu năm 2022", "Ngày 15/07/2022, tại Hội trường Thanh tra tỉnh",
		"Khối trưởng: Thanh tra tỉnh Đắk Lắk", "hội nghị sơ kết 6 tháng đầu năm 2022", "Phó Chánh Thanh tra tỉnh chủ trì", "24 đại biểu của 12/3 đơn vị", "Ban Thi đua - Khen thưởng tỉnh",
		"3 đơn vị: Thanh tra tỉnh, Tòa án nhân dân tỉnh và Lữ đoàn 198.", "Chỉ thị 24/CT-UBND ngày 28/12/2021 của UBND tỉnh Đắk Lắk", "Chỉ thị 05-CT/TW và Nghị quyết Trung ương 4 khóa XII", "Đợt thi đua chào mừng 30/4 (01/03/2022 – 30/04/2022).",
		"12/12 đơn vị đã ký giao ước", "12 đơn vị đã đăng ký danh hiệu", "phát hiện 5 điển hình", "tổng kết 2", "nhân rộng 1", "2 lượt phát biểu của Đại tá, Chính ủy, Lữ đoàn 198; Phó Giám đốc Sở, Sở Tư pháp", "1 góp ý",
		"3 tồn tại, hạn chế", "nguyên nhân của 2 tồn tại", "giải pháp cho 1 tồn tại", "10 chỉ tiêu chung", "Quốc phòng, an ninh.", "Phong trào năm: công tác tham mưu tốt.", "xác định nhiệm vụ cấp bách, lĩnh vực còn yếu.", "phối hợp chưa chặt chẽ", "Tổ chức bù các buổi sinh hoạt còn thiếu.", "Tỷ lệ tập huấn đạt 95%.", "Nhiệm vụ 6 tháng cuối năm."} {
		if n := strings.Count(text, fact); n != 1 {
			t.Errorf("%q stands %d times", fact, n)
		}
	}
	photos := []Photo{{No: 1}, {No: 2}, {No: 3}}
	if got := Shown(a.Body, photos); len(got) != 3 {
		t.Errorf("%d photos in the text", len(got))
	}
	if _, err := a.Clean(); err != nil {
		t.Error(err)
	}
	if CleanText(a.Body) != a.Body {
		t.Error("saving changes the text")
	}
	bare := OfMeeting(Meeting{Bloc: "Khối A", Name: "Hội nghị", Day: civil.Date{Year: 2022, Month: 7, Day: 15}})
	if bare.Body != "" || strings.Contains(bare.Lead, "tại") || strings.Contains(bare.Lead, "chủ trì") || strings.Contains(bare.Overline, "tỉnh") {
		t.Errorf("said of nothing: %+v", bare)
	}
	more := seedMeeting()
	more.Photos = 7
	if got := Shown(OfMeeting(more).Body, []Photo{{No: 1}, {No: 2}, {No: 3}, {No: 4}, {No: 5}, {No: 6}, {No: 7}}); len(got) != 7 {
		t.Errorf("%d of 7 photos", len(got))
	}
}

// TestOfModel: a role model without a name is told without one.
func TestOfModel(t *testing.T) {
	a := OfModel(Model{Bloc: "Khối thi đua số 3", Unit: "Tòa án nhân dân tỉnh", Name: "Một cán bộ của TAND tỉnh", Title: "Hòa giải thành 90% vụ việc", Story: "Kiên trì gặp từng bên.\n\nGhi chép từng vụ.", Lesson: "Gặp các bên trước phiên họp.", Photos: 2})
	if a.Lead != "Một cán bộ của TAND tỉnh (Tòa án nhân dân tỉnh) là điển hình tiên tiến của Khối thi đua số 3." {
		t.Error(a.Lead)
	}
	if got := PlainText(Read(a.Body)); !slices.Contains(got, "Ghi chép từng vụ.") || !slices.Contains(got, "Gặp các bên trước phiên họp.") {
		t.Error(got)
	}
	if got := Shown(a.Body, []Photo{{No: 1}, {No: 2}}); len(got) != 2 {
		t.Errorf("%d photos in the text", len(got))
	}
}

// TestAsks: a photo waits until every unit agreed; naming units anew keeps what they said.
func TestAsks(t *testing.T) {
	p := Photo{Faces: true, Asks: asks([]id.Unit{1, 2, 2, 0}, nil)}
	if len(p.Asks) != 2 || !p.Waiting() || p.Agreed() {
		t.Fatalf("%+v", p)
	}
	p.Asks[0].Answer = Agrees
	if !p.Waiting() {
		t.Error("one of two agreed, and it is shown")
	}
	p.Asks[1].Answer = Agrees
	if p.Waiting() || !p.Agreed() {
		t.Error("both agreed, and it waits")
	}
	if p.Asks = asks([]id.Unit{2, 3}, p.Asks); len(p.Asks) != 2 || p.Asks[0].Answer != Agrees || p.Asks[1].Answer != Unasked || !p.Waiting() {
		t.Errorf("%+v", p.Asks)
	}
	p.Asks[1].Answer = Declines
	if !p.Waiting() || !p.Declined() {
		t.Error("a unit said no, and it is shown")
	}
	if p.Faces = false; !p.Waiting() || !p.Declined() {
		t.Error("a no is gone because an editor says that nobody can be recognised")
	}
	if p.Asks = asks(nil, p.Asks); len(p.Asks) != 1 || p.Asks[0].Unit != 3 || !p.Waiting() {
		t.Errorf("a no is gone because the unit is named no more: %+v", p.Asks)
	}
	if p.Asks[0].Answer = Agrees; p.Waiting() {
		t.Error("the unit took its no back, nobody can be recognised, and it waits")
	}
	if p = (Photo{Faces: true}); !p.Waiting() || p.Agreed() {
		t.Error("people of no unit are shown without asking anybody")
	}
}

// TestTitled: a delegate's post and unit are said once.
func TestTitled(t *testing.T) {
	for want, d := range map[string]conference.Delegate{
		"Phó Giám đốc Sở Tư pháp":       {Post: "Phó Giám đốc Sở", UnitName: "Sở Tư pháp"},
		"Phó Chánh Thanh tra tỉnh":      {Post: "Phó Chánh Thanh tra tỉnh", UnitName: "Thanh tra tỉnh"},
		"Đại tá, Chính ủy, Lữ đoàn 198": {Rank: "Đại tá", Post: "Chính ủy", UnitName: "Lữ đoàn 198"},
		"Chuyên viên":                   {Post: "Chuyên viên"},
		"Lữ đoàn 198":                   {UnitName: "Lữ đoàn 198"},
	} {
		if got := titled(d); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
