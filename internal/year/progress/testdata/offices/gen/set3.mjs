// Set 3: enterprises, third quarter of 2025. Most of the doubtful cells live here.
import { FixSet, Sheet, N, P, Q, S, K, M, A, vi, us, r1, layRows, lastYear, ratio, yearEst, excel, office, sheetjs, minimal, csv, save, word, wordHead, wordRows, p, tbl } from './lib.mjs';
import { makePlan } from './plans.mjs';
const plan = makePlan({
  bloc: ['khoi-dn-3', 'Khối thi đua các doanh nghiệp số 3', 'Bình Dương'], year: 2025, period: ['2025-Q3', 'Quý III năm 2025', '2025-07-01', '2025-09-30'],
  directive: ['02/CT-UBND', '2025-01-10', 'UBND tỉnh Bình Dương', 'Phát động phong trào thi đua năm 2025'], fields: [['sx', 'Sản xuất, kinh doanh'], ['ld', 'Lao động, tiền lương'], ['at', 'An toàn'], ['mt', 'Môi trường'], ['xh', 'Xã hội']],
  units: [['dien-luc', 'Công ty Điện lực Bình Dương', 'Điện lực'], ['cap-nuoc', 'Công ty cổ phần Cấp thoát nước', 'Cấp nước'], ['cao-su', 'Công ty TNHH MTV Cao su Phước Hòa', 'Cao su'], ['vien-thong', 'Viễn thông Bình Dương', 'Viễn thông'], ['buu-dien', 'Bưu điện tỉnh Bình Dương', 'Bưu điện'], ['xo-so', 'Công ty Xổ số kiến thiết', 'Xổ số'], ['moi-truong', 'Công ty Môi trường đô thị', 'Môi trường ĐT']],
  common: ['D1|Doanh thu|tỷ đồng|money|sx|900', 'D2|Nộp ngân sách nhà nước|tỷ đồng|money|sx|80', 'D3|Thu nhập bình quân người lao động|nghìn đồng/tháng|money|ld|13000', 'D4|Số lao động được đào tạo nâng bậc|người|count|ld|120', 'D5|Số vụ tai nạn lao động|vụ|count|at|4|lower', 'D6|Tỷ lệ chất thải được phân loại|%|percent|mt|90', 'D7|Số sáng kiến cải tiến kỹ thuật được áp dụng|sáng kiến|count|sx|24', 'D8|Ủng hộ quỹ vì người nghèo|triệu đồng|money|xh|400', 'D9|Tổ chức hội thi an toàn vệ sinh viên|Đạt/Không đạt|yesno|at|1'],
  own: { 'dien-luc': ['DL1|Tỷ lệ tổn thất điện năng|%|percent|sx|3|lower', 'DL2|Sản lượng điện thương phẩm|triệu kWh|decimal|sx|17500', 'DL3|Số vụ sự cố lưới điện|vụ|count|sx|60|lower'], 'cap-nuoc': ['CN1|Sản lượng nước thương phẩm|nghìn m3|decimal|sx|21500', 'CN2|Tỷ lệ thất thoát nước|%|percent|sx|5|lower', 'CN3|Chiều dài đường ống lắp mới|km|decimal|sx|48'], 'cao-su': ['CS1|Sản lượng mủ khai thác|kg|decimal|sx|12400000', 'CS2|Diện tích vườn cây tái canh|ha|decimal|sx|640', 'CS3|Năng suất bình quân|kg/ha|decimal|sx|2100'], 'vien-thong': ['VT1|Số thuê bao phát triển mới|thuê bao|count|sx|46000', 'VT2|Tỷ lệ khắc phục sự cố đúng hạn|%|percent|sx|97', 'VT3|Số sự cố khắc phục quá hạn|sự cố|count|sx|80|lower'], 'buu-dien': ['BD1|Số bưu gửi chuyển phát|bưu gửi|count|sx|1900000', 'BD2|Tỷ lệ phát thành công lần đầu|%|percent|sx|95', 'BD3|Điểm đánh giá của khách hàng|điểm|decimal|sx|92'], 'xo-so': ['XS1|Số đại lý được kiểm tra|đại lý|count|sx|160'], 'moi-truong': ['MT1|Khối lượng rác thu gom|tấn|decimal|mt|310000', 'MT2|Số ngày công vệ sinh tình nguyện|ngày công|count|xh|2400', 'MT3|Số tuyến đường tự quản|tuyến|count|mt|30'] } });
