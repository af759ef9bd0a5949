// Package revision reads what reviewers left in a Word file (góp ý trong tệp Word): tracked
// insertions, deletions, moves and format changes, comments and their replies, each at its
// paragraph, and the text before (all rejected) and after (all accepted). It follows
// ECMA-376, transitional and strict, whatever prefixes a writer chose. Nothing a file points
// to is fetched, and all sizes are bounded before anything is unpacked (zip.go).
//
// Paragraphs are counted from 0 over all w:p below w:body in document order, those in tables
// and text boxes included; of the branches of mc:AlternateContent, which say the same thing
// for different programs, only one is read (Paragraph.Number counts the others too). Neighbouring runs of one kind, author and date
// within a paragraph are one change. A tracked paragraph mark belongs to the change it
// touches; alone it is a change of its own with the text "\n" (a paragraph was split or two
// were joined). A tracked table row belongs to the changes in its cells; where the cells
// carry none, it is one change with their texts.
package revision

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"thidua/internal/base/fault"
)

// Kind is what a reviewer did (loại góp ý).
type Kind string

// The kinds of change.
const (
	Insertion Kind = "insertion" // thêm
	Deletion  Kind = "deletion"  // bỏ
	Move      Kind = "move"      // chuyển chỗ
	Format    Kind = "format"    // đổi định dạng
	Comment   Kind = "comment"   // nhận xét
	Reply     Kind = "reply"     // trả lời một nhận xét
)

// Nowhere is the paragraph of what stands in no paragraph of the body: a change in a header
// or footer, a comment that is anchored to nothing.
const Nowhere = -1

// A Change (góp ý trong tệp) is one thing a reviewer did.
type Change struct {
	Kind      Kind
	Author    string
	Date      string // as the file writes it, "" when it does not
	Text      string // the words inserted, deleted, moved or formatted, or what a comment says
	Paragraph int    // where it is; of a move, where the words came from
	Quoted    string // the words a comment or reply is about, tracked ones included
	Offset    int    // in UTF-16 units of the paragraph's text before; of comments, their start
	To        int    // of a move: the paragraph it went to; of a comment: the last it is about
	ToOffset  int    // of a move: where in the text before of that paragraph
	Mark      bool   // a paragraph mark is part of the change
	Row       bool   // a table row or cell is part of the change
	Part      string // "" for the body, else "footnote", "endnote", "header" or "footer"
	ID        string // of comments and replies, as in the file
	Parent    string // of replies: the ID of what is replied to
	Resolved  bool   // of comments: marked as done
}

// A Paragraph (đoạn văn) is one w:p of the body.
type Paragraph struct {
	Before, After string   // own text with all changes rejected, or accepted
	Split         bool     // its mark was inserted: rejecting joins it to the next paragraph
	Joined        bool     // its mark was deleted: accepting joins it to the next paragraph
	Added         bool     // it stands in an inserted row, cell or box
	Removed       bool     // it stands in a deleted row, cell or box
	Cell          bool     // it stands in a table or a text box
	Style         string   // id of its style
	Bookmarks     []string // names of the bookmarks that begin in it
	Number        int      // from 0 over all w:p below w:body, those of branches that are not read included

	next  int  // the paragraph that follows in the same cell, box or body; -1 for none
	table bool // a table follows
	box   int  // the cell, box or body it stands in
}

// A Note (chú thích) is a footnote or endnote.
type Note struct {
	ID            string
	Before, After string
	Paragraph     int // where it is referred to
}

// A Document (tài liệu có góp ý) is what was read from one file.
type Document struct {
	Paragraphs []Paragraph
	Changes    []Change // in document order; replies follow what they reply to
	Footnotes  []Note
	Endnotes   []Note
	Properties map[string]string // custom properties, by name
	Tracking   bool              // the file asks programs to go on tracking changes
	Mute       int               // comments that the text refers to and whose words the file lacks
}

// Read reads the bytes of a .docx (đọc góp ý). What cannot be taken gives a *fault.Error of
// kind Invalid or TooLarge that says why and what to do.
func Read(data []byte) (doc *Document, err error) {
	defer func() {
		if p := recover(); p != nil {
			doc, err = nil, damaged(fmt.Errorf("panic: %v", p))
		}
	}()
	doc, err = read(data)
	if err != nil {
		if _, ok := errors.AsType[*fault.Error](err); !ok {
			err = damaged(err)
		}
		return nil, err
	}
	return doc, nil
}

