package story

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	"thidua/internal/year/portal"
)

// comments sends every text as a comment and as its author's name, looks at the queue, answers
// each with another text, reports some with a third, and looks at every page of it again.
func (a *attack) comments() {
	path, ctx, s := a.newest(), context.Background(), a.w.app.Portal
	mail := s.Mail
	s.Mail = false
	var own []string
	for n := range a.list {
		v := url.Values{"name": {a.line(n, 78)}, "email": {"doc-" + strconv.Itoa(n) + "@vidu.vn"}, "text": {a.text(n, 990)}}
		rec := a.post("visitor", path+"/binh-luan", a.public(v))
		if rec.Code >= 400 { // an address of the web in the name, or too many of them in the text
			v.Set("name", "Bạn đọc")
			v.Set("text", unlinked.Replace(v.Get("text")))
			rec = a.post("visitor", path+"/binh-luan", a.public(v))
		}
		if to := rec.Header().Get("Location"); rec.Code < 400 && n%max(len(a.list)/4, 1) == 0 {
			own = append(own, to)
		}
	}
	for _, to := range own {
		a.open("visitor", to, 1)
	}
	s.Mail = mail
	counts, err := portal.CommentCounts(ctx, a.w.app.DB, a.bloc)
	if err != nil {
		a.t.Fatal(err)
	}
	waiting := counts.In[portal.Pending]
	if waiting < len(a.list)*8/10 {
		a.t.Errorf("only %d of %d comments came through", waiting, len(a.list))
	}
	var all []portal.Comment
	for page := 1; page <= (waiting+portal.QueuePage-1)/portal.QueuePage; page++ {
		a.open(editor, "/quan-tri/binh-luan?trang="+strconv.Itoa(page), 1)
		list, err := portal.Queue(ctx, a.w.app.DB, a.bloc, portal.Pending, page)
		if err != nil {
			a.t.Fatal(err)
		}
		all = append(all, list...)
	}
	for n, c := range all {
		v := url.Values{"viec": {"answer"}, "version": {strconv.FormatInt(c.Version, 10)}, "reply": {a.text(n+1, 1900)}}
		if n == 0 { // too long: the answer comes back in its field
			p := a.as(editor)
			p.Goto(a.w.server.URL + "/quan-tri/binh-luan")
			p.SendTo("/quan-tri/binh-luan/"+c.ID.String(), map[string]string{"viec": "answer", "version": v.Get("version"), "reply": strings.Repeat("x", 2000) + clean(v.Get("reply"))})
			a.look(p, "an answer that is too long", 1)
		}
		a.post(editor, "/quan-tri/binh-luan/"+c.ID.String(), v)
		if a.full || n%3 == 0 {
			q := s.Ask()
			a.post("visitor", "/binh-luan/"+c.ID.String()+"/bao", url.Values{"why": {a.line(n+2, 490)}, "token": {q.Token}, "answer": {strconv.Itoa(q.A + q.B)}})
		}
		if n%max(len(all)/5, 1) == 0 && strings.Contains(c.Text, strings.TrimSpace(end)) {
			a.open("visitor", "/binh-luan/"+c.ID.String()+"/bao", 1)
			a.open(editor, "/quan-tri/binh-luan/nguoi-gui?email="+url.QueryEscape(c.Email), 1)
		}
	}
	a.open("visitor", path, min(len(all), 500))
	for page := 1; page <= (len(all)+portal.QueuePage-1)/portal.QueuePage; page++ {
		a.open(editor, "/quan-tri/binh-luan?muc=dang&trang="+strconv.Itoa(page), portal.QueuePage/2)
		a.open(editor, "/quan-tri/binh-luan?muc=bao&trang="+strconv.Itoa(page), 0)
	}
	a.open("visitor", "/demo/thu", 0)
}

// unlinked takes addresses of the web out of a text.
var unlinked = strings.NewReplacer("http", "h-t-t-p", "www.", "w-", ".com", "-com", ".net", "-net", ".org", "-org", ".info", "-info", ".vn", "-vn", ".io", "-io", ".me", "-me", ".top", "-top", ".site", "-site")

// clean makes a text one that a script can hold.
func clean(s string) string {
	return strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", "\ufffd"), "\ufffd")
}

