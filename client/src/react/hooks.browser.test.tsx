// The hooks in real React and a real browser, over a database in memory.

import { StrictMode, Suspense, useState, type ReactNode } from 'react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { render } from 'vitest-browser-react'
import { ZenDB } from '../index.ts'
import { LiveCache } from './live-cache.ts'
import { useMutation, useQuery, useSubscription, useSyncStatus, useZenDB, ZenProvider } from './index.ts'

interface Note {
  readonly id: number
  readonly body: string
}

const opened: ZenDB[] = []

async function withNotes(): Promise<ZenDB> {
  const db = new ZenDB({ storage: 'memory' })
  opened.push(db)
  await db.exec("CREATE TABLE note (id int PRIMARY KEY, body text NOT NULL); INSERT INTO note VALUES (1, 'one'), (2, 'two')")
  return db
}

afterEach(async () => {
  for (const db of opened.splice(0)) await db.close()
})

const inApp = (db: ZenDB, children: ReactNode): ReactNode => (
  <StrictMode>
    <ZenProvider db={db}>{children}</ZenProvider>
  </StrictMode>
)

function Notes({ onRender }: { readonly onRender?: (rows: readonly Note[] | undefined) => void }) {
  const { data, isLoading, error } = useQuery<Note>('SELECT * FROM note ORDER BY id')
  onRender?.(data)
  if (error !== null) return <p role="alert">{error.message}</p>
  if (isLoading) return <p>loading</p>
  return (
    <ul>
      {data?.map(note => (
        <li key={note.id}>{note.body}</li>
      ))}
    </ul>
  )
}

