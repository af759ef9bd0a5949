package document

import "time"

// Relation (quan hệ giữa hai văn bản) says what a document has to do with another one.
type Relation string

// The relations, told from the later document to the earlier one.
const (
	BasedOn    Relation = "based"    // căn cứ vào
	Replaces   Relation = "replaces" // thay thế
	CarriesOut Relation = "carries"  // tổ chức thực hiện
)

// Relations holds the relations in the order of the form.
var Relations = []Relation{BasedOn, CarriesOut, Replaces}

// Label names the relation from the side of the document that has it.
func (r Relation) Label() string {
	switch r {
	case BasedOn:
		return "document.rel.based|Căn cứ vào"
	case Replaces:
		return "document.rel.replaces|Thay thế"
	}
	return "document.rel.carries|Thực hiện"
}

// Back names the relation from the other side.
func (r Relation) Back() string {
	switch r {
	case BasedOn:
		return "document.rel.based.back|Là căn cứ của"
	case Replaces:
		return "document.rel.replaces.back|Bị thay thế bởi"
	}
	return "document.rel.carries.back|Được thực hiện bằng"
}

// Known reports whether r is one of Relations.
func (r Relation) Known() bool { return r == BasedOn || r == Replaces || r == CarriesOut }

// A Link (liên kết văn bản) joins two documents; Source may be a draft of the bloc.
type Link struct {
	Source   ID
	Relation Relation
	Target   ID
}

// A Neighbour (văn bản liên quan) is a document as seen from another one.
type Neighbour struct {
	Link Link
	Out  bool // the document looked at is the source
	Doc  Document
}

// SignedHow (cách ký) tells how a signed file stands to the file that was issued.
type SignedHow string

// How a signed file stands to ours.
const (
	SignedOurs  SignedHow = "ours" // extends the issued file byte for byte and holds a signature
	SignedScan  SignedHow = "scan" // a scan or another file, kept as such
	SignedPaper SignedHow = ""     // none
)

// moment turns stored milliseconds into a time.
func moment(ms int64) time.Time { return time.UnixMilli(ms).UTC() }
