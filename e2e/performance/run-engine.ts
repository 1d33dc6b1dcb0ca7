// One engine, one round: loads the rows and runs the chosen workloads in order. Runs in a page of its own, or in a Node process of its own.

import type { Engine, Row } from './engines/engine.ts'
import { makeBenchData } from './workloads/bench-data.ts'
import { loadAll } from './workloads/load.ts'
import { measureOnce, type Figure } from './workloads/measure.ts'
import { liveWorkloads } from './workloads/live.ts'
import { readWorkloads } from './workloads/reads.ts'
import { writeWorkloads } from './workloads/writes.ts'
import type { Workload } from './workloads/workload.ts'

export interface EngineRun {
  readonly figures: Record<string, Figure>
  /** Hash of what was answered, by workload. */
  readonly answers: Record<string, string>
  readonly failures: Record<string, string>
}

/** Those that run after `w1`, in the order in which they run. */
export const loadedWorkloads: readonly Workload[] = [...readWorkloads, ...liveWorkloads, ...writeWorkloads]

export async function runEngine(open: () => Promise<Engine>, chosen: readonly string[]): Promise<EngineRun> {
  const run: EngineRun = { figures: {}, answers: {}, failures: {} }
  const data = makeBenchData()
  try {
    const engine = await open()
    run.figures['w1'] = await measureOnce(() => loadAll(engine, data))
    for (const workload of loadedWorkloads) {
      if (!chosen.includes(workload.id) || workload.canRun?.(engine) === false) continue
      try {
        const { figure, answer } = await workload.run(engine, data)
        run.figures[workload.id] = figure
        if (answer !== null) run.answers[workload.id] = await digest(answer)
      } catch (error) {
        run.failures[workload.id] = messageOf(error)
      }
    }
    await engine.close()
  } catch (error) {
    run.failures['w1'] = messageOf(error)
  }
  return run
}

function messageOf(error: unknown): string {
  return error instanceof Error ? `${error.message}\n${error.stack ?? ''}`.slice(0, 600) : String(error)
}

/** Short and readable where the answer is, so that a difference can be seen. */
async function digest(rows: readonly Row[]): Promise<string> {
  const text = JSON.stringify(rows.map(row => Object.values(row)))
  if (text.length <= 80) return text
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
  return `${text.slice(0, 40)}... sha256 ${Array.from(hash.subarray(0, 6), byte => byte.toString(16).padStart(2, '0')).join('')}`
}
