// Independent check: opens every file with readers other than the writers (a small XML reader for xlsx, ods and docx, an own
// csv reader, SheetJS for xls written by LibreOffice, LibreOffice for xls written by SheetJS) and checks every address,
// label, plan code, extra place, and that the stored value follows from the raw text. Run: node verify.mjs
import fs from 'node:fs'; import path from 'node:path'; import JSZip from 'jszip'; import XLSX from 'xlsx'; import { DOMParser } from '@xmldom/xmldom';
import { OUT, office } from './lib.mjs';
const errs = []; let checked = 0; const total = {}, byFile = {};
const nfc = (s) => String(s ?? '').normalize('NFC').replace(/[\s\u00a0]+/g, ' ').trim();
const kids = (n, t) => Array.from(n?.childNodes || []).filter((k) => (k.localName || k.nodeName) === t);
const deep = (n, t, out = []) => { for (const k of Array.from(n.childNodes || [])) { if (k.localName === t) out.push(k); deep(k, t, out); } return out; };
const parse = (x) => new DOMParser().parseFromString(x, 'text/xml');
const colNo = (s) => [...s].reduce((a, c) => a * 26 + c.charCodeAt(0) - 64, 0), colName = (n) => { let s = ''; while (n > 0) { const m = (n - 1) % 26; s = String.fromCharCode(65 + m) + s; n = (n - m - 1) / 26; } return s; };
async function xlsx(buf) {
  const z = await JSZip.loadAsync(buf), rd = async (n) => parse(await z.file(n.replace(/^\//, '')).async('string'));
  const rel = async (n) => Object.fromEntries(deep(await rd(n), 'Relationship').map((k) => [k.getAttribute('Id'), k.getAttribute('Target')]));
  const root = Object.values(await rel('_rels/.rels')).find((t) => /(workbook|book)\.xml$/.test(t)).replace(/^\//, ''), dir = path.posix.dirname(root);
  const rels = await rel(path.posix.join(dir, '_rels', path.posix.basename(root) + '.rels')), join = (t) => t.startsWith('/') ? t.slice(1) : path.posix.join(dir, t);
  const ssn = Object.values(rels).find((t) => /sharedStrings/.test(t)), ss = ssn ? deep(await rd(join(ssn)), 'si').map((k) => deep(k, 't').map((t) => t.textContent).join('')) : [];
  const stn = Object.values(rels).find((t) => /styles\.xml/.test(t)); let fmts = [], ids = {};
  if (stn) { const d = await rd(join(stn)); for (const k of deep(d, 'numFmt')) ids[k.getAttribute('numFmtId')] = k.getAttribute('formatCode'); fmts = kids(deep(d, 'cellXfs')[0], 'xf').map((k) => k.getAttribute('numFmtId')); }
  const out = {};
  for (const sh of deep(await rd(root), 'sheet')) {
    const id = Array.from(sh.attributes).find((a) => a.localName === 'id' && a.prefix)?.value, d = await rd(join(rels[id])), m = {}; let rn = 0;
    for (const row of deep(d, 'row')) { rn = Number(row.getAttribute('r')) || rn + 1; let cn = 0;
      for (const c of kids(row, 'c')) { const a = /^([A-Z]+)/.exec(c.getAttribute('r') || ''); cn = a ? colNo(a[1]) : cn + 1; const t = c.getAttribute('t'), v = kids(c, 'v')[0]?.textContent, f = kids(c, 'f')[0]?.textContent; let val = null;
        if (t === 's') val = ss[+v]; else if (t === 'inlineStr') val = deep(c, 't').map((k) => k.textContent).join(''); else if (t === 'str' || t === 'e') val = v; else if (t === 'b') val = v === '1'; else if (v !== undefined && v !== '') val = Number(v);
        const fid = fmts[+c.getAttribute('s')], code = ids[fid] || ''; if (typeof val === 'number' && (/d-?m|mmm|yy/i.test(code.replace(/\[[^\]]*\]/g, '')) || (fid >= 14 && fid <= 17))) val = new Date(Date.UTC(1899, 11, 30) + val * 864e5).toISOString().slice(0, 10);
        m[colName(cn) + rn] = { v: val, f }; } }
    out[sh.getAttribute('name')] = m;
  }
  return out;
}
async function ods(buf) {
  const d = parse(await (await JSZip.loadAsync(buf)).file('content.xml').async('string')), out = {};
  for (const t of deep(d, 'table').filter((k) => k.prefix === 'table')) { const m = {}; let r = 0;
    for (const row of deep(t, 'table-row')) { const rep = Number(row.getAttribute('table:number-rows-repeated')) || 1; let c = 0;
      for (const k of Array.from(row.childNodes).filter((n) => /table-cell$/.test(n.localName || ''))) { const n = Number(k.getAttribute('table:number-columns-repeated')) || 1, ty = k.getAttribute('office:value-type'); let v = null;
        if (ty === 'float' || ty === 'percentage') v = Number(k.getAttribute('office:value')); else if (ty === 'string') v = kids(k, 'p').map((x) => x.textContent).join('\n');
        if (v !== null) for (let i = 0; i < Math.min(n, 100); i++) m[colName(c + 1 + i) + (r + 1)] = { v }; c += n; } r += rep; }
    out[t.getAttribute('table:name')] = m; }
  return out;
}
function csvGrid(b) { let s = b[0] === 0xff && b[1] === 0xfe ? b.slice(2).toString('utf16le') : b.toString('utf8').replace(/^\ufeff/, ''); const first = s.split(/\r?\n/).slice(0, 6).join('\n'), sep = first.includes('\t') ? '\t' : (first.match(/;/g) || []).length > 4 ? ';' : ','; const out = {}; let r = 1, c = 1, cur = '', q = false; const end = () => { out[colName(c) + r] = { v: cur }; cur = ''; }; for (let i = 0; i < s.length; i++) { const ch = s[i]; if (q) { if (ch === '"') { if (s[i + 1] === '"') { cur += '"'; i++; } else q = false; } else cur += ch; } else if (ch === '"') q = true; else if (ch === sep) { end(); c++; } else if (ch === '\n') { cur = cur.replace(/\r$/, ''); end(); r++; c = 1; } else cur += ch; } return { '': out }; }
async function docx(buf) { const d = parse(await (await JSZip.loadAsync(buf)).file('word/document.xml').async('string')); const text = (n) => { let s = ''; const walk = (k) => { if (k.localName === 't' && k.prefix === 'w') s += k.textContent; else if (k.localName === 'br') s += '\n'; else for (const c of Array.from(k.childNodes || [])) walk(c); }; walk(n); return s; };
  return { tables: deep(d, 'tbl').map((t) => kids(t, 'tr').map((r) => kids(r, 'tc').map((c) => kids(c, 'p').map(text).join('\n')))), paras: deep(d, 'p').map(text) }; }
const UNIT = { 'tỷ đồng': 1e9, 'triệu đồng': 1e6, 'nghìn đồng': 1e3, 'đồng': 1, tấn: 1000, tạ: 100, kg: 1, km: 1000, m: 1 };
function norm(raw, t, e) {
  if (typeof raw === 'boolean') return raw ? 1 : 0; if (typeof raw === 'number') return e.reason.includes('percent format') ? raw * 100 : raw; let s = nfc(raw).toLowerCase();
  if (t.type === 'yesno') return /^(chưa|không|không đạt|0|chưa đạt)$/.test(s) ? 0 : /^(đạt|có|x|v|✓|true|1|rồi|yes|hoàn thành|đã .*|hoàn thành tốt)$/.test(s) || /VNI|TCVN3/.test(e.reason) ? 1 : NaN;
  if (/^(không|không có|không có vụ nào|0)$/.test(s)) return 0; let m = /^(\d+)\/(\d+)$/.exec(s); if (m) return t.type === 'percent' ? (m[1] / m[2]) * 100 : +m[1];
  if (/struck|deleted/.test(e.reason)) s = s.split(' ').at(-1); if (/footnote/.test(e.reason)) s = s.replace(/\(\d+\)$|[¹²³*]+$/, '');
  const k = /^([\d.,]+)\s*(.*)$/.exec(s.replace(/(?<=\d) (?=\d{3})/g, '')); if (!k) return NaN; let n = k[1]; n = /^\d{1,3}(,\d{3})+\.\d+$|^\d{1,3}(,\d{3}){2,}$/.test(n) ? n.replace(/,/g, '') : /^\d+\.\d{1,2}$/.test(n) ? n : n.replace(/\.(?=\d{3}(\D|$))/g, '').replace(',', '.');
  let v = Number(n); const un = k[2].replace(/\/.*/, ''); const mu = t.measure.replace(/\/.*/, ''); if (UNIT[un] && UNIT[mu]) v *= UNIT[un] / UNIT[mu]; return v;
}
for (const set of fs.readdirSync(OUT).filter((d) => fs.existsSync(path.join(OUT, d, 'truth.json')))) {
  const dir = path.join(OUT, set), truth = JSON.parse(fs.readFileSync(path.join(dir, 'truth.json'))), plan = JSON.parse(fs.readFileSync(path.join(dir, 'plan.json')));
  const listed = new Set([...truth.files.map((f) => f.file), 'plan.json', 'truth.json', 'README.md']); for (const n of fs.readdirSync(dir)) if (!listed.has(n)) errs.push(`${set}: stray file ${n}`);
  for (const f of truth.files) {
    const buf = fs.readFileSync(path.join(dir, f.file)); if (buf.length > 40960) errs.push(`${set}/${f.file}: ${buf.length} bytes`);
    let g, d; if (f.format === 'xlsx') g = await xlsx(buf); else if (f.format === 'ods') g = await ods(buf); else if (f.format === 'csv') g = csvGrid(buf); else if (f.format === 'docx') d = await docx(buf);
    else if (f.layout.includes('SheetJS')) g = await xlsx(office(buf, 'xls', 'xlsx')); else { const wb = XLSX.read(buf); g = Object.fromEntries(wb.SheetNames.map((n) => [n, Object.fromEntries(Object.entries(wb.Sheets[n]).filter(([k]) => k[0] !== '!').map(([k, c]) => [k, { v: c.v, f: c.f }]))])); }
    const err = (e, m) => errs.push(`${set}/${f.file} ${e?.unit ?? ''} ${e?.target ?? ''}: ${m}`);
    const at = (w) => d ? d.tables[w.table - 1]?.[w.row - 1]?.[w.col - 1] : g[w.sheet ?? '']?.[w.cell]?.v;
    const same = (a, b) => (a === null || a === '') ? b === null || b === undefined || b === '' : typeof a === 'number' && typeof b === 'number' ? Math.abs(a - b) < 1e-6 * Math.max(1, Math.abs(a)) : nfc(a) === nfc(b);
    for (const u of f.units) { const want = [...plan.common_targets, ...plan.own_targets[u]].map((t) => t.code).sort().join(), got = f.entries.filter((e) => e.unit === u).map((e) => e.target).sort().join(); if (want !== got) err(null, `${u}: targets do not match the plan`); }
    for (const e of f.entries) { checked++; total[e.class] = (total[e.class] || 0) + 1; const t = [...plan.common_targets, ...plan.own_targets[e.unit]].find((x) => x.code === e.target), w = e.where;
      if (w && (w.cell || w.table)) { const got = at(w); const c = g?.[w.sheet ?? '']?.[w.cell]; if (w.formula) { if (c?.f !== w.formula || c.v !== null) err(e, `formula ${JSON.stringify(c)}`); } else if (!same(e.raw, got)) err(e, `raw ${JSON.stringify(e.raw)} but file has ${JSON.stringify(got)} at ${JSON.stringify(w)}`); if (!nfc(d ? at({ ...w, col: w.label_col }) : at({ ...w, cell: w.label_cell }))) err(e, 'no label'); }
      for (const a of w?.also || []) if (a.paragraph_contains) { if (!d.paras.some((x) => nfc(x).includes(nfc(a.paragraph_contains)))) err(e, 'prose missing: ' + a.paragraph_contains); } else if (!same(a.raw, at({ ...w, ...a }))) err(e, `also ${JSON.stringify(a)}`);
      if (w?.paragraph_contains && !d.paras.some((x) => nfc(x).includes(nfc(w.paragraph_contains)))) err(e, 'prose missing: ' + w.paragraph_contains);
      const silent = e.class === 'plain' || e.class === 'needs-normalising';
      if (silent) { if (typeof e.expected !== 'number') err(e, 'no expected'); if (e.class === 'plain' && typeof e.raw !== 'number' && f.format !== 'csv') err(e, 'plain but not a number'); if (!w?.formula && !/column of units/.test(e.reason)) { const v = norm(e.raw, t, e); if (!(Math.abs(v - e.expected) < 1e-6 * Math.max(1, Math.abs(v)))) err(e, `reads as ${v}, expected ${e.expected}, raw ${JSON.stringify(e.raw)}`); } if (t.type === 'percent' && e.expected > 100) err(e, 'share above 100'); if (t.type === 'count' && !Number.isInteger(e.expected)) err(e, 'count not whole'); }
      else if (e.expected !== null || (e.class !== 'missing' && (!Array.isArray(e.candidates) || !('answer' in e)))) err(e, 'ask entry incomplete');
    }
    for (const x of f.extra_rows) if (x.where.cell && !x.where.cell.includes(':') && x.raw !== undefined && !same(x.raw, at(x.where))) err(null, `extra ${x.where.cell}: ${at(x.where)}`); else if (x.where.table && !same(x.raw, at(x.where))) err(null, `extra ${JSON.stringify(x.where)}: ${at(x.where)}`); else if (x.where.paragraph_contains && !d.paras.some((k) => k.includes(x.where.paragraph_contains))) err(null, 'extra prose');
    byFile[set] = (byFile[set] || 0) + 1;
  }
}
console.log(Object.values(byFile).reduce((a, b) => a + b, 0), 'files', byFile, checked, 'entries', total, errs.length, 'errors'); for (const e of errs) console.log(' -', e); process.exitCode = errs.length ? 1 : 0;
