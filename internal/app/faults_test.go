package app

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"thidua/internal/platform/audit"
	"thidua/internal/platform/backup"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
)

// full reports whether the counts of docs/reliability.md are asked for (make gate).
func full() bool { return os.Getenv("THIDUA_GATE") != "" }

func rounds(small, whole int) int {
	if full() {
		return whole
	}
	return small
}

// TestChild is not a test: it is the server that the fault tests start and kill.
func TestChild(t *testing.T) {
	args := os.Getenv("THIDUA_CHILD")
	if args == "" {
		t.Skip("only started by the fault tests")
	}
	os.Exit(Main(context.Background(), strings.Split(args, "\x1f"), os.Stdin, os.Stdout, os.Stderr))
}

// child starts the product as a process of its own.
func child(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	c := exec.Command(os.Args[0], "-test.run=^TestChild$")
	c.Env = append(os.Environ(), "THIDUA_CHILD="+strings.Join(args, "\x1f"))
	c.Stdout, c.Stderr = io.Discard, &childLog{}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	return c
}

// childLog keeps the end of what a child complains of, for the case that it does not start.
type childLog struct {
	mu sync.Mutex
	b  []byte
}

func (l *childLog) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.b = append(l.b, b...)
	l.b = l.b[max(0, len(l.b)-4000):]
	return len(b), nil
}

// freePort gives a port of this machine that nobody listens on.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
}

// officeWorker writes documents over HTTP and remembers what was acknowledged. It lives in
// this process, apart from what is killed.
type officeWorker struct {
	base string
	jar  *cookiejar.Jar
}

func (o *officeWorker) client() *http.Client {
	return &http.Client{Jar: o.jar, Timeout: 5 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{DisableKeepAlives: true}}
}

// up waits until the server c answers and gives how long that took.
func (o *officeWorker) up(t *testing.T, c *exec.Cmd) time.Duration {
	t.Helper()
	start := time.Now()
	for time.Since(start) < 60*time.Second {
		r, err := o.client().Get(o.base + "/healthz")
		if err == nil {
			r.Body.Close()
			if r.StatusCode == 200 {
				return time.Since(start)
			}
		}
		time.Sleep(5 * time.Millisecond)
	}
	log := c.Stderr.(*childLog)
	log.mu.Lock()
	defer log.mu.Unlock()
	t.Fatalf("the server does not start: %s", log.b)
	return 0
}

func (o *officeWorker) post(path string, form url.Values) (int, error) {
	r, err := o.client().PostForm(o.base+path, form)
	if err != nil {
		return 0, err
	}
	defer r.Body.Close()
	_, err = io.Copy(io.Discard, r.Body)
	return r.StatusCode, err
}

// TestKill kills the server under eight writers, again and again: nothing that was
// acknowledged is lost, nothing is there twice, and the log verifies.
func TestKill(t *testing.T) {
	dir := t.TempDir()
	must(t, exitOK, "demo", "--load-only", "--data", dir)
	port := freePort(t)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	o := &officeWorker{"http://127.0.0.1:" + port, jar}
	seed := uint64(time.Now().UnixNano())
	dice := rand.New(rand.NewPCG(seed, 1))
	n := rounds(4, 200)
	var mu sync.Mutex
	sent, saved := 0, []string{}
	maybe := map[string]bool{}
	var slowest time.Duration
	for round := range n {
		c := child(t, "demo", "--data", dir, "--addr", "127.0.0.1:"+port)
		slowest = max(slowest, o.up(t, c))
		if round == 0 {
			if code, err := o.post("/dang-nhap", url.Values{"login": {officerLogin("thanh-tra")}, "password": {SamplePassword}}); err != nil || code != 303 {
				t.Fatalf("sign in: %d %v", code, err)
			}
		}
		var wg sync.WaitGroup
		stop := make(chan struct{})
		for range 8 {
			wg.Go(func() {
				for {
					select {
					case <-stop:
						return
					default:
					}
					mu.Lock()
					sent++
					code := fmt.Sprintf("%d/QĐ-THU", sent)
					maybe[code] = true
					mu.Unlock()
					status, err := o.post("/van-ban/moi", url.Values{"khoi": {SampleBloc}, "code": {code}, "issuer": {"Thanh tra tỉnh"}, "abstract": {"Thử dừng đột ngột"}, "kind": {"QĐ"}})
					if err == nil && status == 303 {
						mu.Lock()
						saved = append(saved, code)
						delete(maybe, code)
						mu.Unlock()
					} else if err == nil && status != 500 && status != 503 {
						t.Errorf("answer %d", status)
						return
					}
				}
			})
		}
		time.Sleep(time.Duration(20+dice.IntN(480)) * time.Millisecond)
		c.Process.Signal(syscall.SIGKILL)
		close(stop)
		wg.Wait()
		c.Wait()
	}
	found := documentsOf(t, dir)
	lost, double := 0, 0
	for _, code := range saved {
		switch found[code] {
		case 0:
			lost++
		case 1:
		default:
			double++
		}
	}
	for code := range maybe {
		if found[code] > 1 {
			double++
		}
	}
	t.Logf("seed %d: %d kills, %d acknowledged writes, %d unanswered, %d lost, %d double, slowest start %v", seed, n, len(saved), len(maybe), lost, double, slowest.Round(time.Millisecond))
	if lost > 0 || double > 0 || len(saved) < n {
		t.Errorf("%d lost, %d double of %d", lost, double, len(saved))
	}
	must(t, exitOK, "verify", "--data", dir)
}

