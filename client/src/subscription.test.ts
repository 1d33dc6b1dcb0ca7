// What listeners of a subscription may count on, whatever they do themselves.

import { afterEach, describe, expect, it } from 'vitest'
import { eventually } from '@zendb/shared/testing/eventually'
import { seededRandom } from '@zendb/shared/base/random'
import { ZenDB } from './zen-db.ts'

interface Row {
  readonly id: number
  readonly n: number
}

const opened: ZenDB[] = []

async function withRows(values = '(1, 10), (2, 20)'): Promise<ZenDB> {
  const db = new ZenDB()
  opened.push(db)
  await db.exec(`CREATE TABLE t (id int PRIMARY KEY, n int); INSERT INTO t VALUES ${values}`)
  return db
}

afterEach(async () => {
  for (const db of opened.splice(0)) await db.close()
})

const soon = (): Promise<void> => new Promise(resolve => setTimeout(resolve, 2))

describe('a listener of rows', () => {
  it('that comes late hears each result once', async () => {
    const db = await withRows()
    const subscription = db.subscribe<Row>('SELECT * FROM t ORDER BY id')
    await eventually(() => expect(subscription.rows).toHaveLength(2))
    // At once when nothing happens, and once when a change comes before its turn.
    for (const change of ['SELECT 1', 'UPDATE t SET n = n + 1 WHERE id = 1']) {
      const seen: number[] = []
      const written = db.execute(change)
      subscription.on('rows', rows => seen.push(rows[0].n))
      await written
      await eventually(() => expect(seen).not.toEqual([]))
      await soon()
      expect(seen).toEqual([subscription.rows?.[0].n])
    }
  })

  it('may end its own subscription, and nobody of it hears more', async () => {
    const db = await withRows()
    const heard: string[] = []
    const subscription = db.subscribe<Row>('SELECT * FROM t ORDER BY id')
    subscription
      .on('change', ({ id }) => {
        heard.push(`change ${id}`)
        subscription.unsubscribe()
      })
      .on('change', () => heard.push('never'))
      .on('rows', rows => heard.push(`rows ${rows.length}`))
    await eventually(() => expect(heard).toEqual(['rows 2']))
    await db.execute('UPDATE t SET n = 0')
    await db.execute('DELETE FROM t')
    await eventually(() => expect(heard).toEqual(['rows 2', 'change 1']))
    await soon()
    expect(heard).toEqual(['rows 2', 'change 1'])
    subscription.unsubscribe()
  })

  it('may write, subscribe and end others', async () => {
    const db = await withRows()
    const heard: string[] = []
    const other = db.subscribe('SELECT count(*) AS n FROM t').on('rows', ([row]) => heard.push(`other ${String(row['n'])}`))
    await eventually(() => expect(heard).toEqual(['other 2']))
    db.subscribe<Row>('SELECT * FROM t WHERE n > 15').on('rows', rows => {
      heard.push(`mine ${rows.length}`)
      if (rows.length > 2) return
      other.unsubscribe()
      void db.execute('INSERT INTO t VALUES ($1, 30)', [rows.length + 10])
      db.subscribe('SELECT 1').on('rows', () => heard.push('nested'))
    })
    await eventually(() => expect(heard.filter(note => note.startsWith('mine'))).toEqual(['mine 1', 'mine 2', 'mine 3']))
    expect(heard.filter(note => note.startsWith('other'))).toEqual(['other 2'])
    expect(heard).toContain('nested')
  })
})

