package rolemodel

import (
	"slices"
	"strings"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/vi"
)

// A RoleModel (điển hình tiên tiến) is a person, a collective or a deed that others learn
// from, on its way from a hint to a model that other units apply.
type RoleModel struct {
	ID         ID
	Bloc       id.Bloc
	Unit       id.Unit // whose it is
	Kind       Kind
	Name       string // of the person or collective: shown to others only as For allows
	Post       string // "Thẩm phán", never a secret one
	Title      string // what for, in one line, without the name
	Field      string // lĩnh vực
	Source     Source
	SourceText string     // what was seen: words of a report, of a colleague, of a reader
	SourceLink string     // page it was seen on, "" for none
	Found      civil.Date // day it was noticed, for Suggest; zero: today
	Stage      Stage
	Plan       string // of fostering
	Mentor     string // post of who helps
	From, To   civil.Date
	Story      string
	Lesson     string // what others can apply
	NameOK     Consent
	FaceOK     Consent
	ConsentBy  string // how it was given: "Bản đồng ý ký ngày 10/5/2022"
	Seen       Visibility
	Why        string // of closing
	By         string
	At         time.Time
	Version    int64
}

// ID names a role model.
type ID = id.Of[RoleModel]

// Kind (loại điển hình) says who or what the model is.
type Kind string

// The kinds of role models.
const (
	Person     Kind = "person"     // cá nhân
	Collective Kind = "collective" // tập thể
	Deed       Kind = "deed"       // gương người tốt, việc tốt
)

// Kinds holds the kinds in the order of the form.
var Kinds = []Kind{Person, Collective, Deed}

// Label names the kind.
func (k Kind) Label() string {
	switch k {
	case Person:
		return "rolemodel.k.person|Cá nhân điển hình"
	case Collective:
		return "rolemodel.k.collective|Tập thể điển hình"
	}
	return "rolemodel.k.deed|Gương người tốt, việc tốt"
}

// Personal reports whether the name is that of a person.
func (k Kind) Personal() bool { return k != Collective }

// Source (nguồn phát hiện) says how a role model was noticed.
type Source string

// Where a hint comes from.
const (
	FromUnit   Source = "unit"   // đơn vị giới thiệu
	FromReport Source = "report" // từ báo cáo, phần lời
	FromBloc   Source = "bloc"   // Khối phát hiện
	FromPublic Source = "public" // người dân giới thiệu
)

// Label names the source.
func (s Source) Label() string {
	switch s {
	case FromReport:
		return "rolemodel.s.report|Từ báo cáo"
	case FromBloc:
		return "rolemodel.s.bloc|Khối phát hiện"
	case FromPublic:
		return "rolemodel.s.public|Người dân giới thiệu"
	}
	return "rolemodel.s.unit|Đơn vị giới thiệu"
}

// Stage (giai đoạn) is how far a role model has come.
type Stage string

// The stages, in their order.
const (
	Detected   Stage = "detected"   // phát hiện
	Verified   Stage = "verified"   // xác minh
	Fostering  Stage = "fostering"  // bồi dưỡng
	Summarised Stage = "summarised" // tổng kết
	Replicated Stage = "replicated" // nhân rộng
	Closed     Stage = "closed"     // thôi theo dõi
)

// Stages holds the stages of the way, in their order.
var Stages = []Stage{Detected, Verified, Fostering, Summarised, Replicated}

// Label names the stage.
func (s Stage) Label() string {
	switch s {
	case Detected:
		return "rolemodel.st.detected|Phát hiện"
	case Verified:
		return "rolemodel.st.verified|Xác minh"
	case Fostering:
		return "rolemodel.st.fostering|Bồi dưỡng"
	case Summarised:
		return "rolemodel.st.summarised|Tổng kết"
	case Replicated:
		return "rolemodel.st.replicated|Nhân rộng"
	}
	return "rolemodel.st.closed|Thôi theo dõi"
}

