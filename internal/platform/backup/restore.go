package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/sync/errgroup"

	"thidua/internal/base/fault"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
)

// A Place is where a backup is restored to: both must be new and empty.
type Place struct {
	Data       string // folder
	DB         string // address of a PostgreSQL database; "" keeps SQLite in Data
	Clock      clock.Clock
	Migrations []fs.FS             // of this program
	Names      map[string][]string // table → columns that name an attachment, as in Check
	Accept     bool                // restores although what the backup holds does not fit its log
}

const (
	databaseName = "thidua.db"
	filesName    = "files"
	stagingName  = ".restoring"
	holdName     = "lock" // in the staging folder: held while a restore runs
)

// BrokenOff tells whether a restore into a data folder was broken off: what stands there is
// not a whole. A folder whose database is in place is whole, whatever was left beside it.
func BrokenOff(data string) bool {
	_, err := os.Lstat(filepath.Join(data, stagingName))
	if err != nil {
		return false
	}
	_, err = os.Lstat(filepath.Join(data, databaseName))
	return errors.Is(err, fs.ErrNotExist)
}

// Restore checks the whole backup, fills the place, compares what it reads back with the
// manifest and verifies it against its own log before it is put in place; the tables are those of
// the backup, and opening the place brings them up to date. When anything fails, nothing is left
// behind. What a restore left that was killed is cleared first.
// Errors: Invalid (damaged, or findings in the report), Conflict (the place is not empty, or the backup is newer).
func (b *File) Restore(ctx context.Context, p Place) (r Report, err error) {
	defer fault.Wrap(&err, "backup.Restore")
	fresh, err := emptyFolder(p.Data)
	if err != nil {
		return r, err
	}
	if _, err := db.Compare(b.Manifest.Migrations, p.Migrations...); err != nil {
		return r, err
	}
	if err := b.Check(ctx); err != nil {
		return r, err
	}
	staging, broken := filepath.Join(p.Data, stagingName), BrokenOff(p.Data)
	if err := os.MkdirAll(staging, 0o700); err != nil {
		return r, cannotRestore(p.Data, err)
	}
	release, held, err := db.Hold(filepath.Join(staging, holdName))
	if err != nil {
		return r, cannotRestore(p.Data, err)
	}
	if !held {
		return r, fault.New(fault.Conflict, "cli.restore.twice|Một lệnh restore khác đang ghi vào {dir}. Chờ lệnh đó xong.", fault.P{"dir": p.Data})
	}
	defer release()
	if _, err := emptyFolder(p.Data); err != nil { // another one may have been quicker
		return r, errors.Join(err, os.RemoveAll(staging))
	}
	undo := func() error {
		if fresh {
			return os.RemoveAll(p.Data)
		}
		return errors.Join(os.RemoveAll(staging), os.RemoveAll(filepath.Join(p.Data, filesName)), os.RemoveAll(filepath.Join(p.Data, databaseName)))
	}
	if err := unused(ctx, p); err != nil { // or what stands beside it is in use
		if fresh {
			err = errors.Join(err, os.RemoveAll(p.Data))
		} else if !broken {
			err = errors.Join(err, os.RemoveAll(staging))
		}
		return r, err
	}
	if err := errors.Join(os.RemoveAll(filepath.Join(p.Data, filesName)), emptyStaging(staging)); err != nil { // of a restore that was killed
		return r, cannotRestore(p.Data, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, undo())
		}
	}()
	if have, known := Free(p.Data); known && have < 2*b.Manifest.Bytes() {
		return r, fault.New(fault.TooLarge, "cli.restore.room|Ổ đĩa của {dir} chỉ còn {have} MB, cần {need} MB để khôi phục. Dọn bớt hoặc chọn ổ khác sau --data; chưa ghi gì.",
			fault.P{"dir": p.Data, "have": have >> 20, "need": 2*b.Manifest.Bytes()>>20 + 1})
	}
	if err := b.fill(ctx, p, &r); err != nil {
		if fault.KindOf(err) == fault.Internal && ctx.Err() == nil {
			return r, cannotRestore(p.Data, err)
		}
		return r, err
	}
	return r, nil
}

