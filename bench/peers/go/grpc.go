package main

import (
	"context"
	"fmt"
	"time"

	"flotilla/bench/peers/benchpb"
	"flotilla/bench/peers/userpb"

	"go.opentelemetry.io/contrib/instrumentation/google.golang.org/grpc/otelgrpc"
	"google.golang.org/grpc"
	"google.golang.org/grpc/status"
)

type userServer struct {
	userpb.UnimplementedUserServiceServer
	store *store
}

func newGRPCServer(store *store, t *telemetry) *grpc.Server {
	var o []grpc.ServerOption
	if t != nil {
		o = append(o,
			grpc.StatsHandler(otelgrpc.NewServerHandler(
				otelgrpc.WithTracerProvider(t.provider), otelgrpc.WithPropagators(t.propagator))),
			grpc.UnaryInterceptor(t.observeUnary),
			grpc.StreamInterceptor(t.observeStream))
	}
	server := grpc.NewServer(o...)
	userpb.RegisterUserServiceServer(server, &userServer{store: store})
	benchpb.RegisterBenchServiceServer(server, benchServer{})
	return server
}

func (s *userServer) GetByEmail(_ context.Context, request *userpb.GetByEmailReq) (*userpb.GetByEmailResp, error) {
	user, ok := s.store.byEmail[request.GetEmail()]
	if !ok {
		return &userpb.GetByEmailResp{
			Status: &userpb.Status{
				Code: userpb.Status_INVALID_QUERY,
				Msg:  fmt.Sprintf("the email %s cannot be found", request.GetEmail()),
			},
			User: &userpb.User{},
		}, nil
	}
	return &userpb.GetByEmailResp{Status: &userpb.Status{Code: userpb.Status_SUCCESS}, User: user}, nil
}

// observeUnary counts and logs a call, as an interceptor of grpc-go's own ecosystem would.
func (t *telemetry) observeUnary(
	ctx context.Context, request any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler,
) (any, error) {
	begun := time.Now()
	response, err := handler(ctx, request)
	t.observe(ctx, "grpc", info.FullMethod, status.Code(err).String(), time.Since(begun))
	return response, err
}
