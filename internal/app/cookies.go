package app

import (
	"net/http"
	"strings"
)

// The prefixes by which browsers keep a cookie from being set by another host, or without HTTPS.
const (
	hostPrefix   = "__Host-"   // this host alone, the whole site
	securePrefix = "__Secure-" // set over HTTPS
)

// prefixed gives every cookie of a site behind HTTPS its prefix on the way out, and takes only such
// cookies in: what a neighbouring host or a plain connection planted is not seen by any page.
func prefixed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(r.Header["Cookie"]) > 0 {
			var kept []string
			for _, c := range r.Cookies() {
				name := c.Name
				switch {
				case name == hostPrefix+"phien":
				case strings.HasPrefix(name, hostPrefix):
					name = strings.TrimPrefix(name, hostPrefix)
				case strings.HasPrefix(name, securePrefix):
					name = strings.TrimPrefix(name, securePrefix)
				default:
					continue
				}
				kept = append(kept, name+"="+c.Value)
			}
			r = r.Clone(r.Context())
			r.Header.Del("Cookie")
			if len(kept) > 0 {
				r.Header.Set("Cookie", strings.Join(kept, "; "))
			}
		}
		next.ServeHTTP(&cookieWriter{ResponseWriter: w}, r)
	})
}

// A cookieWriter names the cookies of an answer before its head is sent.
type cookieWriter struct {
	http.ResponseWriter
	sent bool
}

// WriteHeader implements http.ResponseWriter.
func (w *cookieWriter) WriteHeader(status int) {
	w.name()
	w.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (w *cookieWriter) Write(b []byte) (int, error) {
	w.name()
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the writer beneath.
func (w *cookieWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *cookieWriter) name() {
	if w.sent {
		return
	}
	w.sent = true
	list := w.Header()["Set-Cookie"]
	for i, line := range list {
		if strings.HasPrefix(line, "__") {
			continue
		}
		if !strings.Contains(line, "; Secure") {
			line += "; Secure" // without it a browser does not even drop a cookie with a prefix
		}
		if strings.Contains(line+";", "; Path=/;") {
			list[i] = hostPrefix + line
		} else {
			list[i] = securePrefix + line
		}
	}
}
