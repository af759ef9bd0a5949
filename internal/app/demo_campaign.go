package app

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"thidua/internal/base/civil"
	papers "thidua/internal/base/paper"
	"thidua/internal/base/who"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/pdf"
	"thidua/internal/year/campaign"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
	"thidua/internal/year/pledge"
)

// unsigned are the units of the sample year whose heads have not signed the pledge yet.
var unsigned = []string{"cuc-thads", "cong-an", "lu-doan-198"}

// ymd is a day of the sample year.
func ymd(month, day int) civil.Date {
	return civil.Date{Year: 2022, Month: time.Month(month), Day: day}
}

// sampleLaunches plays the launches and the pledge of the sample year: the year's regular
// campaign, a spring drive that is summed up, the draft of the next one, and a pledge that
// nine of twelve heads have signed.
func (a *App) sampleLaunches(ctx context.Context, b org.Bloc, members []org.Member) error {
	lead, err := a.leadOfficer(ctx, b)
	if err != nil {
		return err
	}
	regular, spring, next, err := a.sampleCampaigns(ctx, b)
	if err != nil {
		return err
	}
	for i, c := range []*campaign.Campaign{&regular, &spring, &next} {
		if c.ID, err = a.Campaign.Propose(ctx, lead, *c); err != nil {
			return fmt.Errorf("%s: %w", c.Name, err)
		}
		if i < 2 {
			if err := a.Campaign.Launch(ctx, lead, c.ID, campaign.Step{Version: 1, Day: c.Days.From, Words: "Kế hoạch của Khối; Hội trường Thanh tra tỉnh"}); err != nil {
				return err
			}
		}
	}
	for i, m := range members {
		if err := a.sampleJoin(ctx, m, i, regular, spring); err != nil {
			return fmt.Errorf("%s: %w", m.Unit.Code, err)
		}
	}
	if err := a.sampleSummary(ctx, lead, spring); err != nil {
		return err
	}
	return a.samplePledge(ctx, lead, b, members)
}

func (a *App) sampleCampaigns(ctx context.Context, b org.Bloc) (regular, spring, next campaign.Campaign, err error) {
	docs, _, err := document.List(ctx, a.DB, b.ID, document.Filter{})
	if err != nil {
		return regular, spring, next, err
	}
	var basis []document.ID
	for _, d := range docs {
		basis = append(basis, d.ID)
	}
	slices.Reverse(basis)
	pl, err := plan.Of(ctx, a.DB, b.ID, 2022)
	if err != nil {
		return regular, spring, next, err
	}
	targets, err := plan.Targets(ctx, a.DB, pl.ID)
	if err != nil {
		return regular, spring, next, err
	}
	pick := func(codes ...string) (list []plan.TargetID) {
		for _, t := range targets {
			if t.Unit == 0 && slices.Contains(codes, t.Code) {
				list = append(list, t.ID)
			}
		}
		return list
	}
	regular = campaign.Campaign{Bloc: b.ID, Year: 2022, Kind: campaign.Regular, Scope: campaign.Blocs, Name: "Phong trào thi đua năm 2022 của Khối", Theme: "Kỷ cương, trách nhiệm, phục vụ nhân dân",
		Slogans:  []string{"Việc đúng hạn, người dân hài lòng", "Mỗi đơn vị một việc mới, mỗi quý một điển hình"},
		Contents: []string{"Hoàn thành nhiệm vụ được giao đúng hạn, đúng chất lượng", "Chuyển việc xử lý hồ sơ lên môi trường mạng", "Học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh bằng việc làm cụ thể"},
		Criteria: []string{"Hoàn thành các chỉ tiêu của giao ước", "Có điển hình hoặc sáng kiến được công nhận trong năm"}, Days: campaign.Span{From: ymd(1, 10), To: ymd(12, 31)}, JoinDue: ymd(2, 15), MidDue: ymd(7, 15), FinalDue: ymd(12, 10),
		Form: campaign.Mixed, Targets: pick("C01", "C02", "C03", "C04"), Basis: basis}
	spring = campaign.Campaign{Bloc: b.ID, Year: 2022, Kind: campaign.Drive, Scope: campaign.Blocs, Name: "Thi đua chào mừng 30/4, 1/5 và 19/5", Theme: "Giải quyết dứt điểm việc tồn đọng", Occasion: "Kỷ niệm 47 năm Ngày Giải phóng miền Nam, thống nhất đất nước",
		Slogans: []string{"Không để việc quá hạn sang quý sau"}, Contents: []string{"Rà soát, xử lý hồ sơ, vụ việc tồn đọng", "Mỗi đơn vị một hoạt động đền ơn đáp nghĩa"},
		Criteria: []string{"Giảm ít nhất một nửa số việc tồn đọng đầu đợt"}, Days: campaign.Span{From: ymd(3, 15), To: ymd(5, 19)}, JoinDue: ymd(3, 31), FinalDue: ymd(6, 10), Form: campaign.Meeting, Targets: pick("C01"), Basis: basis[:1]}
	next = campaign.Campaign{Bloc: b.ID, Year: 2022, Kind: campaign.Drive, Scope: campaign.Blocs, Name: "Thi đua chào mừng Quốc khánh 2/9", Theme: "Về đích sớm các chỉ tiêu năm", Occasion: "Kỷ niệm 77 năm Quốc khánh",
		Slogans: []string{"Mỗi ngày một việc xong, mỗi tuần một kết quả"}, Contents: []string{"Bù các chỉ tiêu chưa đạt mức sáu tháng", "Phục vụ người dân trong dịp nghỉ lễ"},
		Criteria: []string{"Đạt mức kế hoạch lũy kế của chỉ tiêu còn thấp"}, Days: campaign.Span{From: ymd(7, 5), To: ymd(9, 2)}, JoinDue: ymd(7, 16), MidDue: ymd(8, 5), FinalDue: ymd(9, 9), Form: campaign.Meeting, Targets: pick("C01", "C02")}
	return regular, spring, next, nil
}

