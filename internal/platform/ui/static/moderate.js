// Keys of a list of things to look at: J and K move; A, C, H, R press what the item offers: publish or
// accept, remark or answer, hide, reply. They act only outside fields and can be switched off in the
// list of shortcuts.
'use strict';
(() => {
  const list = document.querySelector('[data-mod]');
  if (!list) return;
  const items = [...list.children];
  const here = () => items.findIndex(x => x.contains(document.activeElement));
  const from = () => Math.max(here(), here() < 0 && location.hash ? items.findIndex(x => '#' + x.id === location.hash) : -1);
  const go = i => { const x = items[Math.max(0, Math.min(items.length - 1, i))]; x.focus(); x.scrollIntoView({ block: 'nearest' }); };
  const off = () => { try { return localStorage.getItem('thidua:keys') === 'off'; } catch { return false; } };
  const all = document.querySelector('[data-all]');
  if (all) {
    all.hidden = false;
    all.addEventListener('click', () => {
      const boxes = [...list.querySelectorAll('input[name=chon]')], on = boxes.some(b => !b.checked);
      for (const b of boxes) b.checked = on;
    });
  }
  document.addEventListener('keydown', e => {
    if (e.key === 'Enter' && e.target.matches('select[name=reason]') && e.target.value) {
      e.target.closest('form').querySelector('[value=hide]').click();
      e.preventDefault();
    }
    if (e.ctrlKey || e.metaKey || e.altKey || e.shiftKey || off() || document.querySelector('dialog[open]')) return;
    if (e.target.closest('input,textarea,select,button,summary,a')) return;
    const i = from(), k = e.key.toLowerCase();
    if (k === 'j') go(i + 1);
    else if (k === 'k') go(i < 0 ? 0 : i - 1);
    else if (k === 'x' && here() >= 0) { const b = items[i].querySelector('input[name=chon]'); if (b) b.checked = !b.checked; }
    else if ('achr'.includes(k) && k.length === 1 && here() >= 0) {
      const b = items[i].querySelector('[data-key="' + k + '"]');
      if (!b) return;
      const why = k === 'h' && b.closest('form').elements.reason;
      if (why && !why.value) why.focus(); // Enter hides, once a reason is chosen
      else b.click();
      if (k === 'r') { const t = items[i].querySelector('textarea'); if (t) t.focus(); }
    } else return;
    e.preventDefault();
  });
  if (!location.hash && here() < 0 && new URLSearchParams(location.search).has('muc')) items[0].focus({ preventScroll: true });
})();
