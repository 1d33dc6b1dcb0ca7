// Statements to begin with: a join, a window, a live filter, and a write.

export interface Example {
  readonly label: string
  readonly sql: string
}

export const examples: readonly Example[] = [
  {
    label: 'Revenue by country',
    sql: `SELECT c.country, count(*) AS orders, sum(o.total) AS revenue
FROM orders o
JOIN customers c ON c.id = o.customer_id
WHERE o.status <> 'cancelled'
GROUP BY c.country
ORDER BY revenue DESC`,
  },
  {
    label: 'Rank of customers',
    sql: `SELECT rank() OVER (ORDER BY spent DESC) AS place, name, company, spent
FROM (
  SELECT c.name, c.company, sum(o.total) AS spent
  FROM customers c JOIN orders o ON o.customer_id = c.id
  GROUP BY c.id, c.name, c.company
) s
ORDER BY place
LIMIT 20`,
  },
  {
    label: 'Months',
    sql: `WITH months AS (
  SELECT date_trunc('month', placed_at)::date AS month, sum(total) AS revenue
  FROM orders
  GROUP BY 1
)
SELECT month, revenue, revenue - lag(revenue) OVER (ORDER BY month) AS change
FROM months
ORDER BY month DESC`,
  },
  {
    label: 'Oldest open orders',
    sql: `SELECT number, status, placed_at, total
FROM orders
WHERE status IN ('pending', 'paid')
ORDER BY placed_at
LIMIT 25`,
  },
  {
    label: 'Put orders on hold',
    sql: `UPDATE orders
SET note = 'On hold', updated_at = now()
WHERE status = 'pending' AND priority = 'low'`,
  },
]
