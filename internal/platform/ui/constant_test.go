package ui

import (
	"html"
	"html/template"
	"strings"
	"testing"
)

// TestSettle: a template whose texts are written once says what it said when each was looked up.
func TestSettle(t *testing.T) {
	asked := 0
	text := func(m string) string { asked++; return map[string]string{"a.x|X": `Tết & <b>"Xuân"</b> + 1`}[m] }
	call := func(m string, _ ...any) string { return text(m) }
	for _, x := range []struct {
		name, page string
		looks      int // how many times a text is asked for when the settled page is written
	}{
		{"text", `<p>{{t "a.x|X"}}</p>`, 0},
		{"attribute", `<p title="{{t "a.x|X"}}">x</p>`, 0},
		{"title", `<title>{{t "a.x|X"}}</title>`, 0},
		{"argument", `{{define "f"}}<b>{{.}}</b>{{end}}{{template "f" (t "a.x|X")}}`, 0},
		{"argument of a call", `{{define "f"}}<b>{{.}}</b>{{end}}{{template "f" (print (t "a.x|X") 2)}}`, 0},
		{"branches", `{{if .}}{{t "a.x|X"}}{{else}}-{{end}}{{range .}}{{t "a.x|X"}}{{end}}{{with .}}{{t "a.x|X"}}{{end}}`, 0},
		{"with data", `<p>{{t "a.x|X" "n" 1}}</p>`, 1},
		{"variable", `{{$x := t "a.x|X"}}<p>{{$x}}</p>`, 1},
		{"beside a script", `<p>{{t "a.x|X"}}</p><script>let x = {{t "a.x|X"}}</script>`, 2},
	} {
		var said [2]string
		for i := range said {
			p := template.Must(template.New("p").Funcs(template.FuncMap{"t": call}).Parse(x.page))
			if i == 1 {
				settle(p, text)
			}
			asked = 0
			var b strings.Builder
			if err := p.Execute(&b, []int{1, 2}); err != nil {
				t.Fatalf("%s: %v", x.name, err)
			}
			said[i] = html.UnescapeString(b.String())
			if i == 1 && asked != x.looks {
				t.Errorf("%s: %d texts looked up, want %d", x.name, asked, x.looks)
			}
			if strings.Contains(b.String(), "<b>\"Xuân") {
				t.Errorf("%s: not escaped: %s", x.name, b.String())
			}
		}
		if said[0] != said[1] {
			t.Errorf("%s:\n%s\n%s", x.name, said[0], said[1])
		}
	}
}
