package consultationweb

import (
	"net/http"
	"strconv"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/consultation"
	"thidua/internal/year/consultation/wording"
	"thidua/internal/year/report"
)

// answerForm is what the secretary types; the was fields hold what the form showed.
type answerForm struct {
	State, Answer, Text, Seen string
	WasState, WasAnswer       string
	Rev                       int64
	Hand                      bool
}

// clash is a field that two people answered differently.
type clash struct {
	Name, Label        string
	Was, Theirs, Mine  string
	Options            []ui.Option
	Difference         []wording.Segment
	Choice, OtherValue string
}

type remarkPage struct {
	ui.Page
	scope
	R        remarkView
	Passage  consultation.Passage
	Orphan   bool
	Before   string // the paragraph cut around the quoted words
	Quoted   string
	After    string
	Form     answerForm
	Outcomes []ui.Option
	Errors   ui.Errors
	HasText  bool // the form offers the paragraph's text
	Opens    bool // the text is shown open
	Steps    []outcomeView
	Look     bool
	Similar  []remarkView
	Joined   []remarkView
	Places   []ui.Option
	Frozen   bool
	May      bool
	Clashes  []clash
	Who      string // who was faster
	History  []ui.Event
	MarksYes []string
	MarksNo  []string
	LostText bool
	Unlinks  string // figures with a source that accepting would overwrite
}

type outcomeView struct {
	Title    string
	Segments []wording.Segment
	Found    bool
	Clean    bool
}

var (
	remarkView1  = ui.NewView[remarkPage](files, "remark.html")
	conflictView = ui.NewView[remarkPage](files, "conflict.html")
)

func (p *pages) one(w http.ResponseWriter, r *web.Request, lead bool) (d remarkPage, k *consultation.Desk, err error) {
	s, k, err := p.drafted(r, lead)
	if err != nil {
		return d, k, err
	}
	n, err := id.Parse[consultation.Remark](r.PathValue("id"))
	if err != nil {
		return d, k, notFound()
	}
	x, ok := k.Remark(n)
	if !ok {
		return d, k, notFound()
	}
	d = remarkPage{Page: ui.NewPage(w, r, "consult.no|Góp ý số {n}", fault.P{"n": x.No}), scope: s, R: s.view(r, k, x), Frozen: k.Draft.Frozen != ""}
	d.Passage, ok = k.Passage(x.Para)
	d.Orphan = !ok
	var found bool
	if d.Before, d.Quoted, d.After, found = k.Quote(x); !found {
		d.Before, d.Quoted, d.After = d.Passage.Text, "", ""
	}
	d.May = s.Lead && !d.Frozen && x.Parent == 0 && x.Joined == 0
	for _, o := range consultation.Outcomes {
		d.Outcomes = append(d.Outcomes, ui.Option{Value: string(o), Text: r.T(o.Label())})
	}
	d.weigh(r, k, x)
	d.Form = answerForm{State: string(x.State), Answer: x.Answer, WasState: string(x.State), WasAnswer: x.Answer, Rev: x.Rev, Seen: d.Passage.Text, Text: d.text(k, x)}
	for _, o := range k.Similar(x) {
		d.Similar = append(d.Similar, s.view(r, k, o))
	}
	for _, o := range k.Remarks {
		if o.Joined == x.ID {
			d.Joined = append(d.Joined, s.view(r, k, o))
		}
		if o.Parent == x.ID {
			d.R.Replies = append(d.R.Replies, s.view(r, k, o))
		}
	}
	for _, m := range k.Marks[x.ID] {
		if m.Agrees {
			d.MarksYes = append(d.MarksYes, k.Unit(m.Unit))
		} else {
			d.MarksNo = append(d.MarksNo, k.Unit(m.Unit))
		}
	}
	if d.R.Orphan {
		for i, q := range k.Passages {
			d.Places = append(d.Places, ui.Option{Value: q.Para.String(), Text: strconv.Itoa(i+1) + ". " + clip(q.Text, 70)})
		}
	}
	return d, k, nil
}

