//go:build airgap

package app

import (
	"context"

	"thidua/internal/platform/mail"
	"thidua/internal/year/account/accountweb"
)

const airgap = true

// postman is never asked: settings of a mail server are refused at the start.
func postman(mail.Settings) mail.Transport { return nil }

// provider is never asked: settings of a single sign-on are refused at the start.
func (a *App) provider(string) accountweb.Provider { return nil }

func benchLive(context.Context, console, []string) error {
	return badCall("Bản cách ly mạng không có phép đo bench live: phép đo này mở kết nối mạng. Đo bằng bản thường.")
}

func benchPhones(context.Context, console) error { return benchLive(nil, console{}, nil) }

func fetch(context.Context, string) ([]byte, error) { return nil, nil } // followSite has refused
