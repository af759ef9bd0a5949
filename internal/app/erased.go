package app

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
)

const (
	// erasedName is the list in the data folder of what was erased at a request: numbers of lines of the
	// log, comments, suggestions, readers. It names nobody.
	erasedName = "erased"
	// erasedBeside is the same list beside the backups, where a restore finds it when the machine is gone.
	erasedBeside = "thidua-da-xoa.txt"
	maxErased    = 64 << 20
)

// erasures are the acts that erase somebody at a request. What goes after a term goes again by itself.
var erasures = []string{"audit.erase", "comment.forget", "comment.remove", "comment.takeback", "suggestion.forget", "subscriber.end"}

// objects reads a list of what was erased. A number alone is a line of the log.
func objects(text []byte) (list []string) {
	for s := range strings.FieldsSeq(string(text)) {
		if _, err := strconv.ParseInt(s, 10, 64); err == nil {
			s = "leaf/" + s
		}
		if kind, id, ok := strings.Cut(s, "/"); ok && id != "" && slices.Contains([]string{"leaf", "comment", "suggestion", "subscriber"}, kind) {
			list = append(list, s)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// noteErased writes what was ever erased into the data folder and, when there is one, the folder of the
// backups. A list that stands there stays: an older database put in its place must not shorten it.
func (a *App) noteErased(ctx context.Context, folder string) (err error) {
	list, err := audit.Objects(ctx, a.DB, erasures...)
	if err != nil {
		return err
	}
	files := []string{filepath.Join(a.Data, erasedName)}
	if folder != "" {
		files = append(files, filepath.Join(folder, erasedBeside))
	}
	all := strings.Join(list, "\n")
	for _, name := range files {
		was, err := readFile(name, maxErased)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		all += "\n" + string(was)
	}
	text := strings.Join(objects([]byte(all)), "\n") + "\n"
	for _, name := range files {
		if was, e := os.ReadFile(name); text == "\n" || e == nil && bytes.Equal(was, []byte(text)) {
			continue
		}
		if e := os.MkdirAll(filepath.Dir(name), 0o700); e != nil {
			return e
		}
		if e := writeFile(name, []byte(text)); e != nil {
			return e
		}
		err = errors.Join(err, os.Chmod(name, 0o600))
	}
	return err
}

// keepErased keeps the lists up to date while the server runs: the backup that is restored one day may
// be older than the last request.
func (a *App) keepErased(ctx context.Context) {
	t := time.NewTicker(time.Minute)
	defer t.Stop()
	newest := int64(-1)
	for {
		if n, err := audit.Newest(ctx, a.DB); err == nil && n != newest {
			if err := a.noteErased(ctx, a.Backups.Dir); err == nil {
				newest = n
			} else if ctx.Err() == nil {
				a.Log.Error("the list of what was erased could not be written", "err", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}

// eraseAgain erases what a list names and the restored data still hold, and tells how much that was.
func (a *App) eraseAgain(ctx context.Context, list []string, commit bool, why string) (n int, err error) {
	var leaves []int64
	var said []string
	for _, o := range list {
		kind, id, _ := strings.Cut(o, "/")
		if kind != "leaf" {
			said = append(said, o)
		} else if leaf, err := strconv.ParseInt(id, 10, 64); err == nil {
			leaves = append(leaves, leaf)
		}
	}
	if n, err = a.Portal.ForgetAgain(ctx, operator, said, commit); err != nil {
		return n, err
	}
	due, err := unerased(ctx, a.DB, leaves)
	if n += len(due); err != nil || !commit || len(due) == 0 {
		return n, err
	}
	leaves = leaves[:0]
	for _, l := range due {
		leaves = append(leaves, l.ID)
	}
	return n, a.eraseLeaves(ctx, leaves, why)
}

// due reads the list that says what was erased since a backup: the one that is named, or the one beside it.
func (f *flags) due(named, file string) (list []string, found bool, err error) {
	name := named
	if name == "" {
		name = filepath.Join(filepath.Dir(file), erasedBeside)
	}
	b, err := readFile(name, maxErased)
	if named == "" && errors.Is(err, fs.ErrNotExist) {
		return nil, false, nil
	}
	return objects(b), err == nil, err
}

// eraseRestored does again in restored data what was erased at a request after the backup was taken, or
// says what is to be done.
func (f *flags) eraseRestored(ctx context.Context, c console, list []string, found, keep bool) (err error) {
	if !found {
		c.say("Cạnh bản sao lưu không có %s. Nếu sau bản này từng xóa thông tin theo yêu cầu, xóa lại: thidua erase --again TỆP --data %s --why LÝ-DO --commit.", erasedBeside, f.data)
		return nil
	}
	a, err := f.open(ctx, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	n, err := a.eraseAgain(ctx, list, !keep, "Đã xóa theo yêu cầu trước khi khôi phục bản sao lưu cũ hơn")
	switch {
	case err != nil:
		return err
	case n == 0:
		c.say("Không có thông tin nào đã xóa theo yêu cầu quay lại cùng bản sao lưu này.")
	case keep:
		c.say("Bản sao lưu mang trở lại %d mục đã xóa theo yêu cầu (--keep-erased: giữ nguyên). Xóa lại: thidua erase --again TỆP --data %s --why LÝ-DO --commit.", n, f.data)
	default:
		c.say("Bản sao lưu mang trở lại %d mục đã xóa theo yêu cầu; đã xóa lại tất cả.", n)
		if err := a.scrub(ctx, c); err != nil {
			return err
		}
	}
	if len(list) == 0 {
		return nil
	}
	return writeFile(filepath.Join(f.data, erasedName), []byte(strings.Join(list, "\n")+"\n"))
}

// besideBackup gives the folder of a backup by hand the list too.
func (f *flags) besideBackup(ctx context.Context, d *db.DB, out string) error {
	a := App{DB: d}
	a.Data = f.data
	return a.noteErased(ctx, filepath.Dir(out))
}
