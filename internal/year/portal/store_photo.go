package portal

import (
	"context"

	"thidua/internal/base/id"
	"thidua/internal/platform/db"
)

const photoColumns = `id, article, no, name, caption, alt, credit, place, focus, faces, version`

var (
	qPhotos      = db.SQL("portal.photos", `SELECT `+photoColumns+` FROM portal_photo WHERE article = $1 ORDER BY no`)
	qPhotoFiles  = db.SQL("portal.photo.files", `SELECT f.photo, f.width, f.height, f.file FROM portal_photo p JOIN portal_photo_file f ON f.photo = p.id WHERE p.article = $1 ORDER BY f.photo, f.width`)
	qLastNo      = db.SQL("portal.photo.last", `SELECT COALESCE(MAX(no), 0) FROM portal_photo WHERE article = $1`)
	qInsertPhoto = db.SQL("portal.photo.insert", `INSERT INTO portal_photo (id, article, no, name, caption, alt, credit, place, focus, faces, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)`)
	qInsertFile  = db.SQL("portal.photo.file.insert", `INSERT INTO portal_photo_file (photo, width, height, file) VALUES ($1, $2, $3, $4)`)
	qUpdatePhoto = db.SQL("portal.photo.update", `UPDATE portal_photo SET caption = $3, alt = $4, credit = $5, place = $6, focus = $7, faces = $8, version = version + 1
WHERE id = $1 AND version = $2`)
	qDropFiles = db.SQL("portal.photo.files.delete", `DELETE FROM portal_photo_file WHERE photo = $1`)
	qDropPhoto = db.SQL("portal.photo.delete", `DELETE FROM portal_photo WHERE id = $1`)
	// Whoever asks for a picture by its content must be allowed to see an article that shows it.
	qPhotosByFile = db.SQL("portal.photo.byfile", `SELECT `+photoColumns+` FROM portal_photo WHERE id IN (SELECT photo FROM portal_photo_file WHERE file = $1)`)
	qAskedOf      = db.SQL("portal.photo.asked", `SELECT `+photoColumns+` FROM portal_photo WHERE id IN (SELECT photo FROM portal_photo_ask WHERE unit = $1) ORDER BY id DESC LIMIT 200`)
	qAsks         = db.SQL("portal.photo.asks", `SELECT k.photo, k.unit, k.answer, k.by_name, k.at FROM portal_photo p JOIN portal_photo_ask k ON k.photo = p.id WHERE p.article = $1 ORDER BY k.photo, k.unit`)
	qInsertAsk    = db.SQL("portal.photo.ask.insert", `INSERT INTO portal_photo_ask (photo, unit, answer, by_name, at) VALUES ($1, $2, $3, $4, $5)`)
	qDropAsks     = db.SQL("portal.photo.asks.delete", `DELETE FROM portal_photo_ask WHERE photo = $1`)
)

func scanPhoto(r db.Row) (p Photo, err error) {
	err = r.Scan(&p.ID, &p.Article, &p.No, &p.Name, &p.Caption, &p.Alt, &p.Credit, &p.Place, &p.Focus, &p.Faces, &p.Version)
	return p, err
}

// Photos gives the photos of an article by number, each with its files.
func Photos(ctx context.Context, q db.Q, a ID) ([]Photo, error) {
	list, err := db.All(ctx, q, qPhotos, scanPhoto, a)
	if err != nil || len(list) == 0 {
		return list, err
	}
	at := map[PhotoID]int{}
	for i, p := range list {
		at[p.ID] = i
	}
	_, err = db.All(ctx, q, qPhotoFiles, func(r db.Row) (f PhotoFile, err error) {
		var p PhotoID
		if err = r.Scan(&p, &f.Width, &f.Height, &f.Hash); err == nil {
			list[at[p]].Files = append(list[at[p]].Files, f)
		}
		return f, err
	}, a)
	if err != nil {
		return nil, err
	}
	_, err = db.All(ctx, q, qAsks, func(r db.Row) (k Ask, err error) {
		var p PhotoID
		var when int64
		if err = r.Scan(&p, &k.Unit, &k.Answer, &k.By, &when); err == nil {
			k.At = moment(when)
			list[at[p]].Asks = append(list[at[p]].Asks, k)
		}
		return k, err
	}, a)
	return list, err
}

// AskedOf gives the photos that a unit is asked about, the newest first, with their files and
// with what it said.
func AskedOf(ctx context.Context, q db.Q, u id.Unit) ([]Photo, error) {
	list, err := db.All(ctx, q, qAskedOf, scanPhoto, u)
	if err != nil {
		return nil, err
	}
	for i, p := range list {
		all, err := Photos(ctx, q, p.Article)
		if err != nil {
			return nil, err
		}
		for _, x := range all {
			if x.ID == p.ID {
				list[i] = x
			}
		}
	}
	return list, nil
}

func insertPhoto(ctx context.Context, tx *db.Tx, p Photo) error {
	if _, err := tx.Exec(ctx, qInsertPhoto, p.ID, p.Article, p.No, p.Name, p.Caption, p.Alt, p.Credit, p.Place, p.Focus, p.Faces); err != nil {
		return err
	}
	if err := putAsks(ctx, tx, p); err != nil {
		return err
	}
	for _, f := range p.Files {
		if _, err := tx.Exec(ctx, qInsertFile, p.ID, f.Width, f.Height, f.Hash); err != nil {
			return err
		}
	}
	return nil
}

func updatePhoto(ctx context.Context, tx *db.Tx, p Photo) error {
	if err := tx.ExecOne(ctx, qUpdatePhoto, p.ID, p.Version, p.Caption, p.Alt, p.Credit, p.Place, p.Focus, p.Faces); err != nil {
		return err
	}
	return putAsks(ctx, tx, p)
}

func putAsks(ctx context.Context, tx *db.Tx, p Photo) error {
	if _, err := tx.Exec(ctx, qDropAsks, p.ID); err != nil {
		return err
	}
	for _, k := range p.Asks {
		if _, err := tx.Exec(ctx, qInsertAsk, p.ID, k.Unit, k.Answer, k.By, millis(k.At)); err != nil {
			return err
		}
	}
	return nil
}

func dropPhoto(ctx context.Context, tx *db.Tx, p PhotoID) error {
	for _, q := range []*db.Query{qDropFiles, qDropAsks} {
		if _, err := tx.Exec(ctx, q, p); err != nil {
			return err
		}
	}
	return tx.ExecOne(ctx, qDropPhoto, p)
}
