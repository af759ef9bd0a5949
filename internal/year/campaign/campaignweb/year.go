package campaignweb

import (
	"net/http"
	"strconv"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/calendar"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
)

// reader sees the calendar as the pages would show it to whoever acts.
func (h *handler) reader(r *web.Request, by who.Actor, b org.Bloc, year int) calendar.Reader {
	return calendar.Reader{DB: h.s.DB(), Actor: by, T: r.T, Period: r.Period, Bloc: b, Year: year, Today: h.s.Today()}
}

type yearPage struct {
	ui.Page
	Bloc   org.Bloc
	Year   int
	Edit   bool
	Months []month
	Band   band
	Next   []calendar.Mark // deadlines to come, nearest first
	Late   int
	Years  []int
}

// A month of the list.
type month struct {
	Name  string
	Marks []calendar.Mark
	Past  bool
}

var yearView = ui.NewView[yearPage](files, "year.html")

// yearToday leads to the page of this year.
func (h *handler) yearToday(w http.ResponseWriter, r *web.Request) error {
	b, err := bloc(r.Context(), h.s.DB(), r)
	if err != nil {
		return err
	}
	return h.showYear(w, r, b, h.s.Today().Year)
}

func (h *handler) yearPage(w http.ResponseWriter, r *web.Request) error {
	b, err := bloc(r.Context(), h.s.DB(), r)
	if err != nil {
		return err
	}
	year, err := strconv.Atoi(r.PathValue("year"))
	if err != nil || year < 2000 || year > 2200 {
		return notFound()
	}
	return h.showYear(w, r, b, year)
}

func (h *handler) showYear(w http.ResponseWriter, r *web.Request, b org.Bloc, year int) error {
	c := h.reader(r, r.Actor, b, year)
	marks, err := c.Marks(r.Context())
	if err != nil {
		return err
	}
	p := yearPage{Page: ui.NewPage(w, r, "campaign.y.title|Năm thi đua {year}", fault.P{"year": year}), Bloc: b, Year: year, Edit: mayEdit(r, b.ID), Band: draw(marks, year, c.Today, r.T)}
	if p.Years, err = plan.Years(r.Context(), h.s.DB(), b.ID); err != nil {
		return err
	}
	for n := 1; n <= 12; n++ {
		m := month{Name: r.T("campaign.y.month|Tháng {n}", fault.P{"n": n}), Past: year < c.Today.Year || year == c.Today.Year && n < int(c.Today.Month)}
		for _, x := range marks {
			from := x.From
			if from.Year < year {
				from = civil.Date{Year: year, Month: 1, Day: 1}
			}
			if int(from.Month) == n {
				m.Marks = append(m.Marks, x)
			}
		}
		if len(m.Marks) > 0 {
			p.Months = append(p.Months, m)
		}
	}
	for _, x := range marks {
		switch {
		case x.State == calendar.Late:
			p.Late++
		case x.Due && x.State == calendar.Ahead && len(p.Next) < 5:
			p.Next = append(p.Next, x)
		}
	}
	return yearView.Render(w, r, p)
}

// remindYear gives the next deadlines as a text to paste into a message.
func (h *handler) remindYear(w http.ResponseWriter, r *web.Request) error {
	b, err := bloc(r.Context(), h.s.DB(), r)
	if err != nil {
		return err
	}
	if err := who.Can(r.Actor, who.EditCampaign, who.Object{Bloc: b.ID}); err != nil {
		return err
	}
	today := h.s.Today()
	marks, err := h.reader(r, r.Actor, b, today.Year).Marks(r.Context())
	if err != nil {
		return err
	}
	p := remindPage{Page: ui.NewPage(w, r, "campaign.y.remind|Nhắc các hạn trong 30 ngày tới"), Bloc: b, Back: "/nam/" + strconv.Itoa(today.Year) + "?khoi=" + b.Code, BackText: r.T("nav.year|Năm thi đua")}
	for _, m := range marks {
		if !m.Due || m.State.Over() || m.State != calendar.Late && today.DaysUntil(m.Moved) > 30 {
			continue
		}
		line := m.From.VN() + ": " + m.Text
		if m.Moved != m.From {
			line += " – " + r.T("campaign.y.remind.moved|ngày nghỉ, tính đến {date}", fault.P{"date": m.Moved.VN()})
		}
		if m.Who != "" {
			line += " (" + m.Who + ")"
		}
		if m.State == calendar.Late {
			line += " – " + r.T("campaign.overdue|quá hạn")
		}
		p.Message += line + "\n"
	}
	if p.Message != "" {
		p.Message = r.T("campaign.y.remind.head|{bloc}, các hạn sắp tới:", fault.P{"bloc": b.Name}) + "\n" + p.Message + r.Origin() + "/nam/" + strconv.Itoa(today.Year)
	}
	return remindView.Render(w, r, p)
}
