package document

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"thidua/internal/base/civil"
	"thidua/internal/base/paper"
	"thidua/internal/base/vi"
	"thidua/internal/year/org"
)

var (
	roman   = regexp.MustCompile(`^[IVXLC]+\. \S`)
	arabic  = regexp.MustCompile(`^\d{1,2}(?:\.\d{1,2})*\. \S`)
	article = regexp.MustCompile(`^(Điều \d{1,3}\.)(.*)$`)
	annex   = regexp.MustCompile(`^(Phụ lục(?: [IVXLC]+)?)[.:] *(\S.*)$`)
	basis   = regexp.MustCompile(`^(Căn cứ|Theo đề nghị|Xét đề nghị|Thực hiện) `)
	strong  = regexp.MustCompile(`\*\*([^*]+)\*\*`)
	rule    = regexp.MustCompile(`^\|(?:\s*:?-{3,}:?\s*\|)+$`)
)

// titleLength is how long a numbered line may be to count as a heading.
const titleLength = 150

// Parse turns the structured text of a document into its paragraphs. A line is a
// paragraph; what it is shows at its beginning:
//
//	Căn cứ …; Theo đề nghị …    bases, when they stand before everything else
//	I. MỤC ĐÍCH, YÊU CẦU        heading; "1. Mục đích" too when it does not end like a sentence
//	Điều 1. …                   article, its number in bold
//	- …                         item of a list
//	QUYẾT ĐỊNH:                 a line in capitals stands centred in bold
//	| TT | Đơn vị |             rows of a table; the first one is its head
//	Địa chỉ: …                  last line of a letter: stands at the foot of its first page
//	Phụ lục I. Danh sách …      begins an annex on a new page, across when a table is wide
//	**…**                       bold
//
// The last paragraph before the annexes gets the closing "./.".
func Parse(text string) []paper.Block {
	var list []paper.Block
	lines := strings.Split(tidyLines(text), "\n")
	head, main := true, -1 // nothing but bases so far; last block of the document itself
	inAnnex := false
	for i := 0; i < len(lines); i++ {
		l := strings.TrimSpace(lines[i])
		if l == "" {
			continue
		}
		if strings.HasPrefix(l, "|") {
			j := i
			for j < len(lines) && strings.HasPrefix(strings.TrimSpace(lines[j]), "|") {
				j++
			}
			list = append(list, table(lines[i:j]))
			i, head = j-1, false
			continue
		}
		b := line(l, head)
		head = head && (b.Kind == paper.Basis || b.Kind == paper.PlainRow)
		if b.Kind == paper.Annex {
			inAnnex = true
		}
		list = append(list, b)
		if !inAnnex && (b.Kind == paper.Para || b.Kind == paper.Item) {
			main = len(list) - 1
		}
	}
	if main >= 0 {
		finish(list[main].Runs)
	}
	widen(list)
	return list
}

// wide is from how many columns on a table needs the page turned.
const wide = 6

// widen turns the pages of an annex that holds a wide table, and sets such tables smaller.
func widen(list []paper.Block) {
	at := -1
	for i, b := range list {
		switch {
		case b.Kind == paper.Annex:
			at = i
		case b.Kind == paper.TableOf && len(b.Table.Widths) >= wide && at >= 0:
			list[at].Landscape, b.Table.Size = true, 11
		}
	}
}

func line(l string, head bool) paper.Block {
	switch {
	case head && basis.MatchString(l) && strings.HasSuffix(l, ";"), head && basis.MatchString(l) && strings.HasSuffix(l, ".") && !strings.HasPrefix(l, "Thực hiện"):
		return paper.Block{Kind: paper.Basis, Runs: runs(l)}
	case annex.MatchString(l):
		m := annex.FindStringSubmatch(l)
		return paper.Block{Kind: paper.Annex, Name: m[1], Title: m[2]}
	case roman.MatchString(l):
		return paper.H(1, l)
	case allCapitals(l):
		return paper.Block{Kind: paper.PlainRow, Runs: paper.T(l)}
	case arabic.MatchString(l) && title(l):
		return paper.H(2, l)
	case article.MatchString(l):
		m := article.FindStringSubmatch(l)
		return paper.Block{Kind: paper.Para, Runs: append([]paper.Run{{Text: m[1], Bold: true}}, runs(m[2])...)}
	case strings.HasPrefix(l, "- "), strings.HasPrefix(l, "+ "):
		return paper.Block{Kind: paper.Item, Runs: runs(l)}
	}
	return paper.Block{Kind: paper.Para, Runs: runs(l)}
}

