package main

import (
	"fmt"
	"time"

	"flotilla/bench/peers/userpb"
)

// store holds the sample users, made by the same rule in every server under test.
type store struct {
	byEmail map[string]*userpb.User
	byID    map[string]*restUser
}

// restUser is flotilla.users.v1.User as JSON.
type restUser struct {
	ID         string    `json:"id"`
	Email      string    `json:"email"`
	FirstName  string    `json:"firstName"`
	LastName   string    `json:"lastName"`
	Age        int32     `json:"age"`
	Phone      string    `json:"phone"`
	Address    string    `json:"address"`
	CreateTime time.Time `json:"createTime"`
	UpdateTime time.Time `json:"updateTime"`
	ETag       string    `json:"etag"`
}

var (
	firstNames = [...]string{"Ada", "Alan", "Barbara", "Dennis", "Edsger", "Frances", "Grace", "Hedy", "Joan", "Ken"}
	lastNames  = [...]string{"Allen", "Clarke", "Dijkstra", "Hopper", "Lamarr", "Liskov", "Lovelace"}
)

var firstStored = time.Date(2026, 1, 2, 3, 4, 5, 678_000_000, time.UTC)

func newStore(users int) *store {
	s := &store{byEmail: map[string]*userpb.User{}, byID: map[string]*restUser{}}
	for i := range users {
		u := sampleUser(i)
		s.byEmail[u.Email] = u
		stored := firstStored.Add(time.Duration(i) * time.Second)
		s.byID[u.Id] = &restUser{
			ID: u.Id, Email: u.Email, FirstName: u.Name.First, LastName: u.Name.Last, Age: u.Age,
			Phone: u.Phone, Address: u.Address, CreateTime: stored, UpdateTime: stored, ETag: fmt.Sprintf("%08x", i),
		}
	}
	return s
}

func sampleUser(i int) *userpb.User {
	return &userpb.User{
		Id:      fmt.Sprintf("%024x", i),
		Age:     int32(18 + i%60),
		Name:    &userpb.Name{First: firstNames[i%len(firstNames)], Last: lastNames[i%len(lastNames)]},
		Email:   fmt.Sprintf("user%d@example.com", i),
		Phone:   fmt.Sprintf("+1 (555) %03d-%04d", 100+i%900, i%10_000),
		Address: fmt.Sprintf("%d Harbour Street, Portsmouth", i),
	}
}
