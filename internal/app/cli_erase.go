package app

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"thidua/internal/base/fault"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
)

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
	if x.again != "" {
		return x.repeat(ctx, c, a)
	}
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

// repeat does what the list of an installation says was erased, in data restored from an older backup.
func (x erasure) repeat(ctx context.Context, c console, a *App) error {
	b, err := readFile(x.again, maxErased)
	if err != nil {
		return err
	}
	n, err := a.eraseAgain(ctx, objects(b), x.commit, strings.TrimSpace(x.why))
	switch {
	case err != nil:
		return err
	case n == 0:
		c.say("Không có mục nào của danh sách này còn nội dung.")
		return nil
	case !x.commit:
		c.say("Xem trước: %d mục của danh sách này còn nội dung, chưa xóa gì. Thêm --why LÝ-DO --commit để xóa; không lấy lại được.", n)
		return nil
	}
	c.say("Đã xóa lại %d mục đã xóa theo yêu cầu trước đây; mỗi lần xóa có một dòng nhật ký.", n)
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
	for s := range strings.FieldsSeq(strings.ReplaceAll(x.leaves, ",", " ")) {
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			return nil, badCall("%q không phải số của một dòng nhật ký.", s)
		}
		leaves = append(leaves, n)
	}
	slices.Sort(leaves)
	return slices.Compact(leaves), nil
}

// unerased gives the lines of the log among leaves that still have their content.
func unerased(ctx context.Context, q db.Q, leaves []int64) (list []audit.Line, err error) {
	for _, n := range leaves {
		l, err := audit.One(ctx, q, n)
		if fault.Is(err, fault.NotFound) || err == nil && l.Erased {
			continue
		}
		if err != nil {
			return nil, err
		}
		list = append(list, l)
	}
	return list, nil
}

// sayLines shows the lines that still have their content, and gives them.
func sayLines(ctx context.Context, c console, a *App, leaves []int64) (list []int64, err error) {
	const most = 50
	whole, err := unerased(ctx, a.DB, leaves)
	if err != nil {
		return nil, err
	}
	for i, l := range whole {
		if list = append(list, l.ID); i < most {
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
	err := a.DB.Write(ctx, func(tx *db.Tx) error {
		for _, n := range leaves {
			if _, err := audit.Erase(ctx, tx, operator, n, why); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return a.noteErased(ctx, "")
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
