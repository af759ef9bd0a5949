package portal

import (
	"strconv"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/platform/mail"
)

// words are a letter in both languages; {…} is filled in.
type letter struct{ subject, text string }

var codeLetters = map[string]letter{
	"vi": {"Mã xác nhận bình luận: {code}", `Bạn (hoặc ai đó dùng địa chỉ này) vừa gửi bình luận cho bài “{title}”.

Mã xác nhận: {code}

Nhập mã vào trang đang mở để gửi bình luận đến người biên tập. Mã dùng được trong 48 giờ.
{own}Nếu không phải bạn, bỏ qua thư này; bình luận và địa chỉ của bạn sẽ tự bị xóa.
`},
	"en": {"Code for your comment: {code}", `You (or somebody who uses this address) sent a comment on the article “{title}”.

Code: {code}

Enter it on the open page to send the comment to the editors. It is valid for 48 hours.
{own}If this was not you, do nothing; the comment and your address will be erased.
`},
}

var decidedLetters = map[string]letter{
	"vi": {"Bình luận của bạn đã được đăng", "Bình luận của bạn cho bài “{title}” đã được đăng.\n{reply}{link}{own}\nCảm ơn bạn đã góp ý. Không cần trả lời thư này.\n"},
	"en": {"Your comment is published", "Your comment on the article “{title}” is published.\n{reply}{link}{own}\nThank you. No reply needed.\n"},
}

var answeredLetters = map[string]letter{
	"vi": {"Bình luận của bạn đã được trả lời", "Người biên tập đã trả lời bình luận của bạn cho bài “{title}”.\n{reply}{link}{own}\nKhông cần trả lời thư này.\n"},
	"en": {"Your comment was answered", "The editors answered your comment on the article “{title}”.\n{reply}{link}{own}\nNo reply needed.\n"},
}

var hiddenLetters = map[string]letter{
	"vi": {"Bình luận của bạn không được đăng", "Bình luận của bạn cho bài “{title}” không được đăng. Lý do: {reason}.\n{link}{own}\nBạn viết lại bình luận khác được. Không cần trả lời thư này.\n"},
	"en": {"Your comment is not published", "Your comment on the article “{title}” is not published. Reason: {reason}.\n{link}{own}\nYou may write another one. No reply needed.\n"},
}

// reasonWords are the reasons of hiding as a letter says them.
var reasonWords = map[string]map[string]string{
	"vi": {"insult": "có lời xúc phạm, công kích", "private": "lộ thông tin cá nhân", "secret": "có thể lộ bí mật nhà nước", "false": "sai sự thật", "off": "không liên quan đến bài", "late": "bị báo vi phạm"},
	"en": {"insult": "it insults or attacks somebody", "private": "it tells personal data", "secret": "it may tell a state secret", "false": "it is not true", "off": "it is not about the article", "late": "it was reported"},
}

// in gives the letter of a language, Vietnamese for any other.
func in(set map[string]letter, lang string) letter {
	if l, ok := set[lang]; ok {
		return l
	}
	return set["vi"]
}

func (l letter) fill(p fault.P) (subject, text string) {
	return fault.Fill(l.subject, p), fault.Fill(l.text, p)
}

// ownWords lead the author back to the comment.
var ownWords = map[string]letter{
	"vi": {"Đã đóng trang? Mở lại: {url}\n", "\nXem hoặc xóa bình luận của bạn: {url}\n"},
	"en": {"Closed the page? Open it again: {url}\n", "\nSee or erase your comment: {url}\n"},
}

func codeLetter(c Comment, a Article, code, own string) mail.Message {
	m := mail.Message{To: c.Email, Name: c.Name, Purpose: "comment.code", Key: "comment " + c.ID.String() + " code"}
	if own != "" {
		own, _ = in(ownWords, c.Lang).fill(fault.P{"url": own})
	}
	m.Subject, m.Text = in(codeLetters, c.Lang).fill(fault.P{"code": code, "title": a.Title, "own": own})
	return m
}

func decidedLetter(c Comment, a Article, d Decision, site, own string) mail.Message {
	m := mail.Message{To: c.Email, Name: c.Name, Purpose: "comment.decided", Key: "comment " + c.ID.String() + " " + string(d) + " " + strconv.FormatInt(c.Version, 10)}
	set := decidedLetters
	p := fault.P{"title": a.Title, "reply": "", "link": "", "own": ""}
	switch d {
	case Hide:
		set = hiddenLetters
		words, ok := reasonWords[c.Lang]
		if !ok {
			words = reasonWords["vi"]
		}
		p["reason"] = words[c.Reason]
	case Answer:
		set = answeredLetters
		p["reply"] = "\n  " + strings.ReplaceAll(c.Reply, "\n", "\n  ") + "\n"
	}
	if site != "" {
		p["link"] = "\n" + site + a.Path() + "#bl-" + c.ID.String() + "\n"
	}
	if own != "" {
		_, p["own"] = in(ownWords, c.Lang).fill(fault.P{"url": own})
	}
	m.Subject, m.Text = in(set, c.Lang).fill(p)
	return m
}
