package main

import (
	"context"
	"time"

	kitlog "github.com/go-kit/log"
	"github.com/redis/go-redis/v9"
	"google.golang.org/protobuf/proto"

	"flotilla/bench/campus/nispb"
)

const cacheTTL = 300 * time.Second

// cached asks Redis first, and keeps what the service says.
type cached struct {
	next   students
	redis  *redis.Client
	logger kitlog.Logger
}

func (c *cached) get(ctx context.Context, id string) (student, error) {
	kept, err := c.read(ctx, id)
	if err == nil {
		_ = c.logger.Log("method", "Get", "serving", "cache")
		return kept, nil
	}
	_ = c.logger.Log("method", "Get", "msg", "retrieve error", "err", err)
	found, err := c.next.get(ctx, id)
	if err != nil {
		return found, err
	}
	message := &nispb.Student{Id: id, Name: found.Name, FirstName: found.FirstName, LastName: found.LastName, CourseIds: found.CourseIds}
	bytes, err := proto.Marshal(message)
	if err == nil {
		c.redis.Set(ctx, "students."+id, bytes, cacheTTL)
	}
	return found, err
}

func (c *cached) read(ctx context.Context, id string) (student, error) {
	bytes, err := c.redis.Get(ctx, "students."+id).Bytes()
	if err != nil {
		return student{}, err
	}
	message := &nispb.Student{}
	err = proto.Unmarshal(bytes, message)
	return student{message.Id, message.Name, message.FirstName, message.LastName, message.CourseIds}, err
}

func (c *cached) post(ctx context.Context, given student) (string, error) {
	id, err := c.next.post(ctx, given)
	if err == nil {
		err = c.redis.Del(ctx, "students.all").Err()
		_ = c.logger.Log("method", "Post", "msg", "invalidation error", "err", err)
	}
	return id, err
}
