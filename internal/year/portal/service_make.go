package portal

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/vi"
	"thidua/internal/base/who"
	"thidua/internal/platform/db"
	"thidua/internal/year/campaign"
	"thidua/internal/year/conference"
	"thidua/internal/year/consultation"
	"thidua/internal/year/org"
	"thidua/internal/year/pledge"
	"thidua/internal/year/report"
	"thidua/internal/year/rolemodel"
)

// A Source (hoạt động viết được thành tin) is something of the year that an article can be
// made from with one press.
type Source struct {
	Kind string // "conference", "rolemodel"
	Ref  string
	Name string
	Day  civil.Date
	Made ID // the article that was made from it, 0 for none yet
}

func origin(kind, ref string) string { return kind + "/" + ref }

// Sources lists what the actor can make an article of a bloc from: conferences that were
// opened, role models whose story is open to everybody.
func (s *Service) Sources(ctx context.Context, by who.Actor, b id.Bloc) (out []Source, err error) {
	defer fault.Wrap(&err, "portal.Sources")
	if who.Can(by, who.EditNews, who.Object{Bloc: b}) == nil {
		list, err := conference.List(ctx, s.DB, b)
		if err != nil {
			return nil, err
		}
		for _, c := range list {
			r, err := s.Conference.Room(ctx, c.ID)
			if err != nil {
				return nil, err
			}
			if r.State != conference.Waiting {
				out = append(out, Source{Kind: "conference", Ref: c.ID.String(), Name: c.Name, Day: civil.Of(r.Begun)})
			}
		}
	}
	stories, err := rolemodel.Stories(ctx, s.DB, b, rolemodel.Anyone)
	if err != nil {
		return nil, err
	}
	for _, x := range stories {
		if mayTell(by, x.Model) == nil {
			out = append(out, Source{Kind: "rolemodel", Ref: x.Model.ID.String(), Name: x.Model.Title})
		}
	}
	for i, x := range out {
		made, err := db.All(ctx, s.DB, qArticleOrigin, scanArticle, b, origin(x.Kind, x.Ref))
		if err != nil {
			return nil, err
		}
		if len(made) > 0 {
			out[i].Made = made[0].ID
		}
	}
	return out, nil
}

// mayTell checks that by may write an article about a role model: an editor of the bloc, or
// an officer of the unit whose model it is.
func mayTell(by who.Actor, m rolemodel.RoleModel) error {
	if who.Can(by, who.EditNews, who.Object{Bloc: m.Bloc}) == nil {
		return nil
	}
	return who.Can(by, who.WriteNews, who.Object{Bloc: m.Bloc, Unit: m.Unit})
}

// FromConference makes the draft article of a conference: its facts, the facts of the year
// that it looked back on, its photos with their captions. The second press gives the same
// article. A photo that shows delegates waits for the word of their unit.
func (s *Service) FromConference(ctx context.Context, by who.Actor, c conference.ID) (_ ID, err error) {
	defer fault.Wrap(&err, "portal.FromConference(%v)", c)
	conf, err := conference.Of(ctx, s.DB, c)
	if err != nil {
		return 0, err
	}
	if err := who.Can(by, who.EditNews, who.Object{Bloc: conf.Bloc}); err != nil {
		return 0, err
	}
	room, err := s.Conference.Room(ctx, c)
	if err != nil {
		return 0, err
	}
	if room.State == conference.Waiting {
		return 0, fault.New(fault.Conflict, "portal.make.early|Hội nghị chưa khai mạc nên chưa có gì để viết. Tạo bài sau khi hội nghị bắt đầu.")
	}
	var m Meeting
	var links []Link
	if err := s.DB.Read(ctx, func(tx *db.Tx) error {
		m, links, err = meeting(ctx, tx, room)
		return err
	}); err != nil {
		return 0, err
	}
	photos, err := s.meetingPhotos(ctx, room)
	if err != nil {
		return 0, err
	}
	m.Photos = len(photos)
	a := OfMeeting(m)
	a.Links = links
	return s.make(ctx, by, conf.Bloc, a, origin("conference", c.String()), photos)
}

