package app

import (
	"context"
	"embed"
	"errors"
	"regexp"
	"strings"
	"time"

	"thidua/internal/base/who"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/mail"
	"thidua/internal/year/conference"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
	"thidua/internal/year/portal"
)

// The pictures of the sample year are drawn by TestSamplePictures.
//
//go:embed demo/pictures
var samplePictures embed.FS

// sampleArticles are the news of the sample year: posts and units, no persons; the figures
// are invented and say so.
var sampleArticles = []struct {
	article portal.Article
	picture portal.Upload
}{
	{portal.Article{Title: "Các đơn vị trong Khối trồng cây, vệ sinh cơ quan hưởng ứng đợt thi đua mùa xuân", Lead: "Trong tháng 3/2022, các đơn vị của Khối trồng cây và dọn vệ sinh nơi làm việc, hưởng ứng đợt thi đua do Khối phát động.", Tags: []string{"đợt thi đua"},
		Body: "[ảnh 1]\n\nMỗi đơn vị chọn một việc vừa sức: trồng cây ở nơi đóng quân, sửa lối đi, sắp xếp lại kho hồ sơ. Cán bộ TĐKT của đơn vị ghi lại việc đã làm và gửi về Khối trưởng.\n\nĐợt trồng cây có 9 đơn vị tham gia, trồng 420 cây (số liệu minh họa)."},
		portal.Upload{Name: "trong-cay.jpg", Caption: "Cây mới trồng trong đợt thi đua (hình minh họa).", Alt: "Một hàng cây non trên sườn đồi dưới nắng sớm, hình vẽ.", Credit: "Khối thi đua số 3"}},
	{portal.Article{Title: "Cán bộ thi đua, khen thưởng các đơn vị thống nhất cách lập biểu số liệu 6 tháng", Lead: "Cuối tháng 6/2022, cán bộ TĐKT của 12 đơn vị thống nhất cách lập biểu số liệu và thời hạn gửi báo cáo 6 tháng đầu năm.", Tags: []string{"báo cáo"},
		Body: "[ảnh 1]\n\nCác đơn vị dùng chung một biểu chỉ tiêu, gửi trước ngày 08/7/2022. Chỉ tiêu nào không được truyền thì ghi lý do; Khối không cộng thay.\n\n## Việc làm ngay\n\n- Đối chiếu số liệu với sổ theo dõi của đơn vị.\n- Ghi nguyên nhân của chỉ tiêu chưa đạt.\n- Thủ trưởng đơn vị duyệt trước khi gửi."},
		portal.Upload{Name: "ban-hop.jpg", Caption: "Phòng làm việc của Khối trưởng trước buổi họp (hình minh họa).", Alt: "Bàn họp dài có tài liệu, bút và ly nước trước mỗi chỗ ngồi, hình vẽ.", Credit: "Khối thi đua số 3"}},
	{portal.Article{Title: "Khối thi đua số 3 chuẩn bị hội nghị sơ kết 6 tháng đầu năm 2022", Lead: "Hội nghị sơ kết công tác thi đua, khen thưởng 6 tháng đầu năm 2022 của Khối họp ngày 15/7/2022 tại Hội trường Thanh tra tỉnh.", Tags: []string{"hội nghị"},
		Body: "[ảnh 1]\n\nThanh tra tỉnh, đơn vị Khối trưởng, đã gửi giấy mời và Dự thảo Báo cáo đến 12 đơn vị. Đại biểu góp ý vào từng đoạn của dự thảo trước và trong hội nghị.\n\nHội nghị thảo luận kết quả, tồn tại, nguyên nhân, giải pháp và biểu quyết nhiệm vụ 6 tháng cuối năm."},
		portal.Upload{Name: "hoi-truong.jpg", Caption: "Hội trường chuẩn bị cho hội nghị sơ kết (hình minh họa).", Alt: "Hội trường nhìn từ cuối phòng: sân khấu, màn hình và các hàng ghế trống, hình vẽ.", Credit: "Khối thi đua số 3"}},
}

