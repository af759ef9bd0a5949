package app

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"runtime"
	"slices"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/figure"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/web"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
	"thidua/internal/year/progress"
	"thidua/internal/year/review"
)

// A benchSize (cỡ mô phỏng) is what a simulated province holds.
type benchSize struct{ Blocs, Units, Targets, Years, Views int }

// benchCommand measures the view of the province over invented data in a folder of its own.
func benchCommand(ctx context.Context, c console, args []string) (err error) {
	if len(args) > 0 && args[0] == "live" {
		return benchLive(ctx, c, args)
	}
	if len(args) > 0 && args[0] == "verify" {
		return benchVerify(ctx, c, args[1:])
	}
	if len(args) == 0 || args[0] != "province" {
		return badCall("Phép đo có: thidua bench province, thidua bench live, thidua bench verify.")
	}
	f := newFlags("bench province")
	s := benchSize{}
	f.IntVar(&s.Blocs, "blocs", 15, "")
	f.IntVar(&s.Units, "units", 15, "")
	f.IntVar(&s.Targets, "targets", 40, "")
	f.IntVar(&s.Years, "years", 5, "")
	f.IntVar(&s.Views, "views", 100, "")
	if err := f.parse(args[1:]); err != nil {
		return err
	}
	if s.Blocs < 1 || s.Units < 1 || s.Targets < 1 || s.Years < 1 || s.Views < 1 || s.Blocs > 5000 || s.Units > 99 || s.Targets > 99 || s.Years > 20 || s.Views > 10000 {
		return badCall("Cỡ mô phỏng: --blocs 1–5000, --units 1–99, --targets 1–99, --years 1–20, --views 1–10000.")
	}
	if f.data == "" && f.db == "" {
		if f.data, err = os.MkdirTemp("", "thidua-bench-"); err != nil {
			return err
		}
		defer os.RemoveAll(f.data)
	}
	a, err := Open(ctx, Config{Data: f.data, DB: f.db, Clock: clock.NewHand(time.Date(2022, 7, 5, 9, 0, 0, 0, clock.Zone)), Log: logger(c)})
	if err != nil {
		return err
	}
	defer a.Close()
	c.say("%d đơn vị × %d chỉ tiêu × %d năm mỗi khối. Mỗi dòng: trang Toàn tỉnh, %d lần mở khi không có gì đổi và chừng ấy lần ngay sau khi một số liệu đổi.", s.Units, s.Targets, s.Years, s.Views)
	c.say("%s", benchHead)
	spent := clock.Stopwatch()
	if err := a.simulate(ctx, c, s, func(n int) error { return a.measure(ctx, c, n, s.Views) }); err != nil {
		return err
	}
	if err := a.everyPage(ctx, c); err != nil {
		return err
	}
	c.say("Xong sau %s, kể cả dựng dữ liệu. Bộ nhớ nhiều nhất của chương trình, kể cả lúc dựng: %d MB.", spent().Round(time.Second), peakMemory()>>20)
	return nil
}

// steps are the sizes at which the page is measured on the way to n blocs: what it costs
// stands against the rows it shows.
func steps(n int) (list []int) {
	for _, x := range []int{1, 5, 15, review.PageBlocs, 100, 250, 500, 1000, 2500} {
		if x < n {
			list = append(list, x)
		}
	}
	return append(list, n)
}

// simulate makes the first bloc through the services that people use, and the others from its
// rows; at certain sizes it measures.
func (a *App) simulate(ctx context.Context, c console, s benchSize, measure func(blocs int) error) error {
	if blocs, err := org.Blocs(ctx, a.DB); err != nil {
		return err
	} else if len(blocs) > 0 {
		return badCall("Phép đo cần nơi chưa có dữ liệu: nêu thư mục mới sau --data, hoặc bỏ --data.")
	}
	for y := range s.Years {
		if err := a.simulateYear(ctx, 0, 2022-s.Years+1+y, s); err != nil {
			return err
		}
	}
	m, err := newMould(ctx, a.DB)
	if err != nil {
		return err
	}
	for b := 1; b <= s.Blocs; b++ {
		if slices.Contains(steps(s.Blocs), b) {
			if err := measure(b); err != nil {
				return err
			}
		}
		if b == s.Blocs {
			break
		}
		if err := m.cast(ctx, a.DB, b); err != nil {
			return err
		}
	}
	return nil
}

