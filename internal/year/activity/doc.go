// Package activity is what units do to teach and to carry out guiding documents: political
// education (sinh hoạt chính trị), making a document known (quán triệt), studying and
// following an example (học tập và làm theo).
//
// The unit's officer reports an activity with its basis (a document of the register), its
// day, who was to come and who came, and evidence. The bloc's leader reads all units and
// sees who has not done anything about a document yet (Coverage); the numbers of a period
// (Count) go into the report.
package activity
