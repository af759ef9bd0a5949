package wired

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"thidua/internal/app"
	"thidua/internal/base/civil"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/platform/web"
	"thidua/internal/year/account"
	"thidua/internal/year/account/accountweb"
	"thidua/internal/year/activity"
	"thidua/internal/year/campaign"
	"thidua/internal/year/conference"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
	"thidua/internal/year/progress"
	"thidua/internal/year/rolemodel"
)

// actors are the columns of the matrix. Bloc k1 has the units a (leads), b (deputy), c
// and d; bloc k2 has x (leads) and y. Nobody acts for d and y: they are the victims.
var actors = []string{"anonymous", "disabled", "expired", "officer-c", "head-c", "secretary-a", "head-a", "deputy-b", "other-x", "board", "admin"}

// An object is what a row of the matrix is about: the actor's own unit c, its peer d in
// the same bloc, and unit y of the other bloc.
type object struct{ name, bloc, unit string }

var objects = []object{{"own", "k1", "c"}, {"peer", "k1", "d"}, {"other", "k2", "y"}}

// world is a server over a data folder that can be put back to where it was.
type world struct {
	t      *testing.T
	clean  string // folder with the state before any request
	dir    string
	a      *app.App
	base   *web.Server
	tokens map[string]string // actor → cookie
	ids    map[string]map[string]string
	rows0  string // content of the clean state
	behind bool   // the request got past the policy: the handler ran
	watch  *sql.DB
	opened int    // how often watch was opened
	pg     string // address of a PostgreSQL database, "" for SQLite in the folder
}

var moment = time.Date(2022, 7, 5, 9, 0, 0, 0, clock.Zone)

func planFile(bloc string, units ...string) []byte {
	var list, own, goals []string
	for i, u := range units {
		list = append(list, fmt.Sprintf(`{"order":%d,"code":"%s","name":"Đơn vị %s của %s","short":"ĐV %s","kind":"civil"}`, i+1, u, u, canary(bloc), u))
		own = append(own, fmt.Sprintf(`"%s":[{"code":"%s.1","name":"Chỉ tiêu %s","measure":"việc","type":"count","direction":"higher","field":"f","plan":10}]`, u, strings.ToUpper(u), canary(u)))
		goals = append(goals, fmt.Sprintf(`"%s":90`, u))
	}
	return fmt.Appendf(nil, `{"schema":"thidua-plan/1","bloc":{"code":"%[1]s","name":"Khối %[2]s","province":"Đắk Lắk","leader":"%[3]s"},"year":2022,
"period":{"code":"2022-H1","name":"6 tháng đầu năm 2022","from":"2022-01-01","to":"2022-06-30"},
"directive":{"number":"1/CT-UBND","date":"2021-12-28","issuer":"UBND tỉnh","subject":"Phát động %[2]s"},
"fields":[{"code":"f","name":"Chuyên môn"}],"units":[%[4]s],
"common_targets":[{"code":"C01","name":"Chung %[2]s","measure":"%%","type":"percent","direction":"higher","field":"f","plan":{%[5]s}}],
"own_targets":{%[6]s}}`, bloc, canary(bloc), units[0], strings.Join(list, ","), strings.Join(goals, ","), strings.Join(own, ","))
}

// canary is a word that stands only in texts of the given unit or bloc.
func canary(of string) string { return "CANARY-" + of + "-" + of }

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (w *world) open(now time.Time) {
	w.t.Helper()
	a, err := app.Open(w.t.Context(), app.Config{Data: w.dir, DB: w.pg, Clock: clock.NewHand(now), Log: slog.New(slog.DiscardHandler)})
	must(w.t, err)
	w.a = a
	w.base, err = a.Web()
	must(w.t, err)
}

// newWorld fills a folder with both blocs and signs everybody in.
func newWorld(t *testing.T) *world {
	t.Helper()
	return newWorldOn(t, "")
}

