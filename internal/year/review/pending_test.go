package review_test

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/who"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/live"
	"thidua/internal/year/campaign"
	"thidua/internal/year/conference"
	"thidua/internal/year/plan"
	"thidua/internal/year/review"
)

// TestPending: a finding that says what is done until when waits for the leader alone, and goes
// from the list with each of the three decisions; a draft of a drive and a refused adjustment
// leave it waiting.
func TestPending(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		ctx := context.Background()
		lead, unit := k.actor("thanh-tra", who.Officer), k.unit("so-tu-phap")
		meet := conference.NewService(k.d, nil, live.NewHub(k.d, slog.New(slog.DiscardHandler)), nil, nil)
		c, err := meet.Create(ctx, system, conference.Conference{Bloc: k.bloc, Kind: conference.Midyear, Name: "Hội nghị sơ kết", Period: h1, Start: time.Date(2022, 7, 15, 8, 0, 0, 0, clock.Zone), Place: "Hội trường", Chair: "Phó", Secretary: "Cán bộ", Slot: 5 * time.Minute}, conference.Template(conference.Midyear))
		if err != nil {
			t.Fatal(err)
		}
		found := func(text, solution string, due civil.Date) conference.Finding {
			f, err := meet.SaveFinding(ctx, system, conference.Finding{Conference: c, Kind: conference.Shortcoming, Unit: unit, Who: unit, Text: text, Solution: solution, Due: due})
			if err != nil {
				t.Fatal(err)
			}
			return f
		}
		day := civil.Date{Year: 2022, Month: 9, Day: 30}
		task, adjust := found("Họp hòa giải thưa", "Họp hằng tháng", day), found("Chỉ tiêu C04 cao", "Tính lại", day.AddDays(-1))
		drive := found("Phong trào chưa đều", "Phát động lại", day.AddDays(1))
		found("Chưa rõ cách làm", "", day)
		found("Chưa rõ bao giờ", "Làm ngay", civil.Date{})
		waits := func(by who.Actor) string {
			list, unclear, err := k.Pending(ctx, by, k.bench(by, h1))
			if err != nil {
				t.Fatal(err)
			}
			out := strings.Repeat("?", unclear)
			for _, x := range list {
				out += " " + x.Finding.Text
				if x.Line != nil {
					out += " [" + x.Line.Target.Code + "]"
				}
				for _, d := range x.Drafts {
					out += " (" + d.Name + ")"
				}
			}
			return out
		}
		is := func(want string) {
			t.Helper()
			if got := waits(lead); got != want {
				t.Errorf("waiting %q, want %q", got, want)
			}
		}
		is("?? Chỉ tiêu C04 cao [C04] Họp hòa giải thưa Phong trào chưa đều")
		if got := waits(k.actor("so-tu-phap", who.Officer)); got != "" {
			t.Errorf("a member decides from %q", got)
		}

		m, err := k.Draft(ctx, k.bench(lead, h1), conference.FindingObject(task.ID))
		if err != nil || m.Task.Text != "Họp hằng tháng" || m.Task.Due != day || m.Task.Unit != unit || m.Task.Source.Kind != plan.ByBloc {
			t.Fatalf("%+v %v", m, err)
		}
		m.Task.Head = "Giám đốc"
		if _, err := k.MarkUrgent(ctx, lead, m); err != nil {
			t.Fatal(err)
		}
		is("?? Chỉ tiêu C04 cao [C04] Phong trào chưa đều")

		x := k.target("so-tu-phap", "C04")
		less := *x.Goal.Year - 10_000
		propose := func() review.Adjustment {
			a, err := k.Propose(ctx, k.actor("so-tu-phap", who.Officer), review.Adjustment{Target: x.ID, Unit: unit, New: plan.Goal{Year: &less, Half: x.Goal.Half}, Reason: "Giảm hai phòng", BasisRef: conference.FindingObject(adjust.ID)})
			if err != nil {
				t.Fatal(err)
			}
			return a
		}
		a := propose()
		is("?? Phong trào chưa đều")
		if err := k.Settle(ctx, k.actor("thanh-tra", who.Head), a.ID, a.Version, review.Refused, "Chưa đủ căn cứ"); err != nil {
			t.Fatal(err)
		}
		is("?? Chỉ tiêu C04 cao [C04] Phong trào chưa đều")
		propose()
		is("?? Phong trào chưa đều")

		n, err := k.ProposeDrive(ctx, lead, k.bloc, h1, review.DriveBasis{Field: x.Field, Ref: conference.FindingObject(drive.ID)})
		if err != nil {
			t.Fatal(err)
		}
		d, err := campaign.Of(ctx, k.d, n)
		if err != nil {
			t.Fatal(err)
		}
		is("?? Phong trào chưa đều (" + d.Name + ")")
		d.Slogans, d.Days.From = []string{"Đều khắp, thường xuyên"}, k.Today()
		if err := k.drives.Save(ctx, lead, d); err != nil {
			t.Fatal(err)
		}
		if d, err = campaign.Of(ctx, k.d, n); err != nil {
			t.Fatal(err)
		}
		if err := k.drives.Launch(ctx, lead, n, campaign.Step{Version: d.Version, Day: d.Days.From, Form: campaign.Meeting}); err != nil {
			t.Fatal(err)
		}
		is("??")
	})
}
