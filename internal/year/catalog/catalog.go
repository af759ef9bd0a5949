package catalog

import (
	"bytes"
	"embed"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"thidua/internal/base/civil"
	"thidua/internal/base/vi"
	"thidua/internal/year/catalog/rulebook"
)

//go:embed data/*.yaml books/*.yaml
var files embed.FS

// Kinds of entries.
const (
	KindTitle = "title"
	KindForm  = "form"
)

// An Entry (mục danh mục) is one title or form of commendation: official code, names, for
// whom, in which unit systems and from when to when.
type Entry struct {
	Code    string   `yaml:"code"`
	Slugs   []string `yaml:"slugs"` // first the canonical one, as in the ids of rules
	Name    string   `yaml:"name"`
	NameEN  string   `yaml:"name_en"`
	Kind    string   `yaml:"kind"`
	For     []string `yaml:"for"` // person, collective, household
	Systems []string `yaml:"systems"`
	Level   int      `yaml:"level"` // who decides, 1 commune … 5 President; orders lists
	From    day      `yaml:"from"`
	To      day      `yaml:"to"`
}

// A Title (danh hiệu thi đua) is an entry of kind title.
type Title = Entry

// A Form (hình thức khen thưởng) is an entry of kind form.
type Form = Entry

// A Salary (mức lương cơ sở) is the base salary from a day on, with the instrument that
// sets it and how that was checked.
type Salary struct {
	From   day           `yaml:"from"`
	Amount int           `yaml:"amount"`
	Doc    string        `yaml:"doc"`
	Mark   rulebook.Mark `yaml:"mark"`
	Note   string        `yaml:"note"`
}

// day is a date written 2024-01-01.
type day struct{ civil.Date }

// UnmarshalYAML reads the date.
func (d *day) UnmarshalYAML(n *yaml.Node) (err error) {
	d.Date, err = civil.ParseISO(n.Value)
	return err
}

// A Catalog (danh mục) is everything that the law names, with the rulebooks.
type Catalog struct {
	entries  []Entry
	groups   map[string][]string
	salaries []Salary
	slugs    map[string][]string
	codes    []string
	set      *rulebook.Set
	loads    map[string]Loaded // packs that were loaded, not shipped
}

// Load reads what came with the program: entries, salaries and all books. A fault in any
// of them is an error of this build, not of an officer's question.
func Load() (*Catalog, error) {
	c, err := LoadNames()
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(files, "books/*.yaml")
	if err != nil {
		return nil, err
	}
	var books []*rulebook.Book
	for _, n := range names {
		data, err := files.ReadFile(n)
		if err != nil {
			return nil, err
		}
		b, err := c.ReadBook(n, data)
		if err != nil {
			return nil, err
		}
		books = append(books, b)
	}
	c.set, err = rulebook.NewSet(books...)
	return c, err
}

// LoadNames reads entries and salaries without the books: enough to read a book of one's own.
func LoadNames() (*Catalog, error) {
	c := &Catalog{slugs: map[string][]string{}}
	var t struct {
		Entries []Entry             `yaml:"entries"`
		Groups  map[string][]string `yaml:"groups"`
	}
	var s struct {
		Salaries []Salary `yaml:"salaries"`
	}
	if err := strict("data/titles.yaml", &t); err != nil {
		return nil, err
	}
	if err := strict("data/salary.yaml", &s); err != nil {
		return nil, err
	}
	c.entries, c.groups, c.salaries = t.Entries, t.Groups, s.Salaries
	for _, e := range c.entries {
		if len(e.Slugs) == 0 || rulebook.Slug(e.Code) != e.Slugs[0] {
			return nil, fmt.Errorf("data/titles.yaml: %s: the first slug must be %s", e.Code, rulebook.Slug(e.Code))
		}
		c.codes = append(c.codes, e.Code)
		for _, s := range e.Slugs {
			if c.slugs[s] != nil {
				return nil, fmt.Errorf("data/titles.yaml: slug %s stands twice", s)
			}
			c.slugs[s] = []string{e.Slugs[0]}
		}
	}
	for g, members := range c.groups {
		if c.slugs[g] != nil {
			return nil, fmt.Errorf("data/titles.yaml: group %s is also a slug", g)
		}
		c.slugs[g] = members
	}
	for i := 1; i < len(c.salaries); i++ {
		if !c.salaries[i-1].From.Before(c.salaries[i].From.Date) {
			return nil, fmt.Errorf("data/salary.yaml: row %d is out of order", i+1)
		}
	}
	return c, nil
}

