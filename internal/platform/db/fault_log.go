//go:build faulty_no_audit

package db

import "sync/atomic"

// Unlogged takes the audit log out of the writes that begin while it is set.
var Unlogged atomic.Bool

func unlogged() bool { return Unlogged.Load() }
