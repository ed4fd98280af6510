package main

import "time"

// bytesClient sends requests of one size and takes answers of another, and knows nothing of either: the floor under
// whatever speaks a protocol.
type bytesClient struct {
	*socket
	stats   *stats
	request []byte
	answer  int
	sentAt  []time.Time // of the calls in flight, as a ring
	oldest  int
}

func connectBytes(o options, loop *loop, stats *stats) error {
	for range o.connections {
		socket, err := dial(o.address, loop)
		if err != nil {
			return err
		}
		c := &bytesClient{socket: socket, stats: stats, request: make([]byte, o.size), answer: o.answer}
		if err := loop.add(c); err != nil {
			return err
		}
		for range o.streams {
			c.sentAt = append(c.sentAt, time.Now())
			c.out = append(c.out, c.request...)
		}
		if err := c.flush(); err != nil {
			return err
		}
	}
	return nil
}

func (c *bytesClient) transport() *socket { return c.socket }

func (c *bytesClient) receive(now time.Time, data []byte) ([]byte, error) {
	for ; len(data) >= c.answer; data = data[c.answer:] {
		c.stats.succeed(now.Sub(c.sentAt[c.oldest]), c.answer)
		c.sentAt[c.oldest] = now
		c.oldest = (c.oldest + 1) % len(c.sentAt)
		c.out = append(c.out, c.request...)
	}
	return data, nil
}
