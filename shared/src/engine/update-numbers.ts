// The short way of a statement inside a transaction: UPDATE of numbers by a key, which was planned before and has numbers again.
// A transaction of thousands of these is over before the general way has been compiled, so this one is few and small functions.
// It leaves everything unusual (other parameters, a row written before, a page that is not in memory) to the general way.

import { PageFault } from '../storage/tree-contract.ts'
import { durableNow, type ExecutionResult } from './execution-result.ts'
import type { Session } from './session.ts'
import type { WriteTransaction } from './write-transaction.ts'

const updatedOne: ExecutionResult = { rows: null, tag: 'UPDATE 1', count: 1, durable: durableNow, changeSet: null }
const updatedNone: ExecutionResult = { ...updatedOne, tag: 'UPDATE 0', count: 0 }

/** null: nothing was done, and the statement must be run in the general way. `write`: the session's open transaction. */
export function updateNumbers(
  { database, settings }: Session,
  sql: string,
  parameters: readonly unknown[],
  write: WriteTransaction,
): ExecutionResult | null {
  const plan = database.statements.known(sql)?.plans[0]
  const update = plan?.prepared.numberUpdate
  if (plan === undefined || !update || plan.schema !== write.head.schema || plan.settings !== settings.planningKey) return null
  const { table, key, positions, values, areIntegers } = update
  if (parameters.length !== areIntegers.length) return null
  for (let i = 0; i < areIntegers.length; i++) {
    const value = parameters[i]
    if (typeof value !== 'number' || (areIntegers[i] && (value | 0) !== value)) return null
  }
  const given = parameters as readonly number[] // seen above
  const numbers = new Array<number>(values.length)
  // Integers have no -0.
  for (let i = 0; i < values.length; i++) numbers[i] = areIntegers[values[i]] ? given[values[i]] | 0 : given[values[i]]
  try {
    const isThere = write.writer.setNumbers(table, given[key] | 0, positions, numbers)
    if (isThere === null) return null
    // A copy: the list is the app's.
    if (write.reads.areKept) write.reads.add(plan.prepared.planned, given.slice())
    return isThere ? updatedOne : updatedNone
  } catch (fault) {
    if (fault instanceof PageFault) return null
    throw fault
  }
}
