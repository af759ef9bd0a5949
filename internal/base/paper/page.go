package paper

// Page geometry of Nghị định 30/2020/NĐ-CP, Phụ lục I, in twentieths of a point (twips).
const (
	A4Short      = 11906 // 210 mm
	A4Long       = 16838 // 297 mm
	MarginTop    = 1134  // 20 mm
	MarginBottom = 1134  // 20 mm
	MarginLeft   = 1701  // 30 mm
	MarginRight  = 851   // 15 mm
	HeaderAt     = 567   // page number: 10 mm from the upper edge
	FooterAt     = 567
	FirstLine    = 720 // 1.27 cm
	ParaGap      = 120 // 6 pt
)

// Type sizes in points, one consistent set of Phụ lục I, part V.
const (
	SizeNation  = 12 // Quốc hiệu, issuer
	SizeMotto   = 13 // Tiêu ngữ, số ký hiệu, địa danh và ngày
	SizeBody    = 14
	SizeAbout   = 12 // V/v of a công văn
	SizeCCHead  = 12
	SizeCC      = 11
	SizeTable   = 12
	SizeNote    = 12
	SizeFooter  = 10
	SizeAddress = 11 // box [13]
	SizeFootRef = 10
)

// Nation and Motto are the two lines of box [1].
const (
	Nation = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
	Motto  = "Độc lập - Tự do - Hạnh phúc"
)

// RuleShare is the length of the rule below issuer and trích yếu, as part of the
// longest line above it; the Decree wants 1/3 to 1/2.
const RuleShare = 0.42

// TextWidth gives the width of the type area in twips.
func TextWidth(landscape bool) int {
	if landscape {
		return A4Long - MarginLeft - MarginRight
	}
	return A4Short - MarginLeft - MarginRight
}

// HeadColumns gives the widths in twips of the two columns of boxes [1]…[4]: the
// right one holds the Quốc hiệu in one line.
func HeadColumns() (left, right int) {
	w := TextWidth(false)
	left = w * 43 / 100
	return left, w - left
}

// SignColumns gives the widths in twips of the columns of boxes [9b] and [7].
func SignColumns() (left, right int) {
	w := TextWidth(false)
	left = w * 45 / 100
	return left, w - left
}

// RuleLength gives the length in points of the rule below text set in lines of at most
// width points.
func RuleLength(text string, st Style, size, width float64) float64 {
	longest := 0.0
	for _, l := range Wrap(text, st, size, width) {
		longest = max(longest, Width(l, st, size))
	}
	return longest * RuleShare
}

// Receivers gives the places in points, from the left margin, of the words "Kính gửi:"
// and of the dashes below their colon, so that the block stands in the middle of a
// type area of the given width.
func Receivers(items []string, width float64) (start, colon float64) {
	word := Width("Kính gửi", Style{}, SizeBody)
	longest := 0.0
	for _, s := range items {
		longest = max(longest, Width(s, Style{}, SizeBody))
	}
	start = max(FirstLine/20, (width-word-longest)/2)
	return start, start + word
}
