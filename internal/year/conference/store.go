package conference

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/platform/live"
)

const columns = `id, bloc, kind, name, period, start_at, place, chair, secretary, code, slot, due, version`

var (
	qNew = db.SQL("conference.new", `INSERT INTO conference_conference (id, bloc, kind, name, period, start_at, place, chair, secretary, code, slot, due, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1)`)
	qSave = db.SQL("conference.save", `UPDATE conference_conference SET kind = $3, name = $4, period = $5, start_at = $6, place = $7, chair = $8, secretary = $9, slot = $10, due = $11, version = version + 1
WHERE id = $1 AND version = $2`)
	qOf     = db.SQL("conference.of", `SELECT `+columns+` FROM conference_conference WHERE id = $1`)
	qByCode = db.SQL("conference.bycode", `SELECT `+columns+` FROM conference_conference WHERE code = $1`)
	qList   = db.SQL("conference.list", `SELECT `+columns+` FROM conference_conference WHERE bloc = $1 ORDER BY start_at DESC, id DESC`)

	qItems   = db.SQL("conference.items", `SELECT id, ord, title, kind, presenter, minutes FROM conference_item WHERE conference = $1 ORDER BY ord, id`)
	qItemPut = db.SQL("conference.item.put", `INSERT INTO conference_item (id, conference, ord, title, kind, presenter, minutes) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (id) DO UPDATE SET ord = excluded.ord, title = excluded.title, kind = excluded.kind, presenter = excluded.presenter, minutes = excluded.minutes`)
	qItemDrop = db.SQL("conference.item.drop", `DELETE FROM conference_item WHERE id = $1 AND conference = $2`)

	qDelegates   = db.SQL("conference.delegates", `SELECT id, no, unit, unit_name, rank, name, post, capacity, seat, gone FROM conference_delegate WHERE conference = $1 ORDER BY no`)
	qDelegatePut = db.SQL("conference.delegate.put", `INSERT INTO conference_delegate (id, conference, no, unit, unit_name, rank, name, post, capacity, seat, gone) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (id) DO UPDATE SET unit_name = excluded.unit_name, rank = excluded.rank, name = excluded.name, post = excluded.post, capacity = excluded.capacity, seat = excluded.seat, gone = excluded.gone`)
	qLastNo = db.SQL("conference.delegate.last", `SELECT COALESCE(MAX(no), 0) FROM conference_delegate WHERE conference = $1`)

	qReplies  = db.SQL("conference.replies", `SELECT unit, coming, reason, by_name, at FROM conference_reply WHERE conference = $1`)
	qReplyPut = db.SQL("conference.reply.put", `INSERT INTO conference_reply (conference, unit, coming, reason, by_name, at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (conference, unit) DO UPDATE SET coming = excluded.coming, reason = excluded.reason, by_name = excluded.by_name, at = excluded.at`)

	qPapers    = db.SQL("conference.papers", `SELECT id, item, name, file, size FROM conference_paper WHERE conference = $1 ORDER BY id`)
	qPaperNew  = db.SQL("conference.paper.new", `INSERT INTO conference_paper (id, conference, item, name, file, size) VALUES ($1, $2, $3, $4, $5, $6)`)
	qPaperDrop = db.SQL("conference.paper.drop", `DELETE FROM conference_paper WHERE id = $1 AND conference = $2`)

	qEvents   = db.SQL("conference.events", `SELECT seq, at, did, who, fact, by_name, act_key FROM conference_event WHERE conference = $1 AND seq > $2 ORDER BY seq`)
	qEventKey = db.SQL("conference.event.key", `SELECT seq, at, did, who, fact, by_name, act_key FROM conference_event WHERE conference = $1 AND act_key = $2`)
	qEventNew = db.SQL("conference.event.new", `INSERT INTO conference_event (conference, seq, at, did, who, fact, by_name, act_key) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`)

	qVotes    = db.SQL("conference.votes", `SELECT poll, delegate, choice, at FROM conference_vote WHERE conference = $1 AND poll = $2 ORDER BY delegate`)
	qVoteOf   = db.SQL("conference.vote.of", `SELECT poll, delegate, choice, at FROM conference_vote WHERE conference = $1 AND poll = $2 AND delegate = $3`)
	qVotePut  = db.SQL("conference.vote.put", votePut(1))
	qVoteMany = db.SQL("conference.vote.many", votePut(voteRows))
	qVoteSome = db.SQL("conference.vote.some", votePut(voteSome))
	qCounts   = db.SQL("conference.vote.counts", `SELECT choice, COUNT(*) FROM conference_vote WHERE conference = $1 AND poll = $2 GROUP BY choice`)
)

