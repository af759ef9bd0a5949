package webtest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

// goodPage is a page as the house builds them; each row of plants puts one fault into it.
const goodPage = `<!doctype html><html lang="vi"><head><title>x</title><style>
:focus-visible{outline:3px solid #fd0}.skip{position:absolute;left:-999em}.skip:focus{left:0}button,summary{cursor:pointer}
html:not(.js) [data-print]{display:none}
@media screen and (prefers-color-scheme:dark){body{background:#111;color:#eee}}
@media print{header,nav,.skip,button,.btn{display:none}}</style><style>/*css*/</style><script>document.documentElement.classList.add('js')</script></head><body>
<a class="skip" href="#main">Bỏ qua</a><header><nav><a href="/a">A</a></nav></header>
<main id="main" tabindex="-1"><h1>Danh sách</h1><form method="post"><label>Tên <input name="n"></label><p class="radio"><label><input type="radio" name="r"> 1</label><label><input type="radio" name="r"> 2</label></p><button>Lưu</button></form>
<button type="button" data-print>In</button><table><tr><td>Tòa án</td><td><a href="/b">Xem</a></td></tr></table><!--here--></main><!--foot--></body></html>`

var plants = []struct{ way, fault, here, css, find, put string }{
	{way: "keyboard", fault: "skips to the content", find: `<a class="skip" href="#main">Bỏ qua</a>`},
	{way: "keyboard", fault: "positive tabindex", here: `<a href="/c" tabindex="3">C</a>`},
	{way: "keyboard", fault: "cannot be reached with Tab", here: `<a href="/c" tabindex="-1">C</a>`},
	{way: "keyboard", fault: "nothing shows that it has the focus", css: `main a:focus-visible{outline:0}`},
	{way: "keyboard", fault: "nothing shows that it has the focus", css: `button:focus-visible{outline-color:transparent}`},
	{way: "keyboard", fault: "not reached with the keyboard", here: `<p style="cursor:pointer">Bấm</p>`},
	{way: "keyboard", fault: "keeps the Tab key", here: `<textarea id="t"></textarea><script>document.getElementById('t').addEventListener('keydown', e => { if (e.key === 'Tab') e.preventDefault(); });</script>`},
	{way: "keyboard", fault: "Tab leads to", here: `<select id="t"><option>1</select><script>document.getElementById('t').addEventListener('keydown', () => document.querySelector('input').focus());</script><a href="/d">D</a>`},
	{way: "keyboard", fault: "stays out of sight", css: `.skip:focus{left:-999em}`},
	{way: "print", fault: "heading is not printed", css: `@media print{h1{display:none}}`},
	{way: "print", fault: "not on paper", css: `@media print{table{display:none}}`},
	{way: "print", fault: "wider than the paper", here: `<p style="width:900px">rộng</p>`},
	{way: "print", fault: "no content: <nav>", css: `@media print{header,nav{display:block}}`},
	{way: "print", fault: "no content: <button>", here: `<p><button style="display:inline!important">Gửi</button></p>`},
	{way: "print", fault: "pale on paper", css: `td{color:#fff;background:#000}`},
	{way: "print", fault: "pale on paper", css: `:root[data-theme=dark] td{color:#eee}`},
	{way: "print", fault: "paper is dark", css: `@media (prefers-color-scheme:dark){body{background:#111}}`},
	{way: "plain", fault: "heading without scripts", find: `<h1>Danh sách</h1>`, put: `<h1></h1><script>document.querySelector('h1').textContent = 'Danh sách'</script>`},
	{way: "plain", fault: `no "Tòa án"`, find: `Tòa án`, put: `<script>document.currentScript.parentElement.append('Tòa án')</script>`},
	{way: "plain", fault: "works only with scripts", here: `<form><button type="button">Chép</button></form>`},
	{way: "plain", fault: "belongs to no form", here: `<label>Lọc <input name="f"></label>`},
	{way: "plain", fault: "leads nowhere", here: `<a href="#">Mở</a>`},
	{way: "plain", fault: "cannot be sent", here: `<form action="/x"><label>Lọc <select><option>1</select></label></form>`},
	{way: "plain", fault: "asks for scripts", here: `<noscript>Trang này cần JavaScript</noscript>`},
}

// What the checks of keyboard, paper and no scripts must find, one fault at a time.
func TestWaysFindFaults(t *testing.T) {
	body := goodPage
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, body)
	}))
	t.Cleanup(s.Close)
	p := Open(t, s.URL, 1366, 768, false)
	all := func() map[string][]string {
		p.Goto(s.URL)
		keys := p.KeyboardFaults()
		paper := p.PrintFaults("Tòa án")
		return map[string][]string{"keyboard": keys, "print": paper, "plain": p.PlainFaults("Danh sách", "Tòa án")}
	}
	for way, list := range all() {
		for _, f := range list {
			t.Errorf("a good page, %s: %s", way, f)
		}
	}
	for _, x := range plants {
		body = strings.NewReplacer("<!--here-->", x.here, "/*css*/", x.css).Replace(goodPage)
		if x.find != "" {
			body = strings.Replace(goodPage, x.find, x.put, 1)
		}
		if list := all()[x.way]; !slices.ContainsFunc(list, func(f string) bool { return strings.Contains(f, x.fault) }) {
			t.Errorf("%s: %q is not found in %q", x.way, x.fault, list)
		}
	}
}
