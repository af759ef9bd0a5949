package wired

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"thidua/internal/platform/web"
)

// always are the headers that every answer carries, whoever asks and whatever comes of it.
var always = map[string]*regexp.Regexp{
	"Content-Security-Policy":      regexp.MustCompile(`^default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:(?: blob:)?; connect-src 'self';.* form-action 'self'; base-uri 'none'; frame-ancestors 'none'$`),
	"X-Content-Type-Options":       regexp.MustCompile(`^nosniff$`),
	"Referrer-Policy":              regexp.MustCompile(`^same-origin$`),
	"Cross-Origin-Opener-Policy":   regexp.MustCompile(`^same-origin$`),
	"Cross-Origin-Resource-Policy": regexp.MustCompile(`^same-origin$`),
	"Permissions-Policy":           regexp.MustCompile(`geolocation=\(\)`),
	"Strict-Transport-Security":    regexp.MustCompile(`^max-age=31536000; includeSubDomains$`),
}

// headerFaults names what is wrong with the headers of an answer.
func headerFaults(rt web.Route, res *http.Response) (list []string) {
	for name, want := range always {
		if got := res.Header.Get(name); !want.MatchString(got) {
			list = append(list, name+": "+got)
		}
	}
	if c := res.Header.Get("Cache-Control"); rt.Policy.Name != "public" && res.StatusCode == http.StatusOK && c != "no-store" {
		list = append(list, "a page that is not public may be kept by a cache: "+c)
	}
	rec.Header().Set("Content-Type", "text/html")
