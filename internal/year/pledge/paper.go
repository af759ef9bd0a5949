package pledge

import (
	"fmt"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/paper"
	"thidua/internal/year/org"
)

// A Print (bản in giao ước) is what the paper of a version is made from.
type Print struct {
	Bloc    org.Bloc
	Year    int
	Text    Text
	Parties []Party
	Code    []byte // QR code of Link, a PNG; nil for none
	Link    string // address of the page that verifies the hash
	Draft   bool
	Today   civil.Date // on which a list of signatures is printed
}

// Paper lays a version out for signing (Nghị định 30/2020/NĐ-CP): the text, a table with room
// for every signature, and the hash with its QR code.
func (p Print) Paper() *paper.Document {
	d := &paper.Document{Parent: "UBND tỉnh " + p.Bloc.Province, Issuer: p.Bloc.Name, Place: p.Bloc.Province, Kind: "GIAO ƯỚC THI ĐUA", Subject: fmt.Sprintf("Năm %d", p.Year),
		Title: fmt.Sprintf("Giao ước thi đua năm %d – %s", p.Year, p.Bloc.Name), Created: civil.Date{Year: p.Year, Month: 1, Day: 1}, Date: p.Text.Fixed,
		Footer: "Mã bản: " + Short(p.Text.Hash)}
	if p.Draft {
		d.Draft = fmt.Sprintf("DỰ THẢO LẦN %d", p.Text.No)
	}
	list := Blocks(p.Text.Body)
	if len(list) > 2 {
		list = list[2:] // the two heading lines stand in the boxes
	}
	for i, b := range list {
		if b.Level == 1 && b.Text == "Các bên ký giao ước" {
			break // the table below holds them
		}
		switch {
		case b.Level > 0:
			d.Body = append(d.Body, paper.H(b.Level, b.Text))
		case b.Item:
			end := ";"
			if i+1 == len(list) || !list[i+1].Item {
				end = "."
			}
			d.Body = append(d.Body, paper.Block{Kind: paper.Item, Runs: paper.T(strings.TrimRight(b.Text, ".; ") + end)})
		default:
			d.Body = append(d.Body, paper.P(b.Text))
		}
	}
	t := &paper.Table{Widths: []int{10, 60, 70}, Header: [][]paper.Cell{{paper.C("TT", paper.Center), paper.C("Đơn vị", paper.Center), paper.C("Thủ trưởng đơn vị (ký, ghi rõ họ tên)", paper.Center)}}}
	for i, x := range p.Parties {
		t.Rows = append(t.Rows, []paper.Cell{paper.C(itoa(i+1), paper.Center), paper.C(x.Name, paper.Left), paper.C("\u00a0\n\u00a0\n\u00a0", paper.Left)})
	}
	d.Body = append(d.Body, paper.Block{Kind: paper.PlainRow, Runs: paper.T("CÁC ĐƠN VỊ KÝ GIAO ƯỚC")}, paper.Block{Kind: paper.TableOf, Table: t})
	d.Body = append(d.Body, p.seal()...)
	return d
}

// seal writes the QR code, then the hash and what it is for, kept together.
func (p Print) seal() []paper.Block {
	var out []paper.Block
	if len(p.Code) > 0 {
		out = append(out, paper.Block{Kind: paper.PictureOf, Runs: paper.T("Mã bản giao ước (SHA-256 của tệp nội dung):\n" + p.Text.Hash), Picture: &paper.Picture{Data: p.Code, Width: 25, Alt: "Mã QR dẫn tới trang xác minh giao ước"}})
	}
	if p.Link != "" {
		out = append(out, paper.Block{Kind: paper.Note, Runs: paper.T("Chữ ký chỉ có giá trị với bản mang đúng mã này. Quét mã để xem đơn vị nào đã ký.\n" + p.Link)})
	}
	return out
}

// Register lays the matrix of signatures out: who signed, when, how, and which text.
func (p Print) Register(lines []Line, signed int) *paper.Document {
	d := &paper.Document{Parent: "UBND tỉnh " + p.Bloc.Province, Issuer: p.Bloc.Name, Place: p.Bloc.Province, Kind: "BẢNG KÝ", Subject: fmt.Sprintf("Giao ước thi đua năm %d, bản số %d", p.Year, p.Text.No),
		Title: fmt.Sprintf("Bảng ký giao ước thi đua năm %d", p.Year), Created: civil.Date{Year: p.Year, Month: 1, Day: 1}, Date: p.Today, Footer: "Mã bản: " + Short(p.Text.Hash)}
	d.Body = append(d.Body, paper.P(fmt.Sprintf("%d/%d đơn vị đã ký bản mang mã nêu dưới bảng.", signed, len(lines))))
	t := &paper.Table{Size: 11, Widths: []int{8, 38, 42, 25, 28, 27}}
	for _, h := range []string{"TT", "Đơn vị", "Người ký", "Ngày", "Cách ký", "Mã bản đã ký"} {
		if len(t.Header) == 0 {
			t.Header = [][]paper.Cell{{}}
		}
		t.Header[0] = append(t.Header[0], paper.C(h, paper.Center))
	}
	for i, l := range lines {
		row := []paper.Cell{paper.C(itoa(i+1), paper.Center), paper.C(l.Name, paper.Left)}
		s, note := l.Signature, ""
		if s == nil && l.Older != nil {
			s, note = l.Older, " (bản cũ, chờ ký lại)"
		}
		if s == nil {
			row = append(row, paper.C("chưa ký", paper.Left), paper.C("", paper.Center), paper.C("", paper.Left), paper.C("", paper.Left))
		} else {
			row = append(row, paper.C(s.Who(), paper.Left), paper.C(s.Day.VN(), paper.Center), paper.C(fault.Text(s.How.Label(), nil), paper.Left), paper.C(Short(s.Hash)+note, paper.Left))
		}
		t.Rows = append(t.Rows, row)
	}
	d.Body = append(d.Body, paper.Block{Kind: paper.TableOf, Table: t})
	d.Body = append(d.Body, p.seal()...)
	return d
}
