package main

import (
	"encoding/binary"
	"errors"
	"time"
)

const (
	frameData         = 0x0
	frameHeaders      = 0x1
	frameReset        = 0x3
	frameSettings     = 0x4
	framePing         = 0x6
	frameGoAway       = 0x7
	frameWindowUpdate = 0x8
	frameContinuation = 0x9

	flagAck      = 0x1
	flagPadded   = 0x8
	flagPriority = 0x20

	settingTableSize  = 0x1
	settingMaxStreams = 0x3
	settingWindow     = 0x4

	defaultWindow = 65_535
	maxFrame      = 16_384
)

// settings is what the loader has to know of the server.
type settings struct {
	tableSize  uint32
	maxStreams uint32
	window     int // of a new stream
}

const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

// awaitSettings reads until the server's first SETTINGS is there, and eats what came with it.
func (c *grpcClient) awaitSettings() error {
	for end := time.Now().Add(5 * time.Second); time.Now().Before(end); {
		data, err := c.read()
		if err != nil {
			return err
		}
		if len(data) == 0 {
			time.Sleep(50 * time.Microsecond)
			continue
		}
		if len(data) >= frameHeaderSize && data[3] != frameSettings {
			return errors.New("the server's first frame is not SETTINGS")
		}
		rest, err := c.receive(time.Now(), data)
		if err != nil {
			return err
		}
		c.keep(rest)
		if len(rest) < len(data) {
			return nil
		}
	}
	return errors.New("the server sent no SETTINGS within 5 s")
}

func defaultSettings() settings {
	return settings{tableSize: 4096, maxStreams: 1 << 30, window: defaultWindow}
}

func (s *settings) update(payload []byte) {
	for ; len(payload) >= 6; payload = payload[6:] {
		value := binary.BigEndian.Uint32(payload[2:])
		switch binary.BigEndian.Uint16(payload) {
		case settingTableSize:
			s.tableSize = value
		case settingMaxStreams:
			s.maxStreams = value
		case settingWindow:
			s.window = int(value)
		}
	}
}

// unpad strips what HEADERS may carry around the block: padding and priority.
func unpad(flags byte, payload []byte) ([]byte, error) {
	padding, skip := 0, 0
	if flags&flagPadded != 0 {
		if len(payload) == 0 {
			return nil, errors.New("a padded frame without its length")
		}
		padding, skip = int(payload[0]), 1
	}
	if flags&flagPriority != 0 {
		skip += 5
	}
	if skip+padding > len(payload) {
		return nil, errors.New("a frame shorter than its padding")
	}
	return payload[skip : len(payload)-padding], nil
}

func appendAck(to []byte, kind, flags byte, payload []byte) []byte {
	if flags&flagAck != 0 {
		return to
	}
	if kind == frameSettings {
		payload = nil
	}
	return appendFrame(to, kind, flagAck, 0, payload)
}

func appendWindowUpdate(to []byte, stream uint32, increment int) []byte {
	return appendFrame(to, frameWindowUpdate, 0, stream, binary.BigEndian.AppendUint32(nil, uint32(increment)))
}

func appendFrame(to []byte, kind, flags byte, stream uint32, payload []byte) []byte {
	length := len(payload)
	to = append(to, byte(length>>16), byte(length>>8), byte(length), kind, flags)
	to = binary.BigEndian.AppendUint32(to, stream)
	return append(to, payload...)
}
