package story

// A group is a row of screens that share a world, in the order in which they are visited.
type group struct {
	name    string
	screens []screen
}

// groups gives every page in every state. The first group goes through the half-year; each
// later capability has its own table in its own file.
func groups() []group {
	var halfYear []screen
	for _, part := range [][]screen{doorScreens, planScreens, emptyScreens, importScreens, gridScreens, sentScreens, leadScreens, reportScreens, adminScreens, lockedScreens} {
		halfYear = append(halfYear, part...)
	}
	return []group{
		{"half-year", halfYear},
		{"account", accountScreens},
		{"trust", trustScreens},
		{"packet", packetScreens},
		{"campaign", campaignScreens},
		{"pledge", pledgeScreens},
		{"registration", registrationScreens},
		{"document", documentScreens},
		{"rolemodel", rolemodelScreens},
		{"consultation", consultationScreens},
		{"conference", conferenceScreens},
		{"review", reviewScreens},
		{"second-half", secondScreens},
		{"portal", portalScreens},
	}
}

// Pages that nobody needs to sign in for, and the account's own.
var doorScreens = []screen{
	{name: "demo", as: "visitor", path: "/demo", heading: "Dùng thử: chọn một vai|Try it: choose a role", row: "Tòa án nhân dân tỉnh Đắk Lắk"},
	{name: "sign-in", as: "visitor", path: "/dang-nhap", heading: "Đăng nhập|Sign in", row: "Tên đăng nhập|User name", main: true},
	{name: "sign-in wrong", as: "visitor", path: "/dang-nhap", post: []string{"login=canbo-tand", "password=sai-mat-khau"}, heading: "Đăng nhập|Sign in", row: "Tên đăng nhập|User name"},
	{name: "help", as: "visitor", path: "/tro-giup", heading: "Trợ giúp|Help", row: "Excel"},
	{name: "accessibility", as: "visitor", path: "/kha-nang-tiep-can", heading: "Khả năng tiếp cận|Accessibility", row: "WCAG 2.2"},
	{name: "not found", as: "visitor", path: "/khong-co-trang-nay", status: 404, heading: "Không tìm thấy|Not found", row: "Không tìm thấy trang|Page not found"},
	{name: "forbidden", as: "canbo-tand", path: "/quan-tri/nguoi-dung", status: 403, heading: "Chưa có quyền|Not allowed", row: "Bạn chưa có quyền|You may not see this page"},
	{name: "account", as: "canbo-tand", path: "/tai-khoan", heading: "Tài khoản của tôi|My account", row: "canbo-tand"},
	{name: "password wrong", as: "canbo-tand", path: "/tai-khoan/mat-khau", post: []string{"old=x", "new=mot-cau-de-nho", "again=khac"}, heading: "Tài khoản của tôi|My account", row: "canbo-tand"},
}

