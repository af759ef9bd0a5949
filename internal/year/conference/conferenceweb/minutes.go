package conferenceweb

import (
	"net/http"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/conference"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
)

// An eventRow is one line of the record.
type eventRow struct {
	conference.Event
	Who    string
	Undone bool
	What   string // in words
}

type minutesPage struct {
	ui.Page
	Bloc      org.Bloc
	Conf      conference.Conference
	Runs      bool
	Over      bool
	Lines     []conference.Line
	Concluded []conference.Line
	Events    []eventRow
	Papers    []paperRow
	Note      string
	Key       string
}

// A paperRow is one paper that is drafted from the conference.
type paperRow struct {
	Draft conference.Draft
	Name  string
	Can   bool
}

var minutesView = ui.NewView[minutesPage](files, "minutes.html")

// minutes shows the minutes as they write themselves, and drafts the papers.
func (h *handler) minutes(w http.ResponseWriter, r *web.Request) error {
	x, err := h.one(r, r.Method == "POST")
	if err != nil {
		return err
	}
	if r.Method == "POST" {
		if text := r.PostFormValue("text"); r.PostFormValue("viec") == "correct" {
			if _, err = h.s.Do(r.Context(), r.Actor, x.conf.ID, conference.Act{Did: conference.Corrected, Key: "dc/" + r.PostFormValue("khoa"), Fact: conference.Fact{Text: text}}); err == nil {
				return web.See(w, r, address(x.conf)+"/bien-ban", "conference.corrected|Đã ghi đính chính.")
			}
		} else {
			var doc document.ID
			if doc, err = h.s.Compose(r.Context(), r.Actor, x.conf.ID, conference.Draft(r.PostFormValue("viec"))); err == nil {
				return web.See(w, r, document.Path(doc), "conference.composed|Đã soạn dự thảo. Đọc lại, sửa chỗ cần sửa rồi ban hành.")
			}
		}
		list, other := ui.Refused(r, err)
		if other != nil {
			return other
		}
		p, err2 := h.minutesPage(w, r, x)
		if err2 != nil {
			return err2
		}
		p.Note = list[0].Text
		return minutesView.RenderStatus(w, r, statusOf(list, err), p)
	}
	p, err := h.minutesPage(w, r, x)
	if err != nil {
		return err
	}
	return minutesView.Render(w, r, p)
}

// eventWords says in words what an event of the record was about: the item, the result, the slide.
func eventWords(r *web.Request, room *conference.Room, e conference.Event) string {
	switch e.Did {
	case conference.Began:
		for _, x := range room.Items {
			if x.ID == e.Fact.Item {
				return x.Title
			}
		}
	case conference.Showed:
		if m := slideNames[e.Fact.Text]; m != "" {
			return r.T(m)
		}
		return ""
	case conference.PollDone:
		for _, p := range room.Polls {
			if c := p.Result; p.Seq == e.Fact.Poll && c != nil && p.Closed.Equal(e.At) {
				return r.T("vote.line|{a} đồng ý, {b} không đồng ý, {c} không có ý kiến / {n} có mặt", fault.P{"a": c.For, "b": c.Against, "c": c.Abstain, "n": c.Present})
			}
		}
	}
	return e.Fact.Text
}

func (h *handler) minutesPage(w http.ResponseWriter, r *web.Request, x place) (p minutesPage, err error) {
	p = minutesPage{Page: ui.NewPage(w, r, "conference.minutes.title|Biên bản và thông báo kết luận"), Bloc: x.bloc, Conf: x.conf, Runs: x.runs}
	m, err := h.s.Preview(r.Context(), r.Actor, x.conf.ID)
	if err != nil {
		return p, err
	}
	room, err := h.s.Room(r.Context(), x.conf.ID)
	if err != nil {
		return p, err
	}
	p.Lines, p.Concluded, p.Over = m.Lines, m.Concluded, room.State == conference.Over
	off := map[int64]bool{}
	for _, e := range m.Events {
		if e.Did == conference.Undone {
			off[e.Fact.Seq] = true
		}
	}
	for _, e := range m.Events {
		if e.Did == conference.Listed {
			continue
		}
		row := eventRow{Event: e, Undone: off[e.Seq], What: eventWords(r, room, e)}
		if e.Who != 0 {
			row.Who = room.Delegate(e.Who).Short()
		}
		p.Events = append(p.Events, row)
	}
	p.Papers = []paperRow{{conference.PaperInvitation, r.T("conference.doc.gm|Giấy mời"), true}, {conference.PaperMinutes, r.T("conference.doc.bb|Biên bản"), p.Over}, {conference.PaperConclusions, r.T("conference.doc.tb|Thông báo kết luận"), p.Over}}
	p.Key = newKey()
	return p, nil
}

