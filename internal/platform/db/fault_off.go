//go:build !faulty_ack_first && !faulty_sync_normal

package db

// The defences that the faulty builds take out, to show that the fault tests can fail.
const (
	ackFirst    = false // answer before the commit
	synchronous = "full"
)