// voteRows and voteSome are how many votes one statement writes on PostgreSQL, where each
// statement is a way to the server and back.
const (
	voteRows = 25
	voteSome = 5
)

func votePut(rows int) string {
	s := `INSERT INTO conference_vote (conference, poll, delegate, choice, at) VALUES `
	for i := range rows {
		if i > 0 {
			s += ", "
		}
		s += db.In(5*i+1, 5)
	}
	return s + ` ON CONFLICT (conference, poll, delegate) DO UPDATE SET choice = excluded.choice, at = excluded.at`
}

func timeOf(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).In(clock.Zone)
}

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func scan(r db.Row) (c Conference, err error) {
	var start, slot int64
	err = r.Scan(&c.ID, &c.Bloc, &c.Kind, &c.Name, &c.Period, &start, &c.Place, &c.Chair, &c.Secretary, &c.Code, &slot, &c.Due, &c.Version)
	c.Start, c.Slot = timeOf(start), time.Duration(slot)*time.Millisecond
	return c, err
}

func scanItem(r db.Row) (x Item, err error) {
	err = r.Scan(&x.ID, &x.Order, &x.Title, &x.Kind, &x.By, &x.Minutes)
	return x, err
}

func scanDelegate(r db.Row) (d Delegate, err error) {
	err = r.Scan(&d.ID, &d.No, &d.Unit, &d.UnitName, &d.Rank, &d.Name, &d.Post, &d.Capacity, &d.Seat, &d.Gone)
	return d, err
}

func scanPaper(r db.Row) (p Paper, err error) {
	err = r.Scan(&p.ID, &p.Item, &p.Name, &p.File, &p.Size)
	return p, err
}

func scanEvent(r db.Row) (e Event, err error) {
	var at int64
	var fact string
	if err = r.Scan(&e.Seq, &at, &e.Did, &e.Who, &fact, &e.By, &e.Key); err == nil {
		err = json.Unmarshal([]byte(fact), &e.Fact)
	}
	e.At = timeOf(at)
	return e, err
}

func scanVote(r db.Row) (v Vote, err error) {
	var at int64
	err = r.Scan(&v.Poll, &v.Who, &v.Choice, &at)
	v.At = timeOf(at)
	return v, err
}

// Of gives a conference. Errors: NotFound.
func Of(ctx context.Context, q db.Q, c ID) (Conference, error) { return db.One(ctx, q, qOf, scan, c) }

// ByCode gives the conference with a code, as delegates type it. Errors: NotFound.
func ByCode(ctx context.Context, q db.Q, code string) (Conference, error) {
	c, err := db.One(ctx, q, qByCode, scan, Typed(code))
	if fault.Is(err, fault.NotFound) {
		return c, fault.New(fault.NotFound, "meet.nocode|Không có hội nghị nào mang mã này. Xem lại mã trên giấy mời.")
	}
	return c, err
}

// List gives the conferences of a bloc, newest first.
func List(ctx context.Context, q db.Q, b id.Bloc) ([]Conference, error) {
	return db.All(ctx, q, qList, scan, b)
}

// Items gives the agenda of a conference.
func Items(ctx context.Context, q db.Q, c ID) ([]Item, error) {
	return db.All(ctx, q, qItems, scanItem, c)
}

// Delegates gives the delegates of a conference by number, those struck off included.
func Delegates(ctx context.Context, q db.Q, c ID) ([]Delegate, error) {
	return db.All(ctx, q, qDelegates, scanDelegate, c)
}

// Papers gives the papers of a conference.
func Papers(ctx context.Context, q db.Q, c ID) ([]Paper, error) {
	return db.All(ctx, q, qPapers, scanPaper, c)
}

// Replies gives what the units answered to the invitation.
func Replies(ctx context.Context, q db.Q, c ID) (map[id.Unit]Reply, error) {
	m := map[id.Unit]Reply{}
	_, err := db.All(ctx, q, qReplies, func(r db.Row) (x Reply, err error) {
		var at int64
		err = r.Scan(&x.Unit, &x.Coming, &x.Reason, &x.By, &at)
		x.At = timeOf(at)
		m[x.Unit] = x
		return x, err
	}, c)
	return m, err
}

