package org

import (
	"context"
	"embed"
	"slices"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/vi"
	"thidua/internal/base/who"
	"thidua/internal/platform/db"
)

// Migrations holds the tables of this package.
//
//go:embed migration/*.sql
var Migrations embed.FS

const blocColumns = `id, code, name, kind, province, peers, armed, shown, texts, symbol, version`

var (
	qBlocByCode = db.SQL("org.bloc.code", `SELECT `+blocColumns+` FROM org_bloc WHERE code = $1`)
	qBlocByID   = db.SQL("org.bloc.id", `SELECT `+blocColumns+` FROM org_bloc WHERE id = $1`)
	qBlocs      = db.SQL("org.blocs", `SELECT `+blocColumns+` FROM org_bloc ORDER BY sort, code`)
	qBlocAdd    = db.SQL("org.bloc.add", `INSERT INTO org_bloc (id, code, name, kind, province, peers, armed, shown, texts, symbol, sort, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1)`)
	qBlocSet    = db.SQL("org.bloc.set", `UPDATE org_bloc SET name = $1, kind = $2, province = $3, peers = $4, armed = $5, shown = $6, texts = $7, symbol = $8, sort = $9, version = version + 1 WHERE id = $10 AND version = $11`)

	qUnitByCode = db.SQL("org.unit.code", `SELECT id, code, name, short, kind, parent, symbol FROM org_unit WHERE code = $1`)
	qUnitByID   = db.SQL("org.unit.id", `SELECT id, code, name, short, kind, parent, symbol FROM org_unit WHERE id = $1`)
	qUnits      = db.SQL("org.units", `SELECT id, code, name, short, kind, parent, symbol FROM org_unit ORDER BY sort, code`)
	qUnitAdd    = db.SQL("org.unit.add", `INSERT INTO org_unit (id, code, name, short, kind, parent, symbol, fold, sort) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`)
	qUnitSet    = db.SQL("org.unit.set", `UPDATE org_unit SET name = $1, short = $2, kind = $3, parent = $4, symbol = $5, fold = $6, sort = $7 WHERE id = $8`)

	qNameAdd = db.SQL("org.name.add", `INSERT INTO org_unit_name (unit, since, name, short, basis) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (unit, since) DO UPDATE SET name = excluded.name, short = excluded.short, basis = excluded.basis`)
	qNameFix = db.SQL("org.name.fix", `UPDATE org_unit_name SET name = $1, short = $2 WHERE unit = $3
AND since = (SELECT MAX(n.since) FROM org_unit_name n WHERE n.unit = $3)`)
	qNames = db.SQL("org.names", `SELECT since, name, short, basis FROM org_unit_name WHERE unit = $1 ORDER BY since`)

	// Members of a bloc on a day: each with the name it bore that day and its terms.
	qMembers = db.SQL("org.members", `SELECT u.id, u.code, n.name, n.short, u.kind, u.parent, u.symbol, m.place,
 EXISTS (SELECT 1 FROM org_term t WHERE t.bloc = m.bloc AND t.unit = m.unit AND t.kind = 'lead' AND t.since <= $2 AND (t.until = '' OR t.until >= $2)),
 EXISTS (SELECT 1 FROM org_term t WHERE t.bloc = m.bloc AND t.unit = m.unit AND t.kind = 'deputy' AND t.since <= $2 AND (t.until = '' OR t.until >= $2))
FROM org_membership m JOIN org_unit u ON u.id = m.unit JOIN org_unit_name n ON n.unit = m.unit
WHERE m.bloc = $1 AND m.since <= $2 AND (m.until = '' OR m.until >= $2)
 AND n.since = (SELECT MAX(x.since) FROM org_unit_name x WHERE x.unit = m.unit AND x.since <= $2)
ORDER BY m.place, u.sort, u.code`)
	qUnitOn = db.SQL("org.unit.on", `SELECT u.id, u.code, n.name, n.short, u.kind, u.parent, u.symbol FROM org_unit u JOIN org_unit_name n ON n.unit = u.id
WHERE u.id = $1 AND n.since = (SELECT MAX(x.since) FROM org_unit_name x WHERE x.unit = $1 AND x.since <= $2)`)
	qLeadOn = db.SQL("org.lead", `SELECT unit FROM org_term WHERE bloc = $1 AND kind = 'lead' AND since <= $2 AND (until = '' OR until >= $2)`)

	// Four units at a time: nobody holds posts in more, and the text stays fixed.
	qMembershipsOf = db.SQL("org.memberships.of", `SELECT m.bloc, m.unit,
 EXISTS (SELECT 1 FROM org_term t WHERE t.bloc = m.bloc AND t.unit = m.unit AND t.kind = 'lead' AND t.since <= $1 AND (t.until = '' OR t.until >= $1))
FROM org_membership m WHERE m.unit IN ($2, $3, $4, $5) AND m.since <= $1 AND (m.until = '' OR m.until >= $1)
ORDER BY m.since, m.bloc, m.unit`)

	qMemberships   = db.SQL("org.memberships", `SELECT id, bloc, unit, place, since, until FROM org_membership WHERE bloc = $1 ORDER BY since, place, id`)
	qMembershipAdd = db.SQL("org.membership.add", `INSERT INTO org_membership (id, bloc, unit, place, since, until) VALUES ($1, $2, $3, $4, $5, $6)`)
	qMembershipSet = db.SQL("org.membership.set", `UPDATE org_membership SET place = $1, until = $2 WHERE id = $3`)

	qTerms   = db.SQL("org.terms", `SELECT id, bloc, unit, kind, since, until, basis FROM org_term WHERE bloc = $1 ORDER BY since, kind, id`)
	qTermAdd = db.SQL("org.term.add", `INSERT INTO org_term (id, bloc, unit, kind, since, until, basis) VALUES ($1, $2, $3, $4, $5, $6, $7)`)
	qTermEnd = db.SQL("org.term.end", `UPDATE org_term SET until = $1 WHERE id = $2`)
)

