package main

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strconv"
	"syscall"
	"time"
)

// stats counts only while recording, so the warm-up leaves no trace.
type stats struct {
	recording bool
	server    int // process id, 0 when unknown
	loop      *loop
	received  int // bytes of the loop when recording began
	sent      int
	begun     time.Time
	cpuBegun  time.Duration
	serverCPU time.Duration
	total     int
	latencies []uint32 // microseconds
	refused   []uint32 // microseconds until a call was shed
	bodyBytes int
	errors    map[string]int
}

type report struct {
	Requests       int            `json:"requests"`
	Total          int            `json:"total"` // with those of the warm-up
	Seconds        float64        `json:"seconds"`
	PerSecond      float64        `json:"perSecond"`
	P50Micros      uint32         `json:"p50Micros"`
	P99Micros      uint32         `json:"p99Micros"`
	MaxMicros      uint32         `json:"maxMicros"`
	Refused        int            `json:"refused"`
	RefusedP99     uint32         `json:"refusedP99Micros"`
	Unsent         int            `json:"unsent"` // calls that found no free connection
	BytesPerAnswer float64        `json:"bytesPerAnswer"`
	WireReceived   float64        `json:"wireReceived"` // bytes per answer, with all that frames them
	WireSent       float64        `json:"wireSent"`
	LoaderCPU      float64        `json:"loaderCpu"` // of one core
	ServerCPU      float64        `json:"serverCpu"` // of one core
	Errors         map[string]int `json:"errors"`
}

func newStats(server int, loop *loop) *stats {
	return &stats{server: server, loop: loop, latencies: make([]uint32, 0, 1<<21), errors: map[string]int{}}
}

func (s *stats) start() {
	s.recording = true
	s.received, s.sent = s.loop.received, s.loop.sent
	s.begun = time.Now()
	s.cpuBegun = ownCPU()
	s.serverCPU = processCPU(s.server)
}

func (s *stats) succeed(latency time.Duration, bodyBytes int) {
	s.total++
	if !s.recording {
		return
	}
	s.latencies = append(s.latencies, uint32(latency.Microseconds()))
	s.bodyBytes += bodyBytes
}

// refuse counts a call that was shed.
func (s *stats) refuse(latency time.Duration) {
	s.total++
	if s.recording {
		s.refused = append(s.refused, uint32(latency.Microseconds()))
	}
}

// fail counts a wrong answer whenever it comes: an error while warming up voids a run as well.
func (s *stats) fail(kind string) {
	s.errors[kind]++
}

func (s *stats) report() report {
	elapsed := time.Since(s.begun)
	cpu := ownCPU() - s.cpuBegun
	serverCPU := processCPU(s.server) - s.serverCPU
	slices.Sort(s.latencies)
	slices.Sort(s.refused)
	requests := len(s.latencies)
	r := report{
		Requests:   requests,
		Total:      s.total,
		Seconds:    elapsed.Seconds(),
		PerSecond:  float64(requests) / elapsed.Seconds(),
		P50Micros:  percentile(s.latencies, 50),
		P99Micros:  percentile(s.latencies, 99),
		MaxMicros:  percentile(s.latencies, 100),
		Refused:    len(s.refused),
		RefusedP99: percentile(s.refused, 99),
		LoaderCPU:  cpu.Seconds() / elapsed.Seconds(),
		ServerCPU:  serverCPU.Seconds() / elapsed.Seconds(),
		Errors:     s.errors,
	}
	if s.loop.crowd != nil {
		r.Unsent = len(s.loop.crowd.waiting)
	}
	if requests > 0 {
		r.BytesPerAnswer = float64(s.bodyBytes) / float64(requests)
		r.WireReceived = float64(s.loop.received-s.received) / float64(requests)
		r.WireSent = float64(s.loop.sent-s.sent) / float64(requests)
	}
	return r
}

// percentile takes the nearest rank of sorted values, and 0 of none.
func percentile(sorted []uint32, percent int) uint32 {
	if len(sorted) == 0 {
		return 0
	}
	rank := (len(sorted)*percent + 99) / 100
	return sorted[max(rank, 1)-1]
}

func ownCPU() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// processCPU reads utime and stime from /proc/<pid>/stat: clock ticks of 10 ms, all threads.
func processCPU(pid int) time.Duration {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
	user, _ := strconv.Atoi(string(fields[11]))
	system, _ := strconv.Atoi(string(fields[12]))
	return time.Duration(user+system) * 10 * time.Millisecond
}
