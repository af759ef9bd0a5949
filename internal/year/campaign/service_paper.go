package campaign

import (
	"bytes"
	"context"
	"slices"

	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/db"
	"thidua/internal/platform/docx"
	"thidua/internal/platform/pdf"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
)

// Paper gives the launch plan of a campaign as a file of the given format: docx or pdf.
func (s *Service) Paper(ctx context.Context, by who.Actor, c ID, format string) (_ []byte, err error) {
	defer fault.Wrap(&err, "campaign.Paper(%v)", c)
	was, err := s.Read(ctx, by, c)
	if err != nil {
		return nil, err
	}
	sheet, err := SheetOf(ctx, s.db, was)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	switch format {
	case "docx":
		err = docx.Write(&out, sheet.Paper())
	case "pdf":
		err = pdf.Write(&out, sheet.Paper())
	default:
		err = fault.New(fault.NotFound, "who.notfound|Không tìm thấy trang. Kiểm tra lại đường dẫn hoặc tìm kiếm.")
	}
	return out.Bytes(), err
}

// Compose writes a paper of a campaign as a draft of the bloc's register, where it is
// corrected, numbered and issued. A draft that is there is opened again, not written anew.
func (s *Service) Compose(ctx context.Context, by who.Actor, c ID, k PaperKind) (doc document.ID, err error) {
	defer fault.Wrap(&err, "campaign.Compose(%v, %s)", c, k)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		was, err := s.editable(ctx, tx, by, c)
		if err != nil {
			return err
		}
		sheet, err := SheetOf(ctx, tx, was)
		if err != nil {
			return err
		}
		if !slices.Contains(sheet.Papers(), k) {
			return fault.New(fault.Conflict, "campaign.nopaper|Chưa soạn được văn bản này: báo cáo cần sơ kết hoặc tổng kết đã ghi, tờ trình cần ít nhất một đề nghị khen thưởng được đồng ý.")
		}
		var links []document.Link
		for _, b := range was.Basis {
			links = append(links, document.Link{Relation: document.BasedOn, Target: b})
		}
		had, err := WrittenPapers(ctx, tx, was, k)
		if err != nil {
			return err
		}
		o := sheet.Write(k)
		if n := len(had); n > 0 && !sheet.Later(k, had[n-1]) {
			o.Origin = had[n-1].Origin
		} else if n > 0 { // the one before stays as it was issued; this one tells what has come since
			o.Origin = k.Again(c, n+1)
			links = append(links, document.Link{Relation: document.BasedOn, Target: had[n-1].ID})
		}
		o, err = s.docs.Draft(ctx, tx, by, o, links...)
		doc = o.ID
		return err
	})
	return doc, err
}

// WrittenPapers gives the papers of a kind that were written about a campaign, the first one first.
func WrittenPapers(ctx context.Context, q db.Q, c Campaign, k PaperKind) (list []document.Outgoing, err error) {
	for n := 1; ; n++ {
		o, err := document.OutgoingByOrigin(ctx, q, c.Bloc, k.Again(c.ID, n))
		if fault.Is(err, fault.NotFound) {
			return list, nil
		}
		if err != nil {
			return list, err
		}
		list = append(list, o)
	}
}

// SheetOf gathers what the papers of a campaign are written from.
func SheetOf(ctx context.Context, q db.Q, c Campaign) (x Sheet, err error) {
	defer fault.Wrap(&err, "campaign.SheetOf(%v)", c.ID)
	x.Campaign = c
	if x.Bloc, err = org.BlocOf(ctx, q, c.Bloc); err != nil {
		return x, err
	}
	members, err := org.Members(ctx, q, c.Bloc, c.Days.From)
	if err != nil {
		return x, err
	}
	for _, m := range members {
		if m.Lead {
			x.Lead = m.Unit.Name
		}
		if !c.Calls(m.Unit.ID) {
			continue
		}
		x.Called = append(x.Called, m.Unit)
		if len(c.Units) > 0 {
			x.Units = append(x.Units, m.Unit.Name)
		}
	}
	for _, d := range c.Basis {
		doc, err := document.Of(ctx, q, d)
		if err != nil {
			return x, err
		}
		x.Basis = append(x.Basis, doc)
	}
	for _, t := range c.Targets {
		tg, err := plan.TargetOf(ctx, q, t)
		if err != nil {
			return x, err
		}
		x.Targets = append(x.Targets, tg)
	}
	return x, x.happened(ctx, q)
}

// happened reads what the units and the bloc recorded.
func (s *Sheet) happened(ctx context.Context, q db.Q) (err error) {
	if s.Joins, err = Joins(ctx, q, s.Campaign.ID); err != nil {
		return err
	}
	s.Joins = slices.DeleteFunc(s.Joins, func(j Join) bool {
		return !slices.ContainsFunc(s.Called, func(u org.Unit) bool { return u.ID == j.Unit })
	})
	if s.Entries, err = Entries(ctx, q, s.Campaign.ID); err != nil {
		return err
	}
	if s.Proposals, err = Proposals(ctx, q, s.Campaign.ID); err != nil {
		return err
	}
	s.Judged, err = Judgements(ctx, q, s.Campaign.ID)
	return err
}
