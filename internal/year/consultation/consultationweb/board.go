package consultationweb

import (
	"net/http"
	"strconv"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/consultation"
)

type sentLine struct {
	consultation.Submission
	Bloc, Period, Href, State, Tag string
	No                             int
	Code, Slug                     string // of bloc and period
}

type boardPage struct {
	ui.Page
	Lines []sentLine
}

type sentPage struct {
	ui.Page
	Line     sentLine
	Version  consultation.Version
	Errors   ui.Errors
	Reason   string
	Whole    bool // the text fits its digest
	Passages []consultation.Passage
	Word     string // the text as a Word file
	Table    string // what was said of the draft and answered
}

var (
	boardView = ui.NewView[boardPage](files, "board.html")
	sentView  = ui.NewView[sentPage](files, "sent.html")
)

var receptions = map[consultation.Reception][2]string{consultation.Sent: {"todo", "consult.r.sent|Chờ tiếp nhận"}, consultation.Received: {"ok", "consult.r.received|Đã tiếp nhận"}, consultation.Returned: {"warn", "consult.r.returned|Đã trả lại"}}

func (p *pages) line(r *web.Request, s consultation.Submission) (l sentLine, v consultation.Version, err error) {
	if v, err = consultation.VersionOf(r.Context(), p.s.DB(), s.Version); err != nil {
		return l, v, err
	}
	at, err := consultation.PlaceOf(r.Context(), p.s.DB(), v)
	if err != nil {
		return l, v, err
	}
	t := receptions[s.State]
	return sentLine{s, at.Bloc.Name, r.Period(at.Period), "/bao-cao-khoi/" + s.ID.String(), r.T(t[1]), t[0], v.No, at.Bloc.Code, at.Period.Slug()}, v, nil
}

// board lists the reports that blocs sent.
func (p *pages) board(w http.ResponseWriter, r *web.Request) error {
	if err := who.Can(r.Actor, who.ReceiveReport, who.Object{}); err != nil {
		return err
	}
	list, err := consultation.Submissions(r.Context(), p.s.DB())
	if err != nil {
		return err
	}
	d := boardPage{Page: ui.NewPage(w, r, "consult.boardlist|Báo cáo các khối gửi")}
	for _, s := range list {
		l, _, err := p.line(r, s)
		if err != nil {
			return err
		}
		d.Lines = append(d.Lines, l)
	}
	return boardView.Render(w, r, d)
}

func (p *pages) sentOf(w http.ResponseWriter, r *web.Request) (d sentPage, err error) {
	if err := who.Can(r.Actor, who.ReceiveReport, who.Object{}); err != nil {
		return d, err
	}
	n, err := id.Parse[consultation.Submission](r.PathValue("id"))
	if err != nil {
		return d, notFound()
	}
	s, err := consultation.SubmissionOf(r.Context(), p.s.DB(), n)
	if err != nil {
		return d, err
	}
	d = sentPage{}
	if d.Line, d.Version, err = p.line(r, s); err != nil {
		return d, err
	}
	d.Page = ui.NewPage(w, r, "consult.report.of|Báo cáo {period}", fault.P{"period": d.Line.Period})
	d.Passages = d.Version.Passages
	at := "/gop-y/" + d.Line.Slug + "/tai/"
	d.Word, d.Table = at+string(consultation.DraftPaper)+"?khoi="+d.Line.Code+"&lan="+strconv.Itoa(d.Version.No), at+string(consultation.TablePaper)+"?khoi="+d.Line.Code
	d.Whole = consultation.Digest(d.Passages) == d.Version.Digest
	return d, nil
}

// arrived shows one report to the board.
func (p *pages) arrived(w http.ResponseWriter, r *web.Request) error {
	d, err := p.sentOf(w, r)
	if err != nil {
		return err
	}
	return sentView.Render(w, r, d)
}

// answer receives or returns it.
func (p *pages) answer(w http.ResponseWriter, r *web.Request) error {
	d, err := p.sentOf(w, r)
	if err != nil {
		return err
	}
	rev, _ := strconv.ParseInt(r.PostFormValue("rev"), 10, 64)
	done := "consult.received|Đã tiếp nhận báo cáo."
	if r.PostFormValue("do") == "tra-lai" {
		d.Reason, done = r.PostFormValue("reason"), "consult.returned.done|Đã trả lại báo cáo kèm lý do."
		err = p.s.Return(r.Context(), r.Actor, d.Line.ID, rev, d.Reason)
	} else {
		err = p.s.Receive(r.Context(), r.Actor, d.Line.ID, rev)
	}
	if err == nil {
		return web.See(w, r, d.Line.Href, done)
	}
	list, other := ui.Refused(r, err, "reason")
	if other != nil {
		return other
	}
	d.Errors, d.Error = list, "x"
	return sentView.RenderStatus(w, r, web.Status(err), d)
}
