package journalweb

import (
	"bytes"
	"html/template"
	"net/http"
	"strconv"
	"strings"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/journal"
	"thidua/internal/year/org"
	"thidua/internal/year/progress"
)

var checkView = ui.NewView[checkPage](files, "check.html")

type submission struct{ Period, Unit, State, Href string }

type checkPage struct {
	ui.Page
	Submissions []submission
	HasUnit     bool
	Lines       int
	Root        string
	At          time.Time // of the newest signed line
	Key         string
	Origin      string // of this site
	Taken       []taken
	TakenMore   bool // there are older ones
	Lead        bool // the reader's unit leads its bloc: every unit's are listed
}

// taken is a file that somebody took away.
type taken struct {
	At       time.Time
	Who      string
	What, Of string // the file, and whose figures it holds
	Page     string // from which page
}

// takenDays is for how long a unit sees who took files that concern it; takenRows is how many.
const (
	takenDays = 30
	takenRows = 50
)

// check shows what a unit can take home: the proof of its own submissions, and the signed
// state of the log.
func (h *handler) check(w http.ResponseWriter, r *web.Request) error {
	p := checkPage{Page: ui.NewPage(w, r, "journal.c.title|Kiểm chứng nhật ký"), HasUnit: r.Actor.Unit() != 0, Key: h.s.Key(), Origin: r.Origin()}
	for _, m := range r.Actor.Blocs {
		b, err := org.BlocOf(r.Context(), h.s.DB(), m.Bloc)
		if err != nil {
			return err
		}
		list, err := progress.Periods(r.Context(), h.s.DB(), m.Bloc)
		if err != nil {
			return err
		}
		for _, x := range list {
			f, err := h.p.Form(r.Context(), r.Actor, progress.Place{Bloc: m.Bloc, Period: x.Period, Unit: m.Unit})
			if fault.Is(err, fault.NotFound) {
				continue
			} else if err != nil {
				return err
			}
			s := submission{Period: r.Period(x.Period), Unit: f.Unit.Name, State: r.T(f.Submission.State.Label())}
			if !f.Submission.SubmittedAt.IsZero() {
				s.Href = "/kiem-chung/" + b.Code + "/" + x.Period.Slug() + "/" + f.Unit.Code
			}
			p.Submissions = append(p.Submissions, s)
		}
	}
	if err := h.taken(r, &p); err != nil {
		return err
	}
	if err := h.state(r, &p); err != nil {
		return err
	}
	return checkView.Render(w, r, p)
}

// taken lists who took files away that concern the reader's unit.
func (h *handler) taken(r *web.Request, p *checkPage) error {
	p.Lead = r.Actor.Leads(0)
	lines, err := h.s.TakenFrom(r.Context(), r.Actor, r.Srv.Clock.Now().AddDate(0, 0, -takenDays), takenRows+1)
	if err != nil || len(lines) == 0 {
		return err
	}
	if p.TakenMore = len(lines) > takenRows; p.TakenMore {
		lines = lines[:takenRows]
	}
	return h.s.DB().Read(r.Context(), func(tx *db.Tx) error {
		t, err := newTeller(r, tx)
		for _, l := range lines {
			if err == nil {
				p.Taken = append(p.Taken, t.taken(l))
			}
		}
		return err
	})
}

func (t *teller) taken(l audit.Line) taken {
	x := taken{At: l.At, Who: nameOf(t.r, l)}
	for _, f := range journal.Diff(nil, l.After) {
		switch f.Name {
		case "file":
			x.What = f.After
		case "count":
			x.What = t.r.T("journal.t.lost|{n} lượt tải nữa không ghi được hết: quá nhiều lượt cùng lúc", fault.P{"n": f.After})
		}
	}
	if parts := strings.Split(l.On, "/"); len(parts) == 4 {
		switch {
		case parts[2] != "-":
			x.Of = t.word(parts[2])
		case parts[1] != "-":
			x.Of = t.r.T("journal.t.bloc|Cả {bloc}", fault.P{"bloc": t.word(parts[1])})
		default:
			x.Of = t.r.T("journal.t.all|Mọi khối")
		}
		x.Page = t.word(parts[3])
	}
	return x
}

