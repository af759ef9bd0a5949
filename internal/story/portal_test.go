package story

import (
	"context"
	"fmt"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"thidua/internal/platform/web/webtest"
	"thidua/internal/year/org"
	"thidua/internal/year/portal"
)

// planted is what a script that gets to run leaves behind.
const planted = "document.documentElement.setAttribute('data-planted','1')"

// vectors gives texts that try to run a script: tags, events and ways of writing them, each
// with each.
func vectors() (out []string) {
	for _, t := range []string{"script", "SCRIPT", "scr\x00ipt", "svg/onload=%s", "svg><script", "img src=x onerror=%s", "img src=x onerror=\"%s\"", "image/src=x onerror=%s", "body onload=%s", "iframe srcdoc=\"<script>parent.%s</script>\"",
		"iframe src=\"javascript:parent.%s\"", "details open ontoggle=%s", "video src=x onerror=%s", "audio src=x onerror=%s", "input autofocus onfocus=%s", "select autofocus onfocus=%s", "textarea autofocus onfocus=%s",
		"object data=\"javascript:%s\"", "embed src=\"javascript:%s\"", "marquee onstart=%s", "math><mtext></form><form><mglyph><style></math><img src onerror=%s", "a href=\"javascript:%s\" autofocus onfocus=%[1]s", "base href=\"javascript:/\"", "meta http-equiv=refresh content=\"0;url=javascript:%s\"", "link rel=stylesheet href=\"data:text/css,*{}\"", "style onload=%s", "form><button formaction=\"javascript:%s\" autofocus onfocus=%[1]s"} {
		in := t
		if strings.Contains(t, "%") {
			in = fmt.Sprintf(t, planted)
		}
		tail := ">"
		if strings.HasSuffix(strings.ToLower(t), "script") || strings.Contains(t, "\x00") {
			tail = ">" + planted + "</script>"
		}
		for _, before := range []string{"<", "\"><", "'><", "--><", "</title><", "</textarea><", "</script><", "]]><", "&lt;img&gt;<", "\u2028<"} {
			out = append(out, before+in+tail)
		}
	}
	for _, link := range []string{"javascript:%s", "JaVaScRiPt:%s", "java\tscript:%s", "java&#10;script:%s", "&#106;avascript:%s", "data:text/html,<script>parent.%s</script>", "vbscript:%s", " javascript:%s", "\x01javascript:%s", "//evil.test/%s"} {
		l := fmt.Sprintf(link, planted)
		out = append(out, "[bấm]("+l+")", "[bấm](<"+l+">)", "<"+l+">", "![ảnh]("+l+")", "[x]: "+l+"\n\n[x]", "` autofocus onfocus="+l+" x=`", "\" autofocus onfocus=\""+planted+"\" x=\"", "{{"+l+"}}", "${"+l+"}")
	}
	return out
}

// clip cuts a text after so many characters.
func clip(s string, most int) string {
	r := []rune(s)
	return string(r[:min(len(r), most)])
}

