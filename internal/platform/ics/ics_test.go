package ics

import (
	"bytes"
	"strings"
	"testing"
	"time"

	ical "github.com/arran4/golang-ical"

	"thidua/internal/base/civil"
)

func day(s string) civil.Date {
	d, err := civil.ParseISO(s)
	if err != nil {
		panic(err)
	}
	return d
}

func TestWrite(t *testing.T) {
	long := strings.Repeat("Thi đua chào mừng Quốc khánh; hạn, ", 8) + "hết"
	c := Calendar{Name: "Khối 3, lịch", Made: time.Date(2022, 7, 5, 1, 0, 0, 0, time.UTC), Events: []Event{
		{UID: "a@thidua", From: day("2022-09-02"), Title: long, Text: "Dòng 1\nDòng 2", Link: "https://x.test/nam/2022", Remind: 1},
		{UID: "b@thidua", From: day("2022-12-30"), To: day("2023-01-01"), Title: "Nhiều ngày", Remind: 7},
		{UID: "c@thidua", Title: "Không ngày"},
	}}
	var w, again bytes.Buffer
	if err := Write(&w, c); err != nil {
		t.Fatal(err)
	}
	if err := Write(&again, c); err != nil || again.String() != w.String() {
		t.Error("the same calendar gave different bytes")
	}
	s := w.String()
	if n := strings.Count(s, "\n"); n == 0 || strings.Count(s, "\r\n") != n {
		t.Errorf("%d line ends, %d of them CR LF", n, strings.Count(s, "\r\n"))
	}
	for _, l := range strings.Split(s, "\r\n") {
		if len(l) > 75 {
			t.Errorf("a line of %d bytes: %q", len(l), l)
		}
	}
	if strings.Count(s, "DTSTAMP") != 2 {
		t.Errorf("not every event has a stamp:\n%s", s)
	}
	for _, want := range []string{"DTSTART;VALUE=DATE:20220902", "DTEND;VALUE=DATE:20220903", "DTEND;VALUE=DATE:20230102", "TRIGGER:-PT16H", "TRIGGER:-P6DT16H", "METHOD:PUBLISH", "X-WR-CALNAME:Khối 3\\, lịch"} {
		if !strings.Contains(s, want) {
			t.Errorf("%q is missing in\n%s", want, s)
		}
	}
	// Another reader gets the words back whole.
	back, err := ical.ParseCalendar(strings.NewReader(s))
	if err != nil || len(back.Events()) != 2 {
		t.Fatalf("%d events, %v", len(back.Events()), err)
	}
	if got := back.Events()[0].GetProperty(ical.ComponentPropertySummary).Value; got != long {
		t.Errorf("%q", got)
	}
}
