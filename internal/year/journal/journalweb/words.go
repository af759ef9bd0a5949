package journalweb

import (
	"cmp"
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/platform/msg"
	"thidua/internal/platform/web"
	"thidua/internal/year/conference"
	"thidua/internal/year/journal"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
)

// A teller says lines of the log in words: what was done, to what, and which values changed,
// without identifiers, codes or names of the program.
type teller struct {
	r     *web.Request
	q     db.Q
	units map[string]string // short name, by code, identifier and number
	blocs map[string]string
	named map[string]string // objects that were asked for

	measured   string            // the bloc and year of indicators
	indicators map[string]string // names by code
}

func newTeller(r *web.Request, q db.Q) (*teller, error) {
	t := &teller{r: r, q: q, units: map[string]string{}, blocs: map[string]string{}, named: map[string]string{}}
	units, err := org.Units(r.Context(), q)
	if err != nil {
		return nil, err
	}
	for _, u := range units {
		for _, k := range []string{u.Code, u.ID.String(), strconv.FormatInt(int64(u.ID), 10)} {
			t.units[k] = u.Short
		}
	}
	blocs, err := org.Blocs(r.Context(), q)
	for _, b := range blocs {
		for _, k := range []string{b.Code, b.ID.String(), strconv.FormatInt(int64(b.ID), 10)} {
			t.blocs[k] = b.Name
		}
	}
	return t, err
}

// act says what was done.
func (t *teller) act(did string) string {
	if m := acts[did]; m != "" {
		return t.r.T(m)
	}
	if last, ok := strings.CutPrefix(did, "conference."); ok && conference.Did(last).Label() != "" {
		return t.r.T(conference.Did(last).Label())
	}
	return group(t.r, did)
}

var period = regexp.MustCompile(`^\d{4}-(H[12]|Q[1-4]|9M)$`)

// object names what a line is about: its kind, then what tells it from others.
func (t *teller) object(ctx context.Context, on string) (string, error) {
	if s, ok := t.named[on]; ok {
		return s, nil
	}
	parts := strings.Split(on, "/")
	kind := parts[0]
	if m := kinds[kind]; m != "" {
		kind = t.r.T(m)
	}
	var list []string
	t.measure(on)
	for i, p := range parts[1:] {
		s := t.word(p)
		if s == "" && i == len(parts)-2 {
			var err error
			if s, err = t.called(ctx, on); err != nil {
				return "", err
			}
		}
		if s != "" {
			list = append(list, s)
		}
	}
	switch parts[0] {
	case "audit", "setting", "sample", "portal", "review":
		list = nil // one of a kind, or one a bloc
		if len(parts) == 2 && t.blocs[parts[1]] != "" {
			list = []string{t.blocs[parts[1]]}
		}
	}
	s := strings.Join(append([]string{kind}, list...), " · ")
	t.named[on] = s
	return s, nil
}

// word gives a part of the name of an object for people, "" for an identifier.
func (t *teller) word(p string) string {
	if p == "-" { // no unit of its own: the whole bloc
		return ""
	}
	if s := t.units[p]; s != "" {
		return s
	}
	if s := t.blocs[p]; s != "" {
		return s
	}
	if strings.Contains(p, ".") && t.act(p) != p { // a page, by what is done on it
		return t.act(p)
	}
	if period.MatchString(p) {
		return t.r.Period(civil.Period(p))
	}
	if isID(p) {
		return ""
	}
	if s := t.indicators[p]; s != "" {
		return p + " " + cut(s, 60)
	}
	if m := fields[p]; m != "" { // the headings of a unit's texts
		return t.r.T(m)
	}
	return p
}

// called gives the name that the lines of an object themselves give it, "" when they do not:
// the newest that changed the whole of it, or the first of all.
func (t *teller) called(ctx context.Context, on string) (string, error) {
	lines, err := audit.History(ctx, t.q, on, 20)
	if err != nil {
		return "", err
	}
	first, err := audit.First(ctx, t.q, on, 3)
	if err != nil {
		return "", err
	}
	kind, _, _ := strings.Cut(on, "/")
	for _, l := range append(lines, first...) {
		_, verb, _ := strings.Cut(l.Did, ".")
		if !whole[verb] && kind != "task" && kind != "urgent" && kind != "finding" && kind != "comment" {
			continue
		}
		values := map[string]string{}
		for _, f := range journal.Diff(nil, l.After) {
			values[f.Name] = f.After
		}
		if s := t.naming(ctx, kind, values); s != "" {
			return s, nil
		}
	}
	return "", nil
}

