package app

import (
	"context"
	"encoding/json"
	"path/filepath"
	"strconv"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/platform/docx/revision"
	"thidua/internal/year/consultation"
	"thidua/internal/year/org"
	"thidua/internal/year/report"
)

// importedRemark is one change or comment of a Word file, as `thidua import remarks --json`
// prints it: what `thidua remarks --json` prints, and what becomes of it.
type importedRemark struct {
	remarkLine
	Action  string `json:"action"`           // new, same (a remark already) or format (makes no remark)
	Tracked bool   `json:"tracked"`          // false: found by comparison, the file does not track it
	Place   int    `json:"place"`            // paragraph of the draft now, from 1; 0 for none
	Fit     string `json:"fit,omitempty"`    // clean, look or gone: how a proposal stands to the draft now
	Remark  int    `json:"remark,omitempty"` // changes with one number are one remark
}

// importRemarks takes what a unit wrote into a Word file of the draft report.
func importRemarks(ctx context.Context, c console, args []string) error {
	f := newFlags("import remarks")
	draft, bloc, period := f.String("report", "", ""), f.String("bloc", "", ""), f.String("period", "", "")
	asJSON, commit := f.Bool("json", false, ""), f.Bool("commit", false, "")
	if err := f.parse(args); err != nil {
		return err
	}
	p, perr := civil.ParsePeriod(*period)
	switch {
	case len(f.files) != 1:
		return badCall("Nêu đúng một tệp Word (.docx) có góp ý.")
	case *draft == "" && *bloc == "":
		return badCall("Nêu báo cáo: --report MÃ, hoặc --bloc MÃ --period KỲ.")
	case *draft == "" && perr != nil:
		return badCall("Kỳ %q chưa đúng. Ví dụ --period 2022-H1.", *period)
	}
	if err := f.haveData(); err != nil {
		return err
	}
	body, err := readFile(f.files[0], revision.MaxFile)
	if err != nil {
		return err
	}
	a, err := f.open(ctx, c)
	if err != nil {
		return err
	}
	defer a.Close()
	at := report.Place{Period: p}
	if *draft != "" {
		at, err = a.draftPlace(ctx, *draft)
	} else if at.Bloc, err = org.BlocByCode(ctx, a.DB, *bloc); err != nil {
		err = fault.New(fault.Invalid, "cli.nobloc|Không có khối mang mã {code} trong dữ liệu.", fault.P{"code": *bloc}).Because(err)
	}
	if err != nil {
		return err
	}
	r, err := a.readRemarks(ctx, at, filepath.Base(f.files[0]), body, *commit)
	if err != nil {
		return err
	}
	warnMute(c, r.Mute)
	list := importedRemarks(r)
	if *asJSON {
		e := json.NewEncoder(c.out)
		e.SetIndent("", " ")
		e.SetEscapeHTML(false)
		return e.Encode(list)
	}
	printImported(c, r, list, *commit)
	return nil
}

// draftPlace gives bloc and period of a report named by its id.
func (a *App) draftPlace(ctx context.Context, ident string) (at report.Place, err error) {
	n, err := id.Parse[report.DraftReport](ident)
	if err == nil {
		var d report.DraftReport
		if d, err = report.DraftByID(ctx, a.DB, n); err == nil {
			at.Period = d.Period
			at.Bloc, err = org.BlocOf(ctx, a.DB, d.Bloc)
		}
	}
	if err != nil {
		return at, fault.New(fault.Invalid, "cli.noreport|Không có báo cáo mang mã {code} trong dữ liệu.", fault.P{"code": ident}).Because(err)
	}
	return at, nil
}

// readRemarks reads the file, and with commit takes its remarks. A draft that nobody stored
// yet is stored first: remarks need paragraphs to stand at.
func (a *App) readRemarks(ctx context.Context, at report.Place, name string, body []byte, commit bool) (*consultation.Reading, error) {
	r, err := a.Consultation.Preview(ctx, operator, at, body)
	if err != nil || !commit {
		return r, err
	}
	if err := a.Report.Draft(ctx, operator, at.Bloc, at.Period); err != nil && !fault.Is(err, fault.Conflict) {
		return nil, err
	}
	n, _, err := a.Consultation.Upload(ctx, operator, at, name, body)
	if err != nil {
		return nil, err
	}
	return a.Consultation.Take(ctx, operator, at, n)
}

func importedRemarks(r *consultation.Reading) []importedRemark {
	list := make([]importedRemark, 0, len(r.Lines))
	for i, l := range r.Lines {
		for _, s := range l.Sources {
			x := importedRemark{remarkLine: remarkLine{s.Kind, s.Author, s.Date, s.Text, s.Number, s.Quoted}, Action: string(l.Action), Tracked: !l.Untracked, Place: l.No, Fit: l.Fit}
			if l.Action != consultation.Skip {
				x.Remark = i + 1
			}
			list = append(list, x)
		}
	}
	return list
}

func printImported(c console, r *consultation.Reading, list []importedRemark, commit bool) {
	from := "bản hiện tại"
	if r.Version.No > 0 {
		from = "lần " + strconv.Itoa(r.Version.No)
	}
	c.say("Tệp được sửa từ %s của dự thảo; nhận ra %d/%d đoạn.", from, r.Found, r.Of)
	for _, x := range list {
		name := remarkNames[revision.Kind(x.Kind)]
		if !x.Tracked {
			name = "sửa không theo dõi"
		}
		place := "chưa gắn được"
		if x.Place > 0 {
			place = "đoạn " + strconv.Itoa(x.Place)
		}
		note := map[string]string{"same": " (đã có)", "format": " (không thành góp ý)"}[x.Action]
		note += map[string]string{"look": " (cần xem lại)", "gone": " (không còn đoạn này)"}[x.Fit]
		c.say("%s · %s · %s: %s%s", place, name, strings.TrimSpace(x.Author), oneLine(x.Text), note)
	}
	if commit {
		c.say("Đã nhận %d góp ý mới; %d góp ý đã có từ trước.", r.Count(consultation.Take), r.Count(consultation.Known))
	} else {
		c.say("Xem trước, chưa ghi gì: %d góp ý mới, %d đã có. Thêm --commit để nhận.", r.Count(consultation.Take), r.Count(consultation.Known))
	}
}