// documentsOf counts the documents of the sample bloc by their number.
func documentsOf(t *testing.T, dir string) map[string]int {
	t.Helper()
	d, err := db.Open(t.Context(), filepath.Join(dir, "thidua.db"), clock.System)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	b, err := org.BlocByCode(t.Context(), d, SampleBloc)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]int{}
	for page := 1; ; page++ {
		list, total, err := document.List(t.Context(), d, b.ID, document.Filter{Page: page})
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range list {
			found[x.Code]++
		}
		if page*document.PageSize >= total {
			return found
		}
	}
}

// TestGracefulStop: a request that runs when the server is asked to stop is answered.
func TestGracefulStop(t *testing.T) {
	dir := t.TempDir()
	must(t, exitOK, "demo", "--load-only", "--data", dir)
	a, err := Open(t.Context(), Config{Data: dir, Clock: clock.System})
	if err != nil {
		t.Fatal(err)
	}
	l, err := listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- a.Serve(ctx, l) }()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			r, err := http.Get(Address(l) + "/khoi-khong-co")
			if err == nil {
				io.Copy(io.Discard, r.Body)
				r.Body.Close()
			}
		})
	}
	time.Sleep(30 * time.Millisecond)
	stop()
	wg.Wait()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if err := a.Close(); err != nil {
		t.Error(err)
	}
	must(t, exitOK, "verify", "--data", dir)
}

// TestTampers changes one thing at a time behind the product's back, at random, in every
// bound table, the attachments and the log: verify finds each, and nothing in an untouched
// copy.
func TestTampers(t *testing.T) {
	dir := t.TempDir()
	must(t, exitOK, "demo", "--load-only", "--data", dir)
	must(t, exitOK, "verify", "--data", dir)
	writeWaiting(t, dir)
	seed := uint64(time.Now().UnixNano())
	dice := rand.New(rand.NewPCG(seed, 2))
	n := rounds(len(tampers), max(1000, 50*len(tampers)))
	found, count, tables := 0, map[string]int{}, map[string]int{}
	for i := range n {
		kind := tampers[i%len(tampers)]
		copyDir := filepath.Join(t.TempDir(), "x")
		if err := os.CopyFS(copyDir, os.DirFS(dir)); err != nil {
			t.Fatal(err)
		}
		what := kind.do(t, copyDir, dice)
		if f := findings(t, copyDir); len(f) == 0 {
			t.Errorf("seed %d, number %d, %s: %s was not found", seed, i, kind.name, what)
		} else {
			found++
		}
		count[kind.name]++
		tables[strings.Fields(what)[0]]++
		os.RemoveAll(copyDir)
	}
	if f := findings(t, dir); len(f) > 0 {
		t.Errorf("the untouched copy: %+v", f[0])
	}
	t.Logf("seed %d: %d of %d tampers found, by kind %v, in %d tables and files", seed, found, n, count, len(tables))
}

