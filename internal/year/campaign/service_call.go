package campaign

import (
	"context"
	"errors"
	"slices"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
	"thidua/internal/year/org"
)

// Call makes the campaign c in every one of blocs, all of them or none: a draft there that
// the bloc's leader completes and launches. more is a call made before, to which blocs are
// added (c is then what that call says); 0 makes a new one. A bloc that has it already keeps
// its own. Errors: Invalid with fields.
func (s *Service) Call(ctx context.Context, by who.Actor, more CallID, c Campaign, blocs []id.Bloc) (call CallID, err error) {
	defer fault.Wrap(&err, "campaign.Call")
	if err := who.Can(by, who.CallCampaign, who.Object{}); err != nil {
		return 0, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		call = more
		n := c
		if more != 0 {
			old, err := callOf(ctx, tx, more)
			if err != nil {
				return err
			}
			n = old.Text()
		} else {
			call = db.NewID[Call](tx)
		}
		n.Scope, n.Origin, n.Targets, n.Basis, n.Units, n.Field = Provinces, callOrigin+call.String(), nil, nil, nil, ""
		clean, err := n.Clean()
		if len(blocs) == 0 {
			e, ok := errors.AsType[*fault.Error](err)
			if !ok {
				e = fault.New(fault.Invalid, "campaign.invalid|Phong trào chưa lưu được. Sửa các mục nêu dưới đây rồi lưu lại.")
			}
			return e.With("blocs", "campaign.call.blocs|Chọn ít nhất một Khối.")
		}
		if err != nil {
			return err
		}
		if err := secret(clean); err != nil {
			return err
		}
		for _, b := range blocs {
			if err := s.callOne(ctx, tx, by, clean, b); err != nil {
				return err
			}
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "campaign.call", On: "call/" + call.String(), After: fault.P{"name": clean.Name, "blocs": blocs}})
	})
	return call, err
}

func (s *Service) callOne(ctx context.Context, tx *db.Tx, by who.Actor, c Campaign, b id.Bloc) error {
	bloc, err := org.BlocOf(ctx, tx, b)
	if err != nil {
		return err
	}
	list, err := db.All(ctx, tx, qByName, scan, b, c.Year, foldName(c))
	if err != nil {
		return err
	}
	if slices.ContainsFunc(list, func(x Campaign) bool { return x.Origin != c.Origin }) {
		const m = "campaign.call.taken|{bloc} đã có phong trào “{name}” năm {year}. Đặt tên khác, hoặc bỏ chọn Khối này."
		p := fault.P{"bloc": bloc.Name, "name": c.Name, "year": c.Year}
		return fault.New(fault.Invalid, m, p).With("name", m, p)
	}
	c.Bloc = b
	_, err = s.propose(ctx, tx, by, c)
	return err
}

// CallOf gives a call of the province with how it stands in every bloc. Errors: NotFound.
func (s *Service) CallOf(ctx context.Context, by who.Actor, c CallID) (_ Call, err error) {
	defer fault.Wrap(&err, "campaign.CallOf(%v)", c)
	if err := who.Can(by, who.CallCampaign, who.Object{}); err != nil {
		return Call{}, err
	}
	return callOf(ctx, s.db, c)
}

func callOf(ctx context.Context, q db.Q, c CallID) (Call, error) {
	list, err := db.All(ctx, q, qCall, scan, callOrigin+c.String())
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "who.notfound|Không tìm thấy trang. Kiểm tra lại đường dẫn hoặc tìm kiếm.")
	}
	return Call{c, list}, err
}

// Calls gives the calls of a year in the order of their first day.
func (s *Service) Calls(ctx context.Context, by who.Actor, year int) (out []Call, err error) {
	defer fault.Wrap(&err, "campaign.Calls(%d)", year)
	if err := who.Can(by, who.CallCampaign, who.Object{}); err != nil {
		return nil, err
	}
	list, err := db.All(ctx, s.db, qCalled, scan, year)
	if err != nil {
		return nil, err
	}
	for _, x := range list {
		c, err := id.Parse[Call](x.Origin[len(callOrigin):])
		if err != nil {
			continue
		}
		if i := slices.IndexFunc(out, func(o Call) bool { return o.ID == c }); i >= 0 {
			out[i].Blocs = append(out[i].Blocs, x)
		} else {
			out = append(out, Call{c, []Campaign{x}})
		}
	}
	return out, nil
}

// CallYears gives the years in which the province called, newest first.
func CallYears(ctx context.Context, q db.Q) ([]int, error) {
	return db.All(ctx, q, qCallYear, db.Scalar[int])
}
