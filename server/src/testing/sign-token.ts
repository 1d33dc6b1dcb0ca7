// Tokens as an identity provider would sign them, for tests of what the server makes of them.

import { createHmac } from 'node:crypto'

const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url')

/** A JWT over `claims`. */
export function signToken(claims: Record<string, unknown>, secret: string, algorithm: 'HS256' | 'HS512' = 'HS256'): string {
  const text = `${encode({ alg: algorithm, typ: 'JWT' })}.${encode(claims)}`
  const hash = algorithm === 'HS256' ? 'sha256' : 'sha512'
  return `${text}.${createHmac(hash, secret).update(text).digest('base64url')}`
}
