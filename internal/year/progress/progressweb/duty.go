package progressweb

import (
	"thidua/internal/base/fault"
	"thidua/internal/platform/web"
	"thidua/internal/year/org"
	"thidua/internal/year/review"
)

// shownDuties bounds the list on the first screen.
const shownDuties = 8

// duties lists what is due in a bloc for the reader, most overdue first, and how many more
// there are.
func (p *pages) duties(r *web.Request, b org.Bloc) (list []task, more int, err error) {
	all, err := review.Duties(r.Context(), p.s.DB(), r.Actor, b, p.s.Today())
	for i, d := range all {
		if i == shownDuties {
			return list, len(all) - i, err
		}
		x := task{Text: d.Text, Href: d.Href, Hint: d.Unit, Kind: "plain"}
		if d.Head != "" {
			x.Hint += " · " + d.Head
		}
		switch {
		case d.Kind == review.DutyAdjust:
			x.Kind, x.State = "todo", r.T("task.adjust|Đề nghị điều chỉnh chờ duyệt")
		case d.Late():
			x.Kind, x.State = "bad", r.T("task.overdue|Quá hạn {n} ngày", fault.P{"n": -d.Days})
		case d.Days <= 7:
			x.Kind, x.State = "warn", r.T("task.soon|Còn {n} ngày", fault.P{"n": d.Days})
		default:
			x.State = r.T("task.dueon|Hạn {date}", fault.P{"date": d.Due.VN()})
		}
		if d.Kind == review.DutyUrgent {
			x.Hint += " · " + r.T("task.isurgent|cấp bách")
		}
		list = append(list, x)
	}
	return list, 0, err
}
