package account

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/json"
	"io"
	"strings"
	"sync"
)

// commonList is the list of a package, packed; see common/README.md for its version and licence.
//
//go:embed common/passwords.json.gz
var commonList []byte

// local holds what guessers try first in Vietnam and against this very program.
var local = []string{"matkhau1", "matkhau123", "matkhau@123", "admin@123", "vietnam123", "anhyeuem", "khongbiet", "thidua123", "thidua2022", "khenthuong", "daklak123", "p@ssw0rd"}

// unpackCommon gives the list as the package has it.
func unpackCommon() ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(commonList))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

// common reports whether a password stands in the lists, whatever its capitals.
var common = sync.OnceValue(func() func(string) bool {
	var list []string
	body, err := unpackCommon()
	if err == nil {
		err = json.Unmarshal(body, &list)
	}
	if err != nil {
		panic("account: common/passwords.json.gz: " + err.Error()) // embedded, and read by a test
	}
	set := make(map[string]struct{}, len(list)/2)
	for _, p := range append(list, local...) {
		if len(p) >= MinPassword {
			set[strings.ToLower(p)] = struct{}{}
		}
	}
	return func(p string) bool { _, ok := set[strings.ToLower(p)]; return ok }
})