// sampleNews fills the public pages of the sample year: the bloc is named there, its
// documents and three articles can be read, and the last one has comments.
func (a *App) sampleNews(ctx context.Context, b org.Bloc) error {
	lead, err := a.leadOfficer(ctx, b)
	if err != nil {
		return err
	}
	set, version, err := portal.SettingsOf(ctx, a.DB, b.ID)
	if err != nil {
		return err
	}
	set.Public, set.Source, set.Copyright, set.Contact = true, "Khối thi đua số 3", "Khối thi đua số 3", "Văn phòng Thanh tra tỉnh"
	if err := a.Portal.SaveSettings(ctx, lead, b.ID, set, version); err != nil {
		return err
	}
	docs, _, err := document.List(ctx, a.DB, b.ID, document.Filter{})
	if err != nil {
		return err
	}
	for _, d := range docs {
		if d.Kind == "CT" || d.Kind == "NQ" {
			if err := a.Portal.Publish(ctx, lead, d.ID, true); err != nil {
				return err
			}
		}
	}
	var last portal.Article
	for _, x := range sampleArticles {
		if x.picture.Data, err = samplePictures.ReadFile("demo/pictures/" + x.picture.Name); err != nil {
			return err
		}
		n := x.article
		n.Bloc, n.Unit, n.Overline, n.Source, n.Author, n.Agency, n.Copyright = b.ID, lead.Unit(), b.Name+" – UBND tỉnh "+b.Province, set.Source, "Cán bộ TĐKT Thanh tra tỉnh", "Thanh tra tỉnh", set.Copyright
		made, err := a.Portal.Create(ctx, lead, n, "", x.picture)
		if err != nil {
			return err
		}
		last.Version = 1
		for _, verb := range []portal.Verb{portal.Finish, portal.Approve, portal.Release} {
			if last, err = a.Portal.Move(ctx, sampler, made, portal.Step{Verb: verb, Version: last.Version}); err != nil {
				return err
			}
		}
	}
	return a.sampleComments(ctx, last)
}

// sampleComments are what readers wrote below an article: two are shown, one is answered, one
// waits.
func (a *App) sampleComments(ctx context.Context, x portal.Article) error {
	for i, c := range []struct{ name, text, reply string }{
		{"Bạn đọc ở thành phố Buôn Ma Thuột", "Đề nghị Khối công bố kết quả sơ kết để người dân theo dõi.", "Cảm ơn bạn đã góp ý. Khối công bố kết quả sau khi hội nghị thông qua."},
		{"Bạn đọc ở huyện Krông Pắc", "Nên giới thiệu thêm gương người tốt, việc tốt ở cơ sở.", ""},
		{"Bạn đọc ở thị xã Buôn Hồ", "Hội nghị có mời đại diện người dân dự không?", "-"},
	} {
		q := a.Portal.Ask()
		f := portal.Form{Consent: true, Token: q.Token, Answer: string(rune('0'+(q.A+q.B)/10)) + string(rune('0'+(q.A+q.B)%10))}
		f.Name, f.Email, f.Text, f.Lang, f.Address = c.name, "ban-doc-"+string(rune('1'+i))+"@vidu.vn", c.text, "vi", "192.0.2."+string(rune('1'+i))
		sent, err := a.Portal.Send(ctx, x.ID, f)
		if err != nil {
			return err
		}
		if sent.Code {
			if err := a.sampleCode(ctx, sent, f.Email); err != nil {
				return err
			}
		}
		d := portal.Ruling{Decision: portal.Show, Version: 1}
		if sent.Code {
			d.Version = 2
		}
		switch c.reply {
		case "-":
			continue
		case "":
		default:
			d.Decision, d.Reply = portal.Answer, c.reply
		}
		if err := a.Portal.Decide(ctx, sampler, sent.ID, d); err != nil {
			return err
		}
	}
	return nil
}

