package story

// Packets for units on closed networks.
var packetScreens = []screen{
	{name: "packets, none yet", as: "canbo-thanh-tra", path: "/goi-ngoai-tuyen?ky=2022-6t", heading: "Gói nộp ngoại tuyến|Offline packets", row: "Chưa tạo gói nào|No packet was made"},
	{name: "packets, no unit chosen", as: "canbo-thanh-tra", path: "/goi-ngoai-tuyen?ky=2022-6t", post: []string{"x=y"}, heading: "Gói nộp ngoại tuyến|Offline packets", row: "Chọn ít nhất một đơn vị|Choose at least one unit"},
	{name: "packets", before: "as canbo-thanh-tra\nPOST /goi-ngoai-tuyen?ky=2022-6t\n  goi=cong-an\n  goi=cuc-thads\nstatus 303\nas canbo-cong-an\nGET /goi-ngoai-tuyen?ky=2022-6t\nkeep PACKET (/goi-ngoai-tuyen/[0-9a-z]+)/tep\nas canbo-thanh-tra\nGET $PACKET/tep\nsave goi.xlsx\n  Chỉ tiêu!G6=97.5\n  Chỉ tiêu!G7=88\n  Chỉ tiêu!H6=Chốt số ngày 15/6\n  Phần lời!B2=Kết quả của đơn vị.",
		as: "canbo-thanh-tra", path: "/goi-ngoai-tuyen?ky=2022-6t", heading: "Gói nộp ngoại tuyến|Offline packets", row: "Chưa nhận lại|Not returned", main: true},
	{name: "packet slip", as: "canbo-thanh-tra", path: "$PACKET/phieu", heading: "Phiếu giao gói|Delivery slip", row: "SHA-256"},
	{name: "packet preview", before: "as canbo-thanh-tra\nPOST /goi-ngoai-tuyen/nhan?ky=2022-6t\n  @file=goi.xlsx\nstatus 303\nkeep PREVIEW (/nhap/2022-6t/xem-truoc/[0-9a-z]+[^\"\\s]*)", as: "canbo-thanh-tra", path: "$PREVIEW", heading: "Xem trước tệp|Preview of a file", row: "97,5", main: true},
	{name: "packet differences", before: "as canbo-cong-an\nGET /nhap/2022-6t\nkeep REV name=\"rev.C01\" value=\"(\\d+)\"\nPOST /nhap/2022-6t/o\n  code=C01\n  value=96\n  rev=$REV\nstatus 200", as: "canbo-thanh-tra", path: "$PREVIEW", heading: "Xem trước tệp|Preview of a file", row: "Khác 1 chỉ tiêu|1 target differs"},
	{name: "packet to be signed for", before: "as canbo-thanh-tra\nPOST $PREVIEW\n  viec=ghi\nstatus 303", as: "canbo-thanh-tra", path: "$PREVIEW", heading: "Xem trước tệp|Preview of a file", row: "Ghi nhận bản đã ký|Record the signed report"},
	{name: "packets, one to be signed for", as: "canbo-thanh-tra", path: "/goi-ngoai-tuyen?ky=2022-6t", heading: "Gói nộp ngoại tuyến|Offline packets", row: "Ghi nhận bản đã ký|Record the signed report"},
	{name: "signed report of a packet", as: "canbo-thanh-tra", path: "/da-ky/cong-an?ky=2022-6t&khoi=khoi-3", heading: "Ghi nhận bản đã ký của đơn vị nộp bằng gói|Record the signed report of a unit that sent a packet", row: "Công an tỉnh", main: true},
	{name: "signed report of a packet, wrong", as: "canbo-thanh-tra", path: "/da-ky/cong-an?ky=2022-6t&khoi=khoi-3", post: []string{"number=", "day=31/02/2022"}, heading: "Ghi nhận bản đã ký của đơn vị nộp bằng gói|Record the signed report of a unit that sent a packet", row: "Đính kèm bản quét|Attach the scan"},
	{name: "packet that came back empty", before: "as canbo-cuc-thads\nGET /goi-ngoai-tuyen?ky=2022-6t\nkeep EMPTY (/goi-ngoai-tuyen/[0-9a-z]+)/tep\nas canbo-thanh-tra\nGET $EMPTY/tep\nsave trong.xlsx\n  Chỉ tiêu!H6=x\nPOST /goi-ngoai-tuyen/nhan?ky=2022-6t\n  @file=trong.xlsx\nstatus 303\nkeep BACK (/nhap/2022-6t/xem-truoc/[0-9a-z]+[^\"\\s]*)", as: "canbo-thanh-tra", path: "$BACK", heading: "Xem trước tệp|Preview of a file", row: "Gói quay lại còn trống|The packet came back empty"},
	{name: "text of the units", as: "canbo-thanh-tra", path: "/tong-hop/2022-6t/loi", heading: "Phần lời các đơn vị, 6 tháng đầu năm 2022|Text of the units, first half of 2022", row: "Sở Tư pháp"},
	{name: "text of the units, none", as: "canbo-cong-an", path: "/tong-hop/2022-6t/loi", heading: "Phần lời các đơn vị, 6 tháng đầu năm 2022|Text of the units, first half of 2022", row: "|"},
	{name: "packets of a unit", as: "canbo-cong-an", path: "/goi-ngoai-tuyen?ky=2022-6t", heading: "Gói nộp ngoại tuyến|Offline packets", row: "Đã nhận lại|Returned"},
}
