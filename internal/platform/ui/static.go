package ui

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"

	"thidua/internal/base/fault"
	"thidua/internal/platform/web"
)

//go:embed static
var static embed.FS

type asset struct {
	url  string
	body []byte
	kind string
}

var assets = sync.OnceValue(func() map[string]asset {
	m := map[string]asset{}
	fs.WalkDir(static, "static", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := static.ReadFile(p)
		if err != nil {
			return err
		}
		name := strings.TrimPrefix(p, "static/")
		h := sha256.Sum256(b)
		kind := mime.TypeByExtension(path.Ext(name))
		switch path.Ext(name) {
		case ".js":
			kind = "text/javascript; charset=utf-8"
		case ".css":
			kind = "text/css; charset=utf-8"
		}
		m[name] = asset{"/tinh/" + hex.EncodeToString(h[:6]) + "/" + name, b, kind}
		return nil
	})
	return m
})

// Asset gives the address of a static file; it changes with the file's content.
func Asset(name string) string { return assets()[name].url }

// Slice gives the routes of the frame: static files and the reader's preferences.
func Slice() web.Slice {
	return web.Slice{Name: "ui", English: english, Routes: []web.Route{
		{Method: "GET", Path: "/tinh/{hash}/{name}", Name: "ui.static", Policy: web.Public, Handler: serveAsset},
		{Method: "POST", Path: "/tuy-chon", Name: "ui.preferences", Policy: web.Public, Handler: savePreferences},
	}}
}

//go:embed ui.en.txt
var english string

func serveAsset(w http.ResponseWriter, r *web.Request) error {
	a, ok := assets()[r.PathValue("name")]
	if !ok || a.url != r.URL.Path {
		return fault.New(fault.NotFound, "web.404|Không tìm thấy trang. Kiểm tra lại đường dẫn hoặc tìm kiếm.")
	}
	w.Header().Set("Content-Type", a.kind)
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	_, err := w.Write(a.body)
	return err
}

// savePreferences keeps language, theme and text size in cookies: lang=vi|en,
// theme=auto|light|dark, size=m|s|l; then goes back to the page in "ve".
func savePreferences(w http.ResponseWriter, r *web.Request) error {
	for name, ok := range map[string]string{"lang": " vi en ", "theme": " auto light dark ", "size": " m s l "} {
		v := r.PostFormValue(name)
		if v == "" || !strings.Contains(ok, " "+v+" ") {
			continue
		}
		http.SetCookie(w, &http.Cookie{Name: name, Value: v, Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true, Secure: r.Srv.Secure, SameSite: http.SameSiteLaxMode})
	}
	return web.See(w, r, r.PostFormValue("ve"), "")
}
