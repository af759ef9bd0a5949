package review

import (
	"context"
	"fmt"
	"sync"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/db"
	"thidua/internal/platform/search"
	"thidua/internal/year/campaign"
	"thidua/internal/year/conference"
	"thidua/internal/year/consultation"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
	"thidua/internal/year/progress"
)

// The kinds of what can be found.
const (
	FoundUnit     = "unit"
	FoundPerson   = "person"
	FoundDocument = "document"
	FoundTarget   = "target"
	FoundTask     = "task"
	FoundCampaign = "campaign"
	FoundRemark   = "remark"
)

// FoundKinds lists the kinds in the order of the filter.
var FoundKinds = []string{FoundUnit, FoundPerson, FoundDocument, FoundTarget, FoundTask, FoundCampaign, FoundRemark}

// FoundLabel gives the name of a kind shown to people.
func FoundLabel(kind string) string {
	switch kind {
	case FoundUnit:
		return "find.unit|Đơn vị"
	case FoundPerson:
		return "find.person|Người phụ trách"
	case FoundDocument:
		return "find.document|Văn bản"
	case FoundTarget:
		return "find.target|Chỉ tiêu"
	case FoundTask:
		return "find.task|Nhiệm vụ"
	case FoundCampaign:
		return "find.campaign|Phong trào, đợt thi đua"
	}
	return "find.remark|Góp ý, kiến nghị, kết luận"
}

// An indexer (bộ giữ chỉ mục) tells when the index must be looked at. It is looked at in the
// request that searches, so that what was just saved is found; without a change made here,
// now and then, because another program may have written.
type indexer struct {
	mu   sync.Mutex
	gen  int64 // grows with every change; 0 = nobody serves this data
	seen map[id.Bloc]look
}

// look is when a bloc was looked at last, and after which change.
type look struct {
	gen int64
	at  time.Time
}

// Touch tells that something was written; the server calls it after every change.
func (s *Service) Touch() {
	s.index.mu.Lock()
	s.index.gen++
	s.index.mu.Unlock()
}

// everySoOften is how long the index may stay behind a change of another program.
const everySoOften = time.Minute

// fresh looks at the blocs of a reader where that is due.
func (s *Service) fresh(ctx context.Context, blocs []org.Bloc) error {
	s.index.mu.Lock()
	defer s.index.mu.Unlock()
	if s.index.gen == 0 {
		return nil
	}
	if s.index.seen == nil {
		s.index.seen = map[id.Bloc]look{}
	}
	now := s.db.Clock.Now()
	for _, b := range blocs {
		l := s.index.seen[b.ID]
		if age := now.Sub(l.at); l.gen == s.index.gen && age >= 0 && age < everySoOften {
			continue
		}
		if err := s.Reindex(ctx, b); err != nil {
			return err
		}
		s.index.seen[b.ID] = look{s.index.gen, now}
	}
	return nil
}

// Reindex makes the entries of one bloc anew when something of it has changed.
func (s *Service) Reindex(ctx context.Context, b org.Bloc) (err error) {
	defer fault.Wrap(&err, "review.Reindex(%s)", b.Code)
	group := "bloc/" + b.ID.String()
	stamp, err := db.One(ctx, s.db, qFeedStamp, func(r db.Row) (string, error) {
		var n [10]int64
		err := r.Scan(&n[0], &n[1], &n[2], &n[3], &n[4], &n[5], &n[6], &n[7], &n[8], &n[9])
		return fmt.Sprint(search.Rules, " ", n, s.Today()), err
	}, int64(b.ID))
	if err != nil {
		return err
	}
	if was, err := search.Mark(ctx, s.db, group); err != nil || was == stamp {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		list, err := entries(ctx, tx, b, s)
		if err != nil {
			return err
		}
		return search.Replace(ctx, tx, group, stamp, list)
	})
}

