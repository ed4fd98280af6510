package main

import (
	"context"
	"encoding/json"
	"net/http"

	kithttp "github.com/go-kit/kit/transport/http"
	"github.com/gorilla/mux"
)

type envelope struct {
	Data any `json:"data"`
}

func serveGet(next students) http.Handler {
	endpoint := func(ctx context.Context, request any) (any, error) {
		return next.get(ctx, request.(string))
	}
	decode := func(_ context.Context, r *http.Request) (any, error) { return mux.Vars(r)["id"], nil }
	return kithttp.NewServer(endpoint, decode, encode(http.StatusOK))
}

func servePost(next students) http.Handler {
	endpoint := func(ctx context.Context, request any) (any, error) {
		id, err := next.post(ctx, request.(student))
		return student{ID: id}, err
	}
	decode := func(_ context.Context, r *http.Request) (any, error) {
		var given student
		err := json.NewDecoder(r.Body).Decode(&given)
		return given, err
	}
	return kithttp.NewServer(endpoint, decode, encode(http.StatusCreated))
}

func encode(status int) kithttp.EncodeResponseFunc {
	return func(_ context.Context, w http.ResponseWriter, response any) error {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		return json.NewEncoder(w).Encode(envelope{response})
	}
}
