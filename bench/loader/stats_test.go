package main

import (
	"os"
	"testing"
	"time"
)

func TestPercentileTakesTheNearestRank(t *testing.T) {
	values := []uint32{10, 20, 30, 40}
	for percent, want := range map[int]uint32{0: 10, 25: 10, 50: 20, 51: 30, 99: 40, 100: 40} {
		if got := percentile(values, percent); got != want {
			t.Errorf("percentile %d: got %d, want %d", percent, got, want)
		}
	}
	if got := percentile(nil, 50); got != 0 {
		t.Errorf("of nothing: got %d", got)
	}
}

func TestOnlyWhatIsRecordedCountsButEveryFailureDoes(t *testing.T) {
	s := newStats(0, &loop{})
	s.succeed(1000, 1)
	s.fail("early")
	s.start()
	s.succeed(2000, 8)
	if r := s.report(); r.Requests != 1 || r.Total != 2 || r.P50Micros != 2 || r.BytesPerAnswer != 8 || r.Errors["early"] != 1 {
		t.Errorf("got %+v", r)
	}
}

func TestProcessCPUGrowsWithWork(t *testing.T) {
	before := processCPU(os.Getpid())
	for end := time.Now().Add(50 * time.Millisecond); time.Now().Before(end); {
	}
	if after := processCPU(os.Getpid()); after <= before || after > before+time.Second {
		t.Errorf("before %v, after %v", before, after)
	}
}
