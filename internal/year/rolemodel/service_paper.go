package rolemodel

import (
	"bytes"
	"context"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/docx"
	"thidua/internal/platform/pdf"
	"thidua/internal/year/org"
)

// Paper gives the story of a role model as a file of the given format, docx or pdf, with what
// the actor may see of it. Errors: NotFound, the same for every miss.
func (s *Service) Paper(ctx context.Context, by who.Actor, model ID, format string) (_ []byte, err error) {
	defer fault.Wrap(&err, "rolemodel.Paper(%v)", model)
	none := fault.New(fault.NotFound, "db.none|Không tìm thấy mục này. Có thể đã bị xóa hoặc đường dẫn chưa đúng.")
	stored, err := Of(ctx, s.db, model)
	if err != nil {
		return nil, err
	}
	if err := who.Can(by, who.ReadBloc, who.Object{Bloc: stored.Bloc}); err != nil {
		return nil, err
	}
	p := Portrait{Day: s.Today()}
	if p.Unit, err = org.UnitOf(ctx, s.db, stored.Unit); err != nil {
		return nil, err
	}
	r, ok := ReaderOf(by, stored.Bloc, stored.Unit), false
	if p.Model, ok = stored.For(r, p.Unit.Short); !ok {
		return nil, none
	}
	if p.Bloc, err = org.BlocOf(ctx, s.db, stored.Bloc); err != nil {
		return nil, err
	}
	if err := s.fill(ctx, &p, stored, r); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	switch format {
	case "docx":
		err = docx.Write(&out, p.Paper())
	case "pdf":
		err = pdf.Write(&out, p.Paper())
	default:
		err = none
	}
	return out.Bytes(), err
}

// fill adds who applied the model, and the photos that the reader may see.
func (s *Service) fill(ctx context.Context, p *Portrait, stored RoleModel, r Reader) error {
	list, err := Applied(ctx, s.db, stored.ID)
	if err != nil {
		return err
	}
	names := map[id.Unit]string{}
	for _, a := range list {
		u, err := org.UnitOf(ctx, s.db, a.Unit)
		if err != nil {
			return err
		}
		names[a.Unit] = u.Name
	}
	p.Applied = said(list, func(a Application) string { return names[a.Unit] })
	photos, err := Photos(ctx, s.db, stored.ID)
	if err != nil {
		return err
	}
	for _, x := range stored.PhotosFor(r, photos) {
		data, err := s.files.Get(ctx, x.Large)
		if err != nil {
			return err
		}
		p.Photos = append(p.Photos, Shot{data, x.Caption})
	}
	return nil
}
