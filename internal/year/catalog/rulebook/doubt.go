package rulebook

import (
	"fmt"
	"math/big"
	"slices"

	"thidua/internal/base/fault"
	"thidua/internal/base/vi"
)

// Doubts (điều cần xem lại) lists what a book that is right by itself may yet have written wrong: a count
// that no shipped rule uses, and a rule that concerns no title of the catalogue. A sector may have
// counts and titles of its own, so it is said and nothing is refused.
func (b *Book) Doubts() (list Problems) {
	for i := range b.Rules {
		r := &b.Rules[i]
		if p, ok := r.tiny(); ok {
			p.File = b.File
			list = append(list, p)
		}
		if r.Mark == Verified && !r.Cite.Found() {
			list = append(list, Problem{File: b.File, Line: r.Line, Rule: r.ID, Key: "cite", Msg: "rules.doubt.cite|ghi VERIFIED mà không ghi điều, khoản: trang hiện “điều khoản chưa tra cứu” và quy tắc không chặn ai. Văn bản không chia điều thì ghi clause: \"toàn văn\""})
		}
		for _, u := range r.uses {
			if b.opt.Titles != nil && b.opt.titles(Slug(u.title)) == nil {
				list = append(list, Problem{File: b.File, Line: r.Line, Rule: r.ID, Msg: "rules.doubt.held|danh mục không có danh hiệu, hình thức {title}: không ai có được", Args: fault.P{"title": u.title}})
			}
		}
		for _, key := range r.countNames() {
			if CountLabel(key).VI != key {
				continue
			}
			p := Problem{File: b.File, Line: r.Line, Rule: r.ID, Msg: "rules.doubt.count|không bộ quy tắc đi kèm nào có số liệu {name}: quy tắc chỉ trả lời được khi có người nhập số liệu tên đó", Args: fault.P{"name": key}}
			if near := meant(key); near != "" {
				p.Msg, p.Args = "rules.doubt.near|không bộ quy tắc đi kèm nào có số liệu {name}; có phải {near}?", fault.P{"name": key, "near": near}
			}
			list = append(list, p)
		}
		if !r.general && b.opt.Titles != nil && !slices.ContainsFunc(r.about, func(t string) bool { return b.opt.titles(t) != nil }) {
			list = append(list, Problem{File: b.File, Line: r.Line, Rule: r.ID, Msg: "rules.doubt.title|không nhắc danh hiệu nào của danh mục nên không đăng ký nào dùng tới: xem lại phần đầu của id; quy tắc cho mọi danh hiệu bắt đầu bằng chung"})
		}
	}
	return list
}

// tiny doubts a share below one percent: who writes 12 for 12 % has written 0,12 %.
func (x *Rule) tiny() (p Problem, ok bool) {
	if x.Value == "" {
		return p, false
	}
	v, err := newRun(&Facts{}, Slug).eval(x.cond)
	if err != nil {
		return p, false
	}
	key, pct := "max_pct", 0
	switch x.Kind {
	case Quota:
		if q, err := decodeQuota(v); err == nil {
			pct = q.MaxPct
		}
	case Vote:
		if q, err := decodeVote(v); err == nil {
			key, pct = "threshold_pct", int(new(big.Int).Quo(new(big.Int).Mul(q.Threshold.Num(), big.NewInt(10_000)), q.Threshold.Denom()).Int64())
		}
	}
	if pct <= 0 || pct > 100 {
		return p, false
	}
	return Problem{Line: x.Line, Rule: x.ID, Key: "value", Msg: "rules.doubt.pct|{text} là tỷ lệ {share} %. Nếu muốn {whole} % thì ghi {meant}",
		Args: fault.P{"text": fmt.Sprintf("%s: %d", key, pct), "share": percent(pct), "whole": pct, "meant": pct * 100}}, true
}

// countNames gives the counts that a rule asks for, in its condition or as the base of a quota.
func (x *Rule) countNames() []string {
	names := slices.Clone(x.reads.counts)
	if x.Kind == Quota {
		if v, err := newRun(&Facts{}, Slug).eval(x.cond); err == nil {
			if q, err := decodeQuota(v); err == nil && q.Base != "" {
				names = append(names, q.Base)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// NearCount (số liệu gần nhất) gives in words the count that a wrong name may mean, "" for none.
func NearCount(key string) string {
	if near := meant(key); near != "" {
		return CountLabel(near).VI
	}
	best, least := "", 4
	for _, l := range countLabels {
		if d := vi.Distance(Slug(l.VI), Slug(key)); d < least {
			best, least = l.VI, d
		}
	}
	return best
}

// meant gives the known count that differs from key by marks, case or at most two letters, "" when none does.
func meant(key string) string {
	best, least := "", 3
	for _, l := range countLabels {
		if d := vi.Distance(Slug(l.key), Slug(key)); d < least {
			best, least = l.key, d
		}
	}
	return best
}

// nameCounts gathers the counts that any rule of the book reads.
func (b *Book) nameCounts() {
	b.counts = map[string]bool{}
	for i := range b.Rules {
		x := &b.Rules[i]
		names := x.countNames()
		switch x.Kind {
		case Quota:
			names = append(names, x.own("proposed")...)
		case Vote:
			names = append(names, x.own("votes")...)
		case Dossier:
			if v, err := newRun(&Facts{}, Slug).eval(x.cond); err == nil {
				papers, _ := decodeDossier(v)
				for _, p := range papers {
					names = append(names, p.Code)
				}
			}
		}
		for _, n := range names {
			b.counts[Slug(n)] = true
		}
	}
}
