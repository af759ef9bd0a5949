//go:build faulty_raw_text

package db

const anyText = true
