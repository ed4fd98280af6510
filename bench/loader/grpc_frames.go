package main

import (
	"encoding/binary"
	"fmt"
	"time"

	"golang.org/x/net/http2/hpack"
)

func (c *grpcClient) receive(now time.Time, data []byte) ([]byte, error) {
	for len(data) >= frameHeaderSize {
		size := frameHeaderSize + int(data[0])<<16 + int(data[1])<<8 + int(data[2])
		if size > frameHeaderSize+maxFrame {
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
	c.openWindow()
	return data, nil
}

func (c *grpcClient) frame(now time.Time, kind, flags byte, id uint32, payload []byte) error {
	switch kind {
	case frameData:
		c.onData(now, flags, id, payload)
	case frameHeaders:
		return c.onHeaders(now, flags, id, payload)
	case frameContinuation:
		return c.onBlock(now, c.block|flags&endHeaders, id, payload)
	case frameReset:
		c.finish(now, id, "stream reset")
	case frameGoAway:
		return fmt.Errorf("the server sent GOAWAY, error code %d", binary.BigEndian.Uint32(payload[4:]))
	case frameWindowUpdate:
		c.onWindowUpdate(id, int(binary.BigEndian.Uint32(payload)))
	case frameSettings:
		c.onSettings(flags, payload)
		c.out = appendAck(c.out, kind, flags, payload)
	case framePing:
		c.out = appendAck(c.out, kind, flags, payload)
	}
	return nil
}

func (c *grpcClient) onData(now time.Time, flags byte, id uint32, payload []byte) {
	c.consumed += len(payload)
	s := c.find(id)
	if s == nil {
		return
	}
	s.bodyBytes += len(payload)
	if flags&endStream != 0 {
		c.finish(now, id, "")
		return
	}
	c.openStreamWindow(s, len(payload))
}

func (c *grpcClient) onHeaders(now time.Time, flags byte, id uint32, payload []byte) error {
	payload, err := unpad(flags, payload)
	if err != nil {
		return err
	}
	c.block = flags
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
	if flags&endStream != 0 {
		c.finish(now, id, "")
	}
	return nil
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
