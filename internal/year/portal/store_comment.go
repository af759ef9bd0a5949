package portal

import (
	"context"
	"encoding/json"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/platform/db"
)

const commentColumns = `id, article, bloc, name, email, body, lang, state, reason, at, decided, reply, reply_by, reply_at, reports, clock, erased, address, version`

var (
	qComment       = db.SQL("portal.comment", `SELECT `+commentColumns+` FROM portal_comment WHERE id = $1`)
	qShown         = db.SQL("portal.comments.shown", `SELECT `+commentColumns+` FROM portal_comment WHERE article = $1 AND state = 'shown' ORDER BY at, id LIMIT 500`)
	qQueue         = db.SQL("portal.comments.queue", `SELECT `+commentColumns+` FROM portal_comment WHERE bloc = $1 AND state = $2 ORDER BY at, id LIMIT $3 OFFSET $4`)
	qQueueNew      = db.SQL("portal.comments.newest", `SELECT `+commentColumns+` FROM portal_comment WHERE bloc = $1 AND state = $2 ORDER BY at DESC, id DESC LIMIT $3 OFFSET $4`)
	qQueueOf       = db.SQL("portal.comments.queue.article", `SELECT `+commentColumns+` FROM portal_comment WHERE bloc = $1 AND state = $2 AND article = $3 ORDER BY at, id LIMIT $4 OFFSET $5`)
	qTalked        = db.SQL("portal.comments.articles", `SELECT c.article, a.title, COUNT(*) FROM portal_comment c JOIN portal_article a ON a.id = c.article WHERE c.bloc = $1 AND c.state = $2 GROUP BY c.article, a.title ORDER BY COUNT(*) DESC, c.article LIMIT 100`)
	qReported      = db.SQL("portal.comments.reported", `SELECT `+commentColumns+` FROM portal_comment WHERE bloc = $1 AND reports > 0 AND state <> 'removed' ORDER BY clock, id LIMIT $2 OFFSET $3`)
	qByEmail       = db.SQL("portal.comments.byemail", `SELECT `+commentColumns+` FROM portal_comment WHERE bloc = $1 AND email = $2 AND email <> '' ORDER BY at, id`)
	qCommentCounts = db.SQL("portal.comments.counts", `SELECT state, COUNT(*), SUM(CASE WHEN reports > 0 AND state <> 'removed' THEN 1 ELSE 0 END), MIN(CASE WHEN reports > 0 AND state <> 'removed' THEN clock END) FROM portal_comment WHERE bloc = $1 GROUP BY state`)
	qCrowds        = db.SQL("portal.comments.crowds", `SELECT crowd, COUNT(*), MIN(body) FROM portal_comment WHERE bloc = $1 AND state = 'pending' GROUP BY crowd HAVING COUNT(*) >= 3 ORDER BY COUNT(*) DESC, crowd LIMIT 20`)
	qCrowd         = db.SQL("portal.comments.crowd", `SELECT `+commentColumns+` FROM portal_comment WHERE bloc = $1 AND state = 'pending' AND crowd = $2 ORDER BY at, id LIMIT 1000`)
	qInsertComment = db.SQL("portal.comment.insert", `INSERT INTO portal_comment (id, article, bloc, name, email, body, lang, state, reason, at, decided, reply, reply_by, reply_at, reports, clock, erased, address, same, crowd, trace, tries, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', $9, 0, '', '', 0, 0, 0, 0, $10, $11, $12, $13, 0, 1) ON CONFLICT (same) DO NOTHING`)
	qSame         = db.SQL("portal.comment.same", `SELECT `+commentColumns+` FROM portal_comment WHERE same = $1`)
	qTrace        = db.SQL("portal.comment.trace", `SELECT trace, tries FROM portal_comment WHERE id = $1`)
	qTry          = db.SQL("portal.comment.try", `UPDATE portal_comment SET tries = tries + 1 WHERE id = $1 AND tries < $2 AND state = 'unconfirmed'`)
	qNewTrace     = db.SQL("portal.comment.trace.new", `UPDATE portal_comment SET trace = $2 WHERE id = $1 AND state = 'unconfirmed'`)
	qConfirm      = db.SQL("portal.comment.confirm", `UPDATE portal_comment SET state = 'pending', trace = '', version = version + 1 WHERE id = $1 AND state = 'unconfirmed'`)
	qDecide       = db.SQL("portal.comment.decide", `UPDATE portal_comment SET state = $3, reason = $4, decided = $5, reply = $6, reply_by = $7, reply_at = $8, reports = $9, clock = $10, version = version + 1 WHERE id = $1 AND version = $2`)
	qErase        = db.SQL("portal.comment.erase", `UPDATE portal_comment SET name = $2, email = '', address = '', body = $3, erased = $4, same = $5, trace = '', version = version + 1 WHERE id = $1`)
	qReportInsert = db.SQL("portal.report.insert", `INSERT INTO portal_report (id, comment, at, who, reason, done) VALUES ($1, $2, $3, $4, $5, 0) ON CONFLICT (comment, who) DO NOTHING`)
	qReportCount  = db.SQL("portal.report.count", `UPDATE portal_comment SET reports = reports + 1, clock = CASE WHEN clock = 0 THEN $2 ELSE clock END WHERE id = $1 AND state = 'shown'`)
	qReportsDone  = db.SQL("portal.report.done", `UPDATE portal_report SET done = $2 WHERE comment = $1 AND done = 0`)
	qReports      = db.SQL("portal.reports", `SELECT at, reason, done FROM portal_report WHERE comment = $1 ORDER BY at, id`)
	qSpend        = db.Quiet("portal.spend", `INSERT INTO portal_spent (id, until) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING`)
	qForget       = db.Quiet("portal.forget", `DELETE FROM portal_spent WHERE until < $1`)

	qOldPersonal = db.SQL("portal.comments.old", `SELECT c.id FROM portal_comment c WHERE c.bloc = $1 AND c.erased = 0 AND c.state <> 'unconfirmed' AND c.at < $2 ORDER BY c.id LIMIT 500`)
	qOldCodes    = db.SQL("portal.comments.unconfirmed.old", `SELECT id FROM portal_comment WHERE state = 'unconfirmed' AND at < $1 ORDER BY id LIMIT 500`)
	qOverdue     = db.SQL("portal.comments.overdue", `SELECT `+commentColumns+` FROM portal_comment WHERE state = 'shown' AND reports > 0 AND clock > 0 AND clock <= $1 ORDER BY clock, id LIMIT 500`)

	qSettings    = db.SQL("portal.settings", `SELECT body, version FROM portal_setting WHERE bloc = $1`)
	qSaveSetting = db.SQL("portal.settings.save", `INSERT INTO portal_setting (bloc, body, version) VALUES ($1, $2, 1)
ON CONFLICT (bloc) DO UPDATE SET body = excluded.body, version = portal_setting.version + 1 WHERE portal_setting.version = $3`)
)

