package main

import (
	"fmt"

	"flotilla/bench/peers/userpb"
)

// store holds the sample users, made by the same rule in every server under test.
type store struct {
	byEmail map[string]*userpb.User
	byID    map[string]*restUser
}

type restUser struct {
	ID      string   `json:"id"`
	Age     int32    `json:"age"`
	Name    restName `json:"name"`
	Email   string   `json:"email"`
	Phone   string   `json:"phone"`
	Address string   `json:"address"`
}

type restName struct {
	First string `json:"first"`
	Last  string `json:"last"`
}

var (
	firstNames = [...]string{"Ada", "Alan", "Barbara", "Dennis", "Edsger", "Frances", "Grace", "Hedy", "Joan", "Ken"}
	lastNames  = [...]string{"Allen", "Clarke", "Dijkstra", "Hopper", "Lamarr", "Liskov", "Lovelace"}
)

func newStore(users int) *store {
	s := &store{byEmail: map[string]*userpb.User{}, byID: map[string]*restUser{}}
	for i := range users {
		u := sampleUser(i)
		s.byEmail[u.Email] = u
		s.byID[u.Id] = &restUser{
			ID: u.Id, Age: u.Age, Name: restName{u.Name.First, u.Name.Last},
			Email: u.Email, Phone: u.Phone, Address: u.Address,
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
