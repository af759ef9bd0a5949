package consultationweb

import (
	"net/http"
	"strconv"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/consultation"
)

type queueLine struct {
	remarkView
	Paragraph string // the beginning of the paragraph
	Where     string // "2.3"
	Fit, Tag2 string // how the proposal stands to the text now
	Quick     bool   // may be accepted with one press
}

type queuePage struct {
	ui.Page
	scope
	Lines   []queueLine
	All     int
	Done    int
	Orphans int
	Frozen  bool
	Files   int
}

var queueView = ui.NewView[queuePage](files, "queue.html")

// queue lists what the secretary still has to resolve, in the order of the text.
func (p *pages) queue(w http.ResponseWriter, r *web.Request) error {
	s, k, err := p.drafted(r, true)
	if err != nil {
		return err
	}
	d := queuePage{Page: ui.NewPage(w, r, "consult.queue.title|Xử lý góp ý"), scope: s, All: len(k.Remarks), Frozen: k.Draft.Frozen != ""}
	waiting := k.Waiting()
	d.Done = d.All - len(waiting)
	line := func(x consultation.Remark, no, text string) {
		l := queueLine{remarkView: s.view(r, k, x), Where: no, Paragraph: clip(text, 110)}
		switch {
		case l.Orphan:
			d.Orphans++
			l.Fit, l.Tag2 = r.T("consult.fit.gone|Không còn đoạn này"), "warn"
		case len(x.Steps) > 0 && l.Clean && len(k.Unlinks(k.Weigh(x))) > 0:
			l.Fit, l.Tag2 = r.T("consult.fit.figure|Thay số liệu có nguồn"), "warn"
		case len(x.Steps) > 0 && l.Clean:
			l.Fit, l.Tag2, l.Quick = r.T("consult.fit.clean|Ghép được ngay"), "ok", true
		case len(x.Steps) > 0:
			l.Fit, l.Tag2 = r.T("consult.fit.look|Cần xem lại"), "warn"
		}
		d.Lines = append(d.Lines, l)
	}
	seen := map[consultation.RemarkID]bool{}
	for i, q := range k.Passages {
		for _, x := range waiting {
			if x.Para == q.Para {
				seen[x.ID] = true
				line(x, strconv.Itoa(i+1), q.Text)
			}
		}
	}
	for _, x := range waiting {
		if !seen[x.ID] {
			line(x, "", x.Base)
		}
	}
	return queueView.Render(w, r, d)
}

type roundForm struct{ Stage, Due, Note, NewDue string }

type roundLine struct {
	consultation.Round
	Stage, State, Tag string
	No                int
}

type roundsPage struct {
	ui.Page
	scope
	Lines  []roundLine
	Form   roundForm
	Stages []ui.Option
	Errors ui.Errors
	Open   consultation.Round
	Frozen bool
	Next   int // number of the version that opening would send round
}

var roundsView = ui.NewView[roundsPage](files, "rounds.html")

func (p *pages) roundsPage(w http.ResponseWriter, r *web.Request) (d roundsPage, err error) {
	s, k, err := p.drafted(r, true)
	if err != nil {
		return d, err
	}
	d = roundsPage{Page: ui.NewPage(w, r, "consult.rounds|Đợt lấy ý kiến"), scope: s, Frozen: k.Draft.Frozen != "", Open: k.Round(s.Today)}
	no := map[consultation.VersionID]int{}
	for _, v := range k.Versions {
		no[v.ID] = v.No
	}
	for _, x := range k.Rounds {
		l := roundLine{Round: x, Stage: r.T(x.Stage.Label()), No: no[x.Version], State: r.T("consult.round.closed|Đã đóng"), Tag: "off"}
		if x.ID == d.Open.ID {
			l.State, l.Tag = r.T("consult.round.open|Đang nhận góp ý"), "info"
		}
		d.Lines = append(d.Lines, l)
	}
	stage := consultation.Before
	if len(k.Rounds) > 0 {
		stage = consultation.During
	}
	for _, x := range consultation.Stages {
		d.Stages = append(d.Stages, ui.Option{Value: string(x), Text: r.T(x.Label())})
	}
	d.Next = k.Newest().No
	if d.Next == 0 || k.Newest().Digest != consultation.Digest(k.Passages) {
		d.Next++
	}
	d.Form = roundForm{Stage: string(stage), Due: s.Today.AddDays(5).VN(), NewDue: d.Open.Due.VN()}
	return d, nil
}

func (p *pages) rounds(w http.ResponseWriter, r *web.Request) error {
	d, err := p.roundsPage(w, r)
	if err != nil {
		return err
	}
	return roundsView.Render(w, r, d)
}