export async function set3() {
  const s = new FixSet('doanh-nghiep-2025-q3', plan, 0.25), R = s.real, setPlan = (c, u, v) => { plan.common_targets.find((t) => t.code === c).plan[u] = v; };
  for (const u of plan.units) { const k = u.code; R[k].D3 = Math.round(s.planOf(k, s.target(k, 'D3')) * 0.98 / 10) * 10; R[k].D8 = Math.round(R[k].D8); R[k].D5 = 1; }
  R['cao-su'].CS3 = 540.5; R['buu-dien'].BD3 = 91.4; R['vien-thong'].VT1 = 11840; R['buu-dien'].BD1 = 471300; R['dien-luc'].DL2 = 4412.5; R['cap-nuoc'].CN1 = 5380.4; R['cao-su'].CS1 = 3158420; R['moi-truong'].MT1 = 77650.5;
  setPlan('D2', 'dien-luc', 80); setPlan('D8', 'dien-luc', 400); R['dien-luc'].D2 = 20.4; R['dien-luc'].D8 = 98;
  const title = (ws, who, extra) => ws.lines(1, 1, [who, 'KẾT QUẢ THI ĐUA QUÝ III NĂM 2025', '(số liệu minh họa)', ...(extra || [])], { box: false });
  // 1 month, quarter and cumulative columns
  {
    const u = 'dien-luc', f = s.file('PCBD_Q3_2025.xlsx', u, 'months 7, 8, 9, then the quarter, then cumulative nine months, then last year; formulas with and without cached result; an error cell in the ratio column', ['month columns', 'cumulative nine months', 'formula without cached result', 'error cells beside']);
    const ws = new Sheet('Q3', { top: 5 }); title(ws, 'CÔNG TY ĐIỆN LỰC BÌNH DƯƠNG'); ws.merge(5, 1, 6, 1, 'TT').merge(5, 2, 6, 2, 'Chỉ tiêu').merge(5, 3, 6, 3, 'ĐVT').merge(5, 4, 6, 4, 'Kế hoạch năm 2025').merge(5, 5, 5, 9, 'Thực hiện năm 2025').merge(5, 10, 6, 10, 'Quý III/2024').merge(5, 11, 6, 11, 'Tỷ lệ'); ws.row(6, 5, ['Tháng 7', 'Tháng 8', 'Tháng 9', 'Quý III', 'Lũy kế 9 tháng']);
    R[u].D4 = 31; R[u].D7 = 6; const add = ['D1', 'D4', 'D7', 'D8', 'DL2'];
    const part = (x, k) => x.t.type === 'yesno' ? null : add.includes(x.code) ? (x.t.type === 'count' ? [Math.floor(x.real / 3), Math.floor(x.real / 3), x.real - 2 * Math.floor(x.real / 3)][k] : k < 2 ? r1(x.real * 0.33) : r1(x.real - 2 * r1(x.real * 0.33))) : x.t.type === 'percent' ? r1(x.real - 0.2 + k * 0.1) : x.code === 'D5' ? [0, 1, 0][k] : null;
    const q = { D4: { f: (r) => ({ formula: `E${r}+F${r}+G${r}` }), rawAs: null, formula: (r) => `E${r}+F${r}+G${r}`, why: 'formula without cached result: it must be calculated' }, D7: { f: (r) => ({ formula: `SUM(E${r}:G${r})`, result: 6 }), rawAs: 6, cls: P, why: 'SUM with cached result' }, D9: { raw: '✓' } };
    layRows(s, f, ws, 7, 1, [{ k: 'tt' }, { k: 'name' }, { k: 'measure' }, { k: 'plan' }, { k: (x) => part(x, 0) }, { k: (x) => part(x, 1) }, { k: (x) => part(x, 2) }, { k: 'res' }, { k: (x) => x.t.type === 'yesno' ? 'Đạt' : x.t.type === 'percent' ? r1(x.real + 0.3) : x.t.type === 'count' ? x.real * 3 - 1 : r1(x.real * 2.9) }, { k: lastYear }, { k: (x) => x.code === 'D5' || x.code === 'D9' ? { error: '#DIV/0!' } : ratio(x) }], s.rows(u, s.codes(u), {}, q));
    ws.widths = { 2: 45 }; await save(s, f, await excel(ws));
  }
  // 2 the doubtful file: single groups, x1000, fractions, dates, dittos, errors
  {
    const u = 'cap-nuoc', f = s.file('capnuoc quy 3.xlsx', u, 'single groups, a value x1000, a date made from a fraction, a ditto mark, an error cell, a negative count', ['single groups', 'x1000', 'Excel date', 'ditto', 'error cell', 'negative count', '> 100 %']);
    setPlan('D8', u, 4200); setPlan('D1', u, 620); const ws = new Sheet('Sheet1', { top: 5 }); title(ws, 'CÔNG TY CỔ PHẦN CẤP THOÁT NƯỚC'); ws.row(5, 1, ['STT', 'Chỉ tiêu', 'ĐVT', 'KH 2025', 'TH quý III', 'Ghi chú']); R[u].D1 = 152.4; R[u].D8 = 1055;
    setPlan('D7', u, 24); const q = { D1: { raw: 152400, cls: S, cand: [152400, 152.4], why: 'plan 620 tỷ đồng, written 152400: triệu đồng instead of tỷ đồng' }, D7: { f: () => new Date(Date.UTC(2025, 5, 24)), fmt: 'd-mmm', raw: '2025-06-24', rawAs: '2025-06-24', cls: S, cand: [6], real: 6, why: 'a date: Excel turned a fraction (6/24 or 24/6) into a date' }, D4: { raw: -28, cls: S, cand: [-28, 28], real: 28, why: 'a negative number of people' }, D6: { raw: 118.5, cls: S, cand: [118.5], real: 88.5, why: 'a share above 100 %' }, D8: { raw: '1,055', cls: Q, cand: [1055, 1.055], why: 'single comma group' }, D2: { f: () => ({ error: '#REF!' }), raw: '#REF!', rawAs: '#REF!', cls: Q, cand: [], why: 'error cell' }, D5: { raw: '-', cls: Q, cand: [0, null], real: 0, why: '"-" may mean none or no figure' }, D9: { raw: 'Đạt' }, CN3: { raw: '//', cls: Q, cand: [], why: 'ditto mark in a cell of figures' }, CN1: { raw: '5.380,4' } };
    layRows(s, f, ws, 6, 1, [{ k: 'tt' }, { k: 'name' }, { k: 'measure' }, { k: 'plan' }, { k: 'res' }, { k: () => null }], s.rows(u, s.codes(u), {}, q)); ws.widths = { 2: 45 }; await save(s, f, await excel(ws));
  }
  // 3 other unit of measure column, side-by-side tables
  {
    const u = 'cao-su', f = s.file('CS - phu luc Q3.xlsx', u, 'two tables side by side; columns Đăng ký | Đạt được; the unit-of-measure column names another unit than the plan; result before plan on the right', ['side by side', 'other unit of measure', 'kg and tấn']);
    const ws = new Sheet('PL', { top: 5 }); title(ws, 'CÔNG TY TNHH MTV CAO SU PHƯỚC HÒA'); ws.row(5, 1, ['Chỉ tiêu', 'ĐVT', 'Đăng ký', 'Đạt được']); ws.row(5, 7, ['Chỉ tiêu', 'ĐVT', 'Đạt được', 'Đăng ký']);
    setPlan('D8', u, 400); R[u].D8 = 96.5; const q = { D8: { raw: 96500, measure: 'nghìn đồng', plan: 400000, why: '96500 nghìn đồng by the column of units = 96,5 triệu đồng' }, CS1: { raw: 3158.42, measure: 'tấn', plan: 12400, why: '3158,42 tấn by the column of units = 3158420 kg' }, D9: { raw: 'Đã tổ chức' } };
    layRows(s, f, ws, 6, 1, [{ k: 'name' }, { k: 'measure' }, { k: 'plan' }, { k: 'res' }], s.rows(u, ['D1', 'D2', 'D3', 'D4', 'D5', 'CS1', 'CS2'], { D2: 'Nộp NSNN', D3: 'Thu nhập BQ người lao động' }, q)); layRows(s, f, ws, 6, 7, [{ k: 'name' }, { k: 'measure' }, { k: 'res' }, { k: 'plan' }], s.rows(u, ['D6', 'D7', 'D8', 'D9', 'CS3'], {}, q));
    ws.widths = { 1: 40, 7: 40 }; await save(s, f, await excel(ws));
  }
  // 4 two tables that disagree, same target twice equal, opposite names
  {
    const u = 'vien-thong', f = s.file('VNPT_bao cao Q3-2025.docx', u, 'Word: a table of the plan and a second table by department; one target stands in both with different figures, one with equal figures; opposite name present, target missing', ['conflict between tables', 'same target twice equal', 'opposite name']);
    R[u].VT2 = 96.8; R[u].D7 = 6; R[u].D4 = 27;
    const other = (x) => ['D4', 'D7'].includes(x.code);
    const q = { D4: { cls: K, cand: [27, 29], ans: 29, raw: '27', why: 'table 2 says 27, table 3 says 29', alsoW: [{ table: 3, row: 2, col: 2, raw: '29' }] }, D7: { raw: '6', alsoW: [{ table: 3, row: 3, col: 2, raw: '6' }], why: 'stands twice with the same figure' }, D9: { raw: 'Đã t/c', why: '"Đã t/c" = đã tổ chức' } };
    const rows = wordRows(s, f, 2, [['TT', 'Chỉ tiêu', 'ĐVT', 'KH năm 2025', 'Quý III/2024', 'Quý III/2025']], [{ k: 'tt' }, { k: 'name' }, { k: 'measure' }, { k: 'plan' }, { k: (x) => x.t.type === 'yesno' ? 'Đạt' : vi(lastYear(x)) }, { k: 'res' }], s.rows(u, s.codes(u, 'VT3'), {}, q), { after: (x) => x.code === 'VT2' ? [['', 'Số sự cố khắc phục đúng hạn', 'sự cố', '', '402', '418']] : [] });
    f.extra_rows.push({ unit: u, where: { table: 2, row: rows.length, col: 6 }, label: 'Số sự cố khắc phục đúng hạn', raw: '418', reason: 'the opposite of VT3' }); s.absent(f, u, 'VT3');
    await save(s, f, await word([wordHead('TẬP ĐOÀN BƯU CHÍNH VIỄN THÔNG', 'Viễn thông Bình Dương', '455/VNPT', 'Bình Dương, ngày 02 tháng 10 năm 2025'), p('BÁO CÁO KẾT QUẢ THI ĐUA QUÝ III NĂM 2025', { bold: true, center: true }), p('(số liệu minh họa)'), p('1. Các chỉ tiêu'), tbl(rows), p('2. Công tác đào tạo và sáng kiến'), tbl([['Nội dung', 'Kết quả quý III/2025'], ['Số lao động được đào tạo nâng bậc', '29'], ['Số sáng kiến cải tiến kỹ thuật được áp dụng', '6']]), p('GIÁM ĐỐC', { bold: true })]));
  }
  // 5 no head at all but the first line; csv with semicolons
  {
    const u = 'buu-dien', f = s.file('buudien_q3.csv', u, 'csv with semicolons; the only head is the first line "Quý III/2025"; columns are name, unit, plan, result without titles', ['no head', 'semicolons', 'thousands dots']);
    const ws = new Sheet('x'); ws.row(1, 1, ['Bưu điện tỉnh Bình Dương - kết quả thi đua quý III/2025 (số liệu minh họa)']); ws.row(2, 1, ['Nội dung', 'ĐVT', 'Mục tiêu 2025', 'Đã đạt']);
    const q = {}; for (const c of s.codes(u)) { const t = s.target(u, c); if (t.type !== 'yesno') q[c] = { raw: t.type === 'percent' ? vi(R[u][c]) + '%' : vi(R[u][c]) }; } q.D9 = { raw: 'v' }; q.BD1 = { raw: '471.300' };
    f.layout = 'csv with semicolons and one short head line (Nội dung; ĐVT; Mục tiêu 2025; Đã đạt), no numbers column'; f.quirks = ['semicolons', 'short head', 'v as tick'];
    layRows(s, f, ws, 3, 1, [{ k: 'name' }, { k: 'measure' }, { k: (x) => typeof x.plan === 'number' ? vi(x.plan) : x.plan }, { k: 'res' }], s.rows(u, s.codes(u), {}, q)); await save(s, f, csv(ws, { sep: ';', bom: true }));
  }
  // 6 prose list in Word, two-column table
  {
    const u = 'xo-so', f = s.file('XSKT báo cáo quý III.docx', u, 'Word: a two-column table "Chỉ tiêu | Kết quả" with figures and units of measure in one cell; two values only in free prose', ['two-column table', 'units in the cell', 'values in prose']);
    R[u].D1 = 1245.5; setPlan('D1', u, 4800); R[u].D2 = 310.4; setPlan('D2', u, 1250); R[u].D8 = 150; setPlan('D8', u, 600); R[u].D4 = 18; R[u].D7 = 5; const v = R[u];
    const q = { D1: { raw: '1.245,5 tỷ đồng' }, D2: { raw: '310,4 tỷ đồng' }, D3: { raw: vi(v.D3) + ' nghìn đồng/tháng' }, D5: { raw: 'Không', real: 0 }, D6: { raw: vi(v.D6) + '%' }, D7: { raw: '05 sáng kiến' }, D9: { raw: 'Có' }, XS1: { raw: v.XS1 + ' đại lý' } };
    const rows = wordRows(s, f, 1, [['Chỉ tiêu', 'Kết quả quý III/2025']], [{ k: 'name' }, { k: 'res' }], s.rows(u, s.codes(u, 'D4', 'D8'), {}, q));
    for (const [c, cand, raw, has] of [['D4', [18], '18 lao động', 'đã cử 18 lao động đi học nâng bậc'], ['D8', [150], '150 triệu đồng', 'trao cho quỹ vì người nghèo 150 triệu đồng']]) f.entries.push({ unit: u, target: c, class: Q, expected: null, candidates: cand, answer: cand[0], raw: null, where: null, reason: `only in the prose: "${has}"`, prose: has, said: raw });
    for (const e of f.entries) if (e.prose) { e.where = { also: [{ paragraph_contains: e.prose, raw: e.said }] }; delete e.prose; delete e.said; }
    await save(s, f, await word([p('CÔNG TY XỔ SỐ KIẾN THIẾT', { bold: true }), p('BÁO CÁO QUÝ III NĂM 2025 (số liệu minh họa)', { bold: true, center: true }), p('Trong quý, công ty đã cử 18 lao động đi học nâng bậc tại 02 trung tâm, kinh phí 64 triệu đồng.'), p('Công đoàn trao cho quỹ vì người nghèo 150 triệu đồng, xây 02 căn nhà.'), tbl(rows), p('Phương hướng: giữ vững doanh thu quý IV.')]));
  }
  // 7 LibreOffice workbook: many spellings of plan and result, rich text, hidden column of a draft
  {
    const u = 'moi-truong', f = s.file('MTDT-Q3.xlsx', u, 'xlsx saved by LibreOffice; hidden draft column beside the result; struck-out part of a cell; nt in one cell; missing unit', ['hidden column', 'rich text with a struck part', 'nt']);
    R[u].MT2 = 595; R[u].MT3 = 8; R[u].D7 = 7; const ws = new Sheet('MT', { top: 5 }); title(ws, 'CÔNG TY MÔI TRƯỜNG ĐÔ THỊ'); ws.row(5, 1, ['TT', 'Nội dung', 'Đơn vị', 'Giao năm', 'Nháp', 'Thực hiện quý III', 'CK 2024']); ws.hideCols.add(5);
    const q = { D7: { f: () => ({ rich: [{ text: '5', strike: true }, { text: ' 7' }] }), raw: '5 7', rawAs: '5 7', why: 'the struck-out 5 is replaced by 7' }, D9: { raw: 'Chưa', real: 0, why: '"Chưa" = not done' }, MT2: { raw: 'nt', cls: Q, cand: [], why: '"nt" (như trên) in a cell of figures' }, MT1: { raw: '77.650,5' }, MT3: { raw: null, cls: M, why: 'blank' }, D5: { raw: 'chưa có', cls: Q, cand: [0], ans: 0, why: '"chưa có" may mean none or no figure yet' } };
    layRows(s, f, ws, 6, 1, [{ k: 'tt' }, { k: 'name' }, { k: 'measure' }, { k: 'plan' }, { k: (x) => x.t.type === 'yesno' ? null : x.t.type === 'count' ? x.real + 3 : r1(x.real * 1.04) }, { k: 'res' }, { k: lastYear }], s.rows(u, s.codes(u), {}, q)); ws.widths = { 2: 45 };
    const buf = office(await excel(ws), 'xlsx', 'xlsx', 'Calc MS Excel 2007 XML'); await save(s, f, buf);
  }
  // 8 text figures of every doubtful and every clear kind in one csv
  {
    const u = 'dien-luc', f = s.file('Dien luc gui bo sung.csv', u, 'csv with commas and quotes; single dot groups that the plan does not confirm, fractions with right and wrong denominators, units in the cell, remarks behind the figure', ['single dot group against the plan', 'fractions', 'units in the cell', 'remark behind the figure']);
    const ws = new Sheet('x'), pl = (c) => s.planOf(u, s.target(u, c)); ws.row(1, 1, ['CÔNG TY ĐIỆN LỰC BÌNH DƯƠNG']); ws.row(2, 1, ['Kết quả thi đua quý III năm 2025 (số liệu minh họa)']); ws.row(4, 1, ['TT', 'Nội dung', 'ĐVT', 'Chỉ tiêu năm', 'Kết quả quý III']);
    const real = { D2: 20.125, D8: 112.5, D6: 90, D3: 12740 };
    const q = { D1: { raw: vi(R[u].D1) + ' tỷ đồng' }, D2: { raw: '20.125', cls: Q, cand: [20125, 20.125], why: 'a single dot group that the plan (80) does not confirm' }, D3: { raw: '12,74 triệu đồng/tháng', why: '12,74 triệu đồng = 12.740 nghìn đồng' }, D4: { raw: `${R[u].D4}/${pl('D4')}`, why: 'result/plan: the denominator equals the plan' }, D5: { raw: 'không có vụ nào', real: 0, cls: N, why: 'none = 0' }, D6: { raw: '45/50', why: '45/50 = 90 %' }, D7: { raw: `06/${pl('D7') + 1}`, cls: Q, cand: [6], real: 6, why: 'the denominator is not the plan of the year' }, D8: { raw: '112.500', cls: Q, cand: [112500, 112.5], why: 'a single dot group that the plan (400) does not confirm' }, D9: { raw: '100%', cls: Q, cand: [1], why: 'a share in a done/not done target' }, DL1: { raw: vi(R[u].DL1) + '%' }, DL2: { raw: '4.412,5 triệu kWh' }, DL3: { raw: `${R[u].DL3} vụ (giảm 2 vụ so cùng kỳ)`, why: 'a remark behind the figure' } };
    for (const [c, v] of Object.entries(real)) q[c].real = v;
    layRows(s, f, ws, 5, 1, [{ k: 'tt' }, { k: 'name' }, { k: 'measure' }, { k: (x) => typeof x.plan === 'number' ? vi(x.plan) : x.plan }, { k: 'res' }], s.rows(u, s.codes(u), {}, q)); await save(s, f, csv(ws, { quoteAll: true, bom: true }));
  }
  return s.finish('Enterprises in the third quarter of 2025: the set with the doubtful cells (single groups, wrong units, dates, errors, conflicts).');
}
