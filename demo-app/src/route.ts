// Where the user is, in the URL's hash: #/orders/<id>?status=paid. Every view can be linked to, reloaded, and left with the back button.

import { useSyncExternalStore } from 'react'

export type View = 'orders' | 'dashboard' | 'console' | 'sync'

export interface Route {
  /** null: there is no such view. */
  readonly view: View | null
  readonly orderId: string | null
  readonly search: URLSearchParams
}

const views: readonly View[] = ['orders', 'dashboard', 'console', 'sync']

function parse(hash: string): Route {
  const [path, search = ''] = hash.replace(/^#\/?/, '').split('?')
  const [name, id, ...rest] = path.split('/')
  const view = name === '' ? 'orders' : (views.find(candidate => candidate === name) ?? null)
  const isKnown = view !== null && rest.length === 0 && (id === undefined || view === 'orders')
  return { view: isKnown ? view : null, orderId: isKnown && id ? id : null, search: new URLSearchParams(search) }
}

const firstView = parse(location.hash).view
let current = parse(location.hash)
let isElsewhere = false
const listeners = new Set<() => void>()

function publish(): void {
  current = parse(location.hash)
  isElsewhere ||= current.view !== firstView
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  // Links and the back button; navigate() publishes by itself.
  if (listeners.size === 0) window.addEventListener('popstate', publish)
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) window.removeEventListener('popstate', publish)
  }
}

export function useRoute(): Route {
  return useSyncExternalStore(subscribe, () => current)
}

/** Since the page was opened, another view was shown. */
export function hasNavigated(): boolean {
  return isElsewhere
}

export function hrefOf(view: View, orderId: string | null = null, search?: URLSearchParams): string {
  const text = search?.toString() ?? ''
  return `#/${view}${orderId === null ? '' : `/${orderId}`}${text === '' ? '' : `?${text}`}`
}

/** `replace` makes no entry in the history: typing in a search box is not navigation. */
export function navigate(href: string, mode: 'push' | 'replace' = 'push'): void {
  if (mode === 'push') history.pushState(null, '', href)
  else history.replaceState(null, '', href)
  publish()
}
