// Photos are dragged into another order. Each photo also has buttons for it.
'use strict';
(() => {
  const list = document.querySelector('[data-order]');
  if (!list) return;
  let held = null;
  const item = e => e.target.closest && e.target.closest('[data-order] > li');
  for (const x of list.children) x.draggable = true;
  for (const x of list.querySelectorAll('a,img')) x.draggable = false;
  const clear = () => { for (const x of list.children) x.classList.remove('over'); };
  list.addEventListener('dragstart', e => {
    held = item(e);
    if (!held) return;
    e.dataTransfer.effectAllowed = 'move';
    e.dataTransfer.setData('text/plain', held.dataset.no);
  });
  list.addEventListener('dragover', e => {
    const x = item(e);
    if (!held || !x) return;
    e.preventDefault();
    clear();
    if (x !== held) x.classList.add('over');
  });
  list.addEventListener('dragend', () => { held = null; clear(); });
  list.addEventListener('drop', e => {
    const x = item(e);
    if (!held || !x || x === held) return;
    e.preventDefault();
    const form = document.createElement('form');
    form.method = 'post';
    form.action = list.dataset.order + held.dataset.no;
    for (const [k, v] of [['viec', 'doi-cho'], ['cho', x.dataset.no]]) {
      const i = document.createElement('input');
      i.type = 'hidden';
      i.name = k;
      i.value = v;
      form.append(i);
    }
    document.body.append(form);
    form.submit();
  });
})();
