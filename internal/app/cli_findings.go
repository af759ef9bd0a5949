package app

import (
	"context"
	"regexp"
	"strconv"
	"strings"

	"thidua/internal/platform/audit"
	"thidua/internal/platform/backup"
	"thidua/internal/platform/db"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
)

// sayFindings prints what does not fit, first things first, with the names of what the rows
// are about as far as the data still tell them.
func sayFindings(ctx context.Context, d *db.DB, c console, list []backup.Finding) {
	c.say("Chỗ sai lệch đầu tiên: %s: %s.", inWords(ctx, d, list[0].Where), list[0].What)
	c.say("Cách xử lý: %s.", list[0].Remedy)
	const most = 20
	for _, x := range list[1:min(len(list), most)] {
		c.say("  %s: %s.", inWords(ctx, d, x.Where), x.What)
	}
	if n := len(list) - most; n > 0 {
		c.say("  … và %d chỗ khác.", n)
	}
}

// tables says what the tables of a capability hold, by the beginning of their names.
var tables = map[string]string{
	"account_": "tài khoản, đăng nhập", "activity_": "hoạt động, minh chứng", "audit_": "nhật ký", "award_": "khen thưởng", "calendar_": "nhắc việc", "campaign_": "phong trào",
	"catalog_": "bộ quy tắc", "conference_": "hội nghị", "consultation_": "góp ý dự thảo", "document_": "văn bản", "mail_": "thư gửi đi", "once_": "biểu mẫu đã nhận", "org_": "khối và đơn vị",
	"plan_": "kế hoạch, chỉ tiêu, nhiệm vụ", "pledge_": "giao ước", "portal_": "trang công khai", "progress_": "số liệu, phần lời, báo cáo kỳ", "registration_": "đăng ký danh hiệu",
	"report_": "báo cáo của Khối", "review_": "rà soát", "rolemodel_": "gương điển hình", "search_": "mục lục tìm kiếm",
}

var (
	tableNamed = regexp.MustCompile(`^Bảng ([a-z]+_)[a-z_]*`)
	numbered   = regexp.MustCompile(`([a-z]+)=(\d{17,19})`)
)

// inWords adds to the place of a finding what people call the table and the row: data that are
// damaged may not tell, then the place stays as it is.
func inWords(ctx context.Context, d *db.DB, where string) string {
	if d == nil {
		return where
	}
	m := tableNamed.FindStringSubmatch(where)
	if m == nil {
		return where
	}
	if what := tables[m[1]]; what != "" {
		where = strings.Replace(where, m[0], m[0]+" ("+what+")", 1)
	}
	names := map[string]string{}
	if list, err := org.Units(ctx, d); err == nil {
		for _, u := range list {
			names[strconv.FormatInt(int64(u.ID), 10)] = u.Short
		}
	}
	return numbered.ReplaceAllStringFunc(where, func(s string) string {
		part := numbered.FindStringSubmatch(s)
		name := names[part[2]]
		if n, err := strconv.ParseInt(part[2], 10, 64); err == nil && part[1] == "target" {
			if t, err := plan.TargetOf(ctx, d, plan.TargetID(n)); err == nil {
				name = t.Code
			}
		} else if err == nil && name == "" {
			name = lastAct(ctx, d, m[1], n)
		}
		if name == "" {
			return s
		}
		return s + " (" + name + ")"
	})
}

// lastAct gives who changed an object last through the product, from the log.
func lastAct(ctx context.Context, d *db.DB, area string, n int64) string {
	object := strings.TrimSuffix(area, "_") + "/" + strconv.FormatInt(n, 32)
	lines, err := audit.History(ctx, d, object, 1)
	if err != nil || len(lines) == 0 {
		return ""
	}
	return "sửa qua hệ thống lần cuối: " + lines[0].Name + ", " + lines[0].At.Format("02/01/2006 15:04")
}
