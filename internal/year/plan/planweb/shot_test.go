package planweb

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"testing"

	"thidua/internal/year/plan"
)

func TestShots(t *testing.T) {
	s := newSite(t, sample(t))
	who := "thanh-tra"
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { r.Header.Set("As", who); s.srv.ServeHTTP(w, r) }))
	defer srv.Close()
	list, _ := plan.TargetsOf(context.Background(), s.plan.DB(), s.bloc, 2022, s.as["tand"].Posts[0].Unit)
	tasks, _ := plan.TasksOf(context.Background(), s.plan.DB(), s.bloc, 2022, 0)
	for name, x := range map[string][2]string{"bloc": {"/ke-hoach", "1366,2400"}, "bloc320": {"/ke-hoach", "500,3000"}, "unit": {"/ke-hoach/tand", "1366,2200"}, "target": {"/ke-hoach/chi-tieu/" + list[0].ID.String(), "1366,2600"},
		"tasks": {"/nhiem-vu", "1366,1600"}, "task": {"/nhiem-vu/" + tasks[5].ID.String(), "1366,1300"}, "docs": {"/van-ban", "1366,700"}} {
		out, err := exec.Command("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size="+x[1], "--screenshot=/tmp/shot-"+name+".png", srv.URL+x[0]).CombinedOutput()
		if err != nil {
			t.Log(string(out), err)
		}
	}
}