func (h *handler) state(r *web.Request, p *checkPage) error {
	return h.s.DB().Read(r.Context(), func(tx *db.Tx) error {
		s, err := audit.Latest(r.Context(), tx)
		if err != nil || s.N == 0 {
			return err
		}
		p.Lines, p.Root = int(s.Size), s.Root.String()
		p.At, err = audit.Last(r.Context(), tx)
		return err
	})
}

// checkpoint gives the file for a witness.
func (h *handler) checkpoint(w http.ResponseWriter, r *web.Request) error {
	from := int64(0)
	if x := strings.TrimSpace(r.FormValue("tu")); x != "" {
		n, err := strconv.ParseInt(x, 10, 64)
		if err != nil || n < 0 {
			return fault.New(fault.Invalid, "journal.c.from|Số dòng đã ký phải là số nguyên, ví dụ 298. Xem số này bằng lệnh thidua witness show.")
		}
		from = n
	}
	q, s, err := h.s.Checkpoint(r.Context(), from)
	if err != nil {
		return err
	}
	r.ConcernsNobody()
	return web.Download(w, "diem-chot-"+strconv.FormatInt(s.Size, 10)+".txt", "text/plain; charset=utf-8", []byte(q.String()))
}

// proofTemplate is a document of its own: it is read far from the server, and its script
// reads what stands in the document and nothing else.
var proofTemplate = template.Must(template.New("proof.html").ParseFS(files, "proof.html"))

type proofDoc struct {
	Bloc, Unit, Period string
	Step               string
	Who                string
	At                 string
	Number             int64
	Size               int64
	Fields             []journal.Field
	Leaf, Salt, Body   string
	Path               []string
	Index              int64
	Note, Key          string
}

// stepOf says in words which step a proof proves.
func stepOf(r *web.Request, did string) string {
	if m := acts[did]; m != "" {
		return r.T(m) + " (" + did + ")"
	}
	return did
}

// proof gives the proof of the unit's own submission as one file that needs no server.
func (h *handler) proof(w http.ResponseWriter, r *web.Request) error {
	b, err := org.BlocByCode(r.Context(), h.s.DB(), r.PathValue("bloc"))
	if err != nil {
		return err
	}
	u, err := org.UnitByCode(r.Context(), h.s.DB(), r.PathValue("unit"))
	if err != nil {
		return err
	}
	period, err := civil.PeriodOfSlug(r.PathValue("period"))
	if err != nil {
		return fault.New(fault.NotFound, "web.404|Không tìm thấy trang. Kiểm tra lại đường dẫn hoặc tìm kiếm.").Because(err)
	}
	f, err := h.p.Form(r.Context(), r.Actor, progress.Place{Bloc: b.ID, Period: period, Unit: u.ID}) // checks the right to read it
	if err != nil {
		return err
	}
	l, p, err := h.s.SubmissionProof(r.Context(), f.SubmissionObject())
	if err != nil {
		return err
	}
	d := proofDoc{Bloc: b.Name, Unit: u.Name, Period: r.Period(period), Step: stepOf(r, l.Did), Who: nameOf(r, l), At: l.At.Format("15:04:05 02/01/2006"),
		Number: p.Index + 1, Size: p.Size, Fields: journal.Diff(nil, l.After), Leaf: p.Leaf, Salt: p.Salt, Body: p.Body, Index: p.Index, Note: p.Note, Key: p.Key}
	for _, x := range p.Path {
		d.Path = append(d.Path, x.String())
	}
	var out bytes.Buffer
	if err := proofTemplate.Execute(&out, d); err != nil {
		return err
	}
	r.Concerns(b.ID, u.ID)
	return web.Download(w, "chung-thuc-"+u.Code+"-"+period.Slug()+".html", "text/html; charset=utf-8", out.Bytes())
}
