package story

// newsBefore leads from the sample year to a draft article with one photo, and keeps what the
// screens after it need.
const newsBefore = `
as visitor
GET /tin
keep ARTICLE href="(/tin/2022/07/khoi-thi-dua-so-3-chuan-bi[0-9a-z-]*)"
GET $ARTICLE
keep COMMENT href="/binh-luan/([0-9a-z]+)/bao"
as canbo-thanh-tra
POST /tin-bai/moi
  title=Khối thi đua số 3 phát động đợt thi đua mới
  lead=Khối phát động đợt thi đua chào mừng ngày 2/9.
  body=Các đơn vị đăng ký việc làm cụ thể.
  author=Cán bộ TĐKT
  version=1
status 303
keep DRAFT /tin-bai/([0-9a-z]{10,})
POST /tin-bai/$DRAFT/anh
  @file=dien-dan.jpg
  caption=Bục phát biểu.
  alt=Bục gỗ có micro, hình vẽ.
  faces=1
  unit=tand
status 303
GET /quan-tri/binh-luan
keep WAITING action="/quan-tri/binh-luan/([0-9a-z]+)
GET /cong-khai/dien-hinh
keep PUBMODEL href="/cong-khai/dien-hinh/([0-9a-z]+)"
GET /cong-khai/phong-trao
keep PUBDRIVE href="/cong-khai/phong-trao/([0-9a-z]+)"
GET /cong-khai/van-ban
keep PUBDOC href="/cong-khai/van-ban/([0-9a-z]+)"`

