package portal

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strings"
	"time"
	"unicode"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/vi"
)

// A Comment (bình luận) is what a reader wrote below an article.
type Comment struct {
	ID      CommentID
	Article ID
	Bloc    id.Bloc
	Name    string
	Email   string // never shown to the public; erased after the bloc's term
	Text    string
	Lang    string // language of the reader's page, for letters
	State   CommentState
	Reason  string // why it was hidden, as chosen from the list
	At      time.Time
	Decided time.Time
	Reply   string // answer of the editors, shown below it
	ReplyBy string
	ReplyAt time.Time
	Reports int       // open reports of readers
	Clock   time.Time // when the open reports must be dealt with; zero without any
	Erased  time.Time // when name and address were erased
	Address string    // network address of the author; erased with the e-mail
	Version int64
}

// CommentID names a comment.
type CommentID = id.Of[Comment]

// CommentState (tình trạng bình luận) is where a comment stands.
type CommentState string

// The states of a comment.
const (
	Unconfirmed CommentState = "unconfirmed" // chờ người gửi nhập mã
	Pending     CommentState = "pending"     // chờ duyệt
	Visible     CommentState = "shown"       // đã đăng
	Hidden      CommentState = "hidden"      // đã ẩn
	Removed     CommentState = "removed"     // đã xóa
)

// A Decision (quyết định về bình luận) is what an editor does with a comment.
type Decision string

// The decisions.
const (
	Show   Decision = "show"
	Hide   Decision = "hide"
	Remove Decision = "remove"
	Answer Decision = "answer"
	Keep   Decision = "keep" // reports are unfounded
)

// outcomes tells from where a decision leads where. Removing is for good: nothing is left
// to show again.
var outcomes = map[Decision]struct {
	from []CommentState
	to   CommentState
}{
	Show:   {[]CommentState{Pending, Hidden}, Visible},
	Hide:   {[]CommentState{Pending, Visible}, Hidden},
	Remove: {[]CommentState{Unconfirmed, Pending, Visible, Hidden}, Removed},
	Keep:   {[]CommentState{Visible, Hidden}, Visible},
	Answer: {[]CommentState{Pending, Visible, Hidden}, Visible},
}

// Reasons lists why a comment may be hidden; the words are those of the page.
var Reasons = []string{"spam", "insult", "private", "secret", "false", "off", "late"}

// Chosen lists the reasons that an editor may give; the last one is the clock's own.
var Chosen = Reasons[:len(Reasons)-1]

// ReportTerm is how long the editors have to deal with a report of a reader.
const ReportTerm = 24 * time.Hour

// ConfirmTerm is how long an unconfirmed comment is kept.
const ConfirmTerm = 48 * time.Hour

// Bounds of a comment, in characters.
const (
	maxName    = 80
	MaxComment = 1000
	maxReply   = 2000
	maxWebs    = 2 // addresses of the web in one comment
)

var web = regexp.MustCompile(`(?i)https?://|www\.|\b[a-z0-9-]+\.(?:com|net|org|info|xyz|top|shop|vip|club|site|online|io|me|link|vn)\b`)

// CleanComment brings a comment into the form in which it is stored and checks it; e-mail
// and consent are checked by the page's service. Errors: Invalid with fields.
func CleanComment(c Comment) (Comment, error) {
	c.Name = tidy(invisible(c.Name))
	c.Text = strings.TrimSpace(vi.NFC(strings.ReplaceAll(invisible(c.Text), "\r\n", "\n")))
	e := fault.New(fault.Invalid, "com.invalid|Bình luận chưa gửi được. Sửa các mục nêu dưới đây rồi gửi lại.")
	switch n := len([]rune(c.Name)); {
	case n == 0:
		e.With("name", "com.name.need|Ghi họ và tên.")
	case n > maxName:
		e.With("name", "com.name.long|Họ và tên dài quá {n} ký tự.", fault.P{"n": maxName})
	case web.MatchString(c.Name):
		e.With("name", "com.name.web|Họ và tên không chứa địa chỉ trang web.")
	}
	switch n := len([]rune(c.Text)); {
	case n == 0:
		e.With("text", "com.text.need|Viết nội dung bình luận.")
	case n > MaxComment:
		e.With("text", "com.text.long|Bình luận dài {n} ký tự, quá {m}. Rút gọn rồi gửi lại.", fault.P{"n": n, "m": MaxComment})
	case len(web.FindAllString(c.Text, maxWebs+1)) > maxWebs:
		e.With("text", "com.links|Bình luận có quá {n} liên kết. Bỏ bớt rồi gửi lại.", fault.P{"n": maxWebs})
	}
	if len(e.Fields) > 0 {
		return c, e
	}
	return c, nil
}

