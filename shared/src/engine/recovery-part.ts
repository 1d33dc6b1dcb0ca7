// The part of recovery: it reads the log of a database whose last commits are in no page yet, because its tab or its device died.

import { requireEngine } from './engine-core.ts'
import { lateRecovery } from './late-statements.ts'
import * as replaying from './replay-tail.ts'

export function provide(): void {
  requireEngine()
  lateRecovery.provide(replaying)
}
