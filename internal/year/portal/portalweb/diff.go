package portalweb

import "strings"

func splitParagraphs(s string) []string {
	var out []string
	for _, p := range strings.Split(s, "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

// compare gives the paragraphs of a text with those that came and went since another: the
// longest common sequence stays unmarked.
func compare(before, after []string) []diffLine {
	n, m := len(before), len(after)
	if n*m > 1<<20 { // too long to compare: everything is new
		n, before = 0, nil
	}
	common := make([][]int, n+1)
	for i := range common {
		common[i] = make([]int, m+1)
	}
	for i := n - 1; i >= 0; i-- {
		for j := m - 1; j >= 0; j-- {
			if before[i] == after[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	var out []diffLine
	add := func(kind, text string) {
		if text != "" {
			out = append(out, diffLine{kind, text})
		}
	}
	i, j := 0, 0
	for i < n || j < m {
		switch {
		case i < n && j < m && before[i] == after[j]:
			add("", after[j])
			i, j = i+1, j+1
		case i < n && (j == m || common[i+1][j] >= common[i][j+1]):
			add("del", before[i])
			i++
		default:
			if n > 0 {
				add("ins", after[j])
			} else {
				add("", after[j])
			}
			j++
		}
	}
	return out
}
