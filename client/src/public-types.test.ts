// What TypeScript says of the public names: `tsc` fails when one of these is not so.

import { describe, expectTypeOf, it } from 'vitest'
import type { MutationResult, QueryResult } from './react/index.ts'
import { useMutation, useQuery, useSubscription } from './react/index.ts'
import type { LiveChange, RowObject, Subscription, Transaction, WritePromise, WriteResult, ZenDB, ZenDBOptions } from './index.ts'

interface Note {
  id: number
  body: string
}

/** Never called: only its types count. */
function examples(db: ZenDB, tx: Transaction): void {
  expectTypeOf(db.query('')).toEqualTypeOf<Promise<RowObject[]>>()
  expectTypeOf(db.query<Note>('')).toEqualTypeOf<Promise<Note[]>>()
  expectTypeOf(db.execute<Note>('', [1n, null, new Date(), Uint8Array.of(1), { a: 1 }])).toEqualTypeOf<WritePromise<WriteResult<Note>>>()
  expectTypeOf(db.execute('').synced).toEqualTypeOf<Promise<void>>()
  expectTypeOf(db.exec('')).toEqualTypeOf<WritePromise<WriteResult[]>>()
  expectTypeOf(db.transaction(async () => 7)).toEqualTypeOf<WritePromise<number>>()
  expectTypeOf(tx.query<Note>('')).toEqualTypeOf<Promise<Note[]>>()
  expectTypeOf(db.subscribe<Note>('')).toEqualTypeOf<Subscription<Note>>()
  db.subscribe<Note>('')
    .on('change', (row, change) => {
      expectTypeOf(row).toEqualTypeOf<Note>()
      expectTypeOf(change).toEqualTypeOf<LiveChange<Note>>()
    })
    .on('rows', rows => expectTypeOf(rows).toEqualTypeOf<readonly Note[]>())
    .on('error', error => expectTypeOf(error).toEqualTypeOf<unknown>())
  expectTypeOf(db.on('status', status => expectTypeOf(status.connection).toBeString())).toEqualTypeOf<() => void>()
  db.on('rejected', write => expectTypeOf(write.retry()).toEqualTypeOf<Promise<void>>())
  db.on('conflict', conflict => expectTypeOf(conflict.lostValues).toBeNumber())
}

function hooks(): void {
  expectTypeOf(useQuery<Note>('')).toEqualTypeOf<QueryResult<Note>>()
  expectTypeOf(useQuery<Note>('').data).toEqualTypeOf<readonly Note[] | undefined>()
  expectTypeOf(useMutation('')).toEqualTypeOf<MutationResult<readonly unknown[], WriteResult<RowObject>>>()
  expectTypeOf(useMutation((_db, id: number) => Promise.resolve(`${id}`))).toEqualTypeOf<MutationResult<number, string>>()
  useSubscription<Note>('', [], (note, change) => {
    expectTypeOf(note).toEqualTypeOf<Note>()
    expectTypeOf(change.before).toEqualTypeOf<Note | null>()
  })
}

describe('types of the API', () => {
  it('follow the generic of a call', () => {
    expectTypeOf(examples).toBeFunction()
    expectTypeOf(hooks).toBeFunction()
  })

  it('know the options', () => {
    expectTypeOf<{ endpoint: 'zendb://localhost/shop'; syncMode: 'eventual'; offlineCache: '10MB' }>().toExtend<ZenDBOptions>()
    expectTypeOf<{ syncMode: 'soon' }>().not.toExtend<ZenDBOptions>()
    expectTypeOf<{ storage: 'disk' }>().not.toExtend<ZenDBOptions>()
    expectTypeOf<{ auth: { token: () => Promise<string> } }>().toExtend<ZenDBOptions>()
    expectTypeOf<{ auth: { token: number } }>().not.toExtend<ZenDBOptions>()
  })
})