var sixDigits = regexp.MustCompile(`\b\d{6}\b`)

// sampleCode reads the letter that a reader of the sample year got and enters its code.
func (a *App) sampleCode(ctx context.Context, sent portal.Sent, to string) error {
	list, err := mail.List(ctx, a.DB, 20, 0)
	if err != nil {
		return err
	}
	for _, l := range list {
		if strings.EqualFold(l.To, to) {
			return a.Portal.Confirm(ctx, sent.Pass, sixDigits.FindString(l.Text))
		}
	}
	return errors.New("no letter with the code of the sample comment")
}

// told: on 19 July the conference is news, made of its record with one press, and the results of
// the first half are released.
func (s *second) told() error {
	s.set(time.Date(2022, 7, 19, 11, 25, 0, 0, clock.Zone))
	talks, err := conference.List(s.ctx, s.DB, s.bloc.ID)
	if err != nil || len(talks) == 0 {
		return err
	}
	made, err := s.Portal.FromConference(s.ctx, s.lead, talks[0].ID)
	if err != nil {
		return err
	}
	for _, u := range []portal.Upload{
		{Name: "hoi-truong.jpg", Caption: "Toàn cảnh Hội nghị (hình minh họa).", Alt: "Hội trường nhìn từ cuối phòng: sân khấu, màn hình và các hàng ghế, hình vẽ."},
		{Name: "dien-dan.jpg", Caption: "Phó Chánh Thanh tra tỉnh chủ trì Hội nghị (hình minh họa).", Alt: "Bục gỗ có micro, bên cạnh là chậu cây, hình vẽ."},
		{Name: "ban-hop.jpg", Caption: "Đại biểu góp ý vào Dự thảo Báo cáo của Khối (hình minh họa).", Alt: "Bàn họp dài có tài liệu, bút và ly nước trước mỗi chỗ ngồi, hình vẽ."},
	} {
		if u.Data, err = samplePictures.ReadFile("demo/pictures/" + u.Name); err != nil {
			return err
		}
		if _, err := s.Portal.AddPhoto(s.ctx, s.lead, made, u); err != nil {
			return err
		}
	}
	photos, err := portal.Photos(s.ctx, s.DB, made)
	if err != nil {
		return err
	}
	for i, p := range photos {
		p.Place = []portal.Place{portal.Centre, portal.AtRight, portal.AtLeft}[i]
		if err := s.Portal.DescribePhoto(s.ctx, s.lead, p, ""); err != nil {
			return err
		}
		if err := s.Portal.PlacePhoto(s.ctx, s.lead, made, p.No, []int{1, 4, 7}[i]); err != nil {
			return err
		}
	}
	a, err := portal.Of(s.ctx, s.DB, made)
	if err != nil {
		return err
	}
	for _, step := range []struct {
		by   who.Actor
		verb portal.Verb
	}{{s.lead, portal.Finish}, {s.head, portal.Approve}, {s.lead, portal.Release}} {
		if a, err = s.Portal.Move(s.ctx, step.by, made, portal.Step{Verb: step.verb, Version: a.Version}); err != nil {
			return err
		}
	}
	offers, _, err := s.Portal.Offers(s.ctx, s.lead, s.bloc, SamplePeriod)
	if err != nil {
		return err
	}
	w := portal.Wish{Note: "Số liệu minh họa.", Ranking: "1. Thanh tra tỉnh – Hoàn thành xuất sắc nhiệm vụ\n2. TAND tỉnh – Hoàn thành tốt nhiệm vụ\n3. Sở Tư pháp – Hoàn thành tốt nhiệm vụ"}
	for _, o := range offers {
		w.Codes = append(w.Codes, o.Code)
	}
	if err := s.Portal.PrepareRelease(s.ctx, s.lead, s.bloc, SamplePeriod, w); err != nil {
		return err
	}
	return s.Portal.Announce(s.ctx, s.head, s.bloc.ID, SamplePeriod, 1)
}
