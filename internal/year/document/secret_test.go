package document

import (
	"errors"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"thidua/internal/base/fault"
)

// TestMarksAndWords: what is stamped on papers, and what only sounds like it. A miss takes a
// secret in, a false alarm sends an officer away with an honest report: both count.
func TestMarksAndWords(t *testing.T) {
	for text, want := range map[string]string{
		"MẬT": "MẬT", "Mật": "MẬT", "TỐI MẬT": "TỐI MẬT", "TUYỆT MẬT": "TUYỆT MẬT", "M Ậ T": "MẬT", "M  Ậ  T": "MẬT", "T Ố I  M Ậ T": "TỐI MẬT", "T U Y Ệ T   M Ậ T": "TUYỆT MẬT",
		"(MẬT)": "MẬT", "* MẬT *": "MẬT", "MẬT.": "MẬT", "MẬT\u00a0": "MẬT", "M\u200bẬT": "MẬT", "TỐI\u00a0MẬT": "TỐI MẬT", "TỐI\nMẬT": "MẬT",
		"Độ mật: Mật": "MẬT", "Mức độ mật: TỐI MẬT": "TỐI MẬT", "Dấu chỉ độ mật: tuyệt mật": "TUYỆT MẬT", "Độ khẩn: Hỏa tốc; Độ mật: Mật": "MẬT",
		"UBND TỈNH ĐẮK LẮK   T Ố I   M Ậ T   Số: 12/BC": "TỐI MẬT", "Số: 12/BC-BCH (MẬT)": "MẬT", "Công văn TUYỆT MẬT số 5": "TUYỆT MẬT", "TÀI LIỆU MẬT": "MẬT", "VĂN BẢN MẬT": "MẬT", "BÁO CÁO\tTỐI MẬT": "TỐI MẬT",

		"mật độ dân số": "", "MẬT ĐỘ GIAO THÔNG": "", "bí mật nhà nước": "", "BẢO VỆ BÍ MẬT NHÀ NƯỚC": "", "CÔNG TÁC BẢO MẬT": "", "bảo mật dữ liệu cá nhân": "", "Mật khẩu: 8 ký tự": "", "MẬT KHẨU": "",
		"mô hình nuôi ong lấy mật": "", "thân mật, cởi mở": "", "CƠ MẬT VIỆN": "", "gắn bó mật thiết với nhân dân": "", "ngành cơ yếu, mật mã": "", "tuyệt mật là độ mật cao nhất": "", "Độ mật: Không": "", "Độ mật: ........": "", "Độ mật: thường": "",
		"Văn bản MẬT: 0; TỐI MẬT: 0; TUYỆT MẬT: 0": "", "phân biệt ba độ: TUYỆT MẬT, TỐI MẬT và MẬT": "", "Đồng chí Nguyễn Văn Mật": "", "Luật Bảo vệ bí mật nhà nước (2018)": "", "không để lộ, lọt bí mật": "", "Không có vụ lộ, lọt bí mật nhà nước": "",
		"buổi tối mất điện": "", "tối mặt tối mũi": "", "Mặt trận Tổ quốc": "", "Mật: 3 văn bản": "", "Ban Cơ yếu – MẬT MÃ": "", "DANH MỤC BÍ MẬT": "", "Giữ kín, niêm mật": "", "MẬT NGHỊ": "",
	} {
		for form, x := range map[string]string{"composed": text, "decomposed": norm.NFD.String(text)} {
			if got, _ := FindMark(x); got != want {
				t.Errorf("%q (%s): %q, want %q", text, form, got, want)
			}
		}
	}
	for name, want := range map[string]string{
		"MẬT.pdf": "MẬT", "MẬT-24.pdf": "MẬT", "mật.docx": "MẬT", "24_MẬT.xlsx": "MẬT", "bao cao (TỐI MẬT).docx": "TỐI MẬT", "toi mat 05.docx": "TỐI MẬT", "toi-mat_05.pdf": "TỐI MẬT", "Tối mật.docx": "TỐI MẬT", "TOIMAT.pdf": "TỐI MẬT",
		"tuyet_mat.zip": "TUYỆT MẬT", "TUYỆT MẬT.doc": "TUYỆT MẬT", "M Ậ T.pdf": "MẬT", "T Ố I M Ậ T 5.pdf": "TỐI MẬT", "BC[MẬT].docx": "MẬT",

		"mat-do-dan-so.xlsx": "", "MẬT ĐỘ DÂN SỐ.xlsx": "", "MẬT KHẨU WIFI.txt": "", "bao-mat.docx": "", "QUY CHẾ BẢO MẬT.docx": "", "BÍ MẬT NHÀ NƯỚC.pptx": "", "bi mat nha nuoc.docx": "", "ong mật.xlsx": "", "MẬT ONG.docx": "",
		"buổi tối mất điện.docx": "", "Mặt trận.docx": "", "mat-tran.docx": "", "Thân mật.jpg": "", "mật mã.docx": "", "bao cao thang 7.docx": "", "MẬT MÃ.docx": "", "KHÔNG MẬT.docx": "",
	} {
		for form, x := range map[string]string{"composed": name, "decomposed": norm.NFD.String(name)} {
			if got := FindMarkInName(x); got != want {
				t.Errorf("%q (%s): %q, want %q", name, form, got, want)
			}
		}
	}
}

// TestOtherKinds: what an office has and the system does not take is refused by what it is,
// with what to send instead.
func TestOtherKinds(t *testing.T) {
	zeros := strings.Repeat("\x00", 300)
	for name, x := range map[string]struct{ data, says string }{
		"ho-so.zip": {"PK\x03\x04" + zeros, "Giải nén"}, "ho-so.rar": {"Rar!\x1a\x07\x01\x00" + zeros, "Giải nén"}, "ho-so.7z": {"7z\xbc\xaf\x27\x1c" + zeros, "Giải nén"},
		"bao-cao.pdf.p7m": {"0\x82\x04\x00\x06\x09\x2a" + zeros, "phần mềm ký số"}, "chu-ky.p7s": {"0\x82\x04\x00\x06\x09\x2a" + zeros, "phần mềm ký số"},
		"thu.eml": {"From: a@vidu.vn\nMIME-Version: 1.0\nContent-Type: text/plain\n\nx\n", "thư điện tử"}, "hong.docx": {"PK\x03\x04" + zeros, "chưa chép xong"}, "hong.pdf": {zeros, "chưa chép xong"},
		"anh.heic": {"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + zeros, "JPEG"}, "chay.exe": {"MZ" + zeros, "Nhận PDF, Word"}, "trang.html": {"<html><script>1</script></html>", "Nhận PDF, Word"},
	} {
		_, err := Fit(name, []byte(x.data))
		if f, ok := errors.AsType[*fault.Error](err); !ok || !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Text(f.Msg, f.Args), x.says) {
			t.Errorf("%s: %v, want %q", name, err, x.says)
		}
	}
}