// newWorldOn is newWorld on a PostgreSQL database; it cannot be put back.
func newWorldOn(t *testing.T, pg string) *world {
	t.Helper()
	w := &world{t: t, pg: pg, clean: filepath.Join(t.TempDir(), "clean"), dir: filepath.Join(t.TempDir(), "data"), tokens: map[string]string{}, ids: map[string]map[string]string{}}
	w.open(moment)
	t.Cleanup(func() {
		w.unwatch()
		w.a.Close()
	})
	ctx, system := t.Context(), who.Actor{Name: "test", Via: "cli", System: true}
	for _, f := range [][]byte{planFile("k1", "a", "b", "c", "d"), planFile("k2", "x", "y")} {
		_, err := w.a.Plan.ImportJSON(ctx, system, f)
		must(t, err)
	}
	jan, dec := civil.Date{Year: 2022, Month: 1, Day: 1}, civil.Date{Year: 2022, Month: 12, Day: 31}
	unit := func(code string) id.Unit {
		u, err := org.UnitByCode(ctx, w.a.DB, code)
		must(t, err)
		return u.ID
	}
	k1, err := org.BlocByCode(ctx, w.a.DB, "k1")
	must(t, err)
	must(t, w.a.DB.Write(ctx, func(tx *db.Tx) error {
		return w.a.Org.Appoint(ctx, tx, system, org.Term{Bloc: k1.ID, Unit: unit("b"), Kind: org.Deputy, Span: org.Span{From: jan, To: dec}})
	}))
	w.conferences(ctx, system)
	posts := map[string]account.Post{
		"disabled": {Unit: unit("c"), Role: who.Officer}, "expired": {Unit: unit("c"), Role: who.Officer}, "officer-c": {Unit: unit("c"), Role: who.Officer},
		"head-c": {Unit: unit("c"), Role: who.Head}, "secretary-a": {Unit: unit("a"), Role: who.Officer}, "head-a": {Unit: unit("a"), Role: who.Head},
		"deputy-b": {Unit: unit("b"), Role: who.Officer}, "other-x": {Unit: unit("x"), Role: who.Officer}, "board": {Role: who.Board}, "admin": {Role: who.Admin},
	}
	hand := w.a.Clock.(*clock.Hand)
	for _, name := range actors[1:] {
		p := posts[name]
		p.From = jan
		var u account.User
		must(t, w.a.DB.Write(ctx, func(tx *db.Tx) (err error) {
			u, err = w.a.Account.Create(ctx, tx, system, name, "Người dùng "+name, "", []account.Post{p})
			return err
		}))
		if name == "expired" {
			hand.Set(moment.Add(-account.Idle))
		}
		w.tokens[name] = w.signIn(ctx, u.ID)
		hand.Set(moment)
		if name == "disabled" {
			must(t, w.a.DB.Write(ctx, func(tx *db.Tx) error { return w.a.Account.SetDisabled(ctx, tx, system, u.ID, true) }))
			w.tokens[name] = w.signIn(ctx, u.ID) // a session that outlived the account, however it did
		}
	}
	w.findIDs(ctx)
	w.copyDir(w.dir, w.clean, true)
	if pg == "" {
		w.rows0 = w.content()
	}
	return w
}

// conferences plans one in each bloc, with a delegate of every unit.
func (w *world) conferences(ctx context.Context, by who.Actor) {
	w.t.Helper()
	for _, code := range []string{"k1", "k2"} {
		b, err := org.BlocByCode(ctx, w.a.DB, code)
		must(w.t, err)
		c, err := w.a.Conference.Create(ctx, by, conference.Conference{Bloc: b.ID, Kind: conference.Midyear, Name: "Hội nghị " + canary(code), Period: "2022-H1", Start: moment.AddDate(0, 0, 10),
			Place: "Hội trường", Chair: "Phó", Secretary: "Cán bộ", Slot: 5 * time.Minute}, conference.Template(conference.Midyear))
		must(w.t, err)
		members, err := org.Members(ctx, w.a.DB, b.ID, civil.Of(moment))
		must(w.t, err)
		for _, m := range members {
			_, err := w.a.Conference.SaveDelegate(ctx, by, c, conference.Delegate{Unit: m.Unit.ID, Post: "Phó", Capacity: conference.AsDelegate})
			must(w.t, err)
		}
	}
}

