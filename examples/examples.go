// Package examples holds the workbooks offered on the demo page: what three units of the
// sample bloc would send. All figures are invented (số liệu minh họa).
package examples

import "embed"

// Files holds the workbooks by name.
//
//go:embed *.xlsx
var Files embed.FS

// Of gives the name of the workbook of a unit by its code, "" for none.
func Of(unit string) string {
	name := unit + "-so-lieu-6-thang-2022.xlsx"
	if f, err := Files.Open(name); err == nil {
		f.Close()
		return name
	}
	return ""
}
