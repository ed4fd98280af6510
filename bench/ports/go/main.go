// The peer of the ports reader: encoding/json's Decoder, Token for each key and Decode for each port. Prints the number
// of ports and the seconds it took, as JSON.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"time"
)

type port struct {
	Name        string    `json:"name"`
	City        string    `json:"city"`
	Country     string    `json:"country"`
	Alias       []string  `json:"alias"`
	Regions     []string  `json:"regions"`
	Coordinates []float64 `json:"coordinates"`
	Province    string    `json:"province"`
	Timezone    string    `json:"timezone"`
	Unlocs      []string  `json:"unlocs"`
	Code        string    `json:"code"`
}

func main() {
	file, err := os.Open(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	defer file.Close()
	begun := time.Now()
	ports, err := read(json.NewDecoder(bufio.NewReaderSize(file, 256*1024)))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("{\"ports\":%d,\"seconds\":%f}\n", ports, time.Since(begun).Seconds())
}

func read(decoder *json.Decoder) (int, error) {
	if _, err := decoder.Token(); err != nil {
		return 0, err
	}
	count := 0
	for ; decoder.More(); count++ {
		if _, err := decoder.Token(); err != nil {
			return count, err
		}
		var p port
		if err := decoder.Decode(&p); err != nil {
			return count, err
		}
	}
	_, err := decoder.Token()
	return count, err
}
