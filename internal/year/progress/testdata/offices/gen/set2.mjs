// Set 2: communes of a district, second half of 2023. Several units in one file, in every usual arrangement.
import { FixSet, Sheet, N, P, Q, S, K, M, A, vi, r1, layRows, lastYear, ratio, yearEst, excel, office, sheetjs, minimal, csv, save, word, wordHead, wordRows, p, tbl, tcvn3, vni } from './lib.mjs';
import { makePlan } from './plans.mjs';
const plan = makePlan({
  bloc: ['cum-xa-1', 'Cụm thi đua số 1 các xã, thị trấn', 'Nghệ An'], year: 2023, period: ['2023-H2', '6 tháng cuối năm 2023', '2023-07-01', '2023-12-31'],
  directive: ['19/KH-UBND', '2023-01-18', 'UBND huyện', 'Phát động thi đua xây dựng nông thôn mới năm 2023'], fields: [['kt', 'Kinh tế'], ['ntm', 'Nông thôn mới'], ['vh', 'Văn hóa - xã hội'], ['qp', 'Quốc phòng - an ninh'], ['td', 'Thi đua']],
  units: [['tt-hoa-sen', 'Thị trấn Hoa Sen', 'TT Hoa Sen'], ['xa-dong-lam', 'Xã Đông Lâm', 'Đông Lâm'], ['xa-tay-lam', 'Xã Tây Lâm', 'Tây Lâm'], ['xa-phu-son', 'Xã Phú Sơn', 'Phú Sơn'], ['xa-phu-son-tay', 'Xã Phú Sơn Tây', 'Phú Sơn Tây'], ['xa-yen-khe', 'Xã Yên Khê', 'Yên Khê']],
  common: ['X01|Diện tích lúa vụ mùa gieo cấy|ha|decimal|kt|640', 'X02|Chiều dài đường giao thông nông thôn được bê tông hóa|km|decimal|ntm|9', 'X03|Số hộ nghèo giảm trong năm|hộ|count|vh|60', 'X04|Số hộ đạt gia đình văn hóa|hộ|count|vh|2300', 'X05|Thu ngân sách trên địa bàn|triệu đồng|money|kt|7500', 'X06|Tỷ lệ người dân tham gia bảo hiểm y tế|%|percent|vh|93', 'X07|Số vụ phạm pháp hình sự|vụ|count|qp|8|lower', 'X08|Tỷ lệ vụ việc hòa giải thành|%|percent|qp|88', 'X09|Số thanh niên nhập ngũ|thanh niên|count|qp|14', 'X10|Hoàn thành tiêu chí môi trường nông thôn mới|Đạt/Không đạt|yesno|ntm|1'],
  own: { 'tt-hoa-sen': ['HS1|Số hộ kinh doanh đăng ký mới|hộ|count|kt|70', 'HS2|Khối lượng rác thải thu gom|tấn|decimal|ntm|2600'], 'xa-dong-lam': ['DL1|Sản lượng chè búp tươi|tấn|decimal|kt|3200', 'DL2|Số sản phẩm OCOP được công nhận|sản phẩm|count|kt|4'], 'xa-tay-lam': ['TL1|Tổng đàn trâu, bò|con|count|kt|2100', 'TL2|Sản lượng mật ong|kg|decimal|kt|4500'], 'xa-phu-son': ['PS1|Diện tích trồng rừng mới|ha|decimal|kt|120'], 'xa-phu-son-tay': ['PT1|Diện tích trồng rừng mới|ha|decimal|kt|90'], 'xa-yen-khe': ['YK1|Số lượt khách du lịch|lượt|count|kt|15000', 'YK2|Doanh thu du lịch cộng đồng|nghìn đồng|money|kt|900000'] } });
