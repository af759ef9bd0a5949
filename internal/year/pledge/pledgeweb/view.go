package pledgeweb

import (
	"net/http"
	"slices"
	"strconv"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/account"
	"thidua/internal/year/consultation/wording"
	"thidua/internal/year/pledge"
)

// A signLine is one party in the matrix of signatures, as shown.
type signLine struct {
	pledge.Line
	No      int
	Code    string
	File    string // address of the signed file, "" when the reader may not see it
	Sign    string // where the reader may sign, "" for nothing
	Record  string // where the reader may record a signature given elsewhere
	Retract string
}

type viewPage struct {
	frame
	None      bool
	Edit      bool
	P         pledge.Pledge
	T         pledge.Text
	Blocks    []pledge.Block
	Short     string
	Current   bool
	Steps     []ui.Step
	Verbs     []pledge.Transition
	Texts     []pledge.Text
	Lines     []signLine
	Signed    int
	Asking    bool // signatures are asked for
	Pending   []string
	Remarks   int
	NewOnes   int
	Commit    bool
	Remind    bool
	Years     []int
	BoundHash string
	Differs   []pledge.Difference // of the text from the plan, for whoever words it
}

var viewView = ui.NewView[viewPage](files, "view.html", "differ.html")

func (h *handler) view(w http.ResponseWriter, r *web.Request) error {
	x, err := h.at(r)
	if err != nil {
		return err
	}
	v := viewPage{frame: h.frame(w, r, x, "pledge.title|Giao ước thi đua năm {year}", fault.P{"year": x.year}), None: x.none, Edit: x.edits(r)}
	if v.Years, err = pledge.Years(r.Context(), h.s.DB(), x.bloc.ID); err != nil {
		return err
	}
	if x.none {
		return viewView.Render(w, r, v)
	}
	v.P, v.T, v.Current, v.Short = x.p, x.t, x.t.No == x.p.No, pledge.Short(x.t.Hash)
	v.Blocks, v.Verbs, v.Steps = pledge.Blocks(x.t.Body), pledge.Verbs(x.p.State), tracker(r, x.p)
	if err := h.versions(r, x, &v); err != nil {
		return err
	}
	return viewView.Render(w, r, v)
}

func tracker(r *web.Request, p pledge.Pledge) []ui.Step {
	var out []ui.Step
	at := slices.Index(pledge.States, p.State)
	for i, s := range pledge.States {
		st := ui.Step{Text: r.T(s.Label())}
		switch {
		case i < at, s == pledge.Binding && p.State == pledge.Binding:
			st.State = "done"
		case i == at:
			st.State = "now"
		}
		out = append(out, st)
	}
	return out
}

// versions fills what stands around the text: versions, signatures, remarks, commitments.
func (h *handler) versions(r *web.Request, x place, v *viewPage) (err error) {
	ctx, q := r.Context(), h.s.DB()
	if v.Texts, err = pledge.Texts(ctx, q, x.p.ID); err != nil {
		return err
	}
	for _, t := range v.Texts {
		if t.No == x.p.BoundNo {
			v.BoundHash = t.Hash
		}
	}
	slices.Reverse(v.Texts)
	if v.Lines, v.Signed, err = h.matrix(r, x); err != nil {
		return err
	}
	v.Asking = v.Current && (x.p.State == pledge.Signing || x.p.State == pledge.Binding)
	v.Remind = v.Edit && x.p.State == pledge.Signing && v.Signed < len(v.Lines)
	list, err := pledge.Remarks(ctx, q, x.p.ID)
	if err != nil {
		return err
	}
	v.Remarks = len(list)
	for _, m := range list {
		if m.State == pledge.New {
			v.NewOnes++
		}
	}
	u, uerr := h.unit(r, x, who.RemarkPledge)
	v.Commit = uerr == nil && u.ID != 0 && x.p.State == pledge.Open
	if x.p.State != pledge.Open && x.p.State != pledge.Draft {
		return nil
	}
	if v.Edit && v.Current {
		if v.Differs, err = h.s.Differs(ctx, x.p, x.t.Source); err != nil {
			return err
		}
	}
	commitments, err := pledge.Commitments(ctx, q, x.p.ID)
	for _, c := range commitments {
		for _, l := range v.Lines {
			if l.Unit == c.Unit && c.At.After(x.t.At) && v.Current {
				v.Pending = append(v.Pending, l.Name)
			}
		}
	}
	return err
}

