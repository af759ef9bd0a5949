package reading

import "thidua/internal/base/sheet"

// prose holds the figures that stand in sentences.
type prose struct{}

func newProse(req Request, lx *lexicon, texts []sheet.Paragraph) *prose { return &prose{} }

func (p *prose) check(t *Target, f Finding) Finding { return f }

func sections(texts []sheet.Paragraph) []Section { return nil }
