package story

import (
	"html"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

var (
	hrefRE  = regexp.MustCompile(`href="(/[^"#]*)`)
	headRE  = regexp.MustCompile(`<form[^>]*>`)
	inputRE = regexp.MustCompile(`<(?:input|textarea)\b[^>]*>`)
	radioRE = regexp.MustCompile(`<input type="radio"[^>]*name="([^"]*)" value="([^"]*)"`)
	tickRE  = regexp.MustCompile(`<input type="checkbox"[^>]*name="([^"]*)" value="([^"]*)"`)
	pushRE  = regexp.MustCompile(`<button[^>]*name="([^"]*)" value="([^"]*)"`)
)

// notFound are forms that the walk leaves alone: they would end its own sign-in, or speak to a device.
var notFound = []string{"/dang-xuat", "/demo/", "/dang-nhap", "/tai-khoan/hai-lop", "/tai-khoan/mat-khau", "/tai-khoan/phien", "/quan-tri/hai-lop"}

// guesses are what somebody might type into an empty field, by what the field is called.
func guess(tag, name, to string) string {
	switch {
	case name == "year":
		return "2021"
	case strings.Contains(tag, "data-date") || strings.Contains(tag, `type="date"`) || strings.HasSuffix(name, "day") || name == "from" || name == "to" || name == "due" || name == "until":
		return "01/07/2022"
	case strings.Contains(tag, `type="time"`) || name == "time":
		return "08:00"
	case strings.Contains(tag, `type="number"`) || strings.Contains(tag, `inputmode="decimal"`) || strings.Contains(tag, `inputmode="numeric"`):
		return "1"
	case strings.Contains(tag, `type="email"`) || name == "email":
		return typedMail
	case name == "number":
		return "45/BC-KTD"
	case name == "link":
		return "https://vidu.vn/hai-lan"
	case name == "code" && strings.Contains(to, "van-ban"):
		return "24/CT-UBND"
	case name == "login" || name == "code":
		return "hai-lan-9"
	case strings.Contains(tag, `type="password"`):
		return typedSecret
	}
	return typedText
}

// fileFor is a file that somebody might choose.
func fileFor(tag, to string) string {
	switch {
	case strings.Contains(tag, "image/") || strings.Contains(to, "/anh") || strings.Contains(to, "da-ky"):
		return "hoi-truong.jpg"
	case strings.Contains(to, "dang-ky"):
		return "registration-list.csv"
	case strings.Contains(to, "cong-an"):
		return "cong-an-so-lieu-6-thang-2022.xlsx"
	}
	return "tand-so-lieu-6-thang-2022.xlsx"
}

// typed gives a form of a page as somebody sends it: what stands there stays, what is empty is typed.
func (w *world) typed(form, to string) (fields []string) {
	have := map[string]bool{}
	body := w.body
	w.body = form
	for _, f := range w.filled(to, nil) {
		if k, v, _ := strings.Cut(f, "="); strings.TrimSpace(v) != "" {
			have[k] = true
			fields = append(fields, f)
		}
	}
	w.body = body
	pick := func(all [][]string) {
		for _, m := range all {
			if !have[m[1]] {
				have[m[1]] = true
				fields = append(fields, html.UnescapeString(m[1])+"="+html.UnescapeString(m[2]))
			}
		}
	}
	pick(radioRE.FindAllStringSubmatch(form, -1))
	pick(tickRE.FindAllStringSubmatch(form, -1))
	pick(pushRE.FindAllStringSubmatch(form, -1))
	for _, tag := range inputRE.FindAllString(form, -1) {
		at := map[string]string{}
		for _, a := range attrRE.FindAllStringSubmatch(tag, -1) {
			at[a[1]] = html.UnescapeString(a[2])
		}
		switch n := at["name"]; {
		case n == "" || have[n] || at["type"] == "hidden" || at["type"] == "checkbox" || at["type"] == "radio":
		case at["type"] == "file":
			have[n] = true
			fields = append(fields, "@"+n+"="+fileFor(tag, to))
		default:
			have[n] = true
			fields = append(fields, n+"="+guess(tag, n, to))
		}
	}
	return fields
}

// findForms walks the pages that a role reaches, one of each kind, and sends each kind of form that it finds there
// until one was carried out.
func (w *world) findForms(as string, get *http.ServeMux, until time.Time) {
	w.as(as)
	todo, seen, tries := []string{"/", "/viec"}, map[string]int{}, map[string]int{}
	for len(todo) > 0 && time.Now().Before(until) {
		path := todo[0]
		todo = todo[1:]
		r, err := http.NewRequest("GET", "http://x"+path, nil)
		if err != nil {
			continue
		}
		_, kind := get.Handler(r)
		if kind == "" || seen[kind] >= 2 || seen[path] > 0 || strings.HasPrefix(path, "/truc-tiep") || strings.HasPrefix(path, "/dang-xuat") {
			continue
		}
		seen[kind]++
		seen[path]++
		w.send("GET", path, nil)
		if w.answer.StatusCode != http.StatusOK || !strings.HasPrefix(w.answer.Header.Get("Content-Type"), "text/html") {
			continue
		}
		page := w.body
		for _, m := range hrefRE.FindAllStringSubmatch(page, -1) {
			todo = append(todo, html.UnescapeString(m[1]))
		}
		for _, form := range formRE.FindAllString(page, -1) {
			to := path
			if m := regexp.MustCompile(`action="([^"]*)"`).FindStringSubmatch(headRE.FindString(form)); m != nil {
				to = html.UnescapeString(m[1])
			}
			p, err := http.NewRequest("POST", "http://x"+to, nil)
			if err != nil || slices.ContainsFunc(notFound, func(s string) bool { return strings.HasPrefix(to, s) }) {
				continue
			}
			_, route := w.again.routes.Handler(p)
			if route == "" || w.again.made[route] || tries[route] >= 3 {
				continue
			}
			tries[route]++
			w.body = form
			fields := w.typed(form, to)
			w.send("POST", to, fields)
			if os.Getenv("THIDUA_ONCE") != "" && w.answer.StatusCode >= 400 {
				_, main, _ := strings.Cut(w.body, "<main")
				w.t.Logf("%s %s as %s: %d %.200s | %v", route, to, as, w.answer.StatusCode, strings.Join(strings.Fields(text("<main"+main)), " "), fields)
			}
		}
	}
}

// TestFoundFormsOnce sends every kind of form that six roles find on their pages twice, and holds the reviewed list
// of all routes that take forms (testdata/once.csv) against what was seen: each stands there with the test that sends
// it twice, or with the reason why there is nothing to double.
func TestFoundFormsOnce(t *testing.T) {
	w := open(t, "").sendTwice()
	s, err := w.app.Web()
	if err != nil {
		t.Fatal(err)
	}
	get := http.NewServeMux()
	for _, rt := range s.Routes() {
		if rt.Method == "GET" {
			get.HandleFunc("GET "+rt.Path, func(http.ResponseWriter, *http.Request) {})
		}
	}
	until := time.Now().Add(3 * time.Minute)
	for _, as := range []string{"canbo-tand", "thutruong-tand", "canbo-cong-an", "canbo-thanh-tra", "thutruong-thanh-tra", "ban-tdkt", "quantri"} {
		w.findForms(as, get, until)
	}
	for _, x := range w.again.wrong {
		t.Error(x)
	}
	w.again.review(t, "found")
	t.Run("log", w.logTellsNothing(func() {
		w.findForms("canbo-thanh-tra", get, time.Now().Add(time.Minute))
	}))
}

// review compares what one test sent twice with what the reviewed list says of it.
func (a *twice) review(t *testing.T, test string) {
	b, err := os.ReadFile(filepath.Join("testdata", "once.csv"))
	if err != nil {
		t.Fatal(err)
	}
	told := map[string]string{}
	for _, l := range strings.Split(strings.TrimSpace(string(b)), "\n") {
		route, how, _ := strings.Cut(l, ";")
		told[route] = how
		if _, ok := a.posts[route]; !ok {
			t.Errorf("testdata/once.csv: there is no route %s", route)
		}
		if how == test && !a.made[route] {
			t.Errorf("%s: testdata/once.csv says that this test sends it twice, and it did not (carried out %d times)", route, a.sent[route])
		}
		if !slices.Contains([]string{"story", "more", "found"}, how) && !strings.Contains(how, " ") {
			t.Errorf("%s: %q is neither a test nor a reason", route, how)
		}
		why, _, reason := strings.Cut(how, ": ")
		switch {
		case !reason:
		case !slices.Contains([]string{"changes", "unique", "guarded", "session", "nothing"}, why):
			t.Errorf("%s: %q is no reason", route, why)
		case a.made[route] && why != "session":
			t.Errorf("%s: the list says %q, and it made something: name the test %q", route, how, test)
		case why == "guarded" && a.posts[route].Policy.Name == "public":
			t.Errorf("%s: forms of the public carry no key", route)
		}
	}
	for route := range a.posts {
		if _, ok := told[route]; !ok {
			t.Errorf("%s stands not in testdata/once.csv: who sends it twice?", route)
		}
	}
	if os.Getenv("THIDUA_ONCE") != "" {
		for route := range a.made {
			t.Logf("made %s", route)
		}
		for route := range a.sent {
			if !a.made[route] {
				t.Logf("sent %s", route)
			}
		}
	}
}
