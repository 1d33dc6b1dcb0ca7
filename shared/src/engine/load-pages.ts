// Repeats a synchronous step until every page it needs is in memory. The step must change nothing before it succeeds,
// or go on from where it stopped.

import { PageFault } from '../storage/tree-contract.ts'

/** The step's result, at once when nothing is missing. */
export function withPages<Result>(step: () => Result): Result | Promise<Result> {
  try {
    return step()
  } catch (fault) {
    if (!(fault instanceof PageFault)) throw fault
    return loadThenRepeat(fault, step)
  }
}

async function loadThenRepeat<Result>(first: PageFault, step: () => Result): Promise<Result> {
  for (let fault = first; ;) {
    await fault.load()
    try {
      return step()
    } catch (next) {
      if (!(next instanceof PageFault)) throw next
      fault = next
    }
  }
}
