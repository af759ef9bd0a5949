// Command thidua runs the emulation year of an emulation bloc (khối thi đua): server,
// sample year, imports and reports. `thidua help` lists what it does.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"thidua/internal/app"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := app.Main(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}
