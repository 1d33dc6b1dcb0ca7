// A transaction that writes: where it writes, what it did, and how to take it back.
// Outside of BEGIN it writes into the database's own head ('direct'); a block, DDL or a cold statement writes into a fork.

import { assert } from '../base/assert.ts'
import type { Birth } from '../base/stamp.ts'
import type { SchemaChange } from '../schema/schema-change.ts'
import { HeadWriter, type WriteIdentity } from './head-writer.ts'
import type { Head } from './head.ts'
import type { ReadNotes } from './read-notes.ts'
import { WriteJournal } from './write-journal.ts'

interface Savepoint {
  readonly name: string
  readonly head: Head
  readonly entries: number
  readonly schemaChanges: number
}

export class WriteTransaction {
  readonly mode: 'direct' | 'forked'
  readonly birth: Birth
  readonly journal = new WriteJournal()
  readonly schemaChanges: SchemaChange[] = []
  /** What its statements read (rule R17 b). */
  readonly reads: ReadNotes
  readonly #identity: WriteIdentity
  #head: Head
  #writer: HeadWriter
  #savepoints: Savepoint[] = []

  constructor(mode: 'direct' | 'forked', head: Head, identity: WriteIdentity, reads: ReadNotes) {
    this.mode = mode
    this.reads = reads
    this.birth = identity.birth
    this.#identity = identity
    this.#head = head
    this.#writer = this.#writerOf(head)
  }

  #writerOf(head: Head): HeadWriter {
    return new HeadWriter(head, this.journal, this.#identity, (table, { key, constraint }) => {
      const columns = table.indexes.get(constraint)?.definition.columns.map(({ column }) => column) ?? []
      this.reads.addRow({ table: table.definition.id, columns: new Set(columns), rows: { key } })
    })
  }

  /** What referential actions changed since `mark`: they found these rows by their foreign keys. */
  noteActions(mark: number): void {
    const { entries } = this.journal
    for (let i = mark; i < entries.length; i++) {
      const { table, key } = entries[i]
      const columns = table.definition.constraints.flatMap(constraint => (constraint.kind === 'foreign key' ? constraint.columns : []))
      this.reads.addRow({ table: table.definition.id, columns: new Set(columns), rows: { key } })
    }
  }

  get head(): Head {
    return this.#head
  }

  get writer(): HeadWriter {
    return this.#writer
  }

  /** Continues on another state: after a rollback to a savepoint, or when a DDL statement failed. */
  restore(head: Head, entries: number, schemaChanges: number): void {
    assert(this.mode === 'forked', 'only a fork can be replaced')
    this.#head = head
    this.#writer = this.#writerOf(head)
    this.journal.truncate(entries)
    this.schemaChanges.length = schemaChanges
  }

  savepoint(name: string): void {
    this.#savepoints.push({ name, head: this.#head.fork(), entries: this.journal.entries.length, schemaChanges: this.schemaChanges.length })
  }

  /** false: there is no savepoint of this name. */
  release(name: string): boolean {
    const at = this.#lastSavepoint(name)
    if (at < 0) return false
    this.#savepoints.length = at
    return true
  }

  /** Goes back to a savepoint, which stays. false: there is none of this name. */
  rollbackTo(name: string): boolean {
    const at = this.#lastSavepoint(name)
    if (at < 0) return false
    const saved = this.#savepoints[at]
    this.#savepoints.length = at + 1
    this.restore(saved.head.fork(), saved.entries, saved.schemaChanges)
    return true
  }

  #lastSavepoint(name: string): number {
    for (let i = this.#savepoints.length - 1; i >= 0; i--) if (this.#savepoints[i].name === name) return i
    return -1
  }
}
