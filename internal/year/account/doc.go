// Package account knows who may sign in (tài khoản), which posts they hold and in which
// units, and where they are signed in.
//
// A person acts through posts (chức trách): officer or head of a unit, the provincial
// board, administrator. Posts have dates; what somebody may do is worked out anew for
// every request from the posts of that day and from the terms of the units (package org),
// so nobody keeps a right that ended yesterday.
//
// Passwords are kept as argon2id hashes with their parameters. Guessing is slowed down per
// user name, per address and per pair of them, so that a stranger can neither guess nor
// keep the owner out; a browser that has signed in before has a lane of its own. Sessions
// end after 8 hours without use and 12 hours in all, by the server's clock.
package account
