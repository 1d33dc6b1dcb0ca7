// Revenue of the last days as a line over an area. The pointer, a finger or the arrow keys choose a day, which is then told in words.

import { useState, type KeyboardEvent, type PointerEvent } from 'react'
import { printDay, printShortMoney, printWeekday, printWholeMoney } from '../format.ts'
import { labelledIndexes, roundStep } from './chart-scale.ts'
import type { DayTotals } from './dashboard-queries.ts'
import { useWidth } from './use-width.ts'
import './revenue-chart.css'

const height = 232
const lines = 4
const pixelsPerLabel = 84

interface Point {
  readonly date: Date
  readonly revenue: number
  readonly x: number
  readonly y: number
}

/** `days` oldest first; undefined while they are on their way. */
export function RevenueChart({ days: known }: { readonly days: readonly DayTotals[] | undefined }) {
  const days = known ?? []
  const [measured, width] = useWidth()
  // The newest by its name: a field that has the focus before the days come must not stay at the first one.
  const [chosen, setChosen] = useState<number | 'newest' | null>(null)
  const last = Math.max(0, days.length - 1)
  const index = typeof chosen === 'number' ? Math.min(chosen, last) : last
  const step = roundStep(Math.max(0, ...days.map(({ revenue }) => Number(revenue))) / lines)
  const points = days.map(({ day, revenue }, i): Point => {
    const y = (1 - Number(revenue) / (step * lines)) * height
    return { date: new Date(`${day}T12:00`), revenue: Number(revenue), x: last === 0 ? width / 2 : (i * width) / last, y }
  })
  const choose = (day: number): void => setChosen(Math.min(Math.max(day, 0), last))
  const chooseUnder = (event: PointerEvent<HTMLElement>): void =>
    choose(Math.round(((event.clientX - event.currentTarget.getBoundingClientRect().left) / width) * last))
  const chooseByKey = (event: KeyboardEvent): void => {
    const next = { ArrowLeft: index - 1, ArrowRight: index + 1, Home: 0, End: last }[event.key]
    if (next === undefined) return
    event.preventDefault()
    choose(next)
  }
  const told = points[index]
  return (
    <div className="chart">
      <div
        ref={measured}
        className="chart-plot"
        role="slider"
        tabIndex={0}
        aria-label="Revenue by day"
        aria-valuemin={0}
        aria-valuemax={last}
        aria-valuenow={index}
        aria-valuetext={told ? `${printWeekday(told.date)}: ${printWholeMoney(told.revenue)}` : 'no days yet'}
        onPointerMove={chooseUnder}
        onPointerDown={chooseUnder}
        onPointerLeave={() => setChosen(null)}
        onKeyDown={chooseByKey}
        onFocus={() => setChosen(before => before ?? 'newest')}
        onBlur={() => setChosen(null)}
      >
        <Drawing points={points} width={width} />
        {known?.length === 0 && <p className="chart-none">No orders yet</p>}
        {Array.from({ length: points.length === 0 ? 0 : lines + 1 }, (_, i) => (
          <span key={i} className="chart-amount" style={{ top: (1 - i / lines) * height }} aria-hidden="true">
            {printShortMoney(step * i)}
          </span>
        ))}
        {labelledIndexes(points.length, Math.floor(width / pixelsPerLabel)).map(i => (
          <span key={i} className={i === last ? 'chart-day chart-day-last' : 'chart-day'} style={{ left: points[i].x }} aria-hidden="true">
            {printDay(points[i].date)}
          </span>
        ))}
        {chosen !== null && told && <ChosenDay point={told} isRight={index * 2 > last} />}
      </div>
    </div>
  )
}

function Drawing({ points, width }: { readonly points: readonly Point[]; readonly width: number }) {
  const line = points.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join(' ')
  return (
    <svg width={width} height={height} aria-hidden="true">
      {Array.from({ length: lines + 1 }, (_, i) => (
        // On the half pixel a line of one pixel is sharp.
        <line key={i} className="chart-grid" x1={0} x2={width} y1={(i / lines) * height + 0.5} y2={(i / lines) * height + 0.5} />
      ))}
      {points.length > 1 && <path className="chart-area" d={`${line} L${width} ${height} L0 ${height} Z`} />}
      {points.length > 1 && <path className="chart-line" d={line} />}
    </svg>
  )
}

function ChosenDay({ point: { date, revenue, x, y }, isRight }: { readonly point: Point; readonly isRight: boolean }) {
  return (
    <span className="chart-chosen" style={{ left: x }} aria-hidden="true">
      <span className="chart-dot" style={{ top: y }} />
      <span className={isRight ? 'chart-words chart-words-left' : 'chart-words'}>
        {printWeekday(date)}
        <strong>{printWholeMoney(revenue)}</strong>
      </span>
    </span>
  )
}
