package backup

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
	"unicode/utf8"
)

// appendRow adds one row as a line of JSON. The same row always gives the same line.
func appendRow(b []byte, row []any) ([]byte, error) {
	b = append(b, '[')
	for i, v := range row {
		if i > 0 {
			b = append(b, ',')
		}
		switch v := v.(type) {
		case nil:
			b = append(b, "null"...)
		case int64:
			b = strconv.AppendInt(b, v, 10)
		case []byte:
			b = append(b, `{"b":"`+base64.StdEncoding.EncodeToString(v)+`"}`...)
		case string:
			if !utf8.ValidString(v) {
				b = append(b, `{"t":"`+base64.StdEncoding.EncodeToString([]byte(v))+`"}`...)
				continue
			}
			q, err := quote(v)
			if err != nil {
				return nil, err
			}
			b = append(b, q...)
		default:
			return nil, fmt.Errorf("backup: value of type %T", v)
		}
	}
	return append(b, ']', '\n'), nil
}

func quote(s string) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(s)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// parseRow reads a line of appendRow.
func parseRow(line []byte) ([]any, error) {
	var cells []json.RawMessage
	if err := json.Unmarshal(line, &cells); err != nil {
		return nil, err
	}
	row := make([]any, len(cells))
	for i, c := range cells {
		switch {
		case string(c) == "null":
		case c[0] == '"':
			var s string
			if err := json.Unmarshal(c, &s); err != nil {
				return nil, err
			}
			row[i] = s
		case c[0] == '{':
			var v struct{ B, T *[]byte }
			if err := json.Unmarshal(c, &v); err != nil {
				return nil, err
			}
			switch {
			case v.B != nil:
				row[i] = *v.B
			case v.T != nil:
				row[i] = string(*v.T)
			default:
				return nil, fmt.Errorf("backup: value %s", c)
			}
		default:
			n, err := strconv.ParseInt(string(c), 10, 64)
			if err != nil {
				return nil, err
			}
			row[i] = n
		}
	}
	return row, nil
}
