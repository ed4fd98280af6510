package main

import (
	"math/rand/v2"
	"time"
)

// caller is a connection that sends one more call when told to, if it can.
type caller interface {
	client
	isFree() bool
	call(scheduled time.Time)
}

// crowd calls at moments that nobody's answer decides, as many callers who know nothing of each other do: the time
// between two calls is exponentially distributed. A call that finds no free connection waits, and its latency counts
// from when it should have been sent.
type crowd struct {
	callers []caller
	next    int
	random  *rand.Rand
	mean    time.Duration
	due     time.Time
	waiting []time.Time
}

func newCrowd(perSecond int, seed uint64) *crowd {
	return &crowd{mean: time.Second / time.Duration(perSecond), random: rand.New(rand.NewPCG(seed, 0x0be1))}
}

// begin lets the first call be due.
func (w *crowd) begin(now time.Time) { w.due = now }

// send makes the calls that are due and answers when the next one is.
func (w *crowd) send(now time.Time) (time.Time, error) {
	for !w.due.After(now) {
		w.waiting = append(w.waiting, w.due)
		w.due = w.due.Add(time.Duration(w.random.ExpFloat64() * float64(w.mean)))
	}
	sent := 0
	for _, scheduled := range w.waiting {
		c := w.free()
		if c == nil {
			break
		}
		c.call(scheduled)
		if err := c.transport().flush(); err != nil {
			return w.due, err
		}
		sent++
	}
	w.waiting = append(w.waiting[:0], w.waiting[sent:]...)
	return w.due, nil
}

// free finds a connection that can take a call, each in its turn.
func (w *crowd) free() caller {
	for range w.callers {
		c := w.callers[w.next]
		w.next = (w.next + 1) % len(w.callers)
		if c.isFree() {
			return c
		}
	}
	return nil
}
