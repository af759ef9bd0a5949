// Small kit for the fixture sets: an abstract sheet (cells, merges, hidden parts), writers that turn it into files as
// different programs would write them, and the truth that grows while rows are laid out.
import fs from 'node:fs'; import path from 'node:path'; import os from 'node:os';
import { execFileSync } from 'node:child_process'; import { fileURLToPath } from 'node:url';
import ExcelJS from 'exceljs'; import JSZip from 'jszip'; import XLSX from 'xlsx';

export const HERE = path.dirname(fileURLToPath(import.meta.url));
export const OUT = process.env.OFFICES_OUT || path.dirname(HERE);
export const NOTE = 'Số liệu minh họa, không phải số liệu thật của đơn vị.';
const TMP = fs.mkdtempSync(path.join(os.tmpdir(), 'offices-'));
process.on('exit', () => fs.rmSync(TMP, { recursive: true, force: true }));
export const P = 'plain', N = 'needs-normalising', Q = 'ambiguous-must-ask', S = 'suspicious', K = 'conflict', M = 'missing';
const FIXED = new Date(Date.UTC(2024, 0, 15, 2, 0, 0));

// ---------- numbers and names ----------
export const col = (n) => { let s = ''; while (n > 0) { const m = (n - 1) % 26; s = String.fromCharCode(65 + m) + s; n = (n - m - 1) / 26; } return s; };
export const A = (r, c) => col(c) + r;
export const vi = (n, d) => { const [i, f] = (d === undefined ? String(n) : n.toFixed(d)).split('.'); return i.replace(/\B(?=(\d{3})+(?!\d))/g, '.') + (f ? ',' + f : ''); };
export const us = (n, d) => { const [i, f] = (d === undefined ? String(n) : n.toFixed(d)).split('.'); return i.replace(/\B(?=(\d{3})+(?!\d))/g, ',') + (f ? '.' + f : ''); };
export const r1 = (x) => Math.round(x * 10) / 10;
export function rng(seed) { let a = 0; for (const ch of seed) a = (a * 31 + ch.charCodeAt(0)) >>> 0; return () => { a = (a + 0x6d2b79f5) >>> 0; let t = Math.imul(a ^ (a >>> 15), 1 | a); t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t; return ((t ^ (t >>> 14)) >>> 0) / 4294967296; }; }

// ---------- legacy encodings ----------
const UNI = 'àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ';
const TCVN = 'µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ';
const TCVNCAP = { Ă: '¡', Â: '¢', Ê: '£', Ô: '¤', Ơ: '¥', Ư: '¦', Đ: '§' };
export const tcvn3 = (s) => [...s.normalize('NFC')].map((ch) => { if (TCVNCAP[ch]) return TCVNCAP[ch]; const i = UNI.indexOf(ch.toLowerCase()); return i < 0 ? ch : TCVN[i]; }).join('');
const VNIL = 'aø aù aû aõ aï aê aè aé aú aü aë aâ aà aá aå aã aä ñ eø eù eû eõ eï eâ eà eá eå eã eä ì í æ ó ò oø où oû oõ oï oâ oà oá oå oã oä ô ôø ôù ôû ôõ ôï uø uù uû uõ uï ö öø öù öû öõ öï yø yù yû yõ î'.split(' ');
export const vni = (s) => [...s.normalize('NFC')].map((ch) => { const lo = ch.toLowerCase(), i = UNI.indexOf(lo); return i < 0 ? ch : ch === lo ? VNIL[i] : VNIL[i].toUpperCase(); }).join('');

