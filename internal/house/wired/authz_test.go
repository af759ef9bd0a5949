package wired

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"thidua/internal/platform/web"
)

// golden is written anew with -update; a person reviews the difference.
const golden = "testdata/authz.csv"

// A row of the matrix: what every actor gets at one route for one object. "in" is the way
// to the sign-in page, a number the status, with an s behind it when the policy let through
// and the service behind refused. Bodies are empty, so that who is let in gets
// 422 or goes on, and who is not gets the same as with a good one.
type row struct {
	route  web.Route
	object object
	cells  []string
}

func (r row) record() []string {
	return append([]string{r.route.Name, r.route.Method, r.route.Path, r.route.Policy.Name, r.object.name}, r.cells...)
}

func denied(cell string) bool {
	cell = strings.TrimSuffix(cell, "s")
	return cell == "in" || cell == "403" || cell == "404"
}

// rows lists what the matrix asks: every route with every object; the object does not
// matter to routes that only look at the actor.
func (w *world) rows() []row {
	var list []row
	for _, rt := range w.base.Routes() {
		for _, o := range objects {
			list = append(list, row{route: rt, object: o})
		}
	}
	slices.SortStableFunc(list, func(a, b row) int { return strings.Compare(a.route.Name, b.route.Name) })
	return list
}

// cell asks one question and checks what must hold whatever the answer: a refusal tells
// nothing of the victim and changes nothing; nobody sees the other bloc.
func (w *world) cell(h http.Handler, r row, actor string, before *string) string {
	w.t.Helper()
	path := w.path(r.route, r.object)
	cell, body := w.do(h, actor, r.route.Method, path)
	place := actor + " " + r.route.Method + " " + path
	if cell == "500" {
		w.t.Errorf("%s: internal error", place)
	}
	victims := []string{}
	if denied(cell) && r.object.name != "own" {
		victims = append(victims, canary(r.object.unit))
	}
	switch actor {
	case "other-x":
		victims = append(victims, canary("k1"), canary("c"), canary("d"))
	case "board", "admin":
	case "officer-c", "head-c", "deputy-b": // the bloc shows members nothing of each other
		victims = append(victims, canary("k2"), canary("x"), canary("y"), canary("a"), canary("d"))
	default:
		victims = append(victims, canary("k2"), canary("x"), canary("y"))
	}
	for _, v := range victims {
		if strings.Contains(body, v) {
			w.t.Errorf("%s: answer %s holds %s", place, cell, v)
		}
	}
	if after := w.digest(); after != *before {
		if cell != "200" && cell != "303" && w.content() != w.rows0 {
			w.t.Errorf("%s: answer %s, but the data changed", place, cell)
		}
		if r.route.Method == "GET" {
			w.t.Errorf("%s: a GET changed the data", place)
		}
		*before = ""
	}
	return cell
}

// fill asks every question of the matrix. A request that changed the data is followed by a
// return to the state before it, so that no cell depends on another.
func (w *world) fill(list []row) {
	h, before := w.server(nil), w.digest()
	for i := range list {
		for _, actor := range actors {
			list[i].cells = append(list[i].cells, w.cell(h, list[i], actor, &before))
			if before == "" {
				w.restore()
				h, before = w.server(nil), w.digest()
			}
		}
	}
	if w.content() != w.rows0 {
		w.t.Error("the data changed, and digest did not tell")
	}
}

// TestAuthorizationMatrix compares every route × actor × object with the reviewed table.
func TestAuthorizationMatrix(t *testing.T) {
	w := newWorld(t)
	list := w.rows()
	w.fill(list)
	var got bytes.Buffer
	c := csv.NewWriter(&got)
	head := append([]string{"route", "method", "path", "policy", "object"}, actors...)
	must(t, c.Write(head))
	for _, r := range list {
		must(t, c.Write(r.record()))
	}
	c.Flush()
	t.Logf("%d routes, %d cells", len(w.base.Routes()), len(list)*len(actors))
	if *update {
		must(t, os.WriteFile(golden, got.Bytes(), 0o644))
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal("no table yet: go test ./internal/house/wired -run Authorization -update, then review it")
	}
	if bytes.Equal(got.Bytes(), want) {
		return
	}
	old := map[string]bool{}
	for line := range strings.Lines(string(want)) {
		old[line] = true
	}
	for line := range strings.Lines(got.String()) {
		if !old[line] {
			t.Errorf("not as reviewed (or new): %s", line)
		}
		delete(old, line)
	}
	for line := range old {
		t.Errorf("reviewed, but no longer so: %s", line)
	}
}

