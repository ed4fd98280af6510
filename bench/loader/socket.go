package main

import (
	"errors"
	"fmt"
	"net"
	"syscall"
)

// socket is a non-blocking connection with the bytes that wait on either side.
type socket struct {
	fd      int
	loop    *loop
	rest    []byte // came, but not eaten yet
	out     []byte
	sent    int // of out
	blocked bool
}

func dial(address string, loop *loop) (*socket, error) {
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
	return &socket{fd: fd, loop: loop}, syscall.SetNonblock(fd, true)
}

// read answers all bytes not yet eaten, old and new, until the next read of any socket; none when nothing came.
func (s *socket) read() ([]byte, error) {
	kept := copy(s.loop.in, s.rest)
	n, err := syscall.Read(s.fd, s.loop.in[kept:])
	if errors.Is(err, syscall.EAGAIN) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read: %w", err)
	}
	if n == 0 {
		return nil, errors.New("the server closed a connection")
	}
	s.loop.received += n
	return s.loop.in[:kept+n], nil
}

func (s *socket) keep(rest []byte) {
	s.rest = append(s.rest[:0], rest...)
}

// flush writes what it can, and asks for a wake-up only while the peer is slow.
func (s *socket) flush() error {
	if s.sent < len(s.out) {
		n, err := syscall.Write(s.fd, s.out[s.sent:])
		if err != nil && !errors.Is(err, syscall.EAGAIN) {
			return fmt.Errorf("write: %w", err)
		}
		s.sent += max(n, 0)
		s.loop.sent += max(n, 0)
	}
	if s.sent == len(s.out) {
		s.out, s.sent = s.out[:0], 0
	}
	return s.awaitRoom(len(s.out) > 0)
}

func (s *socket) awaitRoom(blocked bool) error {
	if blocked == s.blocked {
		return nil
	}
	s.blocked = blocked
	event := syscall.EpollEvent{Events: syscall.EPOLLIN, Fd: int32(s.fd)}
	if blocked {
		event.Events |= syscall.EPOLLOUT
	}
	return syscall.EpollCtl(s.loop.epoll, syscall.EPOLL_CTL_MOD, s.fd, &event)
}
