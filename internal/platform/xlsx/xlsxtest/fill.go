// Package xlsxtest fills in workbooks as a person would, for tests of what comes back.
package xlsxtest

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strings"

	"thidua/internal/platform/intake"
)

// Fill writes into cells of a workbook that has them: numbers as numbers, anything else as
// text. The keys are "sheet!A1".
func Fill(file []byte, cells map[string]string) ([]byte, error) {
	book, err := intake.Open("fill.xlsx", file, intake.Default)
	if err != nil {
		return nil, err
	}
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	done := 0
	for _, f := range z.File {
		text, err := read(f)
		if err != nil {
			return nil, err
		}
		for i, s := range book.Sheets {
			if f.Name != fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1) {
				continue
			}
			for at, v := range cells {
				if name, cell, _ := strings.Cut(at, "!"); name == s.Name {
					if text, err = put(text, cell, v); err != nil {
						return nil, err
					}
					done++
				}
			}
		}
		o, err := w.Create(f.Name)
		if err != nil {
			return nil, err
		}
		if _, err := io.WriteString(o, text); err != nil {
			return nil, err
		}
	}
	if done != len(cells) {
		return nil, fmt.Errorf("xlsxtest: %d of %d cells are in sheets of the workbook", done, len(cells))
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func read(f *zip.File) (string, error) {
	r, err := f.Open()
	if err != nil {
		return "", err
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	return string(b), err
}

func put(text, cell, v string) (string, error) {
	re := regexp.MustCompile(`<c r="` + cell + `"( s="\d+")?[^>]*?(/>|>.*?</c>)`)
	if !re.MatchString(text) {
		return "", fmt.Errorf("xlsxtest: the workbook has no cell %s", cell)
	}
	kind, body := "", `<v>`+v+`</v></c>`
	if strings.Trim(v, "0123456789.") != "" || v == "" {
		kind, body = ` t="inlineStr"`, `<is><t xml:space="preserve">`+v+`</t></is></c>`
	}
	return re.ReplaceAllString(text, `<c r="`+cell+`"$1`+kind+`>`+body), nil
}
