// Package who says who acts and what they may do. It is pure: the actor is loaded for
// every request by account, with the posts and leaderships of that day, so a change
// takes effect on the next request.
package who

import (
	"slices"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
)

// Role (vai trò) is what a post entitles its holder to.
type Role string

const (
	Officer Role = "officer" // cán bộ thi đua, khen thưởng của đơn vị; the bloc leader's officer is the bloc's secretary
	Head    Role = "head"    // thủ trưởng đơn vị
	Board   Role = "board"   // chuyên viên Ban Thi đua - Khen thưởng tỉnh
	Admin   Role = "admin"   // quản trị hệ thống
)

// A Post (chức trách) is one role in one unit, held on the day of the request.
// Board and Admin posts have no unit.
type Post struct {
	Unit id.Unit
	Role Role
}

// An Actor (người thực hiện) is who acts, with what they hold today.
type Actor struct {
	User  id.User
	Name  string // "Cán bộ TĐKT – Sở Tư pháp": as shown on screen and in histories
	Posts []Post
	// Blocs lists the blocs that the actor's units belong to today, with who leads them.
	Blocs []Membership
	// Via is how the act reached the system: "web" or "cli".
	Via string
	// System marks the command line run by whoever holds the data folder: it may do
	// everything, and the audit log says so.
	System bool
}

// A Membership (thành viên khối) is a unit's place in a bloc today.
type Membership struct {
	Bloc id.Bloc
	Unit id.Unit
	Lead bool // the unit leads the bloc today (Khối trưởng)
}

// Anonymous is the visitor without an account (khách).
var Anonymous = Actor{Name: "Khách", Via: "web"}

// SignedIn reports whether the actor has an account.
func (a Actor) SignedIn() bool { return a.User != 0 || a.System }

// Has reports whether the actor holds role r in unit u (any unit when u is 0).
func (a Actor) Has(r Role, u id.Unit) bool {
	return slices.ContainsFunc(a.Posts, func(p Post) bool { return p.Role == r && (u == 0 || p.Unit == u) })
}

// Of reports whether the actor holds any post in unit u.
func (a Actor) Of(u id.Unit) bool {
	return u != 0 && slices.ContainsFunc(a.Posts, func(p Post) bool { return p.Unit == u })
}

// Unit gives the unit the actor works for first, 0 for none.
func (a Actor) Unit() id.Unit {
	for _, p := range a.Posts {
		if p.Unit != 0 {
			return p.Unit
		}
	}
	return 0
}

// Leads reports whether one of the actor's units leads bloc b today (any bloc when b is 0).
func (a Actor) Leads(b id.Bloc) bool {
	return slices.ContainsFunc(a.Blocs, func(m Membership) bool { return m.Lead && (b == 0 || m.Bloc == b) })
}

// Member reports whether one of the actor's units belongs to bloc b today.
func (a Actor) Member(b id.Bloc) bool {
	return slices.ContainsFunc(a.Blocs, func(m Membership) bool { return m.Bloc == b })
}

// Action (việc) is something an actor wants to do to an object.
type Action string

