package journalweb

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"thidua/internal/year/campaign"
	"thidua/internal/year/pledge"
	"thidua/internal/year/progress"
	"thidua/internal/year/registration"
)

// TestActsHaveWords: whatever the product writes into the log is said in words on screen: a new
// act needs its words.
func TestActsHaveWords(t *testing.T) {
	act := regexp.MustCompile(`(?:Did: *|did = |did: *|"|\{)"([a-z]+(?:\.[a-z]+)+)"`)
	written := map[string]string{}
	err := filepath.WalkDir("../../..", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") || strings.Contains(p, "journalweb") {
			return err
		}
		b, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		for _, line := range strings.Split(string(b), "\n") {
			if strings.Contains(line, "audit.Entry{") || strings.Contains(line, "did = ") || strings.Contains(line, "Did:") {
				for _, m := range act.FindAllStringSubmatch(line, -1) {
					if !strings.Contains(line, "db.SQL(") {
						written[m[1]] = p
					}
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(written) < 120 {
		t.Fatalf("only %d acts found in the source", len(written))
	}
	for a, p := range written {
		if acts[a] == "" {
			t.Errorf("%s (%s) has no words", a, p)
		}
	}
	for _, v := range []string{string(progress.Submit), string(progress.Vouch), string(progress.Reject)} {
		want(t, "progress."+v)
	}
	for _, v := range []string{string(campaign.Launch), string(campaign.Review), string(campaign.Reopen)} {
		want(t, "campaign."+v)
	}
	for _, v := range []string{string(pledge.Circulate), string(pledge.Fix), string(pledge.Revise), "sign." + string(pledge.Token)} {
		want(t, "pledge."+v)
	}
	for _, v := range []string{string(registration.Submit), string(registration.Return)} {
		want(t, "registration."+v)
	}
}

func want(t *testing.T, act string) {
	t.Helper()
	if acts[act] == "" {
		t.Errorf("%s has no words", act)
	}
}

// TestIdentifiersAreKnown: what is an identifier, and what only looks like one.
func TestIdentifiersAreKnown(t *testing.T) {
	for s, want := range map[string]bool{"331969935137464320": true, "96r4smlvko00": true, "thanh-tra": false, "2022": false, "so-tu-phap": false, "1234567890": false,
		"khongcodaucu": false, "e-cscd-tay-nguyen": false, "123456789012": false, "tuyentruyend": false} {
		if isID(s) != want {
			t.Errorf("%s: %v", s, !want)
		}
	}
}
