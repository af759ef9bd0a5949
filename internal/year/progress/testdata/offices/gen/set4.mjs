// Set 4: schools and hospitals, the whole year 2024.
import { FixSet, Sheet, N, P, Q, S, K, M, A, vi, us, r1, layRows, lastYear, ratio, yearEst, excel, office, sheetjs, minimal, csv, save, word, wordHead, wordRows, p, tbl } from './lib.mjs';
import { makePlan } from './plans.mjs';
const plan = makePlan({
  bloc: ['khoi-su-nghiep-1', 'Khối thi đua các đơn vị sự nghiệp số 1', 'Cần Thơ'], year: 2024, period: ['2024', 'Năm 2024', '2024-01-01', '2024-12-31'],
  directive: ['03/KH-UBND', '2024-01-15', 'UBND thành phố Cần Thơ', 'Phong trào thi đua năm 2024'], fields: [['cm', 'Chuyên môn'], ['tc', 'Tài chính'], ['td', 'Thi đua'], ['xh', 'Xã hội']],
  units: [['thpt-ninh-kieu', 'Trường THPT Ninh Kiều', 'THPT Ninh Kiều'], ['cd-y-te', 'Trường Cao đẳng Y tế Cần Thơ', 'CĐ Y tế'], ['bv-nhi', 'Bệnh viện Nhi đồng thành phố', 'BV Nhi đồng'], ['bv-mat', 'Bệnh viện Mắt - Răng Hàm Mặt', 'BV Mắt - RHM'], ['ttyt-o-mon', 'Trung tâm Y tế quận Ô Môn', 'TTYT Ô Môn'], ['thu-vien', 'Thư viện thành phố Cần Thơ', 'Thư viện'], ['bao-tang', 'Bảo tàng thành phố Cần Thơ', 'Bảo tàng']],
  common: ['S01|Tỷ lệ viên chức hoàn thành tốt nhiệm vụ trở lên|%|percent|cm|92', 'S02|Số đề tài nghiên cứu khoa học được nghiệm thu|đề tài|count|cm|9', 'S03|Số đề tài nghiên cứu khoa học đăng ký|đề tài|count|cm|14', 'S04|Số lượt viên chức được đào tạo, bồi dưỡng|lượt|count|cm|150', 'S05|Thu sự nghiệp|triệu đồng|money|tc|18000', 'S06|Số đơn thư khiếu nại, tố cáo|đơn|count|xh|6|lower', 'S07|Điểm kiểm tra chất lượng|điểm|decimal|cm|85', 'S08|Số đơn vị máu vận động được|đơn vị|count|xh|120', 'S09|Đạt chuẩn văn hóa công sở|Đạt/Không đạt|yesno|td|1', 'S10|Không có viên chức bị kỷ luật|Đạt/Không đạt|yesno|td|1'],
  own: { 'thpt-ninh-kieu': ['NK1|Tỷ lệ học sinh tốt nghiệp|%|percent|cm|99', 'NK2|Số học sinh giỏi cấp thành phố|học sinh|count|cm|60'], 'cd-y-te': ['CD1|Số sinh viên tuyển mới|sinh viên|count|cm|1400', 'CD2|Tỷ lệ sinh viên có việc làm sau 06 tháng|%|percent|cm|80'], 'bv-nhi': ['ND1|Số lượt khám bệnh|lượt|count|cm|310000', 'ND2|Công suất sử dụng giường bệnh|%|percent|cm|95', 'ND3|Số ca phẫu thuật|ca|count|cm|5200'], 'bv-mat': ['BM1|Số ca phẫu thuật đục thủy tinh thể|ca|count|cm|4200', 'BM2|Thời gian chờ khám trung bình|phút|decimal|cm|45|lower'], 'ttyt-o-mon': ['OM1|Số hộ được phun hóa chất diệt muỗi|hộ|count|cm|9000'], 'thu-vien': ['TV1|Số lượt bạn đọc|lượt|count|cm|210000', 'TV2|Số sách bổ sung|bản|count|cm|6500'], 'bao-tang': ['BT1|Số lượt khách tham quan|lượt|count|cm|160000', 'BT2|Số hiện vật sưu tầm|hiện vật|count|cm|120'] } });
