// Package rolemodelweb shows role models: the board by stage, one model with its way,
// story, photos and who applied it, and the proposals of timely commendation.
package rolemodelweb

import (
	"context"
	"embed"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/db"
	"thidua/internal/platform/photo"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/org"
	"thidua/internal/year/rolemodel"
)

//go:embed *.html
var files embed.FS

//go:embed rolemodel.en.txt
var english string

type handler struct{ s *rolemodel.Service }

// Slice gives the routes of role models.
func Slice(s *rolemodel.Service) web.Slice {
	h := &handler{s}
	return web.Slice{Name: "rolemodel", English: english,
		Menu: []web.MenuItem{{Path: "/dien-hinh", Label: "nav.rolemodels|Điển hình tiên tiến", Order: 66, Show: func(a who.Actor) bool { return web.Insider.Allow(a) == nil }}},
		Routes: []web.Route{
			{Method: "GET", Path: "/dien-hinh", Name: "rolemodel.board", Policy: web.Insider, Handler: h.board},
			{Method: "GET", Path: "/dien-hinh/moi", Name: "rolemodel.new", Policy: web.UnitSide, Handler: h.create},
			{Method: "POST", Path: "/dien-hinh/moi", Name: "rolemodel.create", Policy: web.UnitSide, Handler: h.create},
			{Method: "GET", Path: "/dien-hinh/{id}", Name: "rolemodel.view", Policy: web.Insider, Handler: h.view},
			{Method: "GET", Path: "/dien-hinh/{id}/sua", Name: "rolemodel.edit", Policy: web.UnitSide, Handler: h.edit},
			{Method: "POST", Path: "/dien-hinh/{id}/sua", Name: "rolemodel.save", Policy: web.UnitSide, Handler: h.edit},
			{Method: "POST", Path: "/dien-hinh/{id}/buoc", Name: "rolemodel.advance", Policy: web.UnitSide, Handler: h.act(h.advance)},
			{Method: "POST", Path: "/dien-hinh/{id}/mo", Name: "rolemodel.open", Policy: web.UnitSide, Handler: h.act(h.open)},
			{Method: "POST", Path: "/dien-hinh/{id}/moc", Name: "rolemodel.milestone", Policy: web.UnitSide, Handler: h.act(h.milestone)},
			{Method: "POST", Path: "/dien-hinh/{id}/moc-xong", Name: "rolemodel.reach", Policy: web.UnitSide, Handler: h.act(h.reach)},
			{Method: "POST", Path: "/dien-hinh/{id}/anh", Name: "rolemodel.photo.add", Policy: web.UnitSide, Handler: h.act(h.addPhoto), Upload: photo.MaxBytes + 1<<20},
			{Method: "POST", Path: "/dien-hinh/{id}/bo-anh", Name: "rolemodel.photo.drop", Policy: web.UnitSide, Handler: h.act(h.dropPhoto)},
			{Method: "GET", Path: "/dien-hinh/{id}/anh/{photo}", Name: "rolemodel.photo", Policy: web.Insider, Handler: h.photo},
			{Method: "GET", Path: "/dien-hinh/{id}/van-ban/{format}", Name: "rolemodel.paper", Policy: web.Insider, Handler: h.paper},
			{Method: "POST", Path: "/dien-hinh/{id}/ap-dung", Name: "rolemodel.apply", Policy: web.Officers, Handler: h.act(h.apply)},

			{Method: "GET", Path: "/khen-kip-thoi", Name: "rolemodel.proposals", Policy: web.Insider, Handler: h.proposals},
			{Method: "POST", Path: "/khen-kip-thoi", Name: "rolemodel.propose", Policy: web.UnitSide, Handler: h.propose},
			{Method: "GET", Path: "/khen-kip-thoi/{id}", Name: "rolemodel.proposal", Policy: web.Insider, Handler: h.proposal},
			{Method: "POST", Path: "/khen-kip-thoi/{id}", Name: "rolemodel.answer", Policy: web.UnitSide, Handler: h.proposal},
		}}
}

// bloc gives the bloc the reader works in.
func bloc(ctx context.Context, q db.Q, r *web.Request) (org.Bloc, error) {
	b, err := org.BlocFor(ctx, q, r.Actor, r.FormValue("khoi"))
	if err != nil {
		return b, err
	}
	return b, who.Can(r.Actor, who.ReadBloc, who.Object{Bloc: b.ID})
}

// units gives the members of a bloc today, by id.
func (h *handler) units(r *web.Request, b org.Bloc) ([]org.Member, map[id.Unit]org.Unit, error) {
	list, err := org.Members(r.Context(), h.s.DB(), b.ID, h.s.Today())
	byID := map[id.Unit]org.Unit{}
	for _, m := range list {
		byID[m.Unit.ID] = m.Unit
	}
	return list, byID, err
}

// unitOptions gives the units that the reader may do act for.
func unitOptions(r *web.Request, b org.Bloc, list []org.Member, act who.Action) (out []ui.Option) {
	for _, m := range list {
		if who.Can(r.Actor, act, who.Object{Bloc: b.ID, Unit: m.Unit.ID}) == nil {
			out = append(out, ui.Option{Value: m.Unit.Code, Text: m.Unit.Short})
		}
	}
	return out
}

// A card is one model on the board.
type card struct {
	Model rolemodel.RoleModel
	Unit  org.Unit
	Since civil.Date
	Owner bool
}

