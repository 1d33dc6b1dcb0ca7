// Are two rows equal in a column, NULL equal to NULL? For runs of partitions and peers.

import { isNullAt, type Vector } from '../../values/vector.ts'
import { valueTest } from '../expression/comparison-kind.ts'

export function equalItems(vector: Vector): (a: number, b: number) => boolean {
  const test = valueTest('=', vector.type)
  const { data } = vector
  return (a, b) => {
    const aIsNull = isNullAt(vector, a)
    const bIsNull = isNullAt(vector, b)
    return aIsNull || bIsNull ? aIsNull && bIsNull : test(data[a], data[b])
  }
}
