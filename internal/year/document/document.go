package document

import (
	"slices"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/vi"
)

// A Document (văn bản chỉ đạo) is one entry of the register of guiding documents of a
// bloc: a directive, a resolution, a plan from above.
type Document struct {
	ID        ID
	Bloc      id.Bloc
	Kind      string // abbreviation of Decree 30, "" when not told
	Code      string // số, ký hiệu: "24/CT-UBND", "05-CT/TW"; "" when it has none
	Issuer    string
	Abstract  string // trích yếu
	Day       civil.Date
	Effective civil.Date // ngày hiệu lực, zero when it is the day of issue or not told
	Link      string     // address of the text elsewhere, "" for none
	File      string     // content hash of the attached file, "" for none
	FileName  string
	FileSize  int64
	Version   int64
	Unread    bool `json:",omitempty"` // the file being attached holds what could not be read: for the log, not stored
}

// ID names a document.
type ID = id.Of[Document]

// A Clause (điểm, mục, khoản) is a part of a document that targets and tasks refer to.
type Clause struct {
	ID       ClauseID
	Document ID
	Label    string // "điểm 2 mục II"
	Text     string
	Order    int
}

// ClauseID names a clause.
type ClauseID = id.Of[Clause]

// A Kind (tên loại văn bản) is one row of the table of types.
type Kind struct{ Code, Name string }

// Kinds holds the types of administrative documents with their abbreviations (Decree
// 30/2020/NĐ-CP, Annex III), in the order of the annex, then those that stand outside it.
var Kinds = []Kind{
	{"NQ", "Nghị quyết"}, {"QĐ", "Quyết định"}, {"CT", "Chỉ thị"}, {"QC", "Quy chế"}, {"QyĐ", "Quy định"}, {"TC", "Thông cáo"},
	{"TB", "Thông báo"}, {"HD", "Hướng dẫn"}, {"CTr", "Chương trình"}, {"KH", "Kế hoạch"}, {"PA", "Phương án"}, {"ĐA", "Đề án"},
	{"DA", "Dự án"}, {"BC", "Báo cáo"}, {"BB", "Biên bản"}, {"TTr", "Tờ trình"}, {"HĐ", "Hợp đồng"}, {"CĐ", "Công điện"},
	{"BGN", "Bản ghi nhớ"}, {"BTT", "Bản thỏa thuận"}, {"GUQ", "Giấy ủy quyền"}, {"GM", "Giấy mời"}, {"GGT", "Giấy giới thiệu"}, {"GNP", "Giấy nghỉ phép"},
	{"PG", "Phiếu gửi"}, {"PC", "Phiếu chuyển"}, {"PB", "Phiếu báo"}, {"CV", "Công văn"}, {"KL", "Kết luận"}, {"NĐ", "Nghị định"}, {"TT", "Thông tư"}, {"L", "Luật"},
}

// KindName gives the name of a type, "" when there is no such abbreviation.
func KindName(code string) string {
	for _, k := range Kinds {
		if k.Code == code {
			return k.Name
		}
	}
	return ""
}

// KindOf guesses the type from the symbol of a number: "24/CT-UBND" is a CT. A State
// paper whose symbol begins with no known type is a công văn; of a Party paper nothing
// is guessed then.
func KindOf(code string) string {
	n, err := vi.ParseDocNumber(code)
	if err != nil {
		return ""
	}
	head := n.Symbol
	if i := strings.IndexAny(head, "-/"); i >= 0 {
		head = head[:i]
	}
	if i := slices.IndexFunc(Kinds, func(k Kind) bool { return k.Code == head }); i >= 0 {
		return head
	}
	if n.Sep == "/" && n.Year == "" && strings.Contains(n.Symbol, "-") {
		return "CV"
	}
	return ""
}

// Year gives the year of the number series the document belongs to, 0 without a date.
func (d Document) Year() int { return d.Day.Year }

// Name gives how the document is named in running text: "Chỉ thị 24/CT-UBND", or its
// abstract when it has no number.
func (d Document) Name() string {
	if d.Code == "" {
		return d.Abstract
	}
	return strings.TrimSpace(KindName(d.Kind) + " " + d.Code)
}

// Bounds of what is stored.
const (
	maxCode     = 60
	maxIssuer   = 200
	maxAbstract = 1000
	maxClause   = 2000
	maxClauses  = 200
	maxLink     = 500
)

