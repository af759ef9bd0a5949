package story

// Titles and forms, award list and registrations.
var registrationScreens = []screen{}
