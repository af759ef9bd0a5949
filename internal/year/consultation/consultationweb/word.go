package consultationweb

import (
	"net/http"
	"strconv"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/consultation"
	"thidua/internal/year/consultation/wording"
)

type fileView struct {
	consultation.File
	Href, Unit string
}

type wordPage struct {
	ui.Page
	scope
	Errors   ui.Errors
	Files    []fileView
	No       int
	Closed   string
	Versions []ui.Option
	Frozen   bool
	Answered bool // there are remarks to export
}

var wordView = ui.NewView[wordPage](files, "word.html")

func (p *pages) wordPage(w http.ResponseWriter, r *web.Request) (d wordPage, err error) {
	s, k, err := p.drafted(r, false)
	if err != nil {
		return d, err
	}
	d = wordPage{Page: ui.NewPage(w, r, "consult.word|Góp ý bằng tệp Word"), scope: s, No: k.Newest().No, Frozen: k.Draft.Frozen != "", Answered: len(k.Remarks) > 0}
	switch {
	case d.Frozen:
		d.Closed = r.T("consult.adopted|Báo cáo đã được thông qua nên không nhận góp ý nữa. Trao đổi với Thư ký Khối trưởng nếu cần.")
	case s.Lead:
	case s.Own == 0:
		d.Closed = r.T("consult.boardreads|Ban Thi đua - Khen thưởng tỉnh xem góp ý, không gửi góp ý.")
	case len(k.Rounds) == 0:
		d.Closed = r.T("consult.noround|Khối trưởng chưa lấy ý kiến về dự thảo này. Đợi thông báo của Thư ký Khối trưởng.")
	case k.Round(s.Today).ID == 0:
		d.Closed = r.T("consult.closed|Đã hết hạn góp ý ngày {date}. Gửi ý kiến cho Thư ký Khối trưởng để ghi vào hệ thống.", fault.P{"date": k.Last().Due.VN()})
	}
	list, err := consultation.Files(r.Context(), p.s.DB(), k.Draft.ID)
	if err != nil {
		return d, err
	}
	for _, f := range list {
		if s.Lead || f.Unit == s.Own && s.Own != 0 {
			d.Files = append(d.Files, fileView{f, s.To("/word/" + f.ID.String()), k.Unit(f.Unit)})
		}
	}
	return d, nil
}

func (p *pages) word(w http.ResponseWriter, r *web.Request) error {
	d, err := p.wordPage(w, r)
	if err != nil {
		return err
	}
	return wordView.Render(w, r, d)
}

// upload takes a Word file and leads to what it says.
func (p *pages) upload(w http.ResponseWriter, r *web.Request) error {
	d, err := p.wordPage(w, r)
	if err != nil {
		return err
	}
	name, data, err := r.File("file")
	if err == nil && d.Closed != "" {
		err = fault.New(fault.Conflict, "consult.nofiles|Hiện không nhận tệp góp ý. Xem lý do trên trang này.")
	}
	var n consultation.FileID
	if err == nil {
		n, _, err = p.s.Upload(r.Context(), r.Actor, d.Place, name, data)
	}
	if err == nil {
		return web.See(w, r, d.To("/word/"+n.String()), "")
	}
	list, other := ui.Refused(r, err)
	if other != nil {
		return other
	}
	for _, e := range list {
		d.Errors.Add("file", e.Text)
	}
	d.Error = "x"
	return wordView.RenderStatus(w, r, web.Status(err), d)
}

type readingLine struct {
	Kind, Author string
	Segments     []wording.Segment
	Text, Quoted string
	Where        string
	Fit, Tag     string
	Known        bool
	Untracked    bool
}

type readingPage struct {
	ui.Page
	scope
	File    consultation.File
	Reading *consultation.Reading
	New     int
	Same    int
	Format  int
	Lines   []readingLine
	Compare []readingLine // what the file changed without tracking
	Errors  ui.Errors
}

var readingView = ui.NewView[readingPage](files, "reading.html")

var wordKinds = map[string]string{"insertion": "consult.k.insertion|Thêm chữ", "deletion": "consult.k.deletion|Bỏ chữ", "move": "consult.k.move|Chuyển chỗ", "comment": "consult.k.comment|Nhận xét",
	"reply": "consult.k.reply|Trả lời nhận xét", "format": "consult.k.format|Đổi định dạng", "untracked": "consult.k.untracked|Sửa không theo dõi"}

