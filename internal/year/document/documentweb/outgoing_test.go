package documentweb

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

var versionField = regexp.MustCompile(`name="version" value="([^"]+)"`)

// sign puts an update with a signature behind a PDF, as signing programs do.
func sign(ours []byte) []byte {
	const hole = "<00ff>"
	build := func(a, b, c int) []byte {
		return fmt.Appendf(nil, "%s\n99 0 obj\n<</Type/Sig/ByteRange [0 %08d %08d %08d]/Contents %s>>\nendobj\n%%%%EOF\n", ours, a, b, c, hole)
	}
	x := build(0, 0, 0)
	at := bytes.LastIndex(x, []byte(hole))
	return build(at, at+len(hole), len(x)-at-len(hole))
}

// signed uploads a file as the signed copy.
func (s *site) signed(path, version, name string, data []byte, scan bool, status int, want ...string) {
	s.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	m.WriteField("version", version)
	if scan {
		m.WriteField("scan", "1")
	}
	f, _ := m.CreateFormFile("file", name)
	f.Write(data)
	m.Close()
	s.do("lead", "POST", path+"/ban-ky", m.FormDataContentType(), b.Bytes(), status, want...)
}

func (s *site) version(path string) string {
	s.t.Helper()
	m := versionField.FindStringSubmatch(s.get("lead", path, 200))
	if m == nil {
		s.t.Fatalf("%s has no version", path)
	}
	return m[1]
}

func TestOutgoingPages(t *testing.T) {
	s := newSite(t)
	s.get("lead", "/van-ban-di", 200, "Chưa cấp số nào", "Soạn văn bản")
	if x := s.get("member", "/van-ban-di", 200, "chưa ban hành"); strings.Contains(x, "/van-ban-di/moi") {
		t.Error("a member may draft")
	}
	s.get("other", "/van-ban-di?khoi=khoi-3", 404)
	for _, p := range []string{"/van-ban-di/moi", "/cap-so"} {
		s.get("member", p, 403)
	}
	s.get("lead", "/van-ban-di/moi", 200, "Soạn loại văn bản nào?", "Giấy mời (GM)", "Mời họp")
	s.get("lead", "/van-ban-di/moi?kind=GM", 200, "trân trọng kính mời", "[giờ, ngày]")
	form := url.Values{"kind": {"KH"}, "subject": {"Thi đua năm 2022 <b>"}, "body": {"Căn cứ [văn bản];\nI. MỤC ĐÍCH\n- Một\n| TT | Đơn vị |\n| 1 | Thanh tra |"}, "cc": {"Lưu: VT"}, "under": {"TM."}}
	s.post("member", "/van-ban-di/moi", form, 403)
	s.post("lead", "/van-ban-di/moi", url.Values{"kind": {"KH"}, "subject": {""}, "body": {"giữ lại"}}, 422, "Ghi trích yếu", "giữ lại")
	path := s.post("lead", "/van-ban-di/moi", form, 303).Header().Get("Location")
	if again := s.post("lead", "/van-ban-di/moi", form, 303).Header().Get("Location"); again != path {
		t.Errorf("sent twice: %s and %s", path, again)
	}
	s.get("lead", path, 200, "Dự thảo", "Còn 1 chỗ chưa điền", "…/KH-KTĐ", "Thi đua năm 2022 &lt;b&gt;", "<td>Thanh tra</td>")
	s.get("member", path, 403)
	s.get("other", path, 404)
	s.post("lead", path+"/ban-hanh", url.Values{"version": {"1"}, "day": {""}}, 422, "Còn 1 chỗ chưa điền: [văn bản]")
	form.Set("version", s.version(path+"/sua"))
	form.Set("body", "I. MỤC ĐÍCH\nMột")
	s.post("lead", path+"/sua", form, 303)
	s.post("lead", path+"/sua", url.Values{"version": {"1"}, "subject": {"x"}, "body": {"khác"}}, 409, "Người khác vừa sửa")
	if b := s.get("lead", path+"/tai/pdf", 200); !strings.HasPrefix(b, "%PDF-") {
		t.Error("no PDF of the draft")
	}
	s.get("lead", path+"/tai/da-ky", 404)
	s.get("lead", path+"/tai/exe", 404)
	s.post("lead", path+"/ban-ky", url.Values{}, 422, "Chọn một tệp")
	s.get("lead", path+"/ban-hanh", 200, "01/KH-KTĐ")
	for day, want := range map[string]string{"30/02/2022": "không phải ngày", "31/12/2999": "chưa tới"} {
		s.post("lead", path+"/ban-hanh", url.Values{"version": {"2"}, "day": {day}}, 422, want)
	}
	s.post("lead", path+"/ban-hanh", url.Values{"version": {"2"}}, 303)
	s.post("lead", path+"/ban-hanh", url.Values{"version": {"2"}}, 303)
	s.get("member", path, 200, "01/KH-KTĐ", "chờ bản ký", "Tải PDF")
	s.get("other", path+"/tai/pdf", 404)
	s.get("lead", path+"/sua", 409, "đã ban hành")
	if w := s.do("member", "GET", strings.Replace(path, "/van-ban-di/", "/van-ban/", 1), "", nil, 303); w.Header().Get("Location") != path {
		t.Errorf("the register leads to %s", w.Header().Get("Location"))
	}
	s.get("member", "/van-ban?q=thi+dua+2022", 200, "01/KH-KTĐ")
	signedPages(t, s, path)
	s.get("lead", path+"/thu-hoi", 200, "Thu hồi")
	v := s.version(path + "/thu-hoi")
	s.post("lead", path+"/thu-hoi", url.Values{"version": {v}}, 422, "Ghi lý do")
	s.post("lead", path+"/thu-hoi", url.Values{"version": {v}, "reason": {"Sai chỉ tiêu"}}, 303)
	s.get("member", "/van-ban-di", 200, "Đã thu hồi", "Sai chỉ tiêu")
	s.do("member", "GET", "/van-ban-di/so.xlsx", "", nil, 200)
}

