// nextval, currval, setval and lastval of one session.

import { SqlError } from '../base/errors.ts'
import type { SequenceAccess } from '../functions/function-definition.ts'
import { qualifiedName, type SequenceDefinition } from '../schema/database-schema.ts'
import { nextSequenceValue, setSequenceValue, startSequence, type SequenceState } from './sequence-state.ts'
import type { Session } from './session.ts'

export class SequenceSession implements SequenceAccess {
  readonly #session: Session
  readonly #current = new Map<string, number | bigint>()
  #last: string | null = null

  constructor(session: Session) {
    this.#session = session
  }

  nextval(name: string): number | bigint {
    this.#requireWritable('nextval()')
    const { definition, state, full } = this.#find(name)
    const value = nextSequenceValue(definition, state)
    this.#session.database.sequenceMoved(definition.schema, definition.name)
    this.#current.set(full, value)
    this.#last = full
    return value
  }

  currval(name: string): number | bigint {
    const { definition, full } = this.#find(name)
    const value = this.#current.get(full)
    if (value === undefined) throw new SqlError('55000', `currval of sequence "${definition.name}" is not yet defined in this session`)
    return value
  }

  setval(name: string, value: number | bigint, isCalled: boolean): number | bigint {
    this.#requireWritable('setval()')
    const { definition, state, full } = this.#find(name)
    setSequenceValue(definition, state, value, isCalled)
    this.#session.database.sequenceMoved(definition.schema, definition.name)
    if (isCalled) this.#current.set(full, value)
    return value
  }

  lastval(): number | bigint {
    const value = this.#last === null ? undefined : this.#current.get(this.#last)
    if (value === undefined) throw new SqlError('55000', 'lastval is not yet defined in this session')
    return value
  }

  #requireWritable(what: string): void {
    if (this.#session.transaction.isReadOnly) throw new SqlError('25006', `cannot execute ${what} in a read-only transaction`)
  }

  /** Name as nextval() gets it: optionally qualified, optionally quoted. */
  #find(name: string): { definition: SequenceDefinition; state: SequenceState; full: string } {
    const parts = [...name.matchAll(/"((?:[^"]|"")*)"|([^".]+)/g)].map(
      ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain.toLowerCase(),
    )
    const head = this.#session.transaction.readHead()
    const candidates =
      parts.length > 1 ? [parts.slice(-2).join('.')] : this.#session.settings.searchPath.map(schema => qualifiedName(schema, parts[0]))
    for (const full of candidates) {
      const definition = head.schema.sequences.get(full)
      if (definition === undefined) continue
      let state = head.sequences.get(full)
      if (state === undefined) head.sequences.set(full, (state = startSequence(definition)))
      return { definition, state, full }
    }
    throw new SqlError('42P01', `relation "${name}" does not exist`)
  }
}
