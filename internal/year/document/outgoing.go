package document

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/vi"
)

// An Outgoing (văn bản đi) is a document that the bloc itself drafts, numbers and issues.
//
// A draft has text and signer, but no number. Issue gives it number and date from the
// bloc's own series of the year, makes the file and puts a Document with the same id into
// the register. From then on the text does not change: an error is mended by a document
// that replaces it. The signature is given elsewhere; the signed file is kept beside ours.
type Outgoing struct {
	ID        ID
	Bloc      id.Bloc
	Kind      string // one of OutKinds
	Subject   string // trích yếu
	Place     string // địa danh; "" prints the province of the bloc
	To        string // kính gửi, one per line
	Body      string // structured text, see Parse
	CC        string // nơi nhận, one per line
	Under     Under  // how the signer signs
	Post      string // of the signer in the agency: "Chánh Thanh tra tỉnh"
	Signer    string // name; "" leaves room
	Secretary string // of minutes
	Origin    string // what made it: "conference/4f2/GM"; "" when typed. One per bloc
	State     OutState
	Series    string
	N         int
	Code      string // "05/KH-KTĐ"
	Day       civil.Date
	PDF, DOCX string // content hashes of the files as issued
	Signed    string // content hash of the signed file, "" for none
	SignedAs  string // its name
	SignedHow SignedHow
	SignedDay civil.Date
	Reason    string // of the withdrawal
	By        string
	At        time.Time
	Version   int64
}

// OutState (tình trạng văn bản đi) says how far a document of the bloc has come.
type OutState string

// The states of an outgoing document.
const (
	OutDraft     OutState = "draft"     // dự thảo
	OutIssued    OutState = "issued"    // đã ban hành
	OutSigned    OutState = "signed"    // đã ban hành, đã lưu bản ký
	OutWithdrawn OutState = "withdrawn" // đã thu hồi
	OutReplaced  OutState = "replaced"  // đã bị thay thế
)

// InForce reports whether the document is issued and neither withdrawn nor replaced.
func (s OutState) InForce() bool { return s == OutIssued || s == OutSigned }

// Label gives the state in words.
func (s OutState) Label() string {
	switch s {
	case OutDraft:
		return "document.st.draft|Dự thảo"
	case OutIssued:
		return "document.st.issued|Đã ban hành, chờ bản ký"
	case OutSigned:
		return "document.st.signed|Đã ban hành, có bản ký"
	case OutWithdrawn:
		return "document.st.withdrawn|Đã thu hồi"
	}
	return "document.st.replaced|Đã bị thay thế"
}

// Under (quyền hạn ký) says in whose place the signer signs (Decree 30/2020/NĐ-CP, Article 13).
type Under string

// The ways of signing. A bloc is a collective, so its leader signs TM.
const (
	UnderTM   Under = "TM."
	UnderKT   Under = "KT."
	UnderTL   Under = "TL."
	UnderTUQ  Under = "TUQ."
	UnderQ    Under = "Q."
	UnderNone Under = "" // the chair of a meeting
)

// Unders holds the ways of signing in the order of the form.
var Unders = []Under{UnderTM, UnderKT, UnderTL, UnderTUQ, UnderQ}

// Label explains a way of signing.
func (u Under) Label() string {
	switch u {
	case UnderTM:
		return "document.tm|TM. – thay mặt Khối: Khối trưởng ký"
	case UnderKT:
		return "document.kt|KT. – ký thay: Khối phó ký"
	case UnderTL:
		return "document.tl|TL. – thừa lệnh Khối trưởng"
	case UnderTUQ:
		return "document.tuq|TUQ. – thừa ủy quyền bằng văn bản"
	case UnderQ:
		return "document.q|Q. – quyền Khối trưởng"
	}
	return "document.chair|Chủ tọa"
}

// OutKinds are the types of document that a bloc issues, in the order of the form.
var OutKinds = []string{"KH", "TB", "TTr", "BC", "BB", "QĐ", "GM", "CV"}

// Minutes reports whether the document records a meeting (biên bản).
func (o Outgoing) Minutes() bool { return o.Kind == "BB" }

// Name gives how the document is named in running text: "Kế hoạch 05/KH-KTĐ", or type and
// subject while it has no number.
func (o Outgoing) Name() string {
	if o.Code != "" {
		return KindName(o.Kind) + " " + o.Code
	}
	return KindName(o.Kind) + ": " + o.Subject
}

const (
	maxBody  = 400000
	maxLines = 4000
)

var blank = regexp.MustCompile(`\[[^\[\]\n]{1,200}\]`)