// Guiding documents, the plan and its tasks.
var planScreens = []screen{
	{name: "documents", as: "canbo-thanh-tra", path: "/van-ban", heading: "Văn bản chỉ đạo|Guiding documents", row: "24/CT-UBND"},
	{name: "documents none found", as: "canbo-thanh-tra", path: "/van-ban?q=khongco", heading: "Văn bản chỉ đạo|Guiding documents", row: "|"},
	{name: "document", before: "as canbo-thanh-tra\nGET /van-ban\nkeep DOC /van-ban/([0-9a-z]{10,})\"", as: "canbo-tand", path: "/van-ban/$DOC", heading: "Chỉ thị 24/CT-UBND", row: "UBND"},
	{name: "document new", as: "canbo-thanh-tra", path: "/van-ban/moi", heading: "Thêm văn bản|Add a document", row: "NQ – Nghị quyết"},
	{name: "document wrong", as: "canbo-thanh-tra", path: "/van-ban/moi", post: []string{"day=32/13/2022", "subject="}, heading: "Thêm văn bản|Add a document", row: "32/13/2022|"},
	{name: "document edit", as: "canbo-thanh-tra", path: "/van-ban/$DOC/sua", heading: "Sửa Chỉ thị 24/CT-UBND|Edit Chỉ thị 24/CT-UBND", row: "UBND"},
	{name: "document remove", as: "canbo-thanh-tra", path: "/van-ban/$DOC/xoa", heading: "Xóa Chỉ thị 24/CT-UBND|Remove Chỉ thị 24/CT-UBND", row: "UBND"},
	{name: "plan", as: "canbo-thanh-tra", path: "/ke-hoach", heading: "Kế hoạch thi đua năm 2022|Emulation plan 2022", row: "Tỷ lệ nhiệm vụ được giao hoàn thành đúng hạn", main: true},
	{name: "plan member", as: "canbo-tand", path: "/ke-hoach", heading: "Kế hoạch thi đua năm 2022|Emulation plan 2022", row: "Tỷ lệ nhiệm vụ được giao hoàn thành đúng hạn"},
	{name: "plan unit", as: "canbo-tand", path: "/ke-hoach/tand", heading: "Kế hoạch năm 2022 – TAND tỉnh|Plan 2022 – TAND tỉnh", row: "TA.1"},
	{name: "plan import", as: "canbo-thanh-tra", path: "/ke-hoach/nhap", heading: "Nhập kế hoạch từ tệp|Import a plan from a file", row: "Excel"},
	{name: "target new", as: "canbo-thanh-tra", path: "/ke-hoach/chi-tieu/moi", heading: "Thêm chỉ tiêu|Add a target", row: "TAND tỉnh"},
	{name: "target wrong", as: "canbo-thanh-tra", path: "/ke-hoach/chi-tieu/moi", post: []string{"code=", "name="}, heading: "Thêm chỉ tiêu|Add a target", row: "TAND tỉnh"},
	{name: "target edit", before: "as canbo-thanh-tra\nGET /ke-hoach\nkeep TARGET /ke-hoach/chi-tieu/([0-9a-z]{10,})\"", as: "canbo-thanh-tra", path: "/ke-hoach/chi-tieu/$TARGET", heading: "Sửa chỉ tiêu C01|Edit target C01", row: "C01"},
	{name: "target remove", as: "canbo-thanh-tra", path: "/ke-hoach/chi-tieu/$TARGET/xoa", heading: "Xóa chỉ tiêu C01|Delete target C01", row: "C01"},
	{name: "content edit", before: "GET /ke-hoach/tand\nkeep CONTENT /ke-hoach/noi-dung/([0-9a-z]{10,})", as: "canbo-thanh-tra", path: "/ke-hoach/noi-dung/$CONTENT", heading: "Nội dung thi đua|Content", row: "Giải quyết, xét xử"},
	{name: "measure edit", before: "GET /ke-hoach/tand\nkeep MEASURE /ke-hoach/bien-phap/([0-9a-z]{10,})", as: "canbo-thanh-tra", path: "/ke-hoach/bien-phap/$MEASURE", heading: "Biện pháp|Measure", row: "Họp rút kinh nghiệm"},
	{name: "tasks", as: "canbo-thanh-tra", path: "/nhiem-vu", heading: "Nhiệm vụ được giao năm 2022|Tasks assigned in 2022", row: "NV06"},
	{name: "task new", as: "canbo-thanh-tra", path: "/nhiem-vu/moi", heading: "Giao nhiệm vụ|Assign a task", row: "TAND tỉnh"},
	{name: "task wrong", as: "canbo-thanh-tra", path: "/nhiem-vu/moi", post: []string{"name=", "due=99/99/2022"}, heading: "Giao nhiệm vụ|Assign a task", row: "TAND tỉnh"},
	{name: "task", before: "as canbo-tand\nGET /nhiem-vu\nkeep TASK /nhiem-vu/([0-9a-z]{10,})\"", as: "canbo-tand", path: "/nhiem-vu/$TASK", heading: "Nhiệm vụ NV06|Task NV06", row: "TAND"},
	{name: "task edit", as: "canbo-thanh-tra", path: "/nhiem-vu/$TASK/sua", heading: "Sửa nhiệm vụ|Edit the task", row: "TAND"},
	{name: "blocs", as: "canbo-tand", path: "/khoi", heading: "Khối và đơn vị|Blocs and units", row: "Khối thi đua số 3"},
	{name: "bloc", as: "canbo-tand", path: "/khoi/khoi-3", heading: "Khối thi đua số 3", row: "Lữ đoàn 198"},
}

