// Shows what toast-store.ts holds. A toast goes by itself, unless the pointer or the focus is on it; a trouble takes its time.

import { useEffect, useState } from 'react'
import { Icon } from '../components/icon.tsx'
import { dismissToast, useToasts, type Toast, type ToastAction } from './toast-store.ts'
import './toasts.css'

const shownMs: Readonly<Record<Toast['kind'], number>> = { done: 7000, trouble: 15_000 }

export function Toasts() {
  const toasts = useToasts()
  return (
    <section className="toasts" aria-label="Messages" aria-live="polite">
      {toasts.map(toast => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
    </section>
  )
}

function ToastCard({ toast }: { readonly toast: Toast }) {
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
      {toast.action && <Action action={toast.action} onUsed={() => dismissToast(toast.id)} />}
      <button type="button" className="icon-button" aria-label="Dismiss" onClick={() => dismissToast(toast.id)}>
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