// suggestions tells of every text as a good person.
func (a *attack) suggestions() {
	for n := range a.list {
		v := url.Values{"person": {a.line(n, 190)}, "place": {a.line(n+1, 190)}, "text": {a.text(n+2, 2900)}, "name": {a.line(n+3, 78)}, "email": {"guong-" + strconv.Itoa(n) + "@vidu.vn"}}
		if rec := a.post("visitor", "/gioi-thieu-guong", a.public(v)); rec.Code >= 400 {
			a.t.Errorf("suggestion %d: %d", n, rec.Code)
		}
		if (n+1)%150 == 0 || n == len(a.list)-1 { // the page shows the newest; what was seen is laid aside
			list, err := portal.Suggestions(context.Background(), a.w.app.DB, a.bloc, "new")
			if err != nil {
				a.t.Fatal(err)
			}
			a.open(editor, "/quan-tri/guong", 3*len(list))
			for _, x := range list {
				a.post(editor, "/quan-tri/guong/"+x.ID.String(), url.Values{"viec": {"khong"}, "version": {"1"}})
			}
		}
	}
	a.open(editor, "/quan-tri/guong?muc=refused", len(a.list)/2)
}

// comesBack opens the pages that show again what was typed: forms that are refused, previews,
// searches. Each carries several texts in each field, as many as it takes.
func (a *attack) comesBack() {
	path := a.newest()
	const none = 0
	for _, f := range []struct {
		as, path string
		most     int               // characters that come back
		fields   []string          // which carry texts
		fixed    map[string]string // what else is sent; nil: the fields are asked for in the address
		ends     int               // how many must be seen
	}{
		{"visitor", path + "/binh-luan", 900, []string{"name", "email", "text", "answer"}, map[string]string{"consent": ""}, 4},
		{"visitor", "/gioi-thieu-guong", 900, []string{"person", "place", "text", "name", "email", "answer", "bloc"}, map[string]string{"consent": ""}, 6},
		{"visitor", "/ban-tin", 900, []string{"email", "bloc"}, map[string]string{"consent": "1"}, 1},
		{"visitor", "/tin", 190, []string{"q"}, nil, none},
		{"visitor", "/cong-khai/van-ban", 190, []string{"q", "nam", "loai"}, nil, none},
		{"visitor", "/ban-tin/ngung", 500, []string{"ma"}, nil, none},
		{"visitor", "/binh-luan/cua-toi", 500, []string{"ma"}, nil, none},
		{editor, "/tin-bai/moi", 280, []string{"overline", "title", "lead", "body", "source", "author", "agency", "copyright", "tags"}, map[string]string{"viec": "xem", "version": "1"}, 16},
		{editor, "/tin-bai/moi", 900, []string{"overline", "lead", "body", "source", "author", "agency", "copyright", "tags", "link"}, map[string]string{"viec": "luu", "version": "1", "title": ""}, 8},
		{editor, "/tin-bai/cai-dat", 900, []string{"source", "copyright", "contact", "answers", "keep", "open"}, map[string]string{"version": "0"}, 6},
		{editor, "/cong-bo-ket-qua/2022-6t", 900, []string{"ranking", "note", "code"}, map[string]string{"viec": "luu", "version": "0"}, 2},
		{editor, "/tin-bai/van-ban", 190, []string{"q"}, nil, none},
		{editor, "/quan-tri/binh-luan/nguoi-gui", 190, []string{"email"}, nil, none},
	} {
		for n := 0; n < len(a.list); {
			pack := ""
			for n < len(a.list) && (pack == "" || len([]rune(pack))+len([]rune(a.list[n].text)) < f.most-10) {
				pack += clean(a.list[n].text) + " "
				n++
			}
			pack = clip(pack, f.most-len([]rune(end))) + end
			v := map[string]string{}
			for _, name := range f.fields {
				v[name] = pack
			}
			p := a.as(f.as)
			if a.sent += len(v); f.fixed == nil {
				q := url.Values{}
				for k, s := range v {
					q.Set(k, s)
				}
				p.Goto(a.w.server.URL + f.path + "?" + q.Encode())
			} else {
				for k, s := range f.fixed {
					v[k] = s
				}
				p.SendTo(f.path, v)
			}
			a.look(p, f.path+" with "+strings.Join(f.fields, ", "), f.ends)
			if !a.full && n > len(a.list)/3 {
				break
			}
		}
	}
}
