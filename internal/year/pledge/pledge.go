package pledge

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/vi"
	"thidua/internal/year/document"
)

// A Pledge (giao ước thi đua) is what the units of a bloc promise each other for a year.
// It binds once every party has signed the same text.
type Pledge struct {
	ID      ID
	Bloc    id.Bloc
	Year    int
	State   State
	Due     civil.Date // by when the units remark, then sign; zero for none
	No      int        // the version that is worked on or signed
	BoundNo int        // the version that binds, 0 for none yet
	Bound   civil.Date // the day on which it began to
	Version int64
}

// ID names a pledge.
type ID = id.Of[Pledge]

// State (tình trạng giao ước) is where a pledge stands.
type State string

const (
	Draft   State = "draft"   // đang soạn
	Open    State = "open"    // lấy ý kiến
	Signing State = "signing" // đang ký
	Binding State = "binding" // có hiệu lực
)

// States holds every state in the order of its life.
var States = []State{Draft, Open, Signing, Binding}

// Label gives the name shown to people, as a message.
func (s State) Label() string {
	return map[State]string{Draft: "pledge.s.draft|Đang soạn", Open: "pledge.s.open|Lấy ý kiến đơn vị", Signing: "pledge.s.signing|Đang ký", Binding: "pledge.s.binding|Có hiệu lực"}[s]
}

// Verb (thao tác với giao ước) moves a pledge from one state to the next.
type Verb string

const (
	Circulate Verb = "open"   // gửi lấy ý kiến
	Fix       Verb = "fix"    // chốt bản ký
	Revise    Verb = "revise" // sửa lại, lấy ý kiến lại
)

// Label gives the name of the button, as a message.
func (v Verb) Label() string {
	return map[Verb]string{Circulate: "pledge.v.open|Gửi các đơn vị góp ý", Fix: "pledge.v.fix|Chốt bản để ký", Revise: "pledge.v.revise|Sửa đổi giao ước"}[v]
}

// A Transition (bước chuyển của giao ước) is one line of the life of a pledge.
type Transition struct {
	From   State
	Verb   Verb
	To     State
	Reason bool
}

// transitions is the whole life of a pledge beside signing: the last signature makes it bind.
var transitions = []Transition{
	{Draft, Circulate, Open, false},
	{Open, Fix, Signing, false},
	{Signing, Revise, Open, true},
	{Binding, Revise, Open, true},
}

// Verbs gives what may be done to a pledge in state s.
func Verbs(s State) []Transition {
	var list []Transition
	for _, t := range transitions {
		if t.From == s {
			list = append(list, t)
		}
	}
	return list
}

// step finds the transition of a verb.
func (p Pledge) step(v Verb, why string) (Transition, error) {
	for _, t := range transitions {
		if t.From == p.State && t.Verb == v {
			if t.Reason && tidyLines(why) == "" {
				return t, fault.New(fault.Invalid, "pledge.step.top|Chưa ghi được bước này. Sửa mục nêu dưới đây.").With("why", "pledge.needwhy|Ghi lý do sửa đổi; các đơn vị đọc được.")
			}
			return t, nil
		}
	}
	return Transition{}, fault.New(fault.Conflict, "pledge.nostep|Giao ước đang ở bước khác ({state}) nên không làm được việc này. Tải lại trang để xem bước hiện tại.", fault.P{"state": fault.Text(p.State.Label(), nil)})
}

// A Text (bản giao ước) is one version of the text, as it is signed.
type Text struct {
	Pledge ID
	No     int
	Source string // what was typed
	Body   string // canonical
	Hash   string // SHA-256 of Body
	Why    string // what this version changes
	By     string
	At     time.Time
	PDF    string     // the file that was printed when it was fixed for signing
	Fixed  civil.Date // zero while it may still be followed by another
}

// A Commitment (cam kết riêng của đơn vị) is what one unit promises beside the common text.
type Commitment struct {
	Unit    id.Unit
	Body    string // one promise per line
	By      string
	At      time.Time
	Version int64
}