// withDrafts opens the sample year of a folder and writes twenty documents into it.
func withDrafts(t *testing.T, dir string) *App {
	t.Helper()
	a, err := Open(t.Context(), Config{Data: dir, Demo: true, Clock: clock.From(SampleStart)})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 20 {
		if _, err := a.Document.Create(t.Context(), operator, draftDocument(t, a, i), nil); err != nil {
			t.Fatal(err)
		}
	}
	return a
}

// writeWaiting leaves lines in the log that have no place yet, as a power cut does.
func writeWaiting(t *testing.T, dir string) {
	t.Helper()
	a := withDrafts(t, dir)
	if n, err := audit.Waiting(t.Context(), a.DB); err != nil || n < 20 {
		t.Fatalf("%d lines wait: %v", n, err)
	}
	if err := errors.Join(a.Blob.Close(), a.DB.Close()); err != nil {
		t.Fatal(err)
	}
}

func findings(t *testing.T, dir string) []backup.Finding {
	t.Helper()
	d, err := db.Open(t.Context(), filepath.Join(dir, "thidua.db"), clock.System)
	if err != nil {
		return []backup.Finding{{Where: "thidua.db", What: err.Error()}}
	}
	defer d.Close()
	r, err := backup.Verify(t.Context(), backup.Check{DB: d, Files: filepath.Join(dir, "files"), Names: attached, Trust: audit.Trust{Dir: audit.Folder(dir)}, Made: Migrations()})
	if err != nil {
		t.Fatal(err)
	}
	return r.Findings
}

type tamper struct {
	name string
	do   func(t *testing.T, dir string, dice *rand.Rand) string
}

// raw runs SQL on a copy with every check off, and says what it did.
func raw(t *testing.T, dir string, f func(c *sql.Conn) string) string {
	t.Helper()
	d, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "thidua.db")+"?_pragma=foreign_keys(0)&_pragma=ignore_check_constraints(1)")
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	c, err := d.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	return f(c)
}

// change runs statements until one of the tries changes rows.
func change(t *testing.T, c *sql.Conn, texts ...string) bool {
	changed := false
	for _, s := range texts {
		r, err := c.ExecContext(t.Context(), s)
		if err != nil {
			return false
		}
		n, _ := r.RowsAffected()
		changed = changed || n > 0
	}
	return changed
}

func column(t *testing.T, c *sql.Conn, text string) (list []string) {
	rows, err := c.QueryContext(t.Context(), text)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		list = append(list, s)
	}
	return list
}

// pick gives a random row of a random bound table that has rows.
func pick(t *testing.T, c *sql.Conn, dice *rand.Rand) (table, rowid string) {
	tables := column(t, c, "SELECT name FROM audit_table ORDER BY name")
	for {
		table = tables[dice.IntN(len(tables))]
		ids := column(t, c, "SELECT rowid FROM "+table)
		if len(ids) > 0 {
			return table, ids[dice.IntN(len(ids))]
		}
	}
}

func sqlTamper(name string, f func(t *testing.T, c *sql.Conn, dice *rand.Rand) (string, []string)) tamper {
	return tamper{name, func(t *testing.T, dir string, dice *rand.Rand) string {
		return raw(t, dir, func(c *sql.Conn) string {
			for range 200 {
				what, texts := f(t, c, dice)
				if change(t, c, texts...) {
					return what
				}
			}
			t.Fatalf("%s: nothing could be changed", name)
			return ""
		})
	}}
}

func one(c *sql.Conn, t *testing.T, dice *rand.Rand, text string) string {
	list := column(t, c, text)
	if len(list) == 0 {
		return "-1"
	}
	return list[dice.IntN(len(list))]
}