// Blanks gives the places of the form that nobody has filled in: "[thời gian]".
func (o Outgoing) Blanks() []string {
	var list []string
	for _, s := range []string{o.Subject, o.To, o.Body, o.CC, o.Post, o.Signer, o.Secretary} {
		for _, b := range blank.FindAllString(s, -1) {
			if !slices.Contains(list, b) {
				list = append(list, b)
			}
		}
	}
	return list
}

// Clean trims and checks a draft as typed. Errors: Invalid with fields.
func (o Outgoing) Clean() (Outgoing, error) {
	e := fault.New(fault.Invalid, "document.invalid|Văn bản chưa lưu được. Sửa các mục nêu dưới đây rồi lưu lại.")
	for _, p := range []*string{&o.Subject, &o.Place, &o.Post, &o.Signer, &o.Secretary} {
		*p = tidy(*p)
	}
	o.To, o.CC, o.Body = tidyLines(o.To), tidyLines(o.CC), tidyLines(o.Body)
	if !slices.Contains(OutKinds, o.Kind) {
		e.With("kind", "document.kind|Không có loại văn bản “{kind}”. Chọn một loại trong danh sách.", fault.P{"kind": o.Kind})
	}
	length(e, "subject", o.Subject, maxAbstract, "document.abstract|Ghi trích yếu nội dung của văn bản.")
	length(e, "body", o.Body, maxBody, "document.body|Ghi nội dung văn bản.")
	if strings.Count(o.Body, "\n") > maxLines {
		e.With("body", "document.lines|Nội dung dài quá {n} dòng. Chuyển bớt sang tệp kèm theo.", fault.P{"n": maxLines})
	}
	for name, s := range map[string]string{"place": o.Place, "post": o.Post, "signer": o.Signer, "secretary": o.Secretary} {
		if len([]rune(s)) > maxIssuer {
			e.With(name, "document.long|Dài quá {n} ký tự. Rút gọn rồi lưu lại.", fault.P{"n": maxIssuer})
		}
	}
	for name, s := range map[string]string{"to": o.To, "cc": o.CC} {
		if len([]rune(s)) > maxClause {
			e.With(name, "document.long|Dài quá {n} ký tự. Rút gọn rồi lưu lại.", fault.P{"n": maxClause})
		}
	}
	if o.Minutes() {
		o.Under = UnderNone
	} else if !slices.Contains(Unders, o.Under) {
		o.Under = UnderTM
	}
	if m, line := FindMark(o.Subject + "\n" + o.Body); m != "" {
		return o, Marked(m, fault.Fill("dòng {n}", fault.P{"n": line}))
	}
	if len(e.Fields) > 0 {
		slices.SortFunc(e.Fields, func(a, b fault.Field) int { return strings.Compare(a.Name, b.Name) })
		return o, e
	}
	return o, nil
}

// tidyLines composes s and trims its lines; empty lines at both ends go.
func tidyLines(s string) string {
	var list []string
	for l := range strings.Lines(vi.NFC(strings.ReplaceAll(s, "\r\n", "\n"))) {
		list = append(list, strings.TrimRight(strings.ReplaceAll(l, "\u00a0", " "), " \t\n"))
	}
	return strings.Trim(strings.Join(list, "\n"), "\n")
}

// Ready tells what keeps a draft from being issued. Errors: Invalid with fields.
func (o Outgoing) Ready() error {
	e := fault.New(fault.Invalid, "document.notready|Chưa ban hành được. Sửa dự thảo theo các mục nêu dưới đây rồi ban hành lại.")
	if b := o.Blanks(); len(b) > 0 {
		e.With("body", "document.blanks|Còn {n} chỗ chưa điền: {list}. Sửa dự thảo, điền hoặc bỏ các chỗ trong ngoặc vuông.", fault.P{"n": len(b), "list": strings.Join(b, " ")})
	}
	if len(Lines(o.CC)) == 0 {
		e.With("cc", "document.nocc|Chưa ghi nơi nhận. Ghi ít nhất “Lưu: VT”.")
	}
	switch o.Kind {
	case "TTr", "CV":
		if len(Lines(o.To)) == 0 {
			e.With("to", "document.noto|{kind} phải có “Kính gửi”. Ghi cơ quan nhận.", fault.P{"kind": KindName(o.Kind)})
		}
	case "BB":
		if o.Secretary == "" && o.Signer == "" {
			e.With("secretary", "document.nosec|Ghi thư ký và chủ tọa của cuộc họp.")
		}
	}
	if len(e.Fields) > 0 {
		return e
	}
	return nil
}

// Lines gives the non-empty lines of s, trimmed.
func Lines(s string) []string {
	var list []string
	for l := range strings.Lines(s) {
		if l = strings.TrimSpace(l); l != "" {
			list = append(list, l)
		}
	}
	return list
}
