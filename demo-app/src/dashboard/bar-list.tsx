// A bar chart as a list: readable by everyone, without a legend.

import type { Share } from './dashboard-queries.ts'

export function BarList({ items, print }: { readonly items: readonly Share[]; readonly print: (value: string | number) => string }) {
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