// TestModerationByKeyboard moderates twelve comments with the keyboard alone: two are ticked and
// hidden together, four by Tab and Enter, the others by the keys of the queue; one of them is answered.
func TestModerationByKeyboard(t *testing.T) {
	if webtest.Find() == "" {
		webtest.Open(t, "about:blank", 320, 480, false)
	}
	w, ctx := open(t, ""), context.Background()
	b, err := org.BlocByCode(ctx, w.app.DB, "khoi-3")
	if err != nil {
		t.Fatal(err)
	}
	news, err := portal.Newest(ctx, w.app.DB, b.ID, w.clock.Now(), 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	w.app.Portal.Mail = false
	for i := range 11 { // one waits in the sample year
		q := w.app.Portal.Ask()
		f := portal.Form{Consent: true, Token: q.Token, Answer: strconv.Itoa(q.A + q.B)}
		f.Name, f.Email, f.Text, f.Address = "Bạn đọc "+strconv.Itoa(i), "k"+strconv.Itoa(i)+"@vidu.vn", "Ý kiến số "+strconv.Itoa(i), "192.0.2."+strconv.Itoa(100+i)
		if _, err := w.app.Portal.Send(ctx, news[0].ID, f); err != nil {
			t.Fatal(err)
		}
	}
	k := w.sitDown(t, "canbo-thanh-tra", true)
	k.tabTo("nav details summary") // the menu has more than the window shows
	k.Press("Enter")
	k.follow("nav a[href='/tin-bai']")
	k.follow("main a[href='/quan-tri/binh-luan']")
	k.Press("j", "x", "j", "x")
	k.follow("#nhieu button[value=hide]")
	if n, err := portal.CommentCounts(ctx, w.app.DB, b.ID); err != nil || n.In[portal.Hidden] != 0 || k.Count("#errors") != 1 || k.Count("[name=chon]:checked") != 2 {
		t.Fatalf("hidden without a reason: %+v, %v", n.In, err)
	}
	hide := func() { // the reason is in focus
		k.Press("Down", "Down")
		k.enter("Enter")
	}
	k.tabTo("#f-reason")
	hide()
	for range 2 {
		k.follow("main .mod button[value=show]")
	}
	for range 2 {
		k.tabTo("main .mod select[name=reason]")
		hide()
	}
	for _, key := range []string{"a", "a", "h", "h", "a"} { // the queue comes back with its first comment in focus
		k.Wait("document.activeElement.closest('[data-mod] > li')")
		if key == "h" {
			k.Press(key)
			k.Wait("document.activeElement.matches('.mod select[name=reason]')")
			hide()
			continue
		}
		k.enter(key)
	}
	k.Wait("document.activeElement.closest('[data-mod] > li')")
	k.Press("r")
	k.Wait("document.activeElement.matches('textarea[name=reply]')")
	k.Type("Cảm ơn bạn.")
	k.follow("main button[value=answer]")
	n, err := portal.CommentCounts(ctx, w.app.DB, b.ID)
	if err != nil || n.In[portal.Pending] != 0 || n.In[portal.Visible] != 2+6 || n.In[portal.Hidden] != 4+2 {
		t.Fatalf("%+v, %v", n.In, err)
	}
	shown, err := portal.CommentsOn(ctx, w.app.DB, news[0].ID)
	if err != nil || shown[len(shown)-1].Reply != "Cảm ơn bạn." {
		t.Errorf("the answer is not there: %+v, %v", shown[len(shown)-1], err)
	}
}

// TestPhotosByDrag puts the last of three photos before the others by dragging, and back with a button.
func TestPhotosByDrag(t *testing.T) {
	if webtest.Find() == "" {
		webtest.Open(t, "about:blank", 320, 480, false)
	}
	w := open(t, "")
	w.as(editor)
	w.send("POST", "/tin-bai/moi", []string{"title=Ba ảnh", "lead=Dẫn.", "body=Một.\n\nHai.", "version=1", "viec=luu"})
	path := w.answer.Header.Get("Location")
	for _, f := range []string{"hoi-truong.jpg", "ban-hop.jpg", "dien-dan.jpg"} {
		w.send("POST", path+"/anh", []string{"@file=" + f, "caption=" + f})
	}
	p := webtest.OpenWith(t, w.server.URL+path+"/anh", webtest.Options{Width: 1366, Height: 768, Cookies: w.cookies(editor, "vi")})
	order := func() string {
		return webtest.Eval[string](p, "[...document.querySelectorAll('[data-order] > li')].map(x => x.dataset.no).join()")
	}
	if order() != "1,2,3" || webtest.Eval[int](p, "document.querySelectorAll('[data-order] > li[draggable=true]').length") != 3 {
		t.Fatalf("before: %s", order())
	}
	webtest.Eval[bool](p, `(() => { window.__old = true; const d = new DataTransfer(), li = [...document.querySelectorAll('[data-order] > li')];
const fire = (on, what) => on.querySelector('span').dispatchEvent(new DragEvent(what, {bubbles: true, cancelable: true, dataTransfer: d}));
fire(li[2], 'dragstart'); fire(li[0], 'dragover'); fire(li[0], 'drop'); fire(li[2], 'dragend'); return true; })()`)
	p.Wait("!window.__old && document.readyState === 'complete'")
	if order() != "3,1,2" {
		t.Errorf("dragged: %s", order())
	}
	if *pictures != "" {
		p.Screenshot(filepath.Join(*pictures, "photos-three.png"))
	}
	p.Submit("#anh-3 button[value=xuong]")
	if order() != "1,3,2" {
		t.Errorf("moved down with its button: %s", order())
	}
}

// TestArticleAsReader reads the newest article with scripts off, larger, and on paper.
func TestArticleAsReader(t *testing.T) {
	if webtest.Find() == "" {
		webtest.Open(t, "about:blank", 320, 480, false)
	}
	w := open(t, "")
	w.as("visitor")
	w.send("GET", "/tin", nil)
	path := regexp.MustCompile(`/tin/2022/07/[0-9a-z-]+`).FindString(w.body)
	p := webtest.OpenWith(t, w.server.URL+path, webtest.Options{Width: 320, Height: 700, NoScript: true})
	if p.Count(".f-verify input[name=answer]") != 1 || p.Count("article.news figure img") != 1 {
		t.Error("without scripts the article lacks its photo or its form")
	}
	p.Close()
	p = webtest.Open(t, w.server.URL+path, 320, 700, false)
	size := func() int {
		return webtest.Eval[int](p, "Math.round(parseFloat(getComputedStyle(document.querySelector('.prose p')).fontSize)*10)")
	}
	small := size()
	p.Submit("button[name=size][value=l]")
	if large := size(); large <= small {
		t.Errorf("A+ leaves the text at %d, it was %d", large, small)
	}
	p.NoSideScroll(t)
	file := filepath.Join(t.TempDir(), "bai.pdf")
	if *pictures != "" {
		file = filepath.Join(*pictures, "bai.pdf")
	}
	p.PDF(file)
	all := strings.Join(strings.Fields(strings.Join(pages(t, file), " ")), " ")
	for _, no := range []string{"Gửi bình luận", "Đăng nhập", "Khả năng tiếp cận", "Báo vi phạm", "Sao chép liên kết"} {
		if strings.Contains(all, no) {
			t.Errorf("the print holds %q", no)
		}
	}
	for _, want := range []string{"chuẩn bị hội", "Thứ ba, 05/07/2022 08:30", "hình minh họa", "Cán bộ TĐKT Thanh tra tỉnh", "Bản quyền thuộc Khối thi đua số 3"} {
		if !strings.Contains(all, want) {
			t.Errorf("the print lacks %q", want)
		}
	}
}

// TestPasteFromWord pastes what Word and a browser put on the clipboard into the text of an
// article: paragraphs, a heading, lists, bold and links arrive, marks and scripts do not.
func TestPasteFromWord(t *testing.T) {
	if webtest.Find() == "" {
		webtest.Open(t, "about:blank", 320, 480, false)
	}
	w := open(t, "")
	w.as(editor)
	w.send("POST", "/tin-bai/moi", []string{"viec=mo", "title=Dán từ Word"})
	p := webtest.OpenWith(t, w.server.URL+w.answer.Header.Get("Location"), webtest.Options{Width: 1366, Height: 768, Cookies: w.cookies(editor, "vi")})
	for _, x := range []struct{ html, want string }{
		{`<html><head><style>p{color:red}</style></head><body><h2>Kết quả</h2><p class=MsoNormal>Đoạn <b>một</b>,<o:p></o:p>
 <i>nghiêng</i>.</p><p class=MsoNormal>Đoạn hai<br>xuống dòng <a href="https://vidu.vn/a">xem</a></p>
<p class=MsoListParagraph><span style='mso-list:Ignore'>·<span>   </span></span>việc một</p><p class=MsoListParagraph><span style='mso-list:Ignore'>·  </span>việc hai</p>
<p class=MsoListParagraph><span style='mso-list:Ignore'>1.  </span>bước</p><script>document.documentElement.dataset.planted=1</script><img src=x onerror="document.documentElement.dataset.planted=1"></body></html>`,
			"## Kết quả\n\nĐoạn **một**, *nghiêng*.\n\nĐoạn hai\n\nxuống dòng [xem](https://vidu.vn/a)\n\n- việc một\n- việc hai\n1. bước"},
		{`<b style="font-weight:normal"><div><p>A</p><ol><li>x</li><li>y <strong>z</strong></li></ol><table><tr><td>1</td><td>2</td></tr></table></div></b><a href="javascript:alert(1)">không</a>`,
			"A\n\n1. x\n2. y **z**\n\n1 – 2\n\nkhông"},
	} {
		got := webtest.Eval[string](p, fmt.Sprintf(`(() => { const t = document.querySelector('textarea[name=body]'), d = new DataTransfer(); t.value = ''; t.focus(); d.setData('text/html', %s); d.setData('text/plain', 'trơn');
t.dispatchEvent(new ClipboardEvent('paste', {clipboardData: d, bubbles: true, cancelable: true})); return t.value; })()`, strconv.Quote(x.html)))
		if got != x.want {
			t.Errorf("pasted\n%q\nwant\n%q", got, x.want)
		}
	}
	if webtest.Eval[bool](p, "'planted' in document.documentElement.dataset") {
		t.Error("a pasted script ran")
	}
}

// TestLanguageOfParts opens the public pages in English: whatever stays Vietnamese there says so,
// or a screen reader reads it with English sounds.
func TestLanguageOfParts(t *testing.T) {
	if webtest.Find() == "" {
		webtest.Open(t, "about:blank", 320, 480, false)
	}
	w := open(t, "")
	w.as("visitor")
	pages := []string{"/trang-cong-khai", "/tin", "/so-do-trang", "/cong-khai/don-vi", "/kha-nang-tiep-can", "/gioi-thieu-guong"}
	for list, one := range map[string]string{"/tin": `/tin/2022/07/[0-9a-z-]+`, "/cong-khai/phong-trao": `/cong-khai/phong-trao/[0-9a-z]+`, "/cong-khai/dien-hinh": `/cong-khai/dien-hinh/[0-9a-z]+`, "/cong-khai/van-ban": `/cong-khai/van-ban/[0-9a-z]+`} {
		w.send("GET", list, nil)
		first := regexp.MustCompile(one).FindString(w.body)
		if first == "" {
			t.Fatalf("%s leads to nothing", list)
		}
		pages = append(pages, list, first)
	}
	var p *webtest.Page
	for _, path := range pages {
		if p == nil {
			p = webtest.OpenWith(t, w.server.URL+path, webtest.Options{Width: 1366, Height: 768, Cookies: w.cookies("visitor", "en")})
		} else {
			p.Goto(w.server.URL + path)
		}
		if lang := webtest.Eval[string](p, "document.documentElement.lang"); lang != "en" {
			t.Fatalf("%s is in %s", path, lang)
		}
		bare := webtest.Eval[[]string](p, `(() => { const out = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
for (let n; n = walk.nextNode();) if (/[\u0102\u0103\u0110\u0111\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]/.test(n.data) && !n.parentElement.closest('[lang=vi],script,style')) out.push(n.data.trim());
return out; })()`)
		names := strings.NewReplacer("Văn phòng Thanh tra tỉnh", "", "Khối thi đua số 3", "", "Cốc Cốc", "") // names need not say so
		for _, s := range bare {
			if rest := names.Replace(s); rest != s && regexp.MustCompile(`^[[:ascii:]]*$`).MatchString(rest) {
				continue
			}
			t.Errorf("%s: %q does not say that it is Vietnamese", path, s)
		}
	}
}
