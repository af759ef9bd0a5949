package rulebook

import (
	"fmt"
	"math/big"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"thidua/internal/base/fault"
)

// The values that a rule of each kind gives, read from what its expression yields.
type (
	// A QuotaValue (tỷ lệ) is the most that may be proposed: a share of a base, or a number.
	QuotaValue struct {
		MaxPct   int // hundredths of a percent; 0 when Max counts
		Max      int // -1 when the share counts
		Base     string
		Round    string // "down", "up", "nearest"
		Proposed string // name of the count of those proposed, "" for <title>_proposed
	}
	// A VoteValue (quy tắc bỏ phiếu) is a threshold of a base; it compares exactly.
	VoteValue struct {
		Threshold, Quorum *big.Rat
		Strict            bool // more than the threshold, not just as much
		Base              string
		Secret            bool
		Absent            string // "none" or "written"
		Scope             string
	}
	// A Paper (giấy tờ trong hồ sơ) is one paper of a dossier and its number of originals.
	Paper struct {
		Code, Name string
		Copies     int
	}
	// An AuthorityValue (thẩm quyền) says who decides. Levels: 1 commune, 2 unit, department,
	// 3 ministry or province, 4 Prime Minister, 5 President.
	AuthorityValue struct {
		Who    string
		Levels []int
	}
	// A MoneyValue (tiền thưởng) is an amount in đồng, or the span in which it must lie.
	MoneyValue struct{ Due, Least, Most int }
)

var valueKeys = map[string][]string{
	Quota:     {"max_pct", "max", "base", "round", "proposed"},
	Vote:      {"threshold_pct", "threshold", "strict", "base", "secret", "quorum_pct", "quorum", "absent", "scope"},
	Dossier:   {"code", "name", "copies"},
	Authority: {"who", "levels"},
	Money:     {"due", "least", "most"},
}

// checkValue tries a value that depends on no fact; a value with facts is tried with empty
// ones, which finds a wrong shape though not a wrong figure.
func (x *Rule) checkValue() (msg string, args fault.P) {
	r := newRun(&Facts{}, Slug)
	v, err := r.eval(x.cond)
	if err != nil {
		if len(x.reads.names) > 0 {
			return "", nil // may need the facts
		}
		return "rules.value.fail|không tính được: {why}.", fault.P{"why": err}
	}
	if _, err := x.decode(v); err != nil {
		return "rules.value.shape|{why}.", fault.P{"why": err}
	}
	return "", nil
}

// decode reads a value for the rule's kind.
func (x *Rule) decode(v any) (any, error) {
	switch x.Kind {
	case Quota:
		return decodeQuota(v)
	case Vote:
		return decodeVote(v)
	case Dossier:
		return decodeDossier(v)
	case Authority:
		return decodeAuthority(v)
	case Money:
		return decodeMoney(v)
	}
	return nil, fmt.Errorf("loại %s không có giá trị", x.Kind)
}

// object gives the keys of a map value and refuses unknown ones.
func object(kind string, v any) (map[string]any, error) {
	m, ok := v.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("giá trị của %s phải là {khóa: giá trị}", kind)
	}
	for k := range m {
		if !slices.Contains(valueKeys[kind], k) {
			return nil, fmt.Errorf("không có khóa %q trong giá trị; các khóa là %s", k, strings.Join(valueKeys[kind], ", "))
		}
	}
	return m, nil
}

// field puts m[key] into p when it is there and of p's type.
func field[T any](m map[string]any, key string, p *T) error {
	v, ok := m[key]
	if !ok {
		return nil
	}
	t, ok := v.(T)
	if !ok {
		return fmt.Errorf("%s phải là %s", key, typeWords[fmt.Sprintf("%T", *p)])
	}
	*p = t
	return nil
}

var typeWords = map[string]string{"int": "số nguyên", "string": "chữ", "bool": "true hoặc false"}

func firstError(errs ...error) error {
	for _, e := range errs {
		if e != nil {
			return e
		}
	}
	return nil
}

func decodeQuota(v any) (QuotaValue, error) {
	q := QuotaValue{Max: -1, MaxPct: -1, Round: "down"}
	if n, ok := v.(int); ok {
		q.Max = n
		return q, nil
	}
	m, err := object(Quota, v)
	if err != nil {
		return q, err
	}
	if err := firstError(field(m, "max_pct", &q.MaxPct), field(m, "max", &q.Max), field(m, "base", &q.Base), field(m, "round", &q.Round), field(m, "proposed", &q.Proposed)); err != nil {
		return q, err
	}
	switch {
	case (q.MaxPct < 0) == (q.Max < 0):
		return q, fmt.Errorf("tỷ lệ cần đúng một trong hai: max_pct (phần trăm × 100) hoặc max (số)")
	case q.MaxPct > 10_000:
		return q, fmt.Errorf("max_pct là %d, lớn hơn 100 %% (10000)", q.MaxPct)
	case q.MaxPct >= 0 && q.Base == "":
		return q, fmt.Errorf("thiếu base: tên của số liệu làm gốc")
	case !slices.Contains([]string{"down", "up", "nearest"}, q.Round):
		return q, fmt.Errorf("round chỉ nhận down, up hoặc nearest")
	}
	return q, nil
}

