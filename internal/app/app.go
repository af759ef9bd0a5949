package app

import (
	"context"
	"crypto/tls"
	"errors"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"sync"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/backup"
	"thidua/internal/platform/blob"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/platform/edge"
	"thidua/internal/platform/live"
	"thidua/internal/platform/mail"
	"thidua/internal/platform/msg"
	"thidua/internal/platform/oidc"
	"thidua/internal/platform/once"
	"thidua/internal/platform/photo"
	"thidua/internal/platform/search"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/account"
	"thidua/internal/year/account/accountweb"
	"thidua/internal/year/activity"
	"thidua/internal/year/activity/activityweb"
	"thidua/internal/year/award"
	"thidua/internal/year/award/awardweb"
	"thidua/internal/year/calendar"
	"thidua/internal/year/campaign"
	"thidua/internal/year/campaign/campaignweb"
	"thidua/internal/year/catalog"
	"thidua/internal/year/catalog/catalogweb"
	"thidua/internal/year/conference"
	"thidua/internal/year/conference/conferenceweb"
	"thidua/internal/year/consultation"
	"thidua/internal/year/consultation/consultationweb"
	"thidua/internal/year/document"
	"thidua/internal/year/document/documentweb"
	"thidua/internal/year/journal"
	"thidua/internal/year/journal/journalweb"
	"thidua/internal/year/org"
	"thidua/internal/year/org/orgweb"
	"thidua/internal/year/plan"
	"thidua/internal/year/plan/planweb"
	"thidua/internal/year/pledge"
	"thidua/internal/year/pledge/pledgeweb"
	"thidua/internal/year/portal"
	"thidua/internal/year/portal/portalweb"
	"thidua/internal/year/progress"
	"thidua/internal/year/progress/progressweb"
	"thidua/internal/year/registration"
	"thidua/internal/year/registration/registrationweb"
	"thidua/internal/year/report"
	"thidua/internal/year/report/reportweb"
	"thidua/internal/year/review"
	"thidua/internal/year/review/reviewweb"
	"thidua/internal/year/rolemodel"
	"thidua/internal/year/rolemodel/rolemodelweb"
)

// A Config (cấu hình) is what a run needs to know.
type Config struct {
	Data   string // folder of the data
	DB     string // address of a PostgreSQL database; "" keeps SQLite in Data
	Demo   bool   // sample year: role switch without passwords
	Secure bool   // reached over HTTPS: cookies travel over HTTPS only
	Proxy  bool   // a proxy on this machine stands before the server and tells the client's address
	Site   string // address at which people open the site, "https://thidua.vidu.vn": for links in letters and feeds; "" when not told
	// SMTP is the mail server; nil sends nothing.
	SMTP *mail.Settings
	// OIDC is the single sign-on; nil for none.
	OIDC *oidc.Settings
	// TLS makes the server speak HTTPS itself.
	TLS *tls.Config
	// Metrics counts what is answered; nil counts nothing.
	Metrics *edge.Metrics
	// Backups is the schedule by which the server takes backups itself.
	Backups Backups
	Clock   clock.Clock
	Log     *slog.Logger
}

// An App is the product, opened on its data.
type App struct {
	Config
	listens     net.Addr // where the server listens, nil before
	ssoMu       sync.Mutex
	ssoAt       string // address for which ssoProvider was made
	ssoProvider accountweb.Provider

	DB           *db.DB
	Audit        *audit.Log
	Blob         *blob.Store
	Org          *org.Service
	Account      *account.Service
	Catalog      *catalog.Service
	Award        *award.Service
	Document     *document.Service
	Plan         *plan.Service
	Calendar     *calendar.Service
	Campaign     *campaign.Service
	Pledge       *pledge.Service
	Progress     *progress.Service
	Activity     *activity.Service
	RoleModel    *rolemodel.Service
	Report       *report.Service
	Consultation *consultation.Service
	Review       *review.Service
	Registration *registration.Service

	Conference *conference.Service
	Live       *live.Hub
	sayOnce    sync.Once
	said       *msg.Catalog
	Journal    *journal.Service
	denied     denials
	taken      taken
	backing    sync.Mutex // one backup at a time
	disk       diskProbe
	Portal     *portal.Service
}

