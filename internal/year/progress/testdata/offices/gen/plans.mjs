// Short forms for writing a plan.
import { NOTE } from './lib.mjs';
// 'code|name|measure|type|field|base[|direction]'
const parse = (l) => { const [code, name, measure, type, field, n, direction] = l.split('|'); return { code, name, measure, type, direction: direction || (type === 'yesno' ? 'equal' : 'higher'), field, n: Number(n) }; };
export function makePlan({ bloc, year, period, directive, fields, units, common, own }) {
  return { schema: 'thidua-plan/1', note: NOTE, bloc: { code: bloc[0], name: bloc[1], province: bloc[2], leader: units[0][0] }, year, period: { code: period[0], name: period[1], from: period[2], to: period[3] },
    directive: { number: directive[0], date: directive[1], issuer: directive[2], subject: directive[3] }, fields: fields.map(([code, name]) => ({ code, name })),
    units: units.map(([code, name, short, kind], i) => ({ order: i + 1, code, name, short, kind: kind || 'civil' })),
    common_targets: common.map(parse).map(({ n, ...t }) => ({ ...t, plan: {}, base: n })),
    own_targets: Object.fromEntries(units.map(([u]) => [u, (own[u] || []).map(parse).map(({ n, ...t }) => ({ ...t, plan: n }))])) };
}
