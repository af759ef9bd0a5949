package app

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/intake"
	"thidua/internal/year/account"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
	"thidua/internal/year/progress"
	"thidua/internal/year/report"
)

func importCommand(ctx context.Context, c console, args []string) error {
	if len(args) == 0 {
		return badCall("Nói rõ nhập gì: import plan, import figures, hoặc import remarks.")
	}
	switch args[0] {
	case "plan":
		return importPlan(ctx, c, args[1:])
	case "figures":
		return importFigures(ctx, c, args[1:])
	case "remarks":
		return importRemarks(ctx, c, args[1:])
	}
	return badCall("Không có lệnh import %s.", args[0])
}

// readFile reads one file named in a call, at most limit bytes.
func readFile(name string, limit int64) ([]byte, error) {
	st, err := os.Stat(name)
	if err != nil || st.IsDir() {
		return nil, fault.New(fault.Invalid, "cli.nofile|Không đọc được tệp {name}. Kiểm tra lại đường dẫn.", fault.P{"name": name}).Because(err)
	}
	if st.Size() > limit {
		return nil, fault.New(fault.TooLarge, "web.413|Tệp lớn hơn {n} MB. Chia nhỏ hoặc nén ảnh rồi tải lại.", fault.P{"n": limit >> 20})
	}
	return os.ReadFile(name)
}

func importPlan(ctx context.Context, c console, args []string) error {
	f := newFlags("import plan")
	if err := f.parse(args); err != nil {
		return err
	}
	if len(f.files) != 1 {
		return badCall("Nêu đúng một tệp kế hoạch (.json hoặc .xlsx).")
	}
	if err := f.needData(); err != nil {
		return err
	}
	body, err := readFile(f.files[0], 20<<20)
	if err != nil {
		return err
	}
	a, err := f.open(ctx, c)
	if err != nil {
		return err
	}
	defer a.Close()
	sum, err := a.importPlanFile(ctx, operator, f.files[0], body)
	if err != nil {
		return err
	}
	c.say("Đã nhập kế hoạch năm %d của %s (%s).", sum.Year, sum.Name, sum.Code)
	if sum.Period != "" {
		c.say("Kỳ đã mở: %s.", sum.Period)
	}
	return nil
}

func importFigures(ctx context.Context, c console, args []string) (err error) {
	f := newFlags("import figures")
	unit, period, bloc := f.String("unit", "", ""), f.String("period", "", ""), f.String("bloc", "", "")
	asJSON, commit, answers := f.Bool("json", false, ""), f.Bool("commit", false, ""), f.String("answers", "", "")
	if err := f.parse(args); err != nil {
		return err
	}
	p, perr := civil.ParsePeriod(*period)
	switch {
	case len(f.files) != 1:
		return badCall("Nêu đúng một tệp số liệu.")
	case *unit == "":
		return badCall("Thiếu --unit: mã đơn vị.")
	case perr != nil:
		return badCall("Kỳ %q chưa đúng. Ví dụ --period 2022-H1.", *period)
	}
	if err := f.haveData(); err != nil {
		return err
	}
	job := progress.FileRequest{Bloc: *bloc, Unit: *unit, Period: p, Name: filepath.Base(f.files[0]), Commit: *commit}
	if job.Data, err = readFile(f.files[0], 64<<20); err != nil {
		return err
	}
	if *answers != "" {
		if job.Answers, err = readAnswers(*answers); err != nil {
			return err
		}
	}
	a, err := f.open(ctx, c)
	if err != nil {
		return err
	}
	defer a.Close()
	res, err := a.Progress.ImportFile(ctx, operator, job)
	if err != nil {
		return err
	}
	if *asJSON {
		e := json.NewEncoder(c.out)
		e.SetIndent("", " ")
		e.SetEscapeHTML(false)
		if err := e.Encode(res.Rows); err != nil {
			return err
		}
	} else {
		printFigures(c, res, *commit)
	}
	if len(res.Unused) > 0 {
		fmt.Fprintf(c.err, "Không dùng câu trả lời cho %s: tệp không hỏi về chỉ tiêu này.\n", strings.Join(res.Unused, ", "))
	}
	if *commit && len(res.Open) > 0 {
		return codeError{exitOpen, fault.New(fault.Conflict, "cli.open|Còn {n} câu hỏi để trống: {list}", fault.P{"n": len(res.Open), "list": strings.Join(res.Open, ", ")})}
	}
	return nil
}

