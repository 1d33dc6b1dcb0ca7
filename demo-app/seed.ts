// `node seed.ts URL`: fills the shop of an empty server with customers, products and 20,000 orders, through SQL over HTTP.
// Called by `npm start` the first time; the data come from one seed, so every machine shows the same shop.

import { generateShop } from './src/data/generate-shop.ts'
import { migrations } from './src/data/schema.ts'

const [, , server = 'http://127.0.0.1:4000'] = process.argv
const size = { customers: 1200, products: 180, orders: Number(process.env['ORDERS'] ?? 20_000), untilMs: Date.UTC(2026, 10, 22, 18) }
const rowsPerStatement = 1000

async function query(sql: string): Promise<void> {
  const response = await fetch(`${server}/v1/shop/query`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ sql }),
  })
  if (!response.ok) throw new TypeError(`the server refused the demo data: ${response.status} ${await response.text()}`)
}

function literal(value: string | number): string {
  return typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`
}

async function insert(table: string, rows: readonly (readonly (string | number)[])[]): Promise<void> {
  for (let i = 0; i < rows.length; i += rowsPerStatement) {
    const values = rows.slice(i, i + rowsPerStatement).map(row => `(${row.map(literal).join(',')})`)
    await query(`INSERT INTO ${table} VALUES ${values.join(',')}`)
  }
}

const { customers, products, orders } = generateShop(7, size)
// As a client records its migrations, so that no device runs them again.
await query('CREATE TABLE zendb_migrations (id text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())')
for (const { id, sql } of migrations) {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(sql))
  await query(`INSERT INTO zendb_migrations (id, checksum) VALUES (${literal(id)}, ${literal(Buffer.from(digest).toString('hex'))})`)
}
for (const migration of migrations) for (const statement of migration.sql.split(';')) if (statement.trim() !== '') await query(statement)
await insert(
  'customers',
  customers.map(c => [c.id, c.name, c.company, c.email, c.city, c.country, c.createdAt]),
)
await insert(
  'products',
  products.map(p => [p.id, p.sku, p.name, p.category, p.price, p.stock]),
)
await insert(
  'orders',
  orders.map(o => [o.id, o.number, o.customerId, o.status, o.priority, o.note, o.total, o.placedAt, o.updatedAt]),
)
await insert(
  'order_lines',
  orders.flatMap(o => o.lines.map(l => [l.id, o.id, l.productId, l.quantity, l.unitPrice])),
)
console.log(`demo data: ${customers.length} customers, ${products.length} products, ${orders.length} orders`)
