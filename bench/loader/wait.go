package main

import (
	"errors"
	"syscall"
	"time"
	"unsafe"
)

// epoll_pwait2 of Linux 5.11: the older calls know whole milliseconds only.
const sysEpollPwait2 = 441

// wait fills the loop's events, after the time given at the latest.
func (l *loop) wait(longest time.Duration) (int, error) {
	timeout := syscall.NsecToTimespec(int64(max(longest, 0)))
	n, _, errno := syscall.Syscall6(sysEpollPwait2, uintptr(l.epoll), uintptr(unsafe.Pointer(&l.events[0])),
		uintptr(len(l.events)), uintptr(unsafe.Pointer(&timeout)), 0, 0)
	if errno != 0 && !errors.Is(errno, syscall.EINTR) {
		return 0, errno
	}
	if errno != 0 {
		return 0, nil
	}
	return int(n), nil
}
