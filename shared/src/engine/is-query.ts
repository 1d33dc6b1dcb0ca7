// Which statements go through a plan: queries and data changes. SELECT ... INTO makes a table, so it is DDL.

import type { Query, Statement } from '../sql/ast.ts'

export function isQuery(statement: Statement): statement is Query {
  switch (statement.kind) {
    case 'select':
    case 'values':
    case 'set operation':
    case 'insert':
    case 'update':
    case 'delete':
    case 'merge':
      return statement.kind !== 'select' || statement.into === null
    default:
      return false
  }
}
