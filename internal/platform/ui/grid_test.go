package ui_test

import (
	"fmt"
	"strings"
	"testing"

	"thidua/internal/platform/web/webtest"
)

func waitState(p *webtest.Page, code, want string) {
	p.Wait(fmt.Sprintf("document.getElementById('td-%s').dataset.state === '%s'", code, want))
}

func waitFocus(p *webtest.Page, id string) { p.Wait("document.activeElement.id === '" + id + "'") }

func openGrid(t *testing.T, path string) (*webtest.Page, *fakeSaver) {
	base, saver := guideServer(t, false)
	saver.set(nil)
	return webtest.Open(t, base+path, 1366, 768, false), saver
}

func TestGridKeysAndAutosave(t *testing.T) {
	p, saver := openGrid(t, "/grid")
	p.Fill("#c-CT06", "60")
	p.Press("Enter")
	waitFocus(p, "c-CT07")
	waitState(p, "CT06", "saved")
	if p.Text("[data-percent=CT06]") != "58,3%" || p.Text("[data-show=done]") != "27" || p.Text("[data-show=total]") != "30" {
		t.Error("percent and counts of the answer are not shown")
	}
	if at := p.Text("[data-show=at]"); at != "Đã lưu lúc 09:42" {
		t.Errorf("stamp %q", at)
	}
	got := saver.seen()
	if len(got) != 1 || got[0]["code"] != "CT06" || got[0]["value"] != "60" || got[0]["rev"] != "1" {
		t.Fatalf("sent %v", got)
	}
	if p.Attr("#c-CT06", "data-rev") != "2" || p.Value("input[name='rev.CT06']") != "2" {
		t.Error("the new version is not kept")
	}
	p.Press("Up")
	waitFocus(p, "c-CT06")
	p.Press("Down", "Shift+Enter")
	waitFocus(p, "c-CT06")
	p.Press("Tab")
	waitFocus(p, "c-CT07") // not the link of the details
	p.Press("Shift+Tab")
	waitFocus(p, "c-CT06")
	p.Type("99")
	p.Press("Esc")
	if v := p.Value("#c-CT06"); v != "60" {
		t.Errorf("Esc restores %q, want 60", v)
	}
	p.Press("F2", "Left", "Left")
	waitFocus(p, "c-CT06") // the caret moves inside the text
	p.Press("Tab")
	if n := len(saver.seen()); n != 1 {
		t.Errorf("%d requests, nothing more was changed", n)
	}
	p.Fill("#c-CT04", "9")
	if v := p.Value("#c-CT04"); v != "2" {
		t.Errorf("a locked cell took %q", v)
	}
}

func TestGridUndo(t *testing.T) {
	p, saver := openGrid(t, "/grid")
	for i, v := range []string{"1", "2"} {
		p.Fill(fmt.Sprintf("#c-CT0%d", i+6), v)
		p.Press("Tab")
		waitState(p, fmt.Sprintf("CT0%d", i+6), "saved")
	}
	p.Press("Ctrl+z")
	waitFocus(p, "c-CT07")
	p.Wait("document.getElementById('c-CT07').value === '602'")
	p.Press("Ctrl+z")
	waitFocus(p, "c-CT06")
	p.Wait("document.getElementById('td-CT06').dataset.state === 'required'")
	got := saver.seen()
	if len(got) != 4 || got[2]["value"] != "602" || got[2]["rev"] != "2" || got[3]["value"] != "" {
		t.Errorf("sent %v", got)
	}
}

