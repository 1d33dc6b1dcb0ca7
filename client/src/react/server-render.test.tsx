// The hooks where there is no browser: rendered to HTML on a server, before any data is there.

import { renderToString } from 'react-dom/server'
import { afterEach, describe, expect, it } from 'vitest'
import { ZenDB } from '../index.ts'
import { useMutation, useQuery, useSubscription, useSyncStatus, ZenProvider } from './index.ts'

const opened: ZenDB[] = []
afterEach(async () => {
  for (const db of opened.splice(0)) await db.close()
})

function Everything() {
  const { data, isLoading, error } = useQuery<{ n: number }>('SELECT 1 AS n')
  const { state, connection } = useSyncStatus()
  const add = useMutation('INSERT INTO t VALUES ($1)')
  useSubscription('SELECT 1 AS n', [], () => {})
  return <p>{`${isLoading} ${data?.length} ${error} ${state} ${connection} ${add.isPending}`}</p>
}

describe('rendering on a server', () => {
  it('shows the state of loading, whether the database is open or not, and starts nothing', async () => {
    expect('window' in globalThis).toBe(false)
    const db = new ZenDB()
    opened.push(db)
    const page = (
      <ZenProvider db={db}>
        <Everything />
      </ZenProvider>
    )
    const before = renderToString(page)
    expect(before).toBe('<p>true undefined null opening none false</p>')
    await db.query('SELECT 1')
    // The same HTML: what the browser shows first must not depend on how far a server was.
    expect(renderToString(page)).toBe(before)
  })
})
