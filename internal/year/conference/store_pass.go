package conference

import (
	"context"

	"thidua/internal/platform/db"
)

var (
	qPassNew     = db.Quiet("conference.pass.new", `INSERT INTO conference_pass (delegate, conference, code, token, used_at) VALUES ($1, $2, $3, '', 0)`)
	qPassUse     = db.Quiet("conference.pass.use", `UPDATE conference_pass SET token = $2, used_at = $3 WHERE delegate = $1 AND token = ''`)
	qPassRelease = db.Quiet("conference.pass.release", `UPDATE conference_pass SET token = '', used_at = 0, code = $2 WHERE delegate = $1`)
	qPasses      = db.SQL("conference.passes", `SELECT delegate, code, used_at FROM conference_pass WHERE conference = $1`)
	qPassOf      = db.SQL("conference.pass.of", `SELECT delegate, code, used_at FROM conference_pass WHERE conference = $1 AND code = $2`)
	qPassToken   = db.SQL("conference.pass.token", `SELECT delegate FROM conference_pass WHERE conference = $1 AND token = $2`)
	qScreen      = db.SQL("conference.screen", `SELECT token FROM conference_screen WHERE conference = $1`)
	qScreenOf    = db.SQL("conference.screen.of", `SELECT conference FROM conference_screen WHERE token = $1`)
	qScreenPut   = db.Quiet("conference.screen.put", `INSERT INTO conference_screen (conference, token) VALUES ($1, $2) ON CONFLICT (conference) DO UPDATE SET token = excluded.token`)
)

func scanPass(r db.Row) (p Pass, err error) {
	var used int64
	err = r.Scan(&p.Delegate, &p.Code, &used)
	p.Used = used > 0
	return p, err
}

// passes gives the passes of a conference by delegate.
func passes(ctx context.Context, q db.Q, c ID) (map[DelegateID]Pass, error) {
	m := map[DelegateID]Pass{}
	list, err := db.All(ctx, q, qPasses, scanPass, c)
	for _, p := range list {
		m[p.Delegate] = p
	}
	return m, err
}