func scanBloc(r db.Row) (b Bloc, err error) {
	err = r.Scan(&b.ID, &b.Code, &b.Name, &b.Kind, &b.Province, &b.Peers, &b.Armed, &b.Shown, &b.Texts, &b.Symbol, &b.Version)
	return b, err
}

func scanUnit(r db.Row) (u Unit, err error) {
	err = r.Scan(&u.ID, &u.Code, &u.Name, &u.Short, &u.Kind, &u.Parent, &u.Symbol)
	return u, err
}

func scanMembership(r db.Row) (m Membership, err error) {
	err = r.Scan(&m.ID, &m.Bloc, &m.Unit, &m.Order, &m.From, &m.To)
	return m, err
}

func scanTerm(r db.Row) (t Term, err error) {
	err = r.Scan(&t.ID, &t.Bloc, &t.Unit, &t.Kind, &t.From, &t.To, &t.Basis)
	return t, err
}

// BlocByCode gives the bloc of a code. Errors: NotFound.
func BlocByCode(ctx context.Context, q db.Q, code string) (Bloc, error) {
	return db.One(ctx, q, qBlocByCode, scanBloc, code)
}

// BlocOf gives the bloc of an id. Errors: NotFound.
func BlocOf(ctx context.Context, q db.Q, b id.Bloc) (Bloc, error) {
	return db.One(ctx, q, qBlocByID, scanBloc, b)
}

// Blocs gives every bloc in the order of the names.
func Blocs(ctx context.Context, q db.Q) ([]Bloc, error) {
	return db.All(ctx, q, qBlocs, scanBloc)
}

// BlocFor gives the bloc that an actor works in: the one named by its code, else that of
// the actor's first unit, else (for the provincial board) the first of all.
func BlocFor(ctx context.Context, q db.Q, a who.Actor, code string) (Bloc, error) {
	switch {
	case code != "":
		return BlocByCode(ctx, q, code)
	case len(a.Blocs) > 0:
		return BlocOf(ctx, q, a.Blocs[0].Bloc)
	}
	list, err := Blocs(ctx, q)
	if err != nil {
		return Bloc{}, err
	}
	if len(list) == 0 {
		return Bloc{}, fault.New(fault.NotFound, "org.nobloc|Chưa có khối nào. Ban Thi đua - Khen thưởng tỉnh có thể lập khối.")
	}
	return list[0], nil
}

