package conferenceweb

import (
	"net/http"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/conference"
	"thidua/internal/year/consultation"
	"thidua/internal/year/report"
)

type draftPage struct {
	ui.Page
	Conf  conference.Conference
	Over  bool // remarks are no longer taken here
	Parts []draftPart
}

// A draftPart is a section of the draft with what stands under it.
type draftPart struct {
	Head  string // "" before the first section
	Lines []draftLine
}

// A draftLine is a paragraph with its place in the draft, by which people name it.
type draftLine struct {
	consultation.Passage
	N int
}

var draftView = ui.NewBare[draftPage](files, "draft.html")

// phoneDraft shows the draft report to be read; a tap on a paragraph leads to a remark about it.
func (h *handler) phoneDraft(w http.ResponseWriter, r *web.Request) error {
	c, _, room, err := h.known(r)
	if fault.Is(err, fault.Denied) {
		return web.See(w, r, "/hop?ma="+c.Code, "")
	}
	if err != nil {
		return err
	}
	all, err := h.s.Passages(r.Context(), c)
	if err != nil {
		return err
	}
	return draftView.Render(w, r, draftPage{Page: ui.NewPage(w, r, "meet.draft|Dự thảo Báo cáo"), Conf: c, Over: room.State == conference.Over, Parts: draftParts(all)})
}

// draftParts cuts the draft at its sections.
func draftParts(all []consultation.Passage) (list []draftPart) {
	n := 0
	for _, x := range all {
		switch {
		case strings.TrimSpace(x.Text) == "":
			continue
		case x.Kind == report.Section:
			list = append(list, draftPart{Head: x.Text})
			continue
		case len(list) == 0:
			list = append(list, draftPart{})
		}
		if x.Kind != report.Title {
			n++
		}
		last := &list[len(list)-1]
		last.Lines = append(last.Lines, draftLine{x, n})
	}
	return list
}

type papersPage struct {
	ui.Page
	Conf  conference.Conference
	Over  bool
	Rows  []itemRow
	All   []conference.Paper
	Lines []conference.Line // the minutes, once the conference is over
	Empty bool
}

var papersView = ui.NewBare[papersPage](files, "papers.html")

func (h *handler) phonePapers(w http.ResponseWriter, r *web.Request) error {
	c, who, room, err := h.known(r)
	if fault.Is(err, fault.Denied) {
		return web.See(w, r, "/hop?ma="+c.Code, "")
	}
	if err != nil {
		return err
	}
	p := papersPage{Page: ui.NewPage(w, r, "meet.papers.title|Chương trình, tài liệu"), Conf: c, Over: room.State == conference.Over, Rows: itemRows(room), Empty: len(room.Papers) == 0}
	if room.State == conference.Over && who.Delegate.Votes() {
		m, err := h.s.PhoneMinutes(r.Context(), who, room)
		if err != nil {
			return err
		}
		p.Lines, p.Empty = m.Lines, false
	}
	for _, d := range room.Papers {
		if d.Item == 0 {
			p.All = append(p.All, d)
		}
	}
	return papersView.Render(w, r, p)
}

func (h *handler) phonePaper(w http.ResponseWriter, r *web.Request) error {
	c, _, _, err := h.known(r)
	if fault.Is(err, fault.Denied) {
		return web.See(w, r, "/hop?ma="+c.Code, "")
	}
	if err != nil {
		return err
	}
	return h.sendPaper(w, r, c.ID)
}
