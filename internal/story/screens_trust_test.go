package story

// What happened, who may sign in, what is kept: the pages of trust.
var trustScreens = []screen{
	{name: "log", as: "quantri", path: "/nhat-ky", heading: "Nhật ký hệ thống|System log", row: "Quản trị hệ thống", main: true},
	{name: "log filtered", as: "ban-tdkt", path: "/nhat-ky?viec=progress.&tu=01%2F01%2F2022", heading: "Nhật ký hệ thống|System log", row: "Nhập số liệu|Entered a figure"},
	{name: "log without a match", as: "ban-tdkt", path: "/nhat-ky?doi-tuong=khong-co", heading: "Nhật ký hệ thống|System log", row: "Không có dòng nào khớp bộ lọc|No line fits the filter"},
	{name: "log with a wrong day", as: "ban-tdkt", path: "/nhat-ky?tu=31%2F02%2F2022", status: 422, heading: "Nhật ký hệ thống|System log", row: "Từ ngày phải là ngày|31/02/2022"},
	{name: "log refused", as: "canbo-tand", path: "/nhat-ky", status: 403, heading: "Chưa có quyền|Not allowed", row: ""},
	{name: "one line", before: "as ban-tdkt\nGET /nhat-ky?viec=progress.approve\nstatus 200\nkeep LINE (/nhat-ky/[a-z0-9]{8,})", as: "ban-tdkt", path: "$LINE", heading: "Một dòng nhật ký|One line of the log", row: "Số liệu · C01|Figures · C01", main: true},
	{name: "one line, covered", as: "quantri", path: "$LINE", heading: "Một dòng nhật ký|One line of the log", row: "chỉ Ban Thi đua|Only the provincial board"},
	{name: "proofs of a unit", as: "thutruong-tand", path: "/kiem-chung", heading: "Kiểm chứng nhật ký|Verify the log", row: "6 tháng đầu năm 2022|first half of 2022", main: true},
	{name: "who took figures, nobody yet", as: "thutruong-cong-an", path: "/kiem-chung", heading: "Kiểm chứng nhật ký|Verify the log", row: "chưa ai tải tệp nào|Nobody took a file"},
	{name: "backups, none yet", as: "quantri", path: "/quan-tri/sao-luu", heading: "Sao lưu và nhật ký|Backup and log", row: "Máy chủ không tự sao lưu|The server takes no backups itself"},
	{name: "backups, planned, none yet", before: "backups keep", as: "quantri", path: "/quan-tri/sao-luu", heading: "Sao lưu và nhật ký|Backup and log", row: "Chưa có bản sao lưu nào|There is no backup"},
	{name: "backups, one taken", before: "as quantri\nPOST /quan-tri/sao-luu\nstatus 303", as: "quantri", path: "/quan-tri/sao-luu", heading: "Sao lưu và nhật ký|Backup and log", row: "theo-yeu-cau-", main: true},
	{name: "backups, failed", before: "as quantri\nbackups thidua.db/keep\nPOST /quan-tri/sao-luu\nbackups keep", as: "quantri", path: "/quan-tri/sao-luu", heading: "Sao lưu và nhật ký|Backup and log", row: "không thành|failed", main: true},
	{name: "backups, the folder refuses", before: "backups thidua.db/keep", as: "quantri", path: "/quan-tri/sao-luu", post: []string{"x=y"}, heading: "Chưa thực hiện được|Not done", row: "Không tạo được thư mục sao lưu|cannot be made"},
	{name: "backups, late", before: "backups keep\ndata last-backup.json {\"file\":\"/var/backups/thidua/thidua-20220620-010000.zip\",\"created\":\"2022-06-20T01:00:00+07:00\",\"rows\":5210,\"files\":12}", as: "quantri", path: "/quan-tri/sao-luu", heading: "Sao lưu và nhật ký|Backup and log", row: "hơn bảy ngày|more than seven days"},
	{name: "backups, does not fit the log", before: "data last-backup.json {\"file\":\"/var/backups/thidua/thidua-20220705-010000.zip\",\"created\":\"2022-07-05T01:00:00+07:00\",\"rows\":5210,\"files\":12,\"damaged\":1,\"unfit\":3}", as: "quantri", path: "/quan-tri/sao-luu", heading: "Sao lưu và nhật ký|Backup and log", row: "không khớp nhật ký ở 3 chỗ|3 places of the data in the last backup"},
	{name: "backups, encrypted", before: "data last-backup.json {\"file\":\"/var/backups/thidua/thidua-20220705-010000.zip.age\",\"created\":\"2022-07-05T01:00:00+07:00\",\"rows\":5210,\"files\":12,\"encrypted\":true}", as: "quantri", path: "/quan-tri/sao-luu", heading: "Sao lưu và nhật ký|Backup and log", row: "· đã mã hóa|· encrypted"},
	{name: "backups, the note is broken", before: "data last-backup.json {", as: "quantri", path: "/quan-tri/sao-luu", heading: "Sao lưu và nhật ký|Backup and log", row: "Không đọc được kết quả|cannot be read"},
	{name: "log to be exported", as: "ban-tdkt", path: "/nhat-ky?doi-tuong=submission%2F", heading: "Nhật ký hệ thống|System log", row: "Tệp CSV|CSV file"},
	{name: "one line that is not there", as: "ban-tdkt", path: "/nhat-ky/khong-co", status: 404, heading: "Không tìm thấy|Not found", row: ""},
	{name: "proofs of the board", as: "ban-tdkt", path: "/kiem-chung", heading: "Kiểm chứng nhật ký|Verify the log", row: "Tải tệp điểm chốt|Download the checkpoint file", main: true},
}
