// What a place says that has nothing to show: why, and what can be done about it.

import type { ReactNode } from 'react'
import { Icon, type IconName } from './icon.tsx'
import './notice.css'

interface Props {
  readonly icon: IconName
  readonly title: string
  readonly children: ReactNode
  /** A button or a link out of here. */
  readonly action?: ReactNode
}

export function EmptyState({ icon, title, children, action }: Props) {
  return (
    <div className="empty">
      <span className="empty-icon">
        <Icon name={icon} size={22} />
      </span>
      <p className="empty-title">{title}</p>
      <p className="muted">{children}</p>
      {action}
    </div>
  )
}