describe('changes', () => {
  it('come before the rows that have them, in the order of the writes', async () => {
    const db = await withRows()
    const heard: string[] = []
    db.subscribe<Row>('SELECT * FROM t ORDER BY id')
      .on('rows', rows => heard.push(`rows ${rows.map(({ n }) => n).join()}`))
      .on('change', ({ id }, { kind }) => heard.push(`${kind} ${id}`))
    await eventually(() => expect(heard).toEqual(['rows 10,20']))
    await db.execute('UPDATE t SET n = n + 1')
    await db.execute('INSERT INTO t VALUES (3, 30)')
    await db.execute('DELETE FROM t WHERE id < 3')
    const all = ['update 1', 'update 2', 'rows 11,21', 'insert 3', 'rows 11,21,30', 'delete 1', 'delete 2', 'rows 30']
    await eventually(() => expect(heard.slice(1)).toEqual(all))
  })

  it('tell rows without a key apart by all their values, and equal ones by their count', async () => {
    const db = await withRows('(1, 5), (2, 5), (3, 6)')
    const heard: unknown[] = []
    const subscription = db.subscribe<Row>('SELECT n FROM t ORDER BY n')
    subscription.on('change', (row, { kind, key, before, after }) => heard.push([kind, key, row.n, before, after]))
    await eventually(() => expect(subscription.rows).toHaveLength(3))
    await db.execute('UPDATE t SET n = 6 WHERE id = 2')
    await eventually(() => expect(heard).toHaveLength(2))
    expect(heard).toEqual([
      ['insert', [6], 6, null, { n: 6 }],
      ['delete', [5], 5, { n: 5 }, null],
    ])
  })

  it('of a query that loses its table are told when the table is back', async () => {
    const db = await withRows('(1, 10)')
    const heard: unknown[] = []
    db.subscribe<Row>('SELECT * FROM t')
      .on('rows', rows => heard.push(rows))
      .on('change', (row, { kind }) => heard.push([kind, row]))
      .on('error', error => heard.push((error as { code: string }).code))
    await eventually(() => expect(heard).toHaveLength(1))
    await db.exec('DROP TABLE t')
    await eventually(() => expect(heard.at(-1)).toBe('42P01'))
    heard.length = 0
    await db.exec("CREATE TABLE t (id int PRIMARY KEY, name text); INSERT INTO t VALUES (1, 'back')")
    const back = { id: 1, name: 'back' }
    await eventually(() => expect(heard).toEqual([['update', back], [back]]))
    await db.exec("ALTER TABLE t ADD COLUMN kind text DEFAULT 'x'")
    await eventually(() => expect(heard.at(-1)).toEqual([{ ...back, kind: 'x' }]))
  })

  it('lead from the rows before to the rows after, over many writes that are not awaited', async () => {
    const seed = Number(process.env['ZENDB_SEED'] ?? Date.now() % 100_000)
    const random = seededRandom(seed)
    const db = await withRows()
    const known = new Map<unknown, Row>()
    let told: readonly Row[] = []
    let updates = 0
    db.subscribe<Row>('SELECT * FROM t WHERE n < 50 ORDER BY id')
      .on('rows', rows => {
        if (updates++ === 0) for (const row of rows) known.set(row.id, row)
        told = rows
        expect(
          [...known.values()].sort((a, b) => a.id - b.id),
          `seed ${seed}`,
        ).toEqual(rows)
      })
      .on('change', (row, { kind, key: [id], before, after }) => {
        const where = `seed ${seed}, ${kind} ${String(id)}`
        expect(row, where).toBe(after ?? before)
        expect(known.get(id) ?? null, where).toBe(before)
        if (after === null) known.delete(id)
        else known.set(id, after)
      })
    await eventually(() => expect(updates).toBe(1))
    const writes: Promise<unknown>[] = []
    for (let i = 0; i < 300; i++) {
      const [id, n] = [random.below(30), random.below(100)]
      if (random.below(4) === 0) writes.push(db.execute('DELETE FROM t WHERE id = $1', [id]))
      else writes.push(db.execute('INSERT INTO t VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET n = excluded.n', [id, n]))
      if (random.below(10) === 0) await Promise.all(writes)
    }
    await Promise.all(writes)
    await eventually(async () => expect(told, `seed ${seed}`).toEqual(await db.query('SELECT * FROM t WHERE n < 50 ORDER BY id')))
  })
})

describe('many rows', () => {
  it('keep their identity, and one change is told as one', async () => {
    const db = await withRows()
    await db.execute('INSERT INTO t SELECT i, i FROM generate_series(3, 50000) AS i')
    const results: (readonly Row[])[] = []
    const kinds: string[] = []
    db.subscribe<Row>('SELECT * FROM t ORDER BY id')
      .on('rows', rows => results.push(rows))
      .on('change', (_, { kind }) => kinds.push(kind))
    await eventually(() => expect(results).toHaveLength(1))
    await db.execute('DELETE FROM t WHERE id = 25000')
    await eventually(() => expect(results).toHaveLength(2))
    expect(kinds).toEqual(['delete'])
    expect(results[1].every((row, i) => row === results[0][i < 24_999 ? i : i + 1])).toBe(true)
  })
})

describe('the same query twice', () => {
  it('is two subscriptions: ending one leaves the other', async () => {
    const db = await withRows()
    const counts = [0, 0]
    const [first] = counts.map((_, i) => db.subscribe('SELECT * FROM t').on('rows', () => counts[i]++))
    await eventually(() => expect(counts).toEqual([1, 1]))
    first.unsubscribe()
    await db.execute('UPDATE t SET n = 0')
    await eventually(() => expect(counts).toEqual([1, 2]))
  })
})
