package registration

import (
	"context"
	"slices"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/platform/db"
	"thidua/internal/year/award"
)

// originPrefix begins what names a line as the request that an award answers.
const originPrefix = "registration/"

// Origin gives the origin of the award that answers a line.
func (l Line) Origin() string { return originPrefix + l.ID.String() }

// LineOfOrigin gives the line that asked for an award; ok is false when another stage did.
func LineOfOrigin(origin string) (l LineID, ok bool) {
	rest, ok := strings.CutPrefix(origin, originPrefix)
	if !ok {
		return 0, false
	}
	l, err := id.Parse[Line](rest)
	return l, err == nil
}

// Awaiting (dòng chờ quyết định) gives the lines of every consolidated round of a bloc: those
// whose answer is the decision of the competent authority.
func (s *Service) Awaiting(ctx context.Context, q db.Q, b id.Bloc) (list []award.Candidate, err error) {
	defer fault.Wrap(&err, "registration.Awaiting")
	c, err := s.Catalog.Current(ctx, q)
	if err != nil {
		return nil, err
	}
	names := namesOf(c)
	rounds, err := Rounds(ctx, q, b)
	if err != nil {
		return nil, err
	}
	for _, r := range rounds {
		if r.Open() {
			continue
		}
		lists, err := OfBloc(ctx, q, b, r.Year)
		if err != nil {
			return nil, err
		}
		units := map[ID]Registration{}
		for _, x := range lists {
			units[x.ID] = x
		}
		lines, err := db.All(ctx, q, qReceived, scanLine, b, r.Year)
		if err != nil {
			return nil, err
		}
		for _, l := range lines {
			list = append(list, award.Candidate{Origin: l.Origin(), Unit: units[l.Registration].Unit, Subject: l.Subject, Name: l.Name, Born: l.Born, Post: l.Post, Title: l.Title, Asked: names(l.Title),
				Year: r.Year, Mode: award.Regular, Of: "award.of.registration|Đăng ký năm {year}", Args: fault.P{"year": r.Year}, Page: "/dong-dang-ky/" + l.ID.String()})
		}
	}
	return slices.Clip(list), nil
}

var qReceived = db.SQL("registration.received", `SELECT l.id, l.list, l.subject, l.name, l.born, l.post, l.title, l.facts, l.flag, l.checked FROM registration_line l JOIN registration_list r ON r.id = l.list
WHERE r.bloc = $1 AND r.year = $2 AND r.state = 'received' ORDER BY r.unit, l.sort, l.id`)
