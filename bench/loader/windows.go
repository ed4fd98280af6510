package main

import "encoding/binary"

// bulkWindow is what the loader grants each stream where messages are large: as much as clients that measure the path
// (grpc-go, for one) come to by themselves, so that no server waits for the loader.
const bulkWindow = 1 << 20

// greet sends the preface and SETTINGS: the protocol's defaults, but for wide windows where messages are large.
func (c *grpcClient) greet() error {
	c.out = append(c.out, preface...)
	if c.window == defaultWindow {
		c.out = appendFrame(c.out, frameSettings, 0, 0, nil)
		return c.flush()
	}
	setting := binary.BigEndian.AppendUint32([]byte{0, settingWindow}, uint32(c.window))
	c.out = appendFrame(c.out, frameSettings, 0, 0, setting)
	c.out = appendWindowUpdate(c.out, 0, c.connectionWindow()-defaultWindow)
	return c.flush()
}

func (c *grpcClient) connectionWindow() int {
	if c.window == defaultWindow {
		return defaultWindow
	}
	return 8 * c.window
}

// openWindow gives back what has been read of the connection's window, once that is half of it.
func (c *grpcClient) openWindow() {
	if c.consumed > c.connectionWindow()/2 {
		c.out = appendWindowUpdate(c.out, 0, c.consumed)
		c.consumed = 0
	}
}

func (c *grpcClient) openStreamWindow(s *stream, length int) {
	s.consumed += length
	if s.consumed > c.window/2 {
		c.out = appendWindowUpdate(c.out, s.id, s.consumed)
		s.consumed = 0
	}
}

// sendBody sends as much of a request's body as both windows let through; an update of either goes on with the rest.
func (c *grpcClient) sendBody(s *stream) {
	for len(s.unsent) > 0 {
		length := min(len(s.unsent), maxFrame, c.sendWindow, s.window)
		if length <= 0 {
			return
		}
		flags := byte(0)
		if length == len(s.unsent) {
			flags = endStream
		}
		c.out = appendFrame(c.out, frameData, flags, s.id, s.unsent[:length])
		s.unsent = s.unsent[length:]
		s.window -= length
		c.sendWindow -= length
	}
}

func (c *grpcClient) onWindowUpdate(id uint32, increment int) {
	if id == 0 {
		c.sendWindow += increment
		c.sendBodies()
		return
	}
	if s := c.find(id); s != nil {
		s.window += increment
		c.sendBody(s)
	}
}

// onSettings applies a new initial window to the open streams too, as RFC 9113 §6.9.2 says.
func (c *grpcClient) onSettings(flags byte, payload []byte) {
	if flags&flagAck != 0 {
		return
	}
	before := c.server.window
	c.server.update(payload)
	for i := range c.open {
		c.open[i].window += c.server.window - before
	}
	c.sendBodies()
}

func (c *grpcClient) sendBodies() {
	for i := range c.open {
		if c.sendWindow <= 0 {
			return
		}
		c.sendBody(&c.open[i])
	}
}
