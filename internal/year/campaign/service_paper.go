package campaign

import (
	"bytes"
	"context"

	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/clock"
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
	sheet := Sheet{Campaign: was, Today: clock.Today(s.db.Clock)}
	if sheet.Bloc, err = org.BlocOf(ctx, s.db, was.Bloc); err != nil {
		return nil, err
	}
	members, err := org.Members(ctx, s.db, was.Bloc, was.Days.From)
	if err != nil {
		return nil, err
	}
	for _, m := range members {
		if m.Lead {
			sheet.Lead = m.Unit.Name
		}
		if len(was.Units) > 0 && was.Calls(m.Unit.ID) {
			sheet.Units = append(sheet.Units, m.Unit.Name)
		}
	}
	for _, d := range was.Basis {
		doc, err := document.Of(ctx, s.db, d)
		if err != nil {
			return nil, err
		}
		sheet.Basis = append(sheet.Basis, doc)
	}
	for _, t := range was.Targets {
		tg, err := plan.TargetOf(ctx, s.db, t)
		if err != nil {
			return nil, err
		}
		sheet.Targets = append(sheet.Targets, tg)
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
