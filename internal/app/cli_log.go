package app

import (
	"context"
	"errors"
	"path/filepath"
	"strings"

	"thidua/internal/platform/audit"
	"thidua/internal/platform/clock"
)

// checkpointCommand writes the newest signed state of the log, for witnesses.
func checkpointCommand(ctx context.Context, c console, args []string) (err error) {
	f := newFlags("checkpoint")
	from, out, key := f.Int64("from", 0, ""), f.String("out", "", ""), f.Bool("key", false, "")
	if err := f.parse(args); err != nil {
		return err
	}
	if len(f.files) > 0 {
		return badCall("Lệnh checkpoint không nhận tệp; nêu tệp kết quả sau --out.")
	}
	if err := f.haveData(); err != nil {
		return err
	}
	a, err := f.open(ctx, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if *key {
		c.say("%s", a.Audit.Key())
		return nil
	}
	s, path, err := a.Audit.Since(ctx, *from)
	if err != nil {
		return err
	}
	text := audit.Request{Old: *from, Path: path, Note: s.Note}.String()
	if *out == "" {
		c.say("%s", strings.TrimSuffix(text, "\n"))
		return nil
	}
	if err := writeFile(*out, []byte(text)); err != nil {
		return err
	}
	c.say("Đã ghi điểm chốt của %d dòng nhật ký vào %s.", s.Size, *out)
	return nil
}

// witnessCommand keeps and signs checkpoints of another instance's log.
func witnessCommand(ctx context.Context, c console, args []string) error {
	if len(args) == 0 {
		return badCall("Nói rõ: witness init, witness add TỆP, hoặc witness show.")
	}
	f := newFlags("witness")
	dir, name, log, out := f.String("dir", "", ""), f.String("name", "", ""), f.String("log", "", ""), f.String("out", "", "")
	if err := f.parse(args[1:]); err != nil {
		return err
	}
	if *dir == "" {
		return badCall("Thiếu --dir: thư mục của bên làm chứng.")
	}
	if args[0] == "init" {
		if *log == "" || len(f.files) > 0 {
			return badCall("witness init --dir THƯ-MỤC --name TÊN --log KHÓA-NHẬT-KÝ")
		}
		key, err := audit.InitWitness(*dir, *name, strings.TrimSpace(*log))
		if err != nil {
			return err
		}
		c.say("Đã tạo bên làm chứng. Gửi dòng khóa này cho Khối trưởng và các đơn vị:\n%s", key)
		return nil
	}
	w, err := audit.OpenWitness(*dir, clock.System.Now)
	if err != nil {
		return err
	}
	switch args[0] {
	case "add":
		if len(f.files) != 1 {
			return badCall("Nêu đúng một tệp điểm chốt, hoặc địa chỉ trang: https://thidua.vidu.vn.")
		}
		if site := f.files[0]; strings.HasPrefix(site, "https://") || strings.HasPrefix(site, "http://") {
			return followSite(ctx, c, w, site, *out)
		}
		return addCheckpoint(c, w, f.files[0], *out)
	case "show":
		have, _, err := w.Kept()
		if err != nil {
			return err
		}
		c.say("Khóa: %s\nĐã ký đến dòng %d, gốc %s.", w.Key(), have.Size, have.Root)
		return nil
	}
	return badCall("Không có lệnh witness %s.", args[0])
}

func addCheckpoint(c console, w *audit.Witness, file, out string) error {
	b, err := readFile(file, 1<<20)
	if err != nil {
		return err
	}
	r, err := audit.ParseRequest(b)
	if err != nil {
		return err
	}
	if out == "" {
		out = strings.TrimSuffix(file, filepath.Ext(file)) + "-da-ky.txt"
	}
	return cosign(c, w, r, out)
}

// followSite reads checkpoint and tiles from the site of the log itself, and signs.
func followSite(ctx context.Context, c console, w *audit.Witness, site, out string) error {
	if airgap {
		return badCall("Bản cách ly mạng không mở kết nối. Chép tệp điểm chốt qua USB: trang Kiểm chứng → Tải tệp điểm chốt.")
	}
	have, _, err := w.Kept()
	if err != nil {
		return err
	}
	r, err := audit.Follower{Log: w.LogKey(), Fetch: func(path string) ([]byte, error) { return fetch(ctx, strings.TrimSuffix(site, "/")+"/log/"+path) }}.Request(have.Size)
	if err != nil {
		return err
	}
	if out == "" {
		out = "diem-chot-da-ky.txt"
	}
	return cosign(c, w, r, out)
}

func cosign(c console, w *audit.Witness, r audit.Request, out string) error {
	signed, cp, err := w.Add(r)
	if err != nil {
		return err
	}
	if err := writeFile(out, signed); err != nil {
		return err
	}
	c.say("Nhật ký %d dòng nối tiếp đúng điểm chốt trước. Đã ký: %s. Gửi lại tệp này cho Khối trưởng, giữ thư mục làm chứng ở đơn vị.", cp.Size, out)
	return nil
}
