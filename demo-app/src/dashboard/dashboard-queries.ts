// The SQL of the dashboard. All of it is live: an order that changes in another window moves the charts.

export interface DayTotals {
  /** `2026-11-22`. */
  readonly day: string
  readonly revenue: string
  readonly orders: number
}

/** $1: days before the newest order. The shop's data end when they were made, not today. */
export const daysSql = `
  SELECT date_trunc('day', placed_at)::date AS day,
         coalesce(sum(total) FILTER (WHERE status <> 'cancelled'), 0) AS revenue,
         count(*) FILTER (WHERE status <> 'cancelled') AS orders
  FROM orders
  WHERE placed_at > (SELECT max(placed_at) FROM orders) - $1 * interval '1 day'
  GROUP BY 1 ORDER BY 1`

export const statusSql = 'SELECT status, count(*) AS count FROM orders GROUP BY status'

/** So many countries, products and orders stand in a card. */
export const shownShares = 6

export interface Share {
  readonly label: string
  readonly value: string | number
}

export const countriesSql = `
  SELECT c.country AS label, sum(o.total) AS value
  FROM orders o JOIN customers c ON c.id = o.customer_id
  WHERE o.status <> 'cancelled'
  GROUP BY c.country ORDER BY value DESC LIMIT ${shownShares}`

/** Grouped before it is joined: six rows meet the products, not fifty thousand. */
export const bestSellersSql = `
  SELECT p.name AS label, sold.value
  FROM (SELECT product_id, sum(quantity) AS value FROM order_lines GROUP BY product_id ORDER BY value DESC, product_id LIMIT ${shownShares}) sold
  JOIN products p ON p.id = sold.product_id
  ORDER BY sold.value DESC, label`

export interface WaitingOrder {
  readonly id: string
  readonly number: number
  readonly name: string
  readonly placed_at: Date
  readonly total: string
}

export const waitingSql = `
  SELECT o.id, o.number, o.total, o.placed_at, c.name
  FROM orders o JOIN customers c ON c.id = o.customer_id
  WHERE o.status IN ('pending', 'paid')
  ORDER BY o.placed_at, o.id LIMIT ${shownShares}`
