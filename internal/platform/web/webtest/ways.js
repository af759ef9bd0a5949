// What TestScreens asks of a page beside axe: the keyboard, paper, no scripts. Each part gives
// the faults that it finds as a list of sentences.
(() => {
  const doc = document;
  const flat = s => (s || '').replace(/\s+/g, ' ').trim();
  const seen = e => { const b = e.getBoundingClientRect(); return b.width > 0 && b.height > 0 && e.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }); };
  const name = e => '<' + e.tagName.toLowerCase() + (e.id ? '#' + e.id : '') + (e.className && e.className.trim ? '.' + e.className.trim().replace(/\s+/g, '.') : '') + '> ' + flat(e.innerText || e.name || e.value || '').slice(0, 50);
  const active = 'a[href],area[href],button,input:not([type=hidden]),select,textarea,summary,[tabindex],[contenteditable=""],[contenteditable=true]';
  const first = list => list.slice(0, 6);

  // Tab stops in the order of the page: of radio buttons with one name only one is a stop.
  const stops = () => {
    const radios = new Set(), all = [...doc.querySelectorAll(active)].filter(e => e.tabIndex >= 0 && !e.matches(':disabled') && seen(e) && !e.closest('[inert]'));
    return all.filter(e => {
      if (e.type !== 'radio' || !e.name) return true;
      const group = all.filter(x => x.type === 'radio' && x.name === e.name && x.form === e.form), on = group.find(x => x.checked);
      if (on) return e === on;
      const key = e.name + '\n' + all.indexOf(group[0]);
      return !radios.has(key) && radios.add(key);
    });
  };

  const rgb = s => { const m = /rgba?\(([\d.]+), ([\d.]+), ([\d.]+)(?:, ([\d.]+))?\)/.exec(s); return m ? [+m[1], +m[2], +m[3], m[4] === undefined ? 1 : +m[4]] : [0, 0, 0, 1]; };
  const bright = c => { const f = c.slice(0, 3).map(v => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; }); return .2126 * f[0] + .7152 * f[1] + .0722 * f[2]; };
  const contrast = (a, b) => { const [x, y] = [bright(a), bright(b)].sort((p, q) => q - p); return (x + .05) / (y + .05); };

  const mark = e => { const s = getComputedStyle(e); return [s.outlineStyle, s.outlineWidth, s.outlineColor, s.boxShadow].join(' '); };
  const ringed = e => { const s = getComputedStyle(e); return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 && rgb(s.outlineColor)[3] > 0 || s.boxShadow !== 'none'; };

  const keyboard = {
    // start puts the focus before everything and gives the number of stops.
    start() {
      doc.activeElement.blur();
      const had = doc.body.getAttribute('tabindex');
      doc.body.tabIndex = -1;
      doc.body.focus();
      had === null ? doc.body.removeAttribute('tabindex') : doc.body.setAttribute('tabindex', had);
      keyboard.list = stops();
      return keyboard.list.length;
    },
    at() { return keyboard.list.indexOf(doc.activeElement); },
    go(i) { keyboard.list[i].focus({ preventScroll: true }); return true; },
    what(i) { return i < 0 ? name(doc.activeElement) : name(keyboard.list[i]); },
    // skip says what is wrong with the first stop.
    skip() {
      const main = doc.querySelector('main'), one = keyboard.list[0];
      if (!main || !one || main.contains(one) || one.compareDocumentPosition(main) & Node.DOCUMENT_POSITION_PRECEDING) return [];
      if (!one.matches('a[href^="#"]') || !doc.getElementById(one.hash.slice(1))) return ['the first stop is no link that skips to the content: ' + name(one)];
      const b = one.getBoundingClientRect();
      return doc.activeElement === one && (b.right <= 0 || b.bottom <= 0) ? ['the skip link stays out of sight when it has the focus'] : [];
    },
    // kinds gives one stop of each kind in main: where a script may keep the focus.
    kinds() {
      const kinds = new Set(), list = [];
      keyboard.list.forEach((e, i) => {
        const k = e.tagName + (e.type || '') + [...e.attributes].map(a => a.name).filter(a => a.startsWith('data-')).join();
        if (e.closest('main') && !kinds.has(k) && i + 1 < keyboard.list.length && (e.type !== 'date')) { kinds.add(k); list.push(i); }
      });
      return list.filter(i => !/^A$|^BUTTON$/.test(keyboard.list[i].tagName)).slice(0, 3);
    },
    scan() {
      const out = [], looked = new Set();
      for (const e of doc.querySelectorAll('[tabindex]')) if (e.tabIndex > 0) out.push('a positive tabindex: ' + name(e));
      for (const e of doc.querySelectorAll('a[href],button,input:not([type=hidden]),select,textarea,summary')) if (e.tabIndex < 0 && !e.matches(':disabled,[data-by-keys]') && !e.closest('[aria-hidden=true]') && seen(e)) out.push('cannot be reached with Tab: ' + name(e));
      for (const e of keyboard.list) {
        if (!e.isConnected) continue; // a live page has put a new one in its place
        const key = new KeyboardEvent('keydown', { key: 'Tab', code: 'Tab', keyCode: 9, bubbles: true, cancelable: true });
        if (!e.dispatchEvent(key)) out.push('keeps the Tab key: ' + name(e));
        const kind = [e, e.parentElement, e.parentElement.parentElement].map(x => x.tagName + '.' + x.className + '.' + (x.type || '')).join();
        if (looked.has(kind)) continue;
        looked.add(kind);
        doc.activeElement.blur();
        const shown = [e, e.parentElement, e.nextElementSibling, ...e.labels || []].filter(Boolean), before = shown.map(mark);
        e.focus({ preventScroll: true, focusVisible: true });
        if (doc.activeElement !== e) { out.push('does not take the focus: ' + name(e)); continue; }
        if (!shown.some((x, i) => mark(x) !== before[i] && ringed(x))) out.push('nothing shows that it has the focus: ' + name(e));
      }
      doc.activeElement.blur();
      const hand = e => e && e !== doc.documentElement && getComputedStyle(e).cursor === 'pointer';
      for (const e of doc.body.querySelectorAll('*')) {
        if (!(e.hasAttribute('onclick') || hand(e) && !hand(e.parentElement)) || !seen(e)) continue;
        const l = e.closest('label'), key = e.closest('a[href],button,input,select,textarea,summary,option,[tabindex="0"]');
        if (!key && !(l && l.control) && !e.querySelector('label')) out.push('can be clicked but not reached with the keyboard: ' + name(e));
      }
      return first(out);
    },
  };

  // The element that holds the row of data, the smallest one; not a control, which paper does not have.
  const controls = 'button,.btn,.btns,.tools,.tabs,.filter,.pager,select,.noprint,option,summary,a.back,.crumbs,label';
  const holders = row => {
    const main = doc.querySelector('main'), list = [];
    if (!main || !row) return list;
    const walk = e => {
      if (e.matches('input:not([type=hidden]),textarea')) { if (flat(e.value).includes(row)) list.push(e); return; }
      if (!flat(e.textContent).includes(row) && !e.querySelector('input,textarea')) return;
      const n = list.length;
      for (const c of e.children) walk(c);
      if (list.length === n && flat(e.textContent).includes(row)) list.push(e);
    };
    walk(main);
    return list.filter(e => seen(e) && !e.closest(controls));
  };

  const print = {
    // before remembers on the screen what paper must show too.
    before(row) {
      print.row = holders(flat(row));
      print.h1 = [...doc.querySelectorAll('h1')].filter(seen);
      print.theme = doc.documentElement.dataset.theme;
      doc.documentElement.dataset.theme = 'dark';
      return getComputedStyle(doc.body).page === 'wide';
    },
    width() { return getComputedStyle(doc.body).page; },
    scan(row) {
      const out = [], main = doc.querySelector('main');
      if (print.h1.length && !print.h1.some(seen)) out.push('the heading is not printed');
      if (print.row.length && !print.row.some(seen)) out.push('"' + row + '" is on the screen and not on paper');
      if (!flat(main.innerText)) out.push('nothing of the content is printed');
      const W = innerWidth, wide = [];
      if (doc.scrollingElement.scrollWidth > W) for (const e of main.querySelectorAll('*')) if (e.getBoundingClientRect().right > W + 1 && seen(e) && wide.length < 4) wide.push(name(e) + ' ' + Math.round(e.getBoundingClientRect().right));
      if (doc.scrollingElement.scrollWidth > W + 1) out.push('wider than the paper (' + doc.scrollingElement.scrollWidth + ' of ' + W + ' px): ' + wide.join('; '));
      for (const e of doc.querySelectorAll('body > header, nav, body > footer, .skip, .secret, .demo, button, .btn, [type=submit], [type=search], .tools, dialog')) if (seen(e)) out.push('printed though it is no content: ' + name(e));
      const ground = rgb(getComputedStyle(doc.body).backgroundColor);
      if (ground[3] > 0 && bright(ground) < .9) out.push('the paper is dark');
      const pale = new Map(), walker = doc.createTreeWalker(doc.body, NodeFilter.SHOW_TEXT);
      for (let n = walker.nextNode(); n; n = walker.nextNode()) {
        const e = n.parentElement;
        if (!n.data.trim() || pale.has(e) || e.closest('svg,script,style,noscript,option') || !seen(e) || e.closest('.sr')) continue;
        const s = getComputedStyle(e), fg = rgb(s.color), exact = s.printColorAdjust === 'exact';
        let bg = [255, 255, 255, 1];
        for (let x = e; x; x = x.parentElement) { const c = rgb(getComputedStyle(x).backgroundColor); if (c[3] > .5) { bg = c; break; } }
        const c = Math.min(contrast(fg, bg), exact ? 21 : contrast(fg, [255, 255, 255]));
        pale.set(e, c);
        if (c < 4.5) out.push('pale on paper (' + c.toFixed(1) + ':1): ' + name(e));
      }
      return first(out);
    },
    after() {
      print.theme === undefined ? delete doc.documentElement.dataset.theme : doc.documentElement.dataset.theme = print.theme;
      return true;
    },
  };

  const plain = {
    scan(heading, row) {
      const out = [], main = doc.querySelector('main');
      if (!main) return ['no content without scripts'];
      const h = doc.querySelector('h1');
      if (flat(h && h.innerText) !== heading) out.push('the heading without scripts is "' + flat(h && h.innerText) + '"');
      const text = main.cloneNode(true);
      for (const e of text.querySelectorAll('script,style')) e.remove();
      const all = flat(text.textContent + ' ' + [...main.querySelectorAll('input:not([type=hidden]),textarea')].map(e => e.value).join(' '));
      if (!all.includes(row)) out.push('no "' + row + '" without scripts');
      for (const e of doc.querySelectorAll('button,input:not([type=hidden]),select,textarea,a,[role=button],[role=tab],[role=switch],[contenteditable=true],[contenteditable=""]')) {
        if (!seen(e) || e.matches(':disabled') || e.closest('dialog')) continue;
        const does = e.matches('button[popovertarget],button[commandfor],summary');
        if (e.matches('button[type=button],input[type=button]') && !does) out.push('works only with scripts: ' + name(e));
        else if (e.matches('button,input,select,textarea') && !e.form && !e.readOnly && !does && !(e.matches('textarea') && e.value)) out.push('belongs to no form: ' + name(e));
        else if (e.matches('a:not([href]),a[href=""],a[href="#"],a[href^="javascript:"]')) out.push('a link that leads nowhere: ' + name(e));
        else if (e.matches('[role=button],[role=tab],[role=switch],[contenteditable]') && !e.matches('a,button,input')) out.push('works only with scripts: ' + name(e));
      }
      for (const f of doc.forms) if (![...f.elements].some(e => e.matches('button:not([type=button]):not([type=reset]),[type=submit],[type=image]')) && [...f.elements].some(e => seen(e) && !e.readOnly && !e.matches('fieldset,output,:disabled'))) out.push('a form that cannot be sent: ' + (f.getAttribute('action') || f.id));
      for (const e of doc.querySelectorAll('[data-nokey]')) e.hidden = true; // browsers offer passkeys to scripts alone; the page names the other ways
      const need = /(cần|bật|hãy bật|phải có|yêu cầu) (trình duyệt )?(có )?javascript|(enable|needs?|requires?|turn on) javascript/i.exec(flat(doc.body.innerText));
      if (need) out.push('asks for scripts: ' + need[0]);
      return first(out);
    },
  };
  window.__ways = { keyboard, print, plain };
  return true;
})()
