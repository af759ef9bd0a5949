package conferenceweb

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/conference"
	"thidua/internal/year/org"
)

// A row is one conference of the list.
type listRow struct {
	Conf       conference.Conference
	State      conference.State
	N, Of      int
	Units, All int
}

type listPage struct {
	ui.Page
	Bloc org.Bloc
	Runs bool
	List []listRow
}

var listView = ui.NewView[listPage](files, "list.html")

func (h *handler) list(w http.ResponseWriter, r *web.Request) error {
	b, err := bloc(r.Context(), h.s.DB(), r)
	if err != nil {
		return err
	}
	p := listPage{Page: ui.NewPage(w, r, "conference.title|Hội nghị của Khối"), Bloc: b, Runs: who.Can(r.Actor, who.RunConference, who.Object{Bloc: b.ID}) == nil}
	list, err := conference.List(r.Context(), h.s.DB(), b.ID)
	if err != nil {
		return err
	}
	for _, c := range list {
		room, err := h.s.Room(r.Context(), c.ID)
		if err != nil {
			return err
		}
		x := listRow{Conf: c, State: room.State}
		x.N, x.Of, x.Units, x.All = room.Here()
		p.List = append(p.List, x)
	}
	return listView.Render(w, r, p)
}

// A form is what is typed about a conference, kept as typed when something is wrong.
type form struct {
	Kind, Name, Period, Day, Time, Place, Chair, Secretary, Slot, Due, Agenda, Version string
}

var formNames = []string{"kind", "name", "period", "day", "time", "place", "chair", "secretary", "slot", "due", "agenda"}

type editPage struct {
	ui.Page
	Bloc   org.Bloc
	Conf   conference.Conference
	Form   form
	Errors ui.Errors
	Kinds  []ui.Option
	Spans  []ui.Option // the periods that may be discussed
}

var editView = ui.NewView[editPage](files, "edit.html")

func kindOptions(r *web.Request) (list []ui.Option) {
	for _, k := range conference.Kinds() {
		list = append(list, ui.Option{Value: string(k), Text: r.T(k.Label())})
	}
	return list
}

func (h *handler) create(w http.ResponseWriter, r *web.Request) error {
	b, err := bloc(r.Context(), h.s.DB(), r)
	if err != nil {
		return err
	}
	if err := who.Can(r.Actor, who.RunConference, who.Object{Bloc: b.ID}); err != nil {
		return err
	}
	p := editPage{Page: ui.NewPage(w, r, "conference.new|Chuẩn bị hội nghị"), Bloc: b, Kinds: kindOptions(r)}
	p.Form = suggestion(h.s.Now(), conference.Kind(r.FormValue("loai")))
	return h.form2(w, r, p)
}

// suggestion fills the form of a new conference with what is usual.
func suggestion(now time.Time, k conference.Kind) form {
	year := strconv.Itoa(now.Year())
	period := now.Format("2006") + "-H1"
	if k == "" {
		k = conference.Midyear
		switch {
		case now.Month() <= 4:
			k = conference.Launch
		case now.Month() >= 10:
			k = conference.Final
		}
	}
	name := k.Name() + " năm " + year
	switch k {
	case conference.Midyear:
		name = "Hội nghị sơ kết 6 tháng đầu năm " + year
	default:
		period = year
	}
	return form{Kind: string(k), Name: name, Period: period, Time: "08:00", Slot: "5", Agenda: conference.WriteAgenda(conference.Template(k))}
}

func (h *handler) edit(w http.ResponseWriter, r *web.Request) error {
	x, err := h.one(r, true)
	if err != nil {
		return err
	}
	items, err := conference.Items(r.Context(), h.s.DB(), x.conf.ID)
	if err != nil {
		return err
	}
	c := x.conf
	p := editPage{Page: ui.NewPage(w, r, "conference.edit|Sửa hội nghị"), Bloc: x.bloc, Conf: c, Kinds: kindOptions(r)}
	p.Form = form{Kind: string(c.Kind), Name: c.Name, Period: string(c.Period), Day: civil.Of(c.Start).VN(), Time: c.Start.Format("15:04"), Place: c.Place, Chair: c.Chair, Secretary: c.Secretary,
		Slot: strconv.Itoa(int(c.Slot / time.Minute)), Due: c.Due.VN(), Agenda: conference.WriteAgenda(items), Version: id.Of[form](c.Version).String()}
	return h.form2(w, r, p)
}

