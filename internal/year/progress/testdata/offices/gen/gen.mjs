// Generates all sets of this folder. Run: npm install && node gen.mjs (needs LibreOffice for .xls and .ods), then node verify.mjs.
// Node's deterministic figures come from the names of the sets, so two runs give the same figures.
import fs from 'node:fs';
let files = 0, n = 0; const total = {};
for (const k of [1, 2, 3, 4, 5, 6]) {
  if (!fs.existsSync(new URL(`./set${k}.mjs`, import.meta.url))) continue;
  if (process.argv[2] && process.argv[2] !== String(k)) continue;
  const r = await (await import(`./set${k}.mjs`))[`set${k}`](); console.log(`set ${k}`, r.files, 'files', r.n, 'entries', r.counts);
  files += r.files; n += r.n; for (const [c, v] of Object.entries(r.counts)) total[c] = (total[c] || 0) + v;
}
console.log(files, 'files', n, 'entries', total);
