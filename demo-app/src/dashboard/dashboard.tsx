// Figures of the shop, all live and all from the database on this device. The period stands in the URL.

import { useQuery } from '@zendb/client/react'
import { Card } from '../components/card.tsx'
import { ViewHead } from '../components/view-head.tsx'
import { printCount, printWholeMoney } from '../format.ts'
import { hrefOf, navigate, useRoute } from '../route.ts'
import { BarList } from './bar-list.tsx'
import { bestSellersSql, countriesSql, daysSql, statusSql, type DayTotals, type Share } from './dashboard-queries.ts'
import { InProgress, type StatusCount } from './in-progress.tsx'
import { KeyFigures } from './key-figures.tsx'
import { RevenueChart } from './revenue-chart.tsx'
import { WaitingLongest } from './waiting-longest.tsx'
import '../components/notice.css'
import './dashboard.css'

const periods = [30, 60, 90] as const

export function Dashboard() {
  const { search } = useRoute()
  const period = periods.find(days => String(days) === search.get('days')) ?? 60
  // Twice as long, for the comparison with the period before.
  const days = useQuery<DayTotals>(daysSql, [2 * period], { keepPrevious: true })
  const statuses = useQuery<StatusCount>(statusSql)
  const countries = useQuery<Share>(countriesSql)
  const products = useQuery<Share>(bestSellersSql)
  const failed = [days, statuses, countries, products].find(({ error }) => error)
  return (
    <div className="page dashboard">
      <ViewHead title="Dashboard" note={<p>Live from the database on this device</p>}>
        <div className="chips" role="group" aria-label="Period">
          {periods.map(each => (
            <button
              key={each}
              type="button"
              className="chip"
              aria-pressed={each === period}
              onClick={() => navigate(hrefOf('dashboard', null, new URLSearchParams(each === 60 ? '' : { days: String(each) })))}
            >
              {each} days
            </button>
          ))}
        </div>
      </ViewHead>
      {failed?.error && (
        <p className="notice notice-bad" role="alert">
          {failed.error.message}
        </p>
      )}
      <KeyFigures days={days.data} period={period} statuses={statuses.data} />
      <Card title="Revenue by day" className="dashboard-chart">
        <RevenueChart days={days.data?.slice(-period)} />
      </Card>
      <InProgress statuses={statuses.data} />
      <Card title="Countries" aside={<span className="card-note">Revenue of all time</span>}>
        <BarList items={countries.data} print={printWholeMoney} />
      </Card>
      <Card title="Best sellers" aside={<span className="card-note">Pieces of all time</span>}>
        <BarList items={products.data} print={value => printCount(Number(value))} />
      </Card>
      <WaitingLongest />
    </div>
  )
}