// round opens, extends or closes a round.
func (p *pages) round(w http.ResponseWriter, r *web.Request) error {
	d, err := p.roundsPage(w, r)
	if err != nil {
		return err
	}
	do, done := r.PostFormValue("do"), "consult.round.opened|Đã mở đợt lấy ý kiến. Các đơn vị góp ý được từ bây giờ."
	d.Form = roundForm{Stage: r.PostFormValue("stage"), Due: r.PostFormValue("due"), Note: r.PostFormValue("note"), NewDue: r.PostFormValue("newdue")}
	switch do {
	case "gia-han", "dong":
		n, perr := id.Parse[consultation.Round](r.PostFormValue("dot"))
		if perr != nil {
			return notFound()
		}
		due, _ := civil.ParseVN(d.Form.NewDue)
		err, done = p.s.Extend(r.Context(), r.Actor, d.Place, n, due, do == "dong"), "consult.round.changed|Đã lưu đợt lấy ý kiến."
	default:
		due, _ := civil.ParseVN(d.Form.Due)
		_, err = p.s.OpenRound(r.Context(), r.Actor, d.Place, consultation.Call{Stage: consultation.Stage(d.Form.Stage), Due: due, Note: d.Form.Note})
	}
	if err == nil {
		return web.See(w, r, d.To("/dot"), done)
	}
	list, other := ui.Refused(r, err, "stage", "due", "newdue")
	if other != nil {
		return other
	}
	d.Errors, d.Error = list, "x"
	return roundsView.RenderStatus(w, r, web.Status(err), d)
}

type adoptionPage struct {
	ui.Page
	scope
	Version  consultation.Version // the adopted one, or none
	Digest   string
	Waiting  int
	Figures  int
	Blanks   int
	Changed  []figureChange
	Errors   ui.Errors
	Note     string
	Sent     consultation.Submission
	Passages []consultation.Passage
	Checked  bool // the digest of the stored text is the one it was adopted under
	Last     int
	Returned consultation.Submission // the last return by the board, while the draft is open again
}

type figureChange struct {
	No       int
	Old, New string
	Href     string
}

var adoptionView = ui.NewView[adoptionPage](files, "adoption.html")

func (p *pages) adoptionPage(w http.ResponseWriter, r *web.Request, lead bool) (d adoptionPage, err error) {
	s, k, err := p.drafted(r, lead)
	if err != nil {
		return d, err
	}
	d = adoptionPage{Page: ui.NewPage(w, r, "consult.adopt|Thông qua báo cáo"), scope: s, Digest: consultation.Digest(k.Passages), Waiting: len(k.Waiting()), Passages: k.Passages, Last: k.Newest().No}
	d.Figures, d.Blanks = k.Gaps()
	d.Returned = k.Returned()
	if v := k.Adopted(); v.ID != 0 {
		d.Title = r.T("consult.adoption|Bản đã thông qua")
		if d.Version, err = consultation.VersionOf(r.Context(), p.s.DB(), v.ID); err != nil {
			return d, err
		}
		d.Checked = consultation.Digest(d.Version.Passages) == v.Digest && d.Digest == v.Digest
		d.Passages = d.Version.Passages
		for _, x := range k.Sent {
			if x.Version == v.ID {
				d.Sent = x
			}
		}
		return d, nil
	}
	if k.Newest().ID == 0 {
		return d, nil
	}
	v, err := consultation.VersionOf(r.Context(), p.s.DB(), k.Newest().ID)
	if err != nil {
		return d, err
	}
	for _, c := range k.FigureChanges(v.Passages) {
		d.Changed = append(d.Changed, figureChange{No: c.No, Old: c.Old, New: c.New, Href: s.figure(c.Source)})
	}
	return d, nil
}

// adoption shows what would be adopted, or what was.
func (p *pages) adoption(w http.ResponseWriter, r *web.Request) error {
	d, err := p.adoptionPage(w, r, false)
	if err != nil {
		return err
	}
	return adoptionView.Render(w, r, d)
}

// adopt freezes the text.
func (p *pages) adopt(w http.ResponseWriter, r *web.Request) error {
	d, err := p.adoptionPage(w, r, true)
	if err != nil {
		return err
	}
	d.Note = r.PostFormValue("note")
	v, err := p.s.Adopt(r.Context(), r.Actor, d.Place, consultation.Adoption{Note: d.Note, Digest: r.PostFormValue("digest"), Anyway: r.PostFormValue("anyway") != ""})
	if err == nil {
		return web.See(w, r, d.To("/thong-qua"), "consult.adopted.done|Đã thông qua và chốt nội dung, lần {n}.", fault.P{"n": v.No})
	}
	list, other := ui.Refused(r, err)
	if other != nil {
		return other
	}
	d.Errors, d.Error = list, "x"
	return adoptionView.RenderStatus(w, r, web.Status(err), d)
}

// send hands the adopted report to the provincial board.
func (p *pages) send(w http.ResponseWriter, r *web.Request) error {
	s, err := p.lead(r)
	if err != nil {
		return err
	}
	if _, err := p.s.Send(r.Context(), r.Actor, s.Place); err != nil {
		return err
	}
	return web.See(w, r, s.To("/thong-qua"), "consult.sent|Đã gửi Ban Thi đua - Khen thưởng tỉnh.")
}
