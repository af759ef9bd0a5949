package backup

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
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
// the operator: where, what is wrong with it, and what to do about it.
type Finding struct{ Where, What, Remedy string }

// A Report says what Verify has recomputed and what does not fit, first things first.
type Report struct {
	audit.Count
	Rows     int64 // rows read, of all tables
	Bound    int64 // of them, rows that the log binds
	Files    int64 // attachments named by rows
	Findings []Finding
	Unbound  bool // nothing was compared: the data are from before the log bound rows
}

// A Check is what to verify.
type Check struct {
	DB    *db.DB
	Files string              // folder of the attachments
	Names map[string][]string // table → columns that name an attachment by its SHA-256
	Trust audit.Trust         // what is known of the log from outside the database
	Made  []fs.FS             // the migrations that make tables and indexes; nil: not compared
}

// Verify recomputes what can be recomputed, in one snapshot and without changing
// anything: pages and keys of the database, every audit leaf with its payload and its list
// of rows, the tree and its signed checkpoints, every bound row of every table, every
// attachment that a row names. What it finds stands in the report; an error means that
// it could not look.
func Verify(ctx context.Context, c Check) (r Report, err error) {
	if c.Trust, err = c.Trust.Held(); err != nil {
		return r, err
	}
	err = c.DB.Read(ctx, func(tx *db.Tx) error {
		bad, err := tx.Integrity(ctx)
		if err != nil {
			return err
		}
		for _, b := range bad {
			r.add("Cơ sở dữ liệu", "trang hoặc chỉ mục bị hỏng: "+b, oldLog)
		}
		lost, err := tx.Dangling(ctx)
		if err != nil {
			return err
		}
		for _, d := range lost {
			r.add(fmt.Sprintf("Bảng %s, dòng %s", d.Table, d.Row), "trỏ tới một dòng của bảng "+d.Parent+" không còn nữa", oldRow)
		}
		if c.Made != nil {
			crooked, err := tx.Crooked(ctx, c.Made...)
			if err != nil {
				return err
			}
			for _, x := range crooked {
				r.crooked(x)
			}
		}
		return c.content(ctx, tx, &r)
	})
	if err != nil && ctx.Err() == nil && c.readable(ctx) {
		r.add("Cơ sở dữ liệu", "không đọc tiếp được: "+err.Error(), oldLog)
		err = nil
	}
	return r, err
}

// crooked reports a part of the schema that is not as the program made it.
func (r *Report) crooked(x db.Crooked) {
	kind := map[string]string{"table": "Bảng", "index": "Chỉ mục", "trigger": "Thủ tục tự chạy", "view": "Bảng ảo", "rule": "Quy tắc", "column": "Cột", "migration": "Bước nâng cấp"}[x.Kind]
	what := map[string]string{
		"added":   "không do phần mềm tạo ra: đã được thêm không qua hệ thống",
		"missing": "không còn: đã bị xóa không qua hệ thống",
		"changed": "không còn như phần mềm đã tạo: cấu trúc đã bị sửa không qua hệ thống",
	}[x.What]
	r.add(kind+" "+x.Name, what, oldLog)
}

// content compares the log, the rows and the attachments with each other.
func (c Check) content(ctx context.Context, tx *db.Tx, r *Report) error {
	n, ledger, err := audit.Verify(ctx, tx, c.Trust, r.log)
	if err != nil {
		return err
	}
	r.Count = n
	return c.rows(ctx, tx, ledger, r)
}

// readable tells whether the database answers at all: then a failed reading is damage.
func (c Check) readable(ctx context.Context) bool {
	return c.DB.Read(ctx, func(tx *db.Tx) error { _, _, err := tx.About(ctx); return err }) == nil
}

// Remedies that fit more than one finding.
const (
	oldRow  = "lấy lại nội dung đúng của dòng này từ bản sao lưu gần nhất còn tốt; trang lịch sử của mục cho biết ai sửa lần cuối qua hệ thống"
	oldFile = "chép lại tệp này từ bản sao lưu gần nhất còn tốt vào thư mục files"
	oldLog  = "giữ nguyên nơi này làm bằng chứng, khôi phục bản sao lưu gần nhất còn tốt vào thư mục mới"
)

func (r *Report) add(where, what, remedy string) {
	r.Findings = append(r.Findings, Finding{where, what, remedy})
}

// rows reads every row of every table, compares the bound ones with the log and checks the
// attachments they name.
func (c Check) rows(ctx context.Context, tx *db.Tx, ledger *audit.Ledger, r *Report) error {
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
		bound, coder := ledger.Bound(tb.Name), tb.Coder()
		var buf []byte
		err := tx.Rows(ctx, tb, func(row []any) error {
			r.Rows++
			if bound {
				r.Bound++
				k := coder.Key(row)
				buf = coder.Canonical(buf[:0], row)
				r.row(ledger.Check(tb.Name, k, buf), tb.Name, keyOf(tb, key, row))
			}
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
					r.add(fmt.Sprintf("Bảng %s, dòng %s, cột %s", tb.Name, keyOf(tb, key, row), tb.Columns[i]), what, oldFile)
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("%s: %w", tb.Name, err)
		}
	}
	r.Files = int64(len(seen))
	ledger.Left(func(table, key string) {
		i := slices.IndexFunc(tables, func(tb db.Table) bool { return tb.Name == table })
		r.row(audit.Missing, table, named(tables, i, key))
	})
	return nil
}