describe('useQuery', () => {
  it('shows the rows and follows them, with one subscription under StrictMode', async () => {
    const db = await withNotes()
    const subscribe = vi.spyOn(db, 'subscribe')
    const seen: (readonly Note[] | undefined)[] = []
    const screen = await render(inApp(db, <Notes onRender={rows => seen.push(rows)} />))
    await expect.element(screen.getByRole('list')).toHaveTextContent('onetwo')
    const before = seen.at(-1)
    await db.execute("UPDATE note SET body = 'zwei' WHERE id = 2")
    await expect.element(screen.getByRole('list')).toHaveTextContent('onezwei')
    expect(seen.at(-1)?.[0]).toBe(before?.[0])
    expect(subscribe).toHaveBeenCalledTimes(1)
    await screen.unmount()
    await expect.poll(() => LiveCache.of(db).openCount).toBe(0)
  })

  it('renders once for one change, and not at all for a change elsewhere', async () => {
    const db = await withNotes()
    await db.exec('CREATE TABLE other (n int)')
    let renders = 0
    const screen = await render(
      <ZenProvider db={db}>
        <Notes onRender={() => renders++} />
      </ZenProvider>,
    )
    await expect.element(screen.getByRole('list')).toHaveTextContent('onetwo')
    const before = renders
    await db.execute('INSERT INTO other VALUES (1)')
    await db.execute("INSERT INTO note VALUES (3, 'three')")
    await expect.element(screen.getByRole('list')).toHaveTextContent('onetwothree')
    expect(renders).toBe(before + 1)
  })

  it('never shows the rows of other parameters as its own, unless asked to', async () => {
    const db = await withNotes()
    const seen: string[] = []
    function Note({ id, keep }: { readonly id: number; readonly keep: boolean }) {
      const { data, isLoading, isPrevious } = useQuery<Note>('SELECT * FROM note WHERE id = $1', [id], { keepPrevious: keep })
      seen.push(`${id}:${data?.[0]?.body ?? (isLoading ? 'loading' : 'nothing')}${isPrevious ? ' (previous)' : ''}`)
      return <p>{data?.[0]?.body}</p>
    }
    function App({ keep }: { readonly keep: boolean }) {
      const [id, setId] = useState(1)
      return (
        <button type="button" onClick={() => setId(id + 1)}>
          <Note id={id} keep={keep} />
        </button>
      )
    }
    const screen = await render(inApp(db, <App keep={false} />))
    await expect.element(screen.getByRole('button')).toHaveTextContent('one')
    await screen.getByRole('button').click()
    await expect.element(screen.getByRole('button')).toHaveTextContent('two')
    expect(new Set(seen)).toEqual(new Set(['1:loading', '1:one', '2:loading', '2:two']))
    await screen.unmount()

    seen.length = 0
    await expect.poll(() => LiveCache.of(db).openCount).toBe(0)
    LiveCache.of(db).client.clear()
    const kept = await render(inApp(db, <App keep />))
    await expect.element(kept.getByRole('button')).toHaveTextContent('one')
    await kept.getByRole('button').click()
    await expect.element(kept.getByRole('button')).toHaveTextContent('two')
    expect(seen).toContain('2:one (previous)')
    expect(seen).not.toContain('2:loading')
  })

  it('waits until it is enabled', async () => {
    const db = await withNotes()
    const subscribe = vi.spyOn(db, 'subscribe')
    function App() {
      const [enabled, setEnabled] = useState(false)
      const { data, isLoading } = useQuery<Note>('SELECT * FROM note', [], { enabled })
      return (
        <button type="button" onClick={() => setEnabled(true)}>
          {data?.length ?? (isLoading ? 'loading' : 'idle')}
        </button>
      )
    }
    const screen = await render(inApp(db, <App />))
    await expect.element(screen.getByRole('button')).toHaveTextContent('idle')
    expect(subscribe).not.toHaveBeenCalled()
    await screen.getByRole('button').click()
    await expect.element(screen.getByRole('button')).toHaveTextContent('2')
  })

  it('tells an error, and heals when the query can run again', async () => {
    const db = await withNotes()
    function Quotient() {
      const { data, error } = useQuery<{ q: number }>('SELECT 10 / id AS q FROM note WHERE id < 2')
      return <p>{error === null ? `quotient ${data?.[0]?.q}` : error.message}</p>
    }
    const screen = await render(inApp(db, <Quotient />))
    await expect.element(screen.getByText('quotient 10')).toBeVisible()
    await db.execute("INSERT INTO note VALUES (0, 'zero')")
    await expect.element(screen.getByText('division by zero')).toBeVisible()
    await db.execute('DELETE FROM note WHERE id = 0')
    await expect.element(screen.getByText('quotient 10')).toBeVisible()
  })

  it('tells an error of the first run', async () => {
    const db = await withNotes()
    function Wrong() {
      const { error } = useQuery('SELECT * FROM nobody')
      return <p role="alert">{error?.message}</p>
    }
    const screen = await render(inApp(db, <Wrong />))
    await expect.element(screen.getByRole('alert')).toHaveTextContent('relation "nobody" does not exist')
  })

  it('keeps its subscription over a short unmount, and shows the old rows at once after a long one', async () => {
    const db = await withNotes()
    const subscribe = vi.spyOn(db, 'subscribe')
    const seen: string[] = []
    function App() {
      const [isShown, setIsShown] = useState(true)
      return (
        <>
          <button type="button" onClick={() => setIsShown(!isShown)}>
            toggle
          </button>
          {isShown ? (
            <Notes onRender={rows => seen.push(rows === undefined ? 'loading' : rows.map(row => row.body).join())} />
          ) : (
            <p>hidden</p>
          )}
        </>
      )
    }
    const screen = await render(inApp(db, <App />))
    const toggle = screen.getByRole('button')
    await expect.element(screen.getByRole('list')).toHaveTextContent('onetwo')
    // In the page itself: two clicks from outside may lie further apart than the grace of a subscription.
    for (const text of ['togglehidden', 'toggleonetwo']) {
      toggle.element().dispatchEvent(new MouseEvent('click', { bubbles: true }))
      await vi.waitFor(() => expect(screen.container.textContent).toBe(text), { interval: 1 })
    }
    expect(subscribe).toHaveBeenCalledTimes(1)
    await toggle.click()
    await expect.poll(() => LiveCache.of(db).openCount).toBe(0)
    await db.execute("UPDATE note SET body = 'zwei' WHERE id = 2")
    seen.length = 0
    await toggle.click()
    await expect.element(screen.getByRole('list')).toHaveTextContent('onezwei')
    expect(seen[0]).toBe('one,two')
    expect(seen).not.toContain('loading')
  })

  it('takes parameters that JSON does not know', async () => {
    const db = await withNotes()
    function Values() {
      const { data } = useQuery<{ a: bigint; b: Date }>('SELECT $1::int8 AS a, $2::timestamptz AS b', [9007199254740993n, new Date(7)])
      return <p>{data === undefined ? 'loading' : `${data[0].a} ${data[0].b.getTime()}`}</p>
    }
    const screen = await render(inApp(db, <Values />))
    await expect.element(screen.getByText('9007199254740993 7')).toBeVisible()
  })

  it('suspends until the first rows are there', async () => {
    const db = await withNotes()
    function Suspended() {
      const { data } = useQuery<Note>('SELECT * FROM note ORDER BY id', [], { suspense: true })
      return <p>{data?.map(note => note.body).join()}</p>
    }
    const screen = await render(
      inApp(
        db,
        <Suspense fallback={<p>waiting</p>}>
          <Suspended />
        </Suspense>,
      ),
    )
    await expect.element(screen.getByText('one,two')).toBeVisible()
    await db.execute('DELETE FROM note WHERE id = 1')
    await expect.element(screen.getByText('two', { exact: true })).toBeVisible()
  })
})

