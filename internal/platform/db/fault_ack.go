//go:build faulty_ack_first

package db

const (
	ackFirst    = true
	synchronous = "full"
)
