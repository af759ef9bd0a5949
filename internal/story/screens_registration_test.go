package story

// Titles and forms, award list and registrations.
var registrationScreens = []screen{
	{name: "titles", as: "canbo-tand", path: "/danh-hieu?he=civil&nam=2022", heading: "Danh hiệu và hình thức khen thưởng|Titles and forms of commendation", row: "Chiến sĩ thi đua toàn quốc", main: true},
	{name: "titles no book", as: "canbo-tand", path: "/danh-hieu?he=civil&nam=1990", heading: "Danh hiệu và hình thức khen thưởng|Titles and forms of commendation", row: "1990"},
	{name: "title", as: "canbo-tand", path: "/danh-hieu/cstd-tinh?he=civil&nam=2022", heading: "Chiến sĩ thi đua bộ, ban, ngành, tỉnh", row: "Điều 22|Article 22"},
	{name: "title without rules", as: "canbo-tand", path: "/danh-hieu/hcsv?he=army&nam=2022", heading: "Huân chương Sao vàng", row: "HCSV"},
	{name: "why", as: "canbo-tand", path: "/danh-hieu/cstd-tinh/vi-sao?he=civil&nam=2022", heading: "Vì sao: Chiến sĩ thi đua bộ, ban, ngành, tỉnh|Why: Chiến sĩ thi đua bộ, ban, ngành, tỉnh", row: "Cá nhân|Person"},
	{name: "why answered", as: "canbo-tand", path: "/danh-hieu/cstd-tinh/vi-sao?he=civil&nam=2022&hoi=1&doi-tuong=person&da-dat=2020,+2021:+CSTĐCS&sang-kien=2021:+tỉnh&ky-luat=không",
		heading: "Vì sao: Chiến sĩ thi đua bộ, ban, ngành, tỉnh|Why: Chiến sĩ thi đua bộ, ban, ngành, tỉnh", row: "CSTĐCS 2020; CSTĐCS 2021", main: true},
	{name: "why notes", as: "canbo-tand", path: "/danh-hieu/bk/vi-sao?he=civil&nam=2022&hoi=1&doi-tuong=person&da-dat=2021:+CSTĐCS&xep-loai=2021:+HTTNV;+2022:+HTTNV&sang-kien=không&so-lieu=số+ghế+=+4",
		heading: "Vì sao: Bằng khen của bộ, ban, ngành, tỉnh|Why: Bằng khen của bộ, ban, ngành, tỉnh", row: "Không quy tắc nào của bộ này đọc số liệu số ghế|No rule of this book reads the count số ghế", main: true},
	{name: "why wrong", as: "canbo-tand", path: "/danh-hieu/cstd-tinh/vi-sao?hoi=1&doi-tuong=person&da-dat=lung+tung", status: 422, heading: "Vì sao: Chiến sĩ thi đua bộ, ban, ngành, tỉnh|Why: Chiến sĩ thi đua bộ, ban, ngành, tỉnh", row: "lung tung"},
	{name: "rulebooks", as: "ban-tdkt", path: "/bo-quy-tac", heading: "Bộ quy tắc|Rulebooks", row: "Chế độ đến 31/12/2023, cơ quan dân sự", main: true},
	{name: "rulebook", as: "canbo-tand", path: "/bo-quy-tac/A-civil", heading: "Chế độ đến 31/12/2023, cơ quan dân sự", row: "cstdcs.quota"},
	{name: "rulebook load", as: "ban-tdkt", path: "/nap-bo-quy-tac", heading: "Nạp bộ quy tắc|Load a rulebook", row: ".yaml"},
	{name: "rulebook copy", as: "ban-tdkt", path: "/nap-bo-quy-tac?tu=A-civil", heading: "Nạp bộ quy tắc|Load a rulebook", row: "max_pct: 1500"},
	{name: "rulebook kept", as: "ban-tdkt", path: "/bo-quy-tac/A-civil", heading: "Chế độ đến 31/12/2023, cơ quan dân sự", row: "Nhiều nhất 15 % của số Lao động tiên tiến.|At most 15 % (of: Progressive Workers)."},
	{name: "rulebook one rule", as: "ban-tdkt", path: "/nap-bo-quy-tac?tu=A-civil&quy-tac=cstdcs.quota", heading: "Sửa quy tắc: Tỷ lệ Chiến sĩ thi đua cơ sở|Edit the rule: Tỷ lệ Chiến sĩ thi đua cơ sở", row: "max_pct: 1500", main: true},
	{name: "rulebook one rule wrong", as: "ban-tdkt", path: "/nap-bo-quy-tac", post: []string{"tu=A-civil", "quy-tac=cstdcs.quota", "text=- {id: cstdcs.quota, title: \"Tỷ lệ Chiến sĩ thi đua cơ sở\", kind: quota, value: '{max_pct: 12 %, base: \"lđtt\"}', cite: {doc: \"05/2022/QĐ-UBND\", article: \"4\"}, mark: MEMORY, why_not: {vi: \"Vượt\", en: \"Above\"}}"},
		heading: "Sửa quy tắc: Tỷ lệ Chiến sĩ thi đua cơ sở|Edit the rule: Tỷ lệ Chiến sĩ thi đua cơ sở", row: "12 % ghi là 1200|12 % is 1200", main: true},
	{name: "rulebook one rule good", as: "ban-tdkt", path: "/nap-bo-quy-tac", post: []string{"tu=A-civil", "quy-tac=cstdcs.quota", "text=- {id: cstdcs.quota, title: \"Tỷ lệ Chiến sĩ thi đua cơ sở\", kind: quota, value: '{max_pct: 12, base: \"lđtt\"}', cite: {doc: \"05/2022/QĐ-UBND\", article: \"4\"}, mark: MEMORY, why_not: {vi: \"Vượt\", en: \"Above\"}}"},
		heading: "Sửa quy tắc: Tỷ lệ Chiến sĩ thi đua cơ sở|Edit the rule: Tỷ lệ Chiến sĩ thi đua cơ sở", row: "Nếu muốn 12 % thì ghi 1200|If 12 % is meant, write 1200", main: true},
	{name: "rulebook refused", as: "ban-tdkt", path: "/nap-bo-quy-tac", post: []string{"text=pack: X\ntitle: Tỉnh ta\nsystem: civil\neffective: {from: 2022-13-01}\nrules:\n  - id: a.b\n    sai: 1"}, heading: "Nạp bộ quy tắc|Load a rulebook", row: "2022-13-01", main: true},
	{name: "rulebook good", as: "ban-tdkt", path: "/nap-bo-quy-tac", post: []string{"text=pack: so-toa-an\ntitle: Ngành Tòa án\nsystem: court\neffective: {from: 2017-10-01}\nrules:\n  - id: cstdcs.quota\n    title: \"Tỷ lệ\"\n    kind: quota\n    value: '{max: 3}'\n    cite: {doc: \"01/QĐ-TA\", article: \"1\", clause: \"\"}\n    mark: MEMORY\n    why_not: {vi: \"Vượt {over} người\", en: \"{over} above\"}"},
		heading: "Nạp bộ quy tắc|Load a rulebook", row: "Ngành Tòa án", main: true},

	{name: "awards", as: "canbo-thanh-tra", path: "/khen-thuong", heading: "Sổ khen thưởng|Commendation register", row: "Phòng Nghiệp vụ", main: true},
	{name: "awards none found", as: "canbo-tand", path: "/khen-thuong?q=khongco", heading: "Sổ khen thưởng|Commendation register", row: "|"},
	{name: "awards filtered", as: "canbo-tand", path: "/khen-thuong?tu=01/12/2021&den=31/12/2021&nguoi=Thủ+trưởng+đơn+vị&che-do=A", heading: "Sổ khen thưởng|Commendation register", row: "Chánh Văn phòng", main: true},
	{name: "awards years", as: "canbo-tand", path: "/khen-thuong", heading: "Sổ khen thưởng|Commendation register", row: "đã ghi đủ các năm 2017–2021|is complete for 2017–2021"},
	{name: "awards years wrong", as: "canbo-tand", path: "/khen-thuong/so-du-nam", post: []string{"since=2016", "until=2030"}, heading: "Sổ khen thưởng|Commendation register", row: "Năm 2030 chưa tới|2030 has not come yet", main: true},
	{name: "award new", as: "canbo-tand", path: "/khen-thuong/moi", heading: "Ghi khen thưởng|Enter an award", row: "105/QĐ-UBND"},
	{name: "award wrong", as: "canbo-tand", path: "/khen-thuong/moi", post: []string{"name=", "year=hai", "day=32/01/2022"}, heading: "Ghi khen thưởng|Enter an award", row: "32/01/2022", main: true},
	{name: "award", before: "as canbo-tand\nGET /khen-thuong?q=chanh+van+phong&danh-hieu=CSTĐCS\nkeep AWARDID /khen-thuong/([0-9a-z]{10,})\"", as: "canbo-tand", path: "/khen-thuong/$AWARDID", heading: "Chánh Văn phòng", row: "Chiến sĩ thi đua cơ sở"},
	{name: "award edit", as: "canbo-tand", path: "/khen-thuong/$AWARDID/sua", heading: "Sửa khen thưởng của Chánh Văn phòng|Edit the award of Chánh Văn phòng", row: "Chánh Văn phòng"},
	{name: "award list send", as: "canbo-tand", path: "/nhap-khen-thuong", heading: "Nhập danh sách khen thưởng|Import a list of commendations", row: "20 MB"},
	{name: "award list wrong", as: "canbo-tand", path: "/nhap-khen-thuong", post: []string{"text="}, heading: "Nhập danh sách khen thưởng|Import a list of commendations", row: "20 MB"},
	{name: "award list preview", before: "as canbo-tand\nPOST /nhap-khen-thuong\n  text=Họ và tên;Danh hiệu;Năm;Số quyết định;Ngày quyết định;Người quyết định\nstatus 303\nkeep SENTLIST (/nhap-khen-thuong/[0-9a-z]+)", as: "canbo-tand", path: "$SENTLIST", heading: "Xem trước danh sách|Preview of the list", row: "Danh sách dán.csv"},

	{name: "award list authority", before: "as canbo-tand\nPOST /nhap-khen-thuong\n  @file=award-list.csv\nstatus 303\nkeep SENTLIST2 (/nhap-khen-thuong/[0-9a-z]+)", as: "canbo-tand", path: "$SENTLIST2", heading: "Xem trước danh sách|Preview of the list", row: "Thẩm tra viên", main: true},

	{name: "registration empty", as: "canbo-tand", path: "/dang-ky/2022", heading: "Đăng ký năm 2022 – TAND tỉnh|Registration 2022 – TAND tỉnh", row: "Chưa đăng ký|Nothing registered", main: true},
	{name: "registration not open", as: "canbo-tand", path: "/dang-ky/2021", heading: "Đăng ký năm 2021 – TAND tỉnh|Registration 2021 – TAND tỉnh", row: "chưa mở đợt|has not opened"},
	{name: "registration new line", as: "canbo-tand", path: "/dang-ky/2022/them", heading: "Thêm vào danh sách đăng ký|Add to the registration", row: "CSTĐCS"},
	{name: "registration wrong line", as: "canbo-tand", path: "/dang-ky/2022/them", post: []string{"name=A 2", "rating=giỏi", "subject=person"}, heading: "Thêm vào danh sách đăng ký|Add to the registration", row: "giỏi", main: true},
	{name: "registration filled", before: `
as canbo-tand
POST /dang-ky/2022/them
  subject=person
  name=Chánh Văn phòng
  title=CSTĐ cấp tỉnh
  initiatives=2021: tỉnh
  discipline=không
status 303
keep LINEID /dong-dang-ky/([0-9a-z]+)
POST /dang-ky/2022/them
  subject=person
  name=Chuyên viên Tổng hợp
  title=CSTĐCS
  initiatives=không
status 303
POST /dang-ky/2022/them
  subject=person
  name=Phó Trưởng phòng Tổng hợp
  title=CSTĐ cấp tỉnh
  initiatives=2021: tỉnh
  discipline=không
status 303
POST /dang-ky/2022/so-lieu
  counts=lđtt = 3
status 303`, as: "canbo-tand", path: "/dang-ky/2022", heading: "Đăng ký năm 2022 – TAND tỉnh|Registration 2022 – TAND tỉnh", row: "Chánh Văn phòng", main: true},
	{name: "registration line", as: "canbo-tand", path: "/dong-dang-ky/$LINEID", heading: "Chánh Văn phòng", row: "Điều 22|Article 22", main: true},
	{name: "registration line wrong", as: "canbo-tand", path: "/dong-dang-ky/$LINEID", post: []string{"initiatives=nhiều", "subject=person", "name=Chánh Văn phòng", "title=CSTĐ cấp tỉnh"}, heading: "Chánh Văn phòng", row: "nhiều"},
	{name: "registration numbers", as: "canbo-tand", path: "/dang-ky/2022/so-lieu", heading: "Số liệu của đơn vị|Numbers of the unit", row: "Số Lao động tiên tiến"},
	{name: "registration numbers wrong", as: "canbo-tand", path: "/dang-ky/2022/so-lieu", post: []string{"counts=abc"}, heading: "Số liệu của đơn vị|Numbers of the unit", row: "abc"},
	{name: "registration list send", as: "canbo-tand", path: "/nhap-dang-ky/2022", heading: "Nhập danh sách đăng ký|Import a registration list", row: "20 MB"},
	{name: "registration list wrong", as: "canbo-tand", path: "/nhap-dang-ky/2022", post: []string{"text=abc"}, heading: "Nhập danh sách đăng ký|Import a registration list", row: "abc"},
	{name: "registration list preview", before: "as canbo-tand\nPOST /nhap-dang-ky/2022\n  @file=registration-list.csv\nstatus 303\nkeep REGLIST (/danh-sach-dang-ky/[0-9a-z]+)", as: "canbo-tand", path: "$REGLIST", heading: "Xem trước danh sách|Preview of the list", row: "hai sáng kiến", main: true},
	{name: "registration waits", before: "as canbo-tand\nGET /dang-ky/2022\nkeep LISTVER name=\"version\" value=\"(\\d+)\"\nPOST /dang-ky/2022\n  viec=trinh\n  version=$LISTVER\nstatus 303", as: "canbo-tand", path: "/dang-ky/2022", heading: "Đăng ký năm 2022 – TAND tỉnh|Registration 2022 – TAND tỉnh", row: "Thu hồi để sửa|Take it back"},
	{name: "registration head", as: "thutruong-tand", path: "/dang-ky/2022", heading: "Đăng ký năm 2022 – TAND tỉnh|Registration 2022 – TAND tỉnh", row: "Ý kiến của Thủ trưởng|Decision of the head", main: true},
	{name: "registration head held", before: "as thutruong-tand\nGET /dang-ky/2022\nkeep LISTVER name=\"version\" value=\"(\\d+)\"", as: "thutruong-tand", path: "/dang-ky/2022", post: []string{"viec=duyet", "version=$LISTVER"}, heading: "Đăng ký năm 2022 – TAND tỉnh|Registration 2022 – TAND tỉnh", row: "ghi lý do để vẫn gửi|give a reason to send"},
	{name: "registration bloc", as: "canbo-thanh-tra", path: "/dang-ky-khoi/2022", heading: "Tổng hợp đăng ký năm 2022|Registrations of 2022, consolidated", row: "TAND tỉnh", main: true},
	{name: "registration bloc board", as: "ban-tdkt", path: "/dang-ky-khoi/2022", heading: "Tổng hợp đăng ký năm 2022|Registrations of 2022, consolidated", row: "TAND tỉnh"},
	{name: "registration bloc wrong", as: "canbo-thanh-tra", path: "/dang-ky-khoi/2022", post: []string{"viec=mo", "due=hôm nào"}, heading: "Tổng hợp đăng ký năm 2022|Registrations of 2022, consolidated", row: "hôm nào"},
	{name: "registration sent", before: "as thutruong-tand\nPOST /dang-ky/2022\n  viec=duyet\n  version=$LISTVER\n  reason=Vẫn đề nghị\nstatus 303", as: "canbo-thanh-tra", path: "/dang-ky/2022?don-vi=tand", heading: "Đăng ký năm 2022 – TAND tỉnh|Registration 2022 – TAND tỉnh", row: "Vẫn đề nghị", main: true},
	{name: "registration line locked", as: "canbo-tand", path: "/dong-dang-ky/$LINEID", heading: "Chánh Văn phòng", row: "2021 cấp tỉnh"},
	{name: "registration returned", before: "as canbo-thanh-tra\nGET /dang-ky/2022?don-vi=tand\nkeep LISTVER name=\"version\" value=\"(\\d+)\"\nPOST /dang-ky/2022?don-vi=tand\n  viec=khoi-tra-lai\n  version=$LISTVER\n  reason=Ghi rõ sáng kiến\n  dong=$LINEID\nstatus 303", as: "canbo-tand", path: "/dang-ky/2022", heading: "Đăng ký năm 2022 – TAND tỉnh|Registration 2022 – TAND tỉnh", row: "Ghi rõ sáng kiến", main: true},
	{name: "registration consolidated", before: "as canbo-thanh-tra\nGET /dang-ky-khoi/2022\nkeep LISTVER name=\"version\" value=\"(\\d+)\"\nPOST /dang-ky-khoi/2022\n  viec=tong-hop\n  version=$LISTVER\nstatus 303", as: "canbo-thanh-tra", path: "/dang-ky-khoi/2022", heading: "Tổng hợp đăng ký năm 2022|Registrations of 2022, consolidated", row: "Tờ trình (Word)|Submission (Word)", main: true},
	{name: "award decision", as: "canbo-thanh-tra", path: "/khen-thuong/theo-quyet-dinh?nguon=registration", heading: "Ghi quyết định khen thưởng|Enter a decision", row: "Chánh Văn phòng", main: true},
	{name: "award decision wrong", as: "canbo-thanh-tra", path: "/khen-thuong/theo-quyet-dinh?nguon=registration", post: []string{"number=abc", "day=32/13/2022"}, heading: "Ghi quyết định khen thưởng|Enter a decision", row: "32/13/2022", main: true},
	{name: "registration locked", as: "canbo-tand", path: "/dang-ky/2022", heading: "Đăng ký năm 2022 – TAND tỉnh|Registration 2022 – TAND tỉnh", row: "đã tổng hợp|is consolidated"},
}
