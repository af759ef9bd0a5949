// Finds the number whose SHA-256 with the salt is the one asked for (ALTCHA protocol,
// version 1). The hash is written out: on plain http browsers lend none.
'use strict';
const K = new Uint32Array(64), H = new Uint32Array(8);
for (let n = 2, i = 0; i < 64; n++) {
  let prime = true;
  for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
  if (!prime) continue;
  if (i < 8) H[i] = Math.sqrt(n) * 4294967296;
  K[i++] = Math.cbrt(n) * 4294967296;
}
const w = new Uint32Array(64);
const turn = (x, n) => (x >>> n) | (x << (32 - n));
function sha256(bytes) {
  const size = (bytes.length + 72) & ~63, m = new DataView(new ArrayBuffer(size)), h = H.slice();
  bytes.forEach((b, i) => m.setUint8(i, b));
  m.setUint8(bytes.length, 128);
  m.setUint32(size - 4, bytes.length * 8);
  for (let p = 0; p < size; p += 64) {
    for (let i = 0; i < 16; i++) w[i] = m.getUint32(p + 4 * i);
    for (let i = 16; i < 64; i++) {
      const a = w[i - 15], b = w[i - 2];
      w[i] = w[i - 16] + (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) + w[i - 7] + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10));
    }
    let [a, b, c, d, e, f, g, x] = h;
    for (let i = 0; i < 64; i++) {
      const t = (x + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
      const u = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      x = g; g = f; f = e; e = (d + t) | 0; d = c; c = b; b = a; a = (t + u) | 0;
    }
    [a, b, c, d, e, f, g, x].forEach((v, i) => { h[i] += v; });
  }
  return h;
}
onmessage = e => {
  const { salt, challenge, maxnumber } = e.data, text = new TextEncoder();
  const want = Uint32Array.from({ length: 8 }, (_, i) => parseInt(challenge.slice(8 * i, 8 * i + 8), 16));
  for (let n = 0; n <= maxnumber; n++) {
    const h = sha256(text.encode(salt + n));
    if (h[0] === want[0] && h.every((v, i) => v === want[i])) return postMessage(n);
  }
  postMessage(-1);
};