// readAnswers reads {"target code": number|null}.
func readAnswers(name string) (map[string]*figure.Value, error) {
	b, err := readFile(name, 1<<20)
	if err != nil {
		return nil, err
	}
	m := map[string]*figure.Value{}
	d := json.NewDecoder(bytes.NewReader(b))
	err = d.Decode(&m)
	if _, e := d.Token(); err == nil && e != io.EOF {
		err = errors.New("more than one JSON value")
	}
	if err != nil {
		return nil, fault.New(fault.Invalid, `cli.answers|Tệp trả lời {name} chưa đúng dạng. Cần {"mã chỉ tiêu": số hoặc null}.`, fault.P{"name": name}).Because(err)
	}
	return m, nil
}

func printFigures(c console, res *progress.FileResult, commit bool) {
	for _, r := range res.Rows {
		value := "–"
		if r.Value != nil {
			value = r.Value.VN()
		}
		what := map[string]string{"store": "ghi", "ask": "HỎI", "missing": "thiếu"}[r.Action]
		c.say("%-8s %-6s %14s  %-18s %s", r.Target, what, value, r.At, r.Why)
	}
	if commit {
		c.say("Đã ghi %d ô. Câu hỏi để trống: %d.", res.Written, len(res.Open))
	} else {
		c.say("Xem trước, chưa ghi gì. Thêm --commit để ghi.")
	}
}

func reportCommand(ctx context.Context, c console, args []string) error {
	f := newFlags("report")
	bloc, period, out := f.String("bloc", "", ""), f.String("period", "", ""), f.String("out", "", "")
	if err := f.parse(args); err != nil {
		return err
	}
	p, perr := civil.ParsePeriod(*period)
	format := report.Format(strings.TrimPrefix(strings.ToLower(filepath.Ext(*out)), "."))
	switch {
	case len(f.files) > 0:
		return badCall("Lệnh report không nhận tệp; nêu tệp kết quả sau --out.")
	case *bloc == "":
		return badCall("Thiếu --bloc: mã khối.")
	case perr != nil:
		return badCall("Kỳ %q chưa đúng. Ví dụ --period 2022-H1.", *period)
	case format != report.DOCX && format != report.PDF && format != report.XLSX && format != report.JSON:
		return badCall("Tệp kết quả sau --out phải có đuôi .docx, .pdf, .xlsx hoặc .json.")
	}
	if err := f.haveData(); err != nil {
		return err
	}
	a, err := f.open(ctx, c)
	if err != nil {
		return err
	}
	defer a.Close()
	b, err := org.BlocByCode(ctx, a.DB, *bloc)
	if err != nil {
		return fault.New(fault.Invalid, "cli.nobloc|Không có khối mang mã {code} trong dữ liệu.", fault.P{"code": *bloc}).Because(err)
	}
	body, err := a.Report.Export(ctx, operator, b, p, report.Options{Format: format})
	if err != nil {
		return err
	}
	if err := writeFile(*out, body); err != nil {
		return err
	}
	t, err := report.TableOf(ctx, a.DB, b, p)
	if err != nil {
		return err
	}
	if _, missing := t.Sent(); len(missing) > 0 {
		var names []string
		for _, m := range missing {
			names = append(names, t.Members[m].Unit.Short)
		}
		c.say("Chưa gửi báo cáo: %s.", strings.Join(names, ", "))
	}
	c.say("Đã ghi %s.", *out)
	return nil
}