// Migrations gives the tables of every capability, for tests too.
func Migrations() []fs.FS {
	return []fs.FS{
		audit.Migrations,
		once.Migrations,
		mail.Migrations,
		org.Migrations,
		account.Migrations,
		catalog.Migrations,
		document.Migrations,
		plan.Migrations,
		campaign.Migrations,
		pledge.Migrations,
		award.Migrations,
		registration.Migrations,
		progress.Migrations,
		activity.Migrations,
		rolemodel.Migrations,
		report.Migrations,
		live.Migrations,
		conference.Migrations,
		consultation.Migrations,
		review.Migrations,
		calendar.Migrations,
		search.Migrations,
		portal.Migrations,
	}
}

// Open opens the data folder (which is made when it is not there) and the database,
// brings its tables up to date and wires the capabilities.
func Open(ctx context.Context, c Config) (_ *App, err error) {
	defer fault.Wrap(&err, "app.Open")
	if c.Clock == nil {
		c.Clock = clock.System
	}
	if c.Log == nil {
		c.Log = slog.New(slog.NewTextHandler(os.Stderr, nil))
	}
	if c.DB == "" && backup.BrokenOff(c.Data) {
		return nil, brokenOff(c.Data)
	}
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return nil, fault.New(fault.Invalid, "app.data|Không tạo được thư mục dữ liệu {path}. Chọn thư mục khác sau --data.", fault.P{"path": c.Data}).Because(err)
	}
	a := &App{Config: c}
	address := c.DB
	if address == "" {
		address = filepath.Join(c.Data, "thidua.db")
	}
	if a.DB, err = db.Open(ctx, address, c.Clock); err != nil {
		return nil, err
	}
	if err = a.migrate(ctx); err == nil {
		a.Blob, err = blob.Open(filepath.Join(c.Data, "files"))
	}
	if err == nil {
		a.Audit, err = audit.OpenLog(ctx, a.DB, audit.Folder(c.Data))
	}
	if err != nil {
		return nil, errors.Join(err, a.DB.Close())
	}
	a.wire()
	if err := a.Portal.Prepare(ctx); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

// migrate brings the tables up to date and binds their rows to the audit log.
func (a *App) migrate(ctx context.Context) error {
	var had []db.Migration
	if err := a.DB.Read(ctx, func(tx *db.Tx) (err error) {
		had, err = tx.Migrations(ctx)
		return err
	}); err != nil {
		return err
	}
	todo, err := db.Compare(had, Migrations()...)
	if err != nil {
		return err
	}
	if len(had) == 0 && a.Config.DB != "" && backup.BrokenOff(a.Data) { // the commit of its database never came
		return brokenOff(a.Data)
	}
	var rows audit.Rebind
	if len(had) > 0 && len(todo) > 0 {
		if err := a.beforeUpgrade(ctx); err != nil {
			return err
		}
		if rows, err = audit.BeforeMigration(ctx, a.DB); err != nil {
			return err
		}
	}
	if err := a.DB.MigrateThen(ctx, func(tx *db.Tx) error { return rows.After(ctx, tx, todo) }, Migrations()...); err != nil {
		return err
	}
	newest, err := audit.Newest(ctx, a.DB)
	if err != nil {
		return err
	}
	a.DB.After(newest)
	return audit.Bind(ctx, a.DB)
}

// wire makes the services, earlier stages of the year first.
func (a *App) wire() {
	a.Org = org.NewService(a.DB)
	a.Account = account.NewService(a.DB)
	if a.SMTP != nil || a.Demo {
		a.Account.MailOn()
	}
	a.Journal = journal.NewService(a.DB, a.Audit)
	if a.Secure {
		a.Account.SecureCookies()
	}
	a.Catalog = catalog.NewService(a.DB)
	desk := award.NewDesk(a.DB, a.Blob)
	a.Award = award.NewService(a.DB, a.Catalog, desk)
	a.Document = document.NewService(a.DB, a.Blob)
	a.Registration = registration.NewService(a.DB, a.Catalog, desk, a.Document)
	a.Progress = progress.NewService(a.DB, a.Blob)
	a.Activity = activity.NewService(a.DB, a.Blob)
	a.RoleModel = rolemodel.NewService(a.DB, a.Blob)
	a.Plan = plan.NewService(a.DB, a.Org, a.Document, a.Blob, a.openPeriod)
	a.Campaign = campaign.NewService(a.DB, a.Blob, a.Document)
	a.Award.From(a.awaiting()...)
	a.Pledge = pledge.NewService(a.DB, a.Account, a.Blob)
	a.Report = report.NewService(a.DB)
	a.Consultation = consultation.NewService(a.DB, a.Report, a.Blob)
	a.Review = review.NewService(a.DB, a.Plan, a.Campaign)
	a.Calendar = calendar.NewService(calendar.Options{DB: a.DB, Account: a.Account, Site: a.Site, T: a.say, Period: func(lang string, p civil.Period) string { return msg.Period(msg.Lang(lang), p) }})
	a.Live = live.NewHub(a.DB, a.Log)
	a.Conference = conference.NewService(a.DB, a.Blob, a.Live, a.Document, a.Consultation)
	a.Portal = portal.NewService(portal.Options{DB: a.DB, Files: a.Blob, Photos: photo.NewMaker(), Mail: a.SMTP != nil || a.Demo, Site: a.Site, Conference: a.Conference, RoleModel: a.RoleModel})
}

