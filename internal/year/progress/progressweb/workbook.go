package progressweb

import (
	"bytes"
	"net/http"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/platform/web"
	"thidua/internal/platform/xlsx"
	"thidua/internal/year/plan"
	"thidua/internal/year/progress"
)

const xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// template gives the workbook of the unit, filled in as far as the form is.
func (p *pages) template(w http.ResponseWriter, r *web.Request) error {
	s, f, err := p.form(r)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := xlsx.Write(&b, workbook(r.T, r.Period(f.Period.Period), f)); err != nil {
		return err
	}
	r.Concerns(f.Bloc.ID, f.Unit.ID)
	return web.Download(w, "Bieu_"+f.Unit.Code+"_"+s.Period.Slug()+".xlsx", xlsxType, b.Bytes())
}

// words gives a message in the language of a workbook.
type words func(m string, args ...fault.P) string

// grey fills the cells of a workbook that nobody is to change.
const grey = "EDEDED"

// workbook makes the sheet to fill in: the table with white cells for this period, and
// the guidance beside it. What comes back is read by the same importer as any file.
func workbook(t words, name string, f *progress.Form) *xlsx.Book {
	bold := func(s string) xlsx.Cell { return xlsx.Cell{Text: s, Bold: true, Fill: grey} }
	sh := xlsx.Sheet{Name: t("tpl.sheet|Chỉ tiêu"), Protect: true, Landscape: true, FreezeRows: 1,
		Columns: []xlsx.Column{{Width: 5}, {Width: 12}, {Width: 60}, {Width: 16}, {Width: 14}, {Width: 14}, {Width: 16}, {Width: 30}},
		Title: []string{f.Unit.Name, t("tpl.title|BIỂU SỐ LIỆU {period}", fault.P{"period": strings.ToUpper(name)}),
			t("tpl.secret|Không nhập thông tin thuộc bí mật nhà nước. Chỉ nhập vào ô màu trắng, cột “Kết quả”.")},
		Header: [][]xlsx.Cell{{bold("TT"), bold(t("tpl.code|Mã")), bold(t("col.target|Chỉ tiêu")), bold(t("tpl.measure|Đơn vị tính")),
			bold(t("tpl.plan|Kế hoạch năm")), bold(t("tpl.last|Kỳ trước")), bold(t("tpl.now|Kết quả {period}", fault.P{"period": name})), bold(t("tpl.note|Ghi chú"))}}}
	for i, c := range f.Cells {
		now := xlsx.Cell{Unlocked: true}
		switch {
		case c.Value.Withheld:
			now.Unlocked, now.Text, now.Fill = false, t("cell.withheld|Không truyền"), grey
		case c.Kind == plan.YesNo:
			now.List = []string{t("yesno.yes|Đạt"), t("yesno.no|Không đạt")}
			if v := c.Value.Value; v != nil && *v != 0 {
				now.Text = now.List[0]
			} else if v != nil {
				now.Text = now.List[1]
			}
		case c.Value.Value != nil:
			now.Value = c.Value.Value
		}
		row := []xlsx.Cell{xlsx.Text(figureInt(i + 1)), xlsx.Text(c.Code), xlsx.Text(c.Name), xlsx.Text(c.Measure), {Value: c.Goal.Year}, {Value: c.Last}}
		for j := range row {
			row[j].Fill = grey
		}
		sh.Rows = append(sh.Rows, append(row, now, xlsx.Cell{Unlocked: true}))
	}
	help := xlsx.Sheet{Name: t("tpl.help|Hướng dẫn"), Columns: []xlsx.Column{{Width: 100}}, Protect: true, Title: []string{
		t("tpl.help1|Nhập số vào cột “Kết quả”; ô trống nghĩa là chưa có số, số 0 là một kết quả."),
		t("tpl.help2|Chỉ tiêu Đạt/Không đạt: chọn trong danh sách của ô."),
		t("tpl.help3|Lưu tệp rồi tải lên ở trang Nhập từ tệp. Hệ thống cho xem trước, chỉ ghi khi đồng ý."),
	}}
	return &xlsx.Book{Title: sh.Title[1], Sheets: []xlsx.Sheet{sh, help}}
}

// vietnamese is the language of the packets: their readers sit elsewhere.
func vietnamese(m string, args ...fault.P) string {
	var p fault.P
	if len(args) > 0 {
		p = args[0]
	}
	return fault.Text(m, p)
}

// packetFile makes the workbook of a packet: what the form held when it was made, its code
// in words and its tag in a hidden sheet. The same packet gives the same bytes.
func packetFile(f *progress.Form, p progress.Packet) ([]byte, error) {
	t := vietnamese
	then := *f
	then.Cells = nil
	for _, c := range p.Base.Cells {
		x := progress.Cell{Last: c.Last, Value: progress.Value{Value: c.Value, Withheld: c.Withheld}}
		x.Code, x.Name, x.Measure, x.Kind, x.Goal.Year = c.Code, c.Name, c.Measure, c.Kind, c.Plan
		then.Cells = append(then.Cells, x)
	}
	b := workbook(t, f.Period.Period.Name(), &then)
	table, help := &b.Sheets[0], &b.Sheets[1]
	table.Title[2] = t("pack.banner|Không nhập thông tin thuộc bí mật nhà nước. Chỉ nhập vào ô màu trắng. Mã gói {code}.", fault.P{"code": p.Code})
	help.Title = []string{
		t("pack.help0|MÃ GÓI {code} – phiên bản {n}, phát ngày {date}", fault.P{"code": p.Code, "n": p.Serial, "date": p.At.Format("02/01/2006")}),
		t("pack.help1|1. Nhập số vào cột “Kết quả”; ô trống nghĩa là chưa có số, số 0 là một kết quả. Giải trình ghi ở cột “Ghi chú”."),
		t("tpl.help2|Chỉ tiêu Đạt/Không đạt: chọn trong danh sách của ô."),
		t("pack.help2|2. Trang “Phần lời”: viết vào ô màu trắng, xuống dòng bằng Alt+Enter."),
		t("pack.help3|3. Lưu lại đúng tệp này (Excel hoặc LibreOffice), không chép sang tệp mới, không thêm bớt dòng, cột."),
		t("pack.help4|4. Gửi tệp về thư ký Khối trưởng qua USB hoặc thư điện tử. Hệ thống cho xem trước, chỉ ghi khi đồng ý."),
	}
	texts := xlsx.Sheet{Name: progress.TextSheet, Protect: true, Columns: []xlsx.Column{{Width: 26}, {Width: 100}}, Header: [][]xlsx.Cell{{{Text: t("pack.section|Mục"), Bold: true, Fill: grey}, {Text: t("pack.body|Nội dung"), Bold: true, Fill: grey}}}}
	for _, h := range progress.Headings() {
		texts.Rows = append(texts.Rows, []xlsx.Cell{{Text: t(h.Label()), Fill: grey}, {Text: p.Base.Texts[h].Body, Unlocked: true, Align: xlsx.Left}})
	}
	tag := xlsx.Sheet{Name: progress.PacketSheet, Hidden: true, Protect: true, Columns: []xlsx.Column{{Width: 12}, {Width: 70}}}
	for _, l := range progress.TagLines(p, f.Bloc, f.Unit, f.Period.Period) {
		tag.Rows = append(tag.Rows, []xlsx.Cell{xlsx.Text(l[0]), xlsx.Text(l[1])})
	}
	b.Sheets = []xlsx.Sheet{*table, texts, *help, tag}
	b.Created = civil.Of(p.At)
	var out bytes.Buffer
	err := xlsx.Write(&out, b)
	return out.Bytes(), err
}
