package app

import (
	"context"

	"thidua/internal/base/who"
	"thidua/internal/year/org"
	"thidua/internal/year/review"
)

// sampleReview gives the sample bloc its own thresholds, under which one field is weak.
func (a *App) sampleReview(ctx context.Context, by who.Actor, b org.Bloc) error {
	return a.Review.SaveSetting(ctx, by, review.Setting{Bloc: b.ID, Bins: [4]int{60, 75, 90, 97}, Units: 3, Drop: 10, Filing: 30})
}