// writeFile writes a result whole or not at all: a half-written report never stands there.
func writeFile(name string, body []byte) error {
	t, err := os.CreateTemp(filepath.Dir(name), ".thidua-*")
	if err != nil {
		return fault.New(fault.Invalid, "cli.out|Không ghi được {name}. Kiểm tra thư mục và quyền ghi.", fault.P{"name": name}).Because(err)
	}
	_, err = t.Write(body)
	err = errors.Join(err, t.Chmod(0o644), t.Sync(), t.Close())
	if err == nil {
		err = os.Rename(t.Name(), name)
	}
	if err != nil {
		os.Remove(t.Name())
		return fault.New(fault.Invalid, "cli.out|Không ghi được {name}. Kiểm tra thư mục và quyền ghi.", fault.P{"name": name}).Because(err)
	}
	return nil
}

// userCommand adds an account; the password comes from the standard input, so that it
// never stands in the history of the shell.
func userCommand(ctx context.Context, c console, args []string) error {
	if len(args) == 0 || args[0] != "add" {
		return badCall("Nói rõ: user add TÊN.")
	}
	f := newFlags("user add")
	role, unit, name := f.String("role", "", ""), f.String("unit", "", ""), f.String("name", "", "")
	if err := f.parse(args[1:]); err != nil {
		return err
	}
	if len(f.files) != 1 {
		return badCall("Nêu đúng một tên đăng nhập.")
	}
	if err := f.needData(); err != nil {
		return err
	}
	a, err := f.open(ctx, c)
	if err != nil {
		return err
	}
	defer a.Close()
	post := account.Post{Role: who.Role(*role), From: clock.Today(a.Clock)}
	switch post.Role {
	case who.Officer, who.Head:
		u, err := org.UnitByCode(ctx, a.DB, *unit)
		if err != nil {
			return fault.New(fault.Invalid, "cli.nounit|Không có đơn vị mang mã {code}. Nhập kế hoạch năm trước, hoặc kiểm tra --unit.", fault.P{"code": *unit}).Because(err)
		}
		post.Unit = id.Unit(u.ID)
		post.Title = map[who.Role]string{who.Officer: "Cán bộ TĐKT", who.Head: "Thủ trưởng"}[post.Role]
	case who.Board:
		post.Title = "Chuyên viên Ban TĐKT"
	case who.Admin:
		post.Title = "Quản trị hệ thống"
	default:
		return badCall("--role là officer, head, board hoặc admin.")
	}
	if *name == "" {
		*name = post.Title
	}
	fmt.Fprint(c.err, "Mật khẩu (gõ rồi Enter): ")
	line, err := bufio.NewReader(c.in).ReadString('\n')
	password := strings.TrimRight(line, "\r\n")
	if password == "" && err != nil {
		return badCall("Không đọc được mật khẩu từ bàn phím.")
	}
	u, err := a.Account.Register(ctx, operator, account.Draft{Login: f.files[0], Name: *name, Password: password, Posts: []account.Post{post}})
	if err != nil {
		return err
	}
	c.say("Đã tạo tài khoản %s.", u.Login)
	return nil
}

// importPlanFile imports a plan from JSON or from the workbook of the product, told apart
// by their content.
func (a *App) importPlanFile(ctx context.Context, by who.Actor, name string, body []byte) (plan.Summary, error) {
	head := bytes.TrimLeft(bytes.TrimPrefix(body[:min(len(body), 64)], []byte("\ufeff")), " \t\r\n")
	if bytes.HasPrefix(head, []byte("{")) || strings.EqualFold(filepath.Ext(name), ".json") {
		return a.Plan.ImportJSON(ctx, by, body)
	}
	book, err := intake.Open(filepath.Base(name), body, intake.Default)
	if err != nil {
		return plan.Summary{}, err
	}
	f, err := plan.ParseBook(book)
	if err != nil {
		return plan.Summary{}, err
	}
	return a.Plan.Import(ctx, by, f)
}
