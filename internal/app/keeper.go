package app

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/backup"
	"thidua/internal/platform/db"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
)

// Backups (lịch sao lưu) says where the server keeps backups of its own accord, how often
// it takes one and how many it keeps.
type Backups struct {
	Dir   string // "" takes none
	Every time.Duration
	Keep  int
	For   []string // public keys that the backups are encrypted for; none leaves them plain
}

const (
	backupStamp = "20060102-150405"
	keepUpgrade = 3 // backups from before an upgrade
	keepAsked   = 5 // backups that somebody asked for on the page
)

var (
	ownBackup     = regexp.MustCompile(`^thidua-\d{8}-\d{6}\.zip(\.age)?$`)
	askedBackup   = regexp.MustCompile(`^theo-yeu-cau-\d{8}-\d{6}\.zip(\.age)?$`)
	upgradeBackup = regexp.MustCompile(`^truoc-nang-cap-\d{8}-\d{6}\.zip(\.age)?$`)
)

// name gives the name of a backup of a kind that is taken now.
func (b Backups) name(prefix string, now time.Time) string {
	name := prefix + now.Format(backupStamp) + ".zip"
	if len(b.For) > 0 {
		name += backup.Suffix
	}
	return name
}

// readLast reads what the last backup left in the data folder; zero when there was none.
func readLast(data string) (l lastBackup, err error) {
	b, err := os.ReadFile(filepath.Join(data, lastBackupName))
	if errors.Is(err, os.ErrNotExist) {
		return l, nil
	}
	if err == nil {
		err = json.Unmarshal(b, &l)
	}
	return l, err
}

func writeLast(data string, l lastBackup) error {
	b, err := json.Marshal(l)
	if err != nil {
		return err
	}
	return writeFile(filepath.Join(data, lastBackupName), b)
}

// BackupNow takes a backup that somebody asked for into the folder of the schedule; of these
// the newest few are kept, and the schedule does not count them.
func (a *App) BackupNow(ctx context.Context) (lastBackup, error) {
	return a.backup(ctx, "theo-yeu-cau-", askedBackup, keepAsked)
}

// scheduledBackup takes the backup that is due.
func (a *App) scheduledBackup(ctx context.Context) (lastBackup, error) {
	return a.backup(ctx, "thidua-", ownBackup, a.Backups.Keep)
}

// backup takes a backup into the folder of the schedule, removes what is older than the
// newest keep of its kind, and leaves the result for the page and for doctor. When what it saved
// does not fit the log, nothing is removed: an older one may be the last good one.
func (a *App) backup(ctx context.Context, prefix string, kind *regexp.Regexp, keep int) (last lastBackup, err error) {
	a.backing.Lock()
	defer a.backing.Unlock()
	last, err = readLast(a.Data)
	if err != nil {
		last = lastBackup{}
	}
	now := a.Clock.Now()
	file := filepath.Join(a.Backups.Dir, a.Backups.name(prefix, now))
	var r backup.Report
	m, err := a.takeBackup(ctx, file, &r)
	if err != nil {
		last.Failed, last.Error = now, faultText(err)
		return last, errors.Join(err, writeLast(a.Data, last))
	}
	if err := a.noteErased(ctx, a.Backups.Dir); err != nil {
		a.Log.Error("the list of what was erased could not be written beside the backup", "err", err)
	}
	last = lastBackup{File: file, Created: now, Rows: m.Rows(), Files: len(m.Files), Damaged: len(m.Damaged), Unfit: len(r.Findings), Encrypted: len(a.Backups.For) > 0}
	if last.Unfit > 0 {
		a.Log.Error("what was saved does not fit the log: run thidua verify; no older backup is removed", "places", last.Unfit)
		return last, writeLast(a.Data, last)
	}
	return last, errors.Join(writeLast(a.Data, last), prune(a.Backups.Dir, kind, keep))
}

// takeBackup writes a backup; with a report it also compares what it saves with the log.
func (a *App) takeBackup(ctx context.Context, file string, r *backup.Report) (m backup.Manifest, err error) {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return m, fault.New(fault.Invalid, "app.backup.dir|Không tạo được thư mục sao lưu {dir}. Kiểm tra đường dẫn và quyền ghi.", fault.P{"dir": filepath.Dir(file)}).Because(err)
	}
	if a.Audit != nil {
		if _, err := a.Audit.Integrate(ctx); err != nil { // a log that cannot be signed must not stop the backups
			a.Log.Error("the audit log could not be integrated before a backup", "err", err)
		}
	}
	job := backup.Job{DB: a.DB, Files: filepath.Join(a.Data, "files"), Out: file, Product: Version(), Leave: leftOut, For: a.Backups.For}
	if r != nil {
		job.Names, job.Report = attached, r
	}
	return backup.Write(ctx, job)
}

// prune removes all but the newest keep files whose names fit.
func prune(dir string, fits *regexp.Regexp, keep int) error {
	names, err := backupsIn(dir, fits)
	if err != nil {
		return err
	}
	for len(names) > max(keep, 1) {
		err = errors.Join(err, os.Remove(filepath.Join(dir, names[0])))
		names = names[1:]
	}
	return err
}

