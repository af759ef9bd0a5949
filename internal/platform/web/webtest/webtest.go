// Package webtest drives a real browser against the product in tests: what a page shows,
// what the keyboard does, whether axe-core finds a fault, whether it fits a phone.
// A test package that uses it runs its tests through Run in TestMain.
package webtest

import (
	"context"
	_ "embed"
	"net/http"
	neturl "net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/inspector"
	logs "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/storage"
	"github.com/chromedp/chromedp"
)

// browser is the one browser of the test process.
type browser struct {
	mu     sync.Mutex
	ctx    context.Context
	cancel func()
	dir    string
	err    error
	ready  bool // Run was called
}

var shared browser

// Run runs the tests of a package and ends the browser that they started:
//
//	func TestMain(m *testing.M) { os.Exit(webtest.Run(m)) }
func Run(m *testing.M) int {
	shared.ready = true
	defer shared.stop()
	return m.Run()
}

func (b *browser) stop() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.cancel != nil {
		b.cancel()
	}
	if b.dir != "" {
		os.RemoveAll(b.dir)
	}
}

// Find gives the path of Chromium, "" when there is none. THIDUA_CHROMIUM names another.
func Find() string {
	for _, name := range []string{os.Getenv("THIDUA_CHROMIUM"), "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome-stable", "google-chrome"} {
		if name == "" {
			continue
		}
		if p, err := exec.LookPath(name); err == nil {
			return p
		}
	}
	return ""
}

func (b *browser) context() (context.Context, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ctx != nil || b.err != nil {
		return b.ctx, b.err
	}
	b.dir, b.err = os.MkdirTemp("", "thidua-chromium-")
	if b.err != nil {
		return nil, b.err
	}
	alloc, cancelAlloc := chromedp.NewExecAllocator(context.Background(),
		chromedp.ExecPath(Find()), chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck, chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("hide-scrollbars", true), chromedp.UserDataDir(b.dir))
	ctx, cancel := chromedp.NewContext(alloc)
	if b.err = chromedp.Do(ctx); b.err != nil {
		cancel()
		cancelAlloc()
		return nil, b.err
	}
	b.ctx, b.cancel = ctx, func() {
		chromedp.Cancel(ctx)
		cancelAlloc()
	}
	return b.ctx, nil
}

// need skips the test when Chromium is missing, or fails it when THIDUA_REQUIRE lists it.
func need(t testing.TB) {
	t.Helper()
	if !shared.ready {
		t.Fatal("webtest: run the tests of this package through webtest.Run in TestMain, so that the browser ends with them")
	}
	if Find() != "" {
		return
	}
	const how = "Chromium is missing: install it (Debian: apt-get install chromium) or name it in THIDUA_CHROMIUM"
	for _, r := range strings.Split(os.Getenv("THIDUA_REQUIRE"), ",") {
		if strings.TrimSpace(r) == "chromium" {
			t.Fatal(how + "; THIDUA_REQUIRE asks for it")
		}
	}
	t.Skip(how)
}

// Options say how a page is looked at.
type Options struct {
	Width, Height int
	Dark          bool
	Cookies       []*http.Cookie
	NoScript      bool // scripts are switched off
	Forced        bool // forced colours, as with a high contrast theme

	Scale float64 // device pixels for each point, 0 for 1
	Slow  float64 // how many times slower the processor is, 0 for as fast as it is

	Before string // a script that runs on every page before the page itself
}

// A Page is one tab with its own cookies. Its methods fail the test on errors. Uncaught
// exceptions and violations of the content security policy fail the test too.
type Page struct {
	t   testing.TB
	tab context.Context // as long as the tab is open

	// Close ends the tab before the test that opened it ends.
	Close func()

	ctx    context.Context // the time of one test
	mu     sync.Mutex
	faults []string
	status int

	document network.RequestID // of the page that is open

	noScript bool
}

// Open opens url in a window of width × height.
func Open(t testing.TB, url string, width, height int, dark bool, cookies ...*http.Cookie) *Page {
	t.Helper()
	return OpenWith(t, url, Options{Width: width, Height: height, Dark: dark, Cookies: cookies})
}