// TestOddSpellings asks for refused pages in other ways: HEAD, another method in a header,
// a slash more, another case, encoded slashes. None of them may let in.
func TestOddSpellings(t *testing.T) {
	w := newWorld(t)
	h, before, n := w.server(nil), w.digest(), 0
	every := 3
	if os.Getenv("THIDUA_GATE") != "" {
		every = 1
	}
	for _, r := range w.rows() {
		if r.object.name == "own" || r.route.Policy.Name == "public" {
			continue
		}
		path, query, _ := strings.Cut(w.path(r.route, r.object), "?")
		for _, actor := range []string{"anonymous", "officer-c", "expired"} {
			methods := []string{"GET", "HEAD", "PUT", "DELETE", "OPTIONS"}
			if r.route.Method == "POST" { // its address may be that of an allowed GET
				methods = []string{"POST", "PUT", "DELETE", "OPTIONS"}
				if actor == "officer-c" {
					continue
				}
			} else if cell, _ := w.do(h, actor, "GET", path+"?"+query); !denied(cell) {
				continue
			}
			odd := []string{path + "/", "//" + path[1:], "/." + path, "/x/.." + path, strings.ToUpper(path), "/" + strings.ReplaceAll(path[1:], "/", "%2f"), path + "%00", path + ";x=1", path + "//"}
			for i, p := range odd {
				for j, m := range methods {
					if j > 0 && (i+j)%every != 0 { // the gate asks with every method
						continue
					}
					n++
					if cell, _ := w.do(h, actor, m, "http://x.test"+p+"?"+query+"&_method="+r.route.Method); strings.HasPrefix(cell, "2") {
						t.Errorf("%s %s %s: %s", actor, m, p, cell)
					}
				}
			}
			if cell, body := w.do(h, actor, methods[1], path+"?"+query); strings.HasPrefix(cell, "2") || strings.Contains(body, canary(r.object.unit)) {
				t.Errorf("%s %s %s: %s", actor, methods[1], path, cell)
			}
		}
	}
	if w.digest() != before {
		t.Error("the data changed")
	}
	t.Logf("%d odd requests", n)
}

// TestMatrixIsSensible checks the reviewed table against rules that hold for every route,
// so that a slip in reviewing is noticed too.
func TestMatrixIsSensible(t *testing.T) {
	f, err := os.Open(golden)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	must(t, err)
	col := map[string]int{}
	for i, name := range all[0] {
		col[name] = i
	}
	for _, r := range all[1:] {
		at := func(name string) string { return r[col[name]] }
		where := strings.Join(r[:5], " ")
		for _, ghost := range []string{"disabled", "expired"} {
			if at(ghost) != at("anonymous") {
				t.Errorf("%s: %s gets %s, a visitor %s", where, ghost, at(ghost), at("anonymous"))
			}
		}
		if at("policy") != "public" && at("anonymous") != "in" {
			t.Errorf("%s: a visitor gets %s", where, at("anonymous"))
		}
		if at("deputy-b") != at("officer-c") && at("object") != "own" {
			t.Errorf("%s: the deputy's officer gets %s, another officer %s", where, at("deputy-b"), at("officer-c"))
		}
	}
}

// TestMutants opens each policy in turn: the reviewed table must notice by what happens to
// somebody, who is let in, or is refused by the service behind and no longer by the policy.
// The column that names the policy does not count. The log says how many have that second
// line.
func TestMutants(t *testing.T) {
	w := newWorld(t)
	f, err := os.Open(golden)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	must(t, err)
	want := map[string][]string{}
	for _, r := range all[1:] {
		want[r[0]+" "+r[4]] = r
	}
	before := w.digest()
	var letIn, refused, mutants int
	quiet := &world{t: t, clean: w.clean, dir: w.dir, a: w.a, base: w.base, tokens: w.tokens, ids: w.ids}
	list := w.rows()
	for _, rt := range w.base.Routes() {
		if rt.Policy.Name == "public" {
			continue
		}
		mutants++
		h := quiet.server(func(x *web.Route) {
			if x.Name == rt.Name {
				x.Policy = web.Public
			}
		})
		red, open := false, false
		for _, r := range list {
			if r.route.Name != rt.Name || open {
				continue
			}
			for i, actor := range actors {
				cell, _ := quiet.do(h, actor, rt.Method, quiet.path(rt, r.object))
				if reviewed := want[rt.Name+" "+r.object.name][5+i]; cell != reviewed {
					red = true
					if open = strings.TrimSuffix(cell, "s") != strings.TrimSuffix(reviewed, "s"); open {
						break
					}
				}
			}
		}
		switch {
		case open:
			letIn++
		case red:
			refused++
		default:
			t.Errorf("%s: nobody notices that its policy %q is gone", rt.Name, rt.Policy.Name)
		}
		if quiet.digest() != before {
			quiet.restore()
			before = quiet.digest()
		}
	}
	w.a = quiet.a
	t.Logf("%d mutants: %d answer somebody otherwise, %d refuse alike but later, in the service", mutants, letIn, refused)
}
