package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/backup"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/year/account"
	"thidua/internal/year/org"
	"thidua/internal/year/progress"
)

// checkup is one examination of an instance: what was seen, and what should be done.
type checkup struct {
	c     console
	f     *flags
	d     *db.DB
	free  func(dir string) (int64, bool)
	found int
}

func (x *checkup) ok(what, format string, args ...any) {
	x.c.say("  được   %-18s %s", what, fmt.Sprintf(format, args...))
}

// need reports a finding and its remedy.
func (x *checkup) need(what, remedy, format string, args ...any) {
	x.found++
	x.c.say("  CẦN XEM %-17s %s\n          → %s", what, fmt.Sprintf(format, args...), remedy)
}

// doctorCommand looks an instance over without changing it.
func doctorCommand(ctx context.Context, c console, args []string) (err error) {
	f := newFlags("doctor")
	if err := f.parse(args); err != nil {
		return err
	}
	if len(f.files) > 0 {
		return badCall("Lệnh doctor không nhận tệp.")
	}
	d, err := f.look(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	x := &checkup{c: c, f: f, d: d, free: backup.Free}
	if err := x.run(ctx); err != nil {
		return err
	}
	if x.found > 0 {
		c.say("%d chỗ cần xem.", x.found)
		return codeError{code: exitFailed}
	}
	c.say("Mọi thứ bình thường.")
	return nil
}

func (x *checkup) run(ctx context.Context) error {
	x.ok("Phiên bản", "thidua %s, %s/%s", Version(), runtime.GOOS, runtime.GOARCH)
	current, err := x.database(ctx)
	if err != nil {
		return err
	}
	x.folder()
	if err := x.backups(); err != nil {
		return err
	}
	if !current { // the tables may not be those this program knows
		return nil
	}
	if err := x.clock(ctx); err != nil {
		return err
	}
	if err := x.people(ctx); err != nil {
		return err
	}
	return x.periods(ctx)
}

// database looks at engine, schema, pages, keys and room; current tells that the tables
// are those of this program.
func (x *checkup) database(ctx context.Context) (current bool, err error) {
	err = x.d.Read(ctx, func(tx *db.Tx) error {
		version, size, err := tx.About(ctx)
		if err != nil {
			return err
		}
		x.ok("Cơ sở dữ liệu", "%s %s, %d KB", x.d.Engine, version, size>>10)
		had, err := tx.Migrations(ctx)
		if err != nil {
			return err
		}
		switch todo, err := db.Compare(had, Migrations()...); {
		case fault.Is(err, fault.Conflict):
			x.need("Cấu trúc bảng", "Dùng bản phần mềm mới hơn; bản này sẽ không mở dữ liệu.", "do bản phần mềm mới hơn tạo ra")
		case err != nil:
			x.need("Cấu trúc bảng", "Cài lại đúng bản phát hành; không sửa tệp cấu trúc.", "%v", err)
		case len(had) == 0:
			x.need("Cấu trúc bảng", "Kiểm tra --data và --db; nếu là nơi mới, nhập kế hoạch: thidua import plan.", "chưa có bảng nào của thidua")
		case len(todo) > 0:
			x.need("Cấu trúc bảng", "Sao lưu (thidua backup), rồi khởi động thidua serve: cấu trúc được cập nhật khi mở.", "còn %d bước cập nhật, đầu tiên là %s", len(todo), todo[0])
		default:
			current = true
			x.ok("Cấu trúc bảng", "đủ %d bước, mới nhất", len(had))
		}
		if err := x.sound(ctx, tx); err != nil {
			return err
		}
		x.room(size)
		return nil
	})
	return current, err
}

func (x *checkup) sound(ctx context.Context, tx *db.Tx) error {
	const remedy = "Dừng máy chủ, giữ nguyên thư mục, chạy thidua verify, khôi phục bản sao lưu gần nhất còn tốt vào thư mục mới."
	bad, err := tx.Integrity(ctx)
	if err != nil {
		return err
	}
	lost, err := tx.Dangling(ctx)
	if err != nil {
		return err
	}
	switch {
	case len(bad) > 0:
		x.need("Toàn vẹn", remedy, "hỏng: %s", bad[0])
	case len(lost) > 0:
		x.need("Toàn vẹn", remedy, "dòng %s của bảng %s trỏ tới bảng %s nhưng không có dòng đích", lost[0].Row, lost[0].Table, lost[0].Parent)
	default:
		x.ok("Toàn vẹn", "cấu trúc và khóa liên kết đều khớp")
	}
	return nil
}

// spare is what a disk should have free beside twice the database.
const spare = 200 << 20

func (x *checkup) room(size int64) {
	free, known := x.free(x.f.data)
	switch {
	case !known:
		x.ok("Chỗ trống", "hệ điều hành này không cho biết")
	case free < 2*size+spare:
		x.need("Chỗ trống", "Dọn bớt ổ đĩa hoặc chuyển thư mục dữ liệu sang ổ lớn hơn trước khi đầy.", "còn %d MB, nên có ít nhất %d MB", free>>20, (2*size+spare)>>20)
	default:
		x.ok("Chỗ trống", "%d MB", free>>20)
	}
}

// folder looks at the rights of the data folder.
func (x *checkup) folder() {
	st, err := os.Stat(x.f.data)
	if err != nil {
		x.need("Thư mục dữ liệu", "Tạo thư mục hoặc sửa --data.", "không mở được %s", x.f.data)
		return
	}
	t, err := os.CreateTemp(x.f.data, ".doctor-*")
	if err != nil {
		x.need("Thư mục dữ liệu", "Cho tài khoản chạy thidua quyền ghi vào thư mục.", "không ghi được vào %s", x.f.data)
		return
	}
	t.Close()
	os.Remove(t.Name())
	if runtime.GOOS != "windows" && st.Mode().Perm()&0o077 != 0 {
		x.need("Thư mục dữ liệu", "chmod 700 "+x.f.data, "người dùng khác của máy mở được %s (quyền %o)", x.f.data, st.Mode().Perm())
		return
	}
	for _, name := range []string{filepath.Join(x.f.data, "thidua.db"), filepath.Join(x.f.data, "thidua.db-wal")} {
		f, err := os.OpenFile(name, os.O_RDWR, 0)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			x.need("Tệp dữ liệu", "Trả quyền đọc và ghi tệp cho tài khoản chạy thidua.", "không mở được %s để ghi", name)
			return
		}
		f.Close()
	}
	if left := filepath.Join(x.f.data, ".restoring"); backup.BrokenOff(x.f.data) {
		x.need("Khôi phục", "Chạy lại thidua restore vào nơi này; phần dở được dọn trước.", "một lần khôi phục bị đứt giữa chừng (%s)", left)
	} else if _, err := os.Lstat(left); err == nil {
		x.need("Khôi phục", "rm -r "+left, "còn phần dở của một lần khôi phục cũ; dữ liệu đang dùng không nằm ở đó")
	}
	x.ok("Thư mục dữ liệu", "ghi được, người dùng khác của máy không mở được")
}

