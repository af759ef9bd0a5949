// Small helps on every page. Nothing here is needed: each thing works without scripts.
'use strict';
(() => {
  const doc = document, root = doc.documentElement, words = doc.body.dataset;
  root.classList.add('js');
  const store = {
    get(k) { try { return localStorage.getItem(k); } catch { return null; } },
    set(k, v) { try { localStorage.setItem(k, v); } catch { /* private window */ } },
  };

  // Menus: Esc closes the last opened one and gives focus back; a click elsewhere closes it.
  const opened = [];
  doc.addEventListener('toggle', e => {
    if (e.target.tagName !== 'DETAILS') return;
    const i = opened.indexOf(e.target);
    if (i >= 0) opened.splice(i, 1);
    if (e.target.open) opened.push(e.target);
    if (e.target.open && e.target.dataset.load) load(e.target);
  }, true);

  // The way of a figure is shown where the figure stands, once somebody opens it.
  async function load(box) {
    const from = box.dataset.load;
    delete box.dataset.load;
    try {
      const r = await fetch(from);
      const part = new DOMParser().parseFromString(await r.text(), 'text/html').getElementById('trail');
      if (!r.ok || !part) return;
      for (const x of [part, ...part.querySelectorAll('[id],[aria-labelledby]')]) { x.removeAttribute('id'); x.removeAttribute('aria-labelledby'); }
      box.querySelector('.into').replaceChildren(doc.importNode(part, true));
    } catch { /* the links stay */ }
  }

  doc.addEventListener('click', e => {
    for (const d of doc.querySelectorAll('details.menu[open]')) if (!d.contains(e.target)) d.open = false;
    const b = e.target.closest('[data-print],[data-copy]');
    if (!b) return;
    if ('print' in b.dataset) return paper();
    copy(b);
  });

  // Pictures that nobody scrolled to are fetched before the page goes to paper.
  async function paper() {
    const late = [...doc.images].filter(i => !i.complete);
    for (const i of late) i.loading = 'eager';
    await Promise.race([Promise.all(late.map(i => i.decode().catch(() => 0))), new Promise(done => setTimeout(done, 3000))]);
    window.print();
  }

  async function copy(button) {
    const from = doc.querySelector(button.dataset.copy);
    if (!from) return;
    const text = 'value' in from ? from.value : from.innerText;
    try {
      await navigator.clipboard.writeText(text);
    } catch { // plain http on a local network: no clipboard object
      const area = doc.createElement('textarea');
      area.value = text;
      area.className = 'sr';
      doc.body.append(area);
      area.select();
      doc.execCommand('copy');
      area.remove();
      button.focus();
    }
    const old = button.textContent;
    button.textContent = words.copied;
    setTimeout(() => { button.textContent = old; }, 2500);
  }

  // Keys.
  const field = e => e.closest && e.closest('input,textarea,select,button,summary,a,[contenteditable]');
  doc.addEventListener('keydown', e => {
    const last = e.key === 'Escape' && !e.defaultPrevented && (opened.pop() || doc.querySelector('details.menu[open]'));
    if (last) { // the toggle event may still be on its way: then the open menu is looked up
      last.open = false;
      last.querySelector('summary').focus();
    } else if ((e.ctrlKey || e.metaKey) && !e.shiftKey && e.key.toLowerCase() === 'k') {
      const q = doc.getElementById('q');
      if (!q) return;
      e.preventDefault();
      q.focus();
      q.select();
    } else if (e.key === '?' && !field(e.target) && store.get('thidua:keys') !== 'off') {
      doc.getElementById('keys').showModal();
    }
  });
  const off = doc.getElementById('keys-off');
  if (off) {
    const show = () => off.setAttribute('aria-pressed', store.get('thidua:keys') === 'off');
    show();
    off.addEventListener('click', () => { store.set('thidua:keys', store.get('thidua:keys') === 'off' ? 'on' : 'off'); show(); });
  }

  // Search: what is typed is answered below the box; arrows walk through the answers. Without
  // scripts the box leads to the page of results.
  const q = doc.querySelector('.find #q');
  if (q) {
    const pop = doc.createElement('div');
    let wait, asked = 0;
    pop.className = 'pop found';
    pop.hidden = true;
    pop.setAttribute('role', 'region');
    pop.setAttribute('aria-live', 'polite');
    pop.setAttribute('aria-label', q.labels[0].textContent);
    q.form.append(pop);
    const ask = async () => {
      const n = ++asked;
      try {
        const r = await fetch('/tim/nhanh?q=' + encodeURIComponent(q.value));
        const a = await r.json();
        if (n !== asked || r.redirected) return;
        pop.replaceChildren();
        for (const x of a.list) {
          const link = doc.createElement('a'), hint = doc.createElement('small');
          link.href = x.href;
          link.textContent = x.text;
          hint.textContent = x.kind + (x.hint ? ' · ' + x.hint : '');
          link.append(hint);
          pop.append(link);
        }
        if (!a.list.length) pop.textContent = a.none;
        pop.hidden = false;
      } catch { pop.hidden = true; }
    };
    q.addEventListener('input', () => {
      clearTimeout(wait);
      if (q.value.trim().length < 2) { asked++; pop.hidden = true; return; }
      wait = setTimeout(ask, 150);
    });
    q.form.addEventListener('keydown', e => {
      const links = [...pop.querySelectorAll('a')], i = links.indexOf(doc.activeElement);
      if (e.key === 'Escape' && !pop.hidden) { pop.hidden = true; q.focus(); e.preventDefault(); }
      if (pop.hidden || e.key !== 'ArrowDown' && e.key !== 'ArrowUp') return;
      e.preventDefault();
      (links[i + (e.key === 'ArrowDown' ? 1 : -1)] || q).focus();
    });
    doc.addEventListener('click', e => { if (!q.form.contains(e.target)) pop.hidden = true; });
  }

  // Leaving a form with unsaved text asks first.
  const dirty = new Set();
  doc.addEventListener('input', e => { const f = e.target.form; if (f && 'guard' in f.dataset) dirty.add(f); });
  doc.addEventListener('submit', e => { if (!e.defaultPrevented) dirty.delete(e.target); });
  window.addEventListener('beforeunload', e => { if (dirty.size) { e.preventDefault(); e.returnValue = words.leave; } });

  // Dates: the weekday is echoed, and a small calendar stands beside the box.
  const read = s => {
    const m = /^\s*(\d{1,2})\s*[\/.-]\s*(\d{1,2})\s*[\/.-]\s*(\d{4}|\d{2})\s*$/.exec(s);
    if (!m) return null;
    const y = +m[3] < 100 ? 2000 + +m[3] : +m[3], d = new Date(y, m[2] - 1, +m[1]);
    return d.getMonth() === m[2] - 1 && d.getDate() === +m[1] ? d : null;
  };
  const two = n => String(n).padStart(2, '0');
  const vn = d => two(d.getDate()) + '/' + two(d.getMonth() + 1) + '/' + d.getFullYear();
  for (const box of doc.querySelectorAll('input[data-date]')) {
    const day = doc.createElement('span');
    day.className = 'day';
    const echo = () => {
      const d = read(box.value);
      const w = d ? d.toLocaleDateString(root.lang === 'en' ? 'en-GB' : 'vi-VN', { weekday: 'long' }) : '';
      day.textContent = d ? w[0].toUpperCase() + w.slice(1) + ', ' + vn(d) : '';
    };
    box.addEventListener('input', echo);
    box.after(day);
    if (!box.readOnly) {
      const wrap = doc.createElement('span'), pick = doc.createElement('input');
      wrap.className = 'cal';
      pick.type = 'date';
      pick.setAttribute('aria-label', words.pick);
      pick.addEventListener('click', () => {
        const d = read(box.value);
        if (d) pick.value = d.getFullYear() + '-' + two(d.getMonth() + 1) + '-' + two(d.getDate());
        try { pick.showPicker(); } catch { /* the browser opens it by itself */ }
      });
      pick.addEventListener('change', () => {
        const [y, m, d] = pick.value.split('-');
        if (!d) return;
        box.value = d + '/' + m + '/' + y;
        box.dispatchEvent(new Event('input', { bubbles: true }));
      });
      wrap.append(pick);
      box.after(wrap);
    }
    echo();
  }

  // Tables that become cards on phones keep their meaning for screen readers.
  for (const t of doc.querySelectorAll('table.stack,table.cells')) {
    t.setAttribute('role', 'table');
    for (const [sel, role] of [['thead,tbody,tfoot', 'rowgroup'], ['tr', 'row'], ['thead th', 'columnheader'], ['tbody th,tfoot th', 'rowheader'], ['td', 'cell']]) {
      for (const x of t.querySelectorAll(sel)) x.setAttribute('role', role);
    }
  }

  const errors = doc.getElementById('errors');
  if (errors) errors.focus();
})();
