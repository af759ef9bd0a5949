package portal

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/paper"
	"thidua/internal/base/who"
	"thidua/internal/platform/docx"
)

// Press gives the package for an outside newsroom: the article as a Word file with its
// captioned photos in place, the photos as files in their largest size, and the captions as
// text. The same article gives the same bytes. Photos that wait for a unit stay out.
func (s *Service) Press(ctx context.Context, by who.Actor, a ID) (name string, _ []byte, err error) {
	defer fault.Wrap(&err, "portal.Press(%v)", a)
	x, photos, err := s.Read(ctx, by, a)
	if err != nil {
		return "", nil, err
	}
	if x.State == Draft || x.State == Withdrawn {
		return "", nil, fault.New(fault.Conflict, "portal.press.draft|Bài chưa biên tập xong hoặc đã rút nên chưa làm được gói gửi báo chí.")
	}
	var shown []Photo
	files := map[int][]byte{}
	for _, p := range Shown(x.Body, photos) {
		if p.Waiting() {
			continue
		}
		b, err := s.Files.Get(ctx, p.Large().Hash)
		if err != nil {
			return "", nil, err
		}
		shown, files[p.No] = append(shown, p), b
	}
	var text bytes.Buffer
	if err := docx.Write(&text, pressPaper(x, shown, files)); err != nil {
		return "", nil, err
	}
	slug := SlugOf(x.Title)
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	add := func(name string, body []byte) error {
		f, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: x.Changed.UTC().Truncate(2 * time.Second)})
		if err == nil {
			_, err = f.Write(body)
		}
		return err
	}
	if err := add(slug+".docx", text.Bytes()); err != nil {
		return "", nil, err
	}
	var list strings.Builder
	for i, p := range shown {
		file := fmt.Sprintf("anh-%02d.jpg", i+1)
		fmt.Fprintf(&list, "%s\r\n%s\r\n", file, p.Caption)
		if p.Credit != "" {
			fmt.Fprintf(&list, "Ảnh: %s\r\n", p.Credit)
		}
		fmt.Fprintf(&list, "Mô tả: %s\r\n\r\n", p.Alt)
		if err := add(file, files[p.No]); err != nil {
			return "", nil, err
		}
	}
	if err := add("chu-thich.txt", append([]byte("\ufeff"), list.String()...)); err != nil {
		return "", nil, err
	}
	if err := z.Close(); err != nil {
		return "", nil, err
	}
	return "goi-bao-chi-" + slug + ".zip", out.Bytes(), nil
}

// pressPaper is an article as a document: headline, lead, text with photos, author.
func pressPaper(a Article, photos []Photo, files map[int][]byte) *paper.Document {
	d := &paper.Document{Plain: true, Title: a.Title, Created: civil.Of(a.Changed)}
	if a.Overline != "" {
		d.Body = append(d.Body, paper.Block{Kind: paper.PlainRow, Runs: paper.T(a.Overline)})
	}
	d.Body = append(d.Body, paper.Block{Kind: paper.PlainRow, Runs: paper.T(a.Title)})
	if !a.At().IsZero() {
		d.Body = append(d.Body, paper.Block{Kind: paper.Note, Runs: paper.T(DayLine(a.At()))})
	}
	if a.State == Corrected && a.Note != "" {
		d.Body = append(d.Body, paper.Block{Kind: paper.Para, Runs: []paper.Run{{Text: "Đính chính: ", Bold: true}, {Text: a.Note}}})
	}
	lead := []paper.Run{}
	if a.Source != "" {
		lead = append(lead, paper.Run{Text: "(" + a.Source + ") – ", Bold: true})
	}
	if lead = append(lead, paper.Run{Text: a.Lead, Bold: true}); a.Lead != "" {
		d.Body = append(d.Body, paper.Block{Kind: paper.Para, Runs: lead})
	}
	d.Body = append(d.Body, pressBlocks(Read(a.Body), photos, files)...)
	for _, s := range []string{a.Author, a.Agency} {
		if s != "" {
			d.Body = append(d.Body, paper.Block{Kind: paper.Para, Runs: []paper.Run{{Text: s, Bold: s == a.Author}}})
		}
	}
	if a.Copyright != "" {
		d.Body = append(d.Body, paper.Block{Kind: paper.Note, Runs: paper.T("Bản quyền thuộc " + a.Copyright)})
	}
	return d
}

// How large a photo stands in the press text, in mm: two fit on a page with words around them.
const (
	pressWidth  = 125
	pressHeight = 95
)

func pressBlocks(blocks []Block, photos []Photo, files map[int][]byte) (out []paper.Block) {
	for _, b := range blocks {
		switch b.Kind {
		case "photo":
			for _, p := range photos {
				if p.No != b.Photo {
					continue
				}
				caption := p.Caption
				if p.Credit != "" {
					caption = strings.TrimSpace(caption + " Ảnh: " + p.Credit)
				}
				pic := &paper.Picture{Data: files[p.No], Alt: p.Alt, Align: paper.Center, Width: pressWidth}
				if f := p.Large(); f.Height*pressWidth > f.Width*pressHeight {
					pic.Width, pic.Height = 0, pressHeight
				}
				out = append(out, paper.Block{Kind: paper.PictureOf, Runs: paper.T(caption), Picture: pic})
			}
		case "h2", "h3":
			out = append(out, paper.Block{Kind: paper.Heading, Level: 2, Runs: runs(b.Spans)})
		case "ul", "ol":
			for n, it := range b.Items {
				for i, x := range pressBlocks(it, photos, files) {
					switch {
					case x.Kind != paper.Para || i > 0:
					case b.Kind == "ol":
						x.Runs = append(paper.T(strconv.Itoa(b.Start+n)+". "), x.Runs...)
					default:
						x.Kind = paper.Item
					}
					out = append(out, x)
				}
			}
		case "quote":
			for _, x := range pressBlocks(b.Inner, photos, files) {
				for i := range x.Runs {
					x.Runs[i].Italic = true
				}
				out = append(out, x)
			}
		default:
			out = append(out, paper.Block{Kind: paper.Para, Runs: runs(b.Spans)})
		}
	}
	return out
}

func runs(list []Piece) []paper.Run {
	var out []paper.Run
	for i, p := range list {
		t := p.Text
		if p.Break {
			t = " "
		}
		out = append(out, paper.Run{Text: t, Bold: p.Bold, Italic: p.Italic})
		if p.Link != "" && p.Link != p.Text && (i+1 == len(list) || list[i+1].Link != p.Link) {
			out = append(out, paper.Run{Text: " (" + p.Link + ")"})
		}
	}
	return out
}
