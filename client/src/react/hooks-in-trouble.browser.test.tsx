// The hooks when something goes wrong or away: databases that fail, close or change, components that leave early, pages rendered by a server.

import { StrictMode, useState, type ReactNode } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { render } from 'vitest-browser-react'
import { ZenDB } from '../index.ts'
import { LiveCache } from './live-cache.ts'
import { useMutation, useQuery, useSubscription, useSyncStatus, ZenProvider } from './index.ts'

interface Note {
  readonly id: number
  readonly body: string
}

const opened: ZenDB[] = []
const unhandled: unknown[] = []
const onUnhandled = (event: PromiseRejectionEvent): void => {
  unhandled.push(event.reason)
}

function open(options: ConstructorParameters<typeof ZenDB>[0] = { storage: 'memory' }): ZenDB {
  const db = new ZenDB(options)
  opened.push(db)
  return db
}

async function withNotes(...bodies: string[]): Promise<ZenDB> {
  const db = open()
  await db.exec('CREATE TABLE note (id int PRIMARY KEY, body text NOT NULL)')
  for (const [i, body] of bodies.entries()) await db.execute('INSERT INTO note VALUES ($1, $2)', [i + 1, body])
  return db
}

beforeEach(() => {
  window.addEventListener('unhandledrejection', onUnhandled)
})
afterEach(async () => {
  for (const db of opened.splice(0)) await db.close()
  window.removeEventListener('unhandledrejection', onUnhandled)
  expect(unhandled.splice(0), 'unhandled rejections').toEqual([])
})

const inApp = (db: ZenDB, children: ReactNode): ReactNode => (
  <StrictMode>
    <ZenProvider db={db}>{children}</ZenProvider>
  </StrictMode>
)

function Notes({ seen }: { readonly seen?: string[] }) {
  const { data, isLoading, error } = useQuery<Note>('SELECT * FROM note ORDER BY id')
  const text = data?.map(note => note.body).join() ?? (isLoading ? 'loading' : 'nothing')
  seen?.push(text)
  return <p>{`${text}${error === null ? '' : ` (${(error as Error & { code: string }).code})`}`}</p>
}

describe('a database that cannot be used', () => {
  it('is told as the error of the query, when it fails to open and when it has failed before', async () => {
    const db = open({ storage: 'memory', migrations: ['CREATE TABLE note (id int); CREATE TABLE note (id int)'] })
    const screen = await render(inApp(db, <Notes />))
    await expect.element(screen.getByText('nothing (42P07)')).toBeVisible()
    await screen.unmount()
    const again = await render(inApp(db, <Notes />))
    await expect.element(again.getByText('nothing (42P07)')).toBeVisible()
  })

  it('is told when it was closed before the component came', async () => {
    const [fresh, known] = [await withNotes('one'), await withNotes('one')]
    const before = await render(inApp(known, <Notes />))
    await expect.element(before.getByText('one')).toBeVisible()
    await before.unmount()
    await expect.poll(() => LiveCache.of(known).openCount).toBe(0)
    for (const [db, text] of [
      [fresh, 'nothing'],
      [known, 'one'],
    ] as const) {
      await db.close()
      const screen = await render(inApp(db, <Notes />))
      await expect.element(screen.getByText(`${text} (STORAGE_CLOSED)`)).toBeVisible()
      await screen.unmount()
    }
  })

  it('is told when its storage goes away; the last rows stay', async () => {
    const name = `hooks-${performance.timeOrigin}-${performance.now()}`
    const [db, other] = [open({ name }), open({ name })]
    await db.exec("CREATE TABLE note (id int PRIMARY KEY, body text); INSERT INTO note VALUES (1, 'one')")
    const screen = await render(inApp(db, <Notes />))
    await expect.element(screen.getByText('one')).toBeVisible()
    await other.destroy()
    await expect.element(screen.getByText('one (STORAGE_CLOSED)')).toBeVisible()
  })

  it('is no trouble for effects and buttons', async () => {
    const db = await withNotes('one')
    await db.close()
    function Controls() {
      const add = useMutation('INSERT INTO note VALUES (9, $1)')
      useSubscription('SELECT * FROM note', [], () => {})
      return (
        <button type="button" onClick={() => add.mutate(['nine'])}>
          {add.error?.message ?? 'add'}
        </button>
      )
    }
    const screen = await render(inApp(db, <Controls />))
    await screen.getByRole('button').click()
    await expect.element(screen.getByText('is closed')).toBeVisible()
  })
})

