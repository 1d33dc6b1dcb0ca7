// What is there from `import { ZenDB }` on, as one thing. A later file only ever comes to where the import is, but a bundler sees no
// more than which module imports which: it would cut the import into a file for each set of later files that share a module, and many
// small files compress worse and load slower than one. Each later file calls this, as parts call engine-core.ts.

import { requireLoaded } from '@zendb/shared/base/load-part'
import { ZenDB } from '../zen-db.ts'

export function requireShell(): void {
  requireLoaded(ZenDB)
}
