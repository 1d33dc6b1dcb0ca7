// From `a = b` and `a = 5` follows `b = 5`, from `a = b` and `b = c` follows `a = c`: conditions that were not written but
// let a table be read through its key.

import { sameType } from '../../values/sql-type.ts'
import { equalExpressions } from '../bind/expression-tree.ts'
import type { ColumnNumber, LogicalExpression } from '../bind/relation.ts'

type Comparison = Extract<LogicalExpression, { kind: 'compare' }>
type Column = Extract<LogicalExpression, { kind: 'input' }>

/** The conjuncts with those `column = constant` that follow from equal columns. */
export function addImpliedEqualities(conjuncts: readonly LogicalExpression[]): readonly LogicalExpression[] {
  const constants = conjuncts.filter(isColumnTest)
  if (constants.length === 0) return conjuncts
  const links = conjuncts.filter(isLink)
  if (links.length === 0) return conjuncts
  const added: LogicalExpression[] = []
  // Each found equality can lead to further ones along the chain of links.
  const queue = [...constants]
  const seen = new Set(queue.map(columnOfTest))
  for (let test = queue.shift(); test !== undefined; test = queue.shift()) {
    for (const link of links) {
      const other = otherEnd(link, columnOfTest(test))
      if (other === null || seen.has(other.index) || !sameType(link.operandType, typeOfTest(test))) continue
      const implied = withOperand(test, other)
      if (conjuncts.some(c => equalExpressions(c, implied))) continue
      seen.add(other.index)
      added.push(implied)
      queue.push(implied)
    }
  }
  return added.length === 0 ? conjuncts : [...conjuncts, ...added]
}

type ColumnTest = Comparison | Extract<LogicalExpression, { kind: 'in list' }>

/** `column = value` or `column IN (values)`, where the values are known before any row is read. */
function isColumnTest(e: LogicalExpression): e is ColumnTest {
  if (e.kind === 'in list') return !e.negated && e.operand.kind === 'input' && e.items.every(isValue)
  return e.kind === 'compare' && e.operator === '=' && e.left.kind === 'input' && isValue(e.right)
}

const isValue = (e: LogicalExpression): boolean => e.kind === 'constant' || e.kind === 'parameter'

function columnOfTest(e: ColumnTest): ColumnNumber {
  const operand = e.kind === 'in list' ? e.operand : e.left
  return operand.kind === 'input' ? operand.index : -1
}

const typeOfTest = (e: ColumnTest): LogicalExpression['type'] => e.operandType

function withOperand(e: ColumnTest, operand: Column): ColumnTest {
  const typed: Column = { ...operand, type: e.kind === 'in list' ? e.operand.type : e.left.type }
  return e.kind === 'in list' ? { ...e, operand: typed } : { ...e, left: typed }
}

function isLink(e: LogicalExpression): e is Comparison {
  return e.kind === 'compare' && e.operator === '=' && e.left.kind === 'input' && e.right.kind === 'input'
}

function otherEnd(link: Comparison, column: ColumnNumber): Column | null {
  if (link.left.kind !== 'input' || link.right.kind !== 'input') return null
  if (link.left.index === column) return link.right
  return link.right.index === column ? link.left : null
}
