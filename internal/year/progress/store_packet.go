package progress

import (
	"context"
	"encoding/json"

	"thidua/internal/base/id"
	"thidua/internal/platform/db"
)

const packetCols = `id, period, unit, serial, code, stamp, base, by_name, by_user, at, returned_at, returned_by, import, written, version`

var (
	qPacket       = db.SQL("progress.packet", `SELECT `+packetCols+` FROM progress_packet WHERE id = $1`)
	qPacketByCode = db.SQL("progress.packet.code", `SELECT `+packetCols+` FROM progress_packet WHERE code = $1`)
	qPackets      = db.SQL("progress.packets", `SELECT `+packetCols+` FROM progress_packet WHERE period = $1 ORDER BY unit, serial DESC`)
	qPacketsOf    = db.SQL("progress.packets.unit", `SELECT `+packetCols+` FROM progress_packet WHERE period = $1 AND unit = $2 ORDER BY serial DESC`)
	qPacketNew    = db.SQL("progress.packet.new", `INSERT INTO progress_packet (`+packetCols+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`)
	qPacketBack   = db.SQL("progress.packet.back", `UPDATE progress_packet SET returned_at = $3, returned_by = $4, import = $5, written = $6, version = version + 1 WHERE id = $1 AND version = $2`)
)

func scanPacket(r db.Row) (Packet, error) {
	var p Packet
	var base string
	var serial, at, back, written int64
	if err := r.Scan(&p.ID, &p.Period, &p.Unit, &serial, &p.Code, &p.Stamp, &base, &p.By, &p.User, &at, &back, &p.ReturnedBy, &p.Import, &written, &p.Version); err != nil {
		return p, err
	}
	p.Serial, p.At, p.ReturnedAt, p.Written = int(serial), fromMillis(at), fromMillis(back), int(written)
	return p, json.Unmarshal([]byte(base), &p.Base)
}

func insertPacket(ctx context.Context, tx *db.Tx, p Packet) error {
	base, err := json.Marshal(p.Base)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, qPacketNew, int64(p.ID), int64(p.Period), int64(p.Unit), int64(p.Serial), p.Code, p.Stamp, string(base), p.By, int64(p.User), toMillis(p.At), int64(0), "", int64(0), int64(0), p.Version)
	return err
}

// PacketsOf gives the packets made of a unit's form, newest first.
func PacketsOf(ctx context.Context, q db.Q, period ID, u id.Unit) ([]Packet, error) {
	return db.All(ctx, q, qPacketsOf, scanPacket, int64(period), int64(u))
}

// packetByCode finds a packet by the code in its hidden sheet.
func packetByCode(ctx context.Context, q db.Q, code string) (Packet, error) {
	list, err := db.All(ctx, q, qPacketByCode, scanPacket, code)
	if err != nil || len(list) == 0 {
		if err == nil {
			err = packetUnknown(code)
		}
		return Packet{}, err
	}
	return list[0], nil
}
