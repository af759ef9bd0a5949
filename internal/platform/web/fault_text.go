//go:build faulty_raw_text

package web

const anyText = true
