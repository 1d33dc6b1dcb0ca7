// Shows what toast-store.ts holds. A toast goes by itself, unless the pointer or the focus is on it; a trouble takes its time.

import { useEffect, useRef, useState, type FocusEvent } from 'react'
import { Icon } from '../components/icon.tsx'
import { hrefOf, useRoute } from '../route.ts'
import { dismissToast, useToasts, type Toast, type ToastAction } from './toast-store.ts'
import './toasts.css'

const shownMs: Readonly<Record<Toast['kind'], number>> = { done: 7000, trouble: 15_000 }

export function Toasts() {
  const toasts = useToasts()
  const { view } = useRoute()
  // Whoever sees the place that a toast leads to needs no toast.
  const here = view === null ? null : hrefOf(view)
  const { onFocus, dismiss } = useReturnOfFocus()
  return (
    <section className="toasts" aria-label="Messages" aria-live="polite" onFocus={onFocus}>
      {toasts
        .filter(({ action }) => action?.does !== here)
        .map(toast => (
          <ToastCard key={toast.id} toast={toast} onDismiss={dismiss} />
        ))}
    </section>
  )
}

/** A toast that goes with the focus on it gives that back to where it came from. */
function useReturnOfFocus() {
  const cameFrom = useRef<HTMLElement | null>(null)
  return {
    onFocus: ({ relatedTarget, currentTarget }: FocusEvent): void => {
      if (relatedTarget instanceof HTMLElement && !currentTarget.contains(relatedTarget)) cameFrom.current = relatedTarget
    },
    dismiss: (id: number): void => {
      dismissToast(id)
      if (cameFrom.current?.isConnected) cameFrom.current.focus()
      cameFrom.current = null
    },
  }
}

function ToastCard({ toast, onDismiss }: { readonly toast: Toast; readonly onDismiss: (id: number) => void }) {
  const [isHeld, setIsHeld] = useState(false)
  useEffect(() => {
    if (isHeld) return undefined
    const timer = setTimeout(() => dismissToast(toast.id), shownMs[toast.kind])
    return () => clearTimeout(timer)
  }, [isHeld, toast.id, toast.kind])
  return (
    <div
      className={`toast toast-${toast.kind}`}
      onPointerEnter={() => setIsHeld(true)}
      onPointerLeave={() => setIsHeld(false)}
      onFocus={() => setIsHeld(true)}
      onBlur={() => setIsHeld(false)}
    >
      <Icon name={toast.kind === 'done' ? 'check' : 'warning'} />
      <p>{toast.text}</p>
      {toast.action && <Action action={toast.action} onUsed={() => onDismiss(toast.id)} />}
      <button type="button" className="icon-button" aria-label="Dismiss" onClick={() => onDismiss(toast.id)}>
        <Icon name="close" size={16} />
      </button>
    </div>
  )
}

function Action({ action: { label, does }, onUsed }: { readonly action: ToastAction; readonly onUsed: () => void }) {
  if (typeof does === 'string')
    return (
      <a className="toast-action" href={does} onClick={onUsed}>
        {label}
      </a>
    )
  return (
    <button
      type="button"
      className="toast-action"
      onClick={() => {
        does()
        onUsed()
      }}
    >
      {label}
    </button>
  )
}
