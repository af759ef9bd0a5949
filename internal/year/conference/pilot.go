package conference

import "time"

// A Next (việc tiếp theo) is what the chair most likely does now: one button.
type Next struct {
	Did  Did // "" when there is nothing left to press
	Who  DelegateID
	Item Item
	Turn int64
	Late bool // the speaker is over the slot, or the item over its planned time
}

// Pilot gives what comes next by the state of the room: end the turn that runs, close the
// vote that is open, call the next speaker, go to the next item, close the conference.
func (r *Room) Pilot(now time.Time) Next {
	switch r.State {
	case Waiting:
		return Next{Did: Opened}
	case Resting:
		return Next{Did: Resumed, Late: !r.Until.IsZero() && now.After(r.Until)}
	case Over:
		return Next{}
	}
	if r.Turn != nil {
		return Next{Did: Finished, Who: r.Turn.Who, Turn: r.Turn.Seq, Late: r.Turn.Left(now) < 0}
	}
	if r.Poll != nil {
		return Next{Did: PollDone, Turn: r.Poll.Seq}
	}
	item, n := r.Current()
	for _, q := range r.Speakers() {
		if r.Present[q.Who].Here() {
			return Next{Did: Called, Who: q.Who}
		}
	}
	late := item.Minutes > 0 && now.Sub(r.Times[item.ID].Begin) > time.Duration(item.Minutes)*time.Minute
	if item.Kind == Decide && !r.decided(item.ID) {
		return Next{Did: PollOpen, Item: item, Late: late}
	}
	if n < len(r.Items) {
		return Next{Did: Began, Item: r.Items[n], Late: late}
	}
	return Next{Did: Closed, Late: late}
}

func (r *Room) decided(i ItemID) bool {
	for _, p := range r.Polls {
		if p.Item == i {
			return true
		}
	}
	return false
}