func TestGridAnswers(t *testing.T) {
	p, saver := openGrid(t, "/grid")
	saver.set(func(f map[string]string) (int, map[string]any) {
		switch f["value"] {
		case "xyz":
			return 200, map[string]any{"code": f["code"], "state": "invalid", "text": "Phải là số, ví dụ 1.234,5"}
		case "1":
			return 200, map[string]any{"code": f["code"], "state": "warning", "text": "Thấp hơn kỳ trước", "value": "1", "rev": 5, "at": "10:00", "href": "/ly-do", "action": "Ghi lý do"}
		case "8":
			return 200, map[string]any{"code": f["code"], "state": "locked", "text": "Ô này đã khóa: kỳ đã khóa", "current": "7"}
		case "50":
			if f["force"] == "1" && f["rev"] == "9" {
				return 200, map[string]any{"code": f["code"], "state": "saved", "value": "50", "rev": 10, "at": "10:02"}
			}
			return 200, map[string]any{"code": f["code"], "state": "conflict", "current": "6", "by": "Phó phòng", "at": "09:40", "rev": 9}
		}
		return 500, map[string]any{}
	})
	p.Fill("#c-CT06", "xyz")
	p.Press("Tab")
	waitState(p, "CT06", "invalid")
	if p.Text("#m-CT06") != "Phải là số, ví dụ 1.234,5" || p.Value("#c-CT06") != "xyz" || p.Attr("#c-CT06", "aria-invalid") != "true" || p.Attr("#c-CT06", "data-rev") != "1" {
		t.Error("invalid: message, typed text, aria-invalid or version is wrong")
	}
	p.Fill("#c-CT06", "1")
	p.Press("Tab")
	waitState(p, "CT06", "warning")
	if p.Attr("#m-CT06 a", "href") != "/ly-do" || p.Attr("#c-CT06", "aria-invalid") != "" {
		t.Error("warning: link or aria-invalid is wrong")
	}
	p.Fill("#c-CT10", "8")
	p.Press("Tab")
	waitState(p, "CT10", "locked")
	if p.Value("#c-CT10") != "7" || !strings.Contains(p.Text("#m-CT10"), "Bản của bạn: 8") {
		t.Errorf("locked: value %q, message %q", p.Value("#c-CT10"), p.Text("#m-CT10"))
	}
	p.Fill("#c-CT07", "50")
	p.Press("Tab")
	waitFocus(p, "kh-CT07")
	p.Axe(t)
	if s := p.Text("#k-CT07"); !strings.Contains(s, "Phó phòng") || !strings.Contains(s, "6") || !strings.Contains(s, "50") {
		t.Errorf("conflict block says %q", s)
	}
	p.Click("#k-CT07 button:last-child")
	waitState(p, "CT07", "saved")
	if p.Count("#k-CT07") != 0 {
		t.Error("the conflict block stays")
	}
	waitFocus(p, "c-CT07")
	p.Fill("#c-CT09", "50")
	p.Press("Tab")
	waitFocus(p, "kh-CT09")
	p.Click("#k-CT09 button:first-child")
	waitState(p, "CT09", "saved")
	if p.Value("#c-CT09") != "6" || p.Attr("#c-CT09", "data-rev") != "9" {
		t.Error("keeping the other's value is wrong")
	}
}

func TestGridKeepsDraft(t *testing.T) {
	p, saver := openGrid(t, "/grid")
	saver.set(func(map[string]string) (int, map[string]any) { return 503, map[string]any{} })
	p.Fill("#c-CT06", "61")
	p.Press("Tab")
	waitState(p, "CT06", "failed")
	if p.Text("#m-CT06") != "Chưa lưu được. Số liệu vẫn giữ trong trình duyệt này, hệ thống sẽ thử lại." {
		t.Errorf("message %q", p.Text("#m-CT06"))
	}
	if v := webtest.Eval[string](p, "localStorage.getItem('thidua:7:/luu:CT06')"); v != `{"value":"61","rev":1}` {
		t.Errorf("draft %q", v)
	}
	saver.set(nil)
	waitState(p, "CT06", "saved") // tried again by itself after two seconds
	if webtest.Eval[bool](p, "localStorage.getItem('thidua:7:/luu:CT06') !== null") {
		t.Error("the draft stays after saving")
	}

	saver.set(func(map[string]string) (int, map[string]any) { return 303, nil })
	p.Fill("#c-CT07", "62")
	p.Press("Tab")
	waitState(p, "CT07", "failed")
	if h := p.Attr(".banner.bad a", "href"); h != "/dang-nhap?ve=%2Fgrid%23c-CT07" {
		t.Errorf("sign-in link %q", h)
	}
	n := len(saver.seen())
	saver.set(nil)
	p.Goto(p.URL() + "?lai=1#c-CT07") // signed in again
	waitState(p, "CT07", "saved")
	waitFocus(p, "c-CT07")
	if got := saver.seen(); n != 1 || len(got) != 1 || got[0]["value"] != "62" || got[0]["rev"] != "1" {
		t.Errorf("after sign-in sent %v (before: %d)", got, n)
	}
}

