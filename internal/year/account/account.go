package account

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/vi"
	"thidua/internal/base/who"
)

// A User (tài khoản) is somebody who can sign in.
type User struct {
	ID       id.User
	Login    string // user name (tên đăng nhập)
	Name     string // of the person, or of the desk: "Cán bộ TĐKT Sở Tư pháp"
	Disabled bool
	Version  int64
}

// A Post (chức trách) is a role that a user holds in a unit from one day to another, both
// included; To zero is open.
type Post struct {
	ID    PostID
	Unit  id.Unit // 0 for the board and administrators
	Role  who.Role
	Title string // as the holder signs: "Chánh Thanh tra tỉnh"; may be empty
	From  civil.Date
	To    civil.Date
}

// PostID names a post.
type PostID = id.Of[Post]

// Has reports whether the post is held on day.
func (p Post) Has(day civil.Date) bool {
	return !day.Before(p.From) && (p.To.IsZero() || !p.To.Before(day))
}

// RoleTitle gives the usual name of a role (tên vai trò).
func RoleTitle(r who.Role) string {
	switch r {
	case who.Officer:
		return "Cán bộ TĐKT"
	case who.Head:
		return "Thủ trưởng"
	case who.Board:
		return "Ban TĐKT tỉnh"
	case who.Admin:
		return "Quản trị hệ thống"
	}
	return string(r)
}

// display gives the name under which the holder of a post acts: its title, or the usual
// name of the role, and the unit. The officer of the unit that leads is the secretary of
// the bloc leader.
func display(p Post, unit string, leads bool) string {
	title := p.Title
	if p.Role == who.Officer && leads {
		title = "Thư ký Khối trưởng"
	}
	if title == "" {
		title = RoleTitle(p.Role)
	}
	if unit == "" {
		return title
	}
	return title + " – " + unit
}

var loginShape = regexp.MustCompile(`^[a-z0-9]([a-z0-9._@-]*[a-z0-9])?$`)

// Login gives the form in which a user name is stored and compared.
func Login(s string) string { return strings.ToLower(strings.TrimSpace(vi.NFC(s))) }

func checkLogin(e *fault.Error, login string) {
	if len(login) > 64 || !loginShape.MatchString(login) {
		e.With("login", "account.login.bad|Tên đăng nhập gồm chữ thường không dấu, số và . _ @ -, tối đa 64 ký tự")
	}
}

// The length of a password in characters. There are no rules of composition: they make
// passwords worse.
const (
	MinPassword = 8
	MaxPassword = 128
)

func checkPassword(e *fault.Error, field, login, p string) {
	n := utf8.RuneCountInString(p)
	switch {
	case n < MinPassword || n > MaxPassword || !utf8.ValidString(p):
		e.With(field, "account.password.length|Mật khẩu phải có từ {min} đến {max} ký tự", fault.P{"min": MinPassword, "max": MaxPassword})
	case strings.EqualFold(p, login) || strings.Count(p, string([]rune(p)[:1])) == n || common()(p):
		e.With(field, "account.password.easy|Mật khẩu này quá dễ đoán. Dùng một câu ngắn mà chỉ bạn nghĩ ra.")
	}
}

func (p Post) check() error {
	e := fault.New(fault.Invalid, "account.post.bad|Chức trách chưa lưu được. Sửa các mục được đánh dấu.")
	switch p.Role {
	case who.Officer, who.Head:
		if p.Unit == 0 {
			e.With("unit", "account.post.unit|Chọn đơn vị của chức trách này")
		}
	case who.Board, who.Admin:
		if p.Unit != 0 {
			e.With("unit", "account.post.nounit|Chức trách này không thuộc đơn vị nào: để trống đơn vị")
		}
	default:
		e.With("role", "account.post.role|Chọn vai trò")
	}
	if !p.From.Valid() {
		e.With("from", "account.post.from|Nhập ngày bắt đầu, ví dụ 01/01/2022")
	}
	if !p.To.IsZero() && (!p.To.Valid() || p.To.Before(p.From)) {
		e.With("to", "account.post.to|Ngày kết thúc không được trước ngày bắt đầu")
	}
	if utf8.RuneCountInString(p.Title) > 100 {
		e.With("title", "account.post.title|Chức danh tối đa 100 ký tự")
	}
	if len(e.Fields) > 0 {
		return e
	}
	return nil
}