// The actions of the house. A capability adds its own here, beside its need in needs.
const (
	ReadBloc      Action = "bloc.read"       // xem khối, kế hoạch, văn bản của khối
	ManageBloc    Action = "bloc.manage"     // sửa thành viên, nhiệm kỳ Khối trưởng
	ReadPlan      Action = "plan.read"       // xem chỉ tiêu, nhiệm vụ của một đơn vị
	EditPlan      Action = "plan.edit"       // sửa kế hoạch của khối
	EditUnitPlan  Action = "plan.unit.edit"  // sửa kế hoạch riêng của đơn vị
	ReadFigures   Action = "figures.read"    // xem số liệu chưa tổng hợp của một đơn vị
	FillFigures   Action = "figures.fill"    // nhập số liệu, phần lời
	CarryPacket   Action = "packet.carry"    // phát, nhận lại gói nộp ngoại tuyến của một đơn vị
	ApproveUnit   Action = "figures.approve" // thủ trưởng duyệt
	ReceiveUnit   Action = "figures.receive" // Khối trưởng tiếp nhận, trả lại, gia hạn
	ManagePeriod  Action = "period.manage"   // mở, khóa, mở lại kỳ
	ReadTotals    Action = "totals.read"     // xem bảng tổng hợp của khối
	EditReport    Action = "report.edit"     // soạn dự thảo báo cáo của khối
	ReadReport    Action = "report.read"     // xem dự thảo báo cáo của khối
	RemarkReport  Action = "report.remark"   // góp ý vào dự thảo thay mặt một đơn vị của khối
	ReceiveReport Action = "report.receive"  // Ban Thi đua - Khen thưởng tỉnh nhận, trả lại báo cáo đã thông qua
	IssueDocument Action = "document.issue"  // soạn, cấp số, ban hành, thu hồi văn bản của khối
	ReadReview    Action = "review.read"     // xem bàn rà soát của khối
	DecideReview  Action = "review.decide"   // ngưỡng, kỳ vọng, nhiệm vụ cấp bách, phát động từ lĩnh vực yếu
	AdjustTarget  Action = "target.adjust"   // đề nghị điều chỉnh chỉ tiêu của đơn vị
	ApproveTarget Action = "target.approve"  // thủ trưởng đơn vị Khối trưởng duyệt điều chỉnh
	ReadAllBlocs  Action = "province.read"   // xem mọi khối của tỉnh
	ManageSystem  Action = "system.manage"   // tài khoản, cài đặt
	ReadLog       Action = "log.read"        // đọc nhật ký của cả hệ thống

	ManageRules   Action = "rules.manage"         // nạp, rút bộ quy tắc
	ReadAwards    Action = "awards.read"          // xem khen thưởng của một đơn vị
	KeepAwards    Action = "awards.keep"          // ghi khen thưởng của một đơn vị
	GrantAwards   Action = "awards.grant"         // ghi quyết định trả lời các đề nghị khen của Khối
	ReadRegister  Action = "registration.read"    // xem đăng ký của một đơn vị
	FillRegister  Action = "registration.fill"    // lập bản đăng ký
	ApproveList   Action = "registration.approve" // thủ trưởng duyệt bản đăng ký
	AskList       Action = "registration.ask"     // xin mở lại bản đăng ký đã gửi
	CollectLists  Action = "registration.collect" // mở đợt, nhận, trả lại, tổng hợp, lập tờ trình
	ReadCollected Action = "registration.totals"  // xem bản tổng hợp đăng ký của Khối

	ReadCampaign Action = "campaign.read" // xem phong trào của khối
	EditCampaign Action = "campaign.edit" // soạn, phát động, tổng kết phong trào
	CallCampaign Action = "campaign.call" // phát động phong trào của tỉnh tới nhiều khối
	JoinCampaign Action = "campaign.join" // hưởng ứng, ghi kết quả, đề nghị khen của đơn vị

	ReadPledge   Action = "pledge.read"   // xem giao ước của khối
	EditPledge   Action = "pledge.edit"   // soạn giao ước, chốt bản ký
	RemarkPledge Action = "pledge.remark" // góp ý, ghi cam kết, ghi nhận đã ký của đơn vị
	SignPledge   Action = "pledge.sign"   // thủ trưởng ký giao ước

	SuggestModel   Action = "rolemodel.suggest"   // giới thiệu điển hình
	EditModel      Action = "rolemodel.edit"      // bồi dưỡng, viết bài, ghi sự đồng ý, đề nghị khen kịp thời
	VerifyModel    Action = "rolemodel.verify"    // xác minh điển hình
	ReadModel      Action = "rolemodel.read"      // xem điển hình chưa mở cho người khác
	ReplicateModel Action = "rolemodel.replicate" // nhân rộng, công khai
	ApplyModel     Action = "rolemodel.apply"     // đánh dấu đơn vị đã áp dụng

	ReportActivity Action = "activity.report" // ghi hoạt động của đơn vị
	ReadActivity   Action = "activity.read"   // xem hoạt động của một đơn vị
)

// The actions of conferences.
const (
	ReadConference   Action = "conference.read"   // xem hội nghị, biên bản của khối
	RunConference    Action = "conference.run"    // chuẩn bị, điều hành hội nghị, ghi biên bản
	AnswerInvitation Action = "conference.answer" // trả lời giấy mời, cử đại biểu của đơn vị
)

// An Object (đối tượng) is what the action concerns; zero fields do not matter to it.
type Object struct {
	Bloc id.Bloc
	Unit id.Unit
}

type need func(Actor, Object) bool

func lead(a Actor, o Object) bool   { return a.Leads(o.Bloc) && o.Bloc != 0 }
func member(a Actor, o Object) bool { return a.Member(o.Bloc) }

// ofMember holds for the unit through which the actor belongs to the bloc.
func ofMember(a Actor, o Object) bool {
	return o.Unit != 0 && slices.ContainsFunc(a.Blocs, func(m Membership) bool { return m.Bloc == o.Bloc && m.Unit == o.Unit })
}

func own(a Actor, o Object) bool   { return a.Of(o.Unit) }
func board(a Actor, _ Object) bool { return a.Has(Board, 0) }
func admin(a Actor, _ Object) bool { return a.Has(Admin, 0) }
func officer(a Actor, o Object) bool {
	return o.Unit != 0 && a.Has(Officer, o.Unit)
}
func head(a Actor, o Object) bool { return o.Unit != 0 && a.Has(Head, o.Unit) }

// leadHead is the head of the unit that leads the bloc today.
func leadHead(a Actor, o Object) bool {
	return slices.ContainsFunc(a.Blocs, func(m Membership) bool { return m.Lead && m.Bloc == o.Bloc && a.Has(Head, m.Unit) })
}

