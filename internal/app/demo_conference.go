package app

import (
	"context"
	"time"

	"thidua/internal/platform/clock"
	"thidua/internal/year/conference"
	"thidua/internal/year/org"
)

// conferencePosts are who the units send to the sample conference, by unit: posts, no persons.
var conferencePosts = map[string][2]string{
	"thanh-tra": {"", "Phó Chánh Thanh tra tỉnh"}, "trai-giam-dak-tan": {"Thượng tá", "Phó Giám thị"}, "vksnd": {"", "Phó Viện trưởng"}, "tand": {"", "Phó Chánh án"},
	"so-tu-phap": {"", "Phó Giám đốc Sở"}, "bo-chqs": {"Đại tá", "Phó Chính ủy"}, "cuc-thads": {"", "Phó Cục trưởng"}, "bdbp": {"Đại tá", "Phó Chính ủy"},
	"cong-an": {"Thượng tá", "Trưởng phòng Công tác chính trị"}, "trai-giam-dak-trung": {"Thượng tá", "Phó Giám thị"}, "e-cscd-tay-nguyen": {"Trung tá", "Phó Trung đoàn trưởng"}, "lu-doan-198": {"Đại tá", "Chính ủy"},
}

// sampleConference plans the mid-year conference of the sample year: invited, two units have not
// answered yet.
func (a *App) sampleConference(ctx context.Context, b org.Bloc, members []org.Member) error {
	lead, err := a.leadOfficer(ctx, b)
	if err != nil {
		return err
	}
	start := time.Date(2022, 7, 15, 8, 0, 0, 0, clock.Zone)
	c, err := a.Conference.Create(ctx, lead, conference.Conference{Bloc: b.ID, Kind: conference.Midyear, Name: "Hội nghị sơ kết 6 tháng đầu năm 2022", Period: SamplePeriod, Start: start,
		Place: "Hội trường Thanh tra tỉnh", Chair: "Phó Chánh Thanh tra tỉnh", Secretary: "Cán bộ TĐKT Thanh tra tỉnh", Slot: 5 * time.Minute, Due: sampleDue}, conference.Template(conference.Midyear))
	if err != nil {
		return err
	}
	for i, m := range members {
		by, err := a.actor(ctx, officerLogin(m.Unit.Code))
		if err != nil {
			return err
		}
		post := conferencePosts[m.Unit.Code]
		d := conference.Delegate{Unit: m.Unit.ID, Rank: post[0], Post: post[1], Capacity: conference.AsDelegate}
		if m.Lead {
			d.Capacity = conference.AsChair
		}
		if i < len(members)-2 {
			if err := a.Conference.Answer(ctx, by, c, conference.Reply{Unit: m.Unit.ID, Coming: true}); err != nil {
				return err
			}
		}
		list := []conference.Delegate{d, {Unit: m.Unit.ID, Post: "Cán bộ TĐKT", Capacity: conference.AsDelegate}}
		if m.Lead {
			list[1].Capacity = conference.AsSecretary
		}
		for _, d := range list {
			if _, err := a.Conference.SaveDelegate(ctx, lead, c, d); err != nil {
				return err
			}
		}
	}
	_, err = a.Conference.SaveDelegate(ctx, lead, c, conference.Delegate{UnitName: "Ban Thi đua - Khen thưởng tỉnh", Post: "Chuyên viên", Capacity: conference.AsGuest})
	return err
}
