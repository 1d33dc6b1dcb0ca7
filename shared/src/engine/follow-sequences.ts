// Sequences follow the rows: a value that arrives with a row is not given out here again. Change sets carry rows and never
// sequences, so this is how a replica goes on after the keys of others, and how a server goes on after a restart.
// What is promised: no value of a row that this state has seen. Two replicas that do not see each other may give out the same one.

import type { TableId } from '../base/brand.ts'
import { changedCell } from '../changes/changed-cells.ts'
import type { RowChange } from '../changes/row-change.ts'
import { qualifiedName, type DatabaseSchema, type SequenceDefinition } from '../schema/database-schema.ts'
import type { Head } from './head.ts'
import { startSequence, type SequenceState } from './sequence-state.ts'

/** Sequences of serial and identity columns, by table; one map a schema. */
const feedersOfSchemas = new WeakMap<DatabaseSchema, ReadonlyMap<TableId, readonly SequenceDefinition[]>>()

/** Moves sequences past the values of inserted rows. */
export function followRows({ schema, sequences }: Pick<Head, 'schema' | 'sequences'>, rows: readonly RowChange[]): void {
  const feeders = feedersOf(schema)
  if (feeders.size === 0) return
  for (const change of rows) {
    if (change.kind !== 'insert') continue
    for (const definition of feeders.get(change.table) ?? []) {
      const value = definition.ownedBy === null ? undefined : changedCell(change.cells, definition.ownedBy.column)
      if (typeof value === 'number' || typeof value === 'bigint') moveTo(sequences, definition, { value, isCalled: true })
    }
  }
}

/** Takes over the places of another state's sequences where they are further on. */
export function followSequences(
  { schema, sequences }: Pick<Head, 'schema' | 'sequences'>,
  others: Iterable<readonly [string, SequenceState]>,
): void {
  for (const [name, state] of others) {
    const definition = schema.sequences.get(name)
    if (definition !== undefined && state.isCalled) moveTo(sequences, definition, state)
  }
}

function moveTo(sequences: Map<string, SequenceState>, definition: SequenceDefinition, to: SequenceState): void {
  const name = qualifiedName(definition.schema, definition.name)
  const state = sequences.get(name) ?? startSequence(definition)
  const isAhead = definition.increment > 0 ? to.value > state.value : to.value < state.value
  // A value beyond the sequence's own bounds came from a statement that named it, and says nothing about the next one.
  const isInBounds = to.value >= definition.min && to.value <= definition.max
  if (isInBounds && (isAhead || (to.value === state.value && !state.isCalled))) sequences.set(name, { value: to.value, isCalled: true })
}

function feedersOf(schema: DatabaseSchema): ReadonlyMap<TableId, readonly SequenceDefinition[]> {
  const known = feedersOfSchemas.get(schema)
  if (known !== undefined) return known
  const feeders = new Map<TableId, SequenceDefinition[]>()
  for (const definition of schema.sequences.values()) {
    if (definition.ownedBy === null) continue
    const { table } = definition.ownedBy
    const others = feeders.get(table)
    if (others === undefined) feeders.set(table, [definition])
    else others.push(definition)
  }
  feedersOfSchemas.set(schema, feeders)
  return feeders
}
