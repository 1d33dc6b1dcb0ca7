// Random change sets for codec tests: every kind of row change, every packing, births that repeat and births that do not.

import fc from 'fast-check'
import { asColumnId, asLsn, asOriginId, asTableId } from '../base/brand.ts'
import type { Cell, CellObject, Key } from '../base/cell.ts'
import type { Birth } from '../base/stamp.ts'
import type { ChangeSet } from '../changes/change-set.ts'
import type { ChangedCells } from '../changes/changed-cells.ts'
import type { RowChange, SeenBirth } from '../changes/row-change.ts'

const hlc = fc.record({ ms: fc.integer({ min: 0, max: 2 ** 31 - 1 }), counter: fc.integer({ min: 0, max: 65_535 }) })
const origin = fc.constantFrom('m0-a', 'm1-b', 'm2-c').map(asOriginId)
const id = fc.record({ origin, seq: fc.integer({ min: 1, max: 50 }) })
const birth: fc.Arbitrary<Birth> = fc.record({ hlc, origin, seq: fc.integer({ min: 1, max: 9 }), ordinal: fc.integer({ min: 0, max: 3 }) })
const seenBirth: fc.Arbitrary<SeenBirth> = fc.oneof(birth, fc.constant('any' as const), fc.array(birth, { maxLength: 3 }))
const key: fc.Arbitrary<Key> = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true }),
  fc.string({ unit: fc.constantFrom('\u0000', 'a', '\u00ff') }),
)

const cell: fc.Arbitrary<Cell> = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer(),
  fc.double(),
  fc.string(),
  fc.bigInt(),
  fc.uint8Array({ maxLength: 5 }).map(bytes => Uint8Array.from(bytes)),
  fc.record({ kind: fc.constant('decimal'), digits: fc.integer(), scale: fc.integer({ min: 0, max: 9 }) }) as fc.Arbitrary<CellObject>,
)
const cells = fc
  .uniqueArray(fc.integer({ min: 1, max: 5 }).map(asColumnId), { maxLength: 4 })
  .chain(columns => fc.tuple(...columns.map(() => cell)).map((values): ChangedCells => ({ columns, values })))
const table = fc.constantFrom(1, 2).map(asTableId)
const ordinal = fc.integer({ min: 0, max: 5 })
const seen = fc.array(fc.tuple(fc.integer({ min: 1, max: 5 }).map(asColumnId), fc.record({ hlc, origin })), { maxLength: 2 })

const rowChange: fc.Arbitrary<RowChange> = fc.oneof(
  fc.record({ kind: fc.constant('insert' as const), table, key, cells, ordinal }),
  fc.record({ kind: fc.constant('update' as const), table, key, birth: seenBirth, cells }),
  fc.record({ kind: fc.constant('update' as const), table, key, birth: seenBirth, cells, seen: seen.map(list => new Map(list)) }),
  fc.record({ kind: fc.constant('delete' as const), table, key, birth: seenBirth, must: fc.boolean() }),
  fc.record({ kind: fc.constant('upsert' as const), table, key, ordinal, insert: cells, update: cells }),
)
/** Runs of equal shape, as statements make them, between single changes. */
const rows = fc
  .array(
    fc.oneof(
      rowChange.map(one => [one]),
      fc.tuple(rowChange, fc.integer({ min: 2, max: 6 })).map(([one, count]) => repeat(one, count)),
    ),
  )
  .map(runs => runs.flat())

function repeat(change: RowChange, count: number): RowChange[] {
  return Array.from({ length: count }, (_, i) =>
    typeof change.key === 'number' && Number.isInteger(change.key) ? { ...change, key: change.key + i } : change,
  )
}

export const arbitraryChangeSet: fc.Arbitrary<ChangeSet> = fc.record({
  origin,
  seq: fc.integer({ min: 1, max: 2 ** 40 }),
  hlc,
  schemaVersion: fc.nat(),
  base: fc.nat().map(asLsn),
  wait: fc.array(id, { maxLength: 3 }),
  after: fc.array(id, { maxLength: 3 }),
  retryOf: fc.option(id),
  schemaChanges: fc.constant([]),
  rows,
})
