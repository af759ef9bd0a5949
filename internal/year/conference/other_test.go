package conference

import (
	"testing"

	"thidua/internal/base/fault"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
)

// TestCodeOfAnotherConference: who runs one conference gives no new code to a delegate of another
// one, so that no phone is let out of a hall that is not theirs; nor to one who was struck.
func TestCodeOfAnotherConference(t *testing.T) {
	dbtest.Each(t, sources, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		k := newKit(t, d, 2)
		another, err := k.Create(ctx, system, Conference{Bloc: k.c.Bloc, Kind: Midyear, Name: "Hội nghị khác", Period: "2022-H1", Start: dbtest.Start, Place: "Hội trường", Chair: "Phó", Secretary: "Cán bộ", Slot: k.c.Slot}, Template(Midyear))
		if err != nil {
			t.Fatal(err)
		}
		stranger := k.phones[0]
		if err := k.Reissue(ctx, system, another, stranger.Delegate.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("a code for a delegate of another conference: %v", err)
		}
		if err := k.Still(ctx, stranger); err != nil {
			t.Errorf("the phone was let out: %v", err)
		}
		if list, err := k.Passes(ctx, system, another); err != nil || len(list) != 0 {
			t.Errorf("codes of the other conference: %v %v", list, err)
		}
		if err := k.Strike(ctx, system, k.c.ID, k.phones[1].Delegate.ID); err != nil {
			t.Fatal(err)
		}
		if err := k.Reissue(ctx, system, k.c.ID, k.phones[1].Delegate.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("a code for a delegate who was struck: %v", err)
		}
	})
}

// TestPaperTwice: the same file at the same item, chosen once more, changes nothing.
func TestPaperTwice(t *testing.T) {
	dbtest.Each(t, sources, func(t *testing.T, d *db.DB) {
		k := newKit(t, d, 1)
		var seq int64
		for i := range 2 {
			if err := k.AddPaper(t.Context(), system, k.c.ID, Paper{Name: "tai-lieu.txt"}, []byte("Tài liệu họp")); err != nil {
				t.Fatalf("sent for the %d. time: %v", i+1, err)
			}
			list, err := Papers(t.Context(), d, k.c.ID)
			if err != nil || len(list) != 1 {
				t.Fatalf("papers: %v %v", list, err)
			}
			room, err := k.Room(t.Context(), k.c.ID)
			if err != nil {
				t.Fatal(err)
			}
			if i > 0 && room.Seq != seq {
				t.Error("open pages are told of a change that was none")
			}
			seq = room.Seq
		}
	})
}