// Next gives the stages that may follow s for a model of kind k. A good deed needs no
// fostering; every model may be closed.
func (s Stage) Next(k Kind) []Stage {
	switch s {
	case Detected:
		return []Stage{Verified, Closed}
	case Verified:
		if k == Deed {
			return []Stage{Summarised, Fostering, Closed}
		}
		return []Stage{Fostering, Closed}
	case Fostering:
		return []Stage{Summarised, Closed}
	case Summarised:
		return []Stage{Replicated, Closed}
	case Replicated:
		return []Stage{Closed}
	}
	return nil
}

// Consent (sự đồng ý) is what the person said about being shown.
type Consent string

// What a person may say. Not asked counts as no.
const (
	NotAsked  Consent = ""
	Given     Consent = "given"
	Refused   Consent = "refused"
	Withdrawn Consent = "withdrawn"
)

// Label puts the consent into words.
func (c Consent) Label() string {
	switch c {
	case Given:
		return "rolemodel.c.given|Đồng ý"
	case Refused:
		return "rolemodel.c.refused|Không đồng ý"
	case Withdrawn:
		return "rolemodel.c.withdrawn|Đã rút lại"
	}
	return "rolemodel.c.none|Chưa hỏi"
}

// Consents holds what may be chosen in the form.
var Consents = []Consent{NotAsked, Given, Refused, Withdrawn}

// Visibility (phạm vi xem) says who may read the story.
type Visibility string

// Who may read.
const (
	SeenOwn    Visibility = "own"    // đơn vị và Khối trưởng
	SeenBloc   Visibility = "bloc"   // các đơn vị trong Khối
	SeenPublic Visibility = "public" // công khai
)

// Label puts the visibility into words.
func (v Visibility) Label() string {
	switch v {
	case SeenBloc:
		return "rolemodel.v.bloc|Các đơn vị trong Khối"
	case SeenPublic:
		return "rolemodel.v.public|Công khai"
	}
	return "rolemodel.v.own|Đơn vị và Khối trưởng"
}

// A Step (bước) is one move of a role model to a stage, with its day, its owner and what
// was found.
type Step struct {
	Model ID
	Stage Stage
	Day   civil.Date
	Note  string
	By    string
	At    time.Time
}

// A Milestone (mốc bồi dưỡng) is a point of the plan of fostering.
type Milestone struct {
	ID    MilestoneID
	Model ID
	Text  string
	Due   civil.Date
	Done  civil.Date // zero: not yet
}

// MilestoneID names a milestone.
type MilestoneID = id.Of[Milestone]

// A Photo (ảnh điển hình) belongs to a story. Faces says that persons can be recognised.
type Photo struct {
	ID      PhotoID
	Model   ID
	Large   string // content hash
	Small   string
	Width   int
	Height  int
	Caption string
	Faces   bool
}

// PhotoID names a photo.
type PhotoID = id.Of[Photo]

// An Application (lần áp dụng) says that another unit applied what the model showed.
type Application struct {
	Model  ID
	Unit   id.Unit
	Day    civil.Date
	Result string
	By     string
	At     time.Time
	Again  bool // it replaces what the unit said before
}

// Reader (người xem) is the circle a reader belongs to, widest first.
type Reader int

// The circles of readers.
const (
	Anyone Reader = iota // visitors
	Peer                 // another unit of the bloc
	Owner                // the unit itself, the bloc's leader, the board
)

