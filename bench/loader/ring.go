package main

import (
	"bytes"
	"encoding/binary"

	"golang.org/x/net/http2/hpack"
)

// ring is a lap of prebuilt calls: HEADERS and DATA frames whose stream ids are filled in when sent. The header blocks
// are what grpc-go's client would send: every field goes through the dynamic table, so the fresh traceparents and
// timeouts push the rest out again and again. A lap begins by emptying the table, so it can be repeated for ever.
type ring struct {
	calls     [][]byte
	dataAt    []int // where each call's DATA frame begins
	bodyBytes []int
}

const (
	frameHeaderSize = 9
	endStream       = 0x1
	endHeaders      = 0x4
)

func buildRing(o options, seed uint64, tableSize uint32) *ring {
	var block bytes.Buffer
	encoder := hpack.NewEncoder(&block)
	encoder.SetMaxDynamicTableSizeLimit(tableSize)
	encoder.SetMaxDynamicTableSize(0)
	encoder.SetMaxDynamicTableSize(tableSize)
	r := &ring{}
	for _, call := range buildCalls(o.requests, o.users, seed) {
		block.Reset()
		for _, field := range grpcHeaders(o, call) {
			if err := encoder.WriteField(field); err != nil {
				panic(err)
			}
		}
		body := grpcMessage(call)
		frames := appendFrame(nil, frameHeaders, endHeaders, block.Bytes())
		r.dataAt = append(r.dataAt, len(frames))
		r.bodyBytes = append(r.bodyBytes, len(body))
		r.calls = append(r.calls, appendFrame(frames, frameData, endStream, body))
	}
	return r
}

func grpcHeaders(o options, call call) []hpack.HeaderField {
	return []hpack.HeaderField{
		{Name: ":method", Value: "POST"},
		{Name: ":scheme", Value: "http"},
		{Name: ":path", Value: o.path},
		{Name: ":authority", Value: o.address},
		{Name: "content-type", Value: "application/grpc"},
		{Name: "user-agent", Value: "flotilla-bench/1"},
		{Name: "te", Value: "trailers"},
		{Name: "grpc-timeout", Value: call.timeout},
		{Name: "traceparent", Value: call.traceparent},
	}
}

// grpcMessage is a length-prefixed GetByEmailReq: one string field, number 1.
func grpcMessage(call call) []byte {
	value := email(call.user)
	message := append([]byte{0, 0, 0, 0, byte(len(value) + 2), 0x0a, byte(len(value))}, value...)
	return message
}

func appendFrame(to []byte, kind, flags byte, payload []byte) []byte {
	length := len(payload)
	to = append(to, byte(length>>16), byte(length>>8), byte(length), kind, flags, 0, 0, 0, 0)
	return append(to, payload...)
}

// appendCall writes the n-th call of the lap for the given stream.
func (r *ring) appendCall(to []byte, n int, stream uint32) []byte {
	begin := len(to)
	to = append(to, r.calls[n]...)
	binary.BigEndian.PutUint32(to[begin+5:], stream)
	binary.BigEndian.PutUint32(to[begin+r.dataAt[n]+5:], stream)
	return to
}
