package review

import (
	"slices"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/vi"
	"thidua/internal/base/who"
	"thidua/internal/year/conference"
	"thidua/internal/year/consultation"
	"thidua/internal/year/plan"
	"thidua/internal/year/pledge"
	"thidua/internal/year/progress"
	"thidua/internal/year/report"
)

// finding is a finding with the period it is about.
type finding struct {
	conference.Finding
	Period civil.Period
}

// of reports whether the finding names the figure: its unit's, by the code of the target.
func (f finding) of(p civil.Period, u id.Unit, code string) bool {
	return f.Period == p && f.Unit == u && slices.Contains(vi.FoldWords(f.Text), vi.Fold(code))
}

// remark is a remark on the draft of a period.
type remark struct {
	consultation.Remark
	Period civil.Period
}

// deed is the pledge of a year with the text that is worked on or signed.
type deed struct {
	pledge.Pledge
	text    pledge.Text
	parties []pledge.Party
}

// signs reports whether a unit is a party.
func (d *deed) signs(u id.Unit) bool {
	return slices.ContainsFunc(d.parties, func(p pledge.Party) bool { return p.Unit == u })
}

// amended reports whether the text was written after an adjustment was approved.
func (d *deed) amended(a Adjustment) bool {
	return a.State == Approved && !d.text.At.Before(a.DecidedAt)
}

// talk reads what was said and found about a period.
func (x *tracer) talk(w *world, p civil.Period, draft report.DraftID) error {
	if x.can(who.ReadConference, w.bloc.ID, 0) {
		list, err := conference.FindingsIn(x.ctx, x.q, w.bloc.ID, p)
		if err != nil {
			return err
		}
		for _, f := range list {
			w.findings = append(w.findings, finding{f, p})
		}
	}
	if draft == 0 || !x.can(who.ReadReport, w.bloc.ID, 0) {
		return nil
	}
	list, err := consultation.RemarksOn(x.ctx, x.q, draft)
	for _, r := range list {
		w.remarks = append(w.remarks, remark{r, p})
	}
	return err
}

// deed reads the pledge of the year, when there is one that the reader may see.
func (x *tracer) deed(w *world) error {
	p, err := pledge.Of(x.ctx, x.q, w.bloc.ID, w.plan.Year)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil || !x.can(who.ReadPledge, w.bloc.ID, 0) || p.State == pledge.Draft && !x.can(who.EditPledge, w.bloc.ID, 0) {
		return err
	}
	d := &deed{Pledge: p}
	if d.text, err = pledge.TextOf(x.ctx, x.q, p.ID, p.No); err != nil {
		return err
	}
	if d.parties, err = pledge.Parties(x.ctx, x.q, p.ID, p.No); err != nil {
		return err
	}
	w.deed = d
	return nil
}

// pledged reports whether the pledge of the year names a target.
func (w *world) pledged(t plan.Target) bool {
	return w.deed != nil && t.Unit == 0 && strings.Contains(w.deed.text.Source, "["+t.Code+"]")
}

// lineID names what the pledge says about a target.
func (w *world) lineID(code string) string { return pledge.Object(w.deed.ID) + "/" + code }

// leads reports whether a paragraph's source is a node of its own.
func (x *tracer) leads(source string) bool {
	kind, _ := cut(source)
	return kind == "text" || kind == "pledge" || kind == "campaign"
}

// repeated adds the paragraphs that repeat a node's own words.
func (w *world) repeated(n *Node) {
	for _, row := range w.periods {
		for _, para := range w.drafts[row.Period] {
			if para.Source == n.ID {
				n.Down = add(n.Down, paragraphID(w, row.Period, para.ID))
			}
		}
	}
}

// pledge: the text as a whole ("pledge/ID"), or its line about one target ("pledge/ID/C01").
func (x *tracer) pledge(n *Node, p []string) (bool, error) {
	i, err := id.Parse[pledge.Pledge](p[0])
	if err != nil {
		return false, nil
	}
	deed, err := pledge.ByID(x.ctx, x.q, i)
	if err != nil {
		return false, err
	}
	pl, err := plan.Of(x.ctx, x.q, deed.Bloc, deed.Year)
	if err != nil {
		return false, err
	}
	w, err := x.worldOf(pl.ID)
	if err != nil || w.deed == nil || w.deed.ID != i {
		return false, err
	}
	n.Href = "/giao-uoc/" + civilYear(deed.Year) + "?khoi=" + w.bloc.Code
	n.fact("trace.f.version|Bản số", figureOf(w.deed.text.No))
	n.fact("trace.f.author|Người soạn", w.deed.text.By)
	n.fact("trace.f.at|Lúc", w.deed.text.At.Format("15:04 02/01/2006"))
	n.told("trace.f.state|Tình trạng", deed.State.Label())
	n.fact("trace.f.hash|Mã bản", pledge.Short(w.deed.text.Hash))
	n.fact("trace.f.amended|Sửa đổi", w.deed.text.Why)
	if len(p) == 1 {
		n.title("trace.t.pledge|Giao ước thi đua năm {year}", fault.P{"year": civilYear(deed.Year)})
		for _, t := range w.targets {
			if w.pledged(t) {
				n.Down = add(n.Down, w.lineID(t.Code))
			}
		}
		w.repeated(n)
		return true, nil
	}
	for _, t := range w.targets {
		if t.Code == p[1] && w.pledged(t) {
			x.pledgeLine(n, w, t)
			return true, nil
		}
	}
	return false, nil
}

