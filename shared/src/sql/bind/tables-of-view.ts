// Which tables and views a view reads, for DROP and ALTER to know what depends on what.

import { qualifiedName, type DatabaseSchema, type ViewDefinition } from '../../schema/database-schema.ts'
import { findRelation } from '../catalog.ts'
import { parseViewQuery } from './parsed-text.ts'

/** `schema.name` of every relation named in the view's text. */
export function tablesOfView(view: ViewDefinition, schema: DatabaseSchema): string[] {
  const names = new Set<string>()
  const searchPath = [view.schema, 'public']
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit)
    if (typeof node !== 'object' || node === null) return
    if ('kind' in node && node.kind === 'table' && 'name' in node && Array.isArray(node.name)) {
      const found = findRelation({ schema, searchPath }, node.name)
      if (found !== null) names.add(qualifiedName(found.schema, found.name))
    }
    Object.values(node).forEach(visit)
  }
  visit(parseViewQuery(view))
  return [...names]
}
