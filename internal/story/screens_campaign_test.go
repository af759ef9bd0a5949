package story

// The year's movement, themed drives and the calendar.
var campaignScreens = []screen{}