// needs is the whole authority of the house: an action is allowed when one of its
// needs holds. What is not here is refused.
var needs = map[Action][]need{
	ReadNews:    {ownMember, lead, board},
	WriteNews:   {officerMember, lead},
	EditNews:    {lead},
	ApproveNews: {leadHead},
	AgreePhoto:  {ownMember},

	ReadBloc:      {member, board, admin},
	ManageBloc:    {board, admin},
	ReadPlan:      {own, lead, board},
	EditPlan:      {lead},
	EditUnitPlan:  {officer, lead},
	ReadFigures:   {own, lead, board},
	FillFigures:   {officer},
	CarryPacket:   {officer, lead},
	ApproveUnit:   {head},
	ReceiveUnit:   {lead},
	ManagePeriod:  {lead},
	ReadTotals:    {member, board},
	EditReport:    {lead},
	ReadReport:    {member, board},
	RemarkReport:  {ofMember},
	ReceiveReport: {board},
	IssueDocument: {lead},
	ReadReview:    {member, board},
	DecideReview:  {lead},
	AdjustTarget:  {officer, lead},
	ApproveTarget: {leadHead},
	ReadAllBlocs:  {board},
	ManageSystem:  {admin},
	ReadLog:       {board, admin},

	ManageRules:   {board, admin},
	ReadAwards:    {own, lead, board},
	KeepAwards:    {officer, board},
	GrantAwards:   {officer, lead, board},
	ReadRegister:  {own, lead, board},
	FillRegister:  {officer},
	ApproveList:   {head},
	AskList:       {officer, head},
	CollectLists:  {lead},
	ReadCollected: {lead, board},

	ReadCampaign: {member, board},
	EditCampaign: {lead, board},
	CallCampaign: {board},
	JoinCampaign: {officer, head},

	ReadPledge:   {member, board},
	EditPledge:   {lead},
	RemarkPledge: {officer, head},
	SignPledge:   {head},

	ReadConference:   {member, board},
	RunConference:    {lead},
	AnswerInvitation: {own},

	SuggestModel:   {own, lead},
	EditModel:      {officer, lead},
	VerifyModel:    {head, lead},
	ReadModel:      {own, lead, board},
	ReplicateModel: {lead},
	ApplyModel:     {officer},

	ReportActivity: {officer, lead},
	ReadActivity:   {own, lead, board},
}

// Can returns nil when a may do act to o, else a fault of kind NotFound when a may not
// even know the object (another bloc's), Denied otherwise.
func Can(a Actor, act Action, o Object) error {
	if a.System {
		return nil
	}
	if slices.ContainsFunc(needs[act], func(n need) bool { return n(a, o) }) {
		return nil
	}
	if !a.SignedIn() {
		return fault.New(fault.Denied, "who.signin|Đăng nhập để xem trang này.")
	}
	if o.Bloc != 0 && !member(a, o) && !board(a, o) && !admin(a, o) {
		return fault.New(fault.NotFound, "who.notfound|Không tìm thấy trang. Kiểm tra lại đường dẫn hoặc tìm kiếm.")
	}
	return fault.New(fault.Denied, "who.denied|Bạn chưa có quyền làm việc này. {who} có thể làm.", fault.P{"who": holder(act)})
}

// holder names, in Vietnamese, who may do act.
func holder(act Action) string {
	switch act {
	case WriteNews:
		return "Cán bộ thi đua của đơn vị"
	case EditNews, ReadNews:
		return "Thư ký Khối trưởng"
	case ApproveNews:
		return "Thủ trưởng đơn vị Khối trưởng"
	case AgreePhoto:
		return "Đơn vị có người trong ảnh"
	case RunConference, AnswerInvitation:
		return "Thư ký Khối trưởng"
	case FillFigures, EditUnitPlan, RemarkReport, FillRegister, AskList, KeepAwards, GrantAwards, JoinCampaign, RemarkPledge:
		return "Cán bộ thi đua của đơn vị"
	case SignPledge, ApproveUnit, ApproveList:
		return "Thủ trưởng đơn vị"
	case EditCampaign, EditPledge, EditPlan, ReceiveUnit, ManagePeriod, EditReport, ReadFigures, CarryPacket, ReadPlan, IssueDocument, CollectLists, ReadCollected, ReadRegister, ReadAwards:
		return "Thư ký Khối trưởng"
	case EditModel, ApplyModel, ReportActivity, SuggestModel:
		return "Cán bộ thi đua của đơn vị"
	case VerifyModel:
		return "Thủ trưởng đơn vị"
	case ReplicateModel, ReadModel, ReadActivity:
		return "Thư ký Khối trưởng"
	case DecideReview, AdjustTarget:
		return "Thư ký Khối trưởng"
	case ApproveTarget:
		return "Thủ trưởng đơn vị Khối trưởng"
	case ManageBloc, ReadAllBlocs, ReceiveReport, ManageRules, CallCampaign:
		return "Ban Thi đua - Khen thưởng tỉnh"
	}
	return "Người quản trị"
}
