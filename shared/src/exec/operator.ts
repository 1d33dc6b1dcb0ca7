// The contract of every operator. Built by build-operators.ts, driven by run-prepared.ts or by a parent operator.
// Synchronous: a PageFault of a leaf cursor passes through. An operator changes its state only after success, so that
// the same `next()` may be called again once the pages are there; what was consumed from inputs before a fault is kept.

import type { Batch } from './batch.ts'

export interface Operator {
  /** Back to before the first row, forgetting kept rows. Correlation slots may have changed since. Cheap, never faults. */
  reset(): void
  /** The next batch with at least one row, or null at the end (and ever after until `reset`). */
  next(): Batch | null
}
