// Signatures of the pure window functions. The executor holds their bodies; every aggregate is a window function too.

import { notSupported } from '../base/errors.ts'
import { aggregate, type FunctionEntry } from './define-function.ts'
import { windowFunction } from './define-table-function.ts'

/** The hypothetical-set aggregates: known, not built. `rank() OVER ()` without arguments is the window function. */
const hypotheticalSets: readonly FunctionEntry[] = ['rank', 'dense_rank', 'percent_rank', 'cume_dist'].map(name =>
  aggregate(`${name as 'rank'}(any, ...any) float8`, {
    create: (): null => {
      throw notSupported(`${name} as a hypothetical-set aggregate`)
    },
    add: state => state,
    finish: () => null,
    directArguments: 1,
  }),
)

const pureFunctions: readonly FunctionEntry[] = [
  'row_number() int8',
  'rank() int8',
  'dense_rank() int8',
  'percent_rank() float8',
  'cume_dist() float8',
  'ntile(int4) int4',
  'lag(anyelement) anyelement',
  'lag(anyelement, int4) anyelement',
  'lag(anycompatible, int4, anycompatible) anycompatible',
  'lead(anyelement) anyelement',
  'lead(anyelement, int4) anyelement',
  'lead(anycompatible, int4, anycompatible) anycompatible',
  'first_value(anyelement) anyelement',
  'last_value(anyelement) anyelement',
  'nth_value(anyelement, int4) anyelement',
].map(windowFunction)

export const windowFunctions: readonly FunctionEntry[] = [...pureFunctions, ...hypotheticalSets]
