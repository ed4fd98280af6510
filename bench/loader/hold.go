package main

import (
	"encoding/json"
	"io"
	"os"
)

// hold opens connections and keeps them: idle after one call each, or with calls that stay open. It prints one line
// when all of them stand and lets go when its input ends.
func hold(o options, loop *loop) error {
	stats := newStats(o.server, loop)
	clients, err := openClients(o, loop, stats)
	if err != nil {
		return err
	}
	for standing := false; !standing; standing = stand(clients) {
		if err := loop.turn(); err != nil {
			return err
		}
	}
	standing := map[string]any{"connections": o.connections, "streams": o.connections * o.streams, "errors": stats.errors}
	if err := json.NewEncoder(os.Stdout).Encode(standing); err != nil {
		return err
	}
	return holdUntilEnd(loop)
}

func openClients(o options, loop *loop, stats *stats) ([]*grpcClient, error) {
	var rings rings
	clients := make([]*grpcClient, 0, o.connections)
	for i := range o.connections {
		c, err := openGrpc(o, loop, stats)
		if err != nil {
			return nil, err
		}
		c.ring = rings.at(i, o, c.server)
		c.once = true
		if err := c.begin(max(o.streams, 1)); err != nil {
			return nil, err
		}
		clients = append(clients, c)
	}
	return clients, nil
}

// stand tells whether every call has ended or has its first message.
func stand(clients []*grpcClient) bool {
	for _, c := range clients {
		for i := range c.open {
			if c.open[i].bodyBytes == 0 {
				return false
			}
		}
	}
	return true
}

func holdUntilEnd(loop *loop) error {
	ended := make(chan struct{})
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		close(ended)
	}()
	for {
		select {
		case <-ended:
			return nil
		default:
			if err := loop.turn(); err != nil {
				return err
			}
		}
	}
}
