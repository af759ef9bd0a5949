package portal

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestReadKeepsHTMLAsText: whatever is typed, no block holds a link that a page may not
// follow, and HTML comes back as letters.
func TestReadKeepsHTMLAsText(t *testing.T) {
	for _, s := range []string{"<script>alert(1)</script>", "a <img src=x onerror=alert(1)> b", "[x](javascript:alert(1))", "[x](java\tscript:alert(1))", "<javascript:alert(1)>", "[x](//evil.test)", "[x](data:text/html,x)", "<a href=\"https://x\">y</a>"} {
		var walk func([]Block)
		text := ""
		walk = func(list []Block) {
			for _, b := range list {
				for _, p := range b.Spans {
					text += p.Text
					if p.Link != "" && !strings.HasPrefix(p.Link, "https://") && !strings.HasPrefix(p.Link, "http://") && !strings.HasPrefix(p.Link, "/") {
						t.Errorf("%q links to %q", s, p.Link)
					}
				}
				walk(b.Inner)
				for _, i := range b.Items {
					walk(i)
				}
			}
		}
		walk(Read(s))
		if strings.Contains(s, "<script") && !strings.Contains(text, "<script>") || strings.Contains(s, "<img") && !strings.Contains(text, "onerror") {
			t.Errorf("%q was read as %q: HTML is text, nothing disappears", s, text)
		}
	}
}

// TestCleanText: a text pasted from Word becomes paragraphs and lists, and cleaning again
// changes nothing.
func TestCleanText(t *testing.T) {
	long := strings.Repeat("chữ ", 30)
	got := CleanText(long + "\r\n" + long + "\r\n\uf0b7\tmột\r\n·\u00a0hai\r\n" + long)
	if want := strings.TrimSpace(long) + "\n\n" + strings.TrimSpace(long) + "\n\n- một\n- hai\n\n" + strings.TrimSpace(long); got != want {
		t.Errorf("got\n%q\nwant\n%q", got, want)
	}
	short := "Tin và ảnh: cán bộ TĐKT"
	l := strings.TrimSpace(long)
	for _, x := range []struct{ in, want string }{
		{"Tiêu đề\n\n" + l + "\n" + l + "\n" + l, "Tiêu đề\n\n" + l + "\n\n" + l + "\n\n" + l}, // an empty line elsewhere decides nothing here
		{"a\n\n[ảnh 1]\n\n" + l + "\n" + short, "a\n\n[ảnh 1]\n\n" + l + "\n\n" + short},
		{"ngắn\nngắn", "ngắn\nngắn"},
		{"1. " + l + "\n2. " + l, "1. " + l + "\n2. " + l},
		{"> " + l + "\n> " + l, "> " + l + "\n> " + l},
	} {
		if got := CleanText(x.in); got != x.want {
			t.Errorf("%q\nbecame %q", x.in, got)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		var s string
		if rapid.Bool().Draw(t, "lines") {
			s = strings.Join(rapid.SliceOf(rapid.SampledFrom([]string{"", l, short, "- " + l, "- x", "1. y", "> " + l, "[ảnh 1]", "## z", "    " + l})).Draw(t, "list"), "\n")
		} else {
			s = rapid.String().Draw(t, "text")
		}
		once := CleanText(s)
		if twice := CleanText(once); twice != once {
			t.Fatalf("%q, then %q", once, twice)
		}
	})
}

// TestPhotosInText puts, moves and takes out photos in any order: each stands at most once,
// and the paragraphs stay as they are.
func TestPhotosInText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 6).Draw(t, "paragraphs")
		var list []string
		for i := range n {
			list = append(list, "đoạn "+string(rune('a'+i)))
		}
		body := strings.Join(list, "\n\n")
		for range 8 {
			no := rapid.IntRange(1, 3).Draw(t, "photo")
			switch rapid.IntRange(0, 3).Draw(t, "act") {
			case 0:
				after := rapid.IntRange(0, n).Draw(t, "after")
				body = PutPhoto(body, no, after)
				if got := After(body, no); got != after {
					t.Fatalf("photo %d after %d, asked %d:\n%s", no, got, after, body)
				}
			case 1:
				body = MovePhoto(body, no, rapid.Bool().Draw(t, "up"))
			default:
				body = DropPhoto(body, no)
				if After(body, no) != -1 {
					t.Fatalf("photo %d is still there:\n%s", no, body)
				}
			}
			for k := 1; k <= 3; k++ {
				if strings.Count(body, mark(k)) > 1 {
					t.Fatalf("photo %d twice:\n%s", k, body)
				}
			}
			var rest []string
			for _, p := range apart(body) {
				if markerOf(p) == 0 {
					rest = append(rest, p)
				}
			}
			if strings.Join(rest, "|") != strings.Join(list, "|") {
				t.Fatalf("paragraphs %q, were %q", rest, list)
			}
		}
	})
}

// TestVerification: work and answers are taken, and nothing else.
func TestVerification(t *testing.T) {
	c, now := NewChecker([]byte("secret")), time.Date(2022, 7, 5, 9, 0, 0, 0, time.UTC)
	x := c.Work(now, false)
	solve := func(x Challenge) string {
		for n := int64(0); n <= x.Max; n++ {
			b, _ := json.Marshal(payload{x.Algorithm, x.Challenge, n, x.Salt, x.Signature})
			if _, ok := c.Worked(now, base64.StdEncoding.EncodeToString(b)); ok {
				return base64.StdEncoding.EncodeToString(b)
			}
		}
		return ""
	}
	good := solve(x)
	if good == "" {
		t.Fatal("the work has no answer")
	}
	if _, ok := c.Worked(now.Add(workTerm+time.Second), good); ok {
		t.Error("work counts after its term")
	}
	if _, ok := NewChecker([]byte("other")).Worked(now, good); ok {
		t.Error("work of another site counts")
	}
	raw, _ := base64.StdEncoding.DecodeString(good)
	for _, bad := range []string{strings.Replace(string(raw), "SHA-256", "SHA-1", 1), strings.Replace(string(raw), "expires=", "expires=9", 1), "{}", ""} {
		if _, ok := c.Worked(now, base64.StdEncoding.EncodeToString([]byte(bad))); ok {
			t.Errorf("%s counts", bad)
		}
	}
	q := c.Ask(now)
	sum := map[int]string{2: "hai", 10: "Mười", 15: "mười lăm", 18: "eighteen"}
	for n := range 20 {
		for _, answer := range []string{string(rune('0' + n%10)), sum[n]} {
			if n > 9 && answer == string(rune('0'+n%10)) {
				continue
			}
			_, ok := c.Answered(now, q.Token, answer)
			if ok != (n == q.A+q.B && answer != "") {
				t.Errorf("%d + %d answered with %q: %v", q.A, q.B, answer, ok)
			}
		}
	}
	if _, ok := c.Answered(now.Add(questionTerm+time.Minute), q.Token, "1"); ok {
		t.Error("a question counts after its term")
	}
	if _, ok := c.Passed("own", c.Pass("digest", "abc")); ok {
		t.Error("a pass opens another door")
	}
}
