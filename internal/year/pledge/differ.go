package pledge

import (
	"regexp"
	"slices"
	"strings"
)

// A Difference (chỗ khác kế hoạch) is a target whose figures in the pledge are not those of
// the plan: a hint for whoever words the pledge, never a refusal.
type Difference struct {
	Code string
	Says string // the line of the pledge, "" when the target is not in it
	Plan string // what the plan says, "" when it has no such target
}

var (
	coded   = regexp.MustCompile(`^- \[([^\]]+)\] *(.*)$`)
	figures = regexp.MustCompile(`\d+(?:[.,]\d+)*`)
)

// Differences compares the lines of a text that name a target with the plan, by their figures:
// wording is free.
func Differences(source string, g Ground) (list []Difference) {
	said := map[string]string{}
	var codes []string
	for l := range strings.Lines(source) {
		if m := coded.FindStringSubmatch(strings.TrimSpace(l)); m != nil {
			said[m[1]] = m[2]
			codes = append(codes, m[1])
		}
	}
	for _, t := range g.Targets {
		plan := coded.FindStringSubmatch(TargetLine(t, g.Goals, g.Units))[2]
		line, has := said[t.Code]
		if !has || !slices.Equal(numbers(line, t.Name), numbers(plan, t.Name)) {
			list = append(list, Difference{t.Code, line, plan})
		}
		codes = slices.DeleteFunc(codes, func(c string) bool { return c == t.Code })
	}
	for _, c := range codes {
		list = append(list, Difference{Code: c, Says: said[c]})
	}
	return list
}

// numbers gives the figures of a line in order, without those of the target's own name.
func numbers(line, name string) []string {
	list := figures.FindAllString(strings.Replace(line, name, "", 1), -1)
	for i := range list {
		list[i] = strings.ReplaceAll(list[i], ".", "")
	}
	slices.Sort(list)
	return list
}
