package main

import (
	"encoding/binary"
	"testing"
	"time"
)

func bulkClient(body int) *grpcClient {
	o := options{message: "payload", size: body, requests: 1, users: 1}
	c := newGrpcClient(&socket{loop: &loop{}}, newStats(0, &loop{}), o)
	c.ring = buildRing(o, 1, 4096)
	return c
}

// sentData adds up the DATA in the frames that wait to be sent, and tells whether one of them ends the stream.
func sentData(c *grpcClient) (length int, ended bool) {
	for out := c.out; len(out) > 0; {
		size := int(out[0])<<16 + int(out[1])<<8 + int(out[2])
		if out[3] == frameData {
			length += size
			ended = ended || out[4]&endStream != 0
		}
		out = out[frameHeaderSize+size:]
	}
	return length, ended
}

func update(id uint32, increment int) []byte { return appendWindowUpdate(nil, id, increment) }

func TestABodyWaitsForBothWindows(t *testing.T) {
	c := bulkClient(100_000)
	total := len(c.ring.body(0))
	c.send(time.Now())
	steps := []struct {
		frames []byte
		want   int
	}{
		{nil, defaultWindow},
		{update(0, 50_000), defaultWindow},
		{update(1, 10), defaultWindow + 10},
		{appendFrame(nil, frameSettings, 0, 0, binary.BigEndian.AppendUint32([]byte{0, settingWindow}, defaultWindow+90)), defaultWindow + 100},
		{update(1, 50_000), total},
	}
	for i, step := range steps {
		if _, err := c.receive(time.Now(), step.frames); err != nil {
			t.Fatal(err)
		}
		if got, ended := sentData(c); got != step.want || ended != (got == total) {
			t.Fatalf("step %d: %d bytes sent, want %d; ended: %t", i, got, step.want, ended)
		}
	}
}

func TestWhatIsReadIsGivenBackOnStreamAndConnection(t *testing.T) {
	c := bulkClient(10)
	c.send(time.Now())
	c.out = nil
	frame := appendFrame(nil, frameData, 0, 1, make([]byte, maxFrame))
	for range bulkWindow * 4 / maxFrame {
		if _, err := c.receive(time.Now(), frame); err != nil {
			t.Fatal(err)
		}
	}
	given := map[uint32]int{}
	for out := c.out; len(out) > 0; out = out[frameHeaderSize+4:] {
		given[binary.BigEndian.Uint32(out[5:])] += int(binary.BigEndian.Uint32(out[frameHeaderSize:]))
	}
	if given[1] < bulkWindow*3 || given[0] != 0 {
		t.Fatalf("given back: %v", given)
	}
	if _, err := c.receive(time.Now(), frame); err != nil {
		t.Fatal(err)
	}
	if last := c.out[len(c.out)-frameHeaderSize-4:]; binary.BigEndian.Uint32(last[5:]) != 0 {
		t.Fatalf("the connection's window is not opened: % x", last)
	}
}
