package journal

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
)

// A Field (mục đã đổi) is one value before and after a change.
type Field struct{ Name, Before, After string }

// Diff gives the values that differ between two JSON texts, by name; fields of fields are
// named with dots, what stands in lists by place.
func Diff(before, after json.RawMessage) []Field {
	b, a := map[string]string{}, map[string]string{}
	flatten(b, "", before)
	flatten(a, "", after)
	names := map[string]bool{}
	for n := range b {
		names[n] = true
	}
	for n := range a {
		names[n] = true
	}
	var list []Field
	for n := range names {
		if b[n] != a[n] {
			list = append(list, Field{n, b[n], a[n]})
		}
	}
	slices.SortFunc(list, func(x, y Field) int { return strings.Compare(x.Name, y.Name) })
	return list
}

func flatten(into map[string]string, name string, raw json.RawMessage) {
	if len(raw) == 0 {
		return
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil {
		into[name] = string(raw)
		return
	}
	spread(into, name, v)
}

func spread(into map[string]string, name string, v any) {
	dot := name
	if dot != "" {
		dot += "."
	}
	switch v := v.(type) {
	case nil:
	case map[string]any:
		for k, x := range v {
			spread(into, dot+k, x)
		}
	case []any:
		for i, x := range v {
			if s, ok := x.(string); ok && len(v) < 20 {
				into[name] = strings.TrimPrefix(into[name]+", "+s, ", ")
				continue
			}
			spread(into, dot+itoa(i+1), x)
		}
	case string:
		into[name] = v
	case json.Number:
		into[name] = v.String()
	case bool:
		into[name] = map[bool]string{true: "có", false: "không"}[v]
	}
}

func itoa(n int) string {
	b, err := json.Marshal(n)
	if err != nil {
		return "?"
	}
	return string(b)
}

// kept are the beginnings of acts whose content an administrator may read: their own work.
// What units report is for the board alone.
var kept = []string{"account.", "audit.", "security.", "org.", "system.", "log.", "mail."}

// Technical reports whether an act concerns the running of the system, and not what units
// report.
func Technical(act string) bool {
	return slices.ContainsFunc(kept, func(p string) bool { return strings.HasPrefix(act, p) })
}
