package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/backup"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
)

// attached names the columns that name an attachment by its SHA-256. A test asks of every
// new column that looks like one to stand here or among those that are none.
var attached = map[string][]string{
	"portal_photo_file":   {"file"},
	"document_document":   {"file"},
	"document_annex":      {"file"},
	"document_outgoing":   {"pdf", "docx", "signed"},
	"activity_file":       {"sha256"},
	"rolemodel_photo":     {"large", "small"},
	"plan_task":           {"evidence_file"},
	"award_list":          {"sha256"},
	"campaign_join":       {"file"},
	"campaign_entry":      {"file"},
	"pledge_text":         {"pdf"},
	"pledge_signature":    {"file"},
	"progress_value":      {"sha256"},
	"progress_text":       {"sha256"},
	"progress_import":     {"sha256"},
	"progress_submission": {"else_file"},
	"consultation_file":   {"file"},

	"conference_photo": {"small", "large"},
	"conference_paper": {"file"},
}

// leftOut are tables whose rows no backup carries: a session that was ended must not come
// back to life with an old backup, nor an invitation that was used, nor a letter that was sent be sent again.
var leftOut = []string{"conference_pass", "conference_screen", "account_session", "campaign_feed", "account_invite", "account_contact_ask", "mail_letter", "once_form", "portal_secret", "portal_spent", "search_entry", "search_token", "search_word", "search_vocabulary", "search_mark"}

// look opens data that are there, without changing them: no table is made and no server
// that runs on them is disturbed.
func (f *flags) look(ctx context.Context) (*db.DB, error) {
	if err := f.needData(); err != nil {
		return nil, err
	}
	address := f.db
	if address == "" {
		address = filepath.Join(f.data, "thidua.db")
		if backup.BrokenOff(f.data) {
			return nil, brokenOff(f.data)
		}
		if st, err := os.Stat(address); err != nil || !st.Mode().IsRegular() {
			return nil, fault.New(fault.NotFound, "cli.backup.nodata|Chưa có dữ liệu của thidua ở đây. Kiểm tra --data và --db.").Because(err)
		}
	}
	return db.Open(ctx, address, clock.System)
}

// brokenOff says what to do with a data folder in which a restore was killed.
func brokenOff(data string) error {
	return fault.New(fault.Conflict, "cli.brokenoff|Lần khôi phục vào {dir} bị đứt giữa chừng, dữ liệu ở đó chưa dùng được. Chạy lại: thidua restore TỆP --data {dir}; phần dở được dọn trước.", fault.P{"dir": data})
}

func (f *flags) attachments() string { return filepath.Join(f.data, "files") }

// lastBackup is what backup leaves in the data folder for doctor.
type lastBackup struct {
	File    string    `json:"file"`
	Created time.Time `json:"created"`
	Rows    int64     `json:"rows,omitempty"`
	Files   int       `json:"files,omitempty"`
	Damaged int       `json:"damaged,omitempty"`
	Unfit   int       `json:"unfit,omitempty"` // places of what it holds that do not fit the log
	// Encrypted tells that the file is of no use without its key.
	Encrypted bool      `json:"encrypted,omitempty"`
	Failed    time.Time `json:"failed,omitzero"` // when a later one failed, and why
	Error     string    `json:"error,omitempty"`
}

const lastBackupName = "last-backup.json"

