// Who may come in. A token is a JWT signed with the configured secret (HS256); its claims may narrow it to databases and to reading.
// It comes as a Bearer header, or in the hello of a sync session: never in an address, for addresses are logged.

import type { FastifyInstance } from 'fastify'
import { ZenError } from '@zendb/shared/base/errors'

export interface Access {
  readonly user: string
  readonly canWrite: boolean
  /** When the token ends, in ms; null: never. */
  readonly expiresAtMs: number | null
}

interface Claims {
  readonly sub?: unknown
  /** Databases that the token opens; absent: all. */
  readonly databases?: unknown
  /** `read` or `write`; absent: both. */
  readonly access?: unknown
  readonly exp?: unknown
}

export type Authenticate = (token: string | null, database: string) => Access

/** Without a secret (development) everyone may do everything. */
export function authenticator(app: FastifyInstance, jwtSecret: string | null): Authenticate {
  if (jwtSecret === null) return () => ({ user: 'dev', canWrite: true, expiresAtMs: null })
  return (token, database) => {
    if (token === null || token === '')
      throw new ZenError('AUTH_REQUIRED', 'this server asks for a token: give it as "auth: { token }" or as a Bearer header')
    return accessOf(verified(app, token), database)
  }
}

function verified(app: FastifyInstance, token: string): Claims {
  try {
    return app.jwt.verify<Claims>(token)
  } catch (cause) {
    const isExpired = typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === 'FAST_JWT_EXPIRED'
    throw new ZenError('AUTH_INVALID', isExpired ? 'the token has expired; sign in again' : 'the token is not valid; sign in again', {
      cause,
    })
  }
}

/** A claim of another form than agreed opens nothing: what is meant to narrow a token must not widen it. */
function accessOf({ sub, databases, access, exp }: Claims, database: string): Access {
  if (databases !== undefined && !Array.isArray(databases)) throw unusable('"databases" is not a list of names')
  if (databases !== undefined && !databases.includes(database))
    throw new ZenError('AUTH_INVALID', `the token is not for database "${database}"`)
  if (access !== undefined && access !== 'read' && access !== 'write') throw unusable('"access" is neither "read" nor "write"')
  return {
    user: typeof sub === 'string' ? sub : 'user',
    canWrite: access !== 'read',
    expiresAtMs: typeof exp === 'number' ? exp * 1000 : null,
  }
}

function unusable(reason: string): ZenError {
  return new ZenError('AUTH_INVALID', `the token has a claim that this server does not know: ${reason}`)
}

/** The token of `Authorization: Bearer …`. */
export function tokenOf({ headers }: { readonly headers: { readonly authorization?: string | undefined } }): string | null {
  return /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? null
}
