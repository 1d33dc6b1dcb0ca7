// What functions may ask of their surroundings in one session.

import type { EvaluationContext } from '../functions/function-definition.ts'
import type { CatalogNames } from '../values/value-context.ts'
import { lateRelationOids, lateSettings } from './late-statements.ts'
import type { Session } from './session.ts'

const names = new WeakMap<Session, CatalogNames>()

/** Names for regclass; one object a session, so that what is cached by it stays. */
export function catalogNames(session: Session): CatalogNames {
  let found = names.get(session)
  if (found === undefined) {
    const schema = () => session.transaction.readHead().schema
    found = {
      relationOid: name => lateRelationOids.get().relationOidOf(schema(), session.settings.searchPath, name),
      relationName: oid => lateRelationOids.get().relationNameOf(schema(), session.settings.searchPath, oid),
    }
    names.set(session, found)
  }
  return found
}

/** now() is the start of the transaction, or of the statement outside of one. */
export function evaluationContext(session: Session): EvaluationContext {
  const { database, transaction } = session
  return {
    clock: database.clock,
    random: database.random,
    nowMicros: transaction.state === 'none' ? database.clock.nowMs() * 1000 : transaction.startedMicros,
    settings: session.settings.values,
    setSetting: (name, value, isLocal) => {
      const { changeSetting, settingOf } = lateSettings.get()
      changeSetting(session.settings, { name, values: [value], local: isLocal, all: false })
      return settingOf(session.settings, name)
    },
    user: session.user,
    database: database.name,
    sequences: session.sequences,
    catalog: catalogNames(session),
  }
}
