package story

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"thidua/internal/platform/web/webtest"
)

// A wire is the network between a phone and the server; it can be cut.
type wire struct {
	l    net.Listener
	to   string
	mu   sync.Mutex
	cut  bool
	open map[net.Conn]bool
}

func newWire(t *testing.T, to string) *wire {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{l: l, to: to, open: map[net.Conn]bool{}}
	t.Cleanup(func() { l.Close(); w.set(true) })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go w.carry(c)
		}
	}()
	return w
}

func (w *wire) carry(c net.Conn) {
	w.mu.Lock()
	if w.cut {
		w.mu.Unlock()
		c.Close()
		return
	}
	s, err := net.Dial("tcp", w.to)
	if err != nil {
		w.mu.Unlock()
		c.Close()
		return
	}
	w.open[c], w.open[s] = true, true
	w.mu.Unlock()
	go func() { io.Copy(s, c); s.Close() }()
	io.Copy(c, s)
	c.Close()
}

// set cuts every connection, or lets new ones through again.
func (w *wire) set(cut bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.cut = cut
	if cut {
		for c := range w.open {
			c.Close()
		}
		clear(w.open)
	}
}

// TestHall plays the conference with three windows, the chair's, the hall's and a phone's: what one does
// shows on the others without a reload. Then the phone's network is cut in the middle of a vote:
// the phone says so, sends again, catches up, and nothing is done twice.
func TestHall(t *testing.T) {
	if webtest.Find() == "" {
		webtest.Open(t, "about:blank", 320, 480, false)
	}
	w := open(t, "")
	w.play(strings.ReplaceAll(`on 2022-07-15 08:02
as canbo-thanh-tra
GET /hoi-nghi
keep HALLID rowlink"><th scope="row"><a href="/hoi-nghi/([0-9a-z]+)
POST /hoi-nghi/$HALLID
  viec=screen
GET /hoi-nghi/$HALLID
keep HALLSCREEN href="(/chieu/[0-9a-z]+)"
keep HALLCODE Mã hội nghị</dt><dd><b>([0-9A-Z]+)
GET /hoi-nghi/$HALLID/phieu-vao
keep HALLPASS (?s)Chính ủy – Lữ đoàn 198.*?passcode">([0-9A-Z-]{11})
POST /hoi-nghi/$HALLID/dieu-hanh
  viec=open
GET /hoi-nghi/$HALLID/dieu-hanh
keep HALLITEM (?s)3\. Thảo luận.*?name="muc" value="([0-9a-z]+)"
POST /hoi-nghi/$HALLID/dieu-hanh
  viec=item
  muc=$HALLITEM
status 303
as visitor-phone
POST /hop
  ma=$HALLCODE
  phieu=$HALLPASS
  viec=vao
status 303`, "\t", ""))
	line, ofChair, ofHall := newWire(t, strings.TrimPrefix(w.server.URL, "http://")), newWire(t, strings.TrimPrefix(w.server.URL, "http://")), newWire(t, strings.TrimPrefix(w.server.URL, "http://"))
	chair := webtest.OpenWith(t, "http://"+ofChair.l.Addr().String()+w.fill("/hoi-nghi/$HALLID/dieu-hanh"), webtest.Options{Width: 1366, Height: 900, Cookies: w.cookies("canbo-thanh-tra", "vi")})
	hall := webtest.OpenWith(t, "http://"+ofHall.l.Addr().String()+w.words["HALLSCREEN"], webtest.Options{Width: 1280, Height: 720})
	phone := webtest.OpenWith(t, "http://"+line.l.Addr().String()+w.fill("/hop/$HALLCODE"), webtest.Options{Width: 320, Height: 640, Cookies: w.cookies("visitor-phone", "vi")})
	look := func(name string) {
		if *pictures != "" {
			chair.Screenshot(filepath.Join(*pictures, "hall-"+name+"-chair.png"))
			hall.Window(filepath.Join(*pictures, "hall-"+name+"-hall.png"))
			phone.Screenshot(filepath.Join(*pictures, "hall-"+name+"-phone.png"))
		}
	}
	has := func(p *webtest.Page, sel, text string) {
		t.Helper()
		p.Wait(fmt.Sprintf("document.querySelector(%q)?.innerText.includes(%q)", sel, text))
	}
	press := func(p *webtest.Page, sel string) {
		webtest.Eval[bool](p, fmt.Sprintf("(document.querySelector(%q).click(), true)", sel))
	}

	press(phone, `#me button[value=xin]`)
	has(phone, "#me", "Bạn đang xếp thứ 1")
	has(chair, "#speak", "Chính ủy – Lữ đoàn 198")
	has(hall, "#now", "Tiếp theo: Chính ủy – Lữ đoàn 198")
	webtest.Eval[bool](chair, `(document.getElementById('f-text').value = 'đang gõ dở', document.getElementById('f-text').focus(), true)`)
	press(chair, `#pilot button[data-key=n]`)
	has(hall, "#now .who", "Chính ủy")
	has(phone, "#me", "Đến lượt bạn")
	has(chair, "#speak", "Thêm 1 phút")
	if got := chair.Value("#f-text"); got != "đang gõ dở" {
		t.Errorf("an update touched what was being typed: %q", got)
	}
	look("speaking")
	press(chair, `#pilot button[data-key=n]`)
	w.play(w.fill("as canbo-thanh-tra\nPOST /hoi-nghi/$HALLID/dieu-hanh\n  viec=poll\n  text=Thông qua nhiệm vụ\n  named=1\nstatus 303"))
	has(phone, "#now", "Thông qua nhiệm vụ")
	has(hall, "#now", "Chọn trên điện thoại")

	line.set(true) // the phone leaves the network and votes
	press(phone, `#me button[data-choice=for]`)
	has(phone, "#conn", "Thao tác sẽ được gửi lại")
	w.play(w.fill("POST /hoi-nghi/$HALLID/dieu-hanh\n  viec=note\n  text=Trong lúc mất mạng\nstatus 303"))
	look("cut")
	line.set(false)
	has(phone, "#conn", "Kết nối: tốt")
	phone.Wait(`document.querySelector('#me [data-choice=for]')?.getAttribute('aria-pressed') === 'true'`)
	has(phone, "#me", "Đã nhận ý kiến của bạn: Đồng ý.")
	has(chair, "#poll", "Đồng ý 1")
	press(chair, `#poll button[name=chon][value=for]`) // for whom was not chosen: what is told stays, though the page goes on
	has(chair, "#told", "Chọn đại biểu rồi bấm")
	w.play(w.fill("as canbo-thanh-tra\nPOST /hoi-nghi/$HALLID/dieu-hanh\n  viec=note\n  text=Ghi trong lúc biểu quyết\nstatus 303"))
	has(chair, "#recent", "Ghi trong lúc biểu quyết")
	has(chair, "#told", "Chọn đại biểu rồi bấm")
	w.play(w.fill("as canbo-thanh-tra\nGET /hoi-nghi/$HALLID/dieu-hanh\nkeep HALLPOLL name=\"luot\" value=\"(\\d+)\"><button class=\"btn\" name=\"viec\" value=\"result\"\nPOST /hoi-nghi/$HALLID/dieu-hanh\n  viec=result\n  luot=$HALLPOLL\nstatus 303"))
	has(phone, "#now", "Kết quả biểu quyết: 1 đồng ý, 0 không đồng ý")
	has(hall, "#now", "Đã thông qua")
	look("result")

	// The hall's network goes for all three at once. Meanwhile the secretary, at a desk with a cable, calls the next
	// speaker; the chair presses, the phone asks to speak. When it comes back, all of it is there once.
	for _, x := range []*wire{line, ofChair, ofHall} {
		x.set(true)
	}
	w.play(w.fill("POST /hoi-nghi/$HALLID/dieu-hanh\n  viec=note\n  text=Mất mạng cả hội trường\nstatus 303"))
	press(phone, `#me button[value=xin]`)
	has(phone, "#conn", "Thao tác sẽ được gửi lại")
	webtest.Eval[bool](chair, `(document.getElementById('f-text').value = 'Ghi khi mất mạng', document.querySelector('button[value=note]').click(), true)`)
	has(chair, "#conn", "Thao tác sẽ được gửi lại")
	look("all-cut")
	for _, x := range []*wire{line, ofChair, ofHall} {
		x.set(false)
	}
	has(phone, "#me", "Bạn đang xếp thứ 1")
	has(chair, "#recent", "Mất mạng cả hội trường")
	has(chair, "#recent", "Ghi khi mất mạng")
	has(hall, "#now", "Tiếp theo: Chính ủy – Lữ đoàn 198")
	w.play(w.fill("GET /hoi-nghi/$HALLID/bien-ban"))
	for _, once := range []string{"Ghi khi mất mạng", "Mất mạng cả hội trường"} {
		if n := strings.Count(text(w.body), once); n != 2 { // once in the minutes, once in the record
			t.Errorf("%q stands %d times in minutes and record", once, n)
		}
	}
	look("back")
	quotes(t, w)
	r, err := http.Get(w.server.URL + w.words["HALLSCREEN"])
	if err != nil || r.StatusCode != http.StatusOK {
		t.Errorf("%v %v", r, err)
	}
	r.Body.Close()
}

