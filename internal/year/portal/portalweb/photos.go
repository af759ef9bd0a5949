package portalweb

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/photo"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/org"
	"thidua/internal/year/portal"
)

// maxUpload is the largest request that carries a photo.
const maxUpload = photo.MaxBytes + 1<<20

// A placed photo is a photo on the page of photos.
type placedPhoto struct {
	portal.Photo
	Pic    *pic
	After  string // behind which paragraph, "-1" when it is not in the text
	Errors ui.Errors
	Asked  map[string]bool // codes of the units whose people it shows
	Note   string          // of a correction, typed
	Said   []said
}

// said is the answer of one unit to one photo, in a line.
type said struct {
	Unit, By string
	At       time.Time
	Answer   portal.Agreement
}

type photosPage struct {
	ui.Page
	A      portal.Article
	Photos []placedPhoto
	Places []ui.Option // paragraphs
	Units  []ui.Option
	Foci   []ui.Option
	Order  []placedPhoto // those in the text
	Open   bool
	Errors ui.Errors
	Max    int
	Sent   portal.Upload   // typed with a picture that was refused
	Chosen map[string]bool // its units
}

var photosView = ui.NewView[photosPage](files, "photos.html", "parts.html")

// photos shows the photos of an article with everything that is said of them.
func (h *handler) photos(w http.ResponseWriter, r *web.Request) error {
	p, err := h.photosPage(w, r)
	if err != nil {
		return err
	}
	return photosView.Render(w, r, p)
}

func (h *handler) photosPage(w http.ResponseWriter, r *web.Request) (p photosPage, err error) {
	a, photos, b, err := h.one(r)
	if err != nil {
		return p, err
	}
	act := who.WriteNews
	if a.State != portal.Draft {
		act = who.EditNews
	}
	if err := who.Can(r.Actor, act, who.Object{Bloc: a.Bloc, Unit: a.Unit}); err != nil {
		return p, err
	}
	p = photosPage{Page: ui.NewPage(w, r, "portal.photos|Ảnh của bài"), A: a, Open: a.State.Open(), Max: photo.MaxBytes >> 20}
	members, err := org.Members(r.Context(), h.s.DB, b.ID, clock.Today(h.s.DB.Clock))
	if err != nil {
		return p, err
	}
	codes, names := map[id.Unit]string{}, map[id.Unit]string{}
	for _, m := range members {
		codes[m.Unit.ID], names[m.Unit.ID] = m.Unit.Code, m.Unit.Short
		p.Units = append(p.Units, ui.Option{Value: m.Unit.Code, Text: m.Unit.Short})
	}
	p.Places = append(p.Places, ui.Option{Value: "0", Text: r.T("portal.place.top|Trước đoạn đầu")})
	for i, s := range portal.Beginnings(a.Body) {
		p.Places = append(p.Places, ui.Option{Value: strconv.Itoa(i + 1), Text: r.T("portal.place.after|Sau đoạn {n}: {text}", fault.P{"n": i + 1, "text": s})})
	}
	sides := map[string]string{"l": r.T("portal.focus.l|trái"), "c": r.T("portal.focus.c|giữa"), "r": r.T("portal.focus.r|phải"), "t": r.T("portal.focus.t|trên"), "b": r.T("portal.focus.b|dưới")}
	for _, f := range portal.Foci {
		p.Foci = append(p.Foci, ui.Option{Value: f, Text: sides[f[1:]] + ", " + sides[f[:1]]})
	}
	inText := portal.Shown(a.Body, photos)
	out := slices.DeleteFunc(slices.Clone(photos), func(x portal.Photo) bool {
		return slices.ContainsFunc(inText, func(y portal.Photo) bool { return x.No == y.No })
	})
	for i, x := range append(inText, out...) { // in the order of the text, then the others
		y := placedPhoto{Photo: x, Pic: picture(x, false), After: strconv.Itoa(portal.After(a.Body, x.No)), Asked: map[string]bool{}}
		for _, k := range x.Asks {
			y.Asked[codes[k.Unit]] = true
			y.Said = append(y.Said, said{names[k.Unit], k.By, k.At, k.Answer})
		}
		y.Pic.Sizes = "20rem"
		if p.Photos = append(p.Photos, y); i < len(inText) {
			p.Order = append(p.Order, y)
		}
	}
	return p, nil
}

