package wired

import (
	"context"
	"database/sql"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"thidua/internal/app"
	"thidua/internal/base/civil"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/platform/web"
	"thidua/internal/year/account"
	"thidua/internal/year/conference"
	"thidua/internal/year/org"
)

// A tally is what stands in the database of somebody: every row that names the bloc, one of
// its units, or something that names them.
type tally struct {
	t   *testing.T
	db  *sql.DB
	ids map[int64]bool
}

// apart are tables that tell of requests themselves.
var apart = regexp.MustCompile(`^(audit_|db_|once_|sqlite_|account_session|account_device|live_)`)

// identifier is about the least number that id.Maker makes; smaller numbers are no identifiers.
const identifier = 1 << 40

func (w *world) tallyOf(bloc int64, units ...int64) *tally {
	w.t.Helper()
	d, err := sql.Open("sqlite", "file:"+filepath.Join(w.dir, "thidua.db")+"?_pragma=query_only(1)&_pragma=busy_timeout(10000)")
	must(w.t, err)
	d.SetMaxOpenConns(1) // data_version belongs to a connection
	w.t.Cleanup(func() { d.Close() })
	x := &tally{t: w.t, db: d, ids: map[int64]bool{bloc: true}}
	for _, u := range units {
		x.ids[u] = true
	}
	for grown := true; grown; {
		grown = false
		x.rows(func(_ string, own int64, named bool, _ string) {
			if named && own > identifier && !x.ids[own] {
				x.ids[own], grown = true, true
			}
		})
	}
	return x
}

// rows tells of every row: its own identifier, 0 without one, whether it names one of ours, its text.
func (x *tally) rows(tell func(table string, own int64, named bool, text string)) {
	x.t.Helper()
	for _, n := range tablesOf(x.t, x.db) {
		if apart.MatchString(n) {
			continue
		}
		eachRow(x.t, x.db, n, func(cols []string, v []any) {
			own, named := int64(0), false
			for i, c := range cols {
				k, ok := v[i].(int64)
				if ok && c == "id" {
					own = k
				}
				named = named || ok && x.ids[k]
			}
			tell(n, own, named, fmt.Sprintf("%s %v", n, v))
		})
	}
}

// now gives every row that names one of ours.
func (x *tally) now() map[string]bool {
	x.t.Helper()
	m := map[string]bool{}
	x.rows(func(_ string, _ int64, named bool, text string) {
		if named {
			m[text] = true
		}
	})
	return m
}

// columns gives the name of every column of every table.
func (x *tally) columns() (list []string) {
	x.t.Helper()
	rows, err := x.db.Query("SELECT DISTINCT c.name FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.type = 'table' ORDER BY 1")
	must(x.t, err)
	for rows.Next() {
		var n string
		must(x.t, rows.Scan(&n))
		list = append(list, n)
	}
	must(x.t, rows.Err())
	return list
}

// version grows with each transaction that somebody else committed.
func (x *tally) version() (n int64) {
	x.t.Helper()
	must(x.t, x.db.QueryRow("PRAGMA data_version").Scan(&n))
	return n
}

// A sending is a form of a page with the values that somebody would send.
type sending struct {
	action string
	values url.Values
}

var (
	linkRE   = regexp.MustCompile(`href="(/[^"#]*)`)
	optionRE = regexp.MustCompile(`(?s)<select[^>]*name="([^"]*)".*?</select>`)
	valueRE  = regexp.MustCompile(`<option[^>]*value="([^"]+)"`)
)

// sendings reads the forms of a page: each as it stands, and once more with each of its buttons.
func sendings(page, body string) (list []sending) {
	for _, text := range formRE.FindAllString(body, -1) {
		action := page
		if m := actRE.FindStringSubmatch(text[:strings.Index(text, ">")]); m != nil && m[1] != "" {
			action = html.UnescapeString(m[1])
		}
		v, buttons := url.Values{}, [][2]string{}
		for _, m := range inputRE.FindAllStringSubmatch(text, -1) {
			at := map[string]string{}
			for _, a := range attrRE.FindAllStringSubmatch(m[0], -1) {
				at[a[1]] = html.UnescapeString(a[2])
			}
			switch {
			case at["name"] == "" || at["type"] == "file" || at["name"] == web.OnceField:
			case m[1] == "button":
				buttons = append(buttons, [2]string{at["name"], at["value"]})
			case v.Get(at["name"]) == "":
				v.Set(at["name"], at["value"])
			}
			if (m[1] == "textarea" || m[1] == "input" && at["type"] == "text") && v.Get(at["name"]) == "" {
				v.Set(at["name"], "Nội dung")
			}
		}
		for _, m := range optionRE.FindAllStringSubmatch(text, -1) {
			if o := valueRE.FindStringSubmatch(m[0]); o != nil {
				v.Set(m[1], html.UnescapeString(o[1]))
			}
		}
		if len(buttons) == 0 {
			buttons = append(buttons, [2]string{})
		}
		for _, b := range buttons {
			x := url.Values{}
			for k, l := range v {
				x[k] = slices.Clone(l)
			}
			if b[0] != "" {
				x.Set(b[0], b[1])
			}
			list = append(list, sending{action, x})
		}
	}
	return list
}

