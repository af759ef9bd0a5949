// Set 1: departments of a province, first half of 2024.
import { FixSet, Sheet, NOTE, P, N, Q, S, K, M, A, vi, us, r1, layRows, lastYear, ratio, yearEst, excel, office, sheetjs, minimal, csv, save, word, wordHead, wordRows, p, tbl, col } from './lib.mjs';
const T = (code, name, measure, type, field, base, direction = 'higher') => ({ code, name, measure, type, direction, field, plan: {}, base });
const O = (code, name, measure, type, field, plan, direction = 'higher') => ({ code, name, measure, type, direction, field, plan });
const plan = {
  schema: 'thidua-plan/1', note: NOTE, bloc: { code: 'khoi-so-nganh-2', name: 'Khối thi đua các sở, ngành số 2', province: 'Quảng Ninh', leader: 'so-tai-chinh' }, year: 2024,
  period: { code: '2024-H1', name: '6 tháng đầu năm 2024', from: '2024-01-01', to: '2024-06-30' },
  directive: { number: '01/CT-UBND', date: '2024-01-05', issuer: 'UBND tỉnh Quảng Ninh', subject: 'Phát động phong trào thi đua yêu nước năm 2024' },
  fields: [['ct', 'Chính trị, chuyên môn'], ['cchc', 'Cải cách hành chính'], ['cds', 'Chuyển đổi số'], ['td', 'Thi đua - khen thưởng'], ['xh', 'Xã hội, từ thiện']].map(([code, name]) => ({ code, name })),
  units: [['so-tai-chinh', 'Sở Tài chính tỉnh Quảng Ninh', 'Sở Tài chính'], ['so-y-te', 'Sở Y tế tỉnh Quảng Ninh', 'Sở Y tế'], ['so-cong-thuong', 'Sở Công Thương tỉnh Quảng Ninh', 'Sở Công Thương'], ['so-nnptnt', 'Sở Nông nghiệp và Phát triển nông thôn tỉnh Quảng Ninh', 'Sở NN&PTNT'], ['cuc-thue', 'Cục Thuế tỉnh Quảng Ninh', 'Cục Thuế tỉnh'], ['kho-bac', 'Kho bạc Nhà nước Quảng Ninh', 'KBNN tỉnh'], ['bhxh', 'Bảo hiểm xã hội tỉnh Quảng Ninh', 'BHXH tỉnh']].map(([code, name, short], i) => ({ order: i + 1, code, name, short, kind: 'civil' })),
  common_targets: [
    T('DH', 'Tỷ lệ hồ sơ giải quyết đúng hạn', '%', 'percent', 'cchc', 98), T('QH', 'Số hồ sơ giải quyết quá hạn', 'hồ sơ', 'count', 'cchc', 20, 'lower'),
    T('TT', 'Tỷ lệ hồ sơ nộp trực tuyến toàn trình', '%', 'percent', 'cds', 70), T('DK', 'Số sáng kiến đăng ký', 'sáng kiến', 'count', 'td', 20), T('CN', 'Số sáng kiến được công nhận', 'sáng kiến', 'count', 'td', 12),
    T('HL', 'Điểm hài lòng của người dân, doanh nghiệp', 'điểm', 'decimal', 'cchc', 90), T('TG', 'Thời gian xử lý bình quân một hồ sơ', 'ngày', 'decimal', 'cchc', 8, 'lower'),
    T('TK', 'Kinh phí tiết kiệm chi thường xuyên', 'triệu đồng', 'money', 'ct', 1800), T('HM', 'Số lượt người hiến máu tình nguyện', 'lượt', 'count', 'xh', 60), T('PD', 'Ký kết giao ước thi đua đầu năm', 'Đạt/Không đạt', 'yesno', 'td', 1, 'equal'),
  ],
  own_targets: {
    'so-tai-chinh': [O('TC1', 'Số cuộc thanh tra tài chính', 'cuộc', 'count', 'ct', 14), O('TC2', 'Tỷ lệ giải ngân vốn đầu tư công', '%', 'percent', 'ct', 60), O('TC3', 'Thu ngân sách nội địa', 'tỷ đồng', 'money', 'ct', 42600)],
    'so-y-te': [O('YT1', 'Số lượt khám chữa bệnh', 'lượt', 'count', 'ct', 1250000), O('YT2', 'Tỷ lệ tiêm chủng đầy đủ trẻ dưới 1 tuổi', '%', 'percent', 'ct', 95), O('YT3', 'Số cơ sở được kiểm tra an toàn thực phẩm', 'cơ sở', 'count', 'ct', 1600)],
    'so-cong-thuong': [O('CT1', 'Chỉ số sản xuất công nghiệp tăng so với cùng kỳ', '%', 'decimal', 'ct', 9.5), O('CT2', 'Kim ngạch xuất khẩu', 'triệu USD', 'money', 'ct', 3400), O('CT3', 'Số vụ vi phạm bị xử lý', 'vụ', 'count', 'ct', 900)],
    'so-nnptnt': [O('NN1', 'Diện tích trồng rừng tập trung', 'ha', 'decimal', 'ct', 13500), O('NN2', 'Sản lượng thủy sản', 'tấn', 'decimal', 'ct', 175000), O('NN3', 'Số xã đạt chuẩn nông thôn mới nâng cao', 'xã', 'count', 'ct', 12)],
    'cuc-thue': [O('TH1', 'Tổng thu nội địa', 'tỷ đồng', 'money', 'ct', 38500), O('TH2', 'Số cuộc thanh tra, kiểm tra tại trụ sở người nộp thuế', 'cuộc', 'count', 'ct', 700), O('TH3', 'Tỷ lệ nợ thuế trên tổng thu', '%', 'percent', 'ct', 6, 'lower')],
    'kho-bac': [O('KB1', 'Tỷ lệ hồ sơ kiểm soát chi qua dịch vụ công trực tuyến', '%', 'percent', 'cds', 99), O('KB2', 'Số món chi từ chối thanh toán', 'món', 'count', 'ct', 60), O('KB3', 'Huy động vốn qua trái phiếu', 'tỷ đồng', 'money', 'ct', 250)],
    bhxh: [O('BH1', 'Số người tham gia bảo hiểm y tế', 'người', 'count', 'ct', 1310000), O('BH2', 'Tỷ lệ bao phủ bảo hiểm y tế', '%', 'percent', 'ct', 95.5), O('BH3', 'Số người tham gia bảo hiểm xã hội tự nguyện', 'người', 'count', 'ct', 21000)],
  },
};
export async function set1() {
  const s = new FixSet('so-nganh-2024-h1', plan, 0.5), R = s.real;
  for (const u of plan.units) { // averages and scores do not halve with the period
    const pl = (c) => s.planOf(u.code, s.target(u.code, c));
    R[u.code].HL = r1(pl('HL') * 0.985 + 0.2); R[u.code].TG = r1(pl('TG') * 0.83 + 0.1);
  }
  R['so-cong-thuong'].CT1 = 8.7; R['so-tai-chinh'].TC2 = 41.3; R['so-y-te'].YT1 = 618450; R.bhxh.BH1 = 1287650; R.bhxh.BH3 = 19840; R['cuc-thue'].TH3 = 5.6; R['so-nnptnt'].NN2 = 86420.5;

  // 1 letter first, table head in row 25, three-row merged head, last year + plan + result + estimate of the year
  {
    const u = 'so-tai-chinh', f = s.file('STC_BaoCaoThiDua_6T2024.xlsx', u, 'a letter fills the sheet down to row 23, three-row merged head at row 25; same period, plan, result, ratio, estimate of the whole year; hidden column; footnote', ['head at row 25', 'three-row head', 'same period column', 'estimate of the year column', 'real percent format']);
    const ws = new Sheet('Sheet1', { top: 25 }); const b = { box: false };
    ws.lines(1, 1, ['UBND TỈNH QUẢNG NINH', 'SỞ TÀI CHÍNH', 'Số: 1102/BC-STC', 'Quảng Ninh, ngày 12 tháng 6 năm 2024', null, 'BÁO CÁO', 'Kết quả thực hiện các chỉ tiêu thi đua 6 tháng đầu năm 2024', null, 'Kính gửi: Khối thi đua các sở, ngành số 2.', 'Thực hiện Kế hoạch số 15/KH-KTĐ ngày 20/02/2024 của Khối thi đua, Sở Tài chính báo cáo như sau:', '1. Công tác lãnh đạo, chỉ đạo: đã ban hành 04 văn bản phát động thi đua.', '2. Đã tổ chức 02 hội nghị, 03 đợt kiểm tra nội bộ.', '3. Các chỉ tiêu cụ thể theo biểu dưới đây.'], b);
    ws.put(23, 1, 'BIỂU SỐ LIỆU (số liệu minh họa)', b);
    ws.merge(25, 1, 27, 1, 'STT').merge(25, 2, 27, 2, 'Chỉ tiêu').merge(25, 3, 27, 3, 'Đơn vị tính').merge(25, 4, 27, 4, 'Cùng kỳ năm 2023').merge(25, 5, 25, 8, 'Năm 2024').merge(26, 5, 27, 5, 'Kế hoạch giao').merge(26, 6, 26, 7, '6 tháng đầu năm').put(27, 6, 'Thực hiện').put(27, 7, '% so kế hoạch').merge(26, 8, 27, 8, 'Ước thực hiện cả năm');
    R[u].DH = 98.4; const q = { DH: { raw: 0.984, fmt: '0.0%', why: 'cell 0.984 in a percent format = 98,4 %', plan: 0.98 }, TT: { raw: r1(R[u].TT) / 100, exp: r1(R[u].TT), fmt: '0.00%', why: 'real percent format' } };
    const cols = [{ k: 'tt' }, { k: 'name' }, { k: 'measure' }, { k: (x) => x.q.fmt ? lastYear(x) / 100 : lastYear(x) }, { k: 'plan' }, { k: 'res' }, { k: (x) => typeof x.plan === 'number' && x.plan > 0 && x.t.type !== 'percent' ? { formula: `F0/E0*100`, result: ratio(x) } : null }, { k: yearEst }];
    let r = layRows(s, f, ws, 28, 1, cols, s.rows(u, s.codes(u), {}, q));
    for (const x of ws.all) if (x.v?.formula) x.v.formula = `ROUND(F${x.r}/E${x.r}*100,1)`;
    ws.lines(r + 1, 1, ['Ghi chú: số liệu chốt đến ngày 10/6/2024. ' + NOTE, 'GIÁM ĐỐC'], b);
    ws.widths = { 2: 45, 8: 16 }; await save(s, f, await excel(ws));
  }
  // 2 text behind numbers, xls from LibreOffice
  {
    const u = 'so-y-te', f = s.file('SYT - Bieu thi dua 6 thang 2024.xls', u, '.xls saved by LibreOffice; every figure carries its unit of measure as text', ['text behind numbers', 'two-digit zeros', 'thousands dots', 'money in tỷ đồng']);
    const ws = new Sheet('Biểu 1', { top: 5 }), v = R[u]; v.TK = 1250; v.QH = 7; v.TG = 6.5;
    s.plan.common_targets.find((t) => t.code === 'TK').plan[u] = 2400;
    ws.lines(1, 1, ['SỞ Y TẾ QUẢNG NINH', 'TỔNG HỢP CHỈ TIÊU THI ĐUA 6 THÁNG ĐẦU NĂM 2024', '(số liệu minh họa)'], { box: false }); ws.row(5, 1, ['TT', 'Nội dung thi đua', 'Mục tiêu năm 2024', 'Đã đạt 6 tháng', 'Đánh giá']);
    const w = (c, d = '') => d + v[c] + ' ' + s.target(u, c).measure, q = {
      DH: { raw: vi(v.DH) + '%' }, QH: { raw: '07 hồ sơ' }, TT: { raw: vi(v.TT) + ' %' }, DK: { raw: w('DK') }, CN: { raw: String(v.CN).padStart(2, '0') + ' sáng kiến' }, HL: { raw: vi(v.HL) + ' điểm' }, TG: { raw: '6,5 ngày/hồ sơ' }, TK: { raw: '1,25 tỷ đồng', why: '1,25 tỷ đồng = 1.250 triệu đồng: the unit is written in the cell' }, HM: { raw: v.HM + ' lượt người' }, PD: { raw: 'Đã ký kết' , cls: N }, YT1: { raw: '618.450 lượt' }, YT2: { raw: vi(v.YT2) + '%' }, YT3: { raw: v.YT3 + ' cơ sở' } };
    layRows(s, f, ws, 6, 1, [{ k: 'tt' }, { k: 'name' }, { k: (x) => typeof x.plan === 'number' ? vi(x.plan) + (x.measure === '%' ? '%' : ' ' + x.measure) : x.plan }, { k: 'res' }, { k: (x) => x.code === 'QH' ? 'Giảm so cùng kỳ' : 'Đạt tiến độ' }], s.rows(u, s.codes(u), {}, q));
    ws.widths = { 2: 50, 3: 20, 4: 20 }; await save(s, f, office(await excel(ws), 'xlsx', 'xls', 'MS Excel 97'));
  }
  // 3 opposite names as traps
  {
    const u = 'so-cong-thuong', f = s.file('bieu_SCT.xlsx', u, 'written by SheetJS; rows that look like targets but are their opposites; the real rows are missing for three of them', ['opposite names', 'rows that are no targets', 'head named NQ giao / TH']);
    const ws = new Sheet('TH'), v = R[u]; ws.row(1, 1, ['Sở Công Thương - kết quả thi đua 6 tháng đầu năm 2024 (số liệu minh họa)']); ws.row(3, 2, ['Tên chỉ tiêu', 'ĐVT', 'NQ giao', 'TH 6T/2023', 'TH 6T/2024', 'So sánh']);
    const rows = s.rows(u, ['DH', 'TT', 'DK', 'TG', 'TK', 'HM', 'PD', 'CT1', 'CT2'], { HM: 'Số lượt cán bộ hiến máu tình nguyện', TG: 'Thời gian bình quân xử lý 01 hồ sơ', CT1: 'Chỉ số SXCN tăng so với cùng kỳ' }, { PD: { raw: 'Có' } });
    const trap = [['Số hồ sơ giải quyết đúng hạn', 'hồ sơ', null, 812, 934], ['Số sáng kiến không được công nhận', 'sáng kiến', null, 3, 2], ['Số vụ vi phạm được phát hiện nhưng chưa xử lý', 'vụ', null, 41, 37], ['Số đơn vị trực thuộc', 'đơn vị', null, 9, 9]];
    layRows(s, f, ws, 4, 2, [{ k: 'name' }, { k: 'measure' }, { k: 'plan' }, { k: lastYear }, { k: 'res' }, { k: ratio }], rows, { after: (x, r) => { const i = ['DH', 'DK', 'CT2', 'HM'].indexOf(x.code); if (i < 0) return 0; ws.row(r + 1, 2, trap[i]); f.extra_rows.push({ unit: u, where: { sheet: 'TH', cell: A(r + 1, 6), label_cell: A(r + 1, 2) }, label: trap[i][0], raw: trap[i][4], reason: 'no target of the plan (opposite or other thing)' }); return 1; } });
    s.absent(f, u, 'QH', 'CN', 'HL', 'CT3'); await save(s, f, sheetjs(ws));
  }
  // 4 ods; abbreviations, typos, ha, tấn; last period's sheet in the same layout
  {
    const u = 'so-nnptnt', f = s.file('SNN_6thang.ods', u, '.ods; sheet 1 holds the first half of 2023 in the same layout, sheet 2 this period; abbreviations and typing mistakes in names', ['last period on another sheet', 'abbreviations', 'typing mistakes', 'thousands text', 'trong đó sub-rows']);
    const L = { DH: 'TL hồ sơ giải quyết đúng hạn', QH: 'Số HS giải quyết quá hạn', TT: 'Tỷ lệ HS nộp trực tuyến toàn trình', CN: 'Số sáng kiến được công nhân', HL: 'Điểm hài lòng của người dân, DN', TG: 'Thời gian xử lý bình quân một hồ sơ', TK: 'Kinh phí tiết kiệm chi thường xuyên', HM: 'Số luợt người hiến máu tình nguyện', NN1: 'Diện tích trồng rừng tập trung (ha)', NN2: 'Sản lượng thuỷ sản (tấn)', NN3: 'Số xã đạt chuẩn NTM nâng cao' };
    R[u].NN1 = 7150.5; const q = { NN2: { raw: '86.420,5' }, NN1: { raw: 7150.5 }, PD: { raw: 'X' } };
    const make = (name, year, old) => { const ws = new Sheet(name, { top: 4 }); ws.put(1, 1, 'SỞ NÔNG NGHIỆP VÀ PTNT', { box: false }); ws.put(2, 1, `KẾT QUẢ THI ĐUA 6 THÁNG ĐẦU NĂM ${year} (số liệu minh họa)`, { box: false }); ws.row(4, 1, ['TT', 'Chỉ tiêu', 'ĐVT', 'KH', 'KQ', 'Ghi chú']);
      const cols = [{ k: 'tt' }, { k: 'name' }, { k: 'measure' }, { k: 'plan' }, { k: 'res' }, { k: () => null }], rows = s.rows(u, s.codes(u), L, old ? {} : q);
      if (old) rows.forEach((x, i) => ws.row(5 + i, 1, [i + 1, x.label, x.measure, x.plan, lastYear(x)]));
      else layRows(s, f, ws, 5, 1, cols, rows, { after: (x, r) => { if (x.code !== 'NN2') return 0; [['- Trong đó: nuôi trồng', 48200.5], ['- Khai thác', 38220]].forEach(([t, v], i) => { ws.put(r + 1 + i, 2, t).put(r + 1 + i, 3, 'tấn').put(r + 1 + i, 5, v); f.extra_rows.push({ unit: u, where: { sheet: name, cell: A(r + 1 + i, 5), label_cell: A(r + 1 + i, 2) }, label: t, raw: v, reason: 'part of NN2' }); }); return 2; } });
      ws.widths = { 2: 45 }; return ws; };
    const a = make('6T 2023', 2023, true), b = make('6T 2024', 2024, false); f.extra_rows.push({ unit: u, where: { sheet: '6T 2023', cell: 'E5:E20' }, label: 'sheet of 2023', reason: 'last year in the same layout' });
    await save(s, f, office(await excel([a, b]), 'xlsx', 'ods'));
  }
  // 5 csv of a web spreadsheet, comma separated, US figures in quotes
  {
    const u = 'cuc-thue', f = s.file('CucThue - Thi dua 6T2024 - Trang tính1.csv', u, 'CSV as exported by a web spreadsheet set to English: commas, figures like "19,250.5" in quotes', ['comma csv', 'US style', 'single comma group', 'TRUE']);
    const ws = new Sheet('csv'), v = R[u]; v.TH1 = 19250.5; v.TK = 1120; s.plan.common_targets.find((t) => t.code === 'TK').plan[u] = 2000;
    ws.row(1, 1, ['Cục Thuế tỉnh Quảng Ninh,6 tháng đầu năm 2024']); ws.row(2, 1, ['(số liệu minh họa)']); ws.row(3, 1, ['STT', 'Chỉ tiêu thi đua', 'ĐVT', 'Chỉ tiêu giao 2024', 'Số liệu 6 tháng', 'Ghi chú']);
    const q = { TH1: { raw: '19,250.5', why: 'comma groups and a point: US style, one reading' }, TK: { raw: '1,120', cls: Q, cand: [1120, 1.12], why: 'single comma group: 1,12 or 1120' }, PD: { raw: 'TRUE', why: 'TRUE of a tick box' }, DH: { raw: v.DH + '%' }, TT: { raw: v.TT + '%' }, HL: { raw: String(v.HL) }, TG: { raw: String(v.TG) }, TH3: { raw: '5.60%' } };
    for (const c of s.codes(u)) if (!q[c]) q[c] = { raw: String(v[c]) };
    layRows(s, f, ws, 4, 1, [{ k: 'tt' }, { k: 'name' }, { k: 'measure' }, { k: (x) => typeof x.plan === 'number' ? us(x.plan) : 'TRUE' }, { k: 'res' }, { k: () => null }], s.rows(u, s.codes(u), {}, q, 'text of a csv, one reading'));
    await save(s, f, csv(ws, { eol: '\r\n' }));
  }
  // 6 Word: merged cells, struck-out value, tracked change
  {
    const u = 'kho-bac', f = s.file('BC thi dua KBNN 6 thang 2024.docx', u, 'Word: letterhead table, field column merged down, two-row head merged across, struck-out figures with the new ones beside, a tracked change, footnote marks', ['vertical merges', 'two-row head in Word', 'strikethrough', 'tracked change', 'footnote marks']);
    const v = R[u]; v.DK = 15; v.CN = 8; v.KB2 = 34;
    const q = { DK: { runs: [{ text: '12', strike: true }, ' 15'], raw: '12 15', why: 'the old figure 12 is struck out, 15 stands beside it' }, CN: { runs: [{ text: '6', del: true }, { text: '8', ins: true }], raw: '8', why: 'tracked change: 6 deleted, 8 inserted' }, KB2: { runs: ['34', { text: '(1)', sup: true }], raw: '34(1)', why: 'a footnote mark behind the figure' }, PD: { raw: 'Hoàn thành' } };
    const order = ['KB1', 'KB2', 'KB3', 'TK', 'DH', 'QH', 'HL', 'TG', 'TT', 'DK', 'CN', 'PD', 'HM']; let last = '';
    const name = (x) => plan.fields.find((k) => k.code === x.t.field).name;
    const head = [[{ t: 'Lĩnh vực', v: 'start' }, { t: 'Chỉ tiêu', v: 'start' }, { t: 'ĐVT', v: 'start' }, { t: 'Năm 2024', span: 2 }, { t: 'CK 2023', v: 'start' }], [{ v: 'cont' }, { v: 'cont' }, { v: 'cont' }, 'KH năm', 'TH 6 tháng', { v: 'cont' }]];
    const rows = wordRows(s, f, 2, head, [{ k: (x) => { const n = name(x), first = n !== last; last = n; return { t: first ? n : '', v: first ? 'start' : 'cont' }; } }, { k: 'name' }, { k: 'measure' }, { k: 'plan' }, { k: 'res' }, { k: (x) => x.t.type === 'yesno' ? 'Đạt' : vi(lastYear(x)) }], s.rows(u, order, {}, q));
    await save(s, f, await word([wordHead('KHO BẠC NHÀ NƯỚC', 'Kho bạc Nhà nước Quảng Ninh', '220/BC-KBQN', 'Quảng Ninh, ngày 11 tháng 6 năm 2024'), p('BÁO CÁO', { bold: true, center: true }), p('Kết quả phong trào thi đua 6 tháng đầu năm 2024', { bold: true, center: true }), p('I. Tình hình chung: đơn vị có 9 phòng, 132 công chức; đã ban hành 03 kế hoạch.'), p('II. Kết quả cụ thể (số liệu minh họa):'), tbl(rows), p('(1) Không tính các món do lỗi hệ thống.'), p('GIÁM ĐỐC', { bold: true })]));
  }
  // 7 wrong period: everything is asked
  {
    const u = 'bhxh', f = s.file('BHXH_TD_2024.xlsx', u, 'the title says the first quarter of 2024: another period, everything must be asked', ['wrong period']);
    const ws = new Sheet('Q1', { top: 5 }); ws.lines(1, 1, ['BẢO HIỂM XÃ HỘI TỈNH QUẢNG NINH', 'KẾT QUẢ THỰC HIỆN CHỈ TIÊU THI ĐUA QUÝ I NĂM 2024', '(từ 01/01/2024 đến 31/3/2024; số liệu minh họa)'], { box: false }); ws.row(5, 1, ['STT', 'Chỉ tiêu', 'ĐVT', 'Kế hoạch năm', 'Kết quả quý I']);
    const q = {}; for (const c of s.codes(u)) { const t = s.target(u, c), v = t.type === 'yesno' ? 1 : t.type === 'count' && c[0] !== 'B' ? Math.max(1, Math.round(R[u][c] / 2)) : t.type === 'money' ? r1(R[u][c] / 2) : R[u][c]; q[c] = { raw: t.type === 'yesno' ? 'Đạt' : v, cls: Q, cand: [v], why: 'the file covers the first quarter, not the half-year' }; }
    layRows(s, f, ws, 6, 1, [{ k: 'tt' }, { k: 'name' }, { k: 'measure' }, { k: 'plan' }, { k: 'res' }], s.rows(u, s.codes(u), {}, q)); ws.widths = { 2: 45 }; await save(s, f, await excel(ws));
  }
  // 8 one sheet per unit
  {
    const us3 = ['so-tai-chinh', 'cuc-thue', 'kho-bac'], f = s.file('TongHop_KhoiTaiChinh_6T2024.xlsx', us3, 'one sheet per unit, named after the unit; same layout', ['several units: one sheet each', 'formula text']);
    const sheets = [['STC', 'Sở Tài chính'], ['Cục Thuế', 'Cục Thuế tỉnh'], ['KBNN', 'Kho bạc Nhà nước tỉnh']].map(([n, full], i) => { const u = us3[i], ws = new Sheet(n, { top: 4 }); ws.put(1, 1, 'ĐƠN VỊ: ' + full.toUpperCase(), { box: false }).put(2, 1, 'Số liệu thi đua 6 tháng đầu năm 2024 (số liệu minh họa)', { box: false }); ws.row(4, 1, ['STT', 'Tên chỉ tiêu', 'Đơn vị', 'Kế hoạch 2024', 'Thực hiện 6 tháng 2024', 'Tỷ lệ']);
      layRows(s, f, ws, 5, 1, [{ k: 'tt' }, { k: 'name' }, { k: 'measure' }, { k: 'plan' }, { k: 'res' }, { k: ratio }], s.rows(u, s.codes(u), {}, {})); ws.widths = { 2: 45 }; return ws; });
    await save(s, f, await excel(sheets));
  }
  return s.finish('Departments of a province: civil offices that write tidy and untidy workbooks, a Word report, a web spreadsheet export, and one file of the wrong period.');
}