func scanComment(r db.Row) (c Comment, err error) {
	var at, decided, replyAt, clock, erased int64
	err = r.Scan(&c.ID, &c.Article, &c.Bloc, &c.Name, &c.Email, &c.Text, &c.Lang, &c.State, &c.Reason, &at, &decided, &c.Reply, &c.ReplyBy, &replyAt, &c.Reports, &clock, &erased, &c.Address, &c.Version)
	c.At, c.Decided, c.ReplyAt, c.Clock, c.Erased = moment(at), moment(decided), moment(replyAt), moment(clock), moment(erased)
	return c, err
}

// CommentOf gives a comment, whatever its state. Errors: NotFound.
func CommentOf(ctx context.Context, q db.Q, c CommentID) (Comment, error) {
	return db.One(ctx, q, qComment, scanComment, c)
}

// CommentsOn gives the comments that the public sees below an article, oldest first.
func CommentsOn(ctx context.Context, q db.Q, a ID) ([]Comment, error) {
	return db.All(ctx, q, qShown, scanComment, a)
}

// QueuePage is how many comments a page of the queue holds.
const QueuePage = 25

// Queue gives a page of the comments of a bloc in a state: those that wait, oldest first;
// others newest first.
func Queue(ctx context.Context, q db.Q, b id.Bloc, s CommentState, page int) ([]Comment, error) {
	query := qQueueNew
	if s == Pending {
		query = qQueue
	}
	return db.All(ctx, q, query, scanComment, b, s, QueuePage, (max(page, 1)-1)*QueuePage)
}

