// The engine as one thing, for its parts. A part is only ever loaded into an engine that is there, but a bundler sees no more than which
// module imports which: it would cut the engine into a chunk for each set of parts that share a module, and many small chunks compress
// worse and load slower than one. Each part calls this, and so imports all that an open database consists of.

import { requireLoaded } from '../base/load-part.ts'
import { LocalDatabase } from './local-database.ts'

/** Called by every part when it arrives. */
export function requireEngine(): void {
  requireLoaded(LocalDatabase)
}
