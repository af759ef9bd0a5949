package account

import (
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
)

// A Contact (địa chỉ nhận thư) is how letters reach a user.
type Contact struct {
	User      id.User
	Email     string // "" for none
	Asked     string // an address that waits for its confirmation
	Lang      string // of letters: "vi" or "en"
	Reminders bool   // reminders of deadlines are wanted
	Stop      string // the word in the link that ends reminders
}

var addressLetters = map[string][2]string{
	"vi": {"Xác nhận địa chỉ nhận thư", `Kính gửi {name},

Địa chỉ này vừa được ghi làm nơi nhận thư của tài khoản {login} trong hệ thống thi đua, khen thưởng.
Mở liên kết sau và bấm Xác nhận (dùng được trong 48 giờ):

{link}

Nếu không phải đồng chí, bỏ qua thư này; địa chỉ sẽ không được dùng.
`},
	"en": {"Confirm your address for letters", `To {name},

This address was entered for the account {login} of the emulation and commendation system.
Open this link and press Confirm (valid for 48 hours):

{link}

If this was not you, do nothing; the address will not be used.
`},
}

// letter gives the subject and the text that ask for a confirmation, in the language of c.
func (c Contact) letter(u User, link string) (subject, text string) {
	l, p := addressLetters[c.Lang], fault.P{"name": u.Name, "login": u.Login, "link": link}
	return l[0], fault.Fill(l[1], p)
}
