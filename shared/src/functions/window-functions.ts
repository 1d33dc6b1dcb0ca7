// Signatures of the pure window functions. The executor holds their bodies; every aggregate is a window function too.

import { windowFunction, type FunctionEntry } from './define-function.ts'

export const windowFunctions: readonly FunctionEntry[] = [
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
