package house

import (
	"go/ast"
	"os/exec"
	"path"
	"strconv"
	"strings"
	"testing"
)

// reaches names what opens a connection, by package; "" stands for importing it at all.
var reaches = map[string][]string{
	"net":                               {"Dial", "DialTimeout", "DialTCP", "DialUDP", "DialIP", "DialUnix", "Dialer", "DefaultResolver", "Resolver", "LookupHost", "LookupIP", "LookupAddr", "LookupMX", "LookupTXT", "LookupCNAME", "LookupNS", "LookupSRV"},
	"net/http":                          {"Get", "Post", "PostForm", "Head", "Client", "DefaultClient", "Transport", "DefaultTransport", "NewRequest", "NewRequestWithContext"},
	"crypto/tls":                        {"Dial", "DialWithDialer", "Dialer", "Client"},
	"net/smtp":                          {""},
	"net/rpc":                           {""},
	"net/http/httputil":                 {"NewSingleHostReverseProxy", "ReverseProxy"},
	"os/exec":                           {""},
	"github.com/wneessen/go-mail":       {"NewClient"},
	"golang.org/x/oauth2":               {"Config"},
	"github.com/coreos/go-oidc/v3/oidc": {"NewProvider", "ClientContext"},
	"github.com/jackc/pgx/v5":           {"Connect", "ConnectConfig"},
	"github.com/jackc/pgx/v5/stdlib":    {""},
	"thidua/internal/platform/mail":     {"NewServer"},
	"thidua/internal/platform/oidc":     {"New"},
}

// mayReach lists the files that may, and what keeps them from it in the air-gapped build.
var mayReach = map[string]string{
	"internal/app/outward.go":          "!airgap",
	"internal/app/cli_bench_live.go":   "!airgap",
	"internal/app/cli_bench_phones.go": "!airgap",
	"internal/platform/mail/smtp.go":   "used by internal/app/outward.go only",
	"internal/platform/oidc/oidc.go":   "used by internal/app/outward.go only",
	"internal/platform/db/postgres.go": "--db is refused unless it is a socket of this machine",
	"internal/platform/db/notify.go":   "the same address as postgres.go",
	"internal/app/opening.go":          "a socket of this machine, named by its service manager",
}

// wayOut gives what a file uses to reach out.
func wayOut(f file) (list []string) {
	names := map[string]string{} // as the file calls a package -> its path
	for _, i := range f.ast.Imports {
		p, _ := strconv.Unquote(i.Path.Value)
		name := path.Base(p)
		if len(name) > 1 && name[0] == 'v' && name[1] <= '9' {
			name = path.Base(path.Dir(p))
		}
		name = strings.TrimPrefix(name, "go-")
		if i.Name != nil {
			name = i.Name.Name
		}
		if what := reaches[p]; len(what) == 1 && what[0] == "" {
			list = append(list, p)
		}
		names[name] = p
	}
	ast.Inspect(f.ast, func(n ast.Node) bool {
		s, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		x, ok := s.X.(*ast.Ident)
		if !ok {
			return true
		}
		for _, what := range reaches[names[x.Name]] {
			if what == s.Sel.Name {
				list = append(list, names[x.Name]+"."+what)
			}
		}
		return true
	})
	return list
}

// TestWaysOut lists every place of the program that could open a connection: each one is known
// here, and is left out of the air-gapped build or cannot be reached in it.
func TestWaysOut(t *testing.T) {
	found := map[string]bool{}
	for _, f := range files(t) {
		if f.test || strings.HasPrefix(f.pkg, "internal/story") || strings.HasSuffix(f.pkg, "test") { // webtest, dbtest: for tests only
			continue
		}
		uses := wayOut(f)
		if len(uses) == 0 {
			continue
		}
		found[f.path] = true
		why, ok := mayReach[f.path]
		if !ok {
			t.Errorf("%s uses %v: nobody said why it may reach out", f.path, uses)
		}
		if why == "!airgap" && !strings.HasPrefix(f.text, "//go:build !airgap\n") {
			t.Errorf("%s uses %v and is in the air-gapped build", f.path, uses)
		}
	}
	for p := range mayReach {
		if !found[p] {
			t.Errorf("%s no longer reaches out: take it off the list", p)
		}
	}
}

// parsers are the packages that open what strangers send.
var parsers = []string{"platform/intake", "platform/pdf/pdfread", "platform/photo", "platform/docx/revision", "year/catalog/rulebook", "year/progress/reading", "year/award/roster"}

// reachers gives what of the packages in list (as "go list -deps" prints them) could open a
// connection or start a program.
func reachers(list string) (found []string) {
	for _, p := range strings.Fields(list) {
		if p == "net" || strings.HasPrefix(p, "net/http") || p == "net/smtp" || p == "net/rpc" || p == "os/exec" || p == "plugin" || p == "crypto/tls" {
			found = append(found, p)
		}
	}
	return found
}

// TestParsersReachNothing: what opens files of strangers, with all that it imports, can neither
// open a connection nor start a program.
func TestParsersReachNothing(t *testing.T) {
	deps := func(p string) string {
		t.Helper()
		out, err := exec.Command("go", "list", "-deps", "thidua/internal/"+p).Output()
		if err != nil {
			t.Fatal(p, err)
		}
		return string(out)
	}
	for _, p := range parsers {
		if found := reachers(deps(p)); len(found) > 0 {
			t.Errorf("%s imports %v", p, found)
		}
	}
	if found := reachers(deps("platform/mail")); len(found) < 2 { // the test itself
		t.Errorf("of the package that sends letters only %v was found", found)
	}
}
