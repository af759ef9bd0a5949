package backup

import (
	"archive/zip"
	"compress/flate"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
)

// A Job is one backup to write.
type Job struct {
	DB      *db.DB
	Files   string   // folder of the attachments
	Out     string   // the file to write; it must not be there yet
	Product string   // version of the program
	Leave   []string // tables whose rows are left out: sessions must not come back to life
	For     []string // public keys (age1…) whose owners can read the file; none writes it plain
	// Names asks to verify what is saved, in the snapshot that is saved: as in Check. Nil does not.
	Names map[string][]string
	// Report takes what Names asks for.
	Report *Report
	// Free gives the free bytes at a folder; false when that cannot be told. Nil asks the system.
	Free func(dir string) (int64, bool)
}

// Write takes a backup while others read and write, reads it back whole and only then
// gives it its name. Errors: Conflict when the file is there, TooLarge when the disk has
// less room than twice the database and the attachments.
func Write(ctx context.Context, j Job) (m Manifest, err error) {
	defer fault.Wrap(&err, "backup.Write")
	if _, err := os.Lstat(j.Out); err == nil {
		return m, fault.New(fault.Conflict, "cli.backup.exists|Tệp {name} đã có. Chọn tên khác sau --out; bản cũ được giữ nguyên.", fault.P{"name": j.Out})
	}
	dir := filepath.Dir(j.Out)
	if err := j.room(ctx, dir); err != nil {
		return m, err
	}
	sweep(dir)
	f, err := os.CreateTemp(dir, tempName)
	if err != nil {
		return m, cannotWrite(j.Out, err)
	}
	release, _, err := db.Hold(f.Name()) // tells others that somebody writes it
	if err != nil {
		return m, errors.Join(cannotWrite(j.Out, err), f.Close(), os.Remove(f.Name()))
	}
	defer release()
	defer func() {
		if err != nil {
			os.Remove(f.Name())
		}
	}()
	w, key, err := j.lock(f)
	if err != nil {
		return m, errors.Join(err, f.Close())
	}
	s := newSealer(w)
	if m, err = j.stream(ctx, s); err == nil {
		_, err = s.seal()
	}
	if err == nil {
		err = w.Close()
	}
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		if fault.KindOf(err) != fault.Internal || ctx.Err() != nil {
			return m, err
		}
		return m, cannotWrite(j.Out, err)
	}
	check, err := Open(f.Name(), key)
	if err != nil {
		return m, err
	}
	if err = errors.Join(check.Check(ctx), check.Close()); err != nil {
		return m, err
	}
	if err = os.Rename(f.Name(), j.Out); err != nil {
		return m, cannotWrite(j.Out, err)
	}
	return m, syncDir(dir)
}

const (
	tempName  = ".thidua-backup-*"
	tempFresh = time.Minute // a file that its writer may not hold yet
)

// sweep removes what backups left in a folder that were killed: files that nobody holds.
func sweep(dir string) {
	list, _ := filepath.Glob(filepath.Join(dir, tempName))
	for _, name := range list {
		st, err := os.Lstat(name)
		if err != nil || !st.Mode().IsRegular() || clock.System.Now().Sub(st.ModTime()) < tempFresh {
			continue
		}
		if !db.CanHold && clock.System.Now().Sub(st.ModTime()) < 24*time.Hour {
			continue
		}
		if release, held, err := db.Hold(name); err == nil && held {
			os.Remove(name)
			release()
		}
	}
}

func cannotWrite(name string, err error) error {
	return fault.New(fault.Invalid, "cli.backup.write|Không ghi được bản sao lưu {name}. Kiểm tra thư mục, quyền ghi và chỗ trống trên đĩa; chưa có tệp nào được để lại.", fault.P{"name": name}).Because(err)
}

// room refuses when the disk could run full under the backup.
func (j Job) room(ctx context.Context, dir string) error {
	var size int64
	if err := j.DB.Read(ctx, func(tx *db.Tx) (err error) {
		_, size, err = tx.About(ctx)
		return err
	}); err != nil {
		return err
	}
	need := 2 * size
	list, err := attachments(j.Files)
	if err != nil {
		return err
	}
	for _, a := range list {
		need += a.size
	}
	free := j.Free
	if free == nil {
		free = Free
	}
	have, known := free(dir)
	if known && have < need {
		return fault.New(fault.TooLarge, "cli.backup.room|Ổ đĩa của {dir} chỉ còn {have} MB, cần {need} MB (hai lần cơ sở dữ liệu, cộng tệp đính kèm). Dọn bớt hoặc chọn ổ khác sau --out; chưa ghi gì.",
			fault.P{"dir": dir, "have": have >> 20, "need": need>>20 + 1})
	}
	return nil
}