// weigh shows what the steps of a proposal give on the text now.
func (d *remarkPage) weigh(r *web.Request, k *consultation.Desk, x consultation.Remark) {
	list := k.Weigh(x)
	for _, o := range list {
		v := outcomeView{Title: d.change(r, k, o.Step).Title, Found: o.Found, Clean: o.Clean}
		switch o.Step.Op {
		case consultation.Reword:
			v.Segments = wording.Compare(o.Now, o.Text)
		case consultation.Add:
			v.Segments = []wording.Segment{{Op: 1, Text: o.Text}}
		case consultation.Remove:
			v.Segments = []wording.Segment{{Op: -1, Text: o.Now}}
		default:
			v.Segments = []wording.Segment{{Text: o.Now}}
		}
		d.Steps = append(d.Steps, v)
	}
	if x.State == consultation.New {
		d.Unlinks = strings.Join(k.Unlinks(list), ", ")
	}
	d.Look = len(list) > 0 && x.State == consultation.New && !consultation.Clean(list)
	d.HasText = len(x.Steps) == 0 && !d.Orphan || len(x.Steps) == 1 && (x.Steps[0].Op == consultation.Add || x.Steps[0].Op == consultation.Reword && !d.Orphan)
	d.Opens = len(x.Steps) > 0
}

// text gives the paragraph as accepting the remark would leave it.
func (d *remarkPage) text(k *consultation.Desk, x consultation.Remark) string {
	if len(x.Steps) != 1 || x.State != consultation.New {
		return d.Passage.Text
	}
	o := k.Weigh(x)[0]
	if o.Step.Op == consultation.Add {
		return o.Step.Text
	}
	if o.Step.Op == consultation.Reword && o.Text != "" {
		return o.Text
	}
	return d.Passage.Text
}

// remark shows one remark, to the secretary with the form of the answer.
func (p *pages) remark(w http.ResponseWriter, r *web.Request) error {
	d, _, err := p.one(w, r, false)
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, d)
}

func (p *pages) show(w http.ResponseWriter, r *web.Request, status int, d remarkPage) error {
	lines, err := audit.History(r.Context(), p.s.DB(), "consultation/"+d.Bloc.Code+"/"+string(d.Period)+"/"+d.R.ID.String(), 20)
	if err != nil {
		return err
	}
	for _, l := range lines {
		d.History = append(d.History, ui.Event{At: l.At, Who: l.Name, Text: r.T(did(l.Did))})
	}
	return remarkView1.RenderStatus(w, r, status, d)
}

// did names an act of the log for people.
func did(act string) string {
	switch act {
	case "consultation.resolve":
		return "consult.did.resolve|xử lý góp ý"
	case "consultation.reopen":
		return "consult.did.reopen|mở lại góp ý"
	case "consultation.merge":
		return "consult.did.merge|gộp góp ý"
	case "consultation.anchor":
		return "consult.did.anchor|gắn lại vào đoạn"
	case "consultation.mark":
		return "consult.did.mark|cho ý kiến về góp ý"
	}
	return "consult.did.remark|gửi góp ý"
}

func answerOf(r *web.Request) answerForm {
	nl := func(name string) string { return strings.ReplaceAll(r.PostFormValue(name), "\r\n", "\n") }
	rev, _ := strconv.ParseInt(r.PostFormValue("rev"), 10, 64)
	return answerForm{State: r.PostFormValue("state"), Answer: nl("answer"), Text: nl("text"), Seen: nl("seen"), WasState: r.PostFormValue("was.state"), WasAnswer: nl("was.answer"),
		Rev: rev, Hand: r.PostFormValue("hand") != ""}
}

// resolve takes the secretary's answer.
func (p *pages) resolve(w http.ResponseWriter, r *web.Request) error {
	d, k, err := p.one(w, r, true)
	if err != nil {
		return err
	}
	f := answerOf(r)
	clashes := r.PostFormValue("chon.state") != "" || r.PostFormValue("chon.answer") != ""
	if clashes {
		f = d.chosen(r, f)
	}
	if f.Rev != d.R.Rev && !clashes {
		var open bool
		if f, open = d.meet(r, f); open {
			d.Form, d.Error = f, "x"
			return conflictView.RenderStatus(w, r, http.StatusConflict, d)
		}
	}
	res := consultation.Resolution{State: consultation.State(f.State), Answer: f.Answer, Rev: f.Rev, Seen: f.Seen, Hand: f.Hand}
	if _, has := r.PostForm["text"]; has && d.HasText && !(r.PostFormValue("nhanh") != "" && d.R.Clean) {
		res.Text = &f.Text
	}
	err = p.s.Resolve(r.Context(), r.Actor, d.Place, d.R.ID, res)
	if err == nil {
		to := d.To("/xu-ly")
		if next := after(k, d.R.Remark); next != 0 && r.PostFormValue("tiep") != "" {
			to = d.To("/y/" + next.String())
		}
		return web.See(w, r, to, "consult.resolved|Đã xử lý góp ý số {n}.", fault.P{"n": d.R.No})
	}
	list, other := ui.Refused(r, err, "state", "answer", "text")
	if other != nil {
		return other
	}
	if d, _, err2 := p.one(w, r, true); err2 == nil {
		f.Seen, f.Rev = d.Form.Seen, d.R.Rev
		d.Form, d.Errors, d.Error, d.Opens = f, list, "x", true
		if f.Text == "" {
			d.Form.Text = d.Passage.Text
		}
		return p.show(w, r, web.Status(err), d)
	}
	return err
}