func (p *pages) readingPage(w http.ResponseWriter, r *web.Request) (d readingPage, err error) {
	s, k, err := p.drafted(r, false)
	if err != nil {
		return d, err
	}
	n, err := id.Parse[consultation.File](r.PathValue("id"))
	if err != nil {
		return d, notFound()
	}
	d = readingPage{Page: ui.NewPage(w, r, "consult.reading|Xem trước tệp góp ý"), scope: s}
	if d.File, d.Reading, err = p.s.Stored(r.Context(), r.Actor, s.Place, n); err != nil {
		return d, err
	}
	d.New, d.Same, d.Format = d.Reading.Count(consultation.Take), d.Reading.Count(consultation.Known), d.Reading.Count(consultation.Skip)
	for _, l := range d.Reading.Lines {
		v := readingLine{Known: l.Action == consultation.Known, Untracked: l.Untracked, Author: l.Remark.Author, Text: l.Remark.Text, Quoted: l.Remark.Quoted}
		var kinds []string
		for _, x := range l.Sources {
			kinds = append(kinds, r.T(wordKinds[x.Kind]))
			if v.Author == "" {
				v.Author = x.Author
			}
		}
		v.Kind = strings.Join(kinds, ", ")
		if l.Action == consultation.Skip {
			v.Text = l.Sources[0].Text
		}
		switch {
		case l.No > 0:
			v.Where = r.T("consult.at.n|đoạn {n}", fault.P{"n": strconv.Itoa(l.No)})
		case l.Remark.Place != "":
			v.Where = l.Remark.Place
		}
		for _, st := range l.Remark.Steps {
			c := s.change(r, k, st)
			if len(l.Remark.Steps) > 1 || st.Op != consultation.Reword {
				v.Segments = append(v.Segments, wording.Segment{Text: c.Title + ": "})
			}
			v.Segments = append(append(v.Segments, c.Segments...), wording.Segment{Text: " "})
		}
		switch l.Fit {
		case "gone":
			v.Fit, v.Tag = r.T("consult.fit.gone|Không còn đoạn này"), "warn"
		case "look":
			v.Fit, v.Tag = r.T("consult.fit.look|Cần xem lại"), "warn"
		case "clean":
			v.Fit, v.Tag = r.T("consult.fit.clean|Ghép được ngay"), "ok"
		}
		if l.Untracked {
			d.Compare = append(d.Compare, v)
		} else {
			d.Lines = append(d.Lines, v)
		}
	}
	return d, nil
}

// reading shows what a file would bring: nothing is written.
func (p *pages) reading(w http.ResponseWriter, r *web.Request) error {
	d, err := p.readingPage(w, r)
	if err != nil {
		return err
	}
	return readingView.Render(w, r, d)
}

// take stores the remarks of a file.
func (p *pages) take(w http.ResponseWriter, r *web.Request) error {
	d, err := p.readingPage(w, r)
	if err != nil {
		return err
	}
	res, err := p.s.Take(r.Context(), r.Actor, d.Place, d.File.ID)
	if err == nil {
		return web.See(w, r, d.To(""), "consult.taken|Đã nhận {n} góp ý từ tệp {name}; {m} góp ý đã có từ trước.",
			fault.P{"n": res.Count(consultation.Take), "m": res.Count(consultation.Known), "name": d.File.Name})
	}
	list, other := ui.Refused(r, err)
	if other != nil {
		return other
	}
	d.Errors, d.Error = list, "x"
	return readingView.RenderStatus(w, r, web.Status(err), d)
}

// download gives a paper of the draft.
func (p *pages) download(w http.ResponseWriter, r *web.Request) error {
	s, err := p.in(r)
	if err != nil {
		return err
	}
	no, _ := strconv.Atoi(r.URL.Query().Get("lan"))
	name, media, body, err := p.s.Download(r.Context(), r.Actor, s.Place, consultation.Paper(r.PathValue("format")), no)
	if err != nil {
		return err
	}
	r.Concerns(s.Bloc.ID, 0)
	return web.Download(w, name, media, body)
}

type tablePage struct {
	ui.Page
	scope
	Lines                []tableLine
	Yes, Part, Nay, Open int
}

type tableLine struct {
	consultation.TableLine
	Href string
	Tag  string
	Text string // of the state
}

var tableView = ui.NewView[tablePage](files, "table.html")

// table shows the table of responses.
func (p *pages) table(w http.ResponseWriter, r *web.Request) error {
	s, k, err := p.drafted(r, false)
	if err != nil {
		return err
	}
	d := tablePage{Page: ui.NewPage(w, r, "rem.table|Bảng tổng hợp tiếp thu, giải trình"), scope: s}
	d.Yes, d.Part, d.Nay, d.Open = k.Tally()
	for _, l := range k.TableLines() {
		x, _ := k.Remark(l.Remark)
		d.Lines = append(d.Lines, tableLine{l, s.To("/y/" + l.Remark.String()), tags[x.State], r.T(x.State.Label())})
	}
	return tableView.Render(w, r, d)
}