// stale is when a backup is too old.
const stale = 7 * 24 * time.Hour

func (x *checkup) backups() error {
	const remedy = "thidua backup --out TỆP --data THƯ-MỤC, mỗi đêm một lần; để bản sao ở máy khác."
	last, err := readLast(x.f.data)
	age := x.d.Clock.Now().Sub(last.Created)
	switch {
	case err == nil && last.Error != "":
		x.need("Sao lưu", "Sửa nguyên nhân; máy chủ tự thử lại sau 15 phút.", "lần sao lưu lúc %s không thành: %s", last.Failed.In(clock.Zone).Format("15:04 02/01/2006"), last.Error)
	case err == nil && last.Unfit > 0:
		x.need("Sao lưu", "Chạy thidua verify; giữ lại các bản cũ hơn, khôi phục bản còn tốt.", "dữ liệu trong bản cuối không khớp nhật ký ở %d chỗ: %s", last.Unfit, last.File)
	case err == nil && last.Created.IsZero():
		x.need("Sao lưu", remedy, "dữ liệu ở thư mục này chưa từng sao lưu (mới lập hoặc mới khôi phục)")
	case err != nil:
		x.need("Sao lưu", remedy, "không đọc được %s", lastBackupName)
	case age > stale:
		x.need("Sao lưu", remedy, "bản cuối đã %d ngày: %s", int(age/(24*time.Hour)), last.File)
	default:
		how := "chưa mã hóa"
		if last.Encrypted {
			how = "đã mã hóa"
		}
		x.ok("Sao lưu", "%s, lúc %s, %s", last.File, last.Created.In(clock.Zone).Format("15:04 02/01/2006"), how)
	}
	return nil
}

