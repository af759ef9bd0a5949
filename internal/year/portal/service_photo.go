package portal

import (
	"bytes"
	"context"
	"path/filepath"
	"slices"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
)

// An Upload (ảnh tải lên) is a picture with what is known of it.
type Upload struct {
	Name    string
	Data    []byte
	Caption string
	Alt     string
	Credit  string
	Faces   bool
	Units   []id.Unit // whose people it shows
}

// MaxPhotos is how many photos an article may have.
const MaxPhotos = 40

// prepared is an upload whose pictures are in the file store.
type prepared struct {
	Upload
	files []PhotoFile
}

// prepare makes and stores the pictures of uploads: the bytes are durable before any row
// names them. The original is not kept.
func (s *Service) prepare(ctx context.Context, list []Upload) ([]prepared, error) {
	var out []prepared
	for _, u := range list {
		p, err := s.Photos.Make(ctx, u.Data)
		if err != nil {
			return nil, err
		}
		r := prepared{Upload: u}
		for _, x := range p.Renditions {
			hash, err := s.Files.Put(ctx, bytes.NewReader(x.JPEG))
			if err != nil {
				return nil, err
			}
			r.files = append(r.files, PhotoFile{Hash: hash, Width: x.Width, Height: x.Height})
		}
		r.Name = filepath.Base(strings.ReplaceAll(tidy(u.Name), `\`, "/"))
		out = append(out, r)
	}
	return out, nil
}

func addPhotos(ctx context.Context, tx *db.Tx, a ID, list []prepared) ([]Photo, error) {
	last, err := db.One(ctx, tx, qLastNo, db.Scalar[int], a)
	if err != nil {
		return nil, err
	}
	if len(list) > 0 { // a number that an earlier version names is not given to another picture
		versions, err := Versions(ctx, tx, a)
		if err != nil {
			return nil, err
		}
		for _, v := range versions {
			for _, p := range v.Text.Photos {
				last = max(last, p.No)
			}
		}
	}
	var out []Photo
	for _, u := range list {
		last++
		p := Photo{ID: db.NewID[Photo](tx), Article: a, No: last, Name: u.Name, Files: u.files, Caption: u.Caption, Alt: u.Alt, Credit: u.Credit,
			Place: Centre, Focus: "cc", Faces: u.Faces, Asks: asks(u.Units, nil), Version: 1}
		if p, err = p.Clean(); err != nil {
			return nil, err
		}
		if err := insertPhoto(ctx, tx, p); err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// AddPhoto puts a picture into an article, at the end of its text. The same file a second
// time is the same photo.
func (s *Service) AddPhoto(ctx context.Context, by who.Actor, a ID, u Upload) (no int, err error) {
	defer fault.Wrap(&err, "portal.AddPhoto(%v)", a)
	if u.Faces && len(u.Units) == 0 {
		return 0, errNobody()
	}
	if was, err := Of(ctx, s.DB, a); err != nil {
		return 0, err
	} else if err := mayPhoto(by, was); err != nil {
		return 0, err
	}
	ready, err := s.prepare(ctx, []Upload{u})
	if err != nil {
		return 0, err
	}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		was, err := s.edit(ctx, tx, by, a)
		if err != nil {
			return err
		}
		if err := mayPhoto(by, was); err != nil {
			return err
		}
		photos, err := Photos(ctx, tx, a)
		if err != nil {
			return err
		}
		for _, p := range photos {
			if slices.Equal(p.Files, ready[0].files) {
				no = p.No
				return nil
			}
		}
		if len(photos) >= MaxPhotos {
			return fault.New(fault.Conflict, "portal.photos.many|Bài đã có {n} ảnh. Bỏ bớt ảnh rồi thêm.", fault.P{"n": MaxPhotos})
		}
		list, err := addPhotos(ctx, tx, a, ready)
		if err != nil {
			return err
		}
		no = list[0].No
		if err := audit.Write(ctx, tx, audit.Entry{By: by, Did: "portal.photo.add", On: Object(a), After: list[0]}); err != nil {
			return err
		}
		if was.State.Out() { // it waits for the text to name it, which is a correction
			tx.Unseen()
			return nil
		}
		return s.body(ctx, tx, by, was, PutPhoto(was.Body, no, len(paragraphs(was.Body))+1))
	})
	return no, err
}

// body saves another text of an article that is open.
func (s *Service) body(ctx context.Context, tx *db.Tx, by who.Actor, was Article, body string) error {
	if body == was.Body {
		return nil
	}
	a := was
	a.Body = body
	tx.Unseen()
	return s.put(ctx, tx, by, was, a, "portal.photo.place", "")
}

// mayPhoto checks that by may change the photos of an article as it stands.
func mayPhoto(by who.Actor, a Article) error {
	act := who.WriteNews
	if a.State != Draft {
		act = who.EditNews
	}
	if err := who.Can(by, act, who.Object{Bloc: a.Bloc, Unit: a.Unit}); err != nil {
		return err
	}
	return locked(a)
}

// photoOf finds a photo of an article.
func photoOf(ctx context.Context, q db.Q, a ID, no int) (Photo, error) {
	list, err := Photos(ctx, q, a)
	if err != nil {
		return Photo{}, err
	}
	i := slices.IndexFunc(list, func(p Photo) bool { return p.No == no })
	if i < 0 {
		return Photo{}, fault.New(fault.NotFound, "db.none|Không tìm thấy mục này. Có thể đã bị xóa hoặc đường dẫn chưa đúng.")
	}
	return list[i], nil
}

// errNobody refuses a photo of people whom nobody is asked for.
func errNobody() error {
	const m = "portal.photo.nobody|Chọn đơn vị của người trong ảnh để xin đồng ý. Người ngoài Khối: chọn đơn vị đã xin phép họ."
	return fault.New(fault.Invalid, m).With("unit", m)
}

// DescribePhoto changes what is said of a photo. A unit that is named anew is asked; what a
// unit said before stays while persons can be recognised, and a no stays in any case. Words that
// readers have seen are changed with a note, as the text is. Errors: Invalid with fields.
func (s *Service) DescribePhoto(ctx context.Context, by who.Actor, p Photo, note string) (err error) {
	defer fault.Wrap(&err, "portal.DescribePhoto(%v, %d)", p.Article, p.No)
	if p, err = p.Clean(); err != nil {
		return err
	}
	note = tidy(note)
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		a, err := Of(ctx, tx, p.Article)
		if err != nil {
			return err
		}
		if err := mayPhoto(by, a); err != nil {
			return err
		}
		was, err := photoOf(ctx, tx, p.Article, p.No)
		if err != nil {
			return err
		}
		x := p
		x.ID, x.Name, x.Files = was.ID, was.Name, was.Files
		var units []id.Unit
		for _, k := range p.Asks {
			units = append(units, k.Unit)
		}
		if !x.Faces {
			units = nil
		}
		if x.Asks = asks(units, was.Asks); x.Nobody() {
			return errNobody()
		}
		told := a.State.Out() && After(a.Body, p.No) >= 0 && (x.Caption != was.Caption || x.Alt != was.Alt || x.Credit != was.Credit)
		if told && (note == "" || len([]rune(note)) > maxNote) {
			return errCorrection()
		}
		if err := updatePhoto(ctx, tx, x); err != nil {
			return err
		}
		if err := audit.Write(ctx, tx, audit.Entry{By: by, Did: "portal.photo.describe", On: Object(a.ID), Before: was, After: x}); err != nil || !told {
			return err
		}
		photos, err := Photos(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		return s.corrected(ctx, tx, by, a, photos, note)
	})
}

// PlacePhoto sets a photo after a paragraph of an open article (0: before the first).
func (s *Service) PlacePhoto(ctx context.Context, by who.Actor, a ID, no, after int) error {
	return s.arrange(ctx, by, a, no, func(body string) string { return PutPhoto(body, no, after) })
}

// ShiftPhoto moves a photo one paragraph up or down.
func (s *Service) ShiftPhoto(ctx context.Context, by who.Actor, a ID, no int, up bool) error {
	return s.arrange(ctx, by, a, no, func(body string) string { return MovePhoto(body, no, up) })
}

// SwapPhoto gives a photo the place that another one has in the text.
func (s *Service) SwapPhoto(ctx context.Context, by who.Actor, a ID, no, at int) error {
	return s.arrange(ctx, by, a, no, func(body string) string { return OrderPhoto(body, no, at) })
}

// UnplacePhoto takes a photo out of the text; it stays with the article.
func (s *Service) UnplacePhoto(ctx context.Context, by who.Actor, a ID, no int) error {
	return s.arrange(ctx, by, a, no, func(body string) string { return DropPhoto(body, no) })
}

func (s *Service) arrange(ctx context.Context, by who.Actor, a ID, no int, f func(string) string) (err error) {
	defer fault.Wrap(&err, "portal.arrange(%v, %d)", a, no)
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		was, err := s.edit(ctx, tx, by, a)
		if err != nil {
			return err
		}
		if !was.State.Open() {
			return fault.New(fault.Conflict, "portal.locked.out|Bài đã đăng. Bấm Đính chính để sửa; người đọc sẽ thấy lời đính chính.")
		}
		if _, err := photoOf(ctx, tx, a, no); err != nil {
			return err
		}
		return s.body(ctx, tx, by, was, f(was.Body))
	})
}

// DropPhoto deletes a photo and takes it out of the text of an open article.
func (s *Service) DropPhoto(ctx context.Context, by who.Actor, a ID, no int) (err error) {
	defer fault.Wrap(&err, "portal.DropPhoto(%v, %d)", a, no)
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		was, err := s.edit(ctx, tx, by, a)
		if err != nil {
			return err
		}
		p, err := photoOf(ctx, tx, a, no)
		if err != nil {
			return err
		}
		if !was.State.Open() && !was.State.Out() || was.State.Out() && After(was.Body, no) >= 0 {
			return fault.New(fault.Conflict, "portal.locked.out|Bài đã đăng. Bấm Đính chính để sửa; người đọc sẽ thấy lời đính chính.")
		}
		if err := dropPhoto(ctx, tx, p.ID); err != nil {
			return err
		}
		if err := audit.Write(ctx, tx, audit.Entry{By: by, Did: "portal.photo.drop", On: Object(a), Before: p}); err != nil {
			return err
		}
		if was.State.Open() {
			return s.body(ctx, tx, by, was, DropPhoto(was.Body, no))
		}
		return nil
	})
}

// Agree records that a unit lets a photo of its people be published, or no longer does. A
// photo without consent disappears from a published article at once.
func (s *Service) Agree(ctx context.Context, by who.Actor, a ID, no int, yes bool) (err error) {
	defer fault.Wrap(&err, "portal.Agree(%v, %d)", a, no)
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		x, err := Of(ctx, tx, a)
		if err != nil {
			return err
		}
		p, err := photoOf(ctx, tx, a, no)
		if err != nil {
			return err
		}
		u := by.Unit()
		if err := who.Can(by, who.AgreePhoto, who.Object{Bloc: x.Bloc, Unit: u}); err != nil {
			return err
		}
		ask, ok := p.Of(u)
		if !ok {
			return fault.New(fault.NotFound, "portal.agree.notasked|Ảnh này không hỏi đơn vị. Tải lại trang để xem ảnh đang chờ.")
		}
		said := Declines
		if yes {
			said = Agrees
		}
		if ask.Answer == said {
			return nil
		}
		was := p
		p.Asks = slices.Clone(p.Asks)
		for i := range p.Asks {
			if p.Asks[i].Unit == u {
				p.Asks[i] = Ask{u, said, by.Name, s.now()}
			}
		}
		if err := updatePhoto(ctx, tx, p); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "portal.photo.agree", On: Object(a), Before: was, After: p})
	})
}

// Picture gives a picture to whoever may see an article that shows it: everybody when the
// article is public and nobody must still agree, else those who work on it.
func (s *Service) Picture(ctx context.Context, by who.Actor, hash string) (_ []byte, public bool, err error) {
	defer fault.Wrap(&err, "portal.Picture")
	none := fault.New(fault.NotFound, "web.404|Không tìm thấy trang. Kiểm tra lại đường dẫn hoặc tìm kiếm.")
	list, err := db.All(ctx, s.DB, qPhotosByFile, scanPhoto, hash)
	if err != nil {
		return nil, false, err
	}
	may := false
	for _, p := range list {
		a, err := Of(ctx, s.DB, p.Article)
		if err != nil {
			return nil, false, err
		}
		if p, err = photoOf(ctx, s.DB, p.Article, p.No); err != nil { // with what its units said
			return nil, false, err
		}
		if a.Seen(s.now()) && !p.Waiting() && After(a.Body, p.No) >= 0 {
			public = true
		}
		o := who.Object{Bloc: a.Bloc, Unit: a.Unit}
		may = may || who.Can(by, who.ReadNews, o) == nil
		for _, k := range p.Asks {
			may = may || who.Can(by, who.AgreePhoto, who.Object{Bloc: a.Bloc, Unit: k.Unit}) == nil
		}
	}
	if !public && !may {
		return nil, false, none
	}
	b, err := s.Files.Get(ctx, hash)
	return b, public, err
}