// A Party (bên ký) is a unit that signs a version, under the name it bore then.
type Party struct {
	Unit  id.Unit
	Order int
	Name  string
}

// A Remark (góp ý vào giao ước) is what a unit says about a version.
type Remark struct {
	ID     RemarkID
	No     int
	Unit   id.Unit
	Body   string
	By     string
	At     time.Time
	State  RemarkState
	Answer string
}

// RemarkID names a remark.
type RemarkID = id.Of[Remark]

// RemarkState (kết quả góp ý) is what became of a remark.
type RemarkState string

const (
	New       RemarkState = "new"       // chưa trả lời
	Taken     RemarkState = "taken"     // tiếp thu
	Explained RemarkState = "explained" // giải trình
)

// Label gives the name shown to people, as a message.
func (s RemarkState) Label() string {
	return map[RemarkState]string{New: "pledge.r.new|Chưa trả lời", Taken: "pledge.r.taken|Tiếp thu", Explained: "pledge.r.explained|Giải trình, không tiếp thu"}[s]
}

// How (cách ký) tells where a signature was given.
type How string

const (
	Here   How = "here"   // ký trong hệ thống
	Wet    How = "paper"  // ký trên giấy
	System How = "system" // hệ thống văn bản khác
	Token  How = "token"  // tệp ký số tải lên
)

// Elsewheres holds the ways of signing outside this system, in the order of the form.
var Elsewheres = []How{Wet, System, Token}

// Label gives the name shown to people, as a message.
func (h How) Label() string {
	return map[How]string{Here: "pledge.h.here|Ký trong hệ thống", Wet: "pledge.h.paper|Ký trên giấy", System: "pledge.h.system|Hệ thống văn bản khác", Token: "pledge.h.token|Tải bản ký số lên"}[h]
}

// A Signature (chữ ký giao ước) is one head's yes to one text.
type Signature struct {
	Unit      id.Unit
	No        int
	Hash      string
	How       How
	Signer    string
	Post      string
	Authority string // "", "KT.", "TL.", "TUQ."
	Number    string // số, ký hiệu when signed elsewhere
	Day       civil.Date
	File      document.Stored
	Ours      bool // the file is ours with a signature put behind it; another one is a scan
	By        string
	At        time.Time
}

// Checked (đã đối chiếu) reports whether the program itself saw that exactly this text was
// signed: here, with its hash, or in the printed file byte for byte. A scan is for people.
func (s Signature) Checked() bool { return s.How == Here || s.Ours }

// Who (người ký) gives the signer with the post, which is not said twice.
func (s Signature) Who() string {
	var parts []string
	if s.Authority != "" {
		parts = append(parts, s.Authority)
	}
	if s.Post != "" && !strings.HasPrefix(s.Signer, s.Post) {
		parts = append(parts, s.Post)
	}
	return strings.Join(append(parts, s.Signer), " ")
}

// Authorities are the ways of signing for somebody.
var Authorities = []string{"KT.", "TL.", "TUQ."}

// A Line (dòng ma trận ký) is one party in the matrix of signatures.
type Line struct {
	Party
	Signature *Signature // of the text asked about
	Older     *Signature // of an earlier text, when there is none of this one
}

// Matrix (ma trận ký) lays the signatures out over the parties of a text: only those of the
// very same hash count.
func Matrix(parties []Party, list []Signature, hash string) (lines []Line, signed int) {
	for _, p := range parties {
		l := Line{Party: p}
		for i := range list {
			s := &list[i]
			switch {
			case s.Unit != p.Unit:
			case s.Hash == hash:
				if l.Signature == nil {
					signed++
				}
				l.Signature = s
			case l.Older == nil || s.No >= l.Older.No:
				l.Older = s
			}
		}
		lines = append(lines, l)
	}
	return lines, signed
}

// Bounds of what is stored.
const (
	maxText   = 60_000
	maxLine   = 2000
	maxCommit = 4000
)

