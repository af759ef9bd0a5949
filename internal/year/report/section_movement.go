package report

import (
	"fmt"
	"strings"

	"thidua/internal/base/figure"
	"thidua/internal/base/id"
	"thidua/internal/year/activity"
	"thidua/internal/year/rolemodel"
)

// Movement puts the numbers of role models and activities beside the table, as figures
// that the text links to: [[models/detected]], [[activities/present]]. Their pages show
// what was counted.
func (t *Table) Movement(models map[id.Unit]rolemodel.Numbers, acts map[id.Unit]activity.Numbers) {
	var m rolemodel.Numbers
	var a activity.Numbers
	units := 0
	for _, x := range t.Members {
		m, a = m.Add(models[x.Unit.ID]), a.Add(acts[x.Unit.ID])
		if acts[x.Unit.ID].Total > 0 {
			units++
		}
		if n := models[x.Unit.ID].Detected; n > 0 {
			t.withModels = append(t.withModels, fmt.Sprintf("%s (%d)", x.Unit.Short, n))
		}
	}
	if t.Linked == nil {
		t.Linked = map[string]Figure{}
	}
	put := func(kind, what string, n int) {
		token := strings.TrimSuffix(kind+"/"+what, "/")
		t.Linked[token] = Figure{Token: token, Text: figure.FromInt(int64(n)).VN(), ID: kind + "/" + t.Bloc.Code + "/" + string(t.Period) + "/" + what}
	}
	for what, n := range map[string]int{"detected": m.Detected, "people": m.People, "collectives": m.Collectives, "deeds": m.Deeds, "verified": m.Verified, "fostering": m.Fostering,
		"summarised": m.Summarised, "replicated": m.Replicated, "applied": m.Applied, "proposed": m.Proposed, "commended": m.Commended} {
		put("models", what, n)
	}
	for what, n := range map[string]int{"": a.Total, "units": units, "education": a.Education, "dissemination": a.Dissemination, "following": a.Following, "present": a.Present, "documents": len(a.Documents)} {
		put("activities", what, n)
	}
	t.models, t.activities = m != rolemodel.Numbers{}, a.Total > 0
}

// movement: giáo dục chính trị tư tưởng; điển hình tiên tiến. What nobody did is left out.
func (w *writer) movement() {
	if w.t.activities {
		w.heading("s2/activities", "Giáo dục chính trị tư tưởng, thực hiện văn bản chỉ đạo")
		w.add("s2/activities/n", Body, "[[activities/units]]/[[units]] đơn vị đã tổ chức [[activities]] hoạt động với [[activities/present]] lượt người dự: [[activities/education]] buổi sinh hoạt chính trị, [[activities/dissemination]] hội nghị quán triệt, triển khai văn bản, [[activities/following]] hoạt động học tập và làm theo; [[activities/documents]] văn bản chỉ đạo được triển khai.")
	}
	if !w.t.models {
		return
	}
	w.heading("s2/models", "Phát hiện, bồi dưỡng, tổng kết và nhân rộng điển hình tiên tiến")
	w.add("s2/models/n", Body, "Các đơn vị phát hiện [[models/detected]] điển hình, trong đó [[models/people]] cá nhân, [[models/collectives]] tập thể, [[models/deeds]] gương người tốt, việc tốt; xác minh [[models/verified]], bồi dưỡng [[models/fostering]], tổng kết [[models/summarised]], nhân rộng [[models/replicated]] điển hình; các đơn vị khác áp dụng [[models/applied]] lượt.")
	if len(w.t.withModels) > 0 {
		w.add("s2/models/units", Body, "Các đơn vị phát hiện điển hình: %s.", joinVN(w.t.withModels))
	}
	if w.t.Linked["models/proposed"].Text != "0" || w.t.Linked["models/commended"].Text != "0" {
		w.add("s2/models/timely", Body, "Khen thưởng kịp thời: đề nghị [[models/proposed]] trường hợp, đã có quyết định khen [[models/commended]] trường hợp.")
	}
}
