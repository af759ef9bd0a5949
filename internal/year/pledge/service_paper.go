package pledge

import (
	"bytes"
	"context"

	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/db"
	"thidua/internal/platform/docx"
	"thidua/internal/platform/pdf"
	"thidua/internal/platform/qr"
	"thidua/internal/year/org"
)

// Verify gives the address at which anybody sees who signed a text.
func Verify(site, hash string) string { return site + "/xac-minh/giao-uoc/" + hash }

// A Format (định dạng giao ước) is a kind of file that a pledge is given as.
type Format string

const (
	Word     Format = "docx"    // bản in, Word
	PDF      Format = "pdf"     // bản in để ký
	Plain    Format = "txt"     // nội dung chuẩn: sha256sum of this file is the hash
	Register Format = "bang-ky" // bảng ký, Word
)

// printOf reads what the paper of a version is made from.
func (s *Service) printOf(ctx context.Context, q db.Q, p Pledge, no int, site string) (x Print, err error) {
	x = Print{Year: p.Year, Today: s.Today(), Draft: p.State == Draft || p.State == Open}
	if x.Bloc, err = org.BlocOf(ctx, q, p.Bloc); err != nil {
		return x, err
	}
	if x.Text, err = TextOf(ctx, q, p.ID, no); err != nil {
		return x, err
	}
	if x.Text.PDF != "" {
		x.Draft = false
	}
	if x.Parties, err = Parties(ctx, q, p.ID, no); err != nil {
		return x, err
	}
	x.Link = Verify(site, x.Text.Hash)
	code, err := qr.Encode(x.Link)
	if err != nil {
		return x, err
	}
	x.Code = code.PNG(8)
	return x, nil
}

// print makes the PDF that is signed and stores it; its bytes name it.
func (s *Service) print(ctx context.Context, by who.Actor, pid ID, site string) (string, error) {
	p, err := ByID(ctx, s.db, pid)
	if err != nil {
		return "", err
	}
	if err := who.Can(by, who.EditPledge, who.Object{Bloc: p.Bloc}); err != nil {
		return "", err
	}
	x, err := s.printOf(ctx, s.db, p, p.No, site)
	if err != nil {
		return "", err
	}
	x.Draft, x.Text.Fixed = false, s.Today()
	var out bytes.Buffer
	if err := pdf.Write(&out, x.Paper()); err != nil {
		return "", err
	}
	return s.files.Put(ctx, &out)
}

// Export gives a version as a file. The PDF of a fixed version is the very file that was
// printed for signing.
func (s *Service) Export(ctx context.Context, by who.Actor, p Pledge, no int, f Format, site string) (_ []byte, err error) {
	defer fault.Wrap(&err, "pledge.Export(%v, %d, %s)", p.ID, no, f)
	if err := who.Can(by, who.ReadPledge, who.Object{Bloc: p.Bloc}); err != nil {
		return nil, err
	}
	x, err := s.printOf(ctx, s.db, p, no, site)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	switch f {
	case Plain:
		return []byte(x.Text.Body), nil
	case Word:
		err = docx.Write(&out, x.Paper())
	case PDF:
		if x.Text.PDF != "" {
			return s.files.Get(ctx, x.Text.PDF)
		}
		err = pdf.Write(&out, x.Paper())
	case Register:
		list, e := Signatures(ctx, s.db, p.ID)
		if e != nil {
			return nil, e
		}
		lines, signed := Matrix(x.Parties, list, x.Text.Hash)
		err = docx.Write(&out, x.Register(lines, signed))
	default:
		err = hidden()
	}
	return out.Bytes(), err
}

// A Proof (kết quả xác minh giao ước) is what anybody may know of a hash.
type Proof struct {
	Bloc    org.Bloc
	Pledge  Pledge
	Text    Text
	Lines   []Line
	Signed  int
	Binding bool // this very text binds
	Newer   bool // a later version was fixed or worked on
}

// Prove looks a hash up. A text that was never fixed for signing is not there for the public.
// Errors: NotFound, the same for every miss.
func Prove(ctx context.Context, q db.Q, hash string) (_ Proof, err error) {
	defer fault.Wrap(&err, "pledge.Prove")
	list, err := ByHash(ctx, q, hash)
	if err != nil {
		return Proof{}, err
	}
	for _, t := range list {
		if t.PDF == "" {
			continue
		}
		x := Proof{Text: t}
		if x.Pledge, err = ByID(ctx, q, t.Pledge); err != nil {
			return x, err
		}
		if x.Bloc, err = org.BlocOf(ctx, q, x.Pledge.Bloc); err != nil {
			return x, err
		}
		parties, err := Parties(ctx, q, t.Pledge, t.No)
		if err != nil {
			return x, err
		}
		signatures, err := Signatures(ctx, q, t.Pledge)
		if err != nil {
			return x, err
		}
		x.Lines, x.Signed = Matrix(parties, signatures, hash)
		x.Newer = x.Pledge.No > t.No
		x.Binding = x.Pledge.BoundNo == t.No
		return x, nil
	}
	return Proof{}, fault.New(fault.NotFound, "pledge.unknown|Mã này không có trong sổ. Kiểm tra lại mã, hoặc hỏi đơn vị Khối trưởng.")
}
