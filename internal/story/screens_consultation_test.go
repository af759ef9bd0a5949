package story

// The draft report under consultation.
var consultationScreens = []screen{}
