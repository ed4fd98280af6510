package main

import (
	"context"
	"time"

	"flotilla/bench/peers/benchpb"

	"google.golang.org/grpc"
	"google.golang.org/grpc/status"
)

type benchServer struct {
	benchpb.UnimplementedBenchServiceServer
}

func (benchServer) Echo(_ context.Context, payload *benchpb.Payload) (*benchpb.Payload, error) {
	return payload, nil
}

func (benchServer) Produce(r *benchpb.ProduceRequest, stream grpc.ServerStreamingServer[benchpb.Payload]) error {
	payload := &benchpb.Payload{Data: make([]byte, r.GetSize())}
	for range r.GetCount() {
		if err := stream.Send(payload); err != nil {
			return err
		}
	}
	return nil
}

func (benchServer) Hold(_ *benchpb.HoldRequest, stream grpc.ServerStreamingServer[benchpb.Payload]) error {
	if err := stream.Send(&benchpb.Payload{}); err != nil {
		return err
	}
	<-stream.Context().Done()
	return stream.Context().Err()
}

// observeStream counts and logs a streaming call when it is over.
func (t *telemetry) observeStream(
	server any, stream grpc.ServerStream, info *grpc.StreamServerInfo, handler grpc.StreamHandler,
) error {
	begun := time.Now()
	err := handler(server, stream)
	t.observe(stream.Context(), "grpc", info.FullMethod, status.Code(err).String(), time.Since(begun))
	return err
}