describe('a query', () => {
  it('heals when its table comes back', async () => {
    const db = await withNotes('one')
    const screen = await render(inApp(db, <Notes />))
    await expect.element(screen.getByText('one')).toBeVisible()
    await db.exec('DROP TABLE note')
    await expect.element(screen.getByText('one (42P01)')).toBeVisible()
    await db.exec("CREATE TABLE note (id int PRIMARY KEY, body text); INSERT INTO note VALUES (5, 'back')")
    await expect.element(screen.getByText('back', { exact: true })).toBeVisible()
  })

  it('never shows rows of another database', async () => {
    const [first, second] = [await withNotes('one'), await withNotes('eins', 'zwei')]
    const seen: string[] = []
    const screen = await render(inApp(first, <Notes seen={seen} />))
    await expect.element(screen.getByText('one')).toBeVisible()
    seen.length = 0
    await screen.rerender(inApp(second, <Notes seen={seen} />))
    await expect.element(screen.getByText('eins,zwei')).toBeVisible()
    expect(new Set(seen)).toEqual(new Set(['loading', 'eins,zwei']))
    await expect.poll(() => LiveCache.of(first).openCount).toBe(0)
    await first.execute("UPDATE note SET body = 'changed'")
    await second.execute('DELETE FROM note WHERE id = 1')
    await expect.element(screen.getByText('zwei', { exact: true })).toBeVisible()
    expect(seen).not.toContain('changed')
  })

  it('may be left while it loads, also before the database is open', async () => {
    const error = vi.spyOn(console, 'error')
    const db = open()
    const created = db.exec('CREATE TABLE note (id int PRIMARY KEY, body text NOT NULL)')
    const screen = await render(inApp(db, <Notes />))
    await screen.unmount()
    await created
    await expect.poll(() => LiveCache.of(db).openCount).toBe(0)
    expect(error).not.toHaveBeenCalled()
  })

  it('that two components share runs once, and ends with the last of them', async () => {
    const db = await withNotes('one')
    const subscribe = vi.spyOn(db, 'subscribe')
    function App() {
      const [both, setBoth] = useState(true)
      return (
        <>
          <button type="button" onClick={() => setBoth(false)}>
            one less
          </button>
          <Notes />
          {both && <Notes />}
        </>
      )
    }
    const screen = await render(inApp(db, <App />))
    await expect.element(screen.getByText('one', { exact: true }).nth(1)).toBeVisible()
    await screen.getByRole('button').click()
    await db.execute("UPDATE note SET body = 'eins'")
    await expect.element(screen.getByText('eins')).toBeVisible()
    expect(subscribe).toHaveBeenCalledTimes(1)
    expect(LiveCache.of(db).openCount).toBe(1)
  })
})

describe('a page that a server rendered', () => {
  it('is taken over without a mismatch, although the rows are there already', async () => {
    const db = await withNotes('one')
    const page = (
      <ZenProvider db={db}>
        <Status />
        <Notes />
      </ZenProvider>
    )
    // Another part of the page has loaded the same query before this part is taken over.
    const screen = await render(inApp(db, <Notes />))
    await expect.element(screen.getByText('one')).toBeVisible()
    const container = document.createElement('div')
    document.body.append(container)
    container.innerHTML = renderToString(page)
    expect(container.textContent).toBe('openingloading')
    const errors: unknown[] = []
    const root = hydrateRoot(container, page, { onRecoverableError: error => errors.push(error) })
    await expect.poll(() => container.textContent).toBe('openone')
    expect(errors).toEqual([])
    root.unmount()
    container.remove()
  })
})

let statusRenders = 0
function Status() {
  statusRenders++
  return <p>{useSyncStatus().state}</p>
}

describe('the other hooks', () => {
  it('useSyncStatus renders when something in the status changes, and not for writes', async () => {
    const db = await withNotes()
    const screen = await render(
      <ZenProvider db={db}>
        <Status />
      </ZenProvider>,
    )
    await expect.element(screen.getByText('open')).toBeVisible()
    const before = statusRenders
    for (let i = 0; i < 20; i++) await db.execute('INSERT INTO note VALUES ($1, $2)', [i, 'x'])
    expect(statusRenders).toBe(before)
    await db.close()
    await expect.element(screen.getByText('closed')).toBeVisible()
    expect(statusRenders).toBe(before + 1)
  })

  it('useSubscription tells each change once under StrictMode, and follows its parameters', async () => {
    const db = await withNotes('one', 'two')
    const calls: string[] = []
    function Watch({ id }: { readonly id: number }) {
      useSubscription<Note>('SELECT * FROM note WHERE id = $1', [id], ({ body }, { kind }) => calls.push(`${id} ${kind} ${body}`))
      return <p>{`watching ${id}`}</p>
    }
    const screen = await render(inApp(db, <Watch id={1} />))
    await db.query('SELECT 1')
    await db.execute("UPDATE note SET body = body || '!'")
    await expect.poll(() => calls).toEqual(['1 update one!'])
    await screen.rerender(inApp(db, <Watch id={2} />))
    await db.query('SELECT 1')
    await db.execute("UPDATE note SET body = body || '!'")
    await expect.poll(() => calls).toEqual(['1 update one!', '2 update two!!'])
    await screen.unmount()
    await db.execute('DELETE FROM note')
    await db.query('SELECT 1')
    expect(calls).toHaveLength(2)
  })

  it('useMutation: the promise tells the error too, the last write counts, reset forgets, and leaving early is no trouble', async () => {
    const db = await withNotes('one')
    const rejections: unknown[] = []
    function Add() {
      const add = useMutation<number, string>(async (database, id) => {
        await database.execute('INSERT INTO note VALUES ($1, $2)', [id, 'x'])
        return `added ${id}`
      })
      return (
        <>
          <p>{add.isPending ? 'pending' : (add.error?.message ?? add.data ?? 'idle')}</p>
          <button type="button" onClick={() => void add.mutateAsync(1).catch((error: unknown) => rejections.push(error))}>
            again
          </button>
          <button
            type="button"
            onClick={() => {
              add.mutate(2)
              add.mutate(3)
            }}
          >
            two
          </button>
          <button type="button" onClick={() => add.reset()}>
            reset
          </button>
        </>
      )
    }
    const screen = await render(inApp(db, <Add />))
    await screen.getByText('again').click()
    await expect.element(screen.getByText('duplicate key')).toBeVisible()
    expect(rejections).toMatchObject([{ code: '23505' }])
    await screen.getByText('reset').click()
    await expect.element(screen.getByText('idle')).toBeVisible()
    await screen.getByText('two').click()
    await expect.element(screen.getByText('added 3')).toBeVisible()
    expect(await db.query('SELECT count(*) AS n FROM note')).toEqual([{ n: 3 }])
    await screen.getByText('again').click()
    await screen.unmount()
    await db.query('SELECT 1')
    expect(rejections).toHaveLength(2)
  })
})
