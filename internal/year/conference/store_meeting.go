package conference

import (
	"context"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/platform/db"
)

// A Meeting (việc tổ chức hội nghị) is whether a bloc held its conference about a period.
type Meeting struct {
	ID      ID
	Planned time.Time // as invited
	Opened  time.Time // zero while it did not begin
	Closed  time.Time // zero while it did not end
}

// Held reports whether the conference was opened.
func (m Meeting) Held() bool { return !m.Opened.IsZero() }

var qMeetings = db.SQL("conference.meetings", `SELECT c.id, c.start_at, COALESCE((SELECT MAX(e.at) FROM conference_event e WHERE e.conference = c.id AND e.did = 'open'), 0),
 COALESCE((SELECT MAX(e.at) FROM conference_event e WHERE e.conference = c.id AND e.did = 'close'), 0) FROM conference_conference c WHERE c.bloc = $1 AND c.period = $2 ORDER BY c.start_at DESC`)

// MeetingIn gives the conference of a bloc about a period, the one that was held before one
// that is only planned; the zero Meeting when there is none.
func MeetingIn(ctx context.Context, q db.Q, b id.Bloc, p civil.Period) (m Meeting, err error) {
	defer fault.Wrap(&err, "conference.MeetingIn(%v, %s)", b, p)
	list, err := db.All(ctx, q, qMeetings, func(r db.Row) (m Meeting, err error) {
		var at, opened, closed int64
		err = r.Scan(&m.ID, &at, &opened, &closed)
		m.Planned, m.Opened, m.Closed = timeOf(at), timeOf(opened), timeOf(closed)
		return m, err
	}, b, string(p))
	for _, x := range list {
		if m.ID == 0 || x.Held() && !m.Held() {
			m = x
		}
	}
	return m, err
}
