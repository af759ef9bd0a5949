package rolemodel

import (
	"fmt"
	"slices"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/paper"
	"thidua/internal/base/vi"
	"thidua/internal/year/org"
)

// A Portrait (bản giới thiệu điển hình) is what the paper of a role model is made from, as one
// reader may see it.
type Portrait struct {
	Model   RoleModel
	Bloc    org.Bloc
	Unit    org.Unit
	Applied []string // units that applied it, each with the result
	Photos  []Shot
	Day     civil.Date
}

// A Shot (ảnh in) is a photo with its caption.
type Shot struct {
	JPEG    []byte
	Caption string
}

// Paper lays the story out in the boxes of Nghị định 30/2020/NĐ-CP, for the head of the unit to
// sign; one that is not summarised yet is marked as a draft.
func (p Portrait) Paper() *paper.Document {
	m := p.Model
	d := &paper.Document{Issuer: p.Unit.Name, Place: p.Bloc.Province, Date: p.Day, Kind: "ĐIỂN HÌNH TIÊN TIẾN", Subject: m.Title, Title: "Điển hình tiên tiến: " + m.Title, Created: p.Day,
		CC: []string{p.Bloc.Name, "Lưu: VT"}, Authority: []string{"Thủ trưởng đơn vị"}}
	if m.Stage != Summarised && m.Stage != Replicated {
		d.Draft = "DỰ THẢO"
	}
	who := vi.NFC(strings.TrimSpace(m.Titled()))
	if who == "" {
		who = "chưa ghi tên"
	}
	d.Body = append(d.Body, paper.P(fmt.Sprintf("%s: %s, %s.", map[bool]string{true: "Cá nhân", false: "Tập thể"}[m.Kind.Personal()], who, p.Unit.Name)))
	if m.Field != "" {
		d.Body = append(d.Body, paper.P("Lĩnh vực: "+m.Field+"."))
	}
	no := 0
	part := func(title, text string) {
		if text = strings.TrimSpace(text); text == "" {
			return
		}
		no++
		d.Body = append(d.Body, paper.H(1, []string{"", "I", "II", "III"}[no]+". "+title))
		for l := range strings.Lines(text) {
			if l = strings.TrimSpace(l); l != "" {
				d.Body = append(d.Body, paper.P(l))
			}
		}
	}
	part("Việc đã làm, kết quả", m.Story)
	part("Điều các đơn vị áp dụng được", m.Lesson)
	part("Đơn vị đã áp dụng", strings.Join(p.Applied, "\n"))
	for _, s := range p.Photos {
		d.Body = append(d.Body, paper.Block{Kind: paper.PictureOf, Runs: paper.T(s.Caption), Picture: &paper.Picture{Data: s.JPEG, Width: 120, Alt: s.Caption, Align: paper.Center}})
	}
	return d
}

// said words what a unit reported, for the list of the paper.
func said(list []Application, name func(Application) string) (out []string) {
	slices.SortStableFunc(list, func(a, b Application) int { return b.Day.DaysUntil(a.Day) })
	for _, a := range list {
		out = append(out, fmt.Sprintf("%s (ngày %s): %s", name(a), a.Day.VN(), a.Result))
	}
	return out
}
