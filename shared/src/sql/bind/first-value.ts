// The value of a column that is the same in all rows of a group, because the group's key determines it. An aggregate of our own:
// cheaper than grouping by the column as well, and good for types that cannot be grouped by.

import type { AggregateFunction } from '../../functions/function-definition.ts'
import type { SqlValue } from '../../values/sql-value.ts'

interface First {
  value: SqlValue
  isSet: boolean
}

export const firstValue: AggregateFunction = {
  kind: 'aggregate',
  name: 'first_value_of_group',
  parameters: ['any'],
  result: types => types[0],
  skipsNulls: false,
  create: (): First => ({ value: null, isSet: false }),
  add: (state, args) => {
    const first = state as First
    if (!first.isSet) {
      first.value = args[0]
      first.isSet = true
    }
    return first
  },
  finish: state => (state as First).value,
}
