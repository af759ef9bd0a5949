//go:build !faulty_no_audit

package db

// unlogged is whether changes go without the audit log: never, but in the build that
// measures what the log costs.
func unlogged() bool { return false }
