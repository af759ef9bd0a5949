//go:build !faulty_no_once

package once

// repeated is the defence that the faulty build takes out: a form that was carried out
// before is not carried out again.
const repeated = true
