// Names of constraints that the statement did not name, as PostgreSQL chooses them: t_pkey, t_a_key, t_a_check, t_a_fkey, then 1, 2, …

import type { TableDefinition } from '../../schema/database-schema.ts'

export function constraintName(table: TableDefinition, columns: readonly string[], suffix: string): string {
  const base = [table.name, ...columns, suffix].join('_')
  let name = base
  for (let i = 1; table.constraints.some(constraint => constraint.name === name); i++) name = `${base}${i}`
  return name
}
