package story

// The public face: articles, comments, mail.
var portalScreens = []screen{}
