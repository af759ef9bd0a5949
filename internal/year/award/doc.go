// Package award is the list of commendations (sổ khen thưởng) of the units of a bloc: which
// title or form was given to whom, for which year, by which decision. It is what rules of
// eligibility read as a subject's past, and what the report counts.
//
// The officer of a unit enters what its people and collectives were given, by form, by
// pasting from Excel or from a file; the provincial board may enter for every unit. Nobody
// sees the persons of another unit, except the bloc's leader and the board. Nothing is
// deleted: an award is granted, and may be revoked with its decision (Luật 06/2022 chương VII).
//
// award/roster is the pure engine that reads lists out of office files; registration uses it too.
package award