// crawl walks the pages of somebody and gives the addresses and the forms found there, a few of each kind.
func (w *world) crawl(h http.Handler, actor string, mux *http.ServeMux) (links []string, forms []sending) {
	todo, pages, kinds, seen := []string{"/", "/viec"}, map[string]int{}, map[string]int{}, map[string]bool{}
	for len(todo) > 0 {
		path := todo[0]
		todo = todo[1:]
		r, err := http.NewRequest("GET", "http://x"+path, nil)
		if err != nil || seen[path] {
			continue
		}
		_, kind := mux.Handler(r)
		if kind == "" || pages[kind] >= 2 || strings.HasPrefix(path, "/truc-tiep") || aloneRE.MatchString(path) {
			continue
		}
		pages[kind]++
		seen[path] = true
		cell, body := w.do(h, actor, "GET", path)
		if cell != "200" {
			continue
		}
		links = append(links, path)
		for _, m := range linkRE.FindAllStringSubmatch(body, -1) {
			todo = append(todo, html.UnescapeString(m[1]))
		}
		for _, f := range sendings(path, body) {
			r, err := http.NewRequest("POST", "http://x"+f.action, nil)
			if err != nil || aloneRE.MatchString(f.action) {
				continue
			}
			_, route := mux.Handler(r)
			key := route + strings.Join(slices.Sorted(mapKeys(flat(f.values))), " ") + f.values.Get("viec")
			if route == "" || kinds[key] >= 2 {
				continue
			}
			kinds[key]++
			forms = append(forms, f)
		}
	}
	return links, forms
}

func flat(v url.Values) map[string]string {
	m := map[string]string{}
	for k := range v {
		m[k] = v.Get(k)
	}
	return m
}

var blocRE = regexp.MustCompile(`\bkhoi-3\b`)

// asOwn puts the stranger's own bloc and the stranger's own object of the same kind into an address.
func (w *world) asOwn(address string) string {
	a := blocRE.ReplaceAllString(address, "k1")
	for prefix, own := range w.ids["own"] {
		if rest, ok := strings.CutPrefix(a, prefix); ok && strings.HasPrefix(prefix, "/") {
			i := strings.IndexAny(rest, "/?")
			if i < 0 {
				i = len(rest)
			}
			if _, err := id.Parse[account.User](rest[:i]); err == nil && i > 10 {
				return prefix + own + rest[i:]
			}
		}
	}
	return a
}

// A foreign run sends what belongs to somebody as somebody else.
type foreign struct {
	w       *world
	h       http.Handler
	mux     *http.ServeMux
	public  map[string]bool // patterns that everybody reads
	mine    *tally
	before  map[string]bool
	version int64
	names   []string // what no answer may hold
	sent    int
	answers map[int]int
}

// of makes a run about what stands in the database of a bloc or a unit.
func (r *foreign) of(bloc int64, units ...int64) *foreign {
	x := *r
	x.mine, x.answers = r.w.tallyOf(bloc, units...), map[int]int{}
	x.before, x.version = x.mine.now(), x.mine.version()
	return &x
}

// look compares the rows with those before.
func (r *foreign) look(what string) {
	v := r.mine.version()
	if v == r.version {
		return
	}
	after := r.mine.now()
	for x := range after {
		if !r.before[x] {
			r.w.t.Errorf("%s: there is %.400s", what, x)
		}
	}
	for x := range r.before {
		if !after[x] {
			r.w.t.Errorf("%s: gone %.400s", what, x)
		}
	}
	r.before, r.version = after, v
}

func (r *foreign) tells(what, body string) {
	for _, n := range r.names {
		if strings.Contains(body, n) {
			r.w.t.Errorf("%s tells %s", what, n)
			return
		}
	}
}

func (r *foreign) post(actor string, list ...sending) {
	for _, f := range list {
		code, body := r.w.post(r.w.t.Context(), r.h, actor, f)
		what := fmt.Sprintf("%s POST %s %v → %d", actor, f.action, f.values, code)
		if code >= 500 {
			r.w.t.Error(what)
		}
		r.sent++
		r.answers[code]++
		r.tells(what, body)
		r.look(what)
	}
}

func (r *foreign) get(actor string, list ...string) {
	for _, p := range list {
		q, err := http.NewRequest("GET", "http://x"+p, nil)
		must(r.w.t, err)
		if _, kind := r.mux.Handler(q); r.public[kind] {
			continue
		}
		cell, body := r.w.do(r.h, actor, "GET", p)
		r.sent++
		r.tells(fmt.Sprintf("%s GET %s → %s", actor, p, cell), body)
	}
	r.look(actor + " reads")
}

