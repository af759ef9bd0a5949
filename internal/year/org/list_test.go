package org

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestCodeFrom(t *testing.T) {
	for _, c := range []struct{ name, taken, want string }{
		{"Sở Tư pháp", "", "so-tu-phap"},
		{"Sở Tư pháp", "so-tu-phap", "so-tu-phap-2"},
		{"Khối thi đua số 3", "", "khoi-thi-dua-so-3"},
		{"Lữ đoàn 198, Bộ Tư lệnh Đặc công", "", "lu-doan-198-bo-tu-lenh-dac-cong"},
		{"Bộ Chỉ huy Bộ đội Biên phòng tỉnh Đắk Lắk", "", "bo-chi-huy-bo-doi-bien-phong-tinh-dak"},
		{"…", "", ""},
	} {
		if got := CodeFrom(c.name, func(s string) bool { return s == c.taken }); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		if code := CodeFrom(rapid.String().Draw(t, "name"), nil); code != "" && (len(code) > 60 || !codeShape.MatchString(code)) {
			t.Fatalf("%q", code)
		}
	})
}

func TestReadList(t *testing.T) {
	text := "TT\tTên đơn vị\tTên gọi tắt\n1\tThanh tra tỉnh Đắk Lắk\tThanh tra tỉnh\r\n2. Trại giam Đắk Tân\n\n3) Viện kiểm sát nhân dân tỉnh Đắk Lắk; VKSND tỉnh\n- Tòa án nhân dân tỉnh\n" +
		"Sở Tư pháp tỉnh Đắk Lắk.\nBộ Chỉ huy Quân sự tỉnh\nCục Thi hành án dân sự\nTrung đoàn Cảnh sát cơ động Tây Nguyên\n12\tLữ đoàn 198\nTrường Cao đẳng Y tế\nUBND xã Ea Kao\nHội Nông dân tỉnh\nBan Tổ chức Tỉnh ủy\nNgân hàng Chính sách xã hội\n10 Trại tạm giam Công an tỉnh\n"
	var got []string
	for _, u := range ReadList(text, "Đắk Lắk") {
		got = append(got, u.Name+" | "+u.Short+" | "+string(u.Kind))
	}
	want := []string{
		"Thanh tra tỉnh Đắk Lắk | Thanh tra tỉnh | civil", "Trại giam Đắk Tân | Trại giam Đắk Tân | prison", "Viện kiểm sát nhân dân tỉnh Đắk Lắk | VKSND tỉnh | procuracy",
		"Tòa án nhân dân tỉnh | Tòa án nhân dân tỉnh | court", "Sở Tư pháp tỉnh Đắk Lắk | Sở Tư pháp | civil", "Bộ Chỉ huy Quân sự tỉnh | Bộ Chỉ huy Quân sự tỉnh | military",
		"Cục Thi hành án dân sự | Cục Thi hành án dân sự | civil", "Trung đoàn Cảnh sát cơ động Tây Nguyên | Trung đoàn Cảnh sát cơ động Tây Nguyên | police", "Lữ đoàn 198 | Lữ đoàn 198 | military",
		"Trường Cao đẳng Y tế | Trường Cao đẳng Y tế | school", "UBND xã Ea Kao | UBND xã Ea Kao | commune", "Hội Nông dân tỉnh | Hội Nông dân tỉnh | union",
		"Ban Tổ chức Tỉnh ủy | Ban Tổ chức Tỉnh ủy | party", "Ngân hàng Chính sách xã hội | Ngân hàng Chính sách xã hội | enterprise", "Trại tạm giam Công an tỉnh | Trại tạm giam Công an tỉnh | prison",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	rapid.Check(t, func(t *rapid.T) {
		for _, u := range ReadList(rapid.String().Draw(t, "text"), rapid.String().Draw(t, "province")) {
			if u.Name == "" || u.Short == "" || !u.Kind.Known() {
				t.Fatalf("%+v", u)
			}
		}
	})
}