// A column is one stage of the board.
type column struct {
	Stage rolemodel.Stage
	Cards []card
}

// A line is the numbers of one unit.
type line struct {
	Name string
	N    rolemodel.Numbers
}

type boardPage struct {
	ui.Page
	Bloc    org.Bloc
	May     bool // suggest
	Columns []column
	Any     bool
	Closed  []card
	Lines   []line
	Total   line
	Year    string
	Years   []ui.Option
}

// Empty gives the stages at which there is no model to show.
func (p boardPage) Empty() (list []rolemodel.Stage) {
	for _, c := range p.Columns {
		if len(c.Cards) == 0 {
			list = append(list, c.Stage)
		}
	}
	return list
}

var boardView = ui.NewView[boardPage](files, "board.html")

func (h *handler) board(w http.ResponseWriter, r *web.Request) error {
	ctx, q := r.Context(), h.s.DB()
	b, err := bloc(ctx, q, r)
	if err != nil {
		return err
	}
	members, units, err := h.units(r, b)
	if err != nil {
		return err
	}
	pipe, err := rolemodel.PipelineOf(ctx, q, b.ID)
	if err != nil {
		return err
	}
	p := boardPage{Page: ui.NewPage(w, r, "rolemodel.title|Điển hình tiên tiến"), Bloc: b, May: len(unitOptions(r, b, members, who.SuggestModel)) > 0}
	since := map[rolemodel.ID]civil.Date{}
	for _, s := range pipe.Steps {
		if since[s.Model].Before(s.Day) {
			since[s.Model] = s.Day
		}
	}
	for _, s := range rolemodel.Stages {
		p.Columns = append(p.Columns, column{Stage: s})
	}
	for _, m := range slices.Backward(pipe.Models) {
		u, ok := units[m.Unit]
		if !ok { // a unit that left the bloc
			if u, err = org.UnitOf(ctx, q, m.Unit); err != nil {
				return err
			}
		}
		reader := rolemodel.ReaderOf(r.Actor, b.ID, m.Unit)
		seen, ok := m.For(max(reader, rolemodel.Peer), u.Short)
		if !ok {
			continue
		}
		p.Any = true
		c := card{seen, u, since[m.ID], reader == rolemodel.Owner}
		if i := slices.Index(rolemodel.Stages, m.Stage); i >= 0 {
			p.Columns[i].Cards = append(p.Columns[i].Cards, c)
		} else if c.Owner {
			p.Closed = append(p.Closed, c)
		}
	}
	h.numbers(r, &p, members, pipe)
	return boardView.Render(w, r, p)
}

// numbers fills in the table of units: those that the reader may know of.
func (h *handler) numbers(r *web.Request, p *boardPage, members []org.Member, pipe rolemodel.Pipeline) {
	year := h.s.Today().Year
	if n, err := strconv.Atoi(r.FormValue("nam")); err == nil && n > 1990 && n < 2200 {
		year = n
	}
	p.Year = strconv.Itoa(year)
	first := year
	for _, s := range pipe.Steps {
		first = min(first, s.Day.Year)
	}
	for y := max(h.s.Today().Year, year); y >= first; y-- {
		p.Years = append(p.Years, ui.Option{Value: strconv.Itoa(y), Text: strconv.Itoa(y)})
	}
	counts := pipe.Count(civil.Date{Year: year, Month: 1, Day: 1}, civil.Date{Year: year, Month: 12, Day: 31})
	p.Total.Name = r.T("rolemodel.all|Cộng")
	for _, m := range members {
		if who.Can(r.Actor, who.ReadModel, who.Object{Bloc: p.Bloc.ID, Unit: m.Unit.ID}) != nil {
			continue
		}
		n := counts[m.Unit.ID]
		p.Lines = append(p.Lines, line{m.Unit.Short, n})
		p.Total.N = p.Total.N.Add(n)
	}
}

func parse[T any](s string) (id.Of[T], error) {
	n, err := id.Parse[T](s)
	if err != nil {
		return 0, fault.New(fault.NotFound, "web.404|Không tìm thấy trang. Kiểm tra lại đường dẫn hoặc tìm kiếm.").Because(err)
	}
	return n, nil
}

func version(n int64) string { return strconv.FormatInt(n, 10) }

func readVersion(r *web.Request) (int64, error) {
	n, err := strconv.ParseInt(r.PostFormValue("version"), 10, 64)
	if err != nil {
		return 0, fault.New(fault.Invalid, "rolemodel.stale|Trang này đã cũ. Tải lại trang rồi làm lại.").Because(err)
	}
	return n, nil
}

// day reads a typed day into field, zero when nothing is typed.
func day(r *web.Request, field string) (civil.Date, error) {
	text := strings.TrimSpace(r.PostFormValue(field))
	if text == "" {
		return civil.Date{}, nil
	}
	d, err := civil.ParseVN(text)
	if err != nil {
		m, p := "rolemodel.date|“{text}” không phải ngày. Ghi dạng 28/12/2021.", fault.P{"text": text}
		return d, fault.New(fault.Invalid, m, p).With(field, m, p)
	}
	return d, nil
}

func status(e ui.Errors, err error) int {
	if len(e) == 0 {
		return http.StatusOK
	}
	if s := web.Status(err); s != http.StatusInternalServerError {
		return s
	}
	return http.StatusUnprocessableEntity
}
