package journal

import (
	"encoding/json"
	"reflect"
	"testing"
)

func TestDiff(t *testing.T) {
	for _, c := range []struct {
		before, after string
		want          []Field
	}{
		{``, `{"a":1,"b":"x"}`, []Field{{"a", "", "1"}, {"b", "", "x"}}},
		{`{"a":1,"b":"x"}`, `{"a":2,"b":"x"}`, []Field{{"a", "1", "2"}}},
		{`{"a":{"b":[1,2]}}`, `{"a":{"b":[1,3]}}`, []Field{{"a.b.2", "2", "3"}}},
		{`{"a":["x","y"]}`, ``, []Field{{"a", "x, y", ""}}},
		{`4`, `5`, []Field{{"", "4", "5"}}},
		{`{"a":true}`, `{"a":false}`, []Field{{"a", "có", "không"}}},
		{`{"a":12345678901234567890}`, `{}`, []Field{{"a", "12345678901234567890", ""}}},
		{`{"a":null}`, `{}`, nil},
		{`nonsense`, `{"a":`, []Field{{"", "nonsense", `{"a":`}}},
	} {
		if got := Diff(json.RawMessage(c.before), json.RawMessage(c.after)); !reflect.DeepEqual(got, c.want) {
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
