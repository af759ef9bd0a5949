package civil

import "testing"

func TestPeriodNames(t *testing.T) {
	for code, want := range map[Period][2]string{
		"2022-H1": {"6 tháng đầu năm 2022", "first half of 2022"}, "2022-H2": {"6 tháng cuối năm 2022", "second half of 2022"},
		"2022-9M": {"9 tháng năm 2022", "first nine months of 2022"}, "2022-Q2": {"Quý II/2022", "quarter 2 of 2022"}, "2022": {"năm 2022", "2022"}, "x": {"x", "x"},
	} {
		if got := [2]string{code.Name(), code.English()}; got != want {
			t.Errorf("%s: %q, want %q", code, got, want)
		}
	}
}

func TestPeriodNamed(t *testing.T) {
	for _, p := range []Period{"2022-H1", "2022-H2", "2022-9M", "2022-Q1", "2022-Q2", "2022-Q3", "2022-Q4", "2022"} {
		if got, ok := PeriodNamed(p.Name()); !ok || got != p {
			t.Errorf("%q: %s %v", p.Name(), got, ok)
		}
	}
	for _, s := range []string{"", "2022", "Sở Tư pháp", "6 tháng đầu năm 22", "năm 0000", "6 tháng đầu năm 2022 của Khối"} {
		if got, ok := PeriodNamed(s); ok {
			t.Errorf("%q is no name, but %s", s, got)
		}
	}
}
