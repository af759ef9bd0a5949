// Package story tells the year as scripts that run over HTTP against the real server:
// tests and manual at once. testdata/2022-khoi-3.txt retells the facts of Bloc 3 of Đắk
// Lắk in 2022; figures are invented.
//
// A script is a list of steps, one per line; lines that begin with # are prose.
//
//	on 2022-06-10 08:30        the clock of the server stands there
//	tick                       does what the server does by itself every minute: what is due comes out, what is past its term is erased
//	as canbo-tand              acts as this user, signing in when needed; "as visitor" signs nobody in
//	GET /viec                  fetches a page
//	POST /nhap/2022-6t         sends the indented lines below: name=value, or @name=file of examples/
//	status 303                 of the last answer
//	to /nhap/.*                the address the last answer leads to (a regular expression)
//	follow                     fetches that address
//	body contains TEXT         text of the page as a reader sees it (tags left out, spaces folded)
//	body lacks TEXT
//	html contains TEXT         of the raw answer
//	word contains TEXT         text of the Word file that was downloaded
//	redline NAME AUTHOR        the downloaded Word file as a reviewer sends it back, see redline_test.go; then @file=NAME
//	question NAME              keeps the answer to the plain question of the page as $NAME
//	picture NAME               draws a JPEG; then @file=NAME
//	keep NAME REGEXP           keeps the first group found in the raw answer or its address as $NAME
package story
