package main

import (
	"fmt"
	"os"
	"strings"
)

// replay holds prebuilt requests: those of a ring come again and again, the others are taken once by whoever is next.
type replay struct {
	frames [][]byte
	once   bool
	taken  int
}

func (r *replay) take(next *int) (frame []byte, ok bool) {
	if r.once {
		if r.taken == len(r.frames) {
			return nil, false
		}
		r.taken++
		return r.frames[r.taken-1], true
	}
	frame = r.frames[*next]
	*next = (*next + 1) % len(r.frames)
	return frame, true
}

// buildHTTP1 makes the rings of requests; with -bodies there is one of requests that are sent once.
func buildHTTP1(o options) ([]*replay, error) {
	if o.bodies != "" {
		bodies, err := readLines(o.bodies)
		if err != nil {
			return nil, err
		}
		frames := make([][]byte, len(bodies))
		for i, call := range buildCalls(len(bodies), o.users, 0) {
			frames[i] = buildPost(o, call, bodies[i])
		}
		return []*replay{{frames: frames, once: true}}, nil
	}
	ids, err := readIDs(o)
	if err != nil {
		return nil, err
	}
	rings := make([]*replay, ringCount)
	for lap := range rings {
		frames := make([][]byte, o.requests)
		for i, call := range buildCalls(o.requests, len(ids), uint64(lap)) {
			frames[i] = buildRequest(o, call, ids)
		}
		rings[lap] = &replay{frames: frames}
	}
	return rings, nil
}

func readIDs(o options) ([]string, error) {
	if o.ids != "" {
		return readLines(o.ids)
	}
	ids := make([]string, o.users)
	for i := range ids {
		ids[i] = userID(i)
	}
	return ids, nil
}

func readLines(path string) ([]string, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return strings.Split(strings.TrimRight(string(text), "\n"), "\n"), nil
}

const sharedHeaders = "Host: %s\r\nUser-Agent: flotilla-bench/1\r\nAccept: application/json\r\ntraceparent: %s\r\n"

func buildRequest(o options, call call, ids []string) []byte {
	if o.method == "POST" {
		return buildPost(o, call, newUser(call.user))
	}
	target := o.path
	if !strings.Contains(target, "?") {
		target += "/" + ids[call.user]
	}
	return fmt.Appendf(nil, "GET %s HTTP/1.1\r\n"+sharedHeaders+"\r\n", target, o.address, call.traceparent)
}

func buildPost(o options, call call, body string) []byte {
	const head = "POST %s HTTP/1.1\r\n" + sharedHeaders + "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
	return fmt.Appendf(nil, head, o.path, o.address, call.traceparent, len(body), body)
}
