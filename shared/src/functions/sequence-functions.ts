// What a session knows of sequences besides their next value.

import { contextual, type FunctionEntry } from './define-function.ts'
import type { EvaluationContext } from './function-definition.ts'
import { relationName } from './id-functions.ts'
import type { Int8 } from './integer-arithmetic.ts'

const ofSequences: readonly FunctionEntry[] = (['text', 'regclass'] as const).flatMap(type => {
  const nameOf = (sequence: string | number, context: EvaluationContext): string =>
    typeof sequence === 'string' ? sequence : relationName(sequence, context)
  const setval = (sequence: string | number, value: Int8, isCalled: boolean, context: EvaluationContext): Int8 =>
    context.sequences.setval(nameOf(sequence, context), value, isCalled)
  return [
    contextual(`currval(${type}) int8`, ([sequence], context) => context.sequences.currval(nameOf(sequence, context)), 'volatile'),
    contextual(`setval(${type}, int8) int8`, ([sequence, value], context) => setval(sequence, value, true, context), 'volatile'),
    contextual(
      `setval(${type}, int8, bool) int8`,
      ([sequence, value, isCalled], context) => setval(sequence, value, isCalled, context),
      'volatile',
    ),
  ]
})

export const sequenceFunctions: readonly FunctionEntry[] = [
  ...ofSequences,
  contextual('lastval() int8', (_, { sequences }) => sequences.lastval(), 'volatile'),
]