describe('the other hooks', () => {
  it('useSubscription calls the newest function once for each changed row', async () => {
    const db = await withNotes()
    const calls: string[] = []
    function Bell({ name }: { readonly name: string }) {
      useSubscription<Note>('SELECT * FROM note', [], (note, change) => calls.push(`${name} ${change.kind} ${note.body}`))
      return <p>{name}</p>
    }
    const screen = await render(inApp(db, <Bell name="a" />))
    await db.query('SELECT 1')
    await expect.element(screen.getByText('a')).toBeVisible()
    await screen.rerender(inApp(db, <Bell name="b" />))
    await db.execute("INSERT INTO note VALUES (3, 'three')")
    await expect.poll(() => calls).toEqual(['b insert three'])
  })

  it('useMutation shows progress, results and errors', async () => {
    const db = await withNotes()
    function Add() {
      const add = useMutation('INSERT INTO note VALUES ($1, $2)')
      const count = useMutation((database: ZenDB, minimum: number) =>
        database.query<{ n: number }>('SELECT count(*) AS n FROM note WHERE id >= $1', [minimum]),
      )
      return (
        <>
          <button type="button" onClick={() => add.mutate([3, 'three'])}>
            add
          </button>
          <button type="button" onClick={() => count.mutate(2)}>
            count
          </button>
          <p>{add.error?.message ?? add.data?.command ?? 'nothing yet'}</p>
          <p>{`counted ${count.data?.[0].n}`}</p>
        </>
      )
    }
    const screen = await render(inApp(db, <Add />))
    const button = screen.getByRole('button', { name: 'add' })
    await button.click()
    await expect.element(screen.getByText('INSERT 0 1')).toBeVisible()
    await screen.getByRole('button', { name: 'count' }).click()
    await expect.element(screen.getByText('counted 2')).toBeVisible()
    await button.click()
    await expect.element(screen.getByText('duplicate key value')).toBeVisible()
  })

  it('useSyncStatus follows the status', async () => {
    const db = await withNotes()
    function Status() {
      return <p>{useSyncStatus().state}</p>
    }
    const screen = await render(inApp(db, <Status />))
    await expect.element(screen.getByText('open')).toBeVisible()
    await db.close()
    await expect.element(screen.getByText('closed')).toBeVisible()
  })

  it('say what is missing without a provider', async () => {
    function Lost() {
      try {
        useZenDB()
      } catch (error) {
        return <p>{(error as Error).message}</p>
      }
      return null
    }
    const screen = await render(<Lost />)
    await expect.element(screen.getByText('<ZenProvider db={db}>')).toBeVisible()
  })
})