export async function set2() {
  const s = new FixSet('cum-xa-2023-h2', plan, 0.5), R = s.real, U = plan.units.map((u) => u.code), nm = (u) => s.unit(u).name, cc = plan.common_targets.map((t) => t.code);
  for (const u of U) for (const c of ['X04']) R[u][c] = Math.round(s.planOf(u, s.target(u, c)) * 0.91);
  R['xa-tay-lam'].TL1 = 1985; R['xa-yen-khe'].YK2 = 468500; R['xa-yen-khe'].YK1 = 8120;
  for (const u of U) { R[u].X01 = r1(s.planOf(u, s.target(u, 'X01')) * 0.97 + 0.4); }
  // 1 blocks of rows under a unit heading
  {
    const us = ['tt-hoa-sen', 'xa-dong-lam', 'xa-tay-lam', 'xa-yen-khe'], f = s.file('Tong hop cum 1 - 6 thang cuoi nam 2023.xlsx', us, 'one block of rows per unit under a merged unit heading; group totals', ['several units: blocks', 'summary rows']);
    const ws = new Sheet('Cum 1', { top: 4 }); ws.put(1, 1, 'CỤM THI ĐUA SỐ 1', { box: false }).put(2, 1, 'BIỂU TỔNG HỢP KẾT QUẢ THI ĐUA 6 THÁNG CUỐI NĂM 2023 (số liệu minh họa)', { box: false }); ws.row(4, 1, ['STT', 'Đơn vị/chỉ tiêu', 'ĐVT', 'Chỉ tiêu giao năm 2023', 'TH 6 tháng cuối năm 2022', 'TH 6 tháng cuối năm 2023', '% KH']); let r = 5;
    us.forEach((u, i) => { ws.merge(r, 2, r, 7, nm(u).toUpperCase(), { bold: true }).put(r, 1, ['I', 'II', 'III', 'IV'][i]); r = layRows(s, f, ws, r + 1, 1, [{ k: 'tt' }, { k: 'name' }, { k: 'measure' }, { k: 'plan' }, { k: lastYear }, { k: 'res' }, { k: ratio }], s.rows(u, s.codes(u), {}, {})); });
    ws.put(r, 2, 'Tổng số hộ nghèo giảm toàn cụm').put(r, 3, 'hộ').put(r, 6, us.reduce((a, u) => a + R[u].X03, 0)); f.extra_rows.push({ unit: us[0], where: { sheet: 'Cum 1', cell: A(r, 6), label_cell: A(r, 2) }, label: 'Tổng số hộ nghèo giảm toàn cụm', reason: 'total of the cluster' });
    ws.widths = { 2: 50 }; await save(s, f, await excel(ws));
  }
  // 2 one column per unit; two units whose names contain one another
  {
    const us = ['xa-phu-son', 'xa-phu-son-tay', 'xa-yen-khe'], f = s.file('BIEU_TONG_HOP_CUM.xls', us, 'one column per unit, targets down, a total column; xls by SheetJS; one name is the beginning of another', ['several units: a column each', 'names that contain one another', 'total column']);
    const ws = new Sheet('Tổng hợp'); ws.put(1, 1, 'BIỂU TỔNG HỢP SỐ LIỆU THI ĐUA 6 THÁNG CUỐI NĂM 2023').put(2, 1, '(số liệu minh họa)'); ws.row(4, 1, ['TT', 'Chỉ tiêu', 'ĐVT', 'Đông Lâm', 'Phú Sơn Tây', 'Phú Sơn', 'Yên Khê', 'Cộng']);
    const cs = { 'xa-dong-lam': 4, 'xa-phu-son-tay': 5, 'xa-phu-son': 6, 'xa-yen-khe': 7 };
    cc.forEach((c, i) => { const r = 5 + i, t = s.target(us[0], c); ws.row(r, 1, [i + 1, t.name, t.measure]); let sum = 0; for (const [u, k] of Object.entries(cs)) { const v = t.type === 'yesno' ? 'Đạt' : R[u][c]; ws.put(r, k, v); sum += R[u][c]; if (us.includes(u)) { const [x] = s.rows(u, [c]); s.truth(f, x, { sheet: ws.name, cell: A(r, k), label_cell: A(r, 2) }); } } if (t.type !== 'yesno' && t.type !== 'percent') ws.put(r, 8, r1(sum)); });
    [['xa-phu-son', 'PS1', 15], ['xa-phu-son-tay', 'PT1', 15], ['xa-yen-khe', 'YK1', 16], ['xa-yen-khe', 'YK2', 17]].forEach(([u, c, r]) => { const [x] = s.rows(u, [c]); ws.row(r, 1, [r - 4, x.label, x.measure]); ws.put(r, cs[u], x.raw); s.truth(f, x, { sheet: ws.name, cell: A(r, cs[u]), label_cell: A(r, 2) }); });
    await save(s, f, sheetjs(ws, 'biff8'));
  }
  // 3 a unit column in each row, tab separated UTF-16
  {
    const us = ['xa-dong-lam', 'xa-tay-lam', 'xa-phu-son'], f = s.file('so_lieu_xuat_phan_mem.csv', us, 'export of a program: a line per unit and target, unit column, tabs, UTF-16 with byte mark; period column names two periods', ['several units: unit column', 'UTF-16', 'tabs', 'last period in the rows']);
    const ws = new Sheet('x'); ws.row(1, 1, ['Đơn vị', 'Kỳ báo cáo', 'Mã', 'Tên chỉ tiêu', 'ĐVT', 'Kế hoạch năm', 'Kết quả']); let r = 2;
    for (const u of us) { for (const c of s.codes(u)) { const [x] = s.rows(u, [c]); const t = (v) => typeof v === 'number' ? vi(v) : v; if (x.t.type !== 'yesno') { x.e.class = N; x.raw = vi(x.raw); x.reason = 'text with Vietnamese comma and dots'; if (/^\d{1,3}\.\d{3}$/.test(x.raw)) x.reason = 'thousands dot, the plan confirms the size'; }
      if (c === 'X03') { ws.row(r, 1, [nm(u), '6 tháng đầu năm 2023', '', x.label, x.measure, t(x.plan), String(Math.round(x.real * 0.7))]); f.extra_rows.push({ unit: u, where: { cell: A(r, 7), label_cell: A(r, 4) }, label: x.label, reason: 'line of the other half-year' }); r++; }
      ws.row(r, 1, [nm(u), '6 tháng cuối năm 2023', '', x.label, x.measure, t(x.plan), x.raw]); s.truth(f, x, { cell: A(r, 7), label_cell: A(r, 4) }); r++; } }
    await save(s, f, csv(ws, { sep: '\t', enc: 'utf16le' }));
  }
  // 4 transposed: targets across, attributes down
  {
    const u = 'tt-hoa-sen', f = s.file('TT Hoa Sen.xlsx', u, 'transposed: targets across the head, attributes (unit of measure, plan, result, share) down; hand-made minimal xlsx with a namespace prefix and inline strings', ['transposed', 'namespace prefix', 'inline strings']);
    const ws = new Sheet('HS'); ws.put(1, 1, 'UBND thị trấn Hoa Sen - số liệu thi đua 6 tháng cuối năm 2023 (số liệu minh họa)'); ['Chỉ tiêu', 'Đơn vị tính', 'Kế hoạch 2023', 'Kết quả 6 tháng cuối năm', 'Cùng kỳ năm trước'].forEach((t, i) => ws.put(3 + i, 1, t));
    s.rows(u, s.codes(u), {}, { X10: { raw: 'Có' }, X05: { raw: vi(R[u].X05) } }).forEach((x, i) => { const c = 2 + i; ws.put(3, c, x.label).put(4, c, x.measure).put(5, c, x.plan).put(6, c, x.raw).put(7, c, lastYear(x)); s.truth(f, x, { sheet: 'HS', cell: A(6, c), label_cell: A(3, c) }); });
    await save(s, f, await minimal(ws, { prefix: 'x' }));
  }
  // 5 transposed over units: units down, targets across
  {
    const us = ['xa-yen-khe', 'xa-dong-lam'], f = s.file('Biểu 2 (đơn vị theo dòng).ods', us, 'units down, common targets across with the unit of measure in the head; a plan line and a result line per unit', ['units down, targets across', 'plan and result lines']);
    const ws = new Sheet('Biểu 2', { top: 3 }); ws.put(1, 1, 'KẾT QUẢ THI ĐUA 6 THÁNG CUỐI NĂM 2023 CÁC XÃ (số liệu minh họa)', { box: false }); ws.put(3, 1, 'STT').put(3, 2, 'Đơn vị').put(3, 3, 'Nội dung'); cc.forEach((c, i) => { const t = s.target(us[0], c); ws.put(3, 4 + i, t.type === 'yesno' ? t.name : `${t.name} (${t.measure})`); });
    ['tt-hoa-sen', 'xa-dong-lam', 'xa-tay-lam', 'xa-yen-khe'].forEach((u, j) => { const r = 4 + 2 * j; ws.merge(r, 1, r + 1, 1, j + 1).merge(r, 2, r + 1, 2, nm(u)).put(r, 3, 'Kế hoạch').put(r + 1, 3, 'Thực hiện'); s.rows(u, cc).forEach((x, i) => { ws.put(r, 4 + i, x.plan).put(r + 1, 4 + i, x.raw); if (us.includes(u)) { if (x.e.class === P) { x.e.class = N; x.reason = 'the measure stands in the head'; } s.truth(f, x, { sheet: ws.name, cell: A(r + 1, 4 + i), label_cell: A(3, 4 + i) }); } }); });
    s.absent(f, 'xa-yen-khe', 'YK1', 'YK2'); s.absent(f, 'xa-dong-lam', 'DL1', 'DL2'); await save(s, f, office(await excel(ws), 'xlsx', 'ods'));
  }
  // 6 VNI text
  {
    const u = 'xa-phu-son', f = s.file('PHU SON.xlsx', u, 'text in VNI (VNI-Times); whole year beside the second half', ['VNI text', 'year column beside the half-year']);
    const ws = new Sheet('Sheet1', { top: 4, font: 'VNI-Times' }); ws.put(1, 1, 'ỦY BAN NHÂN DÂN XÃ PHÚ SƠN', { box: false }).put(2, 1, 'Kết quả thi đua 6 tháng cuối năm 2023 (số liệu minh họa)', { box: false }); ws.row(4, 1, ['STT', 'Chỉ tiêu thi đua', 'Đơn vị tính', 'Kế hoạch năm', 'Cả năm 2023', '6 tháng cuối năm']);
    layRows(s, f, ws, 5, 1, [{ k: 'tt' }, { k: 'name' }, { k: 'measure' }, { k: 'plan' }, { k: (x) => x.t.type === 'yesno' ? 'Đạt' : x.t.type === 'percent' ? r1(Math.min(100, x.real + 0.3)) : (x.t.type === 'count' ? Math.round(x.real * 1.9) : r1(x.real * 1.93 + 0.4)) }, { k: 'res' }], s.rows(u, s.codes(u), {}, { X03: { raw: R[u].X03 + ' hộ' } }));
    for (const e of f.entries) { if (typeof e.raw === 'string') e.raw = vni(e.raw); e.class = N; e.reason = 'name and unit are VNI text; ' + e.reason; } ws.map(vni); ws.widths = { 2: 45 }; await save(s, f, await excel(ws));
  }
  // 7 TCVN3 csv-like old xls
  {
    const u = 'xa-tay-lam', f = s.file('TAYLAM.XLS', u, 'old xls with TCVN3 text in .VnTime, head repeated in the middle of the table, a total row', ['TCVN3 text', 'head repeated']);
    const ws = new Sheet('Bieu', { top: 4, font: '.VnTime' }), head = ['TT', 'Nội dung', 'ĐVT', 'KH 2023', 'Kết quả 6 tháng cuối năm', 'Ghi chú']; ws.put(1, 1, 'UBND xã Tây Lâm', { box: false }).put(2, 1, 'Số liệu thi đua 6 tháng cuối năm 2023 (số liệu minh họa)', { box: false }); ws.row(4, 1, head);
    const r = layRows(s, f, ws, 5, 1, [{ k: 'tt' }, { k: 'name' }, { k: 'measure' }, { k: 'plan' }, { k: 'res' }, { k: () => null }], s.rows(u, s.codes(u), { X02: 'Số km đường giao thông nông thôn được bê tông hóa' }, { X10: { raw: 'Đạt' }, X07: { raw: R[u].X07 + ' vụ' } }), { before: (x, r2) => { if (x.code !== 'X06') return 0; ws.row(r2, 1, head); return 1; } });
    ws.put(r, 2, 'Cộng số chỉ tiêu').put(r, 5, 12); f.extra_rows.push({ unit: u, where: { sheet: 'Bieu', cell: A(r, 5), label_cell: A(r, 2) }, label: 'Cộng số chỉ tiêu', reason: 'count of the rows' });
    for (const e of f.entries) { if (typeof e.raw === 'string') e.raw = tcvn3(e.raw); e.class = N; e.reason = 'name and unit are TCVN3 text; ' + e.reason; } ws.map(tcvn3); ws.widths = { 2: 45 }; f.format = 'xls'; await save(s, f, office(await excel(ws), 'xlsx', 'xls', 'MS Excel 97'));
  }
  // 8 file of another unit: everything is asked
  {
    const u = 'xa-phu-son-tay', f = s.file('xa_gui_nham.xlsx', u, 'the file says Xã Yên Khê: it was sent for the wrong unit, everything must be asked', ['other unit']);
    const ws = new Sheet('Sheet1', { top: 5 }); ws.lines(1, 1, ['ỦY BAN NHÂN DÂN', 'XÃ YÊN KHÊ', 'Kết quả thực hiện các chỉ tiêu thi đua 6 tháng cuối năm 2023 của xã Yên Khê (số liệu minh họa)'], { box: false }); ws.row(5, 1, ['STT', 'Chỉ tiêu', 'ĐVT', 'Kế hoạch', 'Kết quả']);
    const q = {}; for (const c of cc) { const v = R['xa-yen-khe'][c]; q[c] = { raw: c === 'X10' ? 'Đạt' : v, cls: Q, cand: [v], why: 'the file is of Xã Yên Khê, not of this unit', plan: c === 'X10' ? 'Đạt' : s.planOf('xa-yen-khe', s.target(u, c)) }; }
    layRows(s, f, ws, 6, 1, [{ k: 'tt' }, { k: 'name' }, { k: 'measure' }, { k: 'plan' }, { k: 'res' }], s.rows(u, cc, {}, q)); s.absent(f, u, 'PT1'); ws.widths = { 2: 45 }; await save(s, f, await excel(ws));
  }
  return s.finish('Communes of a district in the second half of a year: files that hold several units (blocks, columns, lines, unit rows), legacy encodings, a transposed table and one file of another unit.');
}
