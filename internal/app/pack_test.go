package app

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"strings"
	"testing"

	"thidua/internal/base/fault"
	"thidua/internal/platform/clock"
	"thidua/internal/year/org"
)

// TestPackage: the package of a period is the same twice, every hash fits, the opening page
// leads to every file, and a member does not get it. The trace speaks JSON.
func TestPackage(t *testing.T) {
	ctx := context.Background()
	a, err := Open(ctx, Config{Data: t.TempDir(), Demo: true, Clock: clock.NewHand(SampleStart)})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if err := a.LoadSample(ctx); err != nil {
		t.Fatal(err)
	}
	b, err := org.BlocByCode(ctx, a.DB, SampleBloc)
	if err != nil {
		t.Fatal(err)
	}
	lead, err := a.actor(ctx, officerLogin("thanh-tra"))
	if err != nil {
		t.Fatal(err)
	}
	body, err := a.Package(ctx, lead, b, SamplePeriod)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := a.Package(ctx, lead, b, SamplePeriod); err != nil || !bytes.Equal(body, again) {
		t.Errorf("the same data gave other bytes (%v)", err)
	}
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name], _ = io.ReadAll(r)
		r.Close()
	}
	for line := range strings.Lines(string(files["SHA256SUMS"])) {
		sum, name, _ := strings.Cut(strings.TrimSpace(line), "  ")
		got := sha256.Sum256(files[name])
		if hex.EncodeToString(got[:]) != sum {
			t.Errorf("%s: the hash does not fit", name)
		}
		if name != "index.html" && !strings.Contains(string(files["index.html"]), `href="`+name+`"`) {
			t.Errorf("index.html does not lead to %s", name)
		}
	}
	for _, want := range []string{"bao-cao/bao-cao.docx", "bao-cao/bao-cao.pdf", "bao-cao/bang-tong-hop.xlsx", "csv/chi-tieu.csv", "json/nhiem-vu.json", "ke-hoach/ke-hoach.xlsx", "ra-soat/ra-soat.pdf", "csv/gop-y.csv", "csv/ket-luan.csv", "csv/bien-ban.csv", "csv/giao-uoc.csv", "giao-uoc/giao-uoc.pdf", "csv/phong-trao.csv", "csv/khen-thuong.csv", "csv/dang-ky.csv", "csv/van-ban-di.csv", "csv/duong-di.csv", "json/duong-di-day-du.json", "csv/ban-giao.csv", "csv/phan-loi.csv", "csv/dien-hinh.csv", "csv/sinh-hoat.csv", "csv/van-ban-chi-dao.csv", "csv/bang-nhiet.csv"} {
		if len(files[want]) == 0 {
			t.Errorf("%s is missing", want)
		}
	}
	if !strings.Contains(string(files["index.html"]), "Chưa gửi báo cáo: TAND tỉnh") || strings.Contains(string(files["index.html"]), "http") {
		t.Error("index.html does not say what is left to do, or needs the network")
	}
	if s := string(files["index.html"]); !strings.Contains(s, `class="n h4"`) || !strings.Contains(s, "Trung vị của Khối") {
		t.Error("index.html shows no heat map")
	}
	for _, name := range []string{"dien-hinh", "sinh-hoat", "phan-loi", "van-ban-chi-dao", "bang-nhiet"} {
		var t2 struct{ Rows [][]string }
		if err := json.Unmarshal(files["json/"+name+".json"], &t2); err != nil || len(t2.Rows) == 0 {
			t.Errorf("%s has no row (%v)", name, err)
		}
	}
	read := 0 // every file that a figure names is there, with the hash that the figure names
	for name, body := range files {
		if rest, ok := strings.CutPrefix(name, "so-lieu/"); ok {
			sum := sha256.Sum256(body)
			if !strings.HasPrefix(rest, hex.EncodeToString(sum[:])[:8]+"-") {
				t.Errorf("%s is not the file that its name says", name)
			}
			read++
		}
	}
	if read == 0 {
		t.Error("the files of the units are missing")
	}
	var table struct{ Rows [][]string }
	if err := json.Unmarshal(files["json/chi-tieu.json"], &table); err != nil || len(table.Rows) < 150 {
		t.Errorf("%d rows, %v", len(table.Rows), err)
	}
	member, err := a.actor(ctx, officerLogin("tand"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Package(ctx, member, b, SamplePeriod); fault.KindOf(err) != fault.Denied {
		t.Errorf("a member: %v", err)
	}
	safe, err := packTable{Head: []string{"=1+1", "-5", "-x", "@a", "+84", "chữ"}}.csv()
	if err != nil || string(safe) != "\ufeff'=1+1,-5,'-x,'@a,'+84,chữ\n" {
		t.Errorf("%q %v", safe, err)
	}
}
