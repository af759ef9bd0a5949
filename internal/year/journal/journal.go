package journal

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// A Field (mục đã đổi) is one value before and after a change.
type Field struct {
	Name, Before, After string
	Path                []string // the parts of the name; what stands in lists by place, from 1
}

// Last gives the last part of the name that is no place in a list.
func (f Field) Last() string {
	for _, p := range slices.Backward(f.Path) {
		if _, err := strconv.Atoi(p); err != nil {
			return p
		}
	}
	return ""
}

// Diff gives the values that differ between two JSON texts, by name; fields of fields are
// named with dots, what stands in lists by place.
func Diff(before, after json.RawMessage) []Field {
	all := map[string]*Field{}
	flatten(all, before, func(f *Field) *string { return &f.Before })
	flatten(all, after, func(f *Field) *string { return &f.After })
	var list []Field
	for _, f := range all {
		if f.Before != f.After {
			list = append(list, *f)
		}
	}
	slices.SortFunc(list, func(x, y Field) int { return slices.CompareFunc(x.Path, y.Path, inOrder) })
	return list
}

// inOrder compares parts of names: places in lists by number.
func inOrder(a, b string) int {
	n, err := strconv.Atoi(a)
	m, err2 := strconv.Atoi(b)
	if err == nil && err2 == nil {
		return cmp.Compare(n, m)
	}
	return strings.Compare(a, b)
}

func flatten(into map[string]*Field, raw json.RawMessage, side func(*Field) *string) {
	if len(raw) == 0 {
		return
	}
	put := func(path []string, s string) {
		name := strings.Join(path, ".")
		if into[name] == nil {
			into[name] = &Field{Name: name, Path: slices.Clone(path)}
		}
		at := side(into[name])
		*at = strings.TrimPrefix(*at+", "+s, ", ")
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil {
		put(nil, string(raw))
		return
	}
	spread(put, nil, v)
}

func spread(put func([]string, string), path []string, v any) {
	switch v := v.(type) {
	case nil:
	case map[string]any:
		for k, x := range v {
			spread(put, append(path, k), x)
		}
	case []any:
		for i, x := range v {
			if s, ok := x.(string); ok && len(v) < 20 {
				put(path, s)
				continue
			}
			spread(put, append(path, strconv.Itoa(i+1)), x)
		}
	case string:
		if v != "" {
			put(path, v)
		}
	case json.Number:
		put(path, v.String())
	case bool:
		put(path, map[bool]string{true: "có", false: "không"}[v])
	}
}

// kept are the beginnings of acts whose content an administrator may read: their own work.
// What units report is for the board alone.
var kept = []string{"account.", "audit.", "security.", "org.", "system.", "log.", "mail.", "taken."}

// Technical reports whether an act concerns the running of the system, and not what units
// report.
func Technical(act string) bool {
	return slices.ContainsFunc(kept, func(p string) bool { return strings.HasPrefix(act, p) })
}
