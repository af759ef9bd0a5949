//go:build !faulty_no_digest

package audit

// digests is the defence that the faulty build takes out: rows are compared with the log.
const digests = true