// make fills in what the settings of the bloc say and writes the draft.
func (s *Service) make(ctx context.Context, by who.Actor, b id.Bloc, a Article, from string, photos []Upload) (ID, error) {
	set, _, err := SettingsOf(ctx, s.DB, b)
	if err != nil {
		return 0, err
	}
	a.Bloc, a.Unit, a.Source, a.Agency, a.Copyright, a.Author = b, by.Unit(), set.Source, set.Agency, set.Copyright, by.Name
	if a.Unit == 0 {
		lead, err := org.LeadOn(ctx, s.DB, b, civil.Of(s.now()))
		if err != nil {
			return 0, err
		}
		a.Unit = lead.ID
	}
	if a.Agency == "" {
		u, err := org.UnitOf(ctx, s.DB, a.Unit)
		if err != nil {
			return 0, err
		}
		a.Agency = u.Name
	}
	return s.Create(ctx, by, a, from, photos...)
}

// meetingPhotos reads the photos of a conference, at most as many as an article has room for.
func (s *Service) meetingPhotos(ctx context.Context, r *conference.Room) (out []Upload, err error) {
	list, err := conference.Photos(ctx, s.DB, r.ID)
	if err != nil {
		return nil, err
	}
	for _, p := range list[:min(len(list), MaxPhotos)] {
		data, err := s.Files.Get(ctx, p.Large)
		if err != nil {
			return nil, err
		}
		u := Upload{Name: "anh-" + p.ID.String() + ".jpg", Data: data, Caption: p.Caption, Faces: len(p.Shown) > 0}
		for _, d := range p.Shown {
			if x := r.Delegate(d).Unit; x != 0 && !slices.Contains(u.Units, x) {
				u.Units = append(u.Units, x)
			}
		}
		out = append(out, u)
	}
	return out, nil
}

// meeting gathers what an article says of a conference, and what it is linked to.
func meeting(ctx context.Context, q db.Q, r *conference.Room) (m Meeting, links []Link, err error) {
	b, err := org.BlocOf(ctx, q, r.Bloc)
	if err != nil {
		return m, nil, err
	}
	m = Meeting{Bloc: b.Name, Province: b.Province, Kind: MeetingKind(r.Kind), Name: r.Name, Place: r.Place, Chair: r.Chair, Day: civil.Of(r.Begun), Talks: len(r.Turns)}
	if r.Period != "" {
		m.Period = r.Period.Name()
	}
	links = append(links, Link{"conference", r.ID.String(), r.Name})
	members, err := org.Members(ctx, q, b.ID, m.Day)
	if err != nil {
		return m, nil, err
	}
	for _, x := range members {
		m.Members = append(m.Members, x.Unit.Name)
		if x.Lead {
			m.Leader = x.Unit.Name
		}
	}
	m.came(r)
	findings, err := conference.Findings(ctx, q, r.ID)
	if err != nil {
		return m, nil, err
	}
	causes, err := conference.Causes(ctx, q, b.ID)
	if err != nil {
		return m, nil, err
	}
	m.found(findings, causes)
	for _, p := range r.Polls {
		if p.Result != nil && p.Result.Passed() {
			m.Passed = append(m.Passed, upperFirst(strings.TrimPrefix(p.Text, "Thông qua ")))
		}
	}
	events, err := conference.Events(ctx, q, r.ID, 0)
	if err != nil {
		return m, nil, err
	}
	for _, e := range events {
		if e.Did == conference.Remarked {
			m.Remarks++
		}
	}
	if r.Period == "" {
		return m, links, nil
	}
	more, err := m.before(ctx, q, b, r)
	return m, append(links, more...), err
}

// came counts who came and names the posts of guests and speakers.
func (m *Meeting) came(r *conference.Room) {
	units := map[id.Unit]bool{}
	for _, d := range r.Delegates {
		switch p := r.Present[d.ID]; {
		case p.Came.IsZero():
		case d.Votes():
			m.Came++
			units[d.Unit] = true
		case !d.Gone:
			m.Guests = append(m.Guests, titled(d))
		}
	}
	m.From = len(units)
	for _, t := range r.Turns {
		if s := titled(r.Delegate(t.Who)); s != "" && !slices.Contains(m.Speakers, s) {
			m.Speakers = append(m.Speakers, s)
		}
	}
}

