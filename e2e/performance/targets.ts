// What ZenDB is meant to reach in Chromium, as ratios to a peer measured in the same round. They are printed as met or missed; only
// wrong answers and failing engines end a benchmark with an error, because a busy machine is no mistake.

export interface Target {
  readonly peer: string
  readonly ratio: number
}

export const targets: Readonly<Record<string, Target>> = {
  w1: { peer: 'sqlite-wasm', ratio: 1 },
  w2: { peer: 'sqlite-wasm', ratio: 1 },
  w2t: { peer: 'sqlite-wasm', ratio: 1 },
  w3: { peer: 'sqlite-wasm', ratio: 1 },
  w4: { peer: 'sqlite-wasm', ratio: 0.33 },
  w5: { peer: 'sqlite-wasm', ratio: 0.33 },
  w5b: { peer: 'sqlite-wasm', ratio: 0.33 },
  w6: { peer: 'sqlite-wasm', ratio: 0.33 },
  w7: { peer: 'sqlite-wasm', ratio: 0.33 },
  w8: { peer: 'raw-indexeddb', ratio: 1.1 },
  w8s: { peer: 'raw-indexeddb', ratio: 1.1 },
  w9: { peer: 'sqlite-wasm', ratio: 1 },
  w10a: { peer: 'sqlite-wasm', ratio: 0.33 },
  w10b: { peer: 'sqlite-wasm', ratio: 0.33 },
  w10c: { peer: 'sqlite-wasm', ratio: 0.33 },
  w11: { peer: 'raw-indexeddb', ratio: 1.5 },
}
