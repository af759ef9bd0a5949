package vi

import (
	"encoding/hex"
	"strings"
	"sync"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// SortKeyVersion changes when the keys must be made again (thidua rekey).
const SortKeyVersion = 1

type collator struct {
	c   *collate.Collator
	buf collate.Buffer
}

var collators = sync.Pool{New: func() any { return &collator{c: collate.New(language.Vietnamese)} }}

// SortKey (khóa sắp xếp) gives a text of the digits 0-9 and a-f whose byte order is
// the Vietnamese dictionary order of the names.
func SortKey(s string) string {
	c := collators.Get().(*collator)
	defer collators.Put(c)
	defer c.buf.Reset()
	return hex.EncodeToString(c.c.KeyFromString(&c.buf, NormalizeTone(s)))
}

// PersonSortKey (khóa sắp xếp họ tên) orders persons by tên, then đệm, then họ. Ê Đê, M'Nông and
// Gia Rai names of the form "Y Tên Họ", "H' Tên Họ" take the second part as tên.
func PersonSortKey(name string) string {
	last, middle, given := SplitName(name)
	return SortKey(given) + "00" + SortKey(middle) + "00" + SortKey(last)
}

// SplitName (tách họ, đệm, tên) guesses the parts of a person's name; the user may
// correct it.
func SplitName(name string) (last, middle, given string) {
	w := strings.Fields(NFC(name))
	switch {
	case len(w) == 0:
		return "", "", ""
	case len(w) == 1:
		return "", "", w[0]
	}
	first := strings.ToUpper(w[0])
	first = strings.Map(func(r rune) rune {
		if r == '’' || r == '‘' || r == 'ʼ' || r == '`' {
			return '\''
		}
		return r
	}, first)
	switch {
	case (first == "Y" || first == "H" || first == "H'") && len(w) >= 3:
		return strings.Join(w[2:], " "), w[0], w[1]
	case strings.HasPrefix(first, "H'") && len(first) > 2:
		return strings.Join(w[1:], " "), "", w[0]
	case first == "Y" || first == "H" || first == "H'":
		return "", w[0], w[1]
	}
	return w[0], strings.Join(w[1:len(w)-1], " "), w[len(w)-1]
}
