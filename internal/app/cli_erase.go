package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"thidua/internal/base/fault"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
)

// erasedName is the list in the data folder of the lines of the log whose content was erased:
// their numbers, for doing it again after an older backup was restored.
const erasedName = "erased"

// erasure is a call of the command erase.
type erasure struct {
	object, holding, leaves, again, why string
	commit                              bool
}

// eraseCommand erases the content of lines of the log at the request of a person. The lines
// stay, and the log stays valid.
func eraseCommand(ctx context.Context, c console, args []string) (err error) {
	f, x := newFlags("erase"), erasure{}
	f.StringVar(&x.object, "object", "", "")
	f.StringVar(&x.holding, "holding", "", "")
	f.StringVar(&x.leaves, "leaf", "", "")
	f.StringVar(&x.again, "again", "", "")
	f.StringVar(&x.why, "why", "", "")
	f.BoolVar(&x.commit, "commit", false, "")
	if err := f.parse(args); err != nil {
		return err
	}
	asked := 0
	for _, s := range []string{x.object, x.holding, x.leaves, x.again} {
		if s != "" {
			asked++
		}
	}
	switch {
	case len(f.files) > 0 || asked != 1:
		return badCall("Nêu đúng một cách chọn dòng nhật ký: --object ĐỐI-TƯỢNG, --holding CHỮ, --leaf SỐ[,SỐ] hoặc --again TỆP.")
	case x.holding != "" && utf8.RuneCountInString(x.holding) < 4:
		return badCall("Chữ sau --holding cần ít nhất 4 ký tự, ví dụ một địa chỉ thư điện tử.")
	case x.commit && strings.TrimSpace(x.why) == "":
		return badCall("Thiếu --why: lý do, ví dụ \"theo đơn ngày 20/11/2026\". Không ghi tên hay địa chỉ của người yêu cầu vào lý do.")
	}
	if err := f.haveData(); err != nil {
		return err
	}
	a, err := f.open(ctx, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	leaves, err := x.choose(ctx, a)
	if err != nil {
		return err
	}
	list, err := sayLines(ctx, c, a, leaves)
	if err != nil {
		return err
	}
	switch {
	case len(list) == 0:
		c.say("Không có dòng nhật ký nào như vậy còn nội dung.")
		return nil
	case !x.commit:
		c.say("Xem trước: %d dòng, chưa xóa gì. Thêm --why LÝ-DO --commit để xóa nội dung (ai, trước, sau, lý do) của các dòng này; không lấy lại được.", len(list))
		return nil
	}
	if err := a.eraseLeaves(ctx, list, strings.TrimSpace(x.why)); err != nil {
		return err
	}
	c.say("Đã xóa nội dung của %d dòng nhật ký; mỗi lần xóa có một dòng nhật ký. Bản sao lưu cũ vẫn giữ nội dung này đến khi bị thay: xem docs/backup.md.", len(list))
	return a.scrub(ctx, c)
}

// choose gives the lines that a call names, by their numbers.
func (x erasure) choose(ctx context.Context, a *App) (leaves []int64, err error) {
	switch {
	case x.object != "":
		lines, err := audit.History(ctx, a.DB, x.object, 1_000_000)
		for _, l := range slices.Backward(lines) {
			leaves = append(leaves, l.ID)
		}
		return leaves, err
	case x.holding != "":
		return audit.Holding(ctx, a.DB, x.holding)
	}
	text := strings.ReplaceAll(x.leaves, ",", " ")
	if x.again != "" {
		b, err := readFile(x.again, 64<<20)
		if err != nil {
			return nil, err
		}
		text = string(b)
	}
	for s := range strings.FieldsSeq(text) {
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			return nil, badCall("%q không phải số của một dòng nhật ký.", s)
		}
		leaves = append(leaves, n)
	}
	slices.Sort(leaves)
	return slices.Compact(leaves), nil
}

// sayLines shows the lines that still have their content, and gives them.
func sayLines(ctx context.Context, c console, a *App, leaves []int64) (list []int64, err error) {
	const most = 50
	for _, n := range leaves {
		l, err := audit.One(ctx, a.DB, n)
		if fault.Is(err, fault.NotFound) || err == nil && l.Erased {
			continue
		}
		if err != nil {
			return nil, err
		}
		if list = append(list, n); len(list) <= most {
			c.say("  %d  %s  %s  %s  (%s)", l.ID, l.At.Format("15:04 02/01/2006"), l.Did, l.On, l.Name)
		}
	}
	if n := len(list) - most; n > 0 {
		c.say("  … và %d dòng khác.", n)
	}
	return list, nil
}

// eraseLeaves erases in one transaction, and remembers what it erased beside the database.
func (a *App) eraseLeaves(ctx context.Context, leaves []int64, why string) error {
	var done []int64
	err := a.DB.Write(ctx, func(tx *db.Tx) error {
		done = done[:0]
		for _, n := range leaves {
			was, err := audit.Erase(ctx, tx, operator, n, why)
			if err != nil {
				return err
			}
			if was {
				done = append(done, n)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	f, err := os.OpenFile(filepath.Join(a.Data, erasedName), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	for _, n := range done {
		_, e := fmt.Fprintln(f, n)
		err = errors.Join(err, e)
	}
	return errors.Join(err, f.Sync(), f.Close())
}

// scrub takes what was erased out of the files of the database, or says what is to be done.
func (a *App) scrub(ctx context.Context, c console) error {
	if a.DB.Engine == db.Postgres {
		c.say("PostgreSQL: chạy VACUUM audit_payload, audit_pending để nội dung đã xóa rời khỏi tệp dữ liệu.")
		return nil
	}
	done, err := a.DB.Scrub(ctx)
	if err == nil && !done {
		c.say("Có người đang đọc hoặc ghi: nội dung đã xóa còn trong thidua.db-wal đến khi tệp này được ghi đè hoặc máy chủ dừng.")
	}
	return err
}