// Members gives the members of a bloc on a day in protocol order, with the names they
// bore and the offices they held that day.
func Members(ctx context.Context, q db.Q, b id.Bloc, on civil.Date) ([]Member, error) {
	return db.All(ctx, q, qMembers, func(r db.Row) (m Member, err error) {
		u := &m.Unit
		err = r.Scan(&u.ID, &u.Code, &u.Name, &u.Short, &u.Kind, &u.Parent, &u.Symbol, &m.Order, &m.Lead, &m.Deputy)
		return m, err
	}, b, on)
}

// UnitByCode gives the unit of a code with its newest name. Errors: NotFound.
func UnitByCode(ctx context.Context, q db.Q, code string) (Unit, error) {
	return db.One(ctx, q, qUnitByCode, scanUnit, code)
}

// UnitOf gives the unit of an id with its newest name. Errors: NotFound.
func UnitOf(ctx context.Context, q db.Q, u id.Unit) (Unit, error) {
	return db.One(ctx, q, qUnitByID, scanUnit, u)
}

// UnitOn gives the unit with the name it bore on a day. Errors: NotFound.
func UnitOn(ctx context.Context, q db.Q, u id.Unit, on civil.Date) (Unit, error) {
	return db.One(ctx, q, qUnitOn, scanUnit, u, on)
}

// Units gives every unit in the order of the names.
func Units(ctx context.Context, q db.Q) ([]Unit, error) {
	return db.All(ctx, q, qUnits, scanUnit)
}

// LeadOn gives the unit that leads the bloc on a day. Errors: NotFound in a day without.
func LeadOn(ctx context.Context, q db.Q, b id.Bloc, on civil.Date) (Unit, error) {
	u, err := db.One(ctx, q, qLeadOn, db.Scalar[id.Unit], b, on)
	if err != nil {
		return Unit{}, err
	}
	return UnitOn(ctx, q, u, on)
}

// MembershipsOf gives in which blocs the units are on a day and whether they lead them.
func MembershipsOf(ctx context.Context, q db.Q, units []id.Unit, on civil.Date) ([]who.Membership, error) {
	var list []who.Membership
	for four := range slices.Chunk(units, 4) {
		args := []any{on, id.Unit(0), id.Unit(0), id.Unit(0), id.Unit(0)}
		for i, u := range four {
			args[i+1] = u
		}
		part, err := db.All(ctx, q, qMembershipsOf, func(r db.Row) (m who.Membership, err error) {
			err = r.Scan(&m.Bloc, &m.Unit, &m.Lead)
			return m, err
		}, args...)
		if err != nil {
			return nil, err
		}
		list = append(list, part...)
	}
	return list, nil
}

// Memberships gives every membership of a bloc, past and future too, oldest first.
func Memberships(ctx context.Context, q db.Q, b id.Bloc) ([]Membership, error) {
	return db.All(ctx, q, qMemberships, scanMembership, b)
}

// Terms gives every term of a bloc, past and future too, oldest first.
func Terms(ctx context.Context, q db.Q, b id.Bloc) ([]Term, error) {
	return db.All(ctx, q, qTerms, scanTerm, b)
}

// A DatedName (tên tại thời điểm) is what a unit is called from a day on.
type DatedName struct {
	Since       civil.Date // zero: from the beginning
	Name, Short string
	Basis       string
}

// Names gives every name of a unit, oldest first.
func Names(ctx context.Context, q db.Q, u id.Unit) ([]DatedName, error) {
	return db.All(ctx, q, qNames, func(r db.Row) (n DatedName, err error) {
		err = r.Scan(&n.Since, &n.Name, &n.Short, &n.Basis)
		return n, err
	}, u)
}

func foldOf(u Unit) string { return vi.Fold(u.Name + " " + u.Short + " " + u.Code) }
