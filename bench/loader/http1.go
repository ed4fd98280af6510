package main

import (
	"bytes"
	"errors"
	"strconv"
	"time"
)

var (
	headEnd   = []byte("\r\n\r\n")
	lastChunk = []byte("0\r\n\r\n")
	// unavailable is the status line of a call that was shed, as far as the code.
	unavailable = []byte("HTTP/1.1 503 ")
)

// http1Client keeps one request in flight on a keep-alive connection.
type http1Client struct {
	*socket
	stats    *stats
	expected []byte // status line, as far as the code
	requests *replay
	next     int
	sentAt   time.Time
	once     bool // what has ended is not followed by the next call
	busy     bool
}

func connectHTTP1(o options, loop *loop, stats *stats) error {
	expected := []byte("HTTP/1.1 200 ")
	if o.method == "POST" {
		expected = []byte("HTTP/1.1 201 ")
	}
	replays, err := buildHTTP1(o)
	if err != nil {
		return err
	}
	for i := range o.connections {
		socket, err := dial(o.address, loop)
		if err != nil {
			return err
		}
		c := &http1Client{socket: socket, stats: stats, expected: expected, requests: replays[i%len(replays)]}
		c.next = i * 37 % len(c.requests.frames)
		if err := loop.add(c); err != nil {
			return err
		}
		if loop.crowd != nil {
			c.once = true
			loop.crowd.callers = append(loop.crowd.callers, c)
			continue
		}
		c.send(time.Now())
		if err := c.flush(); err != nil {
			return err
		}
	}
	return nil
}

func (c *http1Client) transport() *socket { return c.socket }

func (c *http1Client) isFree() bool { return !c.busy }

func (c *http1Client) call(scheduled time.Time) { c.send(scheduled) }

func (c *http1Client) send(now time.Time) {
	frame, ok := c.requests.take(&c.next)
	if !ok {
		c.stats.fail("no bodies left")
		return
	}
	c.out = append(c.out, frame...)
	c.sentAt = now
	c.busy = true
}

func (c *http1Client) receive(now time.Time, data []byte) ([]byte, error) {
	head := bytes.Index(data, headEnd)
	if head < 0 {
		return data, nil
	}
	body, complete, err := bodyLength(data[:head+2], data[head+4:])
	if err != nil || !complete {
		return data, err
	}
	c.count(now, data[:head], body)
	c.busy = false
	if !c.once {
		c.send(now)
	}
	return nil, nil
}

func (c *http1Client) count(now time.Time, head []byte, bodyBytes int) {
	switch {
	case c.once && bytes.HasPrefix(head, unavailable):
		c.stats.refuse(now.Sub(c.sentAt))
	case !bytes.HasPrefix(head, c.expected):
		c.stats.fail(string(head[:min(len(head), 12)]))
	case bodyBytes == 0:
		c.stats.fail("empty body")
	default:
		c.stats.succeed(now.Sub(c.sentAt), bodyBytes)
	}
}

// bodyLength tells whether the body has arrived in full; with one request in flight nothing may follow it.
func bodyLength(head, body []byte) (length int, complete bool, err error) {
	if value, ok := header(head, "content-length"); ok {
		length, err = strconv.Atoi(string(value))
		if err == nil && len(body) > length {
			err = errors.New("more bytes came than content-length says")
		}
		return length, len(body) == length, err
	}
	if value, ok := header(head, "transfer-encoding"); ok && string(value) == "chunked" {
		complete = bytes.HasSuffix(body, lastChunk) && (len(body) == len(lastChunk) || body[len(body)-6] == '\n')
		return max(len(body)-len(lastChunk), 0), complete, nil
	}
	return 0, false, errors.New("an answer with neither content-length nor chunks")
}

// header finds a value by its lower-case name, whatever case the server writes, and allocates nothing.
func header(head []byte, name string) (value []byte, ok bool) {
	for {
		end := bytes.IndexByte(head, '\n')
		if end < 0 {
			return nil, false
		}
		line := head[:end]
		head = head[end+1:]
		if len(line) > len(name) && line[len(name)] == ':' && bytes.EqualFold(line[:len(name)], []byte(name)) {
			return bytes.TrimSpace(line[len(name)+1:]), true
		}
	}
}