export async function set4() {
  const s = new FixSet('su-nghiep-2024', plan, 1), R = s.real, setPlan = (c, u, v) => { plan.common_targets.find((t) => t.code === c).plan[u] = v; };
  for (const u of plan.units) { R[u.code].S07 = r1(s.planOf(u.code, s.target(u.code, 'S07')) + 1.4); R[u.code].S06 = Math.max(1, Math.round(s.planOf(u.code, s.target(u.code, 'S06')) * 0.6)); }
  R['bv-nhi'].ND1 = 298765; R['bv-nhi'].ND3 = 5348; R['thu-vien'].TV1 = 205380; R['bao-tang'].BT1 = 154260;
  // 1 last year, this year, plan of NEXT year; NFD labels
  {
    const u = 'thpt-ninh-kieu', f = s.file('THPT_NinhKieu_tong_ket.xlsx', u, 'TH 2023, KH 2024, TH 2024 and KH 2025 side by side; labels in NFD; yes/no in odd spellings; a hidden sheet of drafts', ['next year\'s plan', 'last year', 'NFD', 'hidden sheet', 'percent format in some cells only']);
    const ws = new Sheet('Tong ket', { top: 6 }); ws.lines(1, 1, ['SỞ GIÁO DỤC VÀ ĐÀO TẠO', 'TRƯỜNG THPT NINH KIỀU', 'TỔNG KẾT CÁC CHỈ TIÊU THI ĐUA NĂM 2024', 'VÀ KẾ HOẠCH NĂM 2025 (số liệu minh họa)'], { box: false }); ws.row(6, 1, ['STT', 'Các chỉ tiêu', 'Đơn vị', 'TH 2023', 'KH 2024', 'TH 2024', 'KH 2025']);
    const q = { NK1: { raw: 0.996, exp: 99.6, real: 99.6, fmt: '0.0%', plan: 0.99, why: 'cell in a percent format' }, S09: { raw: 'Rồi' }, S10: { raw: 'Có', why: 'the target itself is "no one disciplined": Có = done' } };
    q.S10 = { raw: 'Đạt' };
    const next = (x) => x.t.type === 'yesno' ? 'Đạt' : x.t.type === 'percent' ? (x.q.fmt ? 0.995 : Math.min(100, (typeof x.plan === 'number' ? x.plan : 90) + 1)) : Math.round(x.plan * 1.05);
    layRows(s, f, ws, 7, 1, [{ k: 'tt' }, { k: 'name' }, { k: 'measure' }, { k: (x) => x.q.fmt ? 0.991 : lastYear(x) }, { k: 'plan' }, { k: 'res' }, { k: next }], s.rows(u, s.codes(u), {}, q)); for (const c of ws.all) if (c.c === 2 && c.r > 6) c.v = String(c.v).normalize('NFD');
    for (const e of f.entries) if (e.class === P) { e.class = N; e.reason = 'typed number; label in NFD'; } const dr = new Sheet('nhap', { hidden: true }); dr.row(1, 1, ['STT', 'Các chỉ tiêu', 'TH 2024']); s.rows(u, s.codes(u)).forEach((x, i) => dr.row(2 + i, 1, [i + 1, x.label, x.t.type === 'yesno' ? 'Đạt' : Math.round(x.real * 0.8)])); f.extra_rows.push({ unit: u, where: { sheet: 'nhap', cell: 'C2:C13' }, label: 'hidden drafts', reason: 'hidden sheet' });
    ws.widths = { 2: 45 }; await save(s, f, await excel([dr, ws]));
  }
  // 2 Word written by LibreOffice: plan/result in one cell
  {
    const u = 'cd-y-te', f = s.file('CĐYT - Báo cáo tổng kết 2024.docx', u, 'Word saved by LibreOffice: the result column holds "result/plan"; yes/no in words; a list of facts that are no targets', ['fractions result/plan', 'LibreOffice docx']);
    R[u].S01 = 93.5; setPlan('S01', u, 92); const pl = (c) => s.planOf(u, s.target(u, c)), v = R[u], fr = (c) => ({ raw: `${v[c]}/${pl(c)}`, why: 'result/plan: the second number equals the plan of the year' });
    const q = { S02: fr('S02'), S03: fr('S03'), S04: fr('S04'), S08: fr('S08'), CD1: { raw: `${v.CD1}/1400`, why: 'result/plan' }, S01: { raw: '93,5%' }, S06: { raw: '0' + v.S06 }, S09: { raw: 'Đạt' }, S10: { raw: 'Không đạt', real: 0, why: 'not met' }, CD2: { raw: vi(v.CD2) + '%' } };
    const rows = wordRows(s, f, 2, [['STT', 'Chỉ tiêu', 'Đơn vị tính', 'Kết quả/Kế hoạch năm 2024', 'Ghi chú']], [{ k: 'tt' }, { k: 'name' }, { k: 'measure' }, { k: 'res' }, { k: () => '' }], s.rows(u, s.codes(u), {}, q));
    const doc = await word([wordHead('UBND THÀNH PHỐ CẦN THƠ', 'Trường Cao đẳng Y tế', '88/BC-CĐYT', 'Cần Thơ, ngày 20 tháng 12 năm 2024'), p('BÁO CÁO TỔNG KẾT PHONG TRÀO THI ĐUA NĂM 2024', { bold: true, center: true }), p('(số liệu minh họa)', { center: true }), p('Trường có 8 khoa, 6 phòng; đội ngũ 142 viên chức, trong đó 37 thạc sĩ.'), tbl(rows), p('Năm 2025 phấn đấu tuyển mới 1500 sinh viên.')]); await save(s, f, office(doc, 'docx', 'docx', 'MS Word 2007 XML'));
  }
  // 3 per-quarter columns and a total for the year
  {
    const u = 'bv-nhi', f = s.file('BVND 2024.ods', u, 'four quarters and the year; ods by SheetJS; thousands as text with spaces', ['quarters and year', 'space thousands', 'title in the middle']);
    const ws = new Sheet('Nam2024'); ws.put(2, 3, 'BỆNH VIỆN NHI ĐỒNG').put(3, 3, 'Thực hiện chỉ tiêu thi đua năm 2024 (số liệu minh họa)'); ws.row(6, 2, ['Nội dung chỉ tiêu', 'ĐVT', 'Chỉ tiêu giao', 'Quý I', 'Quý II', 'Quý III', 'Quý IV', 'Cả năm', 'Năm 2023']);
    const part = (x, k) => x.t.type === 'yesno' ? null : x.t.type === 'percent' || x.code === 'S07' ? r1(x.real - 0.6 + k * 0.3) : x.t.type === 'count' ? (k < 3 ? Math.floor(x.real / 4) : x.real - 3 * Math.floor(x.real / 4)) : k < 3 ? r1(x.real / 4) : r1(x.real - 3 * r1(x.real / 4));
    const q = { ND1: { raw: '298 765', why: 'space as thousands separator' }, ND3: { raw: '5 348' }, S09: { raw: 'đạt' }, S10: { raw: 'X' }, S02: { f: (r) => ({ formula: `SUM(E${r}:H${r})`, result: R[u].S02 }), raw: R[u].S02, rawAs: R[u].S02, cls: P, why: 'SUM with cached result' } };
    q.S02 = {}; layRows(s, f, ws, 7, 2, [{ k: 'name' }, { k: 'measure' }, { k: 'plan' }, ...[0, 1, 2, 3].map((k) => ({ k: (x) => part(x, k) })), { k: 'res' }, { k: lastYear }], s.rows(u, s.codes(u), {}, q)); await save(s, f, sheetjs(ws, 'ods'));
  }
  // 4 wrong year
  {
    const u = 'bv-mat', f = s.file('BV Mat RHM gui khoi.xlsx', u, 'all figures are of the year 2023: another year, everything must be asked', ['wrong year']);
    const ws = new Sheet('2023', { top: 4 }); ws.lines(1, 1, ['BỆNH VIỆN MẮT - RĂNG HÀM MẶT', 'BÁO CÁO KẾT QUẢ THI ĐUA NĂM 2023 (số liệu minh họa)'], { box: false }); ws.row(4, 1, ['TT', 'Chỉ tiêu', 'ĐVT', 'Kế hoạch năm 2023', 'Thực hiện năm 2023']); const q = {};
    for (const c of s.codes(u)) { const x = s.rows(u, [c])[0], v = x.t.type === 'yesno' ? 1 : lastYear(x); q[c] = { raw: x.t.type === 'yesno' ? 'Đạt' : v, cls: Q, cand: [v], why: 'the figure is of 2023' }; }
    layRows(s, f, ws, 5, 1, [{ k: 'tt' }, { k: 'name' }, { k: 'measure' }, { k: 'plan' }, { k: 'res' }], s.rows(u, s.codes(u), {}, q)); ws.widths = { 2: 45 }; await save(s, f, await excel(ws));
  }
  // 5 prose list in Word
  {
    const u = 'ttyt-o-mon', f = s.file('TTYT O Mon - bao cao nam 2024.docx', u, 'Word without any table: a list "name: figure unit" and two values inside free sentences', ['prose list', 'values in prose']);
    const v = R[u]; v.S04 = 164; v.S05 = 16450; setPlan('S05', u, 17000); v.S08 = 118; setPlan('S08', u, 120); setPlan('S04', u, 160); v.OM1 = 8650;
    const lines = [['S01', `Tỷ lệ viên chức hoàn thành tốt nhiệm vụ trở lên: ${vi(v.S01)}%`], ['S02', `Số đề tài nghiên cứu khoa học được nghiệm thu: ${String(v.S02).padStart(2, '0')} đề tài`], ['S03', `Số đề tài nghiên cứu khoa học đăng ký: ${v.S03} đề tài`], ['S05', 'Thu sự nghiệp: 16.450 triệu đồng (kế hoạch 17.000 triệu đồng)'], ['S06', `Số đơn thư khiếu nại, tố cáo: ${v.S06} đơn`], ['S07', `Điểm kiểm tra chất lượng: ${vi(v.S07)} điểm`], ['OM1', 'Số hộ được phun hóa chất diệt muỗi: 8.650 hộ'], ['S09', 'Đạt chuẩn văn hóa công sở: Đạt'], ['S10', 'Không có viên chức bị kỷ luật: Đạt']];
    for (const [c, t] of lines) { const [x] = s.rows(u, [c], {}, { [c]: { cls: N, why: 'a list line "name: figure"' } }); f.entries.push({ ...x.e, raw: t.split(': ')[1], where: { paragraph_contains: t }, reason: x.reason }); }
    for (const [c, has, cand] of [['S04', '164 lượt viên chức đi học', [164]], ['S08', 'thu được 118 đơn vị máu', [118]]]) f.entries.push({ unit: u, target: c, class: Q, expected: null, candidates: cand, answer: cand[0], raw: null, where: { also: [{ paragraph_contains: has }] }, reason: 'only in a free sentence with other figures' });
    f.extra_rows.push({ unit: u, where: { paragraph_contains: 'năm 2023 cử 140 lượt' }, label: 'năm 2023', raw: '140', reason: 'last year' });
    await save(s, f, await word([p('TRUNG TÂM Y TẾ QUẬN Ô MÔN', { bold: true }), p('BÁO CÁO KẾT QUẢ PHONG TRÀO THI ĐUA NĂM 2024 (số liệu minh họa)', { bold: true, center: true }), p('I. Đặc điểm: Trung tâm có 7 trạm y tế, 165 viên chức.'), p('II. Kết quả thực hiện các chỉ tiêu:'), ...lines.map(([, t]) => p('- ' + t + ';')), p('Trong năm đã cử 164 lượt viên chức đi học tại 5 cơ sở (năm 2023 cử 140 lượt).'), p('Ngày hội hiến máu có 135 người dự, thu được 118 đơn vị máu.'), p('III. Phương hướng năm 2025.')]));
  }
  // 6 minimal xlsx without addresses; no head words, only the first line
  {
    const u = 'thu-vien', f = s.file('thuvien.xlsx', u, 'xlsx of a script: cells and rows without addresses, inline strings, US figures as text, booleans', ['no cell addresses', 'US style', 'boolean cells']);
    const ws = new Sheet('export'); ws.row(1, 1, ['Thư viện thành phố Cần Thơ: chỉ tiêu thi đua năm 2024 (số liệu minh họa)']); ws.row(2, 1, ['Tên', 'Đơn vị tính', 'Kế hoạch', 'Số liệu năm 2024']); R[u].S05 = 1234.5; setPlan('S05', u, 1300);
    const q = { S05: { raw: '1,234.5', why: 'commas and a point: US style' }, S09: { raw: true, why: 'boolean TRUE' }, S10: { raw: true, why: 'boolean TRUE' }, S06: { raw: 'Không có', real: 0, why: 'none = 0' }, S07: { raw: String(R[u].S07) } };
    layRows(s, f, ws, 3, 1, [{ k: 'name' }, { k: 'measure' }, { k: 'plan' }, { k: 'res' }], s.rows(u, s.codes(u), {}, q)); await save(s, f, await minimal(ws, { bare: true }));
  }
  // 7 x10, fraction of one, opposite, merged name cells, hidden row
  {
    const u = 'bao-tang', f = s.file('Bảo tàng - PL1 (bản chốt).xlsx', u, 'field rows, names numbered a), b); hidden row repeats a target with an old figure; a lost decimal comma and a bare 0,94 in % targets; ambiguous name', ['hidden row', 'x10', 'fraction of one', 'footnote marks', 'ambiguous name']);
    R[u].S01 = 93.8; R[u].S07 = 86.4; const ws = new Sheet('PL1', { top: 4 }); ws.lines(1, 1, ['BẢO TÀNG THÀNH PHỐ', 'PHỤ LỤC 1: KẾT QUẢ THI ĐUA NĂM 2024 (số liệu minh họa)'], { box: false }); ws.row(4, 1, ['', 'Nội dung', 'ĐVT', 'Đăng ký', 'Kết quả', 'So với đăng ký']);
    const q = { S01: { raw: 938, cls: S, cand: [938, 93.8], why: '938 in a % target: lost decimal comma' }, S03: { label: 'Số đề tài NCKH', cls: Q, cand: [R[u].S03], why: 'the name fits two targets (đăng ký, được nghiệm thu)' }, S08: { raw: R[u].S08 + '*', label: 'Số đơn vị máu vận động được (*)', why: 'a footnote mark behind the figure' }, S09: { raw: 'Đ', cls: Q, cand: [1], why: '"Đ" probably means Đạt' }, S10: { raw: 'Đạt' }, BT1: { raw: '154.260 lượt khách' } };
    let g = 0, last = ''; layRows(s, f, ws, 5, 1, [{ k: () => '-' }, { k: 'name' }, { k: 'measure' }, { k: 'plan' }, { k: 'res' }, { k: ratio }], s.rows(u, s.codes(u, 'S02').sort((a, b) => plan.fields.findIndex((k) => k.code === s.target(u, a).field) - plan.fields.findIndex((k) => k.code === s.target(u, b).field)), {}, q), { before: (x, r) => { if (x.t.field === last) return 0; last = x.t.field; ws.put(r, 1, ['A', 'B', 'C', 'D'][g++]).put(r, 2, plan.fields.find((k) => k.code === last).name.toUpperCase()); return 1; }, after: (x, r, w, rc, nc) => { if (x.code !== 'BT2') return 0; ws.row(r + 1, nc, [x.label, x.measure, x.plan, x.real - 31]); ws.hideRows.add(r + 1); f.extra_rows.push({ unit: u, where: { sheet: 'PL1', cell: A(r + 1, rc), label_cell: A(r + 1, nc) }, label: x.label, raw: x.real - 31, reason: 'hidden row with an old figure' }); return 1; } });
    s.absent(f, u, 'S02'); ws.put(30, 2, '(*) Tính cả người nhà viên chức.', { box: false }); ws.widths = { 2: 45 }; await save(s, f, await excel(ws));
  }
  return s.finish('Schools, hospitals, a library and a museum for a whole year.');
}
