// Light or dark: the system's choice until the user makes one, which is remembered on this device.

import { useSyncExternalStore } from 'react'

export type Theme = 'light' | 'dark'

const key = 'order-desk-theme'
const systemIsDark = matchMedia('(prefers-color-scheme: dark)')
const listeners = new Set<() => void>()

function chosen(): Theme | null {
  const value = localStorage.getItem(key)
  return value === 'light' || value === 'dark' ? value : null
}

function present(): Theme {
  return chosen() ?? (systemIsDark.matches ? 'dark' : 'light')
}

/** Called before the first render. */
export function applyTheme(): void {
  const choice = chosen()
  if (choice === null) delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = choice
}

/** A choice that is the system's own goes back to following it. */
export function setTheme(next: Theme): void {
  if (next === (systemIsDark.matches ? 'dark' : 'light')) localStorage.removeItem(key)
  else localStorage.setItem(key, next)
  applyTheme()
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  systemIsDark.addEventListener('change', listener)
  return () => {
    listeners.delete(listener)
    systemIsDark.removeEventListener('change', listener)
  }
}

export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, present)
}