// periodOptions offers the periods of this year and the last one by their names, and the one that is set.
func periodOptions(lang string, year int, set string) (list []ui.Option) {
	add := func(p civil.Period) {
		text := p.Name()
		if lang == "en" {
			text = p.English()
		}
		list = append(list, ui.Option{Value: string(p), Text: strings.ToUpper(text[:1]) + text[1:]})
	}
	known := false
	for y := year; y >= year-1; y-- {
		for _, part := range []string{"-H1", "-9M", "-H2", ""} {
			p := civil.Period(strconv.Itoa(y) + part)
			known = known || string(p) == set
			add(p)
		}
	}
	if p, err := civil.ParsePeriod(set); err == nil && !known {
		add(p)
	}
	return list
}

// form2 shows the form, and on POST saves it.
func (h *handler) form2(w http.ResponseWriter, r *web.Request, p editPage) error {
	v := r.PostFormValue
	if r.Method == "POST" {
		p.Form = form{v("kind"), v("name"), v("period"), v("day"), v("time"), v("place"), v("chair"), v("secretary"), v("slot"), v("due"), v("agenda"), v("version")}
	}
	p.Spans = periodOptions(string(r.Lang), h.s.Now().Year(), strings.TrimSpace(p.Form.Period))
	if r.Method == "GET" {
		return editView.Render(w, r, p)
	}
	c, items, err := p.Form.read()
	if err == nil {
		c.Bloc = p.Bloc.ID
		if p.Conf.ID == 0 {
			c.ID, err = h.s.Create(r.Context(), r.Actor, c, items)
		} else {
			c.ID = p.Conf.ID
			var n id.Of[form]
			if n, err = id.Parse[form](p.Form.Version); err != nil {
				err = fault.New(fault.Invalid, "doc.stale|Trang này đã cũ. Tải lại trang rồi làm lại.").Because(err)
			} else {
				c.Version = int64(n)
				err = h.s.Save(r.Context(), r.Actor, c, items)
			}
		}
	}
	if err == nil {
		return web.See(w, r, address(c), "conference.saved|Đã lưu {name}.", fault.P{"name": c.Name})
	}
	list, other := ui.Refused(r, err, formNames...)
	if other != nil {
		return other
	}
	p.Errors, p.Error = list, "x"
	return editView.RenderStatus(w, r, statusOf(list, err), p)
}

// read turns what was typed into a conference with its agenda.
func (f form) read() (c conference.Conference, items []conference.Item, err error) {
	e := fault.New(fault.Invalid, "conference.invalid|Hội nghị chưa lưu được. Sửa các mục nêu dưới đây rồi lưu lại.")
	c = conference.Conference{Kind: conference.Kind(f.Kind), Name: f.Name, Place: f.Place, Chair: f.Chair, Secretary: f.Secretary}
	if strings.TrimSpace(f.Period) != "" {
		if c.Period, err = civil.ParsePeriod(strings.TrimSpace(f.Period)); err != nil {
			e.With("period", "conference.period|“{text}” không phải kỳ. Chọn một kỳ trong danh sách.", fault.P{"text": f.Period})
		}
	}
	if strings.TrimSpace(f.Day) != "" {
		day, err := civil.ParseVN(f.Day)
		at, err2 := time.Parse("15:04", strings.ReplaceAll(strings.TrimSpace(f.Time), "h", ":"))
		switch {
		case err != nil:
			e.With("day", "document.date|“{text}” không phải ngày. Ghi dạng 28/12/2021.", fault.P{"text": f.Day})
			c.Start = time.Unix(1, 0)
		case err2 != nil:
			e.With("time", "conference.time|“{text}” không phải giờ. Ghi như 08:00.", fault.P{"text": f.Time})
			c.Start = time.Unix(1, 0)
		default:
			c.Start = time.Date(day.Year, day.Month, day.Day, at.Hour(), at.Minute(), 0, 0, clock.Zone)
		}
	}
	if strings.TrimSpace(f.Due) != "" {
		if c.Due, err = civil.ParseVN(f.Due); err != nil {
			e.With("due", "document.date|“{text}” không phải ngày. Ghi dạng 28/12/2021.", fault.P{"text": f.Due})
		}
	}
	n, err := strconv.Atoi(strings.TrimSpace(f.Slot))
	if err == nil && n > 0 && n <= 60 {
		c.Slot = time.Duration(n) * time.Minute
	}
	if items, err = conference.ParseAgenda(f.Agenda); err != nil {
		if x, ok := err.(*fault.Error); ok {
			e.Fields = append(e.Fields, x.Fields...)
		}
	}
	c2, err := c.Clean()
	if x, ok := err.(*fault.Error); ok {
		e.Fields = append(x.Fields, e.Fields...)
	}
	if len(e.Fields) > 0 {
		return c, items, e
	}
	return c2, items, nil
}
