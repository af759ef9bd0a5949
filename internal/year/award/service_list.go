package award

import (
	"bytes"
	"context"
	"strings"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/base/id"
	"thidua/internal/base/sheet"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/blob"
	"thidua/internal/platform/db"
	"thidua/internal/platform/intake"
	"thidua/internal/platform/xlsx"
	"thidua/internal/year/award/roster"
	"thidua/internal/year/catalog"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
)

// A Sent (danh sách gửi lên) is a file with a list, or pasted lines, that was sent and
// waits for its sender's word. It is kept as it came.
type Sent struct {
	ID      SentID
	Purpose string // "award" or "registration"
	Bloc    id.Bloc
	Unit    id.Unit // 0: each line names its unit
	Year    int
	Name    string // of the file
	SHA256  string
	By      string
	At      time.Time
	Done    time.Time // when it was written; zero before
	N       int       // lines written
}

// SentID names a list that was sent.
type SentID = id.Of[Sent]

// MaxList is the largest file with a list in bytes.
const MaxList = 20 << 20

// PastedName is the name of a list that was pasted rather than sent as a file.
const PastedName = "Danh sách dán.csv"

// A Desk (nơi nhận danh sách) keeps lists that were sent, for this capability and for
// registration: receiving, reading, giving back with the faults marked.
type Desk struct {
	db    *db.DB
	files *blob.Store
}

// NewDesk makes the desk; the files go to files.
func NewDesk(d *db.DB, files *blob.Store) *Desk { return &Desk{d, files} }

// Receive (nhận danh sách) keeps a file. The caller has asked who may send it. The same
// file sent twice is one list.
func (k *Desk) Receive(ctx context.Context, by who.Actor, l Sent, data []byte) (_ Sent, err error) {
	defer fault.Wrap(&err, "award.Receive(%s)", l.Name)
	if _, err := openList(l.Name, data); err != nil {
		return l, err
	}
	if err := document.CheckFile(l.Name, data); err != nil {
		return l, err
	}
	if l.SHA256, err = k.files.Put(ctx, bytes.NewReader(data)); err != nil {
		return l, err
	}
	var kept Sent
	err = k.db.Write(ctx, func(tx *db.Tx) error {
		same, err := db.All(ctx, tx, qListSame, scanList, l.Purpose, l.Bloc, l.Unit, l.Year, l.SHA256)
		if err != nil {
			return err
		}
		if len(same) > 0 {
			kept = same[0]
			return nil
		}
		kept = l
		kept.ID, kept.By, kept.At = db.NewID[Sent](tx), by.Name, k.db.Clock.Now()
		if _, err := tx.Exec(ctx, qListInsert, kept.ID, l.Purpose, l.Bloc, l.Unit, l.Year, l.Name, l.SHA256, kept.By, kept.At.UnixMilli()); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "award.list.receive", On: "list/" + kept.ID.String(), After: kept})
	})
	return kept, err
}

func openList(name string, data []byte) (*sheet.Book, error) {
	return intake.Open(name, data, intake.Default)
}

// Open gives the picture of a list that was sent.
func (k *Desk) Open(ctx context.Context, l Sent) (_ *sheet.Book, err error) {
	defer fault.Wrap(&err, "award.OpenList(%v)", l.ID)
	data, err := k.files.Get(ctx, l.SHA256)
	if err != nil {
		return nil, err
	}
	return openList(l.Name, data)
}

// Done notes inside tx that a list was written.
func (k *Desk) Done(ctx context.Context, tx *db.Tx, l Sent, n int) error {
	return tx.ExecOne(ctx, qListDone, l.ID, k.db.Clock.Now().UnixMilli(), n)
}

// Marked (tệp ghi lỗi) gives a list back as a workbook: every sheet as it was sent, the
// cells that cannot be taken coloured and commented, and beside each line its reasons.
func (k *Desk) Marked(book *sheet.Book, l *roster.List) (_ []byte, err error) {
	defer fault.Wrap(&err, "award.Marked")
	out := &xlsx.Book{Title: "Danh sách có ghi lỗi"}
	for i := range book.Sheets {
		var found []roster.Problem
		head := 0
		if i == l.Sheet {
			found, head = l.Problems, l.Header
		}
		out.Sheets = append(out.Sheets, markedSheet(&book.Sheets[i], found, head))
	}
	var b bytes.Buffer
	err = xlsx.Write(&b, out)
	return b.Bytes(), err
}

const badFill = "F8D7DA"

