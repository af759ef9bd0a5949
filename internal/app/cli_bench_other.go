//go:build !unix

package app

import "time"

func openFiles() {}

func limit() int { return 0 }

func enough(int) bool { return true }

func processorTime() time.Duration { return 0 }

func peakMemory() int64 { return 0 }
