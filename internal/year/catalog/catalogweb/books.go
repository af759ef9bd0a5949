package catalogweb

import (
	"cmp"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/catalog"
	"thidua/internal/year/catalog/rulebook"
)

// A bookLine is one rulebook in use.
type bookLine struct {
	Pack, Title, System, Valid, From string
	Verified, Rules                  int
	Loaded                           bool
}

type booksPage struct {
	ui.Page
	Keep  bool
	Books []bookLine
	Loads []catalog.Loaded
	Fault string // why the books cannot be used together
}

var (
	booksView = ui.NewView[booksPage](files, "books.html")
	bookView  = ui.NewView[bookPage](files, "book.html")
	loadView  = ui.NewView[loadPage](files, "load.html")
)

func mayKeep(r *web.Request) bool { return who.Can(r.Actor, who.ManageRules, who.Object{}) == nil }

func systemName(r *web.Request, c *catalog.Catalog, s string) string {
	for _, o := range systems(r, c) {
		if o.Value == s {
			return o.Text
		}
	}
	return s
}

func valid(r *web.Request, b *rulebook.Book) string {
	if b.To.IsZero() {
		return r.T("catalog.since|từ {from}", fault.P{"from": b.From.VN()})
	}
	return r.T("catalog.between|từ {from} đến {to}", fault.P{"from": b.From.VN(), "to": b.To.VN()})
}

func verified(b *rulebook.Book) (n int) {
	for _, x := range b.Rules {
		if x.Mark == rulebook.Verified {
			n++
		}
	}
	return n
}

func (h *handler) books(w http.ResponseWriter, r *web.Request) error {
	p := booksPage{Page: ui.NewPage(w, r, "catalog.books|Bộ quy tắc"), Keep: mayKeep(r)}
	var err error
	if p.Loads, err = catalog.Loads(r.Context(), h.s.DB()); err != nil {
		return err
	}
	slices.SortStableFunc(p.Loads, func(a, b catalog.Loaded) int { return cmp.Compare(b.At.UnixMilli(), a.At.UnixMilli()) })
	c, err := h.s.Current(r.Context(), h.s.DB())
	if err != nil {
		if !fault.Is(err, fault.Conflict) {
			return err
		}
		p.Fault = r.ErrorText(err) // a load is at fault: it can be withdrawn below
		return booksView.Render(w, r, p)
	}
	for _, b := range c.Books().Books() {
		l := bookLine{Pack: b.Pack, Title: b.Title, System: systemName(r, c, b.System), Valid: valid(r, b), Rules: len(b.Rules), Verified: verified(b), From: r.T("catalog.shipped|đi kèm phần mềm")}
		if x, ok := c.LoadedAs(b.Pack); ok {
			l.Loaded, l.From = true, r.T("catalog.loadedas|bản nạp lần {n}, {day}", fault.P{"n": x.N, "day": x.At.Format("02/01/2006")})
		}
		p.Books = append(p.Books, l)
	}
	return booksView.Render(w, r, p)
}

type bookPage struct {
	ui.Page
	Keep   bool
	Book   bookLine
	Load   catalog.Loaded
	Rules  []ruleLine
	Loads  []catalog.Loaded // of this pack, newest first
	Errors ui.Errors
	Why    string
}

func (h *handler) bookPage(w http.ResponseWriter, r *web.Request) (p bookPage, err error) {
	c, err := h.s.Current(r.Context(), h.s.DB())
	if err != nil {
		return p, err
	}
	b, ok := c.Books().Pack(r.PathValue("pack"))
	if !ok {
		return p, errPage
	}
	p = bookPage{Page: ui.NewPage(w, r, "catalog.book|{title}", fault.P{"title": b.Title}), Keep: mayKeep(r),
		Book: bookLine{Pack: b.Pack, Title: b.Title, System: systemName(r, c, b.System), Valid: valid(r, b), Rules: len(b.Rules), Verified: verified(b), From: version(r, c.VersionOf(b))}}
	p.Load, p.Book.Loaded = c.LoadedAs(b.Pack)
	for i := range b.Rules {
		a, _ := b.Ask(b.Rules[i].ID, rulebook.Facts{})
		l := ruleOf(r, &b.Rules[i], a.Gives)
		l.Says = say(r, b.Rules[i].Words(a.Gives))
		p.Rules = append(p.Rules, l)
	}
	all, err := catalog.Loads(r.Context(), h.s.DB())
	for _, l := range all {
		if l.Pack == b.Pack {
			p.Loads = append(p.Loads, l)
		}
	}
	return p, err
}

func (h *handler) book(w http.ResponseWriter, r *web.Request) error {
	p, err := h.bookPage(w, r)
	if err != nil {
		return err
	}
	return bookView.Render(w, r, p)
}

