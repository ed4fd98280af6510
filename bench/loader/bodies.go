package main

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
)

// differentPayloads keeps large payloads from repeating at once without filling the memory.
const differentPayloads = 8

// buildBodies makes the length-prefixed messages that the calls send.
func buildBodies(o options, calls []call) [][]byte {
	var bodies [][]byte
	switch o.message {
	case "email":
		for _, call := range calls {
			bodies = append(bodies, prefixed(appendField(nil, 1, []byte(email(call.user)))))
		}
	case "payload":
		random := rand.NewChaCha8([32]byte{5})
		for range differentPayloads {
			payload := make([]byte, o.size)
			_, _ = random.Read(payload)
			bodies = append(bodies, prefixed(appendField(nil, 1, payload)))
		}
	case "produce":
		request := binary.AppendUvarint([]byte{1 << 3}, uint64(o.count))
		request = binary.AppendUvarint(append(request, 2<<3), uint64(o.size))
		bodies = append(bodies, prefixed(request))
	case "toil":
		request := binary.AppendUvarint([]byte{1 << 3}, uint64(o.wait))
		request = binary.AppendUvarint(append(request, 2<<3), uint64(o.burn))
		bodies = append(bodies, prefixed(request))
	case "nothing":
		bodies = append(bodies, prefixed(nil))
	default:
		panic(fmt.Sprintf("unknown message %q", o.message))
	}
	return bodies
}

// appendField writes a protobuf field of strings or bytes.
func appendField(to []byte, number byte, value []byte) []byte {
	to = binary.AppendUvarint(append(to, number<<3|2), uint64(len(value)))
	return append(to, value...)
}

// prefixed is a message as gRPC sends it: not compressed, then its length.
func prefixed(message []byte) []byte {
	return append(binary.BigEndian.AppendUint32([]byte{0}, uint32(len(message))), message...)
}
