package app

import (
	"context"

	"thidua/internal/base/civil"
	"thidua/internal/platform/db"
	"thidua/internal/year/activity"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
	"thidua/internal/year/rolemodel"
)

// A sampleModel is a role model of the sample year: a post, never a person, with the day
// of each stage that it reached.
type sampleModel struct {
	unit, title, who, post, seen string
	kind                         rolemodel.Kind
	days                         []string // of detected, verified, fostering, summarised, replicated
}

var sampleModels = []sampleModel{
	{"tand", "Hòa giải thành phần lớn số vụ được giao", "Thẩm phán Tòa Dân sự", "Thẩm phán Tòa Dân sự", "Hai năm liền không có án bị hủy; người dân tin cậy (số liệu minh họa).", rolemodel.Person, []string{"10/01/2022", "20/01/2022", "05/02/2022", "20/05/2022", "10/06/2022"}},
	{"cuc-thads", "Thi hành dứt điểm các vụ tồn nhiều năm", "Đội Thi hành án số 1", "", "Ba vụ tồn trên năm năm được thi hành xong (số liệu minh họa).", rolemodel.Collective, []string{"15/02/2022", "01/03/2022", "15/03/2022"}},
	{"so-tu-phap", "Trả lại tài sản nhặt được", "Nhân viên bộ phận một cửa", "Nhân viên bộ phận một cửa", "Người dân gửi thư cảm ơn.", rolemodel.Deed, []string{"12/04/2022", "20/04/2022"}},
	{"thanh-tra", "Rút ngắn thời gian giải quyết đơn", "Phòng Tiếp dân", "", "Đơn được giải quyết trước hạn (số liệu minh họa).", rolemodel.Collective, []string{"03/05/2022"}},
}

// sampleMovement fills the sample year with role models, activities and a draft document,
// through the same services that people use.
func (a *App) sampleMovement(ctx context.Context, b org.Bloc, members []org.Member) error {
	units := map[string]org.Unit{}
	for _, m := range members {
		units[m.Unit.Code] = m.Unit
	}
	return a.DB.Write(ctx, func(tx *db.Tx) error {
		for _, x := range sampleModels {
			if u, ok := units[x.unit]; ok {
				if err := a.sampleModel(ctx, tx, b, u, x); err != nil {
					return err
				}
			}
		}
		if err := a.sampleActivities(ctx, tx, b, members); err != nil {
			return err
		}
		o := document.Form("KH", b)
		o.Subject, o.Post = "Phát động đợt thi đua 6 tháng cuối năm 2022", "Chánh Thanh tra tỉnh"
		_, err := a.Document.Draft(ctx, tx, sampler, o)
		return err
	})
}

func vn(s string) civil.Date { d, _ := civil.ParseVN(s); return d }

func (a *App) sampleModel(ctx context.Context, tx *db.Tx, b org.Bloc, u org.Unit, x sampleModel) error {
	m, err := a.RoleModel.Suggest(ctx, tx, sampler, rolemodel.RoleModel{Bloc: b.ID, Unit: u.ID, Kind: x.kind, Title: x.title, Name: x.who, Post: x.post, Source: rolemodel.FromUnit, SourceText: x.seen, Found: vn(x.days[0])})
	if err != nil || len(x.days) == 1 {
		return err
	}
	m.Plan, m.Mentor = "Trình bày cách làm ở các phiên họp, kèm người mới", "Lãnh đạo đơn vị"
	m.Story = x.title + ": gặp từng người trước khi làm, giải thích bằng lời dễ hiểu và quay lại xem kết quả sau một tháng (số liệu minh họa)."
	m.Lesson, m.NameOK = "Gặp từng người trước khi làm; hẹn ngày xem lại kết quả.", rolemodel.Refused
	if len(x.days) == len(rolemodel.Stages) { // its name is a post; it goes to the public
		m.NameOK, m.ConsentBy = rolemodel.Given, "Bản đồng ý ký ngày 25/05/2022 (minh họa)"
	}
	if err := a.RoleModel.Save(ctx, tx, sampler, m); err != nil {
		return err
	}
	m.Version++
	for i, to := range rolemodel.Stages[1:len(x.days)] {
		if to == rolemodel.Replicated {
			if err := a.RoleModel.Open(ctx, tx, sampler, m.ID, m.Version, rolemodel.SeenBloc); err != nil {
				return err
			}
			m.Version++
		}
		if err := a.RoleModel.Advance(ctx, tx, sampler, rolemodel.Move{Model: m.ID, Version: m.Version, To: to, Day: vn(x.days[i+1]), Note: "Đã hỏi tập thể và xem hồ sơ"}); err != nil {
			return err
		}
		m.Version++
	}
	if m.NameOK == rolemodel.Given {
		if err := a.sampleApplied(ctx, tx, m); err != nil {
			return err
		}
		return a.RoleModel.Open(ctx, tx, sampler, m.ID, m.Version, rolemodel.SeenPublic)
	}
	return nil
}

// sampleActivities gives every second unit two activities of the half-year.
// sampleApplied lets two other units apply a replicated model, and a third deed be proposed
// for commendation at once.
func (a *App) sampleApplied(ctx context.Context, tx *db.Tx, m rolemodel.RoleModel) error {
	for _, x := range []struct{ unit, day, result string }{
		{"cuc-thads", "20/06/2022", "Gặp từng bên trước khi cưỡng chế ở hai đội; 5 vụ tự nguyện thi hành (số liệu minh họa)."},
		{"so-tu-phap", "28/06/2022", "Tập huấn hòa giải viên theo cách làm này; 14 tổ hòa giải đã áp dụng (số liệu minh họa)."},
	} {
		u, err := org.UnitByCode(ctx, tx, x.unit)
		if err != nil {
			return err
		}
		if err := a.RoleModel.Apply(ctx, tx, sampler, rolemodel.Application{Model: m.ID, Unit: u.ID, Day: vn(x.day), Result: x.result}); err != nil {
			return err
		}
	}
	_, err := a.RoleModel.Propose(ctx, tx, sampler, rolemodel.Proposal{Bloc: m.Bloc, Unit: m.Unit, Model: m.ID, Who: "Thẩm phán Tòa Dân sự", Deed: "Hòa giải thành vụ tranh chấp kéo dài ngay tại nơi xảy ra (số liệu minh họa).",
		Form: "Giấy khen", Level: "Chánh án TAND tỉnh", Day: vn("24/06/2022")})
	return err
}

func (a *App) sampleActivities(ctx context.Context, tx *db.Tx, b org.Bloc, members []org.Member) error {
	list := []activity.Activity{
		{Kind: activity.Dissemination, Title: "Quán triệt chỉ thị phát động thi đua năm 2022", Day: vn("18/01/2022"), Body: "Số liệu minh họa."},
		{Kind: activity.Following, Title: "Học tập chuyên đề năm 2022", Day: vn("19/05/2022"), Body: "Số liệu minh họa."},
	}
	for k, code := range []string{"24/CT-UBND", "05-CT/TW"} {
		found, err := document.ByNumber(ctx, tx, b.ID, code)
		if err != nil {
			return err
		}
		if len(found) > 0 {
			list[k].Document = found[0].ID
		}
	}
	for i, m := range members {
		for k, x := range list {
			if (i+k)%3 == 2 {
				continue // some units have not reported yet
			}
			x.Bloc, x.Unit, x.Expected, x.Present = b.ID, m.Unit.ID, 40+5*i, 38+5*i
			if _, err := a.Activity.Report(ctx, tx, sampler, x); err != nil {
				return err
			}
		}
	}
	return nil
}