// invisible drops signs that nobody sees or that turn the direction of text.
func invisible(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\r' {
			return r
		}
		if r == '\t' {
			return ' '
		}
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) && r != '\u200d' || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, s)
}

// same is equal for a comment that is sent twice: one article, one author, one text.
func (c Comment) same() string {
	h := sha256.Sum256([]byte(c.Article.String() + "\x00" + strings.ToLower(c.Email) + "\x00" + vi.Fold(c.Name) + "\x00" + strings.Join(vi.FoldWords(c.Text), " ")))
	return hex.EncodeToString(h[:16])
}

// crowd is equal for one text sent by many authors: floods are seen and dealt with at once.
func (c Comment) crowd() string {
	h := sha256.Sum256([]byte(strings.Join(vi.FoldWords(c.Text), " ")))
	return hex.EncodeToString(h[:8])
}

// Settings (cài đặt trang công khai) are what a bloc decides about its public pages.
type Settings struct {
	Public    bool     // the bloc and its units are named on the public pages
	Source    string   // printed in brackets before leads
	Agency    string   // of authors
	Copyright string   // "Bản quyền thuộc …"
	Contact   string   // address for those who cannot answer the question
	Keep      int      // days after which name and e-mail of comments are erased
	Open      int      // days that articles take comments, 0 for ever
	Answers   []string // canned answers of the editors
}

// Bounds and defaults of settings.
const (
	keepDefault = 180
	openDefault = 90
)

// defaults gives the settings of a bloc that decided nothing yet.
func defaults() Settings {
	return Settings{Source: "Khối thi đua", Keep: keepDefault, Open: openDefault, Answers: []string{
		"Cảm ơn bạn đã góp ý. Khối ghi nhận và chuyển đến đơn vị liên quan.",
		"Cảm ơn bạn. Nội dung này thuộc thẩm quyền của cơ quan khác; bạn gửi đến cơ quan tiếp công dân của tỉnh để được trả lời.",
		"Cảm ơn bạn đã giới thiệu. Khối sẽ xác minh trước khi biểu dương.",
	}}
}

// Clean checks settings as typed. Errors: Invalid with fields.
func (s Settings) Clean() (Settings, error) {
	s.Source, s.Agency, s.Copyright, s.Contact = tidy(s.Source), tidy(s.Agency), tidy(s.Copyright), tidy(s.Contact)
	e := fault.New(fault.Invalid, "portal.settings.invalid|Cài đặt chưa lưu được. Sửa các mục nêu dưới đây rồi lưu lại.")
	for _, x := range []struct{ name, text string }{{"source", s.Source}, {"agency", s.Agency}, {"copyright", s.Copyright}, {"contact", s.Contact}} {
		if len([]rune(x.text)) > maxLine {
			e.With(x.name, "portal.long|Dài quá {n} ký tự. Rút gọn rồi lưu lại.", fault.P{"n": maxLine})
		}
	}
	if s.Keep < 1 || s.Keep > 3650 {
		e.With("keep", "portal.keep|Số ngày giữ họ tên, email phải từ 1 đến 3650.")
	}
	if s.Open < 0 || s.Open > 3650 {
		e.With("open", "portal.open|Số ngày nhận bình luận phải từ 0 đến 3650; 0 là không khóa.")
	}
	var list []string
	for _, a := range s.Answers {
		if a = tidy(a); a != "" {
			list = append(list, a)
		}
		if len([]rune(a)) > maxReply || len(list) > 20 {
			e.With("answers", "portal.answers|Nhiều nhất 20 câu trả lời sẵn, mỗi câu một dòng.")
			break
		}
	}
	s.Answers = list
	if len(e.Fields) > 0 {
		return s, e
	}
	return s, nil
}