// Events gives what happened at a conference after the event with number after.
func Events(ctx context.Context, q db.Q, c ID, after int64) ([]Event, error) {
	return db.All(ctx, q, qEvents, scanEvent, c, after)
}

// Votes gives the answers of a named vote.
func Votes(ctx context.Context, q db.Q, c ID, poll int64) ([]Vote, error) {
	return db.All(ctx, q, qVotes, scanVote, c, poll)
}

// VoteOf gives the answer of one delegate, "" for none.
func VoteOf(ctx context.Context, q db.Q, c ID, poll int64, d DelegateID) (Choice, error) {
	list, err := db.All(ctx, q, qVoteOf, scanVote, c, poll, d)
	if err != nil || len(list) == 0 {
		return "", err
	}
	return list[0].Choice, nil
}

// CountOf counts the answers of a named vote.
func CountOf(ctx context.Context, q db.Q, c ID, poll int64) (n Count, err error) {
	_, err = db.All(ctx, q, qCounts, func(r db.Row) (k int, err error) {
		var ch Choice
		err = r.Scan(&ch, &k)
		switch ch {
		case For:
			n.For = k
		case Against:
			n.Against = k
		case Abstain:
			n.Abstain = k
		}
		return k, err
	}, c, poll)
	return n, err
}

// loadRoom gives the room of a conference as it is in q. have is a room of earlier, nil for
// none: what it knows is not read again.
func loadRoom(ctx context.Context, q db.Q, c ID, have *Room) (*Room, error) {
	seq, err := live.Seq(ctx, q, Topic(c))
	if err != nil || have != nil && have.Seq == seq {
		return have, err
	}
	from := int64(0)
	if have != nil {
		from = have.Seq
	}
	events, err := Events(ctx, q, c, from)
	if err != nil {
		return nil, err
	}
	lists := have == nil
	for _, e := range events {
		lists = lists || e.Did == Listed
		if e.Did == Undone && have != nil { // what did not count is inside have
			return loadRoom(ctx, q, c, nil)
		}
	}
	if !lists {
		r := have.Clone()
		r.Fold(events)
		return r, nil
	}
	r, err := enlist(ctx, q, c, have)
	if err != nil {
		return nil, err
	}
	r.Fold(events)
	return r, nil
}

// enlist gives have with the lists of now, or a new room.
func enlist(ctx context.Context, q db.Q, c ID, have *Room) (*Room, error) {
	conf, err := Of(ctx, q, c)
	if err != nil {
		return nil, err
	}
	items, err := Items(ctx, q, c)
	if err != nil {
		return nil, err
	}
	delegates, err := Delegates(ctx, q, c)
	if err != nil {
		return nil, err
	}
	papers, err := Papers(ctx, q, c)
	if err != nil {
		return nil, err
	}
	if have == nil {
		return NewRoom(conf, items, delegates, papers), nil
	}
	r := have.Clone()
	r.Enlist(conf, items, delegates, papers)
	return r, nil
}

func insertEvent(ctx context.Context, tx *db.Tx, c ID, e Event) error {
	fact, err := json.Marshal(e.Fact)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, qEventNew, c, e.Seq, e.At.UnixMilli(), string(e.Did), e.Who, string(fact), e.By, e.Key)
	return err
}

// putVotes writes votes; each delegate occurs once.
func putVotes(ctx context.Context, tx *db.Tx, c ID, list []Vote) error {
	args := func(list []Vote) []any {
		a := make([]any, 0, 5*len(list))
		for _, v := range list {
			a = append(a, c, v.Poll, v.Who, string(v.Choice), v.At.UnixMilli())
		}
		return a
	}
	for _, many := range []struct {
		rows int
		q    *db.Query
	}{{voteRows, qVoteMany}, {voteSome, qVoteSome}} {
		for tx.DB().Engine == db.Postgres && len(list) >= many.rows {
			if _, err := tx.Exec(ctx, many.q, args(list[:many.rows])...); err != nil {
				return fmt.Errorf("votes: %w", err)
			}
			list = list[many.rows:]
		}
	}
	for i := range list {
		if _, err := tx.Exec(ctx, qVotePut, args(list[i:i+1])...); err != nil {
			return err
		}
	}
	return nil
}