// sampleJoin lets one unit join both campaigns, most of them in time.
func (a *App) sampleJoin(ctx context.Context, m org.Member, i int, regular, spring campaign.Campaign) error {
	officer, err := a.actor(ctx, officerLogin(m.Unit.Code))
	if err != nil {
		return err
	}
	targets, err := plan.TargetsOf(ctx, a.DB, regular.Bloc, 2022, m.Unit.ID)
	if err != nil {
		return err
	}
	own := func(n int) (list []plan.TargetID) {
		for _, t := range targets[max(0, len(targets)-n):] {
			list = append(list, t.ID)
		}
		return list
	}
	proof := document.Upload{Name: "bien-ban-phat-dong.txt", Data: []byte("Biên bản phát động tại " + m.Unit.Name + " (số liệu minh họa)\n")}
	j := campaign.Join{Campaign: regular.ID, Unit: m.Unit.ID, Day: ymd(1, 20+i%10), Form: campaign.Forms[i%len(campaign.Forms)], Plan: "Phát động trong toàn đơn vị, giao chỉ tiêu đến từng phòng, đội; kiểm điểm hằng tháng.", Targets: own(2)}
	if err := a.Campaign.Join(ctx, officer, j, proof); err != nil {
		return err
	}
	if i == 8 { // one unit never joined the spring drive
		return nil
	}
	j = campaign.Join{Campaign: spring.ID, Unit: m.Unit.ID, Day: ymd(3, 16+i), Form: campaign.Forms[(i+1)%len(campaign.Forms)], Plan: "Lập danh sách việc tồn đọng, giao người và hạn cho từng việc.", Targets: own(1 + i%2)}
	if i == 4 {
		j.Day = ymd(4, 6) // late
	}
	if i%3 == 2 {
		proof = document.Upload{}
	}
	if err := a.Campaign.Join(ctx, officer, j, proof); err != nil {
		return err
	}
	if i%4 == 3 {
		return nil
	}
	return a.Campaign.Record(ctx, officer, campaign.Entry{Campaign: spring.ID, Unit: m.Unit.ID, Stage: campaign.Final, Day: ymd(5, 20), Body: fmt.Sprintf("Xử lý %d trên %d việc tồn đọng đầu đợt (số liệu minh họa).", 9+i, 12+i)}, document.Upload{})
}

func (a *App) sampleSummary(ctx context.Context, lead who.Actor, spring campaign.Campaign) error {
	for _, p := range []struct{ unit, name, form, merit string }{{"so-tu-phap", "Phòng Phổ biến, giáo dục pháp luật", "Giấy khen", "Xử lý hết việc tồn đọng trước hạn 10 ngày."}, {"bdbp", "Đội vận động quần chúng", "Giấy khen", "Hỗ trợ 12 hộ chính sách sửa nhà."}} {
		officer, err := a.actor(ctx, officerLogin(p.unit))
		if err != nil {
			return err
		}
		u, err := org.UnitByCode(ctx, a.DB, p.unit)
		if err != nil {
			return err
		}
		if err := a.Campaign.ProposeReward(ctx, officer, campaign.Proposal{Campaign: spring.ID, Unit: u.ID, Subject: campaign.Collective, Name: p.name, Form: p.form, Merit: p.merit + " (số liệu minh họa)"}); err != nil {
			return err
		}
	}
	list, err := campaign.Proposals(ctx, a.DB, spring.ID)
	if err != nil {
		return err
	}
	if err := a.Campaign.Answer(ctx, lead, list[0].ID, campaign.Agreed, 1, ""); err != nil {
		return err
	}
	if err := a.Campaign.Move(ctx, lead, spring.ID, campaign.Step{Verb: campaign.Summarise, Version: 2, Day: ymd(6, 8), Words: "11/12 đơn vị phát động; 8 đơn vị gửi kết quả; số việc tồn đọng giảm hơn một nửa.\nHạn chế: một đơn vị chưa phát động, một đơn vị phát động sau hạn. (số liệu minh họa)"}); err != nil {
		return err
	}
	return a.Campaign.Judge(ctx, lead, spring.ID, []campaign.Judgement{{Aspect: campaign.Novelty, Grade: campaign.Fair, Note: "Chủ đề sát việc tồn đọng, hình thức còn giống các năm trước."}})
}

