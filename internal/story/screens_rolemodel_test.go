package story

// Role models and activities.
var rolemodelScreens = []screen{}
