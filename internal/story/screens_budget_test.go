package story

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"thidua/internal/platform/web/webtest"
)

// What a page may weigh, compressed as the server sends it.
const (
	maxCSS    = 14 << 10
	maxScript = 24 << 10
	maxCold   = 60 << 10 // first visit of an insider: page, style, scripts, icon
	maxWarm   = 25 << 10 // later visits: the page alone
	maxNodes  = 3500
)

var budgetPages = []struct{ as, path string }{
	{"visitor", "/dang-nhap"}, {"canbo-tand", "/viec"}, {"canbo-tand", "/nhap/2022-6t"}, {"canbo-thanh-tra", "/nhap/2022-6t"}, {"canbo-tand", "/nhap/2022-6t/phan-loi"},
	{"canbo-tand", "/nhap/2022-6t/kiem-tra"}, {"canbo-thanh-tra", "/tong-hop/2022-6t"}, {"canbo-thanh-tra", "/tong-hop/2022-6t/bang"}, {"canbo-thanh-tra", "/du-thao/2022-6t"},
	{"canbo-thanh-tra", "/ke-hoach"}, {"canbo-thanh-tra", "/nhiem-vu"}, {"canbo-thanh-tra", "/van-ban"}, {"canbo-thanh-tra", "/khoi/khoi-3"}, {"quantri", "/quan-tri/nguoi-dung"},
}

var loaded = regexp.MustCompile(`<(?:link|script|img)[^>]+(?:href|src)="([^"]+)"`)