// The public face: articles, comments, mail.
var portalScreens = []screen{
	{name: "public home", before: newsBefore, as: "visitor", path: "/trang-cong-khai", heading: "Thi đua, khen thưởng của Khối|Emulation and commendation in the bloc", row: "chuẩn bị hội nghị sơ kết", main: true},
	{name: "public news", as: "visitor", path: "/tin", heading: "Tin bài|News", row: "trồng cây", main: true},
	{name: "public news none", as: "visitor", path: "/tin?q=zzz", heading: "Tin bài|News", row: "zzz"},
	{name: "public article", as: "visitor", path: "$ARTICLE", heading: "Khối thi đua số 3 chuẩn bị hội nghị sơ kết 6 tháng đầu năm 2022", row: "Đề nghị Khối công bố kết quả", main: true},
	{name: "public comment wrong", as: "visitor", path: "$ARTICLE/binh-luan", post: []string{"name=", "email=sai", "text=", "answer="}, heading: "Khối thi đua số 3 chuẩn bị hội nghị sơ kết 6 tháng đầu năm 2022", row: "Đánh dấu đồng ý|Tick the consent", main: true},
	{name: "public report form", as: "visitor", path: "/binh-luan/$COMMENT/bao", heading: "Báo vi phạm|Report", row: ""},
	{name: "public own code", before: "as visitor\nGET $ARTICLE\nkeep OWNTOKEN name=\"token\" value=\"([^\"]+)\"\nquestion OWNANSWER\nPOST $ARTICLE/binh-luan\n  name=Bạn đọc mới\n  email=ban-doc-moi@vidu.vn\n  text=Cho hỏi lịch họp.\n  token=$OWNTOKEN\n  answer=$OWNANSWER\n  consent=1\nstatus 303\nfollow\nkeep OWN name=\"ma\" value=\"([^\"]+)\"",
		as: "visitor", path: "/binh-luan/cua-toi?ma=$OWN", heading: "Bình luận của bạn|Your comment", row: "ban-doc-moi@vidu.vn"},
	{name: "public newsletter", as: "visitor", path: "/ban-tin", heading: "Nhận bản tin|Newsletter", row: ""},
	{name: "public campaigns", as: "visitor", path: "/cong-khai/phong-trao", heading: "Phong trào thi đua|Emulation campaigns", row: "Phong trào thi đua năm 2022 của Khối", main: true},
	{name: "public campaign", as: "visitor", path: "/cong-khai/phong-trao/$PUBDRIVE", heading: "Phong trào thi đua năm 2022 của Khối", row: "10/01/2022"},
	{name: "public models", as: "visitor", path: "/cong-khai/dien-hinh", heading: "Điển hình tiên tiến|Role models", row: "Hòa giải thành", main: true},
	{name: "public model", as: "visitor", path: "/cong-khai/dien-hinh/$PUBMODEL", heading: "Hòa giải thành phần lớn số vụ được giao", row: "gặp từng người"},
	{name: "public results none", as: "visitor", path: "/cong-khai/ket-qua", heading: "Kết quả thi đua|Results", row: "Chưa có kết quả nào|No results are released"},
	{name: "public documents", as: "visitor", path: "/cong-khai/van-ban", heading: "Văn bản|Documents", row: "24/CT-UBND", main: true},
	{name: "public document", as: "visitor", path: "/cong-khai/van-ban/$PUBDOC", heading: "Chỉ thị 24/CT-UBND", row: "UBND tỉnh Đắk Lắk"},
	{name: "public units", as: "visitor", path: "/cong-khai/don-vi", heading: "Đơn vị trong Khối|Units of the bloc", row: "Bộ Tư lệnh Đặc công"},
	{name: "public suggest", as: "visitor", path: "/gioi-thieu-guong", heading: "Giới thiệu một gương tốt|Nominate a good example", row: "Xác thực|Verification", main: true},
	{name: "public suggest wrong", as: "visitor", path: "/gioi-thieu-guong", post: []string{"person=", "email=x"}, heading: "Giới thiệu một gương tốt|Nominate a good example", row: "Xác thực|Verification"},
	{name: "public map", as: "visitor", path: "/so-do-trang", heading: "Sơ đồ trang|Site map", row: "RSS"},
	{name: "desk", as: "canbo-thanh-tra", path: "/tin-bai", heading: "Tin bài của Khối|News of the bloc", row: "phát động đợt thi đua mới", main: true},
	{name: "desk member", as: "canbo-tand", path: "/tin-bai", heading: "Tin bài của Khối|News of the bloc", row: "Viết bài|Write"},
	{name: "desk new", as: "canbo-tand", path: "/tin-bai/moi", heading: "Viết bài|Write an article", row: "", main: true},
	{name: "desk new empty", as: "canbo-tand", path: "/tin-bai/moi", post: []string{"title=", "viec=mo"}, heading: "Viết bài|Write an article", row: "Ghi tiêu đề|headline"},
	{name: "desk new wrong", as: "canbo-tand", path: "/tin-bai/moi", post: []string{"title=", "version=1", "viec=luu"}, heading: "Viết bài|Write an article", row: ""},
	{name: "desk draft", as: "canbo-thanh-tra", path: "/tin-bai/$DRAFT", heading: "Khối thi đua số 3 phát động đợt thi đua mới", row: "1 ảnh có người chờ|photo", main: true},
	{name: "desk photos", as: "canbo-thanh-tra", path: "/tin-bai/$DRAFT/anh", heading: "Ảnh của bài|Photos of the article", row: "Bục phát biểu", main: true},
	{name: "desk versions", as: "canbo-thanh-tra", path: "/tin-bai/$DRAFT/lich-su", heading: "Các bản của bài|Versions of the article", row: "tạo bài|created"},
	{name: "desk discard", as: "canbo-thanh-tra", path: "/tin-bai/$DRAFT/xoa", heading: "Xóa bản nháp|Delete the draft", row: ""},
	{name: "agree", as: "canbo-tand", path: "/dong-y-anh", heading: "Ảnh có người của đơn vị|Photos of the unit's people", row: "phát động đợt thi đua mới", main: true},
	{name: "agree said", before: "as canbo-tand\nPOST /dong-y-anh/$DRAFT/1\n  viec=dong-y\nstatus 303", as: "canbo-tand", path: "/dong-y-anh", heading: "Ảnh có người của đơn vị|Photos of the unit's people", row: "Rút lại đồng ý|Take the consent back"},
	{name: "moderation", as: "canbo-thanh-tra", path: "/quan-tri/binh-luan", heading: "Bình luận|Comments", row: "Hội nghị có mời đại diện", main: true},
	{name: "moderation reported", before: "as visitor\nGET /binh-luan/$COMMENT/bao\nkeep REPTOKEN name=\"token\" value=\"([^\"]+)\"\nquestion REPANSWER\nPOST /binh-luan/$COMMENT/bao\n  why=Nhắc đến người khác.\n  token=$REPTOKEN\n  answer=$REPANSWER\nstatus 303", as: "canbo-thanh-tra", path: "/quan-tri/binh-luan?muc=bao", heading: "Bình luận|Comments", row: "Nhắc đến người khác", main: true},
	{name: "moderation shown", as: "canbo-thanh-tra", path: "/quan-tri/binh-luan?muc=dang", heading: "Bình luận|Comments", row: "Đề nghị Khối công bố"},
	{name: "moderation none", as: "canbo-thanh-tra", path: "/quan-tri/binh-luan?muc=an", heading: "Bình luận|Comments", row: ""},
	{name: "person", as: "canbo-thanh-tra", path: "/quan-tri/binh-luan/nguoi-gui?email=ban-doc-1@vidu.vn", heading: "Thông tin của một người gửi|Data of one author", row: "Đề nghị Khối công bố"},
	{name: "suggestions none", as: "canbo-thanh-tra", path: "/quan-tri/guong", heading: "Gương được giới thiệu|Suggested role models", row: "Không có lời giới thiệu|"},
	{name: "public settings", as: "canbo-thanh-tra", path: "/tin-bai/cai-dat", heading: "Cài đặt trang công khai|Settings of the public pages", row: "180"},
	{name: "publish documents", as: "canbo-thanh-tra", path: "/tin-bai/van-ban", heading: "Văn bản công khai|Public documents", row: "24/CT-UBND"},
	{name: "releases", as: "canbo-thanh-tra", path: "/cong-bo-ket-qua", heading: "Công bố kết quả|Release results", row: "Chưa công bố|Not released"},
	{name: "release", as: "canbo-thanh-tra", path: "/cong-bo-ket-qua/2022-6t", heading: "Công bố kết quả 6 tháng đầu năm 2022|Release the results, first half of 2022", row: "Tỷ lệ nhiệm vụ được giao hoàn thành đúng hạn", main: true},
	{name: "release prepared", before: "as canbo-thanh-tra\nPOST /cong-bo-ket-qua/2022-6t\n  viec=luu\n  version=0\n  code=C01\n  code=C02\n  ranking=1. Thanh tra tỉnh – Hoàn thành xuất sắc\nstatus 303", as: "thutruong-thanh-tra", path: "/cong-bo-ket-qua/2022-6t", heading: "Công bố kết quả 6 tháng đầu năm 2022|Release the results, first half of 2022", row: "Hoàn thành xuất sắc"},
	{name: "public result", before: "as thutruong-thanh-tra\nPOST /cong-bo-ket-qua/2022-6t\n  viec=cong-bo\n  version=1\nstatus 303", as: "visitor", path: "/cong-khai/ket-qua/khoi-3/2022-6t", heading: "Kết quả 6 tháng đầu năm 2022|Results, first half of 2022", row: "Hoàn thành xuất sắc", main: true},
	{name: "public withdrawn", before: "as thutruong-thanh-tra\nGET /tin-bai?buoc=published\nkeep GONE href=\"/tin-bai/([0-9a-z]{10,})\">Khối thi đua số 3 chuẩn bị\nGET /tin-bai/$GONE\nkeep VERSION name=\"version\" value=\"(\\d+)\"\nPOST /tin-bai/$GONE/buoc\n  viec=withdraw\n  version=$VERSION\n  note=Đăng nhầm bản nháp.\nstatus 303",
		as: "visitor", path: "$ARTICLE", status: 410, heading: "Khối thi đua số 3 chuẩn bị hội nghị sơ kết 6 tháng đầu năm 2022", row: "Đăng nhầm bản nháp"},
}
