//go:build faulty_sync_normal

package db

const (
	ackFirst    = false
	synchronous = "normal"
)
