package app

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/backup"
	"thidua/internal/platform/bill"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
)

// Exit codes of the command line.
const (
	exitOK      = 0
	exitFailed  = 1  // unexpected
	exitInput   = 2  // a file that cannot be read; nothing was written
	exitOpen    = 3  // written, but questions are left open
	exitRefused = 4  // by the state of the period or by right
	exitDamaged = 5  // what is stored does not fit: verify
	exitUsage   = 64 // wrong call
)

const usage = `thidua – năm thi đua của khối thi đua

  thidua demo    [--addr ĐỊA-CHỈ] [--data THƯ-MỤC] [--db URL] [--load-only] [--second-half]
  thidua serve   [--addr ĐỊA-CHỈ] [--data THƯ-MỤC] [--db URL] [--https] [--site URL]
                 [--backup-dir THƯ-MỤC [--backup-every 24h] [--backup-keep 14] [--backup-for age1…]] [--accept-rollback]
                 [--tls-cert TỆP --tls-key TỆP] [--metrics ĐỊA-CHỈ] [--log text|json] [--oidc TỆP] [--sample]
  thidua import plan TỆP --data THƯ-MỤC
  thidua import figures --unit MÃ --period KỲ TỆP --data THƯ-MỤC [--bloc MÃ] [--json] [--commit] [--answers TỆP]
  thidua import remarks TỆP.docx --data THƯ-MỤC (--report MÃ | --bloc MÃ --period KỲ) [--json] [--commit]
  thidua report  --bloc MÃ --period KỲ --out TỆP.(docx|pdf|xlsx|json) --data THƯ-MỤC
  thidua trace   --data THƯ-MỤC MÃ   (ví dụ value/khoi-3/2022-H1/tand/C01)
  thidua package --bloc MÃ --period KỲ --out TỆP.zip --data THƯ-MỤC
  thidua bench province [--blocs N] [--units N] [--targets N] [--years N] [--views N] [--data THƯ-MỤC]
  thidua remarks TỆP.docx [--json]
  thidua user add TÊN --role officer|head|board|admin [--unit MÃ] [--name HỌ-TÊN] --data THƯ-MỤC
  thidua rules check TỆP…
  thidua rules explain --book TỆP --facts TỆP.json --title MÃ [--json]
  thidua backup  --out TỆP --data THƯ-MỤC [--for age1…|TỆP]   (--for: mã hóa, ghi TỆP.age) | --new-key TỆP-KHÓA
  thidua restore TỆP --data THƯ-MỤC-MỚI [--key TỆP-KHÓA|-] [--accept-damage] [--erased DANH-SÁCH] [--keep-erased]
  thidua verify  --data THƯ-MỤC [--since TỆP-ĐIỂM-CHỐT [--witness KHÓA]]
  thidua erase   (--object ĐỐI-TƯỢNG | --holding CHỮ | --leaf SỐ[,SỐ] | --again TỆP) --data THƯ-MỤC [--why LÝ-DO --commit]
  thidua checkpoint --data THƯ-MỤC [--from SỐ-DÒNG] [--out TỆP] | --key
  thidua witness init --dir THƯ-MỤC --name TÊN --log KHÓA | add TỆP|ĐỊA-CHỈ --dir THƯ-MỤC [--out TỆP] | show --dir THƯ-MỤC
  thidua doctor  --data THƯ-MỤC
  thidua bench live     [--sizes 1000,5000,10000] [--db URL]
  thidua version [--sbom | --licences]

--db postgres://… dùng PostgreSQL thay cho SQLite trong THƯ-MỤC. --site là địa chỉ trang cho liên kết trong thư, RSS.
THIDUA_SMTP=smtp://tài-khoản:mật-khẩu@máy-chủ:587?from=địa-chỉ khai báo máy chủ gửi thư. Kỳ: 2022-H1, 2022-H2, 2022-Q1, 2022-9M, 2022.
Mã thoát: 0 xong · 2 tệp không đọc được · 3 còn câu hỏi để trống · 4 bị từ chối · 5 dữ liệu sai lệch · 64 gọi sai.
`

