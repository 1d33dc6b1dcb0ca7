// The system catalogs in FROM, which few applications ask: they come with a part of their own.

import { LatePart } from '../../base/load-part.ts'
import type { QualifiedName } from '../ast.ts'
import type * as systemRelations from './system-relation.ts'

export const lateSystem = new LatePart<typeof systemRelations>('system')

/** information_schema.x, pg_catalog.x or a plain pg_x. */
export function isSystemName(name: QualifiedName): boolean {
  const schema = name.length > 1 ? name[name.length - 2] : 'pg_catalog'
  return schema === 'pg_catalog' ? name[name.length - 1].startsWith('pg_') : schema === 'information_schema'
}
