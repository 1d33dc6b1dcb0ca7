// A workload: what is run and timed on each engine, and what it answers, which must be the same on all.

import type { Engine, Row } from '../engines/engine.ts'
import type { BenchData } from './bench-data.ts'
import type { Figure } from './measure.ts'

export interface Outcome {
  readonly figure: Figure
  /** Rows that every engine must answer alike; null when there is nothing to compare. */
  readonly answer: readonly Row[] | null
}

export interface Workload {
  readonly id: string
  readonly title: string
  /** Runs against a database that `loadAll` has filled. */
  run(engine: Engine, data: BenchData): Promise<Outcome>
  /** Absent: every engine can run it. */
  canRun?(engine: Engine): boolean
}
