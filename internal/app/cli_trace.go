package app

import (
	"context"
	"encoding/json"
	"io"

	"thidua/internal/year/review"
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
	return printTrail(c.out, t)
}

// printTrail writes a trail as the command does.
func printTrail(w io.Writer, t review.Trail) error {
	e := json.NewEncoder(w)
	e.SetIndent("", " ")
	e.SetEscapeHTML(false)
	return e.Encode(t)
}
