// Where the user is, in the URL's hash: #/orders/<id>?status=paid. Every view can be linked to and reloaded.

import { useSyncExternalStore } from 'react'

export type View = 'orders' | 'dashboard' | 'console' | 'sync'

export interface Route {
  readonly view: View
  readonly orderId: string | null
  readonly filters: URLSearchParams
}

const views: readonly View[] = ['orders', 'dashboard', 'console', 'sync']

function parse(hash: string): Route {
  const [path, search = ''] = hash.replace(/^#\/?/, '').split('?')
  const [name, id] = path.split('/')
  const view = views.find(candidate => candidate === name) ?? 'orders'
  return { view, orderId: view === 'orders' && id ? id : null, filters: new URLSearchParams(search) }
}

let current = parse(location.hash)

function subscribe(listener: () => void): () => void {
  const onChange = (): void => {
    current = parse(location.hash)
    listener()
  }
  window.addEventListener('hashchange', onChange)
  return () => window.removeEventListener('hashchange', onChange)
}

export function useRoute(): Route {
  return useSyncExternalStore(subscribe, () => current)
}

export function hrefOf(view: View, orderId: string | null = null, filters?: URLSearchParams): string {
  const search = filters?.toString() ?? ''
  return `#/${view}${orderId === null ? '' : `/${orderId}`}${search === '' ? '' : `?${search}`}`
}

export function go(href: string): void {
  location.hash = href
}

/** Changes filters without a new entry in the history: typing in a search box is not navigation. */
export function replaceFilters(filters: URLSearchParams): void {
  history.replaceState(null, '', hrefOf('orders', current.orderId, filters))
  window.dispatchEvent(new HashChangeEvent('hashchange'))
}
