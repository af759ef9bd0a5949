package review

import (
	"slices"
	"strings"

	"thidua/internal/base/civil"
)

// A Node (điểm trên đường đi của số liệu) is one thing on the way from a clause of the
// directive to a figure and on to what was decided about it. ID is what the panel prints
// and `thidua trace` takes: "value/khoi-3/2022-H1/tand/C01".
type Node struct {
	ID    string   `json:"id"`
	Kind  string   `json:"kind"` // document, clause, content, target, value, total, paragraph, field, task, urgent, adjustment, …
	Title string   `json:"title"`
	Text  string   `json:"text,omitempty"`
	Facts []Fact   `json:"facts,omitempty"`
	Href  string   `json:"href,omitempty"`
	Up    []string `json:"why,omitempty"`   // what it comes from (vì sao có)
	Down  []string `json:"where,omitempty"` // what it goes into (đi đâu)
	Say   Words    `json:"-"`               // Title, for pages in another language; empty when people named it
	on    subject
}

// A Fact (dữ kiện) is one line about a node: file, cell, person, time.
type Fact struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	Label string `json:"-"` // Name as a message
	Say   Words  `json:"-"` // Value, when it is a message
}

// A Trail (đường đi) is a node with everything that leads to it and that it leads to,
// nearest first. Level tells how many steps away a node is.
type Trail struct {
	Start Node   `json:"start"`
	Why   []Step `json:"why"`
	Where []Step `json:"where"`
	More  bool   `json:"more,omitempty"` // longer than the bound
}

// A Step (bước) is a node on a trail.
type Step struct {
	Level int `json:"level"`
	Node
}

// KindLabel gives the name of a kind of node shown to people.
func KindLabel(kind string) string {
	switch kind {
	case "document":
		return "trace.document|Văn bản"
	case "clause":
		return "trace.clause|Điểm, mục của văn bản"
	case "content":
		return "trace.content|Nội dung thi đua"
	case "target":
		return "trace.target|Chỉ tiêu"
	case "pledge":
		return "trace.pledge|Giao ước"
	case "text":
		return "trace.text|Phần lời của đơn vị"
	case "value":
		return "trace.value|Số liệu"
	case "total":
		return "trace.total|Số của Khối"
	case "activities":
		return "trace.activities|Sinh hoạt chính trị"
	case "models":
		return "trace.models|Điển hình tiên tiến"
	case "paragraph":
		return "trace.paragraph|Đoạn của báo cáo"
	case "remark":
		return "trace.remark|Góp ý"
	case "finding":
		return "trace.finding|Kết luận hội nghị"
	case "field":
		return "trace.field|Lĩnh vực"
	case "task":
		return "trace.task|Nhiệm vụ"
	case "urgent":
		return "trace.urgent|Nhiệm vụ cấp bách"
	case "adjustment":
		return "trace.adjustment|Điều chỉnh chỉ tiêu"
	case "campaign":
		return "trace.campaign|Đợt thi đua"
	}
	return "trace.other|Mục khác"
}

// A subject is what a node is about, as far as it bounds the way: a figure of one unit does not
// go into another unit's, nor into one of the same time, although both come from one target and
// one pledge names both.
type subject struct {
	period           civil.Period // of a figure
	unit, code       string       // "" says nothing about it
	anyUnit, anyCode bool         // many come together here: from here on all may follow
}

// about gives the subject that an id itself tells.
func about(kind string, p []string) (s subject) {
	switch kind {
	case "value":
		s = subject{period: civil.Period(p[1]), unit: p[2], code: p[3]}
	case "total":
		s = subject{code: p[2], anyUnit: true}
	case "target":
		s.code = p[len(p)-1]
		if len(p) == 4 {
			s.unit = p[2]
		}
	case "pledge":
		if len(p) == 2 {
			s.code = p[1]
		}
	case "field", "paragraph", "finding", "remark", "urgent":
		s = subject{anyUnit: true, anyCode: true}
	}
	return s
}

// then gives what holds after a step to x, ok false when the way does not lead there. Along a
// way figures follow each other in time, and all points between two gathering ones are of one
// unit and one target: the same forward and back.
func (s subject) then(x subject, forward bool) (_ subject, ok bool) {
	next := s
	if x.period != "" {
		if s.period != "" && (s.period.To().Before(x.period.To()) != forward || s.period.To() == x.period.To()) {
			return s, false
		}
		next.period = x.period
	}
	for _, d := range []struct {
		any bool
		was *string
		is  string
	}{{x.anyUnit, &next.unit, x.unit}, {x.anyCode, &next.code, x.code}} {
		switch {
		case d.any:
			*d.was = ""
		case d.is != "" && *d.was != "" && d.is != *d.was:
			return s, false
		case d.is != "":
			*d.was = d.is
		}
	}
	return next, true
}

// walk goes from start along its Down, or its Up when forward is false, level by level, at most
// limit nodes; look gives a node, ok false for one that is not there or not for the reader.
func walk(start Node, limit int, forward bool, look func(id string) (Node, bool, error)) (list []Step, more bool, err error) {
	type place struct {
		id string
		on subject
	}
	type at struct {
		Node
		on subject
	}
	first, _ := subject{}.then(start.on, forward)
	listed, been := map[string]bool{start.ID: true}, map[place]bool{{start.ID, first}: true}
	level := []at{{start, first}}
	for depth := 1; len(level) > 0; depth++ {
		var following []at
		for _, n := range level {
			next := n.Up
			if forward {
				next = n.Down
			}
			for _, id := range next {
				x, ok, err := look(id)
				if err != nil {
					return nil, false, err
				}
				if !ok {
					continue
				}
				on, leads := n.on.then(x.on, forward)
				if !leads || been[place{id, on}] {
					continue
				}
				been[place{id, on}] = true
				if !listed[id] {
					if listed[id] = true; len(list) >= limit {
						return list, true, nil
					}
					list = append(list, Step{depth, x})
				}
				following = append(following, at{x, on})
			}
		}
		level = following
	}
	return list, false, nil
}

// TrailIn gives the way of a node among nodes that are at hand, without a bound.
func TrailIn(nodes map[string]Node, from string) (t Trail) {
	look := func(id string) (Node, bool, error) { n, ok := nodes[id]; return n, ok, nil }
	t, _ = trailOf(nodes[from], len(nodes), look)
	return t
}

// trailOf walks from a node in both directions, at most limit nodes in each.
func trailOf(start Node, limit int, look func(id string) (Node, bool, error)) (t Trail, err error) {
	t.Start = start
	if t.Why, t.More, err = walk(start, limit, false, look); err != nil {
		return t, err
	}
	var more bool
	t.Where, more, err = walk(start, limit, true, look)
	t.More = t.More || more
	return t, err
}

// add appends ids that are not there yet.
func add(list []string, ids ...string) []string {
	for _, id := range ids {
		if id != "" && !slices.Contains(list, id) {
			list = append(list, id)
		}
	}
	return list
}

// cut splits an id into its kind and its parts.
func cut(id string) (kind string, parts []string) {
	kind, rest, _ := strings.Cut(id, "/")
	return kind, strings.Split(rest, "/")
}