// quotes marks words of a paragraph on the phone: they stand in the form.
func quotes(t *testing.T, w *world) {
	w.play("as canbo-thanh-tra\nPOST /du-thao/2022-6t\nstatus 303")
	phone := webtest.OpenWith(t, w.server.URL+w.fill("/hop/$HALLCODE/gop-y"), webtest.Options{Width: 320, Height: 640, Cookies: w.cookies("visitor-phone", "vi")})
	webtest.Eval[bool](phone, `(f => (f.doan.selectedIndex = 3, f.querySelector('[value=xem]').click(), true))(document.forms[0])`)
	phone.Wait(`document.querySelector('blockquote[data-quote]')?.innerText.length > 10 && document.readyState === 'complete'`)
	webtest.Eval[bool](phone, `(n => (getSelection().setBaseAndExtent(n, 2, n, 9), true))(document.querySelector('blockquote').firstChild)`)
	phone.Wait(`document.querySelector('[name=quoted]').value === document.querySelector('blockquote').innerText.slice(2, 9).trim()`)
	webtest.Eval[bool](phone, `(getSelection().removeAllRanges(), true)`)
	if got := phone.Value("[name=quoted]"); got == "" {
		t.Error("a tap beside the text takes the quoted words away")
	}
	if *pictures != "" {
		phone.Screenshot(filepath.Join(*pictures, "hall-quote-phone.png"))
	}
}

