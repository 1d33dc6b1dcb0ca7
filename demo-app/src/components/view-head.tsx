// The heading of a view. Whoever comes from another view finds the focus here, so that a screen reader says where they are.

import { useEffect, useRef, type ReactNode } from 'react'
import { hasNavigated } from '../route.ts'
import './view-head.css'

interface Props {
  readonly title: string
  readonly note?: ReactNode
  readonly children?: ReactNode
}

export function ViewHead({ title, note, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (hasNavigated()) heading.current?.focus({ preventScroll: true })
  }, [])
  return (
    <div className="view-head">
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {note !== undefined && <div className="view-note">{note}</div>}
      {children !== undefined && <div className="view-tools">{children}</div>}
    </div>
  )
}