// entries lists what can be found in a bloc.
func entries(ctx context.Context, q db.Q, b org.Bloc, s *Service) (list []search.Entry, err error) {
	put := func(e search.Entry) { e.Bloc = b.ID; list = append(list, e) }
	members, err := org.Members(ctx, q, b.ID, s.Today())
	if err != nil {
		return nil, err
	}
	short := map[id.Unit]org.Unit{}
	for _, m := range members {
		short[m.Unit.ID] = m.Unit
		put(search.Entry{Ref: "unit/" + m.Unit.Code, Kind: FoundUnit, Title: m.Unit.Name, Hint: m.Unit.Short, Href: "/khoi/" + b.Code, Body: m.Unit.Code + " " + m.Unit.Parent})
	}
	if _, err := db.All(ctx, q, qPosts, func(r db.Row) (x struct{}, err error) {
		var login, name, title, role string
		var u id.Unit
		if err = r.Scan(&login, &name, &u, &title, &role); err == nil && short[u].ID != 0 {
			put(search.Entry{Ref: "person/" + login + "/" + u.String() + "/" + role, Kind: FoundPerson, Title: name, Hint: title + ", " + short[u].Short, Href: "/khoi/" + b.Code, Body: short[u].Name})
		}
		return x, err
	}, int64(b.ID)); err != nil {
		return nil, err
	}
	for page := 1; ; page++ {
		docs, _, err := document.List(ctx, q, b.ID, document.Filter{Page: page})
		if err != nil {
			return nil, err
		}
		for _, d := range docs {
			put(search.Entry{Ref: document.Object(d.ID), Kind: FoundDocument, Title: d.Name(), Hint: d.Abstract, Href: "/van-ban/" + d.ID.String(), Body: d.Issuer})
		}
		if len(docs) < document.PageSize {
			break
		}
	}
	years, err := plan.Years(ctx, q, b.ID)
	if err != nil {
		return nil, err
	}
	for _, y := range years {
		pl, err := plan.Of(ctx, q, b.ID, y)
		if err != nil {
			return nil, err
		}
		targets, err := plan.Targets(ctx, q, pl.ID)
		if err != nil {
			return nil, err
		}
		for _, t := range targets {
			e := search.Entry{Ref: fmt.Sprintf("target/%d/%s", y, t.ID), Kind: FoundTarget, Title: t.Code + " " + t.Name, Hint: fmt.Sprint(y), Unit: t.Unit, Href: fmt.Sprintf("/ke-hoach?nam=%d&khoi=%s", y, b.Code)}
			if t.Unit != 0 {
				e.Hint += ", " + short[t.Unit].Short
				e.Href = fmt.Sprintf("/ke-hoach/%s?nam=%d&khoi=%s", short[t.Unit].Code, y, b.Code)
			}
			put(e)
		}
		tasks, err := plan.TasksOf(ctx, q, b.ID, y, 0)
		if err != nil {
			return nil, err
		}
		for _, t := range tasks {
			put(search.Entry{Ref: plan.TaskObject(t.ID), Kind: FoundTask, Title: t.Code + " " + t.Text, Hint: short[t.Unit].Short, Unit: t.Unit, Href: "/nhiem-vu/" + t.ID.String(), Body: t.Head + " " + t.Assigner + " " + t.Source.Doc})
		}
	}
	years, err = campaign.Years(ctx, q, b.ID)
	if err != nil {
		return nil, err
	}
	for _, y := range years {
		drives, err := campaign.List(ctx, q, b.ID, y)
		if err != nil {
			return nil, err
		}
		for _, c := range drives {
			if c.State != campaign.Draft { // drafts are their author's
				put(search.Entry{Ref: campaign.Object(c.ID), Kind: FoundCampaign, Title: c.Name, Hint: fmt.Sprint(y), Href: "/phong-trao/" + c.ID.String(), Body: c.Theme + " " + c.Occasion})
			}
		}
	}
	periods, err := progress.Periods(ctx, q, b.ID)
	for _, p := range periods {
		recs, err := progress.AllRecommendations(ctx, q, p.ID)
		if err != nil {
			return nil, err
		}
		for _, r := range recs {
			put(search.Entry{Ref: "rec/" + r.ID.String(), Kind: FoundRemark, Title: r.Body, Hint: short[r.Unit].Short + ", " + p.Period.Name(), Unit: r.Unit, Href: "/kien-nghi/" + r.ID.String(), Body: r.Addressee})
		}
		said, err := saidEntries(ctx, q, b, p.Period, short)
		if err != nil {
			return nil, err
		}
		for _, e := range said {
			put(e)
		}
	}
	return list, err
}

// saidEntries lists the remarks on the draft report of a period and the findings of its
// conference: every member of the bloc reads them where they stand.
func saidEntries(ctx context.Context, q db.Q, b org.Bloc, p civil.Period, short map[id.Unit]org.Unit) (list []search.Entry, err error) {
	remarks, err := consultation.RemarksIn(ctx, q, b.ID, p)
	if err != nil {
		return nil, err
	}
	for _, r := range remarks {
		title := Said(r)
		list = append(list, search.Entry{Ref: consultation.RemarkObject(r.ID), Kind: FoundRemark, Title: title, Hint: orAuthor(short[r.Unit].Short, r.Author) + ", " + p.Name(), Href: "/gop-y/" + p.Slug() + "/y/" + r.ID.String() + "?khoi=" + b.Code, Body: r.Quoted + " " + r.Answer})
	}
	findings, err := conference.FindingsIn(ctx, q, b.ID, p)
	for _, f := range findings {
		list = append(list, search.Entry{Ref: conference.FindingObject(f.ID), Kind: FoundRemark, Title: f.Text, Hint: orAuthor(short[f.Unit].Short, b.Name) + ", " + p.Name(), Href: "/hoi-nghi/" + f.Conference.String() + "/ket-luan", Body: f.Cause + " " + f.Solution})
	}
	return list, err
}

// Find searches for a reader: units, people, documents and common targets of its blocs, own
// targets, tasks and recommendations of its unit; everything for the leader and the board.
func (s *Service) Find(ctx context.Context, by who.Actor, text, kind string, limit int) (list []search.Entry, more bool, err error) {
	defer fault.Wrap(&err, "review.Find")
	r := search.Reader{All: by.System || by.Has(who.Board, 0)}
	var blocs []org.Bloc
	if r.All {
		if blocs, err = org.Blocs(ctx, s.db); err != nil {
			return nil, false, err
		}
		blocs = blocs[:min(len(blocs), PageBlocs)] // the others are kept by their own members' searches
	}
	for _, m := range by.Blocs {
		r.Blocs = append(r.Blocs, m.Bloc)
		if m.Lead {
			r.Leads = append(r.Leads, m.Bloc)
		}
		b, err := org.BlocOf(ctx, s.db, m.Bloc)
		if err != nil {
			return nil, false, err
		}
		blocs = append(blocs, b)
	}
	for _, p := range by.Posts {
		if p.Unit != 0 {
			r.Units = append(r.Units, p.Unit)
		}
	}
	if err := s.fresh(ctx, blocs); err != nil {
		return nil, false, err
	}
	return search.Find(ctx, s.db, r, text, kind, limit)
}
