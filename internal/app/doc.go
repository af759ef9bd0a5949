// Package app is the composition root: it reads the configuration, opens the database,
// wires the capabilities in the order of the year, serves them over HTTP and on the
// command line, and stops. It is the only package that knows everyone.
package app
