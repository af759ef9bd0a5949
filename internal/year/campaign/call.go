package campaign

import (
	"strings"

	"thidua/internal/base/id"
)

// A Call (phát động của tỉnh) is one campaign that the province launches in several blocs at
// once. Each bloc has its own Campaign of it, which the bloc's leader completes with the
// bloc's targets and launches there; what the province said stays as it is.
type Call struct {
	ID    CallID
	Blocs []Campaign // one for each bloc, drafts too
}

// CallID names a call.
type CallID = id.Of[Call]

const callOrigin = "province/"

// Called reports whether the province launched the campaign.
func (c Campaign) Called() bool { return strings.HasPrefix(c.Origin, callOrigin) }

// Text gives what the province said, as any of the blocs has it.
func (c Call) Text() Campaign {
	if len(c.Blocs) == 0 {
		return Campaign{}
	}
	return c.Blocs[0]
}

// Taken counts the blocs that have launched the campaign.
func (c Call) Taken() int {
	n := 0
	for _, x := range c.Blocs {
		if x.State != Draft {
			n++
		}
	}
	return n
}

// asCalled gives c with everything that the province decided, as was has it; the bloc adds
// its targets, criteria, basis, units, slogans and dues of its own.
func (c Campaign) asCalled(was Campaign) Campaign {
	c.Kind, c.Scope, c.Name, c.Theme, c.Occasion, c.Days = was.Kind, was.Scope, was.Name, was.Theme, was.Occasion, was.Days
	return c
}
