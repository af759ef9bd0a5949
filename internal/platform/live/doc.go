// Package live tells open pages that something changed (kênh trực tiếp): server-sent events
// to many readers at once, on one or several server processes.
//
// What is watched is a topic ("conference/8fk"). A change of it calls Grow in its own
// transaction, which gives the change its sequence number in the outbox (live_topic), and
// Hub.Changed once it is committed. Other processes learn of it through PostgreSQL's
// NOTIFY, whose payload is the topic alone, and by looking at the outbox every second or
// two, so a lost notification costs a second and never a change.
//
// What readers see is a channel: a topic in one form for one class of readers, such as
// "conference/8fk#phone-vi". The form is made once per change and class (Source) and the
// same bytes go to every reader of the class. A frame carries the whole state and the stretch
// of changes that it covers: "57 56" means everything up to 57, for whoever had everything
// up to 56. A reader that comes back names the last number it had (Last-Event-ID) and gets
// one frame that covers all it missed; one that reads slowly gets fewer frames that cover
// more. So nothing is queued per reader, nothing is lost and nothing comes twice.
//
// A stream asks again whether its reader may still see it, before every frame and every heartbeat,
// and ends when not. A page without the stream asks for the same frame in ordinary
// requests (Hub.Frame).
package live
