// What is named where most statements go by place: arguments of calls (make_interval(days => 10)) and the constraint of ON CONFLICT.
// Part of rare queries.

import { SqlError, notSupported } from '../../base/errors.ts'
import type { IndexDefinition, TableDefinition } from '../../schema/database-schema.ts'
import { sqlTypes } from '../../values/sql-type.ts'
import type { FunctionCall } from '../ast.ts'
import { bindArgument } from './bind-call.ts'
import type { LogicalExpression } from './relation.ts'
import type { Scope } from './scope.ts'

/** Functions whose arguments have names and default to 0. */
const namedParameters: Readonly<Record<string, readonly string[]>> = {
  make_interval: ['years', 'months', 'weeks', 'days', 'hours', 'mins', 'secs'],
}

export function bindNamedArguments(scope: Scope, name: string, call: FunctionCall): LogicalExpression[] {
  const names = namedParameters[name]
  if (names === undefined) throw notSupported(`named arguments of ${name}`, call.at)
  const values: LogicalExpression[] = []
  for (const [i, arg] of call.args.entries()) {
    const index = arg.name === null ? i : names.indexOf(arg.name)
    if (index < 0) throw new SqlError('42883', `function ${name} has no parameter named "${arg.name}"`, { position: call.at })
    values[index] = bindArgument(scope, arg.value)
  }
  return Array.from({ length: values.length }, (_, i) => values[i] ?? { kind: 'constant', type: sqlTypes.int4, value: 0 })
}

export function constraintIndex(table: TableDefinition, name: string, at: number): string {
  const constraint = table.constraints.find(c => c.name === name)
  if (constraint?.kind === 'primary key') return 'primary key'
  if (constraint?.kind === 'unique') return constraint.index
  const index: IndexDefinition | undefined = table.indexes.find(i => i.name === name && i.constraint !== null)
  if (index !== undefined) return index.name
  if (constraint !== undefined) throw new SqlError('42809', `constraint in ON CONFLICT clause has no associated index`, { position: at })
  throw new SqlError('42704', `constraint "${name}" for table "${table.name}" does not exist`, { position: at })
}
