package account

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"thidua/internal/base/fault"
)

// A session that cannot be kept because the database is busy is no internal error.
func TestSessionFailed(t *testing.T) {
	busy := fmt.Errorf("account.Commit: %w", fault.New(fault.Busy, "db.busy|Hệ thống đang bận."))
	for _, x := range []struct {
		err  error
		want int
	}{{busy, http.StatusServiceUnavailable}, {errors.New("x"), http.StatusInternalServerError}} {
		rec := httptest.NewRecorder()
		newSessions(nil).ErrorFunc(rec, httptest.NewRequest("GET", "/", nil), x.err)
		if rec.Code != x.want || !strings.Contains(rec.Body.String(), "tải lại trang") || x.want == 503 && rec.Header().Get("Retry-After") == "" {
			t.Errorf("%v: %d %v %s", x.err, rec.Code, rec.Header(), rec.Body)
		}
	}
}
