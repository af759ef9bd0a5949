package story

// Issued documents: numbering, text, signed files.
var documentScreens = []screen{
	{name: "outgoing empty", as: "canbo-tand", path: "/van-ban-di?nam=1999", heading: "Văn bản của Khối|Documents of the bloc", row: "|"},
	{name: "outgoing which kind", as: "canbo-thanh-tra", path: "/van-ban-di/moi", heading: "Soạn văn bản|Draft a document", row: "Giấy mời (GM)"},
	{name: "outgoing new", as: "canbo-thanh-tra", path: "/van-ban-di/moi?kind=KH", heading: "Soạn kế hoạch|Draft: kế hoạch", row: "MỤC ĐÍCH, YÊU CẦU", main: true},
	{name: "outgoing new minutes", as: "canbo-thanh-tra", path: "/van-ban-di/moi?kind=BB", heading: "Soạn biên bản|Draft: biên bản", row: "Thành phần tham dự"},
	{name: "outgoing new letter", as: "canbo-thanh-tra", path: "/van-ban-di/moi?kind=CV", heading: "Soạn công văn|Draft: công văn", row: "V/v"},
	{name: "outgoing new invitation", as: "canbo-thanh-tra", path: "/van-ban-di/moi?kind=GM", heading: "Soạn giấy mời|Draft: giấy mời", row: "trân trọng kính mời"},
	{name: "outgoing wrong", as: "canbo-thanh-tra", path: "/van-ban-di/moi?kind=KH", post: []string{"subject="}, heading: "Soạn kế hoạch|Draft: kế hoạch", row: "trích yếu|subject"},
	{name: "outgoing draft with blanks", before: `
as canbo-thanh-tra
POST /van-ban-di/moi
  kind=TB
  subject=Lịch kiểm tra chéo
  body=1. [nội dung].
  cc=Lưu: VT
status 303
keep TB /van-ban-di/([0-9a-z]{10,})
POST /van-ban-di/moi
  kind=QĐ
  subject=Về việc thành lập tổ kiểm tra
  body=| TT | Đơn vị |
  cc=Lưu: VT
  post=Chánh Thanh tra tỉnh
status 303
keep QD /van-ban-di/([0-9a-z]{10,})
POST /van-ban-di/$QD/lien-ket
  relation=based
  code=24/CT-UBND
status 303`, as: "canbo-thanh-tra", path: "/van-ban-di/$TB", heading: "Thông báo: Lịch kiểm tra chéo", row: "[nội dung]"},
	{name: "outgoing drafts", as: "canbo-thanh-tra", path: "/van-ban-di", heading: "Văn bản của Khối|Documents of the bloc", row: "Về việc thành lập tổ kiểm tra", main: true},
	{name: "outgoing draft linked", as: "canbo-thanh-tra", path: "/van-ban-di/$QD", heading: "Quyết định: Về việc thành lập tổ kiểm tra", row: "Chỉ thị 24/CT-UBND"},
	{name: "outgoing annex nothing", as: "canbo-thanh-tra", path: "/van-ban-di/$QD/kem", post: []string{"title=Biểu"}, heading: "Quyết định: Về việc thành lập tổ kiểm tra", row: "Chọn tệp kèm theo|Choose the file"},
	{name: "register filtered", as: "canbo-tand", path: "/van-ban?tinh-trang=above&tu=01/01/2021", heading: "Văn bản chỉ đạo|Guiding documents", row: "24/CT-UBND"},
	{name: "outgoing link wrong", as: "canbo-thanh-tra", path: "/van-ban-di/$QD/lien-ket", post: []string{"code=999/CT-X", "relation=based"}, heading: "Quyết định: Về việc thành lập tổ kiểm tra", row: "999/CT-X"},
	{name: "outgoing edit", as: "canbo-thanh-tra", path: "/van-ban-di/$TB/sua", heading: "Sửa Thông báo: Lịch kiểm tra chéo|Edit Thông báo: Lịch kiểm tra chéo", row: "Lịch kiểm tra chéo"},
	{name: "outgoing issue", as: "canbo-thanh-tra", path: "/van-ban-di/$QD/ban-hanh", heading: "Ban hành|Issue", row: "/QĐ-KTĐ"},
	{name: "outgoing issue wrong", as: "canbo-thanh-tra", path: "/van-ban-di/$TB/ban-hanh", post: []string{"version=1", "day=32/01/2022"}, heading: "Ban hành|Issue", row: "32/01/2022"},
	{name: "outgoing issue with blanks", as: "canbo-thanh-tra", path: "/van-ban-di/$TB/ban-hanh", post: []string{"version=1"}, heading: "Ban hành|Issue", row: "[nội dung]"},
	{name: "outgoing issue in a year that is over", as: "canbo-thanh-tra", path: "/van-ban-di/$QD/ban-hanh", post: []string{"version=1", "day=31/12/2021"}, heading: "Ban hành|Issue", row: "đã giữ chỗ trong năm 2021|held back in 2021"},
	{name: "outgoing drop", as: "canbo-thanh-tra", path: "/van-ban-di/$TB/bo", heading: "Bỏ dự thảo|Delete the draft", row: "Lịch kiểm tra chéo"},
	{name: "outgoing issued", before: "POST /van-ban-di/$QD/ban-hanh\n  version=1\nstatus 303", as: "canbo-thanh-tra", path: "/van-ban-di/$QD", heading: "Quyết định 01/QĐ-KTĐ", row: "Chỉ thị 24/CT-UBND", main: true},
	{name: "outgoing issued member", as: "canbo-tand", path: "/van-ban-di/$QD", heading: "Quyết định 01/QĐ-KTĐ", row: "Chỉ thị 24/CT-UBND"},
	{name: "outgoing draft member", as: "canbo-tand", path: "/van-ban-di/$TB", status: 403, heading: "Chưa có quyền|Not allowed", row: "Thư ký Khối trưởng"},
	{name: "outgoing sign", as: "canbo-thanh-tra", path: "/van-ban-di/$QD/ban-ky", heading: "Lưu bản đã ký|Keep the signed copy", row: "/QĐ-KTĐ.pdf"},
	{name: "outgoing sign nothing", as: "canbo-thanh-tra", path: "/van-ban-di/$QD/ban-ky", post: []string{"version=2"}, heading: "Lưu bản đã ký|Keep the signed copy", row: "Chọn một tệp|Choose a file"},
	{name: "outgoing withdraw", as: "canbo-thanh-tra", path: "/van-ban-di/$QD/thu-hoi", heading: "Thu hồi văn bản|Withdraw the document", row: "Về việc thành lập tổ kiểm tra"},
	{name: "outgoing withdraw wrong", as: "canbo-thanh-tra", path: "/van-ban-di/$QD/thu-hoi", post: []string{"version=2", "reason="}, heading: "Thu hồi văn bản|Withdraw the document", row: "Về việc thành lập tổ kiểm tra"},
	{name: "outgoing edit locked", as: "canbo-thanh-tra", path: "/van-ban-di/$QD/sua", status: 409, heading: "Đã có thay đổi khác|Changed meanwhile", row: "/QĐ-KTĐ"},
	{name: "outgoing signed", before: "picture ban-ky.jpg\nPOST /van-ban-di/$QD/ban-ky\n  version=2\n  scan=1\n  day=05/07/2022\n  @file=ban-ky.jpg\nstatus 303", as: "canbo-tand", path: "/van-ban-di/$QD", heading: "Quyết định 01/QĐ-KTĐ", row: "ban-ky.jpg"},
	{name: "outgoing withdrawn", before: "as canbo-thanh-tra\nPOST /van-ban-di/$QD/thu-hoi\n  version=3\n  reason=Sai thành phần tổ kiểm tra\nstatus 303", as: "canbo-tand", path: "/van-ban-di/$QD", heading: "Quyết định 01/QĐ-KTĐ", row: "Sai thành phần tổ kiểm tra"},
	{name: "numbers", before: "as canbo-thanh-tra\nPOST /cap-so/giu\n  kind=KH\n  n=2\n  reason=Ký tay tại hội nghị\nstatus 303", as: "canbo-thanh-tra", path: "/cap-so", heading: "Sổ số năm 2022|Numbers of 2022", row: "Ký tay tại hội nghị", main: true},
	{name: "numbers wrong", as: "canbo-thanh-tra", path: "/cap-so/giu", post: []string{"kind=KH", "n=hai", "reason="}, heading: "Sổ số năm 2022|Numbers of 2022", row: "hai"},
	{name: "outgoing register", as: "canbo-tand", path: "/van-ban-di", heading: "Văn bản của Khối|Documents of the bloc", row: "Giữ chỗ|Held back"},
	{name: "directive with links back", before: "as canbo-thanh-tra\nGET /van-ban\nkeep DOC /van-ban/([0-9a-z]{10,})\">24/CT", as: "canbo-thanh-tra", path: "/van-ban/$DOC", heading: "Chỉ thị 24/CT-UBND", row: "/QĐ-KTĐ"},
}
