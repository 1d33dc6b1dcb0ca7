// FROM items as SQL text.

import { unreachable } from '../../base/assert.ts'
import { printCall } from './print-call.ts'
import { printExpression } from './print-expression.ts'
import { printName, printNames, printQualifiedName } from './print-name.ts'
import { printQuery } from './print-query.ts'
import { printTypeName } from './print-type-name.ts'
import type { FromItem, TableAlias } from '../ast.ts'

/** One FROM item. */
export function printFromItem(item: FromItem): string {
  switch (item.kind) {
    case 'table':
      return `${item.only ? 'ONLY ' : ''}${printQualifiedName(item.name)}${printAlias(item.alias)}${item.sample === null ? '' : ` ${item.sample}`}`
    case 'subquery':
      return `${item.lateral ? 'LATERAL ' : ''}(${printQuery(item.query)})${printAlias(item.alias)}`
    case 'function':
      return printFunctionItem(item)
    case 'join':
      return printJoin(item)
    default:
      return unreachable(item)
  }
}

function printAlias(alias: TableAlias | null): string {
  return alias === null ? '' : ` AS ${printName(alias.name)}${printNames(alias.columns)}`
}

function printFunctionItem(item: FromItem & { readonly kind: 'function' }): string {
  const calls = item.calls.map(printCall).join(', ')
  const source = item.rowsFrom ? `ROWS FROM (${calls})` : calls
  const head = `${item.lateral ? 'LATERAL ' : ''}${source}${item.withOrdinality ? ' WITH ORDINALITY' : ''}`
  if (item.columnDefinitions === null) return `${head}${printAlias(item.alias)}`
  const columns = item.columnDefinitions.map(column => `${printName(column.name)} ${printTypeName(column.type)}`).join(', ')
  return `${head} AS ${item.alias === null ? '' : printName(item.alias.name)}(${columns})`
}

function printJoin(join: FromItem & { readonly kind: 'join' }): string {
  const right = join.right.kind === 'join' && join.right.alias === null ? `(${printFromItem(join.right)})` : printFromItem(join.right)
  const words = `${join.natural ? 'NATURAL ' : ''}${join.type === 'inner' ? '' : `${join.type.toUpperCase()} `}JOIN`
  let condition = ''
  if (join.on !== null) condition = ` ON ${printExpression(join.on)}`
  else if (join.using !== null) {
    const alias = join.usingAlias === null ? '' : ` AS ${printName(join.usingAlias)}`
    condition = ` USING${printNames(join.using)}${alias}`
  }
  const text = `${printFromItem(join.left)} ${words} ${right}${condition}`
  return join.alias === null ? text : `(${text})${printAlias(join.alias)}`
}
