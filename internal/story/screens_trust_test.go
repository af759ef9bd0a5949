package story

// What happened, who may sign in, what is kept: the pages of trust.
var trustScreens = []screen{}