func signedPages(t *testing.T, s *site, path string) {
	t.Helper()
	ours := []byte(s.get("member", path+"/tai/pdf", 200))
	v := s.version(path + "/ban-ky")
	s.signed(path, v, "a.pdf", ours, false, 422, "chưa có chữ ký nào")
	edited := bytes.Clone(ours)
	edited[len(edited)-300] ^= 1
	s.signed(path, v, "a.pdf", sign(edited), false, 422, "đã bị thay đổi", "khác từ byte")
	s.signed(path, v, "a.pdf", []byte("%PDF-1.4 khác"), false, 422, "không phải bản đã tải từ hệ thống")
	s.signed(path, v, "quet (MẬT).jpg", []byte("\xff\xd8"), true, 422, "Không lưu gì")
	s.signed(path, v, "quet.jpg", []byte("\xff\xd8"), true, 303)
	s.get("member", path, 200, "Bản quét, không so", "quet.jpg")
	s.signed(path, s.version(path+"/ban-ky"), "da-ky.pdf", sign(ours), false, 303)
	s.get("member", path, 200, "Tệp giữ nguyên bản của hệ thống", "da-ky.pdf")
	if got := s.get("member", path+"/tai/da-ky", 200); got != string(sign(ours)) {
		t.Error("another file comes back")
	}
	if got := s.get("member", path+"/tai/pdf", 200); got != string(ours) {
		t.Error("the issued bytes changed")
	}
}

func TestLinksAndNumbers(t *testing.T) {
	s := newSite(t)
	ct := s.post("lead", "/van-ban/moi", url.Values{"code": {"24/CT-UBND"}, "issuer": {"UBND tỉnh"}, "abstract": {"Phát động"}, "day": {"28/12/2021"}}, 303).Header().Get("Location")
	path := s.post("lead", "/van-ban-di/moi", url.Values{"kind": {"TB"}, "subject": {"Lịch họp"}, "body": {"Một"}, "cc": {"Lưu: VT"}}, 303).Header().Get("Location")
	s.post("lead", path+"/lien-ket", url.Values{"relation": {"based"}, "code": {"99/CT-UBND"}}, 422, "Sổ chưa có văn bản số “99/CT-UBND”", "99/CT-UBND")
	s.post("lead", path+"/lien-ket", url.Values{"relation": {""}, "code": {"24/CT-UBND"}}, 422, "Chọn quan hệ")
	s.post("member", path+"/lien-ket", url.Values{"relation": {"based"}, "code": {"24/CT-UBND"}}, 403)
	s.post("lead", path+"/lien-ket", url.Values{"relation": {"based"}, "code": {"24/CT-UBND"}}, 303)
	s.get("lead", path, 200, "Căn cứ vào", "Chỉ thị 24/CT-UBND")
	if x := s.get("member", ct, 200); strings.Contains(x, "Là căn cứ của") {
		t.Error("a draft shows in the register of others")
	}
	s.get("lead", "/cap-so", 200, "Mọi loại", "01/KH-KTĐ", "Một dãy chung")
	s.post("lead", "/cap-so/giu", url.Values{"kind": {"TB"}, "n": {"hai"}, "reason": {"x"}}, 422, "không phải số", "hai")
	s.post("lead", "/cap-so/giu", url.Values{"kind": {"TB"}, "n": {"2"}, "reason": {""}}, 422, "Ghi lý do")
	s.post("member", "/cap-so/giu", url.Values{"kind": {"TB"}, "n": {"2"}, "reason": {"x"}}, 403)
	s.post("lead", "/cap-so/tiep", url.Values{"kind": {"TB"}, "last": {"7"}}, 303)
	s.post("lead", "/cap-so/giu", url.Values{"kind": {"TB"}, "n": {"2"}, "reason": {"Ký tay tại hội nghị"}}, 303)
	s.post("lead", "/cap-so/huy", url.Values{"kind": {"TB"}, "number": {"9"}, "reason": {"Không dùng"}}, 303)
	s.post("lead", "/cap-so/huy", url.Values{"kind": {"TB"}, "number": {"9"}, "reason": {"Không dùng"}}, 409, "không còn giữ chỗ")
	s.post("lead", "/cap-so", url.Values{"split": {"split"}, "field": {"VP"}, "version": {"0"}}, 409, "không đổi cách chia")
	s.post("lead", "/cap-so", url.Values{"split": {"one"}, "field": {"VP"}, "version": {"0"}}, 303)
	s.get("lead", path+"/ban-hanh", 200, "10/TB-KTĐ", "08/TB-KTĐ – Ký tay tại hội nghị")
	s.post("lead", path+"/ban-hanh", url.Values{"version": {"1"}, "number": {"8"}}, 303)
	s.get("member", path, 200, "08/TB-KTĐ")
	s.get("member", ct, 200, "Là căn cứ của", "08/TB-KTĐ")
	s.get("member", "/van-ban-di", 200, "Đã cấp trên sổ giấy", "Không dùng", "Đã hủy")
	drop := s.post("lead", "/van-ban-di/moi", url.Values{"kind": {"TB"}, "subject": {"Bỏ đi"}, "body": {"Một"}, "cc": {"Lưu: VT"}}, 303).Header().Get("Location")
	s.get("lead", drop+"/bo", 200, "Bỏ dự thảo này?")
	s.post("lead", drop+"/bo", url.Values{"version": {"1"}}, 303)
	s.get("lead", drop, 404)
}