// addPhoto takes one picture.
func (h *handler) addPhoto(w http.ResponseWriter, r *web.Request) error {
	a, err := articleID(r)
	if err != nil {
		return err
	}
	name, data, err := r.File("file")
	if err == nil {
		var u []id.Unit
		if u, err = h.readUnits(r); err == nil {
			_, err = h.s.AddPhoto(r.Context(), r.Actor, a, portal.Upload{Name: name, Data: data, Caption: r.PostFormValue("caption"), Alt: r.PostFormValue("alt"), Credit: r.PostFormValue("credit"), Faces: r.PostFormValue("faces") != "", Units: u})
		}
	}
	if err == nil {
		return web.See(w, r, "/tin-bai/"+a.String()+"/anh", "portal.photo.added|Đã thêm ảnh.")
	}
	list, other := ui.Refused(r, err, "file", "caption", "alt", "credit", "unit")
	if other != nil {
		return other
	}
	p, err2 := h.photosPage(w, r)
	if err2 != nil {
		return err2
	}
	for _, e := range list {
		if e.ID == "main" {
			e.ID = ui.FieldID("file")
		}
		p.Errors = append(p.Errors, e)
	}
	p.Sent, p.Chosen = portal.Upload{Caption: r.PostFormValue("caption"), Alt: r.PostFormValue("alt"), Credit: r.PostFormValue("credit"), Faces: r.PostFormValue("faces") != ""}, map[string]bool{}
	for _, code := range r.PostForm["unit"] {
		p.Chosen[code] = true
	}
	p.Error = "x"
	return photosView.RenderStatus(w, r, statusOf(err), p)
}

// readUnits reads the codes of the units whose people a photo shows.
func (h *handler) readUnits(r *web.Request) (out []id.Unit, err error) {
	for _, code := range r.PostForm["unit"] {
		if code == "" {
			continue
		}
		u, err := org.UnitByCode(r.Context(), h.s.DB, code)
		if err != nil {
			return nil, err
		}
		out = append(out, u.ID)
	}
	return out, nil
}

// photo changes one photo: what is said of it, where it stands, whether it stays.
func (h *handler) photo(w http.ResponseWriter, r *web.Request) error {
	a, err := articleID(r)
	if err != nil {
		return err
	}
	no, err := strconv.Atoi(r.PathValue("no"))
	if err != nil {
		return errNone
	}
	ctx, to := r.Context(), "/tin-bai/"+a.String()+"/anh#anh-"+strconv.Itoa(no)
	switch r.PostFormValue("viec") {
	case "len", "xuong":
		err = h.s.ShiftPhoto(ctx, r.Actor, a, no, r.PostFormValue("viec") == "len")
	case "doi-cho":
		at, err2 := strconv.Atoi(r.PostFormValue("cho"))
		if err2 != nil {
			return errNone
		}
		err = h.s.SwapPhoto(ctx, r.Actor, a, no, at)
	case "bo":
		err = h.s.UnplacePhoto(ctx, r.Actor, a, no)
	case "xoa":
		err, to = h.s.DropPhoto(ctx, r.Actor, a, no), "/tin-bai/"+a.String()+"/anh"
	default:
		err = h.describe(r, a, no)
	}
	if err == nil {
		return web.See(w, r, to, "portal.photo.saved|Đã lưu ảnh {n}.", fault.P{"n": no})
	}
	list, other := ui.Refused(r, err, "caption", "alt", "credit", "note", "unit")
	if other != nil {
		return other
	}
	p, err2 := h.photosPage(w, r)
	if err2 != nil {
		return err2
	}
	for i := range p.Photos {
		if x := &p.Photos[i]; x.No == no {
			x.Caption, x.Alt, x.Credit, x.Note, x.Faces = r.PostFormValue("caption"), r.PostFormValue("alt"), r.PostFormValue("credit"), r.PostFormValue("note"), r.PostFormValue("faces") != ""
			for _, e := range list {
				p.Errors = append(p.Errors, ui.FieldError{ID: e.ID + "-" + strconv.Itoa(no), Text: e.Text})
			}
		}
	}
	p.Error = "x"
	return photosView.RenderStatus(w, r, statusOf(err), p)
}

