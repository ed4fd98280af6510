package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/gorilla/mux"
	"github.com/lib/pq"
	"github.com/nats-io/nats.go"
	"github.com/redis/go-redis/v9"
	"google.golang.org/protobuf/proto"

	"flotilla/bench/campus/nispb"
)

const cacheTTL = 300 * time.Second

type service struct {
	db     *sql.DB
	cache  *redis.Client
	events nats.JetStreamContext
}

type student struct {
	ID        string   `json:"id,omitempty"`
	Name      string   `json:"name,omitempty"`
	FirstName string   `json:"first_name,omitempty"`
	LastName  string   `json:"last_name,omitempty"`
	CourseIds []string `json:"course_ids,omitempty"`
}

type envelope struct {
	Data any `json:"data"`
}

func (s *service) get(w http.ResponseWriter, r *http.Request) error {
	id := mux.Vars(r)["id"]
	message, err := s.read(r.Context(), id)
	if err != nil {
		return err
	}
	found := student{message.Id, message.Name, message.FirstName, message.LastName, message.CourseIds}
	return answer(w, http.StatusOK, found)
}

// read asks Redis first, and keeps what the database says.
func (s *service) read(ctx context.Context, id string) (*nispb.Student, error) {
	message := &nispb.Student{}
	if kept, err := s.cache.Get(ctx, "students."+id).Bytes(); err == nil {
		return message, proto.Unmarshal(kept, message)
	}
	row := s.db.QueryRowContext(ctx, "SELECT id, name, first_name, last_name, course_ids FROM students WHERE id = $1", id)
	err := row.Scan(&message.Id, &message.Name, &message.FirstName, &message.LastName, (*pq.StringArray)(&message.CourseIds))
	if err != nil {
		return nil, err
	}
	bytes, err := proto.Marshal(message)
	if err != nil {
		return nil, err
	}
	s.cache.Set(ctx, "students."+id, bytes, cacheTTL)
	return message, nil
}

func (s *service) post(w http.ResponseWriter, r *http.Request) error {
	var given student
	if err := json.NewDecoder(r.Body).Decode(&given); err != nil {
		return err
	}
	if err := validate(given); err != nil {
		return err
	}
	const insert = "INSERT INTO students (name, first_name, last_name, course_ids) VALUES ($1, $2, $3, $4) RETURNING id"
	var id string
	row := s.db.QueryRowContext(r.Context(), insert, given.Name, given.FirstName, given.LastName, pq.Array(given.CourseIds))
	if err := row.Scan(&id); err != nil {
		return err
	}
	bytes, err := proto.Marshal(&nispb.DiffIds{Id: id, NewIds: given.CourseIds})
	if err != nil {
		return err
	}
	if _, err := s.events.Publish("student.to_modify", bytes); err != nil {
		return err
	}
	s.cache.Del(r.Context(), "students.all")
	return answer(w, http.StatusCreated, student{ID: id})
}

func validate(given student) error {
	for _, text := range []string{given.Name, given.FirstName, given.LastName} {
		if length := len([]rune(text)); length < 3 || length > 20 {
			return errors.New("a name must have 3 to 20 characters")
		}
	}
	if len(given.CourseIds) > 15 {
		return errors.New("a student takes 15 courses at most")
	}
	return nil
}

func answer(w http.ResponseWriter, status int, data any) error {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	return json.NewEncoder(w).Encode(envelope{data})
}
