package portal

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/vi"
)

// An Article (tin bài) is one piece of news with its photos.
type Article struct {
	ID        ID
	Bloc      id.Bloc
	Unit      id.Unit // whose officer wrote it
	Slug      string  // last part of its address, given when it is first published
	Overline  string  // dòng trên tiêu đề
	Title     string
	Lead      string // đoạn dẫn
	Body      string // Markdown, see Read
	Source    string // printed in brackets before the lead
	Author    string
	Agency    string // of the author
	Copyright string
	Tags      []string
	Links     []Link
	State     State
	Publish   time.Time // when a scheduled article appears
	Published time.Time // when it appeared; zero before
	Changed   time.Time
	Note      string    // what readers are told of a correction or withdrawal
	Noted     time.Time // when that note was written
	Comments  bool      // readers may comment
	Until     time.Time // comments close then; zero = the bloc's term
	Version   int64
}

// ID names an article.
type ID = id.Of[Article]

// A Link (liên quan) leads from an article to something else of the year.
type Link struct {
	Kind  string // "unit", "document", "campaign", "rolemodel", "conference"
	Ref   string // identifier there
	Label string // what is printed
}

// State (tình trạng tin bài) is where an article stands.
type State string

// The states of an article, in the order in which it passes them.
const (
	Draft     State = "draft"     // nháp
	Edited    State = "edited"    // đã biên tập
	Approved  State = "approved"  // đã duyệt
	Scheduled State = "scheduled" // hẹn giờ đăng
	Published State = "published" // đã đăng
	Corrected State = "corrected" // đã đính chính
	Withdrawn State = "withdrawn" // đã rút
)

// States lists the states in their order.
func States() []State {
	return []State{Draft, Edited, Approved, Scheduled, Published, Corrected, Withdrawn}
}

// A Verb (việc với tin bài) moves an article from one state to another.
type Verb string

// The verbs of an article.
const (
	Finish   Verb = "finish"   // biên tập xong
	Approve  Verb = "approve"  // duyệt
	Return   Verb = "return"   // trả lại để sửa
	Release  Verb = "release"  // đăng ngay
	Schedule Verb = "schedule" // hẹn giờ
	Correct  Verb = "correct"  // đính chính
	Withdraw Verb = "withdraw" // rút
)

// moves is the life of an article: from where each verb leads where.
var moves = map[Verb]struct {
	from []State
	to   State
}{
	Finish:   {[]State{Draft}, Edited},
	Approve:  {[]State{Edited}, Approved},
	Return:   {[]State{Edited, Approved, Scheduled}, Draft},
	Release:  {[]State{Approved, Scheduled}, Published},
	Schedule: {[]State{Approved, Scheduled}, Scheduled},
	Correct:  {[]State{Published, Corrected}, Corrected},
	Withdraw: {[]State{Published, Corrected}, Withdrawn},
}

// Can reports whether verb leads on from state s.
func (s State) Can(verb Verb) bool { return slices.Contains(moves[verb].from, s) }

// Open reports whether the text may still be changed without a correction.
func (s State) Open() bool { return s == Draft || s == Edited }

// Out reports whether an article in state s was ever seen by the public.
func (s State) Out() bool { return s == Published || s == Corrected || s == Withdrawn }

// Seen reports whether the public sees the article at a moment: a scheduled one does not
// wait for anybody to turn the page over.
func (a Article) Seen(now time.Time) bool {
	return a.State == Published || a.State == Corrected || a.State == Scheduled && !a.Publish.IsZero() && !now.Before(a.Publish)
}

// At is the moment under the headline: when the article appeared.
func (a Article) At() time.Time {
	if a.Published.IsZero() {
		return a.Publish
	}
	return a.Published
}

// Path gives the public address of a published article.
func (a Article) Path() string {
	return "/tin/" + a.At().Format("2006/01") + "/" + a.Slug
}

// TakesComments reports whether readers may comment at a moment; term is how long the bloc
// keeps articles open, 0 for ever.
func (a Article) TakesComments(now time.Time, term time.Duration) bool {
	if !a.Comments || !a.Seen(now) {
		return false
	}
	if !a.Until.IsZero() {
		return now.Before(a.Until)
	}
	return term == 0 || now.Before(a.At().Add(term))
}

// DayLine gives the line under a headline: "Thứ ba, 19/07/2022 11:25".
func DayLine(t time.Time) string {
	d := civil.Of(t)
	return d.Weekday() + ", " + d.VN() + " " + t.Format("15:04")
}

// Bounds of what is stored, in characters.
const (
	maxTitle = 300
	maxLead  = 1500
	maxBody  = 60000
	maxLine  = 200
	maxTags  = 12
	maxNote  = 1000
)

