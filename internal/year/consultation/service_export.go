package consultation

import (
	"bytes"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/base/paper"
	"thidua/internal/base/who"
	"thidua/internal/platform/docx"
	"thidua/internal/platform/xlsx"
	"thidua/internal/year/report"
)

// The custom properties by which a Word file is known again.
const (
	propDraft   = report.PropDraft
	propVersion = "thidua-version"
	propHolds   = "thidua-remarks" // of a file with all remarks: number of the last one and time of the secretary's changes
)

// theSecretary signs the changes of a file that no remark explains.
const theSecretary = "Thư ký Khối trưởng"

// A Paper (tệp xuất ra) is what can be downloaded about a draft.
type Paper string

// The papers.
const (
	DraftPaper   Paper = "du-thao"  // the text, to be commented on in Word
	TrackedPaper Paper = "gop-y"    // all remarks as tracked changes and comments
	TablePaper   Paper = "bang"     // table of responses, Word
	SheetPaper   Paper = "bang-xls" // table of responses, Excel
)

// Download (tải tệp) gives a paper as a file: its name, its content type and its bytes. no is
// the version that a draft paper holds and a tracked one starts from; 0 is the text now for
// the one, the first version for the other.
func (s *Service) Download(ctx context.Context, by who.Actor, at report.Place, p Paper, no int) (name, media string, _ []byte, err error) {
	defer fault.Wrap(&err, "consultation.Download(%s, %v, %s)", at.Bloc.Code, at.Period, p)
	k, err := s.Read(ctx, by, at)
	if err != nil {
		return "", "", nil, err
	}
	var out bytes.Buffer
	media = report.DOCX.Media()
	stem := at.Bloc.Code + "_" + string(at.Period)
	switch p {
	case DraftPaper:
		v, err := s.version(ctx, k, no)
		if err != nil {
			return "", "", nil, err
		}
		err = docx.Write(&out, k.DraftDocument(v))
		if v.Adopted {
			return "bao-cao_" + stem + ".docx", media, out.Bytes(), err
		}
		return "du-thao_" + stem + "_lan-" + strconv.Itoa(v.No) + ".docx", media, out.Bytes(), err
	case TrackedPaper:
		v, err := s.version(ctx, k, max(no, min(1, len(k.Versions))))
		if err != nil {
			return "", "", nil, err
		}
		name = "gop-y_" + stem + ".docx"
		err = docx.Write(&out, k.TrackedDocument(v, k.Passages))
		return name, media, out.Bytes(), err
	case TablePaper:
		err = docx.Write(&out, k.TableDocument())
		return "tiep-thu-giai-trinh_" + stem + ".docx", media, out.Bytes(), err
	case SheetPaper:
		err = xlsx.Write(&out, k.TableBook())
		return "tiep-thu-giai-trinh_" + stem + ".xlsx", report.XLSX.Media(), out.Bytes(), err
	}
	return "", "", nil, fault.New(fault.NotFound, "web.404|Không tìm thấy trang. Kiểm tra lại đường dẫn hoặc tìm kiếm.")
}

// version gives a version of a desk with its text; 0 is the text now.
func (s *Service) version(ctx context.Context, k *Desk, no int) (Version, error) {
	if no == 0 {
		return Version{Draft: k.Draft.ID, Passages: k.Passages}, nil
	}
	i := slices.IndexFunc(k.Versions, func(v Version) bool { return v.No == no })
	if i < 0 {
		return Version{}, fault.New(fault.NotFound, "web.404|Không tìm thấy trang. Kiểm tra lại đường dẫn hoặc tìm kiếm.")
	}
	return VersionOf(ctx, s.db, k.Versions[i].ID)
}

// letterhead gives the head of papers made of the draft.
func (k *Desk) letterhead() report.Letterhead {
	return report.Letterhead{Number: k.Draft.Number, Date: k.Draft.Day, Signer: k.Draft.Signer, Post: k.Draft.Post, Draft: k.Draft.Frozen == "", NoAnnex: true}
}

func (k *Desk) known(d *paper.Document, no int) *paper.Document {
	d.Properties = [][2]string{{propDraft, k.Draft.ID.String()}, {propVersion, strconv.Itoa(no)}}
	return d
}

// DraftDocument (dự thảo để góp ý) lays a version out to be commented on in Word. Its
// paragraphs carry their ids.
func (k *Desk) DraftDocument(v Version) *paper.Document {
	list := make([]report.Paragraph, len(v.Passages))
	for i, p := range v.Passages {
		list[i] = report.Paragraph{ID: p.Para, Kind: p.Kind, Text: p.Text}
	}
	return k.known(k.Table.Document(list, k.letterhead()), v.No)
}

