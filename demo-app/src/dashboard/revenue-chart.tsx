// Revenue of the last days as a line with an area. Drawn in SVG units that stretch with the card; text stays text.

import { printWholeMoney } from '../format.ts'

export interface DayRevenue {
  /** `2026-11-22`. */
  readonly day: string
  readonly revenue: string
}

const width = 720
const height = 200
const padding = { left: 8, right: 8, top: 12, bottom: 8 }

/** `days` newest first. */
export function RevenueChart({ days }: { readonly days: readonly DayRevenue[] }) {
  if (days.length < 2) return <p className="empty">Not enough days yet.</p>
  const ordered = [...days].reverse()
  const values = ordered.map(({ revenue }) => Number(revenue))
  const largest = Math.max(...values)
  const x = (i: number): number => padding.left + (i * (width - padding.left - padding.right)) / (ordered.length - 1)
  const y = (value: number): number => padding.top + (1 - value / largest) * (height - padding.top - padding.bottom)
  const line = values.map((value, i) => `${i === 0 ? 'M' : 'L'}${x(i).toFixed(1)} ${y(value).toFixed(1)}`).join(' ')
  const [first] = ordered
  const last = ordered[ordered.length - 1]
  return (
    <figure className="chart">
      <svg
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Revenue per day from ${first.day} to ${last.day}, at most ${printWholeMoney(largest)}`}
      >
        {[0.25, 0.5, 0.75, 1].map(share => (
          <line
            key={share}
            className="chart-grid"
            x1={padding.left}
            x2={width - padding.right}
            y1={y(largest * share)}
            y2={y(largest * share)}
            vectorEffect="non-scaling-stroke"
          />
        ))}
        <path
          className="chart-area"
          d={`${line} L${x(values.length - 1)} ${height - padding.bottom} L${x(0)} ${height - padding.bottom} Z`}
        />
        <path className="chart-line" d={line} vectorEffect="non-scaling-stroke" />
      </svg>
      <figcaption className="chart-caption">
        <span>{first.day}</span>
        <span>Best day {printWholeMoney(largest)}</span>
        <span>{last.day}</span>
      </figcaption>
    </figure>
  )
}