// samplePledge drafts the pledge from the plan, lets a unit remark and commit, fixes the second
// version and has nine heads sign it.
func (a *App) samplePledge(ctx context.Context, lead who.Actor, b org.Bloc, members []org.Member) error {
	p, err := a.Pledge.Begin(ctx, lead, b.ID, 2022, ymd(6, 25))
	if err != nil {
		return err
	}
	if err := a.Pledge.Move(ctx, lead, p.ID, pledge.Step{Verb: pledge.Circulate, Version: 1}); err != nil {
		return err
	}
	tand, err := a.actor(ctx, officerLogin("tand"))
	if err != nil {
		return err
	}
	unit := tand.Unit()
	if err := a.Pledge.Remark(ctx, tand, p.ID, unit, "Phần IV: đề nghị thêm việc trao đổi kinh nghiệm giữa các cơ quan tố tụng trong Khối."); err != nil {
		return err
	}
	if err := a.Pledge.Commit(ctx, tand, p.ID, pledge.Commitment{Unit: unit, Body: "Hòa giải, đối thoại thành từ 60% số vụ việc đủ điều kiện, tính đến 30/11/2022 (số liệu minh họa)"}); err != nil {
		return err
	}
	remarks, err := pledge.Remarks(ctx, a.DB, p.ID)
	if err != nil {
		return err
	}
	if err := a.Pledge.Answer(ctx, lead, p.ID, remarks[0].ID, pledge.Taken, "Đã thêm ở phần IV."); err != nil {
		return err
	}
	t, err := pledge.TextOf(ctx, a.DB, p.ID, 1)
	if err != nil {
		return err
	}
	if err := a.Pledge.Save(ctx, lead, p.ID, pledge.Edit{Version: 2, Source: t.Source + "- Các cơ quan tố tụng trong Khối trao đổi kinh nghiệm ít nhất mỗi quý một lần\n", Why: "Tiếp thu góp ý của TAND tỉnh; đưa vào cam kết riêng.", Due: ymd(6, 25)}); err != nil {
		return err
	}
	if err := a.Pledge.Move(ctx, lead, p.ID, pledge.Step{Verb: pledge.Fix, Version: 3, Due: ymd(7, 8), Site: cmp.Or(a.Site, "https://thi-dua.example")}); err != nil {
		return err
	}
	if t, err = pledge.TextOf(ctx, a.DB, p.ID, 2); err != nil {
		return err
	}
	for i, m := range members {
		if slices.Contains(unsigned, m.Unit.Code) {
			continue
		}
		if err := a.sampleSign(ctx, p.ID, m, i, t.Hash); err != nil {
			return fmt.Errorf("%s: %w", m.Unit.Code, err)
		}
	}
	return nil
}

func (a *App) sampleSign(ctx context.Context, p pledge.ID, m org.Member, i int, hash string) error {
	g := pledge.Signed{Unit: m.Unit.ID, Hash: hash, Secret: SamplePassword}
	if i%4 != 3 {
		head, err := a.actor(ctx, headLogin(m.Unit.Code))
		if err != nil {
			return err
		}
		return a.Pledge.Sign(ctx, head, p, g)
	}
	officer, err := a.actor(ctx, officerLogin(m.Unit.Code))
	if err != nil {
		return err
	}
	var scan bytes.Buffer
	if err := pdf.Write(&scan, &papers.Document{Plain: true, Title: "Trang ký giao ước", Kind: "GIAO ƯỚC THI ĐUA – TRANG KÝ", Body: []papers.Block{
		{Runs: papers.T(m.Unit.Name + ": Thủ trưởng đơn vị đã ký")}, {Runs: []papers.Run{{Text: "bản quét minh họa của năm mẫu", Italic: true}}}}}); err != nil {
		return err
	}
	g.How, g.Signer, g.Day = pledge.Elsewheres[i/4%2], "Thủ trưởng "+m.Unit.Short, clock.Today(a.Clock)
	g.File = document.Upload{Name: "trang-ky-" + m.Unit.Code + ".pdf", Data: scan.Bytes()}
	return a.Pledge.Elsewhere(ctx, officer, p, g)
}
