// Values that are new each time: sequences and UUIDs. Defaults of columns call them.

import { toHex } from '../base/content-hash.ts'
import { SqlError } from '../base/errors.ts'
import { contextual, type FunctionEntry } from './define-function.ts'
import type { EvaluationContext } from './function-definition.ts'
import type { Int8 } from './integer-arithmetic.ts'

function relationName(oid: number, context: EvaluationContext): string {
  const name = context.catalog?.relationName(oid) ?? null
  if (name === null) throw new SqlError('42P01', `relation with OID ${oid} does not exist`)
  return name
}

const sequences: readonly FunctionEntry[] = (['text', 'regclass'] as const).flatMap(type => {
  const nameOf = (sequence: string | number, context: EvaluationContext): string =>
    typeof sequence === 'string' ? sequence : relationName(sequence, context)
  const setval = (sequence: string | number, value: Int8, isCalled: boolean, context: EvaluationContext): Int8 =>
    context.sequences.setval(nameOf(sequence, context), value, isCalled)
  return [
    contextual(`nextval(${type}) int8`, ([sequence], context) => context.sequences.nextval(nameOf(sequence, context)), 'volatile'),
    contextual(`currval(${type}) int8`, ([sequence], context) => context.sequences.currval(nameOf(sequence, context)), 'volatile'),
    contextual(`setval(${type}, int8) int8`, ([sequence, value], context) => setval(sequence, value, true, context), 'volatile'),
    contextual(
      `setval(${type}, int8, bool) int8`,
      ([sequence, value, isCalled], context) => setval(sequence, value, isCalled, context),
      'volatile',
    ),
  ]
})

function uuidOf(bytes: Uint8Array, version: 4 | 7): string {
  bytes[6] = (bytes[6] & 0x0f) | (version << 4)
  bytes[8] = (bytes[8] & 0x3f) | 0x80
  return toHex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

function timeOrderedUuid({ clock, random }: EvaluationContext): string {
  const bytes = random.bytes(16)
  new DataView(bytes.buffer).setUint32(0, Math.floor(clock.nowMs() / 0x10000))
  new DataView(bytes.buffer).setUint16(4, clock.nowMs() % 0x10000)
  return uuidOf(bytes, 7)
}

export const idFunctions: readonly FunctionEntry[] = [
  ...sequences,
  contextual('lastval() int8', (_, { sequences: access }) => access.lastval(), 'volatile'),
  contextual('gen_random_uuid uuidv4 uuid_generate_v4() uuid', (_, { random }) => uuidOf(random.bytes(16), 4), 'volatile'),
  contextual('uuidv7() uuid', (_, context) => timeOrderedUuid(context), 'volatile'),
]
