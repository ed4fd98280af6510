// The students service as system 002 had it, for `npm run bench:campus`: go-kit over gorilla/mux, one Redis read for each
// GET, and for each POST an insert into PostgreSQL, a synchronous JetStream publish and the deletion of the cached lists.
// It is put together as the old one was, metrics around logging around cache around service, with the same logfmt lines.
package main

import (
	"context"
	"database/sql"
	"flag"
	"log"
	"net/http"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"time"

	kitlog "github.com/go-kit/log"
	"github.com/gorilla/mux"
	_ "github.com/lib/pq"
	"github.com/nats-io/nats.go"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/redis/go-redis/v9"
)

func main() {
	address := flag.String("address", "127.0.0.1:8000", "where to listen")
	pool := flag.Int("pool", 0, "connections to PostgreSQL that are kept; 0: as database/sql does by itself")
	flag.Parse()
	runtime.GOMAXPROCS(1)
	logger := kitlog.NewLogfmtLogger(kitlog.NewSyncWriter(os.Stdout))
	var students students = &service{db: openDatabase(*pool), events: openStream(), logger: logger}
	students = &cached{next: students, redis: openCache(), logger: logger}
	students = &logged{next: students, logger: logger}
	students = newMeasured(students)

	router := mux.NewRouter()
	router.Handle("/metrics", promhttp.Handler()).Methods("GET")
	router.Handle("/api/students/{id}", serveGet(students)).Methods("GET")
	router.Handle("/api/students", servePost(students)).Methods("POST")
	server := &http.Server{Addr: *address, Handler: router, ReadTimeout: 15 * time.Second, WriteTimeout: 15 * time.Second}

	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGINT, syscall.SIGTERM)
	go func() {
		<-stop
		_ = server.Shutdown(context.Background())
	}()
	if err := server.ListenAndServe(); err != http.ErrServerClosed {
		log.Fatal(err)
	}
}

func openDatabase(pool int) *sql.DB {
	db, err := sql.Open("postgres", os.Getenv("POSTGRES_URL"))
	check(err)
	// By itself database/sql keeps two idle connections, as the old service did, and opens another one for most requests.
	if pool > 0 {
		db.SetMaxOpenConns(pool)
		db.SetMaxIdleConns(pool)
	}
	const table = `CREATE TABLE IF NOT EXISTS students (
		id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
		name varchar(256), first_name varchar(256), last_name varchar(256),
		course_ids varchar(256)[] NOT NULL DEFAULT '{}',
		CONSTRAINT u_constraint UNIQUE (name, first_name, last_name))`
	_, err = db.Exec(table)
	check(err)
	return db
}

func openCache() *redis.Client {
	options, err := redis.ParseURL(os.Getenv("REDIS_URL"))
	check(err)
	return redis.NewClient(options)
}

func openStream() nats.JetStreamContext {
	connection, err := nats.Connect(os.Getenv("NATS_URL"))
	check(err)
	stream, err := connection.JetStream()
	check(err)
	_, err = stream.AddStream(&nats.StreamConfig{Name: "StudentToModify", Subjects: []string{"student.to_modify"}})
	check(err)
	return stream
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
