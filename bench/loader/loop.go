package main

import (
	"syscall"
	"time"
)

const readSize = 256 << 10

// client is one connection's protocol: it eats what has arrived and leaves what is to be sent in its socket.
type client interface {
	receive(now time.Time, data []byte) (rest []byte, err error)
	transport() *socket
}

// loop waits for readable sockets and serves them in turn. Being one thread, all sockets share one buffer to read into.
type loop struct {
	epoll    int
	clients  map[int32]client
	events   [256]syscall.EpollEvent
	in       []byte
	crowd    *crowd // absent where each answer is followed by the next call
	received int    // bytes, of all sockets
	sent     int
}

func newLoop() (*loop, error) {
	epoll, err := syscall.EpollCreate1(0)
	if err != nil {
		return nil, err
	}
	return &loop{epoll: epoll, clients: map[int32]client{}, in: make([]byte, readSize)}, nil
}

func (l *loop) add(c client) error {
	fd := c.transport().fd
	l.clients[int32(fd)] = c
	event := syscall.EpollEvent{Events: syscall.EPOLLIN, Fd: int32(fd)}
	return syscall.EpollCtl(l.epoll, syscall.EPOLL_CTL_ADD, fd, &event)
}

// runFor serves events until the time is over or a connection breaks.
func (l *loop) runFor(duration time.Duration) error {
	for end := time.Now().Add(duration); time.Now().Before(end); {
		if err := l.turn(); err != nil {
			return err
		}
	}
	return nil
}

const longestWait = 50 * time.Millisecond

// turn serves what is there, or waits for it up to 50 ms or to when the crowd's next call is due.
func (l *loop) turn() error {
	longest := longestWait
	if l.crowd != nil {
		due, err := l.crowd.send(time.Now())
		if err != nil {
			return err
		}
		longest = min(longest, time.Until(due))
	}
	n, err := l.wait(longest)
	if err != nil {
		return err
	}
	for _, event := range l.events[:max(n, 0)] {
		if err := serve(l.clients[event.Fd], event.Events); err != nil {
			return err
		}
	}
	return nil
}

func serve(c client, events uint32) error {
	s := c.transport()
	if events&syscall.EPOLLOUT != 0 {
		if err := s.flush(); err != nil {
			return err
		}
	}
	if events&(syscall.EPOLLIN|syscall.EPOLLHUP|syscall.EPOLLERR) == 0 {
		return nil
	}
	data, err := s.read()
	if err != nil || len(data) == 0 {
		return err
	}
	rest, err := c.receive(time.Now(), data)
	if err != nil {
		return err
	}
	s.keep(rest)
	return s.flush()
}
