package story

import (
	"strings"
	"testing"

	"thidua/internal/platform/db/dbtest"
)

// TestFormsAreCarriedOutOnce sends a form of a page again, as after a connection that broke
// before the answer came: nothing is doubled, and the sender comes to the same place.
func TestFormsAreCarriedOutOnce(t *testing.T) {
	play := func(t *testing.T, database string) {
		w := open(t, database)
		w.play(`as canbo-thanh-tra
GET /van-ban/moi
keep KEY name="_khoa" value="(\w+)"><[^f]
POST /van-ban/moi
  code=77/KH-K3
  kind=KH
  day=02/03/2022
  issuer=Khối thi đua số 3
  abstract=Văn bản gửi hai lần
  twice=1
  _khoa=$KEY
status 303
keep TO (/van-ban/[0-9a-z]+)`)
		first := w.words["TO"]
		w.play(`POST /van-ban/moi
  code=77/KH-K3
  kind=KH
  day=02/03/2022
  issuer=Khối thi đua số 3
  abstract=Văn bản gửi hai lần
  twice=1
  _khoa=$KEY
status 303
to $TO
follow
body contains đã được ghi ở lần gửi trước
GET /van-ban?q=gui+hai+lan`)
		if n := strings.Count(w.body, `href="`+first+`"`); n != 1 || !strings.Contains(text(w.body), "1 văn bản") {
			t.Errorf("the register holds it %d times: %.600s", n, text(w.body))
		}
		// The same page with another content is another form; without a key nothing is guarded.
		w.play(`POST /van-ban/moi
  code=77/KH-K3
  kind=KH
  day=02/03/2022
  issuer=Khối thi đua số 3
  abstract=Văn bản gửi hai lần, bản khác
  twice=1
  _khoa=$KEY
status 303
GET /van-ban?q=gui+hai+lan
body contains 2 văn bản`)
	}
	t.Run("sqlite", func(t *testing.T) { play(t, "") })
	t.Run("postgres", func(t *testing.T) { play(t, dbtest.PostgresURL(t)) })
}
