package app

import (
	"context"
	"slices"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/year/consultation"
	"thidua/internal/year/org"
	"thidua/internal/year/report"
)

// sampleRemarks are what units say about the sample's draft: where the words stand, what is wished or
// said. Posts, no persons; invented.
var sampleRemarks = []struct {
	unit, at, old, wish, text string
	answer                    consultation.State
	why                       string
	agree                     []string
}{
	{unit: "bdbp", at: "BĐBP tỉnh:", old: "lượt tuần tra", wish: "lượt tuần tra, kiểm soát", text: "Đúng tên nhiệm vụ.", answer: consultation.Accepted, agree: []string{"bo-chqs"}},
	{unit: "vksnd", at: "VKSND tỉnh:", text: "Đề nghị nêu rõ số vụ án đã giải quyết trong kỳ.", agree: []string{"tand", "cong-an"}},
	{unit: "tand", at: "VKSND tỉnh:", text: "Đề nghị nêu rõ số vụ án đã giải quyết."},
	{unit: "so-tu-phap", at: "số hóa hồ sơ hộ tịch", old: "bố trí kinh phí", wish: "quan tâm bố trí kinh phí", text: ""},
	{unit: "lu-doan-198", at: "đơn vị dùng mạng riêng", text: "Các đơn vị quân đội gửi số liệu bằng văn bản giấy được không?"},
	{unit: "cuc-thads", at: "", text: "Báo cáo nên có biểu so sánh với cùng kỳ năm trước.", answer: consultation.Explained, why: "Bộ chỉ tiêu năm 2021 khác, chưa so sánh được."},
}

// LoadSampleDraft adds to the sample year what people who look at it first want to see filled: the draft of the
// half-year's report, sent round, with remarks of units, two of them answered. A bloc whose draft stands
// already is left as it is.
func (a *App) LoadSampleDraft(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "app.LoadSampleDraft")
	b, err := org.BlocByCode(ctx, a.DB, SampleBloc)
	if err != nil {
		return err
	}
	at := report.Place{Bloc: b, Period: SamplePeriod}
	if d, err := report.DraftOf(ctx, a.DB, b.ID, SamplePeriod); err == nil && d.ID != 0 {
		return nil
	} else if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	lead, err := a.leadOfficer(ctx, b)
	if err != nil {
		return err
	}
	if err := a.Report.Draft(ctx, lead, b, SamplePeriod); err != nil {
		if fault.Is(err, fault.Conflict) {
			return nil
		}
		return err
	}
	if _, err := a.Consultation.OpenRound(ctx, lead, at, consultation.Call{Stage: consultation.Before, Due: a.Consultation.Today().AddDays(8), Note: "Góp ý trước Hội nghị sơ kết"}); err != nil {
		return err
	}
	k, err := a.Consultation.Read(ctx, lead, at)
	if err != nil {
		return err
	}
	for _, x := range sampleRemarks {
		by, err := a.actor(ctx, officerLogin(x.unit))
		if err != nil {
			return err
		}
		e := consultation.Entry{Kind: consultation.Comment, Text: x.text, Via: consultation.Web}
		if strings.HasSuffix(x.text, "?") {
			e.Kind = consultation.Question
		}
		if x.at != "" {
			i := slices.IndexFunc(k.Passages, func(p consultation.Passage) bool {
				return strings.Contains(p.Text, x.at) && strings.Contains(p.Text, x.old)
			})
			if i < 0 {
				continue // the sample's texts were written anew
			}
			e.Para = k.Passages[i].Para
			if x.wish != "" {
				e.Kind, e.Base = consultation.Wording, k.Passages[i].Text
				e.Wish = strings.Replace(e.Base, x.old, x.wish, 1)
			}
		}
		n, err := a.Consultation.Say(ctx, by, at, e)
		if err != nil {
			return err
		}
		for _, u := range x.agree {
			other, err := a.actor(ctx, officerLogin(u))
			if err != nil {
				return err
			}
			if err := a.Consultation.Agree(ctx, other, at, n, "yes"); err != nil {
				return err
			}
		}
		if x.answer != "" {
			if err := a.Consultation.Resolve(ctx, lead, at, n, consultation.Resolution{State: x.answer, Answer: x.why, Rev: 1}); err != nil {
				return err
			}
		}
	}
	return nil
}
