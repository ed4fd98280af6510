package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"golang.org/x/net/http2/hpack"
)

// grpcClient keeps a fixed number of unary calls in flight on one HTTP/2 connection.
type grpcClient struct {
	*socket
	stats      *stats
	ring       *ring
	next       int
	nextStream uint32
	open       []stream
	decoder    *hpack.Decoder
	current    *stream // whose header block is being decoded
	block      []byte
	blockFlags byte
	sendWindow int
	consumed   int
}

type stream struct {
	id        uint32
	sentAt    time.Time
	status    string
	grpc      string
	bodyBytes int
}

// settings is what the loader has to know of the server before it builds the requests.
type settings struct {
	tableSize  uint32
	maxStreams uint32
}

func connectGrpc(o options, loop *loop, stats *stats) error {
	var rings [4]*ring
	for i := range o.connections {
		socket, err := dial(o.address)
		if err != nil {
			return err
		}
		c := newGrpcClient(socket, stats)
		if err := c.greet(); err != nil {
			return err
		}
		server, err := awaitSettings(socket)
		if err != nil {
			return err
		}
		if server.maxStreams < uint32(o.streams) {
			return fmt.Errorf("the server allows %d streams a connection, %d asked for", server.maxStreams, o.streams)
		}
		lap := i % len(rings)
		if rings[lap] == nil {
			rings[lap] = buildRing(o, uint64(lap), min(server.tableSize, 4096))
		}
		c.ring = rings[lap]
		if err := c.begin(o.streams, loop); err != nil {
			return err
		}
	}
	return nil
}

func newGrpcClient(socket *socket, stats *stats) *grpcClient {
	c := &grpcClient{socket: socket, stats: stats, nextStream: 1, sendWindow: defaultWindow}
	c.decoder = hpack.NewDecoder(4096, c.onField)
	return c
}

func (c *grpcClient) transport() *socket { return c.socket }

func (c *grpcClient) begin(streams int, loop *loop) error {
	c.open = make([]stream, 0, streams)
	now := time.Now()
	for range streams {
		c.send(now)
	}
	if err := c.flush(); err != nil {
		return err
	}
	return loop.add(c)
}

func (c *grpcClient) send(now time.Time) {
	c.out = c.ring.appendCall(c.out, c.next, c.nextStream)
	c.sendWindow -= c.ring.bodyBytes[c.next]
	c.open = append(c.open, stream{id: c.nextStream, sentAt: now})
	c.nextStream += 2
	c.next = (c.next + 1) % len(c.ring.calls)
}

func (c *grpcClient) receive(now time.Time, data []byte) ([]byte, error) {
	for len(data) >= frameHeaderSize {
		size := frameHeaderSize + int(data[0])<<16 + int(data[1])<<8 + int(data[2])
		if size > readSize {
			return nil, fmt.Errorf("a frame of %d bytes", size)
		}
		if len(data) < size {
			break
		}
		if err := c.frame(now, data[3], data[4], binary.BigEndian.Uint32(data[5:]), data[frameHeaderSize:size]); err != nil {
			return nil, err
		}
		data = data[size:]
	}
	if c.consumed > defaultWindow/2 {
		c.out = appendWindowUpdate(c.out, c.consumed)
		c.consumed = 0
	}
	return data, nil
}

func (c *grpcClient) frame(now time.Time, kind, flags byte, id uint32, payload []byte) error {
	switch kind {
	case frameData:
		return c.onData(now, flags, id, payload)
	case frameHeaders:
		return c.onHeaders(now, flags, id, payload)
	case frameContinuation:
		return c.onBlock(now, c.blockFlags|flags&endHeaders, id, payload)
	case frameReset:
		return c.finish(now, id, "stream reset")
	case frameGoAway:
		return fmt.Errorf("the server sent GOAWAY, error code %d", binary.BigEndian.Uint32(payload[4:]))
	case frameWindowUpdate:
		if id == 0 {
			c.sendWindow += int(binary.BigEndian.Uint32(payload))
		}
	case frameSettings, framePing:
		c.out = appendAck(c.out, kind, flags, payload)
	}
	return nil
}

func (c *grpcClient) onData(now time.Time, flags byte, id uint32, payload []byte) error {
	c.consumed += len(payload)
	s := c.find(id)
	if s == nil {
		return nil
	}
	s.bodyBytes += len(payload)
	if flags&endStream != 0 {
		return c.finish(now, id, "")
	}
	return nil
}

func (c *grpcClient) onHeaders(now time.Time, flags byte, id uint32, payload []byte) error {
	payload, err := unpad(flags, payload)
	if err != nil {
		return err
	}
	c.blockFlags = flags
	return c.onBlock(now, flags, id, payload)
}

// onBlock decodes blocks of unknown streams too: the table is the connection's.
func (c *grpcClient) onBlock(now time.Time, flags byte, id uint32, payload []byte) error {
	c.current = c.find(id)
	if _, err := c.decoder.Write(payload); err != nil {
		return fmt.Errorf("header block: %w", err)
	}
	if flags&endHeaders == 0 {
		return nil
	}
	if err := c.decoder.Close(); err != nil {
		return fmt.Errorf("header block: %w", err)
	}
	if flags&endStream == 0 {
		return nil
	}
	return c.finish(now, id, "")
}

func (c *grpcClient) onField(field hpack.HeaderField) {
	if c.current == nil {
		return
	}
	switch field.Name {
	case ":status":
		c.current.status = field.Value
	case "grpc-status":
		c.current.grpc = field.Value
	}
}

func (c *grpcClient) find(id uint32) *stream {
	for i := range c.open {
		if c.open[i].id == id {
			return &c.open[i]
		}
	}
	return nil
}

// finish counts a call and starts the next one in its place.
func (c *grpcClient) finish(now time.Time, id uint32, failure string) error {
	s := c.find(id)
	if s == nil {
		return nil
	}
	c.count(now, *s, failure)
	*s = c.open[len(c.open)-1]
	c.open = c.open[:len(c.open)-1]
	if c.sendWindow < c.ring.bodyBytes[c.next] {
		return errors.New("the server lets its connection window run dry")
	}
	c.send(now)
	return nil
}

func (c *grpcClient) count(now time.Time, s stream, failure string) {
	switch {
	case failure != "":
		c.stats.fail(failure)
	case s.status != "200":
		c.stats.fail(":status " + s.status)
	case s.grpc != "0":
		c.stats.fail("grpc-status " + s.grpc)
	case s.bodyBytes <= 5:
		c.stats.fail("empty message")
	default:
		c.stats.succeed(now.Sub(s.sentAt), s.bodyBytes)
	}
}
