package who

import (
	"slices"
	"strings"
	"testing"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
)

const (
	bloc  = id.Bloc(1)
	other = id.Bloc(2)
	mine  = id.Unit(11)
	peer  = id.Unit(12)
)

func of(role Role, unit id.Unit, blocs ...Membership) Actor {
	return Actor{User: 1, Posts: []Post{{Unit: unit, Role: role}}, Blocs: blocs}
}

var actors = map[string]Actor{
	"anonymous": Anonymous,
	"nothing":   {User: 1},
	"officer":   of(Officer, mine, Membership{Bloc: bloc, Unit: mine}),
	"head":      of(Head, mine, Membership{Bloc: bloc, Unit: mine}),
	"secretary": of(Officer, mine, Membership{Bloc: bloc, Unit: mine, Lead: true}),
	"leadhead":  of(Head, mine, Membership{Bloc: bloc, Unit: mine, Lead: true}),
	"stranger":  of(Officer, 13, Membership{Bloc: other, Unit: 13, Lead: true}), // leads another bloc
	"board":     of(Board, 0),
	"admin":     of(Admin, 0),
	"system":    {System: true},
}

// allowed lists who may do what to the object of the bloc and the unit mine; everyone else is refused.
var allowed = map[Action]string{
	ReadNews:    "officer head secretary leadhead board",
	WriteNews:   "officer secretary leadhead",
	EditNews:    "secretary leadhead",
	ApproveNews: "leadhead",
	AgreePhoto:  "officer head secretary leadhead",

	ReadBloc:      "officer head secretary leadhead board admin",
	ManageBloc:    "board admin",
	ReadPlan:      "officer head secretary leadhead board",
	EditPlan:      "secretary leadhead",
	EditUnitPlan:  "officer secretary leadhead",
	ReadFigures:   "officer head secretary leadhead board",
	FillFigures:   "officer secretary",
	CarryPacket:   "officer secretary leadhead",
	ApproveUnit:   "head leadhead",
	ReceiveUnit:   "secretary leadhead",
	ManagePeriod:  "secretary leadhead",
	ReadTotals:    "officer head secretary leadhead board",
	EditReport:    "secretary leadhead",
	ReadReport:    "officer head secretary leadhead board",
	RemarkReport:  "officer head secretary leadhead",
	ReceiveReport: "board",
	ReadAllBlocs:  "board",
	IssueDocument: "secretary leadhead",
	ManageSystem:  "admin",
	ReadLog:       "board admin",

	ManageRules:   "board admin",
	ReadAwards:    "officer head secretary leadhead board",
	KeepAwards:    "officer secretary board",
	GrantAwards:   "officer secretary leadhead board",
	ReadRegister:  "officer head secretary leadhead board",
	FillRegister:  "officer secretary",
	ApproveList:   "head leadhead",
	AskList:       "officer secretary head leadhead",
	CollectLists:  "secretary leadhead",
	ReadCollected: "secretary leadhead board",

	ReadConference:   "officer head secretary leadhead board",
	RunConference:    "secretary leadhead",
	AnswerInvitation: "officer head secretary leadhead",

	ReadReview:    "officer head secretary leadhead board",
	DecideReview:  "secretary leadhead",
	AdjustTarget:  "officer secretary leadhead",
	ApproveTarget: "leadhead",

	ReadCampaign: "officer head secretary leadhead board",
	EditCampaign: "secretary leadhead board",
	CallCampaign: "board",
	JoinCampaign: "officer head secretary leadhead",

	ReadPledge:   "officer head secretary leadhead board",
	EditPledge:   "secretary leadhead",
	RemarkPledge: "officer head secretary leadhead",
	SignPledge:   "head leadhead",

	SuggestModel:   "officer head secretary leadhead",
	EditModel:      "officer secretary leadhead",
	VerifyModel:    "head secretary leadhead",
	ReadModel:      "officer head secretary leadhead board",
	ReplicateModel: "secretary leadhead",
	ApplyModel:     "officer secretary",
	ReportActivity: "officer secretary leadhead",
	ReadActivity:   "officer head secretary leadhead board",
}

// onPeer lists who may do what to the object of the bloc and another unit of it.
var onPeer = map[Action]string{
	ReadNews: "secretary leadhead board", WriteNews: "secretary leadhead", AgreePhoto: "",
	ReadPlan: "secretary leadhead board", EditUnitPlan: "secretary leadhead", ReadFigures: "secretary leadhead board",
	ReadAwards: "secretary leadhead board", KeepAwards: "board", GrantAwards: "secretary leadhead board", ReadRegister: "secretary leadhead board", FillRegister: "", AskList: "", ApproveList: "", CollectLists: "secretary leadhead",
	RemarkReport: "", FillFigures: "", CarryPacket: "secretary leadhead", ApproveUnit: "", ReceiveUnit: "secretary leadhead",

	AnswerInvitation: "",
	AdjustTarget:     "secretary leadhead",
	JoinCampaign:     "",
	RemarkPledge:     "",
	SignPledge:       "",

	SuggestModel: "secretary leadhead", EditModel: "secretary leadhead", VerifyModel: "secretary leadhead", ReadModel: "secretary leadhead board", ReplicateModel: "secretary leadhead",
	ApplyModel: "", ReportActivity: "secretary leadhead", ReadActivity: "secretary leadhead board",
}

func TestEveryActionHasItsTable(t *testing.T) {
	for a := range needs {
		if _, ok := allowed[a]; !ok {
			t.Errorf("%s is allowed to somebody, but this table does not say to whom", a)
		}
	}
	if len(needs) != len(allowed) {
		t.Errorf("%d actions with needs, %d in the table", len(needs), len(allowed))
	}
}

func TestCan(t *testing.T) {
	check := func(act Action, o Object, list string) {
		t.Helper()
		for name, a := range actors {
			want := name == "system" || slices.Contains(strings.Fields(list), name)
			err := Can(a, act, o)
			if (err == nil) != want {
				t.Errorf("%s does %s to %v: %v", name, act, o, err)
			}
			if err != nil && !fault.Is(err, fault.Denied) && !fault.Is(err, fault.NotFound) {
				t.Errorf("%s does %s: kind %v", name, act, fault.KindOf(err))
			}
		}
	}
	for act, list := range allowed {
		check(act, Object{Bloc: bloc, Unit: mine}, list)
	}
	for act, list := range onPeer {
		check(act, Object{Bloc: bloc, Unit: peer}, list)
	}
}

// An object that is named nowhere is nobody's: forgetting to fill it in must not open it.
func TestEmptyObject(t *testing.T) {
	for act := range needs {
		for name, a := range actors {
			may := Can(a, act, Object{}) == nil
			if may && name != "system" && !slices.Contains([]string{"board", "admin"}, name) {
				t.Errorf("%s does %s to nothing in particular", name, act)
			}
		}
	}
}

func TestNotFoundHidesOtherBlocs(t *testing.T) {
	for name, want := range map[string]fault.Kind{"anonymous": fault.Denied, "stranger": fault.NotFound, "nothing": fault.NotFound, "officer": fault.Denied, "admin": fault.Denied} {
		if err := Can(actors[name], EditPlan, Object{Bloc: bloc, Unit: mine}); !fault.Is(err, want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestUnknownAction(t *testing.T) {
	for name, a := range actors {
		if err := Can(a, "fly", Object{Bloc: bloc, Unit: mine}); err == nil && name != "system" {
			t.Errorf("%s flies", name)
		}
	}
}
