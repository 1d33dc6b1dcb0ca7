// The demo's database: one per window origin, synced with the server that serves the page.
// `?name=…` gives a window a copy of its own, as another device would have; `?branch=…` opens another branch.

import { ZenDB } from '@zendb/client'
import { migrations } from './data/schema.ts'

const query = new URLSearchParams(location.search)

export const deviceName = query.get('name') ?? 'desk'
export const deviceLabel = query.get('name')?.replaceAll('-', ' ') ?? 'This device'
export const branchName = query.get('branch') ?? 'main'
/** In development Vite serves the page and the server listens on its own port. */
export const serverHost = query.get('server') ?? (location.port === '5173' ? '127.0.0.1:4000' : location.host)

export const db = new ZenDB({
  endpoint: `zendb://${serverHost}/shop@${branchName}`,
  name: `order-desk-${deviceName}-${branchName}`,
  offlineCache: '50MB',
  migrations,
})
