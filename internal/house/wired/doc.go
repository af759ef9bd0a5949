// Package wired keeps the rules of the house that need the whole product: every query on
// both engines, every view against its type, every message in both languages, every route
// with its authority.
package wired
