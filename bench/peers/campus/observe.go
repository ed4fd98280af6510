package main

import (
	"net/http"
	"strconv"
	"time"

	kitlog "github.com/go-kit/log"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

type metrics struct {
	count   *prometheus.CounterVec
	latency *prometheus.SummaryVec
}

func newMetrics() metrics {
	labels := []string{"method", "error"}
	return metrics{
		count: promauto.NewCounterVec(prometheus.CounterOpts{Name: "students_http_request_count"}, labels),
		latency: promauto.NewSummaryVec(
			prometheus.SummaryOpts{Name: "students_http_request_latency_microseconds"}, labels),
	}
}

// observed counts, times and logs a call; what it could not do is a 500.
func observed(
	m metrics, logger kitlog.Logger, method string, handle func(http.ResponseWriter, *http.Request) error,
) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		begin := time.Now()
		err := handle(w, r)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
		took := time.Since(begin)
		failed := strconv.FormatBool(err != nil)
		m.count.WithLabelValues(method, failed).Inc()
		m.latency.WithLabelValues(method, failed).Observe(took.Seconds())
		_ = logger.Log("servertype", "HTTP", "method", method, "took", took, "err", err)
	}
}
