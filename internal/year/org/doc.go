// Package org knows who belongs together: blocs and clusters (khối, cụm thi đua), units
// (đơn vị), their memberships and the terms of the units that lead (nhiệm kỳ Khối trưởng).
//
// Everything that changes from year to year has dates. A membership or a term runs from
// its first to its last day, both included; no last day means open. The bloc leader is a
// unit, never a person, and its powers follow the dates of its term: there is no flag to
// set or to forget. A unit keeps every name it ever had, with the day from which it bore
// it, so that an old paper shows the name of its time.
//
// The order of the members is that of the decision that formed the bloc (thứ tự), never
// the alphabet. Members see of each other what the bloc's Peers setting says; the default
// is nothing but their own, because armed forces, police and prisons are among them.
package org
