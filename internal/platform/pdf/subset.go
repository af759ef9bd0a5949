package pdf

import (
	"encoding/binary"
	"sort"
)

// subset gives a font file with the outlines of the given glyphs and of those they are
// composed of. Glyph numbers stay as they are, so text is written with the numbers of
// the whole font.
func (f *face) subset(used map[uint16]rune) []byte {
	be := binary.BigEndian
	keep := make([]bool, len(f.advance))
	keep[0] = true
	var add func(g uint16)
	add = func(g uint16) {
		if int(g) >= len(keep) || keep[g] {
			return
		}
		keep[g] = true
		for _, c := range f.components(g) {
			add(c)
		}
	}
	for g := range used {
		add(g)
	}
	var glyf []byte
	loca := make([]byte, 0, 4*len(f.loca))
	hmtx := make([]byte, 4*len(f.advance))
	long := int(be.Uint16(f.tables["hhea"][34:]))
	for g := range keep {
		loca = be.AppendUint32(loca, uint32(len(glyf)))
		if !keep[g] {
			continue
		}
		glyf = append(glyf, f.tables["glyf"][f.loca[g]:f.loca[g+1]]...)
		for len(glyf)%4 != 0 {
			glyf = append(glyf, 0)
		}
		be.PutUint16(hmtx[4*g:], f.advance[g])
		if g < long {
			copy(hmtx[4*g+2:], f.tables["hmtx"][4*g+2:4*g+4])
		} else {
			copy(hmtx[4*g+2:4*g+4], f.tables["hmtx"][4*long+2*(g-long):])
		}
	}
	loca = be.AppendUint32(loca, uint32(len(glyf)))
	head := append([]byte(nil), f.tables["head"]...)
	be.PutUint32(head[8:], 0)
	be.PutUint16(head[50:], 1) // long offsets
	hhea := append([]byte(nil), f.tables["hhea"]...)
	be.PutUint16(hhea[34:], uint16(len(f.advance)))
	return assemble(map[string][]byte{
		"cvt ": f.tables["cvt "], "fpgm": f.tables["fpgm"], "glyf": glyf, "head": head, "hhea": hhea,
		"hmtx": hmtx, "loca": loca, "maxp": f.tables["maxp"], "prep": f.tables["prep"],
	})
}

// components gives the glyphs that a composite glyph is made of.
func (f *face) components(g uint16) []uint16 {
	be := binary.BigEndian
	d := f.tables["glyf"][f.loca[g]:f.loca[g+1]]
	if len(d) < 10 || int16(be.Uint16(d)) >= 0 {
		return nil
	}
	var out []uint16
	for d = d[10:]; ; {
		flags := be.Uint16(d)
		out = append(out, be.Uint16(d[2:]))
		n := 6
		if flags&0x0001 != 0 { // arguments are words
			n = 8
		}
		switch {
		case flags&0x0008 != 0: // one scale
			n += 2
		case flags&0x0040 != 0: // x and y scale
			n += 4
		case flags&0x0080 != 0: // two by two matrix
			n += 8
		}
		if flags&0x0020 == 0 { // no more components
			return out
		}
		d = d[n:]
	}
}

// assemble joins tables to a font file with checksums.
func assemble(tables map[string][]byte) []byte {
	be := binary.BigEndian
	var names []string
	for n, t := range tables {
		if len(t) > 0 {
			names = append(names, n)
		}
	}
	sort.Strings(names)
	power, log := 1, 0
	for power*2 <= len(names) {
		power, log = power*2, log+1
	}
	out := []byte{0, 1, 0, 0}
	for _, v := range []int{len(names), power * 16, log, (len(names) - power) * 16} {
		out = be.AppendUint16(out, uint16(v))
	}
	at, headAt := len(out)+16*len(names), 0
	for _, n := range names {
		t := tables[n]
		if n == "head" {
			headAt = at
		}
		out = append(out, n...)
		out = be.AppendUint32(out, checksum(t))
		out = be.AppendUint32(out, uint32(at))
		out = be.AppendUint32(out, uint32(len(t)))
		at += (len(t) + 3) &^ 3
	}
	for _, n := range names {
		out = append(out, tables[n]...)
		for len(out)%4 != 0 {
			out = append(out, 0)
		}
	}
	be.PutUint32(out[headAt+8:], 0xB1B0AFBA-checksum(out))
	return out
}

func checksum(b []byte) uint32 {
	var sum uint32
	for len(b) >= 4 {
		sum += binary.BigEndian.Uint32(b)
		b = b[4:]
	}
	if len(b) > 0 {
		var rest [4]byte
		copy(rest[:], b)
		sum += binary.BigEndian.Uint32(rest[:])
	}
	return sum
}
