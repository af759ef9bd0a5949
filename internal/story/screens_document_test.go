package story

// Issued documents: numbering, text, signed files.
var documentScreens = []screen{}
