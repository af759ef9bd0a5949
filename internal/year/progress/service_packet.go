package progress

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/base/sheet"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
	"thidua/internal/platform/intake"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
)

// MakePacket makes a packet (tạo gói nộp ngoại tuyến) of a unit's form as it stands now.
func (s *Service) MakePacket(ctx context.Context, by who.Actor, at Place) (p Packet, err error) {
	defer fault.Wrap(&err, "progress.MakePacket(%v)", at)
	if err := who.Can(by, who.CarryPacket, at.object()); err != nil {
		return p, err
	}
	secret, code := rand.Text(), rand.Text()
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		f, err := FormOf(ctx, tx, at)
		if err != nil {
			return err
		}
		if l := lockOfState(f.Period, f.Submission, s.Today()); l != nil {
			return l.Fault(fault.Conflict)
		}
		old, err := PacketsOf(ctx, tx, f.Period.ID, f.Unit.ID)
		if err != nil {
			return err
		}
		p = Packet{ID: db.NewID[Packet](tx), Period: f.Period.ID, Unit: f.Unit.ID, Serial: 1, Base: baseOf(f), By: by.Name, User: by.User, At: s.Now(), Version: 1,
			Code: fmt.Sprintf("%s-%02d", code[:6], f.Period.Period.Year()%100)}
		if len(old) > 0 {
			p.Serial = old[0].Serial + 1
		}
		base, err := json.Marshal(p.Base)
		if err != nil {
			return err
		}
		sum := sha256.Sum256([]byte(secret + p.Code + string(base)))
		p.Stamp = hex.EncodeToString(sum[:])
		if err := insertPacket(ctx, tx, p); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "progress.packet.make", On: f.on("packet", p.Code), Version: 1, After: map[string]any{"serial": p.Serial, "cells": len(p.Base.Cells)}})
	})
	return p, err
}

// A PacketLine (dòng gói) is a packet with its unit.
type PacketLine struct {
	Packet
	Member org.Member
	Newest bool
}

// Packets gives the packets of a period in protocol order that the actor may see: all to
// the bloc leader and the board, to a unit its own.
func (s *Service) Packets(ctx context.Context, by who.Actor, f PeriodRow) (list []PacketLine, err error) {
	defer fault.Wrap(&err, "progress.Packets")
	members, err := org.Members(ctx, s.db, f.Bloc, f.Period.To())
	if err != nil {
		return nil, err
	}
	packets, err := db.All(ctx, s.db, qPackets, scanPacket, int64(f.ID))
	if err != nil {
		return nil, err
	}
	for _, m := range members {
		if who.Can(by, who.ReadFigures, who.Object{Bloc: f.Bloc, Unit: m.Unit.ID}) != nil {
			continue
		}
		newest := true
		for _, p := range packets {
			if p.Unit == m.Unit.ID {
				list = append(list, PacketLine{p, m, newest})
				newest = false
			}
		}
	}
	return list, nil
}

// Packet gives a packet with the form that it was made of.
func (s *Service) Packet(ctx context.Context, by who.Actor, i PacketID) (p Packet, f *Form, err error) {
	defer fault.Wrap(&err, "progress.Packet(%v)", i)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if p, err = db.One(ctx, tx, qPacket, scanPacket, int64(i)); err != nil {
			return err
		}
		f, err = s.formOfPacket(ctx, tx, by, p)
		return err
	})
	return p, f, err
}

func (s *Service) formOfPacket(ctx context.Context, q db.Q, by who.Actor, p Packet) (*Form, error) {
	row, err := PeriodByID(ctx, q, p.Period)
	if err != nil {
		return nil, err
	}
	at := Place{row.Bloc, row.Period, p.Unit}
	if err := who.Can(by, who.ReadFigures, at.object()); err != nil {
		return nil, err
	}
	return FormOf(ctx, q, at)
}

// TakePacket reads a packet that came back (nhận gói), by USB or e-mail, whoever carried
// it: the workbook says itself whose it is. Nothing of the figures is written; see Preview.
func (s *Service) TakePacket(ctx context.Context, by who.Actor, name string, data []byte) (at Place, m, before *Import, err error) {
	defer fault.Wrap(&err, "progress.TakePacket(%s)", name)
	book, err := openFile(name, data)
	if err != nil {
		return at, nil, nil, err
	}
	tag, ok := PacketTag(book)
	if !ok {
		const msg = "pack.nottag|Tệp này không phải gói đã phát: thiếu tem gói. Dùng đúng tệp đã phát, không chép sang tệp mới; tệp khác của đơn vị nhập ở trang Nhập từ tệp."
		return at, nil, nil, fault.New(fault.Invalid, msg)
	}
	p, err := packetByCode(ctx, s.db, tag.Code)
	if fault.Is(err, fault.NotFound) {
		return at, nil, nil, asInvalid(err)
	} else if err != nil {
		return at, nil, nil, err
	}
	row, err := PeriodByID(ctx, s.db, p.Period)
	if err != nil {
		return at, nil, nil, err
	}
	at = Place{row.Bloc, row.Period, p.Unit}
	if err := who.Can(by, who.CarryPacket, at.object()); err != nil {
		// A packet that the reader may not know answers as one that does not exist.
		return at, nil, nil, asInvalid(packetUnknown(tag.Code))
	}
	f, err := FormOf(ctx, s.db, at)
	if err != nil {
		return at, nil, nil, err
	}
	if m, err = s.readPacket(ctx, s.db, f, book, p, tag); err != nil {
		return at, nil, nil, err
	}
	if err := document.CheckFile(name, data); err != nil {
		return at, nil, nil, err
	}
	m, before, err = s.keep(ctx, by, f, m, data)
	return at, m, before, err
}