// console is where a command reads and writes.
type console struct {
	in       io.Reader
	out, err io.Writer
}

func (c console) say(format string, args ...any) { fmt.Fprintf(c.out, format+"\n", args...) }

type usageError struct{ text string }

func (e usageError) Error() string { return e.text }

func badCall(format string, args ...any) error { return usageError{fmt.Sprintf(format, args...)} }

// codeError ends a command with a code other than that of its error's kind.
type codeError struct {
	code int
	err  error
}

func (e codeError) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}
func (e codeError) Unwrap() error { return e.err }

// Main runs one command and gives the exit code.
func Main(ctx context.Context, args []string, in io.Reader, out, errOut io.Writer) int {
	c := console{in, out, errOut}
	commands := map[string]func(context.Context, console, []string) error{
		"demo": demoCommand, "serve": serveCommand, "import": importCommand, "report": reportCommand, "remarks": remarksCommand, "user": userCommand, "rules": rulesCommand,
		"backup": backupCommand, "restore": restoreCommand, "verify": verifyCommand, "erase": eraseCommand, "doctor": doctorCommand, "checkpoint": checkpointCommand, "witness": witnessCommand, "version": versionCommand,
		"trace": traceCommand, "package": packageCommand, "bench": benchCommand,
	}
	if len(args) == 0 || args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
		fmt.Fprint(out, usage)
		if len(args) == 0 {
			return exitUsage
		}
		return exitOK
	}
	run, ok := commands[args[0]]
	if !ok {
		fmt.Fprintf(errOut, "Không có lệnh %q.\n\n%s", args[0], usage)
		return exitUsage
	}
	return exitCode(c, run(ctx, c, args[1:]))
}

// exitCode prints the sentence of err and gives the code that fits its kind.
func exitCode(c console, err error) int {
	if err == nil {
		return exitOK
	}
	if u, ok := errors.AsType[usageError](err); ok {
		fmt.Fprintf(c.err, "%s\n\n%s", u.text, usage)
		return exitUsage
	}
	text := err.Error()
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Kind != fault.Internal {
		text = fault.Text(f.Msg, f.Args)
		for _, x := range f.Fields {
			text += "\n  " + x.Name + ": " + fault.Text(x.Msg, x.Args)
		}
	}
	if text != "" {
		fmt.Fprintln(c.err, text)
	}
	if e, ok := errors.AsType[codeError](err); ok {
		return e.code
	}
	switch fault.KindOf(err) {
	case fault.Invalid, fault.TooLarge, fault.NotFound:
		return exitInput
	case fault.Denied, fault.Conflict:
		return exitRefused
	}
	return exitFailed
}

// flags are those that every command knows, and the parsing of a call in which flags and
// files may stand in any order.
type flags struct {
	*flag.FlagSet
	data, db string
	files    []string
}

func newFlags(name string) *flags {
	f := &flags{FlagSet: flag.NewFlagSet(name, flag.ContinueOnError)}
	f.SetOutput(io.Discard)
	f.StringVar(&f.data, "data", "", "")
	f.StringVar(&f.db, "db", "", "")
	return f
}

func (f *flags) parse(args []string) error {
	for {
		if err := f.Parse(args); err != nil {
			return badCall("Tham số chưa đúng: %v.", err)
		}
		if f.NArg() == 0 {
			if airgap && f.db != "" && !db.OnThisMachine(f.db) {
				return badCall("Bản cách ly mạng chỉ dùng PostgreSQL qua ổ cắm trên chính máy này: --db 'postgres:///thidua?host=/var/run/postgresql'.")
			}
			return asOwner(f.data)
		}
		f.files = append(f.files, f.Arg(0))
		args = f.Args()[1:]
	}
}

func (f *flags) needData() error {
	if f.data == "" {
		return badCall("Thiếu --data: thư mục dữ liệu.")
	}
	return nil
}

