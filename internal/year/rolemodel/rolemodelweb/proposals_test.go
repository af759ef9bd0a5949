package rolemodelweb

import (
	"testing"

	"thidua/internal/year/rolemodel"
)

// TestCalling: a person is called by the post, never by a name that nobody has agreed to.
func TestCalling(t *testing.T) {
	for _, c := range []struct {
		m    rolemodel.RoleModel
		want string
	}{
		{rolemodel.RoleModel{Kind: rolemodel.Person, Name: "Nguyễn Văn A", Post: "Thẩm phán"}, "Thẩm phán, TAND tỉnh"},
		{rolemodel.RoleModel{Kind: rolemodel.Deed, Name: "Nguyễn Văn A"}, "TAND tỉnh"},
		{rolemodel.RoleModel{Kind: rolemodel.Collective, Name: "Đội 1"}, "Đội 1, TAND tỉnh"},
	} {
		if got := calling(c.m, "TAND tỉnh"); got != c.want {
			t.Errorf("%+v: %q, want %q", c.m, got, c.want)
		}
	}
}