// source gives the file of a pack: what a person copies to change it.
func (h *handler) source(w http.ResponseWriter, r *web.Request) error {
	file, text, err := h.s.Source(r.Context(), h.s.DB(), r.PathValue("pack"))
	if err != nil {
		return err
	}
	r.ConcernsNobody()
	return web.Download(w, file, "application/yaml; charset=utf-8", []byte(text))
}

func (h *handler) withdraw(w http.ResponseWriter, r *web.Request) error {
	n, err := id.Parse[catalog.Loaded](r.PostFormValue("ban"))
	if err != nil {
		return errPage
	}
	l, err := h.s.Withdraw(r.Context(), r.Actor, n, r.PostFormValue("why"))
	if err == nil {
		return web.See(w, r, "/bo-quy-tac", "catalog.withdrawn|Đã rút {pack}, bản {n}. Kết quả đã ghi trước đây giữ nguyên.", fault.P{"pack": l.Pack, "n": l.N})
	}
	list, other := ui.Refused(r, err, "why")
	if other != nil {
		return other
	}
	p, perr := h.bookPage(w, r)
	if perr != nil {
		return err
	}
	p.Errors, p.Error, p.Why = list, "x", r.PostFormValue("why")
	return bookView.RenderStatus(w, r, status(err), p)
}

// A fault of a book as the page shows it: the line, with what stands there.
type bookFault struct {
	Line            int
	Rule, Key, Text string
	Source          string
}

// A change is one rule that a new text adds, drops or alters.
type change struct {
	ID, Title, Was, Now string
	WasSays, NowSays    string // the same in a sentence
}

type loadPage struct {
	ui.Page
	From    string // pack that was copied
	Rule    string // the one rule that is edited, "" for the whole book
	Part    string // its text
	from    int    // its first line in the book
	Name    string
	Text    string
	Why     string
	Errors  ui.Errors
	Faults  []bookFault
	Good    bool
	Doubts  []bookFault
	Book    bookLine
	Old     string
	Changes []change
}

func (h *handler) loadForm(w http.ResponseWriter, r *web.Request) error {
	p := loadPage{Page: ui.NewPage(w, r, "catalog.load.title|Nạp bộ quy tắc"), From: r.URL.Query().Get("tu"), Rule: r.URL.Query().Get("quy-tac")}
	if p.From != "" {
		var err error
		if p.Name, p.Text, err = h.s.Source(r.Context(), h.s.DB(), p.From); err != nil {
			return err
		}
	}
	if p.Rule != "" {
		part, err := h.part(r, &p)
		if err != nil {
			return err
		}
		p.Part = part.Text
	}
	return loadView.Render(w, r, p)
}

// part finds the one rule that is edited and names the page after it.
func (h *handler) part(r *web.Request, p *loadPage) (part rulebook.Part, err error) {
	c, err := h.s.Current(r.Context(), h.s.DB())
	if err != nil {
		return part, err
	}
	b, ok := c.Books().Pack(p.From)
	if !ok {
		return part, errPage
	}
	for _, x := range b.Rules {
		if x.ID == p.Rule {
			p.Title = r.T("catalog.part|Sửa quy tắc: {title}", fault.P{"title": x.Title})
		}
	}
	if part, ok = b.Part(p.Text, p.Rule); !ok {
		return part, fault.New(fault.NotFound, "catalog.part.gone|Không sửa riêng được quy tắc này. Sửa cả bộ quy tắc.")
	}
	return part, nil
}

