// Casts of jsonb scalars to other types. Called by cast-table.ts; part of structures.

import { unreachable } from '../base/assert.ts'
import { SqlError } from '../base/errors.ts'
import { decimalToFloat8, decimalToInt2, decimalToInt4, decimalToInt8 } from './decimal-convert.ts'
import { parseDecimal } from './decimal.ts'
import { lateCasts } from './late-casts.ts'
import { parseJson } from './parse-json.ts'
import type { Decimal, SqlValue } from './sql-value.ts'
import { utcContext } from './value-context.ts'

export type JsonbTarget = 'bool' | 'numeric' | 'int2' | 'int4' | 'int8' | 'float4' | 'float8'

export function castJsonb(text: string, target: JsonbTarget): SqlValue {
  switch (target) {
    case 'bool':
      return jsonbScalar(text, 'boolean', 'boolean') === 'true'
    case 'numeric':
      return jsonbNumber(text, 'numeric')
    case 'int2':
      return decimalToInt2(jsonbNumber(text, 'smallint'))
    case 'int4':
      return decimalToInt4(jsonbNumber(text, 'integer'))
    case 'int8':
      return decimalToInt8(jsonbNumber(text, 'bigint'))
    case 'float4':
      // This cast is a rare one itself, so its part is there.
      return lateCasts.get().findRareCast('numeric', 'float4')(jsonbNumber(text, 'real'), utcContext)
    case 'float8':
      return decimalToFloat8(jsonbNumber(text, 'double precision'))
    default:
      return unreachable(target)
  }
}

function jsonbScalar(text: string, wanted: 'boolean' | 'number', typeName: string): string {
  const node = parseJson(text)
  if (node.kind === wanted) return text
  const kind = node.kind === 'number' ? 'numeric' : node.kind
  throw new SqlError('22023', `cannot cast jsonb ${kind} to type ${typeName}`)
}

function jsonbNumber(text: string, typeName: string): Decimal {
  return parseDecimal(jsonbScalar(text, 'number', typeName))
}
