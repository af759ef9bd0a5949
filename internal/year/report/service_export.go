package report

import (
	"bytes"
	"context"
	"encoding/json"
	"strconv"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/base/who"
	"thidua/internal/platform/docx"
	"thidua/internal/platform/pdf"
	"thidua/internal/platform/xlsx"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
)

// Format (định dạng) is a kind of file that a report is given as.
type Format string

const (
	DOCX Format = "docx"
	PDF  Format = "pdf"
	XLSX Format = "xlsx"
	JSON Format = "json"
)

// PropDraft is the custom property by which a Word file of a stored draft is known again.
const PropDraft = "thidua-draft"

// Media gives the content type of a format.
func (f Format) Media() string {
	switch f {
	case DOCX:
		return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	case PDF:
		return "application/pdf"
	case XLSX:
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	return "application/json"
}

// Options are the wishes of an export.
type Options struct {
	Format   Format
	TextOnly bool // leave out every unit's figures: for members who may not see the others'
}

// Export (xuất báo cáo) gives the report of a period as a file: the stored draft, or what
// the system writes from the data when there is none. The same data give the same bytes.
func (s *Service) Export(ctx context.Context, by who.Actor, b org.Bloc, p civil.Period, o Options) (_ []byte, err error) {
	f := o.Format
	defer fault.Wrap(&err, "report.Export(%s, %v, %s)", b.Code, p, f)
	if o.TextOnly && f != DOCX && f != PDF {
		return nil, fault.New(fault.Denied, "report.peers|Khối chưa cho đơn vị xem số liệu chung. Ban Thi đua - Khen thưởng tỉnh có thể đổi cài đặt này.")
	}
	v, err := s.Open(ctx, by, b, p)
	if err != nil {
		return nil, err
	}
	note := ""
	if pl, err := plan.Of(ctx, s.db, b.ID, p.Year()); err == nil {
		note = pl.Note
	}
	var out bytes.Buffer
	switch f {
	case DOCX, PDF:
		d := v.Table.Document(v.Draft.Visible(), Letterhead{Number: v.Draft.Number, Date: v.Draft.Day, Signer: v.Draft.Signer,
			Post: v.Draft.Post, Draft: v.Draft.Number == "", Note: note, NoAnnex: o.TextOnly})
		if v.Stored {
			d.Properties = [][2]string{{PropDraft, v.Draft.ID.String()}}
		}
		if f == DOCX {
			err = docx.Write(&out, d)
		} else {
			err = pdf.Write(&out, d)
		}
	case XLSX:
		err = xlsx.Write(&out, v.Table.Workbook(note))
	case JSON:
		err = v.Table.writeJSON(&out)
	default:
		err = fault.New(fault.Invalid, "report.format|Chỉ xuất được .docx, .pdf, .xlsx và .json. Đổi đuôi tệp rồi thử lại.")
	}
	return out.Bytes(), err
}

// Workbook gives the consolidated table as a workbook: common targets × units, then the
// units' own targets. Every figure carries its source as a comment of its cell.
func (t *Table) Workbook(note string) *xlsx.Book {
	notes := t.Notes()
	if note != "" {
		notes = append(notes, note)
	}
	title := []string{t.Bloc.Name, "Bảng tổng hợp kết quả thực hiện chỉ tiêu " + t.Period.Name()}
	common := xlsx.Sheet{Name: "Chỉ tiêu chung", Title: title, Notes: notes, FreezeRows: 1, FreezeCols: 3, Landscape: true,
		Columns: []xlsx.Column{{Width: 8}, {Width: 48}, {Width: 12}}}
	head := []xlsx.Cell{xlsx.Text("Số"), xlsx.Text("Chỉ tiêu"), xlsx.Text("Đơn vị tính")}
	for _, m := range t.Members {
		head = append(head, xlsx.Text(m.Unit.Short))
		common.Columns = append(common.Columns, xlsx.Column{Width: 13})
	}
	for _, h := range []string{"Toàn Khối", "Cách tính", "Số đơn vị có số liệu", "Thấp nhất", "Cao nhất", "Số đơn vị đạt mức của kỳ"} {
		head = append(head, xlsx.Text(h))
		common.Columns = append(common.Columns, xlsx.Column{Width: 13})
	}
	common.Header = [][]xlsx.Cell{head}
	for i := range t.Rows {
		r := &t.Rows[i]
		row := []xlsx.Cell{xlsx.Text(r.Target.Code), xlsx.Text(r.Target.Name), xlsx.Text(r.Target.Measure)}
		for m := range r.Cells {
			row = append(row, t.sheetCell(&r.Cells[m], t.Members[m].Unit.Code, r.Target.Code))
		}
		count := figure.FromInt(int64(r.Total.N))
		met := figure.FromInt(int64(r.Total.Met))
		row = append(row, xlsx.Cell{Value: r.Total.Value, Bold: true}, xlsx.Text(r.Total.Kind.Label()), xlsx.Num(count),
			xlsx.Cell{Value: r.Total.Min}, xlsx.Cell{Value: r.Total.Max}, xlsx.Num(met))
		common.Rows = append(common.Rows, row)
	}
	return &xlsx.Book{Title: title[1], Created: t.Period.To(), Sheets: []xlsx.Sheet{common, t.ownSheet(title[:1], note)}}
}

// Label gives the Vietnamese name of the way a total is made.
func (k TotalKind) Label() string {
	switch k {
	case Sum:
		return "tổng"
	case Mean:
		return "bình quân"
	}
	return "số đơn vị đạt"
}

func (t *Table) ownSheet(title []string, note string) xlsx.Sheet {
	s := xlsx.Sheet{Name: "Chỉ tiêu riêng", Title: append(title, "Chỉ tiêu riêng của từng đơn vị "+t.Period.Name()), FreezeRows: 1, Landscape: true,
		Columns: []xlsx.Column{{Width: 26}, {Width: 10}, {Width: 56}, {Width: 14}, {Width: 14}, {Width: 14}, {Width: 14}, {Width: 16}},
		Header: [][]xlsx.Cell{{xlsx.Text("Đơn vị"), xlsx.Text("Số"), xlsx.Text("Chỉ tiêu"), xlsx.Text("Đơn vị tính"),
			xlsx.Text("Kế hoạch năm"), xlsx.Text("Mức của kỳ"), xlsx.Text("Kết quả"), xlsx.Text("So với mức của kỳ")}}}
	for m, rows := range t.Own {
		for i := range rows {
			o := &rows[i]
			s.Rows = append(s.Rows, []xlsx.Cell{xlsx.Text(t.Members[m].Unit.Short), xlsx.Text(o.Target.Code), xlsx.Text(o.Target.Name), xlsx.Text(o.Target.Measure),
				{Value: o.Cell.Plan}, {Value: o.Cell.Expected}, t.sheetCell(&o.Cell, t.Members[m].Unit.Code, o.Target.Code), xlsx.Text(ShareText(&o.Cell))})
		}
	}
	if note != "" {
		s.Notes = []string{note}
	}
	return s
}

func (t *Table) sheetCell(c *Cell, unit, target string) xlsx.Cell {
	switch {
	case c.Withheld:
		return xlsx.Cell{Text: "không truyền", Align: xlsx.Right, Note: c.Reason}
	case c.Value == nil:
		return xlsx.Cell{}
	}
	return xlsx.Cell{Value: c.Value, Note: t.ValueID(unit, target) + "\n" + c.Origin()}
}

// Origin says in words where the figure of a cell comes from: "05_bieu.xlsx, ô Bieu!D12,
// ghi \"1.250\"; Cán bộ TĐKT – TAND tỉnh, 09:41 10/06/2022".
func (c *Cell) Origin() string {
	s := ""
	if c.Source.File != "" {
		s = c.Source.File + ", ô " + c.Source.At + ", ghi " + strconv.Quote(c.Source.Raw) + "; "
	}
	return s + c.Source.By + ", " + c.Source.Time.Format("15:04 02/01/2006")
}

type jsonSource struct {
	File   string `json:"file"`
	SHA256 string `json:"sha256"`
	At     string `json:"at"`
	By     string `json:"by"`
	Time   string `json:"time"`
}

type jsonRow struct {
	Target  string        `json:"target"`
	Unit    string        `json:"unit"`
	Value   *figure.Value `json:"value"`
	Plan    *figure.Value `json:"plan"`
	Percent *figure.Value `json:"percent"`
	Met     *bool         `json:"met"`
	State   string        `json:"state"`
	Source  *jsonSource   `json:"source"`
}

type jsonTotal struct {
	Target string        `json:"target"`
	Kind   TotalKind     `json:"kind"`
	Value  *figure.Value `json:"value"`
	N      int           `json:"n"`
	Min    *figure.Value `json:"min"`
	Max    *figure.Value `json:"max"`
	Met    int           `json:"met"`
}

type jsonReport struct {
	Bloc    string      `json:"bloc"`
	Period  string      `json:"period"`
	Units   []string    `json:"units"`
	NotSent []string    `json:"not_sent"`
	Rows    []jsonRow   `json:"rows"`
	Totals  []jsonTotal `json:"totals"`
}

// row gives one figure for machines. State is given, withheld or empty; percent is the
// share of the year's plan for rates, of the period's level for counts and money.
func (t *Table) row(m int, target plan.Target, c *Cell) jsonRow {
	r := jsonRow{Target: target.Code, Unit: t.Members[m].Unit.Code, Value: c.Value, Plan: c.Plan, State: "empty"}
	switch {
	case c.Withheld:
		r.State = "withheld"
	case c.Value != nil:
		r.State = "given"
	}
	if c.Compared() {
		r.Percent = c.Share.Percent
		r.Met = &c.Share.Met
	}
	if c.Rev > 0 {
		r.Source = &jsonSource{c.Source.File, c.Source.SHA256, c.Source.At, c.Source.By, c.Source.Time.Format(time.RFC3339)}
	}
	return r
}

func (t *Table) writeJSON(out *bytes.Buffer) error {
	j := jsonReport{Bloc: t.Bloc.Code, Period: string(t.Period), NotSent: []string{}, Rows: []jsonRow{}, Totals: []jsonTotal{}}
	for m := range t.Members {
		j.Units = append(j.Units, t.Members[m].Unit.Code)
		for i := range t.Rows {
			j.Rows = append(j.Rows, t.row(m, t.Rows[i].Target, &t.Rows[i].Cells[m]))
		}
		for i := range t.Own[m] {
			j.Rows = append(j.Rows, t.row(m, t.Own[m][i].Target, &t.Own[m][i].Cell))
		}
	}
	_, missing := t.Sent()
	for _, m := range missing {
		j.NotSent = append(j.NotSent, t.Members[m].Unit.Code)
	}
	for i := range t.Rows {
		x := &t.Rows[i].Total
		j.Totals = append(j.Totals, jsonTotal{t.Rows[i].Target.Code, x.Kind, x.Value, x.N, x.Min, x.Max, x.Met})
	}
	e := json.NewEncoder(out)
	e.SetIndent("", " ")
	e.SetEscapeHTML(false)
	return e.Encode(j)
}