// unused refuses a PostgreSQL database that has tables already.
func unused(ctx context.Context, p Place) error {
	if p.DB == "" {
		return nil
	}
	d, err := db.Open(ctx, p.DB, p.Clock)
	if err != nil {
		return err
	}
	return errors.Join(d.Read(ctx, func(tx *db.Tx) error { return tx.Unused(ctx) }), d.Close())
}

// emptyStaging empties a staging folder that this process holds.
func emptyStaging(staging string) error {
	list, err := os.ReadDir(staging)
	for _, e := range list {
		if e.Name() != holdName {
			err = errors.Join(err, os.RemoveAll(filepath.Join(staging, e.Name())))
		}
	}
	return err
}

func cannotRestore(dir string, err error) error {
	return fault.New(fault.Invalid, "cli.restore.write|Không khôi phục được vào {dir}. Kiểm tra thư mục, quyền ghi, chỗ trống và địa chỉ sau --db; không để lại gì ở đó.", fault.P{"dir": dir}).Because(err)
}

// emptyFolder refuses a folder that holds anything but what a restore left that was killed;
// fresh tells that it is not there yet.
func emptyFolder(dir string) (fresh bool, err error) {
	list, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return true, nil
	case err != nil:
		return false, cannotRestore(dir, err)
	case BrokenOff(dir) && !slices.ContainsFunc(list, func(e fs.DirEntry) bool { return e.Name() != stagingName && e.Name() != filesName }):
		return false, nil
	case len(list) > 0:
		return false, fault.New(fault.Conflict, "cli.restore.folder|Thư mục {dir} đã có dữ liệu ({name}). Chỉ khôi phục vào thư mục mới, còn trống; dữ liệu ở đó không bị thay đổi.", fault.P{"dir": dir, "name": list[0].Name()})
	}
	return false, nil
}

// fill puts the attachments in place, then the database: without it, the rest is nothing.
func (b *File) fill(ctx context.Context, p Place, r *Report) error {
	staging := filepath.Join(p.Data, stagingName)
	files := filepath.Join(staging, filesName)
	if err := os.MkdirAll(files, 0o700); err != nil {
		return err
	}
	if err := b.unpack(ctx, files); err != nil {
		return err
	}
	address := p.DB
	if address == "" {
		address = filepath.Join(staging, databaseName)
	}
	if p.DB == "" {
		if err := b.build(ctx, address, p, files, r); err != nil {
			return err
		}
		if err := settle(address); err != nil {
			return err
		}
	}
	if err := errors.Join(os.Rename(files, filepath.Join(p.Data, filesName)), syncDir(p.Data)); err != nil {
		return err
	}
	if p.DB == "" {
		if err := os.Rename(address, filepath.Join(p.Data, databaseName)); err != nil {
			return err
		}
	}
	if p.DB != "" { // its commit is the only step that cannot be undone
		if err := b.build(ctx, address, p, filepath.Join(p.Data, filesName), r); err != nil {
			return err
		}
	}
	return errors.Join(os.RemoveAll(staging), syncDir(p.Data))
}

// settle flushes a closed SQLite file; all of it must stand in that one file.
func settle(path string) error {
	if st, err := os.Stat(path + "-wal"); err == nil && st.Size() > 0 {
		return errors.New("backup: the database was not closed cleanly")
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Chmod(0o600), f.Sync(), f.Close(), syncDir(filepath.Dir(path)))
}

// unpackers is how many attachments are written beside each other: each waits for the disk by itself, and a disk
// flushes several of them in one go.
const unpackers = 8

