package report

import (
	"fmt"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/year/campaign"
	"thidua/internal/year/pledge"
)

// A Launch (phong trào trong kỳ) is what the report says of one campaign.
type Launch struct {
	Campaign  campaign.Campaign
	Joined    int // units that had launched it by the end of the period
	Called    int
	Late      int // of those, after the day the bloc asked for
	Reporting int // units that recorded a result in the period
	Summed    civil.Date
	Proposals int
	Judged    []campaign.Judgement // in the order of the aspects
}

// A Deed (giao ước trong kỳ) is what the report says of the pledge of the year.
type Deed struct {
	Pledge  pledge.Pledge
	Text    pledge.Text
	Signed  int
	Parties int
}

// launches: phát động, hưởng ứng phong trào; ký giao ước.
func (w *writer) launches() {
	if n := len(w.f.Launches); n > 0 {
		drives, joins := 0, 0
		for _, l := range w.f.Launches {
			joins += l.Joined
			if l.Campaign.Kind != campaign.Regular {
				drives++
			}
		}
		w.add("s1/launches", Body, "Trong kỳ, Khối tổ chức %d phong trào, trong đó %d đợt thi đua, chuyên đề; các đơn vị đã phát động trong đơn vị %d lượt:", n, drives, joins)
		for _, l := range w.f.Launches {
			w.launch(l)
		}
	}
	w.deed()
}

func (w *writer) launch(l Launch) {
	c := l.Campaign
	s := fmt.Sprintf("%s (%s – %s): %d/%d đơn vị phát động", c.Name, c.Days.From.VN(), c.Days.To.VN(), l.Joined, l.Called)
	if l.Late > 0 {
		s += fmt.Sprintf(", %d đơn vị sau hạn", l.Late)
	}
	if l.Reporting > 0 {
		s += fmt.Sprintf("; %d đơn vị ghi kết quả", l.Reporting)
	}
	if !l.Summed.IsZero() {
		s += "; tổng kết ngày " + l.Summed.VN()
	}
	if l.Proposals > 0 {
		s += fmt.Sprintf("; %d đề nghị khen thưởng", l.Proposals)
	}
	key := "s1/launch/" + c.ID.String()
	w.sourced(key, Item, escape(s)+";", "campaign/"+c.ID.String(), "phong trào “"+c.Name+"”")
	var grades []string
	for _, j := range l.Judged {
		grades = append(grades, lowerFirst(campaign.Vietnamese(j.Aspect.Label()))+": "+lowerFirst(campaign.Vietnamese(j.Grade.Label())))
	}
	if len(grades) > 0 {
		s := fmt.Sprintf("Khối trưởng đánh giá phong trào “%s”: %s", c.Name, strings.Join(grades, "; "))
		if open := len(campaign.Aspects) - len(grades); open > 0 {
			s += fmt.Sprintf(" (còn %d mặt chưa đánh giá)", open)
		}
		w.sourced(key+"/quality", Body, escape(s+"."), "campaign/"+c.ID.String(), "phần đánh giá của phong trào “"+c.Name+"”")
	}
}

func (w *writer) deed() {
	d := w.f.Deed
	if d == nil || d.Pledge.State == pledge.Draft {
		return
	}
	s := fmt.Sprintf("Giao ước thi đua năm %d đang lấy ý kiến các đơn vị.", d.Pledge.Year)
	switch {
	case d.Pledge.State == pledge.Binding:
		s = fmt.Sprintf("Giao ước thi đua năm %d đã được Thủ trưởng %d/%d đơn vị ký, có hiệu lực từ ngày %s (mã bản %s).", d.Pledge.Year, d.Signed, d.Parties, d.Pledge.Bound.VN(), pledge.Short(d.Text.Hash))
	case d.Pledge.State == pledge.Signing:
		s = fmt.Sprintf("Giao ước thi đua năm %d đã có Thủ trưởng %d/%d đơn vị ký (mã bản %s).", d.Pledge.Year, d.Signed, d.Parties, pledge.Short(d.Text.Hash))
	case d.Pledge.BoundNo > 0:
		s = fmt.Sprintf("Giao ước thi đua năm %d có hiệu lực từ ngày %s, đang được sửa đổi.", d.Pledge.Year, d.Pledge.Bound.VN())
	}
	w.sourced("s1/pledge", Body, s, "pledge/"+d.Pledge.ID.String(), fmt.Sprintf("giao ước năm %d, bản số %d", d.Pledge.Year, d.Text.No))
}

// sourced adds a part that says where it comes from.
func (w *writer) sourced(key string, k Kind, text, source, from string) {
	w.parts = append(w.parts, Part{Key: key, Kind: k, Text: text, Source: source, From: from})
}
