package account

import (
	"context"
	"embed"

	"thidua/internal/base/civil"
	"thidua/internal/base/id"
	"thidua/internal/platform/db"
)

// Migrations holds the tables of this package.
//
//go:embed migration/*.sql
var Migrations embed.FS

var (
	qUserByLogin = db.SQL("account.user.login", `SELECT id, login, name, disabled, version, hash FROM account_user WHERE login = $1`)
	qUserByID    = db.SQL("account.user.id", `SELECT id, login, name, disabled, version, hash FROM account_user WHERE id = $1`)
	qUserAdd     = db.SQL("account.user.add", `INSERT INTO account_user (id, login, name, hash, disabled, fold, sort, version) VALUES ($1, $2, $3, $4, $5, $6, $7, 1)`)
	qUserDisable = db.SQL("account.user.disable", `UPDATE account_user SET disabled = $1, version = version + 1 WHERE id = $2 AND disabled <> $1`)
	qUserHash    = db.SQL("account.user.hash", `UPDATE account_user SET hash = $1, version = version + 1 WHERE id = $2 AND version = $3`)
	qUsers       = db.SQL("account.users", `SELECT id, login, name, disabled, version, hash FROM account_user WHERE ($1 = '' OR fold LIKE $1) ORDER BY sort, login LIMIT $2 OFFSET $3`)
	qUsersCount  = db.SQL("account.users.count", `SELECT COUNT(*) FROM account_user WHERE ($1 = '' OR fold LIKE $1)`)

	// Who acts: the user, and the posts held on the day, each with the short name of its unit.
	qActor = db.SQL("account.actor", `SELECT u.name, u.disabled, COALESCE(p.unit, 0), COALESCE(p.role, ''), COALESCE(p.title, ''), COALESCE(o.short, '')
FROM account_user u
LEFT JOIN account_post p ON p.holder = u.id AND p.since <= $2 AND (p.until = '' OR p.until >= $2)
LEFT JOIN org_unit o ON o.id = p.unit
WHERE u.id = $1 ORDER BY p.id`)

	qHeld    = db.SQL("account.posts.held", `SELECT DISTINCT p.unit, p.role FROM account_post p JOIN account_user u ON u.id = p.holder WHERE p.unit IS NOT NULL AND p.since <= $1 AND (p.until = '' OR p.until >= $1) AND u.disabled = $2`)
	qPosts   = db.SQL("account.posts", `SELECT id, COALESCE(unit, 0), role, title, since, until FROM account_post WHERE holder = $1 ORDER BY since, id`)
	qPostAdd = db.SQL("account.post.add", `INSERT INTO account_post (id, holder, unit, role, title, since, until) VALUES ($1, $2, $3, $4, $5, $6, $7)`)
	qPostEnd = db.SQL("account.post.end", `UPDATE account_post SET until = $1 WHERE id = $2 AND holder = $3`)

	qSessionFind = db.SQL("account.session.find", `SELECT holder, data, started, seen FROM account_session WHERE token = $1`)
	qSessionSave = db.Quiet("account.session.save", `INSERT INTO account_session (token, holder, data, agent, started, seen) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (token) DO UPDATE SET holder = excluded.holder, data = excluded.data, agent = excluded.agent, seen = excluded.seen`)
	qSessionSeen  = db.Quiet("account.session.seen", `UPDATE account_session SET seen = $1 WHERE token = $2`)
	qSessionDrop  = db.Quiet("account.session.drop", `DELETE FROM account_session WHERE token = $1`)
	qSessionOf    = db.SQL("account.session.of", `SELECT token, agent, started, seen FROM account_session WHERE holder = $1 AND seen > $2 AND started > $3 ORDER BY seen DESC, token`)
	qSessionEnd   = db.SQL("account.session.end", `DELETE FROM account_session WHERE holder = $1 AND token = $2`)
	qSessionOther = db.SQL("account.session.others", `DELETE FROM account_session WHERE holder = $1 AND token <> $2`)
	qSessionSweep = db.Quiet("account.session.sweep", `DELETE FROM account_session WHERE seen <= $1 OR started <= $2`)
)

// row is a user with the hash, which never leaves this package.
type row struct {
	User
	hash string
}

func scanUser(r db.Row) (u row, err error) {
	err = r.Scan(&u.ID, &u.Login, &u.Name, &u.Disabled, &u.Version, &u.hash)
	return u, err
}

func scanPost(r db.Row) (p Post, err error) {
	err = r.Scan(&p.ID, &p.Unit, &p.Role, &p.Title, &p.From, &p.To)
	return p, err
}

// UserByLogin gives the user of a user name. Errors: NotFound.
func UserByLogin(ctx context.Context, q db.Q, login string) (User, error) {
	u, err := db.One(ctx, q, qUserByLogin, scanUser, Login(login))
	return u.User, err
}

// UserByID gives the user of an id. Errors: NotFound.
func UserByID(ctx context.Context, q db.Q, u id.User) (User, error) {
	r, err := db.One(ctx, q, qUserByID, scanUser, u)
	return r.User, err
}

// Posts gives every post of a user, past and future too, oldest first.
func Posts(ctx context.Context, q db.Q, u id.User) ([]Post, error) {
	return db.All(ctx, q, qPosts, scanPost, u)
}

type held struct {
	name     string
	disabled bool
	post     Post
	unit     string // short name
}

func actorRows(ctx context.Context, q db.Q, u id.User, on civil.Date) ([]held, error) {
	return db.All(ctx, q, qActor, func(r db.Row) (h held, err error) {
		err = r.Scan(&h.name, &h.disabled, &h.post.Unit, &h.post.Role, &h.post.Title, &h.unit)
		return h, err
	}, u, on)
}

func addPost(ctx context.Context, tx *db.Tx, u id.User, p Post) error {
	var unit any
	if p.Unit != 0 {
		unit = p.Unit
	}
	_, err := tx.Exec(ctx, qPostAdd, db.NewID[Post](tx), u, unit, p.Role, p.Title, p.From, p.To)
	return err
}
