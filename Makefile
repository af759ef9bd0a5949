help: ## list the targets
	@grep -E '^[a-z]+:.*##' Makefile | sed 's/:.*## /\t/' | expand -t 10
run: ## serve the data in ./data on 127.0.0.1:8080
	go run ./cmd/thidua serve --data data
demo: ## the sample year in a temporary folder
	go run ./cmd/thidua demo
test: ## all tests (PostgreSQL and Chromium when found)
	go test ./...
check: ## what to run before a commit
	gofmt -l . && go vet ./... && go build -C proof -o dist/staticcheck honnef.co/go/tools/cmd/staticcheck && proof/dist/staticcheck ./... && go mod tidy -diff && go test ./...
bench: ## the figures of docs/performance.md
	go test -run '^$$' -bench . ./...
golden: ## write the golden files anew, then read the difference
	go test ./... -update
glossary: ## write GLOSSARY.md anew from the doc comments
	go test ./internal/house -run Glossary -update
fuzz: ## half a minute for each parser (FUZZTIME=5m for longer)
	proof/gate fuzz
gate: ## the figures of docs/reliability.md in full, and that the tests fail without the defences
	proof/gate
VERSION := $(shell git describe --tags --always --dirty=+)
release: ## binaries for the offices, after the check
	$(MAKE) check && for t in linux/amd64 linux/arm64 windows/amd64 darwin/arm64; do CGO_ENABLED=0 GOOS=$${t%/*} GOARCH=$${t#*/} go build -trimpath -buildvcs=false -ldflags "-s -w -X thidua/internal/app.version=$(VERSION)" -o dist/thidua-$${t%/*}-$${t#*/} ./cmd/thidua || exit 1; done
	tar -C dist -czf dist/thidua-linux-amd64.tar.gz thidua-linux-amd64 -C .. deploy docs examples # what docs/operations.md begins with
.PHONY: help run demo test check bench golden glossary fuzz gate release
