// Which code comes later, and how it is fetched: each part is one `import()`, and so one chunk of an app's bundle. A statement that
// meets what is not there yet raises PartNeeded; whoever runs it loads the part and runs it again. A page of an app fetches all parts
// when it is idle, so that they are there offline; servers and tools load all of them before they begin.

import { connectParts, loadPart, type PartName, type PartSources } from '../base/load-part.ts'

const sources: PartSources = {
  definitions: () => import('./definitions-part.ts'),
  queries: () => import('./queries-part.ts'),
  recovery: () => import('./recovery-part.ts'),
  specials: () => import('./specials-part.ts'),
  structures: () => import('./structures-part.ts'),
  system: () => import('./system-part.ts'),
  times: () => import('./times-part.ts'),
}

/** Whoever opens a database calls this first: from then on the code below finds its parts. */
export function connectAllParts(): void {
  connectParts(sources)
}

/** All at once; with `moment`, one after the other, each when it says so: running what came takes a while, too. */
export async function loadAllParts(moment: (() => Promise<void>) | null = null): Promise<void> {
  connectAllParts()
  const names = Object.keys(sources) as PartName[]
  if (moment === null) await Promise.all(names.map(loadPart))
  else
    for (const name of names) {
      await moment()
      await loadPart(name)
    }
}
