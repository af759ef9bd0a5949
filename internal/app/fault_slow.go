//go:build faulty_no_header_timeout

package app

import "time"

const headerTime, requestTime time.Duration = 0, 0