func packetUnknown(code string) error {
	return fault.New(fault.NotFound, "pack.none|Không có gói mang mã {code}. Gói có thể thuộc hệ thống khác; xin thư ký Khối trưởng gói mới.", fault.P{"code": code})
}

// asInvalid makes what was not found something wrong with the file.
func asInvalid(err error) error {
	if e, ok := errors.AsType[*fault.Error](err); ok {
		return fault.New(fault.Invalid, e.Msg, e.Args)
	}
	return err
}

// openFile opens a file with figures. A mark of state secrecy in its name is refused first.
func openFile(name string, data []byte) (*sheet.Book, error) {
	if m := document.FindMarkInName(name); m != "" {
		return nil, document.Marked(m, "tên tệp")
	}
	book, err := intake.Open(name, data, intake.Default)
	if err != nil {
		return nil, err
	}
	intake.Evaluate(book) // formulas that were saved without their result
	return book, nil
}

// readPacket reads the figures and the text of a packet of form f.
func (s *Service) readPacket(ctx context.Context, q db.Q, f *Form, book *sheet.Book, p Packet, tag Tag) (*Import, error) {
	if p.Unit != f.Unit.ID || p.Period != f.Period.ID {
		return nil, fault.New(fault.Invalid, "pack.other|Gói {code} là của đơn vị khác hoặc kỳ khác, không phải của {unit}, {period}. Nhận gói ở trang Gói nộp ngoại tuyến.",
			fault.P{"code": p.Code, "unit": f.Unit.Short, "period": f.Period.Period.Name()})
	}
	table, rows, bad := packetRows(book, p.Base)
	if bad != "" || tag.Stamp != p.Stamp {
		if bad == "" || table == nil {
			bad = PacketSheet
		}
		return nil, fault.New(fault.Invalid, "pack.bad|Mã kiểm tra không khớp tại {at}: tệp bị hỏng hoặc bị sửa ngoài các ô cho phép. Lấy lại tệp đã phát, chỉ điền ô màu trắng.", fault.P{"at": bad})
	}
	texts, mark, at := packetTexts(book, p.Base.Texts, func(t string) string { m, _ := document.FindMark(t); return m })
	if mark != "" {
		return nil, document.Marked(mark, at)
	}
	m, err := s.readBook(ctx, q, f, withoutPacketSheets(book))
	if err != nil {
		return nil, err
	}
	all, err := PacketsOf(ctx, q, p.Period, p.Unit)
	if err != nil {
		return nil, err
	}
	m.Found.Texts = texts
	m.Packet = &Carried{ID: p.ID, Code: p.Code, Serial: p.Serial, Latest: all[0].Serial, Made: p.At.Format("02/01/2006"), Cells: map[string]PacketCell{}, Texts: p.Base.Texts, Notes: packetNotes(table, rows)}
	for _, c := range p.Base.Cells {
		m.Packet.Cells[c.Code] = c
	}
	return m, nil
}

// broughtBack gives the code of the packet with which the figures of a form came back. Only then may the bloc
// leader's side record that the unit's head signed them, and only with the signed report itself.
func (s *Service) broughtBack(ctx context.Context, q db.Q, f *Form, e Elsewhere) (string, error) {
	all, err := PacketsOf(ctx, q, f.Period.ID, f.Unit.ID)
	if err != nil {
		return "", err
	}
	i := slices.IndexFunc(all, Packet.Returned)
	if i < 0 {
		return "", fault.New(fault.Conflict, "pack.sign.none|{unit} chưa có gói nào nhận lại ở kỳ này. Nhận gói và ghi số liệu trước, rồi ghi nhận bản đã ký.", fault.P{"unit": f.Unit.Short})
	}
	if e.File == "" {
		const m = "pack.sign.file|Đính kèm bản quét báo cáo đã ký, đóng dấu (.pdf): đây là chứng cứ thay cho việc duyệt trên hệ thống."
		return "", fault.New(fault.Invalid, m).With("file", m)
	}
	return all[i].Code, nil
}

// carrying reports whether the actor handles import m for a unit whose figures he may not
// fill in himself.
func carrying(by who.Actor, m *Import, f *Form) bool {
	return m.Packet != nil && who.Can(by, who.FillFigures, f.Object()) != nil && who.Can(by, who.CarryPacket, f.Object()) == nil
}

// lockFor tells why the actor may not write import m, nil when he may.
func (s *Service) lockFor(f *Form, by who.Actor, m *Import) *Lock {
	if carrying(by, m, f) {
		return lockOfState(f.Period, f.Submission, s.Today())
	}
	return s.Lock(f, by)
}

// packetBack notes that a packet came back and was written.
func (s *Service) packetBack(ctx context.Context, w writing, m *Import) error {
	p, err := db.One(ctx, w.tx, qPacket, scanPacket, int64(m.Packet.ID))
	if err != nil {
		return err
	}
	if err := w.tx.ExecOne(ctx, qPacketBack, int64(p.ID), p.Version, toMillis(s.Now()), w.by.Name, int64(m.ID), int64(m.Written)); err != nil {
		return err
	}
	return audit.Write(ctx, w.tx, audit.Entry{By: w.by, Did: "progress.packet.take", On: w.form.on("packet", p.Code), Version: p.Version + 1,
		After: map[string]any{"import": m.ID.String(), "written": m.Written, "file": m.File, "sha256": m.SHA256}})
}

// FileName gives the name of the packet's workbook.
func (p Packet) FileName(f *Form) string {
	return strings.Join([]string{"Goi", f.Unit.Code, f.Period.Period.Slug(), p.Code}, "_") + ".xlsx"
}
