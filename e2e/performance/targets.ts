// What ZenDB is meant to reach in Chromium: ratios to a peer measured in the same round, or milliseconds. They are printed as met or
// missed; only wrong answers and failing engines end a benchmark with an error, because a busy machine is no mistake.

export type Target = { readonly peer: string; readonly ratio: number } | { readonly ms: number }

const aheadOfSqlite: Target = { peer: 'sqlite-wasm', ratio: 1 }
const nearIndexedDb: Target = { peer: 'raw-indexeddb', ratio: 1.3 }

export const targets: Readonly<Record<string, Target>> = {
  w1: aheadOfSqlite,
  w2: aheadOfSqlite,
  w2t: aheadOfSqlite,
  w3: aheadOfSqlite,
  w4: aheadOfSqlite,
  w5: aheadOfSqlite,
  w5b: aheadOfSqlite,
  w6: aheadOfSqlite,
  w7: aheadOfSqlite,
  w8: nearIndexedDb,
  w8s: nearIndexedDb,
  w9: aheadOfSqlite,
  w10a: aheadOfSqlite,
  w10b: aheadOfSqlite,
  w10c: aheadOfSqlite,
  w11: nearIndexedDb,
  w11e: { ms: 50 },
}
