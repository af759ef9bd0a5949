// Words that somebody marks in a text with data-quote go into the field of that name; they can be
// copied there by hand as well.
'use strict';
document.addEventListener('selectionchange', () => {
  const s = getSelection(), at = s.anchorNode, text = s.toString().trim();
  const from = text && at && (at.closest ? at : at.parentElement).closest('[data-quote]');
  const field = from && from.contains(s.focusNode) && document.querySelector('[name=' + from.dataset.quote + ']');
  if (field) { field.value = text; field.dispatchEvent(new Event('input', { bubbles: true })); }
});
