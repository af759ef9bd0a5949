package story

import (
	"html"
	"regexp"
	"strings"
	"testing"
)

var (
	formRE   = regexp.MustCompile(`(?s)<form[^>]*method="post"[^>]*>.*?</form>`)
	fieldRE  = regexp.MustCompile(`(?s)<(input)\b([^>]*)>()|<(?:textarea)\b([^>]*)>(.*?)</(textarea)>|<(?:select)\b([^>]*)>(.*?)</(select)>`)
	attrRE   = regexp.MustCompile(`\b(name|value|type|action)="([^"]*)"`)
	optionRE = regexp.MustCompile(`<option([^>]*)>([^<]*)`)
)

// filled gives the form of the page that leads to the address, as a browser would send it
// untouched, with the given fields changed.
func (w *world) filled(action string, changed []string) []string {
	w.t.Helper()
	for _, text := range formRE.FindAllString(w.body, -1) {
		head := text[:strings.Index(text, ">")]
		if m := regexp.MustCompile(`action="([^"]*)"`).FindStringSubmatch(head); (m != nil || !strings.HasSuffix(w.answer.Request.URL.Path, action)) && (m == nil || html.UnescapeString(m[1]) != action) {
			continue
		}
		var form []string
		own := map[string]bool{}
		for _, c := range changed {
			k, _, _ := strings.Cut(c, "=")
			own[k] = true
		}
		for _, g := range fieldRE.FindAllStringSubmatch(text, -1) {
			m := []string{g[0], g[1] + g[6] + g[9], g[2] + g[4] + g[7], g[3] + g[5] + g[8]}
			at := map[string]string{}
			for _, a := range attrRE.FindAllStringSubmatch(m[2], -1) {
				at[a[1]] = html.UnescapeString(a[2])
			}
			if at["name"] == "" || own[at["name"]] || at["type"] == "file" || (at["type"] == "checkbox" || at["type"] == "radio") && !strings.Contains(m[2], " checked") {
				continue
			}
			v := at["value"]
			if m[1] == "select" {
				for i, o := range optionRE.FindAllStringSubmatch(m[3], -1) {
					if i == 0 || v == "" || strings.Contains(o[1], " selected") && !strings.Contains(o[1], `value=""`) {
						if a := attrRE.FindStringSubmatch(o[1]); a != nil {
							v = html.UnescapeString(a[2])
						} else {
							v = html.UnescapeString(o[2])
						}
					}
				}
			}
			if m[1] == "textarea" {
				v = html.UnescapeString(m[3])
			}
			form = append(form, at["name"]+"="+v)
		}
		return append(form, changed...)
	}
	w.t.Fatalf("no form to %s on %s:\n%.800s", action, w.answer.Request.URL, text(w.body))
	return nil
}

// TestMoreFormsOnce sends forms that the story does not need twice, each of which creates
// something.
func TestMoreFormsOnce(t *testing.T) {
	w := open(t, "").sendTwice()
	for _, c := range []struct {
		as, page, to string // to "": the page's own address
		form         string
	}{
		{"canbo-thanh-tra", "/van-ban/moi", "", "code=78/KH-K3;kind=KH;day=02/03/2022;issuer=Khối thi đua số 3;abstract=Gửi hai lần"},
		{"canbo-thanh-tra", "/nhiem-vu/moi", "", "text=Việc gửi hai lần;due=30/06/2022"},
		{"canbo-thanh-tra", "/ke-hoach/chi-tieu/moi", "", "code=C99;name=Chỉ tiêu gửi hai lần;measure=vụ;y0=10"},
		{"canbo-thanh-tra", "/tin-bai/moi", "", "viec=mo;title=Tin gửi hai lần"},
		{"canbo-thanh-tra", "/hoi-nghi/moi", "", "name=Hội nghị gửi hai lần;day=20/07/2022;time=08:00;place=Hội trường;chair=Phó Chánh Thanh tra tỉnh;secretary=Cán bộ Thanh tra tỉnh"},
		{"canbo-thanh-tra", "/cap-so", "/cap-so/giu", "n=2;reason=Giữ số gửi hai lần"},
		{"ban-tdkt", "/khoi", "", "code=khoi-9;name=Khối gửi hai lần;province=Đắk Lắk"},
		{"ban-tdkt", "/khoi/khoi-3", "/khoi/khoi-3/thanh-vien", "code=don-vi-moi;name=Đơn vị gửi hai lần;short=ĐVM;order=99;from=01/07/2022"},
		{"quantri", "/quan-tri/nguoi-dung/canbo-tand", "/quan-tri/nguoi-dung/canbo-tand/chuc-trach", "title=Cán bộ;from=01/07/2022"},
		{"quantri", "/quan-tri/nguoi-dung", "", "login=hai-lan;name=Người gửi hai lần;password=mot-cau-dai-de-nho-lam-9;from=01/01/2022"},
	} {
		t.Run(c.page+c.to, func(t *testing.T) {
			w.t = t
			w.as(c.as)
			w.send("GET", c.page, nil)
			if w.answer.StatusCode != 200 {
				t.Fatalf("%d %.300s", w.answer.StatusCode, text(w.body))
			}
			to := c.to
			if to == "" {
				to = c.page
			}
			made := len(w.again.made)
			w.send("POST", to, w.filled(to, strings.Split(c.form, ";")))
			if len(w.again.made) != made+1 {
				_, main, _ := strings.Cut(w.body, "<main")
				t.Errorf("it creates nothing: %d %.700s", w.answer.StatusCode, text("<main"+main))
			}
		})
	}
	for _, x := range w.again.wrong {
		t.Error(x)
	}
	w.again.review(t, "more")
}