// named gives a key as the log writes it in the form of keyOf; i is the table's place, -1
// when the table is gone too.
func named(tables []db.Table, i int, key string) string {
	d := json.NewDecoder(strings.NewReader(key))
	d.UseNumber()
	var list []any
	if err := d.Decode(&list); err != nil || i < 0 || len(list) != len(tables[i].Key) {
		return key
	}
	var parts []string
	for n, v := range list {
		parts = append(parts, fmt.Sprintf("%s=%v", tables[i].Key[n], v))
	}
	return strings.Join(parts, " ")
}

// row reports a bound row that does not fit the log.
func (r *Report) row(m audit.Misfit, table, key string) {
	what := map[audit.Misfit]string{
		audit.Changed: "nội dung không phải nội dung mà nhật ký đã ghi: đã bị sửa không qua hệ thống",
		audit.Added:   "nhật ký không biết dòng này: đã được thêm không qua hệ thống",
		audit.Missing: "nhật ký có dòng này nhưng bảng không còn: đã bị xóa không qua hệ thống",
	}[m]
	if m != "" {
		r.add(fmt.Sprintf("Bảng %s, dòng %s", table, key), what, oldRow)
	}
}

// log reports a place of the log that does not fit.
func (r *Report) log(b audit.Bad) {
	line := fmt.Sprintf("Nhật ký, dòng %d (%s, %s, %s)", b.ID, b.Did, b.On, b.At.Format("02/01/2006 15:04:05"))
	places := fmt.Sprintf("Nhật ký, vị trí %d đến %d", b.From, b.To)
	mark := fmt.Sprintf("Điểm chốt số %d", b.ID)
	if b.On != "" {
		mark = "Điểm chốt ở " + b.On
	}
	switch b.Flaw {
	case audit.FlawHash:
		r.add(line, "nội dung dòng nhật ký không khớp mã băm: dòng này đã bị sửa sau khi ghi", oldLog)
	case audit.FlawPayload:
		r.add(line, "phần nội dung (trước, sau, lý do, người làm) không khớp cam kết đã ghi: đã bị sửa hoặc xóa một phần", oldLog)
	case audit.FlawErased:
		r.add(line, "phần nội dung không còn, mà nhật ký không có dòng nào ghi việc xóa theo yêu cầu", oldLog)
	case audit.FlawRows:
		r.add(line, "danh sách các dòng dữ liệu đã ghi cùng lúc không khớp: đã bị sửa, thêm hoặc xóa", oldLog)
	case audit.FlawLoose:
		r.add(line, "không ở đúng chỗ: không có vị trí mà cũng không chờ, hoặc đã có vị trí mà vẫn chờ: đã được thêm hoặc sửa không qua hệ thống", oldLog)
	case audit.FlawGap:
		r.add(places, "thiếu dòng nhật ký: đã bị xóa hoặc đánh số lại", oldLog)
	case audit.FlawTree:
		r.add(places, fmt.Sprintf("không còn là những dòng đã được ký ở điểm chốt số %d: đã bị sửa, đổi chỗ, chèn hoặc cắt", b.ID), oldLog)
	case audit.FlawNode:
		r.add(places, "mã băm lưu sẵn của cây nhật ký không đúng", oldLog)
	case audit.FlawSignature:
		r.add(mark, "chữ ký không đúng, hoặc không do khóa của nhật ký này ký", oldLog)
	case audit.FlawCheckpoint:
		r.add(mark, "thiếu hoặc không đúng thứ tự: đã bị xóa, chèn hoặc đánh số lại", oldLog)
	case audit.FlawFolder:
		r.add("Thư mục log", "không còn "+b.On+" của nhật ký đã được ký: đã bị xóa, hoặc cơ sở dữ liệu đã được chép sang thư mục khác; không còn gì cho biết nhật ký có bị cắt ngắn hay không", "chép lại thư mục log từ nơi cất giữ; nếu không còn, đối chiếu với điểm chốt của bên làm chứng bằng thidua verify --since")
	case audit.FlawRolledBack:
		r.add(mark, fmt.Sprintf("đã ký nhật ký gồm %d dòng, nhưng cơ sở dữ liệu có một nhật ký khác hoặc ngắn hơn: có thể bản cũ đã được chép đè", b.To), "dùng lại cơ sở dữ liệu mới nhất; nếu đã chủ ý quay về bản cũ, khởi động bằng thidua serve --accept-rollback")
	default:
		r.add(line, string(b.Flaw), oldLog)
	}
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