// Allowed gives the number allowed of a base, rounded as the rule says; exact.
func (q QuotaValue) Allowed(base int) int {
	if q.Max >= 0 {
		return q.Max
	}
	x := new(big.Int).Mul(big.NewInt(int64(base)), big.NewInt(int64(q.MaxPct)))
	switch q.Round {
	case "up":
		x.Add(x, big.NewInt(9_999))
	case "nearest":
		x.Add(x, big.NewInt(5_000))
	}
	return int(x.Div(x, big.NewInt(10_000)).Int64())
}

func decodeVote(v any) (VoteValue, error) {
	q := VoteValue{Base: "all_members", Absent: "none"}
	m, err := object(Vote, v)
	if err != nil {
		return q, err
	}
	if err := firstError(field(m, "strict", &q.Strict), field(m, "base", &q.Base), field(m, "secret", &q.Secret), field(m, "absent", &q.Absent), field(m, "scope", &q.Scope)); err != nil {
		return q, err
	}
	if q.Threshold, err = share(m, "threshold"); err != nil {
		return q, err
	}
	if q.Quorum, err = share(m, "quorum"); err != nil {
		return q, err
	}
	switch {
	case q.Threshold == nil:
		return q, fmt.Errorf("thiếu ngưỡng: threshold_pct (90 %% = 9000) hoặc threshold (\"2/3\")")
	case !slices.Contains([]string{"all_members", "present", "valid_papers"}, q.Base):
		return q, fmt.Errorf("base chỉ nhận all_members, present hoặc valid_papers")
	case q.Absent != "none" && q.Absent != "written":
		return q, fmt.Errorf("absent chỉ nhận none hoặc written")
	}
	return q, nil
}

// share reads key_pct (hundredths of a percent) or key ("2/3") as an exact fraction.
func share(m map[string]any, key string) (*big.Rat, error) {
	pct, text := -1, ""
	if err := firstError(field(m, key+"_pct", &pct), field(m, key, &text)); err != nil {
		return nil, err
	}
	var r *big.Rat
	switch {
	case pct >= 0 && text != "":
		return nil, fmt.Errorf("chỉ dùng một trong hai: %s_pct hoặc %s", key, key)
	case pct >= 0:
		r = big.NewRat(int64(pct), 10_000)
	case text != "":
		a, b, ok := strings.Cut(text, "/")
		num, err1 := strconv.Atoi(a)
		den, err2 := strconv.Atoi(b)
		if !ok || err1 != nil || err2 != nil || den <= 0 || num < 0 {
			return nil, fmt.Errorf("%s phải là phân số như \"2/3\"", key)
		}
		r = big.NewRat(int64(num), int64(den))
	default:
		return nil, nil
	}
	if r.Cmp(big.NewRat(1, 1)) > 0 {
		return nil, fmt.Errorf("%s lớn hơn 100 %%", key)
	}
	return r, nil
}

// Needed gives the fewest votes of a base that reach the threshold; exact.
func (q VoteValue) Needed(base int) int { return least(q.Threshold, base, q.Strict) }

// QuorumOf gives the fewest members that must be present, 0 when the rule has no quorum.
func (q VoteValue) QuorumOf(members int) int {
	if q.Quorum == nil {
		return 0
	}
	return least(q.Quorum, members, false)
}

func least(share *big.Rat, base int, strict bool) int {
	x := new(big.Rat).Mul(share, new(big.Rat).SetInt64(int64(base)))
	n, rest := new(big.Int).DivMod(x.Num(), x.Denom(), new(big.Int))
	if rest.Sign() != 0 || strict {
		n.Add(n, big.NewInt(1))
	}
	return int(n.Int64())
}

// items gives the elements of any list that an expression may yield.
func items(v any) ([]any, bool) {
	rv := reflect.ValueOf(v)
	if !rv.IsValid() || rv.Kind() != reflect.Slice {
		return nil, false
	}
	list := make([]any, rv.Len())
	for i := range list {
		list[i] = rv.Index(i).Interface()
	}
	return list, true
}

func decodeDossier(v any) ([]Paper, error) {
	list, ok := items(v)
	if !ok || len(list) == 0 {
		return nil, fmt.Errorf("giá trị của dossier phải là danh sách giấy tờ")
	}
	var papers []Paper
	seen := map[string]bool{}
	for _, x := range list {
		p := Paper{Copies: 1}
		if s, ok := x.(string); ok {
			p.Name = s
		} else {
			m, err := object(Dossier, x)
			if err != nil {
				return nil, err
			}
			if err := firstError(field(m, "code", &p.Code), field(m, "name", &p.Name), field(m, "copies", &p.Copies)); err != nil {
				return nil, err
			}
		}
		if p.Code == "" {
			p.Code = strings.ReplaceAll(Slug(p.Name), "-", "_")
		}
		if p.Name == "" || p.Copies < 1 || seen[p.Code] {
			return nil, fmt.Errorf("giấy tờ %q: cần tên, số bản ít nhất là 1, mỗi giấy một lần", p.Name)
		}
		seen[p.Code] = true
		papers = append(papers, p)
	}
	return papers, nil
}