// load checks a book, and puts it into use when that was asked for.
func (h *handler) load(w http.ResponseWriter, r *web.Request) error {
	p := loadPage{Page: ui.NewPage(w, r, "catalog.load.title|Nạp bộ quy tắc")}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		name, data, err := r.File("file")
		if err != nil {
			list, other := ui.Refused(r, err)
			if other != nil {
				return other
			}
			for _, e := range list {
				p.Errors.Add("file", e.Text)
			}
			p.Error = "x"
			return loadView.RenderStatus(w, r, status(err), p)
		}
		p.Name, p.Text = filepath.Base(strings.ReplaceAll(name, `\`, "/")), string(data)
	} else {
		p.Name, p.Text, p.Why, p.From, p.Rule = r.PostFormValue("name"), r.PostFormValue("text"), r.PostFormValue("why"), r.PostFormValue("tu"), r.PostFormValue("quy-tac")
	}
	if p.Rule != "" {
		if err := h.whole(r, &p); err != nil {
			return err
		}
	}
	p.Text = strings.ReplaceAll(p.Text, "\r\n", "\n")
	if p.Name == "" {
		p.Name = "bo-quy-tac.yaml"
	}
	b, err := h.s.Check(r.Context(), h.s.DB(), p.Name, p.Text)
	if err != nil {
		return h.refuse(w, r, p, err)
	}
	if err := h.compare(r, &p, b); err != nil {
		return err
	}
	if r.PostFormValue("viec") != "nap" {
		return loadView.Render(w, r, p)
	}
	l, err := h.s.Load(r.Context(), r.Actor, p.Name, p.Text, p.Why)
	if err != nil {
		return h.refuse(w, r, p, err)
	}
	return web.See(w, r, "/bo-quy-tac/"+l.Pack, "catalog.done|Đã nạp {title}, bản {n}. Các lần kiểm tra từ bây giờ dùng bộ này.", fault.P{"title": l.Title, "n": l.N})
}

// whole puts the one rule that was edited back into the text of its book.
func (h *handler) whole(r *web.Request, p *loadPage) (err error) {
	p.Part = p.Text
	if p.Name, p.Text, err = h.s.Source(r.Context(), h.s.DB(), p.From); err != nil {
		return err
	}
	part, err := h.part(r, p)
	if err == nil {
		p.Text, p.from = part.Put(p.Text, p.Part), part.From
	}
	return err
}

// refuse shows every fault with its line and what stands there.
func (h *handler) refuse(w http.ResponseWriter, r *web.Request, p loadPage, err error) error {
	problems := catalog.ProblemsOf(err)
	if problems == nil {
		list, other := ui.Refused(r, err, "why")
		if other != nil {
			return other
		}
		p.Errors, p.Error = list, "x"
		return loadView.RenderStatus(w, r, status(err), p)
	}
	p.Faults = placed(r, p.Text, problems)
	for i := range p.Faults {
		if p.Rule != "" { // lines of the box, not of the book; 0 when it shows behind the rule
			p.Faults[i].Line = max(0, p.Faults[i].Line-p.from+1)
			if p.Faults[i].Line > strings.Count(p.Part, "\n")+1 {
				p.Faults[i].Line = 0
			}
		}
	}
	p.Error = "x"
	p.Errors.Add("text", r.T("catalog.load.bad|Bộ quy tắc có {n} lỗi nên chưa nạp. Sửa các dòng nêu dưới đây rồi kiểm tra lại.", fault.P{"n": len(problems)}))
	return loadView.RenderStatus(w, r, http.StatusUnprocessableEntity, p)
}

// placed gives each fault with what stands on its line.
func placed(r *web.Request, text string, problems rulebook.Problems) (list []bookFault) {
	lines := strings.Split(text, "\n")
	for _, x := range problems {
		f := bookFault{Line: x.Line, Rule: x.Rule, Key: x.Key, Text: r.T(x.Msg, x.Args)}
		if x.Line >= 1 && x.Line <= len(lines) {
			f.Source = strings.TrimSpace(lines[x.Line-1])
		}
		list = append(list, f)
	}
	return list
}

// compare says what a good book would change.
func (h *handler) compare(r *web.Request, p *loadPage, b *rulebook.Book) error {
	c, err := h.s.Current(r.Context(), h.s.DB())
	if err != nil {
		return err
	}
	p.Good, p.Doubts = true, placed(r, p.Text, b.Doubts())
	p.Book = bookLine{Pack: b.Pack, Title: b.Title, System: systemName(r, c, b.System), Valid: valid(r, b), Rules: len(b.Rules), Verified: verified(b)}
	was := map[string]rulebook.Rule{}
	old, ok := c.Books().Pack(b.Pack)
	if ok {
		p.Old = version(r, c.VersionOf(old))
		for _, x := range old.Rules {
			was[x.ID] = x
		}
	}
	for _, x := range b.Rules {
		o, ok := was[x.ID]
		delete(was, x.ID)
		if said := saidOf(x); !ok {
			p.Changes = append(p.Changes, change{ID: x.ID, Title: x.Title, Now: said, NowSays: inWords(r, b, x)})
		} else if before := saidOf(o); before != said {
			p.Changes = append(p.Changes, change{x.ID, x.Title, before, said, inWords(r, old, o), inWords(r, b, x)})
		}
	}
	for _, o := range was {
		p.Changes = append(p.Changes, change{ID: o.ID, Title: o.Title, Was: saidOf(o), WasSays: inWords(r, old, o)})
	}
	slices.SortStableFunc(p.Changes, func(a, b change) int { return strings.Compare(a.ID, b.ID) })
	if p.Old == "" {
		p.Changes = nil // a pack of its own changes nothing that was there
	}
	return nil
}

// inWords puts a rule into a sentence.
func inWords(r *web.Request, b *rulebook.Book, x rulebook.Rule) string {
	a, _ := b.Ask(x.ID, rulebook.Facts{})
	return say(r, x.Words(a.Gives))
}

// saidOf puts everything a rule says into one text.
func saidOf(x rulebook.Rule) string {
	s := fmt.Sprintf("%s%s · %s · %s", x.When, x.Value, x.Cite, x.Mark)
	if x.Declining {
		s += " · declining"
	}
	return s
}
