package document

import (
	"context"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/platform/db"
)

var (
	qSeriesOf   = db.SQL("document.series.of", `SELECT bloc, year, split, field, version FROM document_series WHERE bloc = $1 AND year = $2`)
	qSeriesSave = db.SQL("document.series.save", `INSERT INTO document_series (bloc, year, split, field, version) VALUES ($1, $2, $3, $4, 1)
ON CONFLICT (bloc, year) DO UPDATE SET split = excluded.split, field = excluded.field, version = document_series.version + 1 WHERE document_series.version = $5`)
	qTake = db.SQL("document.number.take", `INSERT INTO document_counter (bloc, year, series, last) VALUES ($1, $2, $3, 1)
ON CONFLICT (bloc, year, series) DO UPDATE SET last = document_counter.last + 1 RETURNING last`)
	qLast      = db.SQL("document.number.last", `SELECT last FROM document_counter WHERE bloc = $1 AND year = $2 AND series = $3`)
	qNumberNew = db.SQL("document.number.new", `INSERT INTO document_number (bloc, year, series, n, state, day, document, reason, by_name, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`)
	qNumberUse = db.SQL("document.number.use", `UPDATE document_number SET state = $5, day = $6, document = $7, reason = $8, by_name = $9, at = $10 WHERE bloc = $1 AND year = $2 AND series = $3 AND n = $4 AND state = 'reserved'`)
	qNumbers   = db.SQL("document.numbers", `SELECT bloc, year, series, n, state, day, document, reason, by_name, at FROM document_number WHERE bloc = $1 AND year = $2 ORDER BY series, n`)
	qAround    = db.SQL("document.numbers.around", `SELECT bloc, year, series, n, state, day, document, reason, by_name, at FROM document_number WHERE bloc = $1 AND year = $2 AND series = $3 AND (
 n = (SELECT MAX(n) FROM document_number WHERE bloc = $1 AND year = $2 AND series = $3 AND state = 'used' AND n < $4)
 OR n = (SELECT MIN(n) FROM document_number WHERE bloc = $1 AND year = $2 AND series = $3 AND state = 'used' AND n > $4)) ORDER BY n`)
)

// SeriesOf gives how a bloc numbers its documents in a year: as it was set, else as in the
// latest year before, else one series for all.
func SeriesOf(ctx context.Context, q db.Q, b id.Bloc, year int) (Series, error) {
	for y := year; y > year-5; y-- {
		s, err := db.One(ctx, q, qSeriesOf, func(r db.Row) (s Series, err error) {
			err = r.Scan(&s.Bloc, &s.Year, &s.Split, &s.Field, &s.Version)
			return s, err
		}, b, y)
		if err == nil && y == year {
			return s, nil
		}
		if err == nil {
			return Series{Bloc: b, Year: year, Split: s.Split, Field: s.Field}, nil
		}
		if !fault.Is(err, fault.NotFound) {
			return s, err
		}
	}
	return Series{Bloc: b, Year: year, Field: DefaultField}, nil
}

// LastNumber gives the last number given in a series, 0 for none.
func LastNumber(ctx context.Context, q db.Q, b id.Bloc, year int, series string) (int, error) {
	n, err := db.One(ctx, q, qLast, db.Scalar[int], b, year, series)
	if fault.Is(err, fault.NotFound) {
		return 0, nil
	}
	return n, err
}

func scanNumber(r db.Row) (n Number, err error) {
	var at int64
	err = r.Scan(&n.Bloc, &n.Year, &n.Series, &n.N, &n.State, &n.Day, &n.Document, &n.Reason, &n.By, &at)
	n.At = moment(at)
	return n, err
}

// Numbers gives every number that a bloc gave in a year, by series and number.
func Numbers(ctx context.Context, q db.Q, b id.Bloc, year int) ([]Number, error) {
	return db.All(ctx, q, qNumbers, scanNumber, b, year)
}

// around gives the used numbers next to n, which bound its date.
func around(ctx context.Context, q db.Q, b id.Bloc, year int, series string, n int) ([]Number, error) {
	return db.All(ctx, q, qAround, scanNumber, b, year, series, n)
}

// take gives the next number of a series. The row of the counter makes everybody else who
// asks wait for this transaction, so there is no gap and no double.
func take(ctx context.Context, tx *db.Tx, b id.Bloc, year int, series string) (int, error) {
	return db.One(ctx, tx, qTake, db.Scalar[int], b, year, series)
}

func addNumber(ctx context.Context, tx *db.Tx, n Number) error {
	_, err := tx.Exec(ctx, qNumberNew, n.Bloc, n.Year, n.Series, n.N, string(n.State), n.Day, n.Document, n.Reason, n.By, n.At.UnixMilli())
	return err
}

// settle changes a reserved number into a used or void one. Errors: Conflict.
func settle(ctx context.Context, tx *db.Tx, n Number) error {
	done, err := tx.Exec(ctx, qNumberUse, n.Bloc, n.Year, n.Series, n.N, string(n.State), n.Day, n.Document, n.Reason, n.By, n.At.UnixMilli())
	if err == nil && done != 1 {
		return fault.New(fault.Conflict, "document.number.gone|Số {n} không còn giữ chỗ: đã dùng hoặc đã hủy. Tải lại trang để xem sổ số.", fault.P{"n": n.N}).
			With("number", "document.number.gone|Số {n} không còn giữ chỗ: đã dùng hoặc đã hủy. Tải lại trang để xem sổ số.", fault.P{"n": n.N})
	}
	return err
}
