// The Go peer serves the same users over gRPC (grpc-go) and REST (gin) as the servers it is compared with, either bare
// or with what a production service carries: a Prometheus histogram, OpenTelemetry spans and one JSON log line per call.
package main

import (
	"context"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
	"google.golang.org/grpc"
)

type options struct {
	serve       string
	address     string
	telemetry   bool
	bufferedLog bool
	users       int
}

func main() {
	var o options
	flag.StringVar(&o.serve, "serve", "grpc", "grpc or rest")
	flag.StringVar(&o.address, "address", "127.0.0.1:50051", "address to listen on")
	flag.BoolVar(&o.telemetry, "telemetry", false, "histogram, spans and a log line per call")
	flag.BoolVar(&o.bufferedLog, "buffered-log", false, "write log lines in blocks, at the latest every 100 ms")
	flag.IntVar(&o.users, "users", 10_000, "users to serve")
	flag.Parse()
	if err := run(o); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(o options) error {
	ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer cancel()
	store := newStore(o.users)
	var t *telemetry
	if o.telemetry {
		started, err := startTelemetry(ctx, o.bufferedLog)
		if err != nil {
			return err
		}
		defer started.stop()
		t = started
	}
	listener, err := net.Listen("tcp", o.address)
	if err != nil {
		return err
	}
	if o.serve == "rest" {
		return serveREST(ctx, listener, store, t)
	}
	return serveGRPC(ctx, listener, store, t)
}

func serveGRPC(ctx context.Context, listener net.Listener, store *store, t *telemetry) error {
	server := newGRPCServer(store, t)
	context.AfterFunc(ctx, server.Stop)
	err := server.Serve(listener)
	if err == grpc.ErrServerStopped {
		return nil
	}
	return err
}

func serveREST(ctx context.Context, listener net.Listener, store *store, t *telemetry) error {
	engine := newEngine(store, t)
	if t != nil {
		engine.GET("/metrics", func(c *ginContext) {
			promhttp.HandlerFor(t.registry, promhttp.HandlerOpts{}).ServeHTTP(c.Writer, c.Request)
		})
	}
	server := &http.Server{Handler: engine, ReadHeaderTimeout: 10 * time.Second}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	err := server.Serve(listener)
	if err == http.ErrServerClosed {
		return nil
	}
	return err
}