// ---------- a set: plan, figures, files ----------
export class FixSet {
  constructor(dir, plan, share) {
    this.dir = path.join(OUT, dir); this.code = dir; this.plan = plan; this.files = []; this.share = share; this.real = {};
    fs.rmSync(this.dir, { recursive: true, force: true }); fs.mkdirSync(this.dir, { recursive: true });
    const R = rng(dir);
    for (const t of plan.common_targets) for (const u of plan.units) if (!(u.code in t.plan)) t.plan[u.code] = vary(R, t);
    for (const t of plan.common_targets) delete t.base;
    for (const u of plan.units) { this.real[u.code] = {}; for (const t of this.targets(u.code)) this.real[u.code][t.code] = figure(R, t, this.planOf(u.code, t), share); }
  }
  targets(u) { return [...this.plan.common_targets, ...(this.plan.own_targets[u] || [])]; }
  target(u, c) { const t = this.targets(u).find((x) => x.code === c); if (!t) throw new Error(`${u} has no ${c}`); return t; }
  planOf(u, t) { return typeof t.plan === 'object' ? t.plan[u] : t.plan; }
  unit(u) { return this.plan.units.find((x) => x.code === u); }
  codes(u, ...without) { return this.targets(u).map((t) => t.code).filter((c) => !without.includes(c)); }
  file(file, units, layout, quirks = []) { const f = { file, units: [].concat(units), format: file.split('.').pop().toLowerCase(), layout, quirks, entries: [], extra_rows: [] }; this.files.push(f); return f; }
  // rows of one unit; q = {code: {raw, cls, exp, why, cand, ans, label, f, fmt, measure, plan}}
  rows(u, codes, labels = {}, quirks = {}, why) {
    return codes.map((code) => {
      const t = this.target(u, code), q = quirks[code] || {}, real = 'real' in q ? q.real : this.real[u][code], label = q.label ?? labels[code] ?? t.name;
      const raw = 'raw' in q ? q.raw : t.type === 'yesno' ? 'Đạt' : real;
      let cls = q.cls, reason = q.why;
      if (!cls) { if (t.type === 'yesno' || 'raw' in q || label !== t.name || q.f) { cls = N; reason ||= t.type === 'yesno' ? 'done/not done written in a word or a mark' : why || 'name reworded or value to be normalised'; } else { cls = P; reason ||= why || 'numeric cell, name as in the plan'; } }
      const silent = cls === P || cls === N, exp = silent ? ('exp' in q ? q.exp : real) : null;
      const e = { unit: u, target: code, class: cls, expected: exp };
      if (q.cand) e.candidates = q.cand; if (!silent && cls !== M) { e.candidates ||= []; e.answer = 'ans' in q ? q.ans : real; }
      return { code, t, u, label, measure: q.measure ?? t.measure, plan: 'plan' in q ? q.plan : t.type === 'yesno' ? 'Đạt' : this.planOf(u, t), raw, q, real, reason, e };
    });
  }
  truth(f, x, where, raw) { f.entries.push({ ...x.e, raw: raw === undefined ? (x.raw ?? null) : raw, where, reason: x.reason }); }
  absent(f, u, ...codes) { for (const c of codes) f.entries.push({ unit: u, target: c, class: M, expected: null, raw: null, where: null, reason: 'the file has no row for this target' }); }
  finish(readme) {
    const counts = {}; let n = 0;
    for (const f of this.files) {
      for (const u of f.units) { const want = this.codes(u).slice().sort().join(), got = f.entries.filter((e) => e.unit === u).map((e) => e.target).sort().join(); if (want !== got) throw new Error(`${f.file} ${u}:\n want ${want}\n got  ${got}`); }
      for (const e of f.entries) { counts[e.class] = (counts[e.class] || 0) + 1; n++; }
    }
    fs.writeFileSync(path.join(this.dir, 'plan.json'), JSON.stringify(this.plan, null, 1) + '\n');
    fs.writeFileSync(path.join(this.dir, 'truth.json'), JSON.stringify({ schema: 'thidua-import-truth/1', note: NOTE, set: this.code, period: this.plan.period.code, addresses: 'xlsx/xls/ods: sheet + A1 cell; csv: A1 cell by record and field; docx: table, row, col (1-based; table = n-th w:tbl, col = n-th w:tc of the row) or paragraph_contains', counts, files: this.files }, null, 1) + '\n');
    const list = this.files.map((f) => `| \`${f.file}\` | ${f.units.map((u) => this.unit(u).short).join(', ')} | ${f.layout} |`).join('\n');
    fs.writeFileSync(path.join(this.dir, 'README.md'), `# Fixture set \`${this.code}\`\n\n**All figures are invented (số liệu minh họa). They say nothing about real units. No real person is named.**\n\n${readme}\n\nBloc: ${this.plan.bloc.name}, ${this.plan.bloc.province}; period ${this.plan.period.code} (${this.plan.period.name}).\nMade by \`../gen/gen.mjs\`, checked by \`../gen/verify.mjs\`; format and scoring of \`truth.json\` as in the set \`khoi-3-2022-h1\`. A file is scored once for each of its units.\n\n| File | Unit(s) | What is special |\n|---|---|---|\n${list}\n\nEntries: ${n} (${Object.entries(counts).map(([k, v]) => `${k} ${v}`).join(', ')}).\n`);
    return { files: this.files.length, n, counts };
  }
}
function vary(R, t) { const b = t.base; if (t.type === 'yesno') return 1; if (t.type === 'percent') return Math.min(100, b + Math.round(R() * 4) - 2); if (b === 0) return 0; if (t.measure === 'điểm') return b + Math.round(R() * 6) - 3; const k = 0.7 + R() * 0.7, step = b >= 1000 ? 100 : b >= 100 ? 10 : b >= 20 ? 5 : 1; return Math.max(step, Math.round((b * k) / step) * step); }
function figure(R, t, plan, share) {
  const x = R();
  if (t.type === 'yesno') return 1;
  if (t.type === 'percent') { if (t.direction === 'lower') return r1(Math.max(0.1, plan * (0.6 + x * 0.35))); let v = r1(Math.min(100, plan - 3 + x * 5)); if (v === Math.round(v) && v < 100) v = r1(v - 0.4); return v; }
  if (t.direction === 'lower') return plan === 0 ? 0 : Math.max(1, Math.round(plan * share * (0.6 + x * 0.35)));
  const v = plan * share * (0.86 + x * 0.24);
  return t.type === 'count' ? Math.max(1, Math.round(v)) : v > 1500 ? Math.round(v) + 0.5 : r1(v) === Math.round(v) ? r1(v + 0.3) : r1(v);
}

