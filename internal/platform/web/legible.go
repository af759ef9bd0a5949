package web

import (
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"
)

// A database of the PostgreSQL kind takes no zero byte and no broken UTF-8 in a text, and nobody
// types either. They are taken out where a request comes in, so that no page has to
// think of them and both engines answer alike.

// legible gives s without zero bytes and broken UTF-8.
func legible(s string) string {
	if anyText || utf8.ValidString(s) && !strings.Contains(s, "\x00") {
		return s
	}
	return strings.ReplaceAll(strings.ToValidUTF8(s, string(utf8.RuneError)), "\x00", "")
}

// legibleValues makes names and values legible.
func legibleValues(v url.Values) {
	for k, list := range v {
		for i, s := range list {
			list[i] = legible(s)
		}
		if c := legible(k); c != k {
			delete(v, k)
			v[c] = append(v[c], list...)
		}
	}
}

// legibleAddress makes the query of a request legible; false when its path is not: no page
// has such an address.
func legibleAddress(r *http.Request) bool {
	if legible(r.URL.Path) != r.URL.Path {
		return false
	}
	if !strings.Contains(r.URL.RawQuery, "%") && legible(r.URL.RawQuery) == r.URL.RawQuery {
		return true
	}
	v := r.URL.Query()
	for k, list := range v {
		for _, s := range append(list, k) {
			if legible(s) != s {
				legibleValues(v)
				r.URL.RawQuery = v.Encode()
				return true
			}
		}
	}
	return true
}
