package review

import (
	"context"
	"slices"
	"sync"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/db"
	"thidua/internal/year/conference"
	"thidua/internal/year/consultation"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
	"thidua/internal/year/progress"
)

// PageBlocs is how many blocs a page of the province shows: what is read and drawn grows
// with the rows shown, not with the blocs there are.
const PageBlocs = 25

// maxKept bounds what is kept in memory: digests of about one kilobyte each and, apart from
// them, scores of earlier years, about 25 kilobytes for 15 units × 40 targets.
const maxKept = 4096

// A stamp changes with everything that a digest is made of.
type stamp struct {
	Period                                int64 // version of the period row
	Values, Subs, Tasks                   int64
	Goals, Targets, Urgent, Adjusts, Recs int64
	Setting, Expect, Members              int64
	Day                                   civil.Date
}

type keptKey struct {
	bloc   id.Bloc
	period civil.Period
}

type kept[T any] struct {
	stamp stamp
	value T
	used  int64
}

// A memory keeps what was summed up, as long as its stamp holds.
type memory[T any] struct {
	mu   sync.Mutex
	list map[keptKey]*kept[T]
	tick int64
}

func (c *memory[T]) get(k keptKey, s stamp) (v T, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	x, ok := c.list[k]
	if !ok || x.stamp != s {
		return v, false
	}
	c.tick++
	x.used = c.tick
	return x.value, true
}

func (c *memory[T]) put(k keptKey, s stamp, v T) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.list == nil {
		c.list = map[keptKey]*kept[T]{}
	}
	c.tick++
	c.list[k] = &kept[T]{s, v, c.tick}
	if len(c.list) <= maxKept {
		return
	}
	for key, x := range c.list { // the half that was not looked at for longest goes
		if x.used < c.tick-maxKept/2 {
			delete(c.list, key)
		}
	}
}

// scoresOf gives the scores of one period. Of a locked period, which takes no figures any
// more, they stand as they were first summed up. What it gives is shared: nobody changes it.
func (s *Service) scoresOf(ctx context.Context, q db.Q, b id.Bloc, row progress.PeriodRow) (y PastYear, err error) {
	st := stamp{Period: row.Version}
	if row.State != progress.Locked {
		if st, err = stampOf(ctx, q, b, row, civil.Date{}); err != nil {
			return y, err
		}
	}
	k := keptKey{b, row.Period}
	if y, ok := s.scores.get(k, st); ok {
		return y, nil
	}
	in, err := load(ctx, q, b, row.Period)
	if err != nil {
		return y, err
	}
	w := Build(in)
	y = fieldScores(w.Lines)
	y.Year, y.Period = row.Period.Year(), row.Period
	var means []figure.Value
	for _, r := range w.Rows {
		if r.Mean != nil {
			means = append(means, *r.Mean)
		}
	}
	y.Mean = mean(means)
	s.scores.put(k, st, y)
	return y, nil
}

// sameStretch reports whether x is the same stretch of an earlier year as p.
func sameStretch(x, p civil.Period) bool {
	return x.Year() < p.Year() && x.From().Month == p.From().Month && x.To().Month == p.To().Month
}

// whole loads everything a workbench is built of, earlier years too.
func (s *Service) whole(ctx context.Context, q db.Q, b id.Bloc, p civil.Period) (in Input, err error) {
	if in, err = load(ctx, q, b, p); err != nil {
		return in, err
	}
	if in.Drives, err = drivesOf(ctx, q, b, p.Year(), in.Targets); err != nil {
		return in, err
	}
	if in.Tasks, err = plan.TasksOf(ctx, q, b, p.Year(), 0); err != nil {
		return in, err
	}
	all, err := progress.Periods(ctx, q, b)
	if err != nil {
		return in, err
	}
	for _, x := range slices.Backward(all) {
		if len(in.Past) == maxPast || !sameStretch(x.Period, p) {
			continue
		}
		y, err := s.scoresOf(ctx, q, b, x)
		if fault.Is(err, fault.NotFound) {
			continue // figures without a plan
		} else if err != nil {
			return in, err
		}
		in.Past = append(in.Past, y)
	}
	return in, nil
}

