// Package rolemodel is how role models (điển hình tiên tiến) and good deeds (gương người
// tốt, việc tốt) are found and spread: detect, verify, foster, summarise, replicate.
//
// Anybody of a unit suggests; the head of the unit or the bloc's leader verifies what was
// told; the unit fosters with a plan, a mentor and milestones and writes the story; the
// leader puts it up for replication and other units mark that they applied it, with the
// result. Every step keeps its day, its owner and a note (Step), so the numbers of a period
// (Count) are counted, not typed.
//
// A role model is a person. Whether the name and the face may be shown is a state of the
// object: without consent other units read "một cán bộ của …" (RoleModel.For), and
// consent that is taken back works at once, everywhere, because nothing else is asked.
//
// Timely commendation (khen thưởng kịp thời) is proposed from here (Proposal); what was
// decided is entered in the award list.
package rolemodel
