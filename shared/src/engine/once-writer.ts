// The writer of a statement whose WITH changes data. All its parts see the rows from before it, so the second change of a row would
// undo the first without knowing of it: as in PostgreSQL, only the first one takes place.

import type { Cell, Key } from '../base/cell.ts'
import type { RowWriter } from '../exec/execution-context.ts'
import type { TableDefinition } from '../schema/database-schema.ts'

export class OnceWriter implements RowWriter {
  readonly #writer: RowWriter
  readonly #changed = new Map<TableDefinition['id'], Set<Key>>()

  constructor(writer: RowWriter) {
    this.#writer = writer
  }

  insert(table: TableDefinition, values: readonly Cell[]): void {
    this.#writer.insert(table, values)
  }

  update(table: TableDefinition, key: Key, values: readonly Cell[]): boolean {
    return this.#isFirst(table, key) && this.#writer.update(table, key, values)
  }

  assign(table: TableDefinition, key: Key, positions: readonly number[], values: readonly Cell[]): boolean {
    return this.#isFirst(table, key) && this.#writer.assign(table, key, positions, values)
  }

  delete(table: TableDefinition, key: Key): boolean {
    return this.#isFirst(table, key) && this.#writer.delete(table, key)
  }

  findConflict(table: TableDefinition, values: readonly Cell[], arbiters: readonly string[]): ReturnType<RowWriter['findConflict']> {
    return this.#writer.findConflict(table, values, arbiters)
  }

  #isFirst({ id }: TableDefinition, key: Key): boolean {
    let keys = this.#changed.get(id)
    if (keys === undefined) this.#changed.set(id, (keys = new Set()))
    if (keys.has(key)) return false
    keys.add(key)
    return true
  }
}
