package reading

import (
	"regexp"
	"strings"

	"thidua/internal/base/vi"
)

// A role says what a column holds.
type role string

const (
	roleNone    role = ""
	roleIndex   role = "index"   // STT
	roleLabel   role = "label"   // chỉ tiêu, nội dung
	roleField   role = "field"   // lĩnh vực
	roleMeasure role = "measure" // đơn vị tính
	rolePlan    role = "plan"    // kế hoạch
	roleResult  role = "result"  // thực hiện
	roleRatio   role = "ratio"   // tỷ lệ so với kế hoạch
	roleLast    role = "last"    // cùng kỳ
	roleNote    role = "note"    // ghi chú
	roleYes     role = "yes"     // cột Đạt
	roleNo      role = "no"      // cột Không đạt
	roleUnit    role = "unit"    // cột tên đơn vị
	roleAttr    role = "attr"    // kế hoạch / thực hiện xuống dòng
	roleWhen    role = "when"    // kỳ báo cáo, từng dòng
	rolePeriod  role = "period"  // only a period is named
	roleWeak    role = "weak"    // số lượng, tổng số: the heading above decides
)

var knownRoles = map[role]bool{roleIndex: true, roleLabel: true, roleField: true, roleMeasure: true, rolePlan: true, roleResult: true,
	roleRatio: true, roleLast: true, roleNote: true, roleYes: true, roleNo: true, roleUnit: true, roleAttr: true, roleWhen: true}

func has(f string, phrases ...string) bool {
	f = " " + f + " "
	for _, p := range phrases {
		if strings.Contains(f, " "+p+" ") {
			return true
		}
	}
	return false
}

func is(f string, phrases ...string) bool {
	for _, p := range phrases {
		if f == p {
			return true
		}
	}
	return false
}

// shareHead is a heading such as "TH/KH (%)".
var shareHead = regexp.MustCompile(`(?i)(?:TH|KQ|thực hiện|kết quả|đạt được)\s*[/:]\s*(?:KH|kế hoạch|CT|chỉ tiêu)|(?:TH|KQ)\s+so\s+KH`)

// headerRole classifies the text of one heading cell.
func headerRole(text string) role {
	f := vi.Fold(text)
	n := len(strings.Fields(f))
	if f == "" || n > 16 {
		return roleNone
	}
	sp := parseSpan(text)
	switch {
	case is(f, "tt", "stt", "so tt", "so thu tu", "thu tu", "s t t", "t t", "tt stt", "ma so", "ma", "ma chi tieu", "ma ct"):
		return roleIndex
	case is(f, "dvt", "d v t", "don vi", "dv tinh", "don vi do", "dvi tinh") && !is(f, "don vi") || has(f, "don vi tinh", "dvt", "don vi do", "dv tinh"):
		return roleMeasure
	case is(f, "ky bao cao", "ky", "thoi diem", "ky so lieu"):
		return roleWhen
	case is(f, "don vi", "ten don vi", "don vi bao cao", "don vi thuc hien", "co quan don vi", "co quan", "don vi thanh vien", "cac don vi"):
		return roleUnit
	case has(f, "ghi chu", "g chu", "giai trinh", "thuyet minh", "nguyen nhan", "minh chung", "tai lieu kiem chung", "ly do", "bo phan phu trach", "nguoi phu trach", "thoi gian hoan thanh", "thoi han", "han hoan thanh", "ngay hoan thanh") || is(f, "chu thich", "gc"):
		return roleNote
	case is(f, "tong cong", "cong", "toan khoi", "toan cum", "binh quan", "trung binh", "tong hop", "tong khoi"):
		return roleNote
	case is(f, "dat", "co", "hoan thanh", "da dat", "x dat"):
		return roleYes
	case is(f, "khong dat", "khong", "chua dat", "khong hoan thanh", "chua hoan thanh", "chua"):
		return roleNo
	case has(f, "so voi", "so kh", "so sanh", "tang giam", "tien do", "danh gia", "xep loai", "so cung ky", "so ck", "tang", "giam", "chenh lech", "diem", "tu cham", "kh sv", "con lai", "diem chuan"):
		return roleRatio
	case strings.Contains(text, "%") && shareHead.MatchString(text), has(f, "muc do hoan thanh", "muc hoan thanh", "muc dat", "muc do dat", "muc do thuc hien"):
		return roleRatio
	case has(f, "con phai", "con thieu", "con no", "chua", "khong dat", "dang thuc hien", "dang trien khai", "phai thuc hien", "dang lam", "dang giai quyet",
		"du kien", "kha nang", "tham dinh", "thoi gian thuc hien", "thoi gian ket qua", "nguoi thuc hien", "noi thuc hien", "dia diem", "hinh thuc", "san pham"):
		return roleNote
	case has(f, "truoc ky", "ky truoc", "thang truoc", "quy truoc", "nam truoc"):
		return roleLast
	case has(f, "kinh phi", "so tien", "von"):
		return roleNone
	case has(f, "ty le", "ti le", "tl") && !has(f, "chi tieu"):
		return roleRatio
	case f == "%" || strings.HasSuffix(f, "dat %") || strings.HasSuffix(f, "% dat") || has(f, "% kh", "% ke hoach", "% so", "% hoan thanh", "% thuc hien"):
		return roleRatio
	case sp.last || has(f, "ck"):
		return roleLast
	case is(f, "so luong", "tong so", "so lieu", "gia tri", "so tuyet doi", "sl", "ts", "so", "con so"):
		return roleWeak
	}
	return headerRole2(f, n, sp)
}

