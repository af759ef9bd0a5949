// Package review is the second half of the year (rà soát 6 tháng cuối năm): which target
// slips in which unit, which fields are weak, what was decided about it, and where every
// figure comes from and goes to.
//
// Pure rules: pace.go (tiến độ so với kế hoạch, ước cả năm), weak.go (lĩnh vực yếu, bảng
// nhiệt, trung vị), bench.go (bàn rà soát, built of the earlier stages' data), answer.go
// (trách nhiệm), trace.go (đường đi của số liệu). Thresholds and expectations belong to
// the bloc (Setting, Expectation) and are shown beside what they decide.
//
// Decisions: an urgent task (nhiệm vụ cấp bách) is an assigned task of the plan that the
// bloc singled out, with the cell, finding or remark it rests on; an adjustment (điều
// chỉnh chỉ tiêu) is proposed by the unit or the bloc's secretary and approved by the head
// of the leading unit, and keeps the old value. Who may do what stands in base/who:
// review.decide, target.adjust, target.approve.
package review

import "embed"

// Migrations holds the tables of this capability.
//
//go:embed migration/*.sql
var Migrations embed.FS