// ---------- the abstract sheet ----------
export class Sheet {
  constructor(name, o = {}) { this.name = name; this.c = new Map(); this.merges = []; this.hideCols = new Set(); this.hideRows = new Set(); this.widths = {}; Object.assign(this, o); }
  put(r, c, v, o = {}) { if (v !== undefined) this.c.set(r * 1000 + c, { r, c, v, ...o }); return this; }
  row(r, c0, vals, o) { vals.forEach((v, i) => { if (v !== null && v !== undefined) this.put(r, c0 + i, v, o); }); return this; }
  lines(r, c, list, o) { list.forEach((t, i) => this.put(r + i, c, t, o)); return this; }
  merge(r1, c1, r2, c2, v, o) { this.merges.push([r1, c1, r2, c2]); return this.put(r1, c1, v, o); }
  get(r, c) { return this.c.get(r * 1000 + c)?.v; }
  get all() { return [...this.c.values()].sort((a, b) => a.r - b.r || a.c - b.c); }
  get max() { let r = 0, c = 0; for (const x of this.c.values()) { r = Math.max(r, x.r); c = Math.max(c, x.c); } return { r, c }; }
  map(fn) { for (const x of this.c.values()) if (typeof x.v === 'string') x.v = fn(x.v, x); return this; }
}
export const scalar = (v) => v === null || v === undefined ? null : v.formula !== undefined ? (v.result ?? null) : v.rich ? v.rich.map((p) => p.text).join('') : v.error ? v.error : v;
// lays out rows; cols = [{k:'tt'|'name'|'measure'|'plan'|'res'|fn, h}], heads are put by the caller
export function layRows(set, f, ws, r, c0, cols, rows, o = {}) {
  let n = o.n || 0; const resC = c0 + cols.findIndex((k) => k.k === 'res'), nameC = c0 + cols.findIndex((k) => k.k === 'name');
  for (const x of rows) {
    if (o.before) { const add = o.before(x, r, ws); if (add) r += add; }
    n++;
    cols.forEach((k, i) => {
      const c = c0 + i; let v, oo = {};
      if (k.k === 'tt') v = o.tt ? o.tt(n, x) : n; else if (k.k === 'name') v = x.label; else if (k.k === 'measure') v = x.measure; else if (k.k === 'plan') v = x.plan;
      else if (k.k === 'res') { v = x.q.f ? x.q.f(r) : x.raw; oo = { fmt: x.q.fmt, text: typeof v === 'string' }; }
      else v = k.k(x, r, set);
      if (v !== null && v !== undefined) ws.put(r, c, v, oo);
    });
    set.truth(f, x, { ...(f.format === 'csv' ? {} : { sheet: ws.name }), cell: A(r, resC), label_cell: A(r, nameC), ...(x.q.also ? { also: x.q.also(r, resC, nameC) } : {}), ...(x.q.formula ? { formula: x.q.formula(r) } : {}) }, x.q.f && 'rawAs' in x.q ? x.q.rawAs : undefined);
    r++; if (o.after) r += o.after(x, r - 1, ws, resC, nameC) || 0;
  }
  return r;
}
export const lastYear = (x) => x.t.type === 'yesno' ? 'Đạt' : x.t.type === 'count' ? Math.max(0, Math.round(x.real * 0.88)) : r1(x.real * 0.93);
export const ratio = (x) => x.t.type === 'yesno' || !x.plan || typeof x.plan !== 'number' ? null : r1((x.real / x.plan) * 100);
export const yearEst = (x) => x.t.type === 'yesno' ? 'Đạt' : x.t.type === 'count' ? Math.round((x.planN ?? (typeof x.plan === 'number' ? x.plan : x.real)) * 1.02) : x.t.type === 'percent' ? Math.min(100, r1(x.real + 1.2)) : r1((typeof x.plan === 'number' ? x.plan : x.real) * 1.03);

