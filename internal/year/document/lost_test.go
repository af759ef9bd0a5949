package document

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"thidua/internal/base/fault"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
)

// TestNoLostUpdate: eight people add their words to one document at the same time, each to
// what they last read. Who was told that it was saved finds it in the end, whatever the
// others did; who was too late was told so.
func TestNoLostUpdate(t *testing.T) {
	dbtest.Each(t, sources, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s, b := service(t, d)
		n, err := s.Create(ctx, system, Document{Bloc: b, Code: "1/KH-K3", Issuer: "Khối", Abstract: "Đầu", Day: iso("2022-01-05")}, nil)
		if err != nil {
			t.Fatal(err)
		}
		var mu sync.Mutex
		saved, late := []string{}, 0
		var wg sync.WaitGroup
		for who := range 8 {
			wg.Go(func() {
				for turn := range 10 {
					word := fmt.Sprintf("w%d-%d.", who, turn)
					x, err := Of(ctx, d, n)
					if err == nil {
						x.Abstract += " " + word
						err = s.Save(ctx, system, x, nil)
					}
					mu.Lock()
					switch {
					case err == nil:
						saved = append(saved, word)
					case fault.Is(err, fault.Conflict):
						late++
					default:
						t.Error(err)
					}
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		x, err := Of(ctx, d, n)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range saved {
			if !strings.Contains(x.Abstract+" ", w) {
				t.Errorf("%s was saved and is gone", w)
			}
		}
		if len(saved) == 0 || late == 0 || x.Version != int64(len(saved))+1 {
			t.Errorf("%d saved, %d too late, version %d", len(saved), late, x.Version)
		}
	})
}
