package main

import (
	"bytes"
	"encoding/binary"

	"golang.org/x/net/http2/hpack"
)

// ring is a lap of prebuilt calls: HEADERS frames whose stream ids are filled in when sent, and bodies. The header
// blocks are what grpc-go's client would send: every field goes through the dynamic table, so the fresh traceparents
// and timeouts push the rest out again and again. A lap begins by emptying the table, so it can be repeated for ever.
type ring struct {
	calls  [][]byte
	bodies [][]byte // as many as calls, or fewer that come again
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
	calls := buildCalls(o.requests, o.users, seed)
	r := &ring{bodies: buildBodies(o, calls)}
	for _, call := range calls {
		block.Reset()
		for _, field := range grpcHeaders(o, call) {
			if err := encoder.WriteField(field); err != nil {
				panic(err)
			}
		}
		r.calls = append(r.calls, appendFrame(nil, frameHeaders, endHeaders, 0, block.Bytes()))
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

// appendHead writes the HEADERS of the n-th call of the lap for the given stream.
func (r *ring) appendHead(to []byte, n int, stream uint32) []byte {
	begin := len(to)
	to = append(to, r.calls[n]...)
	binary.BigEndian.PutUint32(to[begin+5:], stream)
	return to
}

func (r *ring) body(n int) []byte { return r.bodies[n%len(r.bodies)] }