// A unit that has nothing yet.
var emptyScreens = []screen{
	{name: "work first", as: "canbo-tand", path: "/viec", heading: "Việc cần làm|To do", row: "Nhập kết quả chỉ tiêu|Enter results", main: true},
	{name: "grid empty", as: "canbo-tand", path: "/nhap/2022-6t", heading: "Nhập kết quả chỉ tiêu|Enter results", row: "Tỷ lệ nhiệm vụ được giao hoàn thành đúng hạn", main: true},
	{name: "texts empty", as: "canbo-tand", path: "/nhap/2022-6t/phan-loi", heading: "Phần lời của báo cáo|Text of the report", row: "Mỗi dòng là một kiến nghị|One recommendation per line"},
	{name: "check empty", as: "canbo-tand", path: "/nhap/2022-6t/kiem-tra", heading: "Kiểm tra và gửi|Check and send", row: "Tỷ lệ nhiệm vụ được giao hoàn thành đúng hạn"},
	{name: "upload", as: "canbo-tand", path: "/nhap/2022-6t/nhap-tep", heading: "Nhập từ tệp|Import from file", row: ".docx"},
	{name: "upload wrong", as: "canbo-tand", path: "/nhap/2022-6t/dan-bang", post: []string{"text="}, heading: "Nhập từ tệp|Import from file", row: ".docx"},
	{name: "print form empty", as: "canbo-tand", path: "/nhap/2022-6t/in", heading: "Biểu số liệu 6 tháng đầu năm 2022|Figures, first half of 2022", row: "Tỷ lệ nhiệm vụ được giao hoàn thành đúng hạn"},
	{name: "head nothing", as: "thutruong-tand", path: "/cho-y-kien", heading: "Chờ ý kiến đồng chí (0)|Waiting for your decision (0)", row: "Không có việc chờ đồng chí|Nothing is waiting for you"},
	{name: "overview member", as: "canbo-tand", path: "/tong-hop/2022-6t", heading: "Tổng hợp 6 tháng đầu năm 2022|Overview, first half of 2022", row: "TAND tỉnh"},
	{name: "grid of next period", as: "canbo-tand", path: "/nhap/2022-nam", status: 404, heading: "Không tìm thấy|Not found", row: ""},
}

// A file is read, asked about, written.
var importScreens = []screen{
	{name: "preview", before: "as canbo-tand\nPOST /nhap/2022-6t/nhap-tep\n  @file=tand-so-lieu-6-thang-2022.xlsx\nkeep PREVIEW (/nhap/2022-6t/xem-truoc/[0-9a-z]+)",
		as: "canbo-tand", path: "$PREVIEW", heading: "Xem trước tệp|Preview of a file", row: "So lieu!", main: true},
	{name: "preview written", before: "POST $PREVIEW\n  viec=ghi\n  chon.TA.2=other\n  other.TA.2=57,3\nstatus 303", as: "canbo-tand", path: "$PREVIEW", heading: "Xem trước tệp|Preview of a file", row: "tand-so-lieu-6-thang-2022.xlsx"},
}