// whole are the acts whose line holds the whole object, with its name.
var whole = map[string]bool{"create": true, "add": true, "save": true, "propose": true, "suggest": true, "draft": true, "redraft": true, "report": true, "begin": true, "release": true,
	"list.receive": true, "load": true, "task.add": true, "task.save": true, "urgent": true}

// naming gives the name among the values of an object.
func (t *teller) naming(ctx context.Context, kind string, values map[string]string) string {
	switch {
	case kind == "pledge" && values["Pledge.Year"] != "":
		return strings.TrimSpace(values["Pledge.Year"] + " · " + t.blocs[values["Pledge.Bloc"]])
	case kind == "comment" && values["article"] != "":
		s, err := t.called(ctx, "article/"+values["article"])
		if err != nil {
			return ""
		}
		return s
	}
	for _, k := range []string{"Conference.Name", "Document.Abstract", "Abstract", "Name", "Title", "Subject", "Task.Text", "Text", "name", "Who"} {
		if s := strings.TrimSpace(values[k]); s != "" && s != "person" && s != "collective" {
			return cut(s, 80)
		}
	}
	return ""
}

// cut keeps the first n letters, whole words.
func cut(s string, n int) string {
	s = strings.Join(strings.Fields(s), " ")
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	s = string(r[:n])
	if i := strings.LastIndexByte(s, ' '); i > n/2 {
		s = s[:i]
	}
	return strings.TrimRightFunc(s, unicode.IsPunct) + "…"
}

// isID reports whether a text is an identifier of the program: 18 digits, or the form of
// addresses, which has letters and digits and no word.
func isID(s string) bool {
	switch {
	case len(s) == 18:
		n, err := strconv.ParseInt(s, 10, 64)
		return err == nil && n > 1<<56
	case len(s) == 12 && strings.ContainsAny(s, "0123456789"):
		x, err := id.Parse[int](s)
		return err == nil && x > 1<<56
	}
	return false
}

// hidden are values that only the program reads; they stand in the record below the table.
var hidden = map[string]bool{"id": true, "version": true, "hash": true, "sha256": true, "digest": true, "key": true, "verify": true, "size": true, "width": true, "height": true,
	"filesize": true, "evidencefile": true, "pdf": true, "docx": true, "ref": true, "basis_en": true, "gives_en": true, "en": true, "unitcode": true, "slug": true, "rev": true, "token": true, "rule": true}

// A change is one value before and after, in words.
type change struct{ Name, Before, After string }

// changes gives what a line changed, in words; what only the program reads is left out, and
// so is the time of the line itself. What names the thing comes first.
func (t *teller) changes(l audit.Line) (list []change) {
	area, _, _ := strings.Cut(l.Did, ".")
	t.measure(l.On)
	for _, f := range journal.Diff(l.Before, l.After) {
		last := strings.ToLower(f.Last())
		if hidden[last] || last == "by" && area != "progress" || last == "at" && near(f.After, l.At) {
			continue
		}
		c := change{t.field(area, f), t.value(area, last, f.Before), t.value(area, last, f.After)}
		if len(f.Path) == 0 && (c.Before != f.Before || c.After != f.After) { // a state alone, told in words
			c.Name = t.r.T(fields["state"])
		}
		if c.Before != c.After {
			list = joined(list, c)
		}
	}
	first := func(c change) int {
		if i := slices.IndexFunc(leading, func(k string) bool { return c.Name == t.r.T(fields[k]) }); i >= 0 {
			return i
		}
		return len(leading)
	}
	slices.SortStableFunc(list, func(a, b change) int { return cmp.Compare(first(a), first(b)) })
	return list
}

// joined adds a change; what stands under one name, once before and once after, is one change.
func joined(list []change, c change) []change {
	for i, x := range list {
		switch {
		case x == c:
			return list
		case x.Name == c.Name && x.Before == "" && c.After == "":
			list[i].Before = c.Before
		case x.Name == c.Name && x.After == "" && c.Before == "":
			list[i].After = c.After
		default:
			continue
		}
		if list[i].Before == list[i].After {
			return slices.Delete(list, i, i+1)
		}
		return list
	}
	return append(list, c)
}

// leading are the values that are told first.
var leading = []string{"unit", "name", "portal.title", "rolemodel.title", "title", "abstract", "document.subject", "state", "value", "text", "body"}

// near reports whether a time is that of the line.
func near(text string, at time.Time) bool {
	x, err := time.Parse(time.RFC3339Nano, text)
	return err == nil && x.Sub(at).Abs() < 2*time.Minute
}

