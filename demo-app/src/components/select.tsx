// A native select with a label of its own and the house's arrow: on phones it opens the system's wheel.

import type { ReactNode } from 'react'
import { Icon } from './icon.tsx'
import './field.css'

interface Props {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly isLabelHidden?: boolean
  /** `option` elements. */
  readonly children: ReactNode
}

export function Select({ label, value, onChange, isLabelHidden = false, children }: Props) {
  return (
    <label className="field">
      <span className={isLabelHidden ? 'visually-hidden' : 'field-label'}>{label}</span>
      <span className="select">
        <select value={value} onChange={event => onChange(event.target.value)}>
          {children}
        </select>
        <Icon name="chevron" size={16} />
      </span>
    </label>
  )
}