// markedSheet copies one sheet row by row, so that every cell keeps its address.
func markedSheet(s *sheet.Sheet, found []roster.Problem, head int) xlsx.Sheet {
	type place struct{ row, col int }
	why, reasons := map[place]string{}, map[int][]string{}
	last := s.Cols
	for _, p := range found {
		text := fault.Text(p.Msg, p.Args)
		at := place{p.Row, p.Col}
		why[at] = strings.TrimSpace(why[at] + "\n" + text)
		reasons[p.Row] = append(reasons[p.Row], p.Column+": "+text)
		last = max(last, p.Col)
	}
	o := xlsx.Sheet{Name: s.Name, FreezeRows: head, Hidden: s.Hidden, Columns: make([]xlsx.Column, last+1)}
	cells := map[place]sheet.Cell{}
	for _, c := range s.Cells {
		cells[place{c.Row, c.Col}] = c
		if c.Row >= head && c.Col <= last {
			o.Columns[c.Col-1].Width = min(max(o.Columns[c.Col-1].Width, len([]rune(c.Text))+2, 8), 44)
		}
	}
	for row := 1; row <= s.Rows; row++ {
		line := make([]xlsx.Cell, 0, last+1)
		for col := 1; col <= last; col++ {
			c := copied(cells[place{row, col}])
			if w := why[place{row, col}]; w != "" {
				c.Fill, c.Note = badFill, w
			}
			c.Bold = c.Bold || row == head
			line = append(line, c)
		}
		if len(found) > 0 {
			switch {
			case row == head:
				line = append(line, xlsx.Cell{Text: "Cần sửa", Bold: true})
			case len(reasons[row]) > 0:
				line = append(line, xlsx.Cell{Text: strings.Join(reasons[row], " | "), Fill: badFill})
			}
		}
		o.Rows = append(o.Rows, line)
	}
	o.Columns[last].Width = 60
	return o
}

// copied gives a cell as it was read, typed.
func copied(c sheet.Cell) xlsx.Cell {
	switch c.Kind {
	case sheet.Number:
		if v, err := figure.Parse(c.Num); err == nil {
			return xlsx.Cell{Value: &v}
		}
		return xlsx.Cell{Text: c.Num}
	case sheet.Date:
		if d, err := civil.ParseISO(c.Text); err == nil {
			return xlsx.Cell{Date: d}
		}
	}
	return xlsx.Cell{Text: c.Text, Note: c.Note}
}

// Template (tệp mẫu) gives an empty list with the columns and one example of each.
func (k *Desk) Template(title string, cols []roster.Column, rows [][]string, notes []string) (_ []byte, err error) {
	defer fault.Wrap(&err, "award.Template")
	s := xlsx.Sheet{Name: "Danh sách", FreezeRows: 1, Header: [][]xlsx.Cell{{}}, Landscape: true}
	for _, c := range cols {
		s.Columns = append(s.Columns, xlsx.Column{Width: max(14, len([]rune(c.Name))+4)})
		s.Header[0] = append(s.Header[0], xlsx.Cell{Text: c.Name, Bold: true, Note: c.Hint})
	}
	for _, r := range rows {
		var line []xlsx.Cell
		for _, x := range r {
			line = append(line, xlsx.Text(x))
		}
		s.Rows = append(s.Rows, line)
	}
	guide := xlsx.Sheet{Name: "Hướng dẫn", Columns: []xlsx.Column{{Width: 30}, {Width: 80}}, Header: [][]xlsx.Cell{{{Text: "Cột", Bold: true}, {Text: "Cách ghi", Bold: true}}}, Notes: notes}
	for _, c := range cols {
		name := c.Name
		if c.Must {
			name += " *"
		}
		guide.Rows = append(guide.Rows, []xlsx.Cell{xlsx.Text(name), xlsx.Text(c.Hint)})
	}
	var b bytes.Buffer
	err = xlsx.Write(&b, &xlsx.Book{Title: title, Sheets: []xlsx.Sheet{s, guide}})
	return b.Bytes(), err
}

// book gives awards as a workbook.
func (k *Desk) book(c *catalog.Catalog, rd org.Reader, list []Award) ([]byte, error) {
	s := xlsx.Sheet{Name: "Khen thưởng", Title: []string{rd.Bloc.Name, "Sổ khen thưởng"}, FreezeRows: 1, Landscape: true, Header: [][]xlsx.Cell{{}}}
	for _, h := range []struct {
		name  string
		width int
	}{{"TT", 6}, {"Họ và tên, tên tập thể", 30}, {"Đối tượng", 12}, {"Năm sinh", 10}, {"Chức vụ, bộ phận", 26}, {"Đơn vị", 20}, {"Danh hiệu, hình thức", 34}, {"Năm", 8},
		{"Loại khen", 20}, {"Số quyết định", 20}, {"Ngày quyết định", 14}, {"Người quyết định", 26}, {"Thành tích, ghi chú", 30}, {"Hủy bỏ", 24}} {
		s.Header[0] = append(s.Header[0], xlsx.Text(h.name))
		s.Columns = append(s.Columns, xlsx.Column{Width: h.width})
	}
	for i, a := range list {
		title, born := a.Title, ""
		if x, ok := c.Entry(a.Title); ok {
			title = x.Name
		}
		if a.Born > 0 {
			born = itoa(a.Born)
		}
		s.Rows = append(s.Rows, []xlsx.Cell{xlsx.Num(figure.FromInt(int64(i + 1))), xlsx.Text(a.Name), xlsx.Text(fault.Text(SubjectLabel(a.Subject), nil)), xlsx.Text(born), xlsx.Text(a.Post),
			xlsx.Text(a.UnitName), xlsx.Text(title), xlsx.Text(itoa(a.Year)), xlsx.Text(fault.Text(a.Mode.Label(), nil)), xlsx.Text(a.Number), {Date: a.Day}, xlsx.Text(a.Decider), xlsx.Text(a.Note), xlsx.Text(a.Revoked)})
	}
	var b bytes.Buffer
	err := xlsx.Write(&b, &xlsx.Book{Title: "Sổ khen thưởng – " + rd.Bloc.Name, Sheets: []xlsx.Sheet{s}})
	return b.Bytes(), err
}
