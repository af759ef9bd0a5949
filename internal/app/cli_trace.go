package app

import (
	"context"
	"encoding/json"
)

// traceCommand prints the way of a figure in both directions as JSON.
func traceCommand(ctx context.Context, c console, args []string) (err error) {
	f := newFlags("trace")
	if err := f.parse(args); err != nil {
		return err
	}
	if len(f.files) != 1 {
		return badCall("Nêu đúng một mã, ví dụ value/khoi-3/2022-H1/tand/C01.")
	}
	if err := f.haveData(); err != nil {
		return err
	}
	a, err := f.open(ctx, c)
	if err != nil {
		return err
	}
	defer a.Close()
	t, err := a.Review.Trace(ctx, operator, f.files[0])
	if err != nil {
		return err
	}
	e := json.NewEncoder(c.out)
	e.SetIndent("", " ")
	e.SetEscapeHTML(false)
	return e.Encode(t)
}
