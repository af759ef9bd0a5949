package review

import (
	"slices"
	"strings"
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
}

// A Fact (dữ kiện) is one line about a node: file, cell, person, time.
type Fact struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

func (n *Node) fact(name, value string) {
	if value != "" {
		n.Facts = append(n.Facts, Fact{name, value})
	}
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

// walk goes from start along next, level by level, at most limit nodes; look gives a node,
// ok false for one that is not there or not for the reader.
func walk(start Node, limit int, next func(Node) []string, look func(id string) (Node, bool, error)) (list []Step, more bool, err error) {
	seen := map[string]bool{start.ID: true}
	level := []Node{start}
	for depth := 1; len(level) > 0; depth++ {
		var following []Node
		for _, n := range level {
			for _, id := range next(n) {
				if seen[id] {
					continue
				}
				seen[id] = true
				if len(list) >= limit {
					return list, true, nil
				}
				x, ok, err := look(id)
				if err != nil {
					return nil, false, err
				}
				if ok {
					list, following = append(list, Step{depth, x}), append(following, x)
				}
			}
		}
		level = following
	}
	return list, false, nil
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
