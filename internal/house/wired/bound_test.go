package wired

import (
	"errors"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"thidua/internal/app"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
)

// unbound are the tables whose rows are not bound to the audit log, each with its reason. A
// table stands outside when a db.Quiet query writes it: decide whether its rows are truly
// of no consequence, or make the query a db.SQL with an audit leaf.
var unbound = map[string]string{
	"audit_pending": "the log itself", "audit_leaf": "the log itself", "audit_payload": "the log itself", "audit_rows": "the log itself", "audit_node": "the log itself",
	"audit_checkpoint": "the log itself, signed", "db_migration": "written by the runner of migrations; verify and every start compare the names and sums",
	"account_session": "who is signed in: comes and goes without being an act; left out of backups",
	"mail_letter":     "the queue of letters: tried, sent and swept; the act that a letter tells of has its own leaf",
	"account_device":  "browsers that have signed in before, for the throttle only",
	"portal_spent":    "answers of the verification field that counted already; forgotten after hours",
	"portal_secret":   "the key that signs what readers send back; made anew when it is lost",
	"once_form":       "which forms were carried out within three days; each act has its own leaf",

	"search_entry":      "the index of the search, made of rows that are bound; left out of backups and made anew",
	"search_token":      "the index of the search",
	"search_word":       "the index of the search",
	"search_vocabulary": "the index of the search",
	"search_mark":       "the index of the search",
	"conference_pass":   "how phones come in: codes and tokens, left out of backups; who came has its own leaf",
	"conference_screen": "the address of a hall screen, left out of backups; making one has its own leaf",
	"live_topic":        "numbers of changes; each change has its own row and leaf",
}

// TestEveryTableIsBound finds tables that verify would not see: each is bound to the log, or
// stands in unbound with its reason. Bound rows have a key, which no query changes, and go
// only by a query of their own.
func TestEveryTableIsBound(t *testing.T) {
	d := dbtest.SQLite(t, app.Migrations()[1:])
	seen := map[string]bool{}
	keys := map[string][]string{}
	if err := d.Read(t.Context(), func(tx *db.Tx) error {
		tables, err := tx.Tables(t.Context())
		for _, tb := range tables {
			seen[tb.Name], keys[tb.Name] = true, tb.Key
			switch bound := slices.Contains(db.Bound(), tb.Name); {
			case bound && unbound[tb.Name] != "":
				t.Errorf("%s is bound to the log now: take it from the list here", tb.Name)
			case !bound && unbound[tb.Name] == "":
				t.Errorf("the rows of %s are not bound to the audit log (a db.Quiet query writes it, or none does): write it with db.SQL and an audit leaf, or give the reason here", tb.Name)
			case bound && len(tb.Key) == 0:
				t.Errorf("%s has no primary key: its rows cannot be bound", tb.Name)
			}
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for name := range unbound {
		if !seen[name] {
			t.Errorf("there is no table %s", name)
		}
	}
	set := regexp.MustCompile(`(?is)^\s*UPDATE\s+([a-z0-9_]+)\s+SET\s+(.*?)(\sWHERE\s|$)`)
	for _, q := range db.Queries() {
		m := set.FindStringSubmatch(q.Text(db.SQLite))
		if m == nil || !slices.Contains(db.Bound(), m[1]) {
			continue
		}
		for _, k := range keys[m[1]] {
			if regexp.MustCompile(`(?:^|,)\s*` + k + `\s*=`).MatchString(m[2]) {
				t.Errorf("%s changes the key column %s of %s: delete the row and insert it anew", q.Name, k, m[1])
			}
		}
	}
}

// TestNoSilentDeletes: rows that go with their parent would leave the log without a word.
func TestNoSilentDeletes(t *testing.T) {
	for name, text := range migrationTexts(t) {
		for _, what := range []string{"ON DELETE CASCADE", "ON DELETE SET", "ON UPDATE CASCADE", "CREATE TRIGGER"} {
			if strings.Contains(strings.ToUpper(text), what) {
				t.Errorf("%s: %s changes rows behind the audit log: write the query that does it", name, what)
			}
		}
	}
}

func migrationTexts(t *testing.T) map[string]string {
	t.Helper()
	list := map[string]string{}
	for _, f := range app.Migrations() {
		names, err := fsGlob(f)
		if err != nil {
			t.Fatal(err)
		}
		for n, b := range names {
			list[n] = b
		}
	}
	if len(list) < 5 {
		t.Fatalf("only %d migrations found", len(list))
	}
	return list
}

func fsGlob(f fs.FS) (map[string]string, error) {
	names, err := fs.Glob(f, "migration/*.sql")
	list := map[string]string{}
	for _, n := range names {
		b, e := fs.ReadFile(f, n)
		list[n] = string(b)
		err = errors.Join(err, e)
	}
	return list, err
}