// after gives the next remark that waits.
func after(k *consultation.Desk, x consultation.Remark) consultation.RemarkID {
	for _, o := range k.Waiting() {
		if o.No > x.No {
			return o.ID
		}
	}
	return 0
}

// meet compares what the reader typed with what somebody else stored meanwhile, field by
// field: fields that only one of them changed are taken as they are; open tells that some
// were changed by both.
func (d *remarkPage) meet(r *web.Request, f answerForm) (_ answerForm, open bool) {
	now := d.R.Remark
	d.Who = now.By
	pick := func(name, label, was, theirs, mine string, show func(string) string) string {
		switch {
		case mine == was || mine == theirs:
			return theirs
		case theirs == was:
			return mine
		}
		c := clash{Name: name, Label: r.T(label), Was: show(was), Theirs: show(theirs), Mine: show(mine), Choice: "theirs", OtherValue: mine}
		c.Options = []ui.Option{{Value: "theirs", Text: r.T("conf.theirs|Giữ bản của {name}", fault.P{"name": now.By}), Hint: c.Theirs}, {Value: "mine", Text: r.T("conf.mine|Dùng bản của tôi"), Hint: c.Mine}}
		if name == "answer" {
			c.Options = append(c.Options, ui.Option{Value: "other", Text: r.T("consult.conf.other|Viết câu khác")})
			c.Difference = wording.Compare(theirs, mine)
		}
		d.Clashes = append(d.Clashes, c)
		return mine
	}
	plain := func(s string) string { return s }
	label := func(s string) string { return r.T(consultation.State(s).Label()) }
	f.State = pick("state", "consult.outcome|Cách xử lý", f.WasState, string(now.State), f.State, label)
	f.Answer = pick("answer", "consult.answer.label|Nội dung trả lời", f.WasAnswer, now.Answer, f.Answer, plain)
	f.Rev, f.WasState, f.WasAnswer = now.Rev, string(now.State), now.Answer
	return f, len(d.Clashes) > 0
}

// chosen reads the answers of the conflict page.
func (d *remarkPage) chosen(r *web.Request, f answerForm) answerForm {
	if r.PostFormValue("chon.state") == "theirs" {
		f.State = string(d.R.Remark.State)
	}
	switch r.PostFormValue("chon.answer") {
	case "theirs":
		f.Answer = d.R.Answer
	case "other":
		f.Answer = r.PostFormValue("other.answer")
	}
	return f
}

// rearrange reopens, merges or anchors a remark, as the button pressed says.
func (p *pages) rearrange(w http.ResponseWriter, r *web.Request) error {
	d, _, err := p.one(w, r, true)
	if err != nil {
		return err
	}
	rev, _ := strconv.ParseInt(r.PostFormValue("rev"), 10, 64)
	to, done := d.To("/y/"+d.R.ID.String()), ""
	switch r.PostFormValue("do") {
	case "mo-lai":
		err, done = p.s.Reopen(r.Context(), r.Actor, d.Place, d.R.ID, rev), "consult.reopened|Đã mở lại góp ý."
	case "gop":
		var list []consultation.RemarkID
		for _, v := range r.PostForm["voi"] {
			n, err := id.Parse[consultation.Remark](v)
			if err != nil {
				return notFound()
			}
			list = append(list, n)
		}
		err, done = p.s.Merge(r.Context(), r.Actor, d.Place, d.R.ID, list), "consult.merged|Đã gộp. Câu trả lời của góp ý này dùng chung cho các góp ý đã gộp."
	case "gan":
		var n report.ParagraphID
		if n, err = id.Parse[report.Paragraph](r.PostFormValue("para")); err != nil {
			return notFound()
		}
		err, done = p.s.Anchor(r.Context(), r.Actor, d.Place, d.R.ID, n, rev), "consult.anchored|Đã gắn góp ý vào đoạn."
	default:
		return notFound()
	}
	if err == nil {
		return web.See(w, r, to, done)
	}
	list, other := ui.Refused(r, err)
	if other != nil {
		return other
	}
	d.Errors, d.Error = list, "x"
	return p.show(w, r, web.Status(err), d)
}
