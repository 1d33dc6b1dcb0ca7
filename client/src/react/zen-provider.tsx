// Hands a database to the components below it.

import { createContext, useContext, type ReactNode } from 'react'
import { ZenError } from '@zendb/shared/base/errors'
import type { ZenDB } from '../zen-db.ts'

const DatabaseContext = createContext<ZenDB | null>(null)

export interface ZenProviderProps {
  readonly db: ZenDB
  readonly children?: ReactNode
}

/**
 * Makes `db` the database of all hooks below.
 *
 * @example
 * ```tsx
 * const db = new ZenDB({ name: 'notes' })
 *
 * root.render(
 *   <ZenProvider db={db}>
 *     <App />
 *   </ZenProvider>,
 * )
 * ```
 */
export function ZenProvider({ db, children }: ZenProviderProps): ReactNode {
  return <DatabaseContext.Provider value={db}>{children}</DatabaseContext.Provider>
}

/** The database of the nearest `ZenProvider`. */
export function useZenDB(): ZenDB {
  const db = useContext(DatabaseContext)
  if (db === null) throw new ZenError('INVALID_OPTION', 'there is no database here; put <ZenProvider db={db}> around the component')
  return db
}
