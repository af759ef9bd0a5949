// Package house keeps the rules of the house by tests: who may import whom, sizes,
// comments, the glossary, citations and dependencies. It imports nothing of ours, so that
// a broken rule is reported instead of breaking the build of its own test.
package house
