package audit

import "testing"

func TestUrgent(t *testing.T) {
	for act, want := range map[string]bool{"progress.submit": true, "progress.period.lock": true, "pledge.sign.head": true, "portal.release": true, "conference.result": true,
		"progress.value": false, "pledge.signed": false, "conference.ask": false, "portal.save": false, "progress.submitted": false, "": false} {
		if urgent(act) != want {
			t.Errorf("%q: %v", act, !want)
		}
	}
}
