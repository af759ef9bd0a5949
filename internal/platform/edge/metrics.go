package edge

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics counts what the server does, in the form that Prometheus reads. Its labels are
// names of routes and kinds of answers: nothing about persons, and a bounded number.
type Metrics struct {
	all      *prometheus.Registry
	requests *prometheus.CounterVec
	took     *prometheus.HistogramVec
	running  prometheus.Gauge
	refused  prometheus.Counter
}

// NewMetrics makes counters that start at zero. version names the build.
func NewMetrics(version string) *Metrics {
	m := &Metrics{
		all:      prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "thidua_requests_total", Help: "Answered requests by route, method and status."}, []string{"route", "method", "status"}),
		took: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "thidua_request_seconds", Help: "Time to answer by route.",
			Buckets: []float64{.001, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5}}, []string{"route"}),
		running: prometheus.NewGauge(prometheus.GaugeOpts{Name: "thidua_requests_running", Help: "Requests that are being answered."}),
		refused: prometheus.NewCounter(prometheus.CounterOpts{Name: "thidua_requests_limited_total", Help: "Requests refused because one address asked too often."}),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{Name: "thidua_build_info", Help: "Always 1; the label tells the version.", ConstLabels: prometheus.Labels{"version": version}})
	build.Set(1)
	m.all.MustRegister(m.requests, m.took, m.running, m.refused, build, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Begin counts a request that starts; the function that it gives counts its end.
func (m *Metrics) Begin() func(route, method string, status int, took time.Duration) {
	m.running.Inc()
	return func(route, method string, status int, took time.Duration) {
		m.running.Dec()
		m.requests.WithLabelValues(route, method, strconv.Itoa(status)).Inc()
		m.took.WithLabelValues(route).Observe(took.Seconds())
	}
}

// Limited counts a request that was refused by a Limiter.
func (m *Metrics) Limited() { m.refused.Inc() }

// Handler serves the counters.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.all, promhttp.HandlerOpts{})
}
