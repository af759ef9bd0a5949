package journalweb

import (
	"thidua/internal/year/activity"
	"thidua/internal/year/award"
	"thidua/internal/year/campaign"
	"thidua/internal/year/conference"
	"thidua/internal/year/consultation"
	"thidua/internal/year/document"
	"thidua/internal/year/plan"
	"thidua/internal/year/pledge"
	"thidua/internal/year/progress"
	"thidua/internal/year/registration"
	"thidua/internal/year/report"
	"thidua/internal/year/review"
	"thidua/internal/year/rolemodel"
)

// of makes the Label of a kind of values answer to their texts.
func of[T ~string](label func(T) string) func(string) string {
	return func(s string) string { return label(T(s)) }
}

// states says the values of a field with the words of the capability itself.
var states = map[string]func(string) string{
	"campaign.state": of(campaign.State.Label), "campaign.kind": of(campaign.Kind.Label), "campaign.scope": of(campaign.Scope.Label), "campaign.form": of(campaign.Form.Label),
	"campaign.stage": of(campaign.Stage.Label), "campaign.subject": of(campaign.Subject.Label), "campaign.answer": of(campaign.Answer.Label), "document.kind": document.KindName,
	"campaign.aspect": of(campaign.Aspect.Label), "campaign.grade": of(campaign.Grade.Label), "campaign.": either(of(campaign.Answer.Label), of(campaign.State.Label)),
	"pledge.state": either(of(pledge.State.Label), of(pledge.RemarkState.Label)), "pledge.how": of(pledge.How.Label),
	"portal.kind": func(s string) string { return kinds[s] }, "registration.state": of(registration.State.Label), "progress.state": of(progress.State.Label),
	"document.state": of(document.OutState.Label), "document.under": of(document.Under.Label),
	"rolemodel.kind": of(rolemodel.Kind.Label), "rolemodel.source": of(rolemodel.Source.Label), "rolemodel.stage": of(rolemodel.Stage.Label),
	"rolemodel.nameok": of(rolemodel.Consent.Label), "rolemodel.faceok": of(rolemodel.Consent.Label), "rolemodel.storyok": of(rolemodel.Consent.Label), "rolemodel.seen": of(rolemodel.Visibility.Label),
	"rolemodel.state": of(rolemodel.ProposalState.Label), "activity.kind": of(activity.Kind.Label), "award.mode": of(award.Mode.Label),
	"conference.kind": of(conference.Kind.Label), "conference.capacity": of(conference.Capacity.Label),
	"consultation.state": of(consultation.State.Label), "consultation.stage": of(consultation.Stage.Label), "consultation.kind": of(consultation.Kind.Label), "consultation.via": of(consultation.Via.Label),
	"report.kind": of(report.Kind.Label), "plan.kind": either(of(plan.Kind.Label), of(plan.SourceKind.Label)), "plan.direction": of(plan.Direction.Label), "plan.state": of(plan.TaskState.Label),
	"review.kind": either(of(plan.SourceKind.Label), of(review.BasisKind.Label)), "review.state": either(of(review.AdjustState.Label), of(plan.TaskState.Label)),
}

// either takes the words of the first kind that knows the value; what it says of values that
// it does not know is no knowing.
func either(first, then func(string) string) func(string) string {
	return func(s string) string {
		if m := first(s); m != first("?") {
			return m
		}
		return then(s)
	}
}