// title reports whether a numbered line is a heading: short, not a sentence.
func title(l string) bool {
	return len([]rune(l)) <= titleLength && !strings.ContainsAny(l[len(l)-1:], ".;:,")
}

// allCapitals reports whether a line is in capitals: two letters at least, none small.
func allCapitals(l string) bool {
	n := 0
	for _, r := range l {
		if unicode.IsLower(r) {
			return false
		}
		if unicode.IsUpper(r) {
			n++
		}
	}
	return n >= 2 && !strings.HasPrefix(l, "-")
}

func runs(s string) []paper.Run {
	var list []paper.Run
	at := 0
	for _, m := range strong.FindAllStringSubmatchIndex(s, -1) {
		if m[0] > at {
			list = append(list, paper.Run{Text: s[at:m[0]]})
		}
		list = append(list, paper.Run{Text: s[m[2]:m[3]], Bold: true})
		at = m[1]
	}
	if at < len(s) || len(list) == 0 {
		list = append(list, paper.Run{Text: s[at:]})
	}
	return list
}

// finish ends the text with "./.".
func finish(runs []paper.Run) {
	r := &runs[len(runs)-1]
	if !strings.HasSuffix(r.Text, "./.") {
		r.Text = strings.TrimRight(r.Text, " .;,:/") + "./."
	}
}

func table(lines []string) paper.Block {
	t := &paper.Table{}
	widest := []int{}
	for _, l := range lines {
		l = strings.TrimSpace(l)
		if rule.MatchString(l) {
			continue
		}
		cells := splitRow(l)
		var row []paper.Cell
		for i, c := range cells {
			a := paper.Left
			if number.MatchString(c) {
				a = paper.Center
			}
			row = append(row, paper.Cell{Runs: runs(c), Align: a})
			for len(widest) <= i {
				widest = append(widest, 9) // a running number, with the margins of its cell
			}
			n := len([]rune(c))
			if n > 3 {
				n = max(14, n) // a day, or the words of a heading, in one piece
			}
			widest[i] = min(40, max(widest[i], n))
		}
		if t.Header == nil {
			for i := range row {
				row[i].Align, row[i].Bold = paper.Center, true
			}
			t.Header = [][]paper.Cell{row}
			continue
		}
		t.Rows = append(t.Rows, row)
	}
	t.Widths = widest
	return paper.Block{Kind: paper.TableOf, Table: t}
}

var number = regexp.MustCompile(`^[\d.,%/–-]{1,20}$`)

// splitRow cuts "| a | b |" at the bars; "\|" is a bar inside a cell.
func splitRow(l string) []string {
	const keep = "\x00"
	l = strings.ReplaceAll(l, `\|`, keep)
	l = strings.TrimSuffix(strings.TrimPrefix(l, "|"), "|")
	list := strings.Split(l, "|")
	for i := range list {
		list[i] = strings.TrimSpace(strings.ReplaceAll(list[i], keep, "|"))
	}
	return list
}

// TableText writes a table as Parse reads it, for capabilities that draft documents.
func TableText(head []string, rows [][]string) string {
	var b strings.Builder
	for _, r := range append([][]string{head}, rows...) {
		for _, c := range r {
			b.WriteString("| " + strings.ReplaceAll(strings.Join(strings.Fields(c), " "), "|", `\|`) + " ")
		}
		b.WriteString("|\n")
	}
	return b.String()
}

