package registration

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/base/id"
	"thidua/internal/base/paper"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
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
	o := v.Submission(h)
	if v.Paper != nil { // as it stands in the register
		if o = *v.Paper; o.Code != "" {
			name = strings.TrimSuffix(document.FileName(o, "x"), ".x")
		}
	}
	series, err := document.SeriesOf(ctx, s.db, b, year)
	if err != nil {
		return File{}, err
	}
	return write(name, o.Paper(v.Bloc, series), format)
}

// DraftPaper (lập dự thảo tờ trình) puts the submission of a consolidated round into the bloc's
// register of documents, with the lists as annexes: there the secretary corrects it and takes
// its number. Asked again it gives the same document. A submission of an earlier closing that
// was issued is replaced by it.
func (s *Service) DraftPaper(ctx context.Context, by who.Actor, b id.Bloc, year int) (_ document.ID, err error) {
	defer fault.Wrap(&err, "registration.DraftPaper")
	if err := who.Can(by, who.CollectLists, who.Object{Bloc: b}); err != nil {
		return 0, err
	}
	var made document.ID
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		v, err := s.bloc(ctx, tx, b, year)
		if err != nil {
			return err
		}
		if v.Round.Version == 0 || v.Round.Open() {
			return fault.New(fault.Conflict, "reg.paper.open|Tổng hợp đợt đăng ký trước, rồi lập tờ trình.")
		}
		if v.Paper != nil {
			made = v.Paper.ID
			return nil
		}
		h, err := s.head(ctx, tx, b, year)
		if err != nil {
			return err
		}
		var links []document.Link
		if h.Directive.ID != 0 {
			links = append(links, document.Link{Relation: document.BasedOn, Target: h.Directive.ID})
		}
		if v.Earlier != nil {
			links = append(links, document.Link{Relation: document.Replaces, Target: v.Earlier.ID})
		}
		o, err := s.docs.Draft(ctx, tx, by, v.Submission(h), links...)
		if err != nil {
			return err
		}
		made = o.ID
		v.Round.Paper = o.ID
		if err := saveRound(ctx, tx, v.Round); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "registration.paper", On: v.Round.Object(), Version: v.Round.Version + 1, After: fault.P{"document": o.ID.String()}})
	})
	return made, err
}

// papers finds the submission of this closing, and an earlier one that is in force.
func papers(ctx context.Context, q db.Q, v *BlocView) error {
	if v.Round.Paper == 0 {
		return nil
	}
	o, err := document.OutgoingOf(ctx, q, v.Round.Paper)
	switch {
	case fault.Is(err, fault.NotFound):
		return nil // the draft was dropped in the register
	case err != nil:
		return err
	case !v.Round.Open() && o.Origin == v.Round.paperOrigin():
		v.Paper = &o
	case o.State.InForce():
		v.Earlier = &o
	}
	return nil
}

// giveUp drops a submission that is still a draft.
func (s *Service) giveUp(ctx context.Context, tx *db.Tx, by who.Actor, r *Round) error {
	if r.Paper == 0 {
		return nil
	}
	o, err := document.OutgoingOf(ctx, tx, r.Paper)
	switch {
	case fault.Is(err, fault.NotFound):
		r.Paper = 0
		return nil
	case err != nil || o.State != document.OutDraft:
		return err
	}
	r.Paper = 0
	return s.docs.Drop(ctx, tx, by, o.ID, o.Version)
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
				xlsx.Text(h.Names(l.Title)), xlsx.Text(l.Facts.Typed("rating")), xlsx.Text(l.Facts.Typed("initiatives")), xlsx.Text(l.Facts.Typed("discipline")), xlsx.Text(Given(l.given())), xlsx.Text(Remark(l.Result))})
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
