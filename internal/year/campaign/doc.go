// Package campaign holds the emulation movement of a bloc: the regular campaign of the
// year and its drives (phong trào thường xuyên, đợt thi đua, thi đua theo chuyên đề), how
// each was launched, how every unit joined and launched it again inside, what was
// reported, summed up and proposed for commendation, and how well it was led.
//
// The unit that leads the bloc (or the provincial board) writes and launches a campaign
// (who.EditCampaign); a unit's officer or head answers for the unit (who.JoinCampaign);
// members and the board read. A campaign goes draft → launched → mid-term summary → final
// summary → closed; transitions is the whole table. A draft is seen by those who may edit it.
//
// The quality of launching, steering and advising is judged in the open: quality.go counts
// what was recorded, check by check; the leader adds a grade of its own, with words where
// it differs.
//
// Addresses of the calendar feed hold a token of 256 bits of which only the hash is stored.
package campaign