func headerRole2(f string, n int, sp span) role {
	planWord := has(f, "ke hoach", "kh", "muc tieu", "dang ky", "giao uoc", "duoc giao", "giao", "phan dau", "chi tieu nam", "chi tieu giao", "chi tieu ke hoach", "chi tieu kh", "dinh muc", "nghi quyet", "ct giao", "ct nam", "cam ket")
	resultWord := has(f, "thuc hien", "ket qua", "kq", "dat duoc", "luy ke", "th", "uoc", "da thuc hien", "thuc te", "trong ky", "ky nay", "trong quy", "so thuc hien", "kqth", "hoan thanh", "uth", "dat", "bao cao", "da lam", "lam duoc", "so lieu")
	switch {
	case resultWord && planWord && (strings.HasPrefix(f, "ke hoach") || strings.HasPrefix(f, "kh ")) && !has(f, "ket qua", "kq"):
		return rolePlan // "Kế hoạch thực hiện năm 2022"
	case strings.HasPrefix(f, "chi tieu thuc hien") || has(f, "nhiem vu ke hoach"):
		return rolePlan
	case resultWord && has(f, "noi dung"):
		return roleLabel
	case resultWord:
		return roleResult
	case planWord && !strings.HasPrefix(f, "ten") && !strings.HasPrefix(f, "noi dung"):
		return rolePlan
	case has(f, "linh vuc", "nhom chi tieu", "nhom noi dung", "nhom"):
		return roleField
	case has(f, "chi tieu", "noi dung", "tieu chi", "nhiem vu", "danh muc", "ten chi tieu", "cong viec", "dien giai", "hang muc", "chi so", "ct") && n <= 10:
		if sp.year != 0 && has(f, "chi tieu") {
			return rolePlan // "Chỉ tiêu năm 2022"
		}
		return roleLabel
	case sp.m1 != 0 || sp.upto != 0 || sp.year != 0 && n <= 3:
		return rolePeriod
	case sp.cumul:
		return roleResult
	}
	return roleNone
}

// A column is one column of a table with what its headings say.
type column struct {
	col    int
	role   role
	span   span
	unit   int // index into the request's units, -1 = none named
	head   string
	hidden bool
	num    bool // mostly figures
}

// combine decides the role of a column from its headings, top to bottom.
func combine(path []string, ut *units, mem Memory) column {
	c := column{unit: -1, head: strings.Join(path, " / ")}
	if r, ok := mem.Headers[vi.Fold(c.head)]; ok && knownRoles[role(r)] {
		c.role = role(r)
	}
	var roles []role
	for _, t := range path {
		if u := ut.named(t); u >= 0 && headerRole(t) != roleIndex {
			c.unit = u
			roles = append(roles, roleNone)
		} else {
			roles = append(roles, headerRole(t))
		}
		s := parseSpan(t)
		if s.m1 != 0 {
			c.span.m1, c.span.m2, c.span.six = s.m1, s.m2, s.six
		}
		if s.year != 0 {
			c.span.year = s.year
		}
		c.span.last = c.span.last || s.last
		c.span.other = c.span.other || s.other
		c.span.any = c.span.any || s.any
		c.span.cumul = c.span.cumul || s.cumul
		c.span.upto = max(c.span.upto, s.upto)
		if fold := vi.Fold(t); s.year != 0 && s.m1 == 0 && !s.last {
			switch {
			case has(fold, "uoc", "uth", "du uoc"):
				c.span.m1, c.span.m2 = 1, 12
			case has(fold, "thuc hien", "ket qua", "th", "kq", "dat duoc"):
				c.span.whole = true
			}
		}
		if has(vi.Fold(t), "nhiem ky", "giai doan", "dau nhiem ky", "tu truoc den nay") {
			c.span.other, c.span.any = true, true
		}
	}
	if c.role != roleNone {
		return c
	}
	c.role = foldRoles(roles)
	if c.role == roleRatio || c.role == rolePlan {
		return c
	}
	if c.span.last && c.role != roleLabel && c.role != roleIndex {
		c.role = roleLast
	}
	if c.role == roleNone && c.unit >= 0 {
		c.role = roleResult
	}
	if c.role == rolePeriod {
		c.role = roleResult
	}
	return c
}

// foldRoles lets the lowest heading decide, unless it says little by itself.
func foldRoles(roles []role) role {
	out := roleNone
	for _, r := range roles {
		switch r {
		case roleNone:
		case roleWeak, rolePeriod:
			if out == roleNone || out == roleWeak || out == roleLabel {
				out = r
			}
		case roleYes, roleNo:
			if out == rolePlan || out == roleLast || out == roleRatio {
				continue
			}
			out = r
		case roleLabel:
			if out == rolePeriod || out == roleResult {
				out = rolePlan // "Năm 2025" over "Chỉ tiêu"
			} else if out == roleNone || out == roleWeak {
				out = r
			}
		default:
			if (out == roleLast || out == rolePlan) && r == roleResult {
				continue
			}
			out = r
		}
	}
	if out == roleWeak {
		return roleResult
	}
	return out
}