// openPeriod is what the plan asks of a later stage: a plan file opens its period.
func (a *App) openPeriod(ctx context.Context, tx *db.Tx, by who.Actor, b id.Bloc, p civil.Period, due civil.Date) error {
	if due.IsZero() {
		due = p.To()
	}
	_, err := a.Progress.OpenPeriod(ctx, tx, by, b, p, due)
	return err
}

// Close writes what is pending, signs the audit log and closes the data.
func (a *App) Close() error {
	err := errors.Join(a.denied.flush(context.Background(), a.DB), a.taken.flush(context.Background(), a.DB))
	_, ierr := a.Audit.Integrate(context.Background())
	return errors.Join(err, ierr, a.Blob.Close(), a.DB.Close())
}

// Slices gives what every capability serves, in the order of the year.
func (a *App) Slices() []web.Slice {
	face, home := portalweb.Slice(portalweb.Needs{Portal: a.Portal, Document: a.Document})
	return []web.Slice{
		ui.Slice(),
		a.front(home),
		a.outbox(),
		a.safety(),
		orgweb.Slice(a.Org),
		accountweb.Slice(a.Account, a.demoSwitch(), a.sso()),
		journalweb.Slice(a.Journal, a.Progress),
		catalogweb.Slice(a.Catalog),
		documentweb.Slice(a.Document),
		planweb.Slice(a.Plan),
		campaignweb.Slice(a.Campaign, a.Account),
		pledgeweb.Slice(a.Pledge, a.Account),
		awardweb.Slice(a.Award),
		registrationweb.Slice(a.Registration),
		progressweb.Slice(a.Progress, orgweb.Todo(a.Org), planweb.Todo(a.Plan), campaignweb.Todo(a.Campaign), pledgeweb.Todo(a.Pledge), registrationweb.Todo(a.Registration), rolemodelweb.Todo(a.RoleModel), consultationweb.Todo(a.Consultation)),
		activityweb.Slice(a.Activity),
		rolemodelweb.Slice(a.RoleModel),
		reportweb.Slice(a.Report),
		conferenceweb.Slice(a.Conference, a.Live),
		consultationweb.Slice(a.Consultation),
		reviewweb.Slice(a.Review, a.Pledge),
		face,
	}
}

// Web builds the HTTP side without compression and sessions: the routes themselves.
func (a *App) Web() (*web.Server, error) {
	slices := a.Slices()
	c, err := texts(slices)
	if err != nil {
		return nil, err
	}
	return web.New(web.Options{Slices: slices, Actor: accountweb.Actor(a.Account), Again: accountweb.ActorAgain(a.Account), Fail: fail, Catalog: c, Clock: a.Clock, Log: a.Log, Demo: a.Demo, Secure: a.Secure, Site: a.publicSite(), Near: a.near, FormTo: a.formTo(), Observe: a.observe(), Denied: a.denied.add, Noted: a.denied.note, Taken: a.taken.add}), nil
}

// publicSite gives the address for links, "" to take that of the request: the sample year is
// opened at whatever address the machine has.
func (a *App) publicSite() string {
	if a.Demo {
		return ""
	}
	return a.Site
}

// texts reads the English of every slice.
func texts(slices []web.Slice) (*msg.Catalog, error) {
	var english []string
	for _, s := range slices {
		english = append(english, s.English)
	}
	return msg.Load(append(english, webEnglish)...)
}

// say speaks a language where no request is at hand: in letters.
func (a *App) say(lang, m string, p ...fault.P) string {
	a.sayOnce.Do(func() {
		c, err := texts(a.Slices())
		if err != nil { // a test of every message would have failed before
			a.Log.Error("English texts", "err", err)
		}
		a.said = c
	})
	var args fault.P
	if len(p) > 0 {
		args = p[0]
	}
	return a.said.T(msg.Lang(lang), m, args)
}
