package main

import "testing"

func TestBodyLengthKnowsLengthsAndChunks(t *testing.T) {
	for _, c := range []struct {
		head, body string
		length     int
		complete   bool
		fails      bool
	}{
		{"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n", "hello", 5, true, false},
		{"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n", "hel", 5, false, false},
		{"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n", "hello!", 5, false, true},
		{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n", "5\r\nhello\r\n0\r\n\r\n", 10, true, false},
		{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n", "5\r\nhello\r\n", 5, false, false},
		{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n", 0, true, false},
		{"HTTP/1.1 200 OK\r\n", "hello", 0, false, true},
	} {
		length, complete, err := bodyLength([]byte(c.head), []byte(c.body))
		if length != c.length || complete != c.complete || (err != nil) != c.fails {
			t.Errorf("%q %q: got %d, %t, %v", c.head, c.body, length, complete, err)
		}
	}
}
