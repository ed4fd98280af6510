package main

import (
	"fmt"
	"time"

	"golang.org/x/net/http2/hpack"
)

// grpcClient keeps a fixed number of calls in flight on one HTTP/2 connection.
type grpcClient struct {
	*socket
	stats      *stats
	ring       *ring
	server     settings
	answer     int  // bytes that an answer must have, 0 for any
	once       bool // what has ended is not followed by the next call
	next       int
	nextStream uint32
	open       []stream
	decoder    *hpack.Decoder
	current    *stream // whose header block is being decoded
	block      byte    // flags of the HEADERS that a CONTINUATION goes on with
	sendWindow int
	window     int // that the server may fill on each stream, and eight times that on the connection
	consumed   int
}

type stream struct {
	id        uint32
	sentAt    time.Time
	status    string
	grpc      string
	bodyBytes int
	consumed  int
	unsent    []byte
	window    int
}

const ringCount = 4

// resourceExhausted is the status of a call that was shed.
const resourceExhausted = "8"

// rings are built once the first server's settings are known; a few differ so that connections do.
type rings [ringCount]*ring

func (r *rings) at(i int, o options, server settings) *ring {
	lap := i % ringCount
	if r[lap] == nil {
		r[lap] = buildRing(o, uint64(lap), min(server.tableSize, 4096))
	}
	return r[lap]
}

func connectGrpc(o options, loop *loop, stats *stats) error {
	var rings rings
	for i := range o.connections {
		c, err := openGrpc(o, loop, stats)
		if err != nil {
			return err
		}
		c.ring = rings.at(i, o, c.server)
		if loop.crowd != nil {
			c.once = true
			loop.crowd.callers = append(loop.crowd.callers, c)
		} else if err := c.begin(o.streams); err != nil {
			return err
		}
	}
	return nil
}

// openGrpc connects, exchanges SETTINGS and joins the loop.
func openGrpc(o options, loop *loop, stats *stats) (*grpcClient, error) {
	socket, err := dial(o.address, loop)
	if err != nil {
		return nil, err
	}
	c := newGrpcClient(socket, stats, o)
	if err := c.greet(); err != nil {
		return nil, err
	}
	if err := c.awaitSettings(); err != nil {
		return nil, err
	}
	if c.server.maxStreams < uint32(o.streams) {
		return nil, fmt.Errorf("the server allows %d streams a connection, %d asked for", c.server.maxStreams, o.streams)
	}
	return c, loop.add(c)
}

func newGrpcClient(socket *socket, stats *stats, o options) *grpcClient {
	c := &grpcClient{
		socket: socket, stats: stats, answer: o.answer, nextStream: 1,
		server: defaultSettings(), sendWindow: defaultWindow, window: defaultWindow,
	}
	if o.size > 0 {
		c.window = bulkWindow
	}
	c.decoder = hpack.NewDecoder(4096, c.onField)
	return c
}

func (c *grpcClient) transport() *socket { return c.socket }

func (c *grpcClient) begin(calls int) error {
	now := time.Now()
	for range calls {
		c.send(now)
	}
	return c.flush()
}

func (c *grpcClient) send(now time.Time) {
	c.open = append(c.open, stream{id: c.nextStream, sentAt: now, window: c.server.window})
	s := &c.open[len(c.open)-1]
	c.nextStream += 2
	c.out = c.ring.appendHead(c.out, c.next, s.id)
	s.unsent = c.ring.body(c.next)
	c.next = (c.next + 1) % len(c.ring.calls)
	c.sendBody(s)
}

func (c *grpcClient) isFree() bool { return uint32(len(c.open)) < c.server.maxStreams }

func (c *grpcClient) call(scheduled time.Time) { c.send(scheduled) }

func (c *grpcClient) find(id uint32) *stream {
	for i := range c.open {
		if c.open[i].id == id {
			return &c.open[i]
		}
	}
	return nil
}

// finish counts a call and starts the next one in its place.
func (c *grpcClient) finish(now time.Time, id uint32, failure string) {
	s := c.find(id)
	if s == nil {
		return
	}
	c.count(now, s, failure)
	*s = c.open[len(c.open)-1]
	c.open = c.open[:len(c.open)-1]
	if !c.once {
		c.send(now)
	}
}

func (c *grpcClient) count(now time.Time, s *stream, failure string) {
	switch {
	case failure != "":
		c.stats.fail(failure)
	case s.status != "200":
		c.stats.fail(":status " + s.status)
	case s.grpc == resourceExhausted && c.once:
		c.stats.refuse(now.Sub(s.sentAt))
	case s.grpc != "0":
		c.stats.fail("grpc-status " + s.grpc)
	case s.bodyBytes <= 5:
		c.stats.fail("empty message")
	case c.answer > 0 && s.bodyBytes != c.answer:
		c.stats.fail(fmt.Sprintf("an answer of %d bytes instead of %d", s.bodyBytes, c.answer))
	default:
		c.stats.succeed(now.Sub(s.sentAt), s.bodyBytes)
	}
}
