// An update of a live query between tabs: rows that did not change are named by their place in the result before, so that they
// cost little and keep their identity on the other side.

import { assert } from '@zendb/shared/base/assert'
import type { RowObject } from '@zendb/shared/exec/row-objects'
import type { LiveUpdate } from '@zendb/shared/live/live-query'

/** A row: its place in the result before, or, from `-1` downwards, its place among `fresh`. */
type RowReference = number

export interface LiveDelta {
  readonly rows: Int32Array
  readonly fresh: readonly RowObject[]
  readonly changes: readonly {
    readonly kind: 'insert' | 'update' | 'delete'
    readonly key: readonly unknown[]
    readonly before: RowReference | null
    readonly after: RowReference | null
  }[]
  readonly version: number
  readonly origin: LiveUpdate['origin']
  readonly keyColumns: readonly string[] | null
}

/** `previous` is what the other side has. */
export function encodeLiveDelta(previous: readonly RowObject[], update: LiveUpdate): LiveDelta {
  const places = new Map<RowObject, RowReference>()
  previous.forEach((row, i) => places.set(row, i))
  const fresh: RowObject[] = []
  const refer = (row: RowObject): RowReference => {
    let place = places.get(row)
    if (place === undefined) places.set(row, (place = -fresh.push(row)))
    return place
  }
  // On the first update every row is an insert, which says nothing that `rows` does not say.
  const changes = update.origin === 'initial' ? [] : update.changes
  return {
    rows: Int32Array.from(update.rows, refer),
    fresh,
    changes: changes.map(({ kind, key, before, after }) => ({
      kind,
      key,
      before: before === null ? null : refer(before),
      after: after === null ? null : refer(after),
    })),
    version: update.version,
    origin: update.origin,
    keyColumns: update.keyColumns,
  }
}

export function applyLiveDelta(previous: readonly RowObject[], delta: LiveDelta): LiveUpdate {
  const { fresh } = delta
  const find = (place: RowReference): RowObject => {
    const row = place < 0 ? fresh[-place - 1] : previous[place]
    assert(row, 'a live update refers to rows that are there')
    return row
  }
  const rows = Object.freeze(Array.from(delta.rows, find))
  const changes =
    delta.origin === 'initial'
      ? rows.map(row => ({ kind: 'insert' as const, key: Object.values(row), before: null, after: row }))
      : delta.changes.map(({ kind, key, before, after }) => ({
          kind,
          key,
          before: before === null ? null : find(before),
          after: after === null ? null : find(after),
        }))
  return { rows, changes, version: delta.version, origin: delta.origin, keyColumns: delta.keyColumns }
}
