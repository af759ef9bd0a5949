package document

import (
	"context"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
)

// maxSkip bounds how many numbers given on paper are taken over at once, and how many may
// be held back at once.
const (
	maxSkip    = 2000
	maxReserve = 20
)

func seriesObject(b id.Bloc, year int) string {
	return "series/" + b.String() + "/" + civil.Date{Year: year, Month: 1, Day: 1}.String()[:4]
}

// Today gives the day of the house.
func (s *Service) Today() civil.Date { return clock.Today(s.db.Clock) }

// InTx runs f in one write transaction, for pages that join several verbs.
func (s *Service) InTx(ctx context.Context, f func(tx *db.Tx) error) error { return s.db.Write(ctx, f) }

// SetSeries sets how a bloc numbers its documents in a year. Once a number of the year is
// given, one series is not cut into several and the other way round.
func (s *Service) SetSeries(ctx context.Context, tx *db.Tx, by who.Actor, x Series) (err error) {
	defer fault.Wrap(&err, "document.SetSeries(%v, %d)", x.Bloc, x.Year)
	if err := who.Can(by, who.IssueDocument, who.Object{Bloc: x.Bloc}); err != nil {
		return err
	}
	if x, err = x.Clean(); err != nil {
		return err
	}
	was, err := SeriesOf(ctx, tx, x.Bloc, x.Year)
	if err != nil {
		return err
	}
	if was.Version > 0 && was.Split == x.Split && was.Field == x.Field {
		return nil // the form was sent twice
	}
	if was.Split != x.Split {
		given, err := Numbers(ctx, tx, x.Bloc, x.Year)
		if err != nil {
			return err
		}
		if len(given) > 0 {
			return fault.New(fault.Conflict, "document.series.used|Năm {year} đã cấp {n} số nên không đổi cách chia dãy số nữa. Đổi được từ năm sau.", fault.P{"year": x.Year, "n": len(given)}).
				With("split", "document.series.used|Năm {year} đã cấp {n} số nên không đổi cách chia dãy số nữa. Đổi được từ năm sau.", fault.P{"year": x.Year, "n": len(given)})
		}
	}
	if err := tx.ExecOne(ctx, qSeriesSave, x.Bloc, x.Year, x.Split, x.Field, x.Version); err != nil {
		return err
	}
	return audit.Write(ctx, tx, audit.Entry{By: by, Did: "document.series", On: seriesObject(x.Bloc, x.Year), Version: was.Version + 1, Before: was, After: x})
}

// A NumberRequest (yêu cầu về số) asks something of a series: of which bloc, year and type,
// which number or how many, and why.
type NumberRequest struct {
	Bloc   id.Bloc
	Year   int
	Kind   string // type of document, which tells the series
	N      int
	Reason string
}

func (s *Service) number(ctx context.Context, tx *db.Tx, by who.Actor, r *NumberRequest) (series string, err error) {
	if err := who.Can(by, who.IssueDocument, who.Object{Bloc: r.Bloc}); err != nil {
		return "", err
	}
	e := fault.New(fault.Invalid, "document.number.invalid|Chưa thực hiện được. Sửa các mục nêu dưới đây rồi làm lại.")
	if r.Reason = tidy(r.Reason); r.Reason == "" || len([]rune(r.Reason)) > maxIssuer {
		e.With("reason", "document.number.reason|Ghi lý do, không quá {n} ký tự.", fault.P{"n": maxIssuer})
	}
	if r.Year < 2000 || r.Year > s.Today().Year+1 {
		e.With("year", "document.number.year|Năm {year} không hợp lý. Ghi năm hiện tại.", fault.P{"year": r.Year})
	}
	if !Out(r.Kind) {
		e.With("kind", "document.kind|Không có loại văn bản “{kind}”. Chọn một loại trong danh sách.", fault.P{"kind": r.Kind})
	}
	if len(e.Fields) > 0 {
		return "", e
	}
	x, err := SeriesOf(ctx, tx, r.Bloc, r.Year)
	return x.Key(r.Kind), err
}

