// What the page of size.bench.ts runs, so that the files it asks for can be counted: an ordinary app on a database that is there, and
// the making of that database.

import { ZenDB } from '@zendb/client'

/** The first visit of an app: it makes its tables. */
async function makeDatabase(): Promise<void> {
  const db = new ZenDB({ name: 'size' })
  await db.exec(`
    CREATE TABLE customer (id serial PRIMARY KEY, name text NOT NULL);
    CREATE TABLE orders (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer int NOT NULL REFERENCES customer (id), total numeric(10, 2),
      status text NOT NULL DEFAULT 'new', placed timestamptz NOT NULL DEFAULT now()
    );
    CREATE INDEX ON orders (customer)`)
  await db.close()
}

/** Every later visit: changes, a live query, a transaction, a query with a join and groups. */
async function ordinaryApp(): Promise<number> {
  const db = new ZenDB({ name: 'size' })
  const live = db.subscribe('SELECT * FROM orders WHERE status = $1 ORDER BY id LIMIT 20', ['new']).on('rows', () => {})
  await db.execute('INSERT INTO customer (name) VALUES ($1), ($2)', ['Ada', 'Bo'])
  await db.transaction(async tx => {
    await tx.execute('INSERT INTO orders (customer, total) VALUES ($1, $2)', [1, '12.50'])
    await tx.execute('UPDATE orders SET total = total + 1 WHERE customer = $1', [1])
    await tx.execute('DELETE FROM customer WHERE id = $1', [2])
  })
  const rows = await db.query(
    `SELECT c.name, count(*) AS n, sum(o.total) AS total FROM customer c JOIN orders o ON o.customer = c.id
     WHERE o.status = $1 AND o.placed <= now() GROUP BY c.id, c.name HAVING count(*) > 0 ORDER BY total DESC LIMIT 10`,
    ['new'],
  )
  live.unsubscribe()
  return rows.length
}

Object.assign(globalThis, { makeDatabase, ordinaryApp })
