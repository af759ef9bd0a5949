// Package ui is the look of the product: the frame of every page, the design system (one
// style sheet, few small scripts) and typed views.
package ui

import (
	"bytes"
	"crypto/rand"
	"embed"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"net/http"
	"reflect"
	"strings"
	"sync"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/base/who"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/msg"
	"thidua/internal/platform/web"
)

//go:embed layout.html bare.html parts.html
var frame embed.FS

// A Page is what the frame needs. Every page struct embeds it.
type Page struct {
	Title  string // translated; also the <h1> unless the page prints its own
	Lang   msg.Lang
	Actor  who.Actor
	Menu   []web.MenuItem
	Path   string // of the request, without query
	Return string // path and query of the request, for forms that come back here
	Theme  string // "", "light" or "dark"
	Size   string // "", "s" or "l"
	Flash  string // message shown once
	Demo   bool
	Now    time.Time
	Error  string // when set, "Lỗi: " goes before the title
}

// NewPage fills the frame for a request. title is "id|Vietnamese text".
func NewPage(w http.ResponseWriter, r *web.Request, title string, args ...fault.P) Page {
	p := Page{Title: r.T(title, args...), Lang: r.Lang, Actor: r.Actor, Menu: r.Srv.Menu(r.Actor), Path: r.URL.Path,
		Return: r.URL.RequestURI(), Demo: r.Srv.Demo, Now: r.Srv.Clock.Now(), Flash: web.Flash(w, r)}
	if r.Method == "POST" {
		p.Return = r.URL.Path
	}
	if c, err := r.Cookie("theme"); err == nil && (c.Value == "light" || c.Value == "dark") {
		p.Theme = c.Value
	}
	if c, err := r.Cookie("size"); err == nil && (c.Value == "s" || c.Value == "l") {
		p.Size = c.Value
	}
	return p
}

// A View is a page template bound to the type of its data.
type View[T any] struct{ view }

// A view is a View without its type: what is the same for all of them is compiled once.
type view struct {
	name  string
	data  reflect.Type
	files fs.FS
	page  string
	parts []string
	bare  bool
	once  sync.Once
	tpl   *template.Template
	err   error
}

// Checkable is a view without its type, for tests over all views.
type Checkable interface {
	Name() string
	Template() (*template.Template, error)
	Data() reflect.Type
}

var views []Checkable

// Views gives every registered view, for tests.
func Views() []Checkable { return views }

// NewView registers the page template file of files. The file defines "main" and may
// define "head"; parts are files with named templates that several pages share. It is
// parsed at first use; a test parses and type-checks all.
func NewView[T any](files fs.FS, file string, parts ...string) *View[T] {
	v := &View[T]{}
	v.set(reflect.TypeFor[T](), files, file, parts)
	return v
}

func (v *view) set(data reflect.Type, files fs.FS, file string, parts []string) {
	v.name, v.data, v.files, v.page, v.parts = data.String()+"/"+file, data, files, file, parts
	views = append(views, v)
}

// NewBare registers a page without menu, header and footer: the hall screen and the
// delegate's phone. Its frame is bare.html; else it is as NewView.
func NewBare[T any](files fs.FS, file string) *View[T] {
	v := NewView[T](files, file)
	v.bare = true
	return v
}

// Name gives the name of the view, for messages of tests.
func (v *view) Name() string { return v.name }

// Data gives the type of the view's data.
func (v *view) Data() reflect.Type { return v.data }