// ---------- writers ----------
export async function normZip(buf) {
  const z = await JSZip.loadAsync(buf), o = new JSZip(); const names = Object.keys(z.files).filter((n) => !z.files[n].dir);
  if (names.includes('mimetype')) { names.splice(names.indexOf('mimetype'), 1); names.unshift('mimetype'); }
  for (const n of names) {
    if (/^Thumbnails\//.test(n)) continue;
    let d = await z.files[n].async('nodebuffer');
    if (/(core|meta)\.xml$/.test(n)) d = Buffer.from(d.toString('utf8').replace(/(<(?:dcterms:created|dcterms:modified|meta:creation-date|dc:date)[^>]*>)[^<]*/g, '$12024-01-15T02:00:00Z').replace(/<meta:editing-duration>[^<]*/, '<meta:editing-duration>PT1M'));
    o.file(n, d, { date: FIXED, compression: n === 'mimetype' ? 'STORE' : 'DEFLATE', compressionOptions: { level: 9 }, createFolders: false });
  }
  return o.generateAsync({ type: 'nodebuffer', platform: 'UNIX' });
}
export async function excel(sheets, o = {}) {
  const wb = new ExcelJS.Workbook(); wb.creator = 'Cán bộ thi đua'; wb.created = FIXED; wb.modified = FIXED;
  for (const s of [].concat(sheets)) {
    const ws = wb.addWorksheet(s.name); if (s.hidden) ws.state = s.hidden === true ? 'hidden' : s.hidden;
    for (const [a, b, c, d] of s.merges) ws.mergeCells(a, b, c, d);
    for (const x of s.all) {
      const cell = ws.getCell(x.r, x.c), font = { name: x.font || s.font || 'Times New Roman', size: 12, bold: !!x.bold };
      cell.value = x.v && x.v.rich ? { richText: x.v.rich.map((p) => ({ text: p.text, font: { ...font, strike: !!p.strike, vertAlign: p.sup ? 'superscript' : undefined } })) } : x.v;
      cell.font = { ...font, strike: !!x.strike }; cell.alignment = { wrapText: true, vertical: 'middle' }; if (x.fmt) cell.numFmt = x.fmt; else if (x.text) cell.numFmt = '@';
      if (x.box !== false && x.r >= (s.top || 1)) cell.border = { top: { style: 'thin' }, left: { style: 'thin' }, bottom: { style: 'thin' }, right: { style: 'thin' } };
    }
    for (const [c, w] of Object.entries(s.widths)) ws.getColumn(+c).width = w;
    for (const c of s.hideCols) ws.getColumn(c).hidden = true; for (const r of s.hideRows) ws.getRow(r).hidden = true;
  }
  if (o.active) wb.views = [{ activeTab: o.active }];
  return Buffer.from(await wb.xlsx.writeBuffer());
}
export function office(buf, from, ext, filter) {
  const p = path.join(TMP, `in.${from}`), q = path.join(TMP, `out`); fs.writeFileSync(p, buf); fs.rmSync(q, { recursive: true, force: true });
  execFileSync(process.env.SOFFICE || 'soffice', ['--headless', '--norestore', `-env:UserInstallation=file://${TMP}/lo`, '--convert-to', filter ? `${ext}:${filter}` : ext, '--outdir', q, p], { stdio: 'pipe', timeout: 120000 });
  return fs.readFileSync(path.join(q, `in.${ext}`));
}
export function sheetjs(sheets, bookType = 'xlsx') {
  const wb = XLSX.utils.book_new(); wb.Props = { CreatedDate: FIXED };
  for (const s of [].concat(sheets)) {
    const ws = {}, m = s.max;
    for (const x of s.all) {
      const v = x.v; let c;
      if (v === null) continue; if (typeof v === 'number') c = { t: 'n', v }; else if (typeof v === 'boolean') c = { t: 'b', v }; else if (v.formula !== undefined) c = { t: 'n', f: v.formula, v: v.result }; else if (v.error) c = { t: 'e', v: { '#DIV/0!': 7, '#N/A': 42, '#REF!': 23, '#VALUE!': 15 }[v.error] }; else c = { t: 's', v: String(scalar(v)) };
      if (x.fmt) c.z = x.fmt; ws[A(x.r, x.c)] = c;
    }
    ws['!ref'] = `A1:${A(m.r, m.c)}`; ws['!merges'] = s.merges.map(([a, b, c, d]) => ({ s: { r: a - 1, c: b - 1 }, e: { r: c - 1, c: d - 1 } }));
    if (s.hideCols.size) { ws['!cols'] = []; for (const c of s.hideCols) ws['!cols'][c - 1] = { hidden: true }; } if (s.hideRows.size) { ws['!rows'] = []; for (const r of s.hideRows) ws['!rows'][r - 1] = { hidden: true }; }
    XLSX.utils.book_append_sheet(wb, ws, s.name);
  }
  wb.Workbook = { Sheets: [].concat(sheets).map((s) => ({ Hidden: s.hidden ? 1 : 0 })) };
  return Buffer.from(XLSX.write(wb, { type: 'buffer', bookType, compression: true }));
}
export const esc = (s) => String(s).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
// the least a spreadsheet needs, as a script of an office would write it: every element with a prefix, inline strings,
// cells and rows partly without addresses when o.bare is set
export async function minimal(sheets, o = {}) {
  const p = o.prefix ? o.prefix + ':' : '', z = new JSZip(), S = [].concat(sheets), ns = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main', xm = o.prefix ? `xmlns:${o.prefix}` : 'xmlns', H = '<?xml version="1.0" encoding="UTF-8"?>\n';
  z.file('[Content_Types].xml', H + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/book.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>${S.map((_, i) => `<Override PartName="/data/s${i + 1}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`).join('')}</Types>`);
  z.file('_rels/.rels', H + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="/book.xml"/></Relationships>`);
  z.file('book.xml', H + `<${p}workbook ${xm}="${ns}" xmlns:rel="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><${p}sheets>${S.map((s, i) => `<${p}sheet name="${esc(s.name)}" sheetId="${i + 7}" rel:id="k${i + 1}"/>`).join('')}</${p}sheets></${p}workbook>`);
  z.file('_rels/book.xml.rels', H + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${S.map((_, i) => `<Relationship Id="k${i + 1}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="data/s${i + 1}.xml"/>`).join('')}</Relationships>`);
  S.forEach((s, i) => {
    const rows = new Map(); for (const x of s.all) { if (!rows.has(x.r)) rows.set(x.r, []); rows.get(x.r).push(x); }
    let xml = H + `<${p}worksheet ${xm}="${ns}"><${p}sheetData>`; const m = s.max;
    const cell = (x, at) => { const a = at ? ` r="${A(x.r, x.c)}"` : '', v = x.v; if (v === null || v === undefined) return `<${p}c${a}/>`; if (typeof v === 'number') return `<${p}c${a}><${p}v>${v}</${p}v></${p}c>`; if (typeof v === 'boolean') return `<${p}c${a} t="b"><${p}v>${v ? 1 : 0}</${p}v></${p}c>`; if (v.formula !== undefined) return `<${p}c${a}><${p}f>${esc(v.formula)}</${p}f>${v.result === undefined ? '' : `<${p}v>${v.result}</${p}v>`}</${p}c>`; if (v.error) return `<${p}c${a} t="e"><${p}v>${v.error}</${p}v></${p}c>`; return `<${p}c${a} t="inlineStr"><${p}is><${p}t xml:space="preserve">${esc(v)}</${p}t></${p}is></${p}c>`; };
    for (let r = 1; r <= m.r; r++) { const cs = rows.get(r); if (o.bare) { xml += `<${p}row>`; for (let c = 1; c <= m.c; c++) xml += cell(cs?.find((k) => k.c === c) || { v: null, r, c }, false); xml += `</${p}row>`; } else if (cs) xml += `<${p}row r="${r}">` + cs.map((x) => cell(x, true)).join('') + `</${p}row>`; }
    xml += `</${p}sheetData>${s.merges.length ? `<${p}mergeCells>${s.merges.map(([a, b, c, d]) => `<${p}mergeCell ref="${A(a, b)}:${A(c, d)}"/>`).join('')}</${p}mergeCells>` : ''}</${p}worksheet>`;
    z.file(`data/s${i + 1}.xml`, xml);
  });
  return z.generateAsync({ type: 'nodebuffer', compression: 'DEFLATE' });
}
export function csv(s, { sep = ',', eol = '\r\n', enc = 'utf8', bom = false, quoteAll = false, num = String } = {}) {
  const m = s.max; let out = '';
  for (let r = 1; r <= m.r; r++) { const line = []; for (let c = 1; c <= m.c; c++) { let v = s.get(r, c); v = v === null || v === undefined ? '' : typeof v === 'number' ? num(v) : String(v); line.push(quoteAll || v.includes(sep) || /["\n]/.test(v) ? '"' + v.replace(/"/g, '""') + '"' : v); } out += line.join(sep) + eol; }
  if (enc === 'utf16le') return Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(out, 'utf16le')]);
  return Buffer.concat([bom ? Buffer.from([0xef, 0xbb, 0xbf]) : Buffer.alloc(0), Buffer.from(out, 'utf8')]);
}
export async function save(set, f, buf) { const zip = buf[0] === 0x50 && buf[1] === 0x4b; fs.writeFileSync(path.join(set.dir, f.file), zip ? await normZip(buf) : buf); }

// ---------- Word, written by hand: paragraphs and tables ----------
const wRun = (t, o = {}) => `<w:r><w:rPr><w:rFonts w:ascii="${o.font || 'Times New Roman'}" w:hAnsi="${o.font || 'Times New Roman'}" w:cs="${o.font || 'Times New Roman'}"/>${o.bold ? '<w:b/>' : ''}${o.strike ? '<w:strike/>' : ''}<w:sz w:val="26"/>${o.sup ? '<w:vertAlign w:val="superscript"/>' : ''}</w:rPr>${String(t).split('\n').map((s) => `<w:t xml:space="preserve">${esc(s)}</w:t>`).join('<w:br/>')}</w:r>`;
// text may be a string, or a list of strings and {text, bold, strike, del, ins}
const runs = (t, o) => [].concat(t).map((p) => typeof p === 'string' ? wRun(p, o) : p.del ? `<w:del w:id="9" w:author="Cán bộ" w:date="2024-01-10T08:00:00Z">${wRun(p.text, o).replace(/<w:t /g, '<w:delText ').replace(/<\/w:t>/g, '</w:delText>')}</w:del>` : p.ins ? `<w:ins w:id="8" w:author="Cán bộ" w:date="2024-01-10T08:00:00Z">${wRun(p.text, o)}</w:ins>` : wRun(p.text, { ...o, ...p })).join('');
export const p = (t, o = {}) => `<w:p><w:pPr>${o.center ? '<w:jc w:val="center"/>' : ''}</w:pPr>${t === '' || t === null ? '' : runs(t, o)}</w:p>`;
// rows: lists of cells; a cell is text or {t, span, v:'start'|'cont', nested}
export const tbl = (rows, o = {}) => `<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/><w:tblBorders>${['top', 'left', 'bottom', 'right', 'insideH', 'insideV'].map((k) => `<w:${k} w:val="${o.noBorder ? 'nil' : 'single'}" w:sz="4"/>`).join('')}</w:tblBorders></w:tblPr><w:tblGrid>${'<w:gridCol w:w="1200"/>'.repeat(Math.max(...rows.map((r) => r.reduce((a, c) => a + (c?.span || 1), 0))))}</w:tblGrid>${rows.map((r) => `<w:tr>${r.map((c) => { const k = c !== null && typeof c === 'object' && !Array.isArray(c) && ('t' in c || 'v' in c) ? c : { t: c }; return `<w:tc><w:tcPr><w:tcW w:w="1200" w:type="dxa"/>${k.span ? `<w:gridSpan w:val="${k.span}"/>` : ''}${k.v ? (k.v === 'start' ? '<w:vMerge w:val="restart"/>' : '<w:vMerge/>') : ''}</w:tcPr>${p(typeof k.t === 'number' ? String(k.t).replace('.', ',') : (k.t ?? ''), { ...o, ...k })}</w:tc>`; }).join('')}</w:tr>`).join('')}</w:tbl>`;
export async function word(parts) {
  const z = new JSZip(), H = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
  z.file('[Content_Types].xml', H + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>');
  z.file('_rels/.rels', H + '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>');
  z.file('word/document.xml', H + `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${parts.join('')}<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="850" w:bottom="1134" w:left="1701"/></w:sectPr></w:body></w:document>`);
  return z.generateAsync({ type: 'nodebuffer', compression: 'DEFLATE' });
}
export const wordHead = (parent, unit, num, place) => tbl([[parent + '\n' + unit.toUpperCase(), 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc'], [`Số: ${num}`, place]], { noBorder: true, center: true });
// rows into a Word table; cols as in layRows; head = rows of cells before the first row
export function wordRows(set, f, tableNo, head, cols, rows, o = {}) {
  const out = [...head]; let n = 0; const resC = cols.findIndex((k) => k.k === 'res') + 1, nameC = cols.findIndex((k) => k.k === 'name') + 1;
  for (const x of rows) {
    if (o.before) for (const extra of o.before(x, n) || []) out.push(extra);
    n++;
    out.push(cols.map((k) => k.k === 'tt' ? String(n) : k.k === 'name' ? x.label : k.k === 'measure' ? x.measure : k.k === 'plan' ? (typeof x.plan === 'number' ? vi(x.plan) : x.plan) : k.k === 'res' ? (x.q.runs ? x.q.runs : typeof x.raw === 'number' ? vi(x.raw) : x.raw ?? '') : k.k(x, n)));
    const last = out.at(-1)[resC - 1], raw = x.q.runs ? x.q.runs.filter((q) => !q.del).map((q) => q.text ?? q).join('') : last === null || last === '' ? '' : last;
    if (x.e.class === P) { x.e.class = N; x.reason = 'text in a Word table'; }
    set.truth(f, x, { table: tableNo, row: out.length, col: resC, label_col: nameC, ...(x.q.alsoW ? { also: x.q.alsoW } : {}) }, raw);
    if (o.after) for (const extra of o.after(x, n) || []) out.push(extra);
  }
  return out;
}
