// The four figures on top. Three of them say how they changed against the same number of days before.

import { printAmount, printChange, printCount, printMoney, printWholeMoney } from '../format.ts'
import { hrefOf } from '../route.ts'
import type { DayTotals } from './dashboard-queries.ts'
import type { StatusCount } from './in-progress.tsx'
import './key-figures.css'

interface Props {
  /** Of twice the period, oldest first. */
  readonly days: readonly DayTotals[] | undefined
  readonly period: number
  readonly statuses: readonly StatusCount[] | undefined
}

export function KeyFigures({ days, period, statuses }: Props) {
  const now = days && sumOf(days.slice(-period))
  const before = days && sumOf(days.slice(0, -period))
  const open = statuses?.reduce((sum, { status, count }) => (isOpen(status) ? sum + count : sum), 0)
  const pending = statuses && (statuses.find(({ status }) => status === 'pending')?.count ?? 0)
  const note = `vs ${period} days before`
  return (
    <dl className="figures" aria-label={`The last ${period} days`}>
      <Figure label="Revenue" value={now && printWholeMoney(now.revenue)} change={changeOf(now?.revenue, before?.revenue)} note={note} />
      <Figure label="Orders" value={now && printCount(now.orders)} change={changeOf(now?.orders, before?.orders)} note={note} />
      <Figure label="Average order" value={now && printMoney(now.average)} change={changeOf(now?.average, before?.average)} note={note} />
      <div className="figure">
        <dt>Open now</dt>
        <dd className="figure-value">{open === undefined ? <Waiting /> : printCount(open)}</dd>
        <dd className="figure-note">
          <a href={hrefOf('orders', null, new URLSearchParams({ sort: 'oldest', status: 'pending' }))}>
            {pending === undefined ? 'Pending orders' : printAmount(pending, 'pending order')}
          </a>
        </dd>
      </div>
    </dl>
  )
}

interface FigureProps {
  readonly label: string
  readonly value: string | undefined
  /** 0.04 for 4 % more; null: there is nothing to compare with. */
  readonly change: number | null
  readonly note: string
}

function Figure({ label, value, change, note }: FigureProps) {
  return (
    <div className="figure">
      <dt>{label}</dt>
      <dd className="figure-value">{value ?? <Waiting />}</dd>
      <dd className="figure-note">
        {change !== null && <span className={change < 0 ? 'figure-change figure-less' : 'figure-change'}>{printChange(change)} </span>}
        {change === null && value !== undefined ? 'Nothing before to compare with' : note}
      </dd>
    </div>
  )
}

function Waiting() {
  return (
    <>
      <span className="visually-hidden">Loading</span>
      <span className="figure-waiting" />
    </>
  )
}

interface Sum {
  readonly revenue: number
  readonly orders: number
  readonly average: number
}

function sumOf(days: readonly DayTotals[]): Sum {
  const revenue = days.reduce((sum, day) => sum + Number(day.revenue), 0)
  const orders = days.reduce((sum, day) => sum + day.orders, 0)
  return { revenue, orders, average: orders === 0 ? 0 : revenue / orders }
}

const changeOf = (now: number | undefined, before: number | undefined): number | null =>
  now === undefined || before === undefined || before === 0 ? null : now / before - 1

const isOpen = (status: string): boolean => status === 'pending' || status === 'paid' || status === 'packed'
