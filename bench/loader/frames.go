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

	defaultWindow = 65_535
)

const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

// greet sends the preface and empty SETTINGS: every value is the protocol's default.
func (c *grpcClient) greet() error {
	c.out = append(c.out, preface...)
	c.out = appendFrame(c.out, frameSettings, 0, nil)
	return c.flush()
}

// awaitSettings reads until the server's first SETTINGS is there, and leaves all bytes for the client to eat again.
func awaitSettings(s *socket) (settings, error) {
	for end := time.Now().Add(5 * time.Second); time.Now().Before(end); {
		data, err := s.read()
		if err != nil {
			return settings{}, err
		}
		if len(data) == 0 {
			time.Sleep(time.Millisecond)
			continue
		}
		s.kept = len(data)
		size := int(data[0])<<16 + int(data[1])<<8 + int(data[2])
		if len(data) < frameHeaderSize+size {
			continue
		}
		if data[3] != frameSettings {
			return settings{}, errors.New("the server's first frame is not SETTINGS")
		}
		return parseSettings(data[frameHeaderSize : frameHeaderSize+size]), nil
	}
	return settings{}, errors.New("the server sent no SETTINGS within 5 s")
}

func parseSettings(payload []byte) settings {
	server := settings{tableSize: 4096, maxStreams: 1 << 30}
	for ; len(payload) >= 6; payload = payload[6:] {
		value := binary.BigEndian.Uint32(payload[2:])
		switch binary.BigEndian.Uint16(payload) {
		case settingTableSize:
			server.tableSize = value
		case settingMaxStreams:
			server.maxStreams = value
		}
	}
	return server
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
	return appendFrame(to, kind, flagAck, payload)
}

func appendWindowUpdate(to []byte, increment int) []byte {
	return appendFrame(to, frameWindowUpdate, 0, binary.BigEndian.AppendUint32(nil, uint32(increment)))
}