func benchPlan(b, year int, s benchSize) ([]byte, error) {
	units, common, goals := []map[string]any{}, []map[string]any{}, map[string]any{}
	for u := range s.Units {
		code := fmt.Sprintf("k%d-u%d", b, u)
		units = append(units, map[string]any{"order": u + 1, "code": code, "name": fmt.Sprintf("Đơn vị %d của khối %d", u+1, b+1), "short": fmt.Sprintf("ĐV %d.%d", b+1, u+1), "kind": "civil"})
		goals[code] = 100
	}
	for t := range s.Targets {
		common = append(common, map[string]any{"code": fmt.Sprintf("C%02d", t+1), "name": fmt.Sprintf("Chỉ tiêu %d", t+1), "measure": "việc", "type": "count", "direction": "higher", "field": fmt.Sprintf("f%d", t%8), "plan": goals,
			"source": map[string]any{"doc": "24/CT-UBND", "clause": fmt.Sprintf("điểm %d", t%6+1)}})
	}
	fields := []map[string]any{}
	for i := range 8 {
		fields = append(fields, map[string]any{"code": fmt.Sprintf("f%d", i), "name": fmt.Sprintf("Lĩnh vực %d", i+1)})
	}
	return json.Marshal(map[string]any{"schema": "thidua-plan/1", "note": "số liệu minh họa", "bloc": map[string]any{"code": fmt.Sprintf("k%d", b), "name": fmt.Sprintf("Khối thi đua số %d", b+1), "province": "Tỉnh mẫu", "leader": fmt.Sprintf("k%d-u0", b)}, "year": year,
		"period":    map[string]any{"code": fmt.Sprintf("%d-H1", year), "name": fmt.Sprintf("6 tháng đầu năm %d", year), "from": fmt.Sprintf("%d-01-01", year), "to": fmt.Sprintf("%d-06-30", year)},
		"directive": map[string]any{"number": "24/CT-UBND", "date": "2017-12-28", "issuer": "UBND tỉnh", "kind": "CT", "subject": "Phát động thi đua"}, "fields": fields, "units": units, "common_targets": common, "own_targets": map[string]any{}})
}

func (a *App) simulateYear(ctx context.Context, b, year int, s benchSize) error {
	body, err := benchPlan(b, year, s)
	if err != nil {
		return err
	}
	if _, err := a.Plan.ImportJSON(ctx, operator, body); err != nil {
		return err
	}
	bloc, err := org.BlocByCode(ctx, a.DB, fmt.Sprintf("k%d", b))
	if err != nil {
		return err
	}
	period := civil.Period(fmt.Sprintf("%d-H1", year))
	members, err := org.Memberships(ctx, a.DB, bloc.ID)
	if err != nil {
		return err
	}
	if err := a.Progress.SetDue(ctx, operator, bloc.ID, period, civil.Date{Year: 2022, Month: 12, Day: 31}); err != nil {
		return err
	}
	for u, m := range members {
		if err := a.simulateUnit(ctx, progress.Place{Bloc: bloc.ID, Period: period, Unit: m.Unit}, b*31+year*7+u, s); err != nil {
			return err
		}
	}
	if year == 2022 {
		return nil
	}
	return a.Progress.LockPeriod(ctx, operator, bloc.ID, period)
}

func (a *App) simulateUnit(ctx context.Context, at progress.Place, seed int, s benchSize) error {
	var edits []progress.Edit
	for t := range s.Targets {
		v := figure.FromInt(int64(20 + (seed*13+t*29)%45))
		edits = append(edits, progress.Edit{Code: fmt.Sprintf("C%02d", t+1), Value: &v, Exact: true, Source: progress.Source{Kind: progress.Typed}})
	}
	_, _, err := a.Progress.SaveCells(ctx, operator, at, edits)
	return err
}

// answer keeps what a handler writes.
type answer struct {
	head   http.Header
	status int
	body   []byte
}

func (a *answer) Header() http.Header { return a.head }
func (a *answer) WriteHeader(s int)   { a.status = s }
func (a *answer) Write(b []byte) (int, error) {
	a.body = append(a.body, b...)
	return len(b), nil
}

var (
	tagRE = regexp.MustCompile(`<[a-zA-Z]`)
	rowRE = regexp.MustCompile(`<tr><th scope="row">`)
)

const benchHead = "   khối   dòng  phần tử     KB   lần đầu       p50       p95  đổi: p50  đổi: p95  bộ xử lý   heap"

// A boardReader (Ban TĐKT) opens pages as the provincial board does, without a network between.
type boardReader struct {
	ctx context.Context
	web *web.Server
}

