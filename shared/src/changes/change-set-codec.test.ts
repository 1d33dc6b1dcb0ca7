import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { asColumnId, asLsn, asOriginId, asTableId } from '../base/brand.ts'
import { fromHex, toHex } from '../base/content-hash.ts'
import type { Cell } from '../base/cell.ts'
import { ZenError } from '../base/errors.ts'
import type { SchemaChange } from '../schema/schema-change.ts'
import { arbitraryChangeSet } from '../testing/arbitrary-change-set.ts'
import { sqlTypes } from '../values/sql-type.ts'
import { encodeChangeSet } from './change-set-codec.ts'
import { decodeChangeSet } from './change-set-reader.ts'
import type { ChangeSet } from './change-set.ts'
import { changedCells, type ChangedCells } from './changed-cells.ts'

const origin = asOriginId('m0abcdef-0123456789abcdef')

function changeSetOf(parts: Partial<ChangeSet>): ChangeSet {
  const hlc = { ms: 1_764_000_000_000, counter: 3 }
  return {
    origin,
    seq: 1,
    hlc,
    schemaVersion: 2,
    base: asLsn(7),
    wait: [],
    after: [],
    retryOf: null,
    schemaChanges: [],
    rows: [],
    ...parts,
  }
}

function cellsOf(cells: Record<number, Cell>): ChangedCells {
  return changedCells(Object.entries(cells).map(([column, value]) => [asColumnId(Number(column)), value]))
}

function bulkInsert(count: number): ChangeSet {
  return changeSetOf({
    rows: Array.from({ length: count }, (_, i) => ({
      kind: 'insert' as const,
      table: asTableId(1),
      key: i,
      ordinal: 0,
      cells: cellsOf({ 1: i, 2: `name ${i}`, 3: null, 4: i / 2 }),
    })),
  })
}

const createTable: SchemaChange = {
  kind: 'create table',
  table: {
    kind: 'table',
    id: asTableId(1),
    schema: 'public',
    name: 'todo',
    columns: [
      { id: asColumnId(1), name: 'id', type: sqlTypes.int8, notNull: true, default: null, identity: { kind: 'always', sequence: 'public.todo_id_seq' }, generated: null },
      { id: asColumnId(2), name: 'tags', type: { kind: 'array', name: 'text', element: sqlTypes.text }, notNull: false, default: `'{}'`, identity: null, generated: null },
    ],
    primaryKey: [asColumnId(1)],
    indexes: [],
    constraints: [{ kind: 'primary key', name: 'todo_pkey', columns: [asColumnId(1)] }],
    temporary: false,
    nextColumnId: 3,
  },
} // prettier-ignore

describe('change set codec', () => {
  test('any change set comes back as it was', () => {
    fc.assert(
      fc.property(arbitraryChangeSet, changeSet => {
        expect(decodeChangeSet(encodeChangeSet(changeSet))).toEqual(changeSet)
      }),
      { numRuns: 500 },
    )
  })

  test('DDL comes back as it was, with bigint bounds', () => {
    const sequence = { kind: 'sequence' as const, schema: 'public', name: 's', type: sqlTypes.int8, start: 1, increment: 1, min: 1 }
    const create: SchemaChange = { kind: 'create sequence', sequence: { ...sequence, max: 2n ** 63n - 1n, cycle: false, ownedBy: null } }
    const changeSet = changeSetOf({ schemaChanges: [createTable, create, { kind: 'drop table', table: asTableId(1) }] })
    expect(decodeChangeSet(encodeChangeSet(changeSet))).toEqual(changeSet)
  })

  test('the bytes of version 1 stay readable', () => {
    const changeSet = changeSetOf({
      rows: [
        { kind: 'insert', table: asTableId(1), key: 5, ordinal: 0, cells: cellsOf({ 1: 5, 2: 'a' }) },
        {
          kind: 'delete',
          table: asTableId(1),
          key: 'k\u00ff',
          birth: { hlc: { ms: 1, counter: 2 }, origin, seq: 3, ordinal: 0 },
          must: true,
        },
      ],
    })
    const version1 =
      'c50100196d306162636465662d303132333435363738396162636465660180d0dfb4ab330302070000000002000100020202000a0000030a000501610201000102026bff02000301020001'
    expect(toHex(encodeChangeSet(changeSet))).toBe(version1)
    expect(decodeChangeSet(fromHex(version1))).toEqual(changeSet)
  })

  test('a bulk insert costs its values, not its shape', () => {
    const bytes = encodeChangeSet(bulkInsert(1000)).length
    // Key 1, integer 1-2, text about 9, NULL 0, half of the floats as integers: 2, else 9.
    expect(bytes / 1000).toBeLessThan(21)
  })

  test('cut or changed bytes give the typed error and nothing else', () => {
    const good = encodeChangeSet(changeSetOf({ ...bulkInsert(5), schemaChanges: [createTable], wait: [{ origin, seq: 9 }] }))
    for (let length = 0; length < good.length; length++) expect(() => decodeChangeSet(good.slice(0, length))).toThrow(ZenError)
    for (let at = 0; at < good.length; at++)
      for (const flip of [0x01, 0x80, 0xff]) {
        const bad = good.slice()
        bad[at] ^= flip
        try {
          decodeChangeSet(bad)
        } catch (error) {
          expect(error).toBeInstanceOf(ZenError)
        }
      }
  })

  test('a schema change of a wrong shape is refused with the field', () => {
    const good = encodeChangeSet(changeSetOf({ schemaChanges: [createTable] }))
    const text = new TextDecoder('latin1').decode(good).replace('"notNull":true', '"notNull":1234')
    const bad = Uint8Array.from(text, character => character.charCodeAt(0))
    expect(() => decodeChangeSet(bad)).toThrow(/notNull/)
  })

  test('a small message cannot ask for many cells', () => {
    const cells = cellsOf(Object.fromEntries(Array.from({ length: 1500 }, (_, column) => [column + 1, null])))
    const rows = Array.from({ length: 6000 }, (_, key) => ({ kind: 'insert' as const, table: asTableId(1), key, ordinal: 0, cells }))
    expect(() => decodeChangeSet(encodeChangeSet(changeSetOf({ rows })))).toThrow(/more cells/)
  })

  test('a newer version asks for an upgrade', () => {
    const bytes = encodeChangeSet(changeSetOf({}))
    bytes[1] = 2
    expect(() => decodeChangeSet(bytes)).toThrow(expect.objectContaining({ code: 'STORAGE_FORMAT_VERSION' }))
  })
})