func (w *world) signIn(ctx context.Context, u id.User) string {
	w.t.Helper()
	m := w.a.Account.Sessions()
	ctx, err := m.Load(ctx, "")
	must(w.t, err)
	must(w.t, w.a.Account.Begin(ctx, u, "test"))
	token, _, err := m.Commit(ctx)
	must(w.t, err)
	return token
}

// findIDs notes the identifiers that addresses of each object need.
func (w *world) findIDs(ctx context.Context) {
	w.t.Helper()
	for _, o := range objects {
		b, err := org.BlocByCode(ctx, w.a.DB, o.bloc)
		must(w.t, err)
		u, err := org.UnitByCode(ctx, w.a.DB, o.unit)
		must(w.t, err)
		m := map[string]string{"id": "1"} // what is not listed below does not exist in this world
		docs, _, err := document.List(ctx, w.a.DB, b.ID, document.Filter{})
		must(w.t, err)
		if len(docs) == 0 {
			w.t.Fatal("no document in bloc " + o.bloc)
		}
		talks, err := conference.List(ctx, w.a.DB, b.ID)
		must(w.t, err)
		m["/hoi-nghi/"], m["/truc-tiep/dieu-hanh/"], m["hop"] = talks[0].ID.String(), talks[0].ID.String(), talks[0].Code
		m["/viet-tin/hoi-nghi/"] = talks[0].ID.String()
		m["/van-ban/"] = docs[0].ID.String()
		draft := document.Outgoing{Bloc: b.ID, Kind: "KH", Subject: "Dự thảo " + canary(o.bloc), Body: "Nội dung", CC: "Lưu: VT"}
		must(w.t, w.a.DB.Write(ctx, func(tx *db.Tx) (err error) {
			draft, err = w.a.Document.Draft(ctx, tx, who.Actor{Name: "test", Via: "cli", System: true}, draft)
			return err
		}))
		m["/van-ban-di/"] = draft.ID.String()
		w.movement(ctx, b.ID, u.ID, o, m)
		list, err := plan.TargetsOf(ctx, w.a.DB, b.ID, 2022, u.ID)
		must(w.t, err)
		camp, err := w.a.Campaign.Propose(ctx, who.Actor{Name: "test", Via: "cli", System: true}, campaign.Campaign{Bloc: b.ID, Year: 2022, Kind: campaign.Drive, Scope: campaign.Blocs, Name: "Đợt " + canary(o.bloc),
			Slogans: []string{"Khẩu hiệu " + canary(o.bloc)}, Contents: []string{"Nội dung"}, Criteria: []string{"Tiêu chí"}, Days: campaign.Span{From: civil.Date{Year: 2022, Month: 7, Day: 1}, To: civil.Date{Year: 2022, Month: 9, Day: 2}}, FinalDue: civil.Date{Year: 2022, Month: 9, Day: 9}})
		must(w.t, err)
		if c, err := campaign.Of(ctx, w.a.DB, camp); err == nil && c.State == campaign.Draft { // both units of k1 find the same one
			must(w.t, w.a.Campaign.Launch(ctx, who.Actor{Name: "test", Via: "cli", System: true}, camp, campaign.Step{Version: c.Version}))
		}
		m["/phong-trao/"] = camp.String()
		w.movementParts(ctx, b.ID, u.ID, o, m)
		w.deed(ctx, b)
		w.lists(ctx, b, u.ID, o, m)
		goi, err := w.a.Progress.MakePacket(ctx, who.Actor{Name: "test", Via: "cli", System: true}, progress.Place{Bloc: b.ID, Period: "2022-H1", Unit: u.ID})
		must(w.t, err)
		m["/goi-ngoai-tuyen/"] = goi.ID.String()
		m["/ke-hoach/chi-tieu/"] = list[len(list)-1].ID.String()
		w.ids[o.name] = m
	}
}