func TestGridPaste(t *testing.T) {
	p, saver := openGrid(t, "/grid") // no data-paste: cell by cell
	p.Fill("#c-CT02", "")
	p.Paste("11\n12\n13\n14\n15\n")
	for _, c := range []string{"CT02", "CT03", "CT06"} {
		waitState(p, c, "saved")
	}
	var sent []string
	for _, f := range saver.seen() {
		sent = append(sent, f["code"]+"="+f["value"])
	}
	if s := strings.Join(sent, " "); !strings.HasSuffix(s, "CT02=11 CT03=12 CT06=15") || strings.Contains(s, "CT04") || strings.Contains(s, "CT05") {
		t.Errorf("sent %s", s)
	}
	p.Wait("document.getElementById('gridlive').textContent.includes('Đã dán 3 ô, bỏ qua 2 ô khóa')")
	p.Press("Ctrl+z") // one step
	p.Wait("document.getElementById('c-CT03').value === 'abc' && document.getElementById('c-CT06').value === ''")
}

func TestGridPasteBlock(t *testing.T) {
	p, saver := openGrid(t, "/grid-dan")
	saver.set(func(f map[string]string) (int, map[string]any) {
		return 200, map[string]any{"list": []map[string]any{
			{"code": "CT02", "state": "saved", "value": "1.234,5", "rev": 2, "at": "10:00"},
			{"code": "CT03", "state": "invalid", "text": "Phải là số"},
			{"code": "CT04", "state": "locked", "text": "Ô này đã khóa"},
		}}
	})
	webtest.Eval[bool](p, "document.getElementById('c-CT02').focus() || true")
	p.Paste("Số cuộc kiểm tra\t1234,5\nTiếp dân\tmười hai\nHồ sơ\t3\n")
	waitState(p, "CT02", "saved")
	waitState(p, "CT03", "invalid")
	waitState(p, "CT04", "locked")
	got := saver.seen()
	if len(got) != 1 || got[0]["from"] != "CT02" || got[0]["codes"] != "CT02,CT03,CT04" || got[0]["revs"] != "1,1,1" || !strings.Contains(got[0]["cells"], "\t1234,5\n") {
		t.Errorf("sent %v", got)
	}
	if p.Value("#c-CT02") != "1.234,5" || p.Value("#c-CT04") != "2" {
		t.Error("values after the block are wrong")
	}
}

func TestTextAutosave(t *testing.T) {
	p, saver := openGrid(t, "/grid")
	p.Fill("#f-text", "Đạt 26 chỉ tiêu.\nCòn 4.")
	p.Wait("document.getElementById('f-text-s').textContent === 'Đã lưu lúc 09:42'")
	got := saver.seen()
	if len(got) != 1 || got[0]["code"] != "ket-qua" || got[0]["rev"] != "0" || !strings.HasPrefix(got[0]["value"], "Đạt 26") {
		t.Errorf("sent %v", got)
	}
}

// TestGridWithoutScripts: an ordinary form with the versions in it.
func TestGridWithoutScripts(t *testing.T) {
	base, _ := guideServer(t, false)
	p := webtest.OpenWith(t, base+"/grid", webtest.Options{Width: 1280, Height: 720, NoScript: true})
	if p.Count("form.grid input[name^='v.']") != 10 || p.Count("form.grid input[name^='rev.']") != 10 {
		t.Error("the form does not hold ten values with ten versions")
	}
	if p.Count("form.grid [data-print]") != 0 {
		t.Error("a button that needs scripts stands in the form")
	}
}

func TestFrameKeys(t *testing.T) {
	base, _ := guideServer(t, true)
	p := webtest.Open(t, base+"/kieu-dang", 1366, 768, false)
	p.Press("Tab")
	if f := p.Focused(); f != "a:Chuyển đến nội dung chính" {
		t.Errorf("first Tab stop is %q", f)
	}
	p.Press("Enter")
	waitFocus(p, "main")
	p.Press("Tab", "Tab")
	if f := p.Focused(); !strings.HasPrefix(f, "a:Tiếp tục") {
		t.Errorf("the second stop of main is %q", f)
	}
	p.Press("Ctrl+k")
	waitFocus(p, "q")
	p.Click(".user summary")
	p.Wait("document.querySelector('.user').open")
	p.Press("Esc")
	p.Wait("!document.querySelector('.user').open && document.activeElement.matches('.user summary')")
	webtest.Eval[bool](p, "document.activeElement.blur() || true")
	p.Press("?")
	p.Wait("document.getElementById('keys').open")
	p.Axe(t)
	p.Press("Esc")
	p.Wait("!document.getElementById('keys').open")
	p.Submit(".prefs button[value=dark]")
	if p.Attr("html", "data-theme") != "dark" || !strings.HasSuffix(p.URL(), "/kieu-dang") {
		t.Error("the theme is not kept or the page is another")
	}
}
