package progressweb

import (
	"net/http"

	"thidua/internal/base/fault"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
)

// A peerText is the text of one unit among those that the reader may see.
type peerText struct {
	Unit     string
	Sections []section
}

type peerTextsPage struct {
	ui.Page
	scope
	Units []peerText
}

var peerTextsView = ui.NewView[peerTextsPage](files, "peers.html")

// peerTexts shows the text of every unit that the reader may see, in protocol order.
func (p *pages) peerTexts(w http.ResponseWriter, r *web.Request) error {
	s, err := p.in(r)
	if err != nil {
		return err
	}
	forms, err := p.s.PeerForms(r.Context(), r.Actor, s.Bloc.ID, s.Period)
	if err != nil {
		return err
	}
	g := peerTextsPage{Page: ui.NewPage(w, r, "peers.title|Phần lời các đơn vị, {period}", fault.P{"period": r.Period(s.Period)}), scope: s}
	for _, f := range forms {
		x := peerText{Unit: f.Unit.Name}
		for _, sec := range sections(r, f) {
			if len(sec.Paragraphs) > 0 {
				x.Sections = append(x.Sections, sec)
			}
		}
		if len(x.Sections) > 0 {
			g.Units = append(g.Units, x)
		}
	}
	return peerTextsView.Render(w, r, g)
}