// QueueOf is Queue for the comments of one article, oldest first.
func QueueOf(ctx context.Context, q db.Q, b id.Bloc, s CommentState, a ID, page int) ([]Comment, error) {
	return db.All(ctx, q, qQueueOf, scanComment, b, s, a, QueuePage, (max(page, 1)-1)*QueuePage)
}

// Talked (bài có bình luận) is an article with how many of its comments are in a state.
type Talked struct {
	Article ID
	Title   string
	N       int
}

// TalkedOf gives the articles of a bloc whose comments are in a state, those with most first.
func TalkedOf(ctx context.Context, q db.Q, b id.Bloc, s CommentState) ([]Talked, error) {
	return db.All(ctx, q, qTalked, func(r db.Row) (t Talked, err error) {
		err = r.Scan(&t.Article, &t.Title, &t.N)
		return t, err
	}, b, s)
}

// Reported gives the comments that readers reported, the most urgent first.
func Reported(ctx context.Context, q db.Q, b id.Bloc, page int) ([]Comment, error) {
	return db.All(ctx, q, qReported, scanComment, b, QueuePage, (max(page, 1)-1)*QueuePage)
}

// ByEmail gives the comments of an author, for answering a request about personal data.
func ByEmail(ctx context.Context, q db.Q, b id.Bloc, email string) ([]Comment, error) {
	return db.All(ctx, q, qByEmail, scanComment, b, email)
}

// Tally (số bình luận) counts the comments of a bloc.
type Tally struct {
	In       map[CommentState]int
	Reported int
	Clock    time.Time // when the most urgent report must be dealt with
}

// CommentCounts counts the comments of a bloc.
func CommentCounts(ctx context.Context, q db.Q, b id.Bloc) (t Tally, err error) {
	t.In = map[CommentState]int{}
	_, err = db.All(ctx, q, qCommentCounts, func(r db.Row) (s CommentState, err error) {
		var n, reported int
		var clock *int64
		if err = r.Scan(&s, &n, &reported, &clock); err != nil {
			return s, err
		}
		t.In[s] = n
		t.Reported += reported
		if clock != nil && *clock > 0 && (t.Clock.IsZero() || *clock < t.Clock.UnixMilli()) {
			t.Clock = moment(*clock)
		}
		return s, nil
	}, b)
	return t, err
}

// A Crowd (nhóm bình luận trùng) is one text that many waiting comments repeat.
type Crowd struct {
	Key  string
	N    int
	Text string
}

// Crowds gives the texts that three or more waiting comments repeat.
func Crowds(ctx context.Context, q db.Q, b id.Bloc) ([]Crowd, error) {
	return db.All(ctx, q, qCrowds, func(r db.Row) (c Crowd, err error) {
		err = r.Scan(&c.Key, &c.N, &c.Text)
		return c, err
	}, b)
}

// A Report (báo vi phạm) is what a reader says against a comment.
type Report struct {
	At     time.Time
	Reason string
	Done   bool
}

// ReportsOn gives the reports against a comment.
func ReportsOn(ctx context.Context, q db.Q, c CommentID) ([]Report, error) {
	return db.All(ctx, q, qReports, func(r db.Row) (x Report, err error) {
		var at, done int64
		err = r.Scan(&at, &x.Reason, &done)
		x.At, x.Done = moment(at), done > 0
		return x, err
	}, c)
}

// SettingsOf gives the settings of a bloc and their version, 0 when nothing was decided yet.
func SettingsOf(ctx context.Context, q db.Q, b id.Bloc) (Settings, int64, error) {
	type row struct {
		s Settings
		v int64
	}
	list, err := db.All(ctx, q, qSettings, func(r db.Row) (x row, err error) {
		var body string
		if err = r.Scan(&body, &x.v); err != nil {
			return x, err
		}
		return x, json.Unmarshal([]byte(body), &x.s)
	}, b)
	if err != nil || len(list) == 0 {
		return defaults(), 0, err
	}
	return list[0].s, list[0].v, nil
}

func saveSettings(ctx context.Context, tx *db.Tx, b id.Bloc, s Settings, version int64) error {
	body, err := json.Marshal(s)
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, qSaveSetting, b, string(body), version)
	if err == nil && n != 1 {
		return fault.New(fault.Conflict, "db.changed|Người khác vừa sửa mục này. Tải lại trang để xem bản mới, rồi làm lại.")
	}
	return err
}
