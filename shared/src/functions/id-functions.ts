// Values that are new each time: sequences and UUIDs. Defaults of columns call them.

import { toHex } from '../base/content-hash.ts'
import { SqlError } from '../base/errors.ts'
import { type FunctionEntry, contextual } from './define-function.ts'
import type { EvaluationContext } from './function-definition.ts'

export function relationName(oid: number, context: EvaluationContext): string {
  const name = context.catalog?.relationName(oid) ?? null
  if (name === null) throw new SqlError('42P01', `relation with OID ${oid} does not exist`)
  return name
}

const sequences: readonly FunctionEntry[] = [
  contextual('nextval(text) int8', ([sequence], context) => context.sequences.nextval(sequence), 'volatile'),
  contextual('nextval(regclass) int8', ([oid], context) => context.sequences.nextval(relationName(oid, context)), 'volatile'),
]

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
  contextual('gen_random_uuid uuidv4 uuid_generate_v4() uuid', (_, { random }) => uuidOf(random.bytes(16), 4), 'volatile'),
  contextual('uuidv7() uuid', (_, context) => timeOrderedUuid(context), 'volatile'),
]
