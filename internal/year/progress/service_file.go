package progress

import (
	"bytes"
	"context"
	"slices"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/db"
	"thidua/internal/year/org"
	"thidua/internal/year/progress/reading"
)

// A FileRequest (yêu cầu nhập tệp) is what the command line asks for.
type FileRequest struct {
	Bloc    string // code; "" = the bloc that the unit belongs to in the period
	Unit    string // code
	Period  civil.Period
	Name    string
	Data    []byte
	Answers map[string]*figure.Value // target code → figure, nil = leave as it is
	Commit  bool
}

// A FileRow (dòng kết quả) is what the file says about one target, in the form that
// scripts read.
type FileRow struct {
	Unit       string         `json:"unit"`
	Target     string         `json:"target"`
	Action     string         `json:"action"`
	Value      *figure.Value  `json:"value"`
	Candidates []figure.Value `json:"candidates"`
	Reason     string         `json:"reason"`
	At         string         `json:"at"`
	Raw        string         `json:"raw"`
	Why        string         `json:"why"`
}

// A FileResult (kết quả nhập tệp) tells what was found and, after a commit, what was done.
type FileResult struct {
	Bloc    org.Bloc
	Unit    org.Unit
	Rows    []FileRow
	Open    []string // codes of the questions without an answer
	Missing []string // codes the file gives no figure for
	Unused  []string // codes of answers that no question asked for
	Written int      // cells and sections that changed
	Same    *Import  // the same file was written before, and nothing changes now
	Texts   []Heading
	Look    *Look
}

// ImportFile reads a file for a unit and, when asked to, writes what is certain or
// answered in one transaction; see Commit.
func (s *Service) ImportFile(ctx context.Context, by who.Actor, r FileRequest) (res *FileResult, err error) {
	defer fault.Wrap(&err, "progress.ImportFile(%s, %s)", r.Unit, r.Name)
	at, err := PlaceOf(ctx, s.db, r.Bloc, r.Unit, r.Period)
	if err != nil {
		return nil, err
	}
	f, err := s.fillable(ctx, by, at)
	if err != nil {
		return nil, err
	}
	m, err := s.read(ctx, s.db, f, r.Name, r.Data)
	if err != nil {
		return nil, err
	}
	m.Kind, m.By, m.User = CLI, by.Name, by.User
	if by.Via != "cli" {
		m.Kind = File
	}
	for code := range r.Answers {
		if f.Cell(code) == nil {
			return nil, fault.New(fault.Invalid, "cell.none|Đơn vị không có chỉ tiêu {code}. Kiểm tra lại mã chỉ tiêu.", fault.P{"code": code})
		}
	}
	m.Answers.Values = asked(m, r.Answers)
	look := &Look{f, m, PreviewOf(f, m, s.lockFor(f, by, m))}
	res = fileResult(look)
	for code := range r.Answers {
		if _, ok := m.Answers.Values[code]; !ok {
			res.Unused = append(res.Unused, code)
		}
	}
	slices.Sort(res.Unused)
	if !r.Commit {
		return res, nil
	}
	if _, err := s.files.Put(ctx, bytes.NewReader(r.Data)); err != nil {
		return nil, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error { return s.commitFile(ctx, tx, by, at, *m, res) })
	return res, err
}

// commitFile writes a file that was not previewed on a page. A file that changes nothing
// leaves no trace.
func (s *Service) commitFile(ctx context.Context, tx *db.Tx, by who.Actor, at Place, m Import, res *FileResult) error {
	f, err := FormOf(ctx, tx, at)
	if err != nil {
		return err
	}
	if l := s.Lock(f, by); l != nil {
		return l.Fault(fault.Conflict)
	}
	same, err := db.All(ctx, tx, qImportSame, scanImport, int64(m.Period), int64(m.Unit), m.SHA256)
	if err != nil {
		return err
	}
	look := &Look{f, &m, PreviewOf(f, &m, nil)}
	res.Same, res.Written = nil, 0
	if len(same) > 0 && look.Preview.ToWrite() == 0 {
		res.Same, res.Look = same[0], look
		res.Open = look.Preview.Open()
		return nil
	}
	m.At = s.Now()
	if err := insertImport(ctx, tx, &m); err != nil {
		return err
	}
	if err := s.commit(ctx, tx, by, look); err != nil {
		return err
	}
	res.Written, res.Open, res.Look = m.Written, look.Preview.Open(), look
	return nil
}

// asked keeps the answers to questions: an answer about a certain cell changes nothing.
func asked(m *Import, answers map[string]*figure.Value) map[string]*figure.Value {
	keep := map[string]*figure.Value{}
	for _, x := range m.Found.Findings {
		if v, ok := answers[x.Target]; ok && x.Action != reading.Store {
			keep[x.Target] = v
		}
	}
	return keep
}

func fileResult(l *Look) *FileResult {
	res := &FileResult{Bloc: l.Form.Bloc, Unit: l.Form.Unit, Look: l, Open: l.Preview.Open()}
	for _, x := range l.Import.Found.Findings {
		row := FileRow{Unit: l.Form.Unit.Code, Target: x.Target, Action: string(x.Action), Value: x.Value, Candidates: []figure.Value{},
			Reason: string(x.Reason), At: x.Place(), Raw: x.Raw, Why: x.Text()}
		for _, c := range x.Candidates {
			if c.Value != nil {
				row.Candidates = append(row.Candidates, *c.Value)
			}
		}
		if x.Action == reading.Missing {
			res.Missing = append(res.Missing, x.Target)
		}
		res.Rows = append(res.Rows, row)
	}
	for _, t := range l.Preview.Texts {
		res.Texts = append(res.Texts, t.Heading)
	}
	return res
}

// PlaceOf finds the form of a unit: in the bloc named, or in the one bloc that the unit
// belongs to and that has opened the period.
func PlaceOf(ctx context.Context, q db.Q, bloc, unit string, p civil.Period) (Place, error) {
	u, err := org.UnitByCode(ctx, q, unit)
	if fault.Is(err, fault.NotFound) {
		return Place{}, fault.New(fault.NotFound, "unit.none|Không có đơn vị mang mã {code}. Kiểm tra lại mã đơn vị.", fault.P{"code": unit})
	} else if err != nil {
		return Place{}, err
	}
	if bloc != "" {
		b, err := org.BlocByCode(ctx, q, bloc)
		return Place{b.ID, p, u.ID}, err
	}
	places, err := blocsOf(ctx, q, u.ID, p)
	switch {
	case err != nil:
		return Place{}, err
	case len(places) == 0:
		return Place{}, fault.New(fault.NotFound, "period.nowhere|Không có khối nào của đơn vị {code} mở kỳ {period}. Thư ký Khối trưởng có thể mở kỳ.", fault.P{"code": unit, "period": p.Name()})
	case len(places) > 1:
		return Place{}, fault.New(fault.Invalid, "unit.manyblocs|Đơn vị {code} thuộc nhiều khối trong kỳ này. Ghi rõ khối, ở dòng lệnh là --bloc.", fault.P{"code": unit})
	}
	return places[0], nil
}

func blocsOf(ctx context.Context, q db.Q, u id.Unit, p civil.Period) ([]Place, error) {
	m, err := org.MembershipsOf(ctx, q, []id.Unit{u}, p.To())
	if err != nil {
		return nil, err
	}
	var list []Place
	for _, x := range m {
		_, err := PeriodOf(ctx, q, x.Bloc, p)
		if fault.Is(err, fault.NotFound) {
			continue
		} else if err != nil {
			return nil, err
		}
		list = append(list, Place{x.Bloc, p, u})
	}
	return list, nil
}