func (x *tracer) pledgeLine(n *Node, w *world, t plan.Target) {
	n.title("trace.t.line|Giao ước năm {year}, chỉ tiêu {code}", fault.P{"year": civilYear(w.plan.Year), "code": t.Code})
	for line := range strings.Lines(w.deed.text.Source) {
		if strings.Contains(line, "["+t.Code+"]") {
			n.Text = strings.TrimLeft(strings.TrimSpace(line), "- ")
		}
	}
	n.Up = add(n.Up, w.targetID(t), pledge.Object(w.deed.ID))
	for _, a := range w.adjusts {
		if a.Target == t.ID && w.deed.amended(a) {
			n.Up = add(n.Up, AdjustmentObject(w.bloc.Code, a.ID))
		}
	}
	for _, row := range w.periods {
		for _, m := range w.members {
			if v, ok := w.values[row.Period][m.Unit.ID][t.ID]; ok && v.Answered() && w.deed.signs(m.Unit.ID) {
				n.Down = add(n.Down, valueID(w, row.Period, m.Unit.Code, t.Code))
			}
		}
	}
}

// text: what a unit wrote under one heading; the report repeats it, findings are drawn from it.
func (x *tracer) text(n *Node, p []string) (bool, error) {
	w, period, err := x.at(p, 4)
	if w == nil || err != nil {
		return false, err
	}
	u, ok := w.unit(p[2])
	if !ok {
		return false, nil
	}
	if ok, err := x.reads(w.bloc, period, u.ID); !ok || err != nil {
		return false, err
	}
	i := slices.IndexFunc(w.periods, func(r progress.PeriodRow) bool { return r.Period == period })
	if i < 0 {
		return false, nil
	}
	texts, err := progress.Texts(x.ctx, x.q, w.periods[i].ID)
	h := progress.Heading(p[3])
	t, ok := texts[u.ID][h]
	if err != nil || !ok || t.Body == "" {
		return false, err
	}
	n.title("trace.t.text|{unit}, {period}: {heading}", fault.P{"unit": u.Short, "period": period, "heading": Words{Msg: h.Label()}})
	n.Text, n.Href = t.Body, "/tong-hop/"+period.Slug()+"/don-vi/"+u.Code+"?khoi="+w.bloc.Code
	n.fact("trace.f.file|Tệp", t.Source.File)
	n.fact("trace.f.place|Vị trí", t.Source.At)
	n.fact("trace.f.by|Người nhập", t.Source.By)
	w.repeated(n)
	for _, f := range w.findings {
		if w.drawnFrom(f) == n.ID {
			n.Down = add(n.Down, conference.FindingObject(f.ID))
		}
	}
	return true, nil
}

// counted: a number that the report counts in a register: activities, role models.
func (x *tracer) counted(n *Node, p []string) (bool, error) {
	w, period, err := x.at(p, 3)
	if w == nil || err != nil || !x.sums(w.bloc) {
		return false, err
	}
	t, err := x.table(w, period)
	if err != nil {
		return false, err
	}
	for token, f := range t.Linked {
		if f.ID != n.ID {
			continue
		}
		n.Href = map[string]string{"activities": "/hoat-dong", "models": "/dien-hinh"}[n.Kind] + "?khoi=" + w.bloc.Code
		n.title("trace.t.counted|{what}, {period}: {n}", fault.P{"what": Words{Msg: KindLabel(n.Kind)}, "period": period, "n": f.Text})
		n.fact("trace.f.token|Mã trong dự thảo", "[["+token+"]]")
		for _, para := range w.drafts[period] {
			for _, m := range tokenRE.FindAllStringSubmatch(para.Text, -1) {
				if m[1] == token {
					n.Down = add(n.Down, paragraphID(w, period, para.ID))
				}
			}
		}
		return true, nil
	}
	return false, nil
}

