// Package fault holds the one error type of the house: a kind that decides the
// answer (HTTP status, exit code), a message that a person can act on, and the
// fields it concerns.
//
// A message is written as "id|Vietnamese text" at the place where it arises; the
// English text of the same id stands in the *.en.txt file of the capability.
// Parameters are named: "web.413|Tệp lớn hơn {n} MB. Chia nhỏ hoặc nén ảnh rồi tải lại."
package fault

import (
	"errors"
	"fmt"
	"strings"
)

// Kind is the class of an error. The zero value is Internal: an unexpected failure
// whose text is never shown to a user.
type Kind int

const (
	Internal Kind = iota // anything unexpected: logged, shown as a code
	Invalid              // what was typed or sent is not acceptable
	Denied               // the actor may not do this
	NotFound             // no such object, or not for this actor
	Conflict             // somebody else changed it, or the state does not allow it
	Gone                 // it was deleted
	Busy                 // try again later
	TooLarge             // over a limit set before reading
)

// P are the named parameters of a message.
type P map[string]any

// Field is the message of one field of a form or one cell of a table.
type Field struct {
	Name string // name of the input, or address of the cell
	Msg  string // "id|Vietnamese text"
	Args P
}

// Error is a failure with a kind and a message for people.
type Error struct {
	Kind   Kind
	Msg    string // "id|Vietnamese text"; empty for Internal
	Args   P
	Fields []Field
	Err    error  // the cause, may be nil
	Log    string // what the audit log calls it when somebody is refused for this, "" when it notes nothing
}

// New makes an error of kind k with the message msg ("id|Vietnamese text").
func New(k Kind, msg string, args ...P) *Error {
	e := &Error{Kind: k, Msg: msg}
	for _, a := range args {
		if e.Args == nil {
			e.Args = P{}
		}
		for n, v := range a {
			e.Args[n] = v
		}
	}
	return e
}

// Because attaches the cause err to e and returns e.
func (e *Error) Because(err error) *Error { e.Err = err; return e }

// Noted makes the audit log note that somebody was refused for this, under the name did.
func (e *Error) Noted(did string) *Error { e.Log = did; return e }

// With adds the message of one field and returns e.
func (e *Error) With(field, msg string, args ...P) *Error {
	f := Field{Name: field, Msg: msg}
	for _, a := range args {
		f.Args = a
	}
	e.Fields = append(e.Fields, f)
	return e
}

// Error gives the Vietnamese text with its parameters filled in, then the cause.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(Text(e.Msg, e.Args))
	for _, f := range e.Fields {
		if b.Len() > 0 {
			b.WriteString(" ")
		}
		b.WriteString(f.Name + ": " + Text(f.Msg, f.Args))
	}
	if e.Err != nil {
		if b.Len() > 0 {
			b.WriteString(": ")
		}
		b.WriteString(e.Err.Error())
	}
	return b.String()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Text gives the Vietnamese text of "id|text" with {name} parameters filled in.
func Text(msg string, args P) string {
	if _, t, ok := strings.Cut(msg, "|"); ok {
		msg = t
	}
	return Fill(msg, args)
}

// Fill replaces each {name} in text by the parameter of that name.
func Fill(text string, args P) string {
	if len(args) == 0 || !strings.Contains(text, "{") {
		return text
	}
	var b strings.Builder
	for {
		i := strings.IndexByte(text, '{')
		if i < 0 {
			break
		}
		j := strings.IndexByte(text[i:], '}')
		if j < 0 {
			break
		}
		v, ok := args[text[i+1:i+j]]
		b.WriteString(text[:i])
		if ok {
			fmt.Fprint(&b, v)
		} else {
			b.WriteString(text[i : i+j+1])
		}
		text = text[i+j+1:]
	}
	b.WriteString(text)
	return b.String()
}

// KindOf gives the kind of err: that of the first Error in its chain, else Internal.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

// Is reports whether err is of kind k.
func Is(err error, k Kind) bool { return err != nil && KindOf(err) == k }

// Wrap adds the place to *err when it is not nil; used once per exported function:
//
//	defer fault.Wrap(&err, "pledge.Sign(%v)", id)
func Wrap(err *error, format string, args ...any) {
	if *err != nil {
		*err = &wrapped{place: fmt.Sprintf(format, args...), err: *err}
	}
}

type wrapped struct {
	place string
	err   error
}

func (w *wrapped) Error() string { return w.place + ": " + w.err.Error() }
func (w *wrapped) Unwrap() error { return w.err }
