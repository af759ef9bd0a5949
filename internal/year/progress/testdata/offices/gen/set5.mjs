// Set 5: justice and security offices of a province, first half of 2025.
import { FixSet, Sheet, N, P, Q, S, K, M, A, vi, us, r1, layRows, lastYear, ratio, yearEst, excel, office, sheetjs, minimal, csv, save, word, wordHead, wordRows, p, tbl, tcvn3 } from './lib.mjs';
import { makePlan } from './plans.mjs';
const plan = makePlan({
  bloc: ['khoi-noi-chinh', 'Khối thi đua Nội chính', 'Lâm Đồng'], year: 2025, period: ['2025-H1', '6 tháng đầu năm 2025', '2025-01-01', '2025-06-30'],
  directive: ['11/KH-HĐTĐKT', '2025-02-03', 'Hội đồng Thi đua - Khen thưởng tỉnh Lâm Đồng', 'Phong trào thi đua năm 2025'], fields: [['nv', 'Nghiệp vụ'], ['xd', 'Xây dựng lực lượng'], ['td', 'Thi đua'], ['dv', 'Dân vận']],
  units: [['cat', 'Công an tỉnh Lâm Đồng', 'Công an tỉnh', 'police'], ['tat', 'Tòa án nhân dân tỉnh Lâm Đồng', 'TAND tỉnh', 'court'], ['vkst', 'Viện kiểm sát nhân dân tỉnh Lâm Đồng', 'VKSND tỉnh', 'procuracy'], ['tha', 'Cục Thi hành án dân sự tỉnh Lâm Đồng', 'Cục THADS'], ['chqs', 'Bộ Chỉ huy Quân sự tỉnh Lâm Đồng', 'Bộ CHQS tỉnh', 'military'], ['stp', 'Sở Tư pháp tỉnh Lâm Đồng', 'Sở Tư pháp'], ['tg', 'Trại giam Đại Bình', 'Trại giam Đại Bình', 'prison']],
  common: ['N01|Tỷ lệ giải quyết công việc đúng hạn|%|percent|nv|97', 'N02|Tỷ lệ đảng viên hoàn thành tốt nhiệm vụ|%|percent|xd|90', 'N03|Số cuộc tuyên truyền, phổ biến pháp luật|cuộc|count|dv|48', 'N04|Số người dự tuyên truyền, phổ biến pháp luật|người|count|dv|5200', 'N05|Số tập thể được khen thưởng|tập thể|count|td|22', 'N06|Số cá nhân được khen thưởng|cá nhân|count|td|80', 'N07|Số tiền ủng hộ xóa nhà tạm|nghìn đồng|money|dv|260000', 'N08|Số ngày công giúp dân|ngày công|count|dv|900', 'N09|Số vụ vi phạm kỷ luật|vụ|count|xd|3|lower', 'N10|Tổ chức hội nghị sơ kết 6 tháng|Đạt/Không đạt|yesno|td|1'],
  own: { cat: ['CA1|Số vụ án|vụ|count|nv|900|lower', 'CA2|Tỷ lệ phá án|%|percent|nv|85', 'CA3|Số vụ cháy|vụ|count|nv|40|lower'], tat: ['TA1|Số vụ án giải quyết đúng hạn|vụ|count|nv|4200', 'TA2|Số vụ án quá hạn luật định|vụ|count|nv|10|lower', 'TA3|Tỷ lệ án bị hủy, sửa do lỗi chủ quan|%|percent|nv|1.5|lower'], vkst: ['VK1|Số kháng nghị được chấp nhận|kháng nghị|count|nv|26', 'VK2|Số phiên tòa rút kinh nghiệm|phiên|count|nv|60'], tha: ['TH1|Tỷ lệ thi hành xong về việc|%|percent|nv|84', 'TH2|Tỷ lệ thi hành xong về tiền|%|percent|nv|48', 'TH3|Số tiền thi hành xong|tỷ đồng|money|nv|1650'], chqs: ['QS1|Tỷ lệ quân số huấn luyện|%|percent|nv|98', 'QS2|Diện tích tăng gia|m2|decimal|nv|42000', 'QS3|Lượng rau xanh thu hoạch|kg|decimal|nv|65000'], stp: ['TP1|Số vụ việc trợ giúp pháp lý hoàn thành|vụ việc|count|nv|620', 'TP2|Số văn bản thẩm định|văn bản|count|nv|95'], tg: ['TG1|Số phạm nhân được học nghề|phạm nhân|count|nv|750', 'TG2|Tỷ lệ phạm nhân cải tạo khá, tốt|%|percent|nv|84'] } });