// OpenWith is Open with all options.
func OpenWith(t testing.TB, url string, o Options) *Page {
	t.Helper()
	need(t)
	parent, err := shared.context()
	if err != nil {
		t.Fatalf("webtest: the browser did not start: %v", err)
	}
	tab, cancel := chromedp.NewContext(parent, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	p := &Page{tab: tab, Close: cancel}
	p.begin(t, o)
	p.do(chromedp.Func(func(ctx context.Context, tg *chromedp.Target) error { return p.prepare(ctx, tg, url, o) }))
	if err := chromedp.Listen(tab, p.listen); err != nil {
		t.Fatal(err)
	}
	p.do(o.viewport())
	p.Goto(url)
	return p
}

func (o Options) viewport() chromedp.Action[chromedp.Void] {
	if o.Scale > 0 {
		return chromedp.EmulateViewport(int64(o.Width), int64(o.Height), chromedp.EmulateScale(o.Scale))
	}
	return chromedp.EmulateViewport(int64(o.Width), int64(o.Height))
}

// begin gives the tab to a test: its faults and its time are the test's.
func (p *Page) begin(t testing.TB, o Options) {
	ctx, cancel := context.WithTimeout(p.tab, 60*time.Second)
	p.t, p.ctx, p.noScript = t, ctx, o.NoScript
	t.Cleanup(func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		for _, f := range p.faults {
			t.Errorf("webtest: in the page: %s", f)
		}
		p.faults = nil
		cancel()
	})
}

// GoOn gives the tab another minute.
func (p *Page) GoOn() {
	ctx, cancel := context.WithTimeout(p.tab, 60*time.Second)
	p.ctx = ctx
	p.t.Cleanup(cancel)
}

// Again opens url in the same tab for the test t as if the tab were new: what the browser
// kept of the site is gone, its process is not. Opening many pages one after the other is
// several times faster that way. The page must have been opened by a test that outlives t.
// Close it after a few: a tab was seen to hang after its twentieth page and later.
func (p *Page) Again(t testing.TB, url string, o Options) {
	t.Helper()
	if o.NoScript || p.noScript {
		t.Fatal("webtest: a tab without scripts is not used again")
	}
	p.begin(t, o)
	Eval[bool](p, `location.protocol === 'http:' ? (localStorage.clear(), sessionStorage.clear(), true) : false`)
	p.do(chromedp.Func(func(ctx context.Context, tg *chromedp.Target) error {
		u, err := neturl.Parse(url)
		if err != nil {
			return err
		}
		if _, err := cdp.Call(ctx, tg, storage.ClearDataForOrigin, storage.ClearDataForOriginParams{Origin: u.Scheme + "://" + u.Host, StorageTypes: "service_workers,cache_storage"}); err != nil {
			return err
		}
		if _, err := cdp.Call(ctx, tg, network.ClearBrowserCookies, cdp.Empty{}); err != nil {
			return err
		}
		return p.prepare(ctx, tg, url, o)
	}))
	p.do(o.viewport())
	p.Goto(url)
}

func (p *Page) prepare(ctx context.Context, tg *chromedp.Target, url string, o Options) error {
	scheme, forced := "light", "none"
	if o.Dark {
		scheme = "dark"
	}
	if o.Forced {
		forced = "active"
	}
	features := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}, {Name: "forced-colors", Value: forced}}
	if _, err := cdp.Call(ctx, tg, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features}); err != nil {
		return err
	}
	if o.NoScript {
		if _, err := cdp.Call(ctx, tg, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
			return err
		}
	}
	if o.Slow > 0 {
		if _, err := cdp.Call(ctx, tg, emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: o.Slow}); err != nil {
			return err
		}
	}
	if o.Before != "" {
		if _, err := cdp.Call(ctx, tg, cdppage.AddScriptToEvaluateOnNewDocument, cdppage.AddScriptToEvaluateOnNewDocumentParams{Source: o.Before}); err != nil {
			return err
		}
	}
	var list []*network.CookieParam
	for _, c := range o.Cookies {
		list = append(list, &network.CookieParam{Name: c.Name, Value: c.Value, URL: url, Path: "/", HTTPOnly: c.HttpOnly})
	}
	if len(list) == 0 {
		return nil
	}
	_, err := cdp.Call(ctx, tg, network.SetCookies, network.SetCookiesParams{Cookies: list})
	return err
}

