// Package portal is the public face of the emulation year (trang công khai): articles with
// photos, what of the year is published, and the comments of readers.
//
// An article (tin bài) goes from draft through edited and approved to published, at once or
// at a set time; afterwards it is corrected with a note that readers see, or withdrawn with
// one. The text is Markdown without HTML; photos stand in it as lines such as [ảnh 2]. A
// photo that shows faces of a unit's people is not published before that unit agrees.
//
// A comment (bình luận) is read by an editor before anybody else sees it. The name and
// address of its author are erased after the term that the bloc sets, or at once when the
// author asks; the audit log never holds them.
//
// The secretary of the bloc leader edits, the head of the leading unit approves, the officers
// of the units write drafts about their own unit. Everybody else sees only what is published.
package portal
