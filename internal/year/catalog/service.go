package catalog

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
	"thidua/internal/year/catalog/rulebook"
)

// Migrations holds the tables of this package.
//
//go:embed migration/*.sql
var Migrations embed.FS

// A Service gives the catalogue in use and loads rulebooks into it.
type Service struct {
	db      *db.DB
	shipped func() (*Catalog, error)

	mu  sync.Mutex
	key string // the loads that now was made of
	now *Catalog
}

// NewService makes the service. The books that came with the program are compiled when they
// are first asked for.
func NewService(d *db.DB) *Service { return &Service{db: d, shipped: sync.OnceValues(Load)} }

// DB gives the database, for reading.
func (s *Service) DB() *db.DB { return s.db }

// MaxBook is the largest rulebook in bytes.
const MaxBook = 1 << 20

// A Version (phiên bản bộ quy tắc) says which text of a pack answered: the one that came
// with the program (N is 0), or the n-th that was loaded. It is kept with every answer.
type Version struct {
	Pack  string     `json:"pack"`
	Title string     `json:"title"`
	N     int        `json:"n,omitempty"`
	Day   civil.Date `json:"day,omitzero"` // of the load
}

// VersionOf gives which text of a pack the catalogue uses.
func (c *Catalog) VersionOf(b *rulebook.Book) Version {
	if l, ok := c.loads[b.Pack]; ok {
		return Version{b.Pack, b.Title, l.N, civil.Of(l.At)}
	}
	return Version{Pack: b.Pack, Title: b.Title}
}

// LoadedAs gives the load that a pack of the catalogue comes from; ok is false for one that
// came with the program.
func (c *Catalog) LoadedAs(pack string) (l Loaded, ok bool) {
	l, ok = c.loads[pack]
	return l, ok
}

// inUse gives of each pack the newest load that was not withdrawn.
func inUse(all []Loaded) (list []Loaded) {
	for _, l := range all { // newest first inside a pack
		if l.Active() && !slices.ContainsFunc(list, func(o Loaded) bool { return o.Pack == l.Pack }) {
			list = append(list, l)
		}
	}
	return list
}

// Current (danh mục đang dùng) gives the catalogue with the books in use now. It is made
// anew only when a book was loaded or withdrawn.
func (s *Service) Current(ctx context.Context, q db.Q) (_ *Catalog, err error) {
	defer fault.Wrap(&err, "catalog.Current")
	base, err := s.shipped()
	if err != nil {
		return nil, err
	}
	all, err := Loads(ctx, q)
	if err != nil {
		return nil, err
	}
	list := inUse(all)
	if len(list) == 0 {
		return base, nil
	}
	var key strings.Builder
	for _, l := range list {
		key.WriteString(l.ID.String() + " ")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.key == key.String() {
		return s.now, nil
	}
	c, err := s.with(ctx, q, base, list)
	if err != nil {
		return nil, err
	}
	s.key, s.now = key.String(), c
	return c, nil
}

// with gives the catalogue that also holds the given loads.
func (s *Service) with(ctx context.Context, q db.Q, base *Catalog, list []Loaded) (*Catalog, error) {
	var books []*rulebook.Book
	for _, l := range list {
		text, err := Body(ctx, q, l.ID)
		if err != nil {
			return nil, err
		}
		b, err := base.ReadBook(l.File, []byte(text))
		if err != nil {
			return nil, fault.New(fault.Conflict, "catalog.unreadable|Bộ quy tắc {pack} đã nạp không còn đọc được với bản phần mềm này. Người quản trị rút bộ đó ở trang Bộ quy tắc, sửa tệp rồi nạp lại.", fault.P{"pack": l.Pack}).Because(err)
		}
		books = append(books, b)
	}
	c, err := base.With(books...)
	if err != nil {
		return nil, fault.New(fault.Conflict, "catalog.clash|Các bộ quy tắc đã nạp không còn khớp ngày với nhau. Người quản trị rút bớt ở trang Bộ quy tắc.").Because(err)
	}
	c.loads = map[string]Loaded{}
	for _, l := range list {
		c.loads[l.Pack] = l
	}
	return c, nil
}

// Check (kiểm tra bộ quy tắc) reads a book against the catalogue in use, as a load would,
// and changes nothing. A bad one gives rulebook.Problems: every line with its reason.
func (s *Service) Check(ctx context.Context, q db.Q, file, text string) (*rulebook.Book, error) {
	c, err := s.Current(ctx, q)
	if err != nil {
		return nil, err
	}
	b, err := c.ReadBook(file, []byte(text))
	if err != nil {
		return nil, err
	}
	if _, err := c.With(b); err != nil {
		return nil, err
	}
	return b, nil
}

// Load (nạp bộ quy tắc) puts a book into use. The same text once more is not a new version.
// Errors: rulebook.Problems for a bad book.
func (s *Service) Load(ctx context.Context, by who.Actor, file, text, why string) (_ Loaded, err error) {
	defer fault.Wrap(&err, "catalog.Load(%s)", file)
	if err := who.Can(by, who.ManageRules, who.Object{}); err != nil {
		return Loaded{}, err
	}
	if why = strings.TrimSpace(why); why == "" || len([]rune(why)) > 500 {
		return Loaded{}, fault.New(fault.Invalid, "catalog.why|Ghi lý do nạp trong 500 ký tự, ví dụ số quyết định của tỉnh.").With("why", "catalog.why|Ghi lý do nạp trong 500 ký tự, ví dụ số quyết định của tỉnh.")
	}
	var l Loaded
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		b, err := s.Check(ctx, tx, file, text)
		if err != nil {
			return err
		}
		all, err := Loads(ctx, tx)
		if err != nil {
			return err
		}
		sum := sha256.Sum256([]byte(text))
		l = Loaded{ID: db.NewID[Loaded](tx), Pack: b.Pack, N: 1, Title: b.Title, System: b.System, File: file, Digest: hex.EncodeToString(sum[:]), Why: why, At: s.db.Clock.Now(), By: by.Name}
		for _, o := range all {
			if o.Pack == b.Pack {
				l.N = max(l.N, o.N+1)
			}
		}
		for _, o := range inUse(all) {
			if o.Pack == b.Pack && o.Digest == l.Digest {
				l = o
				return nil
			}
		}
		if _, err := tx.Exec(ctx, qInsert, l.ID, l.Pack, l.N, l.Title, l.System, l.File, text, l.Digest, l.Why, l.At.UnixMilli(), l.By); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "catalog.load", On: Object(l.Pack), Version: int64(l.N), After: l, Why: why})
	})
	return l, err
}

