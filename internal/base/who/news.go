package who

// What is done with the public face of the year.
const (
	ReadNews    Action = "news.read"    // xem tin bài chưa đăng
	WriteNews   Action = "news.write"   // viết tin bài của đơn vị
	EditNews    Action = "news.edit"    // biên tập, đăng, đính chính, rút tin bài; duyệt bình luận; cài đặt trang công khai
	ApproveNews Action = "news.approve" // duyệt tin bài
	AgreePhoto  Action = "photo.agree"  // đồng ý cho đăng ảnh có người của đơn vị
)

func ownMember(a Actor, o Object) bool     { return own(a, o) && member(a, o) }
func officerMember(a Actor, o Object) bool { return officer(a, o) && member(a, o) }