// The grid and its cells in their states.
var gridScreens = []screen{
	{name: "grid filling", before: "as canbo-tand\nGET /nhap/2022-6t\nkeep REV name=\"rev.C03\" value=\"(\\d+)\"\nPOST /nhap/2022-6t/o\n  code=C03\n  value=5000\n  rev=$REV\nhtml contains \"state\":\"warning\"",
		as: "canbo-tand", path: "/nhap/2022-6t", heading: "Nhập kết quả chỉ tiêu|Enter results", row: "Tỷ lệ nhiệm vụ được giao hoàn thành đúng hạn", main: true},
	{name: "grid errors", before: "GET /nhap/2022-6t\nkeep REV name=\"rev.C04\" value=\"(\\d+)\"", as: "canbo-tand", path: "/nhap/2022-6t", post: []string{"v.C04=abc", "rev.C04=$REV"},
		heading: "Nhập kết quả chỉ tiêu|Enter results", row: "abc", main: true},
	{name: "cell", as: "canbo-tand", path: "/nhap/2022-6t/o/C01", heading: "Tỷ lệ nhiệm vụ được giao hoàn thành đúng hạn", row: "tand-so-lieu-6-thang-2022.xlsx"},
	{name: "cell warned", as: "canbo-tand", path: "/nhap/2022-6t/o/C03", heading: "Số sáng kiến, giải pháp công tác được công nhận", row: "5.000"},
	{name: "cell wrong", before: "GET /nhap/2022-6t/o/C03\nkeep REV name=\"rev\" value=\"(\\d+)\"", as: "canbo-tand", path: "/nhap/2022-6t/o/C03", post: []string{"viec=khong-truyen", "withheld=", "rev=$REV"},
		heading: "Số sáng kiến, giải pháp công tác được công nhận", row: "5.000"},
	{name: "conflict", before: "GET /nhap/2022-6t\nkeep REV name=\"rev.C01\" value=\"(\\d+)\"\nPOST /nhap/2022-6t/o\n  code=C01\n  value=97,1\n  rev=$REV\nhtml contains \"state\":\"saved\"",
		as: "canbo-tand", path: "/nhap/2022-6t", post: []string{"v.C01=96,2", "rev.C01=$REV"}, heading: "Người khác vừa sửa mục này|Someone else has just edited this", row: "97,1"},
	{name: "withheld", before: "GET /nhap/2022-6t/o/C03\nkeep REV name=\"rev\" value=\"(\\d+)\"\nPOST /nhap/2022-6t/o/C03\n  viec=khong-truyen\n  withheld=gửi theo đường văn bản mật\n  rev=$REV\nstatus 303",
		as: "canbo-tand", path: "/nhap/2022-6t/o/C03", heading: "Số sáng kiến, giải pháp công tác được công nhận", row: "gửi theo đường văn bản mật"},
	{name: "texts filled", before: "POST /nhap/2022-6t/phan-loi\n  t.results=Giải quyết các loại vụ việc đạt tiến độ.\n  rev.results=0\n  t.shortcomings=Tỷ lệ hòa giải thành chưa đạt.\n  rev.shortcomings=0\n  t.causes=Thiếu hòa giải viên.\n  rev.causes=0\n  t.direction=Tăng cường hòa giải.\n  rev.direction=0\n  t.recommendations=Đề nghị UBND tỉnh hỗ trợ trang thiết bị cho phiên tòa trực tuyến.\n  rev.recommendations=0\nstatus 303",
		as: "canbo-tand", path: "/nhap/2022-6t/phan-loi", heading: "Phần lời của báo cáo|Text of the report", row: "Thiếu hòa giải viên", main: true},
	{name: "texts conflict", as: "canbo-tand", path: "/nhap/2022-6t/phan-loi", post: []string{"t.causes=Bản viết cũ.", "rev.causes=0"}, heading: "Phần lời của báo cáo|Text of the report", row: "Bản viết cũ."},
	{name: "check partly", as: "canbo-tand", path: "/nhap/2022-6t/kiem-tra", heading: "Kiểm tra và gửi|Check and send", row: "Tỷ lệ văn bản, hồ sơ công việc xử lý trên môi trường mạng", main: true},
	{name: "work middle", as: "canbo-tand", path: "/viec", heading: "Việc cần làm|To do", row: "Tòa án nhân dân tỉnh Đắk Lắk"},
	{name: "check ready", before: "GET /nhap/2022-6t\nkeep REV name=\"rev.C02\" value=\"(\\d+)\"\nPOST /nhap/2022-6t/o\n  code=C02\n  value=86,4\n  rev=$REV\nhtml contains \"state\":\"saved\"\nGET /nhap/2022-6t/kiem-tra\nkeep VERSION name=\"version\" value=\"(\\d+)\"",
		as: "canbo-tand", path: "/nhap/2022-6t/kiem-tra", heading: "Kiểm tra và gửi|Check and send", row: "17/17"},
	{name: "signed elsewhere", as: "canbo-tand", path: "/da-ky/tand?ky=2022-6t", heading: "Ghi nhận đã ký ở hệ thống khác|Record as signed elsewhere", row: "Tòa án nhân dân tỉnh Đắk Lắk"},
	{name: "signed wrong", as: "canbo-tand", path: "/da-ky/tand?ky=2022-6t", post: []string{"number=", "day=31/02/2022"}, heading: "Ghi nhận đã ký ở hệ thống khác|Record as signed elsewhere", row: "Tòa án nhân dân tỉnh Đắk Lắk"},
}