// titled names a delegate by rank, post and unit: who it was by name is not for the public
// until somebody writes it there. What the post already says of the unit is said once: "Phó Giám
// đốc Sở" of "Sở Tư pháp" is the "Phó Giám đốc Sở Tư pháp".
func titled(d conference.Delegate) string {
	post, unit := d.Post, d.UnitName
	if words := strings.Fields(unit); post != "" {
		for n := len(words); n > 0; n-- {
			if head := strings.Join(words[:n], " "); post == head || strings.HasSuffix(post, " "+head) {
				post, unit = strings.Join(append([]string{post}, words[n:]...), " "), ""
				break
			}
		}
	}
	return strings.Join(slices.DeleteFunc([]string{d.Rank, post, unit}, func(s string) bool { return s == "" }), ", ")
}

// upperFirst makes the first letter a capital.
func upperFirst(s string) string {
	_, n := utf8.DecodeRuneInString(s)
	return strings.ToUpper(s[:n]) + s[n:]
}

// found takes over what was agreed: how many shortcomings, why, and what is done about them.
// Causes are told by the names of the bloc's list only: the words of a single unit may say of
// its strength or its ground what is not for the public.
func (m *Meeting) found(all []conference.Finding, known []string) {
	once := func(to *[]string, s string) {
		if s = line(s); s != "" && !slices.Contains(*to, s) {
			*to = append(*to, s)
		}
	}
	for _, f := range all {
		switch {
		case f.Gone:
		case f.Kind == conference.NewTarget:
			once(&m.Targets, f.Text)
		default:
			m.Shortcomings++
			if f.Cause != "" {
				m.Explained++
			}
			if f.Solution != "" {
				m.Solved++
			}
			if slices.Contains(known, f.Cause) {
				once(&m.Causes, f.Cause)
			}
			once(&m.Solutions, f.Solution)
		}
	}
}

// before tells of the period that the conference looked back on. A period that was never
// opened has nothing to tell.
func (m *Meeting) before(ctx context.Context, q db.Q, b org.Bloc, r *conference.Room) (links []Link, err error) {
	t, err := report.TableOf(ctx, q, b, r.Period)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	f, err := report.FactsOf(ctx, q, t)
	if err != nil {
		return nil, err
	}
	for i, d := range f.Documents {
		cite := d.Name()
		if !d.Day.IsZero() {
			cite += " ngày " + d.Day.VN()
		}
		if d.Issuer != "" {
			cite += " của " + d.Issuer
		}
		if d.Code != "" && d.Abstract != "" {
			cite += " về " + lower(line(d.Abstract))
		}
		if i == 0 {
			m.Directive = cite
		} else {
			m.Guides = append(m.Guides, cite)
		}
		links = append(links, Link{"document", d.ID.String(), d.Name()})
	}
	for _, l := range f.Launches {
		c := l.Campaign
		said := fmt.Sprintf("%s (%s – %s)", c.Name, c.Days.From.VN(), c.Days.To.VN())
		if c.Theme != "" {
			said += ", chủ đề “" + line(c.Theme) + "”"
		}
		m.Launched = append(m.Launched, said)
		var grades []string
		for _, j := range l.Judged {
			if j.Grade != campaign.Unknown {
				grades = append(grades, lower(campaign.Vietnamese(j.Aspect.Label()))+" "+lower(campaign.Vietnamese(j.Grade.Label())))
			}
		}
		if len(grades) > 0 {
			m.Judged = append(m.Judged, c.Name+": "+strings.Join(grades, ", "))
		}
		links = append(links, Link{"campaign", c.ID.String(), c.Name})
	}
	if d := f.Deed; d != nil && d.Signed > 0 && d.Pledge.State != pledge.Draft {
		m.Pledged = fmt.Sprintf("Thủ trưởng %d/%d đơn vị đã ký giao ước thi đua năm %d", d.Signed, d.Parties, d.Pledge.Year)
		if d.Pledge.BoundNo > 0 {
			m.Pledged += ", có hiệu lực từ ngày " + d.Pledge.Bound.VN()
		}
	} else if d != nil && d.Pledge.BoundNo > 0 {
		m.Pledged = fmt.Sprintf("Giao ước thi đua năm %d có hiệu lực từ ngày %s", d.Pledge.Year, d.Pledge.Bound.VN())
	}
	m.Registered, m.Common = f.Merit.Sum.Units, len(t.Rows)
	for _, c := range f.Contents {
		m.Contents = append(m.Contents, c.Text)
	}
	if m.Ahead, err = ahead(ctx, q, b, r.Period); err != nil {
		return nil, err
	}
	pipe, err := rolemodel.PipelineOf(ctx, q, b.ID)
	if err != nil {
		return nil, err
	}
	var n rolemodel.Numbers
	for _, x := range pipe.Count(r.Period.From(), r.Period.To()) {
		n = n.Add(x)
	}
	m.Models = Models{n.Detected, n.People, n.Collectives, n.Deeds, n.Summarised, n.Replicated}
	return links, nil
}

