package story

// The conference: chair, hall, phone, minutes.
var conferenceScreens = []screen{}
