package revision

import (
	"encoding/json"
	"fmt"
	"os"
	"testing"
)

func TestDump(t *testing.T) {
	for seed := range uint64(250) {
		list, body := makeModel(seed, true)
		os.WriteFile(fmt.Sprintf("/tmp/rem/in/s%03d.docx", seed), pack(t, parts(body, nil)), 0o644)
		j, _ := json.Marshal(map[string][]string{
			"reject": expect(list, func(e edit) bool { return e.ins > 0 }), "accept": expect(list, func(e edit) bool { return e.del > 0 })})
		os.WriteFile(fmt.Sprintf("/tmp/rem/in/s%03d.json", seed), j, 0o644)
	}
}
