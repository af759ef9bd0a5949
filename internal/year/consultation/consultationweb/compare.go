package consultationweb

import (
	"net/http"
	"slices"
	"strconv"

	"thidua/internal/base/fault"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/consultation"
	"thidua/internal/year/report"
)

type comparePage struct {
	ui.Page
	scope
	Options   []ui.Option
	From, To2 string
	Side      bool
	Rows      []compareRow
	Changed   int
	Shown     []ui.Option
	Show      string // "" for the paragraphs that differ, "het" for all
	Kinds     []ui.Option
	Kind      string
	OldName   string
	NewName   string
}

// A compareRow is a paragraph of the comparison, or Skipped paragraphs that stayed as they were.
type compareRow struct {
	consultation.Row
	Skipped int
}

// differing leaves out what stayed the same, except headings, under which something differs,
// and says how many paragraphs it left out.
func differing(list []consultation.Row, all bool) (rows []compareRow, changed int) {
	skipped := 0
	var head *consultation.Row
	flush := func() {
		if skipped > 0 {
			rows = append(rows, compareRow{Skipped: skipped})
		}
		skipped = 0
	}
	for i, x := range list {
		switch {
		case x.Change != consultation.Same:
			changed++
			if head != nil {
				skipped--
			}
			flush()
			if head != nil {
				rows = append(rows, compareRow{Row: *head})
			}
			head = nil
			rows = append(rows, compareRow{Row: x})
		case all:
			rows = append(rows, compareRow{Row: x})
		default:
			skipped++
			if head = nil; x.New.Kind == report.Section || x.New.Kind == report.Title {
				head = &list[i]
			}
		}
	}
	flush()
	return rows, changed
}

var compareView = ui.NewView[comparePage](files, "compare.html")

// compare sets two versions side by side, or marks the changes in the text of the newer one.
func (p *pages) compare(w http.ResponseWriter, r *web.Request) error {
	s, k, err := p.drafted(r, false)
	if err != nil {
		return err
	}
	d := comparePage{Page: ui.NewPage(w, r, "consult.compare|So sánh các lần"), scope: s, Side: r.URL.Query().Get("kieu") == "canh", Kind: r.URL.Query().Get("kieu")}
	name := func(no int) string {
		if no == 0 {
			return r.T("consult.current|Bản hiện tại")
		}
		return r.T("consult.version.n|Lần {n}", fault.P{"n": no})
	}
	for _, v := range k.Versions {
		d.Options = append(d.Options, ui.Option{Value: strconv.Itoa(v.No), Text: name(v.No)})
	}
	d.Options = append(d.Options, ui.Option{Value: "0", Text: name(0)})
	d.Kinds = []ui.Option{{Value: "", Text: r.T("consult.inline|Trong một bản")}, {Value: "canh", Text: r.T("consult.side|Hai bản cạnh nhau")}}
	from, to := k.Newest().No, 0
	if v := r.URL.Query().Get("tu"); v != "" {
		from, _ = strconv.Atoi(v)
	}
	if v := r.URL.Query().Get("den"); v != "" {
		to, _ = strconv.Atoi(v)
	}
	read := func(no int) ([]consultation.Passage, error) {
		if no == 0 {
			return k.Passages, nil
		}
		i := slices.IndexFunc(k.Versions, func(v consultation.Version) bool { return v.No == no })
		if i < 0 {
			return nil, notFound()
		}
		v, err := consultation.VersionOf(r.Context(), p.s.DB(), k.Versions[i].ID)
		return v.Passages, err
	}
	old, err := read(from)
	if err != nil {
		return err
	}
	now, err := read(to)
	if err != nil {
		return err
	}
	d.From, d.To2, d.OldName, d.NewName = strconv.Itoa(from), strconv.Itoa(to), name(from), name(to)
	if r.URL.Query().Get("hien") == "het" {
		d.Show = "het"
	}
	d.Shown = []ui.Option{{Value: "", Text: r.T("consult.show.differing|Chỉ đoạn khác nhau")}, {Value: "het", Text: r.T("consult.show.all|Mọi đoạn")}}
	d.Rows, d.Changed = differing(consultation.CompareVersions(old, now), d.Show == "het")
	return compareView.Render(w, r, d)
}