func (p *Page) listen(ev any) {
	fault := ""
	switch e := ev.(type) {
	case *network.EventResponseReceived:
		if e.Type == network.ResourceTypeDocument {
			p.mu.Lock()
			p.document = e.RequestID
			p.mu.Unlock()
		}
	case *runtime.EventExceptionThrown:
		fault = "uncaught: " + e.ExceptionDetails.Text
		if x := e.ExceptionDetails.Exception; x != nil {
			fault += " " + x.Description
		}
	case *logs.EventEntryAdded:
		if e.Entry.Level == logs.EntryLevelError && (e.Entry.Source == logs.EntrySourceSecurity || strings.Contains(e.Entry.Text, "Content Security Policy")) {
			fault = e.Entry.Text
		}
	case *inspector.EventTargetCrashed:
		fault = "the tab crashed"
	case *cdppage.EventJavascriptDialogOpening: // leaving with unsaved text: tests leave
		go chromedp.Call(p.ctx, cdppage.HandleJavaScriptDialog, cdppage.HandleJavaScriptDialogParams{Accept: true})
	}
	if fault != "" {
		p.mu.Lock()
		p.faults = append(p.faults, fault)
		p.mu.Unlock()
	}
}

func (p *Page) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, steps...); err != nil {
		p.t.Fatalf("webtest: %v", err)
	}
}

// Goto opens another address in the same tab.
func (p *Page) Goto(url string) {
	p.t.Helper()
	r, err := chromedp.Run(p.ctx, chromedp.NavigateResponse(url))
	if err != nil {
		p.t.Fatalf("webtest: %s: %v", url, err)
	}
	if r != nil {
		p.status = int(r.Status)
	}
}

// Faults gives what would fail the test and forgets it: for pages that are meant to be wrong.
func (p *Page) Faults() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	list := p.faults
	p.faults = nil
	return list
}

// Status gives the HTTP status of the last address opened with Goto.
func (p *Page) Status() int { return p.status }

// Screenshot writes a picture of the whole page to path, for people to look at.
func (p *Page) Screenshot(path string) {
	p.t.Helper()
	b, err := chromedp.Run(p.ctx, chromedp.FullScreenshot(100))
	p.write(path, b, err)
}

// Window writes a picture of what the window shows to path.
func (p *Page) Window(path string) {
	p.t.Helper()
	b, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	p.write(path, b, err)
}

// PDF prints the page as the browser would and writes the file to path.
func (p *Page) PDF(path string) {
	p.t.Helper()
	b, err := chromedp.Run(p.ctx, chromedp.PrintToPDF(chromedp.PDFPreferCSSPageSize()))
	p.write(path, b, err)
}

func (p *Page) write(path string, b []byte, err error) {
	p.t.Helper()
	if err == nil {
		err = os.MkdirAll(filepath.Dir(path), 0o755)
	}
	if err == nil {
		err = os.WriteFile(path, b, 0o644)
	}
	if err != nil {
		p.t.Fatalf("webtest: %s: %v", path, err)
	}
}

// Eval runs a JavaScript expression in the page and gives its value; a promise is awaited.
func Eval[T any](p *Page, js string) T {
	p.t.Helper()
	v, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](js, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("webtest: %s: %v", short(js), err)
	}
	return v
}

func short(s string) string {
	if len(s) > 160 {
		return s[:160] + "…"
	}
	return s
}

// Wait waits until the JavaScript expression is true, at most five seconds.
func (p *Page) Wait(js string) {
	p.t.Helper()
	end := time.Now().Add(5 * time.Second)
	for {
		ok, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool]("!!("+js+")"))
		if ok {
			return
		}
		if time.Now().After(end) {
			p.t.Fatalf("webtest: never true: %s (%v)", short(js), err)
		}
		time.Sleep(25 * time.Millisecond)
	}
}

// NoSideScroll fails when the page is wider than the window (ux check A2).
func (p *Page) NoSideScroll(t testing.TB) {
	t.Helper()
	type box struct {
		Scroll, Inner int
		Wide          []string
	}
	b := Eval[box](p, `(() => { const W = innerWidth, root = document.scrollingElement, wide = [];
if (root.scrollWidth > W) for (const e of document.body.querySelectorAll('*')) { const r = e.getBoundingClientRect(); if (r.right > W + 1 && !e.closest('.scroll') && wide.length < 8) wide.push(e.tagName + '.' + e.className + ' ' + Math.round(r.right)); }
return {Scroll: root.scrollWidth, Inner: W, Wide: wide}; })()`)
	if b.Scroll > b.Inner {
		t.Errorf("the page is %d px wide in a window of %d px: %s", b.Scroll, b.Inner, strings.Join(b.Wide, "; "))
	}
}

// URL gives the address of the page.
func (p *Page) URL() string {
	p.t.Helper()
	return Eval[string](p, "location.href")
}
