// Package backup writes everything of an instance into one file (bản sao lưu), reads such
// a file back into a new place, and checks what is stored (kiểm tra dữ liệu).
//
// The file is a zip. Rows stand in a form that knows no engine, so that a backup of SQLite
// may be restored on PostgreSQL and the other way round:
//
//	rows/TABLE.jsonl  one row a line, in the order of the key: a JSON array of whole
//	                  numbers, texts, null, {"b": base64} for bytes and {"t": base64} for
//	                  text that is not UTF-8
//	files/ab/abcd…    attachments, named by the SHA-256 of their content
//	manifest.json     Manifest: counts and SHA-256 of all of the above
//
// All rows are read in one snapshot, while others write. Attachments are never changed and
// never removed, and stand on disk before a row names them, so copying them after the rows
// gives a consistent whole. The last 64 characters of the file are the SHA-256 of all
// before them: no bit of it can change unseen.
//
// Written for public keys, all of it is encrypted on its way to the disk (age, X25519), and read
// back through the key that alone can: see Key.
package backup
