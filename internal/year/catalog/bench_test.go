package catalog

import (
	"fmt"
	"testing"

	"thidua/internal/base/civil"
	"thidua/internal/year/catalog/rulebook"
)

// BenchmarkLoad reads and compiles all shipped books.
func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := Load(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRegistrations checks 10,000 registrations, each against every rule of its title:
// the figure to keep is 1 s.
func BenchmarkRegistrations(b *testing.B) {
	c := load(b)
	titles := []string{"LĐTT", "CSTĐCS", "CSTĐ cấp tỉnh", "CSTĐTQ", "BKTTg"}
	b.ReportAllocs()
	for b.Loop() {
		for i := range 10_000 {
			f := rulebook.Facts{Subject: "person", Year: 2022, Received: civil.Date{Year: 2022, Month: 12, Day: 20}, Initiatives: []rulebook.Initiative{{Year: 2021, Scope: "province"}},
				Discipline: []rulebook.Penalty{}, Rating: map[string]string{"2022": "HTTNV", "2021": "HTXSNV"}, Counts: map[string]int{"lđtt": 100, "cstđcs_proposed": 15, "registered": 1}}
			for y := 2015 + i%8; y <= 2022; y++ {
				f.History = append(f.History, rulebook.Held{Year: y, Title: "CSTĐCS"}, rulebook.Held{Year: y, Title: "LĐTT", Decision: fmt.Sprint(i)})
			}
			book, err := c.Books().Choose("civil", f.Year, f.Received)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := book.Explain(titles[i%len(titles)], f); err != nil {
				b.Fatal(err)
			}
		}
	}
}