func strict(name string, into any) error {
	data, err := files.ReadFile(name)
	if err != nil {
		return err
	}
	d := yaml.NewDecoder(bytes.NewReader(data))
	d.KnownFields(true)
	if err := d.Decode(into); err != nil && err != io.EOF {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// ReadBook reads a book with the names of this catalogue. Errors: rulebook.Problems.
func (c *Catalog) ReadBook(file string, data []byte) (*rulebook.Book, error) {
	return rulebook.Read(file, data, rulebook.Options{Titles: c.titlesOf, InText: c.inText, Codes: c.codes})
}

// With gives a catalogue that also holds books of one's own; c stays as it is.
func (c *Catalog) With(books ...*rulebook.Book) (*Catalog, error) {
	set, err := c.set.With(books...)
	if err != nil {
		return nil, err
	}
	n := *c
	n.set, n.loads = set, maps.Clone(c.loads)
	for _, b := range books {
		delete(n.loads, b.Pack)
	}
	return &n, nil
}

// Books gives the rulebooks of all regimes.
func (c *Catalog) Books() *rulebook.Set { return c.set }

func (c *Catalog) titlesOf(slug string) []string { return c.slugs[slug] }

// inText finds the entries whose full name stands in text; a name inside a longer one
// ("Lao động tiên tiến" in "Tập thể lao động tiên tiến") does not count.
func (c *Catalog) inText(text string) []string {
	t := " " + vi.Fold(text) + " "
	var found []Entry
	for _, e := range c.entries {
		if strings.Contains(t, " "+vi.Fold(e.Name)+" ") {
			found = append(found, e)
		}
	}
	var slugs []string
	for _, e := range found {
		if !slices.ContainsFunc(found, func(o Entry) bool {
			return o.Code != e.Code && strings.Contains(vi.Fold(o.Name), vi.Fold(e.Name))
		}) {
			slugs = append(slugs, e.Slugs[0])
		}
	}
	return slugs
}

// Entry (tìm theo mã) gives the title or form of an official code or one of its short spellings.
func (c *Catalog) Entry(code string) (Entry, bool) {
	want := c.slugs[rulebook.Slug(code)]
	if len(want) != 1 {
		return Entry{}, false
	}
	i := slices.IndexFunc(c.entries, func(e Entry) bool { return e.Slugs[0] == want[0] })
	return c.entries[i], true
}

// Find (tìm theo mã hoặc tên) gives the title or form that a text names, as people write it: by code,
// by a short spelling or by the full name, with or without marks.
func (c *Catalog) Find(text string) (Entry, bool) {
	if e, ok := c.Entry(text); ok {
		return e, true
	}
	want := rulebook.Slug(text)
	i := slices.IndexFunc(c.entries, func(e Entry) bool { return rulebook.Slug(e.Name) == want })
	if i < 0 || want == "" {
		return Entry{}, false
	}
	return c.entries[i], true
}

// Entries gives all titles and forms, in the order of the catalogue.
func (c *Catalog) Entries() []Entry { return slices.Clone(c.entries) }

// Offered (danh mục dùng được) gives what a unit system may register for a kind of subject in a
// year. An empty subject means any.
func (c *Catalog) Offered(system, subject string, year int) []Entry {
	if system != "army" && system != "police" {
		system = "civil" // a sector's own book changes the rules, not the names of the law
	}
	var list []Entry
	for _, e := range c.entries {
		if e.ValidIn(year) && slices.Contains(e.Systems, system) && (subject == "" || slices.Contains(e.For, subject)) {
			list = append(list, e)
		}
	}
	return list
}

// System (hệ đơn vị) gives the unit system whose rules hold for a unit of a kind: a book of
// the kind's own name when one was loaded ("court"), else army, police or civil.
func (c *Catalog) System(kind string) string {
	for _, b := range c.set.Books() {
		if b.System == kind {
			return kind
		}
	}
	switch kind {
	case "military":
		return "army"
	case "police", "prison": // trại giam thuộc Bộ Công an
		return "police"
	}
	return "civil"
}

// ValidIn reports whether the entry exists at the end of a year.
func (e Entry) ValidIn(year int) bool {
	end := civil.Date{Year: year, Month: 12, Day: 31}
	return (e.From.IsZero() || !end.Before(e.From.Date)) && (e.To.IsZero() || !e.To.Before(end))
}

// BaseSalary (lương cơ sở) gives the base salary in force on a day; ok is false before the
// first row. A caller puts its amount among the facts (counts.base_salary), so that an
// answer stays the same for ever, and shows its mark beside the amount.
func (c *Catalog) BaseSalary(on civil.Date) (s Salary, ok bool) {
	for _, x := range c.salaries {
		if on.Before(x.From.Date) {
			break
		}
		s, ok = x, true
	}
	return s, ok
}