// Object names a pack in the audit log.
func Object(pack string) string { return "rulebook/" + pack }

// Withdraw (rút bộ quy tắc) takes a load out of use: the version before it counts again, or
// the one that came with the program. Answers already recorded stay as they are.
func (s *Service) Withdraw(ctx context.Context, by who.Actor, ident LoadedID, why string) (_ Loaded, err error) {
	defer fault.Wrap(&err, "catalog.Withdraw(%v)", ident)
	if err := who.Can(by, who.ManageRules, who.Object{}); err != nil {
		return Loaded{}, err
	}
	if why = strings.TrimSpace(why); why == "" || len([]rune(why)) > 500 {
		return Loaded{}, fault.New(fault.Invalid, "catalog.withdraw.why|Ghi lý do rút bộ quy tắc, trong 500 ký tự.").With("why", "catalog.withdraw.why|Ghi lý do rút bộ quy tắc, trong 500 ký tự.")
	}
	var l Loaded
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if l, err = LoadOf(ctx, tx, ident); err != nil {
			return err
		}
		if !l.Active() {
			return nil // pressed twice
		}
		all, err := Loads(ctx, tx)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(o Loaded) bool { return o.ID == ident })
		base, err := s.shipped()
		if err != nil {
			return err
		}
		if _, err := s.with(ctx, tx, base, inUse(slices.Delete(slices.Clone(all), i, i+1))); err != nil {
			return err // what remains would not fit together
		}
		if err := tx.ExecOne(ctx, qWithdraw, ident, s.db.Clock.Now().UnixMilli(), by.Name, why); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "catalog.withdraw", On: Object(l.Pack), Version: int64(l.N), Before: l, Why: why})
	})
	return l, err
}

// Source (nội dung bộ quy tắc) gives the text of a pack in use and the name of its file.
func (s *Service) Source(ctx context.Context, q db.Q, pack string) (file, text string, err error) {
	defer fault.Wrap(&err, "catalog.Source(%s)", pack)
	c, err := s.Current(ctx, q)
	if err != nil {
		return "", "", err
	}
	if l, ok := c.LoadedAs(pack); ok {
		text, err = Body(ctx, q, l.ID)
		return pack + ".yaml", text, err
	}
	if b, ok := c.Books().Pack(pack); ok {
		data, err := files.ReadFile(b.File)
		return pack + ".yaml", string(data), err
	}
	return "", "", fault.New(fault.NotFound, "catalog.nopack|Không có bộ quy tắc {pack}.", fault.P{"pack": pack})
}

// ProblemsOf gives the faults of a book that an error holds; nil when it is another error.
func ProblemsOf(err error) rulebook.Problems {
	p, _ := errors.AsType[rulebook.Problems](err)
	return p
}

// String gives "A-civil" or "A-civil, bản 2".
func (v Version) String() string {
	if v.N == 0 {
		return v.Pack
	}
	return fmt.Sprintf("%s, bản %d", v.Pack, v.N)
}
