package accountweb

import (
	"net/http"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/account"
)

// maxFill is how many accounts one press makes: their links are shown on one page.
const maxFill = 60

// vacancyRow is a unit that lacks somebody, with the roles that nobody holds.
type vacancyRow struct{ Unit, Roles string }

// madeRow is an account that was just made, with its invitation.
type madeRow struct{ Name, Login, Link string }

type unitUsersPage struct {
	ui.Page
	Units int
	Rows  []vacancyRow
	Free  int // accounts that are missing
	Next  int // and that one press makes
	Made  []madeRow
}

var unitUsersView = ui.NewView[unitUsersPage](files, "units.html")

// onceUnits marks what ShowOnce keeps for this page.
const onceUnits = "units "

// unitUsers lists the units whose officer or head has no account, and once the links of the
// accounts that were just made.
func (h *handlers) unitUsers(w http.ResponseWriter, r *web.Request) error {
	p := unitUsersPage{Page: ui.NewPage(w, r, "units.title|Tài khoản của các đơn vị")}
	list, units, err := account.Vacancies(r.Context(), h.s.DB(), h.s.Today())
	if err != nil {
		return err
	}
	p.Units, p.Free, p.Next = units, len(list), min(len(list), maxFill)
	for i, v := range list {
		if i > 0 && list[i-1].Unit.ID == v.Unit.ID {
			p.Rows[len(p.Rows)-1].Roles += ", " + roleText(r, v.Role)
			continue
		}
		p.Rows = append(p.Rows, vacancyRow{v.Unit.Name, roleText(r, v.Role)})
	}
	if text, ok := strings.CutPrefix(h.s.Once(r.Context()), onceUnits); ok {
		for line := range strings.Lines(text) {
			if f := strings.Split(strings.TrimSpace(line), "\t"); len(f) == 3 {
				p.Made = append(p.Made, madeRow{f[0], f[1], f[2]})
			}
		}
	}
	return unitUsersView.Render(w, r, p)
}

// createUnitUsers makes the accounts and their links, and leads to the page that shows them.
func (h *handlers) createUnitUsers(w http.ResponseWriter, r *web.Request) error {
	ctx := r.Context()
	list, _, err := account.Vacancies(ctx, h.s.DB(), h.s.Today())
	if err != nil {
		return err
	}
	made, err := h.s.Fill(ctx, r.Actor, list[:min(len(list), maxFill)])
	if err != nil {
		return err
	}
	var text strings.Builder
	for _, u := range made {
		token, err := h.s.Invite(ctx, r.Actor, u.ID)
		if err != nil {
			return err
		}
		text.WriteString(u.Name + "\t" + u.Login + "\t" + r.Origin() + "/loi-moi/" + token + "\n")
	}
	h.s.ShowOnce(ctx, onceUnits+text.String())
	return web.See(w, r, "/quan-tri/tai-khoan-don-vi", "units.made|Đã tạo {n} tài khoản. Liên kết chỉ hiện lần này: in hoặc chép ngay, đưa cho từng người.", fault.P{"n": len(made)})
}
