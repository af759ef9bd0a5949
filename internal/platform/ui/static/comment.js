// Fills the field "Xác thực" with proof of work and counts the letters left. Without this
// script the question is answered by hand.
'use strict';
(() => {
  const form = document.getElementById('comment');
  if (!form) return;
  const words = form.dataset, state = form.querySelector('.workstate'), answer = form.elements.answer, hidden = form.elements.altcha;
  let begun = false, working = null;
  const fail = () => { state.textContent = words.fail; working = null; };
  async function work() {
    if (begun) return;
    begun = true;
    state.textContent = words.doing;
    try {
      const r = await fetch(words.work, { headers: { Accept: 'application/json' } });
      if (!r.ok) return fail();
      const c = await r.json(), worker = new Worker(words.worker), t = Date.now();
      working = new Promise(done => {
        worker.onerror = () => { fail(); done(); };
        worker.onmessage = e => {
          worker.terminate();
          if (e.data < 0) { fail(); return done(); }
          hidden.value = btoa(JSON.stringify({ algorithm: c.algorithm, challenge: c.challenge, number: e.data, salt: c.salt, signature: c.signature, took: Date.now() - t }));
          state.textContent = '✓ ' + words.done;
          if (!answer.value) { answer.readOnly = true; answer.value = words.done; }
          working = null;
          done();
        };
        worker.postMessage(c);
      });
    } catch { fail(); }
  }
  form.addEventListener('focusin', work, { once: true });
  form.addEventListener('submit', e => {
    if (!working) return;
    e.preventDefault(); // the work is nearly done
    working.then(() => form.requestSubmit());
  });
  const text = form.elements.text;
  if (text && text.maxLength > 0) {
    const left = document.createElement('p');
    left.className = 'hint';
    left.setAttribute('aria-live', 'polite');
    text.after(left);
    const count = () => { const n = text.maxLength - text.value.length; left.textContent = n < 200 ? words.left.replace('{n}', n) : ''; };
    text.addEventListener('input', count);
    count();
  }
})();