// TestForeignForms: who leads another bloc takes the forms and addresses of the sample bloc, which has something of
// everything, and sends them: as they are, with the address of an own object and the sample bloc's identifiers in the
// fields, the other way about, and with the sample bloc's identifier under the name of every column. No row that names the sample bloc, its units or anything of theirs appears,
// changes or goes, and no page tells the name of a unit. Somebody of a unit does the same with the forms of a peer.
func TestForeignForms(t *testing.T) {
	w := newWorld(t)
	must(t, w.a.LoadSample(t.Context()))
	b, err := org.BlocByCode(t.Context(), w.a.DB, app.SampleBloc)
	must(t, err)
	w.phoneIn(t.Context(), b.ID)
	must(t, w.a.LoadSecondHalf(t.Context(), w.a.Clock.(*clock.Hand).Set))
	r := &foreign{w: w, h: w.server(nil), mux: http.NewServeMux(), public: map[string]bool{}}
	for _, rt := range w.base.Routes() {
		r.mux.HandleFunc(rt.Method+" "+rt.Path, func(http.ResponseWriter, *http.Request) {})
		r.public[rt.Method+" "+rt.Path] = rt.Policy.Name == "public"
	}
	links, forms := map[string][]string{}, map[string][]sending{}
	n := 0
	for _, login := range []string{"canbo-thanh-tra", "thutruong-thanh-tra", "canbo-tand", "thutruong-tand"} {
		u, err := account.UserByLogin(t.Context(), w.a.DB, login)
		must(t, err)
		w.tokens[login] = w.signIn(t.Context(), u.ID)
		links[login], forms[login] = w.crawl(r.h, login, r.mux)
		n += len(forms[login])
	}
	members, err := org.Members(t.Context(), w.a.DB, b.ID, civil.Of(moment))
	must(t, err)
	var units []int64
	for _, m := range members {
		units, r.names = append(units, int64(m.Unit.ID)), append(r.names, m.Unit.Name)
	}
	w.both(t.Context(), "leader-a", "a")
	w.both(t.Context(), "peer", "bdbp")
	x := r.of(int64(b.ID), units...)
	if len(x.before) < 500 || n < 150 {
		t.Fatalf("%d rows, %d forms: the sample year is not looked at", len(x.before), n)
	}
	columns := x.mine.columns()
	for login := range forms {
		for _, f := range forms[login] {
			own := url.Values{}
			for k, l := range f.values {
				for _, v := range l {
					own.Add(k, blocRE.ReplaceAllString(v, "k1"))
				}
			}
			more := url.Values{}
			for _, c := range columns {
				more.Set(c, b.ID.String())
			}
			for k, l := range own {
				more[k] = l
			}
			x.post("leader-a", sending{w.asOwn(f.action), more}, f, sending{w.asOwn(f.action), own}, sending{w.asOwn(f.action), f.values}, sending{blocRE.ReplaceAllString(f.action, "k1"), own})
		}
		for _, l := range links[login] {
			x.get("leader-a", l, w.asOwn(l), blocRE.ReplaceAllString(l, "k1"))
		}
	}
	t.Logf("%d rows of the sample bloc; %d forms, sent %d requests by a stranger, forms answered %v", len(x.before), n, x.sent, x.answers)
	tand := unitID(w, "tand")
	r.names = nil // a peer knows it
	y := r.of(int64(tand))
	for _, login := range []string{"canbo-tand", "thutruong-tand"} {
		y.post("peer", forms[login]...)
	}
	t.Logf("%d rows of a unit; sent %d of its forms by a peer, answered %v", len(y.before), y.sent, y.answers)
}

// phoneIn lets a delegate's telephone into the conference of a bloc.
func (w *world) phoneIn(ctx context.Context, b id.Bloc) {
	w.t.Helper()
	list, err := conference.List(ctx, w.a.DB, b)
	must(w.t, err)
	passes, err := w.a.Conference.Passes(ctx, who.Actor{Name: "test", Via: "cli", System: true}, list[0].ID)
	must(w.t, err)
	for _, p := range passes {
		_, _, err = w.a.Conference.Enter(ctx, "test", list[0].Code, p.Code)
		must(w.t, err)
		return
	}
	w.t.Fatal("no delegate has a code")
}

// both signs in somebody who is officer and head of a unit.
func (w *world) both(ctx context.Context, login, unit string) {
	w.t.Helper()
	u, jan := unitID(w, unit), civil.Date{Year: 2022, Month: 1, Day: 1}
	posts := []account.Post{{Unit: u, Role: who.Officer, From: jan}, {Unit: u, Role: who.Head, From: jan}}
	var user account.User
	must(w.t, w.a.DB.Write(ctx, func(tx *db.Tx) (err error) {
		user, err = w.a.Account.Create(ctx, tx, who.Actor{Name: "test", Via: "cli", System: true}, login, "Người dùng "+login, "", posts)
		return err
	}))
	w.tokens[login] = w.signIn(ctx, user.ID)
}

// post sends a form as an actor.
func (w *world) post(ctx context.Context, h http.Handler, actor string, f sending) (int, string) {
	r := httptest.NewRequestWithContext(ctx, "POST", "http://x.test"+f.action, strings.NewReader(f.values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.AddCookie(&http.Cookie{Name: w.a.Account.Sessions().Cookie.Name, Value: w.tokens[actor]})
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, r)
	return rec.Code, rec.Body.String()
}
