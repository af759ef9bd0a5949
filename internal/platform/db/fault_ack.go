//go:build faulty_ack_first

package db

import "os"

// The server that TestKill starts answers before it commits; the test itself does not.
var ackFirst = os.Getenv("THIDUA_CHILD") != ""

const synchronous = "full"
