// The engine is loaded when a database is opened, not when @zendb/client is imported.
// What is loaded later must be there when the device is offline, so a page fetches all of it in an idle moment after opening:
// a service worker, or the browser's cache, then keeps it. A follower does so, too, because it may become the leader.

import { fetchCode } from '@zendb/shared/base/load-part'
import type { CheckedOptions } from '../options/zen-db-options.ts'
import type * as service from './open-service.ts'

/** What opens a database. The part for servers comes at the same time, if there is one. */
export async function loadService({ endpoint }: Pick<CheckedOptions, 'endpoint'>): Promise<typeof service> {
  const [engine] = await Promise.all([
    fetchCode('engine', () => import('./open-service.ts')),
    endpoint === null ? null : fetchCode('sync', () => import('./open-synced.ts')),
  ])
  return engine
}

/** Fetches every part that may be needed later, while the page has nothing else to do. Elsewhere than in a page the files are at hand. */
export function prefetchParts(options: Pick<CheckedOptions, 'endpoint'>): void {
  if (typeof document === 'undefined') return
  const fetchAll = async (): Promise<void> => {
    await idleMoment()
    await (await loadService(options)).loadAllParts(idleMoment)
  }
  // A page that opens is idle again and again while it waits for its first rows: these come first.
  // A failure is told by the call that needs the part.
  setTimeout(() => void fetchAll().catch(() => {}), prefetchAfterMs)
}

/** Each part in a moment of its own: all of them in one would hold up a page's frames. Safari has no idle callback. */
function idleMoment(): Promise<void> {
  return new Promise(resolve => {
    if ('requestIdleCallback' in globalThis) requestIdleCallback(() => resolve(), { timeout: prefetchIdleMs })
    else setTimeout(resolve)
  })
}

const prefetchAfterMs = 1_000
const prefetchIdleMs = 2_000
