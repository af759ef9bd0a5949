//go:build !airgap

package app

import (
	"context"
	"io"
	"net/http"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/platform/mail"
	"thidua/internal/platform/oidc"
	"thidua/internal/year/account/accountweb"
)

// airgap reports whether this build may open no connection to anywhere: go build -tags
// airgap. This file and its twin are the only place where the program reaches out; a test
// asks for it, and traces the other build.
const airgap = false

// postman gives the way to a mail server.
func postman(c mail.Settings) mail.Transport { return mail.NewServer(c) }

// provider gives the way to a single sign-on.
func (a *App) provider(back string) accountweb.Provider { return oidc.New(*a.OIDC, back, a.Clock) }

// fetch reads a small file of another site, for a witness.
func fetch(ctx context.Context, address string) ([]byte, error) {
	bad := fault.New(fault.Invalid, "cli.fetch|Không tải được {address}. Kiểm tra địa chỉ và kết nối, hoặc chép tệp điểm chốt bằng tay.", fault.P{"address": address})
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, bad.Because(err)
	}
	client := &http.Client{Timeout: 30 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	r, err := client.Do(q)
	if err != nil {
		return nil, bad.Because(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	if err != nil || r.StatusCode != http.StatusOK {
		return nil, bad.Because(err)
	}
	return b, nil
}
