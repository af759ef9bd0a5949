package award

import (
	"context"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
)

var (
	qCoverage       = db.SQL("award.coverage", `SELECT since, until, version FROM award_coverage WHERE unit = $1`)
	qCoverageInsert = db.SQL("award.coverage.insert", `INSERT INTO award_coverage (unit, since, until, version) VALUES ($1, $2, $3, 1)`)
	qCoverageUpdate = db.SQL("award.coverage.update", `UPDATE award_coverage SET since = $2, until = $3, version = version + 1 WHERE unit = $1`)
)

type covered struct {
	Coverage
	version int64
}

func coverage(ctx context.Context, q db.Q, u id.Unit) (c covered, err error) {
	list, err := db.All(ctx, q, qCoverage, func(r db.Row) (c covered, err error) {
		return c, r.Scan(&c.From, &c.To, &c.version)
	}, u)
	if len(list) > 0 {
		c = list[0]
	}
	return c, err
}

// CoverageOf gives the years that the award list of a unit covers.
func CoverageOf(ctx context.Context, q db.Q, u id.Unit) (_ Coverage, err error) {
	defer fault.Wrap(&err, "award.CoverageOf")
	c, err := coverage(ctx, q, u)
	return c.Coverage, err
}

// Cover (ghi sổ đã đủ) states from which to which year the award list of a unit is complete; the zero
// value takes the statement back.
func (s *Service) Cover(ctx context.Context, by who.Actor, u id.Unit, c Coverage) (err error) {
	defer fault.Wrap(&err, "award.Cover")
	if err := s.may(by, who.KeepAwards, u); err != nil {
		return err
	}
	if err := c.check(s.Today().Year); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		was, err := coverage(ctx, tx, u)
		if err != nil || was.Coverage == c {
			return err
		}
		stmt := qCoverageUpdate
		if was.version == 0 {
			stmt = qCoverageInsert
		}
		if _, err := tx.Exec(ctx, stmt, u, c.From, c.To); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "award.coverage", On: CoverageObject(u), Version: was.version + 1, Before: was.Coverage, After: c})
	})
}