// Clean brings what was typed into the form in which it is stored and checks it. An article
// needs a headline from the start; see Ready for what it needs before an editor passes it on.
// Errors: Invalid with fields.
func (a Article) Clean() (Article, error) {
	for _, s := range []*string{&a.Overline, &a.Title, &a.Source, &a.Author, &a.Agency, &a.Copyright} {
		*s = tidy(*s)
	}
	a.Lead, a.Body = CleanText(a.Lead), CleanText(a.Body)
	e := fault.New(fault.Invalid, "portal.invalid|Tin bài chưa lưu được. Sửa các mục nêu dưới đây rồi lưu lại.")
	if a.Title == "" {
		e.With("title", "portal.title|Ghi tiêu đề của bài.")
	}
	for _, x := range []struct {
		name, text string
		most       int
	}{{"overline", a.Overline, maxLine}, {"title", a.Title, maxTitle}, {"lead", a.Lead, maxLead}, {"body", a.Body, maxBody}, {"source", a.Source, maxLine},
		{"author", a.Author, maxLine}, {"agency", a.Agency, maxLine}, {"copyright", a.Copyright, maxLine}} {
		if len([]rune(x.text)) > x.most {
			e.With(x.name, "portal.long|Dài quá {n} ký tự. Rút gọn rồi lưu lại.", fault.P{"n": x.most})
		}
	}
	var err error
	if a.Tags, err = cleanTags(a.Tags); err != nil {
		e.With("tags", "portal.tags|Nhiều nhất {n} từ khóa, mỗi từ khóa không quá 60 ký tự.", fault.P{"n": maxTags})
	}
	if len(e.Fields) > 0 {
		return a, e
	}
	return a, nil
}

// cleanTags splits at commas, trims and drops what stands twice.
func cleanTags(list []string) ([]string, error) {
	var out []string
	seen := map[string]bool{}
	for _, s := range strings.Split(strings.Join(list, ","), ",") {
		s = tidy(s)
		k := vi.Fold(s)
		if k == "" || seen[k] {
			continue
		}
		seen[k] = true
		if out = append(out, s); len(out) > maxTags || len([]rune(s)) > 60 {
			return nil, fault.New(fault.Invalid, "portal.tags|Nhiều nhất {n} từ khóa, mỗi từ khóa không quá 60 ký tự.", fault.P{"n": maxTags})
		}
	}
	return out, nil
}

// Ready says what an article lacks before an editor passes it on: text, alternative texts of
// photos, an author. The photos are those of the article. Errors: Invalid with fields.
func (a Article) Ready(photos []Photo) error {
	e := fault.New(fault.Invalid, "portal.notready|Bài chưa đủ để chuyển bước. Bổ sung các mục nêu dưới đây.")
	if a.Lead == "" {
		e.With("lead", "portal.ready.lead|Viết đoạn dẫn: một, hai câu nói ai làm gì, khi nào.")
	}
	if a.Body == "" {
		e.With("body", "portal.ready.body|Viết nội dung của bài.")
	}
	if a.Author == "" {
		e.With("author", "portal.ready.author|Ghi tác giả, ví dụ tên cán bộ viết bài hoặc tên đơn vị.")
	}
	for _, p := range Shown(a.Body, photos) {
		if p.Alt == "" {
			e.With("photos", "portal.ready.alt|Ảnh {n} chưa có lời mô tả cho người không nhìn được ảnh.", fault.P{"n": p.No})
		}
	}
	if len(e.Fields) > 0 {
		return e
	}
	return nil
}

// Released says what still stands against publishing: a photo with faces that the unit has
// not agreed to. Errors: Invalid.
func (a Article) Released(photos []Photo) error {
	for _, p := range Shown(a.Body, photos) {
		if p.Nobody() {
			return fault.New(fault.Invalid, "portal.faces.nobody|Ảnh {n} nhận ra được người nhưng chưa chọn đơn vị để xin đồng ý. Mở Ảnh, chọn đơn vị; hoặc bỏ ảnh khỏi bài rồi đăng.", fault.P{"n": p.No}).
				With("photos", "portal.faces.nobody|Ảnh {n} nhận ra được người nhưng chưa chọn đơn vị để xin đồng ý. Mở Ảnh, chọn đơn vị; hoặc bỏ ảnh khỏi bài rồi đăng.", fault.P{"n": p.No})
		}
		if p.Waiting() {
			return fault.New(fault.Invalid, "portal.faces|Ảnh {n} có người của đơn vị chưa đồng ý. Chờ đơn vị đồng ý, hoặc bỏ ảnh khỏi bài rồi đăng.", fault.P{"n": p.No}).
				With("photos", "portal.faces|Ảnh {n} có người của đơn vị chưa đồng ý. Chờ đơn vị đồng ý, hoặc bỏ ảnh khỏi bài rồi đăng.", fault.P{"n": p.No})
		}
	}
	return nil
}

// SlugOf makes the last part of an address from a headline: folded words, cut at a word.
func SlugOf(title string) string {
	const most = 70
	s := ""
	for _, w := range vi.FoldWords(title) {
		if len(s)+len(w)+1 > most {
			break
		}
		if s != "" {
			s += "-"
		}
		s += w
	}
	s = strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return -1
	}, s)
	if s = strings.Trim(s, "-"); s == "" {
		return "tin"
	}
	return s
}

// slugTry gives the nth address to try for a headline: a, a-2, a-3.
func slugTry(title string, n int) string {
	if n < 2 {
		return SlugOf(title)
	}
	return SlugOf(title) + "-" + strconv.Itoa(n)
}

// fold gives the text that is searched.
func (a Article) fold() string {
	return " " + vi.Fold(a.Overline+" "+a.Title+" "+a.Lead+" "+strings.Join(a.Tags, " ")) + " "
}

// tidy composes s and makes every run of spaces one.
func tidy(s string) string { return strings.Join(strings.Fields(vi.NFC(s)), " ") }
