// What one run of a benchmark is about: workloads, engines and rounds, from the command line (`w2,w3 engines=zendb,sqlite-wasm rounds=5`).

import { loadedWorkloads } from './run-engine.ts'

export interface BenchChoice {
  readonly workloads: readonly string[]
  readonly engines: readonly string[]
  readonly rounds: number
}

export const workloadTitles = new Map<string, string>([
  ['w1', 'load 110k rows, one transaction'],
  ...loadedWorkloads.map(({ id, title }) => [id, title] as const),
  ['w11', 'fresh browser: page start to first row'],
  ['w11o', 'of it: open to first row, less indexedDB.open'],
  ['w11e', 'opened again by the same page, less indexedDB.open'],
  ['w11s', 'then a full scan'],
])

/** `known` are all engines of this benchmark; `usual` those that run when none are named. */
export function parseChoice(words: readonly string[], known: readonly string[], usual: readonly string[]): BenchChoice {
  const choice = { workloads: [...workloadTitles.keys()], engines: [...usual], rounds: 3 }
  for (const word of words) {
    if (word.startsWith('rounds=')) choice.rounds = Math.max(1, Number.parseInt(word.slice('rounds='.length), 10) || 3)
    else if (word.startsWith('engines=')) choice.engines = requireKnown(word.slice('engines='.length).split(','), known, 'engine')
    else choice.workloads = requireKnown(word.split(','), [...workloadTitles.keys()], 'workload')
  }
  return choice
}

function requireKnown(words: readonly string[], known: readonly string[], noun: string): string[] {
  const unknown = words.filter(word => !known.includes(word))
  if (unknown.length > 0) throw new TypeError(`no ${noun} ${unknown.join(', ')}; there are: ${known.join(', ')}`)
  return [...words]
}
