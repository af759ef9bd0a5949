package story

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// A tap listens to a stream while others go on.
type tap struct {
	stop context.CancelFunc
	wg   sync.WaitGroup
	said strings.Builder
	code int
}

// listen opens a stream as the person whose browser w has in hand.
func (w *world) listen(path string) *tap {
	w.t.Helper()
	ctx, stop := context.WithTimeout(w.t.Context(), 20*time.Second)
	t := &tap{stop: stop}
	r, err := http.NewRequestWithContext(ctx, "GET", w.server.URL+w.fill(path), nil)
	if err != nil {
		w.t.Fatal(err)
	}
	answer, err := (&http.Client{Jar: w.now.Jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Do(r)
	if err != nil {
		w.t.Fatal(err)
	}
	t.code = answer.StatusCode
	t.wg.Go(func() {
		defer answer.Body.Close()
		b := make([]byte, 64<<10)
		for {
			n, err := answer.Body.Read(b)
			t.said.Write(b[:n])
			if err != nil {
				return
			}
		}
	})
	return t
}

func (t *tap) close() string {
	t.stop()
	t.wg.Wait()
	return t.said.String()
}

// TestStreamsTellNothing: what a unit reported stands in no event of the streams of a meeting, which telephones and the
// screen of the hall get, and in no letter that the product writes; what happens in the meeting does stand in them.
func TestStreamsTellNothing(t *testing.T) {
	w := open(t, "")
	w.play(`as canbo-cong-an
GET /nhap/2022-6t
keep REV name="rev.C01" value="(\d+)"
POST /nhap/2022-6t/o
  code=C01
  value=71.37
  reason=CANARY-REASON
  rev=$REV
status 200
GET /nhap/2022-6t/phan-loi
POST /nhap/2022-6t/phan-loi
  t.results=CANARY-TEXT
  rev.results=0
status 303
GET /nhap/2022-6t/phan-loi
body contains CANARY-TEXT
GET /nhap/2022-6t
html contains 71,37
as canbo-thanh-tra
GET /hoi-nghi
keep CFID href="/hoi-nghi/([0-9a-z]{8,})
POST /hoi-nghi/$CFID
  viec=screen
status 303
GET /hoi-nghi/$CFID
keep SCREEN href="/(chieu/[0-9a-z]+)"
keep CFCODE Mã hội nghị</dt><dd><b>([0-9A-Z]+)
GET /hoi-nghi/$CFID/phieu-vao
keep CFPASS (?s)Chính ủy – Lữ đoàn 198.*?passcode">([0-9A-Z-]{11})
as visitor-phone
POST /hop
  ma=$CFCODE
  phieu=$CFPASS
  viec=vao
status 303`)
	if w.fill("$CFID") == "" {
		t.Fatal("no meeting")
	}
	w.as("visitor-phone")
	phone := w.listen("/truc-tiep/hop/$CFCODE")
	w.as("visitor")
	hall := w.listen("/truc-tiep/$SCREEN")
	w.as("canbo-thanh-tra")
	console := w.listen("/truc-tiep/dieu-hanh/$CFID")
	w.play(`on 2022-07-05 10:00
as canbo-thanh-tra
POST /hoi-nghi/$CFID/dieu-hanh
  viec=open
GET /hoi-nghi/$CFID/dieu-hanh
keep CFITEM (?s)3\. Thảo luận.*?name="muc" value="([0-9a-z]+)"
POST /hoi-nghi/$CFID/dieu-hanh
  viec=item
  muc=$CFITEM
status 303
as visitor-phone
POST /hop/$CFCODE
  viec=co-mat
POST /hop/$CFCODE
  viec=xin
status 303
as canbo-thanh-tra
POST /hoi-nghi/$CFID/dieu-hanh
  viec=poll
  text=Thông qua nhiệm vụ 6 tháng cuối năm
  named=1
status 303
tick`)
	time.Sleep(1500 * time.Millisecond)
	for name, x := range map[string]struct {
		tap  *tap
		want string
	}{"phone": {phone, "Thông qua nhiệm vụ"}, "hall": {hall, "Thông qua nhiệm vụ"}, "console": {console, "data: "}} {
		said := x.tap.close()
		if x.tap.code != http.StatusOK || !strings.Contains(said, x.want) {
			t.Errorf("%s: %d, the stream does not tell what happens: this test sees nothing: %.300q", name, x.tap.code, said)
		}
		for _, c := range []string{"CANARY-", "71,37", "71.37"} {
			if strings.Contains(said, c) {
				t.Errorf("the stream of the %s tells %s", name, c)
			}
		}
		t.Logf("%s: %d bytes", name, len(said))
	}
	// Letters: those that stand in the outbox of the sample year.
	w.as("visitor")
	w.send("GET", "/demo/thu", nil)
	letters := 0
	for _, m := range hrefRE.FindAllStringSubmatch(w.body, -1) {
		if !strings.HasPrefix(m[1], "/demo/thu/") {
			continue
		}
		letters++
		w.send("GET", m[1], nil)
		if strings.Contains(w.body, "CANARY-") || strings.Contains(w.body, "71,37") {
			t.Errorf("a letter tells what a unit reported: %.300s", text(w.body))
		}
	}
	t.Logf("%d letters read", letters)
}
