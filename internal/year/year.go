// Package year lists the capabilities in the order of the emulation year. The order is
// the rule of the import graph: a later stage may look back, an earlier one never forward.
package year

// Order holds the folder names of all capabilities, earliest first.
var Order = []string{
	"org",          // khối, đơn vị, nhiệm kỳ
	"account",      // đăng nhập, chức trách
	"journal",      // nhật ký, sao lưu: xem và mang đi
	"catalog",      // danh hiệu, hình thức, bộ quy tắc
	"document",     // văn bản chỉ đạo
	"plan",         // chỉ thị, kế hoạch, chỉ tiêu, nhiệm vụ
	"campaign",     // phong trào, đợt thi đua; lịch của năm
	"pledge",       // giao ước thi đua
	"award",        // khen thưởng đã tặng
	"registration", // đăng ký danh hiệu, hình thức
	"progress",     // số liệu và phần lời của từng kỳ
	"activity",     // sinh hoạt chính trị, quán triệt và thực hiện văn bản
	"rolemodel",    // điển hình tiên tiến, gương người tốt, việc tốt
	"report",       // tổng hợp, dự thảo báo cáo của Khối
	"consultation", // lấy ý kiến, góp ý dự thảo, thông qua
	"conference",   // hội nghị: điều hành, biên bản, việc phải làm
	"review",       // rà soát nửa cuối năm, nhiệm vụ cấp bách, đường đi của số liệu
	"calendar",     // lịch năm, thư nhắc hạn
	"portal",       // tin bài, ảnh, bình luận, trang công khai
}
