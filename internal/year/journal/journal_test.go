package journal

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

func TestDiff(t *testing.T) {
	for _, c := range []struct {
		before, after string
		want          []Field
	}{
		{``, `{"a":1,"b":"x"}`, []Field{{Name: "a", Before: "", After: "1"}, {Name: "b", Before: "", After: "x"}}},
		{`{"a":1,"b":"x"}`, `{"a":2,"b":"x"}`, []Field{{Name: "a", Before: "1", After: "2"}}},
		{`{"a":{"b":[1,2]}}`, `{"a":{"b":[1,3]}}`, []Field{{Name: "a.b.2", Before: "2", After: "3"}}},
		{`{"a":["x","y"]}`, ``, []Field{{Name: "a", Before: "x, y", After: ""}}},
		{`4`, `5`, []Field{{Name: "", Before: "4", After: "5"}}},
		{`{"a":true}`, `{"a":false}`, []Field{{Name: "a", Before: "có", After: "không"}}},
		{`{"a":12345678901234567890}`, `{}`, []Field{{Name: "a", Before: "12345678901234567890", After: ""}}},
		{`{"a":null}`, `{}`, nil},
		{`nonsense`, `{"a":`, []Field{{Name: "", Before: "nonsense", After: `{"a":`}}},
	} {
		got := Diff(json.RawMessage(c.before), json.RawMessage(c.after))
		for i, f := range got {
			if strings.Join(f.Path, ".") != f.Name {
				t.Errorf("%s: parts %q", f.Name, f.Path)
			}
			got[i].Path = nil
		}
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s → %s: %v, want %v", c.before, c.after, got, c.want)
		}
	}
}

func TestTechnical(t *testing.T) {
	for act, want := range map[string]bool{"account.revoke": true, "audit.bind": true, "security.denied": true, "progress.submit": false, "plan.goal": false} {
		if Technical(act) != want {
			t.Errorf("%s: %v", act, !want)
		}
	}
}