// haveData is needData for commands that make no data: a folder that is not there is a
// slip of the hand, not a new folder.
func (f *flags) haveData() error {
	if err := f.needData(); err != nil {
		return err
	}
	if st, err := os.Stat(f.data); f.db == "" && (err != nil || !st.IsDir()) {
		return fault.New(fault.Invalid, "cli.nodata|Không có thư mục dữ liệu {path}. Kiểm tra --data, hoặc nhập kế hoạch vào đó trước: thidua import plan.", fault.P{"path": f.data})
	}
	return nil
}

// alone keeps a second server off the data of a first one: two on one SQLite file would have
// two throttles, two schedules and two keys of the setup. Commands beside a server need nothing of it.
func (f *flags) alone() (release func() error, err error) {
	if f.db != "" { // several servers share one PostgreSQL
		return func() error { return nil }, nil
	}
	if backup.BrokenOff(f.data) {
		return nil, brokenOff(f.data)
	}
	if err := os.MkdirAll(f.data, 0o700); err != nil {
		return nil, fault.New(fault.Invalid, "app.data|Không tạo được thư mục dữ liệu {path}. Chọn thư mục khác sau --data.", fault.P{"path": f.data}).Because(err)
	}
	release, held, err := db.Hold(filepath.Join(f.data, "serve.lock"))
	if err == nil && !held {
		err = fault.New(fault.Conflict, "cli.alone|Một máy chủ thidua khác đang chạy trên dữ liệu ở {dir}. Dừng máy chủ đó trước, hoặc chọn thư mục khác sau --data.", fault.P{"dir": f.data})
	}
	return release, err
}

// open opens the data for a command that reads or writes once and ends.
func (f *flags) open(ctx context.Context, c console) (*App, error) {
	a, err := Open(ctx, Config{Data: f.data, DB: f.db, Clock: clock.From(clock.System.Now()), Log: logger(c)})
	if err != nil {
		return nil, err
	}
	if err := a.sampleTime(ctx); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

func logger(c console) *slog.Logger { return slog.New(slog.NewTextHandler(c.err, nil)) }

// operator is the actor of the command line: whoever holds the data folder.
var operator = who.Actor{Name: "Dòng lệnh", Via: "cli", System: true}

// versionCommand tells the version, what the program is made of, or the licences of its parts.
func versionCommand(_ context.Context, c console, args []string) error {
	f := newFlags("version")
	sbom, texts := f.Bool("sbom", false, ""), f.Bool("licences", false, "")
	if err := f.parse(args); err != nil {
		return err
	}
	if len(f.files) > 0 || (*sbom && *texts) {
		return badCall("Lệnh version nhận --sbom (danh mục thành phần) hoặc --licences (giấy phép của từng thành phần).")
	}
	switch {
	case *sbom:
		info, ok := debug.ReadBuildInfo()
		if !ok {
			return codeError{exitFailed, errors.New("tệp chương trình không mang danh mục thành phần")}
		}
		b, err := bill.CycloneDX(info, Version())
		if err != nil {
			return err
		}
		c.say("%s", b)
	case *texts:
		b, err := bill.Notices()
		if err != nil {
			return err
		}
		c.say("%s", b)
	default:
		c.say("thidua %s", Version())
	}
	return nil
}

// version is set by the release build.
var version = ""

// Version gives the version of the binary: that of the release, or the commit it was
// built from.
func Version() string {
	rev, dirty := version, ""
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return cmp.Or(rev, "dev")
	}
	for _, s := range info.Settings {
		switch {
		case version != "":
		case s.Key == "vcs.revision":
			rev = s.Value[:min(12, len(s.Value))]
		case s.Key == "vcs.modified" && s.Value == "true":
			dirty = "+"
		}
	}
	rev = cmp.Or(rev, "dev") + dirty
	if airgap {
		rev += " airgap"
	}
	return rev + " " + strings.TrimPrefix(info.GoVersion, "go")
}
