package portalweb

import (
	"thidua/internal/platform/web"
	"thidua/internal/year/org"
	"thidua/internal/year/portal"
)

// sections gives the boxes of the home page that other stages of the year fill.
func (h *handler) sections(r *web.Request) ([]section, error) { return nil, nil }

// yearPages gives the public pages of other stages of the year.
func (h *handler) yearPages(r *web.Request) []link { return nil }

// yearLink gives a link of an article to another stage of the year.
func (h *handler) yearLink(r *web.Request, l portal.Link) (link, error) {
	return link{Text: l.Label}, nil
}

// yearPickables gives what else of the year an article of a bloc may be linked to.
func (h *handler) yearPickables(r *web.Request, b org.Bloc) ([]portal.Link, error) { return nil, nil }

// sources gives what an article can be made from with one press.
func (h *handler) sources(r *web.Request, b org.Bloc) ([]link, error) { return nil, nil }
