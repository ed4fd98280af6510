package main

import (
	"fmt"
	"math/rand/v2"
)

// call is what varies from request to request.
type call struct {
	user        int
	traceparent string
	timeout     string
}

// buildCalls makes n different calls, the same ones for the same seed and so for every server. Of the traceparents
// 1 % carry the sampled flag: the servers' samplers follow it.
func buildCalls(n, users int, seed uint64) []call {
	random := rand.New(rand.NewPCG(seed, 0x5eed))
	calls := make([]call, n)
	for i := range calls {
		calls[i] = call{
			user:        (i*7919 + int(seed)*131) % users,
			traceparent: traceparent(random, i%100 == 99),
			timeout:     fmt.Sprintf("%du", 9_000_000+random.IntN(999_999)),
		}
	}
	return calls
}

func traceparent(random *rand.Rand, sampled bool) string {
	flags := "00"
	if sampled {
		flags = "01"
	}
	return fmt.Sprintf("00-%016x%016x-%016x-%s", random.Uint64()|1, random.Uint64(), random.Uint64()|1, flags)
}

func email(user int) string { return fmt.Sprintf("user%d@example.com", user) }

func userID(user int) string { return fmt.Sprintf("%024x", user) }

// newUser is what a POST sends: the fields a client may set, all of them valid.
func newUser(user int) string {
	return fmt.Sprintf(`{"email":"new%d@example.com","firstName":"Ada%d","lastName":"Hopper","age":%d,`+
		`"phone":"+1 (555) %03d-%04d","address":"%d Harbour Street, Portsmouth"}`,
		user, user%97, 18+user%60, 100+user%900, user%10_000, user)
}
