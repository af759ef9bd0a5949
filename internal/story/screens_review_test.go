package story

// The second half: workbench, decisions, trace, dashboards, search.
var reviewScreens = []screen{}