// packed fetches an address as a browser does and gives the body and its compressed size.
func (w *world) packed(t *testing.T, path string) (string, int) {
	t.Helper()
	r, err := http.NewRequest("GET", w.server.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept-Encoding", "gzip")
	res, err := w.now.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if res.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d", path, res.StatusCode)
	}
	n := len(b)
	if res.Header.Get("Content-Encoding") == "gzip" {
		z, err := gzip.NewReader(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		if b, err = io.ReadAll(z); err != nil {
			t.Fatal(err)
		}
	}
	return string(b), n
}

// TestBudgets keeps every main page small: what is sent, and that nothing comes from elsewhere.
func TestBudgets(t *testing.T) {
	w := open(t, "")
	w.as("canbo-thanh-tra")
	w.send("POST", "/du-thao/2022-6t", nil)
	for _, x := range budgetPages {
		w.as(x.as)
		page, warm := w.packed(t, x.path)
		cold, css, script := warm, 0, 0
		var seen []string
		for _, m := range loaded.FindAllStringSubmatch(page, -1) {
			if u, err := url.Parse(m[1]); err != nil || u.Host != "" || u.Scheme != "" {
				t.Errorf("%s loads %s from elsewhere", x.path, m[1])
				continue
			}
			if slices.Contains(seen, m[1]) {
				continue
			}
			seen = append(seen, m[1])
			_, n := w.packed(t, m[1])
			cold += n
			switch filepath.Ext(m[1]) {
			case ".css":
				css += n
			case ".js":
				script += n
			}
		}
		if css == 0 || script == 0 {
			t.Errorf("%s: no style sheet or script found", x.path)
		}
		t.Logf("%-28s as %-16s warm %5d, cold %5d, css %5d, scripts %5d", x.path, x.as, warm, cold, css, script)
		for what, over := range map[string]bool{"style": css > maxCSS, "scripts": script > maxScript, "the page": warm > maxWarm, "all together": cold > maxCold} {
			if over {
				t.Errorf("%s as %s: %s is too large: warm %d, cold %d, css %d, scripts %d", x.path, x.as, what, warm, cold, css, script)
			}
		}
	}
}

// TestBudgetsInBrowser counts what a browser builds and asks for.
func TestBudgetsInBrowser(t *testing.T) {
	if webtest.Find() == "" {
		webtest.Open(t, "about:blank", 320, 480, false)
	}
	w := open(t, "")
	w.as("canbo-thanh-tra")
	w.send("POST", "/du-thao/2022-6t", nil)
	for _, x := range budgetPages {
		t.Run(strings.Trim(x.path, "/")+" "+x.as, func(t *testing.T) {
			p := webtest.OpenWith(t, w.server.URL+x.path, webtest.Options{Width: 1366, Height: 768, Cookies: w.cookies(x.as, "vi")})
			if n := p.Count("*"); n > maxNodes {
				t.Errorf("%d nodes", n)
			}
			for _, u := range webtest.Eval[[]string](p, "performance.getEntriesByType('resource').map(e => e.name)") {
				if !strings.HasPrefix(u, w.server.URL+"/") {
					t.Errorf("asks for %s", u)
				}
			}
		})
	}
}

// pages gives the text of a PDF page by page.
func pages(t *testing.T, file string) []string {
	t.Helper()
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		const how = "pdftotext is missing: install it (Debian: apt-get install poppler-utils)"
		if strings.Contains(os.Getenv("THIDUA_REQUIRE"), "chromium") {
			t.Fatal(how)
		}
		t.Skip(how)
	}
	b, err := exec.Command(tool, "-layout", file, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	list := strings.Split(string(b), "\f")
	return list[:len(list)-1]
}

// TestPrint prints the pages that end on paper: A4, no navigation, the head of a table on
// every page that it takes, and nothing cut off at the right.
func TestPrint(t *testing.T) {
	if webtest.Find() == "" {
		webtest.Open(t, "about:blank", 320, 480, false)
	}
	w := open(t, "")
	w.as("canbo-thanh-tra")
	w.send("POST", "/du-thao/2022-6t", nil)
	for _, x := range []struct {
		name, path string
		head, row  string // column of the head; start of a row
		last       string // what stands at the right edge or at the end
	}{
		{"grid", "/nhap/2022-6t", "ĐVT", "(riêng)", "% KH"},
		{"form", "/nhap/2022-6t/in", "ĐVT", "sáng kiến", "% KH"},
		{"table", "/tong-hop/2022-6t/bang", "ĐVT", "triệu đồng", "Đạt mức"},
		{"draft", "/du-thao/2022-6t", "", "", "Khối thi đua số 3 có 12 đơn vị thành viên"},
	} {
		t.Run(x.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), x.name+".pdf")
			if *pictures != "" {
				file = filepath.Join(*pictures, x.name+".pdf")
			}
			p := webtest.OpenWith(t, w.server.URL+x.path, webtest.Options{Width: 1366, Height: 768, Cookies: w.cookies("canbo-thanh-tra", "vi")})
			p.PDF(file)
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			sizes := regexp.MustCompile(`/MediaBox \[0 0 (\d+)[.\d]* (\d+)[.\d]*\]`).FindAllSubmatch(b, -1)
			if len(sizes) == 0 {
				t.Fatal("no page size")
			}
			for _, s := range sizes {
				if a, b := string(s[1]), string(s[2]); !(a == "594" && b == "841" || a == "595" && b == "842" || a == "841" && b == "594" || a == "842" && b == "595") {
					t.Errorf("a page of %s × %s points is not A4", a, b)
				}
			}
			list := pages(t, file)
			all := strings.Join(strings.Fields(strings.Join(list, " ")), " ")
			for _, no := range []string{"Bàn làm việc", "Đăng xuất", "Cập nhật lần cuối", "Khả năng tiếp cận", "Dữ liệu mẫu", "Chuyển đến nội dung", "Thêm chỉ tiêu", "Sửa đoạn"} {
				if strings.Contains(all, no) {
					t.Errorf("the print holds %q", no)
				}
			}
			if !strings.Contains(all, x.last) {
				t.Errorf("the print lacks %q", x.last)
			}
			for i, s := range list {
				if x.row != "" && strings.Contains(s, x.row) && !strings.Contains(s, x.head) {
					t.Errorf("page %d has rows of the table but not its head", i+1)
				}
			}
			t.Logf("%d pages", len(list))
		})
	}
}