// before gives the scores of the periods of the same year that end before p, latest first.
func (s *Service) before(ctx context.Context, q db.Q, b id.Bloc, p civil.Period) (list []PastYear, err error) {
	all, err := progress.Periods(ctx, q, b)
	if err != nil {
		return nil, err
	}
	for _, x := range slices.Backward(all) {
		if x.Period.Year() != p.Year() || !x.Period.To().Before(p.To()) {
			continue
		}
		y, err := s.scoresOf(ctx, q, b, x)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return nil, err
		}
		if err == nil {
			list = append(list, y)
		}
	}
	slices.SortStableFunc(list, func(a, b PastYear) int { return a.Period.To().DaysUntil(b.Period.To()) })
	return list, nil
}

// digestOf gives the digest of a bloc in a period, summed up anew only when something it is
// made of has changed.
func (s *Service) digestOf(ctx context.Context, q db.Q, b org.Bloc, p civil.Period) (Digest, error) {
	row, err := progress.PeriodOf(ctx, q, b.ID, p)
	if err != nil {
		return Digest{}, err
	}
	today := s.Today()
	st, err := stampOf(ctx, q, b.ID, row, today)
	if err != nil {
		return Digest{}, err
	}
	k := keptKey{b.ID, p}
	if d, ok := s.kept.get(k, st); ok {
		err = d.proceedings(ctx, q, today)
		return d, err
	}
	in, err := s.whole(ctx, q, b.ID, p)
	if err != nil {
		return Digest{}, err
	}
	in.Today = today
	x := Extras{Row: row, Tasks: in.Tasks}
	if x.Submissions, err = progress.Submissions(ctx, q, row.ID); err != nil {
		return Digest{}, err
	}
	if x.Urgent, err = UrgentIn(ctx, q, b.ID, p.Year()); err != nil {
		return Digest{}, err
	}
	pl, err := plan.Of(ctx, q, b.ID, p.Year())
	if err != nil {
		return Digest{}, err
	}
	if x.Adjusts, err = Adjustments(ctx, q, pl.ID); err != nil {
		return Digest{}, err
	}
	if x.Recs, err = progress.AllRecommendations(ctx, q, row.ID); err != nil {
		return Digest{}, err
	}
	d := Summarise(Build(in), x)
	d.Filed.Due = in.Setting.FilingDue(p)
	s.kept.put(k, st, d)
	err = d.proceedings(ctx, q, today)
	return d, err
}

// proceedings adds the conference and the bloc's report, which are read each time: they change
// by other ways than figures do.
func (d *Digest) proceedings(ctx context.Context, q db.Q, today civil.Date) (err error) {
	if d.Meeting, err = conference.MeetingIn(ctx, q, d.Bloc.ID, d.Period); err != nil {
		return err
	}
	list, err := consultation.SentIn(ctx, q, d.Bloc.ID, d.Period)
	d.Filed = filedOn(list, d.Filed.Due, today)
	return err
}

// A ProvinceRow (dòng của tỉnh) is one bloc with its trend over the years; Digest.Units is 0
// when the bloc has not opened the period.
type ProvinceRow struct {
	Digest
	Opened bool
	Trend  []YearMean // earliest first, the period itself last
}

// A YearMean (bình quân của một năm) is a bloc's mean in the same stretch of a year.
type YearMean struct {
	Year int
	Mean *figure.Value
}

// A Province (bảng của tỉnh) is one page of all blocs in one period.
type Province struct {
	Period  civil.Period
	Periods []civil.Period // that any shown bloc has, latest first
	Rows    []ProvinceRow
	Total   int // blocs in all
	Page    int
	Pages   int
}

