package consultation

import (
	"context"

	"thidua/internal/base/fault"
	"thidua/internal/platform/db"
	"thidua/internal/year/report"
)

var qRemarkByID = db.SQL("consultation.remark.id", `SELECT `+remarkCols+` FROM consultation_remark WHERE id = $1`)

// RemarksOn gives everything said about a draft, in the order in which it came.
func RemarksOn(ctx context.Context, q db.Q, draft report.DraftID) (list []Remark, err error) {
	defer fault.Wrap(&err, "consultation.RemarksOn(%v)", draft)
	return db.All(ctx, q, qRemarks, scanRemark, draft)
}

// RemarkByID gives a remark with the bloc and period of its draft. Errors: NotFound.
func RemarkByID(ctx context.Context, q db.Q, n RemarkID) (r Remark, at report.Place, err error) {
	defer fault.Wrap(&err, "consultation.RemarkByID(%v)", n)
	if r, err = db.One(ctx, q, qRemarkByID, scanRemark, n); err != nil {
		return r, at, err
	}
	at, err = placeOf(ctx, q, r.Draft)
	return r, at, err
}

// RemarkObject names a remark on a trail and where a decision rests on it.
func RemarkObject(n RemarkID) string { return "remark/" + n.String() }
