package portal

import (
	"context"
	"encoding/json"

	"thidua/internal/base/civil"
	"thidua/internal/base/id"
	"thidua/internal/platform/db"
)

var (
	qRelease     = db.SQL("portal.release", `SELECT bloc, period, state, draft, body, note, at, by_name, version FROM portal_release WHERE bloc = $1 AND period = $2`)
	qReleases    = db.SQL("portal.releases", `SELECT bloc, period, state, draft, body, note, at, by_name, version FROM portal_release WHERE bloc = $1 ORDER BY period DESC`)
	qSaveRelease = db.SQL("portal.release.save", `INSERT INTO portal_release (bloc, period, state, draft, body, note, at, by_name, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)
ON CONFLICT (bloc, period) DO UPDATE SET state = excluded.state, draft = excluded.draft, body = excluded.body, note = excluded.note, at = excluded.at, by_name = excluded.by_name, version = portal_release.version + 1 WHERE portal_release.version = $9`)
)

func scanRelease(r db.Row) (x Bulletin, err error) {
	var draft, body string
	var at int64
	if err = r.Scan(&x.Bloc, &x.Period, &x.State, &draft, &body, &x.Note, &at, &x.By, &x.Version); err != nil {
		return x, err
	}
	x.At = moment(at)
	if err = json.Unmarshal([]byte(draft), &x.Draft); err == nil {
		err = json.Unmarshal([]byte(body), &x.Shown)
	}
	return x, err
}

// ReleaseOf gives what a bloc prepared or released of a period, version 0 when nothing yet.
func ReleaseOf(ctx context.Context, q db.Q, b id.Bloc, p civil.Period) (Bulletin, error) {
	list, err := db.All(ctx, q, qRelease, scanRelease, b, p)
	if err != nil || len(list) == 0 {
		return Bulletin{Bloc: b, Period: p, State: Preparing}, err
	}
	return list[0], nil
}

// Releases gives what a bloc prepared or released, the newest period first.
func Releases(ctx context.Context, q db.Q, b id.Bloc) ([]Bulletin, error) {
	return db.All(ctx, q, qReleases, scanRelease, b)
}

// PublicReleases gives what the public may read of a bloc's results: the released periods,
// without what is being prepared.
func PublicReleases(ctx context.Context, q db.Q, b id.Bloc) (out []Bulletin, err error) {
	list, err := Releases(ctx, q, b)
	for _, x := range list {
		if x.State == Released {
			x.Draft, x.Note = Results{}, ""
			out = append(out, x)
		}
	}
	return out, err
}
