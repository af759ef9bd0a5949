package revision

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

type truth struct {
	Base, Edited string
	Changes      []struct {
		Kind, Author, Date, Text string
		Paragraph                int
		Offset                   int    `json:"offset_in_before"`
		Before                   string `json:"paragraph_before"`
		After                    string `json:"paragraph_after"`
		Whole                    bool   `json:"whole_paragraph"`
	}
	Comments []struct {
		Author, Date, Text string
		Start              int    `json:"paragraph_start"`
		End                int    `json:"paragraph_end"`
		Anchor             string `json:"anchor_text"`
	}
	Rejected  []string `json:"rejected_paragraphs"`
	Accepted  []string `json:"accepted_paragraphs"`
	Footnotes []string
}

func load(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestTruth reads the draft report and its reviewed copy and wants exactly what was put in.
func TestTruth(t *testing.T) {
	var want truth
	if err := json.Unmarshal(load(t, "truth.json"), &want); err != nil {
		t.Fatal(err)
	}
	base, err := Read(load(t, want.Base))
	if err != nil {
		t.Fatal(err)
	}
	if len(base.Changes) != 0 || !slices.Equal(base.RejectAll(), want.Rejected) || !slices.Equal(base.AcceptAll(), want.Rejected) {
		t.Errorf("the draft: %d changes, %d paragraphs", len(base.Changes), len(base.Paragraphs))
	}
	doc, err := Read(load(t, want.Edited))
	if err != nil {
		t.Fatal(err)
	}
	same(t, "rejected", doc.RejectAll(), want.Rejected)
	same(t, "accepted", doc.AcceptAll(), want.Accepted)
	var notes []string
	for _, n := range doc.Footnotes {
		notes = append(notes, n.Before)
		if n.Paragraph < 0 || n.Before != n.After {
			t.Errorf("footnote %+v", n)
		}
	}
	same(t, "footnotes", notes, want.Footnotes)
	var edits, comments []Change
	for _, c := range doc.Changes {
		if c.Kind == Comment {
			comments = append(comments, c)
		} else {
			edits = append(edits, c)
		}
	}
	if len(edits) != len(want.Changes) || len(comments) != len(want.Comments) {
		t.Fatalf("%d edits and %d comments, want %d and %d", len(edits), len(comments), len(want.Changes), len(want.Comments))
	}
	for i, w := range want.Changes {
		c := edits[i]
		p := doc.Paragraphs[c.Paragraph]
		if string(c.Kind) != w.Kind || c.Author != w.Author || c.Date != w.Date || c.Text != w.Text || c.Paragraph != w.Paragraph ||
			c.Offset != w.Offset || c.Mark != w.Whole || p.Before != w.Before || p.After != w.After {
			t.Errorf("change %d: %+v\nwant %+v", i, c, w)
		}
	}
	for i, w := range want.Comments {
		c := comments[i]
		if c.Author != w.Author || c.Date != w.Date || c.Text != w.Text || c.Paragraph != w.Start || c.To != w.End || c.Quoted != w.Anchor {
			t.Errorf("comment %d: %+v\nwant %+v", i, c, w)
		}
	}
}

func same(t *testing.T, what string, got, want []string) {
	t.Helper()
	if slices.Equal(got, want) {
		return
	}
	t.Errorf("%s: %d paragraphs, want %d", what, len(got), len(want))
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			t.Fatalf("%s: paragraph %d\n%q\nwant\n%q", what, i, got[i], want[i])
		}
	}
}
