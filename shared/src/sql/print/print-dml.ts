// INSERT, UPDATE, DELETE and MERGE as SQL text.

import { unreachable } from '../../base/assert.ts'
import { printExpression, printList } from './print-expression.ts'
import { printFromItem } from './print-from.ts'
import { printName, printNames, printQualifiedName } from './print-name.ts'
import { printQuery, printSelectItem, printWith } from './print-query.ts'
import type {
  Assignment,
  DeleteStatement,
  DmlStatement,
  Expression,
  InsertStatement,
  MergeStatement,
  OnConflict,
  SelectItem,
  UpdateStatement,
} from '../ast.ts'

/** The statement with its WITH clause. */
export function printDml(statement: DmlStatement): string {
  const head = printWith(statement.with)
  switch (statement.kind) {
    case 'insert':
      return head + printInsert(statement)
    case 'update':
      return head + printUpdate(statement)
    case 'delete':
      return head + printDelete(statement)
    case 'merge':
      return head + printMerge(statement)
    default:
      return unreachable(statement)
  }
}

function printInsert(statement: InsertStatement): string {
  const alias = statement.alias === null ? '' : ` AS ${printName(statement.alias)}`
  const columns = statement.columns === null ? '' : printNames(statement.columns.map(column => column.name))
  const overriding = statement.overriding === null ? '' : ` OVERRIDING ${statement.overriding.toUpperCase()} VALUE`
  const source = statement.source === null ? ' DEFAULT VALUES' : ` ${printQuery(statement.source)}`
  const conflict = statement.onConflict === null ? '' : printConflict(statement.onConflict)
  return `INSERT INTO ${printQualifiedName(statement.table)}${alias}${columns}${overriding}${source}${conflict}${printReturning(statement.returning)}`
}

function printConflict(conflict: OnConflict): string {
  const { target, action } = conflict
  let text = ' ON CONFLICT'
  if (target?.kind === 'constraint') text += ` ON CONSTRAINT ${printName(target.name)}`
  else if (target !== null)
    text += ` (${target.items.map(item => printConflictItem(item.expression)).join(', ')})${printWhere(target.where)}`
  return action.kind === 'nothing'
    ? `${text} DO NOTHING`
    : `${text} DO UPDATE SET ${printAssignments(action.set)}${printWhere(action.where)}`
}

/** Anything but a column stands in parentheses; COLLATE comes after them. */
function printConflictItem(expression: Expression): string {
  if (expression.kind === 'collate') return `${printConflictItem(expression.operand)} COLLATE ${printQualifiedName(expression.collation)}`
  return expression.kind === 'column' ? printExpression(expression) : `(${printExpression(expression)})`
}

function printAssignments(assignments: readonly Assignment[]): string {
  return assignments
    .map(({ columns, value }) => `${columns.length === 1 ? printName(columns[0]) : printNames(columns).trim()} = ${printExpression(value)}`)
    .join(', ')
}

function printWhere(where: Expression | null): string {
  return where === null ? '' : ` WHERE ${printExpression(where)}`
}

function printReturning(items: readonly SelectItem[]): string {
  return items.length === 0 ? '' : ` RETURNING ${items.map(printSelectItem).join(', ')}`
}

function printTarget(statement: UpdateStatement | DeleteStatement): string {
  return `${statement.only ? 'ONLY ' : ''}${printQualifiedName(statement.table)}${statement.alias === null ? '' : ` AS ${printName(statement.alias)}`}`
}

function printUpdate(statement: UpdateStatement): string {
  const from = statement.from.length === 0 ? '' : ` FROM ${statement.from.map(printFromItem).join(', ')}`
  return `UPDATE ${printTarget(statement)} SET ${printAssignments(statement.set)}${from}${printWhere(statement.where)}${printReturning(statement.returning)}`
}

function printDelete(statement: DeleteStatement): string {
  const using = statement.using.length === 0 ? '' : ` USING ${statement.using.map(printFromItem).join(', ')}`
  return `DELETE FROM ${printTarget(statement)}${using}${printWhere(statement.where)}${printReturning(statement.returning)}`
}

function printMerge(statement: MergeStatement): string {
  const alias = statement.alias === null ? '' : ` AS ${printName(statement.alias)}`
  const head = `MERGE INTO ${printQualifiedName(statement.table)}${alias} USING ${printFromItem(statement.source)} ON ${printExpression(statement.on)}`
  return head + statement.clauses.map(printMergeClause).join('')
}

function printMergeClause(clause: MergeStatement['clauses'][number]): string {
  const condition = clause.condition === null ? '' : ` AND ${printExpression(clause.condition)}`
  return ` WHEN ${clause.matched ? '' : 'NOT '}MATCHED${condition} THEN ${printMergeAction(clause.action)}`
}

function printMergeAction(action: MergeStatement['clauses'][number]['action']): string {
  switch (action.kind) {
    case 'nothing':
      return 'DO NOTHING'
    case 'delete':
      return 'DELETE'
    case 'update':
      return `UPDATE SET ${printAssignments(action.set)}`
    case 'insert': {
      if (action.values === null) return 'INSERT DEFAULT VALUES'
      const overriding = action.overriding === null ? '' : ` OVERRIDING ${action.overriding.toUpperCase()} VALUE`
      return `INSERT${action.columns === null ? '' : printNames(action.columns)}${overriding} VALUES (${printList(action.values)})`
    }
    default:
      return unreachable(action)
  }
}
