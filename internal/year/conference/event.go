package conference

import (
	"time"

	"thidua/internal/base/id"
)

// A Did (loại diễn biến) says what happened.
type Did string

// What can happen at a conference. The values stand in the database.
const (
	Opened    Did = "open"   // khai mạc
	Closed    Did = "close"  // bế mạc
	Broke     Did = "break"  // nghỉ giải lao
	Resumed   Did = "resume" // họp lại
	Arrived   Did = "arrive" // đại biểu có mặt
	Left      Did = "leave"  // đại biểu về
	Began     Did = "item"   // sang một mục của chương trình
	Asked     Did = "ask"    // đăng ký phát biểu, hoặc đề nghị ngay
	Withdrew  Did = "withdraw"
	Moved     Did = "move"   // chủ trì đổi thứ tự
	Called    Did = "call"   // mời phát biểu
	Held      Did = "hold"   // dừng đồng hồ
	Went      Did = "go"     // chạy tiếp
	Extended  Did = "extend" // thêm thời gian
	Finished  Did = "finish" // hết lượt
	Recalled  Did = "recall" // gọi lại người vừa xong
	Locked    Did = "lock"   // khóa danh sách phát biểu
	Unlocked  Did = "unlock"
	Fairly    Did = "fair"   // đơn vị chưa phát biểu được ưu tiên
	Showed    Did = "show"   // đổi nội dung màn chiếu
	PollOpen  Did = "poll"   // mở biểu quyết
	PollDone  Did = "result" // đóng biểu quyết
	Noted     Did = "note"   // ghi nhanh biên bản
	Remarked  Did = "remark" // góp ý vào Dự thảo
	Pictured  Did = "photo"
	Undone    Did = "undo"    // việc vừa ghi không tính
	Corrected Did = "correct" // đính chính sau khi bế mạc
	Listed    Did = "list"    // danh sách đại biểu, chương trình, tài liệu đổi
)

// labels names each kind of event for people.
var labels = map[Did]string{
	Opened:    "conference.did.open|Khai mạc",
	Closed:    "conference.did.close|Bế mạc",
	Broke:     "conference.did.break|Giải lao",
	Resumed:   "conference.did.resume|Họp lại",
	Arrived:   "conference.did.arrive|Có mặt",
	Left:      "conference.did.leave|Về",
	Began:     "conference.did.item|Sang mục",
	Asked:     "conference.did.ask|Đăng ký phát biểu",
	Withdrew:  "conference.did.withdraw|Rút đăng ký",
	Moved:     "conference.did.move|Đổi thứ tự",
	Called:    "conference.did.call|Mời phát biểu",
	Held:      "conference.did.hold|Dừng đồng hồ",
	Went:      "conference.did.go|Chạy tiếp",
	Extended:  "conference.did.extend|Thêm thời gian",
	Finished:  "conference.did.finish|Hết lượt",
	Recalled:  "conference.did.recall|Gọi lại",
	Locked:    "conference.did.lock|Khóa danh sách",
	Unlocked:  "conference.did.unlock|Mở danh sách",
	Fairly:    "conference.did.fair|Ưu tiên đơn vị chưa phát biểu",
	Showed:    "conference.did.show|Đổi màn chiếu",
	PollOpen:  "conference.did.poll|Mở biểu quyết",
	PollDone:  "conference.did.result|Đóng biểu quyết",
	Noted:     "conference.did.note|Ghi biên bản",
	Remarked:  "conference.did.remark|Góp ý Dự thảo",
	Pictured:  "conference.did.photo|Ảnh",
	Undone:    "conference.did.undo|Hoàn tác",
	Corrected: "conference.did.correct|Đính chính",
}

// Label names what happened: a message with its id.
func (d Did) Label() string { return labels[d] }

// A Fact (nội dung diễn biến) is what an event says beside its kind; each kind uses a few
// of its fields. It is stored as JSON.
type Fact struct {
	Item    ItemID        `json:"item,omitempty"`
	Point   bool          `json:"point,omitempty"` // a point of order
	Up      bool          `json:"up,omitempty"`
	On      bool          `json:"on,omitempty"`
	Text    string        `json:"text,omitempty"`
	Long    time.Duration `json:"long,omitempty"`
	Poll    int64         `json:"poll,omitempty"` // number of the event that opened it
	Named   bool          `json:"named,omitempty"`
	Result  *Count        `json:"result,omitempty"`
	Seq     int64         `json:"seq,omitempty"`   // the event that is undone or corrected
	Ref     string        `json:"ref,omitempty"`   // remark, photo: where it is kept
	Where   string        `json:"where,omitempty"` // remark: the paragraph, in words
	Until   int64         `json:"until,omitempty"` // break: resumes, in milliseconds
	Unit    id.Unit       `json:"unit,omitempty"`
	Wording string        `json:"wording,omitempty"`
}

// An Event (diễn biến) is one thing that happened at a conference.
type Event struct {
	Seq  int64
	At   time.Time
	Did  Did
	Who  DelegateID // whom it is about, 0 for none
	Fact Fact
	By   string // who did it, as named at that time
	Key  string // of the act; the same key again is the same act
}

// A Choice (ý kiến biểu quyết) is one answer of a vote.
type Choice string

// The choices of every vote.
const (
	For     Choice = "for"
	Against Choice = "against"
	Abstain Choice = "abstain"
)

// Label gives the choice in Vietnamese.
func (c Choice) Label() string {
	switch c {
	case For:
		return "Đồng ý"
	case Against:
		return "Không đồng ý"
	}
	return "Không có ý kiến"
}

// Known reports whether c is one of the choices.
func (c Choice) Known() bool { return c == For || c == Against || c == Abstain }

// A Count (kết quả biểu quyết) is what came out of a vote.
type Count struct {
	For     int `json:"for"`
	Against int `json:"against"`
	Abstain int `json:"abstain"`
	Present int `json:"present"` // entitled delegates that were there
}

// Silent gives how many entitled delegates did not answer.
func (c Count) Silent() int { return max(0, c.Present-c.For-c.Against-c.Abstain) }

// Passed reports whether more than half of those present said yes.
func (c Count) Passed() bool { return 2*c.For > c.Present }

// A Vote (phiếu biểu quyết) is the answer of one delegate to a named vote.
type Vote struct {
	Poll   int64
	Who    DelegateID
	Choice Choice
	At     time.Time
}