// drawnFrom gives the id of the unit's text that a finding was taken from, "" for none.
func (w *world) drawnFrom(f finding) string {
	code, _ := w.name(f.Unit)
	if code == "" || !strings.HasPrefix(f.Source, "progress/"+w.bloc.Code+"/"+string(f.Period)+"/"+code+"/") {
		return ""
	}
	return "text/" + w.bloc.Code + "/" + string(f.Period) + "/" + code + "/" + string(progress.Shortcomings)
}

// saysIn reports whether a paragraph repeats the words a finding was taken from.
func (w *world) saysIn(f finding, para report.Paragraph) bool {
	from := w.drawnFrom(f)
	return from != "" && para.Source == from && strings.Contains(vi.Fold(para.Text), vi.Fold(f.Text))
}

// finding: a result of the conference; decisions rest on it.
func (x *tracer) finding(n *Node, p []string) (bool, error) {
	i, err := id.Parse[conference.Finding](p[0])
	if err != nil {
		return false, nil
	}
	f, err := conference.FindingOf(x.ctx, x.q, i)
	if err != nil {
		return false, err
	}
	c, err := conference.Of(x.ctx, x.q, f.Conference)
	if err != nil {
		return false, err
	}
	pl, err := plan.Of(x.ctx, x.q, c.Bloc, c.Period.Year())
	if err != nil {
		return false, err
	}
	w, err := x.worldOf(pl.ID)
	if err != nil {
		return false, err
	}
	k := slices.IndexFunc(w.findings, func(y finding) bool { return y.ID == i })
	if k < 0 {
		return false, nil
	}
	_, short := w.name(f.Unit)
	if short == "" {
		short = w.bloc.Name
	}
	n.title("trace.t.finding|Kết luận hội nghị, {unit}", fault.P{"unit": short})
	n.Text, n.Href = f.Text, "/hoi-nghi/"+c.ID.String()+"/ket-luan"
	_, does := w.name(f.Who)
	n.fact("trace.f.meeting|Hội nghị", c.Name)
	n.fact("trace.f.cause|Nguyên nhân", f.Cause)
	n.fact("trace.f.solution|Giải pháp", f.Solution)
	n.fact("trace.f.does|Đơn vị thực hiện", does)
	n.fact("trace.f.until|Thời hạn", f.Due.VN())
	y := w.findings[k]
	n.Up = add(n.Up, w.drawnFrom(y))
	for _, para := range w.drafts[y.Period] {
		if w.saysIn(y, para) {
			n.Up = add(n.Up, paragraphID(w, y.Period, para.ID))
		}
	}
	for _, t := range w.targets {
		if v, ok := w.values[y.Period][f.Unit][t.ID]; ok && v.Answered() && y.of(y.Period, f.Unit, t.Code) {
			code, _ := w.name(f.Unit)
			n.Up = add(n.Up, valueID(w, y.Period, code, t.Code))
		}
	}
	w.decided(n)
	return true, nil
}

// remark: what somebody said of a paragraph of the draft.
func (x *tracer) remark(n *Node, p []string) (bool, error) {
	i, err := id.Parse[consultation.Remark](p[0])
	if err != nil {
		return false, nil
	}
	r, at, err := consultation.RemarkByID(x.ctx, x.q, i)
	if err != nil {
		return false, err
	}
	w, err := x.world(at.Bloc.Code, at.Period.Year())
	if err != nil || !slices.ContainsFunc(w.remarks, func(y remark) bool { return y.ID == i }) {
		return false, err
	}
	_, short := w.name(r.Unit)
	n.title("trace.t.remark|Góp ý số {n}, {author}", fault.P{"n": figureOf(r.No), "author": orAuthor(short, r.Author)})
	n.Text, n.Href = Said(r), "/gop-y/"+at.Period.Slug()+"/y/"+p[0]+"?khoi="+w.bloc.Code
	n.fact("trace.f.at|Lúc", r.At.Format("15:04 02/01/2006"))
	n.told("trace.f.handled|Cách xử lý", r.State.Label())
	n.fact("trace.f.answer|Trả lời", r.Answer)
	n.fact("trace.f.answerer|Người trả lời", r.By)
	for _, para := range w.drafts[at.Period] {
		if para.ID == r.Para {
			n.Up = add(n.Up, paragraphID(w, at.Period, para.ID))
		}
	}
	w.decided(n)
	return true, nil
}

func figureOf(n int) string { return whole(n).VN() }

func orAuthor(unit, author string) string {
	if unit == "" {
		return author
	}
	return unit
}
