package conferenceweb

import (
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/conference"
	"thidua/internal/year/org"
)

// An itemRow is one line of the agenda with planned and real times.
type itemRow struct {
	conference.Item
	Planned time.Time
	Real    conference.Stretch
	Now     bool
	Papers  []conference.Paper
}

// A unitRow is one unit with its answer and delegates.
type unitRow struct {
	Member    org.Member
	Reply     *conference.Reply
	Delegates []delegateRow
	May       bool // the reader may answer for it
}

type delegateRow struct {
	conference.Delegate
	Presence conference.Presence
	May      bool
}

type viewPage struct {
	ui.Page
	Bloc             org.Bloc
	Conf             conference.Conference
	Room             *conference.Room
	Runs             bool
	Items            []itemRow
	Papers           []conference.Paper // of the whole conference
	Units            []unitRow
	Guests           []delegateRow
	N, Of, Here, All int
	Screen           string // address of the hall screen
	Errors           ui.Errors
	Reason           string
	Options          []ui.Option // items, for papers
	Answered         int
}

var viewView = ui.NewView[viewPage](files, "view.html")

func (h *handler) view(w http.ResponseWriter, r *web.Request) error {
	x, err := h.one(r, false)
	if err != nil {
		return err
	}
	p, err := h.viewPage(w, r, x)
	if err != nil {
		return err
	}
	return viewView.Render(w, r, p)
}

func (h *handler) viewPage(w http.ResponseWriter, r *web.Request, x place) (p viewPage, err error) {
	room, err := h.s.Room(r.Context(), x.conf.ID)
	if err != nil {
		return p, err
	}
	p = viewPage{Page: ui.NewPage(w, r, "conference.one|{name}", fault.P{"name": x.conf.Name}), Bloc: x.bloc, Conf: room.Conference, Room: room, Runs: x.runs, Items: itemRows(room)}
	p.N, p.Of, p.Here, p.All = room.Here()
	for _, d := range room.Papers {
		if d.Item == 0 {
			p.Papers = append(p.Papers, d)
		}
	}
	for _, i := range room.Items {
		p.Options = append(p.Options, ui.Option{Value: i.ID.String(), Text: i.Title})
	}
	members, err := org.Members(r.Context(), h.s.DB(), x.bloc.ID, civil.Of(x.conf.Start))
	if err != nil {
		return p, err
	}
	replies, err := conference.Replies(r.Context(), h.s.DB(), x.conf.ID)
	if err != nil {
		return p, err
	}
	at := map[id.Unit]int{}
	for _, m := range members {
		u := unitRow{Member: m, May: x.runs || who.Can(r.Actor, who.AnswerInvitation, who.Object{Bloc: x.bloc.ID, Unit: m.Unit.ID}) == nil}
		if a, ok := replies[m.Unit.ID]; ok {
			u.Reply = &a
			p.Answered++
		}
		at[m.Unit.ID] = len(p.Units)
		p.Units = append(p.Units, u)
	}
	for _, d := range room.Delegates {
		row := delegateRow{Delegate: d, Presence: room.Present[d.ID], May: x.runs}
		if i, ok := at[d.Unit]; ok && !d.Gone {
			row.May = p.Units[i].May
			p.Units[i].Delegates = append(p.Units[i].Delegates, row)
		} else if !d.Gone {
			p.Guests = append(p.Guests, row)
		}
	}
	if x.runs {
		token, err := h.s.Screen(r.Context(), x.conf.ID)
		if err != nil {
			return p, err
		}
		if token != "" {
			p.Screen = "/chieu/" + token
		}
	}
	return p, nil
}

func itemRows(room *conference.Room) []itemRow {
	at := conference.Planned(room.Start, room.Items)
	list := make([]itemRow, 0, len(room.Items))
	for i, x := range room.Items {
		row := itemRow{Item: x, Planned: at[i], Real: room.Times[x.ID], Now: x.ID == room.Item && room.State != conference.Over}
		for _, d := range room.Papers {
			if d.Item == x.ID {
				row.Papers = append(row.Papers, d)
			}
		}
		list = append(list, row)
	}
	return list
}

