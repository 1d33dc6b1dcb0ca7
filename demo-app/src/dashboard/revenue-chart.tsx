// Revenue of the last days as a line with an area. Drawn in SVG units that stretch with the card; text stays text.
// The pointer shows the day under it; who has none finds the same in the caption and the label.

import { useState, type PointerEvent } from 'react'
import { printDay, printShortMoney, printWholeMoney } from '../format.ts'

export interface DayRevenue {
  /** `2026-11-22`. */
  readonly day: string
  readonly revenue: string
}

const width = 720
const height = 200
const lines = 4

/** `days` newest first. */
export function RevenueChart({ days }: { readonly days: readonly DayRevenue[] }) {
  const [pointed, setPointed] = useState<number | null>(null)
  if (days.length < 2) return <p className="empty">Not enough days yet.</p>
  const ordered = days.map(({ day, revenue }) => ({ day: printDay(new Date(`${day}T12:00`)), revenue: Number(revenue) })).reverse()
  const largest = Math.max(...ordered.map(({ revenue }) => revenue))
  const step = roundStep(largest / lines)
  const top = step * lines
  const x = (i: number): number => (i * width) / (ordered.length - 1)
  const y = (value: number): number => (1 - value / top) * height
  const line = ordered.map(({ revenue }, i) => `${i === 0 ? 'M' : 'L'}${x(i).toFixed(1)} ${y(revenue).toFixed(1)}`).join(' ')
  const point = (event: PointerEvent<HTMLElement>): void => {
    const { left, width: shownWidth } = event.currentTarget.getBoundingClientRect()
    const at = Math.round(((event.clientX - left) / shownWidth) * (ordered.length - 1))
    setPointed(Math.min(Math.max(at, 0), ordered.length - 1))
  }
  const shown = pointed === null ? undefined : ordered[pointed]
  const best = ordered.find(({ revenue }) => revenue === largest)
  return (
    <figure className="chart">
      <div className="chart-plot" onPointerMove={point} onPointerDown={point} onPointerLeave={() => setPointed(null)}>
        <svg
          viewBox={`0 0 ${width} ${height}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={`Revenue per day from ${ordered[0].day} to ${ordered[ordered.length - 1].day}, at most ${printWholeMoney(largest)}`}
        >
          {Array.from({ length: lines + 1 }, (_, i) => (
            <line key={i} className="chart-grid" x1={0} x2={width} y1={y(step * i)} y2={y(step * i)} vectorEffect="non-scaling-stroke" />
          ))}
          <path className="chart-area" d={`${line} L${width} ${height} L0 ${height} Z`} />
          <path className="chart-line" d={line} vectorEffect="non-scaling-stroke" />
        </svg>
        {Array.from({ length: lines }, (_, i) => (
          <span key={i} className="chart-tick" style={{ top: percent(y(step * (i + 1)), height) }} aria-hidden="true">
            {printShortMoney(step * (i + 1))}
          </span>
        ))}
        {shown !== undefined && pointed !== null && (
          <div className="chart-pointed" style={{ left: percent(x(pointed), width) }} aria-hidden="true">
            <span className="chart-dot" style={{ top: percent(y(shown.revenue), height) }} />
            <span className={pointed * 2 > ordered.length ? 'chart-word chart-word-left' : 'chart-word'}>
              {shown.day} <strong>{printWholeMoney(shown.revenue)}</strong>
            </span>
          </div>
        )}
      </div>
      <figcaption className="chart-caption">
        <span>{ordered[0].day}</span>
        <span>
          Best day{best && <span className="roomy"> {best.day},</span>} {printWholeMoney(largest)}
        </span>
        <span>{ordered[ordered.length - 1].day}</span>
      </figcaption>
    </figure>
  )
}

const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(2)}%`

/** The next of 1, 2, 2.5, 5, 10, 20 …: labels are read at a glance. */
function roundStep(least: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(Math.max(least, 1)))
  return magnitude * ([1, 2, 2.5, 5].find(factor => factor * magnitude >= least) ?? 10)
}
