package accountweb

import (
	"context"
	"net/http"

	"thidua/internal/base/fault"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/account"
)

// A Demo (chế độ dùng thử) is what the role switch offers; app fills it.
type Demo struct {
	Title string // "Khối thi đua số 3, 6 tháng đầu năm 2022"
	Board string // user name of the provincial board
	Admin string // user name of the administrator, "" for none
	// Units gives the units in protocol order, asked anew for every page so that a unit
	// stops missing once its figures are in.
	Units func(ctx context.Context) ([]DemoUnit, error)
}

// A DemoUnit (đơn vị trong bản dùng thử) is one unit with the accounts that act for it.
type DemoUnit struct {
	Name    string
	Lead    bool   // Khối trưởng: its officer is the secretary
	Officer string // user name
	Head    string // user name
	Missing bool   // its figures are not in yet
	Example string // address of the workbook to try the import with, "" for none
}

type demoPage struct {
	ui.Page
	Sample  string
	Lead    *DemoUnit
	Units   []DemoUnit
	Missing int
	Board   string
	Admin   string
}

var demoView = ui.NewView[demoPage](files, "demo.html")

func (h *handlers) demoPage(w http.ResponseWriter, r *web.Request) error {
	units, err := h.demo.Units(r.Context())
	if err != nil {
		return err
	}
	p := demoPage{Page: ui.NewPage(w, r, "demo.title|Dùng thử: chọn một vai"), Sample: h.demo.Title, Units: units, Board: h.demo.Board, Admin: h.demo.Admin}
	for i, u := range units {
		if u.Lead {
			p.Lead = &units[i]
		}
		if u.Missing {
			p.Missing++
		}
	}
	return demoView.Render(w, r, p)
}

// demoRole signs in as one of the accounts that the page offers, and as no other: an
// account made by hand in a demo folder keeps its password. Without login: a visitor.
func (h *handlers) demoRole(w http.ResponseWriter, r *web.Request) error {
	login := account.Login(r.PostFormValue("login"))
	if login == "" {
		if err := h.s.End(r.Context()); err != nil {
			return err
		}
		return web.See(w, r, "/", "")
	}
	units, err := h.demo.Units(r.Context())
	if err != nil {
		return err
	}
	offered := login == account.Login(h.demo.Board) || login == account.Login(h.demo.Admin)
	for _, u := range units {
		offered = offered || login == account.Login(u.Officer) || login == account.Login(u.Head)
	}
	if !offered {
		return fault.New(fault.NotFound, "demo.norole|Không có vai này trong bản dùng thử. Chọn một vai trên trang dùng thử.")
	}
	u, err := account.UserByLogin(r.Context(), h.s.DB(), login)
	if err != nil {
		return err
	}
	if err := h.s.Begin(r.Context(), u.ID, r.UserAgent()); err != nil {
		return err
	}
	return web.See(w, r, web.Local(r.PostFormValue("ve")), "")
}
