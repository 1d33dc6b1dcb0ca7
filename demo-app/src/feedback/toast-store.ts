// What the app says in passing, and its "Undo". A store outside React, since writes end when their component may be gone.

import { useSyncExternalStore } from 'react'

export interface Toast {
  readonly id: number
  readonly kind: 'done' | 'trouble'
  readonly text: string
  readonly action: ToastAction | null
}

export interface ToastAction {
  readonly label: string
  /** A function to call, or a link to follow. */
  readonly does: (() => void) | string
}

const shownToasts = 3

let toasts: readonly Toast[] = []
let lastId = 0
const listeners = new Set<() => void>()

function publish(next: readonly Toast[]): void {
  toasts = next
  for (const listener of listeners) listener()
}

export function showToast(toast: Omit<Toast, 'id'>): void {
  publish([...toasts, { ...toast, id: ++lastId }].slice(-shownToasts))
}

export function dismissToast(id: number): void {
  publish(toasts.filter(toast => toast.id !== id))
}

export function useToasts(): readonly Toast[] {
  return useSyncExternalStore(
    listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => toasts,
  )
}
