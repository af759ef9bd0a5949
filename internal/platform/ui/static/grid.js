// The grid of figures (S03) and autosaved text. The contract with the server is in README.md.
'use strict';
(() => {
  const doc = document, say = doc.getElementById('gridlive'), words = (doc.getElementById('gridwords') || { dataset: {} }).dataset;
  const fill = (s, p) => (s || '').replace(/\{(\w+)\}/g, (m, k) => (k in p ? p[k] : m));
  const byId = id => doc.getElementById(id);
  const user = (doc.querySelector('[data-user]') || { dataset: {} }).dataset.user || '';
  const steps = []; // of Ctrl+Z: each a list of {c, value}
  const queue = []; // cells that wait for their turn
  const cells = new Map(); // element → cell
  let busy = null, pause = 0, timer = 0, stopped = false;
  let start = ''; // what the focused cell held when it got the focus

  // ---- cells ----
  // known: the value on the server as far as this page knows; sent: what was typed for it.
  function cell(el) {
    const form = el.form, save = el.dataset.save || (form && form.dataset.save);
    const c = { el, save, code: el.dataset.code, rev: +el.dataset.rev || 0, known: el.value, sent: el.value, before: el.value, grid: el.tagName === 'INPUT', shown: '' };
    c.key = 'thidua:' + user + ':' + save + ':' + c.code;
    c.box = c.grid ? el.closest('[data-state]') : null;
    c.empty = c.box && el.getAttribute('aria-required') === 'true' ? 'required' : '';
    c.state = c.box ? c.box.dataset.state : '';
    cells.set(el, c);
    return c;
  }
  for (const el of doc.querySelectorAll('form.grid[data-save] input[data-code],textarea[data-save]')) cell(el);
  if (!cells.size) return;
  const list = [...cells.values()].filter(c => c.grid);
  const changed = c => c.el.value !== c.known && c.el.value !== c.sent;

  function mark(c, state, text, link) {
    c.state = state;
    const { el } = c;
    if (!c.grid) {
      const p = byId(el.id + '-s');
      if (p) p.textContent = text || words[state] || '';
      return;
    }
    c.box.dataset.state = state;
    el.toggleAttribute('aria-invalid', false);
    if (state === 'invalid') el.setAttribute('aria-invalid', 'true');
    el.readOnly = state === 'locked' || state === 'withheld';
    const s = byId('s-' + c.code), m = byId('m-' + c.code);
    const notes = c.box.dataset.notes ? ', ' + (s.textContent.split(', ').pop()) : '';
    if (s) s.textContent = (words[state] || '') + notes;
    if (m && state !== 'waiting') {
      m.className = 'msg ' + state;
      m.textContent = text || '';
      if (link && link.href) {
        const a = doc.createElement('a');
        a.href = link.href;
        a.textContent = link.action || link.href;
        m.append(' ', a);
      }
    }
  }

  let speaking = 0, held = 0;
  function speak(text, routine) { // one message at a time; "saved" never covers what matters more
    if (routine && Date.now() < held) return;
    if (!routine) held = Date.now() + 3000;
    clearTimeout(speaking);
    speaking = setTimeout(() => { if (say) say.textContent = text; }, 400);
  }
  const label = c => c.el.getAttribute('aria-label') || (c.el.labels[0] ? c.el.labels[0].textContent.trim() : '');
  function show(name, text) { for (const x of doc.querySelectorAll('[data-show="' + name + '"]')) x.textContent = text; }
  function put(attr, code, text) {
    if (text === undefined || text === null) return;
    for (const x of doc.querySelectorAll('[' + attr + '="' + CSS.escape(code) + '"]')) x.textContent = text;
  }

  // ---- drafts: what is typed survives a lost network, a closed tab and an expired sign-in ----
  function keep(c) { try { localStorage.setItem(c.key, JSON.stringify({ value: c.el.value, rev: c.rev })); } catch { /* full or private */ } }
  function drop(c) { try { localStorage.removeItem(c.key); } catch { /* private */ } }

  // ---- saving: one request at a time, in the order of typing ----
  function commit(c, opt = {}) {
    if (c.el.readOnly || (!changed(c) && !opt.force && !opt.again)) return;
    if (c.grid && !opt.quiet) remember([{ c, value: c.known }]);
    c.sent = c.el.value;
    if (doc.activeElement === c.el) start = c.sent;
    c.force = !!opt.force;
    keep(c);
    if (c.state !== 'failed' || opt.again || !stopped) mark(c, 'waiting', c.grid ? '' : words.now);
    show('at', words.now);
    if (!queue.includes(c)) queue.push(c);
    pump();
  }

  function pump() {
    if (busy || stopped || pause || !queue.length) return;
    const c = queue.shift();
    busy = send(c).finally(() => { busy = null; pump(); });
  }

  async function post(url, data) {
    const r = await fetch(url, { method: 'POST', body: new URLSearchParams(data), headers: { Accept: 'application/json' }, redirect: 'manual', credentials: 'same-origin', keepalive: true });
    const json = /json/.test(r.headers.get('Content-Type') || '');
    if (r.type === 'opaqueredirect' || r.status === 401) throw { kind: 'signin' };
    if (r.status >= 500 || r.status === 429 || r.status === 408) throw { kind: 'later' };
    if (!json) throw { kind: 'denied' };
    return r.json();
  }

  async function send(c) {
    const value = c.sent, data = { code: c.code, value, rev: c.rev };
    if (c.force) data.force = 1;
    try {
      const a = await post(c.save, data);
      pause = 0;
      timer = 0;
      answer(c, a, value);
    } catch (e) {
      failed([c], e && e.kind);
    }
  }

  function failed(some, kind) {
    for (const c of some) mark(c, 'failed', kind === 'denied' ? words.denied : words.fail);
    if (kind === 'denied') return speak(words.denied);
    for (const c of some) if (!queue.includes(c)) queue.unshift(c);
    if (kind === 'signin') {
      stopped = true;
      return signin(some[0]);
    }
    speak(words.fail);
    show('at', words.fail);
    timer = Math.min((timer || 1) * 2, 60);
    clearTimeout(pause);
    pause = setTimeout(resume, timer * 1000);
  }
  function resume() {
    clearTimeout(pause);
    pause = 0;
    for (const c of queue) { c.sent = c.el.value; mark(c, 'waiting'); }
    pump();
  }
  window.addEventListener('online', resume);

  function signin(c) {
    const box = doc.createElement('div'), p = doc.createElement('p'), a = doc.createElement('a');
    box.className = 'banner bad';
    box.setAttribute('role', 'alert');
    a.href = '/dang-nhap?ve=' + encodeURIComponent(location.pathname + location.search + '#' + c.el.id);
    a.textContent = words.signinDo;
    p.append(words.signin, ' ', a);
    box.append(p);
    (c.el.form || c.el).before(box);
    show('at', words.signin);
  }

  function answer(c, a, typed) {
    const { el } = c, st = a.state;
    const fresh = el.value === typed; // nothing was typed meanwhile
    if (a.rev !== undefined && st !== 'invalid') setRev(c, a.rev);
    if (st === 'saved' || st === 'warning') {
      c.known = c.before = a.value === undefined ? typed : a.value;
      c.shown = c.known;
      if (fresh) {
        drop(c);
        if (doc.activeElement !== el) el.value = c.known;
      }
      unconflict(c);
      mark(c, st === 'saved' && c.known === '' && c.grid ? c.empty : st, c.grid ? a.text : a.text || fill(words.at, { time: a.at }), a);
      show('at', fill(words.at, { time: a.at || '' }));
      speak(a.text ? label(c) + ': ' + a.text : fill(words.at, { time: a.at || '' }), !a.text);
    } else if (st === 'conflict') {
      keep(c);
      mark(c, 'conflict', fill(words.conf, { field: label(c), name: a.by, time: a.at }));
      conflict(c, a);
    } else if (st === 'locked' || st === 'withheld') {
      const own = typed && typed !== a.current ? ' ' + fill(words.typed, { n: typed }) : '';
      drop(c);
      el.value = c.known = c.sent = a.current || '';
      mark(c, st, (a.text || words[st]) + own, a);
      speak(label(c) + ': ' + (a.text || words[st]));
    } else { // invalid
      mark(c, 'invalid', a.text, a);
      speak(label(c) + ': ' + a.text);
    }
    put('data-percent', c.code, a.percent);
    put('data-cum', c.code, a.cum);
    if (a.done !== undefined) show('done', a.done);
    if (a.total !== undefined) show('total', a.total);
  }
  function setRev(c, rev) {
    c.rev = rev;
    c.el.dataset.rev = rev;
    const h = c.el.form && c.el.form.elements['rev.' + c.code];
    if (h) h.value = rev;
  }

  // ---- two people at one cell (S16) ----
  function unconflict(c) { if (c.block) { c.block.remove(); c.block = null; } }
  function conflict(c, a) {
    unconflict(c);
    const box = doc.createElement('div'), h = doc.createElement('p'), mine = doc.createElement('p'), b = doc.createElement('p');
    box.className = 'conflict';
    box.setAttribute('role', 'group');
    box.id = 'k-' + c.code;
    h.id = 'kh-' + c.code;
    h.tabIndex = -1;
    box.setAttribute('aria-labelledby', h.id);
    h.textContent = fill(words.conf, { field: label(c), name: a.by, time: a.at }) + '.';
    mine.textContent = fill(words.nowThere, { n: a.current || '–' }) + ' · ' + fill(words.typed, { n: c.el.value || '–' });
    b.className = 'btns';
    const button = (text, cls, fn) => {
      const x = doc.createElement('button');
      x.type = 'button';
      x.className = 'btn small ' + cls;
      x.textContent = text;
      x.addEventListener('click', () => { fn(); c.el.focus(); });
      b.append(x);
    };
    button(fill(words.theirs, { name: a.by }), 'second', () => {
      c.el.value = c.known = c.sent = a.current || '';
      drop(c);
      unconflict(c);
      mark(c, c.known === '' ? c.empty : 'saved');
    });
    button(words.mine, 'second', () => { unconflict(c); commit(c, { force: true, again: true, quiet: true }); });
    box.append(h, mine, b);
    const row = c.grid && c.el.closest('tr');
    if (row) {
      const tr = doc.createElement('tr'), td = doc.createElement('td');
      td.colSpan = row.cells.length;
      td.append(box);
      tr.append(td);
      row.after(tr);
      c.block = tr;
    } else {
      (c.el.closest('.f') || c.el).append(box);
      c.block = box;
    }
    h.focus();
    c.known = a.current || '';
  }

  // ---- undo ----
  function remember(step) {
    steps.push(step);
    if (steps.length > 50) steps.shift();
  }
  function undo() {
    const step = steps.pop();
    if (!step) return;
    for (const { c, value } of step) {
      if (c.el.readOnly) continue;
      c.el.value = value;
      if (value !== c.known || c.state === 'invalid' || c.state === 'failed') commit(c, { quiet: true, again: true });
    }
    step[0].c.el.focus();
    step[0].c.el.select();
    start = step[0].c.el.value;
    speak(words.undone);
  }

  // ---- paste of a block ----
  const rows = text => text.replace(/\r\n?/g, '\n').replace(/\n$/, '').split('\n');
  function paste(c, text) {
    const lines = rows(text), from = list.indexOf(c), hit = list.slice(from, from + lines.length);
    const old = hit.map(x => ({ c: x, value: x.known }));
    const url = c.el.form.dataset.paste;
    if (!url) return spread(hit, lines, old);
    for (const x of hit) if (!x.el.readOnly) mark(x, 'waiting');
    show('at', words.now);
    const go = async () => {
      try {
        const got = await post(url, { cells: lines.join('\n'), from: c.code, codes: hit.map(x => x.code).join(','), revs: hit.map(x => x.rev).join(',') });
        remember(old.filter(o => !o.c.el.readOnly));
        landed(hit, lines, got);
      } catch (e) {
        if (e && e.kind === 'denied') return failed(hit.filter(x => !x.el.readOnly), 'denied');
        spread(hit, lines, old); // kept as drafts, sent again one by one
      }
    };
    busy = (busy || Promise.resolve()).then(go).finally(() => { busy = null; pump(); });
  }
  function landed(hit, lines, got) {
    let n = 0, locked = 0;
    const seen = new Set();
    for (const a of got) {
      const x = hit.find(h => h.code === a.code);
      if (!x) continue;
      seen.add(x);
      if (a.state === 'locked' || a.state === 'withheld') { locked++; mark(x, a.state, a.text, a); continue; }
      const typed = pick(lines[hit.indexOf(x)]);
      x.sent = typed;
      x.el.value = a.value !== undefined && (a.state === 'saved' || a.state === 'warning') ? a.value : typed;
      answer(x, a, x.el.value);
      if (a.state === 'saved' || a.state === 'warning') {
        x.el.value = x.known;
        n++;
        if (doc.activeElement === x.el) start = x.known;
      }
    }
    for (const x of hit) if (!seen.has(x) && x.state === 'waiting') mark(x, x.known === '' ? x.empty : 'saved');
    speak(fill(words.pasted, { n, m: locked }));
    show('at', fill(words.pasted, { n, m: locked }));
  }
  const pick = line => {
    const parts = (line || '').split('\t').map(s => s.trim());
    const figures = parts.filter(s => /^[-+]?[\d.,\s]*\d%?$/.test(s));
    // Several figures in one line: which is meant is the person's to say, so all are kept.
    return figures.length === 1 ? figures[0] : parts.filter(Boolean).join(' | ');
  };
  function spread(hit, lines, old) {
    let n = 0, locked = 0;
    hit.forEach((x, i) => {
      if (x.el.readOnly) { locked++; return; }
      x.el.value = pick(lines[i]);
      n++;
      commit(x, { quiet: true });
    });
    remember(old.filter(o => !o.c.el.readOnly));
    speak(fill(words.pasted, { n, m: locked }));
  }

  // ---- focus and keys ----
  function move(c, by) {
    const td = c.el.closest('td'), all = [...td.closest('tbody').rows];
    for (let i = all.indexOf(td.parentElement) + by; all[i]; i += by) {
      const t = all[i].cells[td.cellIndex], to = t && t.querySelector('input[data-code]');
      if (to && to.offsetParent) return to.focus();
    }
    commit(c);
  }
  function side(c, by) {
    const inRow = [...c.el.closest('tr').querySelectorAll('input[data-code]')], to = inRow[inRow.indexOf(c.el) + by];
    if (to) to.focus();
    return !!to;
  }
  function key(e) {
    const c = cells.get(e.target);
    if (!c || !c.grid || e.isComposing) return;
    const el = c.el, ctrl = e.ctrlKey || e.metaKey, edge = el.selectionStart === el.selectionEnd;
    let done = true;
    if (e.key === 'Enter' && ctrl) details(c);
    else if (e.key === 'Enter') move(c, e.shiftKey ? -1 : 1);
    else if (e.key === 'ArrowDown') move(c, 1);
    else if (e.key === 'ArrowUp') move(c, -1);
    else if (e.key === 'ArrowLeft' && edge && el.selectionStart === 0 && !e.shiftKey) done = side(c, -1);
    else if (e.key === 'ArrowRight' && edge && el.selectionEnd === el.value.length && !e.shiftKey) done = side(c, 1);
    else if (e.key === 'F2') el.setSelectionRange(el.value.length, el.value.length);
    else if (e.key === 'Escape' && el.value !== start) { el.value = start; el.select(); }
    else if (ctrl && e.key.toLowerCase() === 'z' && !e.shiftKey && el.value === start) undo();
    else done = false;
    if (done) e.preventDefault();
  }
  async function details(c) {
    const a = c.el.closest('td').querySelector('a.dt');
    commit(c);
    if (!a) return;
    await idle();
    a.click();
  }
  async function idle() { while (busy) await busy; }
  doc.addEventListener('keydown', key);
  doc.addEventListener('focusin', e => {
    const c = cells.get(e.target);
    if (!c || !c.grid) return;
    start = c.el.value;
    c.el.select();
  });
  doc.addEventListener('focusout', e => {
    const c = cells.get(e.target);
    if (!c) return;
    if (changed(c)) commit(c);
    else if (c.grid && c.shown && c.el.value === c.sent && (c.state === 'saved' || c.state === 'warning')) c.el.value = c.shown;
  });
  doc.addEventListener('input', e => {
    const c = cells.get(e.target);
    if (!c || c.grid) return;
    clearTimeout(c.wait);
    keep(c);
    c.wait = setTimeout(() => commit(c), 1000);
  });
  doc.addEventListener('paste', e => {
    const c = cells.get(e.target);
    if (!c || !c.grid || !e.clipboardData) return;
    const text = e.clipboardData.getData('text/plain');
    if (!/[\t\n\r]/.test(text)) return;
    e.preventDefault();
    if (rows(text).length > 1 || (text.includes('\t') && c.el.form.dataset.paste)) return paste(c, text);
    if (!c.el.readOnly) { c.el.value = pick(text); commit(c); }
  });

  // ---- leaving ----
  const unsaved = () => [...cells.values()].filter(c => changed(c) || c.state === 'waiting' || c.state === 'failed' || c.state === 'conflict');
  window.addEventListener('beforeunload', e => { if (unsaved().length && !leaving) { e.preventDefault(); e.returnValue = ''; } });
  window.addEventListener('pagehide', () => { for (const c of cells.values()) if (changed(c)) keep(c); });
  let leaving = false;
  doc.addEventListener('submit', async e => {
    const inside = [...cells.values()].some(c => c.el.form === e.target);
    if (!inside || leaving) return;
    for (const c of cells.values()) if (changed(c)) commit(c);
    if (!busy && !queue.length) { leaving = !unsaved().some(c => c.state === 'waiting'); return; }
    e.preventDefault();
    await idle();
    if (queue.length) return; // not reachable now: the page stays, the message is shown
    leaving = true;
    e.target.requestSubmit(e.submitter || undefined);
  });

  // ---- what was left from last time ----
  let n = 0;
  for (const c of cells.values()) {
    const a = c.grid && c.el.closest('td').querySelector('a.dt');
    if (a) { // Ctrl+Enter opens it; Tab goes to the next cell
      a.tabIndex = -1;
      a.dataset.byKeys = 'Control+Enter';
      c.el.setAttribute('aria-keyshortcuts', 'Control+Enter');
    }
    let d = null;
    try { d = JSON.parse(localStorage.getItem(c.key)); } catch { /* none */ }
    if (!d) continue;
    if (d.value === c.el.value || c.el.readOnly) { drop(c); continue; }
    c.el.value = d.value;
    c.rev = d.rev;
    n++;
    commit(c, { quiet: true, again: true });
  }
  if (n) speak(fill(words.draft, { n }));
  const there = location.hash.slice(1) && byId(location.hash.slice(1));
  if (there && cells.has(there)) there.focus();
})();
