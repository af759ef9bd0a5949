package story

// Role models and activities.
var rolemodelScreens = []screen{
	{name: "models empty", as: "canbo-lu-doan-198", path: "/dien-hinh", heading: "Điển hình tiên tiến|Role models", row: "|"},
	{name: "models of the board", as: "ban-tdkt", path: "/dien-hinh?khoi=khoi-3", heading: "Điển hình tiên tiến|Role models", row: "Thẩm phán"},
	{name: "model of another unit", as: "canbo-vksnd", before: "as canbo-tand\nGET /dien-hinh\nkeep OPENED href=\"/dien-hinh/([0-9a-z]{10,})\">Hòa giải", path: "/dien-hinh/$OPENED", heading: "Hòa giải thành phần lớn số vụ được giao", row: "14 tổ hòa giải|"},
	{name: "models of a member", as: "canbo-tand", path: "/dien-hinh", heading: "Điển hình tiên tiến|Role models", row: "TAND tỉnh"},
	{name: "model new", as: "canbo-tand", path: "/dien-hinh/moi", heading: "Giới thiệu điển hình|Suggest a role model", row: "TAND tỉnh"},
	{name: "model wrong", as: "canbo-tand", path: "/dien-hinh/moi", post: []string{"unit=tand", "kind=person", "title="}, heading: "Giới thiệu điển hình|Suggest a role model", row: "TAND tỉnh"},
	{name: "model detected", before: `
as canbo-tand
POST /dien-hinh/moi
  unit=tand
  kind=person
  title=Hòa giải thành phần lớn số vụ được giao
  name=Thẩm phán A
  post=Thẩm phán
  source=Hai năm liền không có án bị hủy.
status 303
keep MODEL /dien-hinh/([0-9a-z]{10,})`, as: "canbo-tand", path: "/dien-hinh/$MODEL", heading: "Hòa giải thành phần lớn số vụ được giao", row: "Thẩm phán A"},
	{name: "model step wrong", as: "canbo-thanh-tra", path: "/dien-hinh/$MODEL/buoc", post: []string{"version=1", "to=verified"}, heading: "Hòa giải thành phần lớn số vụ được giao", row: "hỏi ai|whom you asked"},
	{name: "model hidden", as: "canbo-so-tu-phap", path: "/dien-hinh/$MODEL", status: 404, heading: "Không tìm thấy|Not found", row: "chưa mở điển hình|has not opened"},
	{name: "model fostered", before: `
as thutruong-tand
POST /dien-hinh/$MODEL/buoc
  version=1
  to=verified
  note=Đã hỏi cấp ủy và tập thể
status 303
as canbo-tand
POST /dien-hinh/$MODEL/sua
  version=2
  kind=person
  title=Hòa giải thành phần lớn số vụ được giao
  name=Thẩm phán A
  post=Thẩm phán
  source=Hai năm liền không có án bị hủy.
  plan=Trình bày cách làm ở ba phiên họp
  mentor=Phó Chánh án
  story=Thẩm phán A gặp từng bên trước phiên hòa giải, giải thích luật bằng lời dễ hiểu và quay lại sau khi xét xử.
  lesson=Gặp từng bên trước khi hòa giải.
  name_ok=refused
status 303
POST /dien-hinh/$MODEL/buoc
  version=3
  to=fostering
status 303
POST /dien-hinh/$MODEL/moc
  milestone=Trình bày ở phiên họp tháng 5
  due=20/05/2022
status 303`, as: "canbo-tand", path: "/dien-hinh/$MODEL", heading: "Hòa giải thành phần lớn số vụ được giao", row: "Trình bày ở phiên họp tháng 5", main: true},
	{name: "model edit", as: "canbo-tand", path: "/dien-hinh/$MODEL/sua", heading: "Sửa: Hòa giải thành phần lớn số vụ được giao|Edit: Hòa giải thành phần lớn số vụ được giao", row: "Phó Chánh án"},
	{name: "model replicated", before: `
POST /dien-hinh/$MODEL/buoc
  version=4
  to=summarised
status 303
POST /dien-hinh/$MODEL/mo
  version=5
  seen=bloc
status 303
as canbo-thanh-tra
POST /dien-hinh/$MODEL/buoc
  version=6
  to=replicated
status 303`, as: "canbo-so-tu-phap", path: "/dien-hinh/$MODEL", heading: "Hòa giải thành phần lớn số vụ được giao", row: "Một cán bộ của TAND tỉnh", main: true},
	{name: "model apply wrong", as: "canbo-so-tu-phap", path: "/dien-hinh/$MODEL/ap-dung", post: []string{"unit=so-tu-phap", "result="}, heading: "Hòa giải thành phần lớn số vụ được giao", row: "Một cán bộ của TAND tỉnh"},
	{name: "model applied again", before: `
as canbo-so-tu-phap
POST /dien-hinh/$MODEL/ap-dung
  unit=so-tu-phap
  result=Đã tập huấn cho 14 tổ hòa giải
status 303
POST /dien-hinh/$MODEL/ap-dung
  unit=so-tu-phap
  result=Ghi đè mà không hay
status 422
body contains Đã tập huấn cho 14 tổ hòa giải`, as: "canbo-so-tu-phap", path: "/dien-hinh/$MODEL", heading: "Hòa giải thành phần lớn số vụ được giao", row: "lời mới thay lời cũ|saving replaces it", main: true},
	{name: "models of the bloc", as: "canbo-thanh-tra", path: "/dien-hinh", heading: "Điển hình tiên tiến|Role models", row: "Thẩm phán A", main: true},
	{name: "model public wrong", as: "canbo-thanh-tra", path: "/dien-hinh/$MODEL/mo", post: []string{"version=7", "seen=public"}, heading: "Hòa giải thành phần lớn số vụ được giao", row: "chưa đồng ý nêu tên|has not agreed to be named"},
	{name: "timely", as: "canbo-tand", path: "/khen-kip-thoi", heading: "Khen thưởng kịp thời|Timely commendation", row: "TAND tỉnh|"},
	{name: "timely wrong", as: "canbo-tand", path: "/khen-kip-thoi", post: []string{"unit=tand", "who="}, heading: "Khen thưởng kịp thời|Timely commendation", row: "Thủ trưởng đơn vị"},
	{name: "timely one", before: `
as canbo-tand
POST /khen-kip-thoi
  unit=tand
  who=Thư ký phiên tòa
  deed=Cứu người bị nạn trên đường
  form=Giấy khen
  level=Chánh án
  day=04/07/2022
status 303
GET /khen-kip-thoi
keep PROP /khen-kip-thoi/([0-9a-z]{10,})">Thư ký`, as: "canbo-tand", path: "/khen-kip-thoi/$PROP", heading: "Đề nghị khen: Thư ký phiên tòa|Proposal: Thư ký phiên tòa", row: "Cứu người bị nạn"},
	{name: "timely one wrong", as: "canbo-tand", path: "/khen-kip-thoi/$PROP", post: []string{"version=1", "state=decided", "decided=31/02/2022"}, heading: "Đề nghị khen: Thư ký phiên tòa|Proposal: Thư ký phiên tòa", row: "31/02/2022"},
	{name: "timely declined", before: `
as canbo-tand
POST /khen-kip-thoi/$PROP
  version=1
  state=declined
  note=Đã được khen ở cấp xã
status 303`, as: "canbo-thanh-tra", path: "/khen-kip-thoi/$PROP", heading: "Đề nghị khen: Thư ký phiên tòa|Proposal: Thư ký phiên tòa", row: "Đã được khen ở cấp xã"},
	{name: "timely decided", before: `
as canbo-tand
POST /khen-kip-thoi
  unit=tand
  who=Nhân viên tiếp dân
  deed=Trả lại tài sản cho người dân
  form=Giấy khen
  level=Chánh án
  day=04/07/2022
status 303
GET /khen-kip-thoi
keep DONE /khen-kip-thoi/([0-9a-z]{10,})">Nhân viên
POST /khen-kip-thoi/$DONE
  version=1
  state=decided
  decision=21/QĐ-TA
  decided=05/07/2022
status 303`, as: "canbo-tand", path: "/khen-kip-thoi/$DONE", heading: "Đề nghị khen: Nhân viên tiếp dân|Proposal: Nhân viên tiếp dân", row: "21/QĐ-TA"},
	{name: "timely list", as: "canbo-thanh-tra", path: "/khen-kip-thoi", heading: "Khen thưởng kịp thời|Timely commendation", row: "Thư ký phiên tòa"},
	{name: "activities empty", as: "canbo-tand", path: "/hoat-dong?ky=2021", heading: "Sinh hoạt chính trị, quán triệt văn bản|Political education and guiding documents", row: "Kỳ này chưa ghi|No activity in this period"},
	{name: "activity new", as: "canbo-tand", path: "/hoat-dong/moi", heading: "Ghi hoạt động|Report an activity", row: "Quán triệt, triển khai văn bản|Making a document known"},
	{name: "activity wrong", as: "canbo-tand", path: "/hoat-dong/moi", post: []string{"unit=tand", "day=32/01/2022", "present=vài", "code=9/CT-X"}, heading: "Ghi hoạt động|Report an activity", row: "9/CT-X"},
	{name: "activity", before: `
as canbo-tand
POST /hoat-dong/moi
  unit=tand
  kind=following
  title=Học tập chuyên đề năm 2022
  code=05-CT/TW
  day=20/05/2022
  expected=62
  present=60
status 303
keep ACT /hoat-dong/([0-9a-z]{10,})`, as: "canbo-tand", path: "/hoat-dong/$ACT", heading: "Học tập chuyên đề năm 2022", row: "05-CT/TW"},
	{name: "activity edit", as: "canbo-tand", path: "/hoat-dong/$ACT/sua", heading: "Sửa: Học tập chuyên đề năm 2022|Edit: Học tập chuyên đề năm 2022", row: "05-CT/TW"},
	{name: "activity file wrong", as: "canbo-tand", path: "/hoat-dong/$ACT/tep", post: []string{"x=1"}, heading: "Học tập chuyên đề năm 2022", row: "Chọn một tệp|Choose a file"},
	{name: "activity of another unit", as: "canbo-vksnd", path: "/hoat-dong/$ACT", status: 403, heading: "Chưa có quyền|Not allowed", row: "Thư ký Khối trưởng"},
	{name: "activity delete", as: "canbo-tand", path: "/hoat-dong/$ACT/xoa", heading: "Học tập chuyên đề năm 2022", row: "Xóa hoạt động này?|Delete this activity?"},
	{name: "activities of the bloc", as: "canbo-thanh-tra", path: "/hoat-dong", heading: "Sinh hoạt chính trị, quán triệt văn bản|Political education and guiding documents", row: "Học tập chuyên đề năm 2022", main: true},
}
