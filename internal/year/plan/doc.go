// Package plan holds the emulation plan of a bloc for a year (kế hoạch thi đua): the
// directive it answers, its contents, targets and measures, and under it what every unit
// plans for itself; and the tasks (nhiệm vụ) that documents assign to units.
//
// The unit that leads the bloc edits the bloc's plan (who.EditPlan); a unit's officer
// edits the unit's own part and the states of its tasks (who.EditUnitPlan). Common
// targets belong to all units, each with its own goal. A whole plan comes from a file
// (thidua-plan/1, or the workbook that ExportBook gives): all of it or nothing, and a
// second time changes nothing. What the bloc's figure is and what a share of the plan
// means stands in rules.go.
package plan
