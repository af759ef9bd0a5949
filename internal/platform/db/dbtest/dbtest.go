// Package dbtest gives a test a fresh, migrated database of each engine. PostgreSQL is
// found through THIDUA_PG (an address with the right to create databases) or started
// from the binaries on the machine; otherwise the test skips with a sentence, unless
// THIDUA_REQUIRE asks for postgres.
package dbtest

import (
	"bufio"
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"thidua/internal/platform/audit"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
)

// Start is the moment at which the clock of a test database stands.
var Start = time.Date(2022, 7, 5, 8, 30, 0, 0, clock.Zone)

// Each runs f once per engine on a fresh database with the given migrations (those of
// audit are always there). The clock is a *clock.Hand that stands at Start.
func Each(t *testing.T, sources []fs.FS, f func(t *testing.T, d *db.DB)) {
	t.Run("sqlite", func(t *testing.T) { f(t, SQLite(t, sources)) })
	t.Run("postgres", func(t *testing.T) { f(t, Postgres(t, sources)) })
}

// SQLite gives a fresh SQLite database. In tests its writes run every closure twice, as a
// serialisation failure of PostgreSQL would: a closure with an effect of its own shows.
func SQLite(t testing.TB, sources []fs.FS) *db.DB {
	t.Helper()
	d := open(t, filepath.Join(t.TempDir(), "thidua.db"), sources)
	_, d.Twice = t.(*testing.T)
	return d
}

// Postgres gives a fresh PostgreSQL database, or skips.
func Postgres(t testing.TB, sources []fs.FS) *db.DB {
	t.Helper()
	return open(t, PostgresURL(t), sources)
}

// PostgresURL gives the address of a fresh, empty PostgreSQL database that is dropped
// when the test ends, or skips.
func PostgresURL(t testing.TB) string {
	t.Helper()
	base, err := server()
	if err != nil {
		if Required("postgres") {
			t.Fatalf("THIDUA_REQUIRE=postgres, but: %v", err)
		}
		t.Skipf("not run on PostgreSQL: %v. Install the package postgresql (Debian: apt-get install postgresql) or set THIDUA_PG=postgres://user:password@host/postgres", err)
	}
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	admin, err := sql.Open("pgx", base)
	if err != nil {
		t.Fatal(err)
	}
	name := "t_" + strings.ToLower(rand.Text()[:16])
	if _, err := admin.Exec("CREATE DATABASE " + name + " TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		admin.Exec("DROP DATABASE " + name + " WITH (FORCE)")
		admin.Close()
	})
	u.Path = "/" + name
	return u.String()
}

// Required reports whether THIDUA_REQUIRE lists what.
func Required(what string) bool {
	return slices.Contains(strings.Split(os.Getenv("THIDUA_REQUIRE"), ","), what)
}

func open(t testing.TB, url string, sources []fs.FS) *db.DB {
	t.Helper()
	ctx := context.Background()
	d, err := db.Open(ctx, url, clock.NewHand(Start))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := d.Migrate(ctx, append([]fs.FS{audit.Migrations}, sources...)...); err != nil {
		t.Fatal(err)
	}
	return d
}

// server gives the address of a PostgreSQL server, started once per test process.
var server = sync.OnceValues(func() (string, error) {
	if a := os.Getenv("THIDUA_PG"); a != "" {
		return a, nil
	}
	bins, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if p, err := exec.LookPath("initdb"); err == nil {
		bins = append(bins, p)
	}
	if len(bins) == 0 {
		return "", fmt.Errorf("no PostgreSQL server programs found")
	}
	return start(filepath.Dir(bins[len(bins)-1]))
})

// watched is the pipe whose closing stops the server. It is kept here so that it stays
// open as long as the process lives.
var watched io.WriteCloser

// start makes a cluster in a temporary folder and runs it until this process ends: the
// shell that watches it reads from a pipe that closes with us.
func start(bin string) (string, error) {
	dir, err := os.MkdirTemp("", "thidua-pg-")
	if err != nil {
		return "", err
	}
	attr := &syscall.SysProcAttr{}
	if os.Getuid() == 0 { // PostgreSQL refuses to run as root
		u, err := user.Lookup("postgres")
		if err != nil {
			return "", fmt.Errorf("running as root and there is no user postgres")
		}
		uid, _ := strconv.Atoi(u.Uid)
		gid, _ := strconv.Atoi(u.Gid)
		if err := os.Chown(dir, uid, gid); err != nil {
			return "", err
		}
		asUser(attr, uid, gid)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	port := l.Addr().(*net.TCPAddr).Port
	l.Close()
	script := fmt.Sprintf(`cd %[1]s && %[2]s/initdb -D %[1]s/data -A trust -U postgres --locale=C.UTF-8 -E UTF8 >%[1]s/log 2>&1 || { echo failed; cat %[1]s/log >&2; exit 1; }
%[2]s/postgres -D %[1]s/data -h 127.0.0.1 -p %[3]d -k %[1]s -c fsync=off -c max_connections=200 >>%[1]s/log 2>&1 &
pid=$!
echo started
cat >/dev/null
kill -INT $pid; wait $pid; rm -rf %[1]s/data %[1]s/log`, dir, bin, port)
	c := exec.Command("/bin/sh", "-c", script)
	c.SysProcAttr = attr
	c.Stderr = os.Stderr
	if watched, err = c.StdinPipe(); err != nil {
		return "", err
	}
	if _, err := io.WriteString(watched, "\n"); err != nil {
		return "", err
	}
	out, err := c.StdoutPipe()
	if err != nil {
		return "", err
	}
	if err := c.Start(); err != nil {
		return "", err
	}
	line, _ := bufio.NewReader(out).ReadString('\n')
	if line != "started\n" {
		return "", fmt.Errorf("PostgreSQL in %s did not start", bin)
	}
	addr := fmt.Sprintf("postgres://postgres@127.0.0.1:%d/postgres?sslmode=disable", port)
	for range 200 {
		p, err := sql.Open("pgx", addr)
		if err != nil {
			return "", err
		}
		err = p.Ping()
		p.Close()
		if err == nil {
			return addr, nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	return "", fmt.Errorf("PostgreSQL in %s does not answer", bin)
}