export async function set5() {
  const s = new FixSet('noi-chinh-2025-h1', plan, 0.5), R = s.real, setPlan = (c, u, v) => { plan.common_targets.find((t) => t.code === c).plan[u] = v; };
  for (const u of plan.units) { R[u.code].N07 = Math.round(R[u.code].N07 / 500) * 500; R[u.code].N09 = 1; }
  R.tha.TH1 = 52.4; R.tha.TH2 = 31.6; R.tha.TH3 = 812.7; R.chqs.QS2 = 21850; R.chqs.QS3 = 33420.5; R.tat.TA1 = 2056; R.tat.TA3 = 1.1;
  const P6 = '6 THÁNG ĐẦU NĂM 2025 (số liệu minh họa)';
  // 1 names that contain one another
  {
    const u = 'cat', f = s.file('CAT PV01 6T-2025.xlsx', u, 'rows "Số vụ trọng án", "Số vụ cháy rừng" beside the targets "Số vụ án" (absent), "Số vụ cháy"; in-group sub-rows; Lũy kế column', ['names that contain targets', 'trong đó', 'lũy kế', 'three-row head']);
    const ws = new Sheet('PV01', { top: 5 }); ws.lines(1, 1, ['CÔNG AN TỈNH LÂM ĐỒNG', 'KẾT QUẢ THỰC HIỆN CHỈ TIÊU THI ĐUA', P6], { box: false }); ws.merge(5, 1, 7, 1, 'STT').merge(5, 2, 7, 2, 'NỘI DUNG').merge(5, 3, 7, 3, 'ĐVT').merge(5, 4, 5, 5, 'NĂM 2024').merge(6, 4, 7, 4, 'Cả năm').merge(6, 5, 7, 5, '6 tháng đầu năm').merge(5, 6, 5, 9, 'NĂM 2025').merge(6, 6, 7, 6, 'Chỉ tiêu').merge(6, 7, 6, 8, 'Thực hiện').put(7, 7, 'Tháng 6').put(7, 8, 'Lũy kế 6 tháng').merge(6, 9, 7, 9, 'Đạt %');
    const q = { N10: { raw: 'Đã thực hiện' }, N07: { raw: vi(R.cat.N07) } };
    layRows(s, f, ws, 8, 1, [{ k: 'tt' }, { k: 'name' }, { k: 'measure' }, { k: (x) => x.t.type === 'yesno' ? 'Đạt' : x.t.type === 'percent' ? r1(x.real - 1) : Math.round(x.real * 1.9) }, { k: lastYear }, { k: 'plan' }, { k: (x) => x.t.type === 'yesno' ? null : x.t.type === 'percent' ? r1(Math.min(100, x.real + 0.4)) : Math.round(x.real / 6) }, { k: 'res' }, { k: ratio }], s.rows(u, s.codes(u, 'CA1'), { N03: 'Số cuộc tuyên truyền, PBPL', N04: 'Số người dự tuyên truyền, PBPL' }, q), { after: (x, r, w, rc, nc) => { const e = { CA2: ['Số vụ trọng án', 'vụ', 18], CA3: ['Trong đó: số vụ cháy rừng', 'vụ', 4], N06: ['Số cá nhân được đề nghị khen thưởng', 'cá nhân', 55] }[x.code]; if (!e) return 0; w.put(r + 1, nc, e[0]).put(r + 1, 3, e[1]).put(r + 1, rc, e[2]); f.extra_rows.push({ unit: u, where: { sheet: 'PV01', cell: A(r + 1, rc), label_cell: A(r + 1, nc) }, label: e[0], raw: e[2], reason: 'no target of the plan' }); return 1; } });
    s.absent(f, u, 'CA1'); ws.widths = { 2: 45 }; await save(s, f, await excel(ws));
  }
  // 2 two near opposites present, both targets
  {
    const u = 'tat', f = s.file('TAND tinh LD - 6 thang.xls', u, 'both opposites are targets ("đúng hạn", "quá hạn"); plan column "Được giao", result "KQ đạt được"; BIFF by LibreOffice; numbers with unit', ['opposites side by side', 'text numbers']);
    const ws = new Sheet('TA', { top: 4 }); ws.lines(1, 1, ['TÒA ÁN NHÂN DÂN TỈNH LÂM ĐỒNG', 'THI ĐUA ' + P6], { box: false }); ws.row(4, 1, ['Stt', 'Tên chỉ tiêu thi đua', 'Được giao', 'KQ đạt được', 'Đơn vị tính', 'Đánh giá']);
    const q = { TA1: { raw: '2.056 vụ' }, TA3: { raw: '1,1%' }, N09: { raw: '01 vụ' }, N10: { raw: 'Không', real: 0, why: 'not held' }, N07: { raw: vi(R.tat.N07) } };
    layRows(s, f, ws, 5, 1, [{ k: 'tt' }, { k: 'name' }, { k: 'plan' }, { k: 'res' }, { k: 'measure' }, { k: () => 'Đạt' }], s.rows(u, ['TA2', 'TA1', 'TA3', ...s.codes(u).filter((c) => c[0] === 'N')], { TA2: 'Số vụ án quá hạn luật định', N01: 'TL giải quyết công việc đúng hạn' }, q)); ws.widths = { 2: 45 }; await save(s, f, office(await excel(ws), 'xlsx', 'xls', 'MS Excel 97'));
  }
  // 3 Word, NFD, nested head repeated, TCVN3 not used
  {
    const u = 'vkst', f = s.file('VKS Lam Dong so ket.docx', u, 'Word in NFD; the table is cut in two with the head repeated; a merged field row; numbers like "1 200"', ['NFD', 'table cut in two', 'merged section rows']);
    R.vkst.N04 = 2640; setPlan('N04', u, 5200); const head = ['TT', 'Chỉ tiêu', 'ĐVT', 'Kế hoạch', 'Thực hiện 6 tháng'], cols = [{ k: 'tt' }, { k: 'name' }, { k: 'measure' }, { k: 'plan' }, { k: 'res' }], cs = s.codes(u), q = { N04: { raw: '2 640' }, N10: { raw: 'x' }, N09: { raw: '01' } };
    const a = wordRows(s, f, 1, [head], cols, s.rows(u, cs.slice(0, 6), {}, q), { before: (x) => x.code === 'N05' ? [[{ t: 'CÔNG TÁC THI ĐUA, KHEN THƯỞNG', span: 5 }]] : [] }), b = wordRows(s, f, 2, [head], cols, s.rows(u, cs.slice(6), {}, q));
    const nfd = (t) => t.map((r) => r.map((c) => typeof c === 'string' ? c.normalize('NFD') : c && c.t ? { ...c, t: c.t.normalize('NFD') } : c)); for (const e of f.entries) e.reason += '; NFD text';
    await save(s, f, await word([p('VIỆN KIỂM SÁT NHÂN DÂN TỈNH LÂM ĐỒNG'.normalize('NFD'), { bold: true }), p('BÁO CÁO SƠ KẾT THI ĐUA 6 THÁNG ĐẦU NĂM 2025 (số liệu minh họa)'.normalize('NFD'), { bold: true }), tbl(nfd(a)), p(''), tbl(nfd(b)), p('Nơi nhận: như kính gửi.')]));
  }
  // 4 a second period inside the file
  {
    const u = 'tha', f = s.file('THADS_6T2025.xlsx', u, 'two tables on a sheet: figures of the half-year, and the enforcement year (01/10/2024 - 31/3/2025) for the sector targets', ['another period in a second table']);
    const ws = new Sheet('Biểu', { top: 4 }); ws.lines(1, 1, ['CỤC THI HÀNH ÁN DÂN SỰ TỈNH LÂM ĐỒNG', 'KẾT QUẢ THI ĐUA ' + P6], { box: false }); const h = ['STT', 'Chỉ tiêu', 'ĐVT', 'Kế hoạch năm', 'Kết quả']; ws.put(3, 1, 'A. Chỉ tiêu chung (từ 01/01/2025 đến 30/6/2025)', { box: false }); ws.row(4, 1, h); const cols = [{ k: 'tt' }, { k: 'name' }, { k: 'measure' }, { k: 'plan' }, { k: 'res' }];
    const q = { N10: { raw: 'Tốt', cls: Q, cand: [1], why: '"Tốt" for done/not done' } }; for (const [c, v] of [['TH1', 52.4], ['TH2', 31.6], ['TH3', 812.7]]) q[c] = { raw: v, cls: Q, cand: [v], ans: r1(v * 0.8), why: 'the table covers the enforcement year from 01/10/2024 to 31/3/2025' };
    let r = layRows(s, f, ws, 5, 1, cols, s.rows(u, s.codes(u).filter((c) => c[0] === 'N'), {}, q)); ws.put(r + 1, 1, 'B. Chỉ tiêu nghiệp vụ năm công tác 2025 (từ 01/10/2024 đến 31/3/2025)', { box: false }); ws.row(r + 2, 1, h); layRows(s, f, ws, r + 3, 1, cols, s.rows(u, ['TH1', 'TH2', 'TH3'], {}, q)); ws.widths = { 2: 45 }; await save(s, f, await excel(ws));
  }
  // 5 TCVN3 workbook, money in triệu đồng by the column of units
  {
    const u = 'chqs', f = s.file('BCHQS LD Phu luc.xlsx', u, 'TCVN3 text (.VnTime), table from D9, result before plan, tấn instead of kg by the column of units', ['TCVN3', 'table not at A', 'result before plan', 'other unit of measure']);
    const ws = new Sheet('PL', { top: 9, font: '.VnTime' }); ws.put(3, 4, 'Bộ chỉ huy quân sự tỉnh Lâm Đồng', { box: false }).put(5, 4, 'Phụ lục kết quả thi đua 6 tháng đầu năm 2025 (số liệu minh họa)', { box: false }); ws.row(9, 4, ['TT', 'Chỉ tiêu', 'Đơn vị tính', 'Kết quả', 'Kế hoạch']);
    const q = { QS3: { raw: 33.4205, exp: 33420.5, measure: 'tấn', plan: 65, why: '33,4205 tấn by the column of units = 33420,5 kg' }, N10: { raw: 'Đạt' }, QS2: { raw: '21.850' }, N03: { raw: R.chqs.N03 + ' cuộc' } };
    layRows(s, f, ws, 10, 4, [{ k: 'tt' }, { k: 'name' }, { k: 'measure' }, { k: 'res' }, { k: 'plan' }], s.rows(u, s.codes(u), {}, q)); for (const e of f.entries) { if (typeof e.raw === 'string') e.raw = tcvn3(e.raw); e.class = N; e.reason = 'name and unit are TCVN3 text; ' + e.reason; } ws.map(tcvn3); ws.widths = { 5: 45 }; await save(s, f, await excel(ws));
  }
  // 6 csv without any head, Windows line ends, semicolon
  {
    const u = 'stp', f = s.file('STP-so lieu.csv', u, 'csv with semicolons; only a title line, no column titles: name; unit; figure', ['no head', 'CRLF', 'percent text']);
    const ws = new Sheet('x'); ws.row(1, 1, ['Sở Tư pháp tỉnh Lâm Đồng - kết quả 6 tháng đầu năm 2025 (số liệu minh họa)', '', '']); const q = {}; for (const c of s.codes(u)) { const t = s.target(u, c); if (t.type !== 'yesno') q[c] = { raw: t.type === 'percent' ? vi(R.stp[c]) + '%' : vi(R.stp[c]) }; } q.N10 = { raw: 'Có' };
    layRows(s, f, ws, 2, 1, [{ k: 'name' }, { k: 'measure' }, { k: 'res' }], s.rows(u, s.codes(u), {}, q)); await save(s, f, csv(ws, { sep: ';' }));
  }
  // 7 LibreOffice, formulas, US text and thousands mistake
  {
    const u = 'tg', f = s.file('Trai giam Dai Binh 6 thang.ods', u, 'LibreOffice ods; columns Chỉ tiêu giao | Số liệu | So cùng kỳ; percent cells; money in triệu đồng written in the cell', ['percent format', 'unit in the cell', 'space thousands', 'not a number']);
    const ws = new Sheet('Bảng1', { top: 4 }); R.tg.N07 = 125500; setPlan('N07', u, 250000); R.tg.N01 = 96.4; R.tg.TG2 = 83.2; ws.lines(1, 1, ['TRẠI GIAM ĐẠI BÌNH', 'SỐ LIỆU THI ĐUA ' + P6], { box: false }); ws.row(4, 1, ['Tt', 'Nội dung', 'Chỉ tiêu giao', 'Số liệu', 'So cùng kỳ', 'ĐVT']);
    const q = { N07: { raw: '125,5 triệu đồng', why: '125,5 triệu đồng = 125.500 nghìn đồng' }, N01: { raw: 0.964, exp: 96.4, fmt: '0.0%', plan: 0.97, why: 'cell in a percent format' }, TG2: { raw: 0.832, exp: 83.2, fmt: '0.0%', plan: 0.84, why: 'cell in a percent format' }, N05: { raw: 'nhiều', cls: Q, cand: [], why: '"nhiều" is no figure' }, N06: { raw: '???', cls: Q, cand: [], why: 'not a figure' }, N08: { raw: 'Đang tổng hợp', cls: M, why: 'figures not yet there' }, N10: { raw: '1', why: '1 = done' }, TG1: { raw: R.tg.TG1 + ' phạm nhân' } };
    layRows(s, f, ws, 5, 1, [{ k: 'tt' }, { k: 'name' }, { k: 'plan' }, { k: 'res' }, { k: (x) => x.t.type === 'count' ? 'tăng 3' : null }, { k: 'measure' }], s.rows(u, s.codes(u), {}, q)); ws.widths = { 2: 45 }; await save(s, f, office(await excel(ws), 'xlsx', 'ods'));
  }
  // 8 several units, blocks with a unit column merged down
  {
    const us = ['cat', 'vkst', 'tg'], f = s.file('Khối Nội chính - tổng hợp.xlsx', us, 'a unit column merged down over the rows of each unit, repeated heads, one hidden unit block of another bloc', ['several units: merged unit column', 'head repeated']);
    const ws = new Sheet('Tong hop', { top: 3 }), h = ['Đơn vị', 'Chỉ tiêu', 'ĐVT', 'Kế hoạch 2025', 'Cùng kỳ 2024', 'Kết quả 6 tháng 2025']; ws.put(1, 1, 'TỔNG HỢP KẾT QUẢ THI ĐUA ' + P6, { box: false }); let r = 3;
    for (const u of us) { ws.row(r, 1, h); const from = r + 1; r = layRows(s, f, ws, from, 2, [{ k: 'name' }, { k: 'measure' }, { k: 'plan' }, { k: lastYear }, { k: 'res' }], s.rows(u, s.codes(u), {}, {})); ws.merge(from, 1, r - 1, 1, s.unit(u).short); }
    ws.widths = { 1: 20, 2: 45 }; await save(s, f, await excel(ws));
  }
  return s.finish('Justice and security offices: names that contain one another, another period inside a file, NFD and TCVN3, a csv without a head.');
}
