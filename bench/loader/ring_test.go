package main

import (
	"testing"

	"golang.org/x/net/http2/hpack"
)

var small = options{message: "email", path: "/user.UserService/GetByEmail", address: "127.0.0.1:1", requests: 300, users: 100}

func TestRingCanBeRepeatedOnOneConnection(t *testing.T) {
	for _, tableSize := range []uint32{4096, 128, 0} {
		ring := buildRing(small, 1, tableSize)
		var got []hpack.HeaderField
		decoder := hpack.NewDecoder(4096, func(field hpack.HeaderField) { got = append(got, field) })
		calls := buildCalls(small.requests, small.users, 1)
		for n := range 2 * small.requests {
			got = nil
			call := ring.calls[n%small.requests]
			if _, err := decoder.Write(call[frameHeaderSize:]); err != nil {
				t.Fatalf("table of %d, call %d: %v", tableSize, n, err)
			}
			if err := decoder.Close(); err != nil {
				t.Fatal(err)
			}
			for i, want := range grpcHeaders(small, calls[n%small.requests]) {
				if got[i].Name != want.Name || got[i].Value != want.Value {
					t.Fatalf("table of %d, call %d: got %v, want %v", tableSize, n, got[i], want)
				}
			}
		}
	}
}

func TestCallsDifferAndOneInAHundredIsSampled(t *testing.T) {
	calls := buildCalls(10_000, 10_000, 2)
	traces, users, sampled := map[string]bool{}, map[int]bool{}, 0
	for _, call := range calls {
		traces[call.traceparent], users[call.user] = true, true
		if call.traceparent[len(call.traceparent)-2:] == "01" {
			sampled++
		}
	}
	if len(traces) != 10_000 || len(users) != 10_000 || sampled != 100 {
		t.Fatalf("%d traceparents, %d users, %d sampled", len(traces), len(users), sampled)
	}
}

func TestTheStreamIdIsFilledIn(t *testing.T) {
	ring := buildRing(small, 1, 4096)
	bytes := ring.appendHead([]byte("before"), 7, 0x01020305)[len("before"):]
	if string(bytes[5:9]) != "\x01\x02\x03\x05" {
		t.Fatalf("the stream id is % x", bytes[5:9])
	}
}
