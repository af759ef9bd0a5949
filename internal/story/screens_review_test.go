package story

// The second half: workbench, decisions, trace, dashboards, search.
var reviewScreens = []screen{
	{name: "review", as: "canbo-thanh-tra", path: "/ra-soat/2022-6t", heading: "Rà soát 6 tháng đầu năm 2022|Review, 6 tháng đầu năm 2022", row: "Lữ đoàn 198", main: true},
	{name: "review weak only", as: "canbo-thanh-tra", path: "/ra-soat/2022-6t?chi-yeu=1", heading: "Rà soát 6 tháng đầu năm 2022|Review, 6 tháng đầu năm 2022", row: "Lữ đoàn 198"},
	{name: "review member", as: "canbo-bdbp", path: "/ra-soat/2022-6t", heading: "Rà soát 6 tháng đầu năm 2022|Review, 6 tháng đầu năm 2022", row: "BĐBP tỉnh"},
	{name: "review without figures", as: "canbo-tand", path: "/ra-soat/2022-6t", heading: "Rà soát 6 tháng đầu năm 2022|Review, 6 tháng đầu năm 2022", row: "Chưa có số liệu của kỳ này|No figures of this period"},
	{name: "review board", as: "ban-tdkt", path: "/ra-soat/2022-6t?khoi=khoi-3", heading: "Rà soát 6 tháng đầu năm 2022|Review, 6 tháng đầu năm 2022", row: "Lữ đoàn 198"},
	{name: "review field", as: "canbo-thanh-tra", path: "/ra-soat/2022-6t/linh-vuc/tdkt", heading: "Thi đua - khen thưởng", row: "Sở Tư pháp", main: true},
	{name: "review unit", as: "canbo-thanh-tra", path: "/ra-soat/2022-6t/don-vi/so-tu-phap", heading: "Rà soát 6 tháng đầu năm 2022: Sở Tư pháp|Review, 6 tháng đầu năm 2022: Sở Tư pháp", row: "STP.1", main: true},
	{name: "review own unit", as: "canbo-so-tu-phap", path: "/ra-soat/2022-6t/don-vi/so-tu-phap?linh-vuc=tdkt", heading: "Rà soát 6 tháng đầu năm 2022: Sở Tư pháp|Review, 6 tháng đầu năm 2022: Sở Tư pháp", row: "C03"},
	{name: "review thresholds", as: "canbo-thanh-tra", path: "/ra-soat/2022-6t/nguong", heading: "Ngưỡng rà soát của Khối|Review thresholds of the bloc", row: "3"},
	{name: "review thresholds wrong", as: "canbo-thanh-tra", path: "/ra-soat/2022-6t/nguong", post: []string{"bin1=90", "bin2=80", "bin3=x", "bin4=95", "units=0", "drop=10", "version=0"}, heading: "Ngưỡng rà soát của Khối|Review thresholds of the bloc", row: "Các ngưỡng phải tăng dần|Thresholds must rise"},
	{name: "review expectation", as: "canbo-thanh-tra", path: "/ra-soat/2022-6t/ky-vong/so-tu-phap/STP.1", heading: "Kỳ vọng của STP.1, Sở Tư pháp|Expectation for STP.1, Sở Tư pháp", row: "Theo mùa vụ|By season"},
	{name: "review expectation wrong", as: "canbo-thanh-tra", path: "/ra-soat/2022-6t/ky-vong/so-tu-phap/STP.1", post: []string{"mode=seasonal", "q1=50", "q2=40", "q3=120"}, heading: "Kỳ vọng của STP.1, Sở Tư pháp|Expectation for STP.1, Sở Tư pháp", row: "Tỷ lệ lũy kế phải tăng dần|Cumulative shares must rise"},
	{name: "decisions none", as: "canbo-vksnd", path: "/ra-soat/2022-6t/viec-gap", heading: "Quyết định và theo dõi|Decisions and follow-up", row: "Chưa có nhiệm vụ cấp bách nào|No urgent tasks yet"},
	{name: "urgent new", as: "canbo-thanh-tra", path: "/ra-soat/2022-6t/viec-gap/moi?can-cu=value/khoi-3/2022-H1/so-tu-phap/C03", heading: "Giao nhiệm vụ cấp bách|Assign an urgent task", row: "C03", main: true},
	{name: "urgent wrong", as: "canbo-thanh-tra", path: "/ra-soat/2022-6t/viec-gap/moi", post: []string{"text=", "due=32/13/2022"}, heading: "Giao nhiệm vụ cấp bách|Assign an urgent task", row: "không phải ngày|is not a date"},
	{name: "urgent mark", before: "as canbo-thanh-tra\nGET /nhiem-vu\nkeep TASK /nhiem-vu/([0-9a-z]{10,})\"", as: "canbo-thanh-tra", path: "/ra-soat/2022-6t/viec-gap/moi?can-cu=task/$TASK", heading: "Giao nhiệm vụ cấp bách|Assign an urgent task", row: "đánh dấu cấp bách|marked urgent"},
	{name: "decisions", before: "POST /ra-soat/2022-6t/viec-gap/moi\n  can-cu=value/khoi-3/2022-H1/so-tu-phap/C03\n  text=Họp Hội đồng sáng kiến, công nhận sáng kiến quý III\n  unit=so-tu-phap\n  head=Giám đốc Sở Tư pháp\n  due=30/09/2022\n  source=directive\n  doc=24/CT-UBND\n  clause=điểm 1 mục III\nstatus 303",
		as: "canbo-thanh-tra", path: "/ra-soat/2022-6t/viec-gap", heading: "Quyết định và theo dõi|Decisions and follow-up", row: "Giám đốc Sở Tư pháp", main: true},
	{name: "adjust", as: "canbo-so-tu-phap", path: "/ra-soat/2022-6t/dieu-chinh/so-tu-phap/C03", heading: "Điều chỉnh chỉ tiêu C03 của Sở Tư pháp|Adjust target C03 of Sở Tư pháp", row: "Đề nghị điều chỉnh|Propose an adjustment"},
	{name: "adjust wrong", as: "canbo-so-tu-phap", path: "/ra-soat/2022-6t/dieu-chinh/so-tu-phap/C03", post: []string{"year=nhiều", "reason="}, heading: "Điều chỉnh chỉ tiêu C03 của Sở Tư pháp|Adjust target C03 of Sở Tư pháp", row: "nhiều"},
	{name: "adjust waiting", before: "as canbo-so-tu-phap\nPOST /ra-soat/2022-6t/dieu-chinh/so-tu-phap/C03\n  year=5\n  reason=Hội đồng sáng kiến chỉ họp hai lần trong năm.\nstatus 303", as: "thutruong-thanh-tra", path: "/ra-soat/2022-6t/dieu-chinh/so-tu-phap/C03", heading: "Điều chỉnh chỉ tiêu C03 của Sở Tư pháp|Adjust target C03 of Sở Tư pháp", row: "Duyệt, đổi kế hoạch|Approve and change the plan", main: true},
	{name: "adjust refused without reason", before: "as thutruong-thanh-tra\nGET /ra-soat/2022-6t/dieu-chinh/so-tu-phap/C03\nkeep ADJ quyet-dieu-chinh/([0-9a-z]+)\"", as: "thutruong-thanh-tra", path: "/ra-soat/2022-6t/quyet-dieu-chinh/$ADJ", post: []string{"viec=khong", "version=1"}, heading: "Điều chỉnh chỉ tiêu C03 của Sở Tư pháp|Adjust target C03 of Sở Tư pháp", row: "Ghi lý do không duyệt|Give the reason for not approving"},
	{name: "adjusted", before: "POST /ra-soat/2022-6t/quyet-dieu-chinh/$ADJ\n  viec=duyet\n  version=1\nstatus 303", as: "canbo-so-tu-phap", path: "/ra-soat/2022-6t/dieu-chinh/so-tu-phap/C03", heading: "Điều chỉnh chỉ tiêu C03 của Sở Tư pháp|Adjust target C03 of Sở Tư pháp", row: "Đã duyệt|Approved"},
}
