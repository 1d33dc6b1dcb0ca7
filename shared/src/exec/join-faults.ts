// Several page faults as one: whoever knows what it will ask for next gathers the faults of all, so that their pages load
// together instead of one after the other.

import { PageFault } from '../storage/tree-contract.ts'

/** Faults gathered before they are thrown together. */
export const faultsTogether = 64

/** One fault that loads the pages of all. */
export function joinFaults(faults: readonly PageFault[]): PageFault {
  if (faults.length === 1) return faults[0]
  return new PageFault([...new Set(faults.flatMap(fault => fault.hashes))], async () => {
    await Promise.all(faults.map(fault => fault.load()))
  })
}

/**
 * Calls `attempt` for 0, 1, 2 … until it answers false or enough faults are gathered, and throws `first` joined with them.
 * What the attempts find is thrown away: they only tell which pages are missing.
 */
export function throwWithLaterFaults(first: PageFault, attempt: (n: number) => boolean): never {
  const faults = [first]
  for (let n = 0; n < faultsTogether && faults.length < faultsTogether; n++) {
    try {
      if (!attempt(n)) break
    } catch (error) {
      if (!(error instanceof PageFault)) break
      faults.push(error)
    }
  }
  throw joinFaults(faults)
}
