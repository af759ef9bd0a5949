package portal

import (
	"context"
	"slices"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/db"
)

// A Choice (bình luận được chọn) is a comment that an editor ticked, as it was read.
type Choice struct {
	ID      CommentID
	Version int64
}

// DecideMany shows or hides the comments that were ticked. One that somebody dealt with
// meanwhile stays as it is. It tells how many were decided. Errors: Invalid with fields.
func (s *Service) DecideMany(ctx context.Context, by who.Actor, b id.Bloc, list []Choice, d Ruling) (n int, err error) {
	defer fault.Wrap(&err, "portal.DecideMany(%s)", d.Decision)
	if err := who.Can(by, who.EditNews, who.Object{Bloc: b}); err != nil {
		return 0, err
	}
	if len(list) == 0 || len(list) > QueuePage {
		return 0, fault.New(fault.Invalid, "mod.pick|Đánh dấu bình luận cần xử lý, rồi bấm lại.")
	}
	if d.Decision != Show && d.Decision != Hide {
		return 0, fault.New(fault.Invalid, "portal.verb|Không có thao tác này. Tải lại trang rồi chọn lại.")
	}
	if d.Decision == Hide && !slices.Contains(Chosen, d.Reason) {
		return 0, fault.New(fault.Invalid, "mod.reason|Chọn lý do ẩn.").With("reason", "mod.reason|Chọn lý do ẩn.")
	}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		n = 0
		for _, x := range list {
			was, err := CommentOf(ctx, tx, x.ID)
			if err != nil {
				return err
			}
			if was.Bloc != b || was.Version != x.Version || !slices.Contains(outcomes[d.Decision].from, was.State) {
				continue
			}
			if err := s.rule(ctx, tx, by, was, d); err != nil {
				return err
			}
			n++
		}
		return nil
	})
	return n, err
}

// HideCrowd hides every waiting comment that repeats one text. It tells how many.
func (s *Service) HideCrowd(ctx context.Context, by who.Actor, b id.Bloc, crowd string) (n int, err error) {
	defer fault.Wrap(&err, "portal.HideCrowd")
	if err := who.Can(by, who.EditNews, who.Object{Bloc: b}); err != nil {
		return 0, err
	}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		list, err := db.All(ctx, tx, qCrowd, scanComment, b, crowd)
		if err != nil {
			return err
		}
		n = len(list)
		for _, c := range list {
			if err := s.rule(ctx, tx, by, c, Ruling{Decision: Hide, Reason: "spam"}); err != nil {
				return err
			}
		}
		return nil
	})
	return n, err
}
