package main

import (
	"context"
	"database/sql"

	kitlog "github.com/go-kit/log"
	"github.com/go-playground/validator/v10"
	"github.com/lib/pq"
	"github.com/nats-io/nats.go"
	"google.golang.org/protobuf/proto"

	"flotilla/bench/campus/nispb"
)

// students is what each layer offers to the one around it.
type students interface {
	get(ctx context.Context, id string) (student, error)
	post(ctx context.Context, given student) (id string, err error)
}

type student struct {
	ID        string   `json:"id,omitempty"`
	Name      string   `json:"name,omitempty" validate:"required,min=3,max=20"`
	FirstName string   `json:"first_name,omitempty" validate:"required,min=3,max=20"`
	LastName  string   `json:"last_name,omitempty" validate:"required,min=3,max=20"`
	CourseIds []string `json:"course_ids,omitempty" validate:"max=15"`
}

var validate = validator.New()

type service struct {
	db     *sql.DB
	events nats.JetStreamContext
	logger kitlog.Logger
}

func (s *service) get(ctx context.Context, id string) (student, error) {
	_ = s.logger.Log("identity", "service", "method", "Get")
	const query = "SELECT id, name, first_name, last_name, course_ids FROM students WHERE id = $1"
	var found student
	row := s.db.QueryRowContext(ctx, query, id)
	err := row.Scan(&found.ID, &found.Name, &found.FirstName, &found.LastName, (*pq.StringArray)(&found.CourseIds))
	return found, err
}

func (s *service) post(ctx context.Context, given student) (string, error) {
	_ = s.logger.Log("identity", "service", "method", "Post")
	if err := validate.Struct(given); err != nil {
		return "", err
	}
	const insert = "INSERT INTO students (name, first_name, last_name, course_ids) VALUES ($1, $2, $3, $4) RETURNING id"
	var id string
	row := s.db.QueryRowContext(ctx, insert, given.Name, given.FirstName, given.LastName, pq.Array(given.CourseIds))
	if err := row.Scan(&id); err != nil {
		return "", err
	}
	bytes, err := proto.Marshal(&nispb.DiffIds{Id: id, NewIds: given.CourseIds})
	if err != nil {
		return "", err
	}
	_, err = s.events.Publish("student.to_modify", bytes)
	return id, err
}
