// Length and precision of a type applied to a value of its base type: varchar(n), char(n), numeric(p,s), timestamp(p) …
// Called by text input and by casts. A written cast cuts text that is too long; an assignment refuses it.

import { SqlError } from '../base/errors.ts'
import type { CastContext } from './cast-context.ts'
import { coerceDecimal } from './decimal-convert.ts'
import { roundTime, roundTimestamp } from './date-time.ts'
import { lateTimes } from './late-times.ts'
import { printTypeName } from './type-names.ts'
import type { SqlType } from './sql-type.ts'
import type { SqlArray, SqlValue, TimeTz } from './sql-value.ts'

export type ModifierApplier = (value: SqlValue) => SqlValue

/** Offset in UTF-16 units after `count` characters, or -1 when the text has no more than that. */
function offsetAfter(text: string, count: number): number {
  if (text.length <= count) return -1
  let characters = 0
  for (let i = 0; i < text.length; i++) {
    if (characters === count) return i
    const unit = text.charCodeAt(i)
    if (unit >= 0xd800 && unit < 0xdc00) i++
    characters++
  }
  return -1
}

function cutText(text: string, type: SqlType, length: number, context: CastContext): string {
  const end = offsetAfter(text, length)
  if (end < 0) return text
  if (context !== 'explicit' && !/^ *$/.test(text.slice(end))) throw new SqlError('22001', `value too long for type ${printTypeName(type)}`)
  return text.slice(0, end)
}

export function padText(text: string, length: number): string {
  let characters = text.length
  // Surrogate pairs are two units of one character.
  if (text.length > 0 && /[\ud800-\udbff]/.test(text)) characters = [...text].length
  return characters < length ? text + ' '.repeat(length - characters) : text
}

function applierOf(type: SqlType, modifier: readonly number[], context: CastContext): ModifierApplier | null {
  const [size] = modifier
  switch (type.name) {
    case 'varchar':
      return value => cutText(value as string, type, size, context)
    case 'bpchar':
      return value => padText(cutText(value as string, type, size, context), size)
    case 'numeric':
      return value => (typeof value === 'object' && value !== null && 'scale' in value ? coerceDecimal(value, modifier) : value)
    case 'timestamp':
    case 'timestamptz':
      return size === 6 ? null : value => roundTimestamp(value as number, size)
    case 'time':
      return size === 6 ? null : value => roundTime(value as number, size)
    case 'timetz':
      return size === 6 ? null : value => roundTimeTz(value as TimeTz, size)
    case 'interval': {
      const { coerceInterval } = lateTimes.get()
      return value => (typeof value === 'object' && value !== null && 'months' in value ? coerceInterval(value, modifier) : value)
    }
    default:
      return null
  }
}

function roundTimeTz(time: TimeTz, precision: number): TimeTz {
  return { kind: 'timetz', micros: roundTime(time.micros, precision), zoneSeconds: time.zoneSeconds }
}

/** How the modifier of `type` is applied in `context`; null when it has none that changes anything. */
export function modifierApplier(type: SqlType, context: CastContext): ModifierApplier | null {
  if (type.kind === 'array') {
    const item = type.element === undefined ? null : modifierApplier(type.element, context)
    if (item === null) return null
    return value => {
      const array = value as SqlArray
      return { ...array, items: array.items.map(each => (each === null ? null : item(each))) }
    }
  }
  return type.kind === 'enum' || type.modifier === undefined ? null : applierOf(type, type.modifier, context)
}

/** Applies varchar(n), numeric(p,s), timestamp(p) … to a value that already has the base type. NULL stays NULL. */
export function applyModifier(value: SqlValue, type: SqlType, context: CastContext): SqlValue {
  if (value === null) return null
  const apply = modifierApplier(type, context)
  return apply === null ? value : apply(value)
}
