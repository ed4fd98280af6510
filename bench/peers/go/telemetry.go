package main

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"os"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// telemetry is what a call is observed with. Exporter and batch processor take their settings from OTEL_*.
type telemetry struct {
	registry   *prometheus.Registry
	duration   *prometheus.HistogramVec
	provider   *sdk.TracerProvider
	propagator propagation.TextMapPropagator
	log        *slog.Logger
	flush      func()
}

func startTelemetry(ctx context.Context, bufferedLog bool) (*telemetry, error) {
	exporter, err := otlptracehttp.New(ctx)
	if err != nil {
		return nil, err
	}
	out, flush := logWriter(bufferedLog)
	t := &telemetry{
		registry: prometheus.NewRegistry(),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "rpc_server_duration_seconds",
			Help:    "Time from the request's arrival to the answer.",
			Buckets: prometheus.DefBuckets,
		}, []string{"method", "transport", "code"}),
		provider: sdk.NewTracerProvider(
			sdk.WithSampler(sdk.ParentBased(sdk.TraceIDRatioBased(0.01))),
			sdk.WithBatcher(exporter)),
		propagator: propagation.TraceContext{},
		log:        slog.New(slog.NewJSONHandler(out, nil)),
		flush:      flush,
	}
	t.registry.MustRegister(t.duration)
	return t, nil
}

func (t *telemetry) observe(ctx context.Context, transport, method, code string, elapsed time.Duration) {
	t.duration.WithLabelValues(method, transport, code).Observe(elapsed.Seconds())
	t.log.LogAttrs(ctx, slog.LevelInfo, "call finished",
		slog.String("transport", transport),
		slog.String("method", method),
		slog.String("code", code),
		slog.Float64("durationMs", float64(elapsed.Microseconds())/1000),
		slog.String("traceId", trace.SpanContextFromContext(ctx).TraceID().String()))
}

func (t *telemetry) stop() {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	_ = t.provider.Shutdown(ctx)
	t.flush()
}

// logWriter is standard output, as slog users have it, or the same in blocks of 64 KiB.
func logWriter(buffered bool) (io.Writer, func()) {
	if !buffered {
		return os.Stdout, func() {}
	}
	w := &blockWriter{to: bufio.NewWriterSize(os.Stdout, 64<<10)}
	go func() {
		for range time.Tick(100 * time.Millisecond) {
			w.flush()
		}
	}()
	return w, w.flush
}

type blockWriter struct {
	mutex sync.Mutex
	to    *bufio.Writer
}

func (w *blockWriter) Write(line []byte) (int, error) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	return w.to.Write(line)
}

func (w *blockWriter) flush() {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	_ = w.to.Flush()
}
