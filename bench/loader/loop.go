package main

import (
	"errors"
	"fmt"
	"net"
	"syscall"
	"time"
)

const readSize = 256 << 10

// client is one connection's protocol: it eats what has arrived and leaves what is to be sent in its socket.
type client interface {
	receive(now time.Time, data []byte) (rest []byte, err error)
	transport() *socket
}

// loop waits for readable sockets and serves them in turn.
type loop struct {
	epoll   int
	clients map[int32]client
	events  [256]syscall.EpollEvent
}

func newLoop() (*loop, error) {
	epoll, err := syscall.EpollCreate1(0)
	if err != nil {
		return nil, err
	}
	return &loop{epoll: epoll, clients: map[int32]client{}}, nil
}

func (l *loop) add(c client) error {
	s := c.transport()
	l.clients[int32(s.fd)] = c
	s.epoll = l.epoll
	event := syscall.EpollEvent{Events: syscall.EPOLLIN, Fd: int32(s.fd)}
	return syscall.EpollCtl(l.epoll, syscall.EPOLL_CTL_ADD, s.fd, &event)
}

// runFor serves events until the time is over or a connection breaks.
func (l *loop) runFor(duration time.Duration) error {
	for end := time.Now().Add(duration); time.Now().Before(end); {
		n, err := syscall.EpollWait(l.epoll, l.events[:], 50)
		if err != nil && !errors.Is(err, syscall.EINTR) {
			return err
		}
		for _, event := range l.events[:max(n, 0)] {
			if err := serve(l.clients[event.Fd], event.Events); err != nil {
				return err
			}
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

// socket is a non-blocking connection with the bytes that wait on either side.
type socket struct {
	fd      int
	epoll   int
	in      []byte
	kept    int
	out     []byte
	blocked bool
}

func dial(address string) (*socket, error) {
	tcp, err := net.ResolveTCPAddr("tcp4", address)
	if err != nil {
		return nil, err
	}
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	if err != nil {
		return nil, err
	}
	target := syscall.SockaddrInet4{Port: tcp.Port, Addr: [4]byte(tcp.IP.To4())}
	if err := syscall.Connect(fd, &target); err != nil {
		return nil, fmt.Errorf("connect to %s: %w", address, err)
	}
	if err := syscall.SetsockoptInt(fd, syscall.IPPROTO_TCP, syscall.TCP_NODELAY, 1); err != nil {
		return nil, err
	}
	return &socket{fd: fd, in: make([]byte, readSize)}, syscall.SetNonblock(fd, true)
}

// read answers all bytes not yet eaten, old and new; none when the socket had nothing.
func (s *socket) read() ([]byte, error) {
	n, err := syscall.Read(s.fd, s.in[s.kept:])
	if errors.Is(err, syscall.EAGAIN) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read: %w", err)
	}
	if n == 0 {
		return nil, errors.New("the server closed a connection")
	}
	return s.in[:s.kept+n], nil
}

func (s *socket) keep(rest []byte) {
	s.kept = copy(s.in, rest)
}

// flush writes what it can, and asks for a wake-up only while the peer is slow.
func (s *socket) flush() error {
	if len(s.out) > 0 {
		n, err := syscall.Write(s.fd, s.out)
		if err != nil && !errors.Is(err, syscall.EAGAIN) {
			return fmt.Errorf("write: %w", err)
		}
		s.out = s.out[:copy(s.out, s.out[max(n, 0):])]
	}
	blocked := len(s.out) > 0
	if blocked == s.blocked {
		return nil
	}
	s.blocked = blocked
	event := syscall.EpollEvent{Events: syscall.EPOLLIN, Fd: int32(s.fd)}
	if blocked {
		event.Events |= syscall.EPOLLOUT
	}
	return syscall.EpollCtl(s.epoll, syscall.EPOLL_CTL_MOD, s.fd, &event)
}