// viewPost takes a unit's answer to the invitation, and what the leader does on this page.
func (h *handler) viewPost(w http.ResponseWriter, r *web.Request) error {
	x, err := h.one(r, false)
	if err != nil {
		return err
	}
	ctx, c, back := r.Context(), x.conf.ID, address(x.conf)
	switch r.PostFormValue("viec") {
	case "screen":
		if err := h.s.NewScreen(ctx, r.Actor, c); err != nil {
			return err
		}
		return web.See(w, r, back, "conference.screen.made|Đã tạo địa chỉ màn chiếu.")
	case "drop":
		p, err := parseID[conference.Paper](r.PostFormValue("tep"))
		if err != nil {
			return err
		}
		if err := h.s.RemovePaper(ctx, r.Actor, c, p); err != nil {
			return err
		}
		return web.See(w, r, back, "conference.paper.gone|Đã bỏ tài liệu.")
	case "yes", "no":
		u, err := org.UnitByCode(ctx, h.s.DB(), r.PostFormValue("don-vi"))
		if err != nil {
			return err
		}
		err = h.s.Answer(ctx, r.Actor, c, conference.Reply{Unit: u.ID, Coming: r.PostFormValue("viec") == "yes", Reason: r.PostFormValue("reason")})
		if err == nil {
			return web.See(w, r, back, "conference.answered|Đã ghi trả lời của {name}.", fault.P{"name": u.Short})
		}
		return h.viewAgain(w, r, x, err)
	}
	if err := who.Can(r.Actor, who.AnswerInvitation, who.Object{Bloc: x.bloc.ID, Unit: r.Actor.Unit()}); err != nil {
		return err
	}
	return fault.New(fault.Invalid, "doc.stale|Trang này đã cũ. Tải lại trang rồi làm lại.")
}

func (h *handler) viewAgain(w http.ResponseWriter, r *web.Request, x place, err error) error {
	list, other := ui.Refused(r, err)
	if other != nil {
		return other
	}
	p, err2 := h.viewPage(w, r, x)
	if err2 != nil {
		return err2
	}
	p.Errors, p.Error, p.Reason = list, "x", r.PostFormValue("reason")
	return viewView.RenderStatus(w, r, statusOf(list, err), p)
}

func (h *handler) addPaper(w http.ResponseWriter, r *web.Request) error {
	x, err := h.one(r, true)
	if err != nil {
		return err
	}
	name, data, err := r.File("file")
	if err == nil {
		name = filepath.Base(strings.ReplaceAll(name, `\`, "/"))
		if len(data) == 0 {
			err = fault.New(fault.Invalid, "document.file.empty|Tệp {name} trống. Chọn tệp khác.", fault.P{"name": name}).With("file", "document.file.empty|Tệp {name} trống. Chọn tệp khác.", fault.P{"name": name})
		}
	}
	if err == nil {
		p := conference.Paper{Name: name}
		if i, e := id.Parse[conference.Item](r.PostFormValue("muc")); e == nil {
			p.Item = i
		}
		err = h.s.AddPaper(r.Context(), r.Actor, x.conf.ID, p, data)
	}
	if err == nil {
		return web.See(w, r, address(x.conf), "document.attached|Đã đính kèm {name}.", fault.P{"name": name})
	}
	return h.viewAgain(w, r, x, err)
}

func (h *handler) paper(w http.ResponseWriter, r *web.Request) error {
	x, err := h.one(r, false)
	if err != nil {
		return err
	}
	r.Concerns(x.conf.Bloc, 0)
	return h.sendPaper(w, r, x.conf.ID)
}

func (h *handler) sendPaper(w http.ResponseWriter, r *web.Request, c conference.ID) error {
	n, err := parseID[conference.Paper](r.PathValue("so"))
	if err != nil {
		return err
	}
	p, data, err := h.s.PaperFile(r.Context(), c, n)
	if err != nil {
		return err
	}
	return web.Download(w, p.Name, "application/octet-stream", data)
}

func secondsOf(d time.Duration) string {
	s := int(d / time.Second)
	sign := ""
	if s < 0 {
		sign, s = "-", -s
	}
	return fmt.Sprintf("%s%02d:%02d", sign, s/60, s%60)
}