// measure learns the names of the indicators that a line about figures speaks of.
func (t *teller) measure(on string) {
	parts := strings.Split(on, "/")
	if len(parts) < 3 || t.blocs[parts[1]] == "" || len(parts[2]) < 4 {
		return
	}
	year, err := strconv.Atoi(parts[2][:4])
	b, err2 := org.BlocByCode(t.r.Context(), t.q, parts[1])
	if err != nil || err2 != nil || t.measured == parts[1]+parts[2][:4] {
		return
	}
	t.measured, t.indicators = parts[1]+parts[2][:4], map[string]string{}
	p, err := plan.Of(t.r.Context(), t.q, b.ID, year)
	if err != nil {
		return // no plan of that year: the codes stand alone
	}
	list, err := plan.Targets(t.r.Context(), t.q, p.ID)
	if err != nil {
		return
	}
	for _, x := range list {
		t.indicators[x.Code] = x.Name
	}
}

// field names a value; of what lies in lists the place is told.
func (t *teller) field(area string, f journal.Field) string {
	var parts []string
	for _, p := range f.Path {
		low := strings.ToLower(p)
		n, err := strconv.Atoi(p)
		switch m := fields[area+"."+low]; {
		case err == nil && n < 1000 && len(parts) > 0:
			parts[len(parts)-1] += " " + p
		case m != "":
			parts = append(parts, t.r.T(m))
		case fields[low] != "":
			parts = append(parts, t.r.T(fields[low]))
		case low == "at":
			parts = append(parts, t.r.T("journal.time|Thời gian"))
		case t.indicators[p] != "":
			parts = append(parts, p+" "+t.indicators[p])
		default:
			parts = append(parts, p)
		}
	}
	if len(parts) > 1 && shells[strings.ToLower(f.Path[0])] {
		parts = parts[1:]
	}
	return strings.Join(parts, " · ")
}

// shells are names of the program for the thing itself; within them its values are told.
var shells = map[string]bool{"conference": true, "document": true, "pledge": true, "task": true, "shown": true, "draft": true, "quotas": true}

var (
	moment  = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d`)
	day     = regexp.MustCompile(`^\d{4}-\d\d-\d\d$`)
	decimal = regexp.MustCompile(`^-?\d+\.\d+$`)
)

// value says a value in words.
func (t *teller) value(area, field, v string) string {
	for _, k := range []string{area + "." + field, field} {
		if m := marks[k+"="+v]; m != "" {
			return t.r.T(m)
		}
		if say := states[k]; say != nil && v != "" {
			if m := say(v); m != "" {
				return t.r.T(m)
			}
		}
	}
	switch {
	case v == "có":
		return t.r.T("journal.yes|có")
	case v == "không":
		return t.r.T("journal.no|không")
	case moment.MatchString(v):
		at, err := time.Parse(time.RFC3339Nano, v)
		if err != nil || at.Year() < 1900 {
			return ""
		}
		return at.In(clock.Zone).Format("02/01/2006 15:04")
	case day.MatchString(v):
		if d, err := civil.ParseISO(v); err == nil {
			return d.VN()
		}
	case period.MatchString(v):
		return t.r.Period(civil.Period(v))
	case decimal.MatchString(v) && t.r.Lang == msg.VI:
		return strings.Replace(v, ".", ",", 1)
	case v == "0" && nothing[field]:
		return ""
	case field == "slot" || field == "long":
		if n, err := strconv.ParseInt(v, 10, 64); err == nil {
			return t.r.T("journal.minutes|{n} phút", fault.P{"n": n / int64(time.Minute)})
		}
	}
	if s := t.units[v]; s != "" && (field == "unit" || field == "units" || field == "who" || isID(v)) {
		return s
	}
	if s := t.blocs[v]; s != "" && (field == "bloc" || isID(v)) {
		return s
	}
	if isID(v) {
		for _, kind := range refers[field] {
			n, err := strconv.ParseInt(v, 10, 64)
			if err == nil {
				v = id.Of[int](n).String()
			}
			if s, err := t.called(t.r.Context(), kind+"/"+v); err == nil && s != "" {
				return s
			}
		}
		return ""
	}
	return v
}

// nothing are the fields in which 0 says that there is none.
var nothing = map[string]bool{"unit": true, "who": true, "born": true, "from": true, "to": true, "boundno": true, "document": true, "n": true, "item": true, "poll": true}

// refers says of which kind of object the identifier in a field is.
var refers = map[string][]string{"campaign": {"campaign"}, "model": {"rolemodel"}, "document": {"document"}, "doc": {"document"}, "basis": {"document"}, "conference": {"conference"},
	"article": {"article"}, "task": {"task"}, "remark": {"remark"}}