func (b *File) unpack(ctx context.Context, dir string) error {
	made := []string{dir}
	all, ctx := errgroup.WithContext(ctx)
	all.SetLimit(unpackers)
	for _, m := range b.Manifest.Files {
		x := fileName.FindStringSubmatch(m.Name)
		folder := filepath.Join(dir, x[1])
		if !slices.Contains(made, folder) {
			if err := os.Mkdir(folder, 0o700); err != nil {
				return errors.Join(err, all.Wait())
			}
			made = append(made, folder)
		}
		all.Go(func() error {
			f, err := os.OpenFile(filepath.Join(folder, x[2]), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
			if err != nil {
				return err
			}
			return errors.Join(b.copy(ctx, m, f), f.Sync(), f.Close())
		})
	}
	if err := all.Wait(); err != nil {
		return err
	}
	for _, d := range made {
		if err := syncDir(d); err != nil {
			return err
		}
	}
	return nil
}

func (b *File) build(ctx context.Context, address string, p Place, files string, r *Report) (err error) {
	d, err := db.Open(ctx, address, p.Clock)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if err := d.Build(ctx, b.Manifest.Migrations, func(tx *db.Tx) error {
		if err := b.load(ctx, tx); err != nil {
			return err
		}
		*r = Report{}
		return b.verify(ctx, tx, p, files, r)
	}, p.Migrations...); err != nil {
		return err
	}
	if d.Engine != db.SQLite {
		return nil
	}
	return d.Read(ctx, func(tx *db.Tx) error {
		bad, err := tx.Integrity(ctx)
		if len(bad) > 0 {
			return fmt.Errorf("backup: the restored database is damaged: %s", bad[0])
		}
		return err
	})
}

// verify compares what was loaded with its own log, in the transaction that loads it.
func (b *File) verify(ctx context.Context, tx *db.Tx, p Place, files string, r *Report) error {
	if !slices.ContainsFunc(b.Manifest.Tables, func(t Table) bool { return t.Table == "audit_table" }) { // from before rows were bound: opening binds them
		r.Unbound = true
		return nil
	}
	c := Check{DB: tx.DB(), Files: files, Names: map[string][]string{}}
	for _, t := range b.Manifest.Tables {
		for _, n := range p.Names[t.Table] {
			if slices.Contains(t.Columns, n) { // an older version may not have it yet
				c.Names[t.Table] = append(c.Names[t.Table], n)
			}
		}
	}
	if err := c.content(ctx, tx, r); err != nil || len(r.Findings) == 0 || p.Accept {
		return err
	}
	return fault.New(fault.Invalid, "cli.restore.unfit|Bản sao lưu này giữ dữ liệu đã sai lệch, chưa khôi phục gì: {where}: {what}.", fault.P{"where": r.Findings[0].Where, "what": r.Findings[0].What})
}

// load puts every row in, then reads all of them back and compares with the manifest.
func (b *File) load(ctx context.Context, tx *db.Tx) error {
	tables, err := tx.Tables(ctx)
	if err != nil {
		return err
	}
	there := map[string]db.Table{}
	for _, tb := range tables {
		if tb.Name != "db_migration" {
			there[tb.Name] = tb
		}
	}
	if len(there) != len(b.Manifest.Tables) {
		return damaged(manifestName, fmt.Errorf("%d tables, the migrations make %d", len(b.Manifest.Tables), len(there)))
	}
	for _, t := range b.Manifest.Tables {
		tb, ok := there[t.Table]
		if !ok || !slices.Equal(tb.Columns, t.Columns) {
			return damaged(t.Name, fmt.Errorf("columns %v, the migrations make %v", t.Columns, tb.Columns))
		}
		if err := b.loadTable(ctx, tx, t, tb); err != nil {
			return err
		}
		rows, _, sum, err := export(ctx, tx, tb, io.Discard)
		if err != nil {
			return err
		}
		if rows != t.Rows || sum != t.SHA256 {
			return fmt.Errorf("backup: %s reads back differently: %d rows, want %d", t.Table, rows, t.Rows)
		}
	}
	return nil
}

func (b *File) loadTable(ctx context.Context, tx *db.Tx, t Table, tb db.Table) error {
	var batch [][]any
	err := b.each(ctx, t, func(row []any) error {
		if batch = append(batch, row); len(batch) < 250 {
			return nil
		}
		err := tx.Put(ctx, tb, batch)
		batch = batch[:0]
		return err
	})
	if err != nil {
		return err
	}
	return tx.Put(ctx, tb, batch)
}
