// Built-ins that are loaded when one of them is first looked up; their bodies are in tables of their own (structure-tables.ts …).
// A name that is not known from the start belongs to the first family whose names it looks like; the last one is for all others.
// Overloads of names that are known from the start stand here as signatures, so that overload resolution always sees all of them.
// late-functions.test.ts compares both with the tables.

import { LatePart, PartNeeded, type PartName } from '../base/load-part.ts'
import type { FunctionEntry } from './define-function.ts'
import type * as spreading from './spread-variadic.ts'

/** Calls with VARIADIC and an array. */
export const lateSpreading = new LatePart<typeof spreading>('structures')

type Tables = readonly (readonly FunctionEntry[])[]

export interface LateFamily {
  readonly part: PartName
  /** What names look like that this family has alone. */
  readonly names: RegExp
  /** Its signatures of names that are known from the start, too. */
  readonly overloads: readonly FunctionEntry[]
  /** null: not loaded yet. */
  tables: Tables | null
  provide(tables: Tables): void
}

interface FamilyOptions {
  readonly part: PartName
  readonly names: RegExp
  readonly overloads: readonly string[]
}

function lateFamily({ part, names, overloads }: FamilyOptions): LateFamily {
  const needed = (): never => {
    throw new PartNeeded(part)
  }
  return {
    part,
    names,
    overloads: overloads.map(signature => ({
      signature,
      // Its result is asked for when a call was resolved to it, and not before.
      define: ({ name, parameters }) => ({
        kind: 'scalar',
        name,
        parameters,
        result: needed,
        strict: true,
        volatility: 'immutable',
        body: needed,
      }),
    })),
    tables: null,
    provide(tables) {
      this.tables = tables
    },
  }
}

export const lateWindowFunctions = lateFamily({
  part: 'queries',
  names: /^(?:(?:cume|percent)_dist|(?:dense_|percent_)?rank|(?:first|last|nth)_value|lag|lead|ntile|row_number)$/,
  overloads: [],
})

export const lateTimeFunctions = lateFamily({
  part: 'times',
  names: /^(?:age|date_(?!to)\w+|extract|generate_series|isfinite|justify_\w+|make_\w+|overlaps|timezone)$/,
  overloads: [
    '+(date, int4) date',
    '+(int4, date) date',
    '+(date, interval) timestamp',
    '+(interval, date) timestamp',
    '+(date, time) timestamp',
    '+(time, date) timestamp',
    '+(date, timetz) timestamptz',
    '+(timetz, date) timestamptz',
    '+(timestamp, interval) timestamp',
    '+(interval, timestamp) timestamp',
    '+(timestamptz, interval) timestamptz',
    '+(interval, timestamptz) timestamptz',
    '+(time, interval) time',
    '+(interval, time) time',
    '+(timetz, interval) timetz',
    '+(interval, timetz) timetz',
    '+(interval, interval) interval',
    '+(interval) interval',
    '-(date, int4) date',
    '-(date, date) int4',
    '-(date, interval) timestamp',
    '-(timestamp, interval) timestamp',
    '-(timestamptz, interval) timestamptz',
    '-(timestamp, timestamp) interval',
    '-(timestamptz, timestamptz) interval',
    '-(time, interval) time',
    '-(timetz, interval) timetz',
    '-(time, time) interval',
    '-(interval, interval) interval',
    '-(interval) interval',
    '*(interval, float8) interval',
    '*(float8, interval) interval',
    '/(interval, float8) interval',
    'sum(interval) interval',
    'avg(interval) interval',
  ],
})

export const lateStructureFunctions = lateFamily({
  part: 'structures',
  names:
    /^(?!regexp_).*(?:json|array)|^(?:string_agg|string_to_table|cardinality|generate_subscripts|unnest|#-|#>>?|&&|->>?|<@|@>|@[?@]|\?[&|]?)$/,
  overloads: [
    '|| array_append(anycompatiblearray, anycompatible) anycompatiblearray',
    '|| array_prepend(anycompatible, anycompatiblearray) anycompatiblearray',
    '|| array_cat(anycompatiblearray, anycompatiblearray) anycompatiblearray',
    '|| jsonb_concat(jsonb, jsonb) jsonb',
    '- jsonb_delete(jsonb, text) jsonb',
    '-(jsonb, text[]) jsonb',
    '- jsonb_delete(jsonb, int4) jsonb',
  ],
})

/** Mathematics, bits and bytes, forms of text, patterns, pictures, statistics, what a session tells of itself. */
export const lateSpecialFunctions = lateFamily({
  part: 'specials',
  names: /./,
  overloads: [
    'random(int4, int4) int4',
    'random(int8, int8) int8',
    'substring(text, text) text',
    'substring(text, text, text) text',
    '||(bytea, bytea) bytea',
    'length octet_length(bytea) int4',
    'length(bytea, name) int4',
    'substr substring(bytea, int4) bytea',
    'substr substring(bytea, int4, int4) bytea',
    'position(bytea, bytea) int4',
    'btrim(bytea, bytea) bytea',
    'ltrim(bytea, bytea) bytea',
    'rtrim(bytea, bytea) bytea',
  ],
})

export const lateFamilies: readonly LateFamily[] = [lateWindowFunctions, lateTimeFunctions, lateStructureFunctions, lateSpecialFunctions]
