package main

import (
	"context"
	"strconv"
	"time"

	"github.com/go-kit/kit/metrics"
	kitprometheus "github.com/go-kit/kit/metrics/prometheus"
	kitlog "github.com/go-kit/log"
	"github.com/prometheus/client_golang/prometheus"
)

// logged writes a line for each call.
type logged struct {
	next   students
	logger kitlog.Logger
}

func (l *logged) get(ctx context.Context, id string) (found student, err error) {
	defer l.log("Get", time.Now(), &err)
	return l.next.get(ctx, id)
}

func (l *logged) post(ctx context.Context, given student) (id string, err error) {
	defer l.log("Post", time.Now(), &err)
	return l.next.post(ctx, given)
}

func (l *logged) log(method string, begin time.Time, err *error) {
	_ = l.logger.Log("servertype", "HTTP", "method", method, "took", time.Since(begin), "err", *err)
}

// measured counts and times each call.
type measured struct {
	next    students
	count   metrics.Counter
	latency metrics.Histogram
}

func newMeasured(next students) *measured {
	labels := []string{"method", "error"}
	count := prometheus.CounterOpts{Namespace: "students", Subsystem: "http", Name: "request_count"}
	latency := prometheus.SummaryOpts{Namespace: "students", Subsystem: "http", Name: "request_latency_microseconds"}
	return &measured{
		next:    next,
		count:   kitprometheus.NewCounterFrom(count, labels),
		latency: kitprometheus.NewSummaryFrom(latency, labels),
	}
}

func (m *measured) get(ctx context.Context, id string) (found student, err error) {
	defer m.observe("Get", time.Now(), &err)
	return m.next.get(ctx, id)
}

func (m *measured) post(ctx context.Context, given student) (id string, err error) {
	defer m.observe("Post", time.Now(), &err)
	return m.next.post(ctx, given)
}

func (m *measured) observe(method string, begin time.Time, err *error) {
	labels := []string{"method", method, "error", strconv.FormatBool(*err != nil)}
	m.count.With(labels...).Add(1)
	m.latency.With(labels...).Observe(time.Since(begin).Seconds())
}
