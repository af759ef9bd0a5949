//go:build faulty_no_once

package once

const repeated = false
