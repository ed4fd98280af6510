module flotilla/bench/ports

go 1.24
