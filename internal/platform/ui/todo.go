package ui

// A Todo is what a stage asks of a reader now, for the first screens: as one of a unit, as the
// head of a unit, as one of those who lead.
type Todo struct {
	Unit, Head, Lead []TodoItem
}

// A TodoItem is one line of such a list, a link to where the thing is done.
type TodoItem struct {
	Text, Href  string
	Hint        string // how far, until when
	Kind, State string // of the tag; "" for none
	Late        bool
}

// Add joins what several stages ask.
func (t *Todo) Add(o Todo) {
	t.Unit, t.Head, t.Lead = append(t.Unit, o.Unit...), append(t.Head, o.Head...), append(t.Lead, o.Lead...)
}
