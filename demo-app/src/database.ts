// The demo's database: one per device, synced with the server that serves the page.
// `?name=…` gives a window a copy of its own, as another device would have; `?branch=…` opens another branch.

import { ZenDB } from '@zendb/client'
import { migrations } from './data/schema.ts'

const query = new URLSearchParams(location.search)

const deviceName = query.get('name') ?? 'first-desk'
export const deviceLabel = deviceName.replaceAll('-', ' ')
export const branchName = query.get('branch') ?? 'main'
/** In development Vite serves the page and the server listens on its own port. */
export const serverHost = query.get('server') ?? (location.port === '5173' ? '127.0.0.1:4000' : location.host)

export const db = new ZenDB({
  endpoint: `zendb://${serverHost}/shop@${branchName}`,
  name: `order-desk-${deviceName}-${branchName}`,
  offlineCache: '50MB',
  migrations,
})

/** The same place in the app on another device or branch; it opens a database of its own. */
export function hrefOfDatabase({
  device = deviceName,
  branch = branchName,
}: {
  readonly device?: string
  readonly branch?: string
}): string {
  const next = new URLSearchParams(query)
  next.set('name', device)
  next.set('branch', branch)
  return `${location.pathname}?${next.toString()}${location.hash}`
}

/** Who plays the second device for this one. */
export const otherDevice = deviceName === 'second-desk' ? 'first-desk' : 'second-desk'
