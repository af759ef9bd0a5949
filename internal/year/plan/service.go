package plan

import (
	"context"
	"embed"

	"thidua/internal/base/civil"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/blob"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
)

// Migrations holds the tables of this package.
//
//go:embed migration/*.sql
var Migrations embed.FS

// A Service changes plans.
type Service struct {
	db    *db.DB
	org   *org.Service
	docs  *document.Service
	files *blob.Store
	open  OpenPeriod
}

// OpenPeriod opens the period that a plan file names, in the transaction of the import;
// due is zero for the default deadline. It does nothing when the period is open already.
// A later stage of the year gives it (progress).
type OpenPeriod func(ctx context.Context, tx *db.Tx, by who.Actor, b id.Bloc, p civil.Period, due civil.Date) error

// NewService makes the service. open may be nil: then files open no period.
func NewService(d *db.DB, o *org.Service, docs *document.Service, files *blob.Store, open OpenPeriod) *Service {
	return &Service{d, o, docs, files, open}
}

// DB gives the database, for reading.
func (s *Service) DB() *db.DB { return s.db }

// Today gives the day by the clock of the service.
func (s *Service) Today() civil.Date { return clock.Today(s.db.Clock) }
