package consultation

import (
	"context"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/platform/db"
	"thidua/internal/year/report"
)

var qRemarkByID = db.SQL("consultation.remark.id", `SELECT `+remarkCols+` FROM consultation_remark WHERE id = $1`)

// RemarksOn gives everything said about a draft, in the order in which it came.
func RemarksOn(ctx context.Context, q db.Q, draft report.DraftID) (list []Remark, err error) {
	defer fault.Wrap(&err, "consultation.RemarksOn(%v)", draft)
	return db.All(ctx, q, qRemarks, scanRemark, draft)
}

var qRemarksIn = db.SQL("consultation.remarks.in", `SELECT r.`+strings.ReplaceAll(remarkCols, ", ", ", r.")+` FROM report_draft d JOIN consultation_remark r ON r.draft = d.id WHERE d.bloc = $1 AND d.period = $2 ORDER BY r.num`)

// RemarksIn gives everything said about the draft of a bloc's period.
func RemarksIn(ctx context.Context, q db.Q, b id.Bloc, p civil.Period) (list []Remark, err error) {
	defer fault.Wrap(&err, "consultation.RemarksIn(%v, %s)", b, p)
	return db.All(ctx, q, qRemarksIn, scanRemark, b, string(p))
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

var qSentIn = db.SQL("consultation.sent.in", `SELECT s.id, s.bloc, s.version, s.state, s.receipt, s.reason, s.sent_by, s.sent_at, s.answered_by, s.answered_at, s.rev
FROM report_draft d JOIN consultation_version v ON v.draft = d.id JOIN consultation_submission s ON s.version = v.id WHERE d.bloc = $1 AND d.period = $2 ORDER BY s.id`)

// SentIn gives the reports of a bloc about a period that were sent to the provincial board,
// oldest first.
func SentIn(ctx context.Context, q db.Q, b id.Bloc, p civil.Period) (list []Submission, err error) {
	defer fault.Wrap(&err, "consultation.SentIn(%v, %s)", b, p)
	return db.All(ctx, q, qSentIn, scanSubmission, b, string(p))
}

// A Stand (tình trạng dự thảo) is how far the draft report of a period is, in few words: for lists of what is to do.
type Stand struct {
	Period   civil.Period
	Frozen   bool
	Waiting  int // remarks that nobody has resolved
	Round    Round
	Returned string // why the board returned it, while it is open again
}

var qStands = db.SQL("consultation.stands", `SELECT d.period, d.frozen, (SELECT COUNT(*) FROM consultation_remark r WHERE r.draft = d.id AND r.state = 'new' AND r.parent = 0 AND r.joined = 0)
FROM report_draft d WHERE d.bloc = $1 ORDER BY d.period`)

// Stands gives how far the draft reports of a bloc are, oldest period first.
func Stands(ctx context.Context, q db.Q, b id.Bloc) (list []Stand, err error) {
	defer fault.Wrap(&err, "consultation.Stands(%v)", b)
	list, err = db.All(ctx, q, qStands, func(r db.Row) (x Stand, err error) {
		var frozen string
		err = r.Scan(&x.Period, &frozen, &x.Waiting)
		x.Frozen = frozen != ""
		return x, err
	}, b)
	if err != nil || len(list) == 0 {
		return list, err
	}
	rounds, err := RoundsOf(ctx, q, b)
	if err != nil {
		return nil, err
	}
	for i := range list {
		for _, r := range rounds {
			if r.Period == list[i].Period {
				list[i].Round = r.Round
			}
		}
		if list[i].Frozen {
			continue
		}
		sent, err := SentIn(ctx, q, b, list[i].Period)
		if err != nil {
			return nil, err
		}
		if n := len(sent); n > 0 {
			list[i].Returned = sent[n-1].Reason
		}
	}
	return list, nil
}
