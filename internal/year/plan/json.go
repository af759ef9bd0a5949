package plan

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
)

// maxFile is the largest plan file in bytes.
const maxFile = 32 << 20

// maxDepth bounds how deep values may nest.
const maxDepth = 12

// A node is one JSON value with its place: "dòng 120: common_targets[3].plan.tand".
type node struct {
	kind byte // 'o' object, 'a' array, 's' string, 'n' number, 'b' boolean, 'z' null
	text string
	keys []string
	kids []*node
	path string
	line int
}

func (n *node) at() string {
	if n.path == "" {
		return fmt.Sprintf("dòng %d", n.line)
	}
	return fmt.Sprintf("dòng %d: %s", n.line, n.path)
}

func (n *node) get(key string) *node {
	if i := slices.Index(n.keys, key); i >= 0 {
		return n.kids[i]
	}
	return nil
}

// tree reads JSON text into nodes. What is no JSON gives a fault with the line.
type tree struct {
	data []byte
	dec  *json.Decoder
	off  int
	line int
	bad  *findings
}

func readTree(data []byte, bad *findings) (*node, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	t := &tree{data: data, dec: json.NewDecoder(bytes.NewReader(data)), line: 1, bad: bad}
	t.dec.UseNumber()
	n, err := t.value("", 0)
	if err == nil {
		if _, more := t.dec.Token(); more != io.EOF {
			err = errors.New("more after the end")
		}
	}
	if err != nil {
		if e, ok := errors.AsType[*json.SyntaxError](err); ok {
			t.moveTo(int(e.Offset))
		}
		return nil, fault.New(fault.Invalid, "plan.json.syntax|Tệp không phải JSON hợp lệ: sai ở dòng {n}. Chưa ghi gì. Sửa dòng đó hoặc xuất lại tệp rồi nhập lại.", fault.P{"n": t.line}).Because(err)
	}
	return n, nil
}

func (t *tree) moveTo(off int) {
	off = min(off, len(t.data))
	if off > t.off {
		t.line += bytes.Count(t.data[t.off:off], []byte("\n"))
		t.off = off
	}
}

var errDepth = errors.New("nested too deep")

func (t *tree) value(path string, depth int) (*node, error) {
	tok, err := t.dec.Token()
	if err != nil {
		t.moveTo(int(t.dec.InputOffset()))
		return nil, err
	}
	t.moveTo(int(t.dec.InputOffset()))
	n := &node{path: path, line: t.line}
	switch v := tok.(type) {
	case json.Delim:
		if depth > maxDepth {
			return nil, errDepth
		}
		if v == '{' {
			n.kind = 'o'
			return n, t.object(n, depth)
		}
		n.kind = 'a'
		return n, t.array(n, depth)
	case string:
		n.kind, n.text = 's', v
	case json.Number:
		n.kind, n.text = 'n', v.String()
	case bool:
		n.kind, n.text = 'b', strconv.FormatBool(v)
	default:
		n.kind = 'z'
	}
	return n, nil
}

func (t *tree) object(n *node, depth int) error {
	seen := map[string]bool{}
	for t.dec.More() {
		tok, err := t.dec.Token()
		if err != nil {
			return err
		}
		key, _ := tok.(string)
		p := key
		if n.path != "" {
			p = n.path + "." + key
		}
		kid, err := t.value(p, depth+1)
		if err != nil {
			return err
		}
		if seen[key] {
			t.bad.add(kid.at(), "plan.json.twice|Khóa “{key}” ghi hai lần. Bỏ bớt một.", fault.P{"key": key})
			continue
		}
		seen[key] = true
		n.keys, n.kids = append(n.keys, key), append(n.kids, kid)
	}
	_, err := t.dec.Token()
	return err
}

func (t *tree) array(n *node, depth int) error {
	for i := 0; t.dec.More(); i++ {
		kid, err := t.value(fmt.Sprintf("%s[%d]", n.path, i), depth+1)
		if err != nil {
			return err
		}
		n.kids = append(n.kids, kid)
	}
	_, err := t.dec.Token()
	return err
}