// movement gives the unit of o a role model, a proposal and an activity.
func (w *world) movement(ctx context.Context, b id.Bloc, u id.Unit, o object, m map[string]string) {
	w.t.Helper()
	system := who.Actor{Name: "test", Via: "cli", System: true}
	must(w.t, w.a.DB.Write(ctx, func(tx *db.Tx) error {
		model, err := w.a.RoleModel.Suggest(ctx, tx, system, rolemodel.RoleModel{Bloc: b, Unit: u, Kind: rolemodel.Person, Title: canary(o.unit), Name: canary(o.unit), Source: rolemodel.FromUnit, SourceText: canary(o.unit)})
		if err != nil {
			return err
		}
		p, err := w.a.RoleModel.Propose(ctx, tx, system, rolemodel.Proposal{Bloc: b, Unit: u, Who: canary(o.unit), Deed: "x", Form: "x", Level: "x"})
		if err != nil {
			return err
		}
		a, err := w.a.Activity.Report(ctx, tx, system, activity.Activity{Bloc: b, Unit: u, Kind: activity.Education, Title: canary(o.unit), Day: civil.Of(moment)})
		m["/dien-hinh/"], m["/khen-kip-thoi/"], m["/hoat-dong/"] = model.ID.String(), p.String(), a.ID.String()
		m["/viet-tin/dien-hinh/"] = model.ID.String()
		return err
	}))
}

// path fills in the parameters of a route for an object.
func (w *world) path(rt web.Route, o object) string {
	p := strings.TrimSuffix(rt.Path, "{$}")
	known, code := "1", strings.ToUpper(o.unit)+".1"
	if strings.HasPrefix(p, "/tong-hop/") {
		code = "C01" // a target of the whole bloc
	}
	p = strings.NewReplacer("{hop}", w.ids[o.name]["hop"], "{so}", "1", "{token}", "x").Replace(p)
	p = w.movementPath(rt, p, o)
	for prefix, v := range w.ids[o.name] {
		if strings.HasPrefix(p, prefix+"{id}") {
			known = v
		}
	}
	p = strings.NewReplacer("{path...}", "entries/000", "{copy}", "pdf", "{photo}", "1", "{evidence}", "1").Replace(p) // parts of objects of the movement
	p = strings.NewReplacer("{bloc}", o.bloc, "{unit}", o.unit, "{period}", "2022-6t", "{code}", code, "{target}", strings.ToUpper(o.unit)+".1",
		"{title}", "ldtt", "{pack}", "A-civil", "{year}", "2022", "{month}", "07", "{slug}", "x", "{no}", "1", "{login}", "officer-c", "{id}", known, "{format}", "xlsx", "{file}", "x.xlsx", "{hash}", "0", "{name}", "app.css", "{token}", "khongco", "{field}", "f", "{source}", "directive").Replace(p)
	if strings.Contains(p, "{") {
		w.t.Fatalf("the matrix does not know a parameter of %s: add it to world.path", rt.Path)
	}
	return p + "?khoi=" + o.bloc + "&don-vi=" + o.unit
}

// do makes one request as an actor and gives the cell's value and the body. A refusal that
// the service behind gave, and not the policy before it, is marked with an s.
func (w *world) do(h http.Handler, actor, method, path string) (cell, body string) {
	r := httptest.NewRequestWithContext(w.t.Context(), method, path, nil)
	if t := w.tokens[actor]; t != "" {
		r.AddCookie(&http.Cookie{Name: w.a.Account.Sessions().Cookie.Name, Value: t})
	}
	rec := httptest.NewRecorder()
	w.behind = false
	h.ServeHTTP(rec, r)
	res := rec.Result()
	b, err := io.ReadAll(res.Body)
	must(w.t, err)
	cell = fmt.Sprint(res.StatusCode)
	if to := res.Header.Get("Location"); res.StatusCode == http.StatusSeeOther && (to == "/dang-nhap" || strings.HasPrefix(to, "/dang-nhap?")) {
		cell = "in"
	}
	if denied(cell) && w.behind {
		cell += "s"
	}
	return cell, string(b)
}

