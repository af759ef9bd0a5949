// Package once sees to it that a form that is sent twice is carried out once: after a
// connection that broke before the answer came, a double click, a browser that asks again.
//
// Every form of a page carries a key. The first write transaction of the request that
// carries the form out also notes the hash of key, sender and content; a transaction that
// finds its hash already there is rolled back with ErrRepeated. The same key with another
// content is another form: somebody went back, changed a field and sent again.
package once

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"time"

	"thidua/internal/platform/db"
)

// Migrations holds the tables of this package.
//
//go:embed migration/*.sql
var Migrations embed.FS

var (
	qAdd   = db.Quiet("once.add", `INSERT INTO once_form (form, at) VALUES ($1, $2) ON CONFLICT (form) DO NOTHING`)
	qDrop  = db.Quiet("once.drop", `DELETE FROM once_form WHERE form = $1`)
	qSweep = db.Quiet("once.sweep", `DELETE FROM once_form WHERE at < $1`)
)

// Life is how long a form is remembered.
const Life = 72 * time.Hour

// ErrRepeated is why a transaction of a form that was carried out before is rolled back.
var ErrRepeated = errors.New("once: the form was carried out before")

// A Form is one form on its way through a request. Its zero value, without a key, guards
// nothing.
type Form struct {
	hash  string
	noted *db.DB // where the hash was written, nil while it is not
}

// With gives a context in which the first write transaction notes the form, once Set has
// told what it is.
func With(ctx context.Context) (context.Context, *Form) {
	f := &Form{}
	return db.OnFirstWrite(context.WithValue(ctx, key{}, f), f.note), f
}

type key struct{}

// Of gives the form of a request, nil when it has none.
func Of(ctx context.Context) *Form {
	f, _ := ctx.Value(key{}).(*Form)
	return f
}

// Set tells the form's key, who sends it, and where; write adds its content to the hash. A
// form without key is not guarded.
func (f *Form) Set(k, sender, path string, write func(io.Writer) error) error {
	if f == nil || k == "" {
		return nil
	}
	h := sha256.New()
	fmt.Fprintf(h, "%q %q %q\n", k, sender, path)
	if err := write(h); err != nil {
		return err
	}
	f.hash = hex.EncodeToString(h.Sum(nil))
	return nil
}

// Hash names the form, "" when it is not guarded.
func (f *Form) Hash() string { return f.hash }

func (f *Form) note(ctx context.Context, d *db.DB, tx *db.Tx) error {
	if f.hash == "" {
		return nil
	}
	now := d.Clock.Now()
	if f.hash[0] == '0' && f.hash[1] == '0' { // one form in 256 sweeps for all
		if _, err := tx.Exec(ctx, qSweep, now.Add(-Life).UnixMilli()); err != nil {
			return err
		}
	}
	n, err := tx.Exec(ctx, qAdd, f.hash, now.UnixMilli())
	if err != nil {
		return err
	}
	if n == 0 && repeated {
		return ErrRepeated
	}
	f.noted = d
	return nil
}

// Forget takes the note back: the request was refused after all, and the same form may be
// sent again.
func (f *Form) Forget(ctx context.Context) error {
	if f.noted == nil {
		return nil
	}
	return f.noted.Write(context.WithoutCancel(ctx), func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, qDrop, f.hash)
		return err
	})
}
