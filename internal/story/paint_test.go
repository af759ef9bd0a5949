package story

import (
	"flag"
	"regexp"
	"slices"
	"testing"

	"thidua/internal/platform/web/webtest"
)

var paints = flag.Int("paints", 0, "how often TestLargestPaint opens the article over each link; 0 = not at all")

// painted is what a browser saw of one visit.
type painted struct {
	LCP, FCP float64 // ms
	Shift    float64
	What     string // the element that was painted last and largest
	Bytes    int    // that came over the network, with headers
	Files    []string
	Moved    []string // what was shifted
}

const whatWasPainted = `new Promise(done => {
const seen = {LCP: 0, FCP: 0, Shift: 0, What: '', Bytes: 0, Files: [], Moved: []};
new PerformanceObserver(l => { for (const e of l.getEntries()) { seen.LCP = e.startTime; seen.What = e.element ? e.element.tagName + ' ' + (e.url ? e.url.slice(-12) : e.element.innerText.slice(0, 40)) : ''; } }).observe({type: 'largest-contentful-paint', buffered: true});
new PerformanceObserver(l => { for (const e of l.getEntries()) { seen.Shift += e.value; for (const x of e.sources) seen.Moved.push((x.node && (x.node.className || x.node.nodeName) || '?') + ' ' + Math.round(x.previousRect.y) + '→' + Math.round(x.currentRect.y)); } }).observe({type: 'layout-shift', buffered: true});
setTimeout(() => {
const all = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
const fcp = performance.getEntriesByName('first-contentful-paint')[0];
seen.FCP = fcp ? fcp.startTime : 0;
seen.Bytes = all.reduce((n, e) => n + e.transferSize, 0);
seen.Files = all.map(e => e.name.replace(/^.*\//, '').slice(-16) + ' ' + e.transferSize + ' ' + Math.round(e.responseEnd));
done(seen);
}, 1500);
})`

// TestLargestPaint opens the newest article of the sample year as a telephone does that was
// never here: 360 points wide, a processor four times slower, slow 4G. It tells when the largest
// thing was painted. The control is the same link with a tenth of its rate, which must be slower.
//
//	go test ./internal/story -run TestLargestPaint -paints 10 -v
func TestLargestPaint(t *testing.T) {
	if *paints == 0 {
		t.Skip("a measurement, not a promise that a loaded machine can keep: -paints 10 runs it")
	}
	w := open(t, "")
	w.as("visitor")
	w.send("GET", "/tin", nil)
	path := regexp.MustCompile(`/tin/2022/07/[0-9a-z-]+`).FindString(w.body)
	tls := webtest.Slow4G
	tls.Setup = 2
	middle := map[string]float64{}
	for _, x := range []struct {
		name  string
		link  webtest.Link
		scale float64
		times int
	}{
		{"slow 4G", webtest.Slow4G, 1, *paints},
		{"slow 4G, two pixels for a point", webtest.Slow4G, 2, *paints},
		{"slow 4G, two pixels for a point, a round trip more as with TLS", tls, 2, *paints},
		{"a tenth of the rate", webtest.Slow4G.Tenth(), 2, min(*paints, 3)},
	} {
		t.Run(x.name, func(t *testing.T) {
			var all []float64
			var last painted
			for range x.times {
				p := webtest.OpenWith(t, x.link.Open(t, w.server.URL)+path, webtest.Options{Width: 360, Height: 640, Scale: x.scale, Slow: 4})
				last = webtest.Eval[painted](p, whatWasPainted)
				p.Close()
				if last.LCP <= 0 {
					t.Fatal("the browser told of no paint")
				}
				all = append(all, last.LCP)
			}
			slices.Sort(all)
			middle[x.name] = all[len(all)/2]
			t.Logf("largest paint: median %.0f ms, %.0f to %.0f of %d; first paint %.0f, shift %.3f, %d bytes; last seen: %s; %v", all[len(all)/2], all[0], all[len(all)-1], len(all), last.FCP, last.Shift, last.Bytes, last.What, last.Files)
			t.Log(last.Moved)
		})
	}
	if slow, tenth := middle["slow 4G, two pixels for a point"], middle["a tenth of the rate"]; tenth < 2*slow {
		t.Errorf("a tenth of the rate gives %.0f ms, the whole rate %.0f ms: the link slows nothing down", tenth, slow)
	}
}