// Authority gives the lines above the signature (Decree 30/2020/NĐ-CP, Annex I, box 7a).
func (o Outgoing) Authority(b org.Bloc) []string {
	body, lead, deputy := "KHỐI THI ĐUA", "KHỐI TRƯỞNG", "KHỐI PHÓ"
	if b.Kind == org.KindCluster {
		body, lead, deputy = "CỤM THI ĐUA", "CỤM TRƯỞNG", "CỤM PHÓ"
	}
	var list []string
	switch o.Under {
	case UnderTM:
		list = []string{"TM. " + body, lead}
	case UnderKT:
		list = []string{"KT. " + lead, deputy}
	case UnderQ:
		list = []string{"TM. " + body, "Q. " + lead}
	case UnderTL, UnderTUQ:
		list = []string{string(o.Under) + " " + lead}
	case UnderNone:
		return []string{"CHỦ TỌA"}
	}
	if o.Post != "" {
		list = append(list, vi.Upper(o.Post))
	}
	return list
}

// Paper lays the document out as Decree 30/2020/NĐ-CP, Annexes I and III, want it.
func (o Outgoing) Paper(b org.Bloc, s Series) *paper.Document {
	d := &paper.Document{
		Parent: "UBND tỉnh " + b.Province, Issuer: b.Name, Number: o.Code, Symbol: s.Symbol(o.Kind, b.PaperSymbol()),
		Place: o.Place, Date: o.Day, Kind: vi.Upper(KindName(o.Kind)), Subject: o.Subject,
		To: Lines(o.To), Body: o.Blocks(), CC: Lines(o.CC), Authority: o.Authority(b), Signer: o.Signer,
		Title: o.Name(), Created: o.Day, Minutes: o.Minutes(), Secretary: o.Secretary,
	}
	code := o.Code
	if code == "" {
		code = "…/" + d.Symbol
	}
	for i := range d.Body {
		if x := &d.Body[i]; x.Kind == paper.Annex && len(x.Runs) == 0 {
			x.Runs = paper.T(fmt.Sprintf("(Kèm theo %s số %s %s của %s)", KindName(o.Kind), code, o.Day.Paper(), b.Name))
		}
	}
	if d.Place == "" {
		d.Place = b.Province
	}
	if d.Created.IsZero() { // a draft: the properties of the file need some day
		d.Created = civil.Date{Year: max(s.Year, 1970), Month: 1, Day: 1}
	}
	if o.Kind == "CV" {
		d.Kind, d.Address = "", o.Address()
	}
	if o.Code == "" {
		d.Draft = "DỰ THẢO"
	}
	return d
}

// Blocks gives the paragraphs of the document, without what stands at the foot of the page.
func (o Outgoing) Blocks() []paper.Block {
	if o.Kind != "CV" {
		return Parse(o.Body)
	}
	body, _ := cutAddress(o.Body)
	return Parse(body)
}

// Address gives what a letter prints at the foot of its first page, "" for nothing.
func (o Outgoing) Address() string {
	if o.Kind != "CV" {
		return ""
	}
	_, address := cutAddress(o.Body)
	return address
}

// cutAddress takes the last line of a letter off when it is the address of the sender, which
// stands at the foot of page 1 (Annex III, form 1.5).
func cutAddress(body string) (text, address string) {
	body = strings.TrimRight(body, "\n")
	if i := strings.LastIndexByte(body, '\n'); strings.HasPrefix(body[i+1:], "Địa chỉ: ") {
		return body[:max(i, 0)], body[i+1:]
	}
	return body, ""
}

