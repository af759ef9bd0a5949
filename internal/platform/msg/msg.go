// Package msg translates what the product says. Vietnamese stands at the place where it
// is said, as "id|text"; English stands in the *.en.txt file beside it as "id = text".
package msg

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
)

// Lang is a language of the interface.
type Lang string

const (
	VI Lang = "vi"
	EN Lang = "en"
)

// A Catalog holds the English texts by id.
type Catalog struct{ en map[string]string }

// Load reads English texts: lines "id = text"; empty lines and lines that begin with #
// are skipped. An id given twice with different texts is an error.
func Load(files ...string) (*Catalog, error) {
	c := &Catalog{en: map[string]string{}}
	for _, f := range files {
		for line := range strings.Lines(f) {
			line = strings.TrimSpace(line)
			if line == "" || strings.HasPrefix(line, "#") {
				continue
			}
			k, v, ok := strings.Cut(line, "=")
			k, v = strings.TrimSpace(k), strings.TrimSpace(v)
			if !ok || k == "" || v == "" {
				return nil, fmt.Errorf("msg: not \"id = text\": %s", line)
			}
			if old, dup := c.en[k]; dup && old != v {
				return nil, fmt.Errorf("msg: %s has two English texts: %q and %q", k, old, v)
			}
			c.en[k] = v
		}
	}
	return c, nil
}

// IDs gives every id that has an English text, sorted.
func (c *Catalog) IDs() []string { return slices.Sorted(maps.Keys(c.en)) }

// T gives the text of "id|Vietnamese text" in l with its parameters filled in. An English
// text may hold a singular after " || ": "{n} tasks || {n} task", chosen when n is 1.
func (c *Catalog) T(l Lang, m string, args fault.P) string {
	k, vi, ok := strings.Cut(m, "|")
	if !ok {
		return fault.Fill(m, args)
	}
	if l == EN && c != nil {
		if t, ok := c.en[k]; ok {
			if many, one, ok := strings.Cut(t, " || "); ok {
				t = many
				if fmt.Sprint(args["n"]) == "1" {
					t = one
				}
			}
			return fault.Fill(t, args)
		}
	}
	return fault.Fill(vi, args)
}

// Period gives the name of a period in l.
func Period(l Lang, p civil.Period) string {
	if l == EN {
		return p.English()
	}
	return p.Name()
}

// Error gives the text of a fault in l; of any other error, the general sentence.
func (c *Catalog) Error(l Lang, e *fault.Error) string { return c.T(l, e.Msg, e.Args) }