// Sent, locked, returned, sent again, approved.
var sentScreens = []screen{
	{name: "grid locked", before: "as canbo-tand\nPOST /nhap/2022-6t/buoc\n  viec=submit\n  version=$VERSION\nstatus 303", as: "canbo-tand", path: "/nhap/2022-6t", heading: "Nhập kết quả chỉ tiêu|Enter results", row: "Tỷ lệ nhiệm vụ được giao hoàn thành đúng hạn", main: true},
	{name: "texts locked", as: "canbo-tand", path: "/nhap/2022-6t/phan-loi", heading: "Phần lời của báo cáo|Text of the report", row: "Thiếu hòa giải viên"},
	{name: "work waiting", as: "canbo-tand", path: "/viec", heading: "Việc cần làm|To do", row: "Tòa án nhân dân tỉnh Đắk Lắk"},
	{name: "head", as: "thutruong-tand", path: "/cho-y-kien", heading: "Chờ ý kiến đồng chí (1)|Waiting for your decision (1)", row: "9/16", main: true},
	{name: "head one page", as: "thutruong-tand", path: "/cho-y-kien/tand?ky=2022-6t", heading: "Báo cáo 6 tháng đầu năm 2022|Report, first half of 2022", row: "Thiếu hòa giải viên", main: true},
	{name: "head return empty", before: "as thutruong-tand\nGET /cho-y-kien/tand\nkeep VERSION name=\"version\" value=\"(\\d+)\"", as: "thutruong-tand", path: "/cho-y-kien/tand?ky=2022-6t", post: []string{"viec=return", "version=$VERSION", "reason="}, heading: "Báo cáo 6 tháng đầu năm 2022|Report, first half of 2022", row: "Thiếu hòa giải viên"},
	{name: "work returned", before: "POST /cho-y-kien/tand\n  viec=return\n  version=$VERSION\n  reason=Xem lại tỷ lệ văn bản điện tử.\nstatus 303", as: "canbo-tand", path: "/viec", heading: "Việc cần làm|To do", row: "Xem lại tỷ lệ văn bản điện tử."},
	{name: "grid returned", as: "canbo-tand", path: "/nhap/2022-6t", heading: "Nhập kết quả chỉ tiêu|Enter results", row: "Xem lại tỷ lệ văn bản điện tử."},
	{name: "grid sent", before: "as canbo-tand\nGET /nhap/2022-6t/kiem-tra\nkeep VERSION name=\"version\" value=\"(\\d+)\"\nPOST /nhap/2022-6t/buoc\n  viec=submit\n  version=$VERSION\nstatus 303\nas thutruong-tand\nGET /cho-y-kien/tand\nkeep VERSION name=\"version\" value=\"(\\d+)\"\nPOST /cho-y-kien/tand\n  viec=approve\n  version=$VERSION\nstatus 303",
		as: "canbo-tand", path: "/nhap/2022-6t", heading: "Nhập kết quả chỉ tiêu|Enter results", row: "Tỷ lệ nhiệm vụ được giao hoàn thành đúng hạn"},
	{name: "stale approval", as: "thutruong-tand", path: "/cho-y-kien/tand?ky=2022-6t", post: []string{"viec=approve", "version=1"}, heading: "Báo cáo 6 tháng đầu năm 2022|Report, first half of 2022", row: ""},
	{name: "print form", as: "canbo-tand", path: "/nhap/2022-6t/in", heading: "Biểu số liệu 6 tháng đầu năm 2022|Figures, first half of 2022", row: "57,3"},
}