// A Heading (phần đầu bản chuẩn) is what the canonical text says around the words of the draft.
type Heading struct {
	Year    int
	Bloc    string
	Parties []Party // in protocol order
}

// Canonical gives the one form of a text that is signed: composed letters, no spaces at the
// ends of lines or twice in a row, no empty lines, "\n" after every line. It holds who pledges
// and every commitment, so that its hash covers them. Canonical of the same facts is the same
// bytes on every machine.
func Canonical(h Heading, source string, commitments []Commitment) string {
	var b strings.Builder
	line := func(s string) {
		if s = tidy(s); s != "" {
			b.WriteString(s)
			b.WriteByte('\n')
		}
	}
	line("GIAO ƯỚC THI ĐUA NĂM " + itoa(h.Year))
	line(vi.Upper(h.Bloc))
	for l := range strings.Lines(source) {
		line(l)
	}
	started := false
	for _, p := range h.Parties {
		i := slices.IndexFunc(commitments, func(c Commitment) bool { return c.Unit == p.Unit && tidyLines(c.Body) != "" })
		if i < 0 {
			continue
		}
		if !started {
			line("# Cam kết riêng của từng đơn vị")
			started = true
		}
		line("## " + p.Name)
		for l := range strings.Lines(commitments[i].Body) {
			if l = tidy(strings.TrimLeft(tidy(l), "-#+* ")); l != "" {
				line("- " + l)
			}
		}
	}
	line("# Các bên ký giao ước")
	for i, p := range h.Parties {
		line(itoa(i+1) + ". " + p.Name)
	}
	return b.String()
}

// Hash gives the SHA-256 of a canonical text, in hexadecimal: what sha256sum says of the
// text file.
func Hash(body string) string {
	sum := sha256.Sum256([]byte(body))
	return hex.EncodeToString(sum[:])
}

// Short gives the first letters of a hash, in groups, as papers print it.
func Short(hash string) string {
	if len(hash) < 16 {
		return hash
	}
	return hash[:4] + " " + hash[4:8] + " " + hash[8:12] + " " + hash[12:16]
}

// checkSource refuses a text that is empty or too long.
func checkSource(source string) error {
	e := fault.New(fault.Invalid, "pledge.invalid|Giao ước chưa lưu được. Sửa các mục nêu dưới đây rồi lưu lại.")
	switch {
	case tidyLines(source) == "":
		e.With("text", "pledge.empty|Ghi nội dung giao ước.")
	case len(source) > maxText:
		e.With("text", "pledge.long|Dài quá {n} ký tự. Rút gọn rồi lưu lại.", fault.P{"n": maxText})
	case slices.ContainsFunc(strings.Split(source, "\n"), func(l string) bool { return len([]rune(l)) > maxLine }):
		e.With("text", "pledge.longline|Có dòng dài quá {n} ký tự. Ngắt dòng rồi lưu lại.", fault.P{"n": maxLine})
	default:
		return nil
	}
	return e
}

// A Block (đoạn giao ước) is one line of the canonical text as it is shown and printed.
type Block struct {
	Level int // 0 paragraph, 1 heading, 2 unit
	Item  bool
	Text  string
}

// Blocks cuts a canonical text into what is shown.
func Blocks(body string) []Block {
	var out []Block
	for l := range strings.Lines(body) {
		l = strings.TrimSuffix(l, "\n")
		b := Block{Text: l}
		switch {
		case strings.HasPrefix(l, "## "):
			b = Block{Level: 2, Text: l[3:]}
		case strings.HasPrefix(l, "# "):
			b = Block{Level: 1, Text: l[2:]}
		case strings.HasPrefix(l, "- "):
			b = Block{Item: true, Text: l[2:]}
		}
		out = append(out, b)
	}
	return out
}

func tidy(s string) string { return strings.Join(strings.Fields(vi.NFC(s)), " ") }

func tidyLines(s string) string {
	var out []string
	for l := range strings.Lines(s) {
		if l = tidy(l); l != "" {
			out = append(out, l)
		}
	}
	return strings.Join(out, "\n")
}