// matrix gives the signatures of the version that is shown.
func (h *handler) matrix(r *web.Request, x place) ([]signLine, int, error) {
	ctx, q := r.Context(), h.s.DB()
	parties, err := pledge.Parties(ctx, q, x.p.ID, x.t.No)
	if err != nil {
		return nil, 0, err
	}
	list, err := pledge.Signatures(ctx, q, x.p.ID)
	if err != nil {
		return nil, 0, err
	}
	lines, signed := pledge.Matrix(parties, list, x.t.Hash)
	codes, err := h.codes(r, x)
	if err != nil {
		return nil, 0, err
	}
	out := make([]signLine, 0, len(lines))
	asking := x.p.State == pledge.Signing && x.t.No == x.p.No
	for i, l := range lines {
		s := signLine{Line: l, No: i + 1, Code: codes[l.Unit]}
		to := "?khoi=" + x.bloc.Code + "&don-vi=" + s.Code
		may := func(a who.Action) bool {
			return who.Can(r.Actor, a, who.Object{Bloc: x.bloc.ID, Unit: l.Unit}) == nil
		}
		if l.Signature == nil && asking {
			if may(who.SignPledge) {
				s.Sign = x.href() + "/ky" + to
			}
			if may(who.RemarkPledge) {
				s.Record = x.href() + "/da-ky" + to
			}
		}
		if l.Signature != nil && asking && l.Signature.No == x.p.No && may(who.RemarkPledge) && (l.Signature.How != pledge.Here || may(who.SignPledge)) {
			s.Retract = x.href() + "/go-chu-ky" + to
		}
		if g := l.Signature; g != nil && g.File.Hash != "" && may(who.ReadPlan) {
			s.File = x.href() + "/ban-ky" + to + "&so=" + strconv.Itoa(g.No)
		}
		out = append(out, s)
	}
	return out, signed, nil
}

// A comparison is one line of the difference of two versions.
type comparison struct {
	Parts []wording.Segment
	Same  bool
}

type comparePage struct {
	frame
	Texts    []ui.Option
	From, To string
	Old, New pledge.Text
	Lines    []comparison
	Changes  int
}

var compareView = ui.NewView[comparePage](files, "compare.html")

// compare shows what one version changes against another, word by word.
func (h *handler) compare(w http.ResponseWriter, r *web.Request) error {
	x, err := h.there(r)
	if err != nil {
		return err
	}
	v := comparePage{frame: h.frame(w, r, x, "pledge.compare|So sánh các bản giao ước {year}", fault.P{"year": x.year})}
	list, err := pledge.Texts(r.Context(), h.s.DB(), x.p.ID)
	if err != nil {
		return err
	}
	for _, t := range list {
		v.Texts = append(v.Texts, ui.Option{Value: strconv.Itoa(t.No), Text: r.T("pledge.no|Bản số {no}", fault.P{"no": t.No})})
	}
	from, err1 := strconv.Atoi(r.FormValue("tu"))
	to, err2 := strconv.Atoi(r.FormValue("den"))
	if err1 != nil || err2 != nil {
		from, to = max(1, x.p.No-1), x.p.No
	}
	v.From, v.To = strconv.Itoa(from), strconv.Itoa(to)
	if v.Old, err = pledge.TextOf(r.Context(), h.s.DB(), x.p.ID, from); err != nil {
		return err
	}
	if v.New, err = pledge.TextOf(r.Context(), h.s.DB(), x.p.ID, to); err != nil {
		return err
	}
	v.Lines = lines(wording.Compare(v.Old.Body, v.New.Body))
	for _, l := range v.Lines {
		if !l.Same {
			v.Changes++
		}
	}
	return compareView.Render(w, r, v)
}

