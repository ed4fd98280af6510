package main

import (
	"fmt"
	"strconv"
	"sync"
	"time"

	"flotilla/bench/peers/userpb"
)

// store holds the sample users, made by the same rule in every server under test, and the newest of those added.
type store struct {
	byEmail map[string]*userpb.User
	mutex   sync.RWMutex
	byID    map[string]*restUser
	ring    [mostAdded]*restUser
	samples int
	added   int
}

// mostAdded is how many added users are kept; each further one drops the oldest, so that a run can be of any length.
const mostAdded = 10_000

// newUser is what a client may set, with the rules of the contract as gin's validator says them.
type newUser struct {
	Email     string `json:"email" binding:"required,max=320"`
	FirstName string `json:"firstName" binding:"max=256"`
	LastName  string `json:"lastName" binding:"max=256"`
	Age       int32  `json:"age" binding:"gte=0,lte=150"`
	Phone     string `json:"phone" binding:"max=64"`
	Address   string `json:"address" binding:"max=1024"`
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
	s := &store{byEmail: map[string]*userpb.User{}, byID: map[string]*restUser{}, samples: users}
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

func (s *store) find(id string) (*restUser, bool) {
	s.mutex.RLock()
	defer s.mutex.RUnlock()
	if user, ok := s.byID[id]; ok {
		return user, true
	}
	number, err := strconv.ParseUint(id, 16, 64)
	if err != nil || number < uint64(s.samples) {
		return nil, false
	}
	user := s.ring[(number-uint64(s.samples))%mostAdded]
	return user, user != nil && user.ID == id
}

func (s *store) add(fields newUser) *restUser {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	number := s.samples + s.added
	now := time.Now().UTC().Truncate(time.Millisecond)
	user := &restUser{
		ID: userID(number), Email: fields.Email, FirstName: fields.FirstName, LastName: fields.LastName, Age: fields.Age,
		Phone: fields.Phone, Address: fields.Address, CreateTime: now, UpdateTime: now, ETag: fmt.Sprintf("%08x", number),
	}
	s.ring[s.added%mostAdded] = user
	s.added++
	return user
}

func userID(number int) string { return fmt.Sprintf("%024x", number) }

func sampleUser(i int) *userpb.User {
	return &userpb.User{
		Id:      userID(i),
		Age:     int32(18 + i%60),
		Name:    &userpb.Name{First: firstNames[i%len(firstNames)], Last: lastNames[i%len(lastNames)]},
		Email:   fmt.Sprintf("user%d@example.com", i),
		Phone:   fmt.Sprintf("+1 (555) %03d-%04d", 100+i%900, i%10_000),
		Address: fmt.Sprintf("%d Harbour Street, Portsmouth", i),
	}
}
