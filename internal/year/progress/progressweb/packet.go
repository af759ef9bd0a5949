package progressweb

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/org"
	"thidua/internal/year/progress"
)

// A packetUnit is one unit for which a packet may be made.
type packetUnit struct {
	Code, Name string
	On         bool
}

// A packetRow is one packet that was made.
type packetRow struct {
	progress.PacketLine
	Unit, Day, State, Kind string
	File, Slip, See, Sign  string
}

type packetsPage struct {
	ui.Page
	scope
	Errors  ui.Errors
	Row     progress.PeriodRow
	Periods []ui.Option
	Units   []packetUnit
	Packets []packetRow
	Zip     string // address of all packets that are still out, "" when there are fewer than two
	Sent    string // units that need none
	Limit   int64
	May     bool
	Lock    string
}

// A slipPage is the sheet that goes along with the packet.
type slipPage struct {
	ui.Page
	Packet progress.Packet
	Form   *progress.Form
	Day    string
	Name   string
	Sum    []string // SHA-256 of the file in groups
	KB     int
}

var (
	packetsView = ui.NewView[packetsPage](files, "packets.html")
	slipView    = ui.NewView[slipPage](files, "slip.html")
)

// packetScope is the bloc and the period that a page of packets is about: the latest
// period that is open unless the request names one.
func (p *pages) packetScope(r *web.Request) (scope, progress.PeriodRow, bool, error) {
	s, err := p.in(r)
	if err == nil {
		err = who.Can(r.Actor, who.ReadTotals, who.Object{Bloc: s.Bloc.ID}) // another bloc's page is not even there
	}
	if err != nil {
		return s, progress.PeriodRow{}, false, err
	}
	if s.Period != "" {
		row, err := progress.PeriodOf(r.Context(), p.s.DB(), s.Bloc.ID, s.Period)
		return s, row, true, err
	}
	row, ok, err := p.current(r, s.Bloc.ID)
	s.Period = row.Period
	return s, row, ok, err
}

func (p *pages) packets(w http.ResponseWriter, r *web.Request) error {
	s, row, ok, err := p.packetScope(r)
	if err != nil {
		return err
	}
	if !ok {
		return p.noPeriod(w, r, "pack.title|Gói nộp ngoại tuyến", s.Bloc)
	}
	page, err := p.packetsPage(w, r, s, row)
	if err != nil {
		return err
	}
	return packetsView.Render(w, r, page)
}

