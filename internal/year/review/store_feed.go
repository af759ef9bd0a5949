package review

import "thidua/internal/platform/db"

// qFeedStamp changes with everything that can be found in a bloc.
var qFeedStamp = db.SQL("review.feed.stamp", `SELECT
 (SELECT COUNT(*) + COALESCE(SUM(version), 0) FROM document_document WHERE bloc = $1),
 (SELECT COUNT(*) + COALESCE(SUM(LENGTH(until)), 0) FROM org_membership WHERE bloc = $1),
 (SELECT COUNT(*) FROM org_membership m JOIN org_unit_name n ON n.unit = m.unit WHERE m.bloc = $1),
 (SELECT COUNT(*) + COALESCE(SUM(t.version), 0) FROM plan_plan p JOIN plan_target t ON t.plan = p.id WHERE p.bloc = $1),
 (SELECT COUNT(*) + COALESCE(SUM(t.version), 0) FROM plan_plan p JOIN plan_task t ON t.plan = p.id WHERE p.bloc = $1),
 (SELECT COUNT(*) + COALESCE(SUM(r.version), 0) FROM progress_period p JOIN progress_recommendation r ON r.period = p.id WHERE p.bloc = $1),
 (SELECT COUNT(*) FROM org_membership m JOIN account_post a ON a.unit = m.unit WHERE m.bloc = $1),
 (SELECT COUNT(*) + COALESCE(SUM(r.rev), 0) FROM report_draft d JOIN consultation_remark r ON r.draft = d.id WHERE d.bloc = $1),
 (SELECT COUNT(*) + COALESCE(SUM(f.version), 0) FROM conference_conference c JOIN conference_finding f ON f.conference = c.id WHERE c.bloc = $1),
 (SELECT COUNT(*) + COALESCE(SUM(version), 0) FROM campaign_campaign WHERE bloc = $1)`)

var qPosts = db.SQL("review.feed.posts", `SELECT u.login, u.name, a.unit, a.title, a.role FROM org_membership m JOIN account_post a ON a.unit = m.unit JOIN account_user u ON u.id = a.holder WHERE m.bloc = $1`)