// reader gives a server with nothing kept yet, as after a start.
func (a *App) reader(ctx context.Context) (boardReader, error) {
	srv, err := a.Web()
	if err != nil {
		return boardReader{}, err
	}
	o := srv.Options
	board := who.Actor{User: id.User(1), Name: "Ban TĐKT", Via: "web", Posts: []who.Post{{Role: who.Board}}}
	o.Actor = func(*http.Request) (who.Actor, error) { return board, nil }
	return boardReader{ctx, web.New(o)}, nil
}

func (b boardReader) get(query string) (time.Duration, []byte, error) {
	w := &answer{head: http.Header{}, status: 200}
	begun := clock.Stopwatch()
	b.web.ServeHTTP(w, (&http.Request{Method: "GET", URL: &url.URL{Path: "/toan-tinh", RawQuery: query}, Host: "localhost", Header: http.Header{}, RequestURI: "/toan-tinh"}).WithContext(b.ctx))
	d := begun()
	if w.status != 200 {
		return d, nil, fmt.Errorf("the page answers %d: %.300s", w.status, w.body)
	}
	return d, w.body, nil
}

// heap gives the bytes in use after collecting garbage.
func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// measure opens the first page many times: as it is, and after one figure changed each time.
func (a *App) measure(ctx context.Context, c console, blocs, views int) error {
	s, err := a.reader(ctx)
	if err != nil {
		return err
	}
	first, body, err := s.get("")
	if err != nil {
		return err
	}
	var still, changed []time.Duration
	spent := processorTime()
	for range views {
		d, _, err := s.get("")
		if err != nil {
			return err
		}
		still = append(still, d)
	}
	quiet := (processorTime() - spent) / time.Duration(views)
	for i := range views {
		if err := a.change(ctx, i); err != nil {
			return err
		}
		d, _, err := s.get("")
		if err != nil {
			return err
		}
		changed = append(changed, d)
	}
	slices.Sort(still)
	slices.Sort(changed)
	ms := func(d time.Duration) string { return d.Round(100 * time.Microsecond).String() }
	c.say("%7d%7d%9d%7d%10s%10s%10s%10s%10s%10s%4d MB", blocs, len(rowRE.FindAll(body, -1)), len(tagRE.FindAll(body, -1)), len(body)>>10, ms(first), ms(still[views/2]), ms(still[views*95/100]), ms(changed[views/2]), ms(changed[views*95/100]), ms(quiet), heap()>>20)
	return nil
}

// everyPage opens each page of the table twice: what is kept in memory grows with the blocs
// that were looked at, and no further than the memory's bound.
func (a *App) everyPage(ctx context.Context, c console) error {
	s, err := a.reader(ctx)
	if err != nil {
		return err
	}
	blocs, err := org.Blocs(ctx, a.DB)
	if err != nil {
		return err
	}
	pages, before := (len(blocs)+review.PageBlocs-1)/review.PageBlocs, heap()
	var cold, warm time.Duration
	for turn := range 2 {
		for p := range pages {
			d, _, err := s.get(fmt.Sprintf("trang=%d", p+1))
			if err != nil {
				return err
			}
			if turn == 0 {
				cold = max(cold, d)
			} else {
				warm = max(warm, d)
			}
		}
	}
	c.say("Mọi trang (%d): lâu nhất lần đầu %s, lần sau %s; heap %d MB trước, %d MB sau.", pages, cold.Round(time.Millisecond), warm.Round(100*time.Microsecond), before>>20, heap()>>20)
	return nil
}

// change writes one figure of this year.
func (a *App) change(ctx context.Context, i int) error {
	b, err := org.BlocByCode(ctx, a.DB, "k0")
	if err != nil {
		return err
	}
	u, err := org.UnitByCode(ctx, a.DB, "k0-u0")
	if err != nil {
		return err
	}
	at := progress.Place{Bloc: b.ID, Period: "2022-H1", Unit: u.ID}
	f, err := progress.FormOf(ctx, a.DB, at)
	if err != nil {
		return err
	}
	v := figure.FromInt(int64(30 + i%20))
	cell := f.Cell("C01")
	if cell == nil {
		return fmt.Errorf("the simulated plan has no target %s", plan.TargetObject("k0", 2022, "C01"))
	}
	_, _, err = a.Progress.SaveCells(ctx, operator, at, []progress.Edit{{Code: "C01", Value: &v, Exact: true, Rev: cell.Value.Rev, Source: progress.Source{Kind: progress.Typed}}})
	return err
}
