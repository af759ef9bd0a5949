package story

// The pledge: its text, its signatures, its amendments.
var pledgeScreens = []screen{}