// A photoRow is one photo with whom it shows.
type photoRow struct {
	conference.Photo
	Who string
}

type photosPage struct {
	ui.Page
	Bloc      org.Bloc
	Conf      conference.Conference
	Runs      bool
	Rows      []photoRow
	Errors    ui.Errors
	Caption   string
	Delegates []conference.Delegate
}

var photosView = ui.NewView[photosPage](files, "photos.html")

// photos shows the pictures of the meeting and takes new ones.
func (h *handler) photos(w http.ResponseWriter, r *web.Request) error {
	x, err := h.one(r, r.Method == "POST")
	if err != nil {
		return err
	}
	back := address(x.conf) + "/anh"
	if r.Method == "POST" {
		_, data, err := r.File("file")
		if bo := r.PostFormValue("bo"); bo != "" {
			n, err := parseID[conference.Photo](bo)
			if err != nil {
				return err
			}
			if err := h.s.DropPhoto(r.Context(), r.Actor, x.conf.ID, n); err != nil {
				return err
			}
			return web.See(w, r, back, "conference.photo.gone|Đã bỏ ảnh.")
		}
		if err == nil {
			err = h.addPhoto(r, x, data)
		}
		if err == nil {
			return web.See(w, r, back, "conference.photo.added|Đã thêm ảnh.")
		}
		list, other := ui.Refused(r, err, "file", "caption")
		if other != nil {
			return other
		}
		p, err2 := h.photosPage(w, r, x)
		if err2 != nil {
			return err2
		}
		p.Errors, p.Error, p.Caption = list, "x", r.PostFormValue("caption")
		return photosView.RenderStatus(w, r, statusOf(list, err), p)
	}
	p, err := h.photosPage(w, r, x)
	if err != nil {
		return err
	}
	return photosView.Render(w, r, p)
}

func (h *handler) addPhoto(r *web.Request, x place, data []byte) error {
	made, err := h.photo.Make(r.Context(), data)
	if err != nil {
		return err
	}
	p := conference.Photo{Caption: r.PostFormValue("caption")}
	for _, s := range r.PostForm["ai"] {
		if d, err := id.Parse[conference.Delegate](s); err == nil {
			p.Shown = append(p.Shown, d)
		}
	}
	small, large := made.Renditions[0], made.Renditions[len(made.Renditions)-1]
	p.Width, p.Height = large.Width, large.Height
	return h.s.AddPhoto(r.Context(), r.Actor, x.conf.ID, p, small.JPEG, large.JPEG)
}

func (h *handler) photosPage(w http.ResponseWriter, r *web.Request, x place) (p photosPage, err error) {
	p = photosPage{Page: ui.NewPage(w, r, "conference.photos|Ảnh hội nghị"), Bloc: x.bloc, Conf: x.conf, Runs: x.runs}
	room, err := h.s.Room(r.Context(), x.conf.ID)
	if err != nil {
		return p, err
	}
	list, err := conference.Photos(r.Context(), h.s.DB(), x.conf.ID)
	if err != nil {
		return p, err
	}
	for _, f := range list {
		p.Rows = append(p.Rows, photoRow{f, room.Shown(f)})
	}
	for _, d := range room.Delegates {
		if !d.Gone {
			p.Delegates = append(p.Delegates, d)
		}
	}
	return p, nil
}

func (h *handler) photoFile(w http.ResponseWriter, r *web.Request) error {
	x, err := h.one(r, false)
	if err != nil {
		return err
	}
	n, err := parseID[conference.Photo](r.PathValue("so"))
	if err != nil {
		return err
	}
	data, err := h.s.PhotoFile(r.Context(), r.Actor, x.conf.ID, n, r.FormValue("lon") != "")
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "image/jpeg")
	_, err = w.Write(data)
	return err
}
