package account

import (
	_ "embed"
	"encoding/json"
	"strings"
	"sync"
)

// commonList is the list of a package; see common/README.md for its version and licence.
//
//go:embed common/passwords.json
var commonList []byte

// local holds what guessers try first in Vietnam and against this very program.
var local = []string{"matkhau1", "matkhau123", "matkhau@123", "admin@123", "vietnam123", "anhyeuem", "khongbiet", "thidua123", "thidua2022", "khenthuong", "daklak123", "p@ssw0rd"}

// common reports whether a password stands in the lists, whatever its capitals.
var common = sync.OnceValue(func() func(string) bool {
	var list []string
	if err := json.Unmarshal(commonList, &list); err != nil {
		panic("account: common/passwords.json: " + err.Error()) // embedded, and read by a test
	}
	set := make(map[string]struct{}, len(list)/2)
	for _, p := range append(list, local...) {
		if len(p) >= MinPassword {
			set[strings.ToLower(p)] = struct{}{}
		}
	}
	commonList = nil
	return func(p string) bool { _, ok := set[strings.ToLower(p)]; return ok }
})
