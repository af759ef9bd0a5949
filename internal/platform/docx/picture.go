package docx

import (
	"bytes"
	"fmt"
	"strconv"

	"thidua/internal/base/paper"
)

// A picture is one file of word/media; equal pictures share it.
type picture struct {
	kind string // png or jpeg
	data []byte
}

func (p picture) path(i int) string { return "media/image" + strconv.Itoa(i+1) + "." + p.kind }

// perPoint is the number of English metric units, the length unit of DrawingML, in a point.
const perPoint = 12700

const drawNS = `xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" ` +
	`xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" ` +
	`xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"`

// picture writes a picture in a paragraph of its own, and its caption below.
func (b *builder) picture(blk *paper.Block) {
	p := blk.Picture
	if p == nil {
		return
	}
	kind, _, _, err := p.Format()
	if err != nil {
		b.err = err
		return
	}
	high := paper.A4Long
	if b.wide {
		high = paper.A4Short
	}
	// Room for a caption of two lines below the highest picture.
	w, h, err := p.Fit(float64(b.width)/20, float64(high-paper.MarginTop-paper.MarginBottom)/20-40)
	if err != nil {
		b.err = err
		return
	}
	n := b.addPicture(picture{kind: kind, data: p.Data})
	align := [...]string{"left", "center", "right"}[min(max(int(p.Align), 0), 2)]
	keep := b.keep
	b.keep = b.keep || len(blk.Runs) > 0
	b.open(look{align: align, before: 60, after: 60})
	b.keep = keep
	name := ""
	if blk.ID != "" {
		name = b.openMark("block", blk.ID)
	}
	b.drawing++
	id, cx, cy := b.drawing, int(w*perPoint), int(h*perPoint)
	alt := escape(paper.Clean(p.Alt))
	fmt.Fprintf(&b.out, `<w:r><w:drawing><wp:inline %s distT="0" distB="0" distL="0" distR="0"><wp:extent cx="%d" cy="%d"/>`+
		`<wp:docPr id="%d" name="Hình %d" descr="%s"/><wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>`+
		`<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>`+
		`<pic:nvPicPr><pic:cNvPr id="%d" name="Hình %d" descr="%s"/><pic:cNvPicPr/></pic:nvPicPr>`+
		`<pic:blipFill><a:blip r:embed="rIdPicture%d"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>`+
		`<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="%d" cy="%d"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>`+
		`</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>`,
		drawNS, cx, cy, id, id, alt, id, id, alt, n, cx, cy)
	if name != "" {
		b.closeMark(name)
	}
	b.out.WriteString(`</w:p>`)
	if len(blk.Runs) > 0 {
		b.open(look{style: "TableNote", align: align})
		b.runs(blk.Runs, 0, false)
		b.out.WriteString(`</w:p>`)
	}
}

// addPicture gives the number of the media file of p, a new one unless it is there.
func (b *builder) addPicture(p picture) int {
	for i, have := range b.pics {
		if bytes.Equal(have.data, p.data) {
			return i + 1
		}
	}
	b.pics = append(b.pics, p)
	return len(b.pics)
}