// Province gives a page of the blocs to the provincial board. period "" takes the latest
// period that has begun.
func (s *Service) Province(ctx context.Context, by who.Actor, period civil.Period, page int) (p Province, err error) {
	defer fault.Wrap(&err, "review.Province(%s, %d)", period, page)
	if err := who.Can(by, who.ReadAllBlocs, who.Object{}); err != nil {
		return p, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		blocs, err := org.Blocs(ctx, tx)
		if err != nil {
			return err
		}
		p = Province{Total: len(blocs), Pages: max(1, (len(blocs)+PageBlocs-1)/PageBlocs)}
		p.Page = min(max(page, 1), p.Pages)
		blocs = blocs[min((p.Page-1)*PageBlocs, len(blocs)):min(p.Page*PageBlocs, len(blocs))]
		have := make([][]progress.PeriodRow, len(blocs))
		for i, b := range blocs {
			if have[i], err = progress.Periods(ctx, tx, b.ID); err != nil {
				return err
			}
			for _, x := range have[i] {
				if !slices.Contains(p.Periods, x.Period) {
					p.Periods = append(p.Periods, x.Period)
				}
			}
		}
		slices.SortFunc(p.Periods, func(a, b civil.Period) int {
			if d := a.To().DaysUntil(b.To()); d != 0 {
				return d
			}
			return a.From().DaysUntil(b.From())
		})
		if p.Period = period; period == "" {
			p.Period = latest(p.Periods, s.Today())
		}
		for i, b := range blocs {
			row, err := s.provinceRow(ctx, tx, b, p.Period, have[i])
			if err != nil {
				return err
			}
			p.Rows = append(p.Rows, row)
		}
		return nil
	})
	return p, err
}

// latest gives the latest period that has begun, "" for none.
func latest(list []civil.Period, today civil.Date) civil.Period {
	for _, x := range list {
		if !today.Before(x.From()) {
			return x
		}
	}
	return ""
}

const maxTrend = 5

func (s *Service) provinceRow(ctx context.Context, q db.Q, b org.Bloc, p civil.Period, have []progress.PeriodRow) (row ProvinceRow, err error) {
	row.Bloc, row.Period = b, p
	for _, x := range slices.Backward(have) {
		switch {
		case x.Period == p:
			if row.Digest, err = s.digestOf(ctx, q, b, p); err != nil && !fault.Is(err, fault.NotFound) {
				return row, err
			}
			row.Opened = err == nil
			row.Trend = append(row.Trend, YearMean{p.Year(), row.Mean})
		case p != "" && sameStretch(x.Period, p) && len(row.Trend) < maxTrend:
			y, err := s.scoresOf(ctx, q, b.ID, x)
			if err != nil && !fault.Is(err, fault.NotFound) {
				return row, err
			}
			row.Trend = append(row.Trend, YearMean{x.Period.Year(), y.Mean})
		}
	}
	row.Bloc, row.Period = b, p
	slices.Reverse(row.Trend)
	return row, nil
}

// Digest gives the summary of one bloc to its leader and the board; to a member what the
// bloc's setting allows: without sums, only what concerns its own unit.
func (s *Service) Digest(ctx context.Context, by who.Actor, b id.Bloc, p civil.Period) (d Digest, err error) {
	defer fault.Wrap(&err, "review.Digest(%v, %s)", b, p)
	if err := who.Can(by, who.ReadReview, who.Object{Bloc: b}); err != nil {
		return d, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		bloc, err := org.BlocOf(ctx, tx, b)
		if err != nil {
			return err
		}
		d, err = s.digestOf(ctx, tx, bloc, p)
		return err
	})
	if err != nil || who.Can(by, who.DecideReview, who.Object{Bloc: b}) == nil || by.Has(who.Board, 0) {
		return d, err
	}
	return Digest{}, fault.New(fault.Denied, "review.digest|Chỉ Khối trưởng và Ban Thi đua - Khen thưởng tỉnh xem trang này.")
}

// Digests gives the summaries of every bloc in a period: to the board all, to a bloc leader
// its own.
func (s *Service) Digests(ctx context.Context, by who.Actor, p civil.Period) (list []Digest, err error) {
	defer fault.Wrap(&err, "review.Digests(%s)", p)
	if !by.Has(who.Board, 0) && !by.Leads(0) && !by.System {
		return nil, fault.New(fault.Denied, "review.digest|Chỉ Khối trưởng và Ban Thi đua - Khen thưởng tỉnh xem trang này.")
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		blocs, err := org.Blocs(ctx, tx)
		if err != nil {
			return err
		}
		list = nil
		for _, b := range blocs {
			if who.Can(by, who.ReadAllBlocs, who.Object{}) != nil && who.Can(by, who.DecideReview, who.Object{Bloc: b.ID}) != nil {
				continue
			}
			d, err := s.digestOf(ctx, tx, b, p)
			if fault.Is(err, fault.NotFound) {
				continue
			} else if err != nil {
				return err
			}
			list = append(list, d)
		}
		return nil
	})
	return list, err
}