// ahead gives what the adopted report of a period sets out for the time ahead: the bloc's own
// paragraphs of the section on it, not those that repeat a unit. Nothing before the report is
// adopted: until then it is a draft.
func ahead(ctx context.Context, q db.Q, b org.Bloc, p civil.Period) (out []string, err error) {
	k, err := consultation.Open(ctx, q, report.Place{Bloc: b, Period: p})
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	if err != nil || k.Draft.Frozen == "" {
		return nil, err
	}
	in := false
	for _, x := range k.Draft.Visible() {
		switch {
		case x.Kind == report.Section:
			in = strings.Contains(vi.Fold(x.Text), "phuong huong")
		case in && (x.Kind == report.Body || x.Kind == report.Item) && !strings.HasPrefix(x.Source, "text/"):
			out = append(out, k.Table.Plain(x.Text))
		}
	}
	return out, nil
}

// FromModel makes the draft article of a role model, as anybody may see it, with the photos
// that anybody may see.
func (s *Service) FromModel(ctx context.Context, by who.Actor, m rolemodel.ID) (_ ID, err error) {
	defer fault.Wrap(&err, "portal.FromModel(%v)", m)
	none := fault.New(fault.NotFound, "portal.make.none|Điển hình này chưa mở cho mọi người xem nên chưa viết thành tin được.")
	was, err := rolemodel.Of(ctx, s.DB, m)
	if err != nil {
		return 0, err
	}
	if err := mayTell(by, was); err != nil {
		return 0, err
	}
	u, err := org.UnitOf(ctx, s.DB, was.Unit)
	if err != nil {
		return 0, err
	}
	x, ok := was.For(rolemodel.Anyone, u.Short)
	if !ok {
		return 0, none
	}
	b, err := org.BlocOf(ctx, s.DB, was.Bloc)
	if err != nil {
		return 0, err
	}
	all, err := rolemodel.Photos(ctx, s.DB, m)
	if err != nil {
		return 0, err
	}
	var photos []Upload
	for _, p := range was.PhotosFor(rolemodel.Anyone, all) {
		data, err := s.Files.Get(ctx, p.Large)
		if err != nil {
			return 0, err
		}
		up := Upload{Name: "anh-" + p.ID.String() + ".jpg", Data: data, Caption: p.Caption, Faces: p.Faces}
		if p.Faces {
			up.Units = []id.Unit{was.Unit}
		}
		photos = append(photos, up)
	}
	a := OfModel(Model{Bloc: b.Name, Unit: u.Name, Name: x.Name, Post: x.Post, Title: x.Title, Story: x.Story, Lesson: x.Lesson, Photos: len(photos)})
	a.Links = []Link{{"rolemodel", m.String(), x.Title}, {"unit", u.ID.String(), u.Name}}
	return s.make(ctx, by, was.Bloc, a, origin("rolemodel", m.String()), photos)
}