// Number gives the number of a paragraph over all w:p below w:body, -1 for Nowhere.
func (d *Document) Number(paragraph int) int {
	if paragraph < 0 || paragraph >= len(d.Paragraphs) {
		return Nowhere
	}
	return d.Paragraphs[paragraph].Number
}

// AcceptAll gives the paragraphs as they read with every change accepted.
func (d *Document) AcceptAll() []string {
	return d.resolve(func(p *Paragraph) (string, bool, bool) { return p.After, p.Joined, p.Removed })
}

// RejectAll gives the paragraphs as they read with every change rejected.
func (d *Document) RejectAll() []string {
	return d.resolve(func(p *Paragraph) (string, bool, bool) { return p.Before, p.Split, p.Added })
}

// resolve lists the paragraphs that remain. side gives the text of a paragraph, whether its
// mark goes and whether all of it goes. A paragraph whose mark goes is joined to the one
// after it; where none follows, as at the end of a cell or before a table, it goes when it
// is empty and stays as a paragraph otherwise. A cell keeps at least one.
func (d *Document) resolve(side func(*Paragraph) (text string, markGone, gone bool)) []string {
	out := make([]string, 0, len(d.Paragraphs))
	carry := make(map[int]*strings.Builder) // what is joined to the paragraph so far
	kept := make(map[int]int)               // paragraphs kept by box
	for i := range d.Paragraphs {
		p := &d.Paragraphs[i]
		text, markGone, gone := side(p)
		if gone {
			text, markGone = "", true
		}
		b := carry[i]
		if b == nil && markGone && p.next > i {
			b = &strings.Builder{}
		}
		if b != nil {
			b.WriteString(text)
			text = ""
		}
		switch {
		case markGone && p.next > i:
			carry[p.next] = b
			continue
		case b != nil:
			text = b.String()
		}
		if text == "" && (gone || markGone && (p.table || kept[p.box] > 0)) {
			continue
		}
		kept[p.box]++
		out = append(out, text)
	}
	return out
}

func read(data []byte) (*Document, error) {
	z, err := openArchive(data)
	if err != nil {
		return nil, err
	}
	main, err := z.mainPart()
	if err != nil {
		return nil, err
	}
	rels, err := z.relations(main)
	if err != nil {
		return nil, err
	}
	r := &reader{z: z, doc: &Document{Properties: map[string]string{}}, anchors: map[string]*anchor{}, notes: map[string]noteRef{}}
	if err := r.body(main); err != nil {
		return nil, err
	}
	if err := r.allNotes(rels); err != nil {
		return nil, err
	}
	if err := r.margins(rels); err != nil {
		return nil, err
	}
	r.settleMoves()
	r.settleMarks()
	r.settleNoteRefs()
	if err := r.comments(rels); err != nil {
		return nil, err
	}
	for _, a := range r.anchors {
		if a.referred && !a.told {
			r.doc.Mute++
		}
	}
	if r.budget > maxText || len(r.changes) > maxChanges {
		return nil, tooMany()
	}
	slices.SortStableFunc(r.changes, func(a, b *change) int { return a.seq - b.seq })
	for _, c := range r.changes {
		c.Paragraph = min(c.Paragraph, len(r.doc.Paragraphs)-1)
		r.doc.Changes = append(r.doc.Changes, c.Change)
	}
	return r.doc, r.extras(rels)
}

// extras reads what helps to recognise a file: custom properties and the tracking switch.
func (r *reader) extras(rels []relation) error {
	root, err := r.z.firstOf(rels, "settings")
	if err != nil {
		return err
	}
	if root != nil {
		if t := root.child("trackRevisions"); t != nil {
			r.doc.Tracking = onOff(t.attr("val"))
		}
	}
	top, err := r.z.relations("")
	if err != nil {
		return err
	}
	root, err = r.z.firstOf(top, "custom-properties")
	if root == nil || err != nil {
		return err
	}
	for _, p := range root.kids {
		if name := p.attr("name"); name != "" {
			r.doc.Properties[name] = p.inner()
		}
	}
	return nil
}

func onOff(v string) bool {
	switch strings.ToLower(v) {
	case "0", "false", "off":
		return false
	}
	return true
}