// Clean trims and checks a document as typed: composed letters, canonical number, a
// known type, sane dates. Errors: Invalid with fields.
func (d Document) Clean() (Document, error) {
	d.Code, d.Issuer, d.Abstract = tidy(d.Code), tidy(d.Issuer), tidy(d.Abstract)
	d.Kind, d.Link = strings.TrimSpace(d.Kind), strings.TrimSpace(d.Link)
	e := fault.New(fault.Invalid, "document.invalid|Văn bản chưa lưu được. Sửa các mục nêu dưới đây rồi lưu lại.")
	if d.Code != "" {
		n, err := vi.ParseDocNumber(d.Code)
		if err != nil || len(d.Code) > maxCode {
			e.With("code", "document.code|“{code}” không phải số, ký hiệu văn bản. Ghi như 24/CT-UBND hoặc 05-CT/TW; văn bản không có số thì để trống.", fault.P{"code": d.Code})
		} else {
			d.Code = n.String()
		}
		if d.Kind == "" {
			d.Kind = KindOf(d.Code)
		}
	}
	if d.Kind != "" && KindName(d.Kind) == "" {
		e.With("kind", "document.kind|Không có loại văn bản “{kind}”. Chọn một loại trong danh sách.", fault.P{"kind": d.Kind})
	}
	length(e, "issuer", d.Issuer, maxIssuer, "document.issuer|Ghi cơ quan ban hành, ví dụ UBND tỉnh.")
	length(e, "abstract", d.Abstract, maxAbstract, "document.abstract|Ghi trích yếu nội dung của văn bản.")
	if !d.Day.IsZero() && (d.Day.Year < 1930 || d.Day.Year > 2200) {
		e.With("day", "document.day|Ngày ban hành {day} không hợp lý. Ghi dạng 28/12/2021.", fault.P{"day": d.Day.VN()})
	}
	if !d.Effective.IsZero() && !d.Day.IsZero() && d.Effective.Before(d.Day) {
		e.With("effective", "document.effective|Ngày hiệu lực {day} trước ngày ban hành. Kiểm tra lại hai ngày.", fault.P{"day": d.Effective.VN()})
	}
	if d.Link != "" && !strings.HasPrefix(d.Link, "https://") && !strings.HasPrefix(d.Link, "http://") || len(d.Link) > maxLink {
		e.With("link", "document.link|Liên kết phải bắt đầu bằng https:// hoặc http://.")
	}
	if len(e.Fields) > 0 {
		return d, e
	}
	return d, nil
}

func length(e *fault.Error, field, s string, most int, empty string) {
	if s == "" {
		e.With(field, empty)
	} else if len([]rune(s)) > most {
		e.With(field, "document.long|Dài quá {n} ký tự. Rút gọn rồi lưu lại.", fault.P{"n": most})
	}
}

// CleanClauses trims clauses, drops empty ones and checks the rest. Errors: Invalid.
func CleanClauses(list []Clause) ([]Clause, error) {
	var out []Clause
	seen := map[string]bool{}
	for _, c := range list {
		c.Label, c.Text = tidy(c.Label), strings.TrimSpace(vi.NFC(c.Text))
		if c.Label == "" && c.Text == "" {
			continue
		}
		k := vi.Fold(c.Label)
		switch {
		case c.Label == "":
			return nil, fault.New(fault.Invalid, "document.clause.label|Một điểm, mục chưa ghi tên. Ghi như “điểm 2 mục II” rồi lưu lại.").With("clauses", "document.clause.label|Một điểm, mục chưa ghi tên. Ghi như “điểm 2 mục II” rồi lưu lại.")
		case seen[k]:
			return nil, fault.New(fault.Invalid, "document.clause.twice|Điểm, mục “{label}” ghi hai lần. Bỏ bớt một dòng.", fault.P{"label": c.Label}).With("clauses", "document.clause.twice|Điểm, mục “{label}” ghi hai lần. Bỏ bớt một dòng.", fault.P{"label": c.Label})
		case len([]rune(c.Text)) > maxClause || len([]rune(c.Label)) > maxIssuer || len(out) >= maxClauses:
			return nil, fault.New(fault.Invalid, "document.clause.long|Điểm, mục “{label}” quá dài, hoặc văn bản có quá {n} điểm, mục. Rút gọn rồi lưu lại.", fault.P{"label": c.Label, "n": maxClauses}).With("clauses", "document.clause.long|Điểm, mục “{label}” quá dài, hoặc văn bản có quá {n} điểm, mục. Rút gọn rồi lưu lại.", fault.P{"label": c.Label, "n": maxClauses})
		}
		seen[k] = true
		c.Order = len(out) + 1
		out = append(out, c)
	}
	return out, nil
}

// tidy composes s and makes every run of spaces one.
func tidy(s string) string { return strings.Join(strings.Fields(vi.NFC(s)), " ") }

// key gives the form in which two writings of the same number are equal.
func (d Document) key() string {
	n, err := vi.ParseDocNumber(d.Code)
	if err != nil {
		return "-/" + vi.Fold(d.Abstract)
	}
	return n.Key()
}

// fold gives the text that is searched: number, abstract, issuer, type.
func (d Document) fold() string {
	return " " + vi.Fold(d.Code+" "+d.Abstract+" "+d.Issuer+" "+KindName(d.Kind)) + " "
}