// The secretary of the bloc leader.
var leadScreens = []screen{
	{name: "work of the lead", as: "canbo-thanh-tra", path: "/viec", heading: "Việc cần làm|To do", row: "Thanh tra tỉnh Đắk Lắk"},
	{name: "overview", as: "canbo-thanh-tra", path: "/tong-hop/2022-6t", heading: "Tổng hợp 6 tháng đầu năm 2022|Overview, first half of 2022", row: "Lữ đoàn 198", main: true},
	{name: "overview board", as: "ban-tdkt", path: "/tong-hop/2022-6t?khoi=khoi-3", heading: "Tổng hợp 6 tháng đầu năm 2022|Overview, first half of 2022", row: "Lữ đoàn 198"},
	{name: "unit to receive", as: "canbo-thanh-tra", path: "/tong-hop/2022-6t/don-vi/tand", heading: "Tòa án nhân dân tỉnh Đắk Lắk", row: "Thiếu hòa giải viên", main: true},
	{name: "unit return empty", as: "canbo-thanh-tra", path: "/tong-hop/2022-6t/don-vi/tand", post: []string{"viec=reject", "version=1", "reason="}, heading: "Tòa án nhân dân tỉnh Đắk Lắk", row: "Thiếu hòa giải viên"},
	{name: "unit missing", as: "canbo-thanh-tra", path: "/tong-hop/2022-6t/don-vi/cong-an", heading: "Công an tỉnh Đắk Lắk", row: "0/5"},
	{name: "extend wrong", as: "canbo-thanh-tra", path: "/tong-hop/2022-6t/don-vi/cong-an", post: []string{"viec=extend", "due=45/07/2022"}, heading: "Công an tỉnh Đắk Lắk", row: "0/5"},
	{name: "remind", as: "canbo-thanh-tra", path: "/tong-hop/2022-6t/nhac", heading: "Nhắc đơn vị chưa gửi|Remind units that have not sent", row: "Công an tỉnh"},
	{name: "recommendations", as: "canbo-thanh-tra", path: "/kien-nghi", heading: "Kiến nghị, đề xuất|Recommendations", row: "Đề nghị UBND tỉnh hỗ trợ trang thiết bị"},
	{name: "recommendation", before: "as canbo-thanh-tra\nGET /kien-nghi\nkeep REC href=\"/kien-nghi/([0-9a-z]+)\"", as: "canbo-thanh-tra", path: "/kien-nghi/$REC", heading: "Kiến nghị của Thanh tra tỉnh|Recommendation of Thanh tra tỉnh", row: "nghị"},
	{name: "recommendation wrong", as: "canbo-thanh-tra", path: "/kien-nghi/$REC", post: []string{"due=30/02/2022", "version=1"}, heading: "Kiến nghị của Thanh tra tỉnh|Recommendation of Thanh tra tỉnh", row: "nghị"},
	{name: "source of a figure", as: "canbo-thanh-tra", path: "/nguon/khoi-3/2022-6t/tand/C02", heading: "Vì sao có con số này?|Why this figure?", row: "86,4", main: true},
	{name: "source from a file", as: "canbo-thanh-tra", path: "/nguon/khoi-3/2022-6t/so-tu-phap/C01", heading: "Vì sao có con số này?|Why this figure?", row: "93,8"},
}

