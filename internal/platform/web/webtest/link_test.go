package webtest

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// TestLink: what goes through a slow link arrives whole and not before it can.
func TestLink(t *testing.T) {
	body := bytes.Repeat([]byte("0123456789"), 2000) // 20 KB
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write(body) }))
	defer s.Close()
	for _, x := range []struct {
		name  string
		link  Link
		least time.Duration
	}{
		{"rate", Link{Down: 1_600_000, Up: 1 << 30, Setup: 1}, 100 * time.Millisecond},
		{"round trips", Link{Down: 1 << 30, Up: 1 << 30, RTT: 40 * time.Millisecond, Setup: 2}, 160 * time.Millisecond}, // two to set up, one for the answer, one more because 20 KB are more than ten packets
	} {
		t.Run(x.name, func(t *testing.T) {
			c := http.Client{Transport: &http.Transport{}}
			begin := time.Now()
			r, err := c.Get(x.link.Open(t, s.URL))
			if err != nil {
				t.Fatal(err)
			}
			defer r.Body.Close()
			b, err := io.ReadAll(r.Body)
			if err != nil || !bytes.Equal(b, body) {
				t.Fatalf("%d bytes, %v", len(b), err)
			}
			if took := time.Since(begin); took < x.least {
				t.Errorf("took %v, the link needs %v", took, x.least)
			}
		})
	}
}