// TestPhoneIsLight: what a phone that was never here fetches for the delegate's page, compressed as it goes over
// the wire, is at most 25 KB: page, styles, scripts, pictures.
func TestPhoneIsLight(t *testing.T) {
	w := open(t, "")
	w.play(`on 2022-07-15 08:02
as canbo-thanh-tra
GET /hoi-nghi
keep LIGHTID rowlink"><th scope="row"><a href="/hoi-nghi/([0-9a-z]+)
GET /hoi-nghi/$LIGHTID
keep LIGHTCODE Mã hội nghị</dt><dd><b>([0-9A-Z]+)
GET /hoi-nghi/$LIGHTID/phieu-vao
keep LIGHTPASS (?s)Chính ủy – Lữ đoàn 198.*?passcode">([0-9A-Z-]{11})
POST /hoi-nghi/$LIGHTID/dieu-hanh
  viec=open
as visitor-phone
POST /hop
  ma=$LIGHTCODE
  phieu=$LIGHTPASS
  viec=vao
status 303`)
	fetch := func(path string) (wire int, body string) {
		t.Helper()
		r, err := http.NewRequest("GET", w.server.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Accept-Encoding", "gzip")
		a, err := w.now.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer a.Body.Close()
		b, err := io.ReadAll(a.Body)
		if err != nil || a.StatusCode != http.StatusOK {
			t.Fatalf("%s: %d %v", path, a.StatusCode, err)
		}
		wire = len(b)
		if a.Header.Get("Content-Encoding") == "gzip" {
			z, err := gzip.NewReader(bytes.NewReader(b))
			if err != nil {
				t.Fatal(err)
			}
			if b, err = io.ReadAll(z); err != nil {
				t.Fatal(err)
			}
		}
		return wire, string(b)
	}
	total, page := fetch(w.fill("/hop/$LIGHTCODE"))
	said := fmt.Sprintf("page %d", total)
	parts := regexp.MustCompile(`<(?:link|script|img)[^>]+(?:href|src)="(/[^"]+)"`).FindAllStringSubmatch(page, -1)
	if len(parts) < 3 {
		t.Fatalf("the page names %d parts: %v", len(parts), parts)
	}
	for _, m := range parts {
		n, _ := fetch(m[1])
		total += n
		said += fmt.Sprintf(", %s %d", m[1], n)
	}
	t.Logf("%d bytes: %s", total, said)
	if total > 25<<10 {
		t.Errorf("a cold phone fetches %d bytes, at most %d: %s", total, 25<<10, said)
	}
}
