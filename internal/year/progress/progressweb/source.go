package progressweb

import (
	"net/http"

	"thidua/internal/base/fault"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/progress"
)

type sourcePage struct {
	head
	Cell    progress.Cell
	Shown   string
	Percent string
	Source  progress.Source
	Words   string
	When    string
	Answer  string // what a person answered about the cell of the file
	Label   string
	Why     string
	File    string // address of the file, "" when there is none
	Events  []ui.Event
}

var sourceView = ui.NewView[sourcePage](files, "source.html")

func sourceHref(f *progress.Form, code string) string {
	return "/nguon/" + f.Bloc.Code + "/" + f.Period.Period.Slug() + "/" + f.Unit.Code + "/" + code
}

// source answers "Vì sao có con số này?" to whoever may read the unit's figures.
func (p *pages) source(w http.ResponseWriter, r *web.Request) error {
	s, f, c, err := p.sourceCell(r)
	if err != nil {
		return err
	}
	v := c.Value
	g := sourcePage{head: p.headOf(w, r, s, f, "source.title|Vì sao có con số này?"), Cell: *c, Shown: show(r, c.Kind, v.Value), Percent: percent(r, *c), Source: v.Source, Words: sourceText(r, v.Source)}
	if !v.Source.Time.IsZero() {
		g.When = v.Source.Time.Format("15:04 02/01/2006")
	}
	if v.Source.SHA256 != "" {
		g.File = r.URL.Path + "/tep"
	}
	if v.Source.Import != 0 {
		m, err := progress.ImportByID(r.Context(), p.s.DB(), v.Source.Import)
		if err != nil {
			return err
		}
		for _, x := range m.Found.Findings {
			if x.Target != c.Code {
				continue
			}
			g.Label = x.Label
			if x.Why != "" {
				g.Why = r.T(x.Why, x.Args)
			}
			if string(x.Action) == "ask" {
				g.Answer = r.T("source.answer|{name} đã trả lời câu hỏi về ô này: {value}", fault.P{"name": m.By, "value": g.Shown})
			}
		}
	}
	if g.Events, err = p.history(r, f, *c); err != nil {
		return err
	}
	return sourceView.Render(w, r, g)
}

func (p *pages) sourceCell(r *web.Request) (scope, *progress.Form, *progress.Cell, error) {
	s, f, err := p.form(r)
	if err != nil {
		return s, nil, nil, err
	}
	if !r.Actor.Of(f.Unit.ID) {
		s.Query = "?don-vi=" + f.Unit.Code + "&khoi=" + f.Bloc.Code
	}
	c := f.Cell(r.PathValue("target"))
	if c == nil {
		return s, nil, nil, errPage
	}
	return s, f, c, nil
}

// sourceFile gives the file that a figure was read from, as it was sent.
func (p *pages) sourceFile(w http.ResponseWriter, r *web.Request) error {
	_, f, c, err := p.sourceCell(r)
	if err != nil {
		return err
	}
	src := c.Value.Source
	if src.SHA256 == "" {
		return errPage
	}
	data, err := p.s.Attached(r.Context(), src.SHA256)
	if err != nil {
		return err
	}
	name := src.File
	if src.Kind == progress.Pasted {
		name += ".txt"
	}
	r.Concerns(f.Bloc.ID, f.Unit.ID)
	return web.Download(w, name, "application/octet-stream", data)
}

// Sum gives the digest of the file in pieces, between which a line may break.
func (g sourcePage) Sum() []string { return pieces(g.Source.SHA256) }

// FileParts gives the name of the file in pieces.
func (g sourcePage) FileParts() []string { return pieces(g.Source.File) }
