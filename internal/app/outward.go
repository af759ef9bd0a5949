//go:build !airgap

package app

import (
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
