package app

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/web"
	"thidua/internal/year/journal"
	"thidua/internal/year/org"
)

// TestExportsAreListed: who takes figures away stands on the page of each unit they are about, and on no other:
// once in an hour, all counted, and nothing is lost when the server stops.
func TestExportsAreListed(t *testing.T) {
	data, hand := t.TempDir(), clock.NewHand(SampleStart)
	a, err := Open(t.Context(), Config{Data: data, Demo: true, Clock: hand})
	if err != nil {
		t.Fatal(err)
	}
	closed := false
	t.Cleanup(func() {
		if !closed {
			a.Close()
		}
	})
	if err := a.LoadSample(t.Context()); err != nil {
		t.Fatal(err)
	}
	h, err := a.Handler()
	if err != nil {
		t.Fatal(err)
	}
	jars := map[string][]*http.Cookie{}
	ask := func(login, method, path string, form url.Values) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
		if method == "POST" {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		for _, c := range jars[login] {
			r.AddCookie(c)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		jars[login] = append(jars[login], w.Result().Cookies()...)
		return w
	}
	take := func(login, path string) {
		t.Helper()
		if w := ask(login, "GET", path, nil); w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment") {
			t.Fatalf("%s takes %s: %d %q", login, path, w.Code, w.Header().Get("Content-Disposition"))
		}
	}
	page := func(login string) string {
		t.Helper()
		w := ask(login, "GET", "/kiem-chung", nil)
		if w.Code != http.StatusOK {
			t.Fatalf("the page of %s: %d", login, w.Code)
		}
		return w.Body.String()
	}
	lines := func() int {
		t.Helper()
		list, err := audit.Find(t.Context(), a.DB, audit.Search{Act: journal.Taken, Limit: 99})
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	flush := func() {
		t.Helper()
		if err := a.taken.flush(t.Context(), a.DB); err != nil {
			t.Fatal(err)
		}
	}
	const secretary, member, other = "canbo-thanh-tra", "canbo-tand", "canbo-so-tu-phap"
	for _, login := range []string{secretary, member, other} {
		ask(login, "POST", "/dang-nhap", url.Values{"login": {login}, "password": {SamplePassword}})
	}
	if p := page(member); !strings.Contains(p, "chưa ai tải tệp nào") {
		t.Error("the empty list says nothing")
	}

	take(member, "/vi-du/cong-an-so-lieu-6-thang-2022.xlsx") // public: leaves nothing
	for range 10 {
		take(secretary, "/xuat/2022-6t/docx")
	}
	if n := lines(); n != 0 {
		t.Errorf("reading changed data: %d lines", n)
	}
	flush()
	take(secretary, "/xuat/2022-6t/docx") // already written down, within the hour
	flush()
	if n := lines(); n != 1 {
		t.Errorf("ten clicks gave %d lines, want 1", n)
	}
	for _, login := range []string{secretary, member, other} {
		if p := page(login); !strings.Contains(p, "BC_khoi-3_2022-H1.docx") || !strings.Contains(p, "Thư ký Khối trưởng") || strings.Contains(p, "chưa ai tải") {
			t.Errorf("the export of the whole bloc is not on the page of %s", login)
		}
	}
	hand.Set(SampleStart.Add(2 * time.Hour))
	take(secretary, "/xuat/2022-6t/docx")
	flush()
	if n := lines(); n != 2 {
		t.Errorf("two hours later: %d lines, want 2", n)
	}

	// What is of one unit is told to that unit and to the bloc's leader.
	take(member, "/nhap/2022-6t/mau")
	flush()
	for login, want := range map[string]bool{secretary: true, member: true, other: false} {
		if got := strings.Contains(page(login), "Bieu_tand_"); got != want {
			t.Errorf("the unit's own file on the page of %s: %v, want %v", login, got, want)
		}
	}

	// Of another bloc nothing is told.
	b, err := org.BlocByCode(t.Context(), a.DB, SampleBloc)
	if err != nil {
		t.Fatal(err)
	}
	for _, lead := range []bool{false, true} {
		foreign := who.Actor{User: 9, Blocs: []who.Membership{{Bloc: b.ID + 1, Unit: 77, Lead: lead}}}
		if list, err := a.Journal.TakenFrom(t.Context(), foreign, time.Time{}, 99); err != nil || len(list) != 0 {
			t.Errorf("a unit of another bloc (lead %v) reads %d lines, %v", lead, len(list), err)
		}
	}

	// More than can wait is counted.
	s, err := a.Web()
	if err != nil {
		t.Fatal(err)
	}
	for i := range maxTaken + 7 {
		r := &web.Request{Request: httptest.NewRequest("GET", fmt.Sprintf("/tep/%d", i), nil), Actor: who.Actor{User: id.User(5), Name: "Cán bộ"}, Srv: s, Route: &web.Route{Name: "report.export"}}
		r.Concerns(b.ID, 0)
		a.taken.add(r, "a.docx")
	}
	flush()
	lost, err := audit.Find(t.Context(), a.DB, audit.Search{Act: journal.TakenLost, Limit: 9})
	if err != nil || len(lost) != 1 || string(lost[0].After) != `{"count":7}` {
		t.Errorf("what was too much: %+v %v", lost, err)
	}
	if p := page(other); !strings.Contains(p, "7 lượt tải nữa không ghi được hết") || !strings.Contains(p, "Còn lượt tải cũ hơn") {
		t.Error("the units are not told that more was taken")
	}

	// What waits when the server stops is written.
	before := lines()
	take(other, "/nhap/2022-6t/mau")
	closed = true
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if a, err = Open(t.Context(), Config{Data: data, Demo: true, Clock: hand}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	list, err := audit.Find(t.Context(), a.DB, audit.Search{Act: journal.Taken, Limit: 1})
	if err != nil || before == 0 || len(list) != 1 || !strings.Contains(string(list[0].After), "Bieu_so-tu-phap_") {
		t.Errorf("the last file before the stop: %+v %v", list, err)
	}
}

// TestDownloadsSayWhoseTheyAre: whatever gives a file to save says in the same function whose figures it holds.
func TestDownloadsSayWhoseTheyAre(t *testing.T) {
	public := []string{"example", "documentFile", "sendPaper"} // sendPaper: its callers say it
	name, found := regexp.MustCompile(`^func (?:\([^)]*\) )?(\w+)`), 0
	err := filepath.WalkDir("..", func(p string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") {
			return err
		}
		b, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		for _, f := range strings.Split("\n"+string(b), "\nfunc ")[1:] {
			f = "func " + f
			if !strings.Contains(f, "web.Download(") {
				continue
			}
			found++
			if n := name.FindStringSubmatch(f); !strings.Contains(f, "r.Concerns") && !strings.Contains(" "+strings.Join(public, " ")+" ", " "+n[1]+" ") {
				t.Errorf("%s: %s gives a file and does not say whose figures it holds", p, n[1])
			}
		}
		return nil
	})
	if err != nil || found < 30 {
		t.Fatal(found, err)
	}
}