func (p *pages) packetsPage(w http.ResponseWriter, r *web.Request, s scope, row progress.PeriodRow) (packetsPage, error) {
	g := packetsPage{Page: ui.NewPage(w, r, "pack.title|Gói nộp ngoại tuyến"), scope: s, Row: row, Limit: progress.Upload() >> 20}
	ctx, q := r.Context(), p.s.DB()
	members, err := org.Members(ctx, q, s.Bloc.ID, row.Period.To())
	if err != nil {
		return g, err
	}
	subs, err := progress.Submissions(ctx, q, row.ID)
	if err != nil {
		return g, err
	}
	lines, err := p.s.Packets(ctx, r.Actor, row)
	if err != nil {
		return g, err
	}
	made := map[id.Unit]bool{}
	out := 0
	for _, l := range lines {
		x := packetRow{PacketLine: l, Unit: l.Member.Unit.Short, Day: l.At.Format("02/01/2006"), Kind: "info", State: r.T("pack.out|Chưa nhận lại"),
			File: "/goi-ngoai-tuyen/" + l.ID.String() + "/tep", Slip: "/goi-ngoai-tuyen/" + l.ID.String() + "/phieu"}
		made[l.Unit] = true
		switch {
		case l.Returned():
			x.Kind, x.State = "ok", r.T("pack.back|Đã nhận lại {date}: {n} chỗ đã ghi", fault.P{"date": l.ReturnedAt.Format("02/01/2006"), "n": l.Written})
			x.See = "/nhap/" + row.Period.Slug() + "/xem-truoc/" + l.Import.String() + p.unitQuery(s, l.Member.Unit.Code)
			object := who.Object{Bloc: s.Bloc.ID, Unit: l.Unit}
			switch sub := subs[l.Unit]; {
			case sub.Sent():
				x.State = r.T("pack.counted|Đã nhận lại {date}, báo cáo đã gửi Khối", fault.P{"date": l.ReturnedAt.Format("02/01/2006")})
			case l.Newest && sub.State.Editable() && who.Can(r.Actor, who.ReceiveUnit, object) == nil && who.Can(r.Actor, who.FillFigures, object) != nil:
				x.Sign = "/da-ky/" + l.Member.Unit.Code + "?" + url.Values{"ky": {row.Period.Slug()}, "khoi": {s.Bloc.Code}}.Encode()
			}
		case !l.Newest:
			x.Kind, x.State = "off", r.T("pack.replaced|Đã có gói mới hơn")
		default:
			out++
		}
		g.Packets = append(g.Packets, x)
	}
	if out > 1 {
		g.Zip = "/goi-ngoai-tuyen/tat-ca?" + url.Values{"ky": {row.Period.Slug()}, "khoi": {s.Bloc.Code}}.Encode()
	}
	for _, m := range members {
		if who.Can(r.Actor, who.CarryPacket, who.Object{Bloc: s.Bloc.ID, Unit: m.Unit.ID}) != nil || !r.Actor.Has(who.Officer, 0) {
			continue
		}
		g.May = true
		if sub := subs[m.Unit.ID]; !sub.State.Editable() {
			g.Sent = comma(g.Sent, m.Unit.Short)
			continue
		}
		g.Units = append(g.Units, packetUnit{Code: m.Unit.Code, Name: m.Unit.Name, On: m.Unit.Kind.Armed() && !made[m.Unit.ID]})
	}
	if len(g.Units) == 1 {
		g.Units[0].On = true
	}
	if row.State == progress.Locked {
		g.Lock = r.T("pack.closed|Kỳ đã khóa: gói nhận về chỉ xem trước được, không ghi.")
	}
	all, err := progress.Periods(ctx, q, s.Bloc.ID)
	for _, x := range all {
		g.Periods = append(g.Periods, ui.Option{Value: x.Period.Slug(), Text: r.Period(x.Period)})
	}
	return g, err
}

// packetsPath leads to the packets of a bloc and a period.
func packetsPath(s scope) string {
	return "/goi-ngoai-tuyen?" + url.Values{"ky": {s.Period.Slug()}, "khoi": {s.Bloc.Code}}.Encode()
}

// unitQuery gives what an address of another unit's form must carry.
func (p *pages) unitQuery(s scope, unit string) string {
	return "?" + url.Values{"don-vi": {unit}, "khoi": {s.Bloc.Code}}.Encode()
}

// packetsDo makes the packets that were asked for.
func (p *pages) packetsDo(w http.ResponseWriter, r *web.Request) error {
	s, row, ok, err := p.packetScope(r)
	if err != nil {
		return err
	}
	if !ok {
		return errPage
	}
	refuse := func(text string, status int) error {
		page, err := p.packetsPage(w, r, s, row)
		if err != nil {
			return err
		}
		page.Error = "x"
		page.Errors.AddAt("goi", text)
		return packetsView.RenderStatus(w, r, status, page)
	}
	codes := r.PostForm["goi"]
	if len(codes) == 0 {
		return refuse(r.T("pack.nounit|Chọn ít nhất một đơn vị."), http.StatusUnprocessableEntity)
	}
	for _, code := range codes {
		u, err := org.UnitByCode(r.Context(), p.s.DB(), code)
		if err != nil {
			return err
		}
		_, err = p.s.MakePacket(r.Context(), r.Actor, progress.Place{Bloc: s.Bloc.ID, Period: row.Period, Unit: u.ID})
		if fault.Is(err, fault.Conflict) {
			return refuse(u.Short+": "+r.ErrorText(err), http.StatusConflict)
		} else if err != nil {
			return err
		}
	}
	return web.See(w, r, "/goi-ngoai-tuyen?"+url.Values{"ky": {row.Period.Slug()}, "khoi": {s.Bloc.Code}}.Encode(), "pack.made|Đã tạo {n} gói. Tải về, chép vào USB hoặc gửi thư điện tử.", fault.P{"n": len(codes)})
}