func (j Job) stream(ctx context.Context, w io.Writer) (m Manifest, err error) {
	z := zip.NewWriter(w)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	now := j.DB.Clock.Now()
	m = Manifest{Format: Format, Product: j.Product, Created: now.Format(time.RFC3339), Engine: string(j.DB.Engine)}
	if err := j.DB.Read(ctx, func(tx *db.Tx) error { return j.rows(ctx, tx, z, &m) }); err != nil {
		return m, err
	}
	m.Digest = digest(m.Tables)
	if err := j.files(ctx, z, &m); err != nil {
		return m, err
	}
	b, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return m, err
	}
	x, err := z.CreateHeader(&zip.FileHeader{Name: manifestName, Method: zip.Deflate, Modified: now})
	if err != nil {
		return m, err
	}
	if _, err := x.Write(b); err != nil {
		return m, err
	}
	if err := z.SetComment(strings.Repeat("0", sealSize)); err != nil {
		return m, err
	}
	return m, z.Close()
}

// rows writes every table of the snapshot.
func (j Job) rows(ctx context.Context, tx *db.Tx, z *zip.Writer, m *Manifest) (err error) {
	if m.EngineInfo, _, err = tx.About(ctx); err != nil {
		return err
	}
	if m.Migrations, err = tx.Migrations(ctx); err != nil {
		return err
	}
	if len(m.Migrations) == 0 {
		return fault.New(fault.NotFound, "cli.backup.nodata|Chưa có dữ liệu của thidua ở đây. Kiểm tra --data và --db.")
	}
	tables, err := tx.Tables(ctx)
	if err != nil {
		return err
	}
	for _, tb := range tables {
		if tb.Name == "db_migration" {
			continue // said by the manifest
		}
		t := Table{Table: tb.Name, Columns: tb.Columns, Left: slices.Contains(j.Leave, tb.Name)}
		t.Name = "rows/" + tb.Name + ".jsonl"
		w, err := z.CreateHeader(&zip.FileHeader{Name: t.Name, Method: zip.Deflate})
		if err != nil {
			return err
		}
		if !t.Left {
			t.Rows, t.Bytes, t.SHA256, err = export(ctx, tx, tb, w)
		} else {
			t.SHA256 = hex.EncodeToString(sha256.New().Sum(nil))
		}
		if err != nil {
			return err
		}
		m.Tables = append(m.Tables, t)
	}
	return j.verify(ctx, tx)
}

// verify compares the snapshot that was saved with its log. What stands in its way is a
// finding: nobody goes without a backup because of it.
func (j Job) verify(ctx context.Context, tx *db.Tx) error {
	if j.Names == nil {
		return nil
	}
	var r Report
	if err := (Check{DB: j.DB, Files: j.Files, Names: j.Names}).content(ctx, tx, &r); err != nil {
		if ctx.Err() != nil {
			return err
		}
		r.add("Cơ sở dữ liệu", "không đối chiếu tiếp được với nhật ký: "+err.Error(), oldLog)
	}
	*j.Report = r
	return nil
}

// export writes the rows of a table to w, in the order of the key, and gives their count,
// size and SHA-256.
func export(ctx context.Context, tx *db.Tx, tb db.Table, w io.Writer) (rows, size int64, sum string, err error) {
	h := sha256.New()
	var line []byte
	err = tx.Rows(ctx, tb, func(row []any) error {
		if line, err = appendRow(line[:0], row); err != nil {
			return err
		}
		rows, size = rows+1, size+int64(len(line))
		h.Write(line)
		_, err := w.Write(line)
		return err
	})
	if err != nil {
		err = fmt.Errorf("%s: %w", tb.Name, err)
	}
	return rows, size, hex.EncodeToString(h.Sum(nil)), err
}

type attachment struct {
	hash string
	size int64
}

// attachments lists the stored files; one that is being written is not among them.
func attachments(dir string) (list []attachment, err error) {
	dirs, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	for _, d := range dirs {
		if !d.IsDir() || len(d.Name()) != 2 {
			continue
		}
		names, err := os.ReadDir(filepath.Join(dir, d.Name()))
		if err != nil {
			return nil, err
		}
		for _, n := range names {
			if fileName.MatchString("files/" + d.Name() + "/" + n.Name()) {
				st, err := n.Info()
				if err != nil {
					return nil, err
				}
				list = append(list, attachment{n.Name(), st.Size()})
			}
		}
	}
	return list, nil
}

// files copies the attachments. One that is damaged already is copied as it is and named
// in the manifest: the rest must not go without a backup because of it.
func (j Job) files(ctx context.Context, z *zip.Writer, m *Manifest) error {
	list, err := attachments(j.Files)
	if err != nil {
		return err
	}
	for _, a := range list {
		if err := ctx.Err(); err != nil {
			return err
		}
		name := "files/" + a.hash[:2] + "/" + a.hash
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err != nil {
			return err
		}
		f, err := os.Open(filepath.Join(j.Files, a.hash[:2], a.hash))
		if err != nil {
			return err
		}
		h := sha256.New()
		n, err := io.Copy(io.MultiWriter(w, h), f)
		if err = errors.Join(err, f.Close()); err != nil {
			return err
		}
		sum := hex.EncodeToString(h.Sum(nil))
		m.Files = append(m.Files, Member{name, n, sum})
		if sum != a.hash {
			m.Damaged = append(m.Damaged, a.hash)
		}
	}
	return nil
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(ignoreUnsupported(d.Sync()), d.Close())
}

// ignoreUnsupported forgives file systems that cannot flush a folder.
func ignoreUnsupported(err error) error {
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, fs.ErrInvalid) {
		return nil
	}
	return err
}
