package journalweb

import (
	"net/http"
	"strconv"

	"thidua/internal/base/fault"
	"thidua/internal/platform/web"
)

// newest serves the newest checkpoint at the address that C2SP tlog-tiles fixes, for witnesses
// and for other programs that read such logs. It holds a size and a hash, and nothing of what
// was done.
func (h *handler) newest(w http.ResponseWriter, r *web.Request) error {
	s, err := h.s.Newest(r.Context())
	if err != nil {
		return err
	}
	if s.N == 0 {
		return fault.New(fault.NotFound, "journal.unsigned|Nhật ký chưa được ký lần nào. Máy chủ ký trong vòng một phút sau thay đổi đầu tiên.")
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, err = w.Write([]byte(s.Note))
	return err
}

// tile serves a piece of the log. A piece never changes.
func (h *handler) tile(w http.ResponseWriter, r *web.Request) error {
	b, err := h.s.Tile(r.Context(), r.Actor, r.PathValue("path"))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Length", strconv.Itoa(len(b)))
	w.Header().Set("Cache-Control", "private, max-age=31536000, immutable")
	_, err = w.Write(b)
	return err
}