// packetTake takes a packet that came back.
func (p *pages) packetTake(w http.ResponseWriter, r *web.Request) error {
	name, data, ferr := r.File("file")
	s, row, ok, err := p.packetScope(r)
	if err != nil {
		return err
	}
	if !ok {
		return errPage
	}
	var at progress.Place
	var m, before *progress.Import
	if err = ferr; err == nil {
		at, m, before, err = p.s.TakePacket(r.Context(), r.Actor, name, data)
	}
	if k := fault.KindOf(err); err != nil && (k == fault.Invalid || k == fault.TooLarge) {
		page, perr := p.packetsPage(w, r, s, row)
		if perr != nil {
			return perr
		}
		page.Error = "x"
		page.Errors.Add("file", r.ErrorText(err))
		return packetsView.RenderStatus(w, r, web.Status(err), page)
	} else if err != nil {
		return err
	}
	bloc, err := org.BlocOf(r.Context(), p.s.DB(), at.Bloc)
	if err != nil {
		return err
	}
	unit, err := org.UnitOn(r.Context(), p.s.DB(), at.Unit, at.Period.To())
	if err != nil {
		return err
	}
	return p.toPreview(w, r, scope{Bloc: bloc, Period: at.Period, Unit: at.Unit, Query: p.unitQuery(scope{Bloc: bloc}, unit.Code)}, m, before)
}

// onePacket loads the packet of the address.
func (p *pages) onePacket(r *web.Request) (progress.Packet, *progress.Form, error) {
	i, err := id.Parse[progress.Packet](r.PathValue("id"))
	if err != nil {
		return progress.Packet{}, nil, errPage
	}
	return p.s.Packet(r.Context(), r.Actor, i)
}

func (p *pages) packetGet(w http.ResponseWriter, r *web.Request) error {
	k, f, err := p.onePacket(r)
	if err != nil {
		return err
	}
	b, err := packetFile(f, k)
	if err != nil {
		return err
	}
	r.Concerns(f.Bloc.ID, f.Unit.ID)
	return web.Download(w, k.FileName(f), xlsxType, b)
}

// packetZip gives all packets of a period that are still out in one archive.
func (p *pages) packetZip(w http.ResponseWriter, r *web.Request) error {
	s, row, ok, err := p.packetScope(r)
	if err != nil {
		return err
	}
	if !ok {
		return errPage
	}
	lines, err := p.s.Packets(r.Context(), r.Actor, row)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	n := 0
	for _, l := range lines {
		if l.Returned() || !l.Newest {
			continue
		}
		k, f, err := p.s.Packet(r.Context(), r.Actor, l.ID)
		if err != nil {
			return err
		}
		data, err := packetFile(f, k)
		if err != nil {
			return err
		}
		out, err := z.CreateHeader(&zip.FileHeader{Name: k.FileName(f), Method: zip.Store})
		if err == nil {
			_, err = out.Write(data)
		}
		if err != nil {
			return err
		}
		n++
	}
	if n == 0 {
		page, err := p.packetsPage(w, r, s, row)
		if err != nil {
			return err
		}
		return packetsView.Render(w, r, page)
	}
	if err := z.Close(); err != nil {
		return err
	}
	r.Concerns(s.Bloc.ID, 0)
	return web.Download(w, "Goi_"+row.Period.Slug()+".zip", "application/zip", b.Bytes())
}

// packetSlip is the sheet that goes along with the medium.
func (p *pages) packetSlip(w http.ResponseWriter, r *web.Request) error {
	k, f, err := p.onePacket(r)
	if err != nil {
		return err
	}
	b, err := packetFile(f, k)
	if err != nil {
		return err
	}
	g := slipPage{Page: ui.NewPage(w, r, "pack.slip.title|Phiếu giao gói"), Packet: k, Form: f, Day: k.At.Format("15:04 02/01/2006"), Name: k.FileName(f), KB: (len(b) + 1023) / 1024}
	sum := sha256.Sum256(b)
	t := hex.EncodeToString(sum[:])
	for i := 0; i < len(t); i += 8 {
		g.Sum = append(g.Sum, t[i:i+8])
	}
	return slipView.Render(w, r, g)
}