// lines cuts a difference at the ends of lines.
func lines(list []wording.Segment) []comparison {
	var out []comparison
	cur := comparison{Same: true}
	for _, s := range list {
		for {
			i := indexLine(s.Text)
			text := s.Text
			if i >= 0 {
				text = s.Text[:i]
			}
			if text != "" {
				cur.Parts = append(cur.Parts, wording.Segment{Op: s.Op, Text: text})
			}
			if s.Op != 0 && (text != "" || i >= 0) {
				cur.Same = false
			}
			if i < 0 {
				break
			}
			if len(cur.Parts) > 0 {
				out = append(out, cur)
			}
			cur = comparison{Same: true}
			s.Text = s.Text[i+1:]
		}
	}
	if len(cur.Parts) > 0 {
		out = append(out, cur)
	}
	return out
}

func indexLine(s string) int { return slices.Index([]byte(s), '\n') }

func (h *handler) export(w http.ResponseWriter, r *web.Request) error {
	x, err := h.there(r)
	if err != nil {
		return err
	}
	f := pledge.Format(r.PathValue("format"))
	data, err := h.s.Export(r.Context(), r.Actor, x.p, x.t.No, f, r.Origin())
	if err != nil {
		return err
	}
	r.Concerns(x.bloc.ID, 0)
	base := "giao-uoc-" + strconv.Itoa(x.year) + "-ban-" + strconv.Itoa(x.t.No)
	const word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	switch f {
	case pledge.Plain:
		return web.Download(w, base+".txt", "text/plain; charset=utf-8", data)
	case pledge.PDF:
		return web.Download(w, base+".pdf", "application/pdf", data)
	case pledge.Register:
		return web.Download(w, base+"-bang-ky.docx", word, data)
	}
	return web.Download(w, base+".docx", word, data)
}

type verifyPage struct {
	ui.Page
	Hash   string
	Proof  *pledge.Proof
	Miss   string
	Short  string
	Errors ui.Errors
	When   civil.Date
}

var verifyView = ui.NewView[verifyPage](files, "verify.html")

// verify tells anybody whether a hash is a pledge of this register, and who signed it.
func (h *handler) verify(w http.ResponseWriter, r *web.Request) error {
	v := verifyPage{Page: ui.NewPage(w, r, "pledge.verify|Xác minh giao ước thi đua"), Hash: r.PathValue("hash")}
	if v.Hash == "" {
		v.Hash = r.URL.Query().Get("ma")
	}
	v.Hash = clean(v.Hash)
	if v.Hash == "" {
		return verifyView.Render(w, r, v)
	}
	p, err := pledge.Prove(r.Context(), h.s.DB(), v.Hash)
	if fault.Is(err, fault.NotFound) {
		v.Miss = r.ErrorText(err)
		return verifyView.RenderStatus(w, r, http.StatusNotFound, v)
	}
	if err != nil {
		return err
	}
	v.Proof, v.Short = &p, pledge.Short(p.Text.Hash)
	return verifyView.Render(w, r, v)
}

// clean gives a hash as it is stored: small letters without the spaces that papers print.
func clean(s string) string {
	var b []rune
	for _, c := range s {
		switch {
		case c >= '0' && c <= '9', c >= 'a' && c <= 'f':
			b = append(b, c)
		case c >= 'A' && c <= 'F':
			b = append(b, c-'A'+'a')
		case c == ' ':
		default:
			return string(b) + "?" // no hash: found nowhere
		}
		if len(b) > 64 {
			break
		}
	}
	return string(b)
}

// asksCode tells which proof the form asks for.
func asksCode(r *web.Request, acts *account.Service) (bool, error) {
	return acts.AsksCode(r.Context(), r.Actor)
}
