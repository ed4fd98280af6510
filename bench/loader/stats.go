package main

import (
	"slices"
	"syscall"
	"time"
)

// stats counts only while recording, so the warm-up leaves no trace.
type stats struct {
	recording bool
	begun     time.Time
	cpuBegun  time.Duration
	latencies []uint32 // microseconds
	bodyBytes int
	errors    map[string]int
}

type report struct {
	Requests       int            `json:"requests"`
	Seconds        float64        `json:"seconds"`
	PerSecond      float64        `json:"perSecond"`
	P50Micros      uint32         `json:"p50Micros"`
	P99Micros      uint32         `json:"p99Micros"`
	MaxMicros      uint32         `json:"maxMicros"`
	BytesPerAnswer float64        `json:"bytesPerAnswer"`
	LoaderCPU      float64        `json:"loaderCpu"`
	Errors         map[string]int `json:"errors"`
}

func newStats() *stats {
	return &stats{latencies: make([]uint32, 0, 1<<21), errors: map[string]int{}}
}

func (s *stats) start() {
	s.recording = true
	s.begun = time.Now()
	s.cpuBegun = ownCPU()
}

func (s *stats) succeed(latency time.Duration, bodyBytes int) {
	if !s.recording {
		return
	}
	s.latencies = append(s.latencies, uint32(latency.Microseconds()))
	s.bodyBytes += bodyBytes
}

// fail counts a wrong answer whenever it comes: an error while warming up voids a run as well.
func (s *stats) fail(kind string) {
	s.errors[kind]++
}

func (s *stats) report() report {
	elapsed := time.Since(s.begun)
	cpu := ownCPU() - s.cpuBegun
	slices.Sort(s.latencies)
	requests := len(s.latencies)
	r := report{
		Requests:  requests,
		Seconds:   elapsed.Seconds(),
		PerSecond: float64(requests) / elapsed.Seconds(),
		P50Micros: percentile(s.latencies, 50),
		P99Micros: percentile(s.latencies, 99),
		MaxMicros: percentile(s.latencies, 100),
		LoaderCPU: cpu.Seconds() / elapsed.Seconds(),
		Errors:    s.errors,
	}
	if requests > 0 {
		r.BytesPerAnswer = float64(s.bodyBytes) / float64(requests)
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
