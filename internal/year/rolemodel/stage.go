package rolemodel

import (
	"slices"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
)

// minStory is how many characters a story has at least: two sentences.
const minStory = 80

// May tells whether the model can go to stage to with this note: the order of the stages,
// and what each of them needs. Errors: Conflict for the order, Invalid with fields.
func (m RoleModel) May(to Stage, note string) error {
	if !slices.Contains(m.Stage.Next(m.Kind), to) {
		return fault.New(fault.Conflict, "rolemodel.order|Không chuyển được từ “{from}” sang “{to}”. Tải lại trang để xem giai đoạn hiện tại.", fault.P{"from": fault.Text(m.Stage.Label(), nil), "to": fault.Text(to.Label(), nil)})
	}
	e := invalid()
	switch to {
	case Verified:
		check(e, "note", note, maxText, "rolemodel.verify|Ghi đã xác minh thế nào: hỏi ai, xem hồ sơ nào, kết quả.")
		if m.Name == "" {
			e.With("name", "rolemodel.noname|Chưa ghi tên người hoặc tập thể. Sửa thông tin rồi xác minh.")
		}
	case Fostering:
		check(e, "plan", m.Plan, maxText, "rolemodel.plan|Ghi kế hoạch bồi dưỡng: làm gì, trong bao lâu.")
		check(e, "mentor", m.Mentor, maxName, "rolemodel.mentor|Ghi người giúp đỡ, bồi dưỡng (chức vụ).")
	case Summarised:
		if len([]rune(m.Story)) < minStory {
			e.With("story", "rolemodel.story|Bài tổng kết quá ngắn. Kể việc đã làm, kết quả và vì sao đáng học (ít nhất {n} ký tự).", fault.P{"n": minStory})
		}
		if m.Kind.Personal() && m.NameOK == NotAsked {
			e.With("name_ok", "rolemodel.consent|Hỏi người được nêu gương có đồng ý nêu tên không rồi ghi lại.")
		}
	case Replicated:
		check(e, "lesson", m.Lesson, maxText, "rolemodel.lesson|Ghi điều các đơn vị khác áp dụng được.")
		if m.Seen == SeenOwn {
			e.With("seen", "rolemodel.seen|Mở cho các đơn vị trong Khối xem rồi mới nhân rộng.")
		}
	case Closed:
		check(e, "note", note, maxText, "rolemodel.why|Ghi lý do thôi theo dõi.")
	}
	return refused(e)
}

// Show tells whether the story may be opened to the readers of v. Errors: Invalid.
func (m RoleModel) Show(v Visibility) error {
	bad := func(s string) error { return fault.New(fault.Invalid, s).With("seen", s) }
	switch {
	case v != SeenOwn && v != SeenBloc && v != SeenPublic:
		return bad("rolemodel.seen.which|Chọn phạm vi xem.")
	case v != SeenOwn && m.Stage != Summarised && m.Stage != Replicated:
		return bad("rolemodel.seen.early|Tổng kết xong mới mở cho người khác xem.")
	case v == SeenPublic && m.Kind.Personal() && m.NameOK != Given:
		return bad("rolemodel.seen.name|Người được nêu gương chưa đồng ý nêu tên nên chưa công khai được. Có thể mở trong Khối: tên được thay bằng “Một cán bộ của …”.")
	}
	return nil
}

// Numbers (số liệu điển hình) counts what happened to role models in a period.
type Numbers struct {
	Detected, Verified, Fostering, Summarised, Replicated int
	Applied                                               int // times that other units applied them
	People, Collectives, Deeds                            int // of those detected
	Proposed, Commended                                   int // timely commendation
}

// Add sums two units.
func (n Numbers) Add(o Numbers) Numbers {
	n.Detected += o.Detected
	n.Verified += o.Verified
	n.Fostering += o.Fostering
	n.Summarised += o.Summarised
	n.Replicated += o.Replicated
	n.Applied += o.Applied
	n.People += o.People
	n.Collectives += o.Collectives
	n.Deeds += o.Deeds
	n.Proposed += o.Proposed
	n.Commended += o.Commended
	return n
}

// A Pipeline (tình hình điển hình) is all that is known of the role models of a bloc.
type Pipeline struct {
	Models       []RoleModel
	Steps        []Step
	Applications []Application
	Proposals    []Proposal
}

// Count gives the numbers of every unit between two days, both included, by the day on
// which each stage was reached: a model that is detected and summarised in one period
// counts in both columns, and nothing counts in two periods. Closed models count for the
// stages they reached.
func (p Pipeline) Count(from, to civil.Date) map[id.Unit]Numbers {
	out := map[id.Unit]Numbers{}
	in := func(d civil.Date) bool { return !d.IsZero() && !d.Before(from) && !to.Before(d) }
	byID := map[ID]RoleModel{}
	for _, m := range p.Models {
		byID[m.ID] = m
	}
	for _, s := range p.Steps {
		m, ok := byID[s.Model]
		if !ok || !in(s.Day) {
			continue
		}
		n := out[m.Unit]
		switch s.Stage {
		case Detected:
			n.Detected++
			switch m.Kind {
			case Person:
				n.People++
			case Collective:
				n.Collectives++
			default:
				n.Deeds++
			}
		case Verified:
			n.Verified++
		case Fostering:
			n.Fostering++
		case Summarised:
			n.Summarised++
		case Replicated:
			n.Replicated++
		}
		out[m.Unit] = n
	}
	for _, a := range p.Applications {
		if m, ok := byID[a.Model]; ok && in(a.Day) {
			n := out[m.Unit]
			n.Applied++
			out[m.Unit] = n
		}
	}
	for _, x := range p.Proposals {
		n := out[x.Unit]
		if in(x.Day) {
			n.Proposed++
		}
		if x.State == Decided && in(x.DecidedDay) {
			n.Commended++
		}
		out[x.Unit] = n
	}
	return out
}