// For gives the model as reader r may see it, ok false when r may not know of it. Without
// consent the name is replaced by words that name only the unit; short is its short name.
func (m RoleModel) For(r Reader, short string) (_ RoleModel, ok bool) {
	if r == Owner {
		return m, true
	}
	reached := m.Stage == Summarised || m.Stage == Replicated
	if !reached || m.Seen == SeenOwn || r == Anyone && m.Seen != SeenPublic {
		return RoleModel{}, false
	}
	if m.Kind.Personal() && m.NameOK != Given {
		if m.Name != "" {
			for _, s := range []*string{&m.Story, &m.Lesson, &m.Title} {
				*s = strings.ReplaceAll(*s, m.Name, anonymous(short))
			}
		}
		m.Name, m.Post = anonymous(short), ""
	}
	// What was told about the person before it was checked stays inside.
	m.SourceText, m.SourceLink, m.Plan, m.Mentor, m.ConsentBy, m.Why, m.By = "", "", "", "", "", "", ""
	return m, true
}

// Titled gives name and post, once each: who has no name yet is called by the post, and a
// post that was typed as the name does not stand twice.
func (m RoleModel) Titled() string {
	switch {
	case m.Name == "" || vi.Fold(m.Name) == vi.Fold(m.Post):
		return m.Post
	case m.Post == "":
		return m.Name
	}
	return m.Name + ", " + m.Post
}

func anonymous(short string) string { return "Một cán bộ của " + short }

// PhotosFor gives those photos that reader r may see.
func (m RoleModel) PhotosFor(r Reader, list []Photo) []Photo {
	if r == Owner {
		return list
	}
	return slices.DeleteFunc(slices.Clone(list), func(p Photo) bool { return p.Faces && m.FaceOK != Given })
}

const (
	maxName  = 200
	maxTitle = 300
	maxText  = 20000
)

func tidy(s string) string { return strings.Join(strings.Fields(vi.NFC(s)), " ") }

func text(s string) string { return strings.TrimSpace(vi.NFC(strings.ReplaceAll(s, "\r\n", "\n"))) }

func check(e *fault.Error, field, s string, most int, empty string) {
	switch {
	case s == "" && empty != "":
		e.With(field, empty)
	case len([]rune(s)) > most:
		e.With(field, "rolemodel.long|Dài quá {n} ký tự. Rút gọn rồi lưu lại.", fault.P{"n": most})
	}
}

func invalid() *fault.Error {
	return fault.New(fault.Invalid, "rolemodel.invalid|Chưa lưu được. Sửa các mục nêu dưới đây rồi lưu lại.")
}

func refused(e *fault.Error) error {
	if len(e.Fields) > 0 {
		return e
	}
	return nil
}

// Clean trims and checks what a hint says. Errors: Invalid with fields.
func (m RoleModel) Clean() (RoleModel, error) {
	e := invalid()
	m.Name, m.Post, m.Title, m.Field, m.Mentor = tidy(m.Name), tidy(m.Post), tidy(m.Title), tidy(m.Field), tidy(m.Mentor)
	m.SourceText, m.Plan, m.Story, m.Lesson, m.ConsentBy = text(m.SourceText), text(m.Plan), text(m.Story), text(m.Lesson), tidy(m.ConsentBy)
	if !slices.Contains(Kinds, m.Kind) {
		e.With("kind", "rolemodel.kind|Chọn loại điển hình.")
	}
	check(e, "title", m.Title, maxTitle, "rolemodel.notitle|Ghi một câu: việc gì đáng học.")
	check(e, "name", m.Name, maxName, "")
	check(e, "post", m.Post, maxName, "")
	check(e, "field", m.Field, maxName, "")
	check(e, "source", m.SourceText, maxText, "rolemodel.source|Ghi điều đã thấy: việc làm, kết quả, ai biết.")
	check(e, "plan", m.Plan, maxText, "")
	check(e, "mentor", m.Mentor, maxName, "")
	check(e, "story", m.Story, maxText, "")
	check(e, "lesson", m.Lesson, maxText, "")
	check(e, "consentby", m.ConsentBy, maxTitle, "")
	if !m.From.IsZero() && !m.To.IsZero() && m.To.Before(m.From) {
		e.With("to", "rolemodel.span|Ngày kết thúc trước ngày bắt đầu. Kiểm tra lại hai ngày.")
	}
	return m, refused(e)
}