var tampers = []tamper{
	sqlTamper("row edited", func(t *testing.T, c *sql.Conn, dice *rand.Rand) (string, []string) {
		table, id := pick(t, c, dice)
		cols := column(t, c, "SELECT name FROM pragma_table_info('"+table+"') WHERE pk = 0")
		if len(cols) == 0 {
			return table, nil
		}
		x := `"` + cols[dice.IntN(len(cols))] + `"`
		to := fmt.Sprintf("CASE typeof(%[1]s) WHEN 'integer' THEN %[1]s + %[2]d WHEN 'text' THEN %[1]s || 'x' WHEN 'blob' THEN %[1]s || x'00' ELSE 1 END", x, 1+dice.IntN(9))
		return table + " " + x + " of " + id, []string{"UPDATE " + table + " SET " + x + " = " + to + " WHERE rowid = " + id}
	}),
	sqlTamper("row emptied", func(t *testing.T, c *sql.Conn, dice *rand.Rand) (string, []string) {
		table, id := pick(t, c, dice)
		cols := column(t, c, "SELECT name FROM pragma_table_info('"+table+"') WHERE pk = 0 AND \"notnull\" = 0")
		if len(cols) == 0 {
			return table, nil
		}
		x := `"` + cols[dice.IntN(len(cols))] + `"`
		return table + " " + x + " of " + id, []string{"UPDATE " + table + " SET " + x + " = NULL WHERE rowid = " + id + " AND " + x + " IS NOT NULL"}
	}),
	sqlTamper("row deleted", func(t *testing.T, c *sql.Conn, dice *rand.Rand) (string, []string) {
		table, id := pick(t, c, dice)
		return table + " " + id, []string{"DELETE FROM " + table + " WHERE rowid = " + id}
	}),
	sqlTamper("row added", func(t *testing.T, c *sql.Conn, dice *rand.Rand) (string, []string) {
		table, id := pick(t, c, dice)
		var values []string
		for _, x := range column(t, c, "SELECT name FROM pragma_table_info('"+table+"')") {
			q := `"` + x + `"`
			values = append(values, fmt.Sprintf("CASE typeof(%[1]s) WHEN 'integer' THEN CASE WHEN %[1]s IN (0, 1) THEN %[1]s ELSE %[1]s + %[2]d END WHEN 'text' THEN %[1]s || '%[2]d' ELSE %[1]s END", q, 1000+dice.IntN(1000)))
		}
		return table + " " + id, []string{"INSERT INTO " + table + " SELECT " + strings.Join(values, ", ") + " FROM " + table + " WHERE rowid = " + id}
	}),
	sqlTamper("rows swapped", func(t *testing.T, c *sql.Conn, dice *rand.Rand) (string, []string) {
		ids := column(t, c, "SELECT rowid FROM progress_value WHERE value IS NOT NULL")
		a, b := ids[dice.IntN(len(ids))], ids[dice.IntN(len(ids))]
		get := func(id string) string { return one(c, t, dice, "SELECT value FROM progress_value WHERE rowid = "+id) }
		x, y := get(a), get(b)
		if x == y {
			return "progress_value", nil
		}
		return "progress_value " + a + " " + b, []string{"UPDATE progress_value SET value = " + y + " WHERE rowid = " + a, "UPDATE progress_value SET value = " + x + " WHERE rowid = " + b}
	}),
	sqlTamper("leaf edited", func(t *testing.T, c *sql.Conn, dice *rand.Rand) (string, []string) {
		x := []string{"at = at + 1000", "actor = actor || '1'", "action = action || 'x'", "object = object || '/2'", "version = version + 1", "commitment = hash", "hash = commitment", "rowsum = hash"}[dice.IntN(8)]
		return "audit_leaf " + x, []string{"UPDATE audit_leaf SET " + x + " WHERE seq = " + one(c, t, dice, "SELECT seq FROM audit_leaf")}
	}),
	sqlTamper("leaf removed with all that hangs on it", func(t *testing.T, c *sql.Conn, dice *rand.Rand) (string, []string) {
		id := one(c, t, dice, "SELECT id FROM audit_leaf")
		return "audit_leaf " + id, []string{"DELETE FROM audit_payload WHERE leaf = " + id, "DELETE FROM audit_rows WHERE leaf = " + id, "DELETE FROM audit_leaf WHERE id = " + id}
	}),
	sqlTamper("leaf removed and the rest moved up", func(t *testing.T, c *sql.Conn, dice *rand.Rand) (string, []string) {
		seq := one(c, t, dice, "SELECT seq FROM audit_leaf")
		in := " WHERE leaf IN (SELECT id FROM audit_leaf WHERE seq = " + seq + ")"
		return "audit_leaf " + seq, []string{"DELETE FROM audit_payload" + in, "DELETE FROM audit_rows" + in, "DELETE FROM audit_leaf WHERE seq = " + seq,
			"UPDATE audit_leaf SET seq = -seq WHERE seq > " + seq, "UPDATE audit_leaf SET seq = -seq - 1 WHERE seq < 0"}
	}),
	sqlTamper("leaves swapped", func(t *testing.T, c *sql.Conn, dice *rand.Rand) (string, []string) {
		a, b := one(c, t, dice, "SELECT seq FROM audit_leaf"), one(c, t, dice, "SELECT seq FROM audit_leaf")
		if a == b {
			return "audit_leaf", nil
		}
		return "audit_leaf " + a + " " + b, []string{"UPDATE audit_leaf SET seq = -1 WHERE seq = " + a, "UPDATE audit_leaf SET seq = " + a + " WHERE seq = " + b, "UPDATE audit_leaf SET seq = " + b + " WHERE seq = -1"}
	}),
	sqlTamper("leaf inserted", func(t *testing.T, c *sql.Conn, dice *rand.Rand) (string, []string) {
		return "audit_leaf", []string{"INSERT INTO audit_leaf SELECT id + 1, NULL, at, actor, action, object, version, commitment, hash, rowsum FROM audit_leaf WHERE id = " + one(c, t, dice, "SELECT id FROM audit_leaf")}
	}),
	sqlTamper("log cut short", func(t *testing.T, c *sql.Conn, dice *rand.Rand) (string, []string) {
		seq := one(c, t, dice, "SELECT seq FROM audit_leaf WHERE seq > 0")
		in := " WHERE leaf IN (SELECT id FROM audit_leaf WHERE seq >= " + seq + ")"
		return "audit_leaf " + seq, []string{"DELETE FROM audit_payload" + in, "DELETE FROM audit_rows" + in, "DELETE FROM audit_leaf WHERE seq >= " + seq, "DELETE FROM audit_checkpoint WHERE size >= " + seq,
			"DELETE FROM audit_node WHERE (n + 1) * 256 > " + seq}
	}),
	sqlTamper("payload edited", func(t *testing.T, c *sql.Conn, dice *rand.Rand) (string, []string) {
		x := []string{"payload = payload || ' '", "name = name || 'x'", "via = via || 'x'", "salt = '00'", "payload = ''"}[dice.IntN(5)]
		return "audit_payload " + x, []string{"UPDATE audit_payload SET " + x + " WHERE leaf = " + one(c, t, dice, "SELECT leaf FROM audit_payload")}
	}),
	sqlTamper("payload deleted", func(t *testing.T, c *sql.Conn, dice *rand.Rand) (string, []string) {
		return "audit_payload", []string{"DELETE FROM audit_payload WHERE leaf = " + one(c, t, dice, "SELECT leaf FROM audit_payload")}
	}),
	sqlTamper("list of rows touched", func(t *testing.T, c *sql.Conn, dice *rand.Rand) (string, []string) {
		leaf := one(c, t, dice, "SELECT leaf FROM audit_rows")
		x := []string{"UPDATE audit_rows SET body = substr(body, 2) WHERE leaf = ", "UPDATE audit_rows SET salt = '00' WHERE leaf = ", "DELETE FROM audit_rows WHERE leaf = "}[dice.IntN(3)]
		return "audit_rows " + leaf, []string{x + leaf}
	}),
	sqlTamper("waiting line touched", func(t *testing.T, c *sql.Conn, dice *rand.Rand) (string, []string) {
		in := " WHERE id = " + one(c, t, dice, "SELECT id FROM audit_pending WHERE action = 'document.create'")
		edits := []string{"at = at + 1000", "actor = actor || '1'", "action = action || 'x'", "object = object || '/2'", "version = version + 1", "commitment = hash", "hash = commitment", "rowsum = hash", "rowsum = ''",
			"salt = '00'", "payload = payload || ' '", "payload = ''", "rowsalt = '00'", "body = substr(body, 2)", "rowsalt = '', body = ''"}
		switch k := dice.IntN(len(edits) + 3); k {
		case len(edits):
			return "audit_pending removed", []string{"DELETE FROM audit_pending" + in}
		case len(edits) + 1:
			return "audit_pending added", []string{"INSERT INTO audit_pending SELECT id + 1000, object, at, actor, action, version, commitment, rowsum, hash, salt, payload, rowsalt, body FROM audit_pending" + in}
		case len(edits) + 2:
			return "audit_pending twice", []string{"INSERT INTO audit_leaf SELECT id, (SELECT MAX(seq) + 1 FROM audit_leaf), at, actor, action, object, version, commitment, hash, rowsum FROM audit_pending" + in}
		default:
			return "audit_pending " + edits[k], []string{"UPDATE audit_pending SET " + edits[k] + in}
		}
	}),
	sqlTamper("checkpoint or node touched", func(t *testing.T, c *sql.Conn, dice *rand.Rand) (string, []string) {
		x := []string{"UPDATE audit_checkpoint SET note = replace(note, 'a', 'b')", "UPDATE audit_checkpoint SET size = size - 1", "DELETE FROM audit_checkpoint", "UPDATE audit_node SET hash = substr(hash, 2) || '0'", "DELETE FROM audit_node",
			"INSERT INTO audit_node SELECT level, n + 1, hash FROM audit_node", "INSERT INTO audit_checkpoint SELECT n + 1, size, note || 'x' FROM audit_checkpoint"}[dice.IntN(7)]
		return "audit_checkpoint " + x, []string{x}
	}),
	sqlTamper("table let loose, then edited", func(t *testing.T, c *sql.Conn, dice *rand.Rand) (string, []string) {
		table, id := pick(t, c, dice)
		return table + " " + id, []string{"DELETE FROM audit_table WHERE name = '" + table + "'", "DELETE FROM " + table + " WHERE rowid = " + id}
	}),
	sqlTamper("an older state of a row put back", func(t *testing.T, c *sql.Conn, dice *rand.Rand) (string, []string) {
		id := one(c, t, dice, "SELECT rowid FROM progress_submission WHERE version > 1")
		return "progress_submission " + id, []string{"UPDATE progress_submission SET version = version - 1, state = 'draft' WHERE rowid = " + id}
	}),
	sqlTamper("tables, indexes or triggers changed", func(t *testing.T, c *sql.Conn, dice *rand.Rand) (string, []string) {
		table, _ := pick(t, c, dice)
		index := one(c, t, dice, "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
		master := "UPDATE sqlite_master SET sql = "
		x := [][]string{
			{"PRAGMA writable_schema = 1", master + "replace(sql, 'DEFAULT 0', 'DEFAULT 1') WHERE name = 'audit_leaf' OR sql LIKE '%DEFAULT 0%'"},
			{"PRAGMA writable_schema = 1", master + "replace(sql, 'NOT NULL', '') WHERE name = '" + table + "'"},
			{"CREATE TRIGGER later AFTER UPDATE ON " + table + " BEGIN DELETE FROM once_form; END", "UPDATE db_migration SET at = at WHERE 1"},
			{"CREATE TABLE more (id INTEGER)", "UPDATE db_migration SET at = at WHERE 1"},
			{"CREATE VIEW more AS SELECT 1", "UPDATE db_migration SET at = at WHERE 1"},
			{"ALTER TABLE " + table + " ADD COLUMN more TEXT", "UPDATE db_migration SET at = at WHERE 1"},
			{"DROP INDEX " + index, "UPDATE db_migration SET at = at WHERE 1"},
			{"UPDATE db_migration SET sum = sum || '0' WHERE name = (SELECT MAX(name) FROM db_migration)"},
			{"DELETE FROM db_migration WHERE name = (SELECT MAX(name) FROM db_migration)"},
		}[dice.IntN(9)]
		return "schema " + x[0], x
	}),
	{"folder of the log emptied", func(t *testing.T, dir string, dice *rand.Rand) string {
		what := []string{"checkpoint", "key", ".", "./"}[dice.IntN(4)]
		if what == "./" { // with all that is signed
			raw(t, dir, func(c *sql.Conn) string { return fmt.Sprint(change(t, c, "DELETE FROM audit_checkpoint")) })
		}
		if err := os.RemoveAll(filepath.Clean(filepath.Join(audit.Folder(dir), what))); err != nil {
			t.Fatal(err)
		}
		return "log " + what
	}},
	{"attachment touched", func(t *testing.T, dir string, dice *rand.Rand) string {
		list, err := filepath.Glob(filepath.Join(dir, "files", "??", "*"))
		if err != nil || len(list) == 0 {
			t.Fatal("no attachments", err)
		}
		f := list[dice.IntN(len(list))]
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		switch dice.IntN(3) {
		case 0:
			b[dice.IntN(len(b))] ^= 1 << dice.IntN(8)
			err = os.WriteFile(f, b, 0o600)
		case 1:
			err = os.Truncate(f, int64(len(b)/2))
		case 2:
			err = os.Remove(f)
		}
		if err != nil {
			t.Fatal(err)
		}
		return "files " + filepath.Base(f)
	}},
	{"checkpoint of the folder touched", func(t *testing.T, dir string, dice *rand.Rand) string {
		f := filepath.Join(audit.Folder(dir), "checkpoint")
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		i := dice.IntN(len(b) - 1)
		b[i] ^= 1
		if err := os.WriteFile(f, b, 0o600); err != nil {
			t.Fatal(err)
		}
		return "checkpoint " + strconv.Itoa(i)
	}},
}

// TestDiskFull fills the disk under the server: refusals say so, nothing acknowledged is
// lost, reading goes on, and when there is room again writing goes on by itself.
func TestDiskFull(t *testing.T) {
	if runtime.GOOS != "linux" || os.Getuid() != 0 {
		t.Skip("not proven: a small disk needs the right to mount")
	}
	dir := t.TempDir()
	if err := syscall.Mount("none", dir, "tmpfs", 0, "size=24m"); err != nil {
		t.Skipf("not proven: a small disk needs the right to mount: %v", err)
	}
	t.Cleanup(func() { syscall.Unmount(dir, syscall.MNT_DETACH) })
	data := filepath.Join(dir, "data")
	must(t, exitOK, "demo", "--load-only", "--data", data)
	a, err := Open(t.Context(), Config{Data: data, Clock: clock.System})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	write := func(i int) error {
		_, err := a.Document.Create(t.Context(), operator, draftDocument(t, a, i), nil)
		return err
	}
	if err := write(0); err != nil {
		t.Fatal(err)
	}
	filler, err := os.Create(filepath.Join(dir, "filler"))
	if err != nil {
		t.Fatal(err)
	}
	for block := make([]byte, 64<<10); ; {
		if _, err := filler.Write(block); err != nil {
			break
		}
	}
	saved := 1
	var refused error
	for i := 1; i < 3000 && refused == nil; i++ {
		if refused = write(i); refused == nil {
			saved++
		}
	}
	if refused == nil || !strings.Contains(faultText(refused), "đã đầy") {
		t.Fatalf("after %d writes on a full disk: %v", saved, refused)
	}
	if _, err := org.BlocByCode(t.Context(), a.DB, SampleBloc); err != nil {
		t.Errorf("reading stops too: %v", err)
	}
	if err := backupTo(t, a, filepath.Join(dir, "x.zip")); err == nil {
		t.Error("a backup onto the full disk")
	}
	h, err := a.Handler()
	if err != nil {
		t.Fatal(err)
	}
	if rec := get(h, "/readyz"); rec.Code != 503 || !strings.Contains(rec.Body.String(), "full") {
		t.Errorf("ready on a full disk: %d %s", rec.Code, rec.Body)
	}
	if err := os.Remove(filler.Name()); err != nil {
		t.Fatal(err)
	}
	filler.Close()
	if err := write(5000); err != nil {
		t.Errorf("with room again: %v", err)
	}
	if rec := get(h, "/readyz"); rec.Code != 200 {
		t.Errorf("with room again: %d %s", rec.Code, rec.Body)
	}
	saved++
	n := 0
	for code, k := range documentsOf(t, data) {
		if strings.HasSuffix(code, "/QĐ-ĐAY") {
			n += k
		}
	}
	if n != saved {
		t.Errorf("%d documents, %d were acknowledged", n, saved)
	}
	t.Logf("%d writes acknowledged, then: %v", saved, faultText(refused))
}

func draftDocument(t *testing.T, a *App, i int) document.Document {
	t.Helper()
	b, err := org.BlocByCode(t.Context(), a.DB, SampleBloc)
	if err != nil {
		t.Fatal(err)
	}
	return document.Document{Bloc: b.ID, Kind: "QĐ", Code: fmt.Sprintf("%d/QĐ-ĐAY", i), Issuer: "Thanh tra tỉnh", Abstract: strings.Repeat("Thử đĩa đầy. ", 30)}
}

func backupTo(t *testing.T, a *App, file string) error {
	t.Helper()
	_, err := a.takeBackup(t.Context(), file, nil)
	return err
}

// scheduleAlone: backups by hand neither put the schedule off nor take the place of its own.
func scheduleAlone(t *testing.T, a *App, hand *clock.Hand, count func() int) {
	t.Helper()
	hand.Set(hand.Now().Add(24 * time.Hour)) // due
	if err := writeLast(a.Data, lastBackup{File: "elsewhere.zip", Created: hand.Now()}); err != nil {
		t.Fatal(err)
	}
	for range 2 * keepAsked { // one that was taken elsewhere, and the button many times
		hand.Set(hand.Now().Add(time.Second))
		if _, err := a.BackupNow(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	last, err := readLast(a.Data)
	if err != nil || !a.dueBackup(last) {
		t.Errorf("copies by hand put the schedule off: %+v %v", last, err)
	}
	asked, err := backupsIn(a.Backups.Dir, askedBackup)
	if err != nil || len(asked) != keepAsked || count() != 3 {
		t.Errorf("%d asked for, %d of the schedule, %v", len(asked), count(), err)
	}
	if last, err = a.scheduledBackup(t.Context()); err != nil || a.dueBackup(last) {
		t.Errorf("due after the schedule was served: %v", err)
	}
	names, err := backupsIn(a.Backups.Dir, ownBackup)
	for _, n := range names {
		err = errors.Join(err, os.Remove(filepath.Join(a.Backups.Dir, n)))
	}
	if err != nil || !a.dueBackup(last) {
		t.Errorf("not due although the backups of the schedule are gone: %v", err)
	}
	if _, err := a.scheduledBackup(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestSchedule: the server takes its backups, keeps the newest, and tells when one failed.
func TestSchedule(t *testing.T) {
	dir, to := t.TempDir(), filepath.Join(t.TempDir(), "bản sao")
	must(t, exitOK, "demo", "--load-only", "--data", dir)
	hand := clock.NewHand(time.Date(2026, 11, 23, 8, 0, 0, 0, clock.Zone))
	a, err := Open(t.Context(), Config{Data: dir, Clock: hand, Backups: Backups{Dir: to, Every: 24 * time.Hour, Keep: 3}, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	count := func() int {
		list, err := filepath.Glob(filepath.Join(to, "thidua-*.zip"))
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	for day := range 5 {
		last, err := readLast(dir)
		if err != nil || !a.dueBackup(last) {
			t.Fatalf("day %d: not due: %+v %v", day, last, err)
		}
		last, err = a.scheduledBackup(t.Context())
		if err != nil || last.Rows == 0 || last.Error != "" {
			t.Fatal(last, err)
		}
		hand.Set(hand.Now().Add(time.Hour))
		if a.dueBackup(last) {
			t.Error("due again after an hour")
		}
		hand.Set(hand.Now().Add(24 * time.Hour))
		if want := min(day+1, 3); count() != want {
			t.Errorf("day %d: %d backups, want %d", day, count(), want)
		}
	}
	scheduleAlone(t, a, hand, count)
	a.Backups.Dir = filepath.Join(dir, "thidua.db", "x") // cannot be made
	last, err := a.scheduledBackup(t.Context())
	if err == nil || last.Error == "" || last.File == "" || a.dueBackup(last) {
		t.Errorf("a failed backup: %+v %v", last, err)
	}
	hand.Set(hand.Now().Add(retryBackup))
	if !a.dueBackup(last) {
		t.Error("a failed backup is not tried again")
	}
	if out := must(t, exitFailed, "doctor", "--data", dir); !strings.Contains(out, "không thành") {
		t.Errorf("doctor does not tell of it:\n%s", out)
	}
	if _, err := os.Stat(last.File); err != nil {
		t.Errorf("the newest good backup is gone: %v", err)
	}
}