// Consolidated table and report.
var reportScreens = []screen{
	{name: "reports", as: "canbo-thanh-tra", path: "/bao-cao", heading: "Báo cáo của Khối|Reports of the bloc", row: "10/12"},
	{name: "table", as: "canbo-thanh-tra", path: "/tong-hop/2022-6t/bang", heading: "Bảng tổng hợp 6 tháng đầu năm 2022|Consolidated table, first half of 2022", row: "Lữ đoàn 198", main: true},
	{name: "table member", as: "canbo-tand", path: "/tong-hop/2022-6t/bang", heading: "Bảng tổng hợp 6 tháng đầu năm 2022|Consolidated table, first half of 2022", row: "Tỷ lệ nhiệm vụ được giao hoàn thành đúng hạn"},
	{name: "total", as: "canbo-thanh-tra", path: "/tong-hop/2022-6t/chi-tieu/C01", heading: "Tỷ lệ nhiệm vụ được giao hoàn thành đúng hạn", row: "Lữ đoàn 198"},
	{name: "draft none, member", as: "canbo-tand", path: "/du-thao/2022-6t", heading: "Dự thảo Báo cáo 6 tháng đầu năm 2022|Draft report, first half of 2022", row: "Chưa có dự thảo|No draft yet"},
	{name: "draft preview", as: "canbo-thanh-tra", path: "/du-thao/2022-6t", heading: "Dự thảo Báo cáo 6 tháng đầu năm 2022|Draft report, first half of 2022", row: "Khối thi đua số 3 có 12 đơn vị thành viên"},
	{name: "draft", before: "as canbo-thanh-tra\nPOST /du-thao/2022-6t\nstatus 303", as: "canbo-thanh-tra", path: "/du-thao/2022-6t", heading: "Dự thảo Báo cáo 6 tháng đầu năm 2022|Draft report, first half of 2022", row: "Khối thi đua số 3 có 12 đơn vị thành viên", main: true},
	{name: "draft day wrong", before: "GET /du-thao/2022-6t\nkeep VERSION name=\"version\" value=\"(\\d+)\"", as: "canbo-thanh-tra", path: "/du-thao/2022-6t/phan-dau", post: []string{"day=40/07/2022", "version=$VERSION"}, heading: "Dự thảo Báo cáo 6 tháng đầu năm 2022|Draft report, first half of 2022", row: "Khối thi đua số 3 có 12 đơn vị thành viên"},
	{name: "draft source changed", before: "GET /tong-hop/2022-6t/don-vi/tand\nkeep VERSION name=\"version\" value=\"(\\d+)\"\nPOST /tong-hop/2022-6t/don-vi/tand\n  viec=reject\n  version=$VERSION\n  reason=Xem lại số liệu.\nstatus 303",
		as: "canbo-thanh-tra", path: "/du-thao/2022-6t", heading: "Dự thảo Báo cáo 6 tháng đầu năm 2022|Draft report, first half of 2022", row: "Số liệu nguồn đã đổi sau khi soạn|The source data changed after the draft was written"},
	{name: "draft member", as: "canbo-tand", path: "/du-thao/2022-6t", heading: "Dự thảo Báo cáo 6 tháng đầu năm 2022|Draft report, first half of 2022", row: "|"},
}