// Template gives the parsed template.
func (v *view) Template() (*template.Template, error) {
	v.once.Do(func() {
		name := "layout.html"
		if v.bare {
			name = "bare.html"
		}
		text, err := frame.ReadFile(name)
		if err != nil {
			v.err = err
			return
		}
		t := template.New("layout.html").Funcs(funcs(nil, msg.VI))
		if t, v.err = t.Parse(string(text)); v.err != nil {
			return
		}
		if t, v.err = t.ParseFS(frame, "parts.html"); v.err != nil {
			return
		}
		v.tpl, v.err = t.ParseFS(v.files, append([]string{v.page}, v.parts...)...)
	})
	return v.tpl, v.err
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

type localKey struct {
	view Checkable
	srv  *web.Server
	lang msg.Lang
}

// locals holds each view bound to a language and a catalog.
var locals sync.Map // localKey → *template.Template

func (v *view) local(srv *web.Server, lang msg.Lang) (*template.Template, error) {
	k := localKey{v, srv, lang}
	if t, ok := locals.Load(k); ok {
		return t.(*template.Template), nil
	}
	t, err := v.Template()
	if err != nil {
		return nil, err
	}
	if t, err = t.Clone(); err != nil {
		return nil, err
	}
	t.Funcs(funcs(srv.Catalog, lang))
	settle(t, func(m string) string { return srv.Catalog.T(lang, m, nil) })
	locals.Store(k, t)
	return t, nil
}

// Render writes the page with status 200.
func (v *View[T]) Render(w http.ResponseWriter, r *web.Request, data T) error {
	return v.render(w, r, http.StatusOK, data)
}

// RenderStatus writes the page with the given status. Nothing is written when the
// template fails.
func (v *View[T]) RenderStatus(w http.ResponseWriter, r *web.Request, status int, data T) error {
	return v.render(w, r, status, data)
}

func (v *view) render(w http.ResponseWriter, r *web.Request, status int, data any) error {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	if err := v.execute(b, r, data); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, err := w.Write(b.Bytes())
	return err
}

// execute renders the page into b.
func (v *view) execute(b io.Writer, r *web.Request, data any) error {
	t, err := v.local(r.Srv, r.Lang)
	if err != nil {
		return err
	}
	raw := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(raw)
	raw.Reset()
	if err := t.ExecuteTemplate(raw, "layout.html", data); err != nil {
		return fmt.Errorf("view %s: %w", v.name, err)
	}
	if !r.Actor.SignedIn() { // forms that anybody may send guard themselves
		_, err = b.Write(raw.Bytes())
		return err
	}
	return keyForms(b, raw.Bytes())
}

var postForm = []byte(`<form method="post"`)

// keyForms gives every form of a page that is sent by POST a key of its own, by which a form
// that is sent again is known; see package once.
func keyForms(b io.Writer, page []byte) error {
	stem := ""
	for n := 0; ; n++ {
		at := bytes.Index(page, postForm)
		end := -1
		if at >= 0 {
			end = bytes.IndexByte(page[at:], '>')
		}
		if end < 0 {
			_, err := b.Write(page)
			return err
		}
		if stem == "" {
			stem = rand.Text()[:16]
		}
		if _, err := b.Write(page[:at+end+1]); err != nil {
			return err
		}
		if _, err := fmt.Fprintf(b, `<input type="hidden" name="%s" value="%s%d">`, web.OnceField, stem, n); err != nil {
			return err
		}
		page = page[at+end+1:]
	}
}

// Part renders one named template of the page, for readers of a language: what a live page
// gets when something changed.
func (v *view) Part(b io.Writer, srv *web.Server, lang msg.Lang, name string, data any) error {
	t, err := v.local(srv, lang)
	if err != nil {
		return err
	}
	if err := t.ExecuteTemplate(b, name, data); err != nil {
		return fmt.Errorf("view %s, part %s: %w", v.name, name, err)
	}
	return nil
}

// funcs are what templates may call:
//
//	{{t "id|Tiếng Việt {n}" "n" .Count}}  translated text
//	{{num .Value}}     figure.Value or *figure.Value as 1.234,5; nil gives ""
//	{{pct .Share}}     the same with one decimal and %
//	{{date .Day}}      civil.Date as 19/07/2022
//	{{when .Time}}     time as 09:41 19/07/2022
//	{{period .Period}} the name of a period in the reader's language
//	{{asset "app.css"}} address of a static file with its content hash
//	{{list "a" "b"}}   a slice, for {{template}} calls; {{dict "k" v …}} a map
//	{{fid "name"}} {{share .Pct}} {{here .Path "/viec"}} {{spark .Points}} {{nav .Menu}}: for parts.html
func funcs(c *msg.Catalog, l msg.Lang) template.FuncMap {
	return template.FuncMap{
		"t": func(m string, kv ...any) (string, error) {
			p, err := pairs(kv)
			return c.T(l, m, p), err
		},
		"num":    num,
		"pct":    pct,
		"date":   func(d civil.Date) string { return d.VN() },
		"when":   func(t time.Time) string { return t.In(clock.Zone).Format("15:04 02/01/2006") },
		"asset":  Asset,
		"period": func(p civil.Period) string { return msg.Period(l, p) },
		"list":   func(v ...any) []any { return v },
		"dict":   func(kv ...any) (map[string]any, error) { return pairs(kv) },
		"add":    func(a, b int) int { return a + b },
		"lower":  strings.ToLower,
		"fid":    FieldID,
		"share":  share,
		"here":   here,
		"spark":  spark,
		"nav": func(m []web.MenuItem) navigation {
			first, rest := split(m)
			return navigation{first, rest}
		},
	}
}

func pairs(kv []any) (fault.P, error) {
	if len(kv)%2 != 0 {
		return nil, fmt.Errorf("odd number of parameters")
	}
	p := fault.P{}
	for i := 0; i < len(kv); i += 2 {
		k, ok := kv[i].(string)
		if !ok {
			return nil, fmt.Errorf("parameter name is %T", kv[i])
		}
		p[k] = kv[i+1]
	}
	return p, nil
}

func num(v any) (string, error) {
	switch x := v.(type) {
	case nil:
		return "", nil
	case figure.Value:
		return x.VN(), nil
	case *figure.Value:
		if x == nil {
			return "", nil
		}
		return x.VN(), nil
	case int:
		return figure.FromInt(int64(x)).VN(), nil
	case int64:
		return figure.FromInt(x).VN(), nil
	}
	return "", fmt.Errorf("num: %T is not a number", v)
}

func pct(v any) (string, error) {
	switch x := v.(type) {
	case nil:
		return "", nil
	case figure.Value:
		return x.VNFixed(1) + "%", nil
	case *figure.Value:
		if x == nil {
			return "", nil
		}
		return x.VNFixed(1) + "%", nil
	}
	return "", fmt.Errorf("pct: %T is not a number", v)
}
