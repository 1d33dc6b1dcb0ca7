// Runs every engine once a round; each round starts with another engine, so that drift of the machine falls on all alike.

import { loadavg } from 'node:os'
import type { BenchChoice } from './bench-choice.ts'
import { printTables, printTargets } from './print-tables.ts'
import type { EngineRun } from './run-engine.ts'

/** Engine -> its runs, one a round. */
export type Rounds = ReadonlyMap<string, readonly EngineRun[]>

/** Runs, prints, and answers the exit code: 1 when an engine failed or answers differ. */
export async function runRounds(
  place: string,
  choice: BenchChoice,
  runOne: (engine: string, workloads: readonly string[]) => Promise<EngineRun>,
): Promise<number> {
  const runs = new Map<string, EngineRun[]>(choice.engines.map(engine => [engine, []]))
  for (let round = 0; round < choice.rounds; round++)
    for (let i = 0; i < choice.engines.length; i++) {
      const engine = choice.engines[(i + round) % choice.engines.length]
      const started = performance.now()
      runs.get(engine)?.push(await runOne(engine, choice.workloads).catch(failedRun))
      console.error(`${place} round ${round + 1}/${choice.rounds} ${engine}: ${((performance.now() - started) / 1000).toFixed(1)} s`)
    }
  const measured = choice.workloads.filter(each => [...runs.values()].some(rounds => rounds.some(run => each in run.figures)))
  printTables(place, measured, runs)
  if (place === 'Chromium') printTargets(measured, runs)
  console.log(
    `load average ${loadavg()
      .map(load => load.toFixed(1))
      .join(' ')}`,
  )
  const troubles = troublesOf(runs)
  for (const trouble of troubles) console.log(`FAILED ${trouble}`)
  return troubles.length > 0 ? 1 : 0
}

/** A page or process that ended without an answer fails its round; the others go on. */
function failedRun(error: unknown): EngineRun {
  return { figures: {}, answers: {}, failures: { run: error instanceof Error ? error.message.slice(0, 600) : String(error) } }
}

/** Failures of engines, and workloads whose answers are not all equal. */
function troublesOf(runs: Rounds): string[] {
  const troubles: string[] = []
  const enginesByAnswer = new Map<string, Map<string, Set<string>>>()
  for (const [engine, rounds] of runs)
    for (const { answers, failures } of rounds) {
      for (const [workload, message] of Object.entries(failures)) troubles.push(`${engine} ${workload}: ${message}`)
      for (const [workload, answer] of Object.entries(answers)) {
        const byAnswer = enginesByAnswer.get(workload) ?? new Map<string, Set<string>>()
        enginesByAnswer.set(workload, byAnswer.set(answer, (byAnswer.get(answer) ?? new Set<string>()).add(engine)))
      }
    }
  for (const [workload, byAnswer] of enginesByAnswer)
    if (byAnswer.size > 1)
      troubles.push(
        `${workload}: answers differ: ${[...byAnswer].map(([answer, engines]) => `${[...engines].join('+')} ${answer}`).join(' | ')}`,
      )
  return [...new Set(troubles)]
}
