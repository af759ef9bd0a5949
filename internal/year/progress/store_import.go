package progress

import (
	"bytes"
	"context"
	"encoding/json"

	"thidua/internal/base/id"
	"thidua/internal/platform/db"
	"thidua/internal/year/progress/reading"
)

const importCols = `id, period, unit, kind, file, sha256, state, findings, answers, before, by_name, by_user, at, written_at, written, version, packet`

var (
	qImport       = db.SQL("progress.import", `SELECT `+importCols+` FROM progress_import WHERE id = $1`)
	qImports      = db.SQL("progress.imports", `SELECT `+importCols+` FROM progress_import WHERE period = $1 AND unit = $2 AND state IN ('written', 'undone') ORDER BY written_at DESC, id DESC LIMIT $3`)
	qImportSame   = db.SQL("progress.import.same", `SELECT `+importCols+` FROM progress_import WHERE period = $1 AND unit = $2 AND sha256 = $3 AND state = 'written' ORDER BY written_at DESC, id DESC LIMIT 1`)
	qImportNew    = db.SQL("progress.import.new", `INSERT INTO progress_import (`+importCols+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`)
	qImportUpdate = db.SQL("progress.import.update", `UPDATE progress_import SET state = $3, answers = $4, before = $5, written_at = $6, written = $7, version = version + 1 WHERE id = $1 AND version = $2`)

	qMemory     = db.SQL("progress.memory", `SELECT memory FROM progress_memory WHERE bloc = $1 AND unit = $2`)
	qMemorySave = db.SQL("progress.memory.save", `INSERT INTO progress_memory (bloc, unit, memory) VALUES ($1, $2, $3) ON CONFLICT (bloc, unit) DO UPDATE SET memory = excluded.memory`)
)

func scanImport(r db.Row) (*Import, error) {
	m := &Import{}
	var found, answers, before, packet string
	var at, written, n int64
	if err := r.Scan(&m.ID, &m.Period, &m.Unit, &m.Kind, &m.File, &m.SHA256, &m.State, &found, &answers, &before, &m.By, &m.User, &at, &written, &n, &m.Version, &packet); err != nil {
		return nil, err
	}
	m.At, m.WrittenAt, m.Written = fromMillis(at), fromMillis(written), int(n)
	d := json.NewDecoder(bytes.NewReader([]byte(found)))
	d.UseNumber()
	if err := d.Decode(&m.Found); err != nil {
		return nil, err
	}
	if err := json.Unmarshal([]byte(answers), &m.Answers); err != nil {
		return nil, err
	}
	if packet != "" {
		if err := json.Unmarshal([]byte(packet), &m.Packet); err != nil {
			return nil, err
		}
	}
	return m, json.Unmarshal([]byte(before), &m.Before)
}

func importJSON(m *Import) (found, answers, before string, err error) {
	var b [3][]byte
	for i, v := range []any{m.Found, m.Answers, m.Before} {
		if b[i], err = json.Marshal(v); err != nil {
			return "", "", "", err
		}
	}
	return string(b[0]), string(b[1]), string(b[2]), nil
}

func insertImport(ctx context.Context, tx *db.Tx, m *Import) error {
	found, answers, before, err := importJSON(m)
	if err != nil {
		return err
	}
	packet := ""
	if m.Packet != nil {
		b, err := json.Marshal(m.Packet)
		if err != nil {
			return err
		}
		packet = string(b)
	}
	m.ID, m.Version = db.NewID[Import](tx), 1
	_, err = tx.Exec(ctx, qImportNew, int64(m.ID), int64(m.Period), int64(m.Unit), string(m.Kind), m.File, m.SHA256, string(m.State), found, answers, before,
		m.By, int64(m.User), toMillis(m.At), toMillis(m.WrittenAt), int64(m.Written), m.Version, packet)
	return err
}

func updateImport(ctx context.Context, tx *db.Tx, m *Import) error {
	_, answers, before, err := importJSON(m)
	if err != nil {
		return err
	}
	if err := tx.ExecOne(ctx, qImportUpdate, int64(m.ID), m.Version, string(m.State), answers, before, toMillis(m.WrittenAt), int64(m.Written)); err != nil {
		return err
	}
	m.Version++
	return nil
}

// ImportByID gives one import.
func ImportByID(ctx context.Context, q db.Q, i ImportID) (*Import, error) {
	return db.One(ctx, q, qImport, scanImport, int64(i))
}

// ImportsOf gives the last files that were written for a unit, newest first.
func ImportsOf(ctx context.Context, q db.Q, period ID, u id.Unit, limit int) ([]*Import, error) {
	return db.All(ctx, q, qImports, scanImport, int64(period), int64(u), limit)
}

// MemoryOf gives the remembered mapping of a unit's files in a bloc; empty at first.
func MemoryOf(ctx context.Context, q db.Q, b id.Bloc, u id.Unit) (reading.Memory, error) {
	var m reading.Memory
	list, err := db.All(ctx, q, qMemory, db.Scalar[string], int64(b), int64(u))
	if err != nil || len(list) == 0 {
		return m, err
	}
	return m, json.Unmarshal([]byte(list[0]), &m)
}

func saveMemory(ctx context.Context, tx *db.Tx, b id.Bloc, u id.Unit, m reading.Memory) error {
	text, err := json.Marshal(m)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, qMemorySave, int64(b), int64(u), string(text))
	return err
}
