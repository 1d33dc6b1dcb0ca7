// A subscription over changes of the leader; the whole path is in tab-route.test.ts.

import type { LiveUpdate } from '@zendb/shared/live/live-query'
import { describe, expect, it } from 'vitest'
import { LiveContinuation } from './live-continuation.ts'

const update = (rows: LiveUpdate['rows'], origin: LiveUpdate['origin'] = 'initial'): LiveUpdate => ({
  rows,
  changes: [],
  version: 1,
  origin,
  keyColumns: ['id'],
})

describe('a live query that goes on at another leader', () => {
  it('tells nothing when nothing differs, and that it has healed when it had failed', () => {
    const heard: unknown[] = []
    const live = new LiveContinuation({ update: ({ rows }) => heard.push(rows), error: error => heard.push(error) })
    const rows = [{ id: 1 }]
    live.update(update(rows))
    live.update(update([{ id: 1 }]))
    expect(heard).toEqual([rows])
    live.error('failed')
    live.update(update([{ id: 1 }]))
    expect(heard).toEqual([rows, 'failed', rows])
    expect(heard[2]).toBe(rows)
  })
})