// Administrator and provincial board.
var adminScreens = []screen{
	{name: "users", as: "quantri", path: "/quan-tri/nguoi-dung", heading: "Người dùng|Users", row: "canbo-tand"},
	{name: "users wrong", as: "quantri", path: "/quan-tri/nguoi-dung", post: []string{"login=A B", "name="}, heading: "Người dùng|Users", row: "Cán bộ TĐKT TAND tỉnh"},
	{name: "user", as: "quantri", path: "/quan-tri/nguoi-dung/canbo-tand", heading: "Người dùng canbo-tand|User canbo-tand", row: "Cán bộ TĐKT TAND tỉnh"},
	{name: "unit accounts", as: "quantri", path: "/quan-tri/tai-khoan-don-vi", heading: "Tài khoản của các đơn vị|Accounts of the units", row: "Mọi đơn vị đang trong khối|Every unit that is in a bloc"},
	{name: "blocs admin", as: "quantri", path: "/khoi", heading: "Khối và đơn vị|Blocs and units", row: "Khối thi đua số 3"},
	{name: "bloc wrong", as: "ban-tdkt", path: "/khoi", post: []string{"code=Khối 9", "name="}, heading: "Khối và đơn vị|Blocs and units", row: "Khối thi đua số 3"},
	{name: "bloc admin", as: "quantri", path: "/khoi/khoi-3", heading: "Khối thi đua số 3", row: "Lữ đoàn 198"},
	{name: "units pasted", as: "quantri", path: "/khoi/khoi-3/danh-sach", heading: "Thêm nhiều đơn vị|Add several units", row: "Word"},
	{name: "units read", as: "quantri", path: "/khoi/khoi-3/danh-sach", post: []string{"list=1. Sở Y tế tỉnh Đắk Lắk\n2. Trại giam Đắk Tân"}, heading: "Thêm nhiều đơn vị|Add several units", row: "Sở Y tế"},
	{name: "unit edit", as: "quantri", path: "/khoi/khoi-3/don-vi/tand", heading: "Tòa án nhân dân tỉnh Đắk Lắk", row: "TAND tỉnh"},
	{name: "unit wrong", as: "quantri", path: "/khoi/khoi-3/thanh-vien", post: []string{"code=Đơn vị", "name=", "from=40/01/2022"}, heading: "Khối thi đua số 3", row: "Lữ đoàn 198"},
}

// The period is locked.
var lockedScreens = []screen{
	{name: "lock", as: "canbo-thanh-tra", path: "/tong-hop/2022-6t/khoa", heading: "Tổng hợp 6 tháng đầu năm 2022|Overview, first half of 2022", row: "Công an tỉnh"},
	{name: "grid of a locked period", before: "as canbo-thanh-tra\nPOST /tong-hop/2022-6t\n  viec=khoa\nstatus 303", as: "canbo-cong-an", path: "/nhap/2022-6t", heading: "Nhập kết quả chỉ tiêu|Enter results", row: "Tỷ lệ nhiệm vụ được giao hoàn thành đúng hạn"},
	{name: "work locked", as: "canbo-cong-an", path: "/viec", heading: "Việc cần làm|To do", row: "Công an tỉnh Đắk Lắk"},
	{name: "upload locked", as: "canbo-cong-an", path: "/nhap/2022-6t/nhap-tep", heading: "Nhập từ tệp|Import from file", row: ".docx"},
	{name: "overview locked", as: "canbo-thanh-tra", path: "/tong-hop/2022-6t", heading: "Tổng hợp 6 tháng đầu năm 2022|Overview, first half of 2022", row: "Lữ đoàn 198"},
	{name: "reopen", as: "canbo-thanh-tra", path: "/tong-hop/2022-6t/khoa", heading: "Tổng hợp 6 tháng đầu năm 2022|Overview, first half of 2022", row: "|"},
	{name: "reopen without reason", as: "canbo-thanh-tra", path: "/tong-hop/2022-6t", post: []string{"viec=mo", "reason="}, heading: "Tổng hợp 6 tháng đầu năm 2022|Overview, first half of 2022", row: "|"},
}
