package pdf

import (
	"encoding/binary"
	"errors"
	"fmt"
)

var errFont = errors.New("pdf: broken font file")

// A face is one parsed TrueType font, read only after parsing.
type face struct {
	name    string
	data    []byte
	tables  map[string][]byte
	glyphs  map[rune]uint16
	advance []uint16 // per glyph, in font units
	loca    []uint32 // numGlyphs+1 offsets into glyf
	em      int
	ascent  int // in 1/1000 em, like all below
	descent int
	cap     int
	bbox    [4]int
	angle   int
}

// parseFace reads a TrueType font with a format 4 character map.
func parseFace(name string, data []byte) (f *face, err error) {
	defer func() {
		if e := recover(); e != nil {
			f, err = nil, fmt.Errorf("%w: %s: %v", errFont, name, e)
		}
	}()
	data = data[:len(data):len(data)] // no reading behind the end
	f = &face{name: name, data: data, tables: map[string][]byte{}, glyphs: map[rune]uint16{}}
	be := binary.BigEndian
	for i := range int(be.Uint16(data[4:])) {
		rec := data[12+16*i:]
		off, n := be.Uint32(rec[8:]), be.Uint32(rec[12:])
		f.tables[string(rec[:4])] = data[off : off+n]
	}
	head, hhea, os2 := f.tables["head"], f.tables["hhea"], f.tables["OS/2"]
	f.em = int(be.Uint16(head[18:]))
	scale := func(v uint16) int { return int(int16(v)) * 1000 / f.em }
	for i := range f.bbox {
		f.bbox[i] = scale(be.Uint16(head[36+2*i:]))
	}
	f.ascent, f.descent = scale(be.Uint16(hhea[4:])), scale(be.Uint16(hhea[6:]))
	f.cap = scale(be.Uint16(os2[88:]))
	f.angle = int(int16(be.Uint16(f.tables["post"][4:])))
	count := int(be.Uint16(f.tables["maxp"][4:]))
	long, hmtx := int(be.Uint16(hhea[34:])), f.tables["hmtx"]
	f.advance = make([]uint16, count)
	for g := range f.advance {
		f.advance[g] = be.Uint16(hmtx[4*min(g, long-1):])
	}
	f.loca = make([]uint32, count+1)
	for g := range f.loca {
		if be.Uint16(head[50:]) == 0 {
			f.loca[g] = 2 * uint32(be.Uint16(f.tables["loca"][2*g:]))
		} else {
			f.loca[g] = be.Uint32(f.tables["loca"][4*g:])
		}
	}
	f.readMap()
	return f, nil
}

// readMap fills glyphs from the first format 4 subtable.
func (f *face) readMap() {
	be := binary.BigEndian
	cmap := f.tables["cmap"]
	for i := range int(be.Uint16(cmap[2:])) {
		sub := cmap[be.Uint32(cmap[4+8*i+4:]):]
		if be.Uint16(sub) != 4 {
			continue
		}
		n := int(be.Uint16(sub[6:])) / 2
		ends, starts := sub[14:], sub[16+2*n:]
		deltas, ranges := sub[16+4*n:], sub[16+6*n:]
		for s := range n {
			lo, hi := int(be.Uint16(starts[2*s:])), int(be.Uint16(ends[2*s:]))
			for c := lo; c <= hi && c < 0xFFFF; c++ {
				g := uint16(c)
				if ro := int(be.Uint16(ranges[2*s:])); ro != 0 {
					g = be.Uint16(ranges[2*s+ro+2*(c-lo):])
					if g == 0 {
						continue
					}
				}
				if g += be.Uint16(deltas[2*s:]); g != 0 {
					f.glyphs[rune(c)] = g
				}
			}
		}
		return
	}
	panic("no format 4 cmap")
}
