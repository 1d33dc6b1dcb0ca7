// Who may come in. A token is a JWT signed with the configured secret; its claims may narrow it to databases and to reading.

import type { FastifyInstance } from 'fastify'
import { ZenError } from '@zendb/shared/base/errors'

export interface Access {
  readonly user: string
  readonly canWrite: boolean
}

interface Claims {
  readonly sub?: string
  /** Databases that the token opens; absent: all. */
  readonly databases?: readonly string[]
  readonly access?: 'read' | 'write'
}

export type Authenticate = (token: string | null, database: string) => Access

/** Without a secret (development) everyone may do everything. */
export function authenticator(app: FastifyInstance, jwtSecret: string | null): Authenticate {
  if (jwtSecret === null) return () => ({ user: 'dev', canWrite: true })
  return (token, database) => {
    if (token === null || token === '')
      throw new ZenError('AUTH_REQUIRED', 'this server asks for a token: give it as "auth: { token }" or as a Bearer header')
    let claims: Claims
    try {
      claims = app.jwt.verify<Claims>(token)
    } catch (cause) {
      throw new ZenError('AUTH_INVALID', 'the token is not valid or has expired; sign in again', { cause })
    }
    if (claims.databases !== undefined && !claims.databases.includes(database))
      throw new ZenError('AUTH_INVALID', `the token is not for database "${database}"`)
    return { user: claims.sub ?? 'user', canWrite: claims.access !== 'read' }
  }
}

/** `Authorization: Bearer …`, or `?token=…` where a browser cannot set headers (WebSocket). */
export function tokenOf(request: {
  readonly headers: { readonly authorization?: string | undefined }
  readonly query: unknown
}): string | null {
  const header = request.headers.authorization
  if (header?.startsWith('Bearer ') === true) return header.slice(7)
  const { query } = request
  if (typeof query === 'object' && query !== null && 'token' in query && typeof query.token === 'string') return query.token
  return null
}