// server is the real server, with the policies of some routes replaced.
func (w *world) server(mutate func(*web.Route)) http.Handler {
	o := w.base.Options
	o.Slices = w.a.Slices()
	for i := range o.Slices {
		for j := range o.Slices[i].Routes {
			rt := &o.Slices[i].Routes[j]
			if mutate != nil {
				mutate(rt)
			}
			handle := rt.Handler
			rt.Handler = func(rw http.ResponseWriter, r *web.Request) error {
				w.behind = true
				return handle(rw, r)
			}
		}
	}
	return accountweb.Wrap(w.a.Account, web.New(o))
}

// digest tells whether anything in the data folder changed: the database counts what others
// commit, which a transaction that was rolled back does not; of the other files name, size
// and time.
func (w *world) digest() string {
	w.t.Helper()
	if w.watch == nil {
		d, err := sql.Open("sqlite", "file:"+filepath.Join(w.dir, "thidua.db")+"?_pragma=query_only(1)&_pragma=busy_timeout(10000)")
		must(w.t, err)
		d.SetMaxOpenConns(1) // data_version belongs to a connection
		w.watch = d
		w.opened++
	}
	var n int64
	must(w.t, w.watch.QueryRow("PRAGMA data_version").Scan(&n))
	var b strings.Builder
	fmt.Fprintf(&b, "%d %d\n", w.opened, n)
	must(w.t, filepath.WalkDir(w.dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(d.Name(), "thidua.db") {
			return err
		}
		st, err := d.Info()
		if err == nil {
			fmt.Fprintf(&b, "%s %d %v\n", p, st.Size(), st.ModTime())
		}
		return err
	}))
	return b.String()
}

// unwatch lets go of the database, before its file is put back.
func (w *world) unwatch() {
	if w.watch != nil {
		w.watch.Close()
		w.watch = nil
	}
}

// content is that of every row of the database: a rolled back write may leave traces in
// the files, which digest sees, but none here.
func (w *world) content() string {
	w.t.Helper()
	d, err := sql.Open("sqlite", "file:"+filepath.Join(w.dir, "thidua.db")+"?_pragma=query_only(1)")
	must(w.t, err)
	defer d.Close()
	h := sha256.New()
	for _, n := range tablesOf(w.t, d) {
		eachRow(w.t, d, n, func(_ []string, v []any) { fmt.Fprintf(h, "%s %q\n", n, v) })
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}

// tablesOf lists the tables of a database by name.
func tablesOf(t *testing.T, d *sql.DB) (names []string) {
	t.Helper()
	rows, err := d.Query("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
	must(t, err)
	defer rows.Close()
	for rows.Next() {
		var n string
		must(t, rows.Scan(&n))
		names = append(names, n)
	}
	must(t, rows.Err())
	return names
}

// eachRow gives the rows of a table in their order, with the names of its columns.
func eachRow(t *testing.T, d *sql.DB, table string, f func(cols []string, v []any)) {
	t.Helper()
	rows, err := d.Query("SELECT * FROM " + table + " ORDER BY rowid")
	must(t, err)
	defer rows.Close()
	cols, err := rows.Columns()
	must(t, err)
	v, at := make([]any, len(cols)), make([]any, len(cols))
	for i := range v {
		at[i] = &v[i]
	}
	for rows.Next() {
		must(t, rows.Scan(at...))
		f(cols, v)
	}
	must(t, rows.Err())
}

// keep makes the present state the one to which restore goes back.
func (w *world) keep() {
	w.t.Helper()
	w.unwatch()
	must(w.t, os.RemoveAll(w.clean))
	w.copyDir(w.dir, w.clean, true)
	w.rows0 = w.content()
}

// restore puts the folder back to where it was before any request.
func (w *world) restore() {
	w.t.Helper()
	w.unwatch()
	must(w.t, w.a.Close())
	w.copyDir(w.clean, w.dir, false)
	w.open(moment)
}

func (w *world) copyDir(from, to string, reopen bool) {
	w.t.Helper()
	if reopen {
		must(w.t, w.a.Close())
	}
	must(w.t, os.RemoveAll(to))
	must(w.t, os.CopyFS(to, os.DirFS(from)))
	if reopen {
		w.open(moment)
	}
}
