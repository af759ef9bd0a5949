package backup

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
)

// A Finding (chỗ không khớp) is something stored that is not as it must be, in words for
// the operator.
type Finding struct{ Where, What string }

// A Report says what Verify has recomputed and what does not fit, first things first.
type Report struct {
	audit.Count
	Rows     int64 // rows read, of all tables
	Files    int64 // attachments named by rows
	Findings []Finding
}

// A Check is what to verify.
type Check struct {
	DB    *db.DB
	Files string              // folder of the attachments
	Names map[string][]string // table → columns that name an attachment by its SHA-256
}

// Verify recomputes what can be recomputed, in one snapshot and without changing
// anything: pages and keys of the database, every audit leaf and its payload, every
// attachment that a row names. What it finds stands in the report; an error means that
// it could not look.
func Verify(ctx context.Context, c Check) (r Report, err error) {
	err = c.DB.Read(ctx, func(tx *db.Tx) error {
		bad, err := tx.Integrity(ctx)
		if err != nil {
			return err
		}
		for _, b := range bad {
			r.add("Cơ sở dữ liệu", "trang hoặc chỉ mục bị hỏng: "+b)
		}
		lost, err := tx.Dangling(ctx)
		if err != nil {
			return err
		}
		for _, d := range lost {
			r.add(fmt.Sprintf("Bảng %s, dòng %s", d.Table, d.Row), "trỏ tới một dòng của bảng "+d.Parent+" không còn nữa")
		}
		r.Count, err = audit.Verify(ctx, tx, func(b audit.Bad) {
			what := "nội dung dòng nhật ký không khớp mã băm: dòng này đã bị sửa sau khi ghi"
			if b.Flaw == audit.FlawPayload {
				what = "phần nội dung (trước, sau, lý do, người làm) không khớp cam kết đã ghi: đã bị sửa hoặc xóa một phần"
			}
			r.add(fmt.Sprintf("Nhật ký, dòng %d (%s, %s, %s)", b.ID, b.Did, b.On, b.At.Format("02/01/2006 15:04:05")), what)
		})
		if err != nil {
			return err
		}
		return c.rows(ctx, tx, &r)
	})
	if err != nil && ctx.Err() == nil && c.readable(ctx) {
		r.add("Cơ sở dữ liệu", "không đọc tiếp được: "+err.Error())
		err = nil
	}
	return r, err
}

// readable tells whether the database answers at all: then a failed reading is damage.
func (c Check) readable(ctx context.Context) bool {
	return c.DB.Read(ctx, func(tx *db.Tx) error { _, _, err := tx.About(ctx); return err }) == nil
}

func (r *Report) add(where, what string) { r.Findings = append(r.Findings, Finding{where, what}) }

// rows reads every row of every table and checks the attachments they name.
func (c Check) rows(ctx context.Context, tx *db.Tx, r *Report) error {
	tables, err := tx.Tables(ctx)
	if err != nil {
		return err
	}
	seen := map[string]string{} // hash → what is wrong with it, "" for nothing
	for _, tb := range tables {
		var at, key []int
		for _, col := range c.Names[tb.Name] {
			i := slices.Index(tb.Columns, col)
			if i < 0 {
				return fmt.Errorf("backup: there is no column %s.%s", tb.Name, col)
			}
			at = append(at, i)
		}
		for _, k := range tb.Key {
			key = append(key, slices.Index(tb.Columns, k))
		}
		err := tx.Rows(ctx, tb, func(row []any) error {
			r.Rows++
			for _, i := range at {
				hash, _ := row[i].(string)
				if hash == "" {
					continue
				}
				what, known := seen[hash]
				if !known {
					what = c.file(hash)
					seen[hash] = what
				}
				if what != "" {
					r.add(fmt.Sprintf("Bảng %s, dòng %s, cột %s", tb.Name, keyOf(tb, key, row), tb.Columns[i]), what)
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("%s: %w", tb.Name, err)
		}
	}
	r.Files = int64(len(seen))
	return nil
}

func keyOf(tb db.Table, key []int, row []any) string {
	var parts []string
	for _, i := range key {
		parts = append(parts, fmt.Sprintf("%s=%v", tb.Columns[i], row[i]))
	}
	return strings.Join(parts, " ")
}

// file tells what is wrong with a stored attachment, "" when nothing is.
func (c Check) file(hash string) string {
	if b, err := hex.DecodeString(hash); err != nil || len(b) != sha256.Size || hex.EncodeToString(b) != hash {
		return "tên tệp đính kèm ghi ở đây không phải mã SHA-256: dòng đã bị sửa"
	}
	f, err := os.Open(filepath.Join(c.Files, hash[:2], hash))
	if errors.Is(err, fs.ErrNotExist) {
		return "thiếu tệp đính kèm " + hash
	}
	if err != nil {
		return "không mở được tệp đính kèm " + hash
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "không đọc được tệp đính kèm " + hash
	}
	if hex.EncodeToString(h.Sum(nil)) != hash {
		return "tệp đính kèm " + hash + " đã bị thay đổi"
	}
	return ""
}
