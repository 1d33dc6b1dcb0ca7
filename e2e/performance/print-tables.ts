// Prints what was measured: medians with their range, and ratios paired by round, which stay true when the machine is busy.

import { workloadTitles } from './bench-choice.ts'
import type { Rounds } from './run-rounds.ts'
import { targets } from './targets.ts'
import { median, type Figure } from './workloads/measure.ts'

type Quantity = (figure: Figure) => number | null

const quantities: readonly [name: string, of: Quantity][] = [
  ['CPU ms', figure => figure.cpu],
  ['wall ms', figure => figure.wall],
]

export function printTables(place: string, workloads: readonly string[], runs: Rounds): void {
  for (const [name, of] of quantities) {
    if (![...runs.values()].some(rounds => rounds.some(run => Object.values(run.figures).some(figure => of(figure) !== null)))) continue
    console.log(`\n${place}, ${name}: median [min-max] of the rounds; * = loop ended after 5 s and scaled up`)
    printTable(
      ['workload', ...runs.keys()],
      workloads.map(workload => [label(workload), ...columns(workload, runs, of)]),
    )
    const peers = [...runs.keys()].filter(engine => !engine.startsWith('zendb'))
    for (const own of [...runs.keys()].filter(engine => engine.startsWith('zendb'))) {
      if (peers.length === 0) continue
      console.log(`\n${place}, ${name}: ${own} / peer, median [min-max] of the ratios in each round; below 1 is faster`)
      printTable(
        ['workload', ...peers.map(peer => `/ ${peer}`)],
        workloads.map(workload => [label(workload), ...peers.map(peer => ratioCell(ratiosOf(workload, runs, own, peer, of)))]),
      )
    }
  }
}

const label = (workload: string): string => `${workload} ${workloadTitles.get(workload) ?? ''}`

function columns(workload: string, runs: Rounds, of: Quantity): string[] {
  return [...runs.values()].map(rounds => {
    const figures = rounds.map(run => run.figures[workload]).filter(figure => figure !== undefined)
    const values = figures.map(of).filter(value => value !== null)
    if (values.length === 0) return '-'
    const p95 =
      figures[0].p95 === undefined || of(figures[0]) !== figures[0].wall
        ? ''
        : ` p95 ${short(median(figures.map(figure => figure.p95 ?? 0)))}`
    return `${summary(values)}${p95}${figures.some(figure => figure.isScaled === true) ? ' *' : ''}`
  })
}

function ratiosOf(workload: string, runs: Rounds, own: string, peer: string, of: Quantity): number[] {
  const ratios: number[] = []
  const peers = runs.get(peer) ?? []
  for (const [round, run] of (runs.get(own) ?? []).entries()) {
    const mine = run.figures[workload]
    const theirs = peers[round]?.figures[workload]
    const [a, b] = [mine === undefined ? null : of(mine), theirs === undefined ? null : of(theirs)]
    if (a !== null && b !== null && b > 0) ratios.push(a / b)
  }
  return ratios
}

/** One line for each target whose peer ran too. */
export function printTargets(workloads: readonly string[], runs: Rounds): void {
  const rows: string[][] = []
  for (const workload of workloads) {
    const target = targets[workload]
    if (target === undefined) continue
    const row = 'ms' in target ? absoluteRow(workload, runs, target.ms) : ratioRow(workload, runs, target)
    if (row !== null) rows.push(row)
  }
  if (rows.length === 0) return
  console.log('\ntargets (e2e/performance/targets.ts)')
  printTable(['workload', 'reached', 'target', ''], rows)
}

function ratioRow(workload: string, runs: Rounds, { peer, ratio }: { readonly peer: string; readonly ratio: number }): string[] | null {
  const ratios = ratiosOf(workload, runs, 'zendb', peer, figure => figure.wall)
  if (ratios.length === 0) return null
  return [label(workload), `${short(median(ratios))} of ${peer}`, `<= ${ratio}`, verdict(median(ratios), ratio)]
}

function absoluteRow(workload: string, runs: Rounds, ms: number): string[] | null {
  const figures = (runs.get('zendb') ?? []).flatMap(({ figures: of }) => of[workload]?.wall ?? [])
  if (figures.length === 0) return null
  return [label(workload), `${short(median(figures))} ms`, `<= ${ms}`, verdict(median(figures), ms)]
}

const verdict = (reached: number, target: number): string =>
  reached <= target ? 'met' : `missed by ${(reached / target).toFixed(2)} times`

function ratioCell(ratios: readonly number[]): string {
  return ratios.length === 0 ? '-' : summary(ratios)
}

function summary(values: readonly number[]): string {
  return values.length === 1 ? short(values[0]) : `${short(median(values))} [${short(Math.min(...values))}-${short(Math.max(...values))}]`
}

function short(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)
}

export function printTable(header: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map(row => row[column].length)))
  for (const row of [header, ...rows])
    console.log(row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join('  '))
}
