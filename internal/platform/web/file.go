package web

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"thidua/internal/base/fault"
)

func queryEscape(s string) string { return url.QueryEscape(s) }

func asFault(err error) (*fault.Error, bool) { return errors.AsType[*fault.Error](err) }

func isTooLarge(err error) bool {
	_, ok := errors.AsType[*http.MaxBytesError](err)
	return ok
}

// ErrFile answers an upload without a file.
var errNoFile = fault.New(fault.Invalid, "web.nofile|Chọn một tệp rồi bấm nút gửi.")

// File reads the uploaded file of the form field name: its base name and its bytes. The
// route's Upload bounds the size.
func (r *Request) File(name string) (string, []byte, error) {
	if err := r.ParseMultipartForm(8 << 20); err != nil {
		if isTooLarge(err) {
			return "", nil, fault.New(fault.TooLarge, "web.413|Tệp lớn hơn {n} MB. Chia nhỏ hoặc nén ảnh rồi tải lại.", fault.P{"n": r.Route.Upload >> 20}).Because(err)
		}
		return "", nil, errNoFile
	}
	defer r.MultipartForm.RemoveAll()
	legibleValues(r.MultipartForm.Value)
	legibleValues(r.PostForm)
	legibleValues(r.Form)
	f, h, err := r.FormFile(name)
	if err != nil {
		return "", nil, errNoFile
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err != nil {
		return "", nil, err
	}
	return legible(h.Filename), b, r.setOnce(func(w io.Writer) error {
		writeValues(w, r.MultipartForm.Value)
		fmt.Fprintf(w, "%q %d\n", h.Filename, len(b))
		_, err := w.Write(b)
		return err
	})
}

// Download writes a file to save: body under the given name and content type.
func Download(w http.ResponseWriter, name, contentType string, body []byte) error {
	h := w.Header()
	h.Set("Content-Type", contentType)
	h.Set("Content-Length", fmt.Sprint(len(body)))
	h.Set("Content-Disposition", "attachment; filename*=UTF-8''"+strings.ReplaceAll(url.QueryEscape(name), "+", "%20"))
	_, err := w.Write(body)
	return err
}
