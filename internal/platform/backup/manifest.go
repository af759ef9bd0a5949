package backup

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"regexp"

	"thidua/internal/base/fault"
	"thidua/internal/platform/db"
)

// Format is the version of the file format that this program writes and reads.
const Format = 1

// A Manifest (bảng kê) says what a backup holds.
type Manifest struct {
	Format     int            `json:"format"`
	Product    string         `json:"product"` // version of the program
	Created    string         `json:"created"` // RFC 3339
	Engine     string         `json:"engine"`
	EngineInfo string         `json:"engine_version"`
	Migrations []db.Migration `json:"migrations"`
	Tables     []Table        `json:"tables"`
	Digest     string         `json:"digest"` // over name, count and SHA-256 of every table
	Files      []Member       `json:"files"`
	Damaged    []string       `json:"damaged,omitempty"` // attachments already damaged when copied
}

// A Table is what a backup holds of one table.
type Table struct {
	Member
	Table   string   `json:"table"`
	Columns []string `json:"columns"`
	Rows    int64    `json:"rows"`
	Left    bool     `json:"left_out,omitempty"` // its rows were left out on purpose
}

// A Member is one file inside the backup.
type Member struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

const manifestName = "manifest.json"

// Bytes gives the size of everything that the backup unpacks to.
func (m Manifest) Bytes() (n int64) {
	for _, t := range m.Tables {
		n += t.Bytes
	}
	for _, f := range m.Files {
		n += f.Bytes
	}
	return n
}

// Rows gives how many rows the backup holds.
func (m Manifest) Rows() (n int64) {
	for _, t := range m.Tables {
		n += t.Rows
	}
	return n
}

func digest(tables []Table) string {
	h := sha256.New()
	for _, t := range tables {
		fmt.Fprintf(h, "%s %d %s\n", t.Table, t.Rows, t.SHA256)
	}
	return hex.EncodeToString(h.Sum(nil))
}

var (
	rowsName = regexp.MustCompile(`^rows/([a-z][a-z0-9_]*)\.jsonl$`)
	fileName = regexp.MustCompile(`^files/([0-9a-f]{2})/([0-9a-f]{64})$`)
)

// parseManifest reads a manifest and checks that it fits together.
func parseManifest(b []byte) (m Manifest, err error) {
	d := json.NewDecoder(bytes.NewReader(b))
	if err := d.Decode(&m); err != nil {
		return m, damaged(manifestName, err)
	}
	if m.Format > Format {
		return m, fault.New(fault.Conflict, "cli.backup.newer|Bản sao lưu do bản phần mềm mới hơn ({product}) tạo ra. Dùng bản mới hơn để khôi phục.", fault.P{"product": m.Product})
	}
	if m.Format < 1 || len(m.Migrations) == 0 || m.Digest != digest(m.Tables) {
		return m, damaged(manifestName, nil)
	}
	for _, t := range m.Tables {
		if x := rowsName.FindStringSubmatch(t.Name); x == nil || x[1] != t.Table || len(t.Columns) == 0 {
			return m, damaged(manifestName, fmt.Errorf("table %q", t.Name))
		}
	}
	for _, f := range m.Files {
		if x := fileName.FindStringSubmatch(f.Name); x == nil || x[2][:2] != x[1] {
			return m, damaged(manifestName, fmt.Errorf("file %q", f.Name))
		}
	}
	return m, nil
}

func damaged(member string, why error) error {
	return fault.New(fault.Invalid, "cli.backup.damaged|Bản sao lưu bị hỏng ở phần {member}. Không khôi phục gì. Dùng một bản sao lưu khác.", fault.P{"member": member}).Because(why)
}

const sealSize = 2 * sha256.Size

// sealer passes on what is written and keeps the last sealSize bytes back, to write the
// SHA-256 of everything before in their place.
type sealer struct {
	w    io.Writer
	sum  hash.Hash
	tail []byte
}

func newSealer(w io.Writer) *sealer { return &sealer{w: w, sum: sha256.New()} }

func (s *sealer) Write(p []byte) (int, error) {
	s.tail = append(s.tail, p...)
	n := len(s.tail) - sealSize
	if n <= 0 {
		return len(p), nil
	}
	s.sum.Write(s.tail[:n])
	if _, err := s.w.Write(s.tail[:n]); err != nil {
		return 0, err
	}
	s.tail = append(s.tail[:0], s.tail[n:]...)
	return len(p), nil
}

// seal writes the hash and gives it.
func (s *sealer) seal() (string, error) {
	x := hex.EncodeToString(s.sum.Sum(nil))
	_, err := io.WriteString(s.w, x)
	return x, err
}
