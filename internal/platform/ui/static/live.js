// Live pages. Everything works without this file: forms post, pages reload.
'use strict';
(() => {
  const doc = document, root = doc.documentElement, box = doc.querySelector('[data-live]');
  root.classList.add('js');
  if (!box) return;
  const set = box.dataset, swap = 'swap' in set, conn = doc.getElementById('conn');
  let have = +set.seq, skew = +set.now - Date.now(), heard = Date.now(), source, polling, sending = 0, lost = 0;

  // The connection in words; a short flicker is not worth a word.
  const say = () => {
    if (!conn) return;
    const off = sending > 1 || (lost && Date.now() - lost > 4000);
    conn.textContent = sending > 1 ? conn.dataset.resend : off ? conn.dataset.lost : conn.dataset.good;
    conn.classList.toggle('lost', off);
    conn.hidden = !off && 'quiet' in conn.dataset;
  };

  // Clocks.
  const two = n => String(n).padStart(2, '0');
  const tick = () => {
    const now = Date.now() + skew;
    for (const c of doc.querySelectorAll('[data-until]')) {
      const s = Math.ceil((+c.dataset.until - now) / 1000), a = Math.abs(s);
      c.textContent = (s < 0 ? '-' : '') + two(Math.floor(a / 60)) + ':' + two(a % 60);
      c.classList.toggle('over', s < 0);
    }
    const h = new Date(now + 7 * 3600e3), t = doc.querySelectorAll('[data-time]');
    for (const c of t) c.textContent = two(h.getUTCHours()) + ':' + two(h.getUTCMinutes());
    say();
  };

  // What concerns this delegate: place in the queue, whose turn, which buttons.
  const mine = () => {
    const me = set.me, f = doc.querySelector('#now [data-state]');
    if (!me || !f) return;
    const d = f.dataset, queue = d.queue ? d.queue.split(',') : [], i = queue.indexOf(me), on = { [d.state]: 1 };
    if (d.speaker === me) on.turn = 1;
    else if (i >= 0) on.queued = 1;
    else if (d.state === 'running') on[d.discuss ? (d.locked ? 'shut' : 'free') : 'quiet'] = 1;
    if (d.poll && set.voter) on.vote = 1;
    const left = d.end ? Math.max(0, +d.end - Date.now() - skew) : 0, place = doc.getElementById('place');
    if (place && i >= 0) place.textContent = place.dataset.text.replace('{n}', i + 1).replace('{m}', Math.max(1, Math.round((i * d.slot + left / 1000) / 60)));
    for (const e of doc.querySelectorAll('#me [data-if]')) e.hidden = !e.dataset.if.split(' ').some(k => on[k]);
    for (const e of doc.querySelectorAll('#me [name=bq]')) e.value = d.poll || '';
    for (const e of doc.querySelectorAll('#me [data-choice]')) e.setAttribute('aria-pressed', set.voted === d.poll + ':' + e.dataset.choice);
    const got = doc.getElementById('got'), said = (set.voted || '').split(':');
    if (got) got.textContent = d.poll && said[0] === d.poll ? got.dataset[said[1]] : '';
    const shout = doc.getElementById('shout');
    if (shout) {
      const text = on.turn ? shout.dataset.text : '';
      if (shout.textContent !== text) { shout.textContent = text; if (text && navigator.vibrate) navigator.vibrate(300); }
    }
  };

  // Regions of a fetched page replace those of this one; what somebody is typing stays, and
  // what was told to somebody stays long enough to be read, whatever happens meanwhile.
  const busy = e => e.contains(doc.activeElement) && /^(INPUT|TEXTAREA|SELECT)$/.test(doc.activeElement.tagName) && doc.activeElement.type !== 'hidden';
  const alike = e => e.dataset.focus || [e.tagName, e.name, e.value, e.textContent.trim(), e.form?.querySelector('[name=ai]')?.value].join('|');
  let told = Date.now();
  const take = (html, own) => {
    const page = new DOMParser().parseFromString(html, 'text/html'), next = page.querySelector('[data-live]');
    if (!next || next.dataset.live !== set.live) return false;
    const seq = +next.dataset.seq;
    if (own) told = Date.now();
    for (const e of doc.querySelectorAll('[data-region]')) {
      const n = page.getElementById(e.id);
      if (!n || busy(e)) continue;
      for (const d of own ? [] : e.querySelectorAll('details[open]')) { // what was opened stays open
        const m = [...n.querySelectorAll('details')].find(x => alike(x.firstElementChild) === alike(d.firstElementChild));
        if (m) m.open = true;
      }
      if (n.innerHTML === e.innerHTML) continue;
      if ('told' in e.dataset && !own && Date.now() - told < 20000) continue;
      const at = e.contains(doc.activeElement) && alike(doc.activeElement);
      e.replaceChildren(...n.childNodes);
      if (at) { const b = [...e.querySelectorAll('a,button,summary')].find(x => alike(x) === at); if (b) b.focus(); }
    }
    for (const k of ['me', 'voter', 'voted']) if (k in next.dataset) set[k] = next.dataset[k]; else delete set[k];
    have = Math.max(have, seq);
    skew = +next.dataset.now - Date.now();
    mine();
    tick();
    return true;
  };
  let asked = false;
  const again = async () => {
    if (asked) return;
    asked = true;
    try {
      const r = await fetch(location.href, { headers: { Accept: 'text/html' } });
      const html = await r.text();
      if (r.ok && !take(html)) location.reload();
      back();
    } catch { lost ||= Date.now(); } finally { asked = false; }
  };
  const back = () => { lost = 0; heard = Date.now(); say(); };

  const frame = (seq, was, html) => {
    if (seq <= have) return;
    if (swap) { have = seq; again(); return; }
    have = seq;
    doc.getElementById('now').innerHTML = html;
    mine();
    tick();
  };
  const poll = async () => {
    if (!set.frame) return again();
    try {
      const r = await fetch(set.frame + (set.frame.includes('?') ? '&' : '?') + 'sau=' + have);
      if (r.status === 200) frame(+r.headers.get('X-Seq'), have, await r.text());
      else if (r.status !== 204) return location.reload();
      back();
    } catch { lost ||= Date.now(); say(); }
  };
  const watch = () => {
    if (source) source.close();
    source = new EventSource(set.live + (set.live.includes('?') ? '&' : '?') + 'sau=' + have);
    source.onopen = () => { back(); clearInterval(polling); polling = 0; };
    source.onmessage = e => {
      back();
      const n = e.data.indexOf('\n'), head = (n < 0 ? e.data : e.data.slice(0, n)).split(' ');
      frame(+head[0], +head[1], n < 0 ? '' : e.data.slice(n + 1));
    };
    source.onerror = () => {
      lost ||= Date.now();
      if (!polling) polling = setInterval(poll, 3000);
      if (source.readyState === 2) setTimeout(watch, 5000);
    };
  };
  if (window.EventSource) watch(); else setInterval(poll, 3000);
  addEventListener('online', poll);
  doc.addEventListener('visibilitychange', () => { if (!doc.hidden) poll(); });
  setInterval(tick, 500);
  if (set.every) setInterval(() => { if (doc.querySelector('[data-counting]')) again(); }, +set.every);

  // Forms: sent until they arrive. The key in the form makes the second arrival the same act.
  const wait = ms => new Promise(f => setTimeout(f, ms));
  doc.addEventListener('submit', async e => {
    const f = e.target;
    if (!('send' in f.dataset)) return;
    e.preventDefault();
    if (f.dataset.busy) return;
    f.dataset.busy = 1;
    const body = new URLSearchParams(new FormData(f, e.submitter));
    for (let pause = 1000; ; pause = Math.min(pause * 2, 15000)) {
      try {
        const r = await fetch(f.action, { method: 'POST', body, headers: { Accept: 'text/html' } });
        if (r.status === 503) throw 0;
        const html = await r.text();
        sending = 0;
        back();
        const t = f.querySelector('textarea,input[type=text]');
        if (r.ok && t) { t.value = ''; t.blur(); }
        const key = f.querySelector('[name=khoa]');
        if (key) key.value = Math.random().toString(36).slice(2) + Date.now().toString(36);
        if (!take(html, true)) { doc.open(); doc.write(html); doc.close(); }
        if (r.ok && t && 'stay' in f.dataset) t.focus();
        break;
      } catch {
        sending++;
        lost ||= Date.now();
        say();
        await wait(pause);
      }
    }
    delete f.dataset.busy;
  });

  // Keys of the chair: only when the focus is in no field and on no button.
  doc.addEventListener('keydown', e => {
    if (e.ctrlKey || e.altKey || e.metaKey || e.target.closest('input,textarea,select,button,summary,a,dialog')) return;
    try { if (localStorage.getItem('thidua:keys') === 'off') return; } catch { /* private window */ }
    const b = doc.querySelector('[data-key="' + (e.key === ' ' ? 'space' : e.key.toLowerCase()) + '"]');
    if (b) { e.preventDefault(); b.click(); }
  });
  mine();
  tick();
})();