// Form gives the text that a new document of a type begins with. Places in square
// brackets are to be filled in; a document that still has some is not issued.
func Form(kind string, b org.Bloc) Outgoing {
	o := Outgoing{Kind: kind, Bloc: b.ID, Place: b.Province, Under: UnderTM, CC: "Các đơn vị thành viên " + b.Name + "\nLưu: VT, TĐKT"}
	council := "Hội đồng Thi đua - Khen thưởng tỉnh " + b.Province
	switch kind {
	case "KH":
		o.CC = council + "\n" + o.CC
		o.Body = "Căn cứ [văn bản làm căn cứ].\nI. MỤC ĐÍCH, YÊU CẦU\n1. Mục đích\n[mục đích].\n2. Yêu cầu\n[yêu cầu].\nII. NỘI DUNG, CHỈ TIÊU\n[nội dung].\nIII. THỜI GIAN, TIẾN ĐỘ\n[thời gian].\nIV. TỔ CHỨC THỰC HIỆN\n1. Đơn vị Khối trưởng\n[việc của Khối trưởng].\n2. Các đơn vị thành viên\n[việc của các đơn vị]."
	case "TB":
		o.Body = "Thực hiện [văn bản, nhiệm vụ], " + b.Name + " thông báo như sau:\n1. [nội dung thứ nhất].\n2. [nội dung thứ hai].\nĐề nghị các đơn vị thành viên triển khai thực hiện."
	case "TTr":
		o.To, o.CC = council, "Như trên\n"+o.CC
		o.Body = "Căn cứ [văn bản làm căn cứ].\nSau khi tổng hợp đề nghị của các đơn vị thành viên, " + b.Name + " kính trình " + council + " xem xét [nội dung trình].\n(Có danh sách kèm theo.)\nKính đề nghị " + council + " xem xét, quyết định."
	case "BC":
		o.To, o.CC = council, "Như trên\n"+o.CC
		o.Body = "I. KẾT QUẢ THỰC HIỆN\n[kết quả].\nII. TỒN TẠI, HẠN CHẾ VÀ NGUYÊN NHÂN\n[tồn tại, hạn chế].\nIII. PHƯƠNG HƯỚNG, NHIỆM VỤ\n[phương hướng].\nIV. KIẾN NGHỊ, ĐỀ XUẤT\n[kiến nghị]."
	case "BB":
		o.Under, o.CC = UnderNone, "Các đơn vị dự họp\nLưu: VT, Hồ sơ"
		o.Secretary, o.Signer = "[thư ký]", "[chủ tọa]"
		o.Body = "Thời gian bắt đầu: [giờ, ngày].\nĐịa điểm: [địa điểm].\nThành phần tham dự: [thành phần].\nChủ trì (chủ tọa): [chức vụ, đơn vị].\nThư ký (người ghi biên bản): [chức vụ, đơn vị].\nNội dung (theo diễn biến cuộc họp):\n1. [diễn biến].\n2. Kết luận\n[kết luận].\nCuộc họp kết thúc vào [giờ, ngày]."
	case "QĐ":
		o.CC = "Như Điều [số của điều thi hành]\n" + o.CC
		o.Body = vi.Upper(b.Kind.LeaderTitle()+" "+b.Name) + "\nCăn cứ [văn bản làm căn cứ];\nTheo đề nghị của [đơn vị đề nghị].\nQUYẾT ĐỊNH:\nĐiều 1. [nội dung].\nĐiều 2. Quyết định này có hiệu lực kể từ ngày ký.\nĐiều 3. Các đơn vị thành viên " + b.Name + " chịu trách nhiệm thi hành Quyết định này."
		o.Subject = "Về việc [nội dung]"
	case "GM":
		o.Body = b.Name + " trân trọng kính mời: [cơ quan, chức vụ người được mời].\nTới dự: [tên cuộc họp].\nChủ trì: [chức vụ, đơn vị].\nThời gian: [giờ, ngày].\nĐịa điểm: [địa điểm].\n[điều cần lưu ý]."
	case "CV":
		o.To = "[cơ quan nhận]"
		o.CC = "Như trên\nLưu: VT, TĐKT"
		o.Body = "[nội dung].\n" + b.Name + " đề nghị [việc đề nghị].\nĐịa chỉ: [địa chỉ, thư điện tử, điện thoại; không cần thì xóa dòng này]"
	}
	return o
}

// Out reports whether a bloc issues documents of this type.
func Out(kind string) bool { return slices.Contains(OutKinds, kind) }
