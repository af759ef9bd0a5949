package account

import (
	"context"
	"strconv"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/db"
	"thidua/internal/year/org"
)

// A Vacancy (chỗ chưa có tài khoản) is a role that nobody holds in a unit of a bloc.
type Vacancy struct {
	Unit org.Unit
	Role who.Role
}

// Vacancies gives the roles of officer and head that nobody holds on a day in the units that are in a bloc then.
func Vacancies(ctx context.Context, q db.Q, day civil.Date) (list []Vacancy, units int, err error) {
	defer fault.Wrap(&err, "account.Vacancies")
	type post struct {
		unit id.Unit
		role who.Role
	}
	held := map[post]bool{}
	posts, err := db.All(ctx, q, qHeld, func(r db.Row) (p post, err error) { err = r.Scan(&p.unit, &p.role); return p, err }, day, false)
	if err != nil {
		return nil, 0, err
	}
	for _, p := range posts {
		held[p] = true
	}
	blocs, err := org.Blocs(ctx, q)
	if err != nil {
		return nil, 0, err
	}
	seen := map[id.Unit]bool{}
	for _, b := range blocs {
		members, err := org.Members(ctx, q, b.ID, day)
		if err != nil {
			return nil, 0, err
		}
		for _, m := range members {
			if seen[m.Unit.ID] {
				continue
			}
			seen[m.Unit.ID] = true
			for _, role := range []who.Role{who.Officer, who.Head} {
				if !held[post{m.Unit.ID, role}] {
					list = append(list, Vacancy{m.Unit, role})
				}
			}
		}
	}
	return list, len(seen), nil
}

// Fill makes an account for each vacancy, without a password: whoever gets it is invited.
func (s *Service) Fill(ctx context.Context, by who.Actor, list []Vacancy) (made []User, err error) {
	defer fault.Wrap(&err, "account.Fill")
	err = s.InTx(ctx, func(tx *db.Tx) error {
		made = nil
		for _, v := range list {
			d := Draft{Login: "canbo-" + v.Unit.Code, Name: "Cán bộ TĐKT " + v.Unit.Short, Posts: []Post{{Unit: v.Unit.ID, Role: v.Role, From: s.Today()}}}
			if v.Role == who.Head {
				d.Login, d.Name = "thutruong-"+v.Unit.Code, "Thủ trưởng "+v.Unit.Short
			}
			d.Login = d.Login[:min(len(d.Login), 60)]
			if r := []rune(d.Name); len(r) > 100 {
				d.Name = string(r[:100])
			}
			for n, login := 2, d.Login; ; n++ { // the name may be that of an account that is closed
				if _, err := UserByLogin(ctx, tx, d.Login); fault.Is(err, fault.NotFound) {
					break
				} else if err != nil {
					return err
				}
				d.Login = login + "-" + strconv.Itoa(n)
			}
			u, err := s.CreateUser(ctx, tx, by, d)
			if err != nil {
				return err
			}
			made = append(made, u)
		}
		return nil
	})
	return made, err
}