// Reserve (giữ số) takes the next r.N numbers of a series without a document, for papers
// that are signed by hand before they are entered here. It gives the first of them.
func (s *Service) Reserve(ctx context.Context, tx *db.Tx, by who.Actor, r NumberRequest) (first int, err error) {
	defer fault.Wrap(&err, "document.Reserve(%v, %d)", r.Bloc, r.Year)
	series, err := s.number(ctx, tx, by, &r)
	if err != nil {
		return 0, err
	}
	if r.N < 1 || r.N > maxReserve {
		return 0, fault.New(fault.Invalid, "document.reserve.n|Giữ được từ 1 đến {n} số một lần.", fault.P{"n": maxReserve}).With("n", "document.reserve.n|Giữ được từ 1 đến {n} số một lần.", fault.P{"n": maxReserve})
	}
	for range r.N {
		n, err := take(ctx, tx, r.Bloc, r.Year, series)
		if err != nil {
			return 0, err
		}
		if first == 0 {
			first = n
		}
		if err := addNumber(ctx, tx, Number{Bloc: r.Bloc, Year: r.Year, Series: series, N: n, State: NumberReserved, Reason: r.Reason, By: by.Name, At: s.db.Clock.Now()}); err != nil {
			return 0, err
		}
	}
	return first, audit.Write(ctx, tx, audit.Entry{By: by, Did: "document.number.reserve", On: seriesObject(r.Bloc, r.Year), After: []any{series, first, r.N, r.Reason}})
}

// VoidNumber (hủy số) gives up a number that was held back. It stays in the register with
// its reason and is never used.
func (s *Service) VoidNumber(ctx context.Context, tx *db.Tx, by who.Actor, r NumberRequest) (err error) {
	defer fault.Wrap(&err, "document.VoidNumber(%v, %d, %d)", r.Bloc, r.Year, r.N)
	series, err := s.number(ctx, tx, by, &r)
	if err != nil {
		return err
	}
	if err := settle(ctx, tx, Number{Bloc: r.Bloc, Year: r.Year, Series: series, N: r.N, State: NumberVoid, Reason: r.Reason, By: by.Name, At: s.db.Clock.Now()}); err != nil {
		return err
	}
	return audit.Write(ctx, tx, audit.Entry{By: by, Did: "document.number.void", On: seriesObject(r.Bloc, r.Year), After: []any{series, r.N, r.Reason}})
}

// TakeOver (tiếp số từ sổ giấy) marks the numbers up to r.N as given outside this system,
// so that the series goes on after the last one of the paper register.
func (s *Service) TakeOver(ctx context.Context, tx *db.Tx, by who.Actor, r NumberRequest) (err error) {
	defer fault.Wrap(&err, "document.TakeOver(%v, %d, %d)", r.Bloc, r.Year, r.N)
	if strings.TrimSpace(r.Reason) == "" {
		r.Reason = "Đã cấp trên sổ giấy"
	}
	series, err := s.number(ctx, tx, by, &r)
	if err != nil {
		return err
	}
	last, err := LastNumber(ctx, tx, r.Bloc, r.Year, series)
	if err != nil {
		return err
	}
	if r.N == last && last > 0 {
		return nil // the form was sent twice
	}
	if r.N <= last || r.N-last > maxSkip {
		m, p := "document.takeover|Số cuối trên sổ giấy phải lớn hơn số vừa cấp ở đây ({n}) và không quá {m}. Kiểm tra lại sổ.", fault.P{"n": last, "m": last + maxSkip}
		return fault.New(fault.Invalid, m, p).With("last", m, p)
	}
	for last < r.N {
		if last, err = take(ctx, tx, r.Bloc, r.Year, series); err != nil {
			return err
		}
		if err := addNumber(ctx, tx, Number{Bloc: r.Bloc, Year: r.Year, Series: series, N: last, State: NumberOutside, Reason: r.Reason, By: by.Name, At: s.db.Clock.Now()}); err != nil {
			return err
		}
	}
	return audit.Write(ctx, tx, audit.Entry{By: by, Did: "document.number.takeover", On: seriesObject(r.Bloc, r.Year), After: []any{series, r.N, r.Reason}})
}