// TrackedDocument (tệp Word có góp ý) lays the text out with every remark: what was taken
// over as tracked changes of its authors, the rest as their comments.
func (k *Desk) TrackedDocument(base Version, final []Passage) *paper.Document {
	secretary := paper.Mark{Author: theSecretary, At: k.latest()}
	t := k.Track(base, final, secretary)
	d := k.known(k.Table.Document(t.Paragraphs, k.letterhead()), base.No)
	d.Properties = append(d.Properties, [2]string{propHolds, strconv.Itoa(k.top()) + " " + minute(secretary.At.UTC().Format(time.RFC3339))})
	for i := range t.Blocks {
		b := t.Blocks[i]
		b.Kind, b.Level = d.Body[i].Kind, d.Body[i].Level
		d.Body[i] = b
	}
	return d
}

// TableDocument (bảng tổng hợp tiếp thu, giải trình) lays the answers to all remarks out as a
// state document.
func (k *Desk) TableDocument() *paper.Document {
	d := k.Table.Document(nil, k.letterhead())
	d.Kind, d.Number, d.Draft, d.To = "BẢNG TỔNG HỢP", "", "", nil
	d.Symbol = "BTH" + strings.TrimPrefix(d.Symbol, "BC")
	d.Subject = "Tiếp thu, giải trình ý kiến góp ý dự thảo Báo cáo " + k.Period.Name()
	d.Title = d.Subject
	center := func(s string) paper.Cell { return paper.Cell{Runs: paper.T(s), Align: paper.Center, Bold: true} }
	g := &paper.Table{Size: 11, Widths: []int{12, 29, 43, 48, 43}, Header: [][]paper.Cell{{center("STT"), center("Đơn vị, người góp ý"), center("Nội dung dự thảo"), center("Nội dung góp ý"), center("Tiếp thu, giải trình")}}}
	for i, l := range k.TableLines() {
		g.Rows = append(g.Rows, []paper.Cell{paper.C(strconv.Itoa(i+1), paper.Center), paper.C(l.Who, paper.Left), paper.C(l.Draft, paper.Left), paper.C(l.Says, paper.Left), paper.C(l.Answer, paper.Left)})
	}
	yes, part, no, open := k.Tally()
	d.Body = []paper.Block{
		paper.P(fault.Fill("Thường trực Khối nhận được {n} ý kiến góp ý của {m} đơn vị vào dự thảo Báo cáo {period}: tiếp thu {a}, tiếp thu một phần {b}, giải trình {c}{d}. Nội dung cụ thể như sau:",
			fault.P{"n": yes + part + no + open, "m": k.units(), "period": k.Period.Name(), "a": yes, "b": part, "c": no, "d": waiting(open)})),
		{Kind: paper.TableOf, Table: g}}
	return d
}

func waiting(n int) string {
	if n == 0 {
		return ""
	}
	return ", chưa xử lý " + strconv.Itoa(n)
}

// TableBook gives the same table as a workbook.
func (k *Desk) TableBook() *xlsx.Book {
	title := "Bảng tổng hợp tiếp thu, giải trình ý kiến góp ý dự thảo Báo cáo " + k.Period.Name()
	s := xlsx.Sheet{Name: "Tiếp thu, giải trình", Title: []string{k.Bloc.Name, title}, FreezeRows: 1, Landscape: true,
		Columns: []xlsx.Column{{Width: 6}, {Width: 18}, {Width: 8}, {Width: 32}, {Width: 34}, {Width: 14}, {Width: 28}, {Width: 10}}, // at most 150 characters stay legible on A4
		Header:  [][]xlsx.Cell{{xlsx.Text("STT"), xlsx.Text("Đơn vị, người góp ý"), xlsx.Text("Góp ý số"), xlsx.Text("Nội dung dự thảo"), xlsx.Text("Nội dung góp ý"), xlsx.Text("Kết quả"), xlsx.Text("Tiếp thu, giải trình"), xlsx.Text("Đồng ý trên số cho ý kiến")}}}
	for i, l := range k.TableLines() {
		yes, no := k.Agreeing(l.Remark)
		s.Rows = append(s.Rows, []xlsx.Cell{xlsx.Num(figure.FromInt(int64(i + 1))), xlsx.Text(l.Who), xlsx.Num(figure.FromInt(int64(l.No))), xlsx.Text(l.Draft), xlsx.Text(l.Says),
			xlsx.Text(l.State), xlsx.Text(l.Reason), xlsx.Text(strconv.Itoa(yes) + "/" + strconv.Itoa(yes+no))})
	}
	return &xlsx.Book{Title: title, Created: k.Period.To(), Sheets: []xlsx.Sheet{s}}
}
