//go:build faulty_no_digest

package audit

const digests = false
