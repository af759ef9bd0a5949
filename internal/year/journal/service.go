package journal

import (
	"context"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
)

// MaxExport bounds how many lines one copy of the log holds.
const MaxExport = 100000

// A Service reads the log for those who may.
type Service struct {
	db  *db.DB
	log *audit.Log
}

// NewService makes the service.
func NewService(d *db.DB, l *audit.Log) *Service { return &Service{d, l} }

// DB gives where pages read from.
func (s *Service) DB() *db.DB { return s.db }

// Find gives the lines that a search asks for, newest first. The content of what units
// report is left out for those who only run the system.
func (s *Service) Find(ctx context.Context, by who.Actor, f audit.Search) (_ []audit.Line, err error) {
	defer fault.Wrap(&err, "journal.Find")
	if err := who.Can(by, who.ReadLog, who.Object{}); err != nil {
		return nil, err
	}
	list, err := audit.Find(ctx, s.db, f)
	for i := range list {
		cover(by, &list[i])
	}
	return list, err
}

// One gives a line of the log.
func (s *Service) One(ctx context.Context, by who.Actor, id int64) (_ audit.Line, err error) {
	defer fault.Wrap(&err, "journal.One")
	if err := who.Can(by, who.ReadLog, who.Object{}); err != nil {
		return audit.Line{}, err
	}
	l, err := audit.One(ctx, s.db, id)
	cover(by, &l)
	return l, err
}

// Covered reports whether the content of a line is kept from an actor.
func Covered(by who.Actor, did string) bool {
	return !by.System && !by.Has(who.Board, 0) && !Technical(did)
}

func cover(by who.Actor, l *audit.Line) {
	if Covered(by, l.Did) {
		l.Before, l.After, l.Why = nil, nil, ""
	}
}

// Copy gives the lines of a search for taking away, and says in the log who took them.
func (s *Service) Copy(ctx context.Context, by who.Actor, f audit.Search, format string) (_ []audit.Line, err error) {
	defer fault.Wrap(&err, "journal.Copy")
	f.Limit = MaxExport
	list, err := s.Find(ctx, by, f)
	if err != nil {
		return nil, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "log.export", On: "audit/log", After: map[string]any{"lines": len(list), "format": format}})
	})
	return list, err
}

// steps are the acts that make a submission what it is.
var steps = []string{"progress.submit", "progress.approve", "progress.elsewhere", "progress.vouch", "progress.receive"}

// SubmissionProof proves that the newest step of a submission stands in the signed log. The
// caller has checked that the reader may see the submission.
func (s *Service) SubmissionProof(ctx context.Context, object string) (l audit.Line, p audit.Proof, err error) {
	defer fault.Wrap(&err, "journal.SubmissionProof")
	list, err := audit.History(ctx, s.db, object, 200)
	if err != nil {
		return l, p, err
	}
	for _, step := range [][]string{steps[:3], steps} { // what the unit itself signed comes first
		for _, l := range list {
			if !l.Erased && hasAny(l.Did, step) {
				p, err := s.log.Prove(ctx, l.ID)
				return l, p, err
			}
		}
	}
	return l, p, fault.New(fault.NotFound, "journal.nothing|Kỳ này chưa trình nên chưa có gì để chứng thực. Sau khi trình, tải lại trang này.")
}

func hasAny(s string, list []string) bool {
	for _, x := range list {
		if strings.EqualFold(s, x) {
			return true
		}
	}
	return false
}

// Checkpoint gives the newest signed state of the log, with the proof that it continues the
// one of an older size.
func (s *Service) Checkpoint(ctx context.Context, from int64) (r audit.Request, c audit.Signed, err error) {
	defer fault.Wrap(&err, "journal.Checkpoint")
	c, path, err := s.log.Since(ctx, from)
	return audit.Request{Old: from, Path: path, Note: c.Note}, c, err
}

// Newest gives the newest signed checkpoint as it stands; N is 0 when nothing was signed yet.
func (s *Service) Newest(ctx context.Context) (audit.Signed, error) { return audit.Latest(ctx, s.db) }

// Tile gives a piece of the signed log. The content of leaves is given only to those who may
// read the log of the whole system; hashes tell nothing and are for everybody.
func (s *Service) Tile(ctx context.Context, by who.Actor, path string) (_ []byte, err error) {
	defer fault.Wrap(&err, "journal.Tile")
	t, err := audit.ParseTile(path)
	if err != nil {
		return nil, err
	}
	if t.L < 0 {
		if err := who.Can(by, who.ReadLog, who.Object{}); err != nil {
			return nil, err
		}
	}
	return audit.Tile(ctx, s.db, t)
}

// Key gives the key with which the log's signatures are checked.
func (s *Service) Key() string { return s.log.Key() }
