// What is pasted into the text of an article from Word or a page becomes Markdown: paragraphs, headings,
// lists, bold, italic, links to the web. Nothing else of it comes along. Without this script the plain
// text is pasted, which the server cleans.
'use strict';
(() => {
  const skip = /^(STYLE|SCRIPT|HEAD|TITLE|TEMPLATE|IMG|OBJECT)$/;
  const block = 'p,div,li,ul,ol,tr,table,h1,h2,h3,h4,h5,h6,blockquote,section,article';
  const markdown = html => {
    const out = [];
    let line = '';
    const flush = mark => {
      const s = line.replace(/\s+/g, ' ').trim();
      if (s) out.push((mark || '') + s);
      line = '';
    };
    const kids = n => n.childNodes.forEach(walk);
    const inline = (n, mark, end) => {
      const before = line;
      line = '';
      kids(n);
      const s = line.trim();
      line = before + (s ? line.replace(s, () => mark + s + end) : line);
    };
    const walk = n => {
      if (n.nodeType === 3) { line += n.data; return; }
      if (n.nodeType !== 1 || skip.test(n.tagName)) return;
      const style = n.getAttribute('data-style') || '', tag = n.tagName, whole = n.querySelector(block) || n.closest('h1,h2,h3,h4,h5,h6');
      if (/mso-list:\s*ignore/i.test(style)) { // Word's number or sign before an item
        const no = n.textContent.trim().match(/^(\d{1,3})[.)]$/);
        line += no ? no[1] + '. ' : '- ';
      } else if (tag === 'BR') flush();
      else if (/^H[1-6]$/.test(tag)) { flush(); kids(n); flush(tag < 'H4' ? '## ' : '### '); }
      else if (tag === 'LI') { flush(); kids(n); flush(n.parentElement.tagName === 'OL' ? [...n.parentElement.children].indexOf(n) + 1 + '. ' : '- '); }
      else if (tag === 'TD' || tag === 'TH') { if (line.trim()) line += ' – '; n.querySelectorAll(block).length > 1 ? kids(n) : line += n.textContent; }
      else if (n.matches(block)) { flush(); kids(n); flush(); }
      else if (!whole && (/^(B|STRONG)$/.test(tag) && !/font-weight:\s*(normal|400)/i.test(style))) inline(n, '**', '**');
      else if (!whole && /^(I|EM)$/.test(tag)) inline(n, '*', '*');
      else if (!whole && tag === 'A' && /^https?:/.test(n.getAttribute('href') || '') && n.textContent.trim()) inline(n, '[', '](' + encodeURI(decodeURI(n.href)).replace(/[()]/g, c => (c === '(' ? '%28' : '%29')) + ')');
      else kids(n);
    };
    // What the page's policy forbids would be reported, though nothing here is shown: it is renamed first.
    const tame = html.replace(/<(style|script)\b[\s\S]*?<\/\1\s*>/gi, '').replace(/<[a-z][^>]*>/gi, tag => tag.replace(/([\s'"/])(style|on\w+)(\s*=)/gi, '$1data-$2$3'));
    kids(new DOMParser().parseFromString(tame, 'text/html').body);
    flush();
    const item = s => /^(- |\d{1,3}\. )/.test(s);
    return out.reduce((all, s, i) => all + (i ? (item(s) && item(out[i - 1]) ? '\n' : '\n\n') : '') + s, '');
  };
  document.addEventListener('paste', e => {
    const t = e.target;
    if (!t.matches || !t.matches('textarea[name=body],textarea[name=lead]') || !e.clipboardData) return;
    let s = '';
    try { s = markdown(e.clipboardData.getData('text/html')); } catch { return; }
    if (!s) return;
    e.preventDefault();
    if (document.execCommand('insertText', false, s)) return; // keeps Ctrl+Z
    t.setRangeText(s, t.selectionStart, t.selectionEnd, 'end');
    t.dispatchEvent(new Event('input', { bubbles: true }));
  });
})();
