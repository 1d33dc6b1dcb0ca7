// A bar chart as a list: readable by everyone, without a legend. Bars that are on their way have their room already.

import { shownShares, type Share } from './dashboard-queries.ts'

interface Props {
  /** undefined: not known yet. */
  readonly items: readonly Share[] | undefined
  readonly print: (value: string | number) => string
}

export function BarList({ items, print }: Props) {
  if (items === undefined) return <WaitingBars />
  if (items.length === 0) return <p className="muted">No orders yet.</p>
  const largest = Math.max(1, ...items.map(({ value }) => Number(value)))
  return (
    <ul className="bars">
      {items.map(({ label, value }) => (
        <li key={label} className="bar-item">
          <span className="bar-label">{label}</span>
          <span className="bar-value">{print(value)}</span>
          <span className="bar-track" aria-hidden="true">
            <span className="bar-fill" style={{ width: `${(100 * Number(value)) / largest}%` }} />
          </span>
        </li>
      ))}
    </ul>
  )
}

function WaitingBars() {
  return (
    <div className="bars" aria-hidden="true">
      {Array.from({ length: shownShares }, (_, i) => (
        <div key={i} className="bar-item bar-waiting">
          <span className="bar-track" />
        </div>
      ))}
    </div>
  )
}