func (h *handler) describe(r *web.Request, a portal.ID, no int) error {
	units, err := h.readUnits(r)
	if err != nil {
		return err
	}
	version, err := number(r.PostFormValue("version"))
	if err != nil {
		return err
	}
	p := portal.Photo{Article: a, No: no, Caption: r.PostFormValue("caption"), Alt: r.PostFormValue("alt"), Credit: r.PostFormValue("credit"),
		Place: portal.Place(r.PostFormValue("place")), Focus: r.PostFormValue("focus"), Faces: r.PostFormValue("faces") != "", Version: version}
	for _, u := range units {
		p.Asks = append(p.Asks, portal.Ask{Unit: u})
	}
	if err := h.s.DescribePhoto(r.Context(), r.Actor, p, r.PostFormValue("note")); err != nil {
		return err
	}
	after, err := strconv.Atoi(r.PostFormValue("after"))
	if err != nil || after < 0 {
		return nil // it stays where it is
	}
	x, err := portal.Of(r.Context(), h.s.DB, a)
	if err != nil || portal.After(x.Body, no) == after || !x.State.Open() {
		return err
	}
	return h.s.PlacePhoto(r.Context(), r.Actor, a, no, after)
}

type agreePage struct {
	ui.Page
	Unit   string
	Photos []agreeItem // that wait for the unit's word
	Said   []agreeItem // that it has answered; it may think again
}

// An agreeItem is one photo that a unit is asked about, with where it will stand.
type agreeItem struct {
	portal.Photo
	Pic   *pic
	Title string
	Lead  string
	Mine  portal.Ask // what the unit said
}

var agreeView = ui.NewView[agreePage](files, "agree.html", "parts.html")

// agreeList shows a unit the photos of its people that wait for its word.
func (h *handler) agreeList(w http.ResponseWriter, r *web.Request) error {
	u := r.Actor.Unit()
	list, err := portal.AskedOf(r.Context(), h.s.DB, u)
	if err != nil {
		return err
	}
	p := agreePage{Page: ui.NewPage(w, r, "portal.agree|Ảnh có người của đơn vị")}
	unit, err := org.UnitOf(r.Context(), h.s.DB, u)
	if err != nil {
		return err
	}
	p.Unit = unit.Name
	for _, x := range list {
		a, err := portal.Of(r.Context(), h.s.DB, x.Article)
		if err != nil {
			return err
		}
		y := agreeItem{Photo: x, Pic: picture(x, false), Title: a.Title, Lead: a.Lead}
		y.Pic.Sizes = "(min-width: 40em) 30rem, 100vw"
		if y.Mine, _ = x.Of(u); y.Mine.Answer == portal.Unasked {
			p.Photos = append(p.Photos, y)
		} else {
			p.Said = append(p.Said, y)
		}
	}
	return agreeView.Render(w, r, p)
}

// agree records the word of a unit.
func (h *handler) agree(w http.ResponseWriter, r *web.Request) error {
	a, err := articleID(r)
	if err != nil {
		return err
	}
	no, err := strconv.Atoi(r.PathValue("no"))
	if err != nil {
		return errNone
	}
	yes := r.PostFormValue("viec") == "dong-y"
	if err := h.s.Agree(r.Context(), r.Actor, a, no, yes); err != nil {
		return err
	}
	if yes {
		return web.See(w, r, "/dong-y-anh", "portal.agreed|Đã ghi nhận đơn vị đồng ý cho đăng ảnh.")
	}
	return web.See(w, r, "/dong-y-anh", "portal.refused|Đã ghi nhận đơn vị không đồng ý. Ảnh không hiện với công chúng.")
}
