package story

// Second factor and invitations.
var accountScreens = []screen{
	{name: "second factor off", as: "canbo-tand", path: "/tai-khoan/hai-lop", heading: "Xác thực hai lớp|Second factor", row: "Google Authenticator", main: true},
	{name: "second factor wrong", as: "canbo-tand", path: "/tai-khoan/hai-lop", post: []string{"code=000000", "password=x"}, heading: "Xác thực hai lớp|Second factor", row: "Google Authenticator"},
	{name: "passkeys none", as: "canbo-tand", path: "/tai-khoan/hai-lop/khoa", heading: "Khóa đăng nhập (passkey)|Passkeys", row: "Chưa có khóa nào|No passkey yet"},
	{name: "passkey refused", as: "canbo-tand", path: "/tai-khoan/hai-lop/khoa", post: []string{"name=", "password=x"}, heading: "Khóa đăng nhập (passkey)|Passkeys", row: "Đặt tên khóa|Give the passkey a name"},
	{name: "account with second factor off", as: "canbo-tand", path: "/tai-khoan", heading: "Tài khoản của tôi|My account", row: "Chưa bật|Off"},
	{name: "address wrong", as: "canbo-tand", path: "/tai-khoan/thu", post: []string{"email=khong phai", "lang=vi"}, heading: "Tài khoản của tôi|My account", row: "khong phai"},
	{name: "address to confirm", before: "as canbo-tand\nPOST /tai-khoan/thu\n  email=tand@vidu.vn\n  lang=vi\n  reminders=1\nstatus 303\nas visitor\nGET /demo/thu\nkeep LETTER href=\"/demo/thu/([0-9a-z]+)\">Xác nhận\nGET /demo/thu/$LETTER\nkeep ADDRESS (/tai-khoan/thu/[0-9a-z]+)", as: "visitor", path: "$ADDRESS", heading: "Xác nhận địa chỉ nhận thư|Confirm an address for letters", row: "tand@vidu.vn"},
	{name: "address waits", as: "canbo-tand", path: "/tai-khoan", heading: "Tài khoản của tôi|My account", row: "đang chờ xác nhận|waits for confirmation", main: true},
	{name: "users and roles", as: "quantri", path: "/quan-tri/nguoi-dung", heading: "Người dùng|Users", row: "Thủ trưởng đơn vị – Tòa án nhân dân tỉnh Đắk Lắk|Head of a unit – Tòa án nhân dân tỉnh Đắk Lắk"},
	{name: "user to invite", as: "quantri", path: "/quan-tri/nguoi-dung/canbo-tand", heading: "Người dùng canbo-tand|User canbo-tand", row: "Tạo liên kết mời|Make an invitation link"},
	{name: "invitation", before: "as quantri\nPOST /quan-tri/nguoi-dung/canbo-tand/moi\nstatus 303\nfollow\nkeep LINK (/loi-moi/[a-z0-9]+)", as: "visitor", path: "$LINK", heading: "Đặt mật khẩu|Set a password", row: "canbo-tand", main: true},
	{name: "invitation wrong", as: "visitor", path: "$LINK", post: []string{"password=12345678", "again=12345678"}, heading: "Đặt mật khẩu|Set a password", row: "canbo-tand"},
	{name: "invitation gone", as: "visitor", path: "/loi-moi/khongco", status: 404, heading: "Không tìm thấy|Not found", row: "Liên kết mời không còn dùng được|The invitation link cannot be used"},
	{name: "set-up done", as: "visitor", path: "/cai-dat", status: 404, heading: "Không tìm thấy|Not found", row: "đã có người quản trị|has an administrator already"},
	{name: "roles that need it", before: "as quantri\nPOST /quan-tri/hai-lop\n  role=head\nstatus 303\nas thutruong-tand\nPOST /dang-nhap\n  login=thutruong-tand\n  password=thidua-demo-2022\nstatus 303", as: "thutruong-tand", path: "/viec", heading: "Xác thực hai lớp|Second factor", row: "Vai trò của bạn bắt buộc|Your role needs"},
}