func backupCommand(ctx context.Context, c console, args []string) (err error) {
	f := newFlags("backup")
	out, newKey := f.String("out", "", ""), f.String("new-key", "", "")
	keys := f.keys("for")
	if err := f.parse(args); err != nil {
		return err
	}
	switch {
	case *newKey != "" && (*out != "" || len(*keys) > 0 || len(f.files) > 0):
		return badCall("--new-key TỆP chỉ tạo khóa; chạy riêng, rồi sao lưu với --for age1….")
	case *newKey != "":
		return makeKey(c, *newKey)
	case len(f.files) > 0:
		return badCall("Lệnh backup không nhận tệp; nêu tệp sao lưu sau --out.")
	case *out == "":
		return badCall("Thiếu --out: tệp sao lưu, ví dụ --out thidua-2026-11-23.zip.")
	}
	to, err := backup.PublicKeys(*keys)
	if err != nil {
		return err
	}
	if len(to) > 0 && !strings.HasSuffix(*out, backup.Suffix) {
		*out += backup.Suffix
	}
	d, err := f.look(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	var r backup.Report
	m, err := backup.Write(ctx, backup.Job{DB: d, Files: f.attachments(), Out: *out, Product: Version(), Leave: leftOut, For: to, Names: attached, Report: &r})
	if err != nil {
		return err
	}
	path, err := filepath.Abs(*out)
	if err != nil {
		return err
	}
	if err := writeLast(f.data, lastBackup{File: path, Created: d.Clock.Now(), Rows: m.Rows(), Files: len(m.Files), Damaged: len(m.Damaged), Unfit: len(r.Findings), Encrypted: len(to) > 0}); err != nil {
		return err
	}
	if err := f.besideBackup(ctx, d, path); err != nil {
		return err
	}
	c.say("Đã sao lưu %d dòng của %d bảng và %d tệp đính kèm vào %s; đã đọc lại và kiểm tra toàn bộ.", m.Rows(), len(m.Tables), len(m.Files), *out)
	if len(to) > 0 {
		c.say("Bản này đã mã hóa: chỉ mở được bằng khóa của %s.", strings.Join(to, ", "))
	}
	if len(m.Damaged) > 0 {
		fmt.Fprintf(c.err, "Có %d tệp đính kèm đã hỏng từ trước, được chép nguyên trạng, đầu tiên là %s. Chạy thidua verify để biết tệp thuộc mục nào, rồi lấy lại từ bản sao lưu cũ hơn.\n", len(m.Damaged), m.Damaged[0])
	}
	if len(r.Findings) > 0 {
		fmt.Fprintf(c.err, "Dữ liệu vừa sao lưu đã sai lệch từ trước ở %d chỗ, được chép nguyên trạng, đầu tiên: %s: %s. Giữ lại các bản sao lưu cũ hơn, chạy thidua verify.\n", len(r.Findings), r.Findings[0].Where, r.Findings[0].What)
	}
	if len(m.Damaged) > 0 || len(r.Findings) > 0 {
		return codeError{code: exitDamaged}
	}
	return nil
}

// keys is a flag that may be given several times.
func (f *flags) keys(name string) *[]string {
	var list []string
	f.Func(name, "", func(s string) error { list = append(list, s); return nil })
	return &list
}

// makeKey makes a key for backups and says where it belongs.
func makeKey(c console, path string) error {
	public, err := backup.NewKey(path)
	if err != nil {
		return err
	}
	c.say("Khóa công khai (dùng sau --for, --backup-for; không cần giữ kín): %s", public)
	c.say("Khóa mở bản sao lưu nằm trong %s. In ra giấy và chép sang USB, cất ở hai nơi, rồi xóa tệp này khỏi máy chủ. Mất khóa thì không ai mở được bản sao lưu.", path)
	return nil
}

// openKey reads the key of a restore: a file, or with "-" what is typed.
func openKey(c console, name string) (backup.Key, error) {
	switch name {
	case "":
		return backup.Key{}, nil
	case "-":
		return backup.ReadKey(c.in)
	}
	f, err := os.Open(name)
	if err != nil {
		return backup.Key{}, fault.New(fault.Invalid, "cli.nofile|Không đọc được tệp {name}. Kiểm tra lại đường dẫn.", fault.P{"name": name}).Because(err)
	}
	defer f.Close()
	return backup.ReadKey(f)
}

func restoreCommand(ctx context.Context, c console, args []string) (err error) {
	f := newFlags("restore")
	accept, keep := f.Bool("accept-damage", false, ""), f.Bool("keep-erased", false, "")
	named, keyFile := f.String("erased", "", ""), f.String("key", "", "")
	if err := f.parse(args); err != nil {
		return err
	}
	if len(f.files) != 1 {
		return badCall("Nêu đúng một tệp sao lưu.")
	}
	if err := f.needData(); err != nil {
		return err
	}
	key, err := openKey(c, *keyFile)
	if err != nil {
		return err
	}
	b, err := backup.Open(f.files[0], key)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	list, found, err := f.due(*named, f.files[0])
	if err != nil {
		return err
	}
	broken := backup.BrokenOff(f.data)
	r, err := b.Restore(ctx, backup.Place{Data: f.data, DB: f.db, Clock: clock.System, Migrations: Migrations(), Names: attached, Accept: *accept})
	if err != nil {
		if len(r.Findings) == 0 {
			return err
		}
		sayFindings(ctx, nil, c, r.Findings)
		c.say("Chưa khôi phục gì. Dùng một bản sao lưu cũ hơn còn tốt; nếu vẫn cần dữ liệu này như nó đang có, thêm --accept-damage.")
		return codeError{code: exitDamaged}
	}
	m := b.Manifest
	if err := f.restored(ctx, c, m, r); err != nil {
		return err
	}
	if broken {
		c.say("Đã dọn phần dở của một lần khôi phục bị đứt giữa chừng ở %s.", f.data)
	}
	if r.Unbound {
		c.say("Bản sao lưu này có từ trước khi nhật ký gắn với từng dòng dữ liệu: không đối chiếu được dữ liệu với nhật ký.")
	}
	c.say("Đã khôi phục bản sao lưu lúc %s: %d dòng của %d bảng, %d tệp đính kèm, vào %s. Mọi người cần đăng nhập lại.", m.Created, m.Rows(), len(m.Tables), len(m.Files), f.data)
	if err := f.eraseRestored(ctx, c, list, found, *keep); err != nil {
		return err
	}
	if len(r.Findings) > 0 {
		c.say("Theo yêu cầu (--accept-damage), dữ liệu được khôi phục dù sai lệch ở %d chỗ; nhật ký ghi lại điều này.", len(r.Findings))
		sayFindings(ctx, nil, c, r.Findings)
		return codeError{code: exitDamaged}
	}
	return nil
}

// restored opens what was restored, which brings its tables up to date, and says in the log
// that these data come from a backup.
func (f *flags) restored(ctx context.Context, c console, m backup.Manifest, r backup.Report) (err error) {
	a, err := f.open(ctx, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	after := map[string]string{"created": m.Created, "digest": m.Digest}
	if len(r.Findings) > 0 {
		after["unfit"], after["first"] = strconv.Itoa(len(r.Findings)), r.Findings[0].Where
	}
	return a.DB.Write(ctx, func(tx *db.Tx) error {
		return audit.Write(ctx, tx, audit.Entry{By: operator, Did: "audit.restore", On: "audit/log", After: after, Why: "Khôi phục từ bản sao lưu"})
	})
}

func verifyCommand(ctx context.Context, c console, args []string) (err error) {
	f := newFlags("verify")
	since, witness := f.String("since", "", ""), f.String("witness", "", "")
	if err := f.parse(args); err != nil {
		return err
	}
	if len(f.files) > 0 {
		return badCall("Lệnh verify không nhận tệp.")
	}
	d, err := f.look(ctx)
	if err != nil {
		if db.Damaged(err) {
			err = errors.Join(err, codeError{code: exitDamaged})
		}
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	check := backup.Check{DB: d, Files: f.attachments(), Names: attached, Trust: audit.Trust{Dir: audit.Folder(f.data)}, Made: Migrations()}
	if *since != "" {
		b, err := readFile(*since, 1<<20)
		if err != nil {
			return err
		}
		if *witness != "" {
			w, err := audit.WitnessKey(*witness)
			if err == nil {
				err = audit.Cosigned(b, w)
			}
			if err != nil {
				return err
			}
		}
		check.Trust.Since = append(check.Trust.Since, b)
	}
	r, err := backup.Verify(ctx, check)
	if err != nil {
		return err
	}
	c.say("Đã kiểm tra %d dòng dữ liệu (%d dòng gắn với nhật ký), %d dòng nhật ký (%d đã xóa nội dung theo yêu cầu, %d chưa ký), %d điểm chốt, %d tệp đính kèm.",
		r.Rows, r.Bound, r.Leaves, r.Erased, r.Waiting, r.Checkpoints, r.Files)
	if len(r.Findings) == 0 {
		c.say("Không có chỗ nào sai lệch trong dữ liệu, nhật ký, chữ ký, tệp đính kèm và liên kết giữa các bảng.")
		return nil
	}
	sayFindings(ctx, d, c, r.Findings)
	c.say("Giữ nguyên thư mục này làm bằng chứng, khôi phục bản sao lưu gần nhất còn tốt vào thư mục mới: thidua restore TỆP --data THƯ-MỤC-MỚI.")
	return codeError{code: exitDamaged}
}
