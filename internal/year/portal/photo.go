package portal

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
)

// A Photo (ảnh của tin bài) is a picture of an article with what is said of it.
type Photo struct {
	ID      PhotoID
	Article ID
	No      int // how the text names it: [ảnh 2]
	Name    string
	Files   []PhotoFile // smallest first
	Caption string      // chú thích, printed under it
	Alt     string      // mô tả: what a person hears who cannot see it
	Credit  string      // người chụp
	Place   Place
	Focus   string // "lt" "ct" "rt" "lc" "cc" "rc" "lb" "cb" "rb": what stays when it is cut
	Faces   bool   // persons can be recognised
	Asks    []Ask  // the units whose people they are
	Version int64
}

// PhotoID names a photo.
type PhotoID = id.Of[Photo]

// A PhotoFile (tệp ảnh) is one size of a photo.
type PhotoFile struct {
	Hash          string
	Width, Height int
}

// Place (vị trí ảnh) is where a photo stands in the column of text.
type Place string

// The places of a photo.
const (
	AtLeft  Place = "left"
	Centre  Place = "centre"
	AtRight Place = "right"
)

// Foci lists the nine points that a cut photo may keep, row by row.
var Foci = []string{"lt", "ct", "rt", "lc", "cc", "rc", "lb", "cb", "rb"}

// An Ask (lời hỏi đơn vị) is what a unit is asked and answered about a photo of its people.
type Ask struct {
	Unit   id.Unit
	Answer Agreement
	By     string
	At     time.Time
}

// Agreement (ý kiến về ảnh) is what a unit said to a photo.
type Agreement string

// What a unit may say; without a word the photo waits.
const (
	Unasked  Agreement = ""
	Agrees   Agreement = "yes"
	Declines Agreement = "no"
)

// Waiting reports whether the photo must not be seen: persons can be recognised and no unit was
// named that could agree, or one has not agreed, or one said no, which binds whatever is said of
// the photo afterwards.
func (p Photo) Waiting() bool {
	return p.Declined() || p.Nobody() || p.Faces && slices.ContainsFunc(p.Asks, func(a Ask) bool { return a.Answer != Agrees })
}

// Declined reports whether a unit said no.
func (p Photo) Declined() bool {
	return slices.ContainsFunc(p.Asks, func(a Ask) bool { return a.Answer == Declines })
}

// Nobody reports whether persons can be recognised and nobody is asked whether they may be.
func (p Photo) Nobody() bool { return p.Faces && len(p.Asks) == 0 }

// Agreed reports whether every unit that was asked said yes.
func (p Photo) Agreed() bool { return p.Faces && len(p.Asks) > 0 && !p.Waiting() }

// Of gives what a unit was asked, ok false when it was not.
func (p Photo) Of(u id.Unit) (_ Ask, ok bool) {
	i := slices.IndexFunc(p.Asks, func(a Ask) bool { return a.Unit == u })
	if i < 0 {
		return Ask{}, false
	}
	return p.Asks[i], true
}

// asks makes the questions for units; what they said before stays. A unit that said no stays
// asked: only the unit itself takes its no back.
func asks(units []id.Unit, was []Ask) (out []Ask) {
	units = slices.Clone(units)
	for _, a := range was {
		if a.Answer == Declines {
			units = append(units, a.Unit)
		}
	}
	for _, u := range units {
		a, ok := Photo{Asks: was}.Of(u)
		if !ok {
			a = Ask{Unit: u}
		}
		if u != 0 && !slices.ContainsFunc(out, func(x Ask) bool { return x.Unit == u }) {
			out = append(out, a)
		}
	}
	return out
}

// Small gives the smallest file, Large the largest.
func (p Photo) Small() PhotoFile {
	if len(p.Files) == 0 {
		return PhotoFile{}
	}
	return p.Files[0]
}

// Large gives the largest file.
func (p Photo) Large() PhotoFile {
	if len(p.Files) == 0 {
		return PhotoFile{}
	}
	return p.Files[len(p.Files)-1]
}

// Clean checks what was typed of a photo. Errors: Invalid with fields.
func (p Photo) Clean() (Photo, error) {
	p.Caption, p.Alt, p.Credit = tidy(p.Caption), tidy(p.Alt), tidy(p.Credit)
	if !slices.Contains([]Place{AtLeft, Centre, AtRight}, p.Place) {
		p.Place = Centre
	}
	if !slices.Contains(Foci, p.Focus) {
		p.Focus = "cc"
	}
	e := fault.New(fault.Invalid, "portal.photo.invalid|Ảnh {n} chưa lưu được. Sửa các mục nêu dưới đây rồi lưu lại.", fault.P{"n": p.No})
	for _, x := range []struct{ name, text string }{{"caption", p.Caption}, {"alt", p.Alt}, {"credit", p.Credit}} {
		if len([]rune(x.text)) > 500 {
			e.With(x.name, "portal.long|Dài quá {n} ký tự. Rút gọn rồi lưu lại.", fault.P{"n": 500})
		}
	}
	if p.Alt != "" && p.Alt == p.Caption {
		e.With("alt", "portal.alt.same|Lời mô tả nói trong ảnh có gì, không chép lại chú thích.")
	}
	if len(e.Fields) > 0 {
		return p, e
	}
	return p, nil
}

