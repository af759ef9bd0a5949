package story

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"thidua/internal/base/who"
	"thidua/internal/platform/db"
	"thidua/internal/year/org"
)

// A tap listens to a stream while others go on.
type tap struct {
	stop context.CancelFunc
	wg   sync.WaitGroup
	mu   sync.Mutex
	said strings.Builder
	code int
}

func (t *tap) text() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.said.String()
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
			t.mu.Lock()
			t.said.Write(b[:n])
			t.mu.Unlock()
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
	return t.text()
}

// told waits until the stream has said want.
func (t *tap) told(want string) {
	for until := time.Now().Add(15 * time.Second); time.Now().Before(until) && !strings.Contains(t.text(), want); {
		time.Sleep(20 * time.Millisecond)
	}
}

// shows are what a bloc may let its units see of each other: the six settings of
// house/wired TestPeersSeeWhatTheBlocShows. A stream of the hall is read by guests and by
// whoever stands before the screen, so that it tells nothing under any of them.
var shows = []struct {
	name string
	set  org.Bloc
}{
	{"own", org.Bloc{Peers: org.PeersOwn, Armed: org.ArmedSame, Shown: org.ShownAlways, Texts: true}},
	{"totals", org.Bloc{Peers: org.PeersTotals, Armed: org.ArmedSame, Shown: org.ShownAlways, Texts: true}},
	{"table, careful", org.Bloc{Peers: org.PeersTable, Armed: org.ArmedClosed, Shown: org.ShownReceived}},
	{"table, at once", org.Bloc{Peers: org.PeersTable, Armed: org.ArmedClosed, Shown: org.ShownAlways}},
	{"table, armed too", org.Bloc{Peers: org.PeersTable, Armed: org.ArmedSame, Shown: org.ShownReceived}},
	{"all there is", org.Bloc{Peers: org.PeersTable, Armed: org.ArmedSame, Shown: org.ShownAlways, Texts: true}},
}

// shown gives the bloc of the story what its units see of each other.
func (w *world) shown(set org.Bloc) {
	w.t.Helper()
	by := who.Actor{Name: "test", Via: "cli", System: true}
	if err := w.app.DB.Write(w.t.Context(), func(tx *db.Tx) error {
		b, err := org.BlocByCode(w.t.Context(), tx, "khoi-3")
		if err != nil {
			return err
		}
		b.Peers, b.Armed, b.Shown, b.Texts = set.Peers, set.Armed, set.Shown, set.Texts
		_, err = w.app.Org.SaveBloc(w.t.Context(), tx, by, b)
		return err
	}); err != nil {
		w.t.Fatal(err)
	}
}

// reports lets a police unit type a figure with its reason and a text.
const reports = `as canbo-cong-an
GET /nhap/2022-6t
keep REV name="rev.C01" value="(\d+)"
POST /nhap/2022-6t/o
  code=C01
  value=71.37
  reason=CANARY-REASON $ROUND
  rev=$REV
status 200
GET /nhap/2022-6t/phan-loi
keep REV name="rev.results" value="(\d+)"
POST /nhap/2022-6t/phan-loi
  t.results=CANARY-TEXT $ROUND
  rev.results=$REV
status 303
GET /nhap/2022-6t/phan-loi
body contains CANARY-TEXT $ROUND
GET /nhap/2022-6t
html contains 71,37`

// TestStreamsTellNothing: what a unit reports while streams of a meeting are open, which telephones, the screen of the
// hall and the chair's console get, stands in no event of them, whatever the bloc lets its units see of each other, and
// in no letter that the product writes; what happens in the meeting does stand in them.
func TestStreamsTellNothing(t *testing.T) {
	w := open(t, "")
	w.play(`as canbo-thanh-tra
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
status 303
on 2022-07-05 10:00
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
status 303`)
	for i, x := range shows {
		t.Run(x.name, func(t *testing.T) {
			w.t = t
			w.shown(x.set)
			w.words["ROUND"] = fmt.Sprint(i)
			w.as("visitor-phone")
			phone := w.listen("/truc-tiep/hop/$CFCODE")
			w.as("visitor")
			hall := w.listen("/truc-tiep/$SCREEN")
			w.as("canbo-thanh-tra")
			console := w.listen("/truc-tiep/dieu-hanh/$CFID")
			w.play(reports)
			// What happens in the meeting comes after it in the streams: nothing is missed by looking early.
			w.play(`as canbo-thanh-tra
POST /hoi-nghi/$CFID/dieu-hanh
  viec=poll
  text=Thông qua nhiệm vụ lần $ROUND
  named=1
status 303
follow
keep POLL name="luot" value="(\d+)"><button class="btn" name="viec" value="result"
tick`)
			want := w.fill("Thông qua nhiệm vụ lần $ROUND")
			phone.told(want)
			hall.told(want)
			console.told("data: ")
			for name, x := range map[string]struct {
				tap  *tap
				want string
			}{"phone": {phone, want}, "hall": {hall, want}, "console": {console, "data: "}} {
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
			w.play(`as canbo-thanh-tra
POST /hoi-nghi/$CFID/dieu-hanh
  viec=result
  luot=$POLL
status 303`)
		})
		w.t = t
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