func decodeAuthority(v any) (AuthorityValue, error) {
	if s, ok := v.(string); ok && s != "" {
		return AuthorityValue{Who: s}, nil
	}
	var a AuthorityValue
	m, err := object(Authority, v)
	if err != nil {
		return a, err
	}
	if err := field(m, "who", &a.Who); err != nil {
		return a, err
	}
	list, ok := items(m["levels"])
	if m["levels"] != nil && !ok {
		return a, fmt.Errorf("levels phải là danh sách số từ 1 đến 5")
	}
	for _, x := range list {
		n, ok := x.(int)
		if !ok || n < 1 || n > 5 {
			return a, fmt.Errorf("levels phải là danh sách số từ 1 đến 5")
		}
		a.Levels = append(a.Levels, n)
	}
	if a.Who == "" {
		return a, fmt.Errorf("thiếu who: ai quyết định")
	}
	return a, nil
}

func decodeMoney(v any) (MoneyValue, error) {
	if n, ok := v.(int); ok {
		if n < 0 {
			return MoneyValue{}, fmt.Errorf("số tiền nhỏ hơn 0")
		}
		return MoneyValue{n, n, n}, nil
	}
	q := MoneyValue{-1, -1, -1}
	m, err := object(Money, v)
	if err != nil {
		return q, fmt.Errorf("giá trị của money phải là số đồng, hoặc {due, least, most}")
	}
	if err := firstError(field(m, "due", &q.Due), field(m, "least", &q.Least), field(m, "most", &q.Most)); err != nil {
		return q, err
	}
	if q.Due < 0 && q.Most < 0 {
		return q, fmt.Errorf("thiếu due (số tiền) hoặc most (nhiều nhất)")
	}
	if q.Most < 0 {
		q.Most = q.Due
	}
	if q.Due < 0 {
		q.Due = q.Most
	}
	if q.Least < 0 {
		if q.Least = q.Due; m["due"] == nil {
			q.Least = 0
		}
	}
	return q, nil
}

// Describe (nội dung quy định) puts what a value rule gives into one sentence, an empty one
// for a condition. Names of papers and of who decides are the law's and stay Vietnamese.
func Describe(gives any) Text {
	switch v := gives.(type) {
	case QuotaValue:
		if v.Max >= 0 {
			return Text{fmt.Sprintf("Nhiều nhất %d.", v.Max), fmt.Sprintf("At most %d.", v.Max)}
		}
		base := CountLabel(v.Base)
		return Text{fmt.Sprintf("Nhiều nhất %s %% của %s.", percent(v.MaxPct), lowerFirst(base.VI)), fmt.Sprintf("At most %s %% (of: %s).", percent(v.MaxPct), base.EN)}
	case VoteValue:
		how := Text{"ít nhất", "at least"}
		if v.Strict {
			how = Text{"hơn", "more than"}
		}
		base := CountLabel(v.Base)
		return Text{fmt.Sprintf("Cần %s %s phiếu (gốc: %s).", how.VI, v.Threshold.RatString(), lowerFirst(base.VI)), fmt.Sprintf("Needs %s %s of the votes (of: %s).", how.EN, v.Threshold.RatString(), base.EN)}
	case []Paper:
		vi, en := make([]string, len(v)), make([]string, len(v))
		for i, p := range v {
			vi[i], en[i] = fmt.Sprintf("%s (%d bản)", p.Name, p.Copies), fmt.Sprintf("%s (%d)", p.Name, p.Copies)
		}
		return Text{"Hồ sơ gồm: " + strings.Join(vi, ", ") + ".", "Papers: " + strings.Join(en, ", ") + "."}
	case AuthorityValue:
		return Text{"Thẩm quyền: " + v.Who + ".", "Decided by: " + v.Who + "."}
	case MoneyValue:
		t := v.Words()
		return Text{"Số tiền: " + t.VI + ".", "Amount: " + t.EN + "."}
	}
	return Text{}
}

// Words (số tiền bằng lời) gives the amount, or its span.
func (v MoneyValue) Words() Text {
	if v.Least == v.Most {
		return Text{dong(v.Due) + " đồng", dong(v.Due) + " đồng"}
	}
	return Text{fmt.Sprintf("từ %s đến %s đồng", dong(v.Least), dong(v.Most)), fmt.Sprintf("%s to %s đồng", dong(v.Least), dong(v.Most))}
}
