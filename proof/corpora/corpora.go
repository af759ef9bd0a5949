//go:build corpora

// Package corpora names the modules whose test data the tests of the product feed to its pages:
// go.sum holds their checksums, and nothing of them is built. internal/story reads the files.
package corpora

import (
	_ "github.com/corazawaf/coraza-coreruleset/v4/tests"
	_ "github.com/corazawaf/libinjection-go"
	_ "github.com/microcosm-cc/bluemonday"
)