// object checks that n is an object with known keys only; keys ending in "!" must be
// there. "note" may stand anywhere.
func (t *tree) known(n *node, keys ...string) bool {
	if n.kind != 'o' {
		t.bad.add(n.at(), "plan.json.object|Chỗ này phải là một nhóm { … }.")
		return false
	}
	ok := true
	for i, k := range n.keys {
		if k != "note" && !slices.Contains(keys, k) && !slices.Contains(keys, k+"!") {
			t.bad.add(n.kids[i].at(), "plan.json.unknown|Không biết khóa “{key}”. Bỏ khóa này hoặc sửa lỗi chính tả.", fault.P{"key": k})
			ok = false
		}
	}
	for _, k := range keys {
		if k[len(k)-1] == '!' && n.get(k[:len(k)-1]) == nil {
			t.bad.add(n.at(), "plan.json.missing|Thiếu khóa “{key}”.", fault.P{"key": k[:len(k)-1]})
			ok = false
		}
	}
	return ok
}

// text gives the string under key, "" when it is absent or null.
func (t *tree) text(n *node, key string) string {
	k := n.get(key)
	if k == nil || k.kind == 'z' {
		return ""
	}
	if k.kind != 's' && k.kind != 'n' {
		t.bad.add(k.at(), "plan.json.text|Chỗ này phải là chữ trong ngoặc kép.")
		return ""
	}
	s := tidy(k.text)
	if len([]rune(s)) > 4*maxText {
		t.bad.add(k.at(), "plan.json.long|Chữ dài quá {n} ký tự.", fault.P{"n": 4 * maxText})
		return ""
	}
	return s
}

func (t *tree) whole(n *node, key string) int {
	k := n.get(key)
	if k == nil || k.kind == 'z' {
		return 0
	}
	i, err := strconv.Atoi(k.text)
	if k.kind != 'n' || err != nil || i < 0 || i > 1<<30 {
		t.bad.add(k.at(), "plan.json.whole|Chỗ này phải là số nguyên.")
		return 0
	}
	return i
}

func (t *tree) date(n *node, key string) civil.Date {
	s := t.text(n, key)
	if s == "" {
		return civil.Date{}
	}
	d, err := civil.ParseISO(s)
	if err != nil {
		d, err = civil.ParseVN(s)
	}
	if err != nil {
		t.bad.add(n.get(key).at(), "plan.json.date|“{text}” không phải ngày. Ghi dạng 2022-06-30.", fault.P{"text": s})
	}
	return d
}

// number reads a figure; null gives nil.
func (t *tree) number(k *node) *figure.Value {
	if k == nil || k.kind == 'z' {
		return nil
	}
	v, err := figure.Parse(k.text)
	if k.kind != 'n' || err != nil {
		t.bad.add(k.at(), "plan.json.number|Chỗ này phải là số, không có ngoặc kép và trong khoảng cho phép.")
		return nil
	}
	return &v
}

// each gives the elements of the array under key; one single value counts as an array
// of one.
func (t *tree) each(n *node, key string) []*node {
	k := n.get(key)
	switch {
	case k == nil || k.kind == 'z':
		return nil
	case k.kind == 'a':
		return k.kids
	case k.kind == 's':
		return []*node{k}
	}
	t.bad.add(k.at(), "plan.json.array|Chỗ này phải là danh sách [ … ].")
	return nil
}

// texts gives the strings of the array under key.
func (t *tree) texts(n *node, key string) []string {
	var l []string
	for _, k := range t.each(n, key) {
		if k.kind == 'o' {
			if t.known(k, "text!") {
				l = append(l, t.text(k, "text"))
			}
			continue
		}
		if k.kind != 's' || tidy(k.text) == "" || len([]rune(k.text)) > maxText {
			t.bad.add(k.at(), "plan.json.line|Chỗ này phải là một câu trong ngoặc kép, không quá {n} ký tự.", fault.P{"n": maxText})
			continue
		}
		l = append(l, tidy(k.text))
	}
	return l
}