// backupsIn gives the backups of a folder whose names fit, oldest first.
func backupsIn(dir string, fits *regexp.Regexp) (names []string, err error) {
	list, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	for _, e := range list {
		if fits.MatchString(e.Name()) {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names) // the name holds the time
	return names, err
}

// keepBackups takes a backup whenever the newest is older than the schedule asks.
func (a *App) keepBackups(ctx context.Context) {
	if a.Backups.Dir == "" {
		return
	}
	t := time.NewTicker(time.Minute)
	defer t.Stop()
	for {
		if last, err := readLast(a.Data); err != nil || a.dueBackup(last) {
			if _, err := a.scheduledBackup(ctx); err != nil && ctx.Err() == nil {
				a.Log.Error("the scheduled backup failed", "err", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}

// retryBackup is how long a failed backup waits for its next try.
const retryBackup = 15 * time.Minute

// dueBackup tells whether the schedule asks for a backup. What counts are its own files in its
// own folder: not a copy that somebody took elsewhere, and not one that was removed since.
func (a *App) dueBackup(last lastBackup) bool {
	now := a.Clock.Now()
	if now.Sub(last.Failed) < retryBackup {
		return false
	}
	names, _ := backupsIn(a.Backups.Dir, ownBackup) // a folder that cannot be read fails with words when it is written to
	for _, name := range slices.Backward(names) {
		at, perr := time.ParseInLocation("thidua-"+backupStamp+".zip", strings.TrimSuffix(name, backup.Suffix), now.Location())
		if perr == nil && !at.After(now) { // one of the future was named by a clock that was wrong
			return now.Sub(at) >= a.Backups.Every
		}
	}
	return true
}

// beforeUpgrade keeps a backup of the data as they are before migrations change them.
func (a *App) beforeUpgrade(ctx context.Context) error {
	dir := a.Backups.Dir
	if dir == "" {
		dir = filepath.Join(a.Data, "backups")
	}
	file := filepath.Join(dir, a.Backups.name("truoc-nang-cap-", a.Clock.Now()))
	if _, err := os.Stat(file); err == nil {
		return nil // several starts in one second: the first one holds the older data
	}
	if _, err := a.takeBackup(ctx, file, nil); err != nil {
		return fault.New(fault.Invalid, "app.upgrade.backup|Chưa nâng cấp dữ liệu: không sao lưu trước được ({why}). Sửa nguyên nhân rồi khởi động lại; dữ liệu chưa bị thay đổi.", fault.P{"why": faultText(err)}).Because(err)
	}
	a.Log.Info("a backup was taken before the upgrade", "file", file)
	return prune(dir, upgradeBackup, keepUpgrade)
}

// faultText gives the sentence of an error for people.
func faultText(err error) string {
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Kind != fault.Internal {
		return fault.Text(f.Msg, f.Args)
	}
	return err.Error()
}

type safetyPage struct {
	ui.Page
	Last    lastBackup
	Broken  bool // the note of the last backup cannot be read
	Late    bool
	Plan    Backups
	Hours   int
	Waiting int
	Signed  int
	Never   bool // nothing was ever signed
	Closed  bool // this build opens no connection
	Outward []string
}

var safetyView = ui.NewView[safetyPage](pages, "safety.html")

// safety shows the administrator what is kept: backups and the signed log.
func (a *App) safety() web.Slice {
	return web.Slice{Name: "safety",
		Menu: []web.MenuItem{{Path: "/quan-tri/sao-luu", Label: "nav.backup|Sao lưu", Order: 915, Show: func(x who.Actor) bool { return web.Admins.Allow(x) == nil }}},
		Routes: []web.Route{
			{Method: "GET", Path: "/quan-tri/sao-luu", Name: "safety.view", Policy: web.Admins, Handler: a.safetyPage},
			{Method: "POST", Path: "/quan-tri/sao-luu", Name: "safety.backup", Policy: web.Admins, Handler: func(w http.ResponseWriter, r *web.Request) error {
				if a.Backups.Dir == "" {
					return fault.New(fault.Conflict, "app.backup.none|Máy chủ chưa được đặt nơi sao lưu. Khởi động với --backup-dir THƯ-MỤC, hoặc chạy lệnh thidua backup.")
				}
				if _, err := a.BackupNow(r.Context()); err != nil {
					return err
				}
				if err := a.DB.Write(r.Context(), func(tx *db.Tx) error {
					return audit.Write(r.Context(), tx, audit.Entry{By: r.Actor, Did: "audit.backup", On: "audit/log"})
				}); err != nil {
					return err
				}
				return web.See(w, r, "/quan-tri/sao-luu", "safety.done|Đã sao lưu, đọc lại và kiểm tra toàn bộ.")
			}},
		}}
}

// outward lists everything outside this machine that the program talks to by itself.
func (a *App) outward(r *web.Request) (list []string) {
	if a.SMTP != nil {
		list = append(list, r.T("safety.outward.mail|máy chủ thư {address}", fault.P{"address": net.JoinHostPort(a.SMTP.Host, strconv.Itoa(a.SMTP.Port))}))
	}
	if a.OIDC != nil {
		list = append(list, r.T("safety.outward.sso|đăng nhập một lần {address}", fault.P{"address": a.OIDC.Issuer}))
	}
	if a.Config.DB != "" && !db.OnThisMachine(a.Config.DB) {
		list = append(list, r.T("safety.outward.db|PostgreSQL"))
	}
	return list
}

func (a *App) safetyPage(w http.ResponseWriter, r *web.Request) error {
	p := safetyPage{Page: ui.NewPage(w, r, "safety.title|Sao lưu và nhật ký"), Plan: a.Backups, Hours: int(a.Backups.Every / time.Hour)}
	var err error
	if p.Last, err = readLast(a.Data); err != nil {
		p.Broken = true
	}
	p.Late = a.Clock.Now().Sub(p.Last.Created) > stale
	n, err := audit.Waiting(r.Context(), a.DB)
	if err != nil {
		return err
	}
	s, err := audit.Latest(r.Context(), a.DB)
	if err != nil {
		return err
	}
	p.Waiting, p.Signed, p.Never = int(n), int(s.Size), s.N == 0
	p.Closed, p.Outward = airgap, a.outward(r)
	return safetyView.Render(w, r, p)
}