func (x *checkup) clock(ctx context.Context) error {
	now := x.d.Clock.Now()
	last, err := audit.Last(ctx, x.d)
	if err != nil {
		return err
	}
	if last.Sub(now) > time.Minute {
		x.need("Đồng hồ", "Chỉnh giờ của máy (bật đồng bộ giờ) trước khi ai ghi thêm.", "máy chỉ %s, nhưng nhật ký đã có dòng lúc %s", now.Format("15:04 02/01/2006"), last.Format("15:04 02/01/2006"))
		return nil
	}
	x.ok("Đồng hồ", "%s, mọi thời hạn tính theo giờ Việt Nam", now.Format("15:04 02/01/2006"))
	return nil
}

// people counts the accounts that can sign in and do nothing.
func (x *checkup) people(ctx context.Context) error {
	s := account.NewService(x.d)
	today := clock.Today(x.d.Clock)
	var users, idle int
	first, admin := "", false
	for page := 1; ; page++ {
		l, err := s.List(ctx, operator, "", page)
		if err != nil {
			return err
		}
		for _, u := range l.Users {
			if u.Disabled {
				continue
			}
			users++
			posts, err := account.Posts(ctx, x.d, u.ID)
			if err != nil {
				return err
			}
			has := false
			for _, p := range posts {
				has = has || p.Has(today)
				admin = admin || p.Has(today) && p.Role == "admin"
			}
			if !has {
				if idle++; idle == 1 {
					first = u.Login
				}
			}
		}
		if page*account.PageSize >= l.Total {
			break
		}
	}
	if idle > 0 {
		x.need("Tài khoản", "Trang Quản trị: giao chức trách, hoặc khóa tài khoản.", "%d tài khoản không có chức trách nào hôm nay, đầu tiên là %s", idle, first)
	} else {
		x.ok("Tài khoản", "%d tài khoản, đều có chức trách", users)
	}
	if !admin {
		x.need("Quản trị", "thidua user add TÊN --role admin --data THƯ-MỤC", "không tài khoản nào là quản trị hệ thống")
	}
	return nil
}

func (x *checkup) periods(ctx context.Context) error {
	blocs, err := org.Blocs(ctx, x.d)
	if err != nil {
		return err
	}
	today, open := clock.Today(x.d.Clock), 0
	for _, b := range blocs {
		list, err := progress.Periods(ctx, x.d, b.ID)
		if err != nil {
			return err
		}
		for _, p := range list {
			if p.State != progress.Open {
				continue
			}
			open++
			if !p.Due.IsZero() && p.Due.Before(today) {
				x.need("Kỳ báo cáo", "Thư ký Khối trưởng khóa kỳ, hoặc gia hạn.", "%s của %s đã quá hạn %d ngày (hạn %s) mà chưa khóa", p.Period.Name(), b.Name, p.Due.DaysUntil(today), p.Due.VN())
			}
		}
	}
	x.ok("Kỳ đang mở", "%d", open)
	return nil
}
