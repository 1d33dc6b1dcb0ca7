// The errors that many bodies share, with PostgreSQL's codes and words.

import { SqlError } from '../base/errors.ts'

export const divisionByZero = (): SqlError => new SqlError('22012', 'division by zero')

/** `typeName` as PostgreSQL spells it: smallint, integer, bigint. */
export const outOfRange = (typeName: string): SqlError => new SqlError('22003', `${typeName} out of range`)

/** 22023 with PostgreSQL's message. */
export const invalidParameter = (message: string, hint?: string): SqlError =>
  new SqlError('22023', message, hint === undefined ? {} : { hint })

export const overflow = (): SqlError => new SqlError('22003', 'value out of range: overflow')
export const underflow = (): SqlError => new SqlError('22003', 'value out of range: underflow')
