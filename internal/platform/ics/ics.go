// Package ics writes calendar feeds (RFC 5545) that mail and phone programs subscribe to:
// whole days, lines that end with CR LF, every event with the moment it was made.
package ics

import (
	"io"
	"time"

	ical "github.com/arran4/golang-ical"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
)

// An Event (mục lịch) is one day, or a stretch of days, of a calendar.
type Event struct {
	UID     string // stays the same when the event changes
	From    civil.Date
	To      civil.Date // last day, included; zero for one day
	Title   string
	Text    string
	Link    string
	Remind  int  // days before, on which the reader's program reminds; 0 for never
	Opaque  bool // the day counts as busy
	Changed time.Time
}

// A Calendar (lịch) is a feed.
type Calendar struct {
	Name   string
	Made   time.Time
	Events []Event
}

// Write writes c to w.
func Write(w io.Writer, c Calendar) (err error) {
	defer fault.Wrap(&err, "ics.Write")
	cal := ical.NewCalendar()
	cal.SetProductId("-//thidua//vi")
	cal.SetMethod(ical.MethodPublish)
	cal.SetName(c.Name)
	cal.SetXWRCalName(c.Name)
	cal.SetRefreshInterval("PT6H")
	cal.SetXPublishedTTL("PT6H")
	for _, e := range c.Events {
		if !e.From.Valid() {
			continue
		}
		to := e.To
		if to.IsZero() || to.Before(e.From) {
			to = e.From
		}
		v := cal.AddEvent(e.UID)
		v.SetDtStampTime(c.Made.UTC())
		v.SetAllDayStartAt(e.From.Time())
		v.SetAllDayEndAt(to.AddDays(1).Time()) // the first day that no longer belongs to it
		v.SetSummary(e.Title)
		if e.Text != "" {
			v.SetDescription(e.Text)
		}
		if e.Link != "" {
			v.SetURL(e.Link)
		}
		show := ical.TransparencyTransparent
		if e.Opaque {
			show = ical.TransparencyOpaque
		}
		v.SetTimeTransparency(show)
		if e.Remind > 0 {
			a := v.AddAlarm()
			a.SetAction(ical.ActionDisplay)
			a.SetTrigger(trigger(e.Remind))
			a.SetProperty(ical.ComponentPropertyDescription, e.Title)
		}
	}
	return cal.SerializeTo(w, ical.WithNewLineWindows)
}

// trigger gives "so many days before" at eight in the morning.
func trigger(days int) string {
	if days == 1 {
		return "-PT16H"
	}
	return "-P" + string(rune('0'+min(days, 9)-1)) + "DT16H"
}
