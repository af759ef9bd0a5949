//go:build !faulty_no_header_timeout

package app

import "time"

// headerTime is how long a client may take to send the headers of a request. The faulty
// build takes it out, to show that TestSlowloris can fail.
const headerTime = 10 * time.Second

// requestTime is the same for the whole request.
const requestTime = 2 * time.Minute
