// Figures of the shop, all live: an order that changes in another window moves these charts.

import { useQuery } from '@zendb/client/react'
import { printCount, printMoney, printWholeMoney } from '../format.ts'
import { BarList } from './bar-list.tsx'
import { RevenueChart, type DayRevenue } from './revenue-chart.tsx'

interface Totals {
  readonly orders: number
  readonly open: number
  readonly revenue: string
  readonly average: string
}

// One pass over the orders for all four tiles.
const totalsSql = `
  SELECT count(*) AS orders,
         count(*) FILTER (WHERE status IN ('pending', 'paid', 'packed')) AS open,
         coalesce(sum(total) FILTER (WHERE status <> 'cancelled'), 0) AS revenue,
         round(coalesce(avg(total) FILTER (WHERE status <> 'cancelled'), 0), 2) AS average
  FROM orders`
const daysSql = `
  SELECT date_trunc('day', placed_at)::date AS day, sum(total) AS revenue
  FROM orders WHERE status <> 'cancelled' GROUP BY 1 ORDER BY 1 DESC LIMIT 60`
const statusSql = 'SELECT status AS label, count(*) AS value FROM orders GROUP BY status ORDER BY value DESC'
const countriesSql = `
  SELECT c.country AS label, sum(o.total) AS value FROM orders o JOIN customers c ON c.id = o.customer_id
  WHERE o.status <> 'cancelled' GROUP BY c.country ORDER BY value DESC LIMIT 7`
const productsSql = `
  SELECT p.name AS label, sum(l.quantity) AS value FROM order_lines l JOIN products p ON p.id = l.product_id
  GROUP BY p.id, p.name ORDER BY value DESC, label LIMIT 7`

export function Dashboard() {
  const totals = useQuery<Totals>(totalsSql, [])
  const days = useQuery<DayRevenue>(daysSql, [])
  const statuses = useQuery<{ label: string; value: number }>(statusSql, [])
  const countries = useQuery<{ label: string; value: string }>(countriesSql, [])
  const products = useQuery<{ label: string; value: number }>(productsSql, [])
  const failed = [totals, days, statuses, countries, products].find(({ error }) => error)
  const figures = totals.data?.[0]
  return (
    <div className="dashboard">
      <div className="view-head">
        <h1>Dashboard</h1>
        <p className="view-note">Live from the database on this device</p>
      </div>
      {failed?.error && <p className="notice notice-bad">{failed.error.message}</p>}
      <dl className="tiles">
        <Tile label="Revenue" value={figures && printWholeMoney(figures.revenue)} />
        <Tile label="Orders" value={figures && printCount(figures.orders)} />
        <Tile label="Open" value={figures && printCount(figures.open)} />
        <Tile label="Average order" value={figures && printMoney(figures.average)} />
      </dl>
      <section className="card chart-card">
        <h2>Revenue by day</h2>
        <RevenueChart days={days.data ?? []} />
      </section>
      <div className="dashboard-columns">
        <section className="card">
          <h2>Status</h2>
          <BarList items={statuses.data ?? []} print={printCount} />
        </section>
        <section className="card">
          <h2>Countries</h2>
          <BarList items={(countries.data ?? []).map(({ label, value }) => ({ label, value: Number(value) }))} print={printWholeMoney} />
        </section>
        <section className="card">
          <h2>Best sellers</h2>
          <BarList items={products.data ?? []} print={printCount} />
        </section>
      </div>
    </div>
  )
}

function Tile({ label, value }: { readonly label: string; readonly value: string | undefined }) {
  return (
    <div className="tile">
      <dt>{label}</dt>
      <dd>{value ?? <span className="tile-waiting" aria-label="loading" />}</dd>
    </div>
  )
}