// paragraphs splits Markdown at empty lines.
func paragraphs(body string) []string {
	var out []string
	for _, p := range strings.Split(body, "\n\n") {
		if p = strings.Trim(p, "\n"); strings.TrimSpace(p) != "" {
			out = append(out, p)
		}
	}
	return out
}

// apart makes every photo marker a paragraph of its own.
func apart(body string) []string {
	var out []string
	for _, p := range paragraphs(body) {
		var rest []string
		for _, l := range strings.Split(p, "\n") {
			if markerOf(l) == 0 {
				rest = append(rest, l)
				continue
			}
			if len(rest) > 0 {
				out = append(out, strings.Join(rest, "\n"))
				rest = nil
			}
			out = append(out, strings.TrimSpace(l))
		}
		if len(rest) > 0 {
			out = append(out, strings.Join(rest, "\n"))
		}
	}
	return out
}

// mark is the line that stands for photo n.
func mark(n int) string { return "[ảnh " + strconv.Itoa(n) + "]" }

// PutPhoto sets photo n after the given paragraph of the text (0: before the first; photos
// do not count as paragraphs) and nowhere else.
func PutPhoto(body string, n, after int) string {
	var list []string
	for _, p := range apart(body) {
		if markerOf(p) != n {
			list = append(list, p)
		}
	}
	var out []string
	seen, put := 0, false
	for _, p := range list {
		if !put && seen == after && markerOf(p) == 0 {
			out, put = append(out, mark(n)), true
		}
		if markerOf(p) == 0 {
			seen++
		}
		out = append(out, p)
	}
	if !put {
		out = append(out, mark(n))
	}
	return strings.Join(out, "\n\n")
}

// DropPhoto takes photo n out of the text.
func DropPhoto(body string, n int) string {
	var out []string
	for _, p := range apart(body) {
		if markerOf(p) != n {
			out = append(out, p)
		}
	}
	return strings.Join(out, "\n\n")
}

// MovePhoto moves photo n one paragraph or photo up or down in the text. A photo that is not
// in the text stays out.
func MovePhoto(body string, n int, up bool) string {
	list := apart(body)
	i := slices.IndexFunc(list, func(p string) bool { return markerOf(p) == n })
	j := i + 1
	if up {
		j = i - 1
	}
	if i < 0 || j < 0 || j >= len(list) {
		return body
	}
	list[i], list[j] = list[j], list[i]
	return strings.Join(list, "\n\n")
}

// OrderPhoto gives photo n the place of photo at; the photos between them move up by one, and
// the text around the places stays. A photo that is not in the text changes nothing.
func OrderPhoto(body string, n, at int) string {
	list := apart(body)
	var places, photos []int
	for i, p := range list {
		if m := markerOf(p); m > 0 {
			places, photos = append(places, i), append(photos, m)
		}
	}
	from, to := slices.Index(photos, n), slices.Index(photos, at)
	if from < 0 || to < 0 || from == to {
		return body
	}
	photos = slices.Insert(slices.Delete(photos, from, from+1), to, n)
	for k, i := range places {
		list[i] = mark(photos[k])
	}
	return strings.Join(list, "\n\n")
}

// After tells behind which paragraph photo n stands (0: before the first), -1 when it is
// not in the text.
func After(body string, n int) int {
	seen := 0
	for _, p := range apart(body) {
		switch markerOf(p) {
		case n:
			return seen
		case 0:
			seen++
		}
	}
	return -1
}

// Beginnings gives the first words of every paragraph of the text, for choosing a place.
func Beginnings(body string) []string {
	var out []string
	for _, p := range apart(body) {
		if markerOf(p) > 0 {
			continue
		}
		s := strings.Join(PlainText(Read(p)), " ")
		if r := []rune(s); len(r) > 50 {
			s = string(r[:49]) + "…"
		}
		out = append(out, s)
	}
	return out
}

// Shown gives the photos that stand in the text, in the order in which they are seen.
func Shown(body string, photos []Photo) []Photo {
	var out []Photo
	seen := map[int]bool{}
	var walk func([]Block)
	walk = func(list []Block) {
		for _, b := range list {
			if b.Kind == "photo" && !seen[b.Photo] {
				seen[b.Photo] = true
				if i := slices.IndexFunc(photos, func(p Photo) bool { return p.No == b.Photo }); i >= 0 {
					out = append(out, photos[i])
				}
			}
			walk(b.Inner)
			for _, it := range b.Items {
				walk(it)
			}
		}
	}
	walk(Read(body))
	return out
}
