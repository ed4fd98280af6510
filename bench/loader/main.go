// The loader replays prebuilt requests against one server and prints what it saw as one JSON object. It runs on one
// thread: an epoll loop over plain sockets, no goroutine per connection, so that it is cheaper per request than any
// server under test. Linux only.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"runtime/debug"
	"time"
)

type options struct {
	protocol    string
	address     string
	path        string
	method      string
	message     string
	ids         string
	bodies      string
	connections int
	streams     int
	requests    int
	users       int
	size        int
	count       int
	answer      int
	server      int
	wait        int
	burn        int
	rate        int
	warmup      time.Duration
	duration    time.Duration
}

func readOptions() options {
	var o options
	flag.StringVar(&o.protocol, "protocol", "grpc", "grpc, http1, bytes or hold")
	flag.StringVar(&o.address, "address", "127.0.0.1:50051", "IPv4 address and port of the server")
	flag.StringVar(&o.path, "path", "/user.UserService/GetByEmail", "method path, or for http1 the path before the id")
	flag.StringVar(&o.method, "method", "GET", "http1: GET a user or POST one")
	flag.StringVar(&o.ids, "ids", "", "http1: file with the ids to GET, one a line, in place of the users' own")
	flag.StringVar(&o.bodies, "bodies", "", "http1: file with the bodies to POST, one a line; each is sent once")
	flag.StringVar(&o.message, "message", "email", "grpc: what is sent: email, payload (of -size bytes), produce, toil or nothing")
	flag.IntVar(&o.connections, "connections", 8, "open connections")
	flag.IntVar(&o.streams, "streams", 16, "calls in flight per connection; http1 always has one")
	flag.IntVar(&o.requests, "requests", 10_000, "different requests to replay")
	flag.IntVar(&o.users, "users", 10_000, "users that the server knows")
	flag.IntVar(&o.size, "size", 0, "bytes of a payload, or of a request of the protocol bytes")
	flag.IntVar(&o.count, "count", 0, "payloads that produce asks for")
	flag.IntVar(&o.answer, "answer", 0, "bytes that every answer must have; 0: any but none")
	flag.IntVar(&o.server, "server", 0, "process id of the server, to report its CPU use")
	flag.IntVar(&o.rate, "rate", 0, "calls a second, whoever has been answered; 0: each answer is followed by the next call")
	flag.IntVar(&o.wait, "wait", 0, "milliseconds that toil waits")
	flag.IntVar(&o.burn, "burn", 0, "microseconds that toil computes")
	flag.DurationVar(&o.warmup, "warmup", time.Second, "time before measuring")
	flag.DurationVar(&o.duration, "duration", 3*time.Second, "time measured")
	flag.Parse()
	return o
}

func main() {
	debug.SetGCPercent(800)
	if err := run(readOptions()); err != nil {
		fmt.Fprintln(os.Stderr, "loader:", err)
		os.Exit(1)
	}
}

func run(o options) error {
	loop, err := newLoop()
	if err != nil {
		return err
	}
	if o.protocol == "hold" {
		return hold(o, loop)
	}
	report, err := measure(o, loop)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(report)
}

func measure(o options, loop *loop) (report, error) {
	stats := newStats(o.server, loop)
	if o.rate > 0 {
		loop.crowd = newCrowd(o.rate, uint64(o.rate))
	}
	if err := connectAll(o, loop, stats); err != nil {
		return report{}, err
	}
	if loop.crowd != nil {
		loop.crowd.begin(time.Now())
	}
	if err := loop.runFor(o.warmup); err != nil {
		return report{}, err
	}
	stats.start()
	if err := loop.runFor(o.duration); err != nil {
		return report{}, err
	}
	return stats.report(), nil
}

func connectAll(o options, loop *loop, stats *stats) error {
	switch o.protocol {
	case "grpc":
		return connectGrpc(o, loop, stats)
	case "http1":
		return connectHTTP1(o, loop, stats)
	case "bytes":
		return connectBytes(o, loop, stats)
	}
	return fmt.Errorf("unknown protocol %q", o.protocol)
}
