package wired

import (
	"context"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/web"
	"thidua/internal/year/campaign"
	"thidua/internal/year/document"
)

// movementParts gives the unit of o a join with its evidence and a result, the draft of the
// bloc an annex, and the bloc a campaign of the province, so that the routes of these parts
// are asked about something that is there.
func (w *world) movementParts(ctx context.Context, b id.Bloc, u id.Unit, o object, m map[string]string) {
	w.t.Helper()
	system := who.Actor{Name: "test", Via: "cli", System: true}
	camp, err := id.Parse[campaign.Campaign](m["/phong-trao/"])
	must(w.t, err)
	proof := document.Upload{Name: "minh-chung.txt", Data: []byte("Biên bản " + canary(o.unit))}
	must(w.t, w.a.Campaign.Join(ctx, system, campaign.Join{Campaign: camp, Unit: u, Day: civil.Of(moment), Form: campaign.Paper, Plan: "Việc của đơn vị"}, proof))
	must(w.t, w.a.Campaign.Record(ctx, system, campaign.Entry{Campaign: camp, Unit: u, Stage: campaign.Progress, Day: civil.Of(moment), Body: "Kết quả của đơn vị"}, document.Upload{}))
	joins, err := campaign.Joins(ctx, w.a.DB, camp)
	must(w.t, err)
	for _, j := range joins {
		if j.Unit == u {
			m["evidence"] = j.File.Hash
		}
	}
	draft, err := id.Parse[document.Document](m["/van-ban-di/"])
	must(w.t, err)
	must(w.t, w.a.Document.AddAnnex(ctx, system, document.Annex{Document: draft, Title: "Biểu " + canary(o.bloc)}, document.Upload{Name: "bieu.txt", Data: []byte(canary(o.bloc))}))
	year := campaign.Campaign{Year: 2022, Kind: campaign.Drive, Name: "Tỉnh gọi " + canary(o.bloc) + " " + o.unit, Days: campaign.Span{From: civil.Of(moment), To: civil.Date{Year: 2022, Month: 12, Day: 1}}, Scope: campaign.Provinces}
	call, err := w.a.Campaign.Call(ctx, system, 0, year, []id.Bloc{b})
	must(w.t, err)
	m["/phong-trao-tinh/"] = call.String()
}

// movementPath puts in the parameters that only the routes of the movement have.
func (w *world) movementPath(rt web.Route, p string, o object) string {
	if strings.HasPrefix(rt.Path, "/phong-trao/{id}/tep/") {
		return strings.Replace(p, "{hash}", w.ids[o.name]["evidence"], 1)
	}
	return p
}
