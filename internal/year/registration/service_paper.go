package registration

import (
	"bytes"
	"context"
	"fmt"

	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/base/id"
	"thidua/internal/base/paper"
	"thidua/internal/base/who"
	"thidua/internal/platform/db"
	"thidua/internal/platform/docx"
	"thidua/internal/platform/pdf"
	"thidua/internal/platform/xlsx"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
)

// A File (tệp xuất ra) is a paper or a list to download.
type File struct {
	Name, Media string
	Data        []byte
}

// head gathers what the papers refer to.
func (s *Service) head(ctx context.Context, q db.Q, b id.Bloc, year int) (h Head, err error) {
	c, err := s.Catalog.Current(ctx, q)
	if err != nil {
		return h, err
	}
	h.Names = namesOf(c)
	members, err := org.Members(ctx, q, b, s.Today())
	if err != nil {
		return h, err
	}
	h.Count = len(members)
	for _, m := range members {
		if m.Lead {
			h.Lead = m.Unit
		}
	}
	p, err := plan.Of(ctx, q, b, year)
	if err != nil {
		if fault.Is(err, fault.NotFound) {
			return h, nil
		}
		return h, err
	}
	h.Note = p.Note
	if p.Directive != 0 {
		h.Directive, err = document.Of(ctx, q, p.Directive)
	}
	return h, err
}

// ExportUnit (xuất công văn, danh sách) gives the letter of a unit with its list.
func (s *Service) ExportUnit(ctx context.Context, by who.Actor, p Place, format string) (_ File, err error) {
	defer fault.Wrap(&err, "registration.ExportUnit(%s)", format)
	v, err := s.Open(ctx, by, p)
	if err != nil {
		return File{}, err
	}
	h, err := s.head(ctx, s.db, p.Bloc, p.Year)
	if err != nil {
		return File{}, err
	}
	name := fmt.Sprintf("dang-ky-%d-%s", p.Year, v.Unit.Code)
	if format == "xlsx" {
		return book(name, []*View{v}, h)
	}
	return write(name, v.Letter(h), format)
}

// ExportBloc (xuất tờ trình, danh sách) gives the submission of a bloc with its lists.
func (s *Service) ExportBloc(ctx context.Context, by who.Actor, b id.Bloc, year int, format string) (_ File, err error) {
	defer fault.Wrap(&err, "registration.ExportBloc(%s)", format)
	v, err := s.OpenBloc(ctx, by, b, year)
	if err != nil {
		return File{}, err
	}
	if v.Round.Version == 0 {
		return File{}, fault.New(fault.NotFound, "reg.notopen|Khối trưởng chưa mở đợt đăng ký năm {year}.", fault.P{"year": year})
	}
	h, err := s.head(ctx, s.db, b, year)
	if err != nil {
		return File{}, err
	}
	name := fmt.Sprintf("to-trinh-dang-ky-%d-%s", year, v.Bloc.Code)
	if format == "xlsx" {
		var sent []*View
		for _, x := range v.Views {
			if x.List.State.IsSent() {
				sent = append(sent, x)
			}
		}
		return book(name, sent, h)
	}
	return write(name, v.Submission(h), format)
}

func write(name string, d *paper.Document, format string) (f File, err error) {
	var out bytes.Buffer
	switch format {
	case "docx":
		f.Media = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
		err = docx.Write(&out, d)
	case "pdf":
		f.Media = "application/pdf"
		err = pdf.Write(&out, d)
	default:
		return f, fault.New(fault.NotFound, "reg.format|Chỉ xuất được .docx, .pdf và .xlsx. Đổi đuôi tệp rồi thử lại.")
	}
	f.Name, f.Data = name+"."+format, out.Bytes()
	return f, err
}

// book gives lists as a workbook.
func book(name string, views []*View, h Head) (File, error) {
	s := xlsx.Sheet{Name: "Đăng ký", FreezeRows: 1, Landscape: true, Header: [][]xlsx.Cell{{}}, Title: []string{"Danh sách đăng ký danh hiệu thi đua, hình thức khen thưởng"}}
	for _, c := range []struct {
		name  string
		width int
	}{{"TT", 6}, {"Họ và tên, tên tập thể", 30}, {"Đối tượng", 12}, {"Năm sinh", 10}, {"Chức vụ, bộ phận", 26}, {"Đơn vị", 20}, {"Danh hiệu, hình thức đăng ký", 34}, {"Xếp loại hằng năm", 24},
		{"Sáng kiến", 22}, {"Kỷ luật", 18}, {"Đã được tặng", 40}, {"Kiểm tra điều kiện", 60}} {
		s.Header[0] = append(s.Header[0], xlsx.Text(c.name))
		s.Columns = append(s.Columns, xlsx.Column{Width: c.width})
	}
	subject := map[string]string{"person": "Cá nhân", "collective": "Tập thể", "household": "Hộ gia đình"}
	n := 0
	for _, v := range views {
		for _, l := range v.Rows {
			n++
			born := ""
			if l.Born > 0 {
				born = itoa(l.Born)
			}
			s.Rows = append(s.Rows, []xlsx.Cell{xlsx.Num(figure.FromInt(int64(n))), xlsx.Text(l.Name), xlsx.Text(subject[l.Subject]), xlsx.Text(born), xlsx.Text(l.Post), xlsx.Text(v.Unit.Short),
				xlsx.Text(h.Names(l.Title)), xlsx.Text(l.Facts.Typed("rating")), xlsx.Text(l.Facts.Typed("initiatives")), xlsx.Text(l.Facts.Typed("discipline")), xlsx.Text(Given(l.Past)), xlsx.Text(Remark(l.Result))})
		}
		s.Notes = append(s.Notes, fmt.Sprintf("%s: theo bộ quy tắc %s, ngày %s.", v.Unit.Short, v.Book, v.Quotas.Day.VN()))
	}
	if h.Note != "" {
		s.Notes = append(s.Notes, h.Note)
	}
	var out bytes.Buffer
	err := xlsx.Write(&out, &xlsx.Book{Title: s.Title[0], Sheets: []xlsx.Sheet{s}})
	return File{name + ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", out.Bytes()}, err
}
